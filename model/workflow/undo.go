package workflow

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/seed-28a39f10/clew/model"
)

// A state remembers how to take back the last so many events, and no more replaced
// records than this in all of them.
const (
	maxSteps   = 1000
	maxChanges = 2 << 20
)

// step is an event that can be taken back, or was.
type step struct {
	Mark
	verb     string
	value    string
	subjects []uint32
	changes  []change
	action   Action
	given    numbers // before it
	undone   uint64  // the entry that took it back; 0 for none
}

// lasting says of the verbs that are not undone what to do instead.
var lasting = map[string]string{
	"note":     "", // taken back in its own way: it stays, and is marked
	"opened":   "what was seen stays seen",
	"reveal":   "what was seen stays seen",
	"person":   "part the logins with 'clew person part', which another person confirms",
	"part":     "join the logins again with 'clew person join'",
	"shared":   "part the login with 'clew person part', which another person confirms",
	"enrol":    "enrol another key",
	"vouch":    "enrol another key",
	"policies": "set the rules again as they were",
	"export":   "it is outside already",
	"handoff":  "it is outside already; reverse the batch",
	"confirm":  "confirm the batch again with what is true now",
	"reverse":  "it is a batch like any other: it goes outside, or is proposed again",
	"appeal":   "decide it",
	"sample":   "draw another",
	"withdraw": "propose it again",
	"retract":  "approve it or return it again",
	"undo":     "do it again with redo",
	"redo":     "undo the action itself",
	"round":    "",
}

// remember keeps what an event replaced.
func (s *State) remember(a Action, e Event, given numbers) {
	why, stays := lasting[e.Verb]
	if stays && e.Verb != "note" || why != "" || len(s.changes) > maxChanges {
		return
	}
	// In place: a clone's steps end where they ended.
	s.steps = append(s.steps, &step{Mark: markOf(e), verb: e.Verb, value: e.Value, subjects: e.Subjects, changes: s.changes, action: a, given: given})
	s.replaced += len(s.changes)
	for s.replaced > maxChanges || len(s.steps) > maxSteps {
		s.replaced -= len(s.steps[0].changes)
		s.steps = s.steps[1:]
	}
}

// Step is something that a person did and may take back, or took back.
type Step struct {
	Mark
	Verb     string
	Value    string
	Subjects []uint32
	Undone   bool
}

// LastStep gives what a person did last that can be taken back; ok is false where there is
// nothing. [State.Reversal] takes it back. That a proposal was claimed is passed over: it comes
// with reading it, and nobody thinks of it as something done.
func (s *State) LastStep(actor string) (last Step, ok bool) {
	for _, t := range slices.Backward(s.steps) {
		if t.undone == 0 && !t.served() && sameLogin(t.By, actor) && s.stands(t) {
			return s.lens.done(t.shown()), true
		}
	}
	return Step{}, false
}

// served reports whether a step is a claim on a proposal.
func (t *step) served() bool {
	c, claimed := t.action.(Claim)
	return claimed && c.Job.Kind == OnProposalJob
}

// stands reports whether what a step did is still so, and can be taken back.
func (s *State) stands(t *step) bool {
	p := s.proposals.get(t.proposal())
	switch t.verb {
	case "note":
		return true
	case "approve":
		return p != nil && p.Sealed == 0 && slices.ContainsFunc(p.Approvals, func(v Verdict) bool { return v.Entry == t.Entry })
	case "return":
		return p != nil && p.Status == Returned && p.Back.Entry == t.Entry
	case "propose":
		return p != nil && p.Sealed == 0 && p.Status != Withdrawn && p.Status != Decided
	}
	return !slices.ContainsFunc(t.changes, func(c change) bool { return !c.stands(s) }) && s.fits(t)
}

// fits reports whether the accounts that a step would put back into a proposal are in it still:
// it may have been changed without them while they were elsewhere.
func (s *State) fits(t *step) bool {
	back := map[uint32]*Proposal{}
	for _, c := range slices.Backward(t.changes) {
		if r, ok := c.(replaced[uint32, *Proposal]); ok {
			back[r.key] = r.before
		}
	}
	return !slices.ContainsFunc(t.changes, func(c change) bool {
		r, ok := c.(replaced[uint32, *Cell])
		if !ok || r.before == nil || !slices.Contains(inReview, r.before.Status) {
			return false
		}
		p, changed := back[r.before.Proposal]
		if !changed {
			p = s.proposals.get(r.before.Proposal)
		}
		if p == nil || p.Status != r.before.Status {
			return true
		}
		_, in := slices.BinarySearch(p.Accounts, r.key)
		return !in
	})
}

// proposal is the number of the proposal that a step was about, 0 for none.
func (t *step) proposal() (id uint32) {
	fmt.Sscanf(t.value, "proposal %d", &id)
	return id
}

// Reversal gives the action that takes a step back. What others may have seen and acted on is
// not undone but taken back by an action that says so: a verdict, a proposal.
func (s *State) Reversal(t Step) Action {
	id := (&step{value: t.Value}).proposal()
	switch t.Verb {
	case "approve", "return":
		return Retract{ID: id}
	case "propose":
		return Withdraw{ID: id, Why: "taken back by its proposer"}
	}
	return Undo{Entry: t.Entry}
}

// LastUndone gives what a person took back last, unless they have done something else
// since.
func (s *State) LastUndone(actor string) (last Step, ok bool) {
	var best *step
	var did uint64
	for _, t := range s.steps {
		switch {
		case !sameLogin(t.By, actor):
		case t.undone == 0:
			did = max(did, t.Entry)
		case best == nil || t.undone > best.undone:
			best = t
		}
	}
	if best == nil || did > best.undone {
		return Step{}, false
	}
	return s.lens.done(best.shown()), true
}

func (t *step) shown() Step { return Step{t.Mark, t.verb, t.value, t.subjects, t.undone > 0} }

// Undo takes back what one entry did, where nothing has changed it since.
type Undo struct {
	noAccounts
	Entry uint64 `json:"entry"` // of the log
	Did   string `json:"did"`   // its verb; set when it is prepared
}

// Verb implements [model.Action].
func (Undo) Verb() string { return "undo" }

func (a Undo) prepare(s *State, e *Event) (Action, error) {
	t := s.step(a.Entry)
	if t == nil {
		return nil, tooLate(s, a.Entry)
	}
	a.Did, e.Subjects = t.verb, t.subjects
	e.Value = strconv.FormatUint(a.Entry, 10)
	return a, nil
}

func (a Undo) apply(s *State, e Event) error {
	t := s.step(a.Entry)
	switch {
	case t == nil:
		return tooLate(s, a.Entry)
	case t.undone > 0:
		return refuse("it has been undone already", "do it again with redo")
	}
	return s.takeBack(t, e, true)
}

// Redo does again what was undone.
type Redo struct {
	noAccounts
	Entry uint64 `json:"entry"` // what was undone
	Did   string `json:"did"`
}

// Verb implements [model.Action].
func (Redo) Verb() string { return "redo" }

func (a Redo) prepare(s *State, e *Event) (Action, error) {
	u, err := Undo{Entry: a.Entry}.prepare(s, e)
	if err != nil {
		return nil, err
	}
	a.Did = u.(Undo).Did
	return a, nil
}

func (a Redo) apply(s *State, e Event) error {
	t := s.step(a.Entry)
	switch {
	case t == nil:
		return tooLate(s, a.Entry)
	case t.undone == 0:
		return refuse("it has not been undone", "")
	}
	if err := s.again(t, e); err != nil {
		return err
	}
	return s.takeBack(t, e, false)
}

// again says why what was undone would not be allowed now. The records that it changes are as
// they were, but the rules look at more than these: protections, policies, who is which person.
func (s *State) again(t *step, e Event) error {
	if t.verb == "note" {
		return nil
	}
	trial := s.Clone()
	trial.given = t.given
	return t.action.apply(trial, Event{Seq: e.Seq, Time: e.Time, Actor: e.Actor, Verb: t.verb, Value: t.value, Subjects: t.subjects})
}

// takeBack puts the records back that a step replaced, and remembers what takes that
// back in turn.
func (s *State) takeBack(t *step, e Event, undo bool) error {
	// The login counts here, not the person: that two logins are one person is soon said, and must
	// not give one of them what the other did.
	if !sameLogin(t.By, e.Actor) {
		return refuse("another login did that, and only it can undo it", "do what is right as an action of your own")
	}
	next := *t
	if t.verb == "note" {
		s.withdrawNote(t.Entry, e, undo)
	} else {
		for _, c := range t.changes {
			if !c.stands(s) {
				return refuse("what it changed has been changed since", "look at the audit log, and set it right by an action of your own")
			}
		}
		if !s.fits(t) {
			return refuse("the proposal that accounts would go back to has been changed since", "leave it, and do what is right as an action of your own")
		}
		next.changes = make([]change, 0, len(t.changes))
		for _, c := range slices.Backward(t.changes) {
			c.back(s)
			next.changes = append(next.changes, c.turned())
		}
	}
	next.undone = 0
	if undo {
		next.undone = e.Seq
	}
	steps := slices.Clone(s.steps)
	steps[slices.Index(steps, t)] = &next
	s.steps = steps
	s.recount()
	return nil
}

func (s *State) step(entry uint64) *step {
	for _, t := range slices.Backward(s.steps) {
		if t.Entry == entry {
			return t
		}
	}
	return nil
}

// tooLate says why an entry is none that can be undone.
func tooLate(s *State, entry uint64) error {
	if entry >= s.next {
		return &model.Error{Kind: model.ErrNotFound, Message: "the log has no such entry"}
	}
	return refuse("that entry cannot be undone", "it is too old, was refused, or is of a kind that stays; an action of your own can set it right")
}

// Stays says why what a verb does is not undone, and what to do instead; "" where it is.
func Stays(verb string) string { return lasting[verb] }
