package workflow

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestAppeals(t *testing.T) {
	d := start(t)
	b := d.enforced(1, 2)
	d.refused("ed", "what the owner says is needed", model.ErrUsage, FileAppeal{}, 1)
	d.refused("ed", "cannot be appealed now: 1 untouched", model.ErrRefused, FileAppeal{Text: "me"}, 9)
	d.refused("ed", "no account is named", model.ErrUsage, FileAppeal{Text: "me"})
	d.refused("ed", "no account is named", model.ErrUsage, FileAppeal{Text: "me"}, 1, 2)
	d.do("ana", FileAppeal{Text: "it is me", From: "the owner", Received: d.now - day}, 1)
	a := d.s.Appeal(1)
	if a.Ord != 1 || a.Filed.By != "ana" || a.From != "the owner" || a.Received.Milli != d.now-day || a.Proposal != 1 || a.Batch != b.ID || a.Outcome != "" {
		t.Errorf("%+v", a)
	}
	d.want(Appealed, 1)
	d.refused("ed", "cannot be appealed now: 1 appealed", model.ErrRefused, FileAppeal{Text: "me"}, 1)
	d.refused("ed", "a reason is needed", model.ErrUsage, DecideAppeal{ID: 1, Outcome: "uphold"})
	d.refused("ed", "no such appeal", model.ErrNotFound, DecideAppeal{ID: 2, Outcome: "uphold", Note: "so"})
	d.refused("ed", "uphold or overturn", model.ErrUsage, DecideAppeal{ID: 1, Outcome: "maybe", Note: "so"})
	for _, who := range []string{"ana", "bo"} {
		d.refused(who, "had a part in the decision", model.ErrRefused, DecideAppeal{ID: 1, Outcome: "overturn", Note: "so"})
	}
	d.do("cy", JoinLogins{Login: "bo2", With: "bo", Why: "renamed"})
	d.refused("bo2", "had a part in the decision", model.ErrRefused, DecideAppeal{ID: 1, Outcome: "overturn", Note: "so"})
	d.do("cy", ShareLogin{Login: "desk", Why: "many"})
	d.refused("desk", "several persons share", model.ErrRefused, DecideAppeal{ID: 1, Outcome: "overturn", Note: "so"})

	d.do("ed", DecideAppeal{ID: 1, Outcome: "uphold", Note: "it stands"})
	d.want(Enforced, 1)
	if a := d.s.Appeal(1); a.Outcome != "uphold" || a.Decided.By != "ed" || a.Note != "it stands" {
		t.Errorf("%+v", a)
	}
	d.refused("ed", "has been decided", model.ErrRefused, DecideAppeal{ID: 1, Outcome: "overturn", Note: "so"})

	d.do("ana", FileAppeal{Text: "once more"}, 1)
	entry := d.do("ed", DecideAppeal{ID: 2, Outcome: "overturn", Note: "a mistake"})
	d.want(Overturned, 1)
	d.do("ed", Undo{Entry: entry})
	d.want(Appealed, 1)
	d.do("ed", Redo{Entry: entry})
	if ords, _ := d.s.Sealable(Reinstate, false); !equal(ords, []uint32{1}) {
		t.Errorf("ready to be reinstated: %v", ords)
	}
	d.do("cy", Seal{Action: Reinstate})
	d.do("cy", HandOff{ID: 2, Manifest: manifest})
	d.say(2, Done, 1)
	d.want(Reinstated, 1)
	if len(d.s.Appeals()) != 2 {
		t.Error("there are two appeals")
	}
}

// Whether an appeal that is upheld leaves the account enforced follows from what enforcement has
// said meanwhile.
func TestConfirmationsDuringAnAppeal(t *testing.T) {
	for said, want := range map[Result]Status{Pending: HandedOff, Done: Enforced, Undone: Failed, NotFound: Failed} {
		d := start(t)
		b := d.out(1)
		d.do("ed", FileAppeal{Text: "me"}, 1)
		if said != Pending {
			d.say(b.ID, said, 1)
		}
		d.want(Appealed, 1)
		d.do("ed", DecideAppeal{ID: 1, Outcome: "uphold", Note: "so"})
		d.want(want, 1)
		if c := d.s.Cell(1); (len(c.InForce) > 0) != (said == Done) {
			t.Errorf("%s: %+v", said, c)
		}
	}
}

// Whoever had a part in any decision that the appeal would overturn is refused, also where the
// account has been in another proposal since.
func TestWhoDecidesAppeals(t *testing.T) {
	d := start(t)
	d.enforced(1)
	terms := good()
	terms.Action = "terminate"
	d.do("di", NewProposal(ids([]uint32{1}), terms), 1)
	d.do("di", Withdraw{ID: 2, Why: "no"})
	d.do("ed", FileAppeal{Text: "me"}, 1)
	if a := d.s.Appeal(1); a.Proposal != 1 {
		t.Errorf("against proposal %d", a.Proposal)
	}
	d.refused("ana", "had a part", model.ErrRefused, DecideAppeal{ID: 1, Outcome: "overturn", Note: "so"})
	d.do("di", DecideAppeal{ID: 1, Outcome: "uphold", Note: "so"}) // the withdrawn one decided nothing

	d.do("di", NewProposal(ids([]uint32{1}), terms), 1)
	d.approve("cy", 3)
	d.do("ed", Seal{Action: "terminate"})
	d.do("ed", HandOff{ID: 2, Manifest: manifest})
	d.do("ed", FileAppeal{Text: "me"}, 1)
	for _, who := range []string{"ana", "bo", "di", "cy"} {
		d.refused(who, "had a part", model.ErrRefused, DecideAppeal{ID: 2, Outcome: "overturn", Note: "so"})
	}
	d.do("ed", DecideAppeal{ID: 2, Outcome: "overturn", Note: "so"})
}

// What was decided cannot be decided again by whoever turns out to have had a part in it.
func TestRedoOfADecisionAsksAgain(t *testing.T) {
	d := start(t)
	d.enforced(1)
	d.do("ed", FileAppeal{Text: "me"}, 1)
	entry := d.do("cy", DecideAppeal{ID: 1, Outcome: "overturn", Note: "so"})
	d.do("cy", Undo{Entry: entry})
	d.do("ed", JoinLogins{Login: "cy", With: "bo", Why: "one person"})
	d.refused("cy", "had a part", model.ErrRefused, Redo{Entry: entry})
	d.want(Appealed, 1)
}

// An account against which an action is in force can be appealed for, whatever became of another
// proposal about it.
func TestAppealsBesideAnotherProposal(t *testing.T) {
	d := start(t)
	d.enforced(1, 2)
	terms := good()
	terms.Action = "refer"
	d.do("ana", NewProposal(ids([]uint32{1}), terms), 1)
	d.refused("ed", "cannot be appealed now: 1 proposed", model.ErrRefused, FileAppeal{Text: "me"}, 1)
	d.do("bo", Return{ID: 2, Hash: d.s.Proposal(2).Hash, Note: "no"})
	d.do("ed", FileAppeal{Text: "me"}, 1)
	d.refused("bo", "have gone elsewhere", model.ErrRefused, Retract{ID: 2})
	d.refused("ana", "cannot be proposed now: 1 appealed", model.ErrRefused, NewEdit(2, "", ids([]uint32{1}), terms), 1)
	d.do("ana", Withdraw{ID: 2, Why: "no"})
	d.want(Appealed, 1)
	d.do("ed", DecideAppeal{ID: 1, Outcome: "uphold", Note: "so"})
	d.want(Enforced, 1)
}

// Where the batch is reversed while the owner waits for an answer, the answer is that.
func TestAppealsOfWhatIsReversed(t *testing.T) {
	d := start(t)
	b := d.enforced(1)
	d.do("ed", FileAppeal{Text: "me"}, 1)
	d.do("cy", Reverse{Reverses: b.ID, Why: "wrong"})
	d.refused("ed", "has been reversed", model.ErrRefused, DecideAppeal{ID: 1, Outcome: "uphold", Note: "so"})
	d.do("ed", DecideAppeal{ID: 1, Outcome: "overturn", Note: "so"})
	d.want(Batched, 1)
	if a := d.s.Appeal(1); a.Outcome != "overturn" {
		t.Errorf("%+v", a)
	}
}
