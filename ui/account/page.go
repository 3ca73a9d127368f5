package account

import (
	"cmp"
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Store is what the page needs of the investigation.
type Store interface {
	Resolve(context.Context, string) (uint32, error)
	Account(context.Context, uint32) (*store.Account, error)
	Listing(context.Context, []uint32) ([]store.AccountRow, error)
	Find(context.Context, *query.Query, store.Sort) (*store.Found, error)
	Facets(ctx context.Context, set *query.Set, field string) ([]store.Facet, error)
	Pivot(ctx context.Context, ref string) (*store.Pivot, error)
	Events(ctx context.Context, ord uint32, offset, limit int) ([]model.Event, error)
	Files() []base.FileMeta
	RawRow(context.Context, model.Source) (model.Untrusted, error)
	Work() *workflow.State
	KnownLinks() *store.Links
	Links(context.Context, func(doing string)) (*store.Links, error)
}

// sideFrom is the width from which two things stand side by side.
const sideFrom = 120

// Page is the page about one account.
type Page struct {
	env   *page.Env
	store Store
	ref   model.Untrusted
	refs  []model.Untrusted // the thread that led here, for the pivots from here

	account *store.Account // nil until it is there
	err     error          // why it is not
	absent  *absent
	at      int // the tab
	tabs    []tab

	overview    *overview
	signals     *signals
	identifiers *identifiers
	events      *events
	links       *links
	notes       *notes
	sources     *sources

	width, height int
	loading       page.Door
	reading       page.Door // all events
	linking       page.Door
	fetching      page.Door // some events
	sorting       page.Door
	opening       page.Door // a raw row
}

// New makes the page of the account that the place names, on the tab that it names.
func New(env *page.Env, s Store, p page.Place) page.Page {
	a := &Page{env: env, store: s, ref: p.Ref, refs: p.Refs}
	a.overview, a.signals, a.identifiers = &overview{page: a}, newSignals(a), newIdentifiers(a)
	a.events, a.links, a.notes, a.sources = newEvents(a), newLinks(a), &notes{page: a}, newSources(a)
	a.absent = newAbsent(a)
	a.tabs = []tab{a.overview, a.signals, a.identifiers, a.events, a.links, a.notes, a.sources}
	for i, t := range a.tabs {
		if t.name() == p.Tab {
			a.at = i
		}
	}
	return a
}

// Title implements page.Page.
func (p *Page) Title() string {
	if p.account == nil {
		return text.Display(p.ref)
	}
	return text.Display(cmp.Or(p.account.DisplayName, p.account.Username, p.account.AccountRow.ID.Native))
}

// id names the account, as exactly as is known.
func (p *Page) id() model.Untrusted {
	if p.account == nil {
		return p.ref
	}
	return p.account.AccountRow.ID.String()
}

// Place implements page.Page.
func (p *Page) Place() page.Place {
	return page.Place{Page: page.Account, Ref: p.id(), Refs: p.refs, Tab: p.tab().name()}
}

func (p *Page) tab() tab { return p.tabs[p.at] }

// Init implements page.Page.
func (p *Page) Init() tea.Cmd { return p.load() }

// Refresh implements page.Refresher.
func (p *Page) Refresh() tea.Cmd { return p.load() }

// Close implements page.Closer.
func (p *Page) Close() {
	page.CloseAll(&p.loading, &p.reading, &p.linking, &p.fetching, &p.sorting, &p.opening)
}

// Size implements page.Page.
func (p *Page) Size(width, height int) {
	p.width, p.height = width, height
	for _, t := range p.tabs {
		t.size(width, max(height-p.barHeight(), 1))
	}
	p.absent.place()
}

// barHeight is the tabs' line, and a rule below it where there is room.
func (p *Page) barHeight() int {
	if p.height < 18 {
		return 1
	}
	return 2
}

// View implements page.Page.
func (p *Page) View() draw.Block {
	th := p.env.Theme
	if p.gone() {
		return draw.Fill(p.absent.view(th), p.width, p.height)
	}
	out := make(draw.Block, 0, p.height)
	out = append(out, p.bar())
	if p.barHeight() > 1 {
		out = append(out, rule(th, p.width))
	}
	if p.account == nil {
		out = append(out, p.placeholder()...)
	} else {
		out = append(out, p.tab().view(th)...)
	}
	return draw.Fill(out, p.width, p.height)
}

// gone reports whether there is no account to show, nor one on its way.
func (p *Page) gone() bool { return p.account == nil && p.err != nil }

// placeholder stands where there is no account yet.
func (p *Page) placeholder() draw.Block {
	th := p.env.Theme
	l := draw.T(theme.Dim, "  Reading the account"+th.Glyphs.Ellipsis)
	return append(draw.Block{draw.Paint(th, nil, p.width, theme.Plain)}, draw.Hanging(th, []draw.Line{l}, p.width, 2)...)
}

// Status implements page.Page.
func (p *Page) Status() draw.Line {
	switch {
	case p.gone():
		return p.absent.status()
	case p.account == nil:
		return nil
	}
	return p.tab().status()
}
