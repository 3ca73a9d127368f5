package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// A verdict and the claim on the next job are one transaction, in which the claim is
// chosen by what the verdict has come to; it may fail without the verdict.
func TestActAndClaim(t *testing.T) {
	db := histogramWorld(t)
	var jobs []*workflow.Proposal
	for ord := range uint32(4) {
		acts(t, db, "kim", workflow.NewProposal(idsOf(t, db, ord), terms("suspend")))
	}
	jobs = db.Work().Proposals()
	open := func(p *workflow.Proposal) workflow.Approve {
		acts(t, db, "ana", workflow.OpenProposal{ID: p.ID, Hash: p.Hash})
		return workflow.Approve{ID: p.ID, Hash: p.Hash}
	}
	claims := func(p *workflow.Proposal) string {
		now := model.TimeOf(time.Now())
		if c := db.Work().ClaimOf(workflow.ProposalJob(p.ID), now); c != nil {
			return c.By
		}
		return ""
	}
	first, key := open(jobs[0]), store.NewKey()
	r, claimed, refused, err := db.ActAndClaim(ctx, "ana", key, first, func(st *workflow.State) (workflow.Claim, bool) {
		if len(st.Proposal(jobs[0].ID).Approvals) != 1 {
			t.Error("the verdict is not in the state that the claim is chosen by")
		}
		return workflow.NewClaim(workflow.ProposalJob(jobs[1].ID)), true
	})
	if err != nil || refused != nil || claimed.Entry != r.Entry+1 || claims(jobs[1]) != "ana" {
		t.Fatalf("%+v, %+v, %v, %v", r, claimed, refused, err)
	}
	// Again with the same key, as after a crash before the answer: no second verdict.
	again, _, refused, err := db.ActAndClaim(ctx, "ana", key, first, func(*workflow.State) (workflow.Claim, bool) { return workflow.Claim{}, false })
	if err != nil || refused != nil || !again.Already || again.Entry != r.Entry {
		t.Errorf("%+v, %v, %v", again, refused, err)
	}
	// The claim is refused: somebody else has the job. The verdict stands.
	second := open(jobs[1])
	acts(t, db, "lee", workflow.NewClaim(workflow.ProposalJob(jobs[2].ID)))
	_, claimed, refused, err = db.ActAndClaim(ctx, "ana", store.NewKey(), second, func(*workflow.State) (workflow.Claim, bool) {
		return workflow.NewClaim(workflow.ProposalJob(jobs[2].ID)), true
	})
	if err != nil || refused == nil || claimed != (store.Receipt{}) || claims(jobs[2]) != "lee" || db.Work().Proposal(jobs[1].ID).Status != workflow.Approved {
		t.Errorf("%+v, %v, %v", claimed, refused, err)
	}
	// The verdict is refused: nothing is claimed, or asked for.
	third := open(jobs[3])
	third.Hash = jobs[0].Hash
	_, _, refused, err = db.ActAndClaim(ctx, "ana", store.NewKey(), third, func(*workflow.State) (workflow.Claim, bool) {
		t.Error("asked for the next job after a verdict that was refused")
		return workflow.Claim{}, false
	})
	if err == nil || refused != nil {
		t.Errorf("%v, %v", refused, err)
	}
	if rep, err := db.Check(ctx); err != nil || len(rep.Problems) > 0 {
		t.Errorf("%+v, %v", rep, err)
	}
}

// Nobody waits longer than they will for somebody who writes.
func TestWaitingForAWriterEnds(t *testing.T) {
	db := create(t)
	load(t, db, "a", numbered(strangers(2)))
	id, _ := model.ParseAccountID("p:x0000")
	inside, leave, done := make(chan bool), make(chan bool), make(chan error)
	go func() {
		_, _, _, err := db.ActAndClaim(ctx, "ana", store.NewKey(), workflow.ClaimAccounts([]model.AccountID{id}), func(*workflow.State) (workflow.Claim, bool) {
			close(inside)
			<-leave
			return workflow.Claim{}, false
		})
		done <- err
	}()
	<-inside
	hurry, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	if err := db.Refresh(hurry); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a look for what is new: %v", err)
	}
	if _, err := db.Act(hurry, "kim", store.NewKey(), workflow.ClaimAccounts([]model.AccountID{id})); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("another change: %v", err)
	}
	close(leave)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := db.Refresh(ctx); err != nil {
		t.Error(err)
	}
}
