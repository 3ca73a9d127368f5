package propose

import (
	"strings"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// row is one thing in a pane: a line or several.
type row struct {
	key   string // tells it from others; "" for one that the cursor passes over
	lines []draw.Line
	hang  int // how far the rest of the first line is indented; that of others is as they are
	spot  spot
}

// spot is what a row stands for. At most one of class, left, field and evidence is set;
// account says that ord is one of the accounts of class or left.
type spot struct {
	class    *class
	left     *leaving
	account  bool
	ord      uint32
	field    field
	evidence *workflow.Evidence
}

// pane is a list of rows of any height with a cursor.
type pane struct {
	rows          []row
	at            int    // the row with the cursor
	want          string // the key that the cursor is to be on as soon as it is there
	top           int    // the first line that is shown
	width, height int

	lines []shown
	first []int // of each row, its first line
}

// shown is a line as it was wrapped.
type shown struct {
	row  int
	line draw.Line
}

// set shows other rows, and keeps the cursor on what it is on.
func (p *pane) set(rows []row) {
	if p.want == "" && p.at < len(p.rows) {
		p.want = p.rows[p.at].key
	}
	p.rows = rows
	for i, r := range rows {
		if r.key != "" && r.key == p.want {
			p.at, p.want = i, ""
			break
		}
	}
	p.layOut()
	p.settle()
}

func (p *pane) size(width, height int) {
	p.width, p.height = width, height
	p.layOut()
	p.settle()
}

// gutter is what the cursor's mark takes up at the left.
const gutter = 2

// layOut wraps the rows.
func (p *pane) layOut() {
	p.lines, p.first = p.lines[:0], p.first[:0]
	for i, r := range p.rows {
		p.first = append(p.first, len(p.lines))
		for n, l := range r.lines {
			hang := r.hang
			if n > 0 && len(l) > 0 {
				hang = len(l[0].Text) - len(strings.TrimLeft(l[0].Text, " "))
			}
			for _, w := range draw.Wrap(l, max(p.width-gutter, 1), hang) {
				p.lines = append(p.lines, shown{i, w})
			}
		}
	}
}

// settle has the cursor on a row that it may be on, and in view.
func (p *pane) settle() {
	p.at = max(min(p.at, len(p.rows)-1), 0)
	if !p.on(p.at) {
		if next := p.next(p.at, 1); next >= 0 {
			p.at = next
		} else if next := p.next(p.at, -1); next >= 0 {
			p.at = next
		}
	}
	if p.at >= len(p.rows) {
		p.top = 0
		return
	}
	from, to := p.first[p.at], p.end(p.at)
	if p.next(p.at, -1) < 0 && from < p.height {
		from = 0 // the headings above the first
	}
	// A row that is taller than the pane may be scrolled within.
	p.top = max(min(p.top, max(from, to-p.height)), min(from, to-p.height))
	p.clamp()
}

func (p *pane) clamp() { p.top = max(min(p.top, len(p.lines)-p.height), 0) }

func (p *pane) on(i int) bool { return i >= 0 && i < len(p.rows) && p.rows[i].key != "" }

// next is the nearest row after or before one that the cursor may be on; -1 for none.
func (p *pane) next(i, delta int) int {
	for i += delta; i >= 0 && i < len(p.rows); i += delta {
		if p.on(i) {
			return i
		}
	}
	return -1
}

// end is the line after the last of a row.
func (p *pane) end(i int) int {
	if i+1 < len(p.first) {
		return p.first[i+1]
	}
	return len(p.lines)
}

// current is what the cursor is on.
func (p *pane) current() spot {
	if p.on(p.at) {
		return p.rows[p.at].spot
	}
	return spot{}
}

// do moves the cursor; done is false for an action that is no movement.
func (p *pane) do(a keys.Action) (done bool) {
	page := max(p.height-1, 1)
	switch a {
	case keys.Up:
		p.step(-1)
	case keys.Down:
		p.step(1)
	case keys.HalfUp:
		p.jump(-max(page/2, 1))
	case keys.HalfDown:
		p.jump(max(page/2, 1))
	case keys.PageUp:
		p.jump(-page)
	case keys.PageDown:
		p.jump(page)
	case keys.Top:
		p.jump(-len(p.lines))
	case keys.Bottom:
		p.jump(len(p.lines))
		p.top = len(p.lines)
		p.clamp()
	default:
		return false
	}
	p.want = ""
	return true
}

// step goes to the next row, or shows more of one that is taller than the pane.
func (p *pane) step(delta int) {
	if p.at >= len(p.first) {
		return
	}
	next := p.next(p.at, delta)
	switch {
	case delta > 0 && (p.end(p.at) > p.top+p.height || next < 0 && len(p.lines) > p.top+p.height):
		p.top++
	case delta < 0 && (p.first[p.at] < p.top || next < 0 && p.top > 0):
		p.top--
	case next >= 0:
		p.at = next
		p.settle()
	}
}

// jump moves the cursor by lines.
func (p *pane) jump(delta int) {
	if p.at >= len(p.first) {
		return
	}
	line := max(min(p.first[p.at]+delta, len(p.lines)-1), 0)
	i := p.lines[line].row
	if !p.on(i) {
		way := 1
		if delta < 0 {
			way = -1
		}
		if i = p.next(i, way); i < 0 {
			i = p.next(p.lines[line].row, -way)
		}
	}
	p.at = max(i, 0)
	p.settle()
}

// scroll moves the window and not the cursor.
func (p *pane) scroll(delta int) {
	p.top += delta
	p.clamp()
}

// hit is the row at a line of the pane; -1 for none that the cursor may be on.
func (p *pane) hit(y int) int {
	if i := p.top + y; y >= 0 && y < p.height && i < len(p.lines) && p.on(p.lines[i].row) {
		return p.lines[i].row
	}
	return -1
}

// position counts the rows that the cursor may be on.
func (p *pane) position() (at, of int) {
	for i := range p.rows {
		if p.on(i) {
			of++
			if i <= p.at {
				at++
			}
		}
	}
	return at, of
}

// view draws the pane, with a mark along the row that the cursor is on.
func (p *pane) view(th *theme.Theme, focus bool) draw.Block {
	var out draw.Block
	for i := p.top; i < min(p.top+p.height, len(p.lines)); i++ {
		l := p.lines[i]
		mark, base := "  ", theme.Plain
		if here := l.row == p.at && p.on(p.at); here {
			switch first := i == p.first[p.at]; {
			case first && focus:
				mark, base = th.Glyphs.Cursor+" ", theme.Cursor
			case focus:
				mark = th.Glyphs.Vertical + " "
			case first:
				base = theme.Resting
			}
		}
		w := draw.NewPainter(th, p.width, base)
		w.Text(theme.Focus, mark)
		for _, s := range l.line {
			role := s.Role
			if base != theme.Plain {
				role = th.OnCursor(role)
			}
			w.Line(draw.T(role, s.Text))
		}
		out = append(out, w.String())
	}
	return draw.Fill(out, p.width, p.height)
}
