package graph

import (
	"fmt"
	"testing"

	"github.com/seed-28a39f10/clew/ui/theme"
)

func BenchmarkLayout(b *testing.B) {
	full := func(n int) (e []Edge) {
		for i := range n {
			for j := range i {
				e = append(e, Edge{A: i, B: j, Weight: 1})
			}
		}
		return e
	}
	for _, c := range []struct {
		name  string
		n     int
		edges func() []Edge
	}{
		{"ring", 80, func() []Edge { _, e, _ := operator(80, 6); return e }},
		{"ring", 200, func() []Edge { _, e, _ := operator(200, 9); return e }},
		{"ring", 300, func() []Edge { _, e, _ := operator(300, 9); return e }},
		{"clique", 200, func() []Edge { return full(200) }},
		{"clique", 300, func() []Edge { return full(300) }},
	} {
		edges := c.edges()
		b.Run(fmt.Sprintf("%s/nodes=%d/links=%d", c.name, c.n, len(edges)), func(b *testing.B) {
			for b.Loop() {
				Layout(c.n, edges)
			}
		})
	}
}

func BenchmarkBackbone(b *testing.B) {
	var edges []Edge
	for i := range 200 {
		for j := range i {
			edges = append(edges, Edge{A: i, B: j, Weight: 1})
		}
	}
	points := Layout(200, edges)
	for b.Loop() {
		Backbone(points, edges, 400)
	}
}

func BenchmarkDraw(b *testing.B) {
	n, edges, labels := operator(200, 9)
	for _, ascii := range []bool{false, true} {
		t, _ := theme.New("dark", ascii)
		g := picture(t, n, edges, labels, 200, 60)
		b.Run(fmt.Sprintf("200x60/ascii=%t", ascii), func(b *testing.B) {
			for b.Loop() {
				Draw(t, g, 200, 60)
			}
		})
	}
	t, _ := theme.New("dark", false)
	f := Fit(picture(t, n, edges, labels, 200, 60), 200, 60)
	b.Run("200x60/fitted", func(b *testing.B) {
		for b.Loop() {
			f.Draw(t)
		}
	})
}

func BenchmarkMatrix(b *testing.B) {
	t, _ := theme.New("dark", false)
	for _, size := range []int{200, 20000} {
		m := MatrixView{
			Rows: make([]Label, size), Cols: make([]Label, size), Row: 20, Col: 40,
			Cell: func(r, c int) int { return (r*7 + c*3) % 5 },
		}
		for i := range size {
			m.Rows[i].Text, m.Cols[i].Kind = "outlook:anna.00", "phone"
		}
		b.Run(fmt.Sprintf("200x60/of=%d", size), func(b *testing.B) {
			for b.Loop() {
				Matrix(t, m, 200, 60)
			}
		})
	}
}
