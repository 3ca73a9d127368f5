package uitest

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
)

// Sizes are what pages are held to: the four that frames are kept of, with and without
// the workbench's own three lines, an odd one, and such as have room for next to nothing.
var Sizes = [][2]int{{1, 1}, {2, 2}, {2, 3}, {3, 3}, {3, 9}, {7, 4}, {20, 5}, {39, 12}, {60, 13}, {60, 16}, {80, 21}, {80, 24}, {121, 41}, {200, 60}}

// Frames are the sizes of a page in the windows that frames are kept of, and their names.
var Frames = []struct {
	Name          string
	Width, Height int
}{{"60x16", 60, 13}, {"80x24", 80, 21}, {"120x40", 120, 37}, {"200x60", 200, 57}}

// Exact holds a page to its promise: so many lines of such a width, with colours and
// nothing else in them that acts on a terminal or is hidden.
func Exact(t testing.TB, what string, view draw.Block, width, height int) {
	t.Helper()
	if len(view) != height {
		t.Fatalf("%s at %dx%d: %d lines", what, width, height, len(view))
	}
	for y, l := range view {
		if w := text.Width(l); w != width {
			t.Fatalf("%s at %dx%d: line %d is %d wide: %q", what, width, height, y, w, l)
		}
		Harmless(t, what, l)
	}
}

// Harmless holds a line to having nothing but colours in it that acts on a terminal or
// is hidden.
func Harmless(t testing.TB, what, line string) {
	t.Helper()
	if err := visible(uncoloured(line), ""); err != nil {
		t.Fatalf("%s shows %v", what, err)
	}
}

// uncoloured takes the colours and attributes out of a line, and nothing else.
func uncoloured(s string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return r != ';' && r != ':' && (r < '0' || r > '9') })
		if end >= 0 && rest[end] == 'm' {
			s = rest[end+1:]
			continue
		}
		b.WriteString("\x1b[")
		s = rest
	}
}
