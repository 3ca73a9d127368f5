package editor

import (
	"fmt"
	"strings"

	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

const (
	mostWidth = 90
	mostRows  = 20 // of the box
	textX     = 2  // where the text begins in the box
	// nearFull is how few bytes of room have the count of bytes shown.
	nearFull = 16 << 10
)

// View implements page.Overlay.
func (e *Editor) View(width, height int) draw.Block {
	th := e.env.Theme
	w, h := min(width, mostWidth), min(height, mostRows)
	if w < 8 || h < 3 { // of a border nothing would be left inside
		e.rows = 0
		return draw.Fill(nil, max(w, 0), max(h, 0))
	}
	inner := w - 2*textX
	head := e.head(inner, h-4)
	e.rows = max(h-3-len(head), 1)
	e.textY = 1 + len(head)
	e.layout.set(e.buf.text, inner)
	e.scroll()
	body := make(draw.Block, 0, h-2)
	put := func(line string) { body = append(body, " "+line+" ") }
	for _, l := range head {
		put(l)
	}
	for i := range e.rows {
		p := draw.NewPainter(th, inner, theme.Plain)
		switch {
		case e.buf.text == "" && i == 0:
			p.Line(draw.T(theme.Dim, "Write here. Markdown is welcome."))
		case e.top+i < len(e.layout.rows):
			r := e.layout.rows[e.top+i]
			p.Text(theme.Input, show(e.buf.text[r.from:r.to]))
		}
		put(p.String())
	}
	if len(body) < h-2 {
		put(e.foot(inner))
	}
	state := e.state()
	const frame = 8 // of a box around its two titles
	title := draw.CutLine(th, draw.T(theme.Title, e.o.Title), w-frame-state.Width())
	return draw.Box(th, w, h, title, state, true, body)
}

// scroll brings the caret into view, or where the wheel was turned keeps to the text.
func (e *Editor) scroll() {
	if !e.strays {
		at := e.layout.row(e.buf.at)
		e.top = min(max(e.top, at-e.rows+1), at)
	}
	e.top = max(min(e.top, len(e.layout.rows)-e.rows), 0)
}

// head is what stands above the text, in at most so many rows.
func (e *Editor) head(width, most int) (rows draw.Block) {
	th := e.env.Theme
	var lines []draw.Line
	if e.o.Context != "" {
		rows = append(rows, draw.Paint(th, draw.T(theme.Dim, e.o.Context), width, theme.Plain))
	}
	for _, p := range e.problems {
		lines = append(lines, draw.T(theme.Bad, p))
	}
	if n := len(e.others); n > 0 {
		d := e.others[0]
		l := draw.T(theme.Warn, "a window that was left")
		verb := "takes it"
		if d.Open {
			l, verb = draw.T(theme.Warn, "another window"), "takes a copy"
		}
		what := "draft"
		if !e.wrote.IsZero() && d.Changed.After(e.wrote) {
			what = "newer draft"
		}
		l = l.Add(theme.Warn, fmt.Sprintf(" has a %s of this (%s, %s)", what, size(len(d.Text)), when(d.Changed, e.env.Now())))
		if n > 1 {
			l = l.Add(theme.Warn, fmt.Sprintf(", and there are %d more", n-1))
		}
		lines = append(lines, l.Add(theme.Plain, ": ").Add(theme.Key, "ctrl+t").Add(theme.Plain, " "+verb))
	}
	if e.came != "" {
		lines = append(lines, draw.T(theme.Info, e.came))
	}
	rows = append(rows, draw.Paragraphs(th, lines, width)...)
	if rows = rows[:min(len(rows), max(most/2, 0))]; len(rows) == 0 {
		return nil
	}
	return append(rows, th.Style(theme.Border).Paint(strings.Repeat(th.Glyphs.Horizontal, width)))
}

func size(bytes int) string {
	if bytes < 1<<10 {
		return fmt.Sprintf("%d bytes", bytes)
	}
	return fmt.Sprintf("%d KiB", bytes>>10)
}

// state is what stands at the right of the title.
func (e *Editor) state() draw.Line {
	var l draw.Line
	if n := len(e.buf.text); n > draft.Most-nearFull {
		l = l.Add(theme.Warn, fmt.Sprintf("%d of %d bytes", n, draft.Most)).Add(theme.Border, ", ")
	}
	switch {
	case e.saving:
		return l.Add(theme.Info, "saving"+e.env.Theme.Glyphs.Ellipsis)
	case e.kept:
		return l.Add(theme.Good, "draft kept")
	case e.buf.text == e.base:
		return l.Add(theme.Dim, "no change")
	}
	return l.Add(theme.Bad, "no draft is kept")
}

// foot names the keys, and at its right where the caret is in a text that does not fit.
func (e *Editor) foot(width int) string {
	p := draw.NewPainter(e.env.Theme, width, theme.Plain)
	var where string
	if n := len(e.layout.rows); n > e.rows {
		where = fmt.Sprintf("%d of %d", e.layout.row(e.buf.at)+1, n)
	}
	hints := [][2]string{{"ctrl+s", "save"}, {"esc", "close, keep"}, {"ctrl+o", "your editor"}, {"alt+z", "undo"}, {"alt+shift+z", "redo"}}
	for _, h := range hints {
		if text.Width(h[0])+1+text.Width(h[1])+2+text.Width(where) > p.Left() {
			break
		}
		p.Text(theme.Key, h[0])
		p.Text(theme.Dim, " "+h[1]+"  ")
	}
	p.Right(theme.Dim, where, p.Left())
	return p.String()
}

// Caret implements page.Overlay.
func (e *Editor) Caret() (x, y int, ok bool) {
	if e.rows == 0 || len(e.layout.rows) == 0 || e.away {
		return 0, 0, false
	}
	y = e.here() - e.top
	return textX + e.layout.column(e.buf.at), e.textY + y, y >= 0 && y < e.rows
}
