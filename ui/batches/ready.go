package batches

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// ready is what could go into a batch of one action.
type ready struct {
	action       string
	ords, failed []uint32             // approved, and those of which enforcement said that it failed
	held         int                  // that would be among ords, and are on hold
	proposals    []*workflow.Proposal // of ords
	before       []*workflow.Proposal // of failed alone
}

// gather finds what is ready, by action.
func gather(st *workflow.State) (out []ready) {
	for _, action := range append(slices.DeleteFunc(slices.Clone(workflow.Actions), func(a string) bool { return !workflow.External(a) }), workflow.Reinstate) {
		r := ready{action: action}
		r.ords, r.held = st.Sealable(action, false)
		all := r.ords
		if action != workflow.Reinstate {
			all, _ = st.Sealable(action, true)
			r.failed = slices.DeleteFunc(slices.Clone(all), func(ord uint32) bool {
				_, in := slices.BinarySearch(r.ords, ord)
				return in
			})
		}
		if len(all)+r.held == 0 {
			continue
		}
		r.proposals = proposalsOf(st, r.ords, nil)
		r.before = proposalsOf(st, r.failed, r.proposals)
		out = append(out, r)
	}
	return out
}

// proposalsOf gives the proposals by which accounts are ready, by number, but for some.
func proposalsOf(st *workflow.State, ords []uint32, but []*workflow.Proposal) (out []*workflow.Proposal) {
	on := map[uint32]bool{}
	for _, ord := range ords {
		if c := st.Cell(ord); c.Status == workflow.Overturned {
			on[c.Ground] = true
		} else {
			on[c.Proposal] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(on)) {
		if p := st.Proposal(id); p != nil && !slices.Contains(but, p) {
			out = append(out, p)
		}
	}
	return out
}

// grounds are what a batch rests on.
func (r *ready) grounds(retry bool) []*workflow.Proposal {
	if !retry {
		return r.proposals
	}
	return slices.Concat(r.proposals, r.before)
}

func readyRows(all []ready) []table.Row {
	rows := make([]table.Row, len(all))
	for i, r := range all {
		rows[i] = table.Row{ID: uint64(slices.Index(workflow.Actions, r.action) + 1), Cells: []draw.Span{{Role: theme.Title, Text: words.Clean(r.action)},
			number(len(r.ords), theme.Good), {Text: words.Thousands(len(r.proposals))}, number(r.held, theme.Warn), number(len(r.failed), theme.Bad),
			{Role: theme.Dim, Text: approvers(r.grounds(len(r.ords) == 0))}}}
	}
	return rows
}

// approvers names who approved proposals, each once.
func approvers(proposals []*workflow.Proposal) string {
	var who []string
	for _, p := range proposals {
		for _, v := range p.Approvals {
			if !slices.Contains(who, v.By) {
				who = append(who, v.By)
			}
		}
	}
	return words.Series(who)
}

// numbers names proposals.
func numbers(proposals []*workflow.Proposal) string {
	ids := make([]uint32, len(proposals))
	for i, p := range proposals {
		ids[i] = p.ID
	}
	if len(ids) == 1 {
		return "proposal " + numbersOf(ids)
	}
	return "proposals " + numbersOf(ids)
}

// accounts are those of a batch, ascending.
func (r *ready) accounts(retry bool) []uint32 {
	if !retry {
		return r.ords
	}
	return slices.Sorted(slices.Values(append(slices.Clone(r.ords), r.failed...)))
}

// leftOut says what is not in a batch, "" for nothing.
func (r *ready) leftOut(retry bool) string {
	var parts []string
	if r.held > 0 {
		parts = append(parts, words.Thousands(r.held)+" on hold")
	}
	if n := len(r.failed); n > 0 && !retry {
		parts = append(parts, words.Thousands(n)+" that failed before")
	}
	if len(parts) == 0 {
		return ""
	}
	return "left out: " + strings.Join(parts, ", ")
}

// lines say what a batch of it would rest on.
func (r *ready) lines(env *page.Env) []draw.Line {
	var lines []draw.Line
	if r.action == workflow.Reinstate {
		lines = append(lines, draw.Plain("Decisions that an appeal has overturned: what was done is taken back outside."), nil)
	}
	for _, p := range r.grounds(true) {
		lines = append(lines, draw.Plain(words.Sentence(words.ProposalLine(p))))
		for _, v := range p.Approvals {
			lines = append(lines, draw.T(theme.Good, "  "+env.Theme.Glyphs.Mark+" ").Add(theme.Dim, words.VerdictLine(v)))
		}
	}
	if out := r.leftOut(false); out != "" {
		lines = append(lines, draw.T(theme.Warn, words.Sentence(out)))
	}
	return lines
}

// The choices about accounts that failed before.
const (
	leaveOut = "leave out"
	tryAgain = "try again"
)

// seal asks for all that a new batch needs.
func (p *Page) seal(r *ready) tea.Cmd {
	from := line("not before", "at once; or 2027-01-31 06:00, in UTC", false)
	from.Check = complains(when, "write it as 2027-01-31 or 2027-01-31 06:00")
	window := line("window", "none: all at once; or such as 6h", false)
	window.Check = complains(span, "write it as 6h or 90m, up to 720h")
	why := line("why", "may be left empty", false)
	fields := []*overlay.FormField{from, window, why, folder(p.all.next)}
	if len(r.failed) > 0 {
		failed := &overlay.FormField{Label: "failed before", Options: []overlay.Option{{Value: leaveOut}, {Value: tryAgain, Note: words.Count(len(r.failed), "account")}}}
		if len(r.ords) == 0 {
			failed.Choose(tryAgain)
		}
		fields = append(fields, failed)
	}
	lines := []draw.Line{draw.T(theme.Title, words.Clean(r.action)+" "+words.Count(len(r.ords), "account"))}
	if len(r.proposals) > 0 {
		lines[0] = lines[0].Add(theme.Dim, " of "+numbers(r.proposals))
	}
	if out := r.leftOut(true); out != "" {
		lines[0] = lines[0].Add(theme.Warn, "; "+out)
	}
	lines = append(lines, draw.T(theme.Dim, "With a window all of a ring are due at one moment, and the rings apart."), nil)
	title := "A new batch: " + words.Clean(r.action)
	return p.errand.form(title, "go on", lines, fields, func(v []string) plan { return p.sealing(r, v) })
}

// sealing is what is asked before a batch is sealed of what was typed.
func (p *Page) sealing(r *ready, v []string) plan {
	retry := len(v) > 4 && v[4] == tryAgain
	ords := r.accounts(retry)
	from, _ := when(v[0])
	window, _ := span(v[1])
	seal := workflow.Seal{Action: r.action, NotBefore: from.Milli, Window: window.Milliseconds(), Retry: retry, Why: model.Untrusted(v[2])}
	lines := []draw.Line{draw.T(theme.Title, words.Clean(r.action)+" "+words.Count(len(ords), "account"))}
	if r.action == workflow.Reinstate {
		lines = append(lines, draw.Plain("taking back what came of "+numbers(r.proposals)))
	} else {
		lines = append(lines, draw.Plain("on the grounds of "+numbers(r.grounds(retry))+", approved by "+approvers(r.grounds(retry))))
	}
	if out := r.leftOut(retry); out != "" {
		lines = append(lines, draw.T(theme.Warn, out))
	}
	if times := words.BatchTimes(&workflow.Batch{NotBefore: from, Window: window}); times != "" {
		lines = append(lines, draw.Plain(times))
	}
	pl := plan{title: "Seal this batch?", yes: "seal it and write its files", after: after(r.action), lines: lines, dir: v[3],
		act: p.env.ActOn(ords, func(ids []model.AccountID) model.Action {
			seal.On = ids
			return seal
		})}
	if len(ords) == 0 {
		pl.wrong = &model.Error{Kind: model.ErrUsage, Message: "no account would be in the batch", Hint: "try those again that failed before"}
	}
	return pl
}

// after says what can still be done about a batch that was handed over.
func after(action string) string {
	if action == workflow.Reinstate {
		return "the accounts can be proposed again"
	}
	return "it can be reversed, by another batch"
}

func line(label, hint string, needed bool) *overlay.FormField {
	return &overlay.FormField{Label: label, Needed: needed, Text: overlay.Field{Hint: hint}}
}

// complains makes the check of a field of what reads it.
func complains[T any](read func(string) (T, error), said string) func(string) string {
	return func(s string) string {
		if _, err := read(s); err != nil {
			return said
		}
		return ""
	}
}

// when reads a moment, in UTC; unknown for "".
func when(s string) (model.Time, error) {
	if s == "" {
		return model.Time{}, nil
	}
	var t time.Time
	var err error
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", time.DateOnly} {
		if t, err = time.Parse(layout, s); err == nil {
			return model.TimeOf(t), nil
		}
	}
	return model.Time{}, err
}

// span reads a window, in whole seconds; 0 for "".
func span(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err == nil && (d <= 0 || d > 30*24*time.Hour || d%time.Second != 0) {
		err = fmt.Errorf("%s is no window", d)
	}
	return d, err
}
