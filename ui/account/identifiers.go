package account

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// identifiers is the tab of what the account carries, with who else does.
type identifiers struct {
	split
	page    *Page
	order   heldBy
	held    []store.HeldIdentifier // in the order of the table
	said    map[string]bool        // by column, whether one of them has something there
	longest int                    // value, in columns
}

// sharedFirst is the order that is of no column: those worth following first.
const sharedFirst = "shared"

// heldBy is an order of identifiers; that of an equal key is by kind and value.
type heldBy struct {
	key  string
	desc bool
}

type (
	heldOrder struct {
		order heldBy
		held  []store.HeldIdentifier
	}
	// sortBy chooses an order from the menu.
	sortBy struct {
		page *Page
		key  string
	}
)

func newIdentifiers(p *Page) *identifiers {
	t := &identifiers{page: p, order: heldBy{key: sharedFirst}}
	t.one = "identifier"
	t.table = table.New(
		table.Column{Key: "kind", Title: "KIND", About: "what it is", Least: 14, Most: 15, Sort: "kind"},
		table.Column{Key: "held", Title: "HELD BY", About: "accounts that carry it", Least: 11, Most: 12, Right: true, Sort: "held"},
		table.Column{Key: "value", Title: "VALUE", About: "in canonical form", Least: 20, Sort: "value"},
		table.Column{Key: "raw", Title: "AS WRITTEN", About: "where that differs", Least: 14, Most: 22, Sort: "raw", Drop: 3},
		table.Column{Key: "first", Title: "FIRST SEEN", About: "UTC", Least: 12, Most: 12, Sort: "first", Drop: 2},
		table.Column{Key: "last", Title: "LAST SEEN", About: "UTC", Least: 11, Most: 11, Sort: "last", Drop: 1},
	)
	t.table.Focused, t.table.Empty = true, "it carries no identifier"
	t.table.SortKey = t.order.key
	t.beside = func(int) int { return 0 }
	t.below = func(height int) int { return max(min(height/3, 7), 4) }
	t.about, t.opened, t.sort = t.detail, t.page.open, t.sortBy
	return t
}

func (t *identifiers) name() string { return "identifiers" }

func (t *identifiers) count() int {
	if t.page.account == nil {
		return -1
	}
	return len(t.page.account.Held)
}

// worth ranks an identifier by what following it may bring: one that few share, a hub,
// one that nobody else has, one that links nobody.
func worth(h *store.HeldIdentifier) int {
	switch {
	case h.Status != model.StatusOK:
		return 3
	case h.Hub:
		return 1
	case h.Holders > 1:
		return 0
	}
	return 2
}

// sorted gives the identifiers in an order.
func (o heldBy) sorted(held []store.HeldIdentifier) []store.HeldIdentifier {
	out := slices.Clone(held)
	compare := func(a, b *store.HeldIdentifier) int {
		switch o.key {
		case sharedFirst:
			return cmp.Or(cmp.Compare(worth(a), worth(b)), cmp.Compare(a.Holders, b.Holders))
		case "held":
			return cmp.Compare(a.Holders, b.Holders)
		case "value":
			return cmp.Compare(a.Value, b.Value)
		case "raw":
			return cmp.Compare(a.Raw, b.Raw)
		case "first":
			return cmp.Compare(a.FirstSeen.Milli, b.FirstSeen.Milli)
		case "last":
			return cmp.Compare(a.LastSeen.Milli, b.LastSeen.Milli)
		}
		return cmp.Compare(a.Kind.String(), b.Kind.String())
	}
	slices.SortStableFunc(out, func(a, b store.HeldIdentifier) int {
		if o.desc {
			return compare(&b, &a)
		}
		return compare(&a, &b)
	})
	return out
}

// sortBy sorts by a column, and turns the order round where it is the column already.
// Times begin with the latest.
func (t *identifiers) sortBy(key string) tea.Cmd {
	order := heldBy{key, key == "first" || key == "last"}
	if key == t.order.key {
		order.desc = !t.order.desc
	}
	held := t.held
	return page.Ask(&t.page.sorting, func(context.Context) (heldOrder, error) {
		return heldOrder{order, order.sorted(held)}, nil
	})
}

func (t *identifiers) take(msg page.Answer[heldOrder]) tea.Cmd {
	if !page.Takes(&t.page.sorting, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	t.order = msg.Value.order
	t.table.SortKey, t.table.Desc = t.order.key, t.order.desc
	return t.put(msg.Value.held)
}

func (t *identifiers) sortMenu() tea.Cmd {
	items := []overlay.Item{overlay.SortItem("SHARED FIRST", "those worth following first, then hubs, then what nobody else carries",
		t.order.key == sharedFirst, page.Tell(sortBy{t.page, sharedFirst}))}
	for _, c := range t.table.Columns() {
		items = append(items, overlay.SortItem(c.Title, c.About, c.Sort == t.order.key, page.Tell(sortBy{t.page, c.Sort})))
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: t.page.env, Title: "Sort by", Items: items}})
}

func (t *identifiers) put(held []store.HeldIdentifier) tea.Cmd {
	t.held = held
	t.said, t.longest = map[string]bool{}, 0
	rows := make([]table.Row, len(held))
	for i := range held {
		h := &held[i]
		t.measure(h)
		by, role := heldCell(t.page.env.Theme, h)
		rows[i] = table.Row{ID: key(h.Kind.String(), string(h.Value)), Cells: []draw.Span{
			{Role: role, Text: h.Kind.String()}, {Role: role, Text: by}, {Role: role, Text: text.Display(h.Value)}, {Role: theme.Dim, Text: text.Display(h.Raw)},
			{Role: theme.Dim, Text: words.Day(h.FirstSeen)}, {Role: theme.Dim, Text: words.Day(h.LastSeen)}}}
	}
	t.table.Set(rows)
	t.table.Show(t.columns())
	return t.refresh()
}

// widestValue is the width up to which a value is shown whole before how it was written.
const widestValue = 80

// measure notes what an identifier needs of the table.
func (t *identifiers) measure(h *store.HeldIdentifier) {
	t.longest = max(t.longest, min(text.Width(text.Display(h.Value)), widestValue))
	t.said["raw"] = t.said["raw"] || h.Raw != ""
	t.said["first"] = t.said["first"] || h.FirstSeen.Known()
	t.said["last"] = t.said["last"] || h.LastSeen.Known()
}

// columns gives those that say something. How a value was written stands in the box
// too, and is left out where another would be cut for it.
func (t *identifiers) columns() []string {
	const margins, gap = 4, 2 // of a table
	room := t.width - margins - t.longest
	var keys []string
	for _, c := range t.table.Columns() {
		switch c.Key {
		case "raw", "first", "last":
			if !t.said[c.Key] {
				continue
			}
		}
		keys = append(keys, c.Key)
		if c.Key != "value" {
			room -= max(c.Least, c.Most) + gap
		}
	}
	if room < 0 {
		keys = slices.DeleteFunc(keys, func(k string) bool { return k == "raw" })
	}
	return keys
}

func (t *identifiers) size(width, height int) {
	t.split.size(width, height)
	t.table.Show(t.columns())
}

// status says the order too where it is that of no column.
func (t *identifiers) status() draw.Line {
	l := t.split.status()
	if l == nil || t.order.key != sharedFirst {
		return l
	}
	said := ", shared first"
	if t.order.desc {
		said = ", shared last"
	}
	return l.Add(theme.Dim, said)
}

// heldCell says by how many an identifier is held, or why that does not matter.
func heldCell(th *theme.Theme, h *store.HeldIdentifier) (string, theme.Role) {
	held := words.Held(h)
	switch {
	case h.Status != model.StatusOK:
		return held, theme.Dim
	case h.Hub:
		return th.Glyphs.Hub + " " + held, theme.Dim
	case h.Holders > 1:
		return held, theme.Warn
	}
	return held, theme.Plain
}

func (t *identifiers) current() *store.HeldIdentifier {
	if i := t.table.Cursor(); i < len(t.held) {
		return &t.held[i]
	}
	return nil
}

func (t *identifiers) detail() (draw.Line, func(int) []draw.Line) {
	h := t.current()
	lines := []draw.Line{draw.Plain(text.Display(h.Value))}
	if h.Raw != "" {
		lines = append(lines, draw.T(theme.Dim, "as written: ").Add(theme.Plain, text.Display(h.Raw)))
	}
	lines = append(lines, draw.T(theme.Dim, holding(h)))
	for _, w := range t.page.account.Watch {
		if w.Kind == h.Kind.String() && w.Value == h.Value {
			lines = append(lines, draw.T(theme.Warn, fmt.Sprintf("on the %s list %s: %s", w.Stance, words.Clean(w.List), words.Listed(w))))
		}
	}
	return draw.T(theme.Title, h.Kind.String()), wrapped(2, lines...)
}

// holding says in a sentence who holds an identifier.
func holding(h *store.HeldIdentifier) string {
	switch {
	case h.Status != model.StatusOK:
		return words.Sentence(store.Excluded(h.Status))
	case h.Hub:
		return fmt.Sprintf("A hub: %s carry it, too many to link anybody by it alone.", words.Count(h.Holders, "account"))
	case h.Holders > 1:
		return fmt.Sprintf("%s carry it.", words.Count(h.Holders, "account"))
	}
	return "No other account carries it."
}

func (t *identifiers) values() []value {
	h := t.current()
	if h == nil {
		return nil
	}
	return append([]value{{h.Kind.String(), h.Value, pivotRef(h.Kind, h.Value)}}, nonEmpty(value{"as written", h.Raw, ""})...)
}

func (t *identifiers) open() (func() tea.Cmd, string) {
	if t.current() == nil {
		return nil, "the account carries no identifier"
	}
	return t.page.pivot, ""
}
