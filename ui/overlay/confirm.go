package overlay

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Confirm asks before something is done. "No" is under the cursor.
type Confirm struct {
	Env   *page.Env
	Title string
	Lines []draw.Line
	Yes   string // what is done, such as "remove the queue"
	Run   tea.Cmd

	yes   bool
	yesAt [2]int
	noAt  [2]int
	row   int
}

// Key implements page.Overlay.
func (c *Confirm) Key(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "left", "right", "tab", "shift+tab", "h", "l":
		c.yes = !c.yes
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
	body := draw.Paragraphs(th, c.Lines, w-2)
	body = draw.Fill(body, w-2, min(len(body)+1, max(height-3, 1)))
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
	return draw.Box(th, w, len(body)+3, draw.T(theme.Title, c.Title), nil, true, append(body, p.String()))
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
func (c *Confirm) Wheel(int) tea.Cmd { return nil }
