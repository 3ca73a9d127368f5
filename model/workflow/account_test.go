package workflow

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestDismissing(t *testing.T) {
	d := start(t)
	d.refused("di", "is dismissed as no-violation", model.ErrUsage, Dismiss{As: "boring", Why: "x"}, 1)
	d.refused("di", "a reason is needed", model.ErrUsage, Dismiss{As: "duplicate"}, 1)
	d.refused("di", "no account is named", model.ErrUsage, Dismiss{As: "duplicate", Why: "x"})
	p := d.propose(2)
	d.refused("di", "1 of 2 accounts cannot be dismissed now: 1 proposed", model.ErrRefused, Dismiss{As: "duplicate", Why: "x"}, 1, 2)
	d.do("di", Dismiss{As: "duplicate", Why: "the same twice"}, 1, 3)
	if c := d.s.Cell(1); c.Status != Dismissed || c.As != "duplicate" || c.Why != "the same twice" || c.Since.By != "di" {
		t.Errorf("%+v", c)
	}
	d.refused("di", "1 of 1 accounts cannot be reopened now: 1 untouched", model.ErrRefused, Reopen{Why: "x"}, 9)
	d.do("bo", Reopen{Why: "not the same"}, 1)
	d.want("", 1)
	d.want(Dismissed, 3)
	if got := d.s.StatusOf(1, d.time()); got != "" {
		t.Errorf("%q", got)
	}
	// What is dismissed leaves the proposal that was returned, for good.
	d.do("bo", Return{ID: p.ID, Hash: p.Hash, Note: "no"})
	d.do("di", Dismiss{As: "no-violation", Why: "x"}, 2)
	d.refused("bo", "have gone elsewhere", model.ErrRefused, Retract{ID: p.ID})
	d.do("ana", Withdraw{ID: p.ID, Why: "no"})
	d.want(Dismissed, 2)
}

func TestHolds(t *testing.T) {
	d := start(t)
	const kinds = "a hold is legal, awaiting-evidence, or follow-up with a date"
	d.refused("di", kinds, model.ErrUsage, Hold{Kind: "later", Why: "x"}, 1)
	d.refused("di", kinds, model.ErrUsage, Hold{Kind: "follow-up", Why: "x"}, 1)
	d.refused("di", "a reason is needed", model.ErrUsage, Hold{Kind: "legal"}, 1)
	d.refused("di", "no account is named", model.ErrUsage, Hold{Kind: "legal", Why: "x"})
	d.nothing("di", Unhold{Why: "x"}, 1)
	p := d.propose(2)
	d.do("di", Hold{Kind: "follow-up", Until: d.now + day, Why: "ask again"}, 1, 2)
	if c := d.s.Cell(2); c.Status != Proposed || c.Hold == nil || c.Hold.Kind != "follow-up" || c.Hold.Until.Milli != d.now+day || c.Hold.By != "di" {
		t.Errorf("%+v", c)
	}
	worked := map[uint32]Cell{}
	for ord, c := range d.s.Worked {
		worked[ord] = *c
	}
	if len(worked) != 2 || worked[1].Hold == nil || worked[2].Hold == nil || worked[2].Status != Proposed {
		t.Errorf("%+v", worked)
	}
	d.approve("bo", p.ID) // what is asked is decided, and goes nowhere
	d.refused("cy", "no account is ready", model.ErrRefused, Seal{Action: "suspend"})
	d.refused("di", "a reason is needed", model.ErrUsage, Unhold{}, 2)
	d.do("di", Unhold{Why: "answered"}, 2, 9)
	d.do("cy", Seal{Action: "suspend"})
	if got := d.s.StatusOf(1, d.time()); got != OnHold {
		t.Errorf("%q", got)
	}
}

func TestProtecting(t *testing.T) {
	d := start(t)
	d.refused("di", "a reason is needed", model.ErrUsage, Protect{}, 1)
	d.refused("di", "no account is named", model.ErrUsage, Protect{Why: "x"})
	d.nothing("di", Unprotect{Why: "x"}, 1)
	d.do("di", Protect{Why: "a source"}, 1, 2)
	if p := d.s.Protected(1); p == nil || p.By != "di" || p.Why != "a source" {
		t.Errorf("%+v", p)
	}
	d.do("bo", Unprotect{Why: "known"}, 1, 9)
	if d.s.Protected(1) != nil || d.s.Protected(2) == nil {
		t.Error("1 is not protected, and 2 is")
	}
	if d.s.Proposable(2, "suspend", 0) != true || !d.s.Proposable(1, "suspend", 0) {
		t.Error("a second reason may be given")
	}
}

func TestMasking(t *testing.T) {
	d := start(t)
	if kinds, by := d.s.Masking(); len(kinds) != 0 || by.Entry != 0 {
		t.Errorf("%v %+v", kinds, by)
	}
	d.refused("di", "a reason is needed", model.ErrUsage, SetMasking{Kinds: Masked})
	d.refused("di", "no such kind", model.ErrUsage, SetMasking{Kinds: []string{"shoe"}, Why: "x"})
	d.nothing("di", SetMasking{Why: "x"})
	d.do("di", SetMasking{Kinds: []string{"phone", "name", "phone"}, Why: "law"})
	if kinds, by := d.s.Masking(); !equal(kinds, []string{"name", "phone"}) || by.By != "di" {
		t.Errorf("%v %+v", kinds, by)
	}
	d.nothing("di", SetMasking{Kinds: []string{"name", "phone"}, Why: "again"})
	d.do("di", SetMasking{Why: "off"})
	if kinds, _ := d.s.Masking(); len(kinds) != 0 {
		t.Errorf("%v", kinds)
	}
	d.do("di", SetMasking{Kinds: Masked, Why: "all"})
	if kinds, _ := d.s.Masking(); !equal(kinds, Masked) {
		t.Errorf("%v", kinds)
	}
}

// What was shown was shown to a person, and to nobody else at the same desk.
func TestRevealing(t *testing.T) {
	d := start(t)
	d.do("di", JoinLogins{Login: "bo2", With: "bo", Why: "renamed"})
	d.do("di", ShareLogin{Login: "desk", Among: []string{"bo", "cy"}, Why: "many"})
	d.refused("bo", "a reason is needed", model.ErrUsage, Reveal{}, 1)
	d.refused("bo", "no account is named", model.ErrUsage, Reveal{Why: "x"})
	d.do("bo", Reveal{Why: "to call"}, 1)
	for login, want := range map[string]bool{"bo": true, "BO2": true, "cy": false, "desk": false} {
		if got := d.s.Revealed(1, login); got != want {
			t.Errorf("%s: %v", login, got)
		}
	}
	d.do("desk", Reveal{Why: "to call"}, 2)
	for login, want := range map[string]bool{"bo": false, "cy": false, "desk": true} {
		if got := d.s.Revealed(2, login); got != want {
			t.Errorf("%s: %v", login, got)
		}
	}
}
