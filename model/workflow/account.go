package workflow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Status is where an account stands in the work; see the package comment.
type Status string

// The states that work gives an account. "" is an account that nothing was done to.
const (
	Proposed   Status = "proposed"
	Returned   Status = "returned"
	Approved   Status = "approved"
	Batched    Status = "batched"
	HandedOff  Status = "handed-off"
	Enforced   Status = "enforced"
	Failed     Status = "failed"
	Appealed   Status = "appealed"
	Overturned Status = "overturned"
	Reinstated Status = "reinstated"
	Dismissed  Status = "dismissed"
	Decided    Status = "decided" // approved, and nothing goes to the outside: no action, refer
)

// OnHold and Claimed are what [State.StatusOf] says of an account that is held, or has
// somebody at work on it.
const (
	OnHold    Status = "on-hold"
	ClaimedBy Status = "claimed"
)

// Statuses lists the states that work gives, in the order of the work.
var Statuses = []Status{ClaimedBy, Proposed, Returned, Approved, Decided, Batched, HandedOff, Enforced, Failed,
	Appealed, Overturned, Reinstated, Dismissed, OnHold}

// Cell is what work has made of one account.
type Cell struct {
	Status   Status
	Since    Mark
	Proposal uint32   // that it is or was last in; 0 for none
	Batch    uint32   // that it is or was last in; 0 for none
	Appeal   uint32   // the last; 0 for none
	InForce  []string // actions that enforcement has confirmed and nothing has reversed
	As       string   // of a dismissal: see DismissedAs
	Why      model.Untrusted
	Ground   uint32 // proposal that the batch rests on; 0 for none
	Was      Status // before it came into the proposal that it is in
	WasIn    uint32 // proposal that it was in then
	Hold     *Held  // nil for none; kept in a table of its own, so that it keeps nobody from undoing
}

// Cell gives what work has made of an account; the zero Cell where nothing was done.
func (s *State) Cell(ord uint32) Cell {
	var out Cell
	if c := s.cells.get(ord); c != nil {
		out = *c
	}
	out.Hold = s.holds.get(ord)
	return out
}

// cell gives the record of an account as it is in the table, without its hold: not to be changed.
func (s *State) cell(ord uint32) *Cell {
	if c := s.cells.get(ord); c != nil {
		return c
	}
	return &untouched
}

// untouched is the cell of all accounts that nothing was done to.
var untouched Cell

// StatusOf gives the state that lists show: a hold comes before all others, and a claim
// before having none.
func (s *State) StatusOf(ord uint32, now model.Time) Status {
	c := s.cells.get(ord)
	switch {
	case s.holds.get(ord) != nil:
		return OnHold
	case c != nil && c.Status != "":
		return c.Status
	case s.ClaimOf(Job{OnAccountJob, ord}, now) != nil:
		return ClaimedBy
	}
	return ""
}

// Worked gives the accounts that work has given a state, or a hold, with their cells, in no
// order.
func (s *State) Worked(yield func(uint32, *Cell) bool) {
	for ord, c := range s.cells.each {
		if s.holds.get(ord) != nil {
			held := s.Cell(ord)
			c = &held
		}
		if !yield(ord, c) {
			return
		}
	}
	for ord, h := range s.holds.each {
		if s.cells.get(ord) == nil && !yield(ord, &Cell{Hold: h}) {
			return
		}
	}
}

// move puts accounts into a state. Accounts that were alike before are so after, so they
// share their record.
func (s *State) move(ords []uint32, change func(*Cell)) {
	alike := map[*Cell]*Cell{}
	for _, ord := range ords {
		old := s.cells.get(ord)
		next, known := alike[old]
		if !known {
			next = &Cell{}
			if old != nil {
				*next = *old
			}
			change(next)
			alike[old] = next
		}
		set(s, cells, ord, next)
	}
}

// only refuses accounts that are not in one of the states; what says what would be done.
func (s *State) only(ords []uint32, what string, allowed ...Status) error {
	counts := map[Status]int{}
	bad := 0
	for _, ord := range ords {
		if st := s.cell(ord).Status; !slices.Contains(allowed, st) {
			counts[st]++
			bad++
		}
	}
	if bad == 0 {
		return nil
	}
	var parts []string
	for _, st := range append([]Status{""}, Statuses...) {
		if n := counts[st]; n > 0 {
			name := string(st)
			if st == "" {
				name = "untouched"
			}
			parts = append(parts, fmt.Sprintf("%d %s", n, name))
		}
	}
	return refuse(fmt.Sprintf("%d of %d accounts cannot be %s now: %s", bad, len(ords), what, strings.Join(parts, ", ")),
		"leave these out, or look at their history with 'clew audit --account ID'")
}

// free refuses accounts that are on hold.
func (s *State) free(ords []uint32, what string) error {
	n := 0
	for _, ord := range ords {
		if s.holds.get(ord) != nil {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return refuse(fmt.Sprintf("%d of %d accounts are on hold and cannot be %s", n, len(ords), what), "release the hold first, or leave them out")
}

// DismissedAs are the ways in which an account is dismissed.
var DismissedAs = []string{"no-violation", "insufficient-evidence", "duplicate"}

// Dismiss ends the work on accounts without a decision against them.
type Dismiss struct {
	On  []model.AccountID `json:"-"`
	As  string            `json:"as"` // one of DismissedAs
	Why model.Untrusted   `json:"why"`
}

// Verb implements [model.Action].
func (Dismiss) Verb() string { return "dismiss" }

// Accounts implements [Action].
func (a Dismiss) Accounts() []model.AccountID { return a.On }

func (a Dismiss) prepare(_ *State, e *Event) (Action, error) { e.Value = a.As; return a, nil }

func (a Dismiss) apply(s *State, e Event) error {
	if !slices.Contains(DismissedAs, a.As) {
		return &model.Error{Kind: model.ErrUsage, Message: "an account is dismissed as " + strings.Join(DismissedAs, ", "), Where: model.Untrusted(a.As)}
	}
	if err := checkReason(a.Why); err != nil {
		return err
	}
	if err := someone(e.Subjects); err != nil {
		return err
	}
	if err := s.only(e.Subjects, "dismissed", "", Returned, Reinstated); err != nil {
		return err
	}
	for _, ord := range e.Subjects {
		if len(s.cell(ord).InForce) > 0 {
			return refuse("an action is in force against one of the accounts", "reverse its batch, or leave it out")
		}
	}
	s.move(e.Subjects, func(c *Cell) { c.Status, c.As, c.Why, c.Since = Dismissed, a.As, a.Why, markOf(e) })
	return nil
}

func someone(ords []uint32) error {
	if len(ords) == 0 {
		return &model.Error{Kind: model.ErrUsage, Message: "no account is named"}
	}
	return nil
}

// Reopen takes up accounts again that were dismissed.
type Reopen struct {
	On  []model.AccountID `json:"-"`
	Why model.Untrusted   `json:"why"`
}

// Verb implements [model.Action].
func (Reopen) Verb() string { return "reopen" }

// Accounts implements [Action].
func (a Reopen) Accounts() []model.AccountID { return a.On }

func (a Reopen) prepare(*State, *Event) (Action, error) { return a, nil }

func (a Reopen) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	if err := someone(e.Subjects); err != nil {
		return err
	}
	if err := s.only(e.Subjects, "reopened", Dismissed); err != nil {
		return err
	}
	s.move(e.Subjects, func(c *Cell) { c.Status, c.As, c.Why, c.Since = "", "", a.Why, markOf(e) })
	return nil
}

// Holds are the kinds of hold.
var Holds = []string{"legal", "awaiting-evidence", "follow-up"}

// Held is a hold on an account or a case.
type Held struct {
	Mark
	Kind  string
	Until model.Time // of a follow-up; unknown: until it is released
	Why   model.Untrusted
}

// Hold keeps accounts as they are, and out of proposals and batches.
type Hold struct {
	On    []model.AccountID `json:"-"`
	Kind  string            `json:"kind"`            // one of Holds
	Until int64             `json:"until,omitempty"` // milliseconds since the Unix epoch: when to look again
	Why   model.Untrusted   `json:"why"`
}

// Verb implements [model.Action].
func (Hold) Verb() string { return "hold" }

// Accounts implements [Action].
func (a Hold) Accounts() []model.AccountID { return a.On }

func (a Hold) prepare(_ *State, e *Event) (Action, error) { e.Value = a.Kind; return a, nil }

func (a Hold) apply(s *State, e Event) error {
	held, err := newHeld(a.Kind, a.Until, a.Why, e)
	if err != nil {
		return err
	}
	if err := someone(e.Subjects); err != nil {
		return err
	}
	for _, ord := range e.Subjects {
		set(s, holds, ord, held)
	}
	return nil
}

func newHeld(kind string, until int64, why model.Untrusted, e Event) (*Held, error) {
	if !slices.Contains(Holds, kind) || kind == "follow-up" && until == 0 {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "a hold is legal, awaiting-evidence, or follow-up with a date", Where: model.Untrusted(kind)}
	}
	if err := checkReason(why); err != nil {
		return nil, err
	}
	return &Held{markOf(e), kind, model.Time{Milli: until}, why}, nil
}

// Unhold releases accounts from their hold.
type Unhold struct {
	On  []model.AccountID `json:"-"`
	Why model.Untrusted   `json:"why"`
}

// Verb implements [model.Action].
func (Unhold) Verb() string { return "unhold" }

// Accounts implements [Action].
func (a Unhold) Accounts() []model.AccountID { return a.On }

func (a Unhold) prepare(*State, *Event) (Action, error) { return a, nil }

func (a Unhold) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	held := slices.DeleteFunc(slices.Clone(e.Subjects), func(o uint32) bool { return s.holds.get(o) == nil })
	if len(held) == 0 {
		return ErrNothing
	}
	for _, ord := range held {
		set(s, holds, ord, nil)
	}
	return nil
}

// Protection is why an account needs a second reason before anything is proposed.
type Protection struct {
	Mark
	Why model.Untrusted
}

// Protected gives the protection of an account; nil where there is none.
func (s *State) Protected(ord uint32) *Protection { return s.protections.get(ord) }

// Protect has accounts need a second reason, such as those of staff, of victims, of
// sources.
type Protect struct {
	On  []model.AccountID `json:"-"`
	Why model.Untrusted   `json:"why"`
}

// Verb implements [model.Action].
func (Protect) Verb() string { return "protect" }

// Accounts implements [Action].
func (a Protect) Accounts() []model.AccountID { return a.On }

func (a Protect) prepare(*State, *Event) (Action, error) { return a, nil }

func (a Protect) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	if err := someone(e.Subjects); err != nil {
		return err
	}
	p := &Protection{markOf(e), a.Why}
	for _, ord := range e.Subjects {
		set(s, protections, ord, p)
	}
	return nil
}

// Unprotect takes accounts off the list of protected ones.
type Unprotect struct {
	On  []model.AccountID `json:"-"`
	Why model.Untrusted   `json:"why"`
}

// Verb implements [model.Action].
func (Unprotect) Verb() string { return "expose" }

// Accounts implements [Action].
func (a Unprotect) Accounts() []model.AccountID { return a.On }

func (a Unprotect) prepare(*State, *Event) (Action, error) { return a, nil }

func (a Unprotect) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	done := false
	for _, ord := range e.Subjects {
		if s.protections.get(ord) != nil {
			set(s, protections, ord, nil)
			done = true
		}
	}
	if !done {
		return ErrNothing
	}
	return nil
}
