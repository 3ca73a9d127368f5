package overlay

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// mostTyped is the longest value of a field, in bytes.
const mostTyped = 4096

// Field is one line of input. It moves by grapheme clusters and shows what it holds
// as ui/text does, so that pasted text cannot hide anything. It is our own because
// textinput of Bubbles shows bidirectional controls as they are, and reads the
// clipboard of the machine that it runs on. Its zero value is ready.
type Field struct {
	Prompt string
	Hint   string // shown while it is empty

	value []byte
	at    int // byte index of the caret
	caret int // column of the caret when last drawn
	from  int // byte index of the first cluster on the screen
}

// Value gives what was typed.
func (f *Field) Value() string { return string(f.value) }

// Set replaces the value and puts the caret at its end.
func (f *Field) Set(s string) {
	f.value = []byte(clip(s, mostTyped))
	f.at, f.from = len(f.value), 0
}

// At is the byte index of the caret.
func (f *Field) At() int { return f.at }

// Insert puts text, such as a paste, at the caret as one line.
func (f *Field) Insert(s string) {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = clip(s, mostTyped-len(f.value))
	f.value = append(f.value[:f.at:f.at], append([]byte(s), f.value[f.at:]...)...)
	f.at += len(s)
}

// Replace puts s in place of the bytes from one index to another.
func (f *Field) Replace(from, to int, s string) {
	rest := string(f.value[to:])
	f.value = append(f.value[:from:from], s...)
	f.at = len(f.value)
	f.value = append(f.value, clip(rest, mostTyped-len(f.value))...)
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n = max(n, 0)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Key takes a key press and reports whether the value changed.
func (f *Field) Key(k tea.KeyPressMsg) (changed bool) {
	before := string(f.value)
	switch k.String() {
	case "left", "ctrl+b":
		f.at = f.previous()
	case "right", "ctrl+f":
		f.at = f.next()
	case "home", "ctrl+a":
		f.at = 0
	case "end", "ctrl+e":
		f.at = len(f.value)
	case "alt+left", "ctrl+left", "alt+b":
		f.at = f.wordStart()
	case "alt+right", "ctrl+right", "alt+f":
		f.at = f.wordEnd()
	case "backspace", "ctrl+h":
		f.cut(f.previous(), f.at)
	case "delete", "ctrl+d":
		f.cut(f.at, f.next())
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		f.cut(f.wordStart(), f.at)
	case "ctrl+u":
		f.cut(0, f.at)
	case "ctrl+k":
		f.cut(f.at, len(f.value))
	default:
		if k.Text != "" {
			f.Insert(k.Text)
		}
	}
	return string(f.value) != before
}

func (f *Field) cut(from, to int) {
	f.value = append(f.value[:from:from], f.value[to:]...)
	f.at = from
}

func (f *Field) previous() int {
	at, last := 0, 0
	for at < f.at {
		last = at
		c, _ := text.FirstCluster(string(f.value[at:]))
		at += max(len(c), 1)
	}
	return last
}

func (f *Field) next() int {
	if f.at >= len(f.value) {
		return len(f.value)
	}
	c, _ := text.FirstCluster(string(f.value[f.at:]))
	return f.at + max(len(c), 1)
}

func (f *Field) wordStart() int {
	s := strings.TrimRight(string(f.value[:f.at]), " ")
	return strings.LastIndexByte(s, ' ') + 1
}

func (f *Field) wordEnd() int {
	at := f.at
	for at < len(f.value) && f.value[at] == ' ' {
		at++
	}
	for at < len(f.value) && f.value[at] != ' ' {
		at++
	}
	return at
}

// View draws the field in width columns, scrolled so that the caret is in view.
func (f *Field) View(th *theme.Theme, width int) string {
	p := draw.NewPainter(th, width, theme.Plain)
	p.Text(theme.Key, f.Prompt)
	start := width - p.Left()
	room := p.Left() - 1 // for a caret at the end
	f.from = min(f.from, f.at)
	for f.from < f.at && text.Width(shown(f.value[f.from:f.at])) > room {
		c, _ := text.FirstCluster(string(f.value[f.from:]))
		// What stands behind the caret may be of one cluster with what stands before it.
		f.from = min(f.from+max(len(c), 1), f.at)
	}
	f.caret = start + text.Width(shown(f.value[f.from:f.at]))
	if len(f.value) == 0 {
		p.Line(draw.T(theme.Dim, f.Hint))
		return p.String()
	}
	p.Text(theme.Input, shown(f.value[f.from:]))
	return p.String()
}

// shown is text.Display, but a blank field stays blank while it is being typed.
func shown(b []byte) string {
	if strings.Trim(string(b), " ") == "" {
		return string(b)
	}
	return text.Display(model.Untrusted(b))
}

// Caret is the column of the caret, as last drawn.
func (f *Field) Caret() int { return f.caret }

func count(i, n int) string { return strconv.Itoa(i) + " of " + strconv.Itoa(n) }
