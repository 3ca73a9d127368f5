package cases

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile/handout"
	"github.com/seed-28a39f10/clew/ui/acts"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Store is what the pages of this room ask of an investigation.
type Store interface {
	acts.Store
	handout.Store
	Resolve(ctx context.Context, ref string) (uint32, error)
	Listing(ctx context.Context, ords []uint32) ([]store.AccountRow, error)
	Pivot(ctx context.Context, ref string) (*store.Pivot, error)
	AuditFind(ctx context.Context, f store.AuditFilter, before uint64, limit int) (store.AuditFound, error)
	AuditEntries(ctx context.Context, numbers []uint64) ([]store.AuditEntry, error)
}

// sideFrom is the width from which something stands beside a table.
const sideFrom = 120

func sideWidth(width int) int { return min(max(width*2/5, 46), 76) }

// Page is the list of cases.
type Page struct {
	env   *page.Env
	store Store

	came   string // the filter that the page was opened with
	field  overlay.Field
	typing bool

	all    []*workflow.Case // in the order of the list
	notes  map[uint32]int
	loaded bool
	shown  []*workflow.Case
	table  *table.Table
	begun  uint64 // entry of the log that began a case, to go to; 0 for none

	width, height int
	loading       page.Door
}

type (
	listMsg struct {
		all   []*workflow.Case
		notes map[uint32]int
	}
	// setFilter puts another filter into the bar of a page.
	setFilter struct {
		of   *Page
		text string
	}
)

// New makes the page of all cases. The place's Ref is a filter.
func New(env *page.Env, s Store, place page.Place) page.Page {
	p := &Page{env: env, store: s, came: string(place.Ref), width: 1, height: 1, table: table.New(
		table.Column{Key: "id", Title: "NO", Least: 4, Most: 6, Right: true},
		table.Column{Key: "title", Title: "TITLE", Least: 18, Most: 64},
		table.Column{Key: "state", Title: "STATE", Least: 6, Most: 6},
		table.Column{Key: "priority", Title: "PRIORITY", Least: 8, Most: 8, Drop: 3},
		table.Column{Key: "owner", Title: "OWNER", Least: 6, Most: 16, Drop: 2},
		table.Column{Key: "queue", Title: "QUEUE", Least: 6, Most: 14, Drop: 7},
		table.Column{Key: "accounts", Title: "ACCOUNTS", Least: 8, Most: 8, Right: true, Drop: 1},
		table.Column{Key: "notes", Title: "NOTES", Least: 5, Most: 5, Right: true, Drop: 6},
		table.Column{Key: "steps", Title: "STEPS", Least: 5, Most: 5, Right: true, Drop: 8},
		table.Column{Key: "followup", Title: "FOLLOW-UP", Least: 14, Most: 14, Drop: 4},
		table.Column{Key: "changed", Title: "CHANGED", Least: 10, Most: 10, Drop: 5},
	)}
	p.field.Prompt = "/ "
	p.field.Hint = "all cases; try  is:open  is:mine  is:due  queue:rings  tag:ring  words"
	p.field.Set(p.came)
	p.table.Focused = true
	return p
}

// Title implements page.Page.
func (p *Page) Title() string {
	if text := p.field.Value(); text != "" {
		return "Cases: " + words.Clean(text)
	}
	return "Cases"
}

// Place implements page.Page.
func (p *Page) Place() page.Place {
	return page.Place{Page: page.Cases, Ref: model.Untrusted(p.field.Value())}
}

// Init implements page.Page.
func (p *Page) Init() tea.Cmd { return p.load() }

// Refresh implements page.Refresher.
func (p *Page) Refresh() tea.Cmd { return p.load() }

// Close implements page.Closer.
func (p *Page) Close() { page.CloseAll(&p.loading) }

func (p *Page) now() model.Time { return model.TimeOf(p.env.Now()) }

func (p *Page) load() tea.Cmd {
	s, now := p.store, p.now()
	return page.Ask(&p.loading, func(context.Context) (listMsg, error) {
		st := s.Work()
		m := listMsg{st.Cases(), map[uint32]int{}}
		for _, c := range m.all {
			m.notes[c.ID] = len(st.Notes(workflow.CaseKey(c.ID)))
		}
		slices.SortStableFunc(m.all, func(a, b *workflow.Case) int {
			return cmp.Or(cmp.Compare(rank(a, now), rank(b, now)), cmp.Compare(urgency(b), urgency(a)), cmp.Compare(b.Changed.Entry, a.Changed.Entry))
		})
		return m, nil
	})
}

// rank puts first what is due, then what is open.
func rank(c *workflow.Case, now model.Time) int {
	_, due := words.FollowUp(c, now)
	switch {
	case due:
		return 0
	case c.Open:
		return 1
	}
	return 2
}

func urgency(c *workflow.Case) int { return slices.Index(workflow.Priorities, c.Priority) }

// Update implements page.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[listMsg]:
		if !page.Takes(&p.loading, msg) {
			return nil
		}
		p.all, p.notes, p.loaded = msg.Value.all, msg.Value.notes, true
		p.fill()
		p.toBegun()
	case page.Acted:
		if _, ok := msg.Action.(workflow.OpenCase); ok && msg.Err == nil {
			p.begun = msg.Entry
			p.toBegun()
		}
	case setFilter:
		if msg.of == p {
			p.field.Set(msg.text)
			p.fill()
		}
	}
	return nil
}

// toBegun goes to the case that was begun last, once it is in the list.
func (p *Page) toBegun() {
	i := slices.IndexFunc(p.shown, func(c *workflow.Case) bool { return c.Made.Entry == p.begun })
	if p.begun > 0 && i >= 0 {
		p.begun = 0
		p.table.Move(i)
	}
}

// fill shows what the filter takes.
func (p *Page) fill() {
	f := newFilter(p.field.Value(), p.env.Actor, p.now())
	p.shown = nil
	var rows []table.Row
	for _, c := range p.all {
		if f.takes(c) {
			p.shown = append(p.shown, c)
			rows = append(rows, p.row(c))
		}
	}
	p.table.Set(rows)
}

func (p *Page) row(c *workflow.Case) table.Row {
	title, state, priority := theme.Plain, theme.Info, theme.Dim
	if !c.Open {
		title, state = theme.Dim, theme.Dim
	} else if urgency(c) > urgency(&workflow.Case{Priority: "normal"}) {
		priority = theme.Warn
	}
	again, due := words.FollowUp(c, p.now())
	said, followUp := words.CaseState(c), theme.Dim
	if due {
		said, state, followUp = "due", theme.Warn, theme.Warn
	}
	if c.Hold != nil {
		said, state = "hold", theme.Warn
	}
	return table.Row{ID: uint64(c.ID), Cells: []draw.Span{
		{Role: theme.Dim, Text: fmt.Sprint(c.ID)}, {Role: title, Text: words.Clean(c.Title)}, {Role: state, Text: said},
		{Role: priority, Text: words.Clean(c.Priority)}, {Role: theme.Plain, Text: words.Clean(c.Owner)}, {Role: theme.Dim, Text: words.Clean(c.Queue)},
		{Role: theme.Plain, Text: words.Thousands(len(c.Members))}, {Role: theme.Dim, Text: words.Thousands(p.notes[c.ID])},
		{Role: theme.Dim, Text: stepsDone(c)}, {Role: followUp, Text: again}, {Role: theme.Dim, Text: words.Day(c.Changed.Time)},
	}}
}

// stepsDone says how many of a case's questions are answered; "" where it asks none.
func stepsDone(c *workflow.Case) string {
	if len(c.Steps) == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", done(c), len(c.Steps))
}

func done(c *workflow.Case) (n int) {
	for _, s := range c.Steps {
		if s.Done.Entry > 0 {
			n++
		}
	}
	return n
}

// Actions implements page.Page.
func (p *Page) Actions() []keys.Action {
	return append([]keys.Action{keys.Search, keys.Open, keys.Begin, keys.Narrow, keys.Copy, keys.CopyMenu, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *Page) Why(a keys.Action) string {
	switch a {
	case keys.Open, keys.Right, keys.Copy, keys.CopyMenu:
		if p.current() == nil {
			return "there is no case in the list"
		}
	}
	return ""
}

func (p *Page) current() *workflow.Case {
	if i := p.table.Cursor(); i < len(p.shown) {
		return p.shown[i]
	}
	return nil
}

// Do implements page.Page.
func (p *Page) Do(a keys.Action) tea.Cmd {
	if p.table.Do(a) {
		return nil
	}
	switch a {
	case keys.Search:
		p.typing = true
	case keys.Narrow:
		return page.Tell(p.narrowMenu())
	case keys.Begin:
		return (&acts.Acts{Env: p.env, Store: p.store}).NewCase(page.Subject{})
	case keys.Open, keys.Right:
		return p.open()
	case keys.Copy:
		return page.Tell(page.Copy{Text: caseName(p.current().ID)})
	case keys.CopyMenu:
		return p.copyMenu()
	}
	return nil
}

func (p *Page) open() tea.Cmd {
	c := p.current()
	if c == nil {
		return nil
	}
	return page.Open(page.Place{Page: page.Case, Ref: model.Untrusted(fmt.Sprint(c.ID))})
}

// Escape implements page.Escaper: the filter is that with which the page was opened again.
func (p *Page) Escape() (tea.Cmd, bool) {
	if p.field.Value() == p.came {
		return nil, false
	}
	p.field.Set(p.came)
	p.fill()
	return nil, true
}

// Subject implements page.Holder.
func (p *Page) Subject() page.Subject {
	c := p.current()
	if c == nil {
		return page.Subject{}
	}
	return page.Subject{Title: words.Clean(c.Title), Case: c.ID}
}

// Line goes to a row, from 1.
func (p *Page) Line(n int) tea.Cmd {
	p.table.Move(n - 1)
	return nil
}

// Status implements page.Page.
func (p *Page) Status() draw.Line {
	if p.table.Len() == 0 {
		return nil
	}
	return draw.T(theme.Dim, words.Thousands(p.table.Cursor()+1)+" of "+words.Thousands(p.table.Len()))
}
