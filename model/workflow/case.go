package workflow

import (
	"errors"
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// How long the title of a case and an identifier may be, in bytes.
const (
	MaxTitle = 256
	MaxValue = 2048
)

// Priorities are how much a case matters, the least first.
var Priorities = []string{"low", "normal", "high", "urgent"}

// Roles are what an account may be in a case.
var Roles = []string{"unknown", "persona", "facilitator", "victim"}

// Case is a case as it stands.
type Case struct {
	ID       uint32
	Title    model.Untrusted
	Open     bool
	Outcome  model.Untrusted // why it was closed
	Owner    string          // a login; "" for nobody
	Queue    string
	Priority string
	Tags     []string
	FollowUp model.Time // when to look again; unknown for never
	Template string
	Steps    []CaseStep
	Members  []Member // by account
	Values   []CaseValue
	Trails   []Trail
	Made     Mark
	Changed  Mark
	Closed   Mark      // Entry 0 while it is open
	Hold     *Held     // nil for none
	Received *Received // of a case that came from another investigation
	Files    []File    // that it came in: case.json first
}

// CaseStep is a question that the case's template asks.
type CaseStep struct {
	Text string
	Done Mark // Entry 0 for not yet
}

// Member is an account of a case.
type Member struct {
	Mark
	Ord  uint32
	Role string // one of Roles
	Why  model.Untrusted
}

// CaseValue is an identifier of a case.
type CaseValue struct {
	Mark
	Value model.Untrusted // "kind:value" in canonical form
	Why   model.Untrusted
}

// Trail is the way that led somewhere: pivots in their order.
type Trail struct {
	Mark
	Steps []TrailStep
	Why   model.Untrusted
}

// TrailStep is one place on a trail.
type TrailStep struct {
	Page string          `json:"page"` // such as "account" or "pivot"
	Ref  model.Untrusted `json:"ref"`  // what was looked at
	Text model.Untrusted `json:"text,omitempty"`
}

// caseList is a list of cases that a table can hold.
type caseList struct{ ids []uint32 }

// Case gives a case; nil where there is none of that number.
func (s *State) Case(id uint32) *Case { return s.lens.kase(s.cases.get(id)) }

// Cases gives all cases by number.
func (s *State) Cases() []*Case { return seenAs(collect(&s.cases), s.lens.kase) }

// CasesOf gives the numbers of the cases that an account is in.
func (s *State) CasesOf(ord uint32) []uint32 { return s.memberships.get(ord).list() }

// CasesWith gives the numbers of the cases that an identifier, "kind:value", is in by itself.
func (s *State) CasesWith(value model.Untrusted) []uint32 {
	if s.lens != nil {
		value = s.lens.Real(value)
	}
	return s.carries.get(string(value)).list()
}

func (l *caseList) list() []uint32 {
	if l == nil {
		return nil
	}
	return slices.Clone(l.ids)
}

// listed puts a case on a list, or takes it off.
func listed[K comparable](s *State, in func(*State) *table[K, *caseList], key K, id uint32, on bool) {
	ids := in(s).get(key).list()
	i, there := slices.BinarySearch(ids, id)
	switch {
	case there == on:
		return
	case on:
		ids = slices.Insert(ids, i, id)
	default:
		ids = slices.Delete(ids, i, i+1)
	}
	var l *caseList
	if len(ids) > 0 {
		l = &caseList{ids}
	}
	set(s, in, key, l)
}

// OpenCase begins a case.
type OpenCase struct {
	Members  []model.AccountID `json:"-"` // may be empty
	Role     string            `json:"role,omitempty"`
	ID       uint32            `json:"id"` // set when it is prepared
	Title    model.Untrusted   `json:"title"`
	Template string            `json:"template,omitempty"`
	Owner    string            `json:"owner,omitempty"`
	Queue    string            `json:"queue,omitempty"`
	Priority string            `json:"priority,omitempty"`
	Tags     []string          `json:"tags,omitempty"`
	FollowUp int64             `json:"follow_up,omitempty"`
	Steps    []string          `json:"steps,omitempty"` // of the template as it is now
}

// Verb implements [model.Action].
func (OpenCase) Verb() string { return "case" }

// Accounts implements [Action].
func (a OpenCase) Accounts() []model.AccountID { return a.Members }

func (a OpenCase) prepare(s *State, e *Event) (Action, error) {
	a.ID = s.given.kase + 1
	e.Value = fmt.Sprint("case ", a.ID)
	if a.Template != "" {
		t, ok := s.rules.Template(a.Template)
		if !ok {
			return nil, unknown("template of cases")
		}
		if a.Title == "" {
			a.Title = model.Untrusted(t.Title)
		}
		if a.Queue == "" {
			a.Queue = t.Queue
		}
		if a.Priority == "" {
			a.Priority = t.Priority
		}
		a.Tags = append(slices.Clone(a.Tags), t.Tags...)
		a.Steps = t.Steps
	}
	if a.Priority == "" {
		a.Priority = "normal"
	}
	if a.Role == "" {
		a.Role = "unknown"
	}
	return a, nil
}

func (a OpenCase) apply(s *State, e Event) error {
	if a.ID != s.given.kase+1 {
		return refuse("another case was opened meanwhile", "try again")
	}
	c := &Case{ID: a.ID, Title: a.Title, Open: true, Owner: a.Owner, Queue: a.Queue, Priority: a.Priority, Template: a.Template,
		FollowUp: model.Time{Milli: a.FollowUp}, Made: markOf(e), Changed: markOf(e)}
	c.Tags = tidy(a.Tags)
	for _, t := range a.Steps {
		c.Steps = append(c.Steps, CaseStep{Text: t})
	}
	if err := c.check(); err != nil {
		return err
	}
	if !slices.Contains(Roles, a.Role) {
		return badRole(a.Role)
	}
	s.given.kase++
	for _, ord := range e.Subjects {
		c.Members = append(c.Members, Member{Mark: markOf(e), Ord: ord, Role: a.Role})
		listed(s, memberships, ord, c.ID, true)
	}
	set(s, cases, c.ID, c)
	return nil
}

// tidy sorts tags, each once.
func tidy(tags []string) []string {
	tags = slices.Clone(tags)
	slices.Sort(tags)
	return slices.Compact(tags)
}

func (c *Case) check() error {
	if err := checkText("a title", c.Title, true, MaxTitle); err != nil {
		return err
	}
	if err := checkText("the outcome", c.Outcome, false, maxReason); err != nil {
		return err
	}
	if !slices.Contains(Priorities, c.Priority) {
		return &model.Error{Kind: model.ErrUsage, Message: "the priorities are low, normal, high and urgent", Where: model.Untrusted(c.Priority)}
	}
	if c.Queue != "" && !IsWord(c.Queue) {
		return &model.Error{Kind: model.ErrUsage, Message: "a queue is a word of up to 64 letters, digits, '-', '_' or '.'", Where: model.Untrusted(c.Queue)}
	}
	if len(c.Owner) > 128 {
		return checkLogin(c.Owner)
	}
	for _, t := range c.Tags {
		if !IsWord(t) {
			return &model.Error{Kind: model.ErrUsage, Message: "a tag is a word of up to 64 letters, digits, '-', '_' or '.'", Where: model.Untrusted(t)}
		}
	}
	return nil
}

func badRole(role string) error {
	return &model.Error{Kind: model.ErrUsage, Message: "the roles are unknown, persona, facilitator and victim", Where: model.Untrusted(role)}
}

// EditCase changes what is not nil. Before has what was there of it.
//
// While a case is on hold, no proposal that names it is made, changed, approved or sealed, nor is
// a batch of one handed off that was sealed before. Such a proposal can be returned and withdrawn.
// The accounts of the case are not held by that, and what is proposed about them without the case
// goes on: [Hold] holds accounts. A hold lasts until it is released, past its date too.
type EditCase struct {
	noAccounts
	ID     uint32          `json:"id"`
	Set    CaseFields      `json:"set"`
	Before CaseFields      `json:"before"`        // set when it is prepared
	Why    model.Untrusted `json:"why,omitempty"` // needed to close it, to hold it and to release it
}

// CaseFields are parts of a case; nil is left as it is.
type CaseFields struct {
	Title    *model.Untrusted `json:"title,omitempty"`
	Open     *bool            `json:"open,omitempty"`
	Owner    *string          `json:"owner,omitempty"`
	Queue    *string          `json:"queue,omitempty"`
	Priority *string          `json:"priority,omitempty"`
	Tags     *[]string        `json:"tags,omitempty"`
	FollowUp *int64           `json:"follow_up,omitempty"` // milliseconds since the Unix epoch; 0 for never
	Step     *int             `json:"step,omitempty"`      // from 0: done, or not done again
	Hold     *CaseHold        `json:"hold,omitempty"`
}

// CaseHold is the hold that a case is put on, or was on. Why is the reason of the [EditCase].
type CaseHold struct {
	Kind  string `json:"kind"`            // one of Holds; "" for none
	Until int64  `json:"until,omitempty"` // milliseconds since the Unix epoch: when to look again
}

// Verb implements [model.Action].
func (EditCase) Verb() string { return "case-edit" }

func (a EditCase) prepare(s *State, e *Event) (Action, error) {
	c := s.cases.get(a.ID)
	if c == nil {
		return nil, unknown("case")
	}
	e.Value = fmt.Sprint("case ", a.ID)
	f, b := a.Set, &a.Before
	before(f.Title, &b.Title, c.Title)
	before(f.Open, &b.Open, c.Open)
	before(f.Owner, &b.Owner, c.Owner)
	before(f.Queue, &b.Queue, c.Queue)
	before(f.Priority, &b.Priority, c.Priority)
	before(f.Tags, &b.Tags, c.Tags)
	before(f.FollowUp, &b.FollowUp, c.FollowUp.Milli)
	var hold CaseHold
	if c.Hold != nil {
		hold = CaseHold{c.Hold.Kind, c.Hold.Until.Milli}
	}
	before(f.Hold, &b.Hold, hold)
	return a, nil
}

// before notes what a field was that is about to be set.
func before[T any](set *T, was **T, now T) {
	if set != nil {
		*was = &now
	}
}

func (a EditCase) apply(s *State, e Event) error {
	old := s.cases.get(a.ID)
	if old == nil {
		return unknown("case")
	}
	f := a.Set
	if err := checkText("the reason", a.Why, f.Hold != nil || f.Open != nil && !*f.Open && old.Open, maxReason); err != nil {
		return err
	}
	c := *old
	put(f.Title, &c.Title)
	put(f.Owner, &c.Owner)
	put(f.Queue, &c.Queue)
	put(f.Priority, &c.Priority)
	if f.Open != nil {
		c.Open, c.Outcome = *f.Open, a.Why
		switch {
		case c.Open:
			c.Outcome, c.Closed = "", Mark{}
		case old.Open:
			c.Closed = markOf(e)
		}
	}
	if f.Tags != nil {
		c.Tags = tidy(*f.Tags)
	}
	if f.FollowUp != nil {
		c.FollowUp = model.Time{Milli: *f.FollowUp}
	}
	if f.Hold != nil {
		if f.Hold.Kind == "" && old.Hold == nil && f == (CaseFields{Hold: f.Hold}) {
			return ErrNothing
		}
		var err error
		if c.Hold, err = f.Hold.held(a.Why, e); err != nil {
			return err
		}
	}
	if f.Step != nil {
		if *f.Step < 0 || *f.Step >= len(c.Steps) {
			return unknown("step of the case")
		}
		c.Steps = slices.Clone(c.Steps)
		step := &c.Steps[*f.Step]
		if step.Done.Entry > 0 {
			step.Done = Mark{}
		} else {
			step.Done = markOf(e)
		}
	}
	if err := c.check(); err != nil {
		return err
	}
	c.Changed = markOf(e)
	set(s, cases, c.ID, &c)
	return nil
}

// held is the hold as it stands from an event on; nil for none.
func (h CaseHold) held(why model.Untrusted, e Event) (*Held, error) {
	if h.Kind == "" {
		return nil, nil
	}
	return newHeld(h.Kind, h.Until, why, e)
}

// caseFree refuses what would be done for a case that is on hold; 0 is no case.
func (s *State) caseFree(id uint32) error {
	c := s.cases.get(id)
	if c == nil || c.Hold == nil {
		return nil
	}
	return &model.Error{Kind: model.ErrRefused, Message: fmt.Sprintf("case %d is on hold (%s), by %s", id, c.Hold.Kind, c.Hold.By),
		Err: errors.New(string(c.Hold.Why)), Hint: "release the hold first, or leave the case out"}
}

func put[T any](set *T, to *T) {
	if set != nil {
		*to = *set
	}
}
