package workflow

import "slices"

// Proposable reports whether the rules let an account be proposed for an action as it stands
// now. A protected one they let too, for a second reason.
func (s *State) Proposable(ord uint32, action string) bool {
	c := s.Cell(ord)
	return slices.Contains(proposable, c.Status) && c.Hold == nil && !(External(action) && slices.Contains(c.InForce, action))
}

// Protections gives the accounts that are protected, in no order.
func (s *State) Protections(yield func(uint32, *Protection) bool) { s.protections.each(yield) }

// SamePerson reports whether two logins are those of one person, as far as entries say.
func (s *State) SamePerson(a, b string) bool { return s.samePerson(a, b) }
