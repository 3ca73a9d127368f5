package overlay

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Reader shows a text that may be longer than the screen.
type Reader struct {
	Env   *page.Env
	Title string
	Lines []draw.Line
	AtEnd bool // begins at the end, as a log does

	top   int
	rows  int
	total int
	begun bool
}

// Key implements page.Overlay.
func (r *Reader) Key(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "enter", "q", "space":
		return page.Tell(page.Hide{})
	case "up", "k":
		r.top--
	case "down", "j":
		r.top++
	case "pgup", "ctrl+u", "ctrl+b":
		r.top -= max(r.rows, 1)
	case "pgdown", "ctrl+d", "ctrl+f":
		r.top += max(r.rows, 1)
	case "home", "g":
		r.top = 0
	case "end", "G":
		r.top = r.total
	}
	return nil
}

// Paste implements page.Overlay.
func (r *Reader) Paste(string) tea.Cmd { return nil }

// Update implements page.Overlay.
func (r *Reader) Update(tea.Msg) tea.Cmd { return nil }

// View implements page.Overlay.
func (r *Reader) View(width, height int) draw.Block {
	th := r.Env.Theme
	w := min(width, 100)
	body := draw.Paragraphs(th, r.Lines, w-4)
	for i := range body {
		body[i] = " " + body[i] + " "
	}
	r.total = len(body)
	r.rows = max(min(height-2, len(body)), 1)
	if r.AtEnd && !r.begun {
		r.top = r.total
	}
	r.begun = true
	r.top = max(min(r.top, r.total-r.rows), 0)
	var more draw.Line
	if r.total > r.rows {
		more = draw.T(theme.Dim, count(min(r.top+r.rows, r.total), r.total))
	}
	return draw.Box(th, w, r.rows+2, draw.T(theme.Title, r.Title), more, true, draw.Fill(body[r.top:], w-2, r.rows))
}

// Caret implements page.Overlay.
func (r *Reader) Caret() (x, y int, ok bool) { return 0, 0, false }

// Click implements page.Overlay.
func (r *Reader) Click(int, int) tea.Cmd { return nil }

// Wheel implements page.Overlay.
func (r *Reader) Wheel(delta int) tea.Cmd {
	r.top += delta
	return nil
}
