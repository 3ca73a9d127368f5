package ui

import (
	"context"
	"fmt"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/acts"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// act makes a change in the user's name. The key is made here, so that a command that runs
// twice changes things once.
func (r *Root) act(a model.Action) tea.Cmd { return r.actAs(a.Verb(), a) }

// actAs is act where what changes is what a verb changes, such as the one that is undone.
func (r *Root) actAs(verb string, a model.Action) tea.Cmd {
	return r.acting(workflow.MovesLinks(verb), func(context.Context) (model.Action, error) { return a, nil })
}

// actOn is act for accounts that are known by their ordinals.
func (r *Root) actOn(ords []uint32, action func([]model.AccountID) model.Action) tea.Cmd {
	s := r.store
	return r.acting(false, func(ctx context.Context) (model.Action, error) {
		ids, err := s.IDs(ctx, ords)
		if err != nil {
			return nil, err
		}
		return action(ids), nil
	})
}

// actAndClaim is act with a claim in the same transaction.
func (r *Root) actAndClaim(a workflow.Action, next func(*workflow.State) (workflow.Claim, bool)) tea.Cmd {
	s, actor, key := r.store, r.o.Actor, store.NewKey()
	return acting(func(done *page.Acted) {
		var receipt store.Receipt
		done.Action = a
		receipt, _, done.Refused, done.Err = s.ActAndClaim(context.Background(), actor, key, a, next)
		done.Entry, done.Applied = receipt.Entry, receipt.Applied
	})
}

// acting makes a change. Where it moves links that have been worked out, what becomes of the
// rings is recorded after it; where they have not been, whoever works them out does.
func (r *Root) acting(links bool, make func(context.Context) (model.Action, error)) tea.Cmd {
	s, actor, key := r.store, r.o.Actor, store.NewKey()
	return acting(func(done *page.Acted) {
		ctx := context.Background()
		if done.Action, done.Err = make(ctx); done.Err != nil {
			return
		}
		var before *store.Links
		if links {
			before = s.KnownLinks()
		}
		var receipt store.Receipt
		receipt, done.Err = s.Act(ctx, actor, key, done.Action)
		done.Entry, done.Applied = receipt.Entry, receipt.Applied
		if before != nil && done.Applied > 0 {
			var change *store.RingChange
			change, done.Unlinked = s.Relink(ctx, actor, before, nil)
			done.Rings = words.RingsMoved(change)
		}
	})
}

// acting reports what fn does, whatever goes wrong in it.
func acting(fn func(*page.Acted)) tea.Cmd {
	return func() (msg tea.Msg) {
		var done page.Acted
		defer func() {
			if p := recover(); p != nil {
				done.Err = &model.Error{Kind: model.ErrInternal, Message: "the workbench made a mistake; look at the audit log to see whether it was done",
					Err: fmt.Errorf("%v\n%s", p, debug.Stack())}
				msg = done
			}
		}()
		fn(&done)
		return done
	}
}

// acted says what came of a change, and has the pages look again.
func (r *Root) acted(done page.Acted) tea.Cmd {
	if done.Err != nil {
		return r.say(page.Problem(done.Err))
	}
	if quiet(done.Action) {
		return r.changed()
	}
	if done.Applied == 0 {
		return r.say(page.Say{Text: "there was nothing to change"})
	}
	if done.Unlinked != nil {
		return tea.Batch(r.say(page.Problem(done.Unlinked)), r.changed())
	}
	say := page.Say{Level: page.Success, Text: words.Did(done.Action, done.Applied)}
	if done.Rings != "" {
		say.Text += "; rings: " + done.Rings
	}
	if workflow.Stays(done.Action.Verb()) == "" && done.Action.Verb() != "undo" {
		say.Hint = r.env.Keys.Key(keys.Undo) + " takes it back"
	}
	return tea.Batch(r.say(say), r.changed())
}

// quiet reports whether a change is one that pages make by themselves while somebody reads.
func quiet(a model.Action) bool {
	switch a := a.(type) {
	case workflow.OpenProposal:
		return true
	case workflow.Claim:
		return a.Job.Kind == workflow.OnProposalJob
	}
	return false
}

// subject is what the page that is shown is on.
func (r *Root) subject() page.Subject {
	if h, ok := r.stack.top().(page.Holder); ok {
		return h.Subject()
	}
	return page.Subject{}
}

// acts gives the room in which things are done to what a page is on.
func (r *Root) room() *acts.Acts {
	return &acts.Acts{Env: r.env, Store: r.store, Drafts: r.env.Drafts, Trail: r.trailSteps, OpenProposal: r.propose}
}

// trailSteps are the pages that led here.
func (r *Root) trailSteps() []workflow.TrailStep {
	var steps []workflow.TrailStep
	for _, p := range r.stack.pages[r.stack.home() : r.stack.at+1] {
		at := p.Place()
		steps = append(steps, workflow.TrailStep{Page: string(at.Page), Ref: at.Ref, Text: model.Untrusted(p.Title())})
	}
	return steps
}

// propose opens the page of a new proposal about accounts.
func (r *Root) propose(ords []uint32) tea.Cmd {
	s := r.store
	return page.Ask(&r.proposing, func(ctx context.Context) (page.Go, error) {
		ids, err := s.IDs(ctx, ords)
		place := page.Place{Page: page.Propose}
		for _, id := range ids {
			place.Refs = append(place.Refs, id.String())
		}
		return page.Go{Place: place}, err
	})
}

// undo takes back what the user did last, or does again what they took back, after a
// question that says what it is.
func (r *Root) undo(redo bool) tea.Cmd {
	st := r.store.Work()
	last, ok := st.LastStep(r.o.Actor)
	title, yes := "Take back?", "take it back"
	if redo {
		last, ok = st.LastUndone(r.o.Actor)
		title, yes = "Do it again?", "do it again"
	}
	if !ok {
		return r.say(page.Say{Text: "there is nothing of yours that can be " + map[bool]string{false: "taken back", true: "done again"}[redo]})
	}
	action := st.Reversal(last)
	if redo {
		action = workflow.Redo{Entry: last.Entry}
	}
	lines := []draw.Line{draw.Plain(words.Step(last)),
		draw.T(theme.Dim, "on "+words.Minute(last.Time)+" UTC, entry "+fmt.Sprint(last.Entry)+" of the audit log"), nil}
	return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: r.env, Title: title, Lines: lines, Yes: yes, Run: r.actAs(last.Verb, action)}})
}
