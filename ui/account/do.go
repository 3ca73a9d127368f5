package account

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/inspect"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Actions implements page.Page.
func (p *Page) Actions() []keys.Action {
	return append([]keys.Action{keys.NextTab, keys.PrevTab, keys.Open, keys.Pivot, keys.Ring, keys.Compare, keys.Inspect, keys.Copy, keys.Sort, keys.Reverse,
		keys.Switch, keys.CopyMenu, keys.NextItem, keys.PrevItem, keys.Left, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *Page) Why(a keys.Action) string {
	if p.account == nil {
		switch a {
		case keys.Left, keys.NextItem, keys.PrevItem:
			return ""
		}
		switch {
		case p.gone() && len(p.absent.rows) == 0:
			return "there is no such account"
		case p.gone() && (a == keys.Open || a == keys.Right || slices.Contains(table.Moves(), a)):
			return ""
		case p.gone():
			return "open one of the accounts first"
		case a == keys.NextTab || a == keys.PrevTab:
			return ""
		}
		return "the account is not there yet"
	}
	switch a {
	case keys.Open:
		_, why := p.tab().open()
		return why
	case keys.Pivot:
		if len(pivots(p.tab().values())) == 0 {
			return "the cursor is on no value that others could carry"
		}
	case keys.Ring:
		if l := p.overview.linked; l != nil && l.known && l.ring == nil {
			return words.NoRing
		}
	case keys.Compare:
		if p.tab() != p.links || p.links.current() == nil {
			return "put the cursor on an account of the tab '" + p.links.name() + "'"
		}
	case keys.Inspect:
		if len(p.tab().values()) == 0 {
			return "the cursor is on no value"
		}
	case keys.Sort:
		if p.tab() != p.identifiers {
			return "only the tab '" + p.identifiers.name() + "' can be sorted"
		}
	case keys.Reverse:
		if p.tab() != p.identifiers && p.tab() != p.events {
			return "this tab has one order"
		}
	case keys.Switch:
		if p.tab() != p.events {
			return "only the tab '" + p.events.name() + "' has figures"
		}
	}
	return ""
}

// Do implements page.Page.
func (p *Page) Do(a keys.Action) tea.Cmd {
	switch {
	case p.gone():
		if p.absent.table.Do(a) {
			return nil
		}
	case p.account != nil:
		if cmd, done := p.tab().do(a); done {
			return cmd
		}
	}
	switch a {
	case keys.NextTab:
		return p.turn(p.at + 1)
	case keys.PrevTab:
		return p.turn(p.at - 1)
	case keys.Left:
		return page.Tell(page.Close{})
	case keys.NextItem:
		return page.Tell(page.Step{Delta: 1})
	case keys.PrevItem:
		return page.Tell(page.Step{Delta: -1})
	}
	switch {
	case p.gone() && (a == keys.Open || a == keys.Right):
		return p.absent.open()
	case p.account == nil:
		return nil
	}
	switch a {
	case keys.Open, keys.Right:
		return p.open()
	case keys.Pivot:
		return p.pivot()
	case keys.Ring:
		return page.Open(page.Place{Page: page.Ring, Ref: p.id()})
	case keys.Compare:
		if k := p.links.current(); k != nil {
			return page.Open(page.Place{Page: page.Compare, Refs: []model.Untrusted{p.id(), p.links.id(k)}})
		}
	case keys.Inspect:
		return p.inspect()
	case keys.Copy:
		return p.copy()
	case keys.CopyMenu:
		return p.copyMenu()
	case keys.Sort:
		return p.identifiers.sortMenu()
	case keys.Reverse:
		if p.tab() == p.events {
			return p.events.reverse()
		}
		return p.identifiers.sortBy(p.identifiers.order.key)
	case keys.Switch:
		return p.events.turnFigure()
	}
	return nil
}

// open opens what the cursor is on, if anything.
func (p *Page) open() tea.Cmd {
	if run, why := p.tab().open(); why == "" {
		return run()
	}
	return nil
}

// Escape implements page.Escaper.
func (p *Page) Escape() (tea.Cmd, bool) { return nil, p.tab().escape() }

// pivots gives the values that others may carry.
func pivots(list []value) (out []value) {
	for _, v := range list {
		if v.pivot != "" {
			out = append(out, v)
		}
	}
	return out
}

// menu offers values, where there are several, and takes the only one at once.
func (p *Page) menu(title string, list []value, run func(value) tea.Cmd) tea.Cmd {
	if len(list) == 1 {
		return run(list[0])
	}
	items := make([]overlay.Item, len(list))
	for i, v := range list {
		items[i] = overlay.Item{Label: v.what, Note: text.Display(v.text), Run: run(v)}
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: p.env, Title: title, Items: items}})
}

// trail is the thread that led to the account, which ends with it.
func (p *Page) trail() []model.Untrusted {
	if len(p.refs) > 0 {
		return p.refs
	}
	return []model.Untrusted{p.id()}
}

func (p *Page) pivot() tea.Cmd {
	return p.menu("Who else carries", pivots(p.tab().values()), func(v value) tea.Cmd {
		return page.Open(page.Place{Page: page.Pivot, Ref: v.pivot, Refs: p.trail()})
	})
}

func (p *Page) inspect() tea.Cmd {
	return p.menu("Inspect", p.tab().values(), func(v value) tea.Cmd {
		return page.Tell(page.Show{Overlay: inspect.Inspect(p.env, v.what, v.text)})
	})
}

// copy copies what the cursor is on; on the overview, and where that is nothing, the
// account's id.
func (p *Page) copy() tea.Cmd {
	if list := p.tab().values(); len(list) > 0 && p.tab() != p.overview {
		return page.Tell(page.Copy{Text: list[0].text, Lines: list[0].written()})
	}
	return page.Tell(page.Copy{Text: p.id()})
}

func (p *Page) copyMenu() tea.Cmd {
	a := p.account
	var m clip.Menu
	for _, v := range p.tab().values() {
		kind, _, _ := strings.Cut(string(v.pivot), ":")
		switch {
		case v.written():
			m.Note(v.what, v.text)
		case kind != "":
			m.Identifier(v.what, kind, v.text)
		default:
			m.Value(v.what, v.text)
		}
		if v.pivot != "" {
			m.Value(v.what+", with its kind", v.pivot)
		}
	}
	if t, ok := p.tab().(interface{ rows() *table.Table }); ok {
		m.Row(t.rows())
	}
	m.Value("account id", p.id())
	m.Value("display name", a.DisplayName)
	m.Value("user name", a.Username)
	m.Identifier("e-mail", model.KindEmail.String(), a.Email)
	return m.Show(p.env)
}

// Click implements page.Clicker.
func (p *Page) Click(x, y int) tea.Cmd {
	if p.gone() {
		return p.absent.click(x, y)
	}
	if y == 0 {
		for i, l := range p.labels() {
			if x >= l.from-1 && x <= l.to {
				return p.turn(i)
			}
		}
		return nil
	}
	if y -= p.barHeight(); p.account == nil || y < 0 {
		return nil
	}
	return p.tab().click(x, y)
}

// Wheel implements page.Clicker.
func (p *Page) Wheel(x, y, delta int) tea.Cmd {
	if p.gone() {
		p.absent.table.Scroll(delta)
		return nil
	}
	if p.account == nil {
		return nil
	}
	return p.tab().wheel(x, max(y-p.barHeight(), 0), delta)
}
