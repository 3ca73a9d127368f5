package ring

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// sideFrom is the width from which a second pane stands beside the first.
const sideFrom = 120

func sideWidth(width int) int { return min(max(width*2/5, 46), 76) }

// found is a ring with the account that it is named by.
type found struct {
	*store.Ring
	named store.AccountRow
}

// Rings is the list of all rings.
type Rings struct {
	env   *page.Env
	store Store

	links  *store.Links
	all    []*found // strongest class first and then the largest
	byID   map[uint64]*found
	table  *table.Table
	order  order
	narrow narrowing
	left   leftOut
	begun  bool // the list has come once
	failed string
	aside  aside
	hide   bool // the pane beside the table

	width, height int
	progress      *progress
	reading       page.Door
	listing       page.Door
}

type (
	ringsMsg struct {
		links *store.Links
		all   []*found
		byID  map[uint64]*found
	}
	rowsMsg struct {
		rows []table.Row
		left leftOut
	}
)

func newRings(env *page.Env, s Store, p page.Place) *Rings {
	r := &Rings{env: env, store: s, table: table.New(ringColumns()...), narrow: narrowed(p)}
	r.table.Focused = true
	r.setOrder(parseOrder(p.Sort, ringOrders, order{"class", true}))
	r.progress = startProgress(env, "looking for links")
	return r
}

func (r *Rings) setOrder(o order) {
	r.order = o
	r.table.SortKey, r.table.Desc = o.key, o.desc
}

// Title implements page.Page.
func (r *Rings) Title() string {
	if r.narrow.most > 0 {
		return "Rings of " + r.narrow.said()
	}
	return "Rings"
}

// Place implements page.Page.
func (r *Rings) Place() page.Place {
	p := page.Place{Page: page.Rings, Ref: r.narrow.sizes(), Sort: r.order.String()}
	if r.narrow.excused {
		p.Tab = "excused"
	}
	return p
}

// Init implements page.Page.
func (r *Rings) Init() tea.Cmd { return r.read() }

// Refresh implements page.Refresher.
func (r *Rings) Refresh() tea.Cmd { return r.read() }

// Close implements page.Closer.
func (r *Rings) Close() { page.CloseAll(&r.reading, &r.listing, &r.aside.door) }

// read asks for the rings, and has the links computed where they are not known.
func (r *Rings) read() tea.Cmd {
	p, s, least := startProgress(r.env, "looking for links"), r.store, r.narrow.reads()
	r.progress, r.failed = p, ""
	return tea.Batch(p.tick(), page.Ask(&r.reading, func(ctx context.Context) (ringsMsg, error) {
		links, err := linksOf(ctx, s, p)
		if err != nil {
			return ringsMsg{}, err
		}
		rings, err := links.Rings(ctx, least)
		if err != nil {
			return ringsMsg{}, err
		}
		ords := make([]uint32, len(rings))
		for i, ring := range rings {
			ords[i] = ring.ID
		}
		rows, err := s.Listing(ctx, ords)
		if err != nil {
			return ringsMsg{}, err
		}
		m := ringsMsg{links, make([]*found, len(rings)), make(map[uint64]*found, len(rings))}
		for i, ring := range rings {
			m.all[i] = &found{ring, rows[i]}
			m.byID[uint64(ring.ID)] = m.all[i]
		}
		return m, nil
	}))
}

// list asks for the rows of the table, narrowed and in order.
func (r *Rings) list() tea.Cmd {
	all, narrow, order, th := r.all, r.narrow, r.order, r.env.Theme
	return page.Ask(&r.listing, func(context.Context) (rowsMsg, error) {
		kept, left := narrow.of(all)
		order.sort(kept)
		m := rowsMsg{make([]table.Row, len(kept)), left}
		for i, f := range kept {
			m.rows[i] = ringRow(th, f)
		}
		return m, nil
	})
}

// Update implements page.Page.
func (r *Rings) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tickMsg:
		return r.progress.took(msg, r.reading.Waiting())
	case page.Answer[ringsMsg]:
		if !page.Takes(&r.reading, msg) {
			return nil
		}
		if msg.Err != nil {
			r.failed = words.Clean(msg.Err.Error())
			return page.Fail(msg.Err)
		}
		r.links, r.all, r.byID = msg.Value.links, msg.Value.all, msg.Value.byID
		r.aside.stain()
		return r.list()
	case page.Answer[rowsMsg]:
		if !page.Takes(&r.listing, msg) {
			return nil
		}
		if msg.Err != nil {
			return page.Fail(msg.Err)
		}
		r.begun = true
		r.left = msg.Value.left
		r.table.Empty = "no ring: no strong links tie so many accounts"
		if r.left.any() {
			r.table.Empty = "no other ring"
		}
		r.table.Set(msg.Value.rows)
		return r.look()
	case page.Answer[asideMsg]:
		return r.aside.take(msg)
	case page.Resized:
		return r.look()
	case narrowTo:
		if msg.of != r {
			return nil
		}
		return r.narrowTo(msg.narrow)
	case sortBy:
		if msg.of == page.Page(r) {
			return r.sortBy(msg.key)
		}
	}
	return nil
}

// narrowTo lists other rings, and reads them where they are not there yet.
func (r *Rings) narrowTo(n narrowing) tea.Cmd {
	before := r.narrow.reads()
	if r.narrow = n; n.reads() < before {
		return r.read()
	}
	return r.list()
}

// Escape implements page.Escaper: rings of all sizes are listed again.
func (r *Rings) Escape() (tea.Cmd, bool) {
	if r.narrow.sizes() == "" {
		return nil, false
	}
	n := r.narrow
	n.least, n.most = leastRing, 0
	return tea.Batch(r.narrowTo(n), page.Notice(page.Note, "rings of all sizes are listed again")), true
}

func (r *Rings) sortBy(key string) tea.Cmd {
	r.setOrder(r.order.chosen(key, ringOrders))
	return r.list()
}

// current is the ring that the cursor is on, or nil.
func (r *Rings) current() *found {
	row, ok := r.table.Current()
	if !ok {
		return nil
	}
	return r.byID[row.ID]
}

// Actions implements page.Page.
func (r *Rings) Actions() []keys.Action {
	return append([]keys.Action{keys.Open, keys.Narrow, keys.Sort, keys.Reverse, keys.Preview, keys.Copy, keys.CopyMenu, keys.Right, keys.Left}, table.Moves()...)
}

// Why implements page.Page.
func (r *Rings) Why(a keys.Action) string {
	switch a {
	case keys.Open, keys.Right, keys.Copy, keys.CopyMenu:
		if r.current() == nil {
			return "there is no ring in the list"
		}
	case keys.Narrow, keys.Sort, keys.Reverse:
		if !r.begun {
			return "the rings are not there yet"
		}
	case keys.Preview:
		if r.width < sideFrom {
			return "the window is too narrow for it"
		}
	}
	return ""
}

// Do implements page.Page.
func (r *Rings) Do(a keys.Action) tea.Cmd {
	if r.table.Do(a) {
		return r.look()
	}
	switch a {
	case keys.Open, keys.Right:
		return r.open()
	case keys.Left:
		return page.Tell(page.Close{})
	case keys.Narrow:
		return r.narrowMenu()
	case keys.Sort:
		return sortMenu(r.env, r, r.table, r.order)
	case keys.Reverse:
		r.setOrder(order{r.order.key, !r.order.desc})
		return r.list()
	case keys.Preview:
		r.hide = !r.hide
		r.Size(r.width, r.height)
		return r.look()
	case keys.Copy:
		if f := r.current(); f != nil {
			return page.Tell(page.Copy{Text: f.named.ID.String()})
		}
	case keys.CopyMenu:
		return r.copyMenu()
	}
	return nil
}

func (r *Rings) copyMenu() tea.Cmd {
	f := r.current()
	if f == nil {
		return nil
	}
	var m clip.Menu
	m.Value("account that it is named after", f.named.ID.String())
	m.Row(r.table)
	return m.Show(r.env)
}

func (r *Rings) open() tea.Cmd {
	f := r.current()
	if f == nil {
		return nil
	}
	return page.Open(page.Place{Page: page.Ring, Ref: f.named.ID.String()})
}

// Step implements page.Stepper: from a ring to the next one of the list.
func (r *Rings) Step(from page.Place, delta int) tea.Cmd {
	to := r.table.Cursor() + delta
	if from.Page != page.Ring || to < 0 || to >= r.table.Len() {
		return page.Notice(page.Note, "that was the end of the rings")
	}
	r.table.Move(to)
	from.Ref = r.current().named.ID.String()
	return tea.Batch(r.look(), page.Tell(page.Instead{Place: from}))
}

func (r *Rings) side() bool { return r.width >= sideFrom && !r.hide }

func (r *Rings) tableWidth() int {
	if !r.side() {
		return r.width
	}
	return r.width - sideWidth(r.width)
}

// Size implements page.Page.
func (r *Rings) Size(width, height int) {
	r.width, r.height = width, height
	r.table.Size(r.tableWidth(), max(height-1, 1))
}

// View implements page.Page.
func (r *Rings) View() draw.Block {
	th := r.env.Theme
	out := draw.Block{draw.Paint(th, r.headLine(), r.width, theme.Plain)}
	switch {
	case !r.begun:
		out = append(out, draw.Paint(th, draw.T(theme.Dim, "   A ring is made of strong links between accounts, and never of a chain through a hub."), r.width, theme.Plain))
	case r.side():
		body := r.table.View(th)
		out = append(out, draw.Beside(body, r.aside.view(th, sideWidth(r.width), len(body)))...)
	default:
		out = append(out, r.table.View(th)...)
	}
	return draw.Fill(out, r.width, r.height)
}

// headLine says how many rings there are and what is left out, or what is being done.
func (r *Rings) headLine() draw.Line {
	pad := draw.Plain(" ")
	if !r.begun {
		if r.failed != "" {
			return append(pad, draw.Span{Role: theme.Bad, Text: r.failed})
		}
		return append(pad, r.progress.line(r.env)...)
	}
	l := pad.Add(theme.Head, words.Count(r.table.Len(), "ring")).Add(theme.Dim, " of "+r.narrow.said())
	if r.left.any() {
		key, does := r.env.Keys.Key(keys.Narrow), " shows them"
		if r.narrow.sizes() != "" {
			key, does = "esc", " lists all sizes"
		}
		l = l.Add(theme.Dim, " "+r.env.Theme.Glyphs.Bullet+" hidden: ").Add(theme.Warn, r.left.String()).Add(theme.Dim, "; ").
			Add(theme.Key, key).Add(theme.Dim, does)
	}
	if r.reading.Waiting() {
		return append(l.Add(theme.Plain, "  "), r.progress.line(r.env)...)
	}
	if means := " (excused: innocent rules explain all they share)"; r.left.excused > 0 && l.Width()+len(means) < r.width {
		l = l.Add(theme.Dim, means)
	}
	return l
}

// Status implements page.Page.
func (r *Rings) Status() draw.Line { return position(r.env.Theme, r.table) }

// position says where the cursor of a table is, and what the column is that it is
// sorted by: a title of a few letters does not say that.
func position(th *theme.Theme, t *table.Table) draw.Line {
	if t.Len() == 0 {
		return nil
	}
	l := draw.T(theme.Dim, words.Thousands(t.Cursor()+1)+" of "+words.Thousands(t.Len()))
	for _, c := range t.Columns() {
		if c.Key == t.SortKey {
			l = l.Add(theme.Dim, " "+th.Glyphs.Bullet+" by ").Add(theme.Head, c.Title).Add(theme.Dim, ": "+c.About)
		}
	}
	return l
}

// Click implements page.Clicker.
func (r *Rings) Click(x, y int) tea.Cmd {
	if y < 1 || x >= r.tableWidth() || !r.begun {
		return nil
	}
	hit := r.table.Hit(x, y-1)
	switch {
	case hit.Column != nil && hit.Column.Sort != "":
		return r.sortBy(hit.Column.Sort)
	case hit.Row >= 0 && hit.Row == r.table.Cursor():
		return r.open()
	case hit.Row >= 0:
		r.table.Move(hit.Row)
		return r.look()
	}
	return nil
}

// Wheel implements page.Clicker.
func (r *Rings) Wheel(_, _, delta int) tea.Cmd {
	r.table.Scroll(delta)
	return r.look()
}
