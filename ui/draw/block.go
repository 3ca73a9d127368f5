package draw

import (
	"strings"

	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Block is drawn lines of one width.
type Block []string

// Fill gives exactly height lines of width columns: b cut or filled with blank
// lines. The lines of b must be width columns wide.
func Fill(b Block, width, height int) Block {
	if height <= 0 {
		return Block{}
	}
	if len(b) >= height {
		return b[:height]
	}
	blank := strings.Repeat(" ", max(width, 0))
	out := append(make(Block, 0, height), b...)
	for len(out) < height {
		out = append(out, blank)
	}
	return out
}

// Beside puts blocks of one height side by side.
func Beside(blocks ...Block) Block {
	if len(blocks) == 0 {
		return nil
	}
	out := make(Block, len(blocks[0]))
	var b strings.Builder
	for i := range out {
		b.Reset()
		for _, block := range blocks {
			b.WriteString(block[i])
		}
		out[i] = b.String()
	}
	return out
}

// Paragraphs paints lines, wrapped to width.
func Paragraphs(t *theme.Theme, lines []Line, width int) Block { return Hanging(t, lines, width, 0) }

// Hanging is Paragraphs where the second and later rows of a line are indented.
func Hanging(t *theme.Theme, lines []Line, width, indent int) Block {
	var out Block
	for _, l := range lines {
		for _, w := range Wrap(l, width, indent) {
			out = append(out, Paint(t, w, width, theme.Plain))
		}
	}
	return out
}

// frame is what stands in an upper border beside two titles: the corners, and a line
// and spaces around each.
const frame = 8

// Box draws a border of width x height around a body that is Inner of it wide and
// high. With focus the border says that the keyboard is there. Either title may be
// nil; they stand in the upper border at the left and at the right.
func Box(t *theme.Theme, width, height int, title, right Line, focus bool, body Block) Block {
	if width < 2 || height < 2 {
		return Fill(nil, width, height)
	}
	role, g := theme.Border, t.Glyphs
	if focus {
		role = theme.Focus
	}
	out := make(Block, 0, height)
	top := NewPainter(t, width, theme.Plain)
	top.Text(role, g.TopLeft)
	room := width - 2
	if r := right.Width(); r > 0 && title.Width()+r+frame > width {
		right = nil
	}
	if title.Width() > 0 && room > 4 {
		top.Text(role, g.Horizontal+" ")
		for _, s := range CutLine(t, title, room-3-right.Width()) {
			top.Text(s.Role, s.Text)
		}
		top.Text(role, " ")
	}
	end := 1
	if right.Width() > 0 {
		end += right.Width() + 3
	}
	top.Text(role, strings.Repeat(g.Horizontal, max(top.Left()-end, 0)))
	if right.Width() > 0 {
		top.Text(role, " ")
		top.Line(append(right[:len(right):len(right)], Span{role, " " + g.Horizontal}))
	}
	top.Text(role, g.TopRight)
	out = append(out, top.String())
	side := t.Style(role).Paint(g.Vertical)
	for _, l := range Fill(body, width-2, height-2) {
		out = append(out, side+l+side)
	}
	return append(out, t.Style(role).Paint(g.BottomLeft+strings.Repeat(g.Horizontal, width-2)+g.BottomRight))
}

// CutLine gives a line of at most width columns.
func CutLine(t *theme.Theme, l Line, width int) Line {
	if l.Width() <= width {
		return l
	}
	var out Line
	for _, s := range l {
		if width <= 0 {
			break
		}
		if w := text.Width(s.Text); w >= width {
			cut := s.Text
			if w > width {
				cut = Fit(t, s.Text, width)
			}
			return append(out, Span{s.Role, cut})
		} else {
			out, width = append(out, s), width-w
		}
	}
	return out
}

// Overlay draws a block over another one with its upper left corner at column x
// and row y. What would stick out at the right or the bottom must not be there:
// the caller keeps it inside.
func Overlay(under Block, over Block, x, y, width int) Block {
	out := append(make(Block, 0, len(under)), under...)
	for i, l := range over {
		if y+i < 0 || y+i >= len(out) {
			continue
		}
		out[y+i] = Splice(out[y+i], l, x, width)
	}
	return out
}
