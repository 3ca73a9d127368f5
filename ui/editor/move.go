package editor

import (
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/ui/text"
)

// after gives the end of the cluster that begins at an index.
func (b *buffer) after(at int) int {
	if at >= len(b.text) {
		return len(b.text)
	}
	return at + len(first(b.text[at:]))
}

// first gives the first cluster of s, which is not empty.
func first(s string) string {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return s[:1] // there is no CR in a text, with which LF would be one cluster
	}
	c, _ := text.FirstCluster(s)
	if c == "" {
		return s[:1]
	}
	return c
}

// before gives the beginning of the cluster that ends at an index.
func (b *buffer) before(at int) int {
	if at <= 0 {
		return 0
	}
	if b.text[at-1] < utf8.RuneSelf && (at == 1 || b.text[at-2] < utf8.RuneSelf) {
		return at - 1
	}
	i := b.lineStart(at - 1)
	for next := b.after(i); next < at; next = b.after(i) {
		i = next
	}
	return i
}

// snap gives the first place for a caret at an index or behind it.
func (b *buffer) snap(at int) int {
	if at <= 0 || at >= len(b.text) || b.text[at-1] < utf8.RuneSelf && b.text[at] < utf8.RuneSelf {
		return min(max(at, 0), len(b.text))
	}
	i := b.lineStart(at)
	for i < at {
		i = b.after(i)
	}
	return i
}

func (b *buffer) lineStart(at int) int { return strings.LastIndexByte(b.text[:at], '\n') + 1 }

func (b *buffer) lineEnd(at int) int {
	if i := strings.IndexByte(b.text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(b.text)
}

// wordStart gives where the word before an index begins.
func (b *buffer) wordStart(at int) int {
	for {
		start, word, inWord := b.lineStart(at), -1, false
		for i := start; i < at; i = b.after(i) {
			solid := !b.space(i)
			if solid && !inWord {
				word = i
			}
			inWord = solid
		}
		if word >= 0 || start == 0 {
			return max(word, 0)
		}
		at = start - 1
	}
}

// wordEnd gives where the word behind an index ends.
func (b *buffer) wordEnd(at int) int {
	for at < len(b.text) && b.space(at) {
		at = b.after(at)
	}
	for at < len(b.text) && !b.space(at) {
		at = b.after(at)
	}
	return at
}

// space reports whether the cluster that begins at an index is nothing but space.
func (b *buffer) space(at int) bool { return strings.TrimSpace(first(b.text[at:])) == "" }

// edit does what a key does to the text wherever it is shown, and reports whether the
// key is such a one.
func (b *buffer) edit(key string) bool {
	switch key {
	case "left", "ctrl+b":
		b.move(b.before(b.at))
	case "right", "ctrl+f":
		b.move(b.after(b.at))
	case "ctrl+left", "alt+left", "alt+b":
		b.move(b.wordStart(b.at))
	case "ctrl+right", "alt+right", "alt+f":
		b.move(b.wordEnd(b.at))
	case "ctrl+a":
		b.move(b.lineStart(b.at))
	case "ctrl+e":
		b.move(b.lineEnd(b.at))
	case "ctrl+home", "alt+<":
		b.move(0)
	case "ctrl+end", "alt+>":
		b.move(len(b.text))
	case "backspace", "ctrl+h", "shift+backspace":
		b.replace(b.before(b.at), b.at, "")
	case "delete", "ctrl+d":
		b.replace(b.at, b.after(b.at), "")
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		b.replace(b.wordStart(b.at), b.at, "")
	case "alt+d", "ctrl+delete":
		b.replace(b.at, b.wordEnd(b.at), "")
	case "ctrl+u":
		b.replace(b.lineStart(b.at), b.at, "")
	case "ctrl+k":
		end := b.lineEnd(b.at)
		if end == b.at { // at the end of a line the line below comes up
			end = b.after(b.at)
		}
		b.replace(b.at, end, "")
	case "alt+z", "ctrl+_", "ctrl+/":
		b.undo()
	case "alt+shift+z", "alt+Z", "alt+y":
		b.redo()
	default:
		return false
	}
	return true
}
