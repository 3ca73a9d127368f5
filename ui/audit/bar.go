package audit

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// bar is the filter as it is typed, and a line under it that says what it means or what
// is wrong with it.
type bar struct {
	field  overlay.Field
	typing bool
	wrong  page.Say // Text "" for nothing
}

func newBar(text string) bar {
	var b bar
	b.field.Prompt = "/ "
	b.field.Hint = "all entries; try  by:kim  action:tag  since:7d  account:ID  words"
	b.field.Set(text)
	return b
}

// parse reads the bar. A filter that cannot be read leaves the last one that could.
func (p *Page) parse() bool {
	f, err := store.ParseAuditFilter(p.bar.field.Value(), p.env.Now())
	p.bar.wrong = page.Say{}
	if err != nil {
		p.bar.wrong = page.Problem(err)
		return false
	}
	p.filter = f
	return true
}

// set puts a filter into the bar.
func (p *Page) set(text string) tea.Cmd {
	p.bar.field.Set(text)
	if !p.parse() {
		return nil
	}
	return p.find(0, true)
}

// Typing implements page.Typer.
func (p *Page) Typing() bool { return p.bar.typing }

// Caret implements page.Typer.
func (p *Page) Caret() (x, y int, ok bool) { return 1 + p.bar.field.Caret(), 1, p.bar.typing }

// Hints implements page.Hinter.
func (p *Page) Hints() [][2]string {
	return [][2]string{{"enter", "to the list"}, {"up down", "move in the list"}, {"ctrl+u", "clear"}, {"esc", "leave"}}
}

// Paste implements page.Typer.
func (p *Page) Paste(s string) tea.Cmd {
	p.bar.field.Insert(s)
	return p.typed()
}

// Type implements page.Typer.
func (p *Page) Type(k tea.KeyPressMsg) tea.Cmd {
	rows := map[string]int{"up": -1, "down": 1, "pgup": -p.table.Rows(), "pgdown": p.table.Rows()}
	switch s := k.String(); {
	case s == "enter" || s == "esc":
		p.bar.typing = false
		return nil
	case rows[s] != 0:
		p.table.Move(p.table.Cursor() + rows[s])
		return p.moved()
	}
	if p.bar.field.Key(k) {
		return p.typed()
	}
	return nil
}

func (p *Page) typed() tea.Cmd {
	if !p.parse() {
		return nil
	}
	return p.find(typingPause, true)
}

// view draws the field with what was found at its right, and the line under it.
func (b *bar) view(th *theme.Theme, width int, counts, chips draw.Line) draw.Block {
	room := width - counts.Width() - 2
	if room < 20 {
		room, counts = width-1, nil
	}
	under := chips
	if b.wrong.Text != "" {
		said := b.wrong.Text
		if b.wrong.Hint != "" && !strings.Contains(said, b.wrong.Hint) {
			said += "; " + b.wrong.Hint
		}
		under = draw.T(theme.Bad, "   "+said)
	}
	return draw.Block{
		" " + b.field.View(th, room) + draw.Paint(th, append(draw.Plain(" "), counts...), width-1-room, theme.Plain),
		draw.Paint(th, under, width, theme.Plain),
	}
}

// chips says what the filter lets through, part by part.
func (p *Page) chips() draw.Line {
	f := &p.filter
	if f.IsZero() {
		return nil
	}
	l := draw.Plain("  ")
	add := func(what, value string) {
		if value != "" {
			l = l.Add(theme.Dim, " ["+what+" ").Add(theme.Plain, value).Add(theme.Dim, "]")
		}
	}
	add("by", either(f.Actors))
	add("action", either(f.Actions))
	add("since", words.Minute(f.Since))
	add("before", words.Minute(f.Until))
	add("about", words.Clean(f.Account))
	add("words", words.Clean(strings.TrimSpace(f.Text)))
	if p.bar.field.Value() != p.came {
		l = l.Add(theme.Dim, "  esc clears")
	}
	return l
}

// either joins texts of which any will do.
func either(list []string) string {
	clean := make([]string, len(list))
	for i, s := range list {
		clean[i] = words.Clean(s)
	}
	return strings.Join(clean, " or ")
}
