package batches

import (
	"context"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/handover"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Store is what the pages of this room ask of an investigation.
type Store interface {
	handover.Store
}

// The tabs of the list.
const (
	onReady = iota
	onBatches
	onAppeals
)

var tabNames = []string{onReady: "ready", onBatches: "batches", onAppeals: "appeals"}

// appealTab is the tab of the place of one appeal.
const appealTab = "appeal"

// Page is what is ready, the batches, and the appeals.
type Page struct {
	env   *page.Env
	store Store

	tab    int
	tables [3]*table.Table
	all    overview
	loaded bool
	errand errand
	want   uint32 // batch that the cursor goes to once it is listed; 0 for none

	width, height int
	loading       page.Door
}

// overview is what the page shows, as of one moment.
type overview struct {
	ready   []ready
	batches []sealed
	appeals []objection
	next    uint32 // number of the next batch
}

// sealed is a batch with how many of its accounts have which result.
type sealed struct {
	*workflow.Batch
	counts [4]int
}

// objection is an appeal with the account that it is about.
type objection struct {
	*workflow.Appeal
	account model.AccountID
}

// New makes the page.
func New(env *page.Env, s Store, at page.Place) page.Page {
	p := &Page{env: env, store: s, width: 1, height: 1, tab: max(slices.Index(tabNames, at.Tab), 0)}
	p.errand = errand{env: env, store: s}
	p.tables[onReady] = table.New(
		table.Column{Key: "action", Title: "ACTION", Least: 9, Most: 12},
		table.Column{Key: "ready", Title: "READY", Least: 6, Most: 9, Right: true},
		table.Column{Key: "proposals", Title: "PROPOSALS", Least: 9, Most: 9, Right: true, Drop: 1},
		table.Column{Key: "held", Title: "ON HOLD", Least: 7, Most: 9, Right: true},
		table.Column{Key: "failed", Title: "FAILED BEFORE", Least: 13, Most: 13, Right: true},
		table.Column{Key: "by", Title: "APPROVED BY", Least: 12, Drop: 2})
	p.tables[onBatches] = table.New(
		table.Column{Key: "id", Title: "NO", Least: 4, Most: 6, Right: true},
		table.Column{Key: "action", Title: "ACTION", Least: 9, Most: 22},
		table.Column{Key: "accounts", Title: "ACCOUNTS", Least: 8, Most: 9, Right: true, Drop: 2},
		table.Column{Key: "sealed", Title: "SEALED (UTC)", Least: 16, Most: 16, Drop: 5},
		table.Column{Key: "by", Title: "BY", Least: 6, Most: 16, Drop: 6},
		table.Column{Key: "from", Title: "NOT BEFORE", Least: 16, Most: 16, Drop: 7},
		table.Column{Key: "state", Title: "STATE", Least: 16, Most: 19},
		table.Column{Key: "done", Title: "DONE", Least: 5, Most: 9, Right: true},
		table.Column{Key: "failed", Title: "FAILED", Least: 6, Most: 9, Right: true},
		table.Column{Key: "missing", Title: "NOT FOUND", Least: 9, Most: 9, Right: true, Drop: 4},
		table.Column{Key: "pending", Title: "PENDING", Least: 7, Most: 9, Right: true, Drop: 1})
	p.tables[onAppeals] = table.New(
		table.Column{Key: "id", Title: "NO", Least: 4, Most: 6, Right: true},
		table.Column{Key: "account", Title: "ACCOUNT", Least: 16, Most: 40},
		table.Column{Key: "filed", Title: "FILED", Least: 10, Most: 10, Drop: 3},
		table.Column{Key: "age", Title: "AGE", Least: 7, Most: 9, Right: true},
		table.Column{Key: "against", Title: "AGAINST", Least: 12, Most: 14, Drop: 2},
		table.Column{Key: "state", Title: "STATE", Least: 10, Most: 30},
		table.Column{Key: "from", Title: "FROM", Least: 10, Drop: 4})
	for _, t := range p.tables {
		t.Focused = true
	}
	return p
}

// Title implements page.Page.
func (p *Page) Title() string { return "Batches" }

// Place implements page.Page.
func (p *Page) Place() page.Place { return page.Place{Page: page.Batches, Tab: tabNames[p.tab]} }

// Init implements page.Page.
func (p *Page) Init() tea.Cmd { return p.load() }

// Refresh implements page.Refresher.
func (p *Page) Refresh() tea.Cmd { return p.load() }

// Close implements page.Closer.
func (p *Page) Close() { page.CloseAll(&p.loading, &p.errand.checking) }

func (p *Page) load() tea.Cmd {
	s := p.store
	return page.Ask(&p.loading, func(ctx context.Context) (overview, error) { return look(ctx, s) })
}

// look gathers what there is.
func look(ctx context.Context, s Store) (overview, error) {
	st := s.Work()
	out := overview{ready: gather(st), next: 1}
	for _, b := range slices.Backward(st.Batches()) {
		out.batches = append(out.batches, sealed{b, counts(b)})
		out.next = max(out.next, b.ID+1)
	}
	appeals := slices.Clone(st.Appeals())
	slices.SortStableFunc(appeals, func(a, b *workflow.Appeal) int {
		if open := a.Outcome == ""; open != (b.Outcome == "") {
			return map[bool]int{true: -1, false: 1}[open]
		} else if open {
			return int(a.ID) - int(b.ID) // who waits longest comes first
		}
		return int(int64(b.Decided.Entry) - int64(a.Decided.Entry))
	})
	ords := make([]uint32, len(appeals))
	for i, a := range appeals {
		ords[i] = a.Ord
	}
	rows, err := s.Listing(ctx, ords)
	if err != nil {
		return overview{}, err
	}
	for i, a := range appeals {
		out.appeals = append(out.appeals, objection{a, rows[i].ID})
	}
	return out, nil
}

// counts gives how many accounts of a batch have each result.
func counts(b *workflow.Batch) (n [4]int) {
	for _, r := range b.Results {
		n[r]++
	}
	return n
}

// Update implements page.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[overview]:
		if !page.Takes(&p.loading, msg) {
			return nil
		}
		if msg.Err != nil {
			return page.Fail(msg.Err)
		}
		p.all, p.loaded = msg.Value, true
		p.fill()
		return nil
	case begunMsg:
		if msg.work.errand == &p.errand {
			p.tab, p.want = onBatches, msg.work.batch
		}
	}
	return p.errand.update(msg)
}

func (p *Page) fill() {
	p.tables[onReady].Set(readyRows(p.all.ready))
	p.tables[onBatches].Set(batchRows(p.all.batches))
	now := p.env.Now()
	rows := make([]table.Row, len(p.all.appeals))
	for i, a := range p.all.appeals {
		role := theme.Warn
		if a.Outcome != "" {
			role = theme.Dim
		}
		rows[i] = table.Row{ID: uint64(a.ID), Cells: []draw.Span{{Text: strconv.Itoa(int(a.ID))}, {Text: words.Clean(a.account.String())},
			{Role: theme.Dim, Text: words.Day(a.Filed.Time)}, {Text: words.Age(now.Sub(a.Filed.Time.UTC()))},
			{Text: "proposal " + strconv.Itoa(int(a.Proposal))}, {Role: role, Text: words.AppealOutcome(a.Appeal)}, {Role: theme.Dim, Text: words.Clean(a.From)}}}
	}
	p.tables[onAppeals].Set(rows)
	if at := slices.IndexFunc(p.all.batches, func(b sealed) bool { return b.ID == p.want }); at >= 0 {
		p.tables[onBatches].Move(at)
		p.want = 0
	}
	p.Size(p.width, p.height)
}

func batchRows(batches []sealed) []table.Row {
	rows := make([]table.Row, len(batches))
	for i, b := range batches {
		action := words.Clean(b.Action)
		if b.Reverses > 0 {
			action += ", reverses " + strconv.Itoa(int(b.Reverses))
		}
		state := draw.Span{Text: b.State()}
		if len(b.Out) == 0 {
			state = draw.Span{Role: theme.Warn, Text: "not written"}
		}
		cells := []draw.Span{{Text: strconv.Itoa(int(b.ID))}, {Text: action}, {Text: words.Thousands(len(b.Accounts))}, {Role: theme.Dim, Text: words.Minute(b.Sealed.Time)},
			{Text: words.Clean(b.Sealed.By)}, {Role: theme.Dim, Text: words.Minute(b.NotBefore)}, state}
		for _, r := range []workflow.Result{workflow.Done, workflow.Undone, workflow.NotFound, workflow.Pending} {
			cells = append(cells, number(b.counts[r], resultRole(r)))
		}
		rows[i] = table.Row{ID: uint64(b.ID), Cells: cells}
	}
	return rows
}

// number writes a number in a role, or faintly where it is none.
func number(n int, role theme.Role) draw.Span {
	if n == 0 {
		role = theme.Dim
	}
	return draw.Span{Role: role, Text: words.Thousands(n)}
}

func resultRole(r workflow.Result) theme.Role {
	switch r {
	case workflow.Done:
		return theme.Good
	case workflow.Undone, workflow.NotFound:
		return theme.Bad
	}
	return theme.Plain
}

// Actions implements page.Page.
func (p *Page) Actions() []keys.Action {
	return append([]keys.Action{keys.Open, keys.Begin, keys.NextTab, keys.PrevTab, keys.Copy, keys.CopyMenu, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *Page) Why(a keys.Action) string {
	switch a {
	case keys.Begin:
		if p.tab == onAppeals {
			return "an appeal is filed where its account is: open the batch, and " + p.env.Keys.Key(keys.Appeal) + " there"
		}
		if len(p.all.ready) == 0 {
			return "nothing is approved and in no batch yet"
		}
		if p.tab == onBatches {
			return "go to 'ready' with " + p.env.Keys.Key(keys.NextTab) + ", and choose of what"
		}
		return p.whyNotSeal()
	case keys.Open, keys.Right, keys.Copy, keys.CopyMenu:
		if p.tables[p.tab].Len() == 0 {
			return "the list is empty"
		}
		if p.tab == onReady && a != keys.Copy && a != keys.CopyMenu {
			return p.whyNotSeal()
		}
	}
	return ""
}

// whyNotSeal says why no batch can be made of the row under the cursor.
func (p *Page) whyNotSeal() string {
	if p.errand.checking.Waiting() {
		return "the folder of another is still being looked at"
	}
	if r := p.ready(); r != nil && len(r.ords)+len(r.failed) == 0 {
		return "all that is approved for it is on hold"
	}
	return ""
}

// ready, batch and appeal give what the cursor is on; nil where it is on nothing such.
func (p *Page) ready() *ready { return under(p, onReady, p.all.ready) }

func (p *Page) batch() *sealed { return under(p, onBatches, p.all.batches) }

func (p *Page) appeal() *objection { return under(p, onAppeals, p.all.appeals) }

func under[T any](p *Page, tab int, list []T) *T {
	if i := p.tables[tab].Cursor(); p.tab == tab && i < len(list) {
		return &list[i]
	}
	return nil
}

// Do implements page.Page.
func (p *Page) Do(a keys.Action) tea.Cmd {
	if p.tables[p.tab].Do(a) {
		return nil
	}
	switch a {
	case keys.Open, keys.Right, keys.Begin:
		return p.open()
	case keys.NextTab:
		p.tab = (p.tab + 1) % len(tabNames)
	case keys.PrevTab:
		p.tab = (p.tab + len(tabNames) - 1) % len(tabNames)
	case keys.Copy:
		return p.copy()
	case keys.CopyMenu:
		return p.copyMenu()
	}
	return nil
}

func (p *Page) open() tea.Cmd {
	if r := p.ready(); r != nil {
		return p.seal(r)
	}
	if b := p.batch(); b != nil {
		return page.Open(batchPlace(b.ID))
	}
	if a := p.appeal(); a != nil {
		return page.Open(appealPlace(a.ID))
	}
	return nil
}

func batchPlace(id uint32) page.Place {
	return page.Place{Page: page.Batch, Ref: model.Untrusted(strconv.FormatUint(uint64(id), 10))}
}

func appealPlace(id uint32) page.Place {
	return page.Place{Page: page.Batch, Tab: appealTab, Ref: model.Untrusted(strconv.FormatUint(uint64(id), 10))}
}

// copy copies what somebody would want to paste of a row: the account of an appeal, the
// manifest's hash of a batch, the action of what is ready.
func (p *Page) copy() tea.Cmd {
	var what model.Untrusted
	if r := p.ready(); r != nil {
		what = model.Untrusted(r.action)
	}
	if b := p.batch(); b != nil {
		if what = batchPlace(b.ID).Ref; len(b.Out) > 0 {
			what = model.Untrusted(b.Out[len(b.Out)-1].Manifest)
		}
	}
	if a := p.appeal(); a != nil {
		what = a.account.String()
	}
	return page.Tell(page.Copy{Text: what})
}

func (p *Page) copyMenu() tea.Cmd {
	var m clip.Menu
	if b := p.batch(); b != nil {
		m.Value("name of the batch, for notes", model.Untrusted("batch:"+string(batchPlace(b.ID).Ref)))
		for _, out := range b.Out {
			m.Value("SHA-256 of the manifest of "+words.Day(out.Time), model.Untrusted(out.Manifest))
		}
	}
	if a := p.appeal(); a != nil {
		m.Value("account id", a.account.String())
		m.Value("from", a.From)
		m.Note("what the owner says", a.Text)
	}
	m.Row(p.tables[p.tab])
	return m.Show(p.env)
}

// Subject implements page.Holder.
func (p *Page) Subject() page.Subject {
	if r := p.ready(); r != nil {
		return page.Subject{Title: "ready for the action " + words.Clean(r.action), Accounts: r.ords}
	}
	if b := p.batch(); b != nil {
		return page.Subject{Title: "batch " + strconv.Itoa(int(b.ID)), Accounts: b.Accounts}
	}
	if a := p.appeal(); a != nil {
		return page.Subject{Title: words.Clean(a.account.String()), Accounts: []uint32{a.Ord}}
	}
	return page.Subject{}
}
