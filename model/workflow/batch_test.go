package workflow

import (
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

func TestSealing(t *testing.T) {
	d := start(t)
	p := d.propose(1, 2, 3)
	q := d.propose(5, 6)
	d.approve("bo", p.ID)
	d.approve("bo", q.ID)
	d.do("di", Hold{Kind: "awaiting-evidence", Why: "wait"}, 2)
	if ords, held := d.s.Sealable("suspend", false); !equal(ords, []uint32{1, 3, 5, 6}) || held != 1 {
		t.Errorf("%v and %d held", ords, held)
	}
	d.refused("cy", "on hold and cannot be sealed", model.ErrRefused, Seal{Action: "suspend", On: ids([]uint32{1, 2})}, 1, 2)
	d.refused("cy", "not approved, and nothing", model.ErrRefused, Seal{Action: "suspend", On: ids([]uint32{1, 4})}, 1, 4)
	d.refused("cy", "not approved for that", model.ErrRefused, Seal{Action: "warn", On: ids([]uint32{1})}, 1)
	d.refused("cy", "not overturned", model.ErrRefused, Seal{Action: Reinstate, On: ids([]uint32{1})}, 1)
	d.refused("cy", "no account is ready", model.ErrRefused, Seal{Action: "warn"})
	for _, action := range []string{"no-action", "refer", "delete", ""} {
		d.refused("cy", "one action that goes outside", model.ErrUsage, Seal{Action: action, On: ids([]uint32{1})}, 1)
	}
	month := maxWindow.Milliseconds()
	for _, window := range []int64{-1, month + 1} {
		d.refused("cy", "up to 30 days", model.ErrUsage, Seal{Action: "suspend", Window: window})
	}
	d.do("cy", Seal{Action: "suspend", Window: month, NotBefore: d.now + day, Why: "at once"})
	b := d.s.Batch(1)
	if !equal(b.Accounts, []uint32{1, 3, 5, 6}) || b.Window != 30*24*time.Hour || b.NotBefore.Milli != d.now+day || b.State() != "sealed" || b.Sealed.By != "cy" || d.last.Value != "batch 1" {
		t.Errorf("%+v", b)
	}
	if !equal(b.Proposals, []Ground{{p.ID, p.Hash}, {q.ID, q.Hash}}) {
		t.Errorf("rests on %v", b.Proposals)
	}
	if p, q := d.s.Proposal(p.ID), d.s.Proposal(q.ID); p.Sealed != 2 || q.Sealed != 2 {
		t.Errorf("sealed %d and %d", p.Sealed, q.Sealed)
	}
	d.want(Batched, 1, 3, 5, 6)
	d.want(Approved, 2)
	d.refused("cy", "another batch was sealed meanwhile", model.ErrRefused, again{Seal{ID: 1, Action: "suspend", On: ids([]uint32{2})}}, 2)
}

// again is a seal that is not prepared anew.
type again struct{ Seal }

func (a again) prepare(*State, *Event) (Action, error) { return a.Seal, nil }

func TestHandingOffAndConfirming(t *testing.T) {
	d := start(t)
	b := d.sealed(1, 2, 3)
	d.refused("cy", "was not handed off", model.ErrRefused, Confirm{ID: 1, Results: []Result{Done}}, 1)
	d.refused("cy", "no such batch", model.ErrNotFound, Confirm{ID: 2, Results: []Result{Done}}, 1)
	d.refused("cy", "no such batch", model.ErrNotFound, HandOff{ID: 2, Manifest: manifest})
	for _, m := range []string{"", manifest[1:], manifest[1:] + "x", manifest[1:] + "A"} {
		d.refused("cy", "SHA-256 is missing", model.ErrUsage, HandOff{ID: 1, Manifest: m})
	}
	d.do("cy", HandOff{ID: b.ID, Manifest: manifest})
	d.want(HandedOff, 1, 2, 3)
	if b := d.s.Batch(1); b.State() != "handed off" || b.Out[0].Manifest != manifest || b.Out[0].By != "cy" {
		t.Errorf("%+v", b)
	}
	d.refused("cy", "not one result for each", model.ErrUsage, Confirm{ID: 1, Results: []Result{Done}}, 1, 2)
	d.refused("cy", "no account is named", model.ErrUsage, Confirm{ID: 1})
	d.refused("cy", "1 of 2 accounts are not in the batch", model.ErrRefused, Confirm{ID: 1, Results: []Result{Done, Done}}, 1, 9)
	for _, r := range []Result{Pending, NotFound + 1} {
		d.refused("cy", "done, failed or not found", model.ErrUsage, Confirm{ID: 1, Results: []Result{r}}, 1)
	}
	d.do("cy", Confirm{ID: 1, Results: []Result{Done, Undone}, Messages: map[uint32]model.Untrusted{2: "locked"}, File: manifest}, 1, 2)
	d.want(Enforced, 1)
	d.want(Failed, 2)
	d.want(HandedOff, 3)
	if b := d.s.Batch(1); b.State() != "partly confirmed" || b.Count(Pending) != 1 || b.Messages[2] != "locked" || len(b.Messages) != 1 || b.Result(2) != Undone || b.Result(9) != Pending {
		t.Errorf("%+v", b)
	}
	d.say(1, NotFound, 3)
	d.want(Failed, 3)
	if b := d.s.Batch(1); b.State() != "done, with failures" || len(b.Confirmed) != 2 {
		t.Errorf("%+v", b)
	}
	// The last word counts, both ways.
	d.say(1, Undone, 1)
	d.say(1, Done, 2, 3)
	d.want(Failed, 1)
	d.want(Enforced, 2, 3)
	if c := d.s.Cell(1); len(c.InForce) != 0 || len(d.s.Batch(1).Messages) != 0 {
		t.Errorf("%+v %v", c, d.s.Batch(1).Messages)
	}
	if c := d.s.Cell(2); !equal(c.InForce, []string{"suspend"}) {
		t.Errorf("%+v", c)
	}
	d.say(1, Done, 1)
	if got := d.s.Batch(1).State(); got != "done" {
		t.Errorf("%s", got)
	}
}

func TestNewConfirm(t *testing.T) {
	all := ids([]uint32{4, 2, 9})
	a := NewConfirm(3, map[model.AccountID]Said{all[0]: {Done, "ok"}, all[1]: {Result: NotFound}, all[2]: {Result: Undone}}, manifest)
	if len(a.Accounts()) != 3 {
		t.Errorf("about %v", a.Accounts())
	}
	a = a.Resolved(func(id model.AccountID) (uint32, bool) {
		ord := map[model.AccountID]uint32{all[0]: 4, all[1]: 2}
		return ord[id], id != all[2]
	})
	if !equal(a.Results, []Result{NotFound, Done}) || len(a.Messages) != 1 || a.Messages[4] != "ok" {
		t.Errorf("%v %v", a.Results, a.Messages)
	}
}

func TestRetrying(t *testing.T) {
	d := start(t)
	b := d.out(1, 2)
	d.say(b.ID, Undone, 1)
	d.say(b.ID, Done, 2)
	d.refused("cy", "no account is ready", model.ErrRefused, Seal{Action: "suspend"})
	d.refused("cy", "is not approved", model.ErrRefused, Seal{Action: "suspend", On: ids([]uint32{1})}, 1)
	d.do("cy", Seal{Action: "suspend", Retry: true})
	if b := d.s.Batch(2); !equal(b.Accounts, []uint32{1}) {
		t.Errorf("%+v", b)
	}
	if p := d.s.Proposal(1); p.Sealed != 2 {
		t.Errorf("%d of its accounts are in batches", p.Sealed)
	}
	// What the earlier batch says of it is not of this one.
	d.say(b.ID, Done, 1)
	d.want(Batched, 1)
	// It is not tried again once it turns out that one person was behind the approval.
	d.do("cy", Undo{Entry: d.s.Batch(2).Sealed.Entry})
	d.do("di", JoinLogins{Login: "bo", With: "ana", Why: "one person"})
	d.refused("cy", "no account is ready", model.ErrRefused, Seal{Action: "suspend", Retry: true})
}

// A hold that comes after the sealing keeps an account from going out, and nobody from undoing
// the sealing.
func TestHoldsAndBatches(t *testing.T) {
	d := start(t)
	b := d.sealed(1, 2)
	d.do("di", Hold{Kind: "legal", Why: "a court"}, 2)
	d.refused("cy", "1 of 2 accounts are on hold and cannot be handed off", model.ErrRefused, HandOff{ID: b.ID, Manifest: manifest})
	d.nothing("ed", OpenProposal{ID: 1, Hash: d.s.Proposal(1).Hash}) // a look at it keeps nobody from it either
	d.do("cy", Undo{Entry: b.Sealed.Entry})
	d.want(Approved, 1, 2)
	d.do("cy", Seal{Action: "suspend"})
	if b := d.s.Batch(2); !equal(b.Accounts, []uint32{1}) {
		t.Errorf("%+v", b)
	}
	if d.s.Batch(1) != nil {
		t.Error("the batch that was undone is there")
	}
	d.do("cy", HandOff{ID: 2, Manifest: manifest})
	d.do("di", Hold{Kind: "legal", Why: "a court"}, 1)
	d.refused("cy", "on hold and cannot be reversed", model.ErrRefused, Reverse{Reverses: 2, Why: "wrong"})
	d.do("cy", HandOff{ID: 2, Manifest: manifest}) // a second copy of what is out
	d.say(2, Done, 1)
	d.want(Enforced, 1)
	if got := d.s.StatusOf(1, d.time()); got != OnHold {
		t.Errorf("%q", got)
	}
}

func TestReversing(t *testing.T) {
	d := start(t)
	b := d.sealed(1, 2, 3)
	d.refused("di", "there is nothing outside to reverse", model.ErrRefused, Reverse{Reverses: b.ID, Why: "wrong"})
	d.do("cy", HandOff{ID: b.ID, Manifest: manifest})
	d.say(b.ID, Done, 1, 2, 3)
	d.refused("di", "a reason is needed", model.ErrUsage, Reverse{Reverses: b.ID})
	d.refused("di", "no such batch", model.ErrNotFound, Reverse{Reverses: 9, Why: "wrong"})
	d.refused("di", "not for all of these accounts", model.ErrRefused, Reverse{On: ids([]uint32{1, 9}), Reverses: b.ID, Why: "wrong"}, 1, 9)
	d.do("di", Reverse{On: ids([]uint32{1}), Reverses: b.ID, Why: "wrong"}, 1)
	r := d.s.Batch(2)
	if r.Action != Reinstate || r.Reverses != b.ID || !equal(r.Accounts, []uint32{1}) || len(r.Proposals) != 1 {
		t.Errorf("%+v", r)
	}
	d.want(Batched, 1)
	d.do("di", Reverse{Reverses: b.ID, Why: "all of it"})
	if r := d.s.Batch(3); !equal(r.Accounts, []uint32{2, 3}) {
		t.Errorf("%+v", r)
	}
	d.refused("di", "there is nothing to reverse", model.ErrRefused, Reverse{Reverses: b.ID, Why: "again"})
	d.refused("di", "cannot be undone", model.ErrRefused, Undo{Entry: d.last.Seq})
	d.do("cy", HandOff{ID: 3, Manifest: manifest})
	d.refused("di", "a reinstatement is not reversed", model.ErrRefused, Reverse{Reverses: 3, Why: "no"})
	d.say(3, Undone, 2, 3)
	d.want(Overturned, 2, 3)
	if c := d.s.Cell(2); !equal(c.InForce, []string{"suspend"}) {
		t.Errorf("it failed: %+v", c)
	}
	d.say(3, Done, 2, 3) // the last word counts here too
	d.want(Reinstated, 2, 3)
	if c := d.s.Cell(2); len(c.InForce) != 0 {
		t.Errorf("%+v", c)
	}
	d.propose(2) // what is over can begin again
}

// A reinstatement takes back all that was in force, and not the last of it alone.
func TestReinstatementTakesBackAll(t *testing.T) {
	d := start(t)
	d.enforced(1)
	terms := good()
	terms.Action = "terminate"
	d.do("ana", NewProposal(ids([]uint32{1}), terms), 1)
	d.approve("bo", 2)
	d.do("cy", Seal{Action: "terminate"})
	d.do("cy", HandOff{ID: 2, Manifest: manifest})
	d.say(2, Done, 1)
	if c := d.s.Cell(1); !equal(c.InForce, []string{"suspend", "terminate"}) {
		t.Errorf("%+v", c)
	}
	d.do("di", Reverse{Reverses: 2, Why: "wrong"})
	if lifts := d.s.Batch(3).Lifted(1); !equal(lifts, []string{"suspend", "terminate"}) || d.s.Batch(2).Lifted(1) != nil {
		t.Errorf("it lifts %v", lifts)
	}
	d.do("cy", HandOff{ID: 3, Manifest: manifest})
	d.say(3, Done, 1)
	d.want(Reinstated, 1)
	if c := d.s.Cell(1); len(c.InForce) != 0 {
		t.Errorf("%+v", c)
	}
}

// A second proposal about an account does not stand in the way of giving back what the first has
// done.
func TestReversingWhatIsProposedAgain(t *testing.T) {
	d := start(t)
	b := d.enforced(1, 2, 3)
	terms := good()
	terms.Action = "refer"
	d.do("ana", NewProposal(ids([]uint32{1}), terms), 1)
	d.approve("bo", 2)
	d.want(Decided, 1)
	d.do("ana", NewProposal(ids([]uint32{2}), terms), 2)
	d.do("bo", Return{ID: 3, Hash: d.s.Proposal(3).Hash, Note: "no"})
	d.refused("di", "an action is in force", model.ErrRefused, Dismiss{As: "no-violation", Why: "no"}, 2)
	d.do("ana", NewProposal(ids([]uint32{3}), terms), 3)
	d.do("di", Reverse{Reverses: b.ID, Why: "wrong"})
	if r := d.s.Batch(2); !equal(r.Accounts, []uint32{1, 2}) || !equal(r.Proposals, []Ground{{1, d.s.Proposal(1).Hash}}) { // 3 is in review
		t.Errorf("%+v", r)
	}
	d.refused("bo", "have gone elsewhere since", model.ErrRefused, Retract{ID: 3})
	d.refused("bo", "have gone elsewhere since", model.ErrRefused, Retract{ID: 2})
	d.do("ana", Withdraw{ID: 3, Why: "no"})
	d.want(Batched, 1, 2)
}
