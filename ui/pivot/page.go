package pivot

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/notes"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Store is what the page needs of the investigation.
type Store interface {
	Len() int
	Pivot(ctx context.Context, ref string) (*store.Pivot, error)
	Resolve(ctx context.Context, ref string) (uint32, error)
	Listing(context.Context, []uint32) ([]store.AccountRow, error)
	Account(context.Context, uint32) (*store.Account, error)
	Among(*query.Set, store.Sort) *store.Found
	Find(context.Context, *query.Query, store.Sort) (*store.Found, error)
	Facets(context.Context, *query.Set, string) ([]store.Facet, error)
	Ignored() []store.Ignored
	Shown(ref model.Untrusted) model.Untrusted
	Work() *workflow.State
	KnownLinks() *store.Links
	Links(ctx context.Context, progress func(doing string)) (*store.Links, error)
}

// mark is a marked holder.
type mark struct {
	ord uint32
	id  model.Untrusted
}

// Page is the page of one value.
type Page struct {
	env   *page.Env
	store Store
	ref   model.Untrusted // as asked for
	steps []step

	found   *lookedMsg // nil until the answer is there
	links   *linksMsg  // nil until the links are known
	facts   *factsMsg
	wrong   error     // why there is no answer
	brought string    // what it has added to the trail, clean
	doing   *progress // of the links

	expanded bool
	sort     store.Sort // without a key: the page's own choice
	least    evidence.Class
	state    string // only holders in this state
	kind     string // only identifiers of this kind, or onlyLeads

	table   *table.Table
	ords    []uint32 // what the table shows
	known   map[uint32]store.AccountRow
	weaker  int
	others  int
	marks   []mark
	ids     *table.Table
	carrier carrier
	onIDs   bool // the keyboard is in the identifiers

	width, height int
	lay           layout

	looking, linking, reading     page.Door
	arranging, fetching, carrying page.Door
	counting                      page.Door
}

// New makes the page. The place's Refs are the trail that led here.
func New(env *page.Env, s Store, place page.Place) page.Page {
	p := &Page{env: env, store: s, ref: s.Shown(place.Ref), steps: shown(s, stepsOf(place.Refs)), doing: &progress{}, known: map[uint32]store.AccountRow{},
		table: table.New(holderColumns()...), ids: table.New(carriedColumns()...), width: 1, height: 1}
	p.table.Marked = func(id uint64) bool { return p.isMarked(uint32(id)) }
	p.choose(place)
	p.focus(false)
	return p
}

// Title implements page.Page.
func (p *Page) Title() string { return draw.Fit(p.env.Theme, p.label(), min(len(p.label()), 24)) }

// label names the value, clean.
func (p *Page) label() string { return valueLabel(p.here()) }

// here is the page's value as "kind:value".
func (p *Page) here() model.Untrusted {
	if p.found != nil {
		return p.found.ref()
	}
	return p.ref
}

// Place implements page.Page.
func (p *Page) Place() page.Place {
	refs := make([]model.Untrusted, len(p.steps))
	for i, s := range p.steps {
		refs[i] = s.ref
	}
	return page.Place{Page: page.Pivot, Ref: p.here(), Refs: refs, Sort: p.sortText(), Tab: p.chosen()}
}

// Init implements page.Page.
func (p *Page) Init() tea.Cmd { return p.look() }

// Refresh implements page.Refresher.
func (p *Page) Refresh() tea.Cmd {
	p.carrier.stale = true
	return p.look()
}

// Close implements page.Closer.
func (p *Page) Close() {
	page.CloseAll(&p.looking, &p.linking, &p.reading, &p.arranging, &p.fetching, &p.carrying, &p.counting)
}

// Actions implements page.Page.
func (p *Page) Actions() []keys.Action {
	return append([]keys.Action{keys.Open, keys.Pivot, keys.Ring, keys.Mark, keys.Narrow, keys.Stronger, keys.Weaker, keys.Sort, keys.Inspect,
		keys.Copy, keys.CopyMenu, keys.Compare, keys.Path, keys.Notes, keys.Reverse, keys.NextTab, keys.PrevTab, keys.Left, keys.Right}, table.Moves()...)
}

// Do implements page.Page.
func (p *Page) Do(a keys.Action) tea.Cmd {
	if p.onIDs && p.ids.Do(a) {
		return nil
	}
	if !p.onIDs && p.table.Do(a) {
		return p.moved()
	}
	switch a {
	case keys.Open:
		return p.open()
	case keys.Pivot:
		if p.onIDs {
			return p.open()
		}
		p.focus(true)
	case keys.Right:
		p.focus(true)
	case keys.NextTab, keys.PrevTab:
		p.focus(!p.onIDs)
	case keys.Left:
		if !p.onIDs {
			return page.Tell(page.Close{})
		}
		p.focus(false)
	case keys.Ring:
		if r, ok := p.current(); ok {
			return page.Open(page.Place{Page: page.Ring, Ref: r.ID.String()})
		}
	case keys.Mark:
		p.mark()
		p.table.Do(keys.Down)
		return p.moved()
	case keys.Compare:
		return page.Open(page.Place{Page: page.Compare, Refs: p.markedRefs()})
	case keys.Path:
		return page.Open(page.Place{Page: page.Path, Refs: p.markedRefs()})
	case keys.Stronger:
		p.least++
		return p.arrange()
	case keys.Weaker:
		p.least--
		return p.arrange()
	case keys.Reverse:
		p.sort = p.order()
		p.sort.Desc = !p.sort.Desc
		return p.arrange()
	case keys.Narrow:
		return p.countStates()
	case keys.Sort:
		return p.sortMenu()
	case keys.Copy:
		return page.Tell(page.Copy{Text: p.underCursor()})
	case keys.CopyMenu:
		return p.copyMenu()
	case keys.Inspect:
		return p.inspect()
	case keys.Notes:
		return page.Tell(page.Show{Overlay: &overlay.Reader{Env: p.env, Title: "Notes on " + p.label(), Lines: notes.All(p.found.notes)}})
	}
	return nil
}

// focus puts the keyboard into one of the panes.
func (p *Page) focus(ids bool) {
	p.onIDs = ids
	p.table.Focused, p.ids.Focused = !ids, ids
}

// moved asks for what the new place of the cursor needs.
func (p *Page) moved() tea.Cmd { return tea.Batch(p.fetch(), p.askCarried()) }

// open opens what the cursor is on: the holders of what is suppressed, an account, or
// the page of an identifier.
func (p *Page) open() tea.Cmd {
	if p.onIDs {
		return p.follow()
	}
	if !p.listed() {
		p.expanded = true
		return tea.Batch(p.arrange(), p.askLinks())
	}
	if r, ok := p.current(); ok {
		// The account page hands the trail on, so that the thread is not cut there.
		return page.Open(page.Place{Page: page.Account, Ref: r.ID.String(), Refs: p.trailWith(r)})
	}
	return nil
}

// trailWith is the trail grown by this page's value and an account that carries it.
func (p *Page) trailWith(r store.AccountRow) []model.Untrusted {
	refs := append(p.Place().Refs, p.here(), r.ID.String())
	return refs[max(len(refs)-mostSteps, 0):]
}

// follow goes on to the identifier under the cursor, with the trail grown by this
// page's value and the account that carries both.
func (p *Page) follow() tea.Cmd {
	c, ok := p.identifier()
	r, known := p.known[p.carrier.ord]
	if !ok || !known || p.found == nil {
		return nil
	}
	return page.Open(page.Place{Page: page.Pivot, Ref: c.ref(), Refs: p.trailWith(r)})
}

func (p *Page) isMarked(ord uint32) bool {
	return slices.ContainsFunc(p.marks, func(m mark) bool { return m.ord == ord })
}

// mark marks the holder under the cursor, or takes its mark away.
func (p *Page) mark() {
	r, ok := p.current()
	if !ok {
		return
	}
	if p.isMarked(r.Ord) {
		p.marks = slices.DeleteFunc(p.marks, func(m mark) bool { return m.ord == r.Ord })
		return
	}
	p.marks = append(p.marks, mark{r.Ord, r.ID.String()})
}

// underCursor is the value or id that the cursor is on, and the page's value where
// there is none.
func (p *Page) underCursor() model.Untrusted {
	if c, ok := p.identifier(); p.onIDs && ok {
		return c.value
	}
	if r, ok := p.current(); !p.onIDs && ok {
		return r.ID.String()
	}
	return p.value()
}

// value is the page's value without its kind.
func (p *Page) value() model.Untrusted {
	if p.found != nil {
		return p.found.value
	}
	return p.ref
}

// Escape implements page.Escaper: first the marks, then what hides something.
func (p *Page) Escape() (tea.Cmd, bool) {
	switch {
	case len(p.marks) > 0:
		n := len(p.marks)
		p.marks = nil
		return page.Notice(page.Note, words.Count(n, "mark")+" cleared"), true
	case p.least > evidence.Weak || p.state != "" || p.kind != "":
		p.least, p.state, p.kind = evidence.Weak, "", ""
		p.showCarried()
		return p.arrange(), true
	}
	return nil, false
}

// Update implements page.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	cmd := p.update(msg)
	p.layOut()
	return cmd
}

func (p *Page) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[lookedMsg]:
		if page.Takes(&p.looking, msg) {
			if msg.Err != nil {
				p.wrong = msg.Err
				return page.Fail(msg.Err)
			}
			return p.looked(msg.Value)
		}
	case page.Answer[linksMsg]:
		return p.takeLinks(msg)
	case page.Answer[factsMsg]:
		return take(&p.reading, msg, func(m factsMsg) tea.Cmd {
			p.facts = &m
			return p.arrange()
		})
	case page.Answer[arrangedMsg]:
		return take(&p.arranging, msg, p.arranged)
	case page.Answer[spanMsg]:
		return take(&p.fetching, msg, func(m spanMsg) tea.Cmd {
			p.put(m.from, m.rows)
			return p.moved()
		})
	case page.Answer[carriedMsg]:
		return take(&p.carrying, msg, func(m carriedMsg) tea.Cmd {
			p.takeCarried(m)
			return nil
		})
	case page.Answer[statesMsg]:
		return take(&p.counting, msg, p.narrowMenu)
	case chosenMsg:
		if msg.to == p {
			return msg.do()
		}
	}
	return nil
}

// take hands on what an answer brings, or reports its error.
func take[T any](d *page.Door, a page.Answer[T], use func(T) tea.Cmd) tea.Cmd {
	switch {
	case !page.Takes(d, a):
		return nil
	case a.Err != nil:
		return page.Fail(a.Err)
	}
	return use(a.Value)
}

// Status implements page.Page.
func (p *Page) Status() draw.Line {
	var l draw.Line
	if n := p.table.Len(); n > 0 {
		l = l.Add(theme.Dim, words.Thousands(p.table.Cursor()+1)+" of "+words.Thousands(n))
	}
	if p.least > evidence.Weak {
		l = l.Add(theme.Mark, "  "+leastWords(p.least))
	}
	if hidden := p.hidden(); hidden != "" {
		l = l.Add(theme.Warn, "  "+hidden)
	}
	if n := len(p.marks); n > 0 {
		l = l.Add(theme.Mark, "  "+words.Thousands(n)+" marked")
	}
	if doing := p.doing.text(); p.linking.Waiting() && p.links == nil && doing != "" {
		l = l.Add(theme.Dim, "  links: "+words.Clean(doing)+p.env.Theme.Glyphs.Ellipsis)
	}
	return l
}

// leastWords says which links are shown.
func leastWords(c evidence.Class) string {
	if c == evidence.Certain {
		return "only certain links"
	}
	return c.String() + " links and stronger"
}
