package compare

import (
	"sort"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// headLines are the lines of the headings of the columns.
const headLines = 2

// caution is said where the accounts share what a thief takes with an identity.
const caution = "A name, a photo or a document in common proves nothing: victims of identity theft share those with the thief."

// Size implements page.Page.
func (p *Page) Size(width, height int) {
	p.width, p.height = width, height
	p.lay()
	p.choose(p.column)
	p.keepInView()
}

// headHeight is how many lines stand above the rows.
func (p *Page) headHeight() int {
	h := headLines
	if p.caution() {
		h += len(p.cautionLines())
	}
	return h
}

func (p *Page) bodyHeight() int { return max(p.height-p.headHeight(), 1) }

func (p *Page) cautionLines() []draw.Line {
	return draw.Wrap(draw.T(theme.Warn, caution), max(p.width-gutter-bar, 1), 0)
}

// View implements page.Page.
func (p *Page) View() draw.Block {
	th := p.env.Theme
	if len(p.accounts) == 0 {
		said := draw.T(theme.Dim, "  reading the accounts"+th.Glyphs.Ellipsis)
		if p.failed != "" {
			said = draw.T(theme.Warn, "  "+p.failed)
		}
		return draw.Fill(draw.Paragraphs(th, []draw.Line{nil, said}, p.width), p.width, p.height)
	}
	p.lay()
	out := p.heads(th)
	if p.caution() {
		for _, l := range p.cautionLines() {
			out = append(out, draw.Paint(th, append(draw.Plain("  "), l...), p.width, theme.Plain))
		}
	}
	rows := p.height - len(out)
	if rows <= 0 {
		return draw.Fill(out, p.width, p.height)
	}
	first, last := p.thumb(rows)
	body := p.body(th, rows)
	for i, l := range draw.Fill(body, p.width-bar, rows) {
		s := draw.Span{Role: theme.Border, Text: " "}
		if last > first {
			s.Text = th.Glyphs.Vertical
			if i >= first && i < last {
				s.Role = theme.Focus
			}
		}
		out = append(out, l+draw.Paint(th, draw.Line{s}, bar, theme.Plain))
	}
	return out
}

func (p *Page) thumb(rows int) (first, last int) {
	if p.laid.total <= rows || rows < 2 {
		return 0, 0
	}
	size := max(rows*rows/p.laid.total, 1)
	first = (rows - size) * p.top / (p.laid.total - rows)
	return first, first + size
}

// heads draws which account each column is.
func (p *Page) heads(th *theme.Theme) draw.Block {
	names, ids := draw.NewPainter(th, p.width, theme.Plain), draw.NewPainter(th, p.width, theme.Plain)
	left := p.width - bar - p.room()
	names.Cell(theme.Dim, "  "+p.position(), left)
	ids.Cell(theme.Plain, "", left)
	n, w := p.columnsShown(), p.columnWidth()
	for i := range n {
		a := p.accounts[p.left+i]
		if i > 0 {
			names.Cell(theme.Plain, "", p.gap())
			ids.Cell(theme.Plain, "", p.gap())
		}
		who := text.Display(a.DisplayName)
		if who == "" {
			who = name(a)
		}
		role, glyph := theme.Title, ""
		if p.left+i == p.column {
			role, glyph = theme.Cursor, th.Glyphs.Cursor
		}
		names.Cell(role, glyph+letter(p.left+i)+" "+who, w)
		ids.Cell(theme.Dim, text.Display(a.AccountRow.ID.String()), w)
	}
	return draw.Block{names.String(), ids.String()}
}

// body draws the rows in the window.
func (p *Page) body(th *theme.Theme, rows int) draw.Block {
	var out draw.Block
	i := sort.Search(len(p.laid.rows), func(i int) bool { return p.laid.rows[i].from > p.top }) - 1
	if len(p.shown) == 0 {
		return draw.Block{draw.Paint(th, draw.T(theme.Dim, "  no row is "+string(p.filter)), p.width-bar, theme.Plain)}
	}
	for line := p.top; len(out) < rows && i >= 0 && i < len(p.laid.rows); line++ {
		l := &p.laid.rows[i]
		r := &p.all[p.shown[i]]
		switch at := line - l.from - l.heading; {
		case at < -1:
			out = append(out, draw.Paint(th, nil, p.width-bar, theme.Plain))
		case at == -1:
			out = append(out, draw.Paint(th, draw.T(theme.Head, "  "+r.section), p.width-bar, theme.Plain))
		default:
			out = append(out, p.line(th, r, l, at, i == p.cursor))
		}
		if line+1 == l.from+l.heading+l.lines {
			i++
		}
	}
	return out
}

// line draws the at-th line of a row.
func (p *Page) line(th *theme.Theme, r *row, l *laidRow, at int, cursor bool) string {
	base, role := theme.Plain, func(r theme.Role) theme.Role { return r }
	if cursor {
		base, role = theme.Cursor, th.OnCursor
	}
	pt := draw.NewPainter(th, p.width-bar, base)
	glyph := ""
	if cursor && at == 0 {
		glyph = th.Glyphs.Cursor
	}
	pt.Cell(role(theme.Focus), glyph, gutter)
	put := func(lines []draw.Line, width int) {
		var line draw.Line
		if at < len(lines) {
			line = lines[at]
		}
		before := pt.Left()
		for _, s := range draw.CutLine(th, line, width) {
			pt.Text(role(s.Role), s.Text)
		}
		pt.Cell(theme.Plain, "", width-(before-pt.Left()))
	}
	if r.whole != nil {
		put(l.whole, p.width-gutter-bar)
		return pt.String()
	}
	put(l.label, p.labelWidth())
	pt.Cell(theme.Plain, "", p.gap())
	markRole, said := r.said(th)
	mark := make([]draw.Line, len(said))
	for i, s := range said {
		mark[i] = draw.T(markRole, s)
	}
	put(mark, p.markWidth())
	for i := range p.columnsShown() {
		if pt.Cell(theme.Plain, "", p.gap()); p.left+i < len(l.cells) {
			put(l.cells[p.left+i], p.columnWidth())
		}
	}
	return pt.String()
}
