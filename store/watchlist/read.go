package watchlist

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/watch"
)

// Options say how a file is read. The zero value finds everything out by looking.
type Options struct {
	// Kind is what all values of a bare list or of the chosen column are, and Form
	// says so where they are ranges (or addresses), domains or AS numbers. With
	// neither, each value is looked at.
	Kind model.Kind
	Form watch.Form
	// Column is the column of a CSV file that holds the values, by its header or
	// its number from 1; "" finds them.
	Column string
	// Canonicaliser has the investigation's key for card numbers and the region of
	// telephone numbers; nil is one without either.
	Canonicaliser *identifier.Canonicaliser
	// Bad says that the values are for a list of bad ones. What the file itself says is
	// benign, or whom something was done to, is then passed over: it would flag them.
	Bad bool
}

// The formats that Read finds.
const (
	FormatList = "list"
	FormatCSV  = "csv"
	FormatSTIX = "stix"
	FormatMISP = "misp"
	FormatJSON = "json" // an array of values
)

// Limits of a file.
const (
	maxSize    = 64 << 20  // bytes of a file, and of its text when unpacked
	maxValues  = 2_000_000 // values read
	maxLine    = 1 << 20   // bytes of a line, a CSV record or a JSON string
	maxDepth   = 64        // levels of nesting inside an element of JSON
	maxRejects = 1000      // kept with their reasons
	maxNames   = 200       // names in NotRead
)

// Result is what a file holds.
type Result struct {
	Format  string
	Columns []string // of a CSV file: the headers, or numbers, of the columns read
	Values  []watch.Value

	Read       uint64 // values found: the sum of the next three
	Accepted   uint64
	Duplicates uint64
	Rejected   uint64
	Rejects    []model.Reject // the first 1,000
	NotRead    []Count        // what was passed over, sorted by name

	Size   int64 // of the file, in bytes
	SHA256 [32]byte
}

// Count is how often something was passed over.
type Count struct {
	Name string
	N    uint64
}

// Read reads the file at path. Errors are *model.Error: kind input for a file
// that cannot be opened or read or holds no value at all, limit for one that is
// too large, unsupported for archives and documents, usage for a column that is
// not there; or they are ctx's.
func Read(ctx context.Context, path string, o Options) (*Result, error) {
	r, src := newReader(ctx, path, o), &source{path: path, limit: maxSize}
	if err := r.source(src); err != nil {
		return nil, err
	}
	r.res.Size, r.res.SHA256 = src.size, src.sum
	return r.finish()
}

// source reads a file: JSON as it comes, which takes two readings, and lines from memory, as
// what they hold is most of them.
func (r *reader) source(src *source) error {
	in, err := src.open()
	if err != nil {
		return err
	}
	defer in.close()
	head, _ := in.Peek(4096)
	if looksLikeJSON(string(head)) {
		return r.json(src.document(in))
	}
	text, err := in.all()
	switch {
	case err != nil:
		return err
	case strings.TrimSpace(text) == "":
		return r.fail(model.ErrInput, "the file is empty", "fetch it again")
	}
	return r.text(text)
}

// reader gathers the values of one file.
type reader struct {
	ctx     context.Context
	name    string
	o       Options
	canon   *identifier.Canonicaliser
	most    uint64 // values that may be read
	res     Result
	notRead map[string]uint64
	notes   map[string]model.Untrusted // as they are kept: many values have the same
}

// mostNotes is how many different notes are looked up rather than kept again.
const mostNotes = 1024

func newReader(ctx context.Context, name string, o Options) *reader {
	r := &reader{ctx: ctx, name: name, o: o, canon: o.Canonicaliser, most: maxValues, notRead: map[string]uint64{}, notes: map[string]model.Untrusted{}}
	if r.canon == nil {
		r.canon = identifier.New(nil, "")
	}
	return r
}

func (r *reader) fail(k model.ErrorKind, msg, hint string) error {
	return &model.Error{Kind: k, Message: msg, Where: model.Untrusted(r.name), Hint: hint}
}

// text finds the format and reads it.
func (r *reader) text(text string) error {
	if looksLikeJSON(text) {
		return r.json(inMemory(text))
	}
	lines := newLines(text)
	r.res.Values = make([]watch.Value, 0, min(uint64(strings.Count(text, string(lines.newline))+1), r.most))
	table, err := r.table(lines)
	switch {
	case err != nil:
		return err
	case table != nil:
		return r.csv(lines, table)
	case r.o.Column != "":
		return r.fail(model.ErrUsage, "the file has no columns", "leave out the column: it is read as a list")
	}
	return r.list(lines)
}

// place is where in the file a value stands.
type place struct {
	line  uint64 // or element, from 1
	field string
}

// add reads one value.
func (r *reader) add(at place, as sort, raw, note string) error {
	if r.res.Read&0xFFF == 0 {
		if err := r.ctx.Err(); err != nil {
			return err
		}
	}
	r.res.Read++
	if r.res.Read > r.most {
		return r.fail(model.ErrLimit, fmt.Sprintf("more than %d values", r.most), "split the list into several")
	}
	v, why := r.value(as, raw)
	if why != "" {
		r.reject(at, raw, why)
		return nil
	}
	v.Note = r.note(note)
	r.res.Values = append(r.res.Values, v)
	return nil
}

// note gives a note as it is kept.
func (r *reader) note(note string) model.Untrusted {
	if note == "" {
		return ""
	}
	kept, known := r.notes[note]
	if !known {
		kept = model.Untrusted(r.shown(note, watch.MaxNote))
		if len(r.notes) < mostNotes {
			r.notes[note] = kept
		}
	}
	return kept
}

func (r *reader) reject(at place, raw, why string) {
	r.res.Rejected++
	if len(r.res.Rejects) < maxRejects {
		r.res.Rejects = append(r.res.Rejects, model.Reject{Line: at.line, Field: at.field, Reason: why,
			Raw: model.Untrusted(r.shown(raw, watch.MaxRaw))})
	}
}

// lost rejects what could not be read as a value at all.
func (r *reader) lost(at place, raw, why string) {
	r.res.Read++
	r.reject(at, raw, why)
}

// pass counts what a list cannot use. Where there are too many names, the rest
// share one.
func (r *reader) pass(name string) {
	name = r.shown(name, 80)
	if _, ok := r.notRead[name]; !ok && len(r.notRead) >= maxNames {
		name = "other"
	}
	r.notRead[name]++
}

// finish sorts, drops duplicates and counts.
func (r *reader) finish() (*Result, error) {
	res := &r.res
	for name, n := range r.notRead {
		res.NotRead = append(res.NotRead, Count{name, n})
	}
	slices.SortFunc(res.NotRead, func(a, b Count) int { return cmp.Compare(a.Name, b.Name) })
	if res.Read == 0 && len(res.NotRead) == 0 {
		return nil, r.fail(model.ErrInput, "the file holds no values", "a list has one value a line; see the formats that are read")
	}
	slices.SortStableFunc(res.Values, compare)
	kept := res.Values[:0]
	for _, v := range res.Values {
		if n := len(kept); n > 0 && compare(kept[n-1], v) == 0 {
			res.Duplicates++
			if kept[n-1].Note == "" {
				kept[n-1].Note = v.Note
			}
			continue
		}
		kept = append(kept, v)
	}
	clear(res.Values[len(kept):])
	res.Values, res.Accepted = kept, uint64(len(kept))
	return res, nil
}

func compare(a, b watch.Value) int {
	return cmp.Or(cmp.Compare(a.Form, b.Form), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
}
