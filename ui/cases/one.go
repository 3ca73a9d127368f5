package cases

import (
	"fmt"
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// tab is one part of a case.
type tab int

const (
	membersTab tab = iota
	valuesTab
	notesTab
	stepsTab
	trailsTab
	proposalsTab
	historyTab
	tabs
)

var tabNames = [tabs]string{"members", "values", "notes", "steps", "trails", "proposals", "history"}

// CasePage is the page of one case.
type CasePage struct {
	env   *page.Env
	store Store
	ref   model.Untrusted

	loaded *loaded // nil until it is read
	failed page.Say
	past   *past // nil until it is read
	stale  bool  // the log has grown since
	marks  map[uint32]bool
	out    giveout
	at     tab

	tables [tabs]*table.Table // nil where the tab is a roll
	rolls  [tabs]*roll
	head   draw.Block
	place  layout

	width, height int
	loading       page.Door
	looking       page.Door // into the log
}

// NewCase makes the page of the case whose number is the place's Ref, on the tab that it
// names.
func NewCase(env *page.Env, s Store, place page.Place) page.Page {
	p := &CasePage{env: env, store: s, ref: place.Ref, marks: map[uint32]bool{}, width: 1, height: 1}
	p.at = tab(max(slices.Index(tabNames[:], place.Tab), 0))
	p.tables[membersTab], p.tables[valuesTab], p.tables[proposalsTab] = memberTable(), valueTable(), proposalTable()
	p.tables[membersTab].Marked = func(ord uint64) bool { return p.marks[uint32(ord)] }
	for t := range tabs {
		if p.tables[t] == nil {
			p.rolls[t] = &roll{}
			continue
		}
		p.tables[t].Focused = true
	}
	return p
}

// Title implements page.Page.
func (p *CasePage) Title() string { return "Case " + words.Clean(p.ref) }

// Place implements page.Page.
func (p *CasePage) Place() page.Place {
	return page.Place{Page: page.Case, Ref: p.ref, Tab: tabNames[p.at]}
}

// Init implements page.Page.
func (p *CasePage) Init() tea.Cmd { return p.load() }

// Refresh implements page.Refresher.
func (p *CasePage) Refresh() tea.Cmd { return p.load() }

// Close implements page.Closer.
func (p *CasePage) Close() { page.CloseAll(&p.loading, &p.looking, &p.out.door) }

// Update implements page.Page.
func (p *CasePage) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[*loaded]:
		if !page.Takes(&p.loading, msg) {
			return nil
		}
		if msg.Err != nil {
			p.failed = page.Problem(msg.Err)
			p.arrange()
			return page.Tell(p.failed)
		}
		p.take(msg.Value)
		return tea.Batch(p.need(), p.follow())
	case page.Answer[*past]:
		if !page.Takes(&p.looking, msg) {
			return nil
		}
		if msg.Err != nil {
			return page.Fail(msg.Err)
		}
		p.past = msg.Value
		p.rolls[historyTab].set(p.historyEntries())
	default:
		return p.updateExport(msg)
	}
	return nil
}

// take shows what was read; the cursors stay on what they are on.
func (p *CasePage) take(l *loaded) {
	if p.loaded != nil && p.loaded.st.Next() != l.st.Next() {
		p.stale = true
	}
	p.loaded, p.failed = l, page.Say{}
	maps.DeleteFunc(p.marks, func(ord uint32, _ bool) bool {
		return !slices.ContainsFunc(l.members, func(m member) bool { return m.Ord == ord })
	})
	p.tables[membersTab].Set(p.memberRows())
	p.tables[valuesTab].Set(p.valueRows())
	p.tables[proposalsTab].Set(p.proposalRows())
	p.rolls[notesTab].set(p.noteEntries())
	p.rolls[stepsTab].set(p.stepEntries())
	p.rolls[trailsTab].set(p.trailEntries())
	p.arrange()
}

// turn shows another tab.
func (p *CasePage) turn(to tab) tea.Cmd {
	p.at = (to + tabs) % tabs
	return p.need()
}

// need asks for what the tab that is shown needs and has not got.
func (p *CasePage) need() tea.Cmd {
	if p.at != historyTab || p.loaded == nil || p.past != nil && !p.stale {
		return nil
	}
	p.stale = false
	return p.look()
}

// Subject implements page.Holder: the case, with the members that are marked, else what the
// cursor is on.
func (p *CasePage) Subject() page.Subject {
	if p.loaded == nil {
		return page.Subject{}
	}
	on := page.Subject{Title: words.Clean(p.loaded.c.Title), Case: p.loaded.c.ID}
	if list := p.chosen(); len(list) > 0 {
		on.Title, on.Accounts = titleOf(list), ordsOf(list)
		on.Marked = len(p.marks) > 0
	}
	if v := p.value(); v != nil {
		on.Title, on.Value = words.Clean(v.Value), v.Value
	}
	if pr := p.proposal(); pr != nil {
		on.Title, on.Proposal = fmt.Sprint("proposal ", pr.ID), pr.ID
	}
	return on
}

// on gives the index that the cursor of a tab is at; ok is false where another tab is
// shown, or nothing is there.
func (p *CasePage) on(t tab, n int) (i int, ok bool) {
	if p.loaded == nil || p.at != t {
		return 0, false
	}
	i = p.tables[t].Cursor()
	return i, i < n
}

// member gives the member under the cursor, or nil.
func (p *CasePage) member() *member {
	if p.loaded == nil {
		return nil
	}
	if i, ok := p.on(membersTab, len(p.loaded.members)); ok {
		return &p.loaded.members[i]
	}
	return nil
}

// chosen gives the members that are marked, else the one under the cursor; none on another tab.
func (p *CasePage) chosen() (list []*member) {
	m := p.member()
	switch {
	case m == nil:
		return nil
	case len(p.marks) == 0:
		return []*member{m}
	}
	for i := range p.loaded.members {
		if m := &p.loaded.members[i]; p.marks[m.Ord] {
			list = append(list, m)
		}
	}
	return list
}

func ordsOf(list []*member) []uint32 {
	ords := make([]uint32, len(list))
	for i, m := range list {
		ords[i] = m.Ord
	}
	slices.Sort(ords)
	return ords
}

// titleOf names members, the one by its name and several by their number.
func titleOf(list []*member) string {
	if len(list) == 1 {
		return words.Who(list[0].row)
	}
	return words.Count(len(list), "marked account")
}

// mark marks the member under the cursor, or not any more, and goes to the next.
func (p *CasePage) mark() {
	if ord := p.member().Ord; p.marks[ord] {
		delete(p.marks, ord)
	} else {
		p.marks[ord] = true
	}
	p.tables[membersTab].Do(keys.Down)
}

// Escape implements page.Escaper: it clears the marks.
func (p *CasePage) Escape() (tea.Cmd, bool) {
	n := len(p.marks)
	if n == 0 || p.at != membersTab {
		return nil, false
	}
	clear(p.marks)
	return page.Notice(page.Note, words.Count(n, "mark")+" cleared"), true
}

// value gives the value under the cursor, or nil.
func (p *CasePage) value() *value {
	if p.loaded == nil {
		return nil
	}
	if i, ok := p.on(valuesTab, len(p.loaded.values)); ok {
		return &p.loaded.values[i]
	}
	return nil
}

// proposal gives the proposal under the cursor, or nil.
func (p *CasePage) proposal() *proposed {
	if p.loaded == nil {
		return nil
	}
	if i, ok := p.on(proposalsTab, len(p.loaded.proposals)); ok {
		return &p.loaded.proposals[i]
	}
	return nil
}

// Status implements page.Page.
func (p *CasePage) Status() draw.Line {
	if p.loaded == nil {
		return nil
	}
	if t := p.tables[p.at]; t != nil {
		if t.Len() == 0 {
			return nil
		}
		at := draw.T(theme.Dim, words.Thousands(t.Cursor()+1)+" of "+words.Thousands(t.Len()))
		if n := len(p.marks); n > 0 && p.at == membersTab {
			at = draw.T(theme.Mark, words.Thousands(n)+" marked").Add(theme.Dim, "; ").Add(at[0].Role, at[0].Text)
		}
		return at
	}
	return p.rolls[p.at].status()
}
