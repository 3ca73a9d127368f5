package ingest

import (
	"fmt"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// format is how a file's records are written.
type format uint8

const (
	fJSONLines format = iota
	fJSON
	fCSV
	fList
)

// layout is how a file is cut into records.
type layout struct {
	format  format
	wrapped bool // JSON: the records are in an array under a key
	newline byte
	delim   byte
	skip    int // CSV: records up to and including the header
}

func (l layout) splitter(limit int) splitter {
	switch l.format {
	case fJSON:
		return &elementSplitter{wrapped: l.wrapped}
	case fCSV:
		return &csvSplitter{delim: l.delim, newline: l.newline, limit: limit, skip: l.skip}
	}
	s := &lineSplitter{newline: l.newline}
	if l.format == fList {
		s.comment = '#'
	}
	return s
}

// plan is how the records of a file are read.
type plan struct {
	name     string // the profile's
	platform string
	layout   layout
	dedup    bool

	envelope   []string                   // JSON: keys on the way to the row's object
	looks      func(d *doc, obj int) bool // JSON of a log: whether it is one of its rows
	json       func(b *builder, obj int)
	csv        func(b *builder)
	width      int        // CSV: columns of the header
	header     []string   // CSV: the columns as the file names them
	columns    []target   // CSV of accounts: what each column is
	logColumns []logField // CSV of a log: what each column is, lFields for none
	mapped     *mapPlan
	cell       int        // CSV with JSON in a cell: the column
	listKind   model.Kind // list
}

// read reads the row under way.
func (p *plan) read(b *builder) {
	switch p.layout.format {
	case fList:
		b.listRow()
	case fCSV:
		b.fields = csvFields(b.fields[:0], b.raw, p.layout.delim)
		if len(b.fields) != p.width && !b.sameWidth(p.width) {
			return
		}
		p.csv(b)
	default:
		obj := b.object(b.raw)
		switch {
		case obj < 0:
		case p.looks != nil && !p.looks(&b.doc, obj):
			b.reject("", "not a row of the profile "+p.name)
		default:
			p.json(b, obj)
		}
	}
}

// sameWidth forgives a row that lacks its last, empty fields, and one with empty
// ones too many; but not a line of other text, such as a footer.
func (b *builder) sameWidth(n int) bool {
	if len(b.fields) > n {
		for _, f := range b.fields[n:] {
			if trim(f) != "" {
				b.reject("", fmt.Sprintf("%d fields, where the header has %d", len(b.fields), n))
				return false
			}
		}
		return true
	}
	if len(b.fields) == 1 {
		b.reject("", fmt.Sprintf("one field, where the header has %d", n))
		return false
	}
	if strings.ContainsAny(b.raw, "\r\n") {
		b.reject("", fmt.Sprintf("%d fields, where the header has %d, over several lines: is a quote missing?", len(b.fields), n))
		return false
	}
	return true
}

// object parses a row of JSON and steps through its envelope. It gives the node
// of the row's object, -1 where it has rejected the row.
func (b *builder) object(s string) int {
	if !b.parse(&b.doc, s) {
		return -1
	}
	obj := 0
	for _, key := range b.plan.envelope {
		n := b.doc.get(obj, key)
		switch {
		case b.doc.is(n, kObject):
			obj = n
		case b.doc.is(n, kString):
			inner := b.doc.text(n)
			if !b.parse(&b.doc, inner) {
				return -1
			}
			obj = 0
		}
	}
	if !b.doc.is(obj, kObject) {
		b.reject("", "not a JSON object")
		return -1
	}
	return obj
}

// parse scans JSON of the row, rejecting what is malformed or says one thing twice.
func (b *builder) parse(d *doc, s string) bool {
	if !d.parse(s, b.limits.Depth) {
		b.reject("", fmt.Sprintf("not JSON: %s, at byte %d", d.errWhy, d.errAt+1))
		return false
	}
	if d.dup {
		b.reject(d.dupKey[:min(len(d.dupKey), 100)], "one object has this key twice, so it cannot be told which is meant")
		return false
	}
	if d.folded {
		b.note("keys of one object differ only in upper and lower case: check what was read")
	}
	return true
}
