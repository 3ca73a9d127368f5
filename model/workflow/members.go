package workflow

import (
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// SetMembers puts accounts into a case in a role, or takes them out.
type SetMembers struct {
	On     []model.AccountID `json:"-"`
	ID     uint32            `json:"id"`
	Role   string            `json:"role,omitempty"` // "" is unknown, or the role that it has
	Remove bool              `json:"remove,omitempty"`
	Why    model.Untrusted   `json:"why,omitempty"`
}

// Verb implements [model.Action].
func (SetMembers) Verb() string { return "members" }

// Accounts implements [Action].
func (a SetMembers) Accounts() []model.AccountID { return a.On }

func (a SetMembers) prepare(_ *State, e *Event) (Action, error) {
	e.Value = fmt.Sprint("case ", a.ID)
	return a, nil
}

func (a SetMembers) apply(s *State, e Event) error {
	old, err := s.openCase(a.ID)
	if err != nil {
		return err
	}
	if a.Role != "" && !slices.Contains(Roles, a.Role) {
		return badRole(a.Role)
	}
	if err := checkText("the reason", a.Why, false, maxReason); err != nil {
		return err
	}
	if err := someone(e.Subjects); err != nil {
		return err
	}
	c := *old
	c.Members, c.Changed = slices.Clone(old.Members), markOf(e)
	changed := false
	for _, ord := range e.Subjects {
		i, there := slices.BinarySearchFunc(c.Members, ord, func(m Member, o uint32) int { return int(m.Ord) - int(o) })
		switch m := (Member{markOf(e), ord, a.Role, a.Why}); {
		case a.Remove && there:
			c.Members = slices.Delete(c.Members, i, i+1)
			listed(s, memberships, ord, c.ID, false)
		case !a.Remove && !there:
			if m.Role == "" {
				m.Role = "unknown"
			}
			c.Members = slices.Insert(c.Members, i, m)
			listed(s, memberships, ord, c.ID, true)
		case !a.Remove && there && a.Role != "" && c.Members[i].Role != a.Role:
			c.Members[i] = m
		default:
			continue
		}
		changed = true
	}
	if !changed {
		return ErrNothing
	}
	set(s, cases, c.ID, &c)
	return nil
}

func (s *State) openCase(id uint32) (*Case, error) {
	c := s.cases.get(id)
	if c == nil {
		return nil, unknown("case")
	}
	if !c.Open {
		return nil, refuse("the case is closed", "open it again first")
	}
	return c, nil
}

// SetValues puts identifiers into a case, or takes them out.
type SetValues struct {
	noAccounts
	ID     uint32            `json:"id"`
	Values []model.Untrusted `json:"values"` // "kind:value" in canonical form
	Remove bool              `json:"remove,omitempty"`
	Why    model.Untrusted   `json:"why,omitempty"`
}

// Verb implements [model.Action].
func (SetValues) Verb() string { return "values" }

func (a SetValues) prepare(_ *State, e *Event) (Action, error) {
	e.Value = fmt.Sprint("case ", a.ID)
	return a, nil
}

func (a SetValues) apply(s *State, e Event) error {
	old, err := s.openCase(a.ID)
	if err != nil {
		return err
	}
	if err := checkText("the reason", a.Why, false, maxReason); err != nil {
		return err
	}
	for _, v := range a.Values {
		if v == "" || len(v) > MaxValue {
			return &model.Error{Kind: model.ErrUsage, Message: "an identifier is \"kind:value\", of up to 2048 bytes"}
		}
	}
	c := *old
	c.Values, c.Changed = slices.Clone(old.Values), markOf(e)
	changed := false
	for _, v := range a.Values {
		i := slices.IndexFunc(c.Values, func(x CaseValue) bool { return x.Value == v })
		switch {
		case a.Remove && i >= 0:
			c.Values = slices.Delete(c.Values, i, i+1)
		case !a.Remove && i < 0:
			c.Values = append(c.Values, CaseValue{markOf(e), v, a.Why})
		default:
			continue
		}
		listed(s, carries, string(v), c.ID, !a.Remove)
		changed = true
	}
	if !changed {
		return ErrNothing
	}
	set(s, cases, c.ID, &c)
	return nil
}

// RecordTrail keeps the way that led somewhere as part of a case.
type RecordTrail struct {
	noAccounts
	ID    uint32          `json:"id"`
	Steps []TrailStep     `json:"steps"`
	Why   model.Untrusted `json:"why,omitempty"`
}

// Verb implements [model.Action].
func (RecordTrail) Verb() string { return "trail" }

func (a RecordTrail) prepare(_ *State, e *Event) (Action, error) {
	e.Value = fmt.Sprint("case ", a.ID)
	return a, nil
}

func (a RecordTrail) apply(s *State, e Event) error {
	old, err := s.openCase(a.ID)
	if err != nil {
		return err
	}
	if err := checkText("the reason", a.Why, false, maxReason); err != nil {
		return err
	}
	if len(a.Steps) == 0 || len(a.Steps) > 200 {
		return &model.Error{Kind: model.ErrUsage, Message: "a trail has 1 to 200 steps"}
	}
	c := *old
	c.Trails, c.Changed = append(slices.Clip(old.Trails), Trail{markOf(e), a.Steps, a.Why}), markOf(e)
	set(s, cases, c.ID, &c)
	return nil
}
