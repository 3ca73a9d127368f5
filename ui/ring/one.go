package ring

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/graph"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// look is a way to look at a ring.
type look int

const (
	asMatrix look = iota
	asMembers
	asPicture
	asValues
	looks
)

var lookNames = [looks]string{"matrix", "members", "graph", "values"}

// Ring is the page of one ring.
type Ring struct {
	env   *page.Env
	store Store
	ref   model.Untrusted // of the account

	whole   *whole // nil until it is read
	files   []string
	failed  string
	look    look
	account int // member that the cursor is on
	value   int // value that the cursor is on, or -1
	marks   map[uint32]bool
	whatif  whatif

	matrix      graph.MatrixView
	members     *table.Table
	memberOrder order
	values      *table.Table
	valueOrder  order
	picture     picture
	hide        bool // the pane beside the views
	place       layout
	head        draw.Block
	progress    *progress

	width, height int
	reading       page.Door
	listing       page.Door
}

// listMsg is the rows of both tables.
type listMsg struct{ members, values []table.Row }

func newRing(env *page.Env, s Store, p page.Place) *Ring {
	r := &Ring{env: env, store: s, ref: p.Ref, value: -1, marks: map[uint32]bool{},
		members: table.New(memberColumns()...), values: table.New(valueColumns()...)}
	r.look = look(max(slices.Index(lookNames[:], p.Tab), 0))
	r.members.Focused, r.values.Focused = true, true
	r.members.Marked = func(id uint64) bool { return r.marks[uint32(id)] }
	r.members.Empty, r.values.Empty = "no member", "they share no value: when they sign in, or whom they claim to be, ties them"
	r.progress = startProgress(env, "looking for links")
	r.orderMembers(order{"score", true})
	r.orderValues(order{"bits", true})
	r.showColumns()
	return r
}

func (p *Ring) orderMembers(o order) {
	p.memberOrder = o
	p.members.SortKey, p.members.Desc = o.key, o.desc
}

func (p *Ring) orderValues(o order) {
	p.valueOrder = o
	p.values.SortKey, p.values.Desc = o.key, o.desc
}

// Title implements page.Page.
func (p *Ring) Title() string {
	if p.whole == nil || p.whole.ring == nil {
		return "Ring of " + text.Display(p.ref)
	}
	return "Ring of " + words.Thousands(len(p.whole.members)) + " of " + words.Who(p.whole.asked)
}

// Place implements page.Page.
func (p *Ring) Place() page.Place {
	return page.Place{Page: page.Ring, Ref: p.ref, Tab: lookNames[p.look]}
}

// Init implements page.Page.
func (p *Ring) Init() tea.Cmd { return p.read() }

// Refresh implements page.Refresher.
func (p *Ring) Refresh() tea.Cmd { return p.read() }

// Close implements page.Closer.
func (p *Ring) Close() { page.CloseAll(&p.reading, &p.listing, &p.whatif.door) }

func (p *Ring) read() tea.Cmd {
	doing, s, ref := startProgress(p.env, "looking for links"), p.store, string(p.ref)
	p.progress, p.failed = doing, ""
	return tea.Batch(doing.tick(), page.Ask(&p.reading, func(ctx context.Context) (*whole, error) { return readRing(ctx, s, ref, doing) }))
}

// list asks for the rows of the tables.
func (p *Ring) list() tea.Cmd {
	if !p.ready() {
		return nil
	}
	th, w, members, values := p.env.Theme, p.whole, p.memberOrder, p.valueOrder
	what := p.whatif.supposition
	return page.Ask(&p.listing, func(context.Context) (listMsg, error) {
		return listMsg{w.memberRows(th, members, &what), w.valueRows(th, values, &what)}, nil
	})
}

// ready reports whether there is a ring to look at.
func (p *Ring) ready() bool { return p.whole != nil && p.whole.ring != nil }

// Update implements page.Page.
func (p *Ring) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tickMsg:
		return tea.Batch(p.progress.took(msg, p.reading.Waiting()), p.whatifTick(msg))
	case page.Answer[*whole]:
		if !page.Takes(&p.reading, msg) {
			return nil
		}
		if msg.Err != nil {
			p.failed = words.Clean(msg.Err.Error())
			return page.Fail(msg.Err)
		}
		return p.take(msg.Value)
	case page.Answer[listMsg]:
		if page.Takes(&p.listing, msg) {
			p.members.Set(msg.Value.members)
			p.values.Set(msg.Value.values)
			p.follow()
		}
	case page.Answer[*fallout]:
		cmd, took := p.whatif.take(msg)
		if !took {
			return nil
		}
		return tea.Batch(cmd, p.supposed())
	case page.Hidden:
		p.whatif.door.Close()
	case page.Resized:
		if p.ready() { // what was given up when the page was hidden
			return p.whatif.ask(p.env, p.store, p.whole, p.files)
		}
	case sortBy:
		if msg.of == page.Page(p) {
			return p.sortBy(msg.key)
		}
	case leaveOut:
		if msg.of == p {
			p.whatif.set(p.whatif.values, msg.files)
			return p.supposed()
		}
	}
	return nil
}

func (p *Ring) whatifTick(msg tickMsg) tea.Cmd {
	if p.whatif.progress == nil {
		return nil
	}
	return p.whatif.progress.took(msg, p.whatif.door.Waiting())
}

// take shows a ring, with the cursor on the account and the value that it was on.
func (p *Ring) take(w *whole) tea.Cmd {
	account, value := w.asked.Ord, uint32(0)
	known := false
	if p.ready() {
		account = p.whole.members[p.account].Ord
		if p.value >= 0 {
			value, known = p.whole.values[p.value].Holding.Value, true
		}
	}
	p.whole, p.account, p.value = w, w.at[w.asked.Ord], -1
	p.files = nil
	for _, f := range p.store.Files() {
		p.files = append(p.files, text.Display(f.Name))
	}
	if w.ring == nil {
		p.arrange()
		return nil
	}
	if i, ok := w.at[account]; ok {
		p.account = i
	}
	if i, ok := w.byValue[value]; ok && known {
		p.value = i
	} else if len(w.values) > 0 {
		p.value = w.firstValue(p.account)
	}
	p.whatif.door.Close() // what is being worked out is of the ring as it was
	p.whatif.said = nil
	p.picture = picture{}
	return p.supposed()
}

// firstValue is the value that an account holds and that gives most, or the first.
func (w *whole) firstValue(member int) int {
	for i := range w.values {
		if w.grid.colOf[i] >= 0 && w.holds(member, i) {
			return i
		}
	}
	return 0
}

// supposed follows a change of what is taken for wrong.
func (p *Ring) supposed() tea.Cmd {
	if !p.ready() {
		return nil
	}
	ask := p.whatif.ask(p.env, p.store, p.whole, p.files)
	p.showColumns()
	p.relabel()
	p.arrange()
	return tea.Batch(ask, p.list())
}

func (p *Ring) sortBy(key string) tea.Cmd {
	if p.look == asValues {
		p.orderValues(p.valueOrder.chosen(key, valueOrders))
	} else {
		p.orderMembers(p.memberOrder.chosen(key, memberOrders))
	}
	return p.list()
}

// onAccount gives the member that the cursor is on; ok is false where it is on none.
func (p *Ring) onAccount() (m *member, ok bool) {
	if !p.ready() || p.look == asValues {
		return nil, false
	}
	if p.look == asPicture && !p.picture.single() {
		return nil, false
	}
	return &p.whole.members[p.account], true
}

// onValue gives the value that the cursor is on; ok is false where it is on none.
func (p *Ring) onValue() (v *shared, ok bool) {
	if !p.ready() || p.value < 0 || p.look != asValues && p.look != asMatrix {
		return nil, false
	}
	return &p.whole.values[p.value], true
}

// marked lists the marked members.
func (p *Ring) marked() []*member {
	var list []*member
	if p.ready() && len(p.marks) > 0 {
		for i := range p.whole.members {
			if m := &p.whole.members[i]; p.marks[m.Ord] {
				list = append(list, m)
			}
		}
	}
	return list
}

// Step implements page.Stepper: from an account to the next member, in the order of
// the matrix or of the list.
func (p *Ring) Step(from page.Place, delta int) tea.Cmd {
	end := page.Notice(page.Note, "that was the end of the ring")
	if !p.ready() || from.Page != page.Account {
		return end
	}
	if p.look == asMatrix {
		to := p.matrix.Row + delta
		if to < 0 || to >= len(p.matrix.Rows) {
			return end
		}
		p.account = p.whole.grid.rows[to]
	} else {
		p.follow()
		row, ok := p.members.At(p.members.Cursor() + delta)
		if !ok {
			return end
		}
		p.account = p.whole.at[uint32(row.ID)]
	}
	p.turn(p.look)
	p.arrange()
	from.Ref = p.whole.members[p.account].ID.String()
	return page.Tell(page.Instead{Place: from})
}

// Escape implements page.Escaper: first what is taken for wrong, then the marks.
func (p *Ring) Escape() (tea.Cmd, bool) {
	if p.whatif.any() {
		p.whatif.set(nil, nil)
		return tea.Batch(p.supposed(), page.Notice(page.Note, "everything counts again")), true
	}
	if n := len(p.marked()); n > 0 {
		clear(p.marks)
		p.relabel()
		p.arrange()
		return page.Notice(page.Note, words.Count(n, "mark")+" cleared"), true
	}
	return nil, false
}
