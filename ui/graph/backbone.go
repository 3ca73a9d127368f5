package graph

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/seed-28a39f10/clew/ui/theme"
)

// Edge is a link between two nodes. Direction means nothing.
type Edge struct {
	A, B   int
	Weight float64 // of a stronger link greater
	Role   theme.Role
	Dashed bool // weak, or in doubt
	Bridge bool // it alone holds two parts together
}

// Backbone gives a part of the links that can still be read when it is drawn: a
// maximum spanning tree, so that what is connected stays so and no bridge is lost,
// and of what each node has left the strongest, in turn, up to most links in all.
// Among equals the shorter ones in the picture are kept, which cross the fewest
// others. Links that are drawn as one, or not at all, are not in it.
func Backbone(points []Point, edges []Edge, most int) []Edge {
	n := len(points)
	edges = simple(n, edges)
	length := make([]float64, len(edges))
	for i, e := range edges {
		length[i] = math.Hypot(points[e.A].X-points[e.B].X, points[e.A].Y-points[e.B].Y)
	}
	kept := strongest(n, edges, most, func(i, j int) int {
		return cmp.Or(cmp.Compare(edges[j].Weight, edges[i].Weight), cmp.Compare(length[i], length[j]))
	})
	out := make([]Edge, len(kept))
	for i, k := range kept {
		out[i] = edges[k]
	}
	return out
}

// Readable is how many links of n nodes a pane can show: a link takes up some ten
// cells, and half of the pane must stay empty. Strokes of ASCII, which cannot
// pass each other within a cell, need more of it.
func Readable(t *theme.Theme, n, width, height int) int {
	room, many := max(width, 0)*max(height, 0)/20, 2*n+20
	if t.Glyphs.ASCII {
		room, many = room/2, n+n/3+10
	}
	return max(n, min(many, room))
}

// Links gives the number of links that are drawn, for a caption.
func Links(shown, all int) string {
	if shown >= all {
		return grouped(all) + plural(all, " link", " links")
	}
	return fmt.Sprintf("showing %s of %s links", grouped(shown), grouped(all))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// simple gives the links between different nodes that exist, once each, in the
// order of their nodes.
func simple(n int, edges []Edge) []Edge {
	out := make([]Edge, 0, len(edges))
	for _, e := range edges {
		if e.A > e.B {
			e.A, e.B = e.B, e.A
		}
		if e.A < 0 || e.B >= n || e.A == e.B {
			continue
		}
		if !(e.Weight > 0) {
			e.Weight = 0
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(b.Weight, a.Weight))
	})
	kept := out[:0]
	for _, e := range out {
		if k := len(kept) - 1; k >= 0 && kept[k].A == e.A && kept[k].B == e.B {
			kept[k].Bridge = kept[k].Bridge || e.Bridge
			kept[k].Dashed = kept[k].Dashed && e.Dashed
			continue
		}
		kept = append(kept, e)
	}
	return kept
}

// strongest gives the numbers of a backbone's edges, ascending; less orders edges
// from the strongest down.
func strongest(n int, edges []Edge, most int, less func(i, j int) int) []int {
	order := upTo(len(edges))
	slices.SortStableFunc(order, less)
	u := newUnion(n)
	kept := make([]bool, len(edges))
	count := 0
	of := make([][]int32, n)
	for _, i := range order {
		e := edges[i]
		if u.join(e.A, e.B) {
			kept[i] = true
			count++
		}
		of[e.A], of[e.B] = append(of[e.A], int32(i)), append(of[e.B], int32(i))
	}
	for k, any := 0, true; any && count < most; k++ {
		any = false
		for _, own := range of {
			if k >= len(own) {
				continue
			}
			any = true
			if i := own[k]; !kept[i] && count < most {
				kept[i] = true
				count++
			}
		}
	}
	out := make([]int, 0, count)
	for i := range kept {
		if kept[i] {
			out = append(out, i)
		}
	}
	return out
}
