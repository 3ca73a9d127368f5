package ring

import (
	"strings"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

func memberColumns() []table.Column {
	return []table.Column{
		{Key: "score", Title: "SCORE", About: "0 to 100", Least: 5, Most: 7, Right: true, Sort: "score"},
		{Key: "account", Title: "ACCOUNT", About: "user name, or e-mail, or id", Least: 18, Most: 40, Sort: "account"},
		{Key: "if", Title: "WHAT IF", About: "what becomes of it without what is left out", Least: 13, Most: 22, Sort: "if"},
		{Key: "name", Title: "NAME", About: "display name", Least: 10, Most: 26, Sort: "name", Drop: 4},
		{Key: "state", Title: "STATE", About: "state of the work", Least: 10, Most: 12, Sort: "state", Drop: 5},
		{Key: "links", Title: "LINKS", About: "strong links to other members", Least: 5, Most: 7, Right: true, Sort: "links"},
		{Key: "strength", Title: "STRONGEST", About: "bits of its strongest link inside", Least: 9, Most: 9, Right: true, Sort: "strength", Drop: 2},
		{Key: "to", Title: "TO", About: "whom that link leads to", Least: 10, Most: 24, Drop: 7},
		{Key: "holds", Title: "HOLDS", About: "whether parts of the ring hang on it alone", Least: 5, Most: 8, Sort: "holds", Drop: 3},
		{Key: "first", Title: "FIRST SEEN", About: "UTC", Least: 10, Most: 10, Sort: "first", Drop: 6},
	}
}

// withoutIf are the columns while nothing is taken for wrong.
func withoutIf(columns []table.Column) (shown []string) {
	for _, c := range columns {
		if c.Key != "if" {
			shown = append(shown, c.Key)
		}
	}
	return shown
}

// showColumns shows what would become of members while something is taken for wrong.
func (p *Ring) showColumns() {
	if p.whatif.any() {
		p.members.Show(nil)
		return
	}
	p.members.Show(withoutIf(p.members.Columns()))
}

var memberOrders = orders{"score": true, "account": false, "name": false, "state": false, "if": true, "links": true, "strength": true, "holds": true, "first": false}

var memberBy = map[string]func(a, b *member) int{
	"score":    ascending(func(m *member) float64 { return m.Score }),
	"account":  ascending(func(m *member) string { return strings.ToLower(m.name) }),
	"name":     ascending(func(m *member) string { return strings.ToLower(string(m.DisplayName)) }),
	"state":    ascending(func(m *member) string { return m.State }),
	"links":    ascending(func(m *member) int { return m.inside }),
	"strength": ascending(func(m *member) float64 { return m.best }),
	"holds": ascending(func(m *member) int {
		if m.hanging {
			return 1
		}
		return 0
	}),
	"first": ascending(func(m *member) int64 { return m.FirstSeen.Milli }),
}

func (w *whole) memberRows(th *theme.Theme, o order, what *supposition) []table.Row {
	list := make([]*member, len(w.members))
	for i := range w.members {
		list[i] = &w.members[i]
	}
	if o.key == "if" {
		sorted(list, o, map[string]func(a, b *member) int{"if": ascending(func(m *member) int { return what.fallsOut(m.Ord) })})
	} else {
		sorted(list, o, memberBy)
	}
	rows := make([]table.Row, len(list))
	for i, m := range list {
		rows[i] = w.memberRow(th, m, what)
	}
	return rows
}

func (w *whole) memberRow(th *theme.Theme, m *member, what *supposition) table.Row {
	strongest, to := draw.Span{Role: theme.Dim, Text: "none"}, ""
	if m.bestTo >= 0 {
		class := w.links.View().Config.Class(m.best)
		strongest = draw.Span{Role: draw.ClassRole(class), Text: th.Glyphs.Strength[class+1] + " " + words.Odds(m.best)}
		to = w.members[m.bestTo].name
	}
	holds := draw.Span{}
	if m.hanging {
		holds = draw.Span{Role: theme.Warn, Text: "parts"}
	}
	name := draw.Span{Role: theme.Plain, Text: m.name}
	becomes := draw.Span{Role: theme.Dim, Text: "stays"}
	switch n := what.fallsOut(m.Ord); {
	case what.answer() == nil:
		becomes.Text = th.Glyphs.Ellipsis
	case n > 0:
		becomes = draw.Span{Role: theme.Warn, Text: outMark + " alone"}
		if n > 1 {
			becomes.Text = outMark + " ring of " + words.Thousands(n)
		}
		name.Role = theme.Dim
	}
	return table.Row{ID: uint64(m.Ord), Cells: []draw.Span{
		{Role: theme.Of(m.Score), Text: words.Score(m.Score)},
		name,
		becomes,
		{Role: theme.Plain, Text: text.Display(m.DisplayName)},
		{Role: theme.Dim, Text: words.Clean(m.State)},
		{Role: theme.Plain, Text: words.Thousands(m.inside)},
		strongest,
		{Role: theme.Dim, Text: to},
		holds,
		{Role: theme.Dim, Text: words.Day(m.FirstSeen)},
	}}
}
