package workflow

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func claim(j Job, lease int64) Claim { c := NewClaim(j); c.Lease = lease; return c }

func TestClaims(t *testing.T) {
	d := start(t)
	p := d.propose(1)
	job := ProposalJob(p.ID)
	d.do("bo", NewClaim(job))
	if c := d.s.ClaimOf(job, d.time()); c == nil || c.By != "bo" || c.Until.Milli != d.now+DefaultLease.Milliseconds() {
		t.Fatalf("%+v", c)
	}
	first := d.last.Seq
	d.refused("cy", "bo is at work on 1 of 1", model.ErrRefused, NewClaim(job))

	d.now += 4 * minute
	d.do("bo", NewClaim(job))
	if c := d.s.ClaimOf(job, d.time()); c.Until.Milli != d.now+DefaultLease.Milliseconds() || c.Entry != first {
		t.Errorf("renewed: %+v", c)
	}
	d.do("bo", claim(job, minute))
	if c := d.s.ClaimOf(job, d.time()); c.Until.Milli != d.now+DefaultLease.Milliseconds() {
		t.Errorf("a shorter lease took away from the longer one: %+v", c)
	}

	d.now += DefaultLease.Milliseconds() - 1
	d.refused("cy", "bo is at work", model.ErrRefused, NewClaim(job))
	d.now++
	if c := d.s.ClaimOf(job, d.time()); c != nil {
		t.Errorf("it has run out: %+v", c)
	}
	d.nothing("bo", NewRelease(job))
	d.do("cy", NewClaim(job))
	if c := d.s.ClaimOf(job, d.time()); c.By != "cy" || c.Took != "" {
		t.Errorf("%+v", c)
	}

	take := NewClaim(job)
	take.TakeOver = true
	d.refused("ed", "a reason is needed", model.ErrUsage, take)
	take.Why = "cy is ill"
	d.do("ed", take)
	if c := d.s.ClaimOf(job, d.time()); c.By != "ed" || c.Took != "cy" || c.Why != "cy is ill" {
		t.Errorf("%+v", c)
	}
	d.nothing("cy", NewRelease(job))
	d.do("ed", NewRelease(job))
	n := 0
	for range d.s.Claims(d.time()) {
		n++
	}
	if n != 0 || d.s.ClaimOf(job, d.time()) != nil {
		t.Errorf("released, and %d claims", n)
	}
}

func TestWhatIsNotClaimed(t *testing.T) {
	d := start(t)
	p := d.propose(1)
	for _, lease := range []int64{-1, 1, 999, MaxLease.Milliseconds() + 1} {
		d.refused("bo", "a second to eight hours", model.ErrUsage, claim(ProposalJob(p.ID), lease))
	}
	d.do("bo", claim(ProposalJob(p.ID), MaxLease.Milliseconds()))
	for _, j := range []Job{ProposalJob(2), {OnCaseJob, 1}, {OnSampleJob, 1}, {"else", 1}} {
		d.refused("bo", "there is no such "+string(j.Kind), model.ErrNotFound, NewClaim(j))
		d.refused("bo", "there is no such "+string(j.Kind), model.ErrNotFound, NewSkip(j, ""))
	}
	d.refused("bo", "no account is named", model.ErrUsage, ClaimAccounts(nil))
	d.do("di", ShareLogin{Login: "desk", Why: "many"})
	d.refused("desk", "several persons share", model.ErrRefused, ClaimAccounts(ids([]uint32{5})), 5)
}

func TestClaimedAccounts(t *testing.T) {
	d := start(t)
	on := []uint32{3, 4}
	d.do("bo", ClaimAccounts(ids(on)), on...)
	if got := d.s.StatusOf(3, d.time()); got != ClaimedBy {
		t.Errorf("account 3 is %q", got)
	}
	d.refused("cy", "bo is at work on 1 of 2", model.ErrRefused, ClaimAccounts(ids([]uint32{4, 5})), 4, 5)
	d.do("bo", ReleaseAccounts(ids(on)), on[:1]...)
	d.do("cy", ClaimAccounts(ids([]uint32{3, 5})), 3, 5)
	d.do("di", Hold{Kind: "legal", Why: "wait"}, 3)
	if got := d.s.StatusOf(3, d.time()); got != OnHold {
		t.Errorf("account 3 is %q", got)
	}
	d.now += hour
	if got := d.s.StatusOf(4, d.time()); got != "" {
		t.Errorf("account 4 is %q", got)
	}
}

// review gives the one job of a person.
func (d *desk) review(login string) ReviewJob {
	d.Helper()
	jobs := d.s.Reviews(login, d.time())
	if len(jobs) != 1 {
		d.Fatalf("%d jobs", len(jobs))
	}
	return jobs[0]
}

// A claim keeps others from a verdict, and ends with the verdict of whoever has it.
func TestClaimsAndVerdicts(t *testing.T) {
	d := start(t)
	p := d.propose(1)
	d.do("bo", NewClaim(ProposalJob(p.ID)))
	d.do("cy", OpenProposal{ID: p.ID, Hash: p.Hash})
	d.refused("cy", "bo is reviewing it", model.ErrRefused, Approve{ID: p.ID, Hash: p.Hash})
	d.refused("cy", "bo is reviewing it", model.ErrRefused, Return{ID: p.ID, Hash: p.Hash, Note: "no"})
	d.refused("cy", "bo is at work on it", model.ErrRefused, NewSnooze(ProposalJob(p.ID), model.Time{Milli: d.now + day}, "later"))
	if j := d.review("cy"); j.Blocked != "bo is reviewing it" || j.Servable() {
		t.Errorf("%+v", j)
	}
	d.approve("bo", p.ID)
	if d.s.ClaimOf(ProposalJob(p.ID), d.time()) != nil {
		t.Error("the claim outlives the verdict")
	}
}

// What a person skips does not come back to them in the same round, unless it changes.
func TestSkips(t *testing.T) {
	d := start(t)
	p := d.propose(1)
	job := ProposalJob(p.ID)
	d.do("di", JoinLogins{Login: "cy.old", With: "cy", Why: "renamed"})
	d.do("cy", NewClaim(job))
	d.do("cy", NewSkip(job, "tired"))
	if d.s.ClaimOf(job, d.time()) != nil {
		t.Error("what is skipped is given back")
	}
	for login, want := range map[string]bool{"cy": true, "cy.old": true, "bo": false} {
		if j := d.review(login); j.Skipped != want || j.Servable() == want {
			t.Errorf("%s: %+v", login, j)
		}
	}
	d.do("cy", NewRound{})
	if j := d.review("cy"); j.Skipped || j.Back != "you skipped it in an earlier round" {
		t.Errorf("%+v", j)
	}
	d.do("cy", NewSkip(job, ""))
	d.do("ana", NewEdit(p.ID, "", ids([]uint32{1, 2}), good()), 1, 2)
	if j := d.review("cy"); j.Skipped || !strings.Contains(j.Back, "version 2, changed by ana; you skipped ") {
		t.Errorf("%+v", j)
	}
}

func TestSnoozes(t *testing.T) {
	d := start(t)
	p := d.propose(1)
	job, until := ProposalJob(p.ID), model.Time{Milli: d.now + day}
	d.refused("bo", "a reason is needed", model.ErrUsage, NewSnooze(job, until, " "))
	d.refused("bo", "the date until which", model.ErrUsage, NewSnooze(job, model.Time{}, "later"))
	d.do("bo", NewClaim(job))
	d.do("bo", NewSnooze(job, until, "waits for an answer"))
	if d.s.ClaimOf(job, d.time()) != nil {
		t.Error("what is put off is given back")
	}
	if j := d.review("cy"); j.Snoozed == nil || j.Snoozed.By != "bo" || j.Servable() || j.Back != "" {
		t.Errorf("%+v", j)
	}
	d.now = until.Milli
	if j := d.review("cy"); j.Snoozed != nil || !j.Servable() || j.Back != "put off by bo until today" {
		t.Errorf("%+v", j)
	}
	if z := d.s.SnoozeOf(job); z == nil || z.Why != "waits for an answer" {
		t.Errorf("%+v", z)
	}
}

func TestWhyAJobIsBack(t *testing.T) {
	d := start(t)
	d.do("di", SetRules{TOML: strings.Replace(defaultRules, "approvals = 1", "approvals = 2", 1), Why: "more"})
	p := d.propose(1)
	if j := d.review("bo"); j.Back != "" {
		t.Errorf("the first time: %q", j.Back)
	}
	d.approve("bo", p.ID)
	d.do("ana", NewEdit(p.ID, "", ids([]uint32{1, 2}), good()), 1, 2)
	if j := d.review("bo"); j.Back != "your verdict on an earlier version is void: the proposal was changed" {
		t.Errorf("bo: %q", j.Back)
	}
	if j := d.review("cy"); j.Back != "version 2, changed by ana" {
		t.Errorf("cy: %q", j.Back)
	}
	d.do("ed", NewClaim(ProposalJob(p.ID)))
	d.now += hour
	if j := d.review("cy"); !strings.HasSuffix(j.Back, "; ed had claimed it and let the time run out") {
		t.Errorf("cy: %q", j.Back)
	}
}

func TestTheOrderOfReviews(t *testing.T) {
	d := start(t)
	for ord := range uint32(5) {
		d.now += minute
		d.propose(ord)
	}
	d.do("bo", NewClaim(ProposalJob(4)))
	d.do("bo", NewSkip(ProposalJob(1), ""))
	d.do("cy", NewSnooze(ProposalJob(2), model.Time{Milli: d.now + day}, "later"))
	d.do("cy", NewClaim(ProposalJob(3)))
	var got []uint32
	for _, j := range d.s.Reviews("bo", d.time()) {
		got = append(got, j.ID)
	}
	if want := []uint32{4, 5, 1, 2, 3}; !equal(got, want) { // mine, free, skipped, put off, another's
		t.Errorf("%v, want %v", got, want)
	}
	for _, j := range d.s.Reviews("ana", d.time()) {
		if !strings.Contains(j.Blocked, "you have made or changed this proposal") {
			t.Errorf("ana may review her own: %+v", j)
		}
	}
}
