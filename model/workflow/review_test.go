package workflow

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestReturningAndRetracting(t *testing.T) {
	d := start(t)
	p := d.propose(1, 2)
	d.refused("bo", "no verdict of yours", model.ErrRefused, Retract{ID: p.ID})
	d.refused("bo", "no such proposal", model.ErrNotFound, Retract{ID: 9})
	d.refused("bo", "no such proposal", model.ErrNotFound, Approve{ID: 9, Hash: p.Hash})
	d.refused("bo", "no such proposal", model.ErrNotFound, OpenProposal{ID: 9, Hash: p.Hash})
	d.refused("bo", "not the version that stands", model.ErrRefused, OpenProposal{ID: p.ID, Hash: manifest})
	d.refused("bo", "a reason is needed", model.ErrUsage, Return{ID: p.ID, Hash: p.Hash})
	d.approve("bo", p.ID)
	d.nothing("bo", OpenProposal{ID: p.ID, Hash: p.Hash})
	d.do("cy", Return{ID: p.ID, Hash: p.Hash, Note: "two of them are one"})
	now := d.s.Proposal(p.ID)
	if now.Status != Returned || now.Back.By != "cy" || now.Back.Note != "two of them are one" || len(now.Approvals) != 0 || now.Voided[0].Void != "the proposal was returned" {
		t.Errorf("%+v", now)
	}
	d.want(Returned, 1, 2)
	d.refused("cy", "is returned, not in review", model.ErrRefused, Return{ID: p.ID, Hash: p.Hash, Note: "no"})
	d.refused("bo", "no verdict of yours", model.ErrRefused, Retract{ID: p.ID})
	d.do("cy", Retract{ID: p.ID})
	if now := d.s.Proposal(p.ID); now.Status != Proposed || now.Back.By != "" || len(now.Voided) != 2 || now.Voided[1].Void != "taken back" {
		t.Errorf("%+v", now)
	}
	d.want(Proposed, 1, 2) // and the approval does not come back
	d.approve("bo", p.ID)
	d.do("bo", Retract{ID: p.ID, Why: "too fast"})
	d.want(Proposed, 1, 2)
	d.approve("bo", p.ID)
	d.do("cy", Seal{Action: "suspend", On: ids([]uint32{1})}, 1)
	d.refused("bo", "in a batch already", model.ErrRefused, Retract{ID: p.ID})
	d.refused("ed", "in a batch, not in review", model.ErrRefused, Return{ID: p.ID, Hash: p.Hash, Note: "no"})
}

// What goes nowhere ends with its approval.
func TestDecidedWithoutABatch(t *testing.T) {
	d := start(t)
	terms := good()
	terms.Action = "no-action"
	d.do("ana", NewProposal(ids([]uint32{1}), terms), 1)
	d.approve("bo", 1)
	d.want(Decided, 1)
	d.refused("cy", "one action that goes outside", model.ErrUsage, Seal{Action: "no-action", On: ids([]uint32{1})}, 1)
	d.refused("ana", "is decided and cannot be changed", model.ErrRefused, NewEdit(1, "", ids([]uint32{1}), terms), 1)
	d.refused("ana", "is decided and cannot be withdrawn", model.ErrRefused, Withdraw{ID: 1, Why: "no"})
	d.do("bo", Retract{ID: 1})
	d.want(Proposed, 1)
	d.approve("bo", 1)
	d.propose(1) // new facts
	d.refused("bo", "have gone elsewhere", model.ErrRefused, Retract{ID: 1})
}

// Those who approved count once, by who is behind them; those who wrote do not count at all.
func TestThreeApprovals(t *testing.T) {
	d := start(t)
	d.do("di", SetRules{TOML: tomlOf(0), Why: "three"})
	terms := good()
	terms.Policy, terms.Reason = "three", "r"
	d.do("ana", NewProposal(ids([]uint32{1}), terms), 1)
	for _, who := range []string{"bo", "cy"} {
		d.approve(who, 1)
		d.want(Proposed, 1)
	}
	d.do("di", JoinLogins{Login: "cy.old", With: "cy", Why: "renamed"})
	d.do("cy.old", OpenProposal{ID: 1, Hash: d.s.Proposal(1).Hash})
	d.refused("cy.old", "approved it already", model.ErrRefused, Approve{ID: 1, Hash: d.s.Proposal(1).Hash})
	d.refused("ed", "no account is ready", model.ErrRefused, Seal{Action: "suspend"})
	d.approve("ed", 1)
	d.want(Approved, 1)
	if p := d.s.Proposal(1); p.Needed != 3 || len(p.Approvals) != 3 {
		t.Errorf("%+v", p)
	}
	d.do("di", Seal{Action: "suspend"})
}

// It is the login that signs which has to have looked.
func TestWhoHasLooked(t *testing.T) {
	d := start(t)
	d.do("di", JoinLogins{Login: "bo2", With: "bo", Why: "renamed"})
	p := d.propose(1)
	d.do("bo", OpenProposal{ID: p.ID, Hash: p.Hash})
	d.nothing("BO", OpenProposal{ID: p.ID, Hash: p.Hash})
	d.refused("bo2", "have not opened", model.ErrRefused, Approve{ID: p.ID, Hash: p.Hash})
	d.do("Bo", Approve{ID: p.ID, Hash: p.Hash})
}
