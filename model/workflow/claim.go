package workflow

import (
	"fmt"
	"slices"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// JobKind is what a job is about.
type JobKind string

// The kinds of job.
const (
	OnAccountJob  JobKind = "account"
	OnProposalJob JobKind = "proposal"
	OnCaseJob     JobKind = "case"
	OnSampleJob   JobKind = "sample"
)

// Job is one piece of work that one person at a time does.
type Job struct {
	Kind JobKind `json:"kind"`
	ID   uint32  `json:"id"` // an account's ordinal, or a number of the others
}

// DefaultLease and MaxLease are for how long a claim holds without being renewed.
const (
	DefaultLease = 10 * time.Minute
	MaxLease     = 8 * time.Hour
)

// Claimed is the claim on a job.
type Claimed struct {
	Mark             // of the first entry
	Until model.Time // then it has run out
	Took  string     // from whom it was taken over; "" for nobody
	Why   model.Untrusted
}

// ClaimOf gives the claim that holds on a job; nil where there is none.
func (s *State) ClaimOf(j Job, now model.Time) *Claimed {
	if c := s.claims.get(j); c != nil && c.Until.Milli > now.Milli {
		return c
	}
	return nil
}

// Claims gives the claims that hold, in no order.
func (s *State) Claims(now model.Time) func(yield func(Job, *Claimed) bool) {
	return func(yield func(Job, *Claimed) bool) {
		for j, c := range s.claims.each {
			if c.Until.Milli > now.Milli && !yield(j, c) {
				return
			}
		}
	}
}

// jobs is what claims, releases and the like are about: one job, or the accounts that are
// the event's subjects.
type jobs struct {
	On  []model.AccountID `json:"-"`
	Job Job               `json:"job,omitzero"`
}

// Accounts implements [Action].
func (a jobs) Accounts() []model.AccountID { return a.On }

// value names the job in the log.
func (a jobs) value() string {
	if a.Job.Kind == "" {
		return ""
	}
	return fmt.Sprint(a.Job.Kind, " ", a.Job.ID)
}

func (a jobs) all(s *State, e Event) ([]Job, error) {
	if a.Job.Kind == "" {
		out := make([]Job, len(e.Subjects))
		for i, ord := range e.Subjects {
			out[i] = Job{OnAccountJob, ord}
		}
		return out, someone(e.Subjects)
	}
	there := false
	switch a.Job.Kind {
	case OnProposalJob:
		there = s.proposals.get(a.Job.ID) != nil
	case OnCaseJob:
		there = s.cases.get(a.Job.ID) != nil
	case OnSampleJob:
		there = s.samples.get(a.Job.ID) != nil
	}
	if !there {
		return nil, unknown(string(a.Job.Kind))
	}
	return []Job{a.Job}, nil
}

// ProposalJob names the review of a proposal.
func ProposalJob(id uint32) Job { return Job{OnProposalJob, id} }

// Claim leases jobs to a person, or renews the lease.
type Claim struct {
	jobs
	Lease    int64           `json:"lease,omitempty"`     // milliseconds; 0 is DefaultLease, at most MaxLease
	TakeOver bool            `json:"take_over,omitempty"` // from whoever has it
	Why      model.Untrusted `json:"why,omitempty"`       // needed to take over
}

// NewClaim makes the action that claims a job; ClaimAccounts that which claims accounts.
func NewClaim(j Job) Claim { return Claim{jobs: jobs{Job: j}} }

// ClaimAccounts makes the action that claims accounts.
func ClaimAccounts(ids []model.AccountID) Claim { return Claim{jobs: jobs{On: ids}} }

// Verb implements [model.Action].
func (Claim) Verb() string { return "claim" }

func (a Claim) prepare(_ *State, e *Event) (Action, error) { e.Value = a.value(); return a, nil }

func (a Claim) apply(s *State, e Event) error {
	list, err := a.all(s, e)
	if err != nil {
		return err
	}
	lease := time.Duration(a.Lease) * time.Millisecond
	if a.Lease == 0 {
		lease = DefaultLease
	}
	if lease < time.Second || lease > MaxLease {
		return &model.Error{Kind: model.ErrUsage, Message: "a claim holds for a second to eight hours"}
	}
	if l, _ := s.Login(e.Actor); l.Shared {
		return refuse("nothing is claimed under a login that several persons share", "sign in as yourself: --as NAME")
	}
	if a.TakeOver {
		if err := checkReason(a.Why); err != nil {
			return err
		}
	}
	var others int
	var holder string
	for _, j := range list {
		if c := s.ClaimOf(j, e.Time); c != nil && !s.samePerson(c.By, e.Actor) {
			others++
			holder = c.By
		}
	}
	if others > 0 && !a.TakeOver {
		return refuse(fmt.Sprintf("%s is at work on %d of %d", holder, others, len(list)), "wait, or take it over with a reason")
	}
	for _, j := range list {
		c := &Claimed{Mark: markOf(e), Until: model.Time{Milli: e.Time.Milli + lease.Milliseconds()}}
		if old := s.ClaimOf(j, e.Time); old != nil {
			if s.samePerson(old.By, e.Actor) {
				c.Mark, c.Took, c.Why = old.Mark, old.Took, old.Why
				c.Until.Milli = max(c.Until.Milli, old.Until.Milli)
			} else {
				c.Took, c.Why = old.By, a.Why
			}
		}
		set(s, claims, j, c)
	}
	return nil
}

// endClaim ends the claim on a job that has been done.
func (s *State) endClaim(j Job) {
	if s.claims.get(j) != nil {
		set(s, claims, j, nil)
	}
}

// Release gives jobs back that a person has claimed.
type Release struct{ jobs }

// NewRelease makes the action that gives a job back.
func NewRelease(j Job) Release { return Release{jobs{Job: j}} }

// ReleaseAccounts makes the action that gives accounts back.
func ReleaseAccounts(ids []model.AccountID) Release { return Release{jobs{On: ids}} }

// Verb implements [model.Action].
func (Release) Verb() string { return "release" }

func (a Release) prepare(_ *State, e *Event) (Action, error) { e.Value = a.value(); return a, nil }

func (a Release) apply(s *State, e Event) error {
	list, err := a.all(s, e)
	if err != nil {
		return err
	}
	mine := slices.DeleteFunc(list, func(j Job) bool {
		c := s.ClaimOf(j, e.Time)
		return c == nil || !s.samePerson(c.By, e.Actor)
	})
	if len(mine) == 0 {
		return ErrNothing
	}
	for _, j := range mine {
		set(s, claims, j, nil)
	}
	return nil
}

type skipKey struct {
	job    Job
	person string
}

// Skipped says that a person passed a job by.
type Skipped struct {
	Mark
	Hash  string // version of the proposal that was passed by; "" for other jobs
	Round int
}

// holds reports whether a skip still keeps the job from its person: in the same round, and as
// long as the job is the same.
func (k *Skipped) holds(s *State, login, hash string) bool {
	return k != nil && k.Round == s.round(login) && k.Hash == hash
}

// personKey names the person of a login, for what is kept by person. A login that several
// persons share keeps its own.
func (s *State) personKey(login string) string {
	if s.shared(login) {
		return loginKey(login)
	}
	return s.persons(login)[0]
}

// round counts the rounds that a person has begun.
func (s *State) round(login string) int {
	if r := s.settings.get("round " + s.personKey(login)); r != nil {
		return r.Number
	}
	return 0
}

// Skip passes a job by: it is given back, and does not come to the same person again before
// their next round.
type Skip struct {
	jobs
	Why model.Untrusted `json:"why,omitempty"`
}

// NewSkip makes the action that passes a job by.
func NewSkip(j Job, why model.Untrusted) Skip { return Skip{jobs{Job: j}, why} }

// Verb implements [model.Action].
func (Skip) Verb() string { return "skip" }

func (a Skip) prepare(_ *State, e *Event) (Action, error) { e.Value = a.value(); return a, nil }

func (a Skip) apply(s *State, e Event) error {
	if err := checkText("the reason", a.Why, false, maxReason); err != nil {
		return err
	}
	list, err := a.all(s, e)
	if err != nil {
		return err
	}
	for _, j := range list {
		if c := s.ClaimOf(j, e.Time); c != nil && s.samePerson(c.By, e.Actor) {
			set(s, claims, j, nil)
		}
		k := &Skipped{Mark: markOf(e), Round: s.round(e.Actor)}
		if p := s.proposals.get(j.ID); j.Kind == OnProposalJob && p != nil {
			k.Hash = p.Hash
		}
		set(s, skips, skipKey{j, s.personKey(e.Actor)}, k)
	}
	return nil
}

// NewRound brings back the jobs that a person has skipped.
type NewRound struct{ noAccounts }

// Verb implements [model.Action].
func (NewRound) Verb() string { return "round" }

func (a NewRound) prepare(*State, *Event) (Action, error) { return a, nil }

func (a NewRound) apply(s *State, e Event) error {
	set(s, settings, "round "+s.personKey(e.Actor), &Setting{Mark: markOf(e), Number: s.round(e.Actor) + 1})
	return nil
}

// Snoozed says that a job was put off.
type Snoozed struct {
	Mark
	Until model.Time
	Why   model.Untrusted
}

// SnoozeOf gives what a job was put off by last; nil where it never was.
func (s *State) SnoozeOf(j Job) *Snoozed { return s.snoozes.get(j) }

// Snooze puts jobs off until a date, for everybody.
type Snooze struct {
	jobs
	Until int64           `json:"until"` // milliseconds since the Unix epoch
	Why   model.Untrusted `json:"why"`
}

// NewSnooze makes the action that puts a job off.
func NewSnooze(j Job, until model.Time, why model.Untrusted) Snooze {
	return Snooze{jobs{Job: j}, until.Milli, why}
}

// Verb implements [model.Action].
func (Snooze) Verb() string { return "snooze" }

func (a Snooze) prepare(_ *State, e *Event) (Action, error) { e.Value = a.value(); return a, nil }

func (a Snooze) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	list, err := a.all(s, e)
	if err != nil {
		return err
	}
	if a.Until <= 0 {
		return &model.Error{Kind: model.ErrUsage, Message: "the date until which it is put off is missing"}
	}
	for _, j := range list {
		if c := s.ClaimOf(j, e.Time); c != nil {
			if !s.samePerson(c.By, e.Actor) {
				return refuse(c.By+" is at work on it", "wait, or take it over with a reason")
			}
		}
	}
	for _, j := range list {
		s.endClaim(j)
		set(s, snoozes, j, &Snoozed{markOf(e), model.Time{Milli: a.Until}, a.Why})
	}
	return nil
}
