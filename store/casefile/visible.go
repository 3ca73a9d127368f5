package casefile

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model/safejson"
)

const mostMarks = 4 // combining marks on one letter

// Visible gives a text of characters that a reader can see, for people: a hidden one, see
// [safejson.Hidden], is shown as ⟨U+202E⟩, a byte that is no UTF-8 as ⟨0xFF⟩, and a ⟨ of the
// text itself as ⟨U+27E8⟩, so that nobody can fake one. Of more than four combining marks on
// a letter, and of more than so many characters, it says how many there are instead. In a
// block, line feeds and tabs stay as they are.
func Visible(s string, most int, block bool) string {
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
			fmt.Fprintf(&b, "⟨%s⟩", countOf(marks-mostMarks, "more mark"))
		}
		marks = 0
	}
	for i := 0; i < len(s); n++ {
		if n == most {
			dropped()
			fmt.Fprintf(&b, "⟨… %s⟩", countOf(utf8.RuneCountInString(s[i:]), "more character"))
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

func countOf(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
