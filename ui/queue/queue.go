package queue

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Store is what the queue needs of the investigation.
type Store interface {
	Len() int
	Find(context.Context, *query.Query, store.Sort) (*store.Found, error)
	Among(*query.Set, store.Sort) *store.Found
	Listing(context.Context, []uint32) ([]store.AccountRow, error)
	Facets(context.Context, *query.Set, string) ([]store.Facet, error)
	Account(context.Context, uint32) (*store.Account, error)
	Pivot(context.Context, string) (*store.Pivot, error)
	KnownLinks() *store.Links
	Links(context.Context, func(doing string)) (*store.Links, error)
}

// sideFrom is the width from which the preview stands beside the table.
const sideFrom = 120

// Page is the queue.
type Page struct {
	env   *page.Env
	store Store

	name  string // of the saved queue, "" for none
	bar   bar
	came  string // the query that the page was opened with
	query *query.Query
	sort  store.Sort

	table  *table.Table
	found  *store.Found
	begun  bool // the first answer has come
	known  map[uint64]store.AccountRow
	marks  *query.Set
	marked int
	anchor int // where a range of marks begins, -1 for none
	only   bool
	here   struct { // how many of the marked are found, and of what that is
		found *store.Found
		marks *query.Set
		n     int
	}
	chosen  listed // of the marks
	preview preview
	hide    bool // the preview

	width, height int
	finding       page.Door
	fetching      page.Door
	marking       page.Door
	looking       page.Door // facets
	completing    page.Door
	stepping      page.Door
	opening       page.Door // of marked accounts
	linking       page.Door
	guessing      page.Door
	guessed       guess
	then          keys.Action // done when the list is there; "" for nothing
}

// New makes the page. An empty order is by score. A query that cannot be read is
// shown with what is wrong with it.
func New(env *page.Env, s Store, p page.Place) *Page {
	q := &Page{env: env, store: s, anchor: -1, known: map[uint64]store.AccountRow{}, table: table.New(columns()...)}
	q.bar.field.Prompt = "/ "
	q.bar.field.Hint = "type to search; try  score>=70  signal:NET-VPN  shares:device>=3"
	q.table.Focused = true
	q.table.Empty = nothingFound
	q.table.Marked = func(id uint64) bool { return q.marks != nil && int(id) < q.marks.Len() && q.marks.Contains(uint32(id)) }
	q.table.Show(env.Prefs.Columns("queue"))
	q.query, _ = query.Parse("", env.Now())
	q.came = string(p.Ref)
	q.bar.field.Set(q.came)
	order, err := store.ParseSort(p.Sort)
	if err != nil {
		order, _ = store.ParseSort("")
	}
	q.order(order)
	q.name = p.Tab
	return q
}

func (q *Page) order(s store.Sort) {
	q.sort = s
	q.table.SortKey, q.table.Desc = s.Key, s.Desc
}

// Title implements page.Page.
func (q *Page) Title() string {
	switch {
	case q.name != "":
		return "Queue: " + text.Display(model.Untrusted(q.name))
	case q.bar.field.Value() != "":
		return "Queue: " + text.Display(model.Untrusted(q.bar.field.Value()))
	}
	return "Queue"
}

// Place implements page.Page.
func (q *Page) Place() page.Place {
	return page.Place{Page: page.Queue, Ref: model.Untrusted(q.bar.field.Value()), Sort: orderText(q.sort), Tab: q.name}
}

func orderText(s store.Sort) string {
	if s.Desc {
		return s.Key + ":desc"
	}
	return s.Key + ":asc"
}

// Init implements page.Page.
func (q *Page) Init() tea.Cmd {
	q.parse()
	return q.find(true)
}

// Refresh implements page.Refresher.
func (q *Page) Refresh() tea.Cmd {
	q.growMarks()
	q.preview.shown = noAccount
	return q.find(false)
}

// Close implements page.Closer.
func (q *Page) Close() {
	page.CloseAll(&q.finding, &q.fetching, &q.marking, &q.looking, &q.completing, &q.stepping, &q.opening, &q.linking, &q.guessing, &q.preview.door)
}

// Actions implements page.Page.
func (q *Page) Actions() []keys.Action {
	return append([]keys.Action{keys.Search, keys.Open, keys.Pivot, keys.Ring, keys.Mark, keys.Narrow, keys.Sort, keys.Queues, keys.Compare, keys.Path,
		keys.MarkAll, keys.MarkRange, keys.Marked, keys.Columns, keys.Reverse, keys.Preview, keys.SaveQueue, keys.Copy, keys.CopyMenu, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (q *Page) Why(a keys.Action) string {
	switch a {
	case keys.Open, keys.Right, keys.Pivot, keys.Ring, keys.Mark, keys.MarkRange, keys.MarkAll, keys.Copy, keys.CopyMenu:
		if q.table.Len() == 0 && !(q.guessed.holders > 0 && (a == keys.Open || a == keys.Pivot)) {
			return "there is no account in the list"
		}
	case keys.Marked:
		if q.marked == 0 && !q.only {
			return "no account is marked; " + q.env.Keys.Key(keys.Mark) + " marks one"
		}
	case keys.Compare:
		if q.marked < 2 || q.marked > 4 {
			return "mark two to four accounts with " + q.env.Keys.Key(keys.Mark) + "; " + words.Count(q.marked, "account") + " " + isAre(q.marked) + " marked"
		}
	case keys.Path:
		if q.marked != 2 {
			return "mark two accounts with " + q.env.Keys.Key(keys.Mark) + "; " + words.Count(q.marked, "account") + " " + isAre(q.marked) + " marked"
		}
	case keys.Preview:
		if q.width < sideFrom {
			return "the window is too narrow for it"
		}
	}
	return ""
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// Do implements page.Page.
func (q *Page) Do(a keys.Action) tea.Cmd {
	// What is meant is the list that was asked for, not the one that is still there.
	if q.finding.Waiting() && (a == keys.Open || a == keys.Right || a == keys.Pivot || a == keys.Ring || a == keys.Mark) {
		q.then = a
		return nil
	}
	q.then = ""
	if q.table.Len() == 0 && q.guessed.holders > 0 && (a == keys.Open || a == keys.Pivot) {
		return page.Open(page.Place{Page: page.Pivot, Ref: q.guessed.ref})
	}
	if q.table.Do(a) {
		return q.moved()
	}
	switch a {
	case keys.Open, keys.Right:
		return q.open(page.Account, "")
	case keys.Pivot:
		return q.open(page.Account, "identifiers")
	case keys.Ring:
		return q.open(page.Ring, "")
	case keys.Search:
		return q.startTyping()
	case keys.Narrow:
		return q.facets()
	case keys.Sort:
		return q.sortMenu()
	case keys.Reverse:
		q.order(store.Sort{Key: q.sort.Key, Desc: !q.sort.Desc})
		return q.find(true)
	case keys.Columns:
		return q.columnsMenu()
	case keys.Queues:
		return q.queuesMenu()
	case keys.SaveQueue:
		return q.saveQueue()
	case keys.Preview:
		q.hide = !q.hide
		q.Size(q.width, q.height)
		return q.moved()
	case keys.Copy:
		if row, ok := q.current(); ok {
			return page.Tell(page.Copy{Text: row.ID.String()})
		}
	case keys.CopyMenu:
		return q.copyMenu()
	case keys.Mark, keys.MarkRange, keys.MarkAll, keys.Marked, keys.Compare, keys.Path:
		return q.mark(a)
	}
	return nil
}

func (q *Page) current() (store.AccountRow, bool) {
	row, ok := q.table.Current()
	if !ok {
		return store.AccountRow{}, false
	}
	acc, ok := q.known[row.ID]
	return acc, ok
}

func (q *Page) open(name page.Name, tab string) tea.Cmd {
	row, ok := q.current()
	if !ok {
		return nil
	}
	return page.Open(page.Place{Page: name, Ref: row.ID.String(), Tab: tab})
}

// Escape implements page.Escaper: first the range, then what is shown of the marks,
// then the marks, then the query as far as it was typed here.
func (q *Page) Escape() (tea.Cmd, bool) {
	switch {
	case q.anchor >= 0:
		q.anchor = -1
		return nil, true
	case q.only:
		q.only = false
		return q.find(true), true
	case q.marked > 0:
		n := q.marked
		q.marks, q.marked = nil, 0
		return page.Notice(page.Note, words.Count(n, "mark")+" cleared"), true
	case q.bar.field.Value() != q.came && q.name == "":
		q.bar.field.Set(q.came)
		q.parse()
		return q.find(true), true
	}
	return nil, false
}

// Step implements page.Stepper.
func (q *Page) Step(from page.Place, delta int) tea.Cmd {
	to := q.table.Cursor() + delta
	if q.found == nil || to < 0 || to >= q.found.Len() {
		return page.Notice(page.Note, "that was the end of the queue")
	}
	q.table.Move(to)
	found := q.found
	place := from
	return tea.Batch(q.moved(), page.Ask(&q.stepping, func(ctx context.Context) (page.Place, error) {
		ords, err := found.Page(ctx, to, 1)
		if err != nil || len(ords) == 0 {
			return page.Place{}, err
		}
		rows, err := q.store.Listing(ctx, ords)
		if err != nil {
			return page.Place{}, err
		}
		place.Ref = rows[0].ID.String()
		return place, nil
	}))
}

// Line goes to a row, from 1.
func (q *Page) Line(n int) tea.Cmd {
	q.table.Move(n - 1)
	return q.moved()
}

// Size implements page.Page.
func (q *Page) Size(width, height int) {
	q.width, q.height = width, height
	q.table.Size(q.tableWidth(), max(height-2, 1))
}

func (q *Page) side() bool { return q.width >= sideFrom && !q.hide }

func (q *Page) tableWidth() int {
	if !q.side() {
		return q.width
	}
	return q.width - q.previewWidth()
}

func (q *Page) previewWidth() int { return min(max(q.width*2/5, 46), 76) }

// View implements page.Page.
func (q *Page) View() draw.Block {
	th := q.env.Theme
	head := q.bar.view(th, q.width, q.countLine())
	q.table.Dimmed = q.bar.err != nil
	body := q.table.View(th)
	if q.side() {
		beside := q.preview.view
		if q.found != nil && q.table.Len() == 0 {
			beside = (&preview{}).view // the last one is of an account that is not in the list
		}
		body = draw.Beside(body, beside(th, q.env, q.previewWidth(), len(body)))
	}
	return draw.Fill(append(head, body...), q.width, q.height)
}

// countLine says how many there are and how many are marked.
func (q *Page) countLine() draw.Line {
	if q.found == nil {
		return draw.T(theme.Dim, "looking"+q.env.Theme.Glyphs.Ellipsis+" ")
	}
	if q.bar.err != nil {
		return draw.T(theme.Warn, "not applied; these are the "+words.Count(q.found.Len(), "account")+" of before ")
	}
	var l draw.Line
	if q.only {
		l = l.Add(theme.Mark, "only marked  ")
	}
	l = l.Add(theme.Head, words.Thousands(q.found.Len()))
	l = l.Add(theme.Dim, " of "+words.Count(q.store.Len(), "account"))
	if q.marked > 0 {
		l = l.Add(theme.Dim, " "+q.env.Theme.Glyphs.Bullet+" ").Add(theme.Mark, words.Thousands(q.marked)+" marked")
		if in := q.markedHere(); in != q.marked && !q.only {
			l = l.Add(theme.Dim, " ("+words.Thousands(in)+" in view)")
		}
	}
	if q.finding.Waiting() && q.env.Now().Sub(q.bar.asked) > 80*time.Millisecond {
		l = l.Add(theme.Dim, " "+q.env.Theme.Glyphs.Ellipsis)
	}
	return l.Add(theme.Plain, " ")
}

// Status implements page.Page.
func (q *Page) Status() draw.Line {
	if q.table.Len() == 0 {
		return nil
	}
	l := draw.T(theme.Dim, words.Thousands(q.table.Cursor()+1)+" of "+words.Thousands(q.table.Len()))
	if q.anchor >= 0 {
		l = l.Add(theme.Mark, "  range from row "+words.Thousands(q.anchor+1)+"; "+q.env.Keys.Key(keys.MarkRange)+" ends it")
	}
	return l
}

// Click implements page.Clicker.
func (q *Page) Click(x, y int) tea.Cmd {
	if y < 2 {
		if y == 0 {
			return q.startTyping()
		}
		return nil
	}
	if x >= q.tableWidth() {
		return nil
	}
	hit := q.table.Hit(x, y-2)
	switch {
	case hit.Column != nil && hit.Column.Sort != "":
		return q.sortBy(hit.Column.Sort)
	case hit.Row >= 0 && hit.Row == q.table.Cursor():
		return q.open(page.Account, "")
	case hit.Row >= 0:
		q.table.Move(hit.Row)
		return q.moved()
	}
	return nil
}

// Wheel implements page.Clicker.
func (q *Page) Wheel(_, _, delta int) tea.Cmd {
	q.table.Scroll(delta)
	return q.moved()
}
