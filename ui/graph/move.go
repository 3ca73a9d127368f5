package graph

import "math"

// Direction is that of an arrow key.
type Direction uint8

// The directions.
const (
	Left Direction = iota
	Right
	Up
	Down
)

// At gives the node that is drawn, or named, in a cell of the pane.
func (f *Figure) At(x, y int) (node int, ok bool) {
	if x < 0 || x >= f.width || y < 0 || y >= f.rows {
		return 0, false
	}
	// A glyph is one column: the cells beside it are its own too, if nobody else's.
	for _, dx := range [3]int{0, -1, 1} {
		if x+dx < 0 || x+dx >= f.width {
			continue
		}
		if o := f.owner[y*f.width+x+dx]; o != 0 {
			return int(o) - 1, true
		}
	}
	return 0, false
}

// Neighbour gives the node that an arrow key leads to, or from where there is none.
// From no node it leads to the first that is shown.
func (f *Figure) Neighbour(from int, d Direction) int {
	var points []Point
	var nodes []int
	at := -1
	for v, c := range f.cells {
		if !f.shown[v] {
			continue
		}
		if v == from {
			at = len(nodes)
		}
		points = append(points, Point{float64(c.X), float64(c.Y * cellHigh)})
		nodes = append(nodes, v)
	}
	if to := Neighbour(points, at, d); to >= 0 {
		return nodes[to]
	}
	return from
}

// Neighbour gives the point nearest to one in a direction, or that one itself
// where there is none. What lies off the direction counts as farther away, and
// what lies more beside than ahead is only taken where nothing else is there, so
// that every node can be reached.
func Neighbour(points []Point, from int, d Direction) int {
	if from < 0 || from >= len(points) {
		if len(points) == 0 {
			return -1
		}
		return 0
	}
	best, at := math.Inf(1), from
	for i, p := range points {
		ahead, beside := p.X-points[from].X, math.Abs(p.Y-points[from].Y)
		switch d {
		case Left:
			ahead = -ahead
		case Up, Down:
			ahead, beside = p.Y-points[from].Y, math.Abs(p.X-points[from].X)
			if d == Up {
				ahead = -ahead
			}
		}
		if !(ahead > 0) {
			continue
		}
		far := ahead + 2*beside
		if beside > ahead {
			far += 1e6
		}
		if far < best {
			best, at = far, i
		}
	}
	return at
}

// Fold joins the nodes that hub says yes to into one, which comes last, with the
// name label. Links of theirs become links of it, once each. at gives the new
// number of every old node.
func Fold(nodes []Node, edges []Edge, label string, hub func(i int) bool) (folded []Node, links []Edge, at []int) {
	at = make([]int, len(nodes))
	one := Node{Label: label}
	for i, n := range nodes {
		if hub(i) {
			at[i] = -1
			one.Role = n.Role
			one.Folded += max(n.Folded, 1)
			continue
		}
		at[i] = len(folded)
		folded = append(folded, n)
	}
	if one.Folded == 0 {
		return folded, simple(len(nodes), edges), at
	}
	for i := range at {
		if at[i] < 0 {
			at[i] = len(folded)
		}
	}
	folded = append(folded, one)
	moved := make([]Edge, 0, len(edges))
	for _, e := range edges {
		if e.A < 0 || e.A >= len(at) || e.B < 0 || e.B >= len(at) {
			continue
		}
		e.A, e.B = at[e.A], at[e.B]
		moved = append(moved, e)
	}
	return folded, simple(len(folded), moved), at
}
