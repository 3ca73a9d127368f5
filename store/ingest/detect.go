package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// headSize is the text that detection looks at.
const headSize = 256 << 10

// headerRows is how many records may stand before the header of a CSV file.
const headerRows = 20

// envelopeKeys are where log shippers put the row that they carry. It is an
// object, or the text of one.
var envelopeKeys = []string{"log", "data", "_source", "message"}

// detect finds the layout of the file and the profile of its rows.
func (f *File) detect() error {
	head, err := f.src.peek(headSize)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(head)) == 0 && f.src.ended {
		return f.fail("the file holds nothing but white space", "export it again")
	}
	var only *profile
	if name := f.opts.Profile; name != "" && name != "auto" {
		if only = profileByName(name); only == nil {
			return &model.Error{Kind: model.ErrUsage, Message: "no such profile", Where: model.Untrusted(name),
				Hint: "the profiles are " + profileNames()}
		}
	}
	f.plan = &plan{platform: f.opts.Platform}
	f.layout.newline = newlineOf(head)
	isJSON := looksLikeJSON(head)
	switch {
	case only == &listProfile:
		return f.detectList(head, true)
	case f.opts.Mapping != nil && !isJSON:
		return f.mapCSV(head)
	case isJSON:
		return f.detectJSON(only)
	}
	found, err := f.detectCSV(head, only)
	if err != nil || found {
		return err
	}
	if only == nil {
		return f.detectList(head, false)
	}
	return f.fail("no header of the profile "+only.Name+" in the first lines", "leave out the profile to have it found, or write a mapping")
}

func (f *File) fail(msg, hint string) error {
	return &model.Error{Kind: model.ErrInput, Message: msg, Where: model.Untrusted(f.name), Hint: hint}
}

// looksLikeJSON tells JSON from text that merely starts with a bracket, such as
// a list of IPv6 addresses.
func looksLikeJSON(head []byte) bool {
	i := skipSpace(head, 0)
	if i >= len(head) || head[i] != '[' {
		return i < len(head) && head[i] == '{'
	}
	i = skipSpace(head, i+1)
	return i >= len(head) || bytes.IndexByte([]byte("{[]"), head[i]) >= 0
}

// detectJSON finds out whether the rows are lines and what they are.
func (f *File) detectJSON(only *profile) error {
	head := f.src.head
	f.layout.format, f.layout.wrapped = jsonLayout(head, f.src.ended, f.layout.newline)
	var recs []span
	for {
		_, recs, _ = f.layout.splitter(f.opts.Limits.Line).split(head, f.src.ended, nil)
		if len(recs) > 0 || f.src.ended || len(head) > f.opts.Limits.Line {
			break
		}
		var err error
		if head, err = f.src.peek(2 * len(head)); err != nil {
			return err
		}
	}
	f.plan.layout = f.layout
	sample := make([]string, 0, sniffRows)
	for _, r := range recs[:min(len(recs), sniffRows)] {
		sample = append(sample, string(head[r.start:r.end]))
	}
	if m := f.opts.Mapping; m != nil {
		return f.mapJSON(m)
	}
	if what, hint, ok := otherwise(head); ok && only == nil {
		return f.fail(what, hint)
	}
	best := bestFit(sample, only, f.opts.Limits.Depth)
	switch {
	case best.p != nil:
		f.use(best.p)
		f.plan.json, f.plan.envelope = best.p.json, best.envelope
		if best.p == &accountProfile && len(best.envelope) == 0 {
			f.sayUnused("keys", keysOf(sample))
		}
	case only != nil && only.json != nil:
		f.use(only)
		f.plan.json = only.json
	case len(recs) == 0:
		// Nothing to read, or nothing that can be: the reading says which.
		f.use(&accountProfile)
		f.plan.json = accountProfile.json
	default:
		return f.unknown(keysOf(sample))
	}
	return nil
}

// jsonLayout tells lines from a document. A file is lines when most of its first
// lines are whole objects by themselves.
func jsonLayout(head []byte, ended bool, newline byte) (fm format, wrapped bool) {
	if head[skipSpace(head, 0)] == '[' {
		return fJSON, false
	}
	if isWrapped(head) {
		return fJSON, true
	}
	sp := lineSplitter{newline: newline}
	_, lines, _ := sp.split(head, ended, nil)
	lines = lines[:min(len(lines), headerRows)]
	whole := 0
	var d doc
	for _, l := range lines {
		if d.parse(string(head[l.start:l.end]), defaultLimits.Depth) && d.is(0, kObject) {
			whole++
		}
	}
	if whole > 0 && 2*whole >= len(lines) {
		return fJSONLines, false
	}
	return fJSON, false
}

// isWrapped reports whether the object that head begins with holds the records
// under one of its keys, behind nothing but plain values.
func isWrapped(head []byte) bool {
	e := elementSplitter{wrapped: true, place: atKey}
	i := skipSpace(head, 0) + 1
	for {
		if i = skipSpace(head, i); i < len(head) && head[i] == ',' {
			i = skipSpace(head, i+1)
		}
		if i >= len(head) || head[i] != '"' {
			return false
		}
		next, err := e.member(head, i, false)
		if err != nil || next == 0 {
			return false
		}
		if e.place == atFirst {
			next = skipSpace(head, next)
			return next < len(head) && (head[next] == '{' || head[next] == ']')
		}
		if c := head[next-1]; c == '}' || c == ']' {
			return false
		}
		i = next
	}
}

// fit is a profile with the way to its rows.
type fit struct {
	p        *profile
	envelope []string
	hits     int
}

// bestFit finds the profile that most rows of the sample look like, with and
// without an envelope. A general profile counts only where no particular one
// fits half of the sample.
func bestFit(sample []string, only *profile, depth int) fit {
	var fits []fit
	hit := func(p *profile, envelope []string) {
		for i := range fits {
			if fits[i].p == p && slices.Equal(fits[i].envelope, envelope) {
				fits[i].hits++
				return
			}
		}
		fits = append(fits, fit{p, slices.Clone(envelope), 1})
	}
	rows := 0
	var look func(d *doc, obj int, envelope []string)
	look = func(d *doc, obj int, envelope []string) {
		for _, p := range profiles {
			if p.looks != nil && (only == nil || p == only) && p.looks(d, obj) {
				hit(p, envelope)
			}
		}
		if len(envelope) == 2 {
			return
		}
		for _, key := range envelopeKeys {
			n := d.get(obj, key)
			if d.is(n, kObject) {
				look(d, n, append(envelope, key))
			} else if d.is(n, kString) {
				var inner doc
				if inner.parse(d.text(n), depth) && inner.is(0, kObject) {
					look(&inner, 0, append(envelope, key))
				}
			}
		}
	}
	for _, s := range sample {
		var d doc
		if d.parse(s, depth) && d.is(0, kObject) {
			rows++
			look(&d, 0, nil)
		}
	}
	better := func(a, b fit) bool {
		if a.hits != b.hits {
			return a.hits > b.hits
		}
		return len(a.envelope) < len(b.envelope)
	}
	var best, particular fit
	for _, x := range fits {
		if better(x, best) || best.p == nil {
			best = x
		}
		if !x.p.general() && (better(x, particular) || particular.p == nil) {
			particular = x
		}
	}
	if particular.p != nil && 2*particular.hits >= rows {
		return particular
	}
	return best
}

// keysOf gives the keys of the first object of the sample.
func keysOf(sample []string) []string {
	var d doc
	var keys []string
	for _, s := range sample {
		if d.parse(s, defaultLimits.Depth) && d.is(0, kObject) {
			for k := 1; k < int(d.nodes[0].next); k = int(d.nodes[k+1].next) {
				keys = append(keys, d.text(k))
			}
			break
		}
	}
	return keys
}

// detectCSV looks for a header that a profile knows among the first records.
func (f *File) detectCSV(head []byte, only *profile) (found bool, err error) {
	rows, spans := f.sniffCSV(head)
	for i := range rows[:min(len(rows), headerRows)] {
		header := headerNames(rows[i])
		for _, p := range profiles {
			if p.csv == nil || only != nil && p != only || !p.recognises(header) {
				continue
			}
			f.use(p)
			f.plan.csv = p.csv
			f.bindColumns(p, header)
			f.csvHeader(head, rows, spans, i)
			if p.note != "" {
				f.notes.say(p.note)
			}
			return true, nil
		}
	}
	return false, nil
}

// sniffCSV finds the delimiter, which a first line "sep=;" settles.
func (f *File) sniffCSV(head []byte) ([][]string, []span) {
	l := &f.layout
	l.format = fCSV
	delim, rows, spans := sniffDelimiter(head, f.src.ended, l.newline, f.opts.Limits.Line)
	if end, _ := lineEnd(head, 0, l.newline); end == 5 && bytes.HasPrefix(head, []byte("sep=")) {
		delim = head[4]
		rows, spans = readDelimited(head, delim, f.src.ended, l.newline, f.opts.Limits.Line)
		rows, spans = rows[1:], spans[1:]
		l.skip = 1
	}
	l.delim = delim
	return rows, spans
}

func headerNames(row []string) []string {
	names := make([]string, len(row))
	for i, h := range row {
		names[i] = headerName(h)
	}
	return names
}

// csvHeader settles that record i is the header. What stands before it is text
// that no column holds.
func (f *File) csvHeader(head []byte, rows [][]string, spans []span, i int) {
	for _, r := range spans[:i] {
		f.rejects = append(f.rejects, model.Reject{Line: r.line, Reason: "text before the header",
			Raw: cutRaw(string(head[r.start:r.end]))})
	}
	f.layout.skip += i + 1
	f.plan.layout = f.layout
	f.plan.width, f.plan.header = len(rows[i]), rows[i]
}

// bindColumns says what each column is. Of two columns with one name the first
// is read.
func (f *File) bindColumns(p *profile, header []string) {
	if p == &accountProfile {
		f.plan.columns = make([]target, len(header))
		for i, h := range header {
			if slices.Index(header, h) == i {
				f.plan.columns[i] = accountFields[fieldName(h)]
			}
		}
		f.sayUnused("columns", header)
		return
	}
	f.plan.logColumns = make([]logField, len(header))
	for i, h := range header {
		f.plan.logColumns[i] = lFields
		for _, c := range p.fields {
			if c.header == h && slices.Index(header, h) == i {
				f.plan.logColumns[i] = c.to
			}
		}
	}
	f.plan.cell = slices.Index(header, "auditdata")
}

// sayUnused remarks on the columns or keys that are no field of an account.
func (f *File) sayUnused(what string, names []string) {
	unused := slices.DeleteFunc(slices.Clone(names), func(h string) bool { return accountFields[fieldName(h)] != tUnknown })
	if len(unused) > 0 {
		f.notes.say(fmt.Sprintf("%d of %d %s are not used: %s", len(unused), len(names), what, shortList(unused)))
	}
}

func shortList(names []string) string {
	const most = 12
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// use takes a profile.
func (f *File) use(p *profile) {
	f.plan.name, f.plan.dedup = p.Name, p.dedup
	if !p.general() {
		f.plan.looks = p.looks
	}
	if f.plan.platform == "" {
		f.plan.platform = p.Platform
	}
}

// unknown says that nothing fits, and what to do.
func (f *File) unknown(header []string) error {
	hint := "the profiles are " + profileNames() + "; for another kind of file write a mapping"
	switch {
	case len(header) > 0 && f.layout.format == fCSV && isData(header):
		hint += ", for example:\n" + SuggestHeadless(header)
	case len(header) > 0:
		hint += ", for example:\n" + Suggest(header)
	}
	return f.fail("the rows are of no kind that is known", hint)
}
