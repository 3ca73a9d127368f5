package workflow

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// heldCase holds case 1, or releases it where kind is "".
func (d *desk) heldCase(who, kind string) uint64 {
	d.Helper()
	return d.do(who, EditCase{ID: 1, Set: CaseFields{Hold: &CaseHold{Kind: kind}}, Why: "counsel asks"})
}

// forCase are terms that name case 1.
func forCase() Terms {
	t := good()
	t.Case = 1
	return t
}

func TestAHoldOnACase(t *testing.T) {
	d := start(t)
	d.do("di", OpenCase{Title: "x"}, 1)
	hold := func(kind string, until int64, why model.Untrusted) EditCase {
		return EditCase{ID: 1, Set: CaseFields{Hold: &CaseHold{kind, until}}, Why: why}
	}
	d.refused("di", "a hold is legal, awaiting-evidence, or follow-up with a date", model.ErrUsage, hold("eternal", 0, "so"))
	d.refused("di", "a hold is legal, awaiting-evidence, or follow-up with a date", model.ErrUsage, hold("follow-up", 0, "so"))
	d.refused("di", "the reason is needed", model.ErrUsage, hold("legal", 0, " "))
	d.nothing("di", hold("", 0, "not held"))

	entry := d.do("di", hold("follow-up", d.now+day, "papers"))
	want := Held{Mark{"di", d.time(), entry}, "follow-up", model.Time{Milli: d.now + day}, "papers"}
	if h := d.s.Case(1).Hold; h == nil || *h != want {
		t.Fatalf("%+v, want %+v", h, want)
	}
	d.refused("di", "the reason is needed", model.ErrUsage, hold("", 0, ""))
	// Another hold takes the place of the first, and the entry says what was.
	second := d.do("bo", hold("legal", 0, "a letter"))
	if h := d.s.Case(1).Hold; h.Kind != "legal" || h.By != "bo" || h.Until.Known() {
		t.Errorf("%+v", h)
	}
	if body := string(d.last.Body); !strings.Contains(body, `"set":{"hold":{"kind":"legal"}},"before":{"hold":{"kind":"follow-up","until":`) {
		t.Errorf("the entry does not say what was: %s", body)
	}
	d.do("bo", Undo{Entry: second})
	if h := d.s.Case(1).Hold; h == nil || *h != want {
		t.Errorf("taken back, the hold is %+v, and was %+v", h, want)
	}
	d.do("bo", Redo{Entry: second})
	release := d.do("cy", hold("", 0, "it is over"))
	if h := d.s.Case(1).Hold; h != nil {
		t.Errorf("released: %+v", h)
	}
	d.do("cy", Undo{Entry: release})
	if h := d.s.Case(1).Hold; h == nil || h.Entry == want.Entry || h.By != "bo" {
		t.Errorf("%+v", h)
	}
}

func TestWhileACaseIsOnHold(t *testing.T) {
	const held = "case 1 is on hold (legal), by cy: counsel asks"
	d := start(t)
	d.do("di", OpenCase{Title: "x"}, 1, 2, 3)

	// Nothing new is made for it, and nothing in review is changed into something for it.
	other := d.propose(9)
	d.heldCase("cy", "legal")
	d.refused("ana", held, model.ErrRefused, NewProposal(ids([]uint32{1}), forCase()), 1)
	d.refused("ana", held, model.ErrRefused, NewEdit(other.ID, "", ids([]uint32{9}), forCase()), 9)
	// Its accounts are not held.
	d.approve("bo", d.propose(3).ID)
	d.do("di", SetMembers{ID: 1, Role: "persona"}, 3)
	d.heldCase("cy", "")

	// What is in review is not approved, and can be returned.
	d.do("ana", NewProposal(ids([]uint32{1}), forCase()), 1)
	p := d.s.Proposal(3)
	d.do("bo", OpenProposal{ID: p.ID, Hash: p.Hash})
	d.heldCase("cy", "legal")
	d.refused("bo", held, model.ErrRefused, Approve{ID: p.ID, Hash: p.Hash})
	for _, j := range d.s.Reviews("bo", d.time()) {
		if j.ID == p.ID && (j.Servable() || j.Blocked != "case 1 is on hold (legal), by cy") {
			t.Errorf("%+v", j)
		}
	}
	ret := d.do("bo", Return{ID: p.ID, Hash: p.Hash, Note: "on hold"})
	d.do("bo", Undo{Entry: ret})
	d.heldCase("cy", "")
	d.do("bo", Approve{ID: p.ID, Hash: p.Hash})

	// What is approved is not sealed.
	d.heldCase("cy", "legal")
	if ords, n := d.s.Sealable("suspend", false); !equal(ords, []uint32{3}) || n != 1 {
		t.Errorf("%v are ready, and %d held", ords, n)
	}
	d.refused("cy", held, model.ErrRefused, Seal{Action: "suspend", On: ids([]uint32{1, 3})}, 1, 3)
	d.heldCase("cy", "")
	seal := d.do("cy", Seal{Action: "suspend", On: ids([]uint32{1})}, 1)
	d.do("cy", Undo{Entry: seal})
	d.heldCase("cy", "legal")
	d.refused("cy", held, model.ErrRefused, Redo{Entry: seal})
	d.heldCase("cy", "")
	d.do("cy", Redo{Entry: seal})

	// What is sealed does not go outside; what is outside already does, once more.
	d.heldCase("cy", "legal")
	d.refused("cy", held, model.ErrRefused, HandOff{ID: 1, Manifest: manifest})
	d.heldCase("cy", "")
	d.do("cy", HandOff{ID: 1, Manifest: manifest})
	d.say(1, Done, 1)
	d.heldCase("cy", "legal")
	d.do("cy", HandOff{ID: 1, Manifest: manifest})

	// And giving back is never kept up.
	d.do("cy", Reverse{Reverses: 1, Why: "wrong"})
	d.do("cy", HandOff{ID: 2, Manifest: manifest})
	d.want(HandedOff, 1)
}

// A hold is on the case, closed or not, and past its date until it is released.
func TestAHoldLastsUntilItIsReleased(t *testing.T) {
	d := start(t)
	d.do("di", OpenCase{Title: "x"}, 1)
	d.do("cy", EditCase{ID: 1, Set: CaseFields{Open: to(false), Hold: &CaseHold{"follow-up", d.now + day}}, Why: "for now"})
	d.now += 2 * day
	d.refused("ana", "case 1 is on hold (follow-up), by cy: for now", model.ErrRefused, NewProposal(ids([]uint32{1}), forCase()), 1)
	d.heldCase("di", "")
	d.do("ana", NewProposal(ids([]uint32{1}), forCase()), 1)
}
