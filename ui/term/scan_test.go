package term

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The list once more, written down in another way: what the filter lets through is
// held to these expressions, and not to its own code.
const (
	number5   = `[0-9]{0,5}`
	colour256 = `(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})`
	oneStyle  = `(?:|0{0,2}[0-79]|4:[0-5]|0?2[2-57-9]|0?3[0-79]|0?4[0-79]|0?59|0?9[0-7]|10[0-7]` +
		`|0?[345]8;0{0,2}5;` + colour256 + `|0?[345]8;0{0,2}2(?:;` + colour256 + `){3})`
	styles = `^\x1b\[` + oneStyle + `(?:;` + oneStyle + `)*m`
	ending = `(?:\x07|\x1b\\)`
)

var anySGR = regexp.MustCompile(styles)

// listed are the sequences of the list by name.
var listed = []struct {
	name string
	re   *regexp.Regexp
}{
	{"SGR", anySGR},
	{"RI", regexp.MustCompile(`^\x1bM`)},
	{"CUU", regexp.MustCompile(`^\x1b\[` + number5 + `A`)},
	{"CUD", regexp.MustCompile(`^\x1b\[` + number5 + `B`)},
	{"CUF", regexp.MustCompile(`^\x1b\[` + number5 + `C`)},
	{"CUB", regexp.MustCompile(`^\x1b\[` + number5 + `D`)},
	{"CHA", regexp.MustCompile(`^\x1b\[` + number5 + `G`)},
	{"HPA", regexp.MustCompile("^\x1b\\[" + number5 + "`")},
	{"VPA", regexp.MustCompile(`^\x1b\[` + number5 + `d`)},
	{"CBT", regexp.MustCompile(`^\x1b\[` + number5 + `Z`)},
	{"ECH", regexp.MustCompile(`^\x1b\[` + number5 + `X`)},
	{"REP", regexp.MustCompile(`^\x1b\[0{0,2}(?:0?[0-9]{0,3}|[1-3][0-9]{3}|40[0-8][0-9]|409[0-6])b`)},
	{"ICH", regexp.MustCompile(`^\x1b\[` + number5 + `@`)},
	{"DCH", regexp.MustCompile(`^\x1b\[` + number5 + `P`)},
	{"IL", regexp.MustCompile(`^\x1b\[` + number5 + `L`)},
	{"DL", regexp.MustCompile(`^\x1b\[` + number5 + `M`)},
	{"SU", regexp.MustCompile(`^\x1b\[` + number5 + `S`)},
	{"SD", regexp.MustCompile(`^\x1b\[` + number5 + `T`)},
	{"CUP", regexp.MustCompile(`^\x1b\[` + number5 + `(?:;` + number5 + `)?H`)},
	{"DECSTBM", regexp.MustCompile(`^\x1b\[` + number5 + `(?:;` + number5 + `)?r`)},
	{"ED", regexp.MustCompile(`^\x1b\[0{0,4}[02]?J`)},
	{"EL", regexp.MustCompile(`^\x1b\[0{0,4}[01]?K`)},
	{"IRM", regexp.MustCompile(`^\x1b\[0{0,4}4[hl]`)},
	{"mode", regexp.MustCompile(`^\x1b\[\?0{0,4}(?:7|25|0?1002|0?1003|0?1004|0?1006|0?1049|0?2004|0?2026|0?2027)[hl]`)},
	{"DECRQM", regexp.MustCompile(`^\x1b\[\?0?202[67]\$p`)},
	{"DECST8C", regexp.MustCompile(`^\x1b\[\?0{0,4}5W`)},
	{"DECSCUSR", regexp.MustCompile(`^\x1b\[0{0,4}[0-6]? q`)},
	{"XTMODKEYS", regexp.MustCompile(`^\x1b\[>0{0,4}4(?:;0{0,4}2)?m`)},
	{"kitty query", regexp.MustCompile(`^\x1b\[\?u`)},
	{"kitty push", regexp.MustCompile(`^\x1b\[>0{0,3}(?:0?[0-9]?|[12][0-9]|3[01])u`)},
	{"kitty pop", regexp.MustCompile(`^\x1b\[<0{0,4}[01]?u`)},
	{"kitty set", regexp.MustCompile(`^\x1b\[=0{0,3}(?:0?[0-9]?|[12][0-9]|3[01]);0{0,4}[1-3]u`)},
	{"XTVERSION", regexp.MustCompile(`^\x1b\[>q`)},
	{"title", regexp.MustCompile(`^\x1b\][02];([^\x00-\x1f\x7f]*?)` + ending)},
	{"colour query", regexp.MustCompile(`^\x1b\]1[012];\?` + ending)},
	{"cursor colour", regexp.MustCompile(`^\x1b\]12;#[0-9a-fA-F]{6}` + ending)},
	{"colour reset", regexp.MustCompile(`^\x1b\]11[012]` + ending)},
	{"progress", regexp.MustCompile(`^\x1b\]9;4;(?:0|3|0{0,4}[124];(?:0{0,3}[0-9]{0,2}|0{0,2}100))` + ending)},
	{"clipboard", regexp.MustCompile(`^\x1b\]52;c;(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?` + ending)},
}

// A character is one that Unicode calls a letter, mark, number, punctuation, symbol
// or space, and that is not default ignorable (DerivedCoreProperties.txt).
var character1 = regexp.MustCompile(`^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]`)

var ignorable = regexp.MustCompile(`^[\x{AD}\x{34F}\x{61C}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180F}` +
	`\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{206F}\x{3164}\x{FE00}-\x{FE0F}\x{FEFF}\x{FFA0}\x{FFF0}-\x{FFF8}` +
	`\x{1BCA0}-\x{1BCA3}\x{1D173}-\x{1D17A}\x{E0000}-\x{E0FFF}]`)

// outside says what in a stream is not on the list, or gives "". For each sequence
// it calls seen, which may be nil.
func outside(stream string, seen func(name string)) string {
	if !utf8.ValidString(stream) {
		return "a byte that is no UTF-8"
	}
	for s := stream; s != ""; {
		n := 0
		switch c := s[0]; {
		case c == '\r', c == '\n', c == '\b', c == '\t':
			n = 1
		case c != 0x1b:
			if n = len(character1.FindString(s)); n == 0 || ignorable.MatchString(s) {
				return fmt.Sprintf("%.20q", s)
			}
		default:
			for _, l := range listed {
				m := l.re.FindStringSubmatch(s)
				if m == nil {
					continue
				}
				if l.name == "SGR" && strings.Count(m[0], ";")+strings.Count(m[0], ":") > 29 {
					return fmt.Sprintf("too many parameters in %q", m[0])
				}
				if l.name == "title" {
					if what := outside(m[1], nil); what != "" || len(m[1]) > 200 {
						return fmt.Sprintf("%q in a title of %d bytes", what, len(m[1]))
					}
				}
				if l.name == "clipboard" && len(m[0]) > 128<<10+16 {
					return "a clipboard that is too long"
				}
				if seen != nil {
					seen(l.name)
				}
				n = len(m[0])
				break
			}
			if n == 0 {
				return fmt.Sprintf("%.40q", s)
			}
		}
		s = s[n:]
	}
	return ""
}

var escapes = regexp.MustCompile(`\x1b(?:\[[0-9;:]*m)?`)

// outsideView says what in a View's content the renderer should not be handed.
func outsideView(s string) string {
	for _, m := range escapes.FindAllString(s, -1) {
		if !anySGR.MatchString(m) {
			return fmt.Sprintf("%q", m)
		}
	}
	if i := strings.IndexAny(s, "\r\b\t"); i >= 0 {
		return fmt.Sprintf("%q", s[i])
	}
	return outside(s, nil)
}
