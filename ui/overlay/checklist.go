package overlay

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Choice is one line of a checklist.
type Choice struct {
	Key, Label, Note string
	On               bool
}

// Checklist is a list to choose several of, and to put in order.
type Checklist struct {
	Env     *page.Env
	Title   string
	Choices []Choice
	// Run takes the keys of what is chosen, in order.
	Run func([]string) tea.Cmd

	cursor, top, rows int
}

// Key implements page.Overlay.
func (c *Checklist) Key(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "enter":
		var on []string
		for _, ch := range c.Choices {
			if ch.On {
				on = append(on, ch.Key)
			}
		}
		return tea.Sequence(page.Tell(page.Hide{}), c.Run(on))
	case "space", "x":
		c.toggle(c.cursor)
	case "up", "k":
		c.cursor--
	case "down", "j":
		c.cursor++
	case "home", "g":
		c.cursor = 0
	case "end", "G":
		c.cursor = len(c.Choices) - 1
	case "K", "shift+up":
		c.move(-1)
	case "J", "shift+down":
		c.move(1)
	}
	c.cursor = max(min(c.cursor, len(c.Choices)-1), 0)
	return nil
}

func (c *Checklist) toggle(i int) {
	if i >= 0 && i < len(c.Choices) {
		c.Choices[i].On = !c.Choices[i].On
	}
}

func (c *Checklist) move(delta int) {
	if to := c.cursor + delta; to >= 0 && to < len(c.Choices) {
		c.Choices[c.cursor], c.Choices[to] = c.Choices[to], c.Choices[c.cursor]
		c.cursor = to
	}
}

// Paste implements page.Overlay.
func (c *Checklist) Paste(string) tea.Cmd { return nil }

// Update implements page.Overlay.
func (c *Checklist) Update(tea.Msg) tea.Cmd { return nil }

// View implements page.Overlay.
func (c *Checklist) View(width, height int) draw.Block {
	th := c.Env.Theme
	w := min(width, 76)
	c.rows = max(min(height-4, len(c.Choices)), 1)
	c.top = max(min(c.top, c.cursor), c.cursor-c.rows+1, 0)
	var body draw.Block
	for i := c.top; i < min(c.top+c.rows, len(c.Choices)); i++ {
		ch := c.Choices[i]
		base, role, glyph := theme.Plain, func(r theme.Role) theme.Role { return r }, " "
		if i == c.cursor {
			base, role, glyph = theme.Cursor, th.OnCursor, th.Glyphs.Cursor
		}
		p := draw.NewPainter(th, w-2, base)
		p.Text(role(theme.Focus), glyph+" ")
		box := "[ ] "
		if ch.On {
			box = "[" + th.Glyphs.Mark + "] "
		}
		p.Text(role(theme.Mark), box)
		p.Cell(role(theme.Plain), ch.Label, 18)
		p.Line(draw.T(role(theme.Dim), " "+ch.Note))
		body = append(body, p.String())
	}
	help := draw.Line{{Role: theme.Key, Text: " space"}, {Role: theme.Dim, Text: " on or off  "}, {Role: theme.Key, Text: "J K"},
		{Role: theme.Dim, Text: " move  "}, {Role: theme.Key, Text: "enter"}, {Role: theme.Dim, Text: " use  "}, {Role: theme.Key, Text: "esc"}, {Role: theme.Dim, Text: " leave as it was"}}
	body = append(body, draw.Paint(th, nil, w-2, theme.Plain), draw.Paint(th, help, w-2, theme.Plain))
	return draw.Box(th, w, len(body)+2, draw.T(theme.Title, c.Title), draw.T(theme.Dim, count(c.cursor+1, len(c.Choices))), true, body)
}

// Caret implements page.Overlay.
func (c *Checklist) Caret() (x, y int, ok bool) { return 0, 0, false }

// Click implements page.Overlay.
func (c *Checklist) Click(_, y int) tea.Cmd {
	if i := c.top + y - 1; y >= 1 && y <= c.rows && i < len(c.Choices) {
		c.cursor = i
		c.toggle(i)
	}
	return nil
}

// Wheel implements page.Overlay.
func (c *Checklist) Wheel(delta int) tea.Cmd {
	c.cursor = max(min(c.cursor+delta, len(c.Choices)-1), 0)
	return nil
}
