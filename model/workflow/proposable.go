package workflow

import "slices"

// Proposable reports whether the rules let an account be proposed for an action as it stands
// now. A protected one they let too, for a second reason. Of a new version of a proposal its number
// is given, or 0: the accounts that are in it may stay.
func (s *State) Proposable(ord uint32, action string, version uint32) bool {
	c := s.Cell(ord)
	return (c.in(version) || slices.Contains(proposable, c.Status)) && c.Hold == nil && !(External(action) && slices.Contains(c.InForce, action))
}

// Before gives what work had made of an account before it came into a proposal, which is that of
// now where it is not in it. Of one that was in it Since is unknown.
func (s *State) Before(ord, proposal uint32) Cell {
	c := s.Cell(ord)
	if c.in(proposal) {
		c.Status, c.Proposal, c.Since = c.Was, c.WasIn, Mark{}
	}
	return c
}

// in reports whether an account is in review with a proposal.
func (c *Cell) in(proposal uint32) bool {
	return proposal != 0 && c.Proposal == proposal && slices.Contains(inReview, c.Status)
}

// Protections gives the accounts that are protected, in no order.
func (s *State) Protections(yield func(uint32, *Protection) bool) { s.protections.each(yield) }

// SamePerson reports whether two logins are those of one person, as far as entries say.
func (s *State) SamePerson(a, b string) bool { return s.samePerson(a, b) }
