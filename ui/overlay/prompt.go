package overlay

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Prompt asks for a line of text.
type Prompt struct {
	Env   *page.Env
	Title string
	Field Field
	About draw.Line // under the field; may be nil
	// Check says what is wrong with a value, "" for nothing; it may be nil.
	Check func(string) string
	// Path is that of a text which is a path; nil where it is none.
	Path *Paths
	Run  func(string) tea.Cmd

	wrong string
}

// Key implements page.Overlay.
func (p *Prompt) Key(k tea.KeyPressMsg) tea.Cmd {
	if k.String() == "enter" {
		if p.Check != nil {
			if p.wrong = p.Check(p.Field.Value()); p.wrong != "" {
				return nil
			}
		}
		return tea.Sequence(page.Tell(page.Hide{}), p.Run(p.Field.Value()))
	}
	if p.Path != nil && (k.String() == "tab" || p.Path.asks(k, &p.Field)) {
		p.wrong = ""
		return p.Path.complete(&p.Field)
	}
	if p.Field.Key(k) {
		p.changed()
	}
	return nil
}

func (p *Prompt) changed() {
	p.wrong = ""
	if p.Path != nil {
		p.Path.changed()
	}
}

// Paste implements page.Overlay.
func (p *Prompt) Paste(s string) tea.Cmd {
	p.Field.Insert(s)
	p.changed()
	return nil
}

// Update implements page.Overlay.
func (p *Prompt) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(page.Answer[*found]); ok && p.Path != nil {
		p.Path.take(&p.Field, msg)
	}
	return nil
}

// View implements page.Overlay.
func (p *Prompt) View(width, height int) draw.Block {
	th := p.Env.Theme
	w := min(width, 76)
	body := draw.Block{p.Field.View(th, w-2)}
	if p.Path != nil {
		for _, l := range p.Path.lines(height - 6) { // names are cut: one is a line
			body = append(body, draw.Paint(th, append(draw.Plain("  "), l...), w-2, theme.Plain))
		}
	}
	switch {
	case p.wrong != "":
		body = append(body, draw.Paragraphs(th, []draw.Line{draw.T(theme.Bad, p.wrong)}, w-2)...)
	case p.About != nil:
		body = append(body, draw.Paragraphs(th, []draw.Line{p.About}, w-2)...)
	}
	if p.Path != nil {
		body = append(body, draw.Paint(th, draw.T(theme.Dim, "tab completes   enter takes it   esc leaves it"), w-2, theme.Plain))
	}
	return draw.Box(th, w, min(len(body)+2, max(height, 2)), draw.T(theme.Title, p.Title), nil, true, body)
}

// Caret implements page.Overlay.
func (p *Prompt) Caret() (x, y int, ok bool) { return 1 + p.Field.Caret(), 1, true }

// Click implements page.Overlay.
func (p *Prompt) Click(int, int) tea.Cmd { return nil }

// Wheel implements page.Overlay.
func (p *Prompt) Wheel(int) tea.Cmd { return nil }
