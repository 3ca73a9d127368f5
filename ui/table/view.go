package table

import (
	"strings"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// View draws the table in its size.
func (t *Table) View(th *theme.Theme) draw.Block {
	out := make(draw.Block, 0, t.height)
	if t.height <= 0 || t.width <= 0 {
		return out
	}
	out = append(out, t.titles(th))
	first, last := t.thumb()
	for y := range t.Rows() {
		i := t.offset + y
		bar := draw.Span{Role: theme.Border, Text: " "}
		if last > first {
			bar.Text = th.Glyphs.Vertical
			if y >= first && y < last {
				bar = draw.Span{Role: theme.Focus, Text: th.Glyphs.Vertical}
			}
		}
		switch {
		case i < t.total:
			out = append(out, t.row(th, i, bar))
		case y == 0 && t.Empty != "":
			out = append(out, draw.Paint(th, draw.T(theme.Dim, strings.Repeat(" ", gutter)+t.Empty), t.width, theme.Plain))
		default:
			out = append(out, strings.Repeat(" ", t.width))
		}
	}
	return out
}

// thumb gives the rows of the screen that the scroll bar's thumb covers; both are 0
// where everything is in view.
func (t *Table) thumb() (first, last int) {
	rows := t.Rows()
	if t.total <= rows || rows < 2 {
		return 0, 0
	}
	size := max(rows*rows/t.total, 1)
	at := 0
	if room := t.total - rows; room > 0 {
		at = (rows - size) * t.offset / room
	}
	return at, at + size
}

func (t *Table) titles(th *theme.Theme) string {
	p := draw.NewPainter(th, t.width, theme.Plain)
	p.Cell(theme.Head, "", gutter)
	for i, l := range t.laid {
		if i > 0 {
			p.Cell(theme.Plain, "", gap)
		}
		c := t.columns[l.column]
		title := c.Title
		if c.Sort != "" && c.Sort == t.SortKey {
			arrow := th.Glyphs.Up
			if t.Desc {
				arrow = th.Glyphs.Down
			}
			title += " " + arrow
		}
		if c.Right {
			p.Right(theme.Head, title, l.width)
		} else {
			p.Cell(theme.Head, title, l.width)
		}
	}
	return p.String()
}

func (t *Table) row(th *theme.Theme, i int, bar draw.Span) string {
	base, onCursor := theme.Plain, i == t.cursor
	if onCursor {
		if base = theme.Resting; t.Focused {
			base = theme.Cursor
		}
	}
	p := draw.NewPainter(th, t.width, base)
	role := func(r theme.Role) theme.Role {
		if onCursor && t.Focused {
			return th.OnCursor(r)
		}
		return r
	}
	row, here := t.At(i)
	glyph := " "
	if onCursor {
		glyph = th.Glyphs.Cursor
	}
	p.Cell(role(theme.Focus), glyph, 1)
	mark := " "
	if here && t.Marked != nil && t.Marked(row.ID) {
		mark = th.Glyphs.Mark
	}
	p.Cell(role(theme.Mark), mark, 2)
	for k, l := range t.laid {
		if k > 0 {
			p.Cell(theme.Plain, "", gap)
		}
		if !here || l.column >= len(row.Cells) {
			blank := ""
			if !here {
				blank = th.Glyphs.Bullet
			}
			p.Cell(role(theme.Dim), blank, l.width)
			continue
		}
		c := row.Cells[l.column]
		r := role(c.Role)
		if t.stale || t.Dimmed {
			r = role(theme.Dim)
		}
		if t.columns[l.column].Right && text.Width(c.Text) <= l.width {
			p.Right(r, c.Text, l.width)
		} else {
			p.Cell(r, c.Text, l.width)
		}
	}
	if left := p.Left(); left > 1 {
		p.Cell(theme.Plain, "", left-1)
	}
	p.Text(bar.Role, bar.Text)
	return p.String()
}
