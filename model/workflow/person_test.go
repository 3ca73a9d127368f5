package workflow

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func join(login, with string) JoinLogins { return JoinLogins{Login: login, With: with, Why: "renamed"} }

func TestJoinedLogins(t *testing.T) {
	d := start(t)
	d.refused("di", "a reason is needed", model.ErrUsage, JoinLogins{Login: "a", With: "b"})
	d.refused("di", "a login is a name", model.ErrUsage, join(" ", "b"))
	d.refused("di", "a login is a name", model.ErrUsage, join("b", strings.Repeat("x", 129)))
	d.nothing("di", join("ana", "ANA"))
	d.do("di", join("ana.b", "ana"))
	d.nothing("di", join("ana", "ana.b"))
	d.do("di", join("ana", "ann"))
	for _, pair := range [][2]string{{"ana", "ann"}, {"ana.b", "ann"}, {"Ana.B", "ana"}} {
		if !d.s.SamePerson(pair[0], pair[1]) {
			t.Errorf("%v are two", pair)
		}
	}
	if d.s.SamePerson("ana", "bo") {
		t.Error("ana is bo")
	}
	if l, ok := d.s.Login("ANA.B"); !ok || l.Name != "ana.b" || len(l.Persons) != 1 {
		t.Errorf("%+v %v", l, ok)
	}
	if got := d.s.Logins(); len(got) != 3 || got[0].Name != "ana" {
		t.Errorf("%+v", got)
	}
	// Letters that look alike are one login.
	if !d.s.SamePerson("аnа", "ana") {
		t.Error("a name in letters that look like others is another person")
	}
}

// Saying that two logins are one person counts approvals again; saying that they are two takes
// two persons, and brings them back.
func TestApprovalsAreCountedAgain(t *testing.T) {
	d := start(t)
	d.do("di", SetRules{TOML: strings.Replace(defaultRules, "approvals = 1", "approvals = 2", 1), Why: "more"})
	p := d.propose(1)
	d.approve("bo", p.ID)
	d.want(Proposed, 1)
	d.refused("bo", "approved it already", model.ErrRefused, Approve{ID: p.ID, Hash: p.Hash})
	d.approve("cy", p.ID)
	d.want(Approved, 1)
	d.do("bo", join("cy", "bo"))
	d.want(Proposed, 1)
	d.refused("cy", "approved it already", model.ErrRefused, Approve{ID: p.ID, Hash: p.Hash})
	d.refused("ed", "no account is ready", model.ErrRefused, Seal{Action: "suspend"})
	part := PartLogin{Login: "cy", Why: "two after all"}
	d.refused("bo", "of their own login", model.ErrRefused, part)
	d.do("ed", part)
	d.want(Proposed, 1)
	d.do("ed", part) // the same person again is one word still
	d.want(Proposed, 1)
	d.do("di", part)
	d.want(Approved, 1)
	d.do("ed", Seal{Action: "suspend"})
	d.do("bo", join("cy", "bo"))
	d.want(Batched, 1) // what is sealed stays; the log says when it was found out
}

// A word about a login that was said before more became known about it does not count.
func TestPartingBeginsAnew(t *testing.T) {
	d := start(t)
	part := PartLogin{Login: "cy", Why: "two"}
	d.nothing("ed", part)
	d.do("di", join("cy", "bo"))
	d.do("ed", part)
	d.do("di", join("cy", "ana"))
	d.do("di", part)
	if !d.s.SamePerson("cy", "ana") {
		t.Error("ed spoke of bo, and not of ana")
	}
	d.do("ed", part)
	if d.s.SamePerson("cy", "ana") || !d.s.SamePerson("bo", "ana") {
		t.Error("cy is parted, and bo is not")
	}
	d.do("di", ShareLogin{Login: "desk", Why: "many"})
	d.do("ed", PartLogin{Login: "desk", Why: "hers now"})
	d.refused("desk", "says of nobody", model.ErrRefused, PartLogin{Login: "bo", Why: "x"})
	d.do("ana", PartLogin{Login: "desk", Why: "hers now"})
	if l, _ := d.s.Login("desk"); l.Shared {
		t.Errorf("%+v", l)
	}
}

func TestSharedLogins(t *testing.T) {
	d := start(t)
	share := ShareLogin{Login: "bo", Among: []string{"cy", "di"}, Why: "one desk"}
	d.refused("ed", "a reason is needed", model.ErrUsage, ShareLogin{Login: "bo"})
	d.refused("ed", "a login is a name", model.ErrUsage, ShareLogin{Login: "bo", Among: []string{""}, Why: "x"})
	p := d.propose(1)
	d.approve("bo", p.ID)
	d.want(Approved, 1)
	d.do("ed", share)
	d.want(Proposed, 1)
	d.nothing("ed", share)
	d.refused("ed", "not one person", model.ErrRefused, join("bo", "ana"))
	d.refused("bo", "several persons share", model.ErrRefused, Approve{ID: p.ID, Hash: p.Hash})
	if !d.s.SamePerson("bo", "cy") || d.s.SamePerson("cy", "di") {
		t.Error("bo may be cy; cy is not di")
	}
	d.do("cy", OpenProposal{ID: p.ID, Hash: p.Hash})
	d.refused("cy", "approved it already", model.ErrRefused, Approve{ID: p.ID, Hash: p.Hash}) // it may have been she who did
	d.approve("ed", p.ID)
	d.want(Approved, 1)
	// Who made what under a shared login nobody can say, so that nobody can approve it.
	d.do("ed", ShareLogin{Login: "ana", Why: "another desk"})
	d.want(Proposed, 1)
	d.refused("ed", "nobody can say who did not make it", model.ErrRefused, Approve{ID: p.ID, Hash: p.Hash})
	d.do("ana", Withdraw{ID: p.ID, Why: "as myself"})
}

func TestKeys(t *testing.T) {
	d := start(t)
	d.refused("bo", "32 bytes", model.ErrUsage, EnrolKey{Login: "bo", Key: []byte("short")})
	d.do("bo", EnrolKey{Login: "bo", Key: publicKey("bo")})
	d.refused("cy", "another login has that key", model.ErrRefused, EnrolKey{Login: "cy", Key: publicKey("bo")})
	d.do("di", join("bo2", "bo"))
	vouch := VouchKey{Login: "bo", Key: publicKey("bo")}
	for _, who := range []string{"bo", "bo2"} {
		d.refused(who, "another person than its owner", model.ErrRefused, vouch)
	}
	d.do("di", ShareLogin{Login: "desk", Why: "many"})
	d.refused("desk", "several persons share", model.ErrRefused, vouch)
	d.refused("ed", "not enrolled", model.ErrRefused, VouchKey{Login: "bo", Key: publicKey("cy")})
	d.refused("ed", "not enrolled", model.ErrRefused, VouchKey{Login: "cy", Key: nil})
	if d.s.trusted("bo") != nil {
		t.Error("a key counts that nobody vouched for")
	}
	d.do("ed", vouch)
	d.nothing("cy", vouch)
	if l, _ := d.s.Login("bo"); l.Vouched.By != "ed" || l.Keyed.By != "bo" || d.s.trusted("bo") == nil {
		t.Errorf("%+v", l)
	}
	d.do("di", join("ed", "bo")) // then bo has vouched for himself
	if d.s.trusted("bo") != nil {
		t.Error("a key counts that its owner vouched for")
	}
	d.do("cy", EnrolKey{Login: "bo", Key: publicKey("cy.old")}) // a new one has to be vouched for
	if l, _ := d.s.Login("bo"); l.Vouched.Entry != 0 {
		t.Errorf("%+v", l)
	}
	d.refused("cy", "whoever enrolled it", model.ErrRefused, VouchKey{Login: "bo", Key: publicKey("cy.old")})
}

func TestSignedApprovals(t *testing.T) {
	d := start(t)
	d.do("di", SetRules{TOML: strings.Replace(defaultRules, "approvals = 1", "approvals = 1\nsigned = true", 1), Why: "signed"})
	p := d.propose(1)
	d.do("bo", OpenProposal{ID: p.ID, Hash: p.Hash})
	yes := Approve{ID: p.ID, Hash: p.Hash}
	signed := yes
	signed.Signature = d.sign("bo", p)
	const noKey = "no key that another person has vouched for"
	d.refused("bo", noKey, model.ErrRefused, yes)
	d.refused("bo", noKey, model.ErrRefused, signed)
	d.do("bo", EnrolKey{Login: "bo", Key: publicKey("bo")})
	d.refused("bo", noKey, model.ErrRefused, signed)
	d.do("cy", VouchKey{Login: "bo", Key: publicKey("bo")})
	d.refused("bo", "so that its approvals are signed", model.ErrRefused, yes)
	for name, change := range map[string]func(*Approve){
		"another's key":  func(a *Approve) { a.Signature = d.sign("cy", p) },
		"one bit":        func(a *Approve) { a.Signature[40] ^= 1 },
		"cut":            func(a *Approve) { a.Signature = a.Signature[:63] },
		"another's text": func(a *Approve) { a.Signature = d.sign("bo", &Proposal{ID: p.ID + 1, Hash: p.Hash}) },
		"another's hash": func(a *Approve) { a.Signature = d.sign("bo", &Proposal{ID: p.ID, Hash: manifest}) },
	} {
		a := signed
		a.Signature = append([]byte(nil), signed.Signature...)
		change(&a)
		t.Log(name)
		d.refused("bo", "not that of your key", model.ErrRefused, a)
	}
	if got, want := string(ApprovalText("l", 7, "h")), "clew approval v1\nl\n7\nh\n"; got != want {
		t.Errorf("%q", got)
	}
	d.do("bo", signed)
	d.want(Approved, 1)
	if v := d.s.Proposal(p.ID).Approvals; len(v) != 1 || string(v[0].Signature) != string(signed.Signature) {
		t.Errorf("%+v", v)
	}
}

// Whoever has just vouched for the proposer's key is not a second pair of eyes.
func TestVouchersWait(t *testing.T) {
	d := start(t)
	d.do("ana", EnrolKey{Login: "ana", Key: publicKey("ana")})
	d.do("bo", VouchKey{Login: "ana", Key: publicKey("ana")})
	p := d.propose(1)
	d.do("bo", OpenProposal{ID: p.ID, Hash: p.Hash})
	yes := Approve{ID: p.ID, Hash: p.Hash}
	d.now += 30*day - 1
	d.refused("bo", "vouched for the proposer's key", model.ErrRefused, yes)
	d.now -= 60 * day // a clock that is set back does not help
	d.refused("bo", "vouched for the proposer's key", model.ErrRefused, yes)
	d.now += 60*day + 1
	d.do("bo", yes)
}
