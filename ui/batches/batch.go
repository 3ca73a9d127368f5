package batches

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// BatchPage is one batch: what it is, what enforcement said of each account, and what it
// rests on.
type BatchPage struct {
	env   *page.Env
	store Store
	id    uint32

	info     *info // nil until it is there
	err      error
	filter   int      // a workflow.Result, or everyResult
	shown    []uint32 // the accounts that the filter leaves
	marks    map[uint32]bool
	known    map[uint32]store.AccountRow
	accounts *table.Table
	grounds  *table.Table
	onGround bool
	errand   errand
	file     string // the path that was typed last
	answer   *answer
	answers  *table.Table

	width, height int
	loading       page.Door
	fetching      page.Door
	reading       page.Door
}

const everyResult = -1

// info is what the page shows, as of one moment.
type info struct {
	*workflow.Batch
	counts     [4]int
	grounds    []*workflow.Proposal
	reversible []uint32
	reversedBy []uint32 // batches
	next       uint32   // number of the next batch
	blocked    error    // why its files cannot be handed off; nil where they can
}

// rowsMsg are accounts of the list from an index on.
type rowsMsg struct {
	from int
	rows []store.AccountRow
	now  []workflow.Status
}

// narrowMsg has only accounts of one result shown.
type narrowMsg struct {
	page   *BatchPage
	filter int
}

// NewBatch makes the page of the batch whose number is the place's Ref, or of the appeal of
// that number where the place is of the tab of appeals.
func NewBatch(env *page.Env, s Store, at page.Place) page.Page {
	if at.Tab == appealTab {
		return newAppeal(env, s, at)
	}
	id, _ := strconv.ParseUint(string(at.Ref), 10, 32) // 0 is no batch, and the page says so
	p := &BatchPage{env: env, store: s, id: uint32(id), filter: everyResult, marks: map[uint32]bool{}, known: map[uint32]store.AccountRow{}, width: 1, height: 1}
	p.errand = errand{env: env, store: s}
	p.accounts = table.New(
		table.Column{Key: "account", Title: "ACCOUNT", Least: 24, Most: 44},
		table.Column{Key: "username", Title: "USER NAME", Least: 10, Most: 30, Drop: 2},
		table.Column{Key: "result", Title: "RESULT", Least: 9, Most: 9},
		table.Column{Key: "now", Title: "STATE NOW", Least: 10, Most: 12},
		table.Column{Key: "message", Title: "MESSAGE", Least: 12, Drop: 1})
	p.accounts.Marked = func(id uint64) bool { return p.marks[uint32(id)] }
	p.grounds = table.New(
		table.Column{Key: "id", Title: "PROPOSAL", Least: 8, Right: true},
		table.Column{Key: "what", Title: "WHAT", Least: 24},
		table.Column{Key: "version", Title: "VERSION", Least: 12, Most: 64, Drop: 2},
		table.Column{Key: "by", Title: "PROPOSED BY", Least: 11, Most: 16, Drop: 1},
		table.Column{Key: "approved", Title: "APPROVED BY", Least: 11, Most: 30})
	p.answers = newAnswers()
	for _, t := range []*table.Table{p.accounts, p.grounds, p.answers} {
		t.Focused = true
	}
	return p
}

// Title implements page.Page.
func (p *BatchPage) Title() string { return fmt.Sprint("Batch ", p.id) }

// Place implements page.Page.
func (p *BatchPage) Place() page.Place { return batchPlace(p.id) }

// Init implements page.Page.
func (p *BatchPage) Init() tea.Cmd { return p.load() }

// Refresh implements page.Refresher.
func (p *BatchPage) Refresh() tea.Cmd { return p.load() }

// Close implements page.Closer.
func (p *BatchPage) Close() { page.CloseAll(&p.loading, &p.fetching, &p.reading, &p.errand.checking) }

func (p *BatchPage) load() tea.Cmd {
	s, id := p.store, p.id
	return page.Ask(&p.loading, func(context.Context) (*info, error) { return lookAt(s.Work(), id) })
}

// lookAt gathers what there is to know of a batch.
func lookAt(st *workflow.State, id uint32) (*info, error) {
	b := st.Batch(id)
	if b == nil {
		return nil, &model.Error{Kind: model.ErrNotFound, Message: fmt.Sprintf("there is no batch %d", id)}
	}
	out := &info{Batch: b, counts: counts(b), next: 1, blocked: st.MayHandOff(b)}
	for _, g := range b.Proposals {
		if prop := st.Proposal(g.Proposal); prop != nil {
			out.grounds = append(out.grounds, prop)
		}
	}
	if b.Action != workflow.Reinstate {
		out.reversible = st.Reversible(b)
	}
	for _, other := range st.Batches() {
		out.next = max(out.next, other.ID+1)
		if other.Reverses == id {
			out.reversedBy = append(out.reversedBy, other.ID)
		}
	}
	return out, nil
}

// Update implements page.Page.
func (p *BatchPage) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[*info]:
		if !page.Takes(&p.loading, msg) {
			return nil
		}
		if p.err = msg.Err; msg.Err != nil {
			return nil
		}
		p.info = msg.Value
		return p.list(true)
	case page.Answer[rowsMsg]:
		return p.fetched(msg)
	case page.Answer[*answer]:
		return p.answered(msg)
	case narrowMsg:
		if msg.page == p && p.info != nil {
			p.filter = msg.filter
			return p.list(false)
		}
		return nil
	case page.Resized:
		return p.fetch()
	case page.Acted:
		if c, ok := msg.Action.(workflow.Confirm); ok && msg.Err == nil && c.ID == p.id {
			p.answer = nil
		}
		return nil
	}
	cmd := p.errand.update(msg)
	if _, ended := msg.(endedMsg); ended {
		p.Size(p.width, p.height) // what came of it takes room
	}
	return cmd
}

// list makes the lists anew; stay keeps the cursor on its account.
func (p *BatchPage) list(stay bool) tea.Cmd {
	at, on := p.accounts.Current()
	p.shown = p.info.Accounts
	if p.filter != everyResult {
		p.shown = nil
		for i, ord := range p.info.Accounts {
			if p.info.Results[i] == workflow.Result(p.filter) {
				p.shown = append(p.shown, ord)
			}
		}
	}
	cursor := 0
	if stay {
		if cursor = p.accounts.Cursor(); on {
			if i := slices.Index(p.shown, uint32(at.ID)); i >= 0 {
				cursor = i
			}
		}
	}
	p.accounts.Reset(len(p.shown), cursor)
	rows := make([]table.Row, len(p.info.grounds))
	for i, prop := range p.info.grounds {
		rows[i] = table.Row{ID: uint64(prop.ID), Cells: []draw.Span{{Text: strconv.Itoa(int(prop.ID))}, {Text: words.Asked(&prop.Terms)},
			{Role: theme.Dim, Text: p.version(prop)}, {Text: words.Clean(prop.Made.By)}, {Role: theme.Good, Text: approvers([]*workflow.Proposal{prop})}}}
	}
	p.grounds.Set(rows)
	p.Size(p.width, p.height)
	return p.fetch()
}

// version is the hash of the version that the batch was sealed by.
func (p *BatchPage) version(prop *workflow.Proposal) string {
	for _, g := range p.info.Proposals {
		if g.Proposal == prop.ID {
			return words.Clean(g.Hash)
		}
	}
	return ""
}

// fetch asks for the accounts that are missing on the screen.
func (p *BatchPage) fetch() tea.Cmd {
	from, n, ok := p.accounts.Missing()
	if !ok || p.info == nil {
		return nil
	}
	s, now := p.store, model.TimeOf(p.env.Now())
	ords := p.shown[from : from+n]
	return page.Ask(&p.fetching, func(ctx context.Context) (rowsMsg, error) {
		rows, err := s.Listing(ctx, ords)
		out := rowsMsg{from: from, rows: rows}
		st := s.Work()
		for _, ord := range ords {
			out.now = append(out.now, st.StatusOf(ord, now))
		}
		return out, err
	})
}

func (p *BatchPage) fetched(a page.Answer[rowsMsg]) tea.Cmd {
	if !page.Takes(&p.fetching, a) {
		return nil
	}
	if a.Err != nil {
		return page.Fail(a.Err)
	}
	rows := make([]table.Row, len(a.Value.rows))
	for i, r := range a.Value.rows {
		if i+a.Value.from >= len(p.shown) || p.shown[i+a.Value.from] != r.Ord {
			return p.fetch() // the list is another one by now
		}
		p.known[r.Ord] = r
		result := p.info.Result(r.Ord)
		rows[i] = table.Row{ID: uint64(r.Ord), Cells: []draw.Span{{Text: words.Clean(r.ID.String())}, {Text: words.Clean(r.Username)},
			{Role: resultRole(result), Text: resultWord(result)}, {Role: theme.Dim, Text: words.Clean(a.Value.now[i])}, {Text: words.Brief(p.info.Messages[r.Ord], 200)}}}
	}
	p.accounts.Put(a.Value.from, rows)
	return p.fetch()
}
