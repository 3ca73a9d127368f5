package review

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/clip"
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
	Work() *workflow.State
	Listing(ctx context.Context, ords []uint32) ([]store.AccountRow, error)
}

// The tabs of the queue, by the names that places have of them.
const (
	waitingTab = ""
	givenTab   = "verdicts"
	secondTab  = "second look"
)

var (
	tabs      = []string{waitingTab, givenTab, secondTab}
	tabLabels = map[string]string{waitingTab: "[waiting]", givenTab: "[your verdicts]", secondTab: "[second look]"}
)

// Page is the queue of proposals that wait for a second person, the verdicts that the user
// has given, and the decisions that were drawn for a second look.
type Page struct {
	env   *page.Env
	store Store

	waiting, verdicts, drawn *table.Table
	listMsg
	tab    string // one of tabs
	loaded bool

	width, height int
	loading       page.Door
}

// verdict is one that the user gave.
type verdict struct {
	workflow.Verdict
	proposal *workflow.Proposal
}

// listMsg is what the page shows.
type listMsg struct {
	jobs    []workflow.ReviewJob
	mine    []verdict
	looks   []drawn
	undrawn int // decisions that a sample can still be drawn from
}

// New makes the page.
func New(env *page.Env, s Store, p page.Place) page.Page {
	q := &Page{env: env, store: s, width: 1, height: 1, drawn: newDrawn()}
	if slices.Contains(tabs, p.Tab) {
		q.tab = p.Tab
	}
	q.waiting = table.New(
		table.Column{Key: "id", Title: "NO", Least: 4, Most: 5, Right: true},
		table.Column{Key: "action", Title: "ACTION", Least: 9, Most: 12},
		table.Column{Key: "accounts", Title: "ACCOUNTS", Least: 8, Most: 8, Right: true},
		table.Column{Key: "reason", Title: "REASON", Least: 12, Most: 26, Drop: 2},
		table.Column{Key: "policy", Title: "POLICY", Least: 8, Most: 18, Drop: 4},
		table.Column{Key: "by", Title: "BY", Least: 6, Most: 16, Drop: 1},
		table.Column{Key: "age", Title: "WAITS", Least: 6, Most: 8, Right: true, Drop: 3},
		table.Column{Key: "approvals", Title: "YES", Least: 5, Most: 5, Drop: 5},
		table.Column{Key: "state", Title: "FOR YOU", Least: 20})
	q.verdicts = table.New(
		table.Column{Key: "time", Title: "WHEN (UTC)", Least: 16, Most: 16},
		table.Column{Key: "said", Title: "YOU", Least: 10, Most: 10},
		table.Column{Key: "id", Title: "NO", Least: 4, Most: 5, Right: true},
		table.Column{Key: "action", Title: "ACTION", Least: 9, Most: 12},
		table.Column{Key: "accounts", Title: "ACCOUNTS", Least: 8, Most: 8, Right: true, Drop: 1},
		table.Column{Key: "state", Title: "NOW", Least: 12})
	q.waiting.Focused, q.verdicts.Focused, q.drawn.Focused = true, true, true
	return q
}

// Title implements page.Page.
func (p *Page) Title() string { return "Review" }

// Place implements page.Page.
func (p *Page) Place() page.Place { return page.Place{Page: page.Reviews, Tab: p.tab} }

// Init implements page.Page.
func (p *Page) Init() tea.Cmd { return p.load() }

// Refresh implements page.Refresher.
func (p *Page) Refresh() tea.Cmd { return p.load() }

// Close implements page.Closer.
func (p *Page) Close() { page.CloseAll(&p.loading) }

func (p *Page) load() tea.Cmd {
	s, actor, now := p.store, p.env.Actor, model.TimeOf(p.env.Now())
	return page.Ask(&p.loading, func(context.Context) (listMsg, error) {
		st := s.Work()
		return listMsg{st.Reviews(actor, now), given(st, actor), looks(st, actor), st.Undrawn()}, nil
	})
}

// given finds the verdicts of a login, the last first.
func given(st *workflow.State, actor string) []verdict {
	var out []verdict
	for _, p := range st.Proposals() {
		all := append(slices.Clone(p.Approvals), p.Voided...)
		if p.Back.Entry > 0 {
			all = append(all, p.Back)
		}
		for _, v := range all {
			if v.By == actor {
				out = append(out, verdict{v, p})
			}
		}
	}
	slices.SortFunc(out, func(a, b verdict) int { return int(int64(b.Entry) - int64(a.Entry)) })
	return out
}

// Update implements page.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	if a, ok := msg.(page.Answer[listMsg]); ok && page.Takes(&p.loading, a) {
		p.listMsg, p.loaded = a.Value, true
		p.fill()
	}
	return nil
}

func (p *Page) fill() {
	now := p.env.Now()
	rows := make([]table.Row, len(p.jobs))
	for i, j := range p.jobs {
		rows[i] = table.Row{ID: uint64(j.ID), Cells: []draw.Span{
			{Text: fmt.Sprint(j.ID)}, {Text: words.Clean(j.Terms.Action)}, {Text: words.Thousands(len(j.Accounts))},
			{Text: words.Clean(j.Terms.Reason)}, {Role: theme.Dim, Text: words.Clean(j.Terms.Policy)}, {Text: words.Clean(j.Changed.By)},
			{Text: since(now.Sub(j.Changed.Time.UTC()))}, {Text: fmt.Sprintf("%d/%d", j.Counted, j.Needed)}, standing(j, p.env.Actor, now)}}
	}
	keep(p.waiting, rows)
	rows = make([]table.Row, len(p.mine))
	for i, v := range p.mine {
		said := draw.Span{Role: theme.Good, Text: "approved"}
		if !v.Approve {
			said = draw.Span{Role: theme.Warn, Text: "returned"}
		}
		rows[i] = table.Row{ID: v.Entry, Cells: []draw.Span{{Text: words.Minute(v.Time)}, said, {Text: fmt.Sprint(v.proposal.ID)},
			{Text: words.Clean(v.proposal.Terms.Action)}, {Text: words.Thousands(len(v.proposal.Accounts))}, {Text: stands(v)}}}
	}
	keep(p.verdicts, rows)
	keep(p.drawn, drawnRows(p.looks, now))
}

// keep sets the rows of a table with the cursor on the row that it was on.
func keep(t *table.Table, rows []table.Row) {
	at, on := t.Current()
	t.Set(rows)
	if on {
		if i := slices.IndexFunc(rows, func(r table.Row) bool { return r.ID == at.ID }); i >= 0 {
			t.Move(i)
		}
	}
}

// since puts an age in the largest unit of which there is one.
func since(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// standing says what a job is to the user.
func standing(j workflow.ReviewJob, actor string, now time.Time) draw.Span {
	switch {
	case j.Claim != nil && j.Claim.By == actor:
		return draw.Span{Role: theme.Good, Text: "yours, " + left(j.Claim, now)}
	case slices.Contains(j.Editors, actor):
		return draw.Span{Role: theme.Dim, Text: "your own"}
	case j.Blocked != "":
		return draw.Span{Role: theme.Dim, Text: words.Clean(j.Blocked)}
	case j.Snoozed != nil:
		return draw.Span{Role: theme.Dim, Text: "put off until " + words.Day(j.Snoozed.Until)}
	case j.Skipped:
		return draw.Span{Role: theme.Dim, Text: "skipped this round"}
	case j.Back != "":
		return draw.Span{Role: theme.Info, Text: "back: " + words.Clean(j.Back)}
	}
	return draw.Span{Text: "waits"}
}

// left says how long a claim still holds.
func left(c *workflow.Claimed, now time.Time) string {
	d := max(c.Until.UTC().Sub(now), 0).Round(time.Second)
	return fmt.Sprintf("%d:%02d left", int(d.Minutes()), int(d.Seconds())%60)
}

// stands says what has become of a verdict.
func stands(v verdict) string {
	p := v.proposal
	switch {
	case v.Void != "":
		return "void: " + v.Void
	case p.Sealed > 0:
		return "in a batch; it stands"
	}
	return "can be taken back"
}

// Actions implements page.Page.
func (p *Page) Actions() []keys.Action {
	return append([]keys.Action{keys.Open, keys.NextTab, keys.PrevTab, keys.Undo, keys.Begin, keys.Copy, keys.CopyMenu, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *Page) Why(a keys.Action) string {
	switch a {
	case keys.Open, keys.Right, keys.Copy, keys.CopyMenu:
		if _, ok := p.table().Current(); !ok {
			return "the list is empty"
		}
	case keys.Undo:
		if v, ok := p.verdict(); p.tab == givenTab && (!ok || stands(v) != "can be taken back") {
			return "that verdict cannot be taken back any more"
		}
	case keys.Begin:
		if p.tab == secondTab {
			if p.undrawn == 0 {
				return "every decision has been drawn"
			}
			return ""
		}
		if !slices.ContainsFunc(p.jobs, func(j workflow.ReviewJob) bool { return j.Skipped }) {
			return "you have skipped nothing in this round"
		}
	}
	return ""
}

func (p *Page) table() *table.Table {
	switch p.tab {
	case givenTab:
		return p.verdicts
	case secondTab:
		return p.drawn
	}
	return p.waiting
}

func (p *Page) verdict() (verdict, bool) {
	if i := p.verdicts.Cursor(); p.tab == givenTab && i < len(p.mine) {
		return p.mine[i], true
	}
	return verdict{}, false
}

// Do implements page.Page.
func (p *Page) Do(a keys.Action) tea.Cmd {
	if p.table().Do(a) {
		return nil
	}
	switch a {
	case keys.Open, keys.Right:
		return p.open()
	case keys.NextTab:
		p.turn(1)
	case keys.PrevTab:
		p.turn(len(tabs) - 1)
	case keys.Undo:
		v, ok := p.verdict()
		if !ok {
			return page.Tell(page.UndoLast{})
		}
		return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: p.env, Title: "Take your verdict back?", Yes: "take it back",
			Lines: []draw.Line{draw.Plain(fmt.Sprintf("Your verdict on proposal %d, of %s UTC.", v.proposal.ID, words.Minute(v.Time))),
				draw.T(theme.Dim, "The proposal is in review again; both stay in the audit log.")},
			Run: p.env.Act(workflow.Retract{ID: v.proposal.ID})}})
	case keys.Begin:
		if p.tab == secondTab {
			return p.draw()
		}
		return p.env.Act(workflow.NewRound{})
	case keys.Copy:
		return page.Tell(page.Copy{Text: p.copied()})
	case keys.CopyMenu:
		var m clip.Menu
		m.Value("name of the proposal, for notes", p.copied())
		m.Row(p.table())
		return m.Show(p.env)
	}
	return nil
}

// copied names the proposal under the cursor as notes do.
func (p *Page) copied() model.Untrusted {
	at := p.table().Cursor()
	switch {
	case at >= p.table().Len():
		return ""
	case p.tab == givenTab:
		return proposalName(p.mine[at].proposal.ID)
	case p.tab == secondTab:
		return proposalName(p.looks[at].proposal.ID)
	}
	return proposalName(p.jobs[at].ID)
}

func proposalName(id uint32) model.Untrusted { return model.Untrusted(fmt.Sprint("proposal:", id)) }

// turn shows another tab.
func (p *Page) turn(by int) { p.tab = tabs[(slices.Index(tabs, p.tab)+by)%len(tabs)] }

func (p *Page) open() tea.Cmd {
	if row, ok := p.drawn.Current(); ok && p.tab == secondTab {
		return page.Open(secondPlace(uint32(row.ID)))
	}
	id := uint64(0)
	if v, ok := p.verdict(); ok {
		id = uint64(v.proposal.ID)
	} else if row, ok := p.waiting.Current(); ok {
		id = row.ID
	}
	return page.Open(page.Place{Page: page.Review, Ref: model.Untrusted(strconv.FormatUint(id, 10))})
}

// Size implements page.Page.
func (p *Page) Size(width, height int) {
	p.width, p.height = width, height
	for _, t := range []*table.Table{p.waiting, p.verdicts, p.drawn} {
		t.Size(width, max(height-2, 1))
	}
}

// View implements page.Page.
func (p *Page) View() draw.Block {
	th := p.env.Theme
	head := draw.Plain(" ")
	for _, tab := range tabs {
		label, role := " "+strings.Trim(tabLabels[tab], "[]")+" ", theme.Dim
		if tab == p.tab {
			label, role = tabLabels[tab], theme.Title
		}
		head = head.Add(role, label).Add(theme.Dim, "  ")
	}
	all, what, ready := p.counts()
	head = head.Add(theme.Head, " "+all).Add(theme.Dim, " "+what+", ").Add(theme.Head, words.Thousands(ready)).Add(theme.Dim, " for you")
	p.waiting.Empty = "nothing waits for a second person"
	p.verdicts.Empty = "you have given no verdict yet"
	p.drawn.Empty = "no decision is drawn for a second look; " + p.env.Keys.Key(keys.Begin) + " draws some at random"
	if !p.loaded {
		p.waiting.Empty = "looking"
	}
	out := draw.Block{draw.Paint(th, head, p.width, theme.Plain), draw.Paint(th, nil, p.width, theme.Plain)}
	return draw.Fill(append(out, p.table().View(th)...), p.width, p.height)
}

// counts says how much there is, and how much of it is for the user.
func (p *Page) counts() (all, what string, ready int) {
	if p.tab == secondTab {
		for _, d := range p.looks {
			if d.open() {
				ready++
			}
		}
		return words.Count(len(p.looks), "decision"), "drawn", ready
	}
	for _, j := range p.jobs {
		if j.Servable() {
			ready++
		}
	}
	return words.Count(len(p.jobs), "proposal"), "in review", ready
}

// Status implements page.Page.
func (p *Page) Status() draw.Line {
	t := p.table()
	if t.Len() == 0 {
		return nil
	}
	return draw.T(theme.Dim, words.Thousands(t.Cursor()+1)+" of "+words.Thousands(t.Len()))
}

// Click implements page.Clicker.
func (p *Page) Click(x, y int) tea.Cmd {
	if y < 2 {
		from := 1
		for _, tab := range tabs {
			if x >= from && x < from+len(tabLabels[tab]) {
				p.tab = tab
			}
			from += len(tabLabels[tab]) + 2
		}
		return nil
	}
	hit := p.table().Hit(x, y-2)
	switch {
	case hit.Row < 0:
	case hit.Row == p.table().Cursor():
		return p.open()
	default:
		p.table().Move(hit.Row)
	}
	return nil
}

// Wheel implements page.Clicker.
func (p *Page) Wheel(_, _, delta int) tea.Cmd {
	p.table().Scroll(delta)
	return nil
}

// Subject implements page.Holder.
func (p *Page) Subject() page.Subject {
	if row, ok := p.waiting.Current(); ok && p.tab == waitingTab {
		return page.Subject{Title: fmt.Sprint("proposal ", row.ID), Proposal: uint32(row.ID)}
	}
	return page.Subject{}
}
