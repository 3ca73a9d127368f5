package workflow

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// The hash of a version is over the bytes in the body of its entry, so that anybody can check it
// with sha256sum.
func TestTheHashOfAVersion(t *testing.T) {
	d := start(t)
	terms := good()
	terms.Note, terms.Evidence = "a < b & \u2028 \"c\"", []Evidence{{Kind: "device", Value: "d", Holders: 2, All: 3, Bits: 4.5}}
	d.do("ana", NewProposal(ids([]uint32{1, 2}), terms), 1, 2)
	var body struct{ Terms json.RawMessage }
	if err := json.Unmarshal(d.last.Body, &body); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(body.Terms)
	p := d.s.Proposal(1)
	if want := hex.EncodeToString(sum[:]); p.Hash != want {
		t.Errorf("hash %s, want %s", p.Hash, want)
	}
	if p.Terms.Log != d.s.Log() || p.Terms.Proposal != 1 || p.Terms.Version != 1 || p.Terms.PolicyVersion != 1 || p.Terms.PolicySHA256 == "" ||
		p.Terms.Count != 2 || p.Terms.Confidence != "moderate" || p.Terms.Note != terms.Note || p.Made.By != "ana" || d.last.Value != "proposal 1" {
		t.Errorf("%+v", p)
	}
	if want := AccountsSHA256(ids([]uint32{1, 2})); p.Terms.AccountsSHA256 != want {
		t.Errorf("accounts %s, want %s", p.Terms.AccountsSHA256, want)
	}
}

func TestAccountsSHA256(t *testing.T) {
	all := []model.AccountID{{Platform: "b", Native: "2"}, {Platform: "a", Native: "10"}, {Platform: "a", Native: "9"}, {Platform: "b", Native: "2"}}
	sum := sha256.Sum256([]byte("a:10\na:9\nb:2\n"))
	if got, want := AccountsSHA256(all), hex.EncodeToString(sum[:]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if AccountsSHA256(all[:2]) == AccountsSHA256(all) {
		t.Error("one account fewer, and the same hash")
	}
}

func TestProposalsThatAreRefused(t *testing.T) {
	d := start(t)
	d.do("di", Hold{Kind: "legal", Why: "wait"}, 8)
	d.do("di", Protect{Why: "a source"}, 9)
	d.enforced(20)
	d.do("ana", NewProposal(ids([]uint32{21}), good()), 21)
	d.do("di", ShareLogin{Login: "desk", Why: "many"})
	for _, c := range []struct {
		change func(*Terms)
		text   string
		kind   model.ErrorKind
		ords   []uint32
	}{
		{func(t *Terms) { t.Policy = "other" }, "no such policy", model.ErrUsage, []uint32{1}},
		{func(t *Terms) { t.Policy = "" }, "no such policy", model.ErrUsage, []uint32{1}},
		{func(t *Terms) { t.Action = "delete" }, "does not allow that action", model.ErrUsage, []uint32{1}},
		{func(t *Terms) { t.Action = Reinstate }, "does not allow that action", model.ErrUsage, []uint32{1}},
		{func(t *Terms) { t.Reason = "x" }, "no such reason", model.ErrUsage, []uint32{1}},
		{func(t *Terms) { t.Confidence = "sure" }, "confidence is low", model.ErrUsage, []uint32{1}},
		{func(t *Terms) { t.Note = " " }, "a statement of the facts is needed", model.ErrUsage, []uint32{1}},
		{func(t *Terms) { t.Benign = "" }, "the best innocent explanation", model.ErrUsage, []uint32{1}},
		{func(t *Terms) { t.Alternatives = model.Untrusted(strings.Repeat("x", 65<<10)) }, "too long", model.ErrLimit, []uint32{1}},
		{func(t *Terms) { t.Note = "\xff" }, "UTF-8", model.ErrUsage, []uint32{1}},
		{func(t *Terms) { t.Case = 1 }, "no such case", model.ErrNotFound, []uint32{1}},
		{func(*Terms) {}, "no account is named", model.ErrUsage, nil},
		{func(*Terms) {}, "1 of 2 accounts are on hold", model.ErrRefused, []uint32{1, 8}},
		{func(*Terms) {}, "1 of 2 accounts are protected", model.ErrRefused, []uint32{1, 9}},
		{func(t *Terms) { t.Second = " \t" }, "1 of 1 accounts are protected", model.ErrRefused, []uint32{9}},
		{func(*Terms) {}, "1 of 2 accounts cannot be proposed now: 1 proposed", model.ErrRefused, []uint32{1, 21}},
		{func(*Terms) {}, "in force already", model.ErrRefused, []uint32{1, 20}},
	} {
		terms := good()
		c.change(&terms)
		d.refused("ana", c.text, c.kind, NewProposal(ids(c.ords), terms), c.ords...)
	}
	d.refused("desk", "several persons share", model.ErrRefused, NewProposal(ids([]uint32{1}), good()), 1)

	second := good()
	second.Second = "the victim asked for it"
	d.do("ana", NewProposal(ids([]uint32{9}), second), 9)
	other := good()
	other.Action = "terminate"
	d.do("ana", NewProposal(ids([]uint32{20}), other), 20)
	if got := d.s.given.proposal; got != 4 {
		t.Errorf("refused proposals took numbers: the last is %d", got)
	}
}

func TestEditingAProposal(t *testing.T) {
	d := start(t)
	p := d.propose(1, 2, 3)
	d.approve("bo", p.ID)
	d.want(Approved, 1, 2, 3)
	d.refused("cy", "changed meanwhile", model.ErrRefused, NewEdit(p.ID, strings.Repeat("0", 64), ids([]uint32{1}), good()), 1)
	d.do("cy", NewEdit(p.ID, p.Hash, ids([]uint32{1, 2, 4}), good()), 1, 2, 4)
	now := d.s.Proposal(p.ID)
	if now.Hash == p.Hash || now.Terms.Version != 2 || now.Status != Proposed || len(now.Approvals) != 0 || len(now.Voided) != 1 ||
		now.Voided[0].Void != "the proposal was changed" || !equal(now.Editors, []string{"ana", "cy"}) || now.Made.By != "ana" || now.Changed.By != "cy" {
		t.Errorf("%+v", now)
	}
	d.want(Proposed, 1, 2, 4)
	d.want("", 3)
	const made = "made or changed this proposal"
	for _, who := range []string{"ana", "cy"} {
		d.do(who, OpenProposal{ID: p.ID, Hash: now.Hash})
		d.refused(who, made, model.ErrRefused, Approve{ID: p.ID, Hash: now.Hash})
		d.refused(who, made, model.ErrRefused, Return{ID: p.ID, Hash: now.Hash, Note: "no"})
	}
	d.refused("bo", "not the version that stands", model.ErrRefused, Approve{ID: p.ID, Hash: p.Hash})
	d.refused("bo", "have not opened this version", model.ErrRefused, Approve{ID: p.ID, Hash: now.Hash})
	d.approve("bo", p.ID)
	d.do("cy", Seal{Action: "suspend", On: ids([]uint32{1})}, 1)
	d.refused("cy", "in a batch and cannot be changed", model.ErrRefused, NewEdit(p.ID, "", ids([]uint32{2}), good()), 2)
	d.refused("ana", "in a batch and cannot be withdrawn", model.ErrRefused, Withdraw{ID: p.ID, Why: "no"})
}

// An account that leaves a proposal is where it was before it came into it.
func TestLeavingAProposal(t *testing.T) {
	d := start(t)
	b := d.enforced(1, 2)
	d.say(b.ID, Undone, 2)
	d.do("di", Dismiss{As: "duplicate", Why: "the same twice"}, 3)
	all := []uint32{1, 2, 3, 4}
	terms := good()
	terms.Action = "terminate"
	for _, how := range []string{"withdrawn", "left out"} {
		d.do("ana", NewProposal(ids(all), terms), all...)
		d.want(Proposed, all...)
		if how == "withdrawn" {
			d.do("bo", Return{ID: d.s.given.proposal, Hash: d.s.Proposal(d.s.given.proposal).Hash, Note: "no"})
			d.want(Returned, all...)
			d.do("ana", Withdraw{ID: d.s.given.proposal, Why: "no"})
		} else {
			d.do("ana", NewEdit(d.s.given.proposal, "", ids([]uint32{9}), terms), 9)
		}
		d.want(Enforced, 1)
		d.want(Failed, 2)
		d.want(Dismissed, 3)
		d.want("", 4)
		if c := d.s.Cell(1); c.Proposal != 1 || c.Batch != b.ID || !equal(c.InForce, []string{"suspend"}) {
			t.Errorf("%s: account 1 is %+v", how, c)
		}
		if c := d.s.Cell(3); c.As != "duplicate" {
			t.Errorf("%s: account 3 is %+v", how, c)
		}
	}
	// What enforcement says meanwhile counts.
	p := []uint32{5}
	b = d.enforced(p...)
	d.do("ana", NewProposal(ids(p), terms), p...)
	d.say(b.ID, NotFound, p...)
	d.want(Proposed, p...)
	d.do("ana", Withdraw{ID: d.s.given.proposal, Why: "no"})
	d.want(Failed, p...)
	if c := d.s.Cell(5); len(c.InForce) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestWithdrawing(t *testing.T) {
	d := start(t)
	p := d.propose(1)
	d.refused("bo", "by those who made it", model.ErrRefused, Withdraw{ID: p.ID, Why: "no"})
	d.refused("ana", "a reason is needed", model.ErrUsage, Withdraw{ID: p.ID})
	d.refused("ana", "no such proposal", model.ErrNotFound, Withdraw{ID: 9, Why: "no"})
	d.approve("bo", p.ID)
	d.do("ana", Withdraw{ID: p.ID, Why: "a mistake"})
	if p := d.s.Proposal(p.ID); p.Status != Withdrawn || len(p.Approvals) != 0 || p.Voided[0].Void != "the proposal was withdrawn" {
		t.Errorf("%+v", p)
	}
	d.want("", 1)
	d.refused("bo", "withdrawn, not in review", model.ErrRefused, Approve{ID: p.ID, Hash: p.Hash})
	d.refused("ana", "is withdrawn", model.ErrRefused, Withdraw{ID: p.ID, Why: "no"})
	d.refused("cy", "no account is ready", model.ErrRefused, Seal{Action: "suspend"})
}
