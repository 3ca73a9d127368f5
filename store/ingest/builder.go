package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// batch is what came of a chunk. The slices of its rows lie one after another in
// facts, ids and so on, which are used again for a later chunk.
type batch struct {
	rows       []model.Row
	keys       []string // for each row, what makes it a duplicate; only of profiles that have such a thing
	rejects    []model.Reject
	duplicates int
	notes      notes

	facts   []model.Fact
	ids     []model.Identifier
	events  []model.Event
	flags   []model.Flag
	signals []model.Signal
	tags    []model.Untrusted
}

func (o *batch) reset() {
	o.rows, o.keys, o.rejects, o.duplicates = o.rows[:0], o.keys[:0], o.rejects[:0], 0
	o.facts, o.ids, o.events = o.facts[:0], o.ids[:0], o.events[:0]
	o.flags, o.signals, o.tags = o.flags[:0], o.signals[:0], o.tags[:0]
	o.notes.list, o.notes.more = o.notes.list[:0], 0
}

// builder makes rows of records. Each worker has one.
type builder struct {
	f      *File
	plan   *plan
	limits Limits
	canon  *identifier.Canonicaliser
	region string // of the account under way, for telephone numbers

	doc    doc      // the record, where it is JSON
	cell   doc      // JSON inside a string of the record, beside it
	fields []string // the record, where it is CSV
	log    logValues
	acct   acctValues
	trace  func(*logPath) // told of each path that had a value; nil but for a description

	// The row under way.
	out     *batch
	line    uint64
	raw     string
	bad     *model.Reject
	key     string
	account model.Account
	mark    batchMark
}

// batchMark is where the row under way begins in the slices of its batch.
type batchMark struct{ facts, ids, events, flags, signals, tags int }

func newBuilder(f *File) *builder {
	return &builder{f: f, plan: f.plan, limits: f.opts.Limits,
		canon: identifier.New(f.opts.Key, f.opts.Region)}
}

// run parses the records of a chunk.
func (b *builder) run(c *chunk) {
	b.out = &c.out
	b.out.reset()
	for _, r := range c.recs {
		b.begin(r.line, string(c.buf[r.start:r.end]))
		if r.bad != "" {
			b.reject("", r.bad)
		} else {
			b.plan.read(b)
		}
		if err := b.end(); err != nil {
			c.err = err
			return
		}
	}
}

func (b *builder) begin(line uint64, raw string) {
	o := b.out
	b.line, b.raw, b.bad, b.key = line, raw, nil, ""
	b.account, b.region = model.Account{}, ""
	b.mark = batchMark{len(o.facts), len(o.ids), len(o.events), len(o.flags), len(o.signals), len(o.tags)}
}

// reject marks the row as one that cannot be used. The first reason counts.
func (b *builder) reject(field, reason string) {
	if b.bad == nil {
		b.bad = &model.Reject{Line: b.line, Field: field, Reason: reason, Raw: cutRaw(b.raw)}
	}
}

// maxRejectRaw is how much of a rejected row is kept.
const maxRejectRaw = 4 << 10

// cutRaw shortens a rejected row, and lets go of the rest of it.
func cutRaw(s string) model.Untrusted {
	if len(s) <= maxRejectRaw {
		return model.Untrusted(s)
	}
	cut := maxRejectRaw
	for cut > maxRejectRaw-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return model.Untrusted(strings.Clone(s[:cut]))
}

// note remarks on the row under way.
func (b *builder) note(text string) { b.out.notes.row(text, b.line) }

// end hands the row over, or takes it back where it is rejected. An error fails
// the file.
func (b *builder) end() error {
	o, m := b.out, &b.mark
	if b.bad == nil && b.account.ID.Native == "" {
		b.reject("account_id", "no account in this row")
	}
	if b.bad == nil && !utf8.ValidString(b.raw) {
		b.note("bytes that are not UTF-8 were kept as they came")
	}
	if b.bad == nil {
		o.ids = append(o.ids[:m.ids], mergeIdentifiers(o.ids[m.ids:])...)
		a := &b.account
		a.Facts = slices.Clip(o.facts[m.facts:])
		a.Identifiers = slices.Clip(o.ids[m.ids:])
		a.Flags = slices.Clip(o.flags[m.flags:])
		a.Signals = slices.Clip(o.signals[m.signals:])
		a.Tags = slices.Clip(o.tags[m.tags:])
		row := model.Row{Line: b.line, Raw: model.Untrusted(b.raw), Account: *a, Events: slices.Clip(o.events[m.events:])}
		if prepare := b.f.opts.Prepare; prepare != nil {
			if err := prepare(&row); err != nil {
				var known *model.Error
				if !errors.As(err, &known) || known.Kind != model.ErrInput && known.Kind != model.ErrLimit {
					return err
				}
				b.reject(string(known.Where), known.Message)
			}
		}
		if b.bad == nil {
			for _, id := range a.Identifiers {
				if id.Status == model.StatusInvalid {
					b.note("what stands as " + id.Kind.String() + " is none: it was kept as it came, and links nothing")
				}
			}
			o.rows = append(o.rows, row)
			o.keys = append(o.keys, b.key)
			return nil
		}
	}
	o.facts, o.ids, o.events = o.facts[:m.facts], o.ids[:m.ids], o.events[:m.events]
	o.flags, o.signals, o.tags = o.flags[:m.flags], o.signals[:m.signals], o.tags[:m.tags]
	o.rejects = append(o.rejects, *b.bad)
	return nil
}

// mergeIdentifiers sorts identifiers by kind and value and makes one of equal
// ones, in place.
func mergeIdentifiers(ids []model.Identifier) []model.Identifier {
	slices.SortStableFunc(ids, func(x, y model.Identifier) int {
		if x.Kind != y.Kind {
			return cmp.Compare(x.Kind, y.Kind)
		}
		return strings.Compare(string(x.Value), string(y.Value))
	})
	n := 0
	for i := range ids {
		if n > 0 && ids[n-1].Kind == ids[i].Kind && ids[n-1].Value == ids[i].Value {
			ids[n-1].FirstSeen = model.Earlier(ids[n-1].FirstSeen, ids[i].FirstSeen)
			ids[n-1].LastSeen = model.Later(ids[n-1].LastSeen, ids[i].LastSeen)
			continue
		}
		ids[n] = ids[i]
		n++
	}
	return ids[:n]
}

// within rejects the row where a value is too long.
func (b *builder) within(field, v string, limit int) bool {
	if len(v) > limit {
		b.reject(field, fmt.Sprintf("%d bytes, where at most %d are read", len(v), limit))
		return false
	}
	return true
}

// fact states a field of the account; "" states nothing.
func (b *builder) fact(f model.Field, v string, asOf model.Time) {
	if v = trim(v); v == "" {
		return
	}
	limit := b.limits.Text
	if f == model.FieldUsername || f == model.FieldDisplayName || f == model.FieldEmail {
		limit = b.limits.Name
	}
	if b.within(f.String(), v, limit) {
		b.out.facts = append(b.out.facts, model.Fact{Field: f, Value: model.Untrusted(v), AsOf: asOf})
	}
}

// country states the claimed country, and how it was written where that differs.
func (b *builder) country(raw string, asOf model.Time) {
	if raw = trim(raw); raw == "" {
		return
	}
	code := countryCode(raw)
	b.fact(model.FieldCountry, code, asOf)
	if raw != code {
		b.fact(model.FieldCountryRaw, raw, asOf)
	}
	b.region = code
}

// countryCode gives the ISO 3166-1 alpha-2 code of a country, "" if unknown.
func countryCode(raw string) string {
	if len(raw) == 2 && raw[0] >= 'A' && raw[0] <= 'Z' {
		// Nearly all are codes already, but not every pair of letters is one.
		if known, ok := identifier.Country(model.Untrusted(raw)); ok {
			return known
		}
		return ""
	}
	code, _ := identifier.Country(model.Untrusted(trim(raw)))
	return code
}

// maxItems is how many identifiers, sign-ins and the like a row may have in all.
const maxItems = 20_000

// room rejects the row where it has too many things.
func (b *builder) room() bool {
	o, m := b.out, &b.mark
	if len(o.ids)-m.ids+len(o.events)-m.events+len(o.tags)-m.tags+len(o.signals)-m.signals < maxItems {
		return true
	}
	b.reject("", fmt.Sprintf("more than %d identifiers, sign-ins, signals and tags", maxItems))
	return false
}

// identifier gives the account an identifier, and gives back its canonical form.
func (b *builder) identifier(k model.Kind, raw string, first, last model.Time) model.Identifier {
	if raw = trim(raw); raw == "" || !b.within(k.String(), raw, b.limits.Name) || !b.room() {
		return model.Identifier{}
	}
	id := b.canon.Identify(k, model.Untrusted(raw), b.region)
	id.FirstSeen, id.LastSeen = first, last
	if id.Value != "" {
		b.out.ids = append(b.out.ids, id)
	}
	return id
}

// withheld stands for a row in which a card number could not be masked.
const withheld = "(withheld: this row holds a payment-card number)"

// hideCard masks a card number in the row that is kept as evidence, or goes to
// the rejects: such a number is never stored. Other values are let be.
func (b *builder) hideCard(k model.Kind, number string) {
	masked := string(b.canon.Identify(k, model.Untrusted(number), "").Raw)
	switch {
	case !strings.Contains(masked, "*"):
	case strings.Contains(b.raw, number):
		b.raw = strings.ReplaceAll(b.raw, number, masked)
	case !strings.Contains(b.raw, masked):
		b.raw = withheld // the row spells it with escapes
	}
}

// address gives an event's IP address in the form that an event holds it.
func address(id model.Identifier, raw string) model.Untrusted {
	if id.Status == model.StatusInvalid || id.Value == "" {
		return model.Untrusted(trim(raw))
	}
	return id.Value
}

// saw widens the time in which the account was seen.
func (b *builder) saw(at model.Time) {
	b.account.FirstSeen = model.Earlier(b.account.FirstSeen, at)
	b.account.LastSeen = model.Later(b.account.LastSeen, at)
}

// time reads a time of the account. One that cannot be read is unknown, and a
// note says so.
func (b *builder) time(form timeForm, field, v string) model.Time {
	t, ok := form.parse(v)
	if !ok {
		b.note(field + " is not a time that can be read, and was left out")
	}
	return t
}

// trim takes the white space off both ends. It is quick where there is none.
func trim(s string) string {
	if s == "" || s[0] > ' ' && s[0] < utf8.RuneSelf && s[len(s)-1] > ' ' && s[len(s)-1] < utf8.RuneSelf {
		return s
	}
	return strings.TrimSpace(s)
}
