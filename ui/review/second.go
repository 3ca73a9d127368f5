package review

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// drawn is a decision that was drawn for a second look.
type drawn struct {
	*workflow.Sampled
	proposal *workflow.Proposal
	blocked  string // why the user cannot assess it
}

// open reports whether it is for the user to assess.
func (d drawn) open() bool { return d.blocked == "" }

// looks gives what was drawn: first what the user can assess, the oldest before the others.
func looks(st *workflow.State, actor string) []drawn {
	var out []drawn
	for _, x := range st.Samples() {
		d := drawn{Sampled: x, proposal: st.Proposal(x.Proposal)}
		if err := st.MayAssess(x, actor); err != nil {
			d.blocked = page.Problem(err).Text
		}
		out = append(out, d)
	}
	rank := func(d drawn) int {
		switch {
		case d.open():
			return 0
		case d.Assessed.Entry == 0:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(out, func(a, b drawn) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.Assessed.Entry, a.Assessed.Entry))
	})
	return out
}

func newDrawn() *table.Table {
	return table.New(
		table.Column{Key: "id", Title: "NO", Least: 4, Most: 5, Right: true},
		table.Column{Key: "action", Title: "ACTION", Least: 9, Most: 12},
		table.Column{Key: "accounts", Title: "ACCOUNTS", Least: 8, Most: 8, Right: true, Drop: 1},
		table.Column{Key: "reason", Title: "REASON", Least: 12, Most: 26, Drop: 2},
		table.Column{Key: "policy", Title: "POLICY", Least: 8, Most: 18, Drop: 4},
		table.Column{Key: "age", Title: "DRAWN", Least: 6, Most: 8, Right: true, Drop: 3},
		table.Column{Key: "state", Title: "FOR YOU", Least: 20})
}

func drawnRows(all []drawn, now time.Time) []table.Row {
	rows := make([]table.Row, len(all))
	for i, d := range all {
		t := d.proposal.Terms
		rows[i] = table.Row{ID: uint64(d.ID), Cells: []draw.Span{
			{Text: fmt.Sprint(d.ID)}, {Text: words.Clean(t.Action)}, {Text: words.Thousands(len(d.proposal.Accounts))}, {Text: words.Clean(t.Reason)},
			{Role: theme.Dim, Text: words.Clean(t.Policy)}, {Text: since(now.Sub(d.Drawn.Time.UTC()))}, cameTo(d)}}
	}
	return rows
}

// cameTo says what came of a second look, or what it is to the user.
func cameTo(d drawn) draw.Span {
	switch {
	case d.Assessed.Entry > 0 && d.Agrees:
		return draw.Span{Role: theme.Good, Text: words.SecondLook(d.Sampled)}
	case d.Assessed.Entry > 0:
		return draw.Span{Role: theme.Warn, Text: words.SecondLook(d.Sampled)}
	case d.open():
		return draw.Span{Text: "waits"}
	}
	return draw.Span{Role: theme.Dim, Text: d.blocked}
}

// draw asks how many decisions are drawn.
func (p *Page) draw() tea.Cmd {
	count := &overlay.FormField{Label: "how many", Needed: true, Check: func(s string) string {
		if n, err := strconv.Atoi(s); err != nil || n < 1 || n > 1000 {
			return "write a number from 1 to 1000"
		}
		return ""
	}}
	count.Text.Set("5")
	return page.Tell(page.Show{Overlay: &overlay.Form{Env: p.env, Title: "Draw decisions for a second look", Yes: "draw them", Fields: []*overlay.FormField{count},
		Lines: []draw.Line{draw.Plain("Drawn at random from " + words.Count(p.undrawn, "decision") + " that were not drawn before."),
			draw.T(theme.Dim, "Nobody chooses which: it follows from the log, and 'clew sample' says how.")},
		Run: func(v []string) tea.Cmd {
			n, _ := strconv.Atoi(v[0]) // Check has read it
			return p.env.Act(workflow.DrawSample{Count: n})
		}}})
}

// secondPlace is where a decision is looked at again.
func secondPlace(sample uint32) page.Place {
	return page.Place{Page: page.Review, Tab: secondTab, Ref: model.Untrusted(strconv.FormatUint(uint64(sample), 10))}
}

// lookAgain gathers a decision that was drawn: blind until it is assessed, and then whole.
func lookAgain(st *workflow.State, id uint32, actor string) (*job, error) {
	x := st.Sample(id)
	if x == nil {
		return nil, &model.Error{Kind: model.ErrNotFound, Message: fmt.Sprintf("there is no second look %d", id)}
	}
	j := &job{sampled: x, Proposal: st.Proposal(x.Proposal), notes: st.Notes(workflow.ProposalKey(x.Proposal))}
	if x.Assessed.Entry == 0 {
		if j.Proposal, j.notes = st.Blind(x); j.Proposal == nil {
			return nil, st.MayAssess(x, actor)
		}
	}
	j.cited = st.Cited(&j.Terms)
	for _, d := range looks(st, actor) {
		switch {
		case d.ID == id:
			j.blocked = d.blocked
		case d.open():
			j.round++
		}
	}
	return j, nil
}

// secondActions are those of a page that looks again.
var secondActions = append([]keys.Action{keys.Approve, keys.Return, keys.Open, keys.NextTab, keys.NextItem, keys.Copy, keys.CopyMenu, keys.Left, keys.Right}, table.Moves()...)

func (p *JobPage) whyNotSecond(a keys.Action) string {
	switch {
	case a == keys.Approve || a == keys.Return:
		return p.job.blocked
	case a == keys.NextItem && p.job.round == 0:
		return "no other decision waits for a second look by you"
	}
	return ""
}

// agree asks whether the user would have approved it as well.
func (p *JobPage) agree() tea.Cmd {
	return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: p.env, Title: "Would you have approved it?", Yes: "yes, I would have", Lines: []draw.Line{
		draw.T(theme.Title, words.Clean(p.job.Terms.Action)+" "+words.Count(len(p.job.Accounts), "account")),
		draw.T(theme.Dim, "It was approved, or it would not have been drawn. This says that you come to the same; it changes nothing about the accounts.")},
		Run: p.env.Act(workflow.Assess{ID: p.sample, Agrees: true})}})
}

// disagree asks why the user would not have.
func (p *JobPage) disagree() tea.Cmd {
	id := p.sample
	return p.form("Would you have returned it?", "yes, I would have", func(v []string) tea.Cmd {
		return p.env.Act(workflow.Assess{ID: id, Note: model.Untrusted(v[0])})
	}, why("what is missing or wrong; others will read it"))
}

// secondStanding says what a second look is to the user.
func (p *JobPage) secondStanding() draw.Line {
	x := p.job.sampled
	l := draw.T(theme.Plain, fmt.Sprintf(" second look %d", x.ID))
	switch {
	case x.Assessed.Entry > 0:
		l = append(l, draw.Plain("  ")...)
		l = append(l, cameTo(drawn{Sampled: x}))
		if x.Hash != p.job.Hash {
			l = l.Add(theme.Warn, "; of a version before this one")
		}
		return l
	case p.job.blocked != "":
		return l.Add(theme.Dim, "  "+p.job.blocked)
	}
	return l.Add(theme.Info, "  as its reviewers had it").Add(theme.Dim, fmt.Sprintf("  %s more for you", words.Thousands(p.job.round)))
}

// nextSecond serves the next decision that was drawn in place of this one.
func (p *JobPage) nextSecond() tea.Cmd {
	s, id, actor := p.store, p.sample, p.env.Actor
	return func() tea.Msg {
		for _, d := range looks(s.Work(), actor) {
			if d.ID != id && d.open() {
				return page.Instead{Place: secondPlace(d.ID)}
			}
		}
		return page.Instead{Place: page.Place{Page: page.Reviews, Tab: secondTab}}
	}
}
