package graph

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/theme"
)

var given = []string{"anna", "boris", "chen", "dmitri", "elif", "farid", "grace", "hugo", "ivana", "jonas", "keiko", "lena"}

// operator makes accounts as one who fabricates them does: batches that share a
// device, a recovery address and a few domains, a few accounts of two batches, and
// one network address behind all of them.
func operator(accounts, batches int) (n int, edges []Edge, labels []string) {
	rng := rand.New(rand.NewPCG(uint64(accounts), 7))
	batch := make([]int, accounts)
	for i := range batch {
		batch[i] = i * batches / accounts
		labels = append(labels, fmt.Sprintf("%s.%02d", given[rng.IntN(len(given))], i))
	}
	for a := range accounts {
		for b := a + 1; b < accounts; b++ {
			if batch[a] == batch[b] && rng.Float64() < 0.7 {
				edges = append(edges, Edge{A: a, B: b, Weight: 12 + rng.Float64()*20, Role: theme.Strong})
			}
		}
	}
	bridge := map[[2]int]bool{}
	for b := 1; b < batches; b++ {
		from, to := rng.IntN(accounts), rng.IntN(accounts)
		for batch[from] != b-1 {
			from = rng.IntN(accounts)
		}
		for batch[to] != b {
			to = rng.IntN(accounts)
		}
		edges = append(edges, Edge{A: from, B: to, Weight: 9, Role: theme.Certain, Bridge: true})
		bridge[[2]int{from, to}] = true
	}
	for range accounts / 8 {
		a, b := rng.IntN(accounts), rng.IntN(accounts)
		if batch[a] == batch[b] {
			edges = append(edges, Edge{A: a, B: b, Weight: 3, Role: theme.Weak, Dashed: true})
		}
	}
	return accounts, simple(accounts, edges), labels
}

func picture(t *theme.Theme, n int, edges []Edge, labels []string, width, height int) Graph {
	g := Graph{Points: Layout(n, edges), Selected: -1, Links: len(edges)}
	end := map[int]bool{}
	for _, e := range edges {
		if e.Bridge {
			end[e.A], end[e.B] = true, true
		}
	}
	for i := range n {
		g.Nodes = append(g.Nodes, Node{Label: labels[i], Emphasis: end[i]})
	}
	g.Edges = Backbone(g.Points, edges, Readable(t, n, width, height))
	return g
}

func show(b draw.Block) string { return ansi.Strip(strings.Join(b, "\n")) }

func TestLook(t *testing.T) {
	if !testing.Verbose() {
		t.Skip("pictures are for eyes")
	}
	for _, c := range []struct{ n, batches, w, h int }{{6, 1, 60, 14}, {6, 2, 60, 14}, {24, 3, 80, 24}, {80, 6, 80, 24}, {80, 6, 120, 40}, {200, 9, 200, 55}} {
		n, edges, labels := operator(c.n, c.batches)
		for _, ascii := range []bool{false, true} {
			th, _ := theme.New("mono", ascii)
			g := picture(th, n, edges, labels, c.w, c.h)
			fmt.Printf("--- %d accounts\n%s\n", n, show(Draw(th, g, c.w, c.h)))
		}
	}
}

// shared makes the accounts by identifiers of an operator's batches.
func shared(accounts, values, batches int) MatrixView {
	rng := rand.New(rand.NewPCG(uint64(accounts), 9))
	kinds := []string{"device", "phone", "email", "domain", "address", "card"}
	m := MatrixView{Focus: true}
	w := make([]int, accounts*values)
	own := make([]int, accounts)
	for r := range own {
		own[r] = rng.IntN(batches)
	}
	for c := range values {
		b := rng.IntN(batches)
		strength := 1 + rng.IntN(4)
		for r := range accounts {
			switch {
			case c%29 == 0, own[r] == b && rng.Float64() < 0.8, rng.Float64() < 0.01:
				w[r*values+c] = strength
			}
		}
	}
	rows, cols := Order(accounts, values, func(r, c int) float64 { return float64(w[r*values+c]) })
	for i, r := range rows {
		m.Rows = append(m.Rows, Label{Text: fmt.Sprintf("outlook:%s.%02d", given[r%len(given)], r), Marked: i == 3})
	}
	for i, c := range cols {
		m.Cols = append(m.Cols, Label{Kind: kinds[c%len(kinds)], Text: fmt.Sprintf("value-%d.example", c), Marked: i == 7})
	}
	m.Cell = func(r, c int) int { return w[rows[r]*values+cols[c]] }
	return m
}

func TestLookMatrix(t *testing.T) {
	if !testing.Verbose() {
		t.Skip("pictures are for eyes")
	}
	for _, c := range []struct{ n, values, batches, w, h int }{{6, 9, 2, 60, 14}, {24, 25, 3, 80, 24}, {80, 90, 6, 80, 24}, {200, 200, 8, 200, 60}} {
		m := shared(c.n, c.values, c.batches)
		m.Row, m.Col = c.n/2, c.values/3
		m = m.Follow(c.w, c.h)
		for _, ascii := range []bool{false, true} {
			th, _ := theme.New("mono", ascii)
			fmt.Printf("--- %d x %d\n%s\n", c.n, c.values, show(Matrix(th, m, c.w, c.h)))
		}
	}
}

func TestLookShapes(t *testing.T) {
	if !testing.Verbose() {
		t.Skip("pictures are for eyes")
	}
	name := func(n int) (l []string) {
		for i := range n {
			l = append(l, fmt.Sprintf("%s.%02d", given[i%len(given)], i))
		}
		return l
	}
	clique := func(from, n int) (e []Edge) {
		for a := range n {
			for b := range a {
				e = append(e, Edge{A: from + a, B: from + b, Weight: 5})
			}
		}
		return e
	}
	shapes := map[string]func() (int, []Edge){
		"cycle": func() (n int, e []Edge) {
			for i := range 14 {
				e = append(e, Edge{A: i, B: (i + 1) % 14})
			}
			return 14, e
		},
		"star": func() (n int, e []Edge) {
			for i := range 11 {
				e = append(e, Edge{A: 0, B: i + 1})
			}
			return 12, e
		},
		"grid": func() (n int, e []Edge) {
			for i := range 24 {
				if i%6 < 5 {
					e = append(e, Edge{A: i, B: i + 1})
				}
				if i < 18 {
					e = append(e, Edge{A: i, B: i + 6})
				}
			}
			return 24, e
		},
		"path": func() (n int, e []Edge) {
			for i := range 9 {
				e = append(e, Edge{A: i, B: i + 1})
			}
			return 10, e
		},
		"parts": func() (n int, e []Edge) {
			return 22, append(append(clique(0, 6), clique(6, 4)...), Edge{A: 10, B: 11}, Edge{A: 12, B: 13})
		},
		"clique 9":   func() (n int, e []Edge) { return 9, clique(0, 9) },
		"clique 40":  func() (n int, e []Edge) { return 40, clique(0, 40) },
		"clique 200": func() (n int, e []Edge) { return 200, clique(0, 200) },
	}
	th, _ := theme.New("mono", false)
	for _, s := range []string{"cycle", "star", "grid", "path", "parts", "clique 9", "clique 40", "clique 200"} {
		n, e := shapes[s]()
		w, h := 80, 24
		if n > 100 {
			w, h = 200, 60
		}
		fmt.Printf("--- %s\n%s\n", s, show(Draw(th, picture(th, n, e, name(n), w, h), w, h)))
	}
}

func TestLookSelected(t *testing.T) {
	if !testing.Verbose() {
		t.Skip("pictures are for eyes")
	}
	n, edges, labels := operator(24, 3)
	for _, ascii := range []bool{false, true} {
		th, _ := theme.New("mono", ascii)
		g := picture(th, n, edges, labels, 80, 24)
		g.Selected = 9
		fmt.Println(show(Draw(th, g, 80, 24)))
	}
	// Accounts and the values that they share, hubs folded.
	var nodes []Node
	edges = nil
	for i := range 10 {
		nodes = append(nodes, Node{Label: given[i] + fmt.Sprint(i)})
	}
	for v := range 9 {
		nodes = append(nodes, Node{Label: fmt.Sprintf("phone +49%d", v), Glyph: "+", Role: theme.Dim})
		for a := range 10 {
			if v >= 6 || a%3 == v%3 && (a+v)%4 != 0 {
				edges = append(edges, Edge{A: a, B: 10 + v, Weight: 1, Dashed: v >= 6})
			}
		}
	}
	nodes, edges, _ = Fold(nodes, edges, "held by all", func(i int) bool { return i >= 16 })
	for _, ascii := range []bool{false, true} {
		th, _ := theme.New("mono", ascii)
		fmt.Println(show(Draw(th, Graph{Nodes: nodes, Edges: edges, Points: Layout(len(nodes), edges), Selected: -1}, 80, 24)))
	}
}
