package graph

import (
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Label names a row or a column of a matrix. Its texts are clean.
type Label struct {
	Text   string
	Kind   string // of a column: what its head says, such as "phone"
	Role   theme.Role
	Marked bool
	Struck bool // of a column: it does not count
}

// MatrixView is a matrix, in the order in which it is shown, and what of it.
type MatrixView struct {
	Rows, Cols []Label
	Cell       func(r, c int) int // strength: 0 none, 1 weak, 2 possible, 3 strong, 4 certain, or Hub
	Row, Col   int                // where the cursor is
	Top, Left  int                // the first row and column that are shown
	Focus      bool               // the keyboard is here
}

// Hub is the cell of a value too common to link.
const Hub = 5

// struck marks what a struck column holds, and the column itself.
const struck = "x"

// grid is how a matrix is fitted to a pane.
type grid struct {
	label      int // columns of a row's name
	x          int // where cells begin
	cell       int // columns of a cell
	kinds      int // lines of kinds in the head
	ruler      bool
	name       bool // the line that names the cursor's column
	status     bool
	rows, cols int // that are seen
	top, left  int
	row, col   int  // the cursor, or -1
	hubs       bool // some of what is seen is a hub
}

const gutter = 2 // the cursor's or a mark's column, and a space

func (m *MatrixView) fit(width, height int) (g grid) {
	width, height = max(width, 0), max(height, 0)
	// In a narrow pane names may take up what cells of two columns leave.
	g.label = min(max(width/4, min(width-gutter-1-2*len(m.Cols), 20), 8), 28)
	g.x = gutter + g.label + 1
	room := max(width-g.x, 0)
	if g.cell = 1; 2*len(m.Cols) <= room {
		g.cell = 2
	}
	g.cols = min(room/g.cell, len(m.Cols))
	// What says where one is goes last.
	body := height
	take := func(n, leave int) bool {
		if body-n < leave {
			return false
		}
		body -= n
		return true
	}
	g.name = take(1, 2)
	g.status = take(1, 3)
	if take(3, 5) {
		g.kinds = 3
		if take(1, 14) {
			g.kinds = 4
		}
	}
	g.ruler = take(1, 6)
	g.rows = min(body, len(m.Rows))
	clamp := func(at, n int) int { return max(min(at, n-1), -1) }
	g.row, g.col = clamp(max(m.Row, 0), len(m.Rows)), clamp(max(m.Col, 0), len(m.Cols))
	g.top = max(min(m.Top, len(m.Rows)-g.rows), 0)
	g.left = max(min(m.Left, len(m.Cols)-g.cols), 0)
	return g
}

// Follow gives the view scrolled as little as shows the cursor, and the cursor
// inside the matrix.
func (m MatrixView) Follow(width, height int) MatrixView {
	g := m.fit(width, height)
	m.Row, m.Col = max(g.row, 0), max(g.col, 0)
	m.Top = follow(g.top, m.Row, g.rows)
	m.Left = follow(g.left, m.Col, g.cols)
	return m
}

func follow(from, at, seen int) int {
	if at < from || seen <= 0 {
		return at
	}
	return max(from, at-seen+1)
}

// At gives the cell of the matrix that is drawn at a place of the pane. The name
// of a row is its column -1, the head of a column its row -1.
func (m MatrixView) At(x, y, width, height int) (row, col int, ok bool) {
	g := m.fit(width, height)
	row, col = y-g.head(), -1
	if x >= g.x {
		col = (x - g.x) / g.cell
	}
	if x < 0 || y < 0 || x >= width || row >= g.rows || col >= g.cols {
		return 0, 0, false
	}
	if row = max(row, -1); row >= 0 {
		row += g.top
	}
	if col >= 0 {
		col += g.left
	}
	return row, col, row >= 0 || col >= 0
}

func (g *grid) head() int {
	n := g.kinds
	if g.ruler {
		n++
	}
	if g.name {
		n++
	}
	return n
}

// Matrix draws what of a matrix fits into a pane; nothing else of it is looked at.
func Matrix(t *theme.Theme, m MatrixView, width, height int) draw.Block {
	width, height = max(width, 0), max(height, 0)
	g := m.fit(width, height)
	out := make(draw.Block, 0, height)
	for k := range g.kinds {
		out = append(out, m.kindLine(t, &g, k, width))
	}
	if g.ruler {
		out = append(out, m.rulerLine(t, &g, width))
	}
	if g.name {
		out = append(out, m.nameLine(t, &g, width))
	}
	for r := g.top; r < g.top+g.rows; r++ {
		out = append(out, m.rowLine(t, &g, r, width))
	}
	if !g.status {
		return draw.Fill(out, width, height)
	}
	out = draw.Fill(out, width, height-1)
	return append(out, m.statusLine(t, &g, width))
}

// kindLine is one line of the kinds, which read downwards.
func (m *MatrixView) kindLine(t *theme.Theme, g *grid, k, width int) string {
	p := draw.NewPainter(t, width, theme.Plain)
	p.Cell(theme.Plain, "", min(g.x, width))
	for c := g.left; c < g.left+g.cols; c++ {
		role := theme.Dim
		if c == g.col {
			role = theme.Head
		}
		p.Cell(role, letter(m.Cols[c].Kind, k), g.cell)
	}
	return p.String()
}

// letter gives the kth character of s, if it is one column wide.
func letter(s string, k int) string {
	for s != "" {
		cluster, w := text.FirstCluster(s)
		if k == 0 && w == 1 {
			return cluster
		}
		if k == 0 || cluster == "" {
			break
		}
		s, k = s[len(cluster):], k-1
	}
	return " "
}

// rulerLine numbers columns, each number ending over its own.
func (m *MatrixView) rulerLine(t *theme.Theme, g *grid, width int) string {
	p := draw.NewPainter(t, width, theme.Plain)
	if g.cols > 0 {
		p.Right(theme.Dim, strconv.Itoa(len(m.Rows))+" x "+strconv.Itoa(len(m.Cols))+" ", min(g.x, width))
	}
	every := 10 / g.cell
	at := 0 // columns drawn
	for c := g.left; c < g.left+g.cols; c++ {
		end := (c-g.left)*g.cell + 1
		n := strconv.Itoa(c + 1)
		switch {
		case m.Cols[c].Struck:
			n = struck
		case m.Cols[c].Marked:
			n = t.Glyphs.Mark
		case (c+1)%every != 0 && c != 0:
			continue
		}
		w := text.Width(n)
		if end-w < at {
			continue
		}
		p.Right(theme.Dim, n, end-at)
		at = end
	}
	return p.String()
}

// nameLine points to the cursor's column and says its name beside that.
func (m *MatrixView) nameLine(t *theme.Theme, g *grid, width int) string {
	if g.col < 0 {
		return draw.Paint(t, nil, width, theme.Plain)
	}
	l := m.Cols[g.col]
	name := l.Text
	if l.Kind != "" {
		name = l.Kind + " " + name
	}
	name += " (" + strconv.Itoa(g.col+1) + ")"
	x := g.x + (g.col-g.left)*g.cell
	p := draw.NewPainter(t, width, theme.Plain)
	if g.col < g.left || g.col >= g.left+g.cols {
		p.Line(draw.T(theme.Head, name))
		return p.String()
	}
	right, left := width-x-2, x-1
	if w := text.Width(name); w <= right || right >= left {
		p.Cell(theme.Plain, "", x)
		p.Text(m.cursorRole(), t.Glyphs.Down)
		p.Text(theme.Plain, " ")
		p.Cell(l.Role, name, right)
	} else {
		p.Right(l.Role, draw.Fit(t, name, min(w, left)), left)
		p.Text(theme.Plain, " ")
		p.Text(m.cursorRole(), t.Glyphs.Down)
	}
	return p.String()
}

func (m *MatrixView) cursorRole() theme.Role {
	if m.Focus {
		return theme.Focus
	}
	return theme.Border
}

func (m *MatrixView) class(r, c int) int {
	if m.Cell == nil {
		return 0
	}
	return min(max(m.Cell(r, c), 0), Hub)
}

var strengths = [6]theme.Role{theme.Border, theme.Weak, theme.Possible, theme.Strong, theme.Certain, theme.Dim}

func glyphOf(t *theme.Theme, class int) string {
	if class == Hub {
		return t.Glyphs.Hub
	}
	return t.Glyphs.Strength[class]
}

func (m *MatrixView) rowLine(t *theme.Theme, g *grid, r, width int) string {
	p := draw.NewPainter(t, width, theme.Plain)
	l := m.Rows[r]
	switch {
	case r == g.row:
		p.Cell(m.cursorRole(), t.Glyphs.Cursor, gutter-1)
	default:
		p.Cell(theme.Plain, "", gutter-1)
	}
	if l.Marked {
		p.Cell(theme.Mark, t.Glyphs.Mark, 1)
	} else {
		p.Cell(theme.Plain, "", 1)
	}
	role := l.Role
	if r == g.row && m.Focus {
		role = theme.Cursor
	} else if r == g.row {
		role = theme.Resting
	}
	p.Cell(role, l.Text, g.label)
	p.Cell(theme.Plain, "", 1)

	var run strings.Builder
	last := theme.Plain
	put := func(role theme.Role, s string) {
		if role != last {
			p.Text(last, run.String())
			run.Reset()
			last = role
		}
		run.WriteString(s)
	}
	guide := m.cursorRole()
	for c := g.left; c < g.left+g.cols; c++ {
		k := m.class(r, c)
		s, role := glyphOf(t, k), strengths[k]
		g.hubs = g.hubs || k == Hub
		switch {
		case m.Cols[c].Struck && k > 0:
			s, role = struck, theme.Warn
		case m.Cols[c].Struck:
			s, role = t.Glyphs.Vertical, theme.Warn
		}
		if k == 0 && !m.Cols[c].Struck {
			switch {
			case r == g.row && c == g.col:
				s, role = t.Glyphs.Cross, guide
			case r == g.row:
				s, role = t.Glyphs.Horizontal, guide
			case c == g.col:
				s, role = t.Glyphs.Vertical, guide
			}
		}
		if r == g.row && c == g.col {
			role = theme.Cursor
			if full := t.Glyphs.Eighths[8]; s == full && !t.Glyphs.ASCII && t.OnCursor(theme.Bad) == theme.Plain {
				s = t.Glyphs.Full // a whole block, reversed, is nothing
			}
		}
		put(role, s)
		switch {
		case g.cell == 1:
		case r == g.row && c+1 < len(m.Cols):
			put(guide, t.Glyphs.Horizontal)
		default:
			put(last, " ")
		}
	}
	p.Text(last, run.String())
	return p.String()
}

// statusLine says what lies outside, and what the cells mean.
func (m *MatrixView) statusLine(t *theme.Theme, g *grid, width int) string {
	left, right := "◂", t.Glyphs.Cursor
	if t.Glyphs.ASCII {
		left = "<"
	}
	var l draw.Line
	outside := func(before, after int, back, on string) {
		if before+after == 0 {
			return
		}
		if len(l) > 0 {
			l = l.Add(theme.Border, " "+t.Glyphs.Bullet+" ")
		}
		l = l.Add(theme.Dim, back+" "+strconv.Itoa(before)+" | "+strconv.Itoa(after)+" more "+on)
	}
	outside(g.left, len(m.Cols)-g.left-g.cols, left, right)
	outside(g.top, len(m.Rows)-g.top-g.rows, t.Glyphs.Up, t.Glyphs.Down)
	var legend draw.Line
	for _, k := range [...]int{4, 3, 2, 1, Hub} {
		if k == Hub && !g.hubs {
			continue
		}
		if len(legend) > 0 {
			legend = legend.Add(theme.Plain, "  ")
		}
		legend = legend.Add(strengths[k], glyphOf(t, k))
		legend = legend.Add(theme.Dim, " "+[6]string{"", "weak", "possible", "strong", "certain", "hub"}[k])
	}
	p := draw.NewPainter(t, width, theme.Plain)
	p.Line(l)
	if pad := p.Left() - legend.Width(); pad >= 2 || len(l) == 0 && pad >= 0 {
		p.Cell(theme.Plain, "", pad)
		p.Line(legend)
	}
	return p.String()
}
