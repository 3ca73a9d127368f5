package term

import (
	"bytes"
	"slices"
)

const (
	bel = 0x07
	can = 0x18
	sub = 0x1a
	esc = 0x1b
	del = 0x7f
	st1 = 0x9c // ST as one byte, or within a character

	maxCSI       = 256       // bytes of a control sequence
	maxString    = 4 << 10   // bytes of a string without introducer and terminator
	maxClipboard = 128 << 10 // the same, of a clipboard write
)

// fate is what becomes of a unit.
type fate uint8

const (
	keep fate = iota
	drop
	swap // something else comes in its place
	wait // more bytes are needed to know
)

// wall is a list of what passes.
type wall struct {
	plain [256]bool // bytes that pass wherever they stand
	full  bool      // more than SGR passes
}

var (
	// The renderer moves the cursor with all four; BS and HT only where the terminal
	// does not expand tabs.
	stream = newWall("\r\n\b\t", true)
	// A View's lines end with LF; the renderer ignores CR and gives HT no columns.
	content = newWall("\n", false)
)

func newWall(controls string, full bool) *wall {
	w := &wall{full: full}
	for c := byte(' '); c < del; c++ {
		w.plain[c] = true
	}
	for i := range len(controls) {
		w.plain[controls[i]] = true
	}
	return w
}

// clean gives the number of bytes at the beginning of b that pass as they are.
func (w *wall) clean(b []byte) int {
	for i := 0; i < len(b); {
		if w.plain[b[i]] {
			i++
			continue
		}
		size, fate := w.step(b[i:])
		if fate != keep {
			return i
		}
		i += size
	}
	return len(b)
}

// pass appends to out what of b passes. The rest is the beginning of a unit that b
// does not end; acted counts what did not pass as it was.
func (w *wall) pass(out, b []byte) (_, rest []byte, acted uint64) {
	for {
		n := w.clean(b)
		out = append(out, b[:n]...)
		if b = b[n:]; len(b) == 0 {
			return out, nil, acted
		}
		size, fate := w.step(b)
		switch fate {
		case wait:
			return out, b, acted
		case swap:
			out = appendInstead(out, b[:size])
		}
		acted++
		b = b[size:]
	}
}

// step gives the size and the fate of the first unit of b. What it decides does not
// change when more bytes follow: that is what makes splits harmless.
func (w *wall) step(b []byte) (int, fate) {
	switch c := b[0]; {
	case w.plain[c]:
		return 1, keep
	case c == esc:
		return w.escape(b)
	case c < 0x80:
		return 1, drop
	}
	return character(b)
}

// alone is what becomes of the beginning of something that never becomes whole.
func alone(b []byte) (int, fate) {
	switch {
	case b[0] != esc:
		return 1, swap
	case len(b) > 1 && introduces(b[1]):
		return 2, drop
	}
	return 1, drop
}

// introduces reports whether ESC and c begin a control sequence or a string.
func introduces(c byte) bool { return c == '[' || isString(c) }

func isString(c byte) bool { return c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_' }

func isIntermediate(c byte) bool { return 0x20 <= c && c <= 0x2f }
func isParameter(c byte) bool    { return 0x30 <= c && c <= 0x3f }
func isFinal(c byte) bool        { return 0x40 <= c && c <= 0x7e }

// escape is Williams's state of that name, and those that follow from it.
func (w *wall) escape(b []byte) (int, fate) {
	if len(b) == 1 {
		return 0, wait
	}
	switch c := b[1]; {
	case c == '[':
		return w.control(b)
	case isString(c):
		return w.str(b)
	case c == 'M' && w.full: // RI: up by one line, or scroll down
		return 2, keep
	case isIntermediate(c):
		for i := 2; i < min(len(b), maxCSI); i++ {
			if c := b[i]; isParameter(c) || isFinal(c) {
				return i + 1, drop
			} else if !isIntermediate(c) {
				return alone(b)
			}
		}
		if len(b) < maxCSI {
			return 0, wait
		}
		return alone(b)
	case isParameter(c), isFinal(c):
		return 2, drop
	}
	return alone(b)
}

// control is the states of a control sequence. Williams runs control characters
// inside of one at once; nobody emits such, so for us they break it off.
func (w *wall) control(b []byte) (int, fate) {
	for i := 2; i < min(len(b), maxCSI); i++ {
		switch c := b[i]; {
		case isParameter(c), isIntermediate(c):
		case isFinal(c):
			return i + 1, w.sequence(b[2:i], c)
		default:
			return alone(b)
		}
	}
	if len(b) < maxCSI {
		return 0, wait
	}
	return alone(b)
}

func (w *wall) sequence(body []byte, final byte) fate {
	if final == 'm' && (len(body) == 0 || body[0] <= ';') {
		return rendition(body)
	}
	if w.full && allowedControl(body, final) {
		return keep
	}
	return drop
}

var clipboard = []byte("\x1b]52;c;")

// str is the states of a string.
func (w *wall) str(b []byte) (int, fate) {
	osc := b[1] == ']'
	limit := 2 + maxString
	if w.full && bytes.HasPrefix(b, clipboard) {
		limit = 2 + maxClipboard
	}
	for i := 2; i < min(len(b), limit); i++ {
		end := i + 1
		switch c := b[i]; {
		case c == bel && osc:
		case c == esc && end == len(b):
			return 0, wait
		case c == esc && b[end] == '\\':
			end++
		case c == esc, c == can, c == sub:
			return alone(b)
		default:
			continue
		}
		body := b[2:i]
		switch {
		case osc && w.full && allowedCommand(body):
			return end, keep
		case slices.Contains(body, st1):
			return alone(b)
		}
		return end, drop
	}
	if len(b) < limit {
		return 0, wait
	}
	return alone(b)
}
