package query

import (
	"strings"
	"unicode"
)

// Pattern matches the whole of a value, with * for any run of characters. Letter
// case does not matter, except for account ids.
type Pattern struct {
	parts []string // as typed, between the wildcards; one part means no wildcard
	want  []string // parts as compared
	exact bool     // letter case matters
}

// newPattern makes a pattern; in a quoted text a * is only a character.
func newPattern(text string, quoted, exact bool) Pattern {
	p := Pattern{exact: exact, parts: []string{text}}
	if !quoted {
		for strings.Contains(text, "**") {
			text = strings.ReplaceAll(text, "**", "*")
		}
		p.parts = strings.Split(text, "*")
	}
	p.want = p.parts
	if !exact {
		p.want = make([]string, len(p.parts))
		for i, s := range p.parts {
			p.want[i] = fold(s)
		}
	}
	return p
}

// Any reports whether the pattern is a lone *, which every value matches.
func (p Pattern) Any() bool { return len(p.parts) == 2 && p.parts[0] == "" && p.parts[1] == "" }

// Literal gives the text of a pattern without wildcards, as typed.
func (p Pattern) Literal() (text string, ok bool) {
	if len(p.parts) != 1 {
		return "", false
	}
	return p.parts[0], true
}

// Match reports whether the pattern matches the whole of value.
func (p Pattern) Match(value string) bool {
	if !p.exact {
		value = fold(value)
	}
	first, last := p.want[0], p.want[len(p.want)-1]
	if len(p.want) == 1 {
		return value == first
	}
	if len(value) < len(first)+len(last) || !strings.HasPrefix(value, first) || !strings.HasSuffix(value, last) {
		return false
	}
	value = value[len(first) : len(value)-len(last)]
	for _, mid := range p.want[1 : len(p.want)-1] {
		i := strings.Index(value, mid)
		if i < 0 {
			return false
		}
		value = value[i+len(mid):]
	}
	return true
}

// fold maps every character to one of its case variants; it does not allocate
// where nothing changes.
func fold(s string) string { return strings.Map(foldRune, s) }

func foldRune(r rune) rune {
	if r < 0x80 {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	low := r
	for v := unicode.SimpleFold(r); v != r; v = unicode.SimpleFold(v) {
		low = min(low, v)
	}
	if low < 0x80 {
		return unicode.ToLower(low)
	}
	return low
}
