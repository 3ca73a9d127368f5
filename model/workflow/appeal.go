package workflow

import (
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// Appeal is an account owner's objection to what was done.
type Appeal struct {
	ID       uint32
	Ord      uint32
	Filed    Mark
	Received model.Time      // when it came in, as the owner's message says; unknown where nobody noted it
	From     model.Untrusted // who says to be the owner
	Text     model.Untrusted
	Proposal uint32 // the decision that it is against
	Batch    uint32
	Outcome  string // "", uphold or overturn
	Decided  Mark
	Note     model.Untrusted
}

// Outcomes are what may come of an appeal.
var Outcomes = []string{"uphold", "overturn"}

// Appeal gives an appeal; nil where there is none of that number.
func (s *State) Appeal(id uint32) *Appeal { return s.appeals.get(id) }

// Appeals gives all appeals by number.
func (s *State) Appeals() []*Appeal { return collect(&s.appeals) }

// FileAppeal records that an owner objects.
type FileAppeal struct {
	On       model.AccountID `json:"-"`
	ID       uint32          `json:"id"` // set when it is prepared
	From     model.Untrusted `json:"from,omitempty"`
	Received int64           `json:"received,omitempty"` // milliseconds since the Unix epoch
	Text     model.Untrusted `json:"text"`
}

// Verb implements [model.Action].
func (FileAppeal) Verb() string { return "appeal" }

// Accounts implements [Action].
func (a FileAppeal) Accounts() []model.AccountID { return []model.AccountID{a.On} }

func (a FileAppeal) prepare(s *State, e *Event) (Action, error) {
	a.ID = s.given.appeal + 1
	e.Value = fmt.Sprint("appeal ", a.ID)
	return a, nil
}

func (a FileAppeal) apply(s *State, e Event) error {
	if a.ID != s.given.appeal+1 {
		return refuse("another appeal was filed meanwhile", "try again")
	}
	if err := checkText("what the owner says", a.Text, true, 64<<10); err != nil {
		return err
	}
	if err := checkText("the name", a.From, false, 1<<10); err != nil {
		return err
	}
	if len(e.Subjects) != 1 {
		return someone(nil)
	}
	ord := e.Subjects[0]
	c := s.Cell(ord)
	appealable := []Status{HandedOff, Enforced}
	if len(c.InForce) > 0 {
		appealable = append(appealable, Failed, Returned, Decided)
	}
	if err := s.only(e.Subjects, "appealed", appealable...); err != nil {
		return err
	}
	s.given.appeal++
	set(s, appeals, a.ID, &Appeal{ID: a.ID, Ord: ord, Filed: markOf(e), Received: model.Time{Milli: a.Received}, From: a.From, Text: a.Text,
		Proposal: c.Ground, Batch: c.Batch})
	// Another proposal that it is in, and that is not in review, has ended for it.
	s.move(e.Subjects, func(c *Cell) {
		c.Status, c.Appeal, c.Proposal, c.Since = Appealed, a.ID, c.Ground, markOf(e)
		c.Was, c.WasIn = "", 0
	})
	return nil
}

// DecideAppeal upholds a decision or overturns it. It takes a person who had no part in it.
type DecideAppeal struct {
	noAccounts
	ID      uint32          `json:"id"`
	Outcome string          `json:"outcome"` // one of Outcomes
	Note    model.Untrusted `json:"note"`
}

// Verb implements [model.Action].
func (DecideAppeal) Verb() string { return "decide" }

func (a DecideAppeal) prepare(s *State, e *Event) (Action, error) {
	e.Value = fmt.Sprint("appeal ", a.ID)
	if p := s.appeals.get(a.ID); p != nil {
		e.Subjects = []uint32{p.Ord}
	}
	return a, nil
}

func (a DecideAppeal) apply(s *State, e Event) error {
	if err := checkReason(a.Note); err != nil {
		return err
	}
	old := s.appeals.get(a.ID)
	if old == nil {
		return unknown("appeal")
	}
	if !slices.Contains(Outcomes, a.Outcome) {
		return &model.Error{Kind: model.ErrUsage, Message: "an appeal is decided by uphold or overturn", Where: model.Untrusted(a.Outcome)}
	}
	if old.Outcome != "" {
		return refuse("the appeal has been decided", "")
	}
	if err := s.MayDecide(old, e.Actor); err != nil {
		return err
	}
	// Where the batch was reversed meanwhile the owner has got what they ask for.
	c := s.Cell(old.Ord)
	if c.Status != Appealed && a.Outcome != "overturn" {
		return refuse("what the appeal is against has been reversed", "the appeal is decided by overturn")
	}
	now := *old
	now.Outcome, now.Decided, now.Note = a.Outcome, markOf(e), a.Note
	set(s, appeals, a.ID, &now)
	if c.Status != Appealed {
		return nil
	}
	to := HandedOff
	switch result := s.batches.get(c.Batch).Result(old.Ord); {
	case a.Outcome == "overturn":
		to = Overturned
	case len(c.InForce) > 0:
		to = Enforced
	case result == Undone || result == NotFound:
		to = Failed
	}
	s.move([]uint32{old.Ord}, func(c *Cell) { c.Status, c.Since = to, markOf(e) })
	return nil
}

// MayDecide says why a person cannot decide an appeal; nil where they can.
func (s *State) MayDecide(a *Appeal, login string) error {
	if l, _ := s.Login(login); l.Shared {
		return refuse("nothing is decided under a login that several persons share", "sign in as yourself: --as NAME")
	}
	// All that was ever sealed against the account is taken back by overturning it.
	for _, p := range s.proposals.each {
		if _, in := slices.BinarySearch(p.Accounts, a.Ord); !in || p.Sealed == 0 && p.ID != a.Proposal {
			continue
		}
		part := slices.Clone(p.Editors)
		for _, v := range p.Approvals {
			part = append(part, v.By)
		}
		if s.among(login, part) {
			return refuse("you had a part in the decision: another person decides the appeal", "")
		}
	}
	return nil
}
