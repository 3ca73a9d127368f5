package export

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
)

// Escape gives a text as the cell of a table that a spreadsheet shows and never
// computes, on one line. [Unescape] gives the text back, byte by byte. The cell
// differs from the text in three ways only:
//
//   - A character that cannot be seen (control characters and so every line break,
//     bidirectional controls, zero-width and unassigned characters; see
//     [safejson.Hidden]) is shown as ⟨U+202E⟩ with its code point, a byte that is no
//     UTF-8 as ⟨0xFF⟩, and a ⟨ of the text itself as ⟨U+27E8⟩, so that nobody can
//     fake one.
//   - A text that begins with a character that may start a formula has an apostrophe
//     in front. They are = + - @, TAB CR LF NUL, and what looks like one of the
//     former in full width, in small form, or as a minus sign; white space, quotes
//     and hidden characters before one do not save it. So has a text that begins with
//     an apostrophe.
//   - Where such a character follows a semicolon inside the text, it is shown as its
//     code point: where a comma separates decimals, a spreadsheet cuts lines at
//     semicolons, and quotes in the middle of a line do not stop it.
//
// Values that a spreadsheet may take for a number or a date (00123, 1E5) are left as
// they are.
func Escape(u model.Untrusted) string {
	s := string(u)
	var out []byte
	quoted := s != "" && (s[0] == '\'' || active(s))
	if quoted {
		out = append(out, '\'')
	}
	done := 0    // bytes of s that are in out
	cut := false // after a semicolon, and nothing of substance since
	for i := 0; i < len(s); {
		if c := s[i]; ' ' <= c && c <= '~' && !cut {
			cut = c == ';'
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		invalid := r == utf8.RuneError && size == 1
		if invalid || r == opening || hidden(r) || cut && starts(r) {
			out = append(out, s[done:i]...)
			if invalid {
				out = fmt.Appendf(out, "⟨0x%02X⟩", s[i])
			} else {
				out = fmt.Appendf(out, "⟨U+%04X⟩", r)
			}
			done = i + size
		}
		cut = r == ';' || cut && passedOver(r)
		i += size
	}
	if done == 0 && !quoted {
		return s
	}
	return string(append(out, s[done:]...))
}

const opening, closing = '⟨', '⟩'

// active reports whether a text begins, behind what is passed over, with a character
// that starts a formula.
func active(s string) bool {
	for _, r := range s {
		if starts(r) {
			return true
		}
		if !passedOver(r) {
			return false
		}
	}
	return false
}

// starts reports whether a spreadsheet may take what begins with r for a formula:
// the signs of ASCII, those that a compatibility mapping makes of others, and the
// controls that some strip before they look.
func starts(r rune) bool {
	switch r {
	case '=', '+', '-', '@', '\t', '\r', '\n', 0,
		'＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−':
		return true
	}
	return false
}

// passedOver reports whether a reader may strip r from the beginning of a cell.
func passedOver(r rune) bool {
	return r == '"' || r == '\'' || r == utf8.RuneError || unicode.IsSpace(r) || hidden(r)
}

// hidden is [safejson.Hidden], at once for ASCII.
func hidden(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' || r > '~'
	}
	return safejson.Hidden(r)
}

// Unescape gives the text that [Escape] made a cell of. Of any other cell, it takes
// off one apostrophe at the beginning and leaves alone what is no escape.
func Unescape(cell string) model.Untrusted {
	cell = strings.TrimPrefix(cell, "'")
	at := strings.IndexRune(cell, opening)
	if at < 0 {
		return model.Untrusted(cell)
	}
	var b strings.Builder
	for at >= 0 {
		b.WriteString(cell[:at])
		cell = cell[at:]
		used := unescapeOne(&b, cell)
		if used == 0 {
			used = utf8.RuneLen(opening)
			b.WriteString(cell[:used])
		}
		cell = cell[used:]
		at = strings.IndexRune(cell, opening)
	}
	b.WriteString(cell)
	return model.Untrusted(b.String())
}

// longestEscape is how much an escape has between its brackets at most: U+10FFFF.
const longestEscape = 8

// unescapeOne writes what the escape at the beginning of s stands for and gives its
// length, 0 where there is none.
func unescapeOne(b *strings.Builder, s string) int {
	start := utf8.RuneLen(opening)
	end := strings.IndexRune(s[:min(len(s), start+longestEscape+utf8.RuneLen(closing))], closing)
	if end < 0 {
		return 0
	}
	body, used := s[start:end], end+utf8.RuneLen(closing)
	if hex, ok := strings.CutPrefix(body, "U+"); ok {
		n, err := strconv.ParseUint(hex, 16, 32)
		if err != nil || !utf8.ValidRune(rune(n)) {
			return 0
		}
		b.WriteRune(rune(n))
		return used
	}
	if hex, ok := strings.CutPrefix(body, "0x"); ok {
		n, err := strconv.ParseUint(hex, 16, 8)
		if err != nil {
			return 0
		}
		b.WriteByte(byte(n))
		return used
	}
	return 0
}

// Table writes CSV as in RFC 4180, UTF-8 without a byte order mark, every cell by way of
// [Escape]. The last column of every table is "escaped": "1" in a row in which a cell is
// not the text itself, else "0".
type Table struct {
	Escaped uint64 // rows so far with an escaped cell

	w    *bufio.Writer
	line []byte
}

// NewTable begins a table with these columns, which are Clew's own words. The writer is
// buffered; see [Table.End].
func NewTable(w io.Writer, columns ...string) *Table {
	t := &Table{w: bufio.NewWriterSize(w, 64<<10)}
	for _, c := range columns {
		t.line = append(append(t.line, c...), ',')
	}
	t.line = append(t.line, "escaped\r\n"...)
	t.w.Write(t.line)
	return t
}

// Row writes a row, with a cell for each of the columns. An error of the writer is kept
// for [Table.End].
func (t *Table) Row(cells ...model.Untrusted) {
	t.line = t.line[:0]
	changed := byte('0')
	for _, c := range cells {
		cell := Escape(c)
		if cell != string(c) {
			changed = '1'
		}
		t.line = append(appendCell(t.line, cell), ',')
	}
	if changed == '1' {
		t.Escaped++
	}
	t.line = append(t.line, changed, '\r', '\n')
	t.w.Write(t.line)
}

// appendCell quotes a cell where a reader, however simple, could misread it.
func appendCell(line []byte, cell string) []byte {
	quote := strings.ContainsAny(cell, `",;`) || cell != strings.TrimSpace(cell)
	if !quote {
		return append(line, cell...)
	}
	line = append(line, '"')
	for {
		i := strings.IndexByte(cell, '"')
		if i < 0 {
			break
		}
		line = append(append(line, cell[:i]...), `""`...)
		cell = cell[i+1:]
	}
	return append(append(line, cell...), '"')
}

// End writes what is buffered and gives the first error of the writer.
func (t *Table) End() error { return t.w.Flush() }
