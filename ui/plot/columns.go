package plot

import (
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Series is values in an order, such as counts over time or by size.
type Series struct {
	Values []float64
	// Labels stand under the columns, one a value; "" is none. Those that fit at
	// even distances are shown. Nil, or fewer than values, are none for the rest.
	Labels []string
	Role   theme.Role
}

// Columns draws values as columns from zero up, with an axis of round numbers at the
// left, and with labels below. Where a column is wide enough every value is printed
// above it, and otherwise the greatest where there is room. More values than
// columns share them, and the greatest of a column's values is shown.
//
// A figure of width columns has room for width less the widest number of the axis
// less 2. Below 4 lines there is no line below, below 3 no labels, and where an
// axis would leave less than half of the width there is none.
func Columns(t *theme.Theme, s Series, width, height int) draw.Block {
	c := newCanvas(t, width, height)
	if c.w == 0 || c.h == 0 {
		return c.block()
	}
	if len(s.Values) == 0 {
		c.text(0, 0, theme.Dim, noData)
		return c.block()
	}
	p := &columns{canvas: c, role: s.Role, values: s.Values}
	p.rows = c.h
	labels := false
	for _, l := range s.Labels {
		labels = labels || l != ""
	}
	line := c.h > 3
	if line {
		p.rows--
	}
	if labels = labels && c.h > 2; labels {
		p.rows--
	}
	p.place(s)
	p.draw()
	if line {
		p.line()
	}
	if labels {
		p.below(s, line)
	}
	return c.block()
}

// columns is a figure of columns as far as it is laid out.
type columns struct {
	*canvas
	role   theme.Role
	values []float64 // one a column
	axis   axis
	rows   int // lines of columns
	left   int // where the columns begin
	pitch  int // from one column to the next
	bar    int // width of a column, without the gap
	direct bool
}

// place finds the axis and the widths, which depend on each other.
func (p *columns) place(s Series) {
	top, ints, widest := greatest(s.Values), whole(s.Values), 0
	p.scale(top, ints, p.rows > 4)
	for _, tick := range p.axis.ticks() {
		widest = max(widest, len(tick))
	}
	if widest+2 <= p.w/2 {
		p.left = widest + 2
	}
	room := p.w - p.left
	p.values = resample(s.Values, room)
	p.pitch = room / len(p.values)
	label, number := 0, 0
	if len(s.Values) <= room {
		for _, l := range s.Labels {
			label = max(label, text.Width(l))
		}
		for _, v := range s.Values {
			number = max(number, len(Number(v)))
		}
	}
	// Few values would be walls.
	p.pitch = min(p.pitch, max(8, label+2, number+2))
	p.bar = p.pitch
	if p.pitch > 2 {
		p.bar--
	}
	if p.direct = p.rows > 2 && p.pitch > number && p.pitch > 2; p.direct {
		p.scale(top, ints, true)
	}
}

// scale chooses the axis, with a free row for numbers above the highest column or
// without.
func (p *columns) scale(top float64, ints, free bool) {
	if free {
		top *= float64(p.rows) / float64(p.rows-1)
	}
	p.axis = newAxis(top, p.rows, ints)
}

func (p *columns) draw() {
	g := p.t.Glyphs
	if p.left > 0 {
		for y := range p.rows {
			p.set(p.left-1, y, theme.Border, g.Vertical)
		}
		for i, tick := range p.axis.ticks() {
			y := p.rows - (i+1)*p.axis.every
			p.right(0, y, theme.Dim, tick, p.left-2)
			if !g.ASCII { // + is a height there
				p.set(p.left-1, y, theme.Border, g.TeeLeft)
			}
		}
	}
	best := -1
	for i, v := range p.values {
		x, bottom := p.left+i*p.pitch, p.rows-1
		if v <= most && (best < 0 || v > p.values[best]) {
			best = i
		}
		if glyph := odd(p.t, v); glyph != "" && !(v > 0) {
			p.set(x+(p.bar-1)/2, bottom, p.role, glyph)
			continue
		}
		n := p.axis.eighths(v)
		for y := bottom; n > 0; y-- {
			p.run(x, y, p.role, g.Eighths[min(n, 8)], p.bar)
			n -= 8
		}
		if v > most {
			p.run(x, 0, p.role, g.Up, p.bar)
		}
	}
	switch {
	case p.direct:
		for i := range p.values {
			p.number(i)
		}
	case best >= 0 && p.values[best] > 0 && p.rows > 2:
		p.number(best)
	}
}

// number prints the value of a column above it, or else beside its top, where
// nothing else is.
func (p *columns) number(i int) {
	v, x := p.values[i], p.left+i*p.pitch
	s := Number(v)
	y := p.rows - 1 - (p.axis.eighths(v)+7)/8
	above := max(min(x+(p.bar-len(s))/2, p.w-len(s)), p.left)
	switch {
	case !(v >= 0): // the glyph says it
		if v < 0 {
			p.beside(above, p.rows-2, s)
		}
	case p.beside(above, y, s):
	case p.direct:
	case p.blank(x+p.bar, y+1, len(s)+2):
		p.text(x+p.bar+1, y+1, theme.Plain, s)
	case p.blank(x-len(s)-2, y+1, len(s)+2):
		p.text(x-len(s)-1, y+1, theme.Plain, s)
	}
}

// beside prints a number where there is room for it.
func (p *columns) beside(x, y int, s string) bool {
	if !p.blank(x, y, len(s)) {
		return false
	}
	p.text(x, y, theme.Plain, s)
	return true
}

// line draws the zero line.
func (p *columns) line() {
	if p.left == 0 {
		p.run(0, p.rows, theme.Border, p.t.Glyphs.Horizontal, p.w)
		return
	}
	p.right(0, p.rows, theme.Dim, "0", p.left-2)
	p.set(p.left-1, p.rows, theme.Border, p.t.Glyphs.BottomLeft)
	p.run(p.left, p.rows, theme.Border, p.t.Glyphs.Horizontal, p.w-p.left)
}

// below writes the labels, and marks on the line which columns they are of.
func (p *columns) below(s Series, line bool) {
	at := make([]int, len(s.Values))
	for i := range at {
		at[i] = p.left + i*len(p.values)/len(at)*p.pitch + (p.bar-1)/2
	}
	for _, x := range p.spread(p.h-1, theme.Dim, at, s.Labels, 2) {
		if line {
			p.set(x, p.rows, theme.Border, p.t.Glyphs.TeeDown)
		}
	}
}
