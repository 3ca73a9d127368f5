package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model/safejson"
)

const (
	mostInline = 300    // characters of a text in a sentence or a cell
	mostOwn    = 5_000  // characters of Clew's own words
	mostBlock  = 60_000 // characters of a verbatim text
	mostMarks  = 4      // combining marks on one letter
)

// inline gives a text as one line of characters that can be seen; see the package comment.
// A text of nothing but spaces says so.
func inline(s string) string {
	if strings.TrimFunc(s, unicode.IsSpace) == "" && s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && safejson.Hidden(r) }) {
		return fmt.Sprintf("⟨blank, %s⟩", count(len(s), "byte"))
	}
	return visible(s, mostInline, false)
}

// ownLine is [inline] for Clew's own words, which may be a paragraph.
func ownLine(s string) string { return visible(s, mostOwn, false) }

// lines gives a text of several lines as [inline] gives one of one line. Its lines end with
// \n alone; tabs are kept.
func lines(s string) string {
	return visible(strings.ReplaceAll(s, "\r\n", "\n"), mostBlock, true)
}

func visible(s string, most int, block bool) string {
	clean := len(s) <= most
	for i := 0; clean && i < len(s); i++ {
		clean = ' ' <= s[i] && s[i] <= '~' || block && (s[i] == '\n' || s[i] == '\t')
	}
	if clean {
		return s
	}
	var b strings.Builder
	marks, n := 0, 0
	dropped := func() {
		if marks > mostMarks {
			fmt.Fprintf(&b, "⟨%s⟩", count(marks-mostMarks, "more mark"))
		}
		marks = 0
	}
	for i := 0; i < len(s); n++ {
		if n == most {
			dropped()
			fmt.Fprintf(&b, "⟨… %s⟩", count(utf8.RuneCountInString(s[i:]), "more character"))
			return b.String()
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.Is(unicode.M, r) && !safejson.Hidden(r) {
			if marks++; marks <= mostMarks {
				b.WriteString(s[i : i+size])
			}
			i += size
			continue
		}
		dropped()
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, "⟨0x%02X⟩", s[i])
		case block && (r == '\n' || r == '\t'):
			b.WriteByte(byte(r))
		case r == '⟨' || safejson.Hidden(r):
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	dropped()
	return b.String()
}
