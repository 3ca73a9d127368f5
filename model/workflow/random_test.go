package workflow

import (
	"crypto/ed25519"
	"flag"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

var histories = flag.Int("histories", 600, "random histories of the work; 100000 take minutes")

// steady has rapid check so much, and the same each time, unless its flags say otherwise.
func steady(t *testing.T, checks int) {
	for name, value := range map[string]string{"rapid.checks": strconv.Itoa(checks), "rapid.nofailfile": "true", "rapid.seed": "5"} {
		if f := flag.Lookup(name); f.Value.String() == f.DefValue {
			flag.Set(name, value)
			t.Cleanup(func() { flag.Set(name, f.DefValue) })
		}
	}
}

// TestRandomHistories has several persons work under several logins, and an independent reading
// of the log say after each step what must not have happened.
func TestRandomHistories(t *testing.T) {
	steady(t, *histories)
	real := random
	random = func(b []byte) { clear(b) } // the same histories each time
	t.Cleanup(func() { random = real })
	n := newTally()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, n)
		w.begin()
		for range 24 + w.n(12) {
			w.step()
		}
		w.finish()
	})
	for _, verb := range slices.Sorted(maps.Keys(decoders)) {
		t.Logf("%-10s accepted %6d  refused %6d  forged %6d", verb, n.accepted[verb], n.refused[verb], n.forged[verb])
		if n.accepted[verb] == 0 && !t.Failed() {
			t.Errorf("no %s was ever accepted: the test shows nothing about it", verb)
		}
	}
	for _, verb := range []string{"propose", "edit", "approve", "seal", "handoff"} {
		t.Logf("kept from being done by a hold on a case: %-8s %6d", verb, n.cases[verb])
		if n.cases[verb] == 0 && !t.Failed() {
			t.Errorf("a hold on a case never refused one %s: the test shows nothing about it", verb)
		}
	}
	for _, fate := range []string{"refused", "refused afterwards", "approved again", "an earlier form", "an earlier form too late"} {
		t.Logf("hand-offs of what has lost approvals: %-24s %6d", fate, n.handoff[fate])
		if n.handoff[fate] == 0 && !t.Failed() {
			t.Errorf("hand-offs of what has lost approvals: none %s", fate)
		}
	}
	for _, fate := range []string{"waits", "seconded", "ended"} {
		t.Logf("rules that make deciding easier: %-8s %6d", fate, n.rules[fate])
		if n.rules[fate] == 0 && !t.Failed() {
			t.Errorf("rules that make deciding easier: none %s", fate)
		}
	}
}

// begin says who is who, most of the time.
func (w *world) begin() {
	if !w.chance(6) {
		w.act(SetRules{TOML: tomlOf(0), Why: "begin"}, "di")
	}
	if w.chance(2) {
		w.act(JoinLogins{Login: "Ana.B", With: "ana", Why: "renamed"}, "di")
	}
	if w.chance(2) {
		w.act(JoinLogins{Login: "cy.old", With: "cy", Why: "renamed"}, "cy")
	}
	if w.chance(3) {
		w.act(ShareLogin{Login: "desk", Among: []string{"bo", "di"}[:w.n(3)], Why: "a desk"}, "ed")
	}
	for _, n := range []string{"bo", "cy", "ed"} {
		if w.chance(2) {
			w.enrol(n)
		}
	}
}

func (w *world) enrol(login string) {
	w.act(EnrolKey{Login: login, Key: publicKey(login)}, login)
	w.act(VouchKey{Login: login, Key: publicKey(login)}, w.login())
}

// step does one thing. Half of the time it is the next on the way to a batch and beyond, or the
// histories would end before they get there.
func (w *world) step() {
	switch w.n(12) {
	case 0:
		w.now -= int64(w.n(3_600_000))
	case 1:
		w.now += int64(w.n(40 * 24 * 3_600_000))
	default:
		w.now += int64(w.n(120_000))
	}
	switch w.n(20) {
	default:
		w.onward()
	case 8:
		w.loseApprovals()
	case 9:
		w.holdCase()
	case 10, 11:
		w.undoOrRedo()
	case 12:
		w.forge()
	case 13, 14:
		w.review()
	case 15, 16:
		w.batch()
	case 17:
		w.people()
	case 18, 19:
		w.other()
	}
}

// onward takes a proposal, a batch or an appeal to where it goes next.
func (w *world) onward() {
	if list := w.s.Appeals(); len(list) > 0 && w.chance(3) {
		w.act(DecideAppeal{ID: of(w, list).ID, Outcome: Outcomes[w.n(2)], Note: "decided"}, w.login())
		return
	}
	if list := w.s.Batches(); len(list) > 0 && w.chance(2) {
		w.onwardBatch(of(w, list))
		return
	}
	var open []*Proposal
	for _, p := range w.s.Proposals() {
		if p.Status == Proposed || p.Status == Approved && p.Sealed == 0 {
			open = append(open, p)
		}
	}
	if len(open) == 0 || w.chance(6) {
		w.propose()
		return
	}
	switch p := of(w, open); p.Status {
	case Approved:
		if w.chance(4) {
			w.act(Seal{Action: p.Terms.Action, On: ids(p.Accounts)}, w.login(), p.Accounts...)
			return
		}
		w.act(Seal{Action: p.Terms.Action}, w.login())
	default:
		who := w.login()
		w.act(OpenProposal{ID: p.ID, Hash: p.Hash}, who)
		w.approve(p, who)
	}
}

func (w *world) onwardBatch(b *Batch) {
	switch {
	case len(b.Out) == 0:
		w.act(HandOff{ID: b.ID, Manifest: strings.Repeat("a", 64)}, w.login())
	case b.Count(Pending) > 0 && w.chance(2):
		w.confirm(b, b.Accounts)
	case len(w.s.inBatch(b, Overturned)) > 0:
		w.act(Seal{Action: Reinstate}, w.login())
	default:
		w.act(FileAppeal{Text: "it is me"}, w.login(), of(w, b.Accounts))
	}
}

// loseApprovals has it come out that two persons behind a batch are one. Then somebody tries to
// hand it off all the same, and others approve it who have not yet.
func (w *world) loseApprovals() {
	var sealed []*Batch
	for _, b := range w.s.Batches() {
		if b.Action != Reinstate && (len(b.Out) == 0 || w.chance(6)) {
			sealed = append(sealed, b)
		}
	}
	if len(sealed) == 0 {
		w.onward()
		return
	}
	b := of(w, sealed)
	p := w.s.Proposal(of(w, b.Proposals).Proposal)
	if w.chance(4) {
		w.act(ShareLogin{Login: of(w, p.Approvals).By, Why: "a desk"}, w.login())
	} else {
		w.act(JoinLogins{Login: of(w, p.Approvals).By, With: of(w, append(p.Editors, of(w, p.Approvals).By)), Why: "one person"}, w.login())
	}
	lost := !w.s.enough(w.s.Proposal(p.ID))
	for range w.n(5) {
		who := w.login()
		switch w.n(4) {
		case 0:
			if !w.act(HandOff{ID: b.ID, Manifest: strings.Repeat("a", 64)}, w.login()) && lost && len(b.Out) > 0 {
				w.tally.handoff["refused afterwards"]++
			}
		default:
			w.act(OpenProposal{ID: p.ID, Hash: p.Hash}, who)
			w.approve(p, who)
		}
	}
	if w.act(HandOff{ID: b.ID, Manifest: strings.Repeat("a", 64)}, w.login()) && lost {
		w.tally.handoff["approved again"]++
	}
}

// version gives the hash of the version that stands, most of the time, or of one that stood.
func (w *world) version(p *Proposal) string {
	if len(p.Opened) > 0 && w.chance(6) {
		return of(w, p.Opened).Hash
	}
	return p.Hash
}

// approve signs where the login has a key, most of the time.
func (w *world) approve(p *Proposal, who string) {
	a := Approve{ID: p.ID, Hash: w.version(p)}
	signs := w.s.trusted(who) != nil
	if w.chance(8) {
		signs = !signs
	}
	if signs {
		key := keyOf[who]
		if w.chance(10) {
			key = keyOf[w.login()]
		}
		a.Signature = ed25519.Sign(key, ApprovalText(w.s.log, p.ID, a.Hash))
		if w.chance(12) {
			a.Signature[3]++
		}
	}
	w.act(a, who)
}

func (w *world) terms() Terms {
	t := Terms{Action: of(w, []string{"suspend", "suspend", "terminate", "no-action"}), Policy: of(w, []string{"one", "one", "two", "three", "keyed", "strict"}),
		Reason: "r", Note: "facts", Benign: "none", Confidence: of(w, Confidences)}
	if w.chance(3) {
		t.Second = "for a second reason"
	}
	if list := w.s.Cases(); len(list) > 0 && !w.chance(3) {
		t.Case = of(w, list).ID
	}
	return t
}

func (w *world) propose() {
	ords, terms := w.some(10), w.terms()
	if w.chance(3) {
		ords = first(&w.s.cells, ords, func(c *Cell) bool { return c.Status == Enforced })
	}
	w.act(NewProposal(ids(ords), terms), w.login(), ords...)
}

func (w *world) confirm(b *Batch, ords []uint32) {
	results := make([]Result, len(ords))
	for i := range results {
		results[i] = []Result{Done, Done, Done, Undone, NotFound}[w.n(5)]
	}
	w.act(Confirm{ID: b.ID, Results: results, Messages: map[uint32]model.Untrusted{ords[0]: "so"}}, w.login(), ords...)
}

// review does something about a proposal, whether it makes sense or not.
func (w *world) review() {
	list := w.s.Proposals()
	if len(list) == 0 {
		w.propose()
		return
	}
	p, who := of(w, list), w.login()
	hash := w.version(p)
	switch w.n(14) {
	case 0, 1:
		ords := w.some(10)
		if w.chance(2) {
			ords = p.Accounts
		}
		before := ""
		if w.chance(3) {
			before = hash
		}
		w.act(NewEdit(p.ID, before, ids(ords), w.terms()), who, ords...)
	case 2:
		w.act(Withdraw{ID: p.ID, Why: "no"}, who)
	case 3:
		w.act(OpenProposal{ID: p.ID, Hash: hash}, who)
	case 4:
		w.approve(p, who)
	case 5, 6:
		w.act(Return{ID: p.ID, Hash: hash, Note: "no"}, who)
	case 7, 8:
		for _, q := range list {
			if q.Status == Returned && w.chance(2) {
				p, who = q, q.Back.By
			}
		}
		if len(p.Approvals) > 0 {
			who = of(w, p.Approvals).By
		}
		w.act(Retract{ID: p.ID}, who)
	case 9:
		w.act(DrawSample{Count: 1 + w.n(3)}, who)
	case 10, 11:
		if list := w.s.Samples(); len(list) > 0 {
			w.act(Assess{ID: of(w, list).ID, Agrees: w.chance(2), Note: "so"}, who)
		}
	default:
		w.job(ProposalJob(p.ID), who)
	}
}

// job does something about a claim.
func (w *world) job(j Job, who string) {
	switch w.n(8) {
	case 0, 1:
		c := NewClaim(j)
		c.TakeOver, c.Why = w.chance(4), "mine"
		w.act(c, who)
	case 2, 3:
		for _, p := range w.s.Proposals() {
			if x := ProposalJob(p.ID); w.s.ClaimOf(x, model.Time{Milli: w.now}) != nil && w.chance(2) {
				j = x
			}
		}
		if c := w.s.ClaimOf(j, model.Time{Milli: w.now}); c != nil {
			who = c.By
		}
		w.act(NewRelease(j), who)
	case 4:
		w.act(NewSkip(j, "later"), who)
	case 5:
		w.act(NewSnooze(j, model.Time{Milli: w.now + 3_600_000}, "later"), who)
	case 6:
		w.act(NewRound{}, who)
	default:
		ords := w.some(4)
		w.act(ClaimAccounts(ids(ords)), who, ords...)
	}
}

// batch does something about batches and accounts, whether it makes sense or not.
func (w *world) batch() {
	who, ords := w.login(), w.some(4)
	list := w.s.Batches()
	switch w.n(10) {
	case 0:
		action := of(w, []string{"suspend", "terminate", Reinstate})
		w.act(Seal{Action: action, On: ids(ords), Retry: w.chance(2)}, who, ords...)
	case 1:
		w.act(Seal{Action: of(w, []string{"suspend", "terminate", Reinstate}), Retry: w.chance(2)}, who)
	case 2, 3:
		if len(list) > 0 {
			b := of(w, list)
			w.confirm(b, b.Accounts[:1+w.n(len(b.Accounts))])
		}
	case 4, 5:
		if len(list) > 0 {
			w.act(Reverse{Reverses: of(w, list).ID, Why: "wrong"}, who)
		}
	case 6:
		w.act(FileAppeal{Text: "it is me"}, who, ords[0])
	case 7:
		w.act(Dismiss{As: of(w, DismissedAs), Why: "no"}, who, ords...)
	case 8:
		if w.chance(2) {
			ords = first(&w.s.cells, ords, func(c *Cell) bool { return c.Status == Approved })
		} else if len(list) > 0 {
			ords = of(w, list).Accounts[:1]
		}
		w.act(Hold{Kind: "legal", Why: "wait"}, who, ords...)
	default:
		w.act(Protect{Why: "a source"}, who, ords...)
	}
}
