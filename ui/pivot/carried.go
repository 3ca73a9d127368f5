package pivot

import (
	"cmp"
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// carried is an identifier of a holder, with what following it would bring.
type carried struct {
	kind        evidence.Kind
	value       model.Untrusted
	held        int // accounts that carry it, itself included
	fresh       int // of these, accounts that are new here; -1 where nobody looked
	odds        float32
	hub         bool
	ignored     bool // counts for nothing by somebody's word
	status      model.Status
	first, last model.Time
}

func (c *carried) ref() model.Untrusted { return refOf(c.kind, c.value) }

// leads reports whether others carry it too and that means something.
func (c *carried) leads() bool {
	return c.held > 1 && !c.hub && !c.ignored && c.status == model.StatusOK
}

// rank puts first what leads on, then hubs, then what nobody else carries.
func (c *carried) rank() int {
	switch {
	case c.leads():
		return 0
	case c.status != model.StatusOK:
		return 4
	case c.ignored:
		return 3
	case c.hub:
		return 1
	}
	return 2
}

// carriedMsg is the identifiers of one account.
type carriedMsg struct {
	ord    uint32
	list   []carried
	linked bool // the links were known
}

// mostCounted is the number of an account's identifiers of which it is looked up how
// many of their holders are new here.
const mostCounted = 256

// askCarried asks for the identifiers of the holder under the cursor where others are shown.
func (p *Page) askCarried() tea.Cmd {
	row, ok := p.table.Current()
	if !ok || p.found == nil {
		return nil
	}
	ord := uint32(row.ID)
	c := &p.carrier
	if c.has && c.ord == ord && !c.stale && (c.linked || p.links == nil) || p.carrying.Waiting() && c.asked == ord {
		return nil
	}
	c.asked = ord
	s, t, here := p.store, p.found.trail, p.found.pivot
	return page.Ask(&p.carrying, func(ctx context.Context) (carriedMsg, error) {
		a, err := s.Account(ctx, ord)
		if err != nil {
			return carriedMsg{}, err
		}
		r := reader{s: s, links: s.KnownLinks(), trail: t, ignored: map[model.Untrusted]bool{}}
		if here.Answer == store.AnswerLinked {
			r.here = here.Accounts
		}
		for _, i := range s.Ignored() {
			r.ignored[refOf(i.Kind, i.Value)] = true
		}
		list, err := r.read(ctx, a)
		return carriedMsg{ord, list, r.links != nil}, err
	})
}

// reader counts who carries the identifiers of an account.
type reader struct {
	s       Store
	links   *store.Links // nil where they are not known
	trail   *trail
	here    []uint32 // holders of the page's value, ascending
	ignored map[model.Untrusted]bool
}

func (r *reader) read(ctx context.Context, a *store.Account) ([]carried, error) {
	var list []carried
	wider := map[model.Untrusted]bool{}
	counted := 0
	for _, h := range a.Held {
		c := carried{kind: evidence.Kind(h.Kind), value: h.Value, held: h.Holders, hub: h.Hub, status: h.Status, fresh: -1, first: h.FirstSeen, last: h.LastSeen}
		c.ignored = r.ignored[c.ref()]
		if c.leads() && counted < mostCounted {
			counted++
			holders, err := r.s.Pivot(ctx, string(c.ref()))
			if err != nil {
				return nil, err
			}
			c.fresh = r.fresh(holders.Accounts)
		}
		if r.links != nil {
			c.odds = r.odds(c.kind, c.value)
			more, err := r.wider(ctx, h, wider)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
		}
		list = append(list, c)
	}
	slices.SortStableFunc(list, func(x, y carried) int {
		return cmp.Or(cmp.Compare(x.rank(), y.rank()), cmp.Compare(y.odds, x.odds), cmp.Compare(x.held, y.held), cmp.Compare(x.kind, y.kind))
	})
	return list, nil
}

// fresh counts the holders that are neither on the page nor on its trail.
func (r *reader) fresh(holders []uint32) int {
	n := 0
	for _, ord := range holders {
		if _, here := slices.BinarySearch(r.here, ord); !here && !r.trail.seen[ord] {
			n++
		}
	}
	return n
}

func (r *reader) odds(kind evidence.Kind, value model.Untrusted) float32 {
	v := r.links.View().Index.Find(kind, evidence.ValueHash(kind, string(value)))
	if v == evidence.None {
		return 0
	}
	return r.links.View().Weight(v).Odds
}

// wider gives what an identifier lies in or stands for, such as the network of an
// address, where more accounts share that than the identifier.
func (r *reader) wider(ctx context.Context, h store.HeldIdentifier, known map[model.Untrusted]bool) ([]carried, error) {
	var out []carried
	ix := r.links.View().Index
	for _, t := range evidence.Tokens(nil, h.Identifier) {
		v := ix.Find(t.Kind, t.Hash)
		if ref := refOf(t.Kind, model.Untrusted(t.Value)); v != evidence.None && t.Kind.Derived() && ix.Degree(v) > h.Holders && !known[ref] {
			known[ref] = true
			s, err := r.links.Standing(ctx, string(ref))
			if err != nil {
				return nil, err
			}
			// A hub of this kind, such as the domain of a mail service, leads nowhere.
			if s.Answer == store.AnswerLinked {
				out = append(out, carried{kind: s.Kind, value: s.Text, held: s.Holders, fresh: r.fresh(s.Accounts), odds: s.Weight.Odds, ignored: r.ignored[ref]})
			}
		}
	}
	return out, nil
}

// carrier is the account whose identifiers are shown. It keeps them until those of
// the next one are there.
type carrier struct {
	asked, ord uint32
	has        bool
	stale      bool // the investigation has changed since
	linked     bool // read with the links
	list       []carried
	shown      []carried       // of them, those that the filter leaves
	widest     int             // of their values, in columns
	dated      map[string]bool // by column, whether one of them says when
}

func (p *Page) takeCarried(m carriedMsg) {
	another := p.carrier.ord != m.ord
	p.carrier.ord, p.carrier.has, p.carrier.list = m.ord, true, m.list
	p.carrier.stale, p.carrier.linked = false, m.linked
	p.showCarried()
	if another { // what leads on is first
		p.ids.Move(0)
	}
}

// showCarried fills the pane with what the filter leaves.
func (p *Page) showCarried() {
	p.carrier.shown, p.carrier.widest, p.carrier.dated = p.carrier.shown[:0], 0, map[string]bool{}
	rows := []table.Row{}
	for _, c := range p.carrier.list {
		if p.kind == "" || p.kind == onlyLeads && c.leads() || c.kind.String() == p.kind {
			p.carrier.shown = append(p.carrier.shown, c)
			rows = append(rows, p.carriedRow(&c))
			p.carrier.measure(&c)
		}
	}
	p.ids.Set(rows)
	p.ids.Empty = "it carries none"
	if p.kind != "" && len(p.carrier.list) > 0 {
		p.ids.Empty = "it carries none such; " + p.env.Keys.Key(keys.Narrow) + " shows others"
	}
}

// measure notes what an identifier needs of the table.
func (c *carrier) measure(i *carried) {
	c.widest = max(c.widest, min(text.Width(text.Display(i.value)), widestValue))
	c.dated["first"] = c.dated["first"] || i.first.Known()
	c.dated["last"] = c.dated["last"] || i.last.Known()
}

func carriedColumns() []table.Column {
	return []table.Column{
		{Key: "kind", Title: "KIND", Least: 14, Most: 14},
		{Key: "held", Title: "HELD BY", Least: 11, Most: 11, Right: true},
		{Key: "new", Title: "NEW", Least: 4, Most: 6, Right: true, Drop: 4},
		{Key: "value", Title: "VALUE", Least: 15},
		{Key: "odds", Title: "ODDS", Least: 5, Most: 5, Right: true, Drop: 5},
		{Key: "first", Title: "FIRST SEEN", Least: 10, Most: 10, Drop: 7},
		{Key: "last", Title: "LAST SEEN", Least: 10, Most: 10, Drop: 6},
	}
}

// widestValue is the width up to which a value is shown whole before when it was seen.
const widestValue = 64

// columns gives the columns that say something in a width. When a value was seen
// is left out where another would be cut for it.
func (c *carrier) columns(width int) []string {
	const margins, gap = 4, 2 // of a table
	room := width - margins - c.widest
	var keys []string
	for _, col := range carriedColumns() {
		switch need := col.Least + gap; {
		case col.Key == "value":
		case (col.Key == "first" || col.Key == "last") && (!c.dated[col.Key] || room < need):
			continue
		default:
			room -= need
		}
		keys = append(keys, col.Key)
	}
	return keys
}

func (p *Page) carriedRow(c *carried) table.Row {
	held, role := words.Thousands(c.held), theme.Plain
	switch {
	case c.status != model.StatusOK:
		held, role = c.status.String(), theme.Dim
	case c.ignored:
		held, role = "excluded", theme.Dim
	case c.hub:
		held, role = "hub "+held, theme.Dim
	case c.held > 1:
		role = theme.Warn
	}
	// A value where one has been says so in place of what it would bring.
	fresh := draw.Span{Role: theme.Info, Text: p.visited(c.ref())}
	if fresh.Text == "" && c.leads() && c.fresh >= 0 {
		fresh = draw.Span{Role: theme.Dim, Text: words.Thousands(c.fresh)}
		if c.fresh > 0 {
			fresh.Role = theme.Good
		}
	}
	odds := ""
	if c.odds != 0 {
		odds = words.Odds(float64(c.odds))
	}
	return table.Row{ID: evidence.ValueHash(c.kind, string(c.value)), Cells: []draw.Span{
		{Role: role, Text: c.kind.String()}, {Role: role, Text: held}, fresh, {Role: role, Text: text.Display(c.value)},
		{Role: theme.Dim, Text: odds}, {Role: theme.Dim, Text: words.Day(c.first)}, {Role: theme.Dim, Text: words.Day(c.last)},
	}}
}

// visited says whether a value is that of the page, or was on its trail.
func (p *Page) visited(ref model.Untrusted) string {
	switch {
	case p.found == nil:
	case ref == p.found.ref():
		return "here"
	case p.found.trail.values[ref]:
		return "seen"
	}
	return ""
}

// identifier gives the identifier under the cursor.
func (p *Page) identifier() (carried, bool) {
	if i := p.ids.Cursor(); i < len(p.carrier.shown) {
		return p.carrier.shown[i], true
	}
	return carried{}, false
}
