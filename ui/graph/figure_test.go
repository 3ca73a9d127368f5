package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

func look(t testing.TB, ascii bool) *theme.Theme {
	th, ok := theme.New("mono", ascii)
	if !ok {
		t.Fatal("no theme")
	}
	return th
}

// want compares what is seen, with blanks at the ends of lines as dots.
func want(t *testing.T, name string, got draw.Block, lines string) {
	t.Helper()
	var b strings.Builder
	for _, l := range got {
		b.WriteString(ansi.Strip(l) + "¦\n")
	}
	if s := strings.TrimPrefix(lines, "\n"); b.String() != s {
		t.Errorf("%s:\n%swant\n%s", name, b.String(), s)
	}
}

func small() Graph {
	return Graph{
		Nodes: []Node{
			{Label: "anna"}, {Label: "boris", Emphasis: true}, {Label: "chen"}, {Label: "dmitri", Glyph: "x"},
			{Label: "hubs", Folded: 12},
		},
		Edges: []Edge{
			{A: 0, B: 1}, {A: 1, B: 0}, {A: 1, B: 1}, {A: 1, B: 2, Bridge: true}, {A: 2, B: 3, Dashed: true}, {A: 0, B: 4},
			{A: 2, B: 9},
		},
		Points:   []Point{{0, 0}, {1, 1}, {3, 1}, {4, 0}, {0, 2}},
		Selected: -1, Links: 1234,
	}
}

func TestDraw(t *testing.T) {
	want(t, "braille", Draw(look(t, false), small(), 40, 9), `
    ● anna                  dmitri x    ¦
    ⡇⠈⠢⡀                        ⠠⠂      ¦
    ⡇  ⠈⠢⡀                    ⠠⠂        ¦
    ⡇    ⠈⠢⡀                ⠠⠂          ¦
    ⡇ boris ●⠶⠶⠶⠶⠶⠶⠶⠶⠶⠶⠶⠶⠶⠶● chen       ¦
    ⡇                                   ¦
    ⡇                                   ¦
    ◌ hubs (12)                         ¦
showing 4 of 1,234 links · ⠶⠶ bridge    ¦
`)
	want(t, "ASCII", Draw(look(t, true), small(), 40, 9), `
    o anna                  dmitri x    ¦
    |-\                          .      ¦
    |  -\                      .        ¦
    |    -\                  .          ¦
    | boris o==============o chen       ¦
    |                                   ¦
    |                                   ¦
    @ hubs (12)                         ¦
showing 4 of 1,234 links - == bridge    ¦
`)
}

func TestDrawSelected(t *testing.T) {
	g := small()
	g.Selected = 2
	for _, name := range theme.Names() {
		th, _ := theme.New(name, false)
		b := Draw(th, g, 40, 9)
		i := slices.IndexFunc(b, func(l string) bool { return strings.Contains(l, "chen") })
		if i < 0 || !strings.Contains(b[i], th.Style(theme.Cursor).Paint("chen")) {
			t.Errorf("%s: the selected node is not reversed: %q", name, b)
		}
	}
}

func TestSelectedIsAlwaysNamed(t *testing.T) {
	n, edges, labels := operator(200, 9)
	g := picture(look(t, false), n, edges, labels, 80, 24)
	for v := range n {
		g.Selected = v
		if s := show(Draw(look(t, false), g, 80, 24)); !strings.Contains(s, labels[v]) {
			t.Fatalf("%s is not named", labels[v])
		}
	}
}

func TestMove(t *testing.T) {
	f := Fit(small(), 40, 9)
	for _, c := range []struct {
		from int
		d    Direction
		to   int
	}{
		{0, Right, 1}, {1, Right, 2}, {2, Left, 1}, {0, Down, 4}, {4, Up, 0}, {0, Left, 0}, {2, Up, 3}, {-1, Up, 0}, {9, Up, 0},
	} {
		if got := f.Neighbour(c.from, c.d); got != c.to {
			t.Errorf("from %d to %d: %d, want %d", c.from, c.d, got, c.to)
		}
	}
	if got := Fit(Graph{}, 10, 10).Neighbour(-1, Left); got != -1 {
		t.Errorf("in nothing: %d", got)
	}
}

// Whoever presses arrow keys must be able to get to every node.
func TestMoveReachesAll(t *testing.T) {
	for _, size := range []int{6, 24, 80, 200} {
		n, edges, labels := operator(size, 1+size/14)
		f := Fit(picture(look(t, false), n, edges, labels, 120, 40), 120, 40)
		seen := map[int]bool{0: true}
		for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
			for d := range Direction(4) {
				if to := f.Neighbour(queue[0], d); !seen[to] {
					seen[to] = true
					queue = append(queue, to)
				}
			}
		}
		if len(seen) < n {
			t.Errorf("%d of %d nodes can be reached", len(seen), n)
		}
	}
}

func TestAt(t *testing.T) {
	f := Fit(small(), 40, 9)
	for _, c := range []struct{ x, y, node int }{
		{4, 0, 0}, {5, 0, 0}, {3, 0, 0}, {7, 0, 0}, {8, 4, 1}, {12, 7, 4}, {20, 4, -1}, {0, 8, -1}, {-1, 0, -1}, {40, 1, -1},
	} {
		got, ok := f.At(c.x, c.y)
		if !ok {
			got = -1
		}
		if got != c.node {
			t.Errorf("at %d,%d: %d, want %d", c.x, c.y, got, c.node)
		}
	}
}

func TestFold(t *testing.T) {
	nodes := []Node{{Label: "a"}, {Label: "h1"}, {Label: "b"}, {Label: "h2", Folded: 3}}
	edges := []Edge{{A: 0, B: 1}, {A: 0, B: 3}, {A: 2, B: 3}, {A: 0, B: 2}, {A: 1, B: 3}, {A: 7, B: 0}}
	got, links, at := Fold(nodes, edges, "hubs", func(i int) bool { return i%2 == 1 })
	if len(got) != 3 || got[2].Label != "hubs" || got[2].Folded != 4 {
		t.Errorf("nodes %v", got)
	}
	if !slices.Equal(at, []int{0, 2, 1, 2}) || len(links) != 3 {
		t.Errorf("at %v, links %v", at, links)
	}
	if got, links, _ = Fold(nodes, edges, "hubs", func(int) bool { return false }); len(got) != 4 || len(links) != 5 {
		t.Errorf("nothing to fold: %v %v", got, links)
	}
}

// exactly checks what every figure promises.
func exactly(t *rapid.T, b draw.Block, width, height int, ascii bool) {
	if len(b) != max(height, 0) {
		t.Fatalf("%d lines, want %d", len(b), height)
	}
	for i, l := range b {
		seen := ansi.Strip(l)
		if w := text.Width(seen); w != max(width, 0) {
			t.Fatalf("line %d is %d columns wide, want %d: %q", i, w, width, seen)
		}
		if strings.ContainsAny(seen, "\n\x1b") {
			t.Fatalf("line %d: %q", i, seen)
		}
		if ascii && strings.ContainsFunc(seen, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Fatalf("line %d is no ASCII: %q", i, seen)
		}
	}
}

func anyLabel(t *rapid.T, ascii bool) string {
	some := []string{"", "a", "anna.01", "a very long name that fits into no pane at all", "x y"}
	if !ascii {
		some = append(some, "김민준", "漢字漢字漢字漢字漢字漢字漢字", "e\u0301", "👍🏽", "⟨U+202E⟩")
	}
	return rapid.SampledFrom(some).Draw(t, "label")
}

func TestDrawAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ascii := rapid.Bool().Draw(t, "ascii")
		th, _ := theme.New(rapid.SampledFrom(theme.Names()).Draw(t, "theme"), ascii)
		n := rapid.IntRange(0, 40).Draw(t, "n")
		g := Graph{Selected: rapid.IntRange(-2, n+1).Draw(t, "selected"), Links: rapid.SampledFrom([]int{0, 5, 19900}).Draw(t, "links")}
		for range n {
			g.Nodes = append(g.Nodes, Node{
				Label: anyLabel(t, ascii), Glyph: rapid.SampledFrom([]string{"", "x", "xx"}).Draw(t, "glyph"),
				Emphasis: rapid.Bool().Draw(t, "emphasis"), Folded: rapid.IntRange(-1, 3).Draw(t, "folded"),
			})
		}
		g.Edges = anyEdges(t, n)
		if rapid.Bool().Draw(t, "laid out") {
			g.Points = Layout(n, g.Edges)
		} else {
			g.Points = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Point {
				return Point{rapid.Float64().Draw(t, "x"), rapid.Float64().Draw(t, "y")}
			}), 0, n).Draw(t, "points")
		}
		width, height := rapid.IntRange(-100, 60).Draw(t, "width"), rapid.IntRange(-3, 20).Draw(t, "height")
		f := Fit(g, width, height)
		b := f.Draw(th)
		exactly(t, b, width, height, ascii)
		if !slices.Equal(b, Draw(th, g, width, height)) {
			t.Fatal("two drawings differ")
		}
		x, y := rapid.IntRange(-1, 60).Draw(t, "x"), rapid.IntRange(-1, 20).Draw(t, "y")
		if v, ok := f.At(x, y); ok && (v < 0 || v >= n) {
			t.Fatalf("at %d,%d is %d", x, y, v)
		}
		from := rapid.IntRange(-1, n).Draw(t, "from")
		if to := f.Neighbour(from, Direction(rapid.IntRange(0, 3).Draw(t, "d"))); to != from && (to < 0 || to >= n) {
			t.Fatalf("from %d to %d", from, to)
		}
		taken := map[Cell]bool{}
		for v, c := range f.cells {
			if f.shown[v] && taken[c] {
				t.Fatalf("two nodes at %v", c)
			}
			taken[c] = taken[c] || f.shown[v]
		}
	})
}

// No label may hide another one or a node, but for that of the selected node.
func TestLabelsDoNotOverlap(t *testing.T) {
	for _, size := range []int{6, 24, 80, 200} {
		n, edges, labels := operator(size, 1+size/14)
		f := Fit(picture(look(t, false), n, edges, labels, 100, 30), 100, 30)
		taken := map[Cell]int{}
		for v, c := range f.cells {
			taken[c] = v
		}
		shown := 0
		for v, l := range f.labels {
			for x := l.at.X; x < l.at.X+l.width; x++ {
				if other, ok := taken[Cell{x, l.at.Y}]; ok {
					t.Fatalf("the label of %d lies on %d", v, other)
				}
				taken[Cell{x, l.at.Y}] = v
			}
			if l.text != "" {
				shown++
			}
		}
		t.Logf("%d nodes: %d labels", n, shown)
	}
}

// The legend has a bridge in the colour in which it is drawn, whatever is selected.
func TestTheLegendIsTheLine(t *testing.T) {
	for selected := -1; selected < 2; selected++ {
		g := Graph{Nodes: []Node{{}, {}, {}}, Points: []Point{{0, 0}, {3, 0}, {3, 3}}, Selected: selected,
			Edges: []Edge{{A: 0, B: 1, Role: theme.Possible, Bridge: true}, {A: 1, B: 2, Role: theme.Strong}}}
		f := Fit(g, 40, 9)
		at := f.cells[0].Y*f.width + (f.cells[0].X+f.cells[1].X)/2
		if got, want := f.ink[at].role, f.roleOf(f.edges[slices.IndexFunc(f.edges, func(e Edge) bool { return e.Bridge })]); got != want || got != theme.Warn {
			t.Errorf("with %d selected the bridge is drawn as %v, and the legend as %v", selected, got, want)
		}
	}
}

// Draw fits a graph to a pane and draws it.
func Draw(t *theme.Theme, g Graph, width, height int) draw.Block {
	return Fit(g, width, height).Draw(t)
}
