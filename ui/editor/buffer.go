package editor

import (
	"strings"
	"unicode"
)

// mostHistory is how much is remembered for undo, in bytes that were put in and taken
// out.
const mostHistory = 4 << 20

// buffer is a text with a caret and a history. Its zero value is ready.
type buffer struct {
	text string
	at   int // byte index of the caret, between two clusters

	done, undone []change
	history      int  // bytes in done
	joins        bool // the next typed character may be undone together with the last change
}

// change is a piece of text that another one was put in place of.
type change struct {
	at            int
	out, in       string
	before, after int // where the caret was
}

func (c change) size() int { return len(c.out) + len(c.in) }

// Clean is what becomes of text that is typed, pasted or read from a file: it is valid
// UTF-8 in which lines end with LF, and has no control characters but that and the tab.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
}

// replace puts in, which is clean, in place of what is between two indices, and the
// caret behind it.
func (b *buffer) replace(from, to int, in string) {
	if from == to && in == "" {
		return
	}
	c := change{at: from, out: b.text[from:to], in: in, before: b.at}
	b.text = b.text[:from] + in + b.text[to:]
	b.at = b.snap(from + len(in))
	c.after = b.at
	b.undone, b.joins = nil, false
	b.done = append(b.done, c)
	b.history += c.size()
	for b.history > mostHistory && len(b.done) > 1 {
		b.history -= b.done[0].size()
		b.done = b.done[1:]
	}
}

// insert puts text at the caret.
func (b *buffer) insert(in string) { b.replace(b.at, b.at, in) }

// typed is insert for a key: the letters of a word are undone together.
func (b *buffer) typed(in string) {
	joins, n := b.joins, len(b.done)
	b.insert(in)
	if last := len(b.done) - 1; joins && n > 0 && last > 0 {
		one, two := b.done[last-1], b.done[last]
		if one.at+len(one.in) == two.at && !(blank(one.in) && !blank(in)) {
			one.in, one.after = one.in+two.in, two.after
			b.done = append(b.done[:last-1], one)
		}
	}
	b.joins = !strings.Contains(in, "\n")
}

// blank reports whether a text ends with a space.
func blank(s string) bool { return strings.HasSuffix(s, " ") }

// undo takes the last change back and reports whether there was one.
func (b *buffer) undo() bool {
	n := len(b.done) - 1
	if n < 0 {
		return false
	}
	c := b.done[n]
	b.done, b.undone = b.done[:n], append(b.undone, c)
	b.history -= c.size()
	b.text = b.text[:c.at] + c.out + b.text[c.at+len(c.in):]
	b.at, b.joins = c.before, false
	return true
}

// redo makes a change again that was taken back.
func (b *buffer) redo() bool {
	n := len(b.undone) - 1
	if n < 0 {
		return false
	}
	c := b.undone[n]
	b.undone, b.done = b.undone[:n], append(b.done, c)
	b.history += c.size()
	b.text = b.text[:c.at] + c.in + b.text[c.at+len(c.out):]
	b.at, b.joins = c.after, false
	return true
}

// put replaces all of the text, with the caret at its end.
func (b *buffer) put(s string) {
	if s != b.text {
		b.replace(0, len(b.text), s)
	}
	b.move(len(b.text))
}

// move puts the caret somewhere; what is typed there is undone by itself.
func (b *buffer) move(at int) { b.at, b.joins = at, false }
