package workflow

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestUndoAndRedo(t *testing.T) {
	d := start(t)
	d.refused("di", "the log has no such entry", model.ErrNotFound, Undo{Entry: 9})
	d.refused("di", "cannot be undone", model.ErrRefused, Undo{Entry: 0})
	before := dump(d.s, false)
	entry := d.do("di", SetTag{On: ids([]uint32{1, 2}), Tag: "seen"}, 1, 2)
	after := dump(d.s, false)
	d.refused("bo", "another login did that", model.ErrRefused, Undo{Entry: entry})
	d.refused("di", "has not been undone", model.ErrRefused, Redo{Entry: entry})
	for range 3 {
		d.do("di", Undo{Entry: entry})
		if got := dump(d.s, false); got != before {
			t.Fatal(differ(before, got))
		}
		if !equal(d.last.Subjects, []uint32{1, 2}) || d.last.Value != "2" && d.last.Value != "1" || !strings.Contains(string(d.last.Body), `"did":"tag"`) {
			t.Errorf("the entry says %+v", d.last)
		}
		if last, ok := d.s.LastUndone("di"); !ok || last.Entry != entry || !last.Undone {
			t.Errorf("%+v", last)
		}
		d.refused("di", "undone already", model.ErrRefused, Undo{Entry: entry})
		d.do("di", Redo{Entry: entry})
		if got := dump(d.s, false); got != after {
			t.Fatal(differ(after, got))
		}
		if _, ok := d.s.LastUndone("di"); ok {
			t.Error("nothing is left to do again")
		}
	}
}

func TestUndoAfterAChange(t *testing.T) {
	d := start(t)
	first := d.do("di", SetTag{On: ids([]uint32{1, 2}), Tag: "a"}, 1, 2)
	second := d.do("bo", SetTag{On: ids([]uint32{2}), Tag: "b"}, 2)
	d.refused("di", "changed since", model.ErrRefused, Undo{Entry: first})
	d.do("bo", Undo{Entry: second})
	d.do("di", Undo{Entry: first})
	d.do("bo", SetTag{On: ids([]uint32{1}), Tag: "c"}, 1)
	d.refused("di", "changed since", model.ErrRefused, Redo{Entry: first})
}

// What a person does under one name is not undone under another, whoever says that both are one.
func TestUndoIsByLogin(t *testing.T) {
	d := start(t)
	entry := d.do("di", Protect{Why: "a source"}, 1)
	d.do("mal", JoinLogins{Login: "mal", With: "di", Why: "it is me"})
	d.refused("mal", "another login", model.ErrRefused, Undo{Entry: entry})
	if _, ok := d.s.LastStep("mal"); ok {
		t.Error("mal is offered what di did")
	}
	if last, ok := d.s.LastStep("DI"); !ok || last.Entry != entry {
		t.Errorf("%+v", last)
	}
}

// Redo asks the rules again: what has been put down since counts.
func TestRedoAsksAgain(t *testing.T) {
	d := start(t)
	d.propose(1)
	entry := d.last.Seq
	d.do("ana", Undo{Entry: entry})
	d.do("di", Protect{Why: "a source"}, 1)
	d.refused("ana", "protected and need a second reason", model.ErrRefused, Redo{Entry: entry})
	d.do("di", Unprotect{Why: "not one"}, 1)
	d.do("di", Hold{Kind: "legal", Why: "wait"}, 1)
	d.refused("ana", "on hold", model.ErrRefused, Redo{Entry: entry})
	d.do("di", Unhold{Why: "go on"}, 1)
	d.do("di", SetRules{TOML: strings.Replace(defaultRules, "approvals = 1", "approvals = 2", 1), Why: "more"})
	d.refused("ana", "the policy has been changed", model.ErrRefused, Redo{Entry: entry})
	d.rules(defaultRules, "less")
	d.refused("ana", "the policy has been changed", model.ErrRefused, Redo{Entry: entry}) // another version with the same words
	p := d.propose(2)
	if p.ID != 2 {
		t.Errorf("the number of what was undone is given again: %d", p.ID)
	}
	d.do("bo", OpenProposal{ID: 2, Hash: p.Hash})
	yes := d.do("bo", Approve{ID: 2, Hash: p.Hash})
	d.do("bo", Undo{Entry: yes})
	d.do("di", JoinLogins{Login: "bo", With: "ana", Why: "one person"})
	d.refused("bo", "made or changed", model.ErrRefused, Redo{Entry: yes})
	d.want(Proposed, 2)
}

// An approval that comes back by undoing what took it away is counted by who is who now.
func TestUndoCountsAgain(t *testing.T) {
	d := start(t)
	p := d.propose(1)
	d.approve("bo", p.ID)
	back := d.do("cy", Return{ID: p.ID, Hash: p.Hash, Note: "no"})
	d.do("di", JoinLogins{Login: "bo", With: "ana", Why: "one person"})
	d.do("cy", Undo{Entry: back})
	d.want(Proposed, 1)
	if got := d.s.Proposal(p.ID); got.Status != Proposed || len(got.Approvals) != 1 {
		t.Errorf("%+v", got)
	}
}

// What was taken out of a proposal that was returned does not go back to it once it has been
// changed without it, or withdrawn.
func TestUndoAfterTheOtherProposalChanged(t *testing.T) {
	for how, change := range map[string]Action{
		"left out":  NewEdit(1, "", ids([]uint32{1}), good()),
		"withdrawn": Withdraw{ID: 1, Why: "no"},
	} {
		d := start(t)
		p := d.propose(1, 2)
		d.do("bo", Return{ID: 1, Hash: p.Hash, Note: "no"})
		d.propose(2)
		entry := d.last.Seq
		d.do("ana", Undo{Entry: entry})
		d.want(Returned, 1, 2)
		d.do("ana", Redo{Entry: entry})
		d.do("ana", change, map[string][]uint32{"left out": {1}}[how]...)
		d.refused("ana", "would go back to has been changed", model.ErrRefused, Undo{Entry: entry})
		d.want(Proposed, 2)
	}
}

func TestNumbersAreNotGivenAgain(t *testing.T) {
	d := start(t)
	b := d.sealed(1)
	d.do("cy", Undo{Entry: b.Sealed.Entry})
	d.do("di", Seal{Action: "suspend"})
	if d.s.Batch(2) == nil || d.s.Batch(1) != nil {
		t.Error("the number of the batch was given again")
	}
	d.do("di", OpenCase{Title: "x"})
	d.do("di", Undo{Entry: d.last.Seq})
	d.do("di", OpenCase{Title: "y"})
	if d.s.Case(1) != nil || d.s.Case(2) == nil {
		t.Error("the number of the case was given again")
	}
}

// Every verb either can be undone, or says what to do instead.
func TestWhatStays(t *testing.T) {
	for verb, why := range lasting {
		if decoders[verb] == nil {
			t.Errorf("%s is no verb", verb)
		}
		if got := Stays(verb); got != why {
			t.Errorf("%s: %q", verb, got)
		}
		if why == "" && verb != "note" && verb != "round" {
			t.Errorf("%s: nothing says what to do instead", verb)
		}
		if strings.HasSuffix(why, ".") || strings.Contains(why, "\n") {
			t.Errorf("%s: %q is not a phrase", verb, why)
		}
	}
	for _, verb := range []string{"tag", "propose", "approve", "seal", "decide", "hold", "case", "note"} {
		if Stays(verb) != "" {
			t.Errorf("%s stays: %s", verb, Stays(verb))
		}
	}
	d := start(t)
	b := d.out(1)
	d.do("ed", FileAppeal{Text: "me"}, 1)
	for _, n := range []uint64{d.last.Seq, b.Out[0].Entry} {
		d.refused(map[bool]string{true: "ed", false: "cy"}[n == d.last.Seq], "cannot be undone", model.ErrRefused, Undo{Entry: n})
	}
	d.refused("cy", "changed since", model.ErrRefused, Undo{Entry: b.Sealed.Entry}) // it is outside
}

// A state remembers so many steps, and so many records in all of them.
func TestOldStepsAreForgotten(t *testing.T) {
	d := start(t)
	first := d.do("di", Protect{Why: "x"}, 1)
	for range maxSteps {
		if err := d.s.Apply(Event{Seq: d.s.Next(), Actor: "di", Verb: "protect", Subjects: []uint32{2}, Body: []byte(`{"why":"x"}`)}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(d.s.steps); n != maxSteps {
		t.Errorf("%d steps", n)
	}
	_, err := d.s.Draft(Undo{Entry: first}, Event{Actor: "di"})
	if e := err.(*model.Error); !strings.Contains(e.Hint, "too old") {
		t.Error(e.Hint)
	}
}

func TestViolations(t *testing.T) {
	d := start(t)
	p := d.propose(1)
	before := dump(d.s, false)
	forged := []Event{
		{Actor: "ana", Verb: "approve", Body: []byte(`{"id":1,"hash":"` + p.Hash + `"}`)},
		{Actor: "bo", Verb: "approve", Body: []byte(`{"id":1,"hash":"` + p.Hash + `"}`)},
		{Actor: "bo", Verb: "seal", Subjects: []uint32{1}, Body: []byte(`{"id":1,"action":"suspend","grounds":[{"proposal":1,"hash":"` + p.Hash + `"}]}`)},
		{Actor: "bo", Verb: "undo", Body: []byte(`{"entry":1}`)},
		{Actor: "bo", Verb: "withdraw", Body: []byte(`{"id":1,"why":"x"}`)},
	}
	for _, e := range forged {
		e.Seq = d.s.Next()
		if err := d.s.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	if got := dump(d.s, false); got != before {
		t.Error(differ(before, got))
	}
	v := d.s.Violations()
	if len(v) != len(forged) || slices.ContainsFunc(v, func(x Violation) bool { return x.Why == "" || x.Actor == "" || x.Verb == "" || x.Entry == 0 }) {
		t.Errorf("%+v", v)
	}
	v[0].Why = "changed"
	if d.s.Violations()[0].Why == "changed" {
		t.Error("the list is the state's own")
	}
}

// Reading a proposal claims it: that is not what was done last.
func TestUndoPassesOverClaimsOfProposals(t *testing.T) {
	d := start(t)
	id := d.propose(1).ID
	entry := d.do("di", SetTag{On: ids([]uint32{2}), Tag: "a"}, 2)
	d.do("di", NewClaim(ProposalJob(id)))
	if last, ok := d.s.LastStep("di"); !ok || last.Entry != entry {
		t.Errorf("%+v", last)
	}
	claimed := d.do("di", ClaimAccounts(ids([]uint32{3})), 3)
	if last, ok := d.s.LastStep("di"); !ok || last.Entry != claimed {
		t.Errorf("%+v", last)
	}
}
