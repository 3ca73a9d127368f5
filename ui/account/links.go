package account

import (
	"cmp"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// links is the tab of the accounts that one hand may run together with this one.
type links struct {
	split
	page   *Page
	linked *linked // nil until it is there
	whole  bool    // what is asked for may have to be worked out
	doing  *atomic.Pointer[string]
	turns  int  // of the sign that something is going on
	ticks  bool // it turns
}

// waitMsg has the tab draw what is going on.
type waitMsg struct{ tab *links }

func newLinks(p *Page) *links {
	t := &links{page: p, doing: &atomic.Pointer[string]{}}
	t.one = "link"
	t.table = table.New(
		table.Column{Key: "class", Title: "LINK", Least: 10, Most: 10},
		table.Column{Key: "bits", Title: "BITS", Least: 6, Most: 6, Right: true},
		table.Column{Key: "chance", Title: "CHANCE", Least: 11, Most: 11, Right: true, Drop: 5},
		table.Column{Key: "account", Title: "ACCOUNT", Least: 18, Most: 44},
		table.Column{Key: "name", Title: "NAME", Least: 12, Most: 24, Drop: 3},
		table.Column{Key: "evidence", Title: "THROUGH", Least: 12, Most: 40, Drop: 4},
		table.Column{Key: "innocent", Title: "INNOCENT?", Least: 11, Most: 12, Drop: 1},
		table.Column{Key: "verdict", Title: "VERDICT", Least: 10, Most: 22, Drop: 2},
	)
	t.table.Focused = true
	t.beside = func(int) int { return 0 } // the ids of accounts are long
	t.below = func(height int) int {
		if height < 30 { // the waterfall has the right of way
			return height * 3 / 5
		}
		return height / 2
	}
	t.about, t.opened = t.detail, t.page.open
	return t
}

func (t *links) name() string { return "links" }

func (t *links) count() int {
	if t.linked == nil || !t.linked.known {
		return -1
	}
	return len(t.linked.links)
}

// need asks for the links where they are not there, and has them worked out.
func (t *links) need() tea.Cmd {
	if t.count() >= 0 || t.page.linking.Waiting() && t.whole {
		return nil
	}
	return t.page.readLinks(true)
}

// begin says that links are asked for, and gives where to say what is being done.
func (t *links) begin(whole bool) *atomic.Pointer[string] {
	t.whole = whole
	t.doing = &atomic.Pointer[string]{}
	return t.doing
}

// waitOn looks again in a moment at what is going on.
func (t *links) waitOn() tea.Cmd {
	if t.ticks {
		return nil
	}
	t.ticks = true
	return tea.Tick(150*time.Millisecond, func(time.Time) tea.Msg { return waitMsg{t} })
}

func (t *links) wait(msg waitMsg) tea.Cmd {
	if msg.tab != t {
		return nil
	}
	if t.ticks = false; !t.page.linking.Waiting() {
		return nil
	}
	t.turns++
	return t.waitOn()
}

func (t *links) put(l *linked) tea.Cmd {
	t.linked = l
	rows := make([]table.Row, len(l.links))
	columns := []string{"class", "bits", "chance", "account", "name", "evidence", "innocent"}
	for i, k := range l.links {
		other := l.others[k.B]
		class := draw.Class(t.page.env.Theme, k.Class)
		innocent := "none"
		if k.Best.Code != evidence.NotCovered {
			innocent = k.Best.Code
		}
		verdict := ""
		if k.Judged != nil {
			columns = append(columns, "verdict") // a second time it says nothing
			verdict = words.Verdict(k.Judged.Verdict)
		}
		rows[i] = table.Row{ID: uint64(k.B), Cells: []draw.Span{class, {Role: theme.Plain, Text: words.Odds(k.Bits)}, {Role: theme.Dim, Text: words.LinkChance(k)},
			{Role: theme.Plain, Text: text.Display(other.ID.String())}, {Role: theme.Plain, Text: text.Display(other.DisplayName)}, {Role: theme.Dim, Text: words.Shared(k)},
			{Role: theme.Good, Text: innocent}, {Role: theme.Info, Text: verdict}}}
	}
	t.table.Show(columns)
	t.table.Empty = "nobody is linked to it"
	t.table.Set(rows)
	cmd := t.refresh()
	if !l.known && t.page.tab() == t {
		return tea.Batch(cmd, t.need())
	}
	return cmd
}

// view says what is going on while there is nothing to show.
func (t *links) view(th *theme.Theme) draw.Block {
	if t.count() >= 0 {
		return t.split.view(th)
	}
	said := "looking at the links"
	if d := t.doing.Load(); d != nil {
		said = words.Clean(*d)
	}
	spin := th.Glyphs.Spinner[t.turns%len(th.Glyphs.Spinner)]
	l := draw.T(theme.Focus, "  "+spin+" ").Add(theme.Dim, "Working out who is linked to whom: "+said+th.Glyphs.Ellipsis)
	if !t.page.linking.Waiting() {
		l = draw.T(theme.Warn, "  The links could not be worked out.")
	}
	return draw.Fill(draw.Block{draw.Paint(th, nil, t.width, theme.Plain), draw.Paint(th, l, t.width, theme.Plain)}, t.width, t.height)
}

func (t *links) current() *store.Link {
	if i := t.table.Cursor(); t.count() >= 0 && i < len(t.linked.links) {
		return t.linked.links[i]
	}
	return nil
}

// id names the account at the other end of a link.
func (t *links) id(k *store.Link) model.Untrusted { return t.linked.others[k.B].ID.String() }

func (t *links) detail() (draw.Line, func(int) []draw.Line) {
	k := t.current()
	other := t.linked.others[k.B]
	name := text.Display(cmp.Or(other.DisplayName, other.Username))
	lines := []draw.Line{draw.Line{draw.Class(t.page.env.Theme, k.Class)}.Add(theme.Plain, "  "+words.Strength(k))}
	if j := k.Judged; j != nil {
		lines = append(lines, draw.T(theme.Info, words.Judged(j)))
	}
	lines = append(lines, draw.T(theme.Good, words.Innocent(k.Best)), nil)
	rows := []draw.Line{bits(k.Prior).Add(theme.Plain, "prior ").Add(theme.Dim, words.Prior)}
	for i := range k.Evidence {
		rows = append(rows, evidenceLine(k, &k.Evidence[i]))
	}
	rows = append(rows, draw.T(theme.Head, words.Bits(k.Bits)+" sum"))
	upper, lower := wrapped(2, lines...), wrapped(bitsWidth, rows...)
	title := draw.T(theme.Title, text.Display(t.id(k)))
	if name != "" {
		title = title.Add(theme.Dim, "  "+name)
	}
	return title, func(width int) []draw.Line { return append(upper(width), lower(width)...) }
}

// evidenceLine is one row of a link's waterfall.
func evidenceLine(k *store.Link, e *store.Evidence) draw.Line {
	role := theme.Plain
	if e.Bits == 0 || e.Hub {
		role = theme.Dim
	}
	l := bits(e.Bits)
	if role == theme.Dim {
		l[0].Role = role
	}
	l = l.Add(theme.Dim, e.Value.Kind.String()+" ").Add(role, text.Display(e.Text))
	if e.Number != evidence.None {
		l = l.Add(theme.Dim, "  "+words.Count(e.Holders, "holder"))
	}
	if said := words.Evidence(k, *e); said != "" {
		l = l.Add(theme.Dim, ", "+said)
	}
	return l
}

// evidenceValues are what a row of a waterfall is about.
func evidenceValues(e *store.Evidence) []value {
	v := value{e.Value.Kind.String(), e.Text, ""}
	if e.Number != evidence.None {
		v.pivot = model.Untrusted(e.Value.Kind.String()) + ":" + e.Text
	}
	return nonEmpty(v)
}

func (t *links) values() []value {
	k := t.current()
	if k == nil {
		return nil
	}
	other := t.linked.others[k.B]
	list := nonEmpty(value{"account id", other.ID.String(), ""}, value{"display name", other.DisplayName, ""})
	for i := range k.Evidence {
		list = append(list, evidenceValues(&k.Evidence[i])...)
	}
	return list
}

func (t *links) open() (func() tea.Cmd, string) {
	k := t.current()
	if k == nil {
		return nil, "there is no link under the cursor"
	}
	to := page.Place{Page: page.Account, Ref: t.id(k)}
	return func() tea.Cmd { return page.Open(to) }, ""
}
