package identifier

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks clean leaves in a row. No script needs as
// many, and a stack of more than 30 has no normal form that is stable (UAX #15,
// Stream-Safe Text).
const maxMarks = 8

// clean makes s fit to be a value: it trims white space, control and invisible
// characters from both ends, drops invisible ones and piles of marks inside,
// turns white space into plain spaces and everything that is no text into
// U+FFFD. Clean ASCII comes back as it is.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || invisible(r)
	})
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	marks := 0
	for _, r := range s { // a broken byte is ranged over as U+FFFD
		if invisible(r) {
			continue
		}
		if r < 0x300 || !unicode.Is(unicode.M, r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			continue
		}
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsControl(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isClean reports whether s is printable ASCII without spaces at its ends.
// Non-ASCII text is never said to be clean: clean looks at it more closely.
func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return s == "" || s[0] != ' ' && s[len(s)-1] != ' '
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// invisible reports whether r is one of the default-ignorable characters of
// Unicode (zero-width, joiners, direction marks, fillers, variation selectors,
// tags) or an interlinear annotation: text with and without them looks alike.
func invisible(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0x34F, r == 0x61C, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5,
		r >= 0x180B && r <= 0x180F, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E,
		r >= 0x2060 && r <= 0x206F, r == 0x3164, r >= 0xFE00 && r <= 0xFE0F, r == 0xFEFF,
		r == 0xFFA0, r >= 0xFFF0 && r <= 0xFFFB, r >= 0x1BCA0 && r <= 0x1BCA3,
		r >= 0x1D173 && r <= 0x1D17A, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}

// placeholder reports whether a value stands for "nothing" in any field. It
// expects cleaned text.
func placeholder(s string) bool {
	if s == "" || onlyFiller(s) {
		return true
	}
	if len(s) > 24 {
		return false
	}
	for len(s) >= 2 && wraps(s[0], s[len(s)-1]) {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	var buf [24]byte
	n := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'A' <= c && c <= 'Z':
			buf[n] = c + 'a' - 'A'
		case c == ' ', c == '-':
			buf[n] = '_'
		default:
			buf[n] = c
		}
		n++
	}
	switch string(buf[:n]) {
	case "", "null", "nil", "none", "n/a", "na", "n.a.", "n.a", "#n/a", "nan", "unknown", "undefined",
		"unspecified", "not_available", "not_applicable", "not_provided", "not_specified",
		"not_set", "not_known", "no_data", "nodata", "no_value", "empty", "blank", "missing",
		"tbd", "redacted", "hidden", "anonymous_user", "deleted_user", "desconocido", "inconnu",
		"unbekannt", "없음", "알수없음", "无", "無", "未知", "неизвестно", "нет":
		return true
	}
	return false
}

func wraps(a, b byte) bool {
	switch a {
	case '"', '\'', '`':
		return a == b
	case '<':
		return b == '>'
	case '(':
		return b == ')'
	case '[':
		return b == ']'
	case '{':
		return b == '}'
	}
	return false
}

// onlyFiller reports whether s has nothing but zeros, or at least three times
// the letter x, and punctuation that serves as a blank or as a separator.
func onlyFiller(s string) bool {
	zeros, xs := false, 0
	for _, r := range s {
		switch r {
		case '0':
			zeros = true
		case 'x', 'X':
			xs++
		case '-', '_', '.', ':', '/', '\\', ' ', '?', '*', '#', '(', ')', '{', '}', '[', ']', '+', ',',
			'–', '—', '―', '−', '•', '…':
		default:
			return false
		}
	}
	return xs == 0 || xs >= 3 && !zeros || xs == 1 && zeros // 0x000
}

var refanger = strings.NewReplacer(
	"[.]", ".", "(.)", ".", "[dot]", ".", "(dot)", ".", "[DOT]", ".", "(DOT)", ".",
	"[@]", "@", "(@)", "@", "[at]", "@", "(at)", "@", "[AT]", "@", "(AT)", "@",
	"[:]", ":", "[://]", "://", "[/]", "/", "[:]//", "://",
)

// refang undoes the usual ways of making an address unclickable. Doing so can
// bring out another one ("[[.]]"), so it goes on until nothing changes; each
// step shortens the text, and no address needs more than a few.
func refang(s string) string {
	for range 8 {
		t := s
		if strings.ContainsAny(t, "[(") {
			t = refanger.Replace(t)
		}
		if len(t) > 5 && (t[0]|0x20 == 'h' || t[0]|0x20 == 'f') {
			t = refangScheme(t)
		}
		if t == s {
			break
		}
		s = t
	}
	return s
}

func refangScheme(s string) string {
	i := strings.Index(s, "://")
	if i < 0 || i > 5 {
		return s
	}
	switch strings.ToLower(s[:i]) {
	case "hxxp", "hxtp", "htxp":
		return "http" + s[i:]
	case "hxxps", "hxtps", "htxps":
		return "https" + s[i:]
	case "fxp":
		return "ftp" + s[i:]
	}
	return s
}

func isLowerHex(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func isHex(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// sameBytes reports whether all bytes of s are equal.
func sameBytes(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] != s[0] {
			return false
		}
	}
	return s != ""
}

// lower is strings.ToLower for ASCII letters alone.
func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if c := b[i]; 'A' <= c && c <= 'Z' {
					b[i] = c + 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
