package export

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// headerRows is how many records are looked at for the header.
const headerRows = 20

// table reads a confirmation in CSV.
func (c *confirmer) table(text string) error {
	r, at, err := c.header(text)
	if err != nil {
		return err
	}
	for {
		line, bad, ok := r.next()
		switch {
		case !ok:
			return nil
		case bad != "":
			if err := c.lost(RowError{Line: line, Reason: bad, Hint: "export the file again, or correct the line"}); err != nil {
				return err
			}
			continue
		}
		a := answer{line: line}
		for field, col := range at {
			if col < 0 || col >= len(r.fields) {
				continue
			}
			a.fields[field] = r.fields[col]
			if field == fieldAccount || field == fieldPlatform || field == fieldNative {
				a.fields[field] = string(Unescape(r.fields[col]))
			}
		}
		if err := c.add(a); err != nil {
			return err
		}
	}
}

// header finds the delimiter and the header: the first of the first records that, cut
// at some delimiter, has the columns that are needed. The cells that follow it are left
// to be read.
func (c *confirmer) header(text string) (r *cells, at columns, err error) {
	start := cells{text: text, newline: '\n'}
	if strings.IndexByte(text, '\n') < 0 {
		start.newline = '\r'
	}
	delims := []byte{',', ';', '\t', '|'}
	if len(text) > 4 && strings.EqualFold(text[:4], "sep=") { // written for Excel
		delims = []byte{text[4]}
		start.skipLine()
	}
	for _, d := range delims {
		r := start
		r.delim = d
		for range headerRows {
			if _, bad, ok := r.next(); !ok {
				break
			} else if bad != "" {
				continue
			}
			at, twice := columnsOf(r.fields)
			if !at.enough() {
				continue
			}
			if twice >= 0 {
				return nil, at, c.fail(model.ErrInput, fmt.Sprintf("two columns may hold the %s", fieldNames[twice][0]),
					fmt.Sprintf("name the right one %q", fieldNames[twice][0]))
			}
			return &r, at, nil
		}
	}
	return nil, at, c.fail(model.ErrInput, "no header with the columns account and status",
		"send back the batch's own file with the column status filled in, or name the columns so")
}

// columns says in which column each field is, -1 for none.
type columns [fieldCount]int

// columnsOf finds the fields among names; twice is a field of which it cannot be told
// in which of several columns it is, -1 where there is none.
func columnsOf(names []string) (at columns, twice int) {
	var firsts, others [fieldCount]int
	for f := range at {
		at[f] = -1
	}
	for i, name := range names {
		f, first := fieldOf(name)
		switch {
		case f < 0:
		case first:
			at[f] = i
			firsts[f]++
		default:
			if firsts[f] == 0 {
				at[f] = i
			}
			others[f]++
		}
	}
	twice = -1
	for f := range at {
		if firsts[f] > 1 || firsts[f] == 0 && others[f] > 1 {
			twice = f
		}
	}
	return at, twice
}

// enough reports whether rows can be read with these columns.
func (at columns) enough() bool {
	return at[fieldStatus] >= 0 && (at[fieldAccount] >= 0 || at[fieldPlatform] >= 0 && at[fieldNative] >= 0)
}

// cells goes through delimited text by record. A quote opens a cell only at its
// beginning, behind spaces at most; inside, it is doubled.
type cells struct {
	text           string // what is still to be read
	line           int    // lines done
	delim, newline byte
	fields         []string // of the last record, trimmed; the next one overwrites them
}

const (
	whyUnclosed  = "a quote is opened and never closed"
	whyUndoubled = "a quote inside a quoted cell is not doubled"
)

// next reads a record and gives the line it begins on; records without any text are
// passed over. Of a record that cannot be cut into cells, which bad says, its first
// line alone is lost.
func (r *cells) next() (line int, bad string, ok bool) {
	for r.text != "" {
		line = r.line + 1
		end, why := r.record(r.text[:min(len(r.text), maxRecord)], len(r.text) > maxRecord)
		if why != "" {
			r.skipLine()
			return line, why, true
		}
		r.line += strings.Count(r.text[:end], string(r.newline))
		r.text = r.text[end:]
		if slices.ContainsFunc(r.fields, func(f string) bool { return f != "" }) {
			return line, "", true
		}
	}
	return 0, "", false
}

func (r *cells) skipLine() {
	_, r.text, _ = strings.Cut(r.text, string(r.newline))
	r.line++
}

// record cuts the record at the beginning of s into fields and gives its length. More
// says that the text goes on after s.
func (r *cells) record(s string, more bool) (end int, bad string) {
	r.fields = r.fields[:0]
	tooLong := fmt.Sprintf("more than %d MiB", maxRecord>>20)
	for {
		cell := ""
		if start := end + len(s[end:]) - len(strings.TrimLeft(s[end:], " ")); start < len(s) && s[start] == '"' {
			if cell, end, bad = quoted(s, start+1); bad != "" {
				return 0, bad
			}
			after := strings.TrimLeft(s[end:], " ")
			if r.newline == '\n' {
				after = strings.TrimPrefix(after, "\r")
			}
			if after != "" && after[0] != r.delim && after[0] != r.newline {
				return 0, whyUndoubled
			}
			end = len(s) - len(after)
		} else {
			stop := end
			for stop < len(s) && s[stop] != r.delim && s[stop] != r.newline {
				stop++
			}
			cell, end = s[end:stop], stop
		}
		r.fields = append(r.fields, strings.TrimSpace(cell))
		if end == len(s) {
			if more {
				return 0, tooLong
			}
			return end, ""
		}
		if end++; s[end-1] == r.newline {
			return end, ""
		}
	}
}

// quoted gives the cell whose text begins at i, behind its quote, and the offset behind
// the quote that closes it.
func quoted(s string, i int) (cell string, end int, bad string) {
	var b strings.Builder
	for {
		q := strings.IndexByte(s[i:], '"')
		if q < 0 {
			return "", 0, whyUnclosed
		}
		b.WriteString(s[i : i+q])
		if i += q + 1; i == len(s) || s[i] != '"' {
			return b.String(), i, ""
		}
		b.WriteByte('"')
		i++
	}
}

// timeLayouts are the ways of writing a time that are read, beside seconds and
// milliseconds since 1970.
var timeLayouts = []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05",
	"2006-01-02 15:04:05 UTC", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly}

// confirmedTime reads a time, which may be missing. How days and months of
// "1/2/2026" are meant cannot be told, so that is none.
func confirmedTime(s string) (t model.Time, ok bool) {
	if s == "" {
		return t, true
	}
	for _, layout := range timeLayouts {
		if at, err := time.Parse(layout, s); err == nil {
			return model.TimeOf(at), true
		}
	}
	var n int64
	for _, d := range s {
		if d < '0' || d > '9' {
			return t, false
		}
		n = n*10 + int64(d-'0')
	}
	switch len(s) {
	case 10:
		return model.Time{Milli: n * 1000}, true
	case 13:
		return model.Time{Milli: n}, true
	}
	return t, false
}
