package overlay

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Confirm asks before something is done. "No" is under the cursor. What it says scrolls where
// it is higher than the screen.
type Confirm struct {
	Env   *page.Env
	Title string
	Lines []draw.Line
	Hang  int    // how far the second and later rows of a line are indented
	Yes   string // what is done, such as "remove the queue"
	Run   tea.Cmd

	yes   bool
	yesAt [2]int
	noAt  [2]int
	row   int

	top, rows, total int // of what it says
}

// Key implements page.Overlay.
func (c *Confirm) Key(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "left", "right", "tab", "shift+tab", "h", "l":
		c.yes = !c.yes
	case "up", "k":
		c.top--
	case "down", "j":
		c.top++
	case "pgup", "ctrl+u", "ctrl+b":
		c.top -= max(c.rows, 1)
	case "pgdown", "ctrl+d", "ctrl+f":
		c.top += max(c.rows, 1)
	case "home", "g":
		c.top = 0
	case "end", "G":
		c.top = c.total
	case "enter":
		// A key that is held down answers no question.
		if !k.IsRepeat {
			return c.answer(c.yes)
		}
	}
	return nil
}

func (c *Confirm) answer(yes bool) tea.Cmd {
	if !yes {
		return page.Tell(page.Hide{})
	}
	return tea.Sequence(page.Tell(page.Hide{}), c.Run)
}

// Paste implements page.Overlay.
func (c *Confirm) Paste(string) tea.Cmd { return nil }

// Update implements page.Overlay.
func (c *Confirm) Update(tea.Msg) tea.Cmd { return nil }

// View implements page.Overlay.
func (c *Confirm) View(width, height int) draw.Block {
	th := c.Env.Theme
	w := min(width, 72)
	body := draw.Hanging(th, c.Lines, w-2, c.Hang)
	c.total = len(body)
	c.rows = min(c.total, max(height-4, 0))
	c.top = max(min(c.top, c.total-c.rows), 0)
	var more draw.Line
	if c.rows < c.total {
		more = draw.T(theme.Key, "up down ").Add(theme.Dim, count(c.top+c.rows, c.total))
	}
	body = draw.Fill(body[c.top:c.top+c.rows], w-2, min(c.total+1, max(height-3, 1)))
	p := draw.NewPainter(th, w-2, theme.Plain)
	button := func(label string, on bool) [2]int {
		r, left, right := theme.Plain, " ", " "
		if on {
			r, left, right = theme.Cursor, th.Glyphs.Cursor, " "
		}
		from := w - 2 - p.Left()
		p.Text(r, left+label+right)
		return [2]int{from, w - 2 - p.Left()}
	}
	p.Text(theme.Plain, " ")
	c.noAt = button("no", !c.yes)
	p.Text(theme.Plain, "   ")
	c.yesAt = button(c.Yes, c.yes)
	c.row = len(body)
	return draw.Box(th, w, len(body)+3, draw.T(theme.Title, c.Title), more, true, append(body, p.String()))
}

// Caret implements page.Overlay.
func (c *Confirm) Caret() (x, y int, ok bool) { return 0, 0, false }

// Click implements page.Overlay.
func (c *Confirm) Click(x, y int) tea.Cmd {
	in := func(r [2]int) bool { return x-1 >= r[0] && x-1 < r[1] }
	switch {
	case y-1 != c.row:
	case in(c.noAt):
		return c.answer(false)
	case in(c.yesAt):
		c.yes = true // the second click, or enter, answers
	}
	return nil
}

// Wheel implements page.Overlay.
func (c *Confirm) Wheel(delta int) tea.Cmd {
	c.top += delta
	return nil
}
