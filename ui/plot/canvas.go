package plot

import (
	"strings"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// canvas is the cells of a figure. What is put outside of it is left out, so that
// its lines have the width that was asked for whatever a figure does.
type canvas struct {
	t     *theme.Theme
	w, h  int
	cells []cell
}

// cell is one column of a line; the zero cell is blank.
type cell struct {
	s    string
	role theme.Role
	span uint16 // columns of a text that starts here and is more than one column wide
	tail bool   // covered by the text at the left
}

func newCanvas(t *theme.Theme, width, height int) *canvas {
	c := &canvas{t: t, w: max(width, 0), h: max(height, 0)}
	c.cells = make([]cell, c.w*c.h)
	return c
}

// set puts a glyph of one column.
func (c *canvas) set(x, y int, r theme.Role, glyph string) {
	if x < 0 || y < 0 || x >= c.w || y >= c.h {
		return
	}
	at := y*c.w + x
	if c.cells[at].tail || c.cells[at].span > 0 {
		c.clear(at)
	}
	c.cells[at] = cell{s: glyph, role: r}
}

// clear blanks the whole text that a cell belongs to: half of a wide character
// cannot be drawn.
func (c *canvas) clear(at int) {
	for c.cells[at].tail {
		at--
	}
	for i := range max(int(c.cells[at].span), 1) {
		c.cells[at+i] = cell{}
	}
}

// text puts a text at its own width, cut at the right edge.
func (c *canvas) text(x, y int, r theme.Role, s string) {
	c.fit(x, y, r, s, text.Width(s))
}

// fit puts a text in at most width columns, cut where it is longer and at the right
// edge.
func (c *canvas) fit(x, y int, r theme.Role, s string, width int) {
	if x < 0 || y < 0 || y >= c.h {
		return
	}
	width = min(width, c.w-x)
	if width < 1 || s == "" {
		return
	}
	w := text.Width(s)
	if w > width {
		s, w = draw.Fit(c.t, s, width), width
	}
	if w == len(s) { // a column a byte, as of ASCII
		for i := range len(s) {
			c.set(x+i, y, r, s[i:i+1])
		}
		return
	}
	at := y*c.w + x
	for i := range w {
		c.clear(at + i)
		c.cells[at+i].tail = i > 0
	}
	if w > 0 {
		c.cells[at].s, c.cells[at].role, c.cells[at].span = s, r, uint16(w)
	}
}

// right is fit with the text's end at the end of the columns.
func (c *canvas) right(x, y int, r theme.Role, s string, width int) {
	if w := text.Width(s); w < width {
		x, width = x+width-w, w
	}
	c.fit(x, y, r, s, width)
}

// run puts a glyph n times.
func (c *canvas) run(x, y int, r theme.Role, glyph string, n int) {
	for i := range n {
		c.set(x+i, y, r, glyph)
	}
}

// blank reports whether columns are inside the figure and empty.
func (c *canvas) blank(x, y, width int) bool {
	if x < 0 || y < 0 || y >= c.h || x+width > c.w {
		return false
	}
	for _, cell := range c.cells[y*c.w+x:][:max(width, 0)] {
		if cell.s != "" || cell.tail {
			return false
		}
	}
	return true
}

// strides are the steps at which labels are thinned out: those by which hours, days
// and round numbers are counted anyway.
var strides = [...]int{1, 2, 3, 4, 6, 8, 12, 24, 48, 96, 192}

// spread writes labels in row y, each centred on its column, as many at even
// distances as stand gap columns or more apart, or all where they stand apart at
// all, and the last one where it still fits. A label "" is none. It gives the columns that have their label.
func (c *canvas) spread(y int, r theme.Role, at []int, labels []string, gap int) (shown []int) {
	type place struct{ x, w, i int }
	var all []place
	for i, s := range labels[:min(len(labels), len(at))] {
		if s == "" {
			continue
		}
		w := min(text.Width(s), c.w)
		all = append(all, place{max(min(at[i]-(w-1)/2, c.w-w), 0), w, i})
	}
	put := func(p place) {
		c.fit(p.x, y, r, labels[p.i], p.w)
		shown = append(shown, at[p.i])
	}
	for _, stride := range strides {
		gap := gap
		if stride == 1 {
			gap = 1
		}
		end, clear := -gap, true
		for i := 0; i < len(all) && clear; i += stride {
			clear = all[i].x >= end+gap
			end = all[i].x + all[i].w
		}
		if !clear {
			continue
		}
		end = -gap
		for i := 0; i < len(all); i += stride {
			put(all[i])
			end = all[i].x + all[i].w
		}
		if n := len(all); n > 0 && all[n-1].x >= end+gap {
			put(all[n-1])
		}
		break
	}
	return shown
}

// block gives the figure's lines.
func (c *canvas) block() draw.Block {
	out := make(draw.Block, c.h)
	// Thousands of runs have a few styles: each is asked for once.
	var on, off [256]string
	var known [256]bool
	var b []byte
	for y := range out {
		b = b[:0]
		role := theme.Plain
		style := func(r theme.Role) {
			if r == role {
				return
			}
			b = append(b, off[role]...)
			if !known[r] {
				on[r], off[r], _ = strings.Cut(c.t.Style(r).Paint("x"), "x")
				known[r] = true
			}
			b = append(b, on[r]...)
			role = r
		}
		for _, cell := range c.cells[y*c.w:][:c.w] {
			switch {
			case cell.tail:
			case cell.s == "":
				style(theme.Plain)
				b = append(b, ' ')
			default:
				style(cell.role)
				b = append(b, cell.s...)
			}
		}
		style(theme.Plain)
		out[y] = string(b)
	}
	return out
}
