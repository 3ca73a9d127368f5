package cases

import (
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

func memberTable() *table.Table {
	return table.New(
		table.Column{Title: "ROLE", Least: 11, Most: 11},
		table.Column{Title: "SCORE", Least: 5, Most: 5, Right: true, Drop: 1},
		table.Column{Title: "ACCOUNT", Least: 18, Most: 40},
		table.Column{Title: "NAME", Least: 10, Most: 26, Drop: 5},
		table.Column{Title: "STATE", Least: 10, Most: 11, Drop: 3},
		table.Column{Title: "SEEN IN", Least: 13, Most: 13},
		table.Column{Title: "WHY", Least: 12, Most: 60, Drop: 4},
	)
}

func valueTable() *table.Table {
	return table.New(
		table.Column{Title: "KIND", Least: 10, Most: 15},
		table.Column{Title: "VALUE", Least: 18, Most: 70},
		table.Column{Title: "HELD BY", Least: 7, Most: 9, Right: true},
		table.Column{Title: "SEEN IN", Least: 13, Most: 13, Drop: 1},
		table.Column{Title: "WHY", Least: 12, Most: 60, Drop: 2},
	)
}

func proposalTable() *table.Table {
	return table.New(
		table.Column{Title: "NO", Least: 4, Most: 6, Right: true},
		table.Column{Title: "STATE", Least: 10, Most: 24},
		table.Column{Title: "ACTION", Least: 9, Most: 12},
		table.Column{Title: "ACCOUNTS", Least: 8, Most: 8, Right: true},
		table.Column{Title: "OF THE CASE", Least: 11, Most: 11, Right: true, Drop: 3},
		table.Column{Title: "BY", Least: 6, Most: 16, Drop: 1},
		table.Column{Title: "APPROVALS", Least: 9, Most: 9, Drop: 2},
		table.Column{Title: "REASON", Least: 12, Most: 40, Drop: 4},
	)
}

// seen says in how many other cases something is, for a cell.
func seen(others []uint32) draw.Span {
	if len(others) == 0 {
		return draw.Span{Role: theme.Dim, Text: "no other case"}
	}
	return draw.Span{Role: theme.Info, Text: words.Count(len(others), "other case")}
}

func roleOf(role string) theme.Role {
	switch role {
	case "victim":
		return theme.Good
	case "unknown":
		return theme.Dim
	}
	return theme.Plain
}

func (p *CasePage) memberRows() []table.Row {
	p.tables[membersTab].Empty = "no account is in the case; " + p.env.Keys.Key(keys.ToCase) + " on an account puts it in"
	rows := make([]table.Row, len(p.loaded.members))
	for i, m := range p.loaded.members {
		rows[i] = table.Row{ID: uint64(m.Ord), Cells: []draw.Span{
			{Role: roleOf(m.Role), Text: words.Clean(m.Role)}, {Role: theme.Of(m.row.Score), Text: words.Score(m.row.Score)},
			{Role: theme.Plain, Text: words.Who(m.row)}, {Role: theme.Plain, Text: text.Display(m.row.DisplayName)},
			{Role: theme.Dim, Text: words.Clean(m.row.State)}, seen(m.others), {Role: theme.Dim, Text: words.Clean(m.Why)}}}
	}
	return rows
}

func (p *CasePage) valueRows() []table.Row {
	p.tables[valuesTab].Empty = "no value is in the case; " + p.env.Keys.Key(keys.ToCase) + " on an identifier puts it in"
	rows := make([]table.Row, len(p.loaded.values))
	for i, v := range p.loaded.values {
		kind, said, _ := strings.Cut(string(v.Value), ":")
		held := draw.Span{Role: theme.Plain}
		if v.holders >= 0 {
			held.Text = words.Thousands(v.holders)
		}
		hash := fnv.New64a()
		hash.Write([]byte(v.Value))
		rows[i] = table.Row{ID: hash.Sum64(), Cells: []draw.Span{
			{Role: theme.Dim, Text: words.Clean(kind)}, {Role: theme.Plain, Text: words.Clean(said)}, held, seen(v.others), {Role: theme.Dim, Text: words.Clean(v.Why)}}}
	}
	return rows
}

func (p *CasePage) proposalRows() []table.Row {
	p.tables[proposalsTab].Empty = "no proposal is about the case; " + p.env.Keys.Key(keys.Propose) + " proposes its personas"
	rows := make([]table.Row, len(p.loaded.proposals))
	for i, pr := range p.loaded.proposals {
		rows[i] = table.Row{ID: uint64(pr.ID), Cells: []draw.Span{
			{Role: theme.Dim, Text: fmt.Sprint(pr.ID)}, {Role: theme.Plain, Text: words.ProposalState(pr.Proposal)}, {Role: theme.Plain, Text: words.Clean(pr.Terms.Action)},
			{Role: theme.Plain, Text: words.Thousands(len(pr.Accounts))}, {Role: theme.Dim, Text: words.Thousands(pr.members)},
			{Role: theme.Plain, Text: words.Clean(pr.Changed.By)}, {Role: theme.Dim, Text: fmt.Sprintf("%d of %d", pr.counted, pr.Needed)}, {Role: theme.Dim, Text: words.Clean(pr.Terms.Reason)}}}
	}
	return rows
}

// about says more of what the cursor of a table is on.
func (p *CasePage) about() (title draw.Line, lines []draw.Line) {
	if m := p.member(); m != nil {
		lines = append(lines, draw.T(theme.Dim, text.Display(m.row.ID.String())).Add(theme.Plain, "  "+text.Display(m.row.DisplayName)),
			draw.T(roleOf(m.Role), words.Clean(m.Role)).Add(theme.Dim, ", said by "+words.Clean(m.By)+" on "+words.Day(m.Time)).Add(theme.Plain, words.Because(m.Why)))
		if m.Role == "victim" {
			lines = append(lines, draw.T(theme.Good, "A victim is not proposed from the case."))
		}
		return draw.T(theme.Title, words.Who(m.row)), append(lines, p.others(m.others)...)
	}
	if v := p.value(); v != nil {
		lines = append(lines, draw.Plain(words.Clean(v.Value)),
			draw.T(theme.Dim, "put in by "+words.Clean(v.By)+" on "+words.Day(v.Time)).Add(theme.Plain, words.Because(v.Why)))
		if v.holders >= 0 {
			lines = append(lines, draw.Plain("carried by "+words.Count(v.holders, "account")))
		}
		kind, _, _ := strings.Cut(string(v.Value), ":")
		return draw.T(theme.Title, words.Clean(kind)), append(lines, p.others(v.others)...)
	}
	if pr := p.proposal(); pr != nil {
		lines = append(lines, draw.Plain(words.ProposalLine(pr.Proposal)), draw.T(theme.Dim, fmt.Sprintf("%d of its accounts are in the case", pr.members)), nil)
		for _, part := range []struct {
			label, said string
		}{{"facts", words.Clean(pr.Terms.Note)}, {"innocent?", words.Clean(pr.Terms.Benign)}} {
			lines = append(lines, draw.T(theme.Head, part.label+" ").Add(theme.Plain, part.said))
		}
		if pr.Status == workflow.Returned {
			lines = append(lines, draw.T(theme.Warn, words.VerdictLine(pr.Back)))
		}
		return draw.T(theme.Title, fmt.Sprint("proposal ", pr.ID)), lines
	}
	return nil, nil
}

// mostOthers is how many other cases are named.
const mostOthers = 8

// others names the other cases that something is in.
func (p *CasePage) others(ids []uint32) []draw.Line {
	if len(ids) == 0 {
		return []draw.Line{draw.T(theme.Dim, "in no other case")}
	}
	lines := []draw.Line{draw.T(theme.Info, words.SeenIn(len(ids)))}
	for _, id := range ids[:min(len(ids), mostOthers)] {
		lines = append(lines, draw.T(theme.Dim, fmt.Sprintf("  case:%d  ", id)).Add(theme.Plain, words.CaseLine(p.loaded.st.Case(id))))
	}
	if n := len(ids) - mostOthers; n > 0 {
		lines = append(lines, draw.T(theme.Dim, "  and "+words.Count(n, "other")))
	}
	return lines
}
