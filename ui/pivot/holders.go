package pivot

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

func holderColumns() []table.Column {
	return []table.Column{
		{Key: "score", Title: "SCORE", About: "0 to 100", Least: 5, Most: 5, Right: true, Sort: "score", Drop: 1},
		{Key: "account", Title: "ACCOUNT", About: "user name, or e-mail, or id", Least: 20, Most: 34, Sort: "username"},
		{Key: "strength", Title: "LINK", About: "strength of the link, in bits", Least: 17, Most: 17, Sort: byStrength},
		{Key: "trail", Title: "TRAIL", About: "new to the trail, or seen on it", Least: 5, Most: 5, Drop: 2},
		{Key: "name", Title: "NAME", About: "display name", Least: 10, Most: 24, Sort: "name", Drop: 4},
		{Key: "employer", Title: "EMPLOYER", About: "claimed employer", Least: 12, Most: 26, Drop: 3},
		{Key: "links", Title: "SHARES", About: "with how many accounts it shares a value that few carry; not all are links", Least: 6, Most: 8, Right: true, Sort: "links", Drop: 7},
		{Key: "state", Title: "STATE", About: "state of the work", Least: 10, Most: 12, Drop: 9},
		{Key: "since", Title: "SINCE", About: "first seen with the value, UTC", Least: 10, Most: 10, Drop: 8},
		{Key: "tags", Title: "TAGS", About: "of the data and of investigators", Least: 8, Most: 24, Drop: 6},
		{Key: "signals", Title: "SIGNALS", About: "coded observations", Least: 10, Most: 48, Drop: 5},
	}
}

// holderRow draws a holder.
func (p *Page) holderRow(r store.AccountRow) table.Row {
	role := theme.Of(r.Score)
	var facts holderFacts
	if p.facts != nil {
		facts = p.facts.holders[r.Ord]
	}
	links := draw.Span{Role: theme.Plain, Text: words.Thousands(r.Links)}
	if r.Links == 0 {
		links.Role = theme.Dim
	}
	return table.Row{ID: uint64(r.Ord), Cells: []draw.Span{
		{Role: role, Text: words.Score(r.Score)},
		{Role: theme.Plain, Text: words.Who(r)},
		p.strength(r.Ord),
		p.standingOf(r.Ord),
		{Role: theme.Plain, Text: text.Display(r.DisplayName)},
		{Role: theme.Dim, Text: text.Display(facts.employer)},
		links,
		{Role: theme.Dim, Text: words.Clean(r.State)},
		{Role: theme.Dim, Text: words.Day(facts.first)},
		{Role: theme.Info, Text: words.Names(r.Tags)},
		{Role: theme.Warn, Text: words.Names(r.Signals)},
	}}
}

// strength is the cell of the link to the account that strength is measured from.
func (p *Page) strength(ord uint32) draw.Span {
	th := p.env.Theme
	ties, from, ok := p.ties()
	switch {
	case !ok && p.linking.Waiting():
		return draw.Span{Role: theme.Dim, Text: th.Glyphs.Ellipsis}
	case !ok:
		return draw.Span{}
	case ord == from:
		return draw.Span{Role: theme.Dim, Text: "itself"}
	}
	t, ok := ties[ord]
	if !ok {
		return draw.Span{}
	}
	name := t.class.String()
	if t.judged {
		name += "!"
	}
	return draw.Span{Role: draw.ClassRole(t.class), Text: th.Glyphs.Strength[t.class+1] + " " + words.Bits(t.bits) + " " + name}
}

// standingOf says where an account stands to the trail.
func (p *Page) standingOf(ord uint32) draw.Span {
	t := p.found.trail
	switch {
	case t.begun && ord == t.from:
		return draw.Span{Role: theme.Info, Text: "from"}
	case t.seen[ord]:
		return draw.Span{Role: theme.Dim, Text: "seen"}
	}
	return draw.Span{Role: theme.Good, Text: "new"}
}

func (p *Page) current() (store.AccountRow, bool) {
	row, ok := p.table.Current()
	if !ok {
		return store.AccountRow{}, false
	}
	r, ok := p.known[uint32(row.ID)]
	return r, ok
}

// markedRefs gives the accounts that are marked, in the order in which they were.
func (p *Page) markedRefs() []model.Untrusted {
	refs := make([]model.Untrusted, len(p.marks))
	for i, m := range p.marks {
		refs[i] = m.id
	}
	return refs
}

// hidden says which holders are not shown and why, "" where all are.
func (p *Page) hidden() string {
	var parts []string
	if p.weaker > 0 {
		parts = append(parts, words.Thousands(p.weaker)+" weaker "+ones(p.weaker)+" hidden")
	}
	if p.others > 0 {
		parts = append(parts, words.Thousands(p.others)+" in other states hidden")
	}
	return strings.Join(parts, ", ")
}

func ones(n int) string {
	if n == 1 {
		return "one"
	}
	return "ones"
}
