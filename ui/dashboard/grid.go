package dashboard

// The widths from which panels stand side by side.
const (
	twoFrom   = 120
	threeFrom = 180
)

// leastHeight is how many lines a panel has, with its border, unless the screen
// has fewer.
const leastHeight = 10

// grid is where the panels are.
type grid struct {
	across int // panels side by side
	down   int // rows of panels on the screen
	rows   int // rows of panels in all
	height int // of a panel
}

// newGrid divides a screen among n panels: rows of panels have one height, and the
// screen is full of whole ones.
func newGrid(width, height, n int) grid {
	g := grid{across: 1}
	switch {
	case width >= threeFrom:
		g.across = 3
	case width >= twoFrom:
		g.across = 2
	}
	g.rows = (n + g.across - 1) / g.across
	g.down = max(min(height/leastHeight, g.rows), 1)
	g.height = max(height/g.down, 1)
	return g
}

// width gives where the panels of a column of the grid begin, and their width.
func (g grid) column(i, width int) (x, w int) {
	from, to := i*width/g.across, (i+1)*width/g.across
	return from, to - from
}
