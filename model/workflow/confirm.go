package workflow

import (
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// Confirm takes what enforcement says about accounts of a batch. It can be said again: the
// last word counts.
type Confirm struct {
	On       []model.AccountID          `json:"-"`
	ID       uint32                     `json:"id"`
	Results  []Result                   `json:"results"`            // one for each subject, in the order of the event's subjects
	Messages map[uint32]model.Untrusted `json:"messages,omitempty"` // by ordinal
	File     string                     `json:"file_sha256,omitempty"`
	say      map[model.AccountID]Said
}

// Said is what enforcement says about one account.
type Said struct {
	Result  Result
	Message model.Untrusted
}

// NewConfirm makes the action that takes what enforcement says; file is the SHA-256 of the file
// that said it, or "".
func NewConfirm(batch uint32, said map[model.AccountID]Said, file string) Confirm {
	a := Confirm{ID: batch, File: file, say: said}
	for id := range said {
		a.On = append(a.On, id)
	}
	return a
}

// Verb implements [model.Action].
func (Confirm) Verb() string { return "confirm" }

// Accounts implements [Action].
func (a Confirm) Accounts() []model.AccountID { return a.On }

// Resolved has the results in the order of the subjects; the store calls it, which knows what
// ordinals the accounts have.
func (a Confirm) Resolved(ord func(model.AccountID) (uint32, bool)) Confirm {
	ords, all := inOrder(a.say, ord)
	for i, said := range all {
		a.Results = append(a.Results, said.Result)
		if said.Message != "" {
			if a.Messages == nil {
				a.Messages = map[uint32]model.Untrusted{}
			}
			a.Messages[ords[i]] = said.Message
		}
	}
	return a
}

// inOrder gives what is said of accounts in the order of their ordinals; those that have none
// are passed over.
func inOrder[T any](say map[model.AccountID]T, ord func(model.AccountID) (uint32, bool)) (ords []uint32, said []T) {
	of := map[uint32]T{}
	for id, what := range say {
		if o, ok := ord(id); ok {
			ords = append(ords, o)
			of[o] = what
		}
	}
	slices.Sort(ords)
	for _, o := range ords {
		said = append(said, of[o])
	}
	return ords, said
}

func (a Confirm) prepare(_ *State, e *Event) (Action, error) {
	e.Value = fmt.Sprint("batch ", a.ID)
	return a, nil
}

func (a Confirm) apply(s *State, e Event) error {
	old := s.batches.get(a.ID)
	if old == nil {
		return unknown("batch")
	}
	if len(old.Out) == 0 {
		return refuse("the batch was not handed off, so nothing can be confirmed of it", "write its files first: 'clew batch write'")
	}
	if err := someone(e.Subjects); err != nil {
		return err
	}
	if len(a.Results) != len(e.Subjects) {
		return &model.Error{Kind: model.ErrUsage, Message: "there is not one result for each account"}
	}
	for _, m := range a.Messages {
		if err := checkText("a message", m, false, 1<<10); err != nil {
			return err
		}
	}
	foreign := 0
	for i, ord := range e.Subjects {
		if _, in := slices.BinarySearch(old.Accounts, ord); !in {
			foreign++
		}
		if r := a.Results[i]; r < Done || r > NotFound {
			return &model.Error{Kind: model.ErrUsage, Message: "a result is done, failed or not found"}
		}
	}
	if foreign > 0 {
		return refuse(fmt.Sprintf("%d of %d accounts are not in the batch", foreign, len(e.Subjects)), "take these out of the confirmation")
	}
	b := *old
	b.Results = slices.Clone(old.Results)
	b.Messages = map[uint32]model.Untrusted{}
	for ord, m := range old.Messages {
		b.Messages[ord] = m
	}
	by := map[Result][]uint32{}
	first := 0
	for i, ord := range e.Subjects {
		at, _ := slices.BinarySearch(b.Accounts, ord)
		if b.Results[at] == Pending {
			first++
		}
		b.Results[at] = a.Results[i]
		if delete(b.Messages, ord); a.Messages[ord] != "" {
			b.Messages[ord] = a.Messages[ord]
		}
		if s.Cell(ord).Batch == b.ID {
			by[a.Results[i]] = append(by[a.Results[i]], ord)
		}
	}
	b.Confirmed = append(slices.Clip(old.Confirmed), Answered{markOf(e), first})
	set(s, batches, b.ID, &b)
	s.move(by[Done], func(c *Cell) { c.enforced(b.Action, markOf(e)) })
	for _, r := range []Result{Undone, NotFound} {
		s.move(by[r], func(c *Cell) { c.failed(b.Action, markOf(e)) })
	}
	return nil
}

// confirmed moves an account to where enforcement says that its batch has brought it. What has
// gone on since, such as an appeal, is not turned back.
func (c *Cell) confirmed(action string, to Status, m Mark) {
	at := []Status{HandedOff, Enforced, Failed}
	if action == Reinstate {
		at = []Status{HandedOff, Reinstated, Overturned}
	}
	switch {
	case slices.Contains(at, c.Status):
		c.Status, c.Since = to, m
	case slices.Contains(inReview, c.Status) && slices.Contains(at, c.Was):
		c.Was = to
	}
}

// enforced notes that an action was done.
func (c *Cell) enforced(action string, m Mark) {
	if action == Reinstate {
		c.confirmed(action, Reinstated, m)
		c.InForce = nil // whatever was in force is taken back, not the last of it alone
		return
	}
	c.confirmed(action, Enforced, m)
	if !slices.Contains(c.InForce, action) {
		c.InForce = append(slices.Clip(c.InForce), action)
	}
}

// failed notes that an action was not done, or not after all.
func (c *Cell) failed(action string, m Mark) {
	if action == Reinstate {
		c.confirmed(action, Overturned, m) // it still has to be
		return
	}
	c.confirmed(action, Failed, m)
	c.InForce = slices.DeleteFunc(slices.Clone(c.InForce), func(x string) bool { return x == action })
}
