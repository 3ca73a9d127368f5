package account

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// tab is one view of the account.
type tab interface {
	name() string
	// count is how many things are on it, -1 where that is not known or says nothing.
	count() int
	size(width, height int)
	view(*theme.Theme) draw.Block
	// do moves the cursor, or goes into the box; done is false for an action that is
	// neither.
	do(keys.Action) (cmd tea.Cmd, done bool)
	// escape leaves the box; done is false where the keyboard was not in it.
	escape() (done bool)
	// values are what the cursor is on, the most important first.
	values() []value
	// open gives what opens what the cursor is on, or says why that cannot be.
	open() (run func() tea.Cmd, why string)
	status() draw.Line
	click(x, y int) tea.Cmd
	wheel(x, y, delta int) tea.Cmd
}

// value is a value that the cursor is on.
type value struct {
	what  string // such as "e-mail"
	text  model.Untrusted
	pivot model.Untrusted // "kind:value" where others may carry it, or ""
}

// What a value is that somebody wrote, in several lines.
const (
	aNote   = "note"
	ofAList = "note of the list"
)

func (v value) written() bool { return v.what == aNote || v.what == ofAList }

// label is a tab as it is drawn, with its place on the bar.
type label struct {
	text     string
	from, to int
}

// labels places the tabs on the bar: with counts where there is room, and closer
// where there is little.
func (p *Page) labels() []label {
	for _, counts := range []bool{true, false} {
		for _, gap := range []int{3, 2, 1} {
			var out []label
			x := 1
			for _, t := range p.tabs {
				s := t.name()
				if n := t.count(); counts && n >= 0 && p.account != nil {
					s += " " + words.Thousands(n)
				}
				out = append(out, label{s, x, x + text.Width(s)})
				x += text.Width(s) + gap
			}
			if x-gap+1 <= p.width || !counts && gap == 1 {
				return out
			}
		}
	}
	return nil
}

// bar draws the tabs, the one that is shown in brackets, and at the right the score.
func (p *Page) bar() string {
	w := draw.NewPainter(p.env.Theme, p.width, theme.Plain)
	at := 0
	for i, l := range p.labels() {
		left, role := " ", theme.Dim
		if i == p.at {
			left, role = "[", theme.Title
		}
		if pad := l.from - 1 - at; pad > 0 {
			w.Text(theme.Plain, strings.Repeat(" ", pad))
		}
		if at < l.from { // else the bracket of the tab before is there
			w.Text(role, left)
		}
		w.Text(role, l.text)
		at = l.to
		if i == p.at {
			w.Text(theme.Title, "]")
			at++
		}
	}
	if p.account == nil {
		return w.String()
	}
	r := &p.account.AccountRow
	right := draw.T(theme.Dim, words.Clean(r.State)+"  score ").Add(theme.Of(r.Score), words.Score(r.Score)).Add(theme.Plain, " ")
	if pad := w.Left() - right.Width(); pad >= 3 {
		w.Text(theme.Plain, strings.Repeat(" ", pad))
		w.Line(right)
	}
	return w.String()
}

func rule(th *theme.Theme, width int) string {
	return th.Style(theme.Border).Paint(strings.Repeat(th.Glyphs.Horizontal, width))
}

// turn goes to another tab.
func (p *Page) turn(to int) tea.Cmd {
	p.at = (to + len(p.tabs)) % len(p.tabs)
	return p.shown()
}

// show goes to a tab by its name.
func (p *Page) show(name string) tea.Cmd {
	for i, t := range p.tabs {
		if t.name() == name {
			return p.turn(i)
		}
	}
	return nil
}

// shown asks for what the tab that is shown now needs.
func (p *Page) shown() tea.Cmd {
	if p.account == nil {
		return nil
	}
	switch p.tab() {
	case p.links:
		return p.links.need()
	case p.events:
		return p.events.fetch()
	case p.sources:
		return p.sources.fetch()
	}
	return nil
}
