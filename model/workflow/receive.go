package workflow

import (
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// Received says which case of another investigation a case came from, and what it rests on.
type Received struct {
	Investigation string `json:"investigation"` // its id, hex
	Case          uint32 `json:"case"`
	SHA256        string `json:"sha256"`  // of the case.json that was received
	Entries       uint64 `json:"entries"` // of the log that it was read under
	Root          string `json:"root"`    // of that log, base64
}

// ReceiveCase begins a case with what a case file of another investigation says. Nothing
// that was decided there is decided here: it stands in the file, which is kept, and another
// person's word in another log binds nobody.
type ReceiveCase struct {
	ID       uint32            `json:"id"` // set when it is prepared
	Title    model.Untrusted   `json:"title"`
	From     Received          `json:"from"`
	Files    []File            `json:"files"` // case.json first, and what came with it; all are kept
	Priority string            `json:"priority,omitempty"`
	Queue    string            `json:"queue,omitempty"`
	Tags     []string          `json:"tags,omitempty"`
	Roles    []string          `json:"roles"` // one for each subject, in the order of the event's subjects
	Values   []model.Untrusted `json:"values,omitempty"`
	members  map[model.AccountID]string
}

// NewReceiveCase makes the action that receives a case; members are its accounts with their
// roles.
func NewReceiveCase(a ReceiveCase, members map[model.AccountID]string) ReceiveCase {
	a.members = members
	return a
}

// Verb implements [model.Action].
func (ReceiveCase) Verb() string { return "receive" }

// Accounts implements [Action].
func (a ReceiveCase) Accounts() (ids []model.AccountID) {
	for id := range a.members {
		ids = append(ids, id)
	}
	return ids
}

// Resolved has the roles in the order of the subjects; the store calls it, which knows what
// ordinals the accounts have.
func (a ReceiveCase) Resolved(ord func(model.AccountID) (uint32, bool)) ReceiveCase {
	_, a.Roles = inOrder(a.members, ord)
	return a
}

func (a ReceiveCase) prepare(s *State, e *Event) (Action, error) {
	a.ID = s.given.kase + 1
	e.Value = fmt.Sprint("case ", a.ID)
	if a.Priority == "" {
		a.Priority = "normal"
	}
	return a, nil
}

func (a ReceiveCase) apply(s *State, e Event) error {
	if a.ID != s.given.kase+1 {
		return refuse("another case was opened meanwhile", "try again")
	}
	if err := a.check(s, e); err != nil {
		return err
	}
	from := a.From
	c := &Case{ID: a.ID, Title: a.Title, Open: true, Queue: a.Queue, Priority: a.Priority, Tags: tidy(a.Tags), Made: markOf(e), Changed: markOf(e), Received: &from, Files: a.Files}
	if err := c.check(); err != nil {
		return err
	}
	s.given.kase++
	for i, ord := range e.Subjects {
		c.Members = append(c.Members, Member{Mark: markOf(e), Ord: ord, Role: a.Roles[i]})
		listed(s, memberships, ord, c.ID, true)
	}
	for _, v := range a.Values {
		c.Values = append(c.Values, CaseValue{Mark: markOf(e), Value: v})
		listed(s, carries, string(v), c.ID, true)
	}
	set(s, cases, c.ID, c)
	return nil
}

func (a ReceiveCase) check(s *State, e Event) error {
	wrong := func(what string) error {
		return &model.Error{Kind: model.ErrUsage, Message: what, Where: a.Title}
	}
	switch {
	case a.From.Investigation == s.log:
		return refuse("the case file is of this very investigation", "look at its case there")
	case !IsSHA256(a.From.SHA256) || len(a.Files) == 0 || a.Files[0].SHA256 != a.From.SHA256 || !a.Files[0].Kept:
		return wrong("a case is received with its case.json")
	case len(a.Roles) != len(e.Subjects):
		return wrong("each account of a case has a role")
	}
	for _, role := range a.Roles {
		if !slices.Contains(Roles, role) {
			return badRole(role)
		}
	}
	for i, v := range a.Values {
		if v == "" || len(v) > MaxValue || slices.Contains(a.Values[:i], v) {
			return wrong("an identifier is \"kind:value\", of up to 2048 bytes, and is there once")
		}
	}
	for _, c := range s.Cases() {
		if c.Received != nil && c.Received.SHA256 == a.From.SHA256 {
			return refuse(fmt.Sprintf("that case file was received before, as case %d", c.ID), "look at it there")
		}
	}
	return nil
}

// Written says who wrote a note that came in a case file, and when.
type Written struct {
	By     string `json:"by"`
	Time   int64  `json:"time"`  // milliseconds since the Unix epoch
	Entry  uint64 `json:"entry"` // in the log that it was written in
	SHA256 string `json:"sha256"`
}

// came reports whether a note of a case file may be added: the file was received.
func (s *State) came(w *Written) error {
	if w == nil {
		return nil
	}
	for _, c := range s.cases.each {
		if c.Received != nil && c.Received.SHA256 == w.SHA256 {
			return nil
		}
	}
	return &model.Error{Kind: model.ErrNotFound, Message: "no case was received in that file"}
}
