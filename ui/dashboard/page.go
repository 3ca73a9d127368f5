package dashboard

import (
	"cmp"
	"runtime"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Page is the dashboard.
type Page struct {
	env    *page.Env
	store  Store
	panels []*panel
	shown  []*panel // those that have something to show, in their order
	queue  []*panel // to be asked for
	focus  *panel   // that has the cursor; it is always shown
	grid   grid

	width, height int
}

// New makes the page. A place's tab is the title of a panel.
func New(env *page.Env, s Store, p page.Place) page.Page {
	d := &Page{env: env, store: s, panels: panels()}
	d.focus = d.panels[0]
	for _, one := range d.panels {
		if one.title == p.Tab {
			d.focus = one
		}
	}
	d.choose()
	return d
}

// choose decides which panels are shown.
func (d *Page) choose() {
	d.shown = slices.DeleteFunc(slices.Clone(d.panels), func(p *panel) bool {
		return p.work && p != d.focus && p.failed == "" && len(p.answer.rows) == 0
	})
}

// at is where among the panels that are shown the cursor is.
func (d *Page) at() int { return slices.Index(d.shown, d.focus) }

// Title implements page.Page.
func (d *Page) Title() string { return "Dashboard" }

// Place implements page.Page.
func (d *Page) Place() page.Place {
	return page.Place{Page: page.Dashboard, Tab: d.focus.title}
}

// Init implements page.Page.
func (d *Page) Init() tea.Cmd { return d.load() }

// Refresh implements page.Refresher.
func (d *Page) Refresh() tea.Cmd { return d.load() }

// Close implements page.Closer.
func (d *Page) Close() {
	for _, p := range d.panels {
		p.door.Close()
	}
}

// load asks for all panels, a few at once: a dozen that count a million accounts would
// keep the keys waiting, so one processor is left to them.
func (d *Page) load() tea.Cmd {
	d.queue = slices.Clone(d.panels)
	slices.SortStableFunc(d.queue, func(a, b *panel) int { return cmp.Compare(a.order(), b.order()) })
	var cmds []tea.Cmd
	for range max(runtime.GOMAXPROCS(0)-1, 1) {
		cmds = append(cmds, d.next())
	}
	return tea.Batch(cmds...)
}

// next asks for the next panel of the queue.
func (d *Page) next() tea.Cmd {
	if len(d.queue) == 0 {
		return nil
	}
	p := d.queue[0]
	d.queue = d.queue[1:]
	return p.load(d.store, d.env.Now())
}

// Update implements page.Page.
func (d *Page) Update(msg tea.Msg) tea.Cmd {
	a, ok := msg.(page.Answer[answer])
	if !ok {
		return nil
	}
	for _, p := range d.panels {
		if !page.Takes(&p.door, a) {
			continue
		}
		if a.Err != nil {
			p.failed = page.Problem(a.Err).Text
			d.arrange()
			return tea.Batch(page.Fail(a.Err), d.next())
		}
		p.take(a.Value)
		d.arrange()
		return d.next()
	}
	return nil
}

// Actions implements page.Page.
func (d *Page) Actions() []keys.Action {
	return []keys.Action{keys.Open, keys.Copy, keys.NextTab, keys.PrevTab, keys.Left, keys.Right, keys.Up, keys.Down,
		keys.HalfUp, keys.HalfDown, keys.PageUp, keys.PageDown, keys.Top, keys.Bottom}
}

// Why implements page.Page.
func (d *Page) Why(a keys.Action) string {
	if a != keys.Open && a != keys.Copy {
		return ""
	}
	r := d.focus.current()
	switch {
	case r == nil && !d.focus.has:
		return "it is being counted"
	case r == nil:
		return "there is nothing to count here"
	case a == keys.Open && r.place.Page == "":
		return r.why
	}
	return ""
}

// Do implements page.Page.
func (d *Page) Do(a keys.Action) tea.Cmd {
	p := d.focus
	switch a {
	case keys.Open:
		if r := p.current(); r != nil && r.place.Page != "" {
			return page.Open(r.place)
		}
	case keys.Copy:
		if r := p.current(); r != nil {
			return page.Tell(page.Copy{Clean: r.label + "\t" + words.Thousands(r.value)})
		}
	case keys.Up:
		d.step(-1)
	case keys.Down:
		d.step(1)
	case keys.Left:
		d.aside(-1)
	case keys.Right:
		d.aside(1)
	case keys.NextTab:
		d.goTo((d.at() + 1) % len(d.shown))
	case keys.PrevTab:
		d.goTo((d.at() + len(d.shown) - 1) % len(d.shown))
	case keys.HalfUp, keys.PageUp:
		d.goTo(max(d.at()-d.grid.across*d.pages(a), d.at()%d.grid.across))
	case keys.HalfDown, keys.PageDown:
		d.goTo(min(d.at()+d.grid.across*d.pages(a), len(d.shown)-1))
	case keys.Top:
		d.goTo(0)
	case keys.Bottom:
		d.goTo(len(d.shown) - 1)
	}
	return nil
}

// pages is how many rows of panels an action moves by.
func (d *Page) pages(a keys.Action) int {
	if a == keys.PageUp || a == keys.PageDown {
		return max(len(d.grid.shown), 1)
	}
	return 1
}

// step moves the cursor within the panel, and beyond its ends to the panel above or
// below. In columns rows lie side by side, so it leaves at once.
func (d *Page) step(by int) {
	p := d.focus
	if p.style != columns && p.move(p.cursor+by) {
		return
	}
	to := d.at() + by*d.grid.across
	if to < 0 || to >= len(d.shown) {
		return
	}
	d.goTo(to)
	if p := d.focus; p.style != columns && len(p.answer.rows) > 0 {
		p.move((len(p.answer.rows) - 1) * (1 - by) / 2)
	}
}

// aside moves the cursor along columns, and beyond their ends to the panel beside.
func (d *Page) aside(by int) {
	p := d.focus
	if p.style == columns && p.move(p.cursor+by) {
		return
	}
	if to := d.at() + by; to >= 0 && to < len(d.shown) {
		d.goTo(to)
	}
}

// goTo gives a panel the cursor and brings it on the screen.
func (d *Page) goTo(panel int) {
	d.focus = d.shown[panel]
	d.arrange()
}

// arrange makes room for what the panels show, with the one that has the cursor on the
// screen.
func (d *Page) arrange() {
	d.choose()
	if d.width == 0 {
		return
	}
	top := d.grid.top
	needs := make([]need, len(d.shown))
	for i, p := range d.shown {
		needs[i] = p.need()
	}
	d.grid = newGrid(d.width, needs)
	d.grid.follow(d.at()/d.grid.across, top, d.height)
	d.resize()
}

// resize sets the sizes of the panels that are on the screen.
func (d *Page) resize() {
	for i, h := range d.grid.shown {
		for column := range d.grid.across {
			if n := (d.grid.top+i)*d.grid.across + column; n < len(d.shown) {
				_, w := d.grid.column(column, d.width)
				d.shown[n].size(w, h)
			}
		}
	}
}

// Size implements page.Page.
func (d *Page) Size(width, height int) {
	d.width, d.height = width, height
	d.arrange()
}

// View implements page.Page.
func (d *Page) View() draw.Block {
	var out draw.Block
	for i, height := range d.grid.shown {
		row := d.grid.top + i
		blocks := make([]draw.Block, d.grid.across)
		for i := range blocks {
			if n := row*d.grid.across + i; n < len(d.shown) {
				blocks[i] = d.shown[n].view(d.env.Theme, d.shown[n] == d.focus)
				continue
			}
			_, w := d.grid.column(i, d.width)
			blocks[i] = draw.Fill(nil, w, height)
		}
		out = append(out, draw.Beside(blocks...)...)
	}
	return draw.Fill(out, d.width, d.height)
}

// Status implements page.Page.
func (d *Page) Status() draw.Line {
	p := d.focus
	said := "panel " + words.Thousands(d.at()+1) + " of " + words.Thousands(len(d.shown))
	l := draw.T(theme.Dim, said)
	r := p.current()
	if r == nil {
		return l
	}
	bullet := " " + d.env.Theme.Glyphs.Bullet + " "
	value := r.said
	if value == "" {
		value = words.Thousands(r.value)
	}
	l = l.Add(theme.Dim, bullet).Add(theme.Plain, strings.TrimSpace(r.label)+": "+value)
	if r.note != "" {
		l = l.Add(theme.Dim, bullet+r.note)
	}
	return l
}

// panelAt gives the panel at a place of the page, and the line of it.
func (d *Page) panelAt(x, y int) (panel, line int, ok bool) {
	row, line, ok := d.grid.at(y)
	for i := range d.grid.across {
		from, w := d.grid.column(i, d.width)
		if n := row*d.grid.across + i; ok && x >= from && x < from+w && n < len(d.shown) {
			return n, line, true
		}
	}
	return 0, 0, false
}

// Click implements page.Clicker.
func (d *Page) Click(x, y int) tea.Cmd {
	n, line, ok := d.panelAt(x, y)
	if !ok {
		return nil
	}
	p := d.shown[n]
	again := p == d.focus
	d.goTo(n)
	row, hit := p.hit(line)
	switch {
	case hit && again && row == p.cursor, p.style == columns && again && line == p.height-2:
		if why := d.Why(keys.Open); why != "" {
			return page.Notice(page.Warning, "it cannot be opened: "+why)
		}
		return d.Do(keys.Open)
	case hit:
		p.move(row)
	}
	return nil
}

// Wheel implements page.Clicker.
func (d *Page) Wheel(_, _, delta int) tea.Cmd {
	by := 1
	if delta < 0 {
		by = -1
	}
	d.grid.scroll(d.grid.top+by, d.height)
	d.resize()
	return nil
}
