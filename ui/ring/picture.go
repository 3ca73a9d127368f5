package ring

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/graph"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// picture is the drawn graph, fitted to the window.
type picture struct {
	net      *net
	node     int // that is selected
	figure   *graph.Figure
	backbone []graph.Edge
	width    int // that the backbone is for
	height   int
}

// single reports whether the selected node is one account.
func (c *picture) single() bool { return c.net == nil || len(c.net.of[c.node]) == 1 }

// fitPicture fits the picture to the window, with the account under the cursor
// selected.
func (p *Ring) fitPicture() {
	c, w, l := &p.picture, p.whole, &p.place
	n := &w.net
	if c.net != n {
		*c = picture{net: n, node: n.nodeOf[p.account]}
	}
	if of := n.of[c.node]; len(of) > 0 && !slices.Contains(of, p.account) {
		c.node = n.nodeOf[p.account]
	}
	if c.width != l.width || c.height != l.body {
		c.width, c.height = l.width, l.body
		c.backbone = graph.Backbone(n.points, n.spine, graph.Readable(p.env.Theme, len(n.nodes), c.width, c.height))
	}
	nodes := slices.Clone(n.nodes)
	for i, of := range n.of {
		if len(of) == 1 {
			p.paintNode(&nodes[i], &w.members[of[0]])
		}
	}
	c.figure = graph.Fit(graph.Graph{Nodes: nodes, Edges: append(n.touching(c.node), c.backbone...), Points: n.points, Selected: c.node, Links: len(n.edges)}, c.width, c.height)
}

func (p *Ring) paintNode(n *graph.Node, m *member) {
	n.Role = theme.Of(m.Score)
	switch {
	case p.whatif.fallsOut(m.Ord) > 0:
		n.Glyph, n.Role = outMark, theme.Dim
	case p.marks[m.Ord]:
		n.Glyph, n.Role, n.Emphasis = p.env.Theme.Glyphs.Mark, theme.Mark, true
	}
}

// touching gives the links of a node, and those to the hubs.
func (n *net) touching(node int) []graph.Edge {
	var edges []graph.Edge
	for _, i := range n.ends[node] {
		edges = append(edges, n.edges[i])
	}
	if n.hubs < 0 {
		return edges
	}
	hub := func(m int) graph.Edge {
		return graph.Edge{A: n.nodeOf[m], B: n.hubs, Role: theme.Dim, Dashed: true}
	}
	for _, m := range n.hold {
		if node == n.hubs || n.nodeOf[m] == node {
			edges = append(edges, hub(m))
		}
	}
	return edges
}

func (c *picture) view(th *theme.Theme) draw.Block {
	if c.figure == nil {
		return nil
	}
	return c.figure.Draw(th)
}

func (p *Ring) moveInPicture(a keys.Action) bool {
	directions := map[keys.Action]graph.Direction{keys.Up: graph.Up, keys.Down: graph.Down, keys.Left: graph.Left, keys.Right: graph.Right}
	d, ok := directions[a]
	switch {
	case ok && p.picture.figure != nil:
		p.selectNode(p.picture.figure.Neighbour(p.picture.node, d))
	case a == keys.Top:
		p.selectNode(p.whole.net.nodeOf[p.whole.at[p.whole.ring.ID]])
	}
	return ok || slices.Contains([]keys.Action{keys.Top, keys.Bottom, keys.HalfUp, keys.HalfDown, keys.PageUp, keys.PageDown}, a)
}

func (p *Ring) selectNode(node int) {
	p.picture.node = node
	if of := p.whole.net.of[node]; len(of) > 0 {
		p.account = of[0]
	}
}

// clickPicture selects a node, and opens the one that is selected.
func (p *Ring) clickPicture(x, y int) tea.Cmd {
	if p.picture.figure == nil {
		return nil
	}
	node, ok := p.picture.figure.At(x, y)
	switch {
	case !ok:
	case node == p.picture.node:
		return p.open()
	default:
		p.selectNode(node)
	}
	return nil
}

// sayNode spells out a node that is no single account.
func (c *picture) sayNode(w *whole) [2]draw.Line {
	if c.node != c.net.hubs {
		return [2]draw.Line{draw.T(theme.Head, words.Count(len(c.net.of[c.node]), "other member")),
			draw.T(theme.Dim, "those with the fewest links share one node; the members' list has them all")}
	}
	list := draw.T(theme.Dim, "they tie nobody: ")
	for i := range w.values {
		if v := &w.values[i]; v.hub() {
			list = list.Add(theme.Dim, v.kind+" ").Add(theme.Plain, v.text).Add(theme.Dim, " ("+words.Thousands(v.Holding.Holders)+")  ")
			if list.Width() > 200 {
				break
			}
		}
	}
	return [2]draw.Line{draw.T(theme.Head, words.Count(w.net.nodes[w.net.hubs].Folded, "hub")).
		Add(theme.Dim, ": values too common to link, which "+words.Count(len(w.net.hold), "member")+" hold"), list}
}
