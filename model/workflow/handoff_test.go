package workflow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// handOff is the action that hands off a batch.
func handOff(id uint32) HandOff { return HandOff{ID: id, Manifest: manifest} }

// Between the sealing and the hand-off it comes out who is who: nothing goes outside that would
// not be sealed any more, and whoever is refused reads who it is about, and why.
func TestHandOffCountsApprovalsAgain(t *testing.T) {
	for _, c := range []struct {
		learnt Action
		why    string
	}{
		{JoinLogins{Login: "bo", With: "ana", Why: "one person"}, "proposal 1 has 0 of 1 approvals: bo and ana, who made it, are one person"},
		{JoinLogins{Login: "ana", With: "bo", Why: "one person"}, "proposal 1 has 0 of 1 approvals: bo and ana, who made it, are one person"},
		{ShareLogin{Login: "bo", Why: "a desk"}, "proposal 1 has 0 of 1 approvals: several persons share bo"},
		{ShareLogin{Login: "ana", Why: "a desk"}, "proposal 1 has 0 of 1 approvals: several persons share ana, under which it was made"},
	} {
		d := start(t)
		b := d.sealed(1, 2)
		d.do("di", c.learnt)
		d.refused("cy", "the batch is not approved any more: "+c.why, model.ErrRefused, handOff(b.ID))
		if err := d.s.MayHandOff(d.s.Batch(b.ID)); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%v", err)
		}
		d.want(Batched, 1, 2)
	}
}

func TestTwoApproversWhoAreOneAreCountedOnce(t *testing.T) {
	d := start(t)
	d.rules(tomlOf(0), "two")
	two := good()
	two.Policy, two.Reason = "two", "r"
	for i := range uint32(5) {
		d.do("ana", NewProposal(ids([]uint32{i}), two), i)
		d.approve("bo", i+1)
		d.approve("bo2", i+1)
	}
	d.do("cy", Seal{Action: "suspend"})
	d.do("di", JoinLogins{Login: "bo2", With: "bo", Why: "renamed"})
	d.refused("cy", "proposal 1 has 1 of 2 approvals: bo2 and bo are one person; proposal 2 has 1 of 2 approvals: bo2 and bo are one person; proposal 3 has 1 of 2 approvals: bo2 and bo are one person; and 2 more",
		model.ErrRefused, handOff(1))
}

// A batch that has lost an approval is not lost with it: another person finds it among the
// reviews. Once it is outside nobody takes that approval back.
func TestALostApprovalIsGivenByAnother(t *testing.T) {
	d := start(t)
	b := d.sealed(1, 2)
	if len(d.s.Reviews("ed", d.time())) != 0 {
		t.Error("what is sealed waits for review")
	}
	d.refused("ed", "in a batch", model.ErrRefused, Approve{ID: 1, Hash: d.s.Proposal(1).Hash})
	d.do("di", JoinLogins{Login: "bo", With: "ana", Why: "one person"})
	jobs := d.s.Reviews("ed", d.time())
	if len(jobs) != 1 || !jobs[0].Servable() || !strings.Contains(jobs[0].Back, "lost approvals after it was sealed, and has 0 of 1: bo and ana, who made it, are one person") {
		t.Fatalf("%+v", jobs)
	}
	if jobs := d.s.Reviews("bo", d.time()); len(jobs) != 1 || jobs[0].Blocked == "" {
		t.Errorf("whoever made it can approve it: %+v", jobs)
	}
	d.refused("ed", "have not opened", model.ErrRefused, Approve{ID: 1, Hash: d.s.Proposal(1).Hash})
	d.approve("ed", 1)
	entry := d.last.Seq
	p := d.s.Proposal(1)
	if p.Status != Approved || p.Sealed != 2 || len(p.Approvals) != 2 || len(d.s.Reviews("di", d.time())) != 0 {
		t.Fatalf("%+v", p)
	}
	d.want(Batched, 1, 2)
	d.do("ed", Undo{Entry: entry})
	d.refused("cy", "0 of 1 approvals", model.ErrRefused, handOff(b.ID))
	d.do("ed", Redo{Entry: entry})
	d.do("cy", handOff(b.ID))
	d.want(HandedOff, 1, 2)
	d.refused("ed", "has been changed since", model.ErrRefused, Undo{Entry: entry})
}

// What of a proposal is sealed and what is not: the rest waits with it.
func TestALostApprovalOfWhatIsSealedInPart(t *testing.T) {
	d := start(t)
	p := d.propose(1, 2)
	d.approve("bo", p.ID)
	d.do("cy", Seal{Action: "suspend", On: ids([]uint32{1})}, 1)
	d.do("cy", handOff(1))
	d.do("di", JoinLogins{Login: "bo", With: "ana", Why: "one person"})
	d.refused("cy", "not approved by enough persons", model.ErrRefused, Seal{Action: "suspend", On: ids([]uint32{2})}, 2)
	if jobs := d.s.Reviews("ed", d.time()); len(jobs) != 1 {
		t.Fatalf("%+v", jobs)
	}
	d.approve("ed", p.ID)
	d.do("cy", Seal{Action: "suspend", On: ids([]uint32{2})}, 2)
	d.do("cy", handOff(2))
}

// Whoever sealed it can also let go of it: then it is in review again.
func TestASealIsUndoneThatHasLostApprovals(t *testing.T) {
	d := start(t)
	d.sealed(1)
	sealed := d.last.Seq
	d.do("di", JoinLogins{Login: "bo", With: "ana", Why: "one person"})
	d.do("cy", Undo{Entry: sealed})
	d.want(Proposed, 1)
	d.refused("cy", "not approved, and nothing is sealed that is not", model.ErrRefused, Redo{Entry: sealed})
}

// The same files are handed off again only as long as they say what is so: not once they would
// ask for an account again that was given back, nor after their approvals have gone.
func TestHandOffAgain(t *testing.T) {
	d := start(t)
	b := d.enforced(1, 2, 3)
	d.do("cy", handOff(b.ID))
	d.do("di", FileAppeal{Text: "it is me"}, 1)
	d.do("cy", handOff(b.ID))
	d.do("di", DecideAppeal{ID: 1, Outcome: "overturn", Note: "it is them"})
	d.refused("cy", "for 1 of 3 accounts the contrary was decided since", model.ErrRefused, handOff(b.ID))
	d.do("cy", Seal{Action: Reinstate})
	d.do("cy", handOff(2))
	d.refused("cy", "for 1 of 3 accounts the contrary was decided since", model.ErrRefused, handOff(b.ID))
	d.do("cy", handOff(2))
	d.do("cy", Reverse{Reverses: 1, Why: "wrong"})
	d.refused("cy", "for 3 of 3 accounts the contrary was decided since", model.ErrRefused, handOff(b.ID))
	d.do("cy", handOff(3))

	again := d.enforced(7)
	d.do("di", JoinLogins{Login: "bo", With: "ana", Why: "one person"})
	d.refused("cy", "0 of 1 approvals", model.ErrRefused, handOff(again.ID))
	if jobs := d.s.Reviews("ed", d.time()); len(jobs) != 0 {
		t.Errorf("what is outside waits for review: %+v", jobs)
	}
	// To give back takes nobody's approval.
	d.do("cy", Reverse{Reverses: again.ID, Why: "one person decided"})
	back := d.s.given.batch
	d.do("cy", handOff(back))
	d.say(back, Done, 7)
	p := d.propose(7)
	d.do("cy", handOff(back))
	d.approve("ed", p.ID)
	d.do("cy", Seal{Action: "suspend"})
	d.refused("cy", "for 1 of 1 accounts the contrary was decided since", model.ErrRefused, handOff(back))
}

// A policy that asks for more by now does not reach back: a proposal is counted by the version
// whose text it cites, at the hand-off as in review.
func TestHandOffCountsByThePolicyOfTheProposal(t *testing.T) {
	d := start(t)
	b := d.sealed(1)
	d.do("di", SetRules{TOML: strings.Replace(defaultRules, "approvals = 1", "approvals = 2", 1), Why: "more"})
	d.do("cy", handOff(b.ID))
}

// What was handed off before anything was counted stays handed off, as it was then. Once somebody
// has counted, nobody goes back.
func TestHandOffsOfEarlierVersions(t *testing.T) {
	d := start(t)
	first, second, third := d.sealed(1), d.sealed(2), d.sealed(3)
	d.do("di", JoinLogins{Login: "bo", With: "ana", Why: "one person"})
	before := func(b *Batch) Event {
		return Event{Seq: d.s.Next(), Time: d.time(), Actor: "cy", Verb: "handoff", Subjects: b.Accounts, Body: fmt.Appendf(nil, `{"id":%d,"manifest_sha256":%q}`, b.ID, manifest)}
	}
	if !d.take(before(first)) {
		t.Error(d.s.Violations())
	}
	d.want(HandedOff, 1)
	d.approve("ed", 2)
	d.do("cy", handOff(second.ID))
	if d.take(before(third)) {
		t.Error("an entry goes back to not counting")
	}
	d.want(Batched, 3)
	e := before(third)
	e.Body = fmt.Appendf(nil, `{"id":%d,"manifest_sha256":%q,"grounds":[]}`, third.ID, manifest)
	if d.take(e) {
		t.Error("an entry counts nothing")
	}
}
