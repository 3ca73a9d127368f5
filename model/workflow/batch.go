package workflow

import (
	"fmt"
	"slices"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// Result is what enforcement said of one account of a batch.
type Result uint8

// The results.
const (
	Pending  Result = iota // nothing yet
	Done                   // it was done
	Undone                 // it was tried and failed
	NotFound               // the platform does not have the account
)

// String gives the word of a result.
func (r Result) String() string {
	if r > NotFound {
		return "unknown"
	}
	return [...]string{"pending", "done", "failed", "not-found"}[r]
}

// Batch is a sealed list of accounts for enforcement.
type Batch struct {
	ID        uint32
	Action    string // one of Actions that goes outside, or Reinstate
	Accounts  []uint32
	Proposals []Ground                   // what it rests on; of a reinstatement what it reverses
	Results   []Result                   // one for each account
	Messages  map[uint32]model.Untrusted // what enforcement said beside the result, by account
	Sealed    Mark
	NotBefore model.Time    // when it may be done; unknown for at once
	Window    time.Duration // over which it is spread, ring by ring; 0 for all at once
	Why       model.Untrusted
	Reverses  uint32     // batch that it takes back; 0 for none
	lifts     [][]string // of a reinstatement, for each account: see Lifted
	Out       []Handed
	Confirmed []Answered
}

// Ground is a version of a proposal that a batch rests on.
type Ground struct {
	Proposal uint32 `json:"proposal"`
	Hash     string `json:"hash"`
}

// Answered says that enforcement gave word of accounts of a batch.
type Answered struct {
	Mark
	First int // accounts of which this was the first word
}

// Handed says that the files of a batch were written for the outside.
type Handed struct {
	Mark
	Manifest string // SHA-256 of the manifest
}

// Count gives how many accounts have a result.
func (b *Batch) Count(r Result) int {
	n := 0
	for _, x := range b.Results {
		if x == r {
			n++
		}
	}
	return n
}

// Result gives what enforcement said of one account; Pending where the batch has not got it.
func (b *Batch) Result(ord uint32) Result {
	if at, in := slices.BinarySearch(b.Accounts, ord); in {
		return b.Results[at]
	}
	return Pending
}

// Lifted gives the actions that a reinstatement takes back from one account: all that were in
// force against it, or the one of its proposal where none was confirmed. nil for other batches.
func (b *Batch) Lifted(ord uint32) []string {
	if at, in := slices.BinarySearch(b.Accounts, ord); in && b.lifts != nil {
		return b.lifts[at]
	}
	return nil
}

// State says where a batch stands.
func (b *Batch) State() string {
	pending := b.Count(Pending)
	switch {
	case len(b.Out) == 0:
		return "sealed"
	case pending == len(b.Accounts):
		return "handed off"
	case pending > 0:
		return "partly confirmed"
	case b.Count(Done) == len(b.Accounts):
		return "done"
	}
	return "done, with failures"
}

// Batch gives a batch; nil where there is none of that number.
func (s *State) Batch(id uint32) *Batch { return s.batches.get(id) }

// Batches gives all batches by number.
func (s *State) Batches() []*Batch { return collect(&s.batches) }

// Sealable gives the accounts that are ready for a batch of an action, ascending, and how many
// more would be if they were not on hold. retry takes those too that failed before.
func (s *State) Sealable(action string, retry bool) (ords []uint32, held int) {
	enough := s.once()
	for ord, c := range s.cells.each {
		switch {
		case s.ready(ord, c, action, retry, enough) != "":
		case s.holds.get(ord) != nil || action != Reinstate && s.caseFree(s.caseOf(c.Proposal)) != nil:
			held++
		default:
			ords = append(ords, ord)
		}
	}
	slices.Sort(ords)
	return ords, held
}

// caseOf gives the case that a proposal names; 0 for none.
func (s *State) caseOf(proposal uint32) uint32 {
	if p := s.proposals.get(proposal); p != nil {
		return p.Terms.Case
	}
	return 0
}

// casesFree refuses a batch that rests on a proposal which names a case on hold. One that gives
// back what was taken is not for the case.
func (s *State) casesFree(action string, on []Ground) error {
	if action == Reinstate {
		return nil
	}
	for _, g := range on {
		if err := s.caseFree(s.caseOf(g.Proposal)); err != nil {
			return err
		}
	}
	return nil
}

// once counts the approvals of each proposal once.
func (s *State) once() func(*Proposal) bool {
	counted := map[uint32]bool{}
	return func(p *Proposal) bool {
		yes, known := counted[p.ID]
		if !known {
			yes = s.enough(p)
			counted[p.ID] = yes
		}
		return yes
	}
}

// ready says why an account cannot go into a batch; "" where it can. Holds are not looked at.
func (s *State) ready(ord uint32, c *Cell, action string, retry bool, enough func(*Proposal) bool) string {
	if action == Reinstate {
		if c.Status != Overturned {
			return "not overturned"
		}
		return ""
	}
	if c.Status != Approved && !(retry && c.Status == Failed) {
		return "not approved"
	}
	p := s.proposals.get(c.Proposal)
	switch {
	case p == nil || p.Terms.Action != action:
		return "not approved for that"
	case !enough(p):
		return "not approved by enough persons"
	}
	if _, in := slices.BinarySearch(p.Accounts, ord); !in {
		return "not in the proposal that was approved"
	}
	return ""
}

// Seal makes a batch of approved accounts.
type Seal struct {
	On        []model.AccountID `json:"-"` // "nil" is all that are ready
	ID        uint32            `json:"id"`
	Action    string            `json:"action"`               // one of Actions that goes outside, or Reinstate
	NotBefore int64             `json:"not_before,omitempty"` // milliseconds since the Unix epoch
	Window    int64             `json:"window,omitempty"`     // milliseconds, up to 30 days
	Retry     bool              `json:"retry,omitempty"`      // accounts too that failed before
	Why       model.Untrusted   `json:"why,omitempty"`
	Grounds   []Ground          `json:"grounds"` // set when it is prepared
}

// Verb implements [model.Action].
func (Seal) Verb() string { return "seal" }

// Accounts implements [Action].
func (a Seal) Accounts() []model.AccountID { return a.On }

func (a Seal) prepare(s *State, e *Event) (Action, error) {
	if len(a.On) == 0 {
		ords, held := s.Sealable(a.Action, a.Retry)
		if len(ords) == 0 {
			hint := "'clew review list' shows what waits for approval"
			if held > 0 {
				hint = fmt.Sprintf("%d accounts would be, but are on hold", held)
			}
			return nil, refuse("no account is ready for a batch of that action", hint)
		}
		e.Subjects = ords
	}
	a.ID, a.Grounds = s.given.batch+1, s.grounds(e.Subjects, isIn)
	e.Value = fmt.Sprint("batch ", a.ID)
	return a, nil
}

func isIn(c *Cell) uint32    { return c.Proposal }
func restsOn(c *Cell) uint32 { return c.Ground }

// grounds gives the versions of proposals that accounts are in, or that their batches rest on, by
// number.
func (s *State) grounds(ords []uint32, which func(*Cell) uint32) []Ground {
	out := []Ground{}
	seen := map[uint32]bool{}
	last := uint32(0) // most of those beside each other are of one
	for _, ord := range ords {
		id := which(s.cell(ord))
		if id == last {
			continue
		}
		last = id
		if p := s.proposals.get(id); p != nil && !seen[id] {
			seen[id] = true
			out = append(out, Ground{id, p.Hash})
		}
	}
	slices.SortFunc(out, func(a, b Ground) int { return int(a.Proposal) - int(b.Proposal) })
	return out
}

const maxWindow = 30 * 24 * time.Hour

func (a Seal) apply(s *State, e Event) error {
	if a.ID != s.given.batch+1 {
		return refuse("another batch was sealed meanwhile", "try again")
	}
	if a.Action != Reinstate && (!slices.Contains(Actions, a.Action) || !External(a.Action)) {
		return &model.Error{Kind: model.ErrUsage, Message: "a batch is of one action that goes outside", Where: model.Untrusted(a.Action),
			Hint: "suspend, terminate, limit, warn or reinstate"}
	}
	if a.Window < 0 || time.Duration(a.Window)*time.Millisecond > maxWindow {
		return &model.Error{Kind: model.ErrUsage, Message: "the window is up to 30 days"}
	}
	if err := checkText("the reason", a.Why, false, maxReason); err != nil {
		return err
	}
	if err := someone(e.Subjects); err != nil {
		return err
	}
	if err := s.free(e.Subjects, "sealed"); err != nil {
		return err
	}
	if err := s.casesFree(a.Action, a.Grounds); err != nil {
		return err
	}
	enough := s.once()
	for _, ord := range e.Subjects {
		if why := s.ready(ord, s.cell(ord), a.Action, a.Retry, enough); why != "" {
			return refuse("an account is "+why+", and nothing is sealed that is not", "'clew batch seal --dry-run' lists what is ready")
		}
	}
	if !slices.Equal(a.Grounds, s.grounds(e.Subjects, isIn)) {
		return refuse("a proposal was changed meanwhile", "try again")
	}
	s.seal(&Batch{ID: a.ID, Action: a.Action, Accounts: e.Subjects, Proposals: a.Grounds, Sealed: markOf(e), Why: a.Why,
		NotBefore: model.Time{Milli: a.NotBefore}, Window: time.Duration(a.Window) * time.Millisecond}, e)
	return nil
}

// seal puts accounts into a new batch.
func (s *State) seal(b *Batch, e Event) {
	s.given.batch++
	b.Results = make([]Result, len(b.Accounts))
	set(s, batches, b.ID, b)
	if b.Action == Reinstate {
		for _, ord := range b.Accounts {
			c := s.Cell(ord)
			if p := s.proposals.get(c.Ground); len(c.InForce) == 0 && p != nil {
				c.InForce = []string{p.Terms.Action}
			}
			b.lifts = append(b.lifts, c.InForce)
		}
	} else {
		in := map[uint32]int{}
		for _, ord := range b.Accounts {
			if c := s.cell(ord); c.Status == Approved { // and not failed before, in an earlier batch
				in[c.Proposal]++
			}
		}
		for _, g := range b.Proposals {
			p := *s.proposals.get(g.Proposal)
			p.Sealed = min(len(p.Accounts), p.Sealed+in[g.Proposal])
			set(s, proposals, p.ID, &p)
		}
	}
	s.move(b.Accounts, func(c *Cell) {
		if b.Action == Reinstate {
			c.Proposal = c.Ground // another one that it may be in ends with that
		} else {
			c.Ground = c.Proposal
		}
		c.Status, c.Batch, c.Since = Batched, b.ID, markOf(e)
		c.Was, c.WasIn = "", 0
	})
}

// inBatch gives the accounts of a batch that are in no later one and in one of the states.
func (s *State) inBatch(b *Batch, in ...Status) []uint32 {
	return slices.DeleteFunc(slices.Clone(b.Accounts), func(ord uint32) bool {
		c := s.cell(ord)
		return c.Batch != b.ID || !slices.Contains(in, c.Status)
	})
}

// Reverse makes a batch that takes back what another did, or what of it is named. It takes
// one person: it can only give back.
type Reverse struct {
	On       []model.AccountID `json:"-"` // nil is all of it
	ID       uint32            `json:"id"`
	Reverses uint32            `json:"reverses"`
	Why      model.Untrusted   `json:"why"`
}

// Verb implements [model.Action].
func (Reverse) Verb() string { return "reverse" }

// Accounts implements [Action].
func (a Reverse) Accounts() []model.AccountID { return a.On }

// Reversible gives the accounts of a batch for which what it did can be taken back.
func (s *State) Reversible(b *Batch) []uint32 {
	return slices.DeleteFunc(s.inBatch(b, Batched, HandedOff, Enforced, Failed, Appealed, Overturned, Returned, Decided), func(ord uint32) bool {
		c := s.Cell(ord)
		return (c.Status == Returned || c.Status == Decided) && len(c.InForce) == 0
	})
}

func (a Reverse) prepare(s *State, e *Event) (Action, error) {
	old := s.batches.get(a.Reverses)
	if old == nil {
		return nil, unknown("batch")
	}
	if len(a.On) == 0 {
		e.Subjects = s.Reversible(old)
	}
	a.ID = s.given.batch + 1
	e.Value = fmt.Sprint("batch ", a.ID)
	return a, nil
}

func (a Reverse) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	old := s.batches.get(a.Reverses)
	switch {
	case old == nil:
		return unknown("batch")
	case a.ID != s.given.batch+1:
		return refuse("another batch was sealed meanwhile", "try again")
	case old.Action == Reinstate:
		return refuse("a reinstatement is not reversed", "propose the accounts again")
	case len(old.Out) == 0:
		return refuse("the batch was not handed off: there is nothing outside to reverse", "undo the sealing instead")
	case len(e.Subjects) == 0 || len(without(e.Subjects, s.Reversible(old))) > 0:
		return refuse("there is nothing to reverse, or not for all of these accounts", "look at the batch: some may be reinstated, or in a later batch")
	}
	if err := s.free(e.Subjects, "reversed"); err != nil {
		return err
	}
	s.seal(&Batch{ID: a.ID, Action: Reinstate, Accounts: e.Subjects, Proposals: s.grounds(e.Subjects, restsOn), Sealed: markOf(e), Why: a.Why, Reverses: old.ID}, e)
	return nil
}
