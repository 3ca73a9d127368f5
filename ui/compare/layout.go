package compare

import (
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/plot"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// layout is the rows wrapped to their columns, for one width and theme.
type layout struct {
	theme *theme.Theme
	width int
	rows  []laidRow
	total int // lines
}

// laidRow is a row in lines. All of its columns are wrapped, on the screen or not:
// accounts scroll sideways without another layout.
type laidRow struct {
	from    int // the first line
	heading int // lines above it: a blank one and the heading of its section
	lines   int // without them
	label   []draw.Line
	cells   [][]draw.Line
	whole   []draw.Line
}

const (
	gutter      = 2  // the cursor and a space
	leastColumn = 16 // of an account
	bar         = 1  // the scroll bar, at the right
	roomy       = 100

	labelLines = 3
	linkLines  = 6
	linkIndent = 5 // below the letters and the class
)

// labelWidth, markWidth and gap are narrower where there is little room.
func (p *Page) labelWidth() int {
	switch {
	case p.width >= 120:
		return 16
	case p.width >= 80:
		return 12
	}
	return 10
}

func (p *Page) markWidth() int {
	if p.width >= roomy {
		return 10
	}
	return 8
}

func (p *Page) gap() int {
	if p.width >= roomy {
		return 2
	}
	return 1
}

// room is what the columns of accounts have together.
func (p *Page) room() int {
	return max(p.width-gutter-p.labelWidth()-p.markWidth()-2*p.gap()-bar, 1)
}

// columnsShown is how many accounts are side by side.
func (p *Page) columnsShown() int {
	n := (p.room() + p.gap()) / (leastColumn + p.gap())
	return max(min(n, len(p.accounts)), 1)
}

func (p *Page) columnWidth() int {
	n := p.columnsShown()
	return max((p.room()-(n-1)*p.gap())/n, 1)
}

// columnAt gives the account at a column of the screen.
func (p *Page) columnAt(x int) (column int, ok bool) {
	x -= p.width - bar - p.room()
	w := p.columnWidth() + p.gap()
	if x < 0 || x/w >= p.columnsShown() || p.left+x/w >= len(p.accounts) {
		return 0, false
	}
	return p.left + x/w, true
}

// lay wraps the rows that are shown, unless they are.
func (p *Page) lay() {
	th := p.env.Theme
	if p.laid.theme == th && p.laid.width == p.width {
		return
	}
	p.laid = layout{theme: th, width: p.width, rows: make([]laidRow, len(p.shown))}
	section := ""
	for i, n := range p.shown {
		r := &p.all[n]
		l := &p.laid.rows[i]
		l.from = p.laid.total
		if r.section != section {
			if section = r.section; i > 0 {
				l.heading++
			}
			l.heading++
		}
		p.wrap(th, r, l)
		p.laid.total += l.heading + l.lines
	}
	p.keepInView()
}

func (p *Page) wrap(th *theme.Theme, r *row, l *laidRow) {
	if r.whole != nil {
		for _, line := range r.whole {
			l.whole = append(l.whole, wrapped(th, line, p.width-gutter-bar, linkLines, linkIndent)...)
		}
		l.lines = len(l.whole)
		return
	}
	l.label = wrapped(th, draw.T(theme.Dim, r.label), p.labelWidth(), labelLines, 0)
	if r.note != "" {
		l.label = append(l.label, wrapped(th, draw.T(theme.Dim, r.note), p.labelWidth(), labelLines, 0)...)
	}
	_, mark := r.said(th)
	l.lines = max(len(l.label), len(mark), 1)
	for _, c := range r.cells {
		var lines []draw.Line
		for _, part := range c.parts {
			lines = append(lines, wrapped(th, draw.T(part.role, part.text), p.columnWidth(), part.most, 0)...)
		}
		if c.fit != nil {
			lines = append(lines, hours(th, c, p.columnWidth()))
		}
		l.cells = append(l.cells, lines)
		l.lines = max(l.lines, len(lines))
	}
}

// wrapped breaks a line into at most so many, and says where there were more.
func wrapped(th *theme.Theme, line draw.Line, width, most, indent int) []draw.Line {
	width = max(width, 1)
	// What cannot be shown is not wrapped: a value may be thousands of columns long.
	lines := draw.Wrap(draw.CutLine(th, line, (most+1)*width), width, indent)
	if len(lines) <= most {
		return lines
	}
	last := lines[most-1]
	if last.Width() >= width {
		last = draw.CutLine(th, last, width-1)
	} else {
		last = append(last[:len(last):len(last)], draw.Span{Role: theme.Dim, Text: th.Glyphs.Ellipsis})
	}
	return append(lines[:most-1:most-1], last)
}

// hours draws when an account signs in, by hour of the day in UTC.
func hours(th *theme.Theme, c cell, width int) draw.Line {
	values := make([]float64, 24)
	for i, n := range c.fit.Halves {
		values[i/2] += float64(n)
	}
	return draw.Line{plot.Spark(th, values, min(width, len(values)))}
}

// keepInView moves the window to where the cursor's row is on the screen, with the
// heading above it where there is room.
func (p *Page) keepInView() {
	if p.cursor >= len(p.laid.rows) {
		p.top = 0
		return
	}
	r, rows := &p.laid.rows[p.cursor], p.bodyHeight()
	last := r.from + r.heading + r.lines
	p.top = max(p.top, last-rows)
	if p.top > r.from {
		// Of a row that is higher than the window the beginning is shown.
		p.top = r.from
		if r.heading+r.lines > rows {
			p.top += r.heading
		}
	}
	p.clampTop()
}

func (p *Page) clampTop() { p.top = max(min(p.top, p.laid.total-p.bodyHeight()), 0) }

// skip moves the cursor by about so many lines, and by a row at least.
func (p *Page) skip(lines int) {
	p.lay()
	if len(p.laid.rows) == 0 {
		return
	}
	to := p.laid.rows[p.cursor].from + lines
	row := p.cursor
	for step := sign(lines); row+step >= 0 && row+step < len(p.laid.rows); {
		row += step
		if from := p.laid.rows[row].from; step > 0 && from >= to || step < 0 && from <= to {
			break
		}
	}
	p.goTo(row)
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// scroll moves the window, and the cursor only where it would leave it.
func (p *Page) scroll(delta int) {
	p.lay()
	p.top += delta
	p.clampTop()
	for p.cursor < len(p.laid.rows)-1 && p.laid.rows[p.cursor].from+p.laid.rows[p.cursor].heading < p.top {
		p.cursor++
	}
	for p.cursor > 0 && p.laid.rows[p.cursor].from+p.laid.rows[p.cursor].heading >= p.top+p.bodyHeight() {
		p.cursor--
	}
}

// rowAt gives the row at a line of the screen.
func (p *Page) rowAt(y int) (row int, ok bool) {
	at := p.top + y - p.headHeight()
	if y < p.headHeight() {
		return 0, false
	}
	for i := range p.laid.rows {
		r := &p.laid.rows[i]
		if at >= r.from+r.heading && at < r.from+r.heading+r.lines {
			return i, true
		}
	}
	return 0, false
}
