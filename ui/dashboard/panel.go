package dashboard

import (
	"context"
	"math"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/plot"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// style is how a panel draws its numbers.
type style uint8

const (
	bars    style = iota // a row with a bar for each
	columns              // a column for each, and below it the one that the cursor is on
	share                // parts of a whole, and a row for each
	list                 // a row for each, without a figure
)

// panel is one figure of the page.
type panel struct {
	title string
	style style
	last  bool // the cursor begins at the last row
	late  bool // its answer takes longest, so it is asked for last
	work  bool // it is of what people do, and is shown once there is something of it
	ask   func(context.Context, Store, time.Time) (answer, error)

	door   page.Door
	has    bool
	failed string
	answer answer
	by     string // unit of time of the rows, or ""
	cursor int
	moved  bool // by the user
	top    int  // the first row on the screen
	width  int
	height int
}

// order is when the panel is asked for.
func (p *panel) order() int {
	if p.late {
		return 1
	}
	return 0
}

// load asks for the panel's numbers.
func (p *panel) load(s Store, now time.Time) tea.Cmd {
	ask := p.ask
	return page.Ask(&p.door, func(ctx context.Context) (answer, error) { return ask(ctx, s, now) })
}

// take takes an answer. The cursor stays on the row of its label.
func (p *panel) take(a answer) {
	on := p.label()
	p.has, p.failed, p.answer = true, "", a
	p.fit()
	p.hold(on)
}

func (p *panel) label() string {
	if r := p.current(); r != nil {
		return r.label
	}
	return ""
}

func (p *panel) hold(label string) {
	if p.cursor = max(min(p.cursor, len(p.answer.rows)-1), 0); p.last && !p.moved {
		p.cursor = max(len(p.answer.rows)-1, 0)
	}
	for i, r := range p.answer.rows {
		if p.moved && r.label == label {
			p.cursor = i
		}
	}
	p.keepInView()
}

// size sets the size with its border.
func (p *panel) size(width, height int) {
	p.width, p.height = width, height
	on := p.label()
	p.fit()
	p.hold(on)
}

// fit makes the rows of days that the panel has room for.
func (p *panel) fit() {
	if d := p.answer.days; d != nil && p.width > 0 {
		// An axis takes about eight columns, and a column with a gap two.
		p.answer.rows, p.by = d.rows(max((p.width-2-8)/2, 4))
	}
}

// current is the row that the cursor is on, or nil.
func (p *panel) current() *datum {
	if p.cursor >= len(p.answer.rows) {
		return nil
	}
	return &p.answer.rows[p.cursor]
}

// move takes the cursor to a row; it is false where there is none.
func (p *panel) move(to int) bool {
	if to < 0 || to >= len(p.answer.rows) {
		return false
	}
	p.cursor, p.moved = to, true
	p.keepInView()
	return true
}

// How many lines panels take with their borders. Columns of fewer say little, and of
// more no more; a list of fewer rows is worth its while where all of it is there.
const (
	leastColumns, mostColumns = 7, 12
	leastRows                 = 7
)

// need is how many lines the panel takes with its border. What it is about may change
// that, so a panel without rows yet takes as little as it can.
func (p *panel) need() need {
	rows := max(len(p.answer.rows), 2) // what is said instead of rows may take two lines
	switch {
	case p.style == columns && (len(p.answer.rows) > 0 || !p.has):
		return need{leastColumns, mostColumns}
	case p.style == share:
		return need{rows + 3, rows + 3}
	}
	return need{min(rows+2, leastRows), rows + 2}
}

// rowsAt is the line of the panel on which its rows begin, and how many there is
// room for.
func (p *panel) rowsAt() (y, n int) {
	switch inner := max(p.height-2, 0); p.style {
	case columns:
		return p.height - 2, 1
	case share:
		return 2, max(inner-1, 0)
	default:
		return 1, inner
	}
}

func (p *panel) keepInView() {
	_, n := p.rowsAt()
	p.top = max(min(p.top, p.cursor), p.cursor-n+1, 0)
	p.top = max(min(p.top, len(p.answer.rows)-n), 0)
}

// hit gives the row at a place of the panel.
func (p *panel) hit(y int) (row int, ok bool) {
	from, n := p.rowsAt()
	if p.style == columns || y < from || y >= from+n || p.top+y-from >= len(p.answer.rows) {
		return 0, false
	}
	return p.top + y - from, true
}

// view draws the panel.
func (p *panel) view(th *theme.Theme, focus bool) draw.Block {
	about := p.answer.about
	if p.by != "" {
		about = "by " + p.by + ", " + about
	}
	var right draw.Line
	switch {
	case p.door.Waiting():
		right = draw.T(theme.Dim, "counting"+th.Glyphs.Ellipsis)
	case about != "":
		right = draw.T(theme.Dim, about)
	}
	width, height := max(p.width-2, 0), max(p.height-2, 0)
	return draw.Box(th, p.width, p.height, draw.T(theme.Title, p.title), right, focus, p.body(th, width, height, focus))
}

func (p *panel) body(th *theme.Theme, width, height int, focus bool) draw.Block {
	said := func(r theme.Role, s string) draw.Block {
		return draw.Fill(draw.Paragraphs(th, draw.Wrap(draw.T(r, " "+s), width, 1), width), width, height)
	}
	switch {
	case p.failed != "":
		return said(theme.Warn, p.failed)
	case !p.has:
		return said(theme.Dim, th.Glyphs.Ellipsis)
	case len(p.answer.rows) == 0:
		return said(theme.Dim, p.answer.empty)
	case p.style == columns:
		return p.columns(th, width, height, focus)
	}
	var out, rows draw.Block
	switch p.style {
	case share:
		figure, lines := p.share(th, width)
		out, rows = figure, lines
	case list:
		rows = p.list(th, width)
	default:
		rows = plot.Bars(th, p.bars(), max(width-gutter, 0), len(p.answer.rows))
		for i := range rows {
			rows[i] = strings.Repeat(" ", min(gutter, width)) + rows[i]
		}
	}
	_, n := p.rowsAt()
	for i := p.top; i < min(p.top+n, len(rows)); i++ {
		if focus && i == p.cursor {
			rows[i] = onCursor(th, rows[i], width)
		}
		out = append(out, rows[i])
	}
	return draw.Fill(out, width, height)
}

// gutter is the room of the cursor before a row.
const gutter = 2

// onCursor draws a row that is drawn already as the one under the cursor.
func onCursor(th *theme.Theme, row string, width int) string {
	bare := ansi.Strip(row)
	if bare == "" {
		return row
	}
	return draw.Paint(th, draw.Line{{Role: th.OnCursor(theme.Focus), Text: th.Glyphs.Cursor}, {Role: theme.Plain, Text: bare[1:]}}, width, theme.Cursor)
}

// notesFrom is the width from which notes stand beside bars: in less they would cut the
// labels. What the note of a row is stands in the status line anyway.
const notesFrom = 56

func (p *panel) bars() []plot.Bar {
	out := make([]plot.Bar, len(p.answer.rows))
	for i, r := range p.answer.rows {
		out[i] = plot.Bar{Label: r.label, Value: float64(r.value), Role: r.role}
		if p.width >= notesFrom {
			out[i].Note = r.note
		}
	}
	return out
}

// partGlyphs are the textures of parts that stand side by side.
func partGlyphs(th *theme.Theme) []string {
	s := th.Glyphs.Shades
	return []string{s[4], s[1], s[3], s[2], s[0]}
}

// share draws parts of a whole and a row for each.
func (p *panel) share(th *theme.Theme, width int) (figure, rows draw.Block) {
	glyphs, total := partGlyphs(th), int64(0)
	parts := make([]plot.Part, len(p.answer.rows))
	for i, r := range p.answer.rows {
		parts[i] = plot.Part{Label: r.label, Value: float64(r.value), Role: r.role, Glyph: glyphs[i%len(glyphs)]}
		total += r.value
	}
	for i, r := range p.answer.rows {
		pt := draw.NewPainter(th, width, theme.Plain)
		pt.Cell(theme.Plain, "", gutter)
		pt.Text(r.role, glyphs[i%len(glyphs)])
		pt.Text(theme.Plain, " "+r.label+"  "+words.Thousands(r.value))
		if total > 0 {
			pt.Text(theme.Dim, "  "+percent(r.value, total))
		}
		rows = append(rows, pt.String())
	}
	if figure = plot.Share(th, parts, width); len(figure) > 1 {
		figure = figure[:1] // the rows say what its legend says
	}
	return figure, rows
}

// percent gives a part of a whole, which is 0 and 100 only where it is nothing and
// all.
func percent(part, whole int64) string {
	switch p := 100 * float64(part) / float64(whole); {
	case p > 0 && p < 1:
		return "under 1 %"
	case p < 100 && p > 99:
		return "over 99 %"
	default:
		return plot.Number(math.Round(p)) + " %"
	}
}

// list draws a row for each number.
func (p *panel) list(th *theme.Theme, width int) draw.Block {
	label, value := 0, 0
	for _, r := range p.answer.rows {
		label, value = max(label, len(r.label)), max(value, len(r.said))
	}
	var out draw.Block
	for _, r := range p.answer.rows {
		pt := draw.NewPainter(th, width, theme.Plain)
		pt.Cell(theme.Plain, "", gutter)
		pt.Cell(theme.Dim, r.label, label)
		pt.Right(theme.Plain, r.said, value+2)
		pt.Line(draw.T(theme.Dim, "  "+r.note))
		out = append(out, pt.String())
	}
	return out
}

// columns draws a column for each number. Where the panel has the keyboard the axis
// names the one that the cursor is on, and the line below says it.
func (p *panel) columns(th *theme.Theme, width, height int, focus bool) draw.Block {
	s := plot.Series{Role: theme.Series1}
	for i, r := range p.answer.rows {
		s.Values = append(s.Values, float64(r.value))
		label := r.label
		if focus && i != p.cursor {
			label = ""
		} else if focus {
			label = th.Glyphs.Up + label
		}
		s.Labels = append(s.Labels, label)
	}
	out := plot.Columns(th, s, width, max(height-1, 0))
	if height == 0 {
		return out
	}
	r := p.current()
	said := r.said
	if said == "" {
		said = words.Count(r.value, "account")
	}
	row := draw.Paint(th, draw.T(theme.Dim, "  "+r.label+"  "+said), width, theme.Plain)
	if focus {
		row = onCursor(th, row, width)
	}
	return append(out, row)
}
