package ingest

import (
	"bytes"
	"fmt"

	"github.com/seed-28a39f10/clew/model"
)

// span is one record of a chunk.
type span struct {
	start, end int
	line       uint64
	bad        string // why the record cannot be used, "" when nothing is known against it
}

// maxRecords is how many records a chunk has at most. A row takes hundreds of
// bytes however short its record is; without this, a chunk of lines of one
// letter would take a hundred megabytes.
const maxRecords = 4096

// splitter cuts text into records. split appends whole records of b to out, up
// to maxRecords, and says how many bytes it is done with; the rest is offered
// again with more behind it. atEnd says that there is no more. What split
// remembers is only about the bytes that it is done with.
type splitter interface {
	split(b []byte, atEnd bool, out []span) (used int, recs []span, err error)
}

// lineSplitter takes each line for a record; blank ones are none, and neither
// are those that begin with the comment sign, where there is one.
type lineSplitter struct {
	newline byte
	comment byte
	line    uint64 // lines done
}

func (l *lineSplitter) split(b []byte, atEnd bool, out []span) (int, []span, error) {
	used := 0
	for used < len(b) && len(out) < maxRecords {
		end, next := lineEnd(b, used, l.newline)
		if next < 0 {
			if !atEnd {
				break
			}
			next = len(b)
		}
		l.line++
		if line := bytes.TrimSpace(b[used:end]); len(line) > 0 && (l.comment == 0 || line[0] != l.comment) {
			out = append(out, span{start: used, end: end, line: l.line})
		}
		used = next
	}
	return used, out, nil
}

// lineEnd gives the end of the line that starts at i, without its line break,
// and the start of the next; next is -1 where there is no line break.
func lineEnd(b []byte, i int, newline byte) (end, next int) {
	n := bytes.IndexByte(b[i:], newline)
	if n < 0 {
		return len(b), -1
	}
	end = i + n
	if newline == '\n' && n > 0 && b[end-1] == '\r' {
		end--
	}
	return end, i + n + 1
}

// elementSplitter takes JSON values for records wherever they stand: in an
// array, in the array of a wrapper such as {"value":[...]}, several of these one
// after another, or loose. Records are numbered from 1.
//
// It follows strings and brackets only; whether a record is JSON is for the
// scanner to say, so one bad record costs only itself as long as its quotes and
// brackets match.
type elementSplitter struct {
	wrapped bool // objects at the top hold the array under a key of isWrapKey
	place   elementPlace
	inner   bool // the array is inside a wrapper
	n       uint64
}

type elementPlace uint8

const (
	atTop       elementPlace = iota
	atKey                    // in a wrapper, before a key, ',' or '}'
	atFirst                  // in the array, before its first element or ']'
	atNext                   // in the array, before an element
	afterRecord              // in the array, before ',' or ']'
)

// isWrapKey reports whether services put their records under this key.
func isWrapKey(key string) bool {
	switch key {
	case "value", "Value", "records", "Records", "items", "Items":
		return true
	}
	return false
}

func (e *elementSplitter) split(b []byte, atEnd bool, out []span) (int, []span, error) {
	i := 0
	for {
		i = skipSpace(b, i)
		used := i
		if len(out) == maxRecords {
			return used, out, nil
		}
		if i >= len(b) {
			if atEnd && e.place != atTop {
				return used, out, e.broken("the JSON ends before its brackets are closed")
			}
			return used, out, nil
		}
		record := false
		switch c := b[i]; {
		case e.place == atTop && c == '[':
			e.place, e.inner = atFirst, false
		case e.place == atTop && c == '{' && e.wrapped:
			e.place = atKey
		case e.place == atTop:
			record = true
		case e.place == atKey && c == '}':
			e.place = atTop
		case e.place == atKey && c == ',':
		case e.place == atKey:
			n, err := e.member(b, i, atEnd)
			if err != nil || n == 0 {
				return used, out, err
			}
			i = n
			continue
		case c == ']' && e.place != atNext:
			e.place = atTop
			if e.inner {
				e.place = atKey
			}
		case e.place == afterRecord && c == ',':
			e.place = atNext
		case e.place == afterRecord:
			return used, out, e.broken("neither ',' nor ']' after an element")
		default:
			record = true
		}
		if !record {
			i++
			continue
		}
		end := valueEnd(b, i, atEnd)
		switch {
		case end < 0 && atEnd:
			return used, out, e.broken("the JSON ends before its brackets are closed")
		case end < 0:
			return used, out, nil
		case end == i:
			return used, out, e.broken(fmt.Sprintf("%q where a value should be", b[i]))
		}
		e.n++
		out = append(out, span{start: i, end: end, line: e.n})
		if e.place != atTop {
			e.place = afterRecord
		}
		i = end
	}
}

// member reads "key": and, unless it opens the array of records, its value. It
// gives the offset to go on from, 0 where more bytes are needed.
func (e *elementSplitter) member(b []byte, i int, atEnd bool) (int, error) {
	if b[i] != '"' {
		return 0, e.broken("an object key that is not a string")
	}
	short := func() (int, error) {
		if atEnd {
			return 0, e.broken("the JSON ends before its brackets are closed")
		}
		return 0, nil
	}
	end := stringEnd(b, i+1)
	if end < 0 {
		return short()
	}
	key := string(b[i+1 : end-1])
	if i = skipSpace(b, end); i >= len(b) {
		return short()
	}
	if b[i] != ':' {
		return 0, e.broken("an object key without ':' after it")
	}
	if i = skipSpace(b, i+1); i >= len(b) {
		return short()
	}
	if b[i] == '[' && isWrapKey(key) {
		e.place, e.inner = atFirst, true
		return i + 1, nil
	}
	switch end = valueEnd(b, i, atEnd); {
	case end < 0:
		return short()
	case end == i:
		return 0, e.broken(fmt.Sprintf("%q where a value should be", b[i]))
	}
	return end, nil
}

func (e *elementSplitter) broken(why string) error {
	return &model.Error{Kind: model.ErrInput, Message: why, Where: model.Untrusted(fmt.Sprintf("after element %d", e.n)),
		Hint: "the file is cut short or not JSON: export it again"}
}

// stringEnd gives the offset after the closing quote of the string whose
// contents start at i, -1 where it is not in b.
func stringEnd(b []byte, i int) int {
	for {
		q := bytes.IndexByte(b[i:], '"')
		if q < 0 {
			return -1
		}
		q += i
		back := q
		for back > i && b[back-1] == '\\' {
			back--
		}
		if (q-back)%2 == 0 {
			return q + 1
		}
		i = q + 1
	}
}

// valueEnd gives the offset after the JSON value at i, -1 where it is not whole,
// and i itself where no value starts there.
func valueEnd(b []byte, i int, atEnd bool) int {
	depth := 0
	for j := i; j < len(b); {
		switch b[j] {
		case '"':
			if j = stringEnd(b, j+1); j < 0 {
				return -1
			}
			if depth == 0 {
				return j
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return j
			}
			if depth--; depth == 0 {
				return j + 1
			}
		case ',', ':', ' ', '\t', '\n', '\r':
			if depth == 0 {
				return j
			}
		}
		j++
	}
	if depth == 0 && atEnd {
		return len(b)
	}
	return -1
}
