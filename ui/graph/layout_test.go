package graph

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// tension is the stress of a picture against distances in steps, at its best
// scale, as a share of the distances' own weight: 0 is perfect.
func tension(n int, edges []Edge, p []Point) float64 {
	next := make([][]int32, n)
	for _, e := range edges {
		next[e.A], next[e.B] = append(next[e.A], int32(e.B)), append(next[e.B], int32(e.A))
	}
	var xx, xd, dd float64
	for i := range n {
		for j, want := range steps(next, i) {
			if want > 0 {
				x := math.Hypot(p[i].X-p[j].X, p[i].Y-p[j].Y) / float64(want)
				xx, xd, dd = xx+x*x, xd+x, dd+1
			}
		}
	}
	return 1 - xd*xd/(xx*dd)
}

func TestLayoutStress(t *testing.T) {
	grid := func() (n int, e []Edge) {
		for i := range 48 {
			if i%8 < 7 {
				e = append(e, Edge{A: i, B: i + 1})
			}
			if i < 40 {
				e = append(e, Edge{A: i, B: i + 8})
			}
		}
		return 48, e
	}
	cycle := func() (n int, e []Edge) {
		for i := range 40 {
			e = append(e, Edge{A: i, B: (i + 1) % 40})
		}
		return 40, e
	}
	tree := func() (n int, e []Edge) {
		for i := 1; i < 63; i++ {
			e = append(e, Edge{A: (i - 1) / 2, B: i})
		}
		return 63, e
	}
	ring := func(n, batches int) func() (int, []Edge) {
		return func() (int, []Edge) { n, e, _ := operator(n, batches); return n, e }
	}
	for _, c := range []struct {
		name string
		make func() (int, []Edge)
		most float64
	}{
		{"grid", grid, 0.02}, {"cycle", cycle, 0.07}, {"tree", tree, 0.12},
		{"ring of 24", ring(24, 3), 0.1}, {"ring of 80", ring(80, 6), 0.1}, {"ring of 200", ring(200, 9), 0.12},
	} {
		n, edges := c.make()
		rng := rand.New(rand.NewPCG(1, 1))
		chance := make([]Point, n)
		for i := range chance {
			chance[i] = Point{rng.Float64(), rng.Float64()}
		}
		got := tension(n, edges, Layout(n, edges))
		t.Logf("%s: stress %.4f, of chance %.4f", c.name, got, tension(n, edges, chance))
		if !(got <= c.most) {
			t.Errorf("%s: stress %.4f, want at most %.2f", c.name, got, c.most)
		}
	}
}

// The order in which accounts were read must show nowhere.
func TestLayoutIgnoresNumbers(t *testing.T) {
	for _, size := range []int{24, 80} {
		n, edges, _ := operator(size, size/12)
		want := Layout(n, edges)
		rng := rand.New(rand.NewPCG(2, 2))
		for range 5 {
			perm := rng.Perm(n)
			moved := make([]Edge, len(edges))
			for i, e := range edges {
				e.A, e.B = perm[e.A], perm[e.B]
				if rng.IntN(2) == 0 {
					e.A, e.B = e.B, e.A
				}
				moved[i] = e
			}
			rng.Shuffle(len(moved), func(i, j int) { moved[i], moved[j] = moved[j], moved[i] })
			got := Layout(n, moved)
			for v := range n {
				if got[perm[v]] != want[v] {
					t.Fatalf("node %d of %d stands at %v, as %d at %v", v, n, want[v], perm[v], got[perm[v]])
				}
			}
		}
	}
}

func TestLayoutParts(t *testing.T) {
	edges := []Edge{{A: 0, B: 1}, {A: 1, B: 2}, {A: 2, B: 0}, {A: 4, B: 5}}
	p := Layout(7, edges)
	for i := range p {
		for j := range i {
			if d := math.Hypot(p[i].X-p[j].X, p[i].Y-p[j].Y); d < 0.5 {
				t.Errorf("%d and %d are %.2f apart", j, i, d)
			}
		}
	}
	lo, hi := bounds(p)
	if hi.X-lo.X < hi.Y-lo.Y {
		t.Errorf("higher than wide: %v to %v", lo, hi)
	}
}

func TestBackbone(t *testing.T) {
	n, edges, _ := operator(80, 6)
	points := Layout(n, edges)
	for _, most := range []int{0, 79, 120, 100000} {
		kept := Backbone(points, edges, most)
		if want := min(max(most, n-1), len(edges)); len(kept) != want {
			t.Errorf("most %d: %d links, want %d", most, len(kept), want)
		}
		u := newUnion(n)
		bridges := 0
		for _, e := range kept {
			u.join(e.A, e.B)
			if e.Bridge {
				bridges++
			}
		}
		if len(u.parts()) != 1 || bridges != 5 {
			t.Errorf("most %d: %d parts, %d bridges", most, len(u.parts()), bridges)
		}
	}
	// The strongest of a triangle's links stay.
	kept := Backbone(make([]Point, 3), []Edge{{A: 0, B: 1, Weight: 1}, {A: 1, B: 2, Weight: 3}, {A: 2, B: 0, Weight: 2}}, 0)
	if got := fmt.Sprint(kept[0].A, kept[0].B, kept[1].A, kept[1].B, len(kept)); got != "0 2 1 2 2" {
		t.Errorf("got %s", got)
	}
}

func TestLinks(t *testing.T) {
	for _, c := range []struct {
		shown, all int
		want       string
	}{
		{312, 19900, "showing 312 of 19,900 links"}, {1, 1, "1 link"}, {1234567, 1234567, "1,234,567 links"},
		{0, 0, "0 links"}, {999, 1000, "showing 999 of 1,000 links"},
	} {
		if got := Links(c.shown, c.all); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestLarge(t *testing.T) {
	var edges []Edge
	for i := 1; i < 2000; i++ {
		edges = append(edges, Edge{A: i, B: i / 2})
	}
	for _, n := range []int{600, 2000} {
		for i, p := range Layout(n, edges) {
			if math.IsNaN(p.X + p.Y) {
				t.Fatalf("%d of %d is nowhere", i, n)
			}
		}
	}
}

func anyEdges(t *rapid.T, n int) []Edge {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Edge {
		return Edge{
			A: rapid.IntRange(-1, max(n, 0)).Draw(t, "a"), B: rapid.IntRange(-1, max(n, 0)).Draw(t, "b"),
			Weight: rapid.SampledFrom([]float64{0, 1, 2, 30, -1, math.NaN(), math.Inf(1)}).Draw(t, "weight"),
			Dashed: rapid.Bool().Draw(t, "dashed"), Bridge: rapid.Bool().Draw(t, "bridge"),
		}
	}), 0, 40).Draw(t, "edges")
}

func TestLayoutOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-2, 20).Draw(t, "n")
		edges := anyEdges(t, n)
		given := slices.Clone(edges)
		p := Layout(n, edges)
		if len(p) != max(n, 0) {
			t.Fatalf("%d points for %d nodes", len(p), n)
		}
		for i, q := range p {
			if math.IsNaN(q.X+q.Y) || math.IsInf(q.X+q.Y, 0) {
				t.Fatalf("node %d is at %v", i, q)
			}
		}
		if !slices.Equal(p, Layout(n, edges)) {
			t.Fatal("two runs differ")
		}
		for i, e := range edges {
			if e.A != given[i].A || e.B != given[i].B {
				t.Fatal("the caller's links were changed")
			}
		}
		Backbone(p, edges, rapid.IntRange(-1, 30).Draw(t, "most"))
	})
}
