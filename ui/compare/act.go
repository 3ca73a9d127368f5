package compare

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/inspect"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// setFilter is what a menu of a page says to it.
type setFilter struct {
	page   *Page
	filter filter
}

// Actions implements page.Page.
func (p *Page) Actions() []keys.Action {
	return []keys.Action{keys.Open, keys.Pivot, keys.Narrow, keys.Switch, keys.Path, keys.Ring, keys.Inspect, keys.Copy, keys.CopyMenu,
		keys.Left, keys.Right, keys.NextTab, keys.PrevTab, keys.Up, keys.Down, keys.HalfUp, keys.HalfDown, keys.PageUp, keys.PageDown, keys.Top, keys.Bottom}
}

// Why implements page.Page.
func (p *Page) Why(a keys.Action) string {
	if len(p.accounts) == 0 {
		if p.failed != "" {
			return "there is nothing to compare"
		}
		return "the accounts are not read yet"
	}
	r := p.current()
	switch a {
	case keys.Open:
		if r == nil {
			return "there is no row"
		}
	case keys.Pivot:
		if p.value(r) == "" {
			return "the row is no identifier that can link"
		}
	case keys.Path:
		if _, ok := p.way(r); !ok {
			return "put the cursor on the link of two accounts, at the top"
		}
	case keys.Inspect, keys.Copy:
		if c, ok := p.here(); !ok || c.value == "" {
			return "account " + letter(p.column) + " has no value in this row"
		}
	}
	return ""
}

// value is what can be pivoted on in a row: that of the chosen account, or else
// of another one that has one.
func (p *Page) value(r *row) model.Untrusted {
	if r == nil || p.column >= len(r.cells) {
		return ""
	}
	if ref := r.cells[p.column].ref; ref != "" {
		return ref
	}
	for _, c := range r.cells {
		if c.ref != "" {
			return c.ref
		}
	}
	return ""
}

// way gives the two accounts whose path is meant: those of the row, or of the page
// where it has only two.
func (p *Page) way(r *row) (refs []model.Untrusted, ok bool) {
	switch {
	case r != nil && r.pair != nil:
		return []model.Untrusted{p.id(r.pair.a), p.id(r.pair.b)}, true
	case len(p.accounts) == 2:
		return []model.Untrusted{p.id(0), p.id(1)}, true
	}
	return nil, false
}

func (p *Page) id(column int) model.Untrusted { return p.accounts[column].AccountRow.ID.String() }

// Do implements page.Page.
func (p *Page) Do(a keys.Action) tea.Cmd {
	if p.move(a) {
		return nil
	}
	r := p.current()
	switch a {
	case keys.Open:
		return p.open(r)
	case keys.Pivot:
		return page.Open(page.Place{Page: page.Pivot, Ref: p.value(r)})
	case keys.Path:
		if refs, ok := p.way(r); ok {
			return page.Open(page.Place{Page: page.Path, Refs: refs})
		}
	case keys.Ring:
		return page.Open(page.Place{Page: page.Ring, Ref: p.id(p.column)})
	case keys.Narrow:
		return p.menu()
	case keys.Switch:
		for i, f := range filters {
			if f == p.filter {
				p.show(filters[(i+1)%len(filters)])
				break
			}
		}
	case keys.Copy:
		if c, ok := p.here(); ok {
			return page.Tell(page.Copy{Text: c.value})
		}
	case keys.CopyMenu:
		return p.copyMenu(r)
	case keys.Inspect:
		if c, ok := p.here(); ok {
			return page.Tell(page.Show{Overlay: inspect.Inspect(p.env, r.label+" of account "+letter(p.column), c.value)})
		}
	}
	return nil
}

func (p *Page) copyMenu(r *row) tea.Cmd {
	var m clip.Menu
	if c, ok := p.here(); ok {
		kind, _, _ := strings.Cut(string(c.ref), ":")
		m.Identifier(r.label+" of account "+letter(p.column), kind, c.value)
		m.Value("the same with its kind", c.ref)
	}
	if p.column < len(p.accounts) {
		m.Value("id of account "+letter(p.column), p.id(p.column))
	}
	if r != nil && len(r.cells) > 0 {
		cells := []string{r.label}
		for _, c := range r.cells {
			cells = append(cells, text.Display(c.value))
		}
		m.Shown("the row", cells...)
	}
	return m.Show(p.env)
}

// open opens what a row is about: the way between a pair, the holders of a value, what
// a signal saw, and otherwise the chosen account.
func (p *Page) open(r *row) tea.Cmd {
	switch {
	case r == nil:
		return nil
	case r.pair != nil:
		return p.Do(keys.Path)
	case p.value(r) != "":
		return p.Do(keys.Pivot)
	case r.signal != "":
		return page.Tell(page.Show{Overlay: p.explain(r.signal)})
	}
	return p.openAccount()
}

func (p *Page) openAccount() tea.Cmd {
	return page.Open(page.Place{Page: page.Account, Ref: p.id(p.column)})
}

// explain gives a signal whole, for each account that shows it.
func (p *Page) explain(code string) page.Overlay {
	title := words.Clean(code)
	var lines []draw.Line
	for _, e := range signal.Catalogue() {
		if e.Code == code {
			lines = append(lines, draw.T(theme.Head, e.Title), draw.T(theme.Dim, "What else looks the same: "+e.Wrong), nil)
		}
	}
	for i, a := range p.accounts {
		for _, s := range signals(a, code) {
			lines = append(lines, draw.T(theme.Title, letter(i)+" "+name(a)).Add(theme.Dim, "  "+words.Origin(s.computed, s.Severity)))
			for _, l := range text.Lines(s.Facts, mostExplained) {
				lines = append(lines, draw.Plain(l))
			}
			for _, l := range text.Lines(s.Counter, mostExplained) {
				lines = append(lines, draw.T(theme.Good, "but: "+l))
			}
			lines = append(lines, nil)
		}
	}
	return &overlay.Reader{Env: p.env, Title: title, Lines: lines}
}

// mostExplained is how many lines of a signal's facts are shown whole.
const mostExplained = 12

func (p *Page) menu() tea.Cmd {
	n := p.counts()
	item := func(key string, f filter, label string) overlay.Item {
		return overlay.Item{Key: key, Label: label, Note: words.Count(n[f], "row"), Run: page.Tell(setFilter{p, f})}
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: p.env, Title: "Show rows that are", Items: []overlay.Item{
		item("a", everything, "all"), item("s", onlySame, "the same"), item("d", onlyDifferent, "different"),
		item("b", onlyShown, "signals that both show, for different reasons"), item("m", onlyMissing, "of one account alone"),
	}}})
}

// Escape implements page.Escaper: first all rows are shown again.
func (p *Page) Escape() (tea.Cmd, bool) {
	if p.filter == everything {
		return nil, false
	}
	p.show(everything)
	return nil, true
}

// move moves the cursor; it is false for an action that is no movement.
func (p *Page) move(a keys.Action) bool {
	rows := max(p.height-p.headHeight(), 1)
	switch a {
	case keys.Up:
		p.goTo(p.cursor - 1)
	case keys.Down:
		p.goTo(p.cursor + 1)
	case keys.HalfUp:
		p.skip(-rows / 2)
	case keys.HalfDown:
		p.skip(rows / 2)
	case keys.PageUp:
		p.skip(-rows)
	case keys.PageDown:
		p.skip(rows)
	case keys.Top:
		p.goTo(0)
	case keys.Bottom:
		p.goTo(len(p.shown) - 1)
	case keys.Left, keys.PrevTab:
		p.choose(p.column - 1)
	case keys.Right, keys.NextTab:
		p.choose(p.column + 1)
	default:
		return false
	}
	return true
}

// goTo takes the cursor to a row and the window with it.
func (p *Page) goTo(row int) {
	p.cursor = max(min(row, len(p.shown)-1), 0)
	p.keepInView()
}

// choose takes the cursor to an account.
func (p *Page) choose(column int) {
	p.column = max(min(column, len(p.accounts)-1), 0)
	n := p.columnsShown()
	p.left = max(min(p.left, p.column, len(p.accounts)-n), p.column-n+1, 0)
}

// Click implements page.Clicker: a heading chooses its account and then opens it, a
// row takes the cursor and then opens.
func (p *Page) Click(x, y int) tea.Cmd {
	if len(p.accounts) == 0 {
		return nil
	}
	column, hit := p.columnAt(x)
	if y < headLines {
		if hit && column == p.column {
			return p.openAccount()
		}
		if hit {
			p.choose(column)
		}
		return nil
	}
	row, ok := p.rowAt(y)
	if !ok {
		return nil
	}
	again := row == p.cursor && (!hit || column == p.column || p.all[p.shown[row]].whole != nil)
	if hit {
		p.choose(column)
	}
	p.goTo(row)
	if again {
		return p.open(p.current())
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *Page) Wheel(_, _, delta int) tea.Cmd {
	p.scroll(delta)
	return nil
}

// position says which accounts are on the screen, "" where all are.
func (p *Page) position() string {
	n := p.columnsShown()
	if n >= len(p.accounts) {
		return ""
	}
	return fmt.Sprintf("%s-%s of %s", letter(p.left), letter(p.left+n-1), letter(len(p.accounts)-1))
}
