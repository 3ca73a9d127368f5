package dashboard

// The widths from which panels stand side by side.
const (
	twoFrom   = 100
	threeFrom = 180
)

// need is how many lines something takes with its border: those without which it says
// little, and those that it has a use for.
type need struct{ least, want int }

// with is what two of them need side by side.
func (n need) with(m need) need { return need{max(n.least, m.least), max(n.want, m.want)} }

// grid is where the panels are.
type grid struct {
	across int    // panels side by side
	rows   []need // of all rows of panels
	top    int    // the first row on the screen
	shown  []int  // heights of the rows on the screen, from the first on
}

// newGrid makes rows of panels for a width.
func newGrid(width int, panels []need) grid {
	g := grid{across: 1}
	switch {
	case width >= threeFrom:
		g.across = 3
	case width >= twoFrom:
		g.across = 2
	}
	for i, n := range panels {
		if i%g.across == 0 {
			g.rows = append(g.rows, need{})
		}
		row := &g.rows[len(g.rows)-1]
		*row = row.with(n)
	}
	return g
}

// scroll makes a row the first on the screen, or one before it where all that follows
// would leave lines empty.
func (g *grid) scroll(top, height int) {
	g.top = max(min(top, len(g.rows)-1), 0)
	for g.top > 0 && len(g.fill(g.top-1, height)) == len(g.rows)-g.top+1 {
		g.top--
	}
	g.shown = g.fill(g.top, height)
}

// follow scrolls no further than it takes to have a row on the screen.
func (g *grid) follow(row, top, height int) {
	top = min(top, row)
	for top < row && row >= top+len(g.fill(top, height)) {
		top++
	}
	g.scroll(top, height)
}

// fill gives the heights of as many whole rows as there is room for, of one at least:
// first what they need, then in turn what they have a use for.
func (g *grid) fill(top, height int) []int {
	var heights []int
	left := height
	for _, n := range g.rows[top:] {
		if n.least > left && len(heights) > 0 {
			break
		}
		heights = append(heights, min(n.least, left))
		left -= heights[len(heights)-1]
	}
	for grown := true; grown && left > 0; {
		grown = false
		for i := range heights {
			if left > 0 && heights[i] < g.rows[top+i].want {
				heights[i]++
				left--
				grown = true
			}
		}
	}
	return heights
}

// at gives the row of panels on a line of the screen, and the line of it.
func (g *grid) at(y int) (row, line int, ok bool) {
	for i, h := range g.shown {
		if y < h {
			return g.top + i, y, true
		}
		y -= h
	}
	return 0, 0, false
}

// column gives where the panels of a column of the grid begin, and their width.
func (g *grid) column(i, width int) (x, w int) {
	from, to := i*width/g.across, (i+1)*width/g.across
	return from, to - from
}
