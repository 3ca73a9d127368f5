package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// Who has worked on the demo: whoever opens it is a third person, and may review.
const (
	demoActor    = "demo" // annotates it, and has the case of the story
	demoProposer = "lee"
)

// demoWork does things in the demo, each with a key of its own, so that nothing is done
// twice.
type demoWork struct {
	db   *store.DB
	done int
}

func (w *demoWork) act(ctx context.Context, actor string, actions ...model.Action) error {
	for _, a := range actions {
		w.done++
		key := sha256.Sum256(fmt.Append(nil, "clew demo ", w.done, a.Verb()))
		if _, err := w.db.Act(ctx, actor, store.Key(key[:16]), a); err != nil {
			return err
		}
	}
	return nil
}

// workOnDemo is the work that the demo begins with: an open case about the operator of its
// story, and a proposal about another ring that waits for a second person.
func workOnDemo(ctx context.Context, db *store.DB) error {
	w := &demoWork{db: db}
	if err := w.act(ctx, demoActor, demoActions()...); err != nil {
		return err
	}
	if err := w.openCase(ctx); err != nil {
		return err
	}
	return w.propose(ctx)
}

// openCase begins the case, the first one, with those who are paid into one wallet.
func (w *demoWork) openCase(ctx context.Context) error {
	s := synth.DemoStory()
	paid, err := w.db.Pivot(ctx, s.Wallet)
	if err != nil {
		return err
	}
	personas, err := w.db.IDs(ctx, paid.Accounts)
	if err != nil {
		return err
	}
	personas = slices.DeleteFunc(personas, func(id model.AccountID) bool { return string(id.String()) == s.Stolen })
	id := func(ref string) []model.AccountID {
		id, _ := model.ParseAccountID(ref)
		return []model.AccountID{id}
	}
	const first = 1
	note := func(lines ...string) model.Action {
		return workflow.AddNote{On: workflow.On{Kind: workflow.InCase, ID: first}, Text: model.Untrusted(strings.Join(lines, "\n"))}
	}
	answered := 0
	return w.act(ctx, demoActor,
		workflow.OpenCase{Title: "Operator 1: one wallet, six names", Template: "ring", Owner: demoActor, Priority: "high", Tags: []string{"operator-1"},
			Members: personas, Role: "persona"},
		workflow.SetMembers{ID: first, On: id(s.Stolen), Role: "persona", Why: "wears the name and the photo of the carpenter; its devices are the operator's"},
		workflow.SetMembers{ID: first, On: id(s.Victim), Role: "victim", Why: "the true owner of the name and the photo"},
		workflow.SetMembers{ID: first, On: id(s.Facilitator), Role: "facilitator", Why: "keeps laptops for several callers; whether for this one too is not shown yet"},
		workflow.SetValues{ID: first, Values: []model.Untrusted{model.Untrusted(s.Wallet)}, Why: "six accounts are paid into it"},
		workflow.SetValues{ID: first, Values: []model.Untrusted{model.Untrusted(s.Photo)}, Why: "taken from the carpenter"},
		workflow.AddNote{On: workflow.On{Kind: workflow.Identifier, Value: model.Untrusted(s.Wallet)}, Text: "Paid into since the first of them began to work. No exchange is known to hold it."},
		note("## Where this began", "", "- "+s.Persona+" was flagged for its payout details.", "- "+s.Wallet+" leads to five more, under other names.",
			"- "+s.Stolen+" is one of them, and wears a photo that is not its own."),
		note("**Not to be touched:** "+s.Victim+" is the man whose name and photo are used. Tell him, through support, what was done in his name."),
		workflow.EditCase{ID: first, Set: workflow.CaseFields{Step: &answered}},
		workflow.RecordTrail{ID: first, Why: "from the flag to whoever wears the stolen photo", Steps: []workflow.TrailStep{
			{Page: "account", Ref: model.Untrusted(s.Persona), Text: "lena.marsh0417"}, {Page: "pivot", Ref: model.Untrusted(s.Wallet), Text: "six are paid here"},
			{Page: "account", Ref: model.Untrusted(s.Stolen), Text: "devstar.ken"}, {Page: "pivot", Ref: model.Untrusted(s.Photo), Text: "the same photo"},
			{Page: "account", Ref: model.Untrusted(s.Victim), Text: "kenneth.reed.woodwork"}}})
}

// propose proposes a small ring that no innocent rule explains.
func (w *demoWork) propose(ctx context.Context) error {
	const least, most, shown = 6, 8, 4
	links, err := w.db.Links(ctx, nil)
	if err != nil {
		return err
	}
	rings, err := links.Rings(ctx, least)
	if err != nil {
		return err
	}
	for _, r := range rings {
		if len(r.Members) > most || r.Best.Code != evidence.NotCovered {
			continue
		}
		ahead, err := w.db.Preview(ctx, r.Members, "suspend", demoProposer, 0)
		if err != nil {
			return err
		}
		ids, err := w.db.IDs(ctx, r.Members)
		if err != nil {
			return err
		}
		return w.act(ctx, demoProposer, workflow.NewProposal(ids, workflow.Terms{Action: "suspend", Policy: "default", Reason: "coordinated-operation",
			Note:       model.Untrusted(fmt.Sprintf("%d accounts under as many names. Devices, a line and authenticators tie them, and nobody else carries these.", len(ids))),
			Benign:     "They may live together and share what a home shares. But one authenticator confirms the sign-ins of three of them, under three names.",
			Confidence: "moderate", Evidence: ahead.Evidence[:min(len(ahead.Evidence), shown)], Warnings: ahead.Warnings()}))
	}
	return nil
}
