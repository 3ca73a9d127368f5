package account

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// split is a table with a box about the row that the cursor is on: beside it or
// below it.
type split struct {
	table  *table.Table
	box    pane
	inside bool   // the keyboard is in the box
	one    string // what a row is, for the status line

	// beside is how many columns the box takes of a width, 0 where it stands below.
	beside func(width int) int
	// below is how many lines the box takes of a height, 0 where it is left out.
	below func(height int) int
	// about gives the title and the text of the box for the row under the cursor.
	about func() (title draw.Line, lines func(width int) []draw.Line)
	// moved gives what is to be asked for after a move, and opened what a click on the
	// row under the cursor does. Either may be nil, as may sort, which takes the key of
	// a column.
	moved  func() tea.Cmd
	opened func() tea.Cmd
	sort   func(key string) tea.Cmd

	width, height int
}

// half puts a box beside its table from 120 columns, and takes half of the lines
// below it otherwise.
func half(s *split) {
	s.beside = func(width int) int {
		if width < sideFrom {
			return 0
		}
		return width / 2
	}
	s.below = func(height int) int { return height / 2 }
}

func (s *split) rows() *table.Table { return s.table }

func (s *split) size(width, height int) {
	s.width, s.height = width, height
	tw, th, bw, bh := s.sizes()
	s.table.Size(tw, th)
	s.box.size(bw, bh)
}

// sizes gives the sizes of the table and of the box, whose height is 0 where it is
// left out.
func (s *split) sizes() (tableWidth, tableHeight, boxWidth, boxHeight int) {
	if n := s.beside(s.width); n > 0 {
		return s.width - n, s.height, n, s.height
	}
	n := s.below(s.height)
	if n < 3 || s.height-n < 3 {
		return s.width, s.height, s.width, 0
	}
	return s.width, s.height - n, s.width, n
}

// refresh makes the box be about the row under the cursor, and asks for what that needs.
func (s *split) refresh() tea.Cmd {
	s.describe()
	if s.moved != nil {
		return s.moved()
	}
	return nil
}

func (s *split) describe() {
	row, ok := s.table.Current()
	if !ok {
		s.box.clear()
		s.inside = false
	} else {
		title, lines := s.about()
		s.box.show(row.ID, title, lines)
	}
	s.table.Focused = !s.inside
}

func (s *split) do(a keys.Action) (tea.Cmd, bool) {
	if s.inside {
		if a == keys.Left {
			return nil, s.escape()
		}
		return nil, s.box.do(a)
	}
	if s.table.Do(a) {
		return s.refresh(), true
	}
	if a == keys.Right && s.box.height > 0 && s.table.Len() > 0 {
		s.inside, s.table.Focused = true, false
		return nil, true
	}
	return nil, false
}

func (s *split) escape() (done bool) {
	done = s.inside
	s.inside, s.table.Focused = false, true
	return done
}

func (s *split) view(th *theme.Theme) draw.Block {
	tableWidth, tableHeight, boxWidth, boxHeight := s.sizes()
	t := draw.Fill(s.table.View(th), tableWidth, tableHeight)
	if boxHeight == 0 {
		return t
	}
	box := s.box.view(th, s.inside)
	if boxWidth < s.width {
		return draw.Beside(t, box)
	}
	return append(t, box...)
}

func (s *split) status() draw.Line {
	if s.table.Len() == 0 {
		return nil
	}
	return draw.T(theme.Dim, s.one+" "+words.Thousands(s.table.Cursor()+1)+" of "+words.Thousands(s.table.Len()))
}

// inBox reports whether a place is in the box.
func (s *split) inBox(x, y int) bool {
	tableWidth, tableHeight, boxWidth, boxHeight := s.sizes()
	if boxWidth < s.width {
		return x >= tableWidth
	}
	return boxHeight > 0 && y >= tableHeight
}

func (s *split) click(x, y int) tea.Cmd {
	if s.inBox(x, y) {
		s.inside = s.table.Len() > 0
		s.table.Focused = !s.inside
		return nil
	}
	s.escape()
	hit := s.table.Hit(x, y)
	switch {
	case hit.Column != nil && hit.Column.Sort != "" && s.sort != nil:
		return s.sort(hit.Column.Sort)
	case hit.Row >= 0 && hit.Row == s.table.Cursor() && s.opened != nil:
		return s.opened()
	case hit.Row >= 0:
		s.table.Move(hit.Row)
		return s.refresh()
	}
	return nil
}

func (s *split) wheel(x, y, delta int) tea.Cmd {
	if s.inBox(x, y) {
		s.box.scroll(delta)
		return nil
	}
	s.table.Scroll(delta)
	return s.refresh()
}

// pane is a box with a text that may be longer than it.
type pane struct {
	id    uint64
	title draw.Line
	make  func(width int) []draw.Line
	lines []draw.Line // wrapped for the width

	top, width, height int
}

// show puts a text into the box; one about the same thing stays where it was.
func (p *pane) show(id uint64, title draw.Line, make func(int) []draw.Line) {
	if p.make == nil || id != p.id {
		p.top = 0
	}
	p.id, p.title, p.make = id, title, make
	p.wrap()
}

func (p *pane) clear() { *p = pane{width: p.width, height: p.height} }

func (p *pane) size(width, height int) {
	same := width == p.width
	p.width, p.height = width, height
	if same {
		p.scroll(0)
		return
	}
	p.wrap()
}

func (p *pane) wrap() {
	p.lines = nil
	if p.make != nil && p.width > 4 {
		p.lines = p.make(p.width - 4)
	}
	p.scroll(0)
}

func (p *pane) rows() int { return max(p.height-2, 0) }

func (p *pane) scroll(delta int) { p.top = max(min(p.top+delta, len(p.lines)-p.rows()), 0) }

func (p *pane) do(a keys.Action) bool {
	switch a {
	case keys.Up:
		p.scroll(-1)
	case keys.Down:
		p.scroll(1)
	case keys.HalfUp:
		p.scroll(-max(p.rows()/2, 1))
	case keys.HalfDown:
		p.scroll(max(p.rows()/2, 1))
	case keys.PageUp:
		p.scroll(-max(p.rows(), 1))
	case keys.PageDown:
		p.scroll(max(p.rows(), 1))
	case keys.Top:
		p.scroll(-len(p.lines))
	case keys.Bottom:
		p.scroll(len(p.lines))
	case keys.Right:
	default:
		return false
	}
	return true
}

func (p *pane) view(th *theme.Theme, focus bool) draw.Block {
	var body draw.Block
	for i := p.top; i < min(p.top+p.rows(), len(p.lines)); i++ {
		body = append(body, " "+draw.Paint(th, p.lines[i], p.width-4, theme.Plain)+" ")
	}
	var more draw.Line
	if n := len(p.lines); n > p.rows() {
		more = draw.T(theme.Dim, words.Thousands(min(p.top+p.rows(), n))+" of "+words.Count(n, "line"))
	}
	title := p.title
	if focus { // said without a colour too
		title = append(draw.T(theme.Focus, th.Glyphs.Cursor+" "), title...)
	}
	return draw.Box(th, p.width, p.height, title, more, focus, body)
}
