package graph

import "github.com/seed-28a39f10/clew/ui/theme"

// ink is what lines leave in a cell: dots for braille, and a stroke for ASCII.
type ink struct {
	dots   uint8
	stroke byte // 0: none
	role   theme.Role
	above  uint8 // how important the line is that gave the role
}

func (i ink) empty() bool { return i.dots == 0 && i.stroke == 0 }

// A cell of braille has two columns and four rows of dots.
const (
	dotsWide = 2
	dotsHigh = 4
)

// brailleBit are the dots of U+2800 by row and column.
var brailleBit = [dotsHigh][dotsWide]uint8{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

// line draws a link in both alphabets; which of them is shown is the theme's to
// say.
func (f *Figure) line(a, b Cell, e Edge) {
	level := uint8(1)
	role := f.roleOf(e)
	switch {
	case f.touches(e):
		level = 4
	case e.Bridge:
		level = 3
	case e.Dashed:
		level = 0
	}
	f.strokes(a, b, e, role, level)

	// From the middle of a cell: a dot's breadth is the same either way.
	x0, y0 := a.X*dotsWide, a.Y*dotsHigh+1
	x1, y1 := b.X*dotsWide, b.Y*dotsHigh+1
	// A bridge is two dots thick across its direction, and both ways where it is
	// aslant, where two dots touch at their corners only.
	dx, dy := abs(x1-x0), abs(y1-y0)
	step := 0
	walk(x0, y0, x1, y1, func(x, y int) {
		step++
		if e.Dashed && !e.Bridge && step%4 >= 2 {
			return
		}
		f.dot(x, y, role, level)
		if e.Bridge && 3*dx >= dy {
			f.dot(x, y+1, role, level)
		}
		if e.Bridge && 3*dy >= dx {
			f.dot(x+1, y, role, level)
		}
	})
}

// roleOf is the role in which a link is drawn, which the legend has too. A bridge
// keeps one whatever is selected: it is what one looks for.
func (f *Figure) roleOf(e Edge) theme.Role {
	switch {
	case e.Bridge:
		return theme.Warn
	case f.touches(e):
		return theme.Focus
	}
	return e.Role
}

func (f *Figure) dot(x, y int, role theme.Role, level uint8) {
	cx, cy := x/dotsWide, y/dotsHigh
	if x < 0 || y < 0 || cx >= f.width || cy >= f.rows {
		return
	}
	i := &f.ink[cy*f.width+cx]
	if i.dots |= brailleBit[y%dotsHigh][x%dotsWide]; level >= i.above {
		i.role, i.above = role, level
	}
}

// strokes draws a link in ASCII: each cell has the stroke of the line's direction
// in it, and + where lines of different directions cross.
func (f *Figure) strokes(a, b Cell, e Edge, role theme.Role, level uint8) {
	var path []Cell
	walk(a.X, a.Y, b.X, b.Y, func(x, y int) { path = append(path, Cell{x, y}) })
	for k, c := range path {
		// Into the next cell, or at the end out of the last one.
		from, to := c, c
		if k+1 < len(path) {
			to = path[k+1]
		} else if k > 0 {
			from = path[k-1]
		}
		dx, dy := to.X-from.X, to.Y-from.Y
		s := byte('\\')
		switch {
		case dy == 0:
			s = '-'
		case dx == 0:
			s = '|'
		case (dx > 0) != (dy > 0):
			s = '/'
		}
		switch {
		case e.Bridge && s == '-':
			s = '='
		case e.Bridge:
			s = '#'
		case e.Dashed && k%2 == 1:
			continue
		case e.Dashed:
			s = '.'
		}
		i := &f.ink[c.Y*f.width+c.X]
		switch {
		case i.stroke == 0 || i.stroke == s:
			i.stroke = s
		case s == '=' || s == '#' || i.stroke == '.':
			i.stroke = s
		case s == '.' || i.stroke == '=' || i.stroke == '#':
		default:
			i.stroke = '+'
		}
		if level >= i.above {
			i.role = role
		}
	}
}

// walk goes from one point to another as Bresenham (1965) does, both ways over the
// same points.
func walk(x0, y0, x1, y1 int, visit func(x, y int)) {
	dx, dy := abs(x1-x0), -abs(y1-y0)
	sx, sy := 1, 1
	if x0 > x1 {
		sx = -1
	}
	if y0 > y1 {
		sy = -1
	}
	err := dx + dy
	for {
		visit(x0, y0)
		if x0 == x1 && y0 == y1 {
			return
		}
		e2 := 2 * err
		if e2 >= dy {
			err += dy
			x0 += sx
		}
		if e2 <= dx {
			err += dx
			y0 += sy
		}
	}
}
