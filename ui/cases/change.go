package cases

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/acts"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

func (p *CasePage) now() model.Time { return model.TimeOf(p.env.Now()) }

func (p *CasePage) form(title, yes string, lines []draw.Line, run func([]string) tea.Cmd, fields ...*overlay.FormField) tea.Cmd {
	return page.Tell(page.Show{Overlay: &overlay.Form{Env: p.env, Title: title, Yes: yes, Lines: lines, Fields: fields, Run: run}})
}

func line(label, value, hint string) *overlay.FormField {
	f := &overlay.FormField{Label: label, Text: overlay.Field{Hint: hint}}
	f.Text.Set(value)
	return f
}

// propose opens the page of a proposal about the personas. Where others are in the case
// it says first that they are left out.
func (p *CasePage) propose() tea.Cmd {
	refs := p.loaded.personas()
	open := page.Open(page.Place{Page: page.Propose, Refs: refs})
	left := len(p.loaded.members) - len(refs)
	if left == 0 {
		return open
	}
	victims := 0
	for _, m := range p.loaded.members {
		if m.Role == "victim" {
			victims++
		}
	}
	said := words.Count(left, "other member") + " left out: only personas are proposed from a case"
	if victims > 0 {
		said += ", and never a victim"
	}
	return tea.Sequence(open, page.Tell(page.Say{Text: words.Count(len(refs), "persona") + "; " + said}))
}

// setRole says what the chosen members are in the case.
func (p *CasePage) setRole() tea.Cmd {
	list, id := p.chosen(), p.loaded.c.ID
	role := &overlay.FormField{Label: "role", Options: acts.Roles()}
	role.Choose(list[0].Role)
	title, yes := "The role of an account", "say so"
	who := draw.T(theme.Title, titleOf(list))
	if len(list) == 1 {
		who = who.Add(theme.Dim, "  "+words.Clean(list[0].row.ID.String()))
	} else {
		title, yes = "The role of several accounts", "say so of "+words.Count(len(list), "account")
	}
	lines := []draw.Line{who.Add(theme.Dim, ", so far "+rolesOf(list)), nil}
	return p.form(title, yes, lines, func(v []string) tea.Cmd {
		return p.env.ActOn(ordsOf(list), func(ids []model.AccountID) model.Action {
			return workflow.SetMembers{ID: id, On: ids, Role: v[0], Why: model.Untrusted(v[1])}
		})
	}, role, line("why", "", "what says so; others will read it"))
}

// rolesOf says what members are, with how many where they are not alike.
func rolesOf(list []*member) string {
	counts := map[string]int{}
	for _, m := range list {
		counts[m.Role]++
	}
	if len(counts) == 1 {
		return list[0].Role
	}
	var parts []string
	for _, r := range workflow.Roles {
		if n := counts[r]; n > 0 {
			parts = append(parts, words.Thousands(n)+" "+r)
		}
	}
	return strings.Join(parts, ", ")
}

// takeOut takes the chosen members, or the value under the cursor, out of the case.
func (p *CasePage) takeOut() tea.Cmd {
	id := p.loaded.c.ID
	confirm := func(what, yes string, run tea.Cmd) tea.Cmd {
		return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: p.env, Title: fmt.Sprintf("Take out of case %d?", id), Yes: yes, Run: run,
			Lines: []draw.Line{draw.Plain(what), draw.T(theme.Dim, "The case's notes and the audit log keep what was said of it."), nil}}})
	}
	if v := p.value(); v != nil {
		return confirm(words.Clean(v.Value), "take it out", p.env.Act(workflow.SetValues{ID: id, Values: []model.Untrusted{v.Value}, Remove: true}))
	}
	list, yes := p.chosen(), "take it out"
	if len(list) > 1 {
		yes = "take " + words.Count(len(list), "account") + " out"
	}
	return confirm(titleOf(list)+", "+rolesOf(list), yes, p.env.ActOn(ordsOf(list), func(ids []model.AccountID) model.Action {
		return workflow.SetMembers{ID: id, On: ids, Remove: true}
	}))
}

// answer says of the question under the cursor that it is answered, or that it is not.
func (p *CasePage) answer() tea.Cmd {
	n := p.step()
	return p.env.Act(workflow.EditCase{ID: p.loaded.c.ID, Set: workflow.CaseFields{Step: &n}})
}

// edit changes what the case says of itself; what is left as it was is not set.
func (p *CasePage) edit() tea.Cmd {
	c := p.loaded.c
	priority := &overlay.FormField{Label: "priority"}
	for _, v := range workflow.Priorities {
		priority.Options = append(priority.Options, overlay.Option{Value: v})
	}
	priority.Choose(c.Priority)
	title, again := line("title", string(c.Title), "what it is about"), line("follow-up", words.Day(c.FollowUp), "2027-01-31; empty for never")
	title.Needed = true
	again.Check = func(s string) string {
		if _, err := acts.Date(s); err != nil {
			return "write a date as 2027-01-31"
		}
		return ""
	}
	return p.form(fmt.Sprintf("Change case %d", c.ID), "change it", nil, func(v []string) tea.Cmd {
		day, _ := acts.Date(v[5])
		tags := strings.Fields(v[4])
		slices.Sort(tags)
		tags = slices.Compact(tags)
		set := workflow.CaseFields{Title: changed(c.Title, model.Untrusted(v[0])), Owner: changed(c.Owner, v[1]), Priority: changed(c.Priority, v[2]),
			Queue: changed(c.Queue, v[3])}
		if !slices.Equal(tags, c.Tags) {
			set.Tags = &tags
		}
		if v[5] != words.Day(c.FollowUp) {
			set.FollowUp = &day.Milli
		}
		edit := workflow.EditCase{ID: c.ID, Set: set}
		if set == (workflow.CaseFields{}) {
			return page.Tell(page.Acted{Action: edit, Err: workflow.ErrNothing})
		}
		return p.env.Act(edit)
	}, title, line("owner", c.Owner, "a login; empty for nobody"), priority, line("queue", c.Queue, "a word"), line("tags", strings.Join(c.Tags, " "), "words"), again)
}

// changed gives what is to be set; nil where it is so already.
func changed[T comparable](was, now T) *T {
	if was == now {
		return nil
	}
	return &now
}

// finish closes the case with its outcome, or opens it again.
func (p *CasePage) finish() tea.Cmd {
	c := p.loaded.c
	open := !c.Open
	act := func(why string) tea.Cmd {
		return p.env.Act(workflow.EditCase{ID: c.ID, Set: workflow.CaseFields{Open: &open}, Why: model.Untrusted(why)})
	}
	if open {
		return p.form(fmt.Sprintf("Open case %d again", c.ID), "open it again", []draw.Line{draw.T(theme.Dim, "closed because ").Add(theme.Plain, words.Clean(c.Outcome)), nil},
			func(v []string) tea.Cmd { return act(v[0]) }, line("why", "", "what has come up; may be left empty"))
	}
	var lines []draw.Line
	if left := len(c.Steps) - done(c); left > 0 {
		lines = []draw.Line{draw.T(theme.Warn, words.Count(left, "question")+" not answered yet"), nil}
	}
	outcome := line("outcome", "", "what came of it; others will read it")
	outcome.Needed = true
	return p.form(fmt.Sprintf("Close case %d", c.ID), "close it", lines, func(v []string) tea.Cmd { return act(v[0]) }, outcome)
}
