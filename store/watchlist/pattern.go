package watchlist

import (
	"strings"
	"unicode/utf8"
)

// comparison is one alternative of a pattern: the path equals the value, or, for
// addresses, lies in the range that the value is.
type comparison struct{ path, value string }

// parsePattern reads a STIX pattern that lists alternatives. What says what
// keeps it from being a list, "" where it is one.
func parsePattern(s string) (list []comparison, what string) {
	p := pattern{s: s}
	for {
		if !p.take("[") {
			return nil, "no observation in brackets"
		}
		for {
			if what := p.comparison(); what != "" {
				return nil, what
			}
			word := p.word()
			if word == "" && p.take("]") {
				break
			}
			if word != "OR" {
				return nil, either(word, "something after a comparison")
			}
		}
		p.space()
		if p.s == "" {
			return p.list, ""
		}
		if word := p.word(); word != "OR" {
			return nil, either(word, "something after its brackets")
		}
	}
}

// pattern is what is left to be read of a pattern and what was read.
type pattern struct {
	s    string
	list []comparison
}

func (p *pattern) space() { p.s = strings.TrimLeft(p.s, " \t\r\n\u00a0") }

func (p *pattern) take(mark string) bool {
	p.space()
	var ok bool
	p.s, ok = strings.CutPrefix(p.s, mark) // leaves it as it is where there is no mark
	return ok
}

// word reads a keyword, in upper case.
func (p *pattern) word() string {
	p.space()
	n := 0
	for n < len(p.s) && (p.s[n] >= 'a' && p.s[n] <= 'z' || p.s[n] >= 'A' && p.s[n] <= 'Z') {
		n++
	}
	w := p.s[:n]
	p.s = p.s[n:]
	return strings.ToUpper(w)
}

// comparison reads "path = 'value'", "path IN ('a', 'b')" or, over addresses,
// "path ISSUBSET 'range'".
func (p *pattern) comparison() (what string) {
	path, ok := p.path()
	if !ok {
		return "something that is no comparison"
	}
	op := p.word()
	switch {
	case op == "" && p.take("="):
	case op == "" && p.take("!="), op == "NOT":
		return "NOT"
	case op == "":
		return "an ordering of values"
	case op == "ISSUBSET" && observables[path] == aNetwork:
	case op == "IN":
		if !p.take("(") {
			return "a list without its bracket"
		}
		for {
			if what := p.literal(path); what != "" {
				return what
			}
			if p.take(")") {
				return ""
			}
			if !p.take(",") {
				return "a list without its bracket"
			}
		}
	default:
		return op
	}
	return p.literal(path)
}

// path reads "type:property", in which a step may be quoted: file:hashes.'SHA-256'.
func (p *pattern) path() (string, bool) {
	p.space()
	typ, rest, ok := strings.Cut(p.s, ":")
	if !ok || typ == "" || strings.Trim(typ, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return "", false
	}
	p.s = rest
	path := typ + ":"
	for {
		var name string
		if strings.HasPrefix(p.s, "'") {
			if name, ok = p.quoted(); !ok {
				return "", false
			}
		} else {
			n := 0
			for n < len(p.s) && strings.IndexByte(" \t\r\n.=!<>(),]'", p.s[n]) < 0 {
				if p.s[n] == '[' { // an index: hashes[*]
					if end := strings.IndexByte(p.s[n:], ']'); end > 0 {
						n += end
					}
				}
				n++
			}
			name = p.s[:n]
			p.s = p.s[n:]
		}
		if name == "" {
			return "", false
		}
		if path == "file:hashes." {
			name = hashName(name)
		}
		path += name
		if !strings.HasPrefix(p.s, ".") {
			return path, true
		}
		p.s = p.s[1:]
		path += "."
	}
}

// literal reads a text or a whole number and keeps the comparison with it.
func (p *pattern) literal(path string) (what string) {
	p.space()
	if strings.HasPrefix(p.s, "'") {
		v, ok := p.quoted()
		if !ok {
			return "a text that is never closed"
		}
		p.list = append(p.list, comparison{path, v})
		return ""
	}
	n := 0
	for n < len(p.s) && p.s[n] >= '0' && p.s[n] <= '9' {
		n++
	}
	if n == 0 {
		return "a value that is no text"
	}
	p.list = append(p.list, comparison{path, p.s[:n]})
	p.s = p.s[n:]
	return ""
}

// quoted reads a text in quotes. A backslash makes the quote or backslash behind
// it plain; before anything else it has no meaning and the text is refused.
func (p *pattern) quoted() (string, bool) {
	var b strings.Builder
	for i := 1; i < len(p.s); i++ {
		switch c := p.s[i]; c {
		case '\'':
			p.s = p.s[i+1:]
			return b.String(), utf8.ValidString(b.String())
		case '\\':
			if i++; i >= len(p.s) || p.s[i] != '\'' && p.s[i] != '\\' {
				return "", false
			}
			b.WriteByte(p.s[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", false
}

func either(word, other string) string {
	if word == "" {
		return other
	}
	return word
}
