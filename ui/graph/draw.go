package graph

import (
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Draw draws the figure: exactly as many lines as its pane has, of its width.
func (f *Figure) Draw(t *theme.Theme) draw.Block {
	out := make(draw.Block, 0, f.height)
	begins := make(map[Cell]int, len(f.labels))
	for v, l := range f.labels {
		if l.text != "" {
			begins[l.at] = v
		}
	}
	// Lines stop a cell before a label and after it, or they would join with it.
	bare := make([]bool, len(f.ink))
	for _, l := range f.labels {
		if l.text == "" {
			continue
		}
		for _, x := range [2]int{l.at.X - 1, l.at.X + l.width} {
			if x >= 0 && x < f.width {
				bare[l.at.Y*f.width+x] = true
			}
		}
	}
	for y := range f.rows {
		p := draw.NewPainter(t, f.width, theme.Plain)
		var run strings.Builder
		var role theme.Role
		flush := func() {
			p.Text(role, run.String())
			run.Reset()
		}
		for x := 0; x < f.width; {
			i := y*f.width + x
			if v, ok := begins[Cell{x, y}]; ok {
				flush()
				l := f.labels[v]
				p.Text(f.labelRole(v), draw.Fit(t, l.text, l.width))
				x += l.width
				continue
			}
			if o := int(f.owner[i]) - 1; o >= 0 && f.cells[o] == (Cell{x, y}) && f.shown[o] {
				flush()
				p.Text(f.nodeRole(o), f.glyph(t, f.graph.Nodes[o]))
				x++
				continue
			}
			s, r := f.inkAt(t, i)
			if bare[i] || s == "" {
				s, r = " ", role
			}
			if r != role {
				flush()
				role = r
			}
			run.WriteString(s)
			x++
		}
		flush()
		out = append(out, p.String())
	}
	if f.rows < f.height {
		out = append(out, f.caption(t))
	}
	return draw.Fill(out, f.width, f.height)
}

func (f *Figure) inkAt(t *theme.Theme, i int) (string, theme.Role) {
	c := f.ink[i]
	switch {
	case t.Glyphs.ASCII && c.stroke != 0:
		return string(rune(c.stroke)), c.role
	case !t.Glyphs.ASCII && c.dots != 0:
		return string(rune(0x2800) + rune(c.dots)), c.role
	}
	return "", c.role
}

func (f *Figure) glyph(t *theme.Theme, n Node) string {
	switch {
	case n.Glyph != "" && text.Width(n.Glyph) == 1:
		return n.Glyph
	case n.Folded > 1:
		return t.Glyphs.Hub
	case t.Glyphs.ASCII:
		return "o"
	}
	return "●"
}

func (f *Figure) nodeRole(v int) theme.Role {
	if v == f.graph.Selected {
		return theme.Cursor
	}
	return f.graph.Nodes[v].Role
}

func (f *Figure) labelRole(v int) theme.Role {
	n := f.graph.Nodes[v]
	switch {
	case v == f.graph.Selected:
		return theme.Cursor
	case n.Emphasis:
		return theme.Head
	case n.Folded > 1:
		return theme.Dim
	}
	return theme.Plain
}

// caption says what of the graph the picture leaves out, and what its lines mean.
func (f *Figure) caption(t *theme.Theme) string {
	heavy, dotted := "⠶⠶ ", "⠒ ⠒ "
	if t.Glyphs.ASCII {
		heavy, dotted = "== ", ". . "
	}
	var l draw.Line
	add := func(part draw.Line) {
		if len(l) > 0 {
			// Half a legend says nothing.
			if l.Width()+3+part.Width() > f.width {
				return
			}
			l = l.Add(theme.Border, " "+t.Glyphs.Bullet+" ")
		}
		l = append(l, part...)
	}
	if f.graph.Links > len(f.edges) {
		add(draw.T(theme.Dim, Links(len(f.edges), f.graph.Links)))
	}
	if f.hidden > 0 {
		add(draw.T(theme.Dim, grouped(f.hidden)+plural(f.hidden, " node has", " nodes have")+" no room here"))
	}
	for _, k := range []struct {
		mark, says string
		is         func(Edge) bool
	}{
		{heavy, "bridge", func(e Edge) bool { return e.Bridge }},
		{dotted, "weak", func(e Edge) bool { return e.Dashed && !e.Bridge }},
	} {
		if i := slices.IndexFunc(f.edges, k.is); i >= 0 {
			add(draw.T(f.roleOf(f.edges[i]), k.mark).Add(theme.Dim, k.says))
		}
	}
	return draw.Paint(t, l, f.width, theme.Plain)
}
