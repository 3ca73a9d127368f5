package term

import (
	"strings"
	"unicode/utf8"
)

// Guard gives the content of a View as the renderer can take it: text as [Filter]
// passes it, LF, and SGR of at most 30 parameters without conceal. Nothing else is
// left, so that content which broke through wall one cannot crash the renderer, nor
// ride through it inside of a cell. Content that is so already comes back as it is,
// without allocating.
func Guard(s string) string {
	n := content.clean([]byte(s))
	if n == len(s) {
		return s
	}
	out := append(make([]byte, 0, len(s)), s[:n]...)
	for rest := []byte(s[n:]); len(rest) > 0; {
		if out, rest, _ = content.pass(out, rest); len(rest) == 0 {
			break
		}
		size, fate := alone(rest) // nothing follows that would end it
		if fate == swap {
			out = appendInstead(out, rest[:size])
		}
		rest = rest[size:]
	}
	return string(out)
}

// Title gives the title of a window as [Filter] passes it: one line of printable
// text, of at most 200 bytes.
func Title(s string) string {
	if len(s) <= maxTitle && printable([]byte(s)) {
		return s
	}
	// What is behind the bound is cut before the work, not after it.
	s = Guard(s[:min(len(s), 2*maxString)])
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == esc:
			i += strings.IndexByte(s[i:], 'm') + 1
			continue
		case r == '\n':
			r = ' '
		}
		if b.Len()+utf8.RuneLen(r) > maxTitle {
			break
		}
		b.WriteRune(r)
		i += size
	}
	return b.String()
}
