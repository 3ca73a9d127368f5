package review

import (
	"context"
	"fmt"
	"strconv"
	"time"

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

// Approving asks whether an approval is meant. The key that means it is shown, and is another
// for every version, so that nobody learns to press two keys without looking; and it counts
// only as a press of its own, a moment after the box came.
type Approving struct {
	env   *page.Env
	lines []draw.Line
	means string
	run   func() tea.Cmd
	since time.Time // of the box, or of the last thing that was no press of its own
}

// meaning chooses the key of a version: a letter that is not near A on any keyboard and is
// no other verdict.
func meaning(hash string) string {
	const letters = "bfghjklmnoprtuvy"
	n, _ := strconv.ParseUint(hash[:4], 16, 32) // a hash is hex
	return string(letters[n%uint64(len(letters))])
}

// approve asks for the approval of the version on screen.
func (p *JobPage) approve() tea.Cmd {
	j := p.job
	switch {
	case j.keyless != nil:
		return page.Fail(j.keyless)
	case j.signed && p.env.Sign == nil:
		return page.Fail(errNoKey)
	}
	t := j.Terms
	means := meaning(j.Hash)
	lines := []draw.Line{
		draw.T(theme.Title, words.Clean(t.Action)+" "+words.Count(len(j.Accounts), "account")),
		draw.Plain("under policy " + words.Clean(t.Policy) + fmt.Sprintf(" v%d, for %s", t.PolicyVersion, words.Clean(t.Reason))),
	}
	if j.cited.Now != nil || j.cited.Gone {
		lines = append(lines, draw.T(theme.Warn, "that version is not in force any more: see the sheet"))
	}
	if n := len(t.Warnings); n > 0 {
		lines = append(lines, draw.T(theme.Warn, words.Count(n, "warning")+" of the preview: see the sheet"))
	}
	rest := j.Needed - j.counted - 1
	if rest > 0 {
		lines = append(lines, draw.Plain(fmt.Sprintf("It then still needs %s.", words.Count(rest, "other person"))))
	} else {
		lines = append(lines, draw.Plain("It is then approved, and can go into a batch."))
	}
	yes := workflow.Approve{ID: p.id, Hash: j.Hash}
	run := func() tea.Cmd { return p.last(yes) }
	if j.signed {
		lines = append(lines, draw.Plain("It is signed with your key, whose passphrase is asked next."))
		run = func() tea.Cmd { return p.signed(yes) }
	}
	return page.Tell(page.Show{Overlay: &Approving{env: p.env, means: means, since: p.env.Now(), lines: lines, run: run}})
}

// Key implements page.Overlay.
func (a *Approving) Key(k tea.KeyPressMsg) tea.Cmd {
	now := a.env.Now()
	if k.IsRepeat || now.Sub(a.since) < page.AfterPaste {
		a.since = now
		return nil
	}
	if k.String() == a.means {
		return tea.Sequence(page.Tell(page.Hide{}), a.run())
	}
	a.since = now
	return nil
}

// Paste implements page.Overlay: nothing pasted means anything.
func (a *Approving) Paste(string) tea.Cmd {
	a.since = a.env.Now()
	return nil
}

// Update implements page.Overlay.
func (a *Approving) Update(tea.Msg) tea.Cmd { return nil }

// View implements page.Overlay.
func (a *Approving) View(width, height int) draw.Block {
	th := a.env.Theme
	w := min(width, 72)
	lines := append(append([]draw.Line{}, a.lines...), nil, draw.Plain("press ").Add(theme.Key, a.means).Add(theme.Plain, " to approve   ").Add(theme.Dim, "esc leaves it"))
	body := draw.Paragraphs(th, lines, w-2)
	return draw.Box(th, w, min(len(body)+2, height), draw.T(theme.Title, "Approve?"), nil, true, body)
}

// Caret implements page.Overlay.
func (a *Approving) Caret() (x, y int, ok bool) { return 0, 0, false }

// Click implements page.Overlay.
func (a *Approving) Click(int, int) tea.Cmd { return nil }

// Wheel implements page.Overlay.
func (a *Approving) Wheel(int) tea.Cmd { return nil }

func (p *JobPage) form(title, yes string, run func([]string) tea.Cmd, fields ...*overlay.FormField) tea.Cmd {
	return page.Tell(page.Show{Overlay: &overlay.Form{Env: p.env, Title: title, Yes: yes, Fields: fields, Run: run}})
}

func why(hint string) *overlay.FormField {
	return &overlay.FormField{Label: "why", Needed: true, Text: overlay.Field{Hint: hint}}
}

// giveBack returns the proposal with a reason.
func (p *JobPage) giveBack() tea.Cmd {
	id, hash := p.id, p.job.Hash
	return p.form("Return to "+words.Clean(p.job.Changed.By), "return it", func(v []string) tea.Cmd {
		return p.last(workflow.Return{ID: id, Hash: hash, Note: model.Untrusted(v[0])})
	}, why("what is missing or wrong; the proposer reads it"))
}

// putOff has the job come back on a date.
func (p *JobPage) putOff() tea.Cmd {
	until := &overlay.FormField{Label: "until", Needed: true, Text: overlay.Field{Hint: "2027-01-31"}, Check: func(s string) string {
		if _, err := acts.Date(s); err != nil {
			return "write a date as 2027-01-31"
		}
		return ""
	}}
	return p.form("Put off for everybody", "put it off", func(v []string) tea.Cmd {
		when, _ := acts.Date(v[0])
		return p.last(workflow.NewSnooze(workflow.ProposalJob(p.id), when, model.Untrusted(v[1])))
	}, until, why("what it waits for"))
}

func (p *JobPage) withdraw() tea.Cmd {
	return p.form("Withdraw your proposal", "withdraw it", func(v []string) tea.Cmd {
		return p.env.Act(workflow.Withdraw{ID: p.id, Why: model.Untrusted(v[0])})
	}, why("others will read it"))
}

// last makes the change that is the user's last word on the job, claims the next one in the
// same transaction, and reads it: nothing is drawn of it before.
func (p *JobPage) last(a workflow.Action) tea.Cmd {
	env, s, id, actor, at := p.env, p.store, p.id, p.env.Actor, p.env.Now()
	now := model.TimeOf(at)
	var next uint32
	act := env.ActAndClaim(a, func(st *workflow.State) (workflow.Claim, bool) {
		next = after(st, id, actor, now)
		return workflow.NewClaim(workflow.ProposalJob(next)), next > 0
	})
	return func() tea.Msg {
		done, ok := act().(page.Acted)
		if !ok || done.Err != nil {
			return done
		}
		if next == 0 { // nor where nothing was changed
			done.Then = instead(s, id, actor, now)
			return done
		}
		made := newJob(env, s, jobPlace(next))
		in := page.Instead{Place: jobPlace(next)}
		ask := page.Ask(&made.loading, func(ctx context.Context) (*job, error) { return read(ctx, s, next, actor, now) })
		if a, ok := ask().(page.Answer[*job]); ok && page.Takes(&made.loading, a) && a.Err == nil {
			made.job, in.Page = a.Value, made
			if done.Refused == nil {
				made.asked = at
			}
		}
		done.Then = in // without a page it is read anew, and says what is wrong
		return done
	}
}

// acted goes on to the next of the decisions that are looked at again.
func (p *JobPage) acted(done page.Acted) tea.Cmd {
	if a, ok := done.Action.(workflow.Assess); ok && done.Err == nil && p.sample > 0 && a.ID == p.sample {
		return p.nextSecond()
	}
	return nil
}

// next serves the next job in place of this one.
func (p *JobPage) next() tea.Cmd {
	if p.sample > 0 {
		return p.nextSecond()
	}
	s, id, actor, now := p.store, p.id, p.env.Actor, model.TimeOf(p.env.Now())
	return func() tea.Msg { return instead(s, id, actor, now) }
}

// after gives the next proposal that the user can review after one, 0 for none.
func after(st *workflow.State, id uint32, actor string, now model.Time) uint32 {
	for _, j := range st.Reviews(actor, now) {
		if j.ID != id && j.Servable() {
			return j.ID
		}
	}
	return 0
}

// instead puts the next proposal in place of one, or where there is none the queue.
func instead(s Store, id uint32, actor string, now model.Time) page.Instead {
	if next := after(s.Work(), id, actor, now); next > 0 {
		return page.Instead{Place: jobPlace(next)}
	}
	return page.Instead{Place: page.Place{Page: page.Reviews}}
}

func jobPlace(id uint32) page.Place {
	return page.Place{Page: page.Review, Ref: model.Untrusted(strconv.FormatUint(uint64(id), 10))}
}
