package ingest

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// csvSplitter cuts delimited text into records. A quote opens a field only at
// its start, behind spaces at most, so that an inch sign in the middle of a
// field hurts nobody; inside, a quote is doubled.
type csvSplitter struct {
	delim   byte
	newline byte
	limit   int    // bytes of a record
	line    uint64 // lines done
	lost    int    // quotes never closed so far
	skip    int    // records still to be left out: the header and what is before it
}

// maxLost bounds how often a quote that is never closed may make us look
// through a whole record's worth of text for nothing.
const maxLost = 16

const (
	whyUnclosed  = "a quote is opened and never closed"
	whyUndoubled = "a quote inside a quoted field is not doubled"
)

func (c *csvSplitter) split(b []byte, atEnd bool, out []span) (int, []span, error) {
	used := 0
	for used < len(b) && len(out) < maxRecords {
		end, next, bad := c.record(b, used, atEnd)
		if next < 0 && (atEnd || len(b)-used > c.limit) || next-used > c.limit {
			// Either a line is too long, which the caller sees by itself, or a quote
			// has swallowed what follows: then the line it stands in is lost and the
			// next one is a record again.
			e, n := lineEnd(b, used, c.newline)
			if c.lost++; c.lost > maxLost {
				return used, out, &model.Error{Kind: model.ErrInput, Message: "many quotes are opened and never closed",
					Where: model.Untrusted(fmt.Sprintf("line %d", c.line+1)), Hint: "the file is damaged or not CSV: export it again"}
			}
			if n < 0 && !atEnd {
				return used, out, nil
			}
			if n < 0 {
				n = len(b)
			}
			end, next, bad = e, n, whyUnclosed
		}
		if next < 0 {
			break
		}
		if blank := len(bytes.TrimSpace(b[used:end])) == 0; !blank && c.skip > 0 {
			c.skip--
		} else if !blank {
			out = append(out, span{start: used, end: end, line: c.line + 1, bad: bad})
		}
		c.line += uint64(bytes.Count(b[used:next], []byte{c.newline}))
		used = next
	}
	return used, out, nil
}

// record gives the end of the record at i, the start of the next (-1 where the
// end is not in b) and what is wrong with its quotes.
func (c *csvSplitter) record(b []byte, i int, atEnd bool) (end, next int, bad string) {
	end, next = lineEnd(b, i, c.newline)
	if bytes.IndexByte(b[i:end], '"') < 0 {
		if next < 0 && atEnd {
			next = len(b)
		}
		return end, next, ""
	}
	for j := i; ; j++ {
		for j < len(b) && b[j] == ' ' {
			j++
		}
		if j < len(b) && b[j] == '"' {
			j++
			for {
				q := bytes.IndexByte(b[j:], '"')
				if q < 0 {
					return 0, -1, bad
				}
				j += q + 1
				if j == len(b) {
					if atEnd {
						return j, j, bad
					}
					return 0, -1, bad
				}
				if b[j] == '"' {
					j++
					continue
				}
				if after := bytes.TrimLeft(b[j:min(j+8, len(b))], " "); len(after) > 0 &&
					(after[0] == c.delim || after[0] == c.newline || after[0] == '\r') {
					break
				}
				bad = whyUndoubled
			}
		}
		for j < len(b) && b[j] != c.delim && b[j] != c.newline {
			j++
		}
		if j == len(b) {
			if atEnd {
				return j, j, bad
			}
			return 0, -1, bad
		}
		if b[j] == c.newline {
			end = j
			if c.newline == '\n' && b[end-1] == '\r' {
				end--
			}
			return end, j + 1, bad
		}
	}
}

// csvFields appends the fields of one record to out, unquoted and otherwise as
// they are.
func csvFields(out []string, rec string, delim byte) []string {
	for {
		s := strings.TrimLeft(rec, " ")
		if s == "" || s[0] != '"' {
			i := strings.IndexByte(rec, delim)
			if i < 0 {
				return append(out, rec)
			}
			out, rec = append(out, rec[:i]), rec[i+1:]
			continue
		}
		s = s[1:]
		i, doubled := 0, false
		for {
			q := strings.IndexByte(s[i:], '"')
			if q < 0 {
				i = len(s)
				break
			}
			if i += q; i+1 < len(s) && s[i+1] == '"' {
				doubled = true
				i += 2
				continue
			}
			break
		}
		field := s[:i]
		if doubled {
			field = strings.ReplaceAll(field, `""`, `"`)
		}
		out = append(out, field)
		rec = s[min(i+1, len(s)):]
		if i = strings.IndexByte(rec, delim); i < 0 {
			return out
		}
		rec = rec[i+1:]
	}
}

// newlineOf tells the line break of a text from its beginning: a lone CR where
// there is no LF at all.
func newlineOf(head []byte) byte {
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		return '\r'
	}
	return '\n'
}

// sniffRows is how many records detection looks at.
const sniffRows = 100

// sniffDelimiter finds the delimiter under which the first records have the same
// number of fields most often; of equals, the one with more fields.
func sniffDelimiter(head []byte, atEnd bool, newline byte, limit int) (delim byte, records [][]string, spans []span) {
	best := -1
	for _, d := range []byte{',', ';', '\t', '|'} {
		rows, recs := readDelimited(head, d, atEnd, newline, limit)
		counts := map[int]int{}
		for _, r := range rows {
			counts[len(r)]++
		}
		score := 0
		for fields, n := range counts {
			if fields > 1 {
				score = max(score, n*1000/len(rows)*10000+min(fields, 9999))
			}
		}
		if score > best {
			best, delim, records, spans = score, d, rows, recs
		}
	}
	return delim, records, spans
}

// readDelimited gives the first records of a text.
func readDelimited(head []byte, delim byte, atEnd bool, newline byte, limit int) (records [][]string, spans []span) {
	sp := csvSplitter{delim: delim, newline: newline, limit: limit}
	_, recs, _ := sp.split(head, atEnd, nil)
	recs = recs[:min(len(recs), sniffRows)]
	for _, r := range recs {
		records = append(records, csvFields(nil, string(head[r.start:r.end]), delim))
	}
	return records, recs
}

// headerName brings a column's name into the form in which names are compared:
// lower case, runs of white space as one space, none around it.
func headerName(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}
