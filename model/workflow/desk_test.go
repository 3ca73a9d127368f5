package workflow

import (
	"crypto/ed25519"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// desk is a state on which a test acts.
type desk struct {
	*testing.T
	s    *State
	now  int64
	last Event
}

const (
	minute = int64(60_000)
	hour   = 60 * minute
	day    = 24 * hour
)

func start(t *testing.T) *desk {
	d := &desk{T: t, s: New("0123456789abcdef"), now: 1_700_000_000_000}
	if err := d.s.Apply(Event{Verb: "create"}); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) time() model.Time { return model.Time{Milli: d.now} }

// do acts, and gives the entry.
func (d *desk) do(who string, a Action, ords ...uint32) uint64 {
	d.Helper()
	e, err := d.s.Draft(a, Event{Time: d.time(), Actor: who, Subjects: ords})
	if err != nil {
		d.Fatalf("%s: %v", a.Verb(), err)
	}
	s := d.s.Clone()
	if err := s.Apply(e); err != nil {
		d.Fatal(err)
	}
	if n := len(s.Violations()); n > len(d.s.Violations()) {
		d.Fatalf("%s was drafted and is refused: %v", a.Verb(), s.Violations()[n-1])
	}
	d.s, d.last = s, e
	return e.Seq
}

// refused tries what is not allowed; the error has to have a text and a kind.
func (d *desk) refused(who, text string, kind model.ErrorKind, a Action, ords ...uint32) {
	d.Helper()
	before := dump(d.s, true)
	_, err := d.s.Draft(a, Event{Time: d.time(), Actor: who, Subjects: ords})
	switch {
	case err == nil:
		d.Errorf("%s by %s is allowed", a.Verb(), who)
	case !strings.Contains(err.Error(), text) || model.KindOf(err) != kind:
		d.Errorf("%s by %s: %q of kind %s, want %q of kind %s", a.Verb(), who, err, model.KindOf(err), text, kind)
	}
	if dump(d.s, true) != before {
		d.Errorf("%s changed the state and is refused", a.Verb())
	}
}

// nothing does what would change nothing.
func (d *desk) nothing(who string, a Action, ords ...uint32) {
	d.Helper()
	if _, err := d.s.Draft(a, Event{Time: d.time(), Actor: who, Subjects: ords}); err != ErrNothing {
		d.Errorf("%s by %s: %v, want nothing to change", a.Verb(), who, err)
	}
}

// good are terms that the default rules take.
func good() Terms {
	return Terms{Action: "suspend", Policy: "default", Reason: "coordinated-operation", Note: "one hand", Benign: "a household; but the devices differ"}
}

// propose has ana propose the suspension of accounts.
func (d *desk) propose(ords ...uint32) *Proposal {
	d.Helper()
	d.do("ana", NewProposal(ids(ords), good()), ords...)
	return d.s.Proposal(d.s.given.proposal)
}

func (d *desk) approve(who string, id uint32) {
	d.Helper()
	p := d.s.Proposal(id)
	if !d.s.opened(p, who) {
		d.do(who, OpenProposal{ID: id, Hash: p.Hash})
	}
	d.do(who, Approve{ID: id, Hash: p.Hash})
}

// sealed brings accounts into a batch: ana proposes, bo approves, cy seals.
func (d *desk) sealed(ords ...uint32) *Batch {
	d.Helper()
	p := d.propose(ords...)
	d.approve("bo", p.ID)
	d.do("cy", Seal{Action: p.Terms.Action, On: ids(ords)}, ords...)
	return d.s.Batch(d.s.given.batch)
}

// rules sets rules, by two persons where it takes two.
func (d *desk) rules(toml, why string) {
	d.Helper()
	a := SetRules{TOML: toml, Why: model.Untrusted(why)}
	d.do("di", a)
	if _, _, waits := d.s.PendingRules(); waits {
		d.do("ed", a)
	}
}

var manifest = strings.Repeat("0a", 32)

// out brings accounts into a batch that is handed off.
func (d *desk) out(ords ...uint32) *Batch {
	d.Helper()
	b := d.sealed(ords...)
	d.do("cy", HandOff{ID: b.ID, Manifest: manifest})
	return d.s.Batch(b.ID)
}

// enforced brings accounts into a batch that is done.
func (d *desk) enforced(ords ...uint32) *Batch {
	d.Helper()
	b := d.out(ords...)
	d.say(b.ID, Done, ords...)
	return d.s.Batch(b.ID)
}

func (d *desk) say(batch uint32, r Result, ords ...uint32) {
	d.Helper()
	d.do("cy", Confirm{ID: batch, Results: slices.Repeat([]Result{r}, len(ords))}, ords...)
}

func (d *desk) want(st Status, ords ...uint32) {
	d.Helper()
	for _, ord := range ords {
		if got := d.s.Cell(ord).Status; got != st {
			d.Errorf("account %d is %q, want %q", ord, got, st)
		}
	}
}

func (d *desk) sign(login string, p *Proposal) []byte {
	return ed25519.Sign(keyOf[login], ApprovalText(d.s.log, p.ID, p.Hash))
}

// full gives a state with something in every table.
func full(t *testing.T) *State {
	d := start(t)
	d.do("di", SetRules{TOML: tomlOf(0) + strings.Replace(defaultRules, `id = "ring"`, `id = "another"`, 1), Why: "more"})
	d.do("di", JoinLogins{Login: "cy.old", With: "cy", Why: "renamed"})
	d.do("di", OpenCase{Template: "ring", FollowUp: d.now + day}, 1, 2)
	d.do("di", SetValues{ID: 1, Values: []model.Untrusted{"email:a@b.c"}})
	d.do("di", GiveOut{ID: 1, Profile: "full", Formats: []string{"json"}, Manifest: strings.Repeat("e", 64)})
	d.do("di", SetTag{On: ids([]uint32{1}), Tag: "t"}, 1)
	d.do("di", JudgeLink{Verdict: "same"}, 1, 2)
	d.do("di", IgnoreValue{Kind: "device", Value: "d", Why: "all have it"})
	d.do("di", SetMasking{Kinds: Masked[:1], Why: "law"})
	d.do("di", Reveal{Why: "to call"}, 1)
	d.do("di", AddNote{On: On{Kind: Account}, Text: "seen"}, 1)
	d.do("di", Protect{Why: "a source"}, 9)
	d.do("di", Hold{Kind: "legal", Why: "wait"}, 8)
	b := d.enforced(1, 2, 3)
	d.do("di", FileAppeal{Text: "it is me"}, b.Accounts[0])
	d.do("di", DrawSample{Count: 1})
	p := d.propose(5, 6)
	d.do("bo", NewClaim(ProposalJob(p.ID)))
	d.do("ed", NewSkip(ProposalJob(p.ID), "later"))
	d.do("bo", NewSnooze(Job{OnCaseJob, 1}, model.Time{Milli: d.now + day}, "later"))
	if err := d.s.Apply(Event{Seq: d.s.Next(), Actor: "ed", Verb: "undo", Body: []byte(`{"entry":1}`)}); err != nil {
		t.Fatal(err)
	}
	return d.s
}
