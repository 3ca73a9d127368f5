package audit

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Store is what the page needs of the investigation.
type Store interface {
	Stamp() store.Stamp
	AuditFind(ctx context.Context, f store.AuditFilter, before uint64, limit int) (store.AuditFound, error)
	AuditEntries(ctx context.Context, numbers []uint64) ([]store.AuditEntry, error)
	AuditTally(ctx context.Context, older *store.AuditTally) (*store.AuditTally, error)
	AuditHead(context.Context) (entries uint64, root string, err error)
	AuditProof(context.Context) (*store.AuditProof, error)
	Listing(context.Context, []uint32) ([]store.AccountRow, error)
}

const (
	sideFrom  = 120 // columns from which the entry stands beside the table
	headLines = 3   // the header and the bar
)

// Page is the audit log.
type Page struct {
	env   *page.Env
	store Store

	bar    bar
	came   string // the filter that the page was opened with
	filter store.AuditFilter

	table *table.Table
	list  *list // nil until the first answer
	known map[uint64]entry
	about subjects
	proof proof
	tally *store.AuditTally // nil until it was needed
	hide  bool              // the pane
	then  keys.Action       // done when the list is there; "" for nothing

	width, height int
	finding       page.Door
	scanning      page.Door
	fetching      page.Door
	heading       page.Door
	opening       page.Door
	tallying      page.Door
}

// New makes the page. The place's Ref is a filter; one that cannot be read is shown with
// what is wrong with it.
func New(env *page.Env, s Store, place page.Place) page.Page {
	p := &Page{env: env, store: s, bar: newBar(string(place.Ref)), came: string(place.Ref), known: map[uint64]entry{},
		table: table.New(columns()...), width: 1, height: 1}
	p.table.Focused = true
	return p
}

// Title implements page.Page.
func (p *Page) Title() string {
	if text := p.bar.field.Value(); text != "" {
		return "Audit: " + words.Clean(text)
	}
	return "Audit"
}

// Place implements page.Page.
func (p *Page) Place() page.Place {
	return page.Place{Page: page.Audit, Ref: model.Untrusted(p.bar.field.Value())}
}

// Init implements page.Page.
func (p *Page) Init() tea.Cmd {
	p.parse()
	return tea.Batch(p.find(0, true), p.askHead())
}

// Refresh implements page.Refresher.
func (p *Page) Refresh() tea.Cmd { return tea.Batch(p.find(0, false), p.askHead()) }

// Close implements page.Closer.
func (p *Page) Close() {
	page.CloseAll(&p.finding, &p.scanning, &p.fetching, &p.heading, &p.opening, &p.tallying, &p.about.door, &p.proof.door)
}

// Update implements page.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[foundMsg]:
		return p.found(msg)
	case page.Answer[moreMsg]:
		return p.scanned(msg)
	case page.Answer[rowsMsg]:
		return p.fetched(msg)
	case page.Answer[headMsg]:
		return p.headed(msg)
	case page.Answer[*store.AuditProof]:
		return p.proved(msg)
	case page.Answer[namesMsg]:
		return p.named(msg)
	case page.Answer[openMsg]:
		return p.opened(msg)
	case page.Answer[tallyMsg]:
		return p.tallied(msg)
	case setFilter:
		return p.set(msg.filter.String())
	case page.Resized:
		return p.moved()
	}
	return nil
}

// Actions implements page.Page.
func (p *Page) Actions() []keys.Action {
	return append([]keys.Action{keys.Search, keys.Open, keys.Narrow, keys.Verify, keys.NextTab, keys.Preview, keys.Copy, keys.CopyMenu, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *Page) Why(a keys.Action) string {
	switch a {
	case keys.Open, keys.Right, keys.NextTab, keys.Copy, keys.CopyMenu:
		if _, ok := p.current(); !ok {
			return "there is no entry under the cursor"
		}
	case keys.Preview:
		if p.width < sideFrom {
			return "the window is too narrow for it; " + p.env.Keys.Key(keys.NextTab) + " shows the entry"
		}
	case keys.Verify:
		if p.proof.door.Waiting() {
			return "the log is being read already"
		}
	}
	return ""
}

// Do implements page.Page.
func (p *Page) Do(a keys.Action) tea.Cmd {
	// What is meant is the list that was asked for, not the one that is still there.
	p.then = ""
	if p.finding.Waiting() && (a == keys.Open || a == keys.Right || a == keys.NextTab || a == keys.Copy) {
		p.then = a
		return nil
	}
	if p.table.Do(a) {
		return p.moved()
	}
	switch a {
	case keys.Open, keys.Right:
		return p.open()
	case keys.Search:
		p.bar.typing = true
	case keys.Narrow:
		return p.narrow()
	case keys.Verify:
		return p.prove(true)
	case keys.NextTab:
		return p.read()
	case keys.Preview:
		p.hide = !p.hide
		p.Size(p.width, p.height)
		return p.moved()
	case keys.Copy:
		if e, ok := p.current(); ok {
			return page.Tell(page.Copy{Text: model.Untrusted(e.Hash)})
		}
	case keys.CopyMenu:
		return p.copyMenu()
	}
	return nil
}

// Escape implements page.Escaper: first the filter, as far as it was made here.
func (p *Page) Escape() (tea.Cmd, bool) {
	if p.bar.field.Value() == p.came {
		return nil, false
	}
	return p.set(p.came), true
}

// Line goes to a row, from 1.
func (p *Page) Line(n int) tea.Cmd {
	p.table.Move(n - 1)
	return p.moved()
}

// Size implements page.Page.
func (p *Page) Size(width, height int) {
	p.width, p.height = width, height
	p.table.Size(p.tableWidth(), max(height-headLines, 1))
}

func (p *Page) side() bool { return p.width >= sideFrom && !p.hide }

func (p *Page) tableWidth() int {
	if !p.side() {
		return p.width
	}
	return p.width - p.paneWidth()
}

func (p *Page) paneWidth() int { return min(max(p.width*2/5, 46), 76) }

// View implements page.Page.
func (p *Page) View() draw.Block {
	th := p.env.Theme
	out := draw.Block{draw.Paint(th, p.header(), p.width, theme.Plain)}
	out = append(out, p.bar.view(th, p.width, p.counts(), p.chips())...)
	p.table.Dimmed = p.bar.wrong.Text != ""
	p.table.Empty = p.empty()
	body := p.table.View(th)
	if p.side() {
		body = draw.Beside(body, p.pane(p.paneWidth(), len(body)))
	}
	return draw.Fill(append(out, body...), p.width, p.height)
}

// empty says why there is no entry in the list.
func (p *Page) empty() string {
	switch {
	case p.list == nil && p.bar.wrong.Text != "":
		return "the filter above cannot be used"
	case p.list == nil:
		return "looking" + p.env.Theme.Glyphs.Ellipsis
	case p.list.next > 0:
		return "nothing so far; looked at " + words.Percent(p.list.looked()) + " of the log"
	case p.list.whole:
		return "nothing was done yet"
	}
	return "no entry matches; esc clears the filter"
}

// counts says how many entries a filter lets through, and how far it has looked.
func (p *Page) counts() draw.Line {
	if p.list == nil || p.list.whole {
		return nil
	}
	l := draw.Plain(" ").Add(theme.Head, words.Thousands(p.list.len())).Add(theme.Dim, " of "+words.Count(p.list.size, "entry"))
	if p.list.next > 0 {
		l = l.Add(theme.Info, ", "+words.Percent(p.list.looked())+" looked at")
	}
	return l.Add(theme.Plain, " ")
}

// Status implements page.Page.
func (p *Page) Status() draw.Line {
	if p.table.Len() == 0 {
		return nil
	}
	return draw.T(theme.Dim, words.Thousands(p.table.Cursor()+1)+" of "+words.Thousands(p.table.Len()))
}

// Click implements page.Clicker.
func (p *Page) Click(x, y int) tea.Cmd {
	if y == 1 {
		p.bar.typing = true
	}
	if y < headLines || x >= p.tableWidth() {
		return nil
	}
	switch hit := p.table.Hit(x, y-headLines); {
	case hit.Row >= 0 && hit.Row == p.table.Cursor():
		return p.open()
	case hit.Row >= 0:
		p.table.Move(hit.Row)
		return p.moved()
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *Page) Wheel(_, _, delta int) tea.Cmd {
	p.table.Scroll(delta)
	return p.moved()
}
