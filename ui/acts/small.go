package acts

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// form shows a form over a subject.
func (a *Acts) form(title, yes string, lines []draw.Line, run func([]string) tea.Cmd, fields ...*overlay.FormField) tea.Cmd {
	return page.Tell(page.Show{Overlay: &overlay.Form{Env: a.Env, Title: title, Yes: yes, Lines: lines, Fields: fields, Run: run}})
}

func choice(label string, options ...overlay.Option) *overlay.FormField {
	return &overlay.FormField{Label: label, Options: options}
}

func line(label, hint string, needed bool) *overlay.FormField {
	return &overlay.FormField{Label: label, Needed: needed, Text: overlay.Field{Hint: hint}}
}

func many(verb string, on page.Subject) string {
	if len(on.Accounts) == 1 {
		return verb
	}
	return verb + " " + words.Count(len(on.Accounts), "account")
}

// tag puts a tag on accounts or takes it off.
func (a *Acts) tag(on page.Subject) tea.Cmd {
	st := a.Store.Work()
	counts := map[string]int{}
	for _, ord := range on.Accounts {
		for _, t := range st.Tags(ord) {
			counts[t]++
		}
	}
	lines := a.outliers(on)
	if len(counts) > 0 {
		var have []string
		for t, n := range counts {
			if n == len(on.Accounts) {
				have = append(have, t)
			} else {
				have = append(have, fmt.Sprintf("%s (%s)", t, words.Thousands(n)))
			}
		}
		lines = append(lines, draw.Plain("tagged so far: "+words.Names(slices.Sorted(slices.Values(have)))))
	}
	return a.form("Tag", many("tag", on), lines, func(v []string) tea.Cmd {
		return a.Env.ActOn(on.Accounts, func(ids []model.AccountID) model.Action {
			return workflow.SetTag{On: ids, Tag: v[1], Remove: v[0] == "take off"}
		})
	}, choice("do", overlay.Option{Value: "put on"}, overlay.Option{Value: "take off"}),
		line("tag", "letters, digits, '-', '_', '.' or ':'", true))
}

// claim says that the user is at work on accounts, or gives them back where all are theirs.
func (a *Acts) claim(on page.Subject) tea.Cmd {
	st, now := a.Store.Work(), a.now()
	holder := func(ord uint32) string {
		if c := st.ClaimOf(workflow.Job{Kind: workflow.OnAccountJob, ID: ord}, now); c != nil {
			return c.By
		}
		return ""
	}
	if all(on, func(ord uint32) bool { return holder(ord) == a.Env.Actor }) {
		return a.confirm("Give back", many("give back", on), a.outliers(on), a.Env.ActOn(on.Accounts, func(ids []model.AccountID) model.Action {
			return workflow.ReleaseAccounts(ids)
		}))
	}
	others := ""
	for _, ord := range on.Accounts {
		if h := holder(ord); h != "" && h != a.Env.Actor {
			others = h
		}
	}
	lines := a.outliers(on)
	lease := choice("for", overlay.Option{Value: "1 hour"}, overlay.Option{Value: "4 hours"}, overlay.Option{Value: "8 hours"})
	run := func(v []string) tea.Cmd {
		return a.Env.ActOn(on.Accounts, func(ids []model.AccountID) model.Action {
			c := workflow.ClaimAccounts(ids)
			var hours int64
			fmt.Sscanf(v[0], "%d", &hours)
			c.Lease = hours * time.Hour.Milliseconds()
			if len(v) > 1 {
				c.TakeOver, c.Why = true, model.Untrusted(v[1])
			}
			return c
		})
	}
	if others == "" {
		return a.form("Claim", many("claim", on), lines, run, lease)
	}
	return a.form("Take over from "+words.Clean(others), many("take over", on), lines, run, lease, line("why", "it is logged", true))
}

func (a *Acts) confirm(title, yes string, lines []draw.Line, run tea.Cmd) tea.Cmd {
	return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: a.Env, Title: title, Yes: yes, Lines: lines, Run: run}})
}

// judge says of a link whether it is the same operator.
func (a *Acts) judge(on page.Subject) tea.Cmd {
	ids, ok := parsed(on.Link...)
	if !ok {
		return nil
	}
	lines := []draw.Line{draw.Plain(words.Clean(on.Link[0])), draw.Plain(words.Clean(on.Link[1])), nil}
	return a.form("Verdict on a link", "say so", lines, func(v []string) tea.Cmd {
		verdict := v[0]
		if verdict == "take back" {
			verdict = ""
		}
		return a.Env.Act(workflow.JudgeLink{A: ids[0], B: ids[1], Verdict: verdict, Why: model.Untrusted(v[1])})
	}, choice("verdict",
		overlay.Option{Value: "same", Note: "the same operator"},
		overlay.Option{Value: "not-same", Note: "different hands, whatever they share"},
		overlay.Option{Value: "unclear", Note: "looked at, and not to be said"},
		overlay.Option{Value: "facilitator", Note: "one keeps the other going"},
		overlay.Option{Value: "take back", Note: "no verdict any more"}),
		line("why", "what you saw; others will read it", false))
}

// dismiss ends the work on accounts, or takes it up again where all are dismissed.
func (a *Acts) dismiss(on page.Subject) tea.Cmd {
	st := a.Store.Work()
	if all(on, func(ord uint32) bool { return st.Cell(ord).Status == workflow.Dismissed }) {
		return a.form("Take up again", many("take up again", on), a.outliers(on), func(v []string) tea.Cmd {
			return a.Env.ActOn(on.Accounts, func(ids []model.AccountID) model.Action {
				return workflow.Reopen{On: ids, Why: model.Untrusted(v[0])}
			})
		}, line("why", "what has come up", true))
	}
	return a.form("Dismiss", many("dismiss", on), a.outliers(on), func(v []string) tea.Cmd {
		return a.Env.ActOn(on.Accounts, func(ids []model.AccountID) model.Action {
			return workflow.Dismiss{On: ids, As: v[0], Why: model.Untrusted(v[1])}
		})
	}, choice("as", overlay.Option{Value: "no-violation", Note: "it is what it says"},
		overlay.Option{Value: "insufficient-evidence", Note: "it may come again"},
		overlay.Option{Value: "duplicate", Note: "another account or case has it"}),
		line("why", "others will read it", true))
}

// hold holds the case that a page is on, or accounts of it, whichever is chosen where it could
// be either.
func (a *Acts) hold(on page.Subject) tea.Cmd {
	switch c := a.Store.Work().Case(on.Case); {
	case c == nil:
		return a.holdAccounts(on)
	case len(on.Accounts) == 0:
		return a.holdCase(c)
	default:
		label := on.Title
		if len(on.Accounts) > 1 {
			label = words.Count(len(on.Accounts), "account")
		}
		return page.Tell(page.Show{Overlay: &overlay.Menu{Env: a.Env, Title: "Hold", Items: []overlay.Item{
			{Label: fmt.Sprintf("case %d", c.ID), Note: words.Clean(c.Title), Run: later(func() tea.Cmd { return a.holdCase(c) })},
			{Label: label, Note: "and leave the case as it is", Run: later(func() tea.Cmd { return a.holdAccounts(on) })}}}})
	}
}

// holdAccounts holds accounts, or releases them where all are held.
func (a *Acts) holdAccounts(on page.Subject) tea.Cmd {
	st := a.Store.Work()
	if all(on, func(ord uint32) bool { return st.Cell(ord).Hold != nil }) {
		return a.form("Release the hold", many("release", on), a.outliers(on), func(v []string) tea.Cmd {
			return a.Env.ActOn(on.Accounts, func(ids []model.AccountID) model.Action {
				return workflow.Unhold{On: ids, Why: model.Untrusted(v[0])}
			})
		}, line("why", "what has changed", true))
	}
	return a.form("Hold", many("hold", on), a.outliers(on), func(v []string) tea.Cmd {
		return a.Env.ActOn(on.Accounts, func(ids []model.AccountID) model.Action {
			when, _ := Date(v[1])
			return workflow.Hold{On: ids, Kind: v[0], Until: when.Milli, Why: model.Untrusted(v[2])}
		})
	}, holdFields()...)
}

// holdCase holds a case, or releases it.
func (a *Acts) holdCase(c *workflow.Case) tea.Cmd {
	set := func(hold workflow.CaseHold, why string) tea.Cmd {
		return a.Env.Act(workflow.EditCase{ID: c.ID, Set: workflow.CaseFields{Hold: &hold}, Why: model.Untrusted(why)})
	}
	lines := []draw.Line{draw.T(theme.Title, words.Clean(c.Title))}
	if c.Hold != nil {
		lines = append(lines, draw.T(theme.Warn, words.HeldLine(c.Hold)), nil)
		return a.form(fmt.Sprintf("Release case %d", c.ID), "release", lines, func(v []string) tea.Cmd {
			return set(workflow.CaseHold{}, v[0])
		}, line("why", "what has changed", true))
	}
	lines = append(lines, draw.T(theme.Dim, "Nothing is proposed, approved or sealed for the case; its accounts are not held."), nil)
	return a.form(fmt.Sprintf("Hold case %d", c.ID), "hold", lines, func(v []string) tea.Cmd {
		when, _ := Date(v[1])
		return set(workflow.CaseHold{Kind: v[0], Until: when.Milli}, v[2])
	}, holdFields()...)
}

// holdFields ask what kind of hold it is, until when, and why.
func holdFields() []*overlay.FormField {
	until := line("until", "2027-01-31; needed for a follow-up", false)
	until.Check = func(s string) string {
		if _, err := Date(s); s != "" && err != nil {
			return "write a date as 2027-01-31"
		}
		return ""
	}
	return []*overlay.FormField{choice("hold", overlay.Option{Value: "legal", Note: "keep all as it is; nothing is proposed"},
		overlay.Option{Value: "awaiting-evidence", Note: "something was asked for"},
		overlay.Option{Value: "follow-up", Note: "look again on a date"}),
		until, line("why", "others will read it", true)}
}

// Date reads a day, as UTC; unknown for "".
func Date(s string) (model.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return model.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	return model.TimeOf(t), err
}
