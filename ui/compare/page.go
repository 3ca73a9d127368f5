package compare

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Store is what the page needs of the investigation.
type Store interface {
	Resolve(context.Context, string) (uint32, error)
	Account(context.Context, uint32) (*store.Account, error)
	Events(ctx context.Context, ord uint32, offset, limit int) ([]model.Event, error)
	KnownLinks() *store.Links
	Links(ctx context.Context, progress func(doing string)) (*store.Links, error)
}

// filter says which rows are shown.
type filter string

const (
	everything    filter = ""
	onlySame      filter = "same"
	onlyDifferent filter = "different"
	onlyShown     filter = "both"
	onlyMissing   filter = "missing"
)

var filters = []filter{everything, onlySame, onlyDifferent, onlyShown, onlyMissing}

// takes reports whether a row is shown. Links are shown always.
func (f filter) takes(r *row) bool {
	switch {
	case f == everything || r.whole != nil:
		return true
	case f == onlySame:
		return r.mark == same
	case f == onlyDifferent:
		return r.mark == different
	case f == onlyShown:
		return r.mark == shown
	}
	return r.mark == missing
}

// Page is the comparison.
type Page struct {
	env   *page.Env
	store Store
	refs  []model.Untrusted

	accounts []*account
	pairs    []pair
	linked   bool // the pairs are those of the accounts
	failed   string
	all      []row
	filter   filter
	shown    []int // of all, in order

	cursor int // of shown
	column int // the account that keys are about
	left   int // the first account on the screen
	top    int // the first line of the rows on the screen
	laid   layout

	width, height int
	reading       page.Door
	linking       page.Door
}

// New makes the page.
func New(env *page.Env, s Store, p page.Place) page.Page {
	c := &Page{env: env, store: s, refs: p.Refs}
	for _, f := range filters {
		if string(f) == p.Tab {
			c.filter = f
		}
	}
	return c
}

// Title implements page.Page.
func (p *Page) Title() string {
	if len(p.accounts) == 0 {
		return "Compare " + words.Count(len(p.refs), "account")
	}
	names := make([]string, len(p.accounts))
	for i, a := range p.accounts {
		names[i] = name(a)
	}
	return "Compare " + strings.Join(names, ", ")
}

// name is what an account is called in a title.
func name(a *account) string {
	for _, v := range []model.Untrusted{a.Username, a.DisplayName, a.AccountRow.ID.Native} {
		if v != "" {
			return text.Display(v)
		}
	}
	return ""
}

// Place implements page.Page.
func (p *Page) Place() page.Place {
	return page.Place{Page: page.Compare, Refs: p.refs, Tab: string(p.filter)}
}

// Init implements page.Page.
func (p *Page) Init() tea.Cmd { return p.ask() }

// Refresh implements page.Refresher.
func (p *Page) Refresh() tea.Cmd { return p.ask() }

// Close implements page.Closer.
func (p *Page) Close() { page.CloseAll(&p.reading, &p.linking) }

// Update implements page.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[accountsMsg]:
		if !page.Takes(&p.reading, msg) {
			return nil
		}
		if p.failed = ""; msg.Err != nil {
			p.failed = page.Problem(msg.Err).Text
			return page.Fail(msg.Err)
		}
		return p.take(msg.Value)
	case page.Answer[pairsMsg]:
		if !page.Takes(&p.linking, msg) {
			return nil
		}
		if msg.Err != nil {
			return page.Fail(msg.Err)
		}
		p.pairs, p.linked = msg.Value.pairs, true
		p.gather()
	case setFilter:
		if msg.page == p {
			p.show(msg.filter)
		}
	}
	return nil
}

func (p *Page) take(m accountsMsg) tea.Cmd {
	p.accounts = m.accounts
	p.column = min(p.column, len(p.accounts)-1)
	p.pairs, p.linked = m.pairs, m.linked
	p.gather()
	if m.linked {
		return nil
	}
	return p.askLinks()
}

// gather makes the rows of what is known. The cursor stays on its row.
func (p *Page) gather() {
	on := ""
	if r := p.current(); r != nil {
		on = r.id
	}
	p.all = append(linkRows(p.pairs, p.linked), rowsOf(p.accounts)...)
	p.filterRows()
	p.cursor = max(min(p.cursor, len(p.shown)-1), 0)
	for i, n := range p.shown {
		if p.all[n].id == on {
			p.cursor = i
		}
	}
}

// filterRows finds the rows that the filter takes.
func (p *Page) filterRows() {
	p.shown = p.shown[:0]
	for i := range p.all {
		if p.filter.takes(&p.all[i]) {
			p.shown = append(p.shown, i)
		}
	}
	p.laid = layout{}
}

// show sets the filter and keeps the cursor on its row, or on the nearest one above.
func (p *Page) show(f filter) {
	at := 0
	if p.cursor < len(p.shown) {
		at = p.shown[p.cursor]
	}
	p.filter = f
	p.filterRows()
	p.cursor = 0
	for i, n := range p.shown {
		if n <= at {
			p.cursor = i
		}
	}
}

// counts says how many rows each filter takes; links are not counted.
func (p *Page) counts() map[filter]int {
	n := map[filter]int{}
	for i := range p.all {
		for _, f := range filters {
			if r := &p.all[i]; r.whole == nil && f.takes(r) {
				n[f]++
			}
		}
	}
	return n
}

// current is the row that the cursor is on, or nil.
func (p *Page) current() *row {
	if p.cursor >= len(p.shown) {
		return nil
	}
	return &p.all[p.shown[p.cursor]]
}

// here is the cell that the cursor is on; ok is false where there is none.
func (p *Page) here() (c cell, ok bool) {
	r := p.current()
	if r == nil || p.column >= len(r.cells) {
		return cell{}, false
	}
	c = r.cells[p.column]
	return c, len(c.parts) > 0
}

// caution reports whether what a thief of an identity takes is the same.
func (p *Page) caution() bool {
	for i := range p.all {
		if p.all[i].identity && p.all[i].mark == same {
			return true
		}
	}
	return false
}

// Status implements page.Page.
func (p *Page) Status() draw.Line {
	if len(p.shown) == 0 {
		return nil
	}
	n, b := p.counts(), " "+p.env.Theme.Glyphs.Bullet+" "
	l := draw.T(theme.Dim, words.Thousands(p.cursor+1)+" of "+words.Count(len(p.shown), "row"))
	if p.filter != everything {
		l = l.Add(theme.Mark, ", only "+string(p.filter)).Add(theme.Dim, "; "+p.env.Keys.Key(keys.Back)+" shows all")
	}
	l = l.Add(theme.Dim, b+words.Thousands(n[onlySame])+" same"+b+words.Thousands(n[onlyDifferent])+" different")
	if n[onlyShown] > 0 {
		l = l.Add(theme.Dim, b+words.Thousands(n[onlyShown])+" by both")
	}
	return l.Add(theme.Dim, b+words.Thousands(n[onlyMissing])+" of one alone")
}
