package cases

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Typing implements page.Typer.
func (p *Page) Typing() bool { return p.typing }

// Caret implements page.Typer.
func (p *Page) Caret() (x, y int, ok bool) { return 1 + p.field.Caret(), 0, p.typing }

// Hints implements page.Hinter.
func (p *Page) Hints() [][2]string {
	return [][2]string{{"enter", "to the list"}, {"up down", "move in the list"}, {"ctrl+u", "clear"}, {"esc", "leave"}}
}

// Paste implements page.Typer.
func (p *Page) Paste(s string) tea.Cmd {
	p.field.Insert(s)
	p.fill()
	return nil
}

// Type implements page.Typer.
func (p *Page) Type(k tea.KeyPressMsg) tea.Cmd {
	rows := map[string]int{"up": -1, "down": 1, "pgup": -p.table.Rows(), "pgdown": p.table.Rows()}
	switch s := k.String(); {
	case s == "enter" || s == "esc":
		p.typing = false
	case rows[s] != 0:
		p.table.Move(p.table.Cursor() + rows[s])
	case p.field.Key(k):
		p.fill()
	}
	return nil
}

// Size implements page.Page.
func (p *Page) Size(width, height int) {
	p.width, p.height = width, height
	p.table.Size(p.tableWidth(), max(height-2, 1))
}

func (p *Page) tableWidth() int {
	if p.width < sideFrom+40 { // a list of this many columns needs all of 120
		return p.width
	}
	return p.width - sideWidth(p.width)
}

// View implements page.Page.
func (p *Page) View() draw.Block {
	th := p.env.Theme
	counted := p.counted()
	room := p.width - counted.Width() - 2
	if room < 20 {
		room, counted = p.width-1, nil
	}
	bar := " " + p.field.View(th, max(room, 0)) + draw.Paint(th, append(draw.Plain(" "), counted...), p.width-1-max(room, 0), theme.Plain)
	p.table.Empty = p.empty()
	body := p.table.View(th)
	if side := p.width - p.tableWidth(); side > 0 {
		body = draw.Beside(body, p.side(th, side, len(body)))
	}
	return draw.Fill(append(draw.Block{bar, draw.Paint(th, nil, p.width, theme.Plain)}, body...), p.width, p.height)
}

func (p *Page) empty() string {
	switch {
	case !p.loaded:
		return "looking"
	case len(p.all) == 0:
		return "there is no case yet; " + p.env.Keys.Key(keys.Begin) + " begins one, and " + p.env.Keys.Key(keys.ToCase) + " on an account puts it into one"
	}
	return "no case is so; " + p.env.Keys.Key(keys.Back) + " shows all"
}

// counted says how many cases are shown, open and due.
func (p *Page) counted() draw.Line {
	if !p.loaded {
		return nil
	}
	open, due := 0, 0
	for _, c := range p.shown {
		if c.Open {
			open++
		}
		if _, is := words.FollowUp(c, p.now()); is {
			due++
		}
	}
	l := draw.T(theme.Head, words.Count(len(p.shown), "case")).Add(theme.Dim, ", "+words.Thousands(open)+" open")
	if due > 0 {
		l = l.Add(theme.Dim, ", ").Add(theme.Warn, words.Thousands(due)+" due")
	}
	return l.Add(theme.Plain, " ")
}

// side says more of the case under the cursor.
func (p *Page) side(th *theme.Theme, width, height int) draw.Block {
	c := p.current()
	if c == nil {
		return draw.Box(th, width, height, nil, nil, false, nil)
	}
	var lines []draw.Line
	if len(c.Tags) > 0 {
		lines = append(lines, draw.T(theme.Info, words.Names(c.Tags)))
	}
	roles := map[string]int{}
	for _, m := range c.Members {
		roles[m.Role]++
	}
	for _, r := range workflow.Roles {
		if n := roles[r]; n > 0 {
			lines = append(lines, draw.Plain(words.Thousands(n)+" "+r))
		}
	}
	if c.Hold != nil {
		lines = append(lines, draw.T(theme.Warn, words.HeldLine(c.Hold)))
	}
	if n := len(c.Values); n > 0 {
		lines = append(lines, draw.Plain(words.Count(n, "value")))
	}
	if c.Outcome != "" {
		lines = append(lines, nil, draw.T(theme.Head, "closed: ").Add(theme.Plain, words.Clean(c.Outcome)))
	}
	if len(c.Steps) > 0 {
		lines = append(lines, nil, draw.T(theme.Head, "QUESTIONS").Add(theme.Dim, fmt.Sprintf("  %d of %d answered", done(c), len(c.Steps))))
	}
	for _, s := range c.Steps {
		lines = append(lines, stepLine(th, s))
	}
	body := draw.Paragraphs(th, lines, max(width-4, 1))
	for i := range body {
		body[i] = " " + body[i] + " "
	}
	return draw.Box(th, width, height, draw.T(theme.Title, words.Clean(c.Title)), nil, false, body)
}

// stepLine draws a question of a case.
func stepLine(th *theme.Theme, s workflow.CaseStep) draw.Line {
	if s.Done.Entry == 0 {
		return draw.T(theme.Dim, "[ ] ").Add(theme.Plain, words.Clean(s.Text))
	}
	return draw.T(theme.Good, "["+th.Glyphs.Mark+"] ").Add(theme.Dim, words.Clean(s.Text))
}

// Click implements page.Clicker.
func (p *Page) Click(x, y int) tea.Cmd {
	if y < 2 {
		p.typing = p.typing || y == 0
		return nil
	}
	if x >= p.tableWidth() {
		return nil
	}
	hit := p.table.Hit(x, y-2)
	switch {
	case hit.Row < 0:
	case hit.Row == p.table.Cursor():
		return p.open()
	default:
		p.table.Move(hit.Row)
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *Page) Wheel(_, _, delta int) tea.Cmd {
	p.table.Scroll(delta)
	return nil
}
