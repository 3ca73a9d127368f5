package graph

import (
	"cmp"
	"math"
	"slices"

	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Node is an account, a value, or several of either.
type Node struct {
	Label    string // clean
	Glyph    string // of one column; "" is a plain dot
	Role     theme.Role
	Emphasis bool // its label matters more than others', as that of an articulation
	Folded   int  // how many nodes it stands for, where these are more than one
}

// Graph is what a picture shows.
type Graph struct {
	Nodes    []Node
	Edges    []Edge  // that are drawn: a backbone, and all of the selected node's
	Points   []Point // of the nodes, from Layout
	Selected int     // a node, or -1
	Links    int     // of the graph, where only some of them are drawn
}

// Cell is a place on the screen.
type Cell struct{ X, Y int }

// Figure is a graph that has been fitted to a pane of a size: where nodes and
// labels are is found once, for drawing, for the pointer and for the arrow keys.
type Figure struct {
	graph         Graph
	width, height int // of the pane
	rows          int // for the picture, without the caption
	edges         []Edge
	cells         []Cell  // of the nodes
	shown         []bool  // nodes that have found room
	labels        []label // in the order of nodes
	owner         []int32 // by cell: 0, or the node that is or is named there, +1
	ink           []ink   // by cell
	hidden        int     // nodes without room
}

type label struct {
	text  string // "" has no room
	at    Cell
	width int
}

// Fit places a graph in a pane.
func Fit(g Graph, width, height int) *Figure {
	f := &Figure{graph: g, width: max(width, 0), height: max(height, 0)}
	n := len(g.Nodes)
	if missing := n - len(g.Points); missing > 0 {
		f.graph.Points = append(slices.Clip(g.Points), make([]Point, missing)...)
	}
	if g.Selected < 0 || g.Selected >= n {
		f.graph.Selected = -1
	}
	f.edges = simple(n, g.Edges)
	f.rows = f.height
	if f.height >= 5 && f.hasCaption(n) {
		f.rows--
	}
	f.cells, f.shown, f.labels = make([]Cell, n), make([]bool, n), make([]label, n)
	f.owner = make([]int32, f.width*f.rows)
	f.ink = make([]ink, f.width*f.rows)
	if len(f.owner) == 0 || n == 0 {
		f.hidden = n
		return f
	}
	order := f.priority()
	f.placeNodes(order)
	f.drawEdges()
	f.placeLabels(order)
	return f
}

func (f *Figure) hasCaption(nodes int) bool {
	return f.graph.Links > len(f.edges) || nodes > f.width*f.height/4 ||
		slices.ContainsFunc(f.edges, func(e Edge) bool { return e.Dashed || e.Bridge })
}

// priority orders nodes by who comes first where there is no room for all.
func (f *Figure) priority() []int {
	rank := make([]int, len(f.graph.Nodes))
	degree := make([]int, len(rank))
	for _, e := range f.edges {
		degree[e.A]++
		degree[e.B]++
		if f.touches(e) {
			rank[e.A], rank[e.B] = 1, 1
		}
	}
	for v, node := range f.graph.Nodes {
		if node.Emphasis || node.Folded > 1 {
			rank[v] += 2
		}
		if v == f.graph.Selected {
			rank[v] = 9
		}
	}
	order := upTo(len(rank))
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(rank[b], rank[a]), cmp.Compare(degree[b], degree[a]))
	})
	return order
}

// cellHigh is how many times as high as wide a cell is.
const cellHigh = 2

// stretch is how much longer a unit may be in one direction than in the other, to
// make use of a pane: a little of it does not hurt a picture, and room for labels
// does it good.
const stretch = 1.6

func (f *Figure) placeNodes(order []int) {
	lo, hi := bounds(f.graph.Points)
	// Labels stand at both sides mostly.
	margin := min(f.width/10, 10)
	w, h := float64(max(f.width-1-2*margin, 0)), float64(max(f.rows-1, 0)*cellHigh)
	sx, sy := math.Inf(1), math.Inf(1)
	if d := hi.X - lo.X; d > 1e-9 {
		sx = w / d
	}
	if d := hi.Y - lo.Y; d > 1e-9 {
		sy = h / d
	}
	sx, sy = min(sx, sy*stretch), min(sy, sx*stretch)
	// The link of two nodes alone needs no more than this.
	sx, sy = min(sx, 32), min(sy, 24)
	full := 0
	midX, midY := (lo.X+hi.X)/2, (lo.Y+hi.Y)/2
	for _, v := range order {
		if full == len(f.owner) {
			f.hidden++
			continue
		}
		p := f.graph.Points[v]
		x := int(math.Round(float64(f.width-1)/2 + finite(p.X-midX)*sx))
		y := int(math.Round(float64(f.rows-1)/2 + finite(p.Y-midY)*sy/cellHigh))
		at, ok := f.free(min(max(x, 0), f.width-1), min(max(y, 0), f.rows-1))
		if !ok {
			f.hidden++
			continue
		}
		full++
		f.cells[v], f.shown[v] = at, true
		f.owner[at.Y*f.width+at.X] = int32(v + 1)
	}
}

func finite(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return min(max(x, -1e6), 1e6)
}

// free gives the cell nearest to a place that has no node in or right beside it; a
// crowded pane makes do with one that has no node in it.
func (f *Figure) free(x, y int) (Cell, bool) {
	for _, alone := range [2]bool{true, false} {
		best, at := math.MaxInt, Cell{}
		reach := max(f.width, f.rows*cellHigh)
		for r := 0; r <= reach && r*r <= best; r++ {
			// The frame of cells at distance r, r/cellHigh rows up and down.
			for dy := -r / cellHigh; dy <= r/cellHigh; dy++ {
				if y+dy < 0 || y+dy >= f.rows {
					continue
				}
				step := 2 * r
				if abs(dy) == r/cellHigh {
					step = 1
				}
				for dx := -r; dx <= r; dx += max(step, 1) {
					d := dx*dx + cellHigh*cellHigh*dy*dy
					if d < best && f.isFree(x+dx, y+dy, alone) {
						best, at = d, Cell{x + dx, y + dy}
					}
				}
			}
			if alone && r > 8 {
				break
			}
		}
		if best < math.MaxInt {
			return at, true
		}
	}
	return Cell{}, false
}

func (f *Figure) isFree(x, y int, alone bool) bool {
	if x < 0 || x >= f.width || f.owner[y*f.width+x] != 0 {
		return false
	}
	return !alone || (x == 0 || f.owner[y*f.width+x-1] == 0) && (x == f.width-1 || f.owner[y*f.width+x+1] == 0)
}

func abs(x int) int { return max(x, -x) }

// drawEdges draws links from the least important to the most, so that what matters
// lies on top.
func (f *Figure) drawEdges() {
	rank := func(e Edge) int {
		switch {
		case f.touches(e):
			return 3
		case e.Bridge:
			return 2
		case e.Dashed:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(f.edges, func(a, b Edge) int { return cmp.Compare(rank(a), rank(b)) })
	for _, e := range f.edges {
		if f.shown[e.A] && f.shown[e.B] {
			f.line(f.cells[e.A], f.cells[e.B], e)
		}
	}
}

func (f *Figure) touches(e Edge) bool {
	return f.graph.Selected >= 0 && (e.A == f.graph.Selected || e.B == f.graph.Selected)
}

// longest is how many columns a label may take up.
func (f *Figure) longest() int { return min(max(f.width/4, 8), 24) }

// dislike is what a place beside a node counts, in cells that a label hides. A
// label at a corner is easily taken for that of another node.
var dislike = [8]int{0, 1, 2, 2, 6, 6, 7, 7}

// placeLabels gives each node in turn the place beside it where its label covers
// the least (Christensen, Marks and Shieber 1995, whose order of preference it is
// but for what is above and below, where rows are dear).
func (f *Figure) placeLabels(order []int) {
	for _, v := range order {
		node := f.graph.Nodes[v]
		s := node.Label
		if node.Folded > 1 {
			if s != "" {
				s += " "
			}
			s += "(" + grouped(node.Folded) + ")"
		}
		w := min(text.Width(s), f.longest())
		if !f.shown[v] || w == 0 || f.width == 0 {
			continue
		}
		selected, must := v == f.graph.Selected, v == f.graph.Selected || node.Emphasis || node.Folded > 1
		c, best := f.cells[v], math.MaxInt
		for i, at := range []Cell{
			{c.X + 2, c.Y}, {c.X - 1 - w, c.Y},
			{c.X - w/2, c.Y - 1}, {c.X - w/2, c.Y + 1},
			{c.X + 1, c.Y - 1}, {c.X + 1, c.Y + 1}, {c.X - w, c.Y - 1}, {c.X - w, c.Y + 1},
		} {
			covers, ok := f.covers(at, w, v)
			if !ok || !must && covers > w/2 {
				continue
			}
			if cost := 2*covers + dislike[i]; cost < best {
				best, f.labels[v] = cost, label{s, at, w}
			}
		}
		if best == math.MaxInt && selected {
			// The first to be placed: only the pane itself can be too small for it.
			if room := f.width - c.X - 2; room > 0 && room >= c.X-1 {
				f.labels[v] = label{s, Cell{c.X + 2, c.Y}, min(w, room)}
			} else if c.X > 1 {
				f.labels[v] = label{s, Cell{max(c.X-1-w, 0), c.Y}, min(w, c.X-1)}
			}
		}
		if l := f.labels[v]; l.text != "" {
			for x := l.at.X; x < l.at.X+l.width; x++ {
				if i := l.at.Y*f.width + x; f.owner[i] == 0 || selected {
					f.owner[i] = int32(v + 1)
				}
			}
		}
	}
}

// covers counts the cells with lines in them that a label would hide; ok is false
// where it would touch the label of another or another node.
func (f *Figure) covers(at Cell, w, v int) (n int, ok bool) {
	if at.Y < 0 || at.Y >= f.rows || at.X < 0 || at.X+w > f.width {
		return 0, false
	}
	row := at.Y * f.width
	for x := max(at.X-1, 0); x < min(at.X+w+1, f.width); x++ {
		if o := f.owner[row+x]; o != 0 && !(o == int32(v+1) && (x < at.X || x >= at.X+w)) {
			return 0, false
		}
		if x >= at.X && x < at.X+w && !f.ink[row+x].empty() {
			n++
		}
	}
	return n, true
}
