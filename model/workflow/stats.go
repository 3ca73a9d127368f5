package workflow

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// Stats is what the work comes to in figures. They are of the work and never of a person: no
// login is in them, and nothing that could be counted by one.
type Stats struct {
	At        model.Time
	Decisions []Decisions // by policy, action and reason
	Agreement Share       // second looks that came to the same, of those that were done
	Overturns Share       // appeals that overturned what was done, of those that were decided
	Retracted int         // verdicts that reviewers took back themselves
	Voided    int         // approvals that count no more since the proposal was changed, returned or withdrawn
	Review    Times       // from a version to the verdict on it
	Seal      Times       // from the last approval of a proposal to the first batch of its accounts
	Confirm   Times       // from the sealing of a batch to the first word of enforcement
	Appeal    Times       // from an appeal to its decision
	Waits     []Wait      // one for each of Stages
	Held      int         // accounts on hold, whatever their date
	Days      []Day       // the last StatsDays in UTC, today at the end
	Queues    []Queue     // policies, then the queues of cases, each by name
	Results   []Results   // by action
}

// StatsDays is over how many days Stats counts what was got through.
const StatsDays = 30

// Decisions counts proposals by where they stand.
type Decisions struct {
	Policy, Action, Reason string
	Waiting                int // in review
	Approved               int
	Returned               int // and neither changed nor withdrawn since
	Withdrawn              int
	Accounts               int // in those that are approved
}

// Share is a part of a whole, and the interval in which the rate behind it lies with a
// confidence of 95 %. It is Wilson's score interval, which holds for small numbers and for
// rates near 0 and 1: E. B. Wilson, "Probable Inference, the Law of Succession, and
// Statistical Inference", Journal of the American Statistical Association 22 (1927), pages
// 209 to 212.
type Share struct {
	Part, Of  int
	Low, High float64 // 0 to 1; of nothing, where anything is possible, they are 0 and 1
}

// Rate is the part of the whole, 0 to 1; 0 of nothing.
func (s Share) Rate() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.Part) / float64(s.Of)
}

func shareOf(part, of int) Share {
	if of == 0 {
		return Share{High: 1}
	}
	const z = 1.959963984540054 // of the normal distribution: 2.5 % lie above it
	s := Share{Part: part, Of: of}
	n, p := float64(of), s.Rate()
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	s.Low, s.High = max(0, min(p, middle-half)), min(1, max(p, middle+half)) // rounding may cross the rate at 0 and 1
	return s
}

// Times are how long something took.
type Times struct {
	N           int // how often it happened
	Median, P90 time.Duration
}

// Stage is something that waits for somebody.
type Stage string

// The stages. Those of accounts are also states of accounts, and an account on hold waits in
// none of them.
const (
	StageReview     Stage = "review"      // proposals, for a reviewer
	StageReturned   Stage = "returned"    // accounts, for their proposer
	StageApproved   Stage = "approved"    // accounts, to be sealed
	StageBatched    Stage = "batched"     // accounts, to be handed off
	StageHandedOff  Stage = "handed-off"  // accounts, for enforcement
	StageFailed     Stage = "failed"      // accounts, to be sealed again or let be
	StageAppeal     Stage = "appeal"      // appeals, for a decision
	StageOverturned Stage = "overturned"  // accounts, to be reinstated
	StageHold       Stage = "hold"        // accounts whose hold is past its date
	StageCase       Stage = "case"        // open cases past their follow-up date
	StageSecondLook Stage = "second-look" // decisions that were drawn, for an assessment
)

// Stages lists all stages in the order of the work.
var Stages = []Stage{StageReview, StageReturned, StageApproved, StageBatched, StageHandedOff, StageFailed, StageAppeal, StageOverturned,
	StageHold, StageCase, StageSecondLook}

// Ages says how many things wait, and for how long they have.
type Ages struct {
	Count          int
	Oldest, Median time.Duration
}

// Wait is what waits in one stage.
type Wait struct {
	Stage Stage
	Ages
}

// Day is what was got through in one day.
type Day struct {
	Day       model.Time // its first moment in UTC
	Decided   int        // proposals that were approved or returned; of one, the last time
	Sealed    int        // accounts
	Confirmed int        // accounts of which enforcement gave its first word
}

// Queue is what waits in one queue, and what went through it in the last StatsDays days.
type Queue struct {
	Cases bool   // cases of that queue, and not proposals under that policy
	Name  string // "" for cases in no queue
	Ages         // proposals in review, or open cases
	In    int    // proposals made, or cases begun
	Out   int    // proposals decided or withdrawn, or cases closed
}

// Results is what enforcement has said of the accounts in batches of one action.
type Results struct {
	Action                          string
	Done, Failed, NotFound, Pending int
}

// Stats counts. It looks at all that was ever touched, once, and at nothing else.
func (s *State) Stats(now model.Time) Stats {
	first := now.Milli - mod(now.Milli, dayMilli) - (StatsDays-1)*dayMilli
	c := counter{Stats: Stats{At: now}, s: s, first: first, waits: map[Stage]ages{}, decisions: map[Decisions]*Decisions{},
		queues: map[Queue]*queue{}, results: map[string]*Results{}}
	for i := range int64(StatsDays) {
		c.Days = append(c.Days, Day{Day: model.Time{Milli: first + i*dayMilli}})
	}
	for _, p := range s.proposals.each {
		c.proposal(p)
	}
	c.sealed()
	c.appealed()
	c.cased()
	c.sampled()
	c.accounts()
	return c.finish()
}

const dayMilli = 24 * 60 * 60 * 1000

// mod is the remainder that is not negative.
func mod(x, by int64) int64 { return (x%by + by) % by }

// counter is the counting.
type counter struct {
	Stats
	s         *State
	first     int64 // the beginning of the first day
	waits     map[Stage]ages
	decisions map[Decisions]*Decisions // by their names
	queues    map[Queue]*queue         // by their names
	results   map[string]*Results

	review, seal, confirm, appeal []time.Duration
}

type queue struct {
	Queue
	ages ages
}

// day gives the day of a moment; nil where it is none of those that are counted.
func (c *counter) day(t model.Time) *Day {
	if i := (t.Milli - c.first) / dayMilli; t.Milli >= c.first && i < StatsDays {
		return &c.Days[i]
	}
	return nil
}

func (c *counter) waiting(stage Stage, since model.Time) {
	c.waits[stage] = append(c.waits[stage], since.Milli)
}

func (c *counter) queue(name Queue) *queue {
	q := c.queues[name]
	if q == nil {
		q = &queue{Queue: name}
		c.queues[name] = q
	}
	return q
}

// proposal counts one proposal.
func (c *counter) proposal(p *Proposal) {
	name := Decisions{Policy: p.Terms.Policy, Action: p.Terms.Action, Reason: p.Terms.Reason}
	d := c.decisions[name]
	if d == nil {
		d = &name
		c.decisions[name] = d
	}
	q := c.queue(Queue{Name: p.Terms.Policy})
	if c.day(p.Made.Time) != nil {
		q.In++
	}
	verdict := p.Back.Time
	left := p.Changed.Time // the version, or where it was withdrawn that
	switch p.Status {
	case Proposed:
		d.Waiting++
		c.waiting(StageReview, p.Changed.Time)
		q.ages = append(q.ages, p.Changed.Time.Milli)
	case Returned:
		d.Returned++
		left = verdict
		c.review = append(c.review, took(p.Changed, p.Back.Mark))
	case Withdrawn:
		d.Withdrawn++
	default:
		d.Approved++
		d.Accounts += len(p.Accounts)
		last := p.Approvals[len(p.Approvals)-1].Mark
		verdict, left = last.Time, last.Time
		c.review = append(c.review, took(p.Changed, last))
	}
	if p.Status != Proposed && c.day(left) != nil {
		q.Out++
	}
	if day := c.day(verdict); day != nil {
		day.Decided++
	}
	for _, v := range p.Voided {
		switch {
		case v.Void == takenBack:
			c.Retracted++
		case v.Approve:
			c.Voided++
		}
	}
}

// sealed counts batches.
func (c *counter) sealed() {
	before := map[uint32]bool{} // proposals that are in an earlier batch
	for _, b := range c.s.Batches() {
		r := c.results[b.Action]
		if r == nil {
			r = &Results{Action: b.Action}
			c.results[b.Action] = r
		}
		for _, one := range b.Results {
			switch one {
			case Done:
				r.Done++
			case Undone:
				r.Failed++
			case NotFound:
				r.NotFound++
			default:
				r.Pending++
			}
		}
		if day := c.day(b.Sealed.Time); day != nil {
			day.Sealed += len(b.Accounts)
		}
		if len(b.Confirmed) > 0 {
			c.confirm = append(c.confirm, took(b.Sealed, b.Confirmed[0].Mark))
		}
		for _, a := range b.Confirmed {
			if day := c.day(a.Time); day != nil {
				day.Confirmed += a.First
			}
		}
		if b.Action == Reinstate {
			continue // it rests on no approval
		}
		for _, g := range b.Proposals {
			p := c.s.proposals.get(g.Proposal)
			if p == nil || before[g.Proposal] || len(p.Approvals) == 0 {
				continue
			}
			before[g.Proposal] = true
			c.seal = append(c.seal, took(p.Approvals[len(p.Approvals)-1].Mark, b.Sealed))
		}
	}
}

func (c *counter) appealed() {
	overturned, decided := 0, 0
	for _, a := range c.s.appeals.each {
		came := a.Filed
		if a.Received.Known() {
			came.Time = a.Received
		}
		if a.Outcome == "" {
			c.waiting(StageAppeal, came.Time)
			continue
		}
		decided++
		if a.Outcome == "overturn" {
			overturned++
		}
		c.appeal = append(c.appeal, took(came, a.Decided))
	}
	c.Overturns = shareOf(overturned, decided)
}

func (c *counter) cased() {
	for _, one := range c.s.cases.each {
		q := c.queue(Queue{Cases: true, Name: one.Queue})
		if c.day(one.Made.Time) != nil {
			q.In++
		}
		if !one.Open {
			if c.day(one.Closed.Time) != nil {
				q.Out++
			}
			continue
		}
		q.ages = append(q.ages, one.Made.Time.Milli)
		if one.FollowUp.Known() && one.FollowUp.Milli <= c.At.Milli {
			c.waiting(StageCase, one.FollowUp)
		}
	}
}

func (c *counter) sampled() {
	agreed, assessed := 0, 0
	for _, x := range c.s.samples.each {
		switch {
		case x.Assessed.Entry > 0:
			assessed++
			if x.Agrees {
				agreed++
			}
		case c.s.proposals.get(x.Proposal).Hash == x.Hash: // else there is nothing left to look at
			c.waiting(StageSecondLook, x.Drawn.Time)
		}
	}
	c.Agreement = shareOf(agreed, assessed)
}

// accounts counts accounts that wait.
func (c *counter) accounts() {
	stages := map[Status]Stage{Returned: StageReturned, Approved: StageApproved, Batched: StageBatched, HandedOff: StageHandedOff, Failed: StageFailed, Overturned: StageOverturned}
	for ord, cell := range c.s.cells.each {
		if stage, waits := stages[cell.Status]; waits && c.s.holds.get(ord) == nil {
			c.waiting(stage, cell.Since.Time)
		}
	}
	for _, h := range c.s.holds.each {
		c.Held++
		if h.Until.Known() && h.Until.Milli <= c.At.Milli {
			c.waiting(StageHold, h.Until)
		}
	}
}

// finish puts what was counted in order.
func (c *counter) finish() Stats {
	c.Review, c.Seal, c.Confirm, c.Appeal = timesOf(c.review), timesOf(c.seal), timesOf(c.confirm), timesOf(c.appeal)
	for _, stage := range Stages {
		c.Waits = append(c.Waits, Wait{stage, c.waits[stage].at(c.At)})
	}
	for _, d := range c.decisions {
		c.Decisions = append(c.Decisions, *d)
	}
	slices.SortFunc(c.Decisions, func(a, b Decisions) int {
		return cmp.Or(cmp.Compare(a.Policy, b.Policy), cmp.Compare(a.Action, b.Action), cmp.Compare(a.Reason, b.Reason))
	})
	for _, q := range c.queues {
		q.Ages = q.ages.at(c.At)
		c.Queues = append(c.Queues, q.Queue)
	}
	slices.SortFunc(c.Queues, func(a, b Queue) int {
		if a.Cases == b.Cases {
			return cmp.Compare(a.Name, b.Name)
		}
		if b.Cases {
			return -1
		}
		return 1
	})
	for _, action := range slices.Sorted(maps.Keys(c.results)) {
		c.Results = append(c.Results, *c.results[action])
	}
	return c.Stats
}

// took is how long it took from one mark to another. Where a clock was set back it is nothing.
func took(from, to Mark) time.Duration {
	return time.Duration(max(0, to.Time.Milli-from.Time.Milli)) * time.Millisecond
}

func timesOf(all []time.Duration) Times {
	if len(all) == 0 {
		return Times{}
	}
	slices.Sort(all)
	nth := func(percent int) time.Duration { return all[(len(all)*percent+99)/100-1] }
	return Times{len(all), nth(50), nth(90)}
}

// ages are the moments since which things wait.
type ages []int64

// at gives the ages at a moment. The median is the nearest rank, as it is for Times.
func (a ages) at(now model.Time) Ages {
	if len(a) == 0 {
		return Ages{}
	}
	slices.Sort(a)
	age := func(i int) time.Duration { return took(Mark{Time: model.Time{Milli: a[i]}}, Mark{Time: now}) }
	return Ages{len(a), age(0), age(len(a) / 2)}
}
