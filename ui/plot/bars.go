package plot

import (
	"fmt"
	"math"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Bar is one row of a bar chart.
type Bar struct {
	Label string
	Value float64
	Note  string // what stands at the right, or ""; the first to go where room is short
	Role  theme.Role
}

// lengths are the eighths of a cell that is filled from the left.
var lengths = [9]string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"}

// Bars draws a row for each bar, in the order given: label, value, a bar in
// proportion to it and the note. Bars that have no row are summed up in the last
// one, without those that are NaN.
func Bars(t *theme.Theme, bars []Bar, width, height int) draw.Block {
	c := newCanvas(t, width, height)
	if c.w == 0 || c.h == 0 {
		return c.block()
	}
	if len(bars) == 0 {
		c.text(0, 0, theme.Dim, noData)
		return c.block()
	}
	shown := bars
	if len(bars) > c.h {
		shown = bars[:c.h-1]
		c.text(0, c.h-1, theme.Dim, rest(bars, len(shown)))
	}
	l := layOut(shown, c.w)
	top := 0.0
	for _, b := range shown {
		if b.Value > top && b.Value <= most {
			top = b.Value
		}
	}
	for y, b := range shown {
		c.fit(0, y, theme.Plain, b.Label, l.label)
		c.right(l.value, y, theme.Plain, Number(b.Value), l.digits)
		c.length(l.bar, y, b.Role, b.Value, top, l.length)
		c.fit(l.note, y, theme.Dim, b.Note, c.w-l.note)
	}
	return c.block()
}

// rest says what the bars from the n-th on come to.
func rest(bars []Bar, n int) string {
	sum, known := 0.0, false
	for _, b := range bars[n:] {
		if !math.IsNaN(b.Value) {
			sum, known = sum+b.Value, true
		}
	}
	if !known {
		sum = math.NaN()
	}
	if n == 0 {
		return fmt.Sprintf("%s in all: %s", Number(float64(len(bars))), Number(sum))
	}
	return fmt.Sprintf("and %s more: %s", Number(float64(len(bars)-n)), Number(sum))
}

// length draws a bar over at most width columns.
func (c *canvas) length(x, y int, r theme.Role, v, top float64, width int) {
	if c.t.Glyphs.ASCII {
		c.run(x, y, r, "#", steps(v, top, width))
		return
	}
	n := steps(v, top, 8*width)
	c.run(x, y, r, lengths[8], n/8)
	if n%8 > 0 {
		c.set(x+n/8, y, r, lengths[n%8])
	}
}

// barLayout is where the parts of a bar chart begin, and how wide they are.
type barLayout struct{ label, value, digits, bar, length, note int }

// shortest is the length of a bar from which it says something that its number does
// not.
const shortest = 8

func layOut(bars []Bar, width int) (l barLayout) {
	note := 0
	for _, b := range bars {
		l.label = max(l.label, text.Width(b.Label))
		l.digits = max(l.digits, len(Number(b.Value)))
		note = max(note, text.Width(b.Note))
	}
	if l.label > 0 {
		l.label++
	}
	if note > 0 {
		note = min(note, width/3) + 1
	}
	if l.length = width - min(l.label, width/3+1) - l.digits - 1 - note; l.length < shortest {
		note = 0
	}
	// A long label takes from its bar until the bar is a third of the width.
	l.label = min(l.label, max(width-l.digits-1-note-max(width/3, shortest), width/4))
	l.length = width - l.label - l.digits - 1 - note
	if l.length < 3 {
		// Numbers say more than stubs; they go where not even they fit.
		l.length, l.label, note = 0, max(width-l.digits, 0), 0
	}
	l.digits = min(l.digits, width)
	l.value = l.label
	if l.label > 0 {
		l.label-- // the space before the number
	}
	l.bar = l.value + l.digits + 1
	l.note = width
	if note > 0 {
		l.note = l.bar + l.length + 1
	}
	return l
}
