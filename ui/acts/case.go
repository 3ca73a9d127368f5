package acts

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// toCase offers the open cases, the last changed first, and a new one.
func (a *Acts) toCase(on page.Subject) tea.Cmd {
	items := []overlay.Item{{Label: "a new case", Run: later(func() tea.Cmd { return a.NewCase(on) })}}
	cases := a.Store.Work().Cases()
	slices.SortStableFunc(cases, func(x, y *workflow.Case) int { return int(int64(y.Changed.Entry) - int64(x.Changed.Entry)) })
	for _, c := range cases {
		if !c.Open {
			continue
		}
		it := overlay.Item{Group: "open cases", Label: fmt.Sprintf("%d  %s", c.ID, words.Clean(c.Title)),
			Note: words.Count(len(c.Members), "account") + owned(c), Run: later(func() tea.Cmd { return a.into(c, on) })}
		if len(on.Accounts) > 0 && all(on, func(ord uint32) bool { return isMember(c, ord) }) && on.Value == "" {
			it.Note += ", in it already: choose to change the role"
		}
		items = append(items, it)
	}
	if a.Trail != nil && len(cases) > 0 {
		for _, c := range cases {
			if c.Open {
				items = append(items, overlay.Item{Group: "keep the way that led here", Label: fmt.Sprintf("the trail, with case %d", c.ID),
					Note: words.Clean(c.Title), Run: a.keepTrail(c.ID)})
			}
		}
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: a.Env, Title: "To a case: " + on.Title, Items: items, Search: true}})
}

// later makes a box when it is chosen: what it says is counted over all accounts.
func later(box func() tea.Cmd) tea.Cmd { return func() tea.Msg { return box()() } }

func owned(c *workflow.Case) string {
	if c.Owner == "" {
		return ""
	}
	return ", " + words.Clean(c.Owner)
}

func isMember(c *workflow.Case, ord uint32) bool {
	return slices.ContainsFunc(c.Members, func(m workflow.Member) bool { return m.Ord == ord })
}

// into puts a subject into a case.
func (a *Acts) into(c *workflow.Case, on page.Subject) tea.Cmd {
	title := fmt.Sprintf("Into case %d", c.ID)
	value := func(why string) tea.Cmd {
		return a.Env.Act(workflow.SetValues{ID: c.ID, Values: []model.Untrusted{on.Value}, Why: model.Untrusted(why)})
	}
	accounts := func(role, why string) tea.Cmd {
		return a.Env.ActOn(on.Accounts, func(ids []model.AccountID) model.Action {
			return workflow.SetMembers{ID: c.ID, On: ids, Role: role, Why: model.Untrusted(why)}
		})
	}
	why := line("why", "what it tells; may be left empty", false)
	switch {
	case on.Value == "" || on.Marked:
		return a.form(title, many("put in", on), a.outliers(on), func(v []string) tea.Cmd { return accounts(v[0], v[1]) }, role(), why)
	case len(on.Accounts) == 0:
		return a.form(title, "put it in", []draw.Line{draw.Plain(words.Clean(on.Value)), nil}, func(v []string) tea.Cmd { return value(v[0]) }, why)
	}
	what := choice("put in", overlay.Option{Value: "the value", Note: words.Clean(on.Value)},
		overlay.Option{Value: words.Count(len(on.Accounts), "account"), Note: on.Title})
	return a.form(title, "put it in", a.outliers(on), func(v []string) tea.Cmd {
		if v[0] == "the value" {
			return value(v[2])
		}
		return accounts(v[1], v[2])
	}, what, role(), why)
}

func role() *overlay.FormField { return choice("as", Roles()...) }

// Roles are what an account may be in a case, with what that means.
func Roles() []overlay.Option {
	return []overlay.Option{{Value: "unknown"}, {Value: "persona", Note: "a claimed identity"},
		{Value: "facilitator", Note: "keeps others going: devices, addresses, payments"},
		{Value: "victim", Note: "whose identity is used; never suspended by this case"}}
}

// NewCase asks for a new case about a subject, which may be nothing.
func (a *Acts) NewCase(on page.Subject) tea.Cmd {
	template := []overlay.Option{{Value: "none"}}
	for _, t := range a.Store.Work().Rules().Templates {
		template = append(template, overlay.Option{Value: t.ID, Note: words.Clean(t.Title)})
	}
	fields := []*overlay.FormField{
		line("title", "what it is about", true), choice("template", template...),
		choice("priority", overlay.Option{Value: "normal"}, overlay.Option{Value: "high"}, overlay.Option{Value: "urgent"}, overlay.Option{Value: "low"}),
		line("owner", "a login; empty for nobody", false),
	}
	fields[3].Text.Set(a.Env.Actor)
	yes := "begin the case"
	if len(on.Accounts) > 0 {
		fields = append(fields, role())
		yes += " with " + words.Count(len(on.Accounts), "account")
	}
	lines := a.outliers(on)
	if len(on.Accounts) == 0 {
		lines = nil
	}
	return a.form("A new case", yes, lines, func(v []string) tea.Cmd {
		open := workflow.OpenCase{Title: model.Untrusted(v[0]), Priority: v[2], Owner: v[3]}
		if v[1] != "none" {
			open.Template = v[1]
		}
		if len(on.Accounts) == 0 {
			return a.Env.Act(open)
		}
		open.Role = v[4]
		return a.Env.ActOn(on.Accounts, func(ids []model.AccountID) model.Action {
			open.Members = ids
			return open
		})
	}, fields...)
}

// keepTrail records the pages that led here with a case.
func (a *Acts) keepTrail(id uint32) tea.Cmd {
	return func() tea.Msg {
		return a.form(fmt.Sprintf("Keep the trail with case %d", id), "keep it", nil, func(v []string) tea.Cmd {
			return a.Env.Act(workflow.RecordTrail{ID: id, Steps: a.Trail(), Why: model.Untrusted(v[0])})
		}, line("why", "what it led to", false))()
	}
}
