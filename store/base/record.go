package base

import (
	"encoding/binary"
	"errors"

	"github.com/seed-28a39f10/clew/model"
)

// recordVersion is the first byte of every account record.
const recordVersion = 2

// record is an account record taken apart with little copying: its byte slices
// point into the encoded bytes, into the dictionary of words, or into an arena.
// All slices of a record are reused when it is parsed again.
type record struct {
	unpacker
	platform, native         []byte
	created, first, last     model.Time
	username, display, email []byte
	country, status          []byte
	ids                      []idView
	flags                    []flagView
	signals                  []signalView
	tags                     [][]byte
	sources                  []model.Source
}

type factView struct {
	field model.Field
	value []byte
	asOf  model.Time
}

type idView struct {
	kind        model.Kind
	status      model.Status
	value, raw  []byte
	first, last model.Time
}

type flagView struct {
	source, reason []byte
	score          uint8
	time           model.Time
}

type signalView struct {
	code, facts, counter []byte
	severity             uint8
}

func (r *record) reset() {
	*r = record{unpacker: unpacker{facts: r.facts[:0], arena: r.arena[:0]}, ids: r.ids[:0], flags: r.flags[:0],
		signals: r.signals[:0], tags: r.tags[:0], sources: r.sources[:0]}
}

func (r *record) fact(f factView) {
	switch f.field {
	case model.FieldUsername:
		r.username = f.value
	case model.FieldDisplayName:
		r.display = f.value
	case model.FieldEmail:
		r.email = f.value
	case model.FieldCountry:
		r.country = f.value
	case model.FieldStatus:
		r.status = f.value
	}
	r.facts = append(r.facts, f)
}

// Bits of the first byte of a fact and of a signal.
const (
	asOfLast   = 0x80 // the fact is as of the time the account was last seen
	hasFacts   = 4    // what was observed follows
	hasCounter = 8    // what would make it wrong follows
)

// pack encodes a record. What it is made of must not lie in b.
func (r *record) pack(b []byte, words wordBook) []byte {
	p := packer{words: words, facts: r.facts[:0]}
	b = append(b, recordVersion)
	b = p.add(b, r.platform, asWord)
	b = p.add(b, r.native, 0)
	b = appendTimeNear(b, r.created, model.Time{})
	b = appendTimeNear(b, r.first, r.created)
	b = appendTimeNear(b, r.last, r.first)
	b = binary.AppendUvarint(b, uint64(len(r.facts)))
	for i := range r.facts {
		f := &r.facts[i]
		as := asWord | asList
		switch f.field {
		case model.FieldUsername, model.FieldEmail:
			as = asMail
		case model.FieldDisplayName:
			as = asList
		}
		if f.asOf == r.last {
			b = p.add(append(b, byte(f.field)|asOfLast), f.value, as)
		} else {
			b = p.add(append(b, byte(f.field)), f.value, as)
			b = appendTimeNear(b, f.asOf, r.last)
		}
		p.facts = r.facts[:i+1]
	}
	b = binary.AppendUvarint(b, uint64(len(r.flags)))
	for i := range r.flags {
		f := &r.flags[i]
		b = p.add(b, f.source, asWord|asList)
		b = p.add(b, f.reason, asWord|asList)
		b = append(b, f.score)
		b = appendTimeNear(b, f.time, r.last)
	}
	b = binary.AppendUvarint(b, uint64(len(r.signals)))
	for i := range r.signals {
		s := &r.signals[i]
		head := s.severity & 3
		if len(s.facts) > 0 {
			head |= hasFacts
		}
		if len(s.counter) > 0 {
			head |= hasCounter
		}
		b = p.add(append(b, head), s.code, asWord)
		if len(s.facts) > 0 {
			b = p.add(b, s.facts, asWord|asList)
		}
		if len(s.counter) > 0 {
			b = p.add(b, s.counter, asWord|asList)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(r.tags)))
	for _, t := range r.tags {
		b = p.add(b, t, asWord)
	}
	b = binary.AppendUvarint(b, uint64(len(r.sources)))
	for _, s := range r.sources {
		b = binary.AppendUvarint(b, uint64(s.File))
		b = binary.AppendUvarint(b, s.Line)
	}
	b = binary.AppendUvarint(b, uint64(len(r.ids)))
	for i := range r.ids {
		b = r.packID(b, &r.ids[i], &p)
	}
	return b
}

// packID encodes an identifier. It begins with a byte of its kind, shifted left
// by two, bit 1 for "the raw value follows" and bit 0 for "status and times follow".
func (r *record) packID(b []byte, id *idView, p *packer) []byte {
	head := byte(id.kind) << 2
	ext := id.status != model.StatusOK || id.first.Known() || id.last.Known()
	if len(id.raw) > 0 {
		head |= 2
	}
	if ext {
		head |= 1
	}
	as := packing(0)
	switch id.kind {
	case model.KindEmail, model.KindRecoveryEmail, model.KindCommitEmail, model.KindPayPal:
		as = asMail | asFact
	case model.KindName:
		as = asList | asFact
	case model.KindUsername:
		as = asFact
	case model.KindAddress:
		as = asList
	case model.KindIP:
		as = asIP
	}
	b = p.add(append(b, head), id.value, as)
	if len(id.raw) > 0 {
		b = p.add(b, id.raw, as)
	}
	if ext {
		b = append(b, byte(id.status))
		b = appendTimeNear(b, id.first, r.first)
		b = appendTimeNear(b, id.last, id.first)
	}
	return b
}

// parse takes a packed record apart. words is the dictionary that it was packed
// with, or one that goes on with more. Listing leaves the identifiers out.
func (r *record) parse(b []byte, words [][]byte, listing bool) error {
	d := decoder{b: b}
	if err := r.begin(&d, words); err != nil {
		return err
	}
	r.created = d.timeNear(model.Time{})
	r.first = d.timeNear(r.created)
	r.last = d.timeNear(r.first)
	for n := d.count(); n > 0 && d.err == nil; n-- {
		head := d.byte()
		f := factView{field: model.Field(head &^ asOfLast), value: r.next(&d), asOf: r.last}
		if head&asOfLast == 0 {
			f.asOf = d.timeNear(r.last)
		}
		r.fact(f)
	}
	for n := d.count(); n > 0 && d.err == nil; n-- {
		r.flags = append(r.flags, flagView{source: r.next(&d), reason: r.next(&d), score: d.byte(), time: d.timeNear(r.last)})
	}
	for n := d.count(); n > 0 && d.err == nil; n-- {
		head := d.byte()
		s := signalView{severity: head & 3, code: r.next(&d)}
		if head&hasFacts != 0 {
			s.facts = r.next(&d)
		}
		if head&hasCounter != 0 {
			s.counter = r.next(&d)
		}
		r.signals = append(r.signals, s)
	}
	for n := d.count(); n > 0 && d.err == nil; n-- {
		r.tags = append(r.tags, r.next(&d))
	}
	for n := d.count(); n > 0 && d.err == nil; n-- {
		r.sources = append(r.sources, model.Source{File: d.uvarint32(), Line: d.uvarint()})
	}
	if listing {
		return d.err
	}
	for n := d.count(); n > 0 && d.err == nil; n-- {
		head := d.byte()
		v := idView{kind: model.Kind(head >> 2), value: r.next(&d)}
		if head&2 != 0 {
			v.raw = r.next(&d)
		}
		if head&1 != 0 {
			v.status = model.Status(d.byte())
			v.first = d.timeNear(r.first)
			v.last = d.timeNear(v.first)
		}
		r.ids = append(r.ids, v)
	}
	if d.err == nil && len(d.b) != 0 {
		return errors.New("record has bytes after its end")
	}
	return d.err
}

// begin reads what every record begins with: the version and the account's id.
func (r *record) begin(d *decoder, words [][]byte) error {
	if v := d.byte(); d.err == nil && v != recordVersion {
		return errors.New("record has an unknown version")
	}
	r.reset()
	r.words = words
	r.platform, r.native = r.next(d), r.next(d)
	return d.err
}

// parseID reads only the account's id.
func (r *record) parseID(b []byte, words [][]byte) error {
	return r.begin(&decoder{b: b}, words)
}

// account copies the record out of the encoded bytes.
func (r *record) account() (a model.Account) {
	r.copyTo(&a, nil)
	return a
}

// copyTo is account into memory that is used again. t may be nil, see [texts].
func (r *record) copyTo(a *model.Account, t *texts) {
	*a = model.Account{
		ID:        model.AccountID{Platform: t.text(r.platform), Native: t.untrusted(r.native)},
		CreatedAt: r.created, FirstSeen: r.first, LastSeen: r.last,
		Facts: a.Facts[:0], Identifiers: a.Identifiers[:0], Flags: a.Flags[:0], Signals: a.Signals[:0],
		Tags: a.Tags[:0], Sources: a.Sources[:0],
	}
	for i := range r.facts {
		f := &r.facts[i]
		a.Facts = append(a.Facts, model.Fact{Field: f.field, Value: t.untrusted(f.value), AsOf: f.asOf})
	}
	for i := range r.ids {
		v := &r.ids[i]
		a.Identifiers = append(a.Identifiers, model.Identifier{Kind: v.kind, Value: t.untrusted(v.value),
			Raw: t.untrusted(v.raw), Status: v.status, FirstSeen: v.first, LastSeen: v.last})
	}
	for i := range r.flags {
		f := &r.flags[i]
		a.Flags = append(a.Flags, model.Flag{Source: t.untrusted(f.source), Reason: t.untrusted(f.reason),
			Score: f.score, Time: f.time})
	}
	for i := range r.signals {
		s := &r.signals[i]
		a.Signals = append(a.Signals, model.Signal{Code: t.text(s.code), Facts: t.untrusted(s.facts),
			Counter: t.untrusted(s.counter), Severity: s.severity})
	}
	for _, tag := range r.tags {
		a.Tags = append(a.Tags, t.untrusted(tag))
	}
	a.Sources = append(a.Sources, r.sources...)
}

// score is the greatest score of the flags, 0 to 100.
func (r *record) score() uint8 {
	var s uint8
	for i := range r.flags {
		s = max(s, r.flags[i].score)
	}
	return s
}

// flagged is the earliest known time of the flags.
func (r *record) flagged() model.Time {
	var t model.Time
	for i := range r.flags {
		t = model.Earlier(t, r.flags[i].time)
	}
	return t
}
