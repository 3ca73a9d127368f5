package workflow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// HandOff says that the files of a batch were written for the outside. What it rests on is counted
// again: it may be long after the sealing, and more may be known by then of who is who.
type HandOff struct {
	noAccounts
	ID       uint32   `json:"id"`
	Manifest string   `json:"manifest_sha256"`
	Grounds  []Ground `json:"grounds"` // those of the batch; set when it is prepared; null where nothing was counted, as it was before
}

// Verb implements [model.Action].
func (HandOff) Verb() string { return "handoff" }

func (a HandOff) prepare(s *State, e *Event) (Action, error) {
	e.Value = fmt.Sprint("batch ", a.ID)
	a.Grounds = []Ground{}
	if b := s.batches.get(a.ID); b != nil {
		e.Subjects = b.Accounts
		a.Grounds = append(a.Grounds, b.Proposals...)
	}
	return a, nil
}

func (a HandOff) apply(s *State, e Event) error {
	old := s.batches.get(a.ID)
	counts := a.Grounds != nil
	switch {
	case old == nil:
		return unknown("batch")
	case !IsSHA256(a.Manifest):
		return &model.Error{Kind: model.ErrUsage, Message: "the manifest's SHA-256 is missing"}
	case counts && !slices.Equal(a.Grounds, old.Proposals):
		return refuse("the batch rests on something else by now", "look at it, and try again")
	case counts:
		if err := s.MayHandOff(old); err != nil {
			return err
		}
	case s.current:
		return refuse("the hand-off does not say what it rests on", "write the files again with a newer version of Clew")
	default:
		if err := s.unheld(old); err != nil {
			return err
		}
	}
	b := *old
	b.Out = append(slices.Clip(old.Out), Handed{markOf(e), a.Manifest})
	set(s, batches, b.ID, &b)
	s.move(s.inBatch(old, Batched), func(c *Cell) { c.Status, c.Since = HandedOff, markOf(e) })
	if counts {
		for _, g := range a.Grounds { // so that no approval of it is undone any more
			p := *s.proposals.get(g.Proposal)
			set(s, proposals, p.ID, &p)
		}
		s.current = true
	}
	return nil
}

// MayHandOff says why the files of a batch cannot be handed off now, or not once more; nil where
// they can. No more is asked of a batch that gives back than that nothing was decided since.
func (s *State) MayHandOff(b *Batch) error {
	if err := s.unheld(b); err != nil {
		return err
	}
	since := 0
	for _, ord := range b.Accounts {
		if s.contrary(b, ord) {
			since++
		}
	}
	if since > 0 {
		return refuse(fmt.Sprintf("for %d of %d accounts the contrary was decided since", since, len(b.Accounts)),
			"the files would ask for them again; hand over the batch that came after")
	}
	if b.Action == Reinstate {
		return nil
	}
	var short []string
	for _, g := range b.Proposals {
		if p := s.proposals.get(g.Proposal); p.Hash != g.Hash {
			short = append(short, fmt.Sprintf("proposal %d is another version", p.ID))
		} else if n, lost := s.Counted(p); n < p.needs() {
			short = append(short, fmt.Sprintf("proposal %d has %d of %d approvals: %s", p.ID, n, p.needs(), strings.Join(lost, ", ")))
		}
	}
	if len(short) == 0 {
		return nil
	}
	const most = 3
	if n := len(short); n > most {
		short = append(short[:most], fmt.Sprintf("and %d more", n-most))
	}
	hint := "have another person approve it, who finds it in the reviews; or whoever sealed the batch undoes that"
	if len(b.Out) > 0 {
		hint = "reverse the batch, and propose again what should stand"
	}
	return refuse("the batch is not approved any more: "+strings.Join(short, "; "), hint)
}

// unheld refuses a batch of which something that still waits is on hold.
func (s *State) unheld(b *Batch) error {
	waiting := s.inBatch(b, Batched)
	if err := s.free(waiting, "handed off"); err != nil {
		return err
	}
	return s.casesFree(b.Action, s.grounds(waiting, restsOn))
}

// contrary reports whether the last word on an account of a batch is the contrary of the batch.
func (s *State) contrary(b *Batch, ord uint32) bool {
	c := s.cell(ord)
	last := s.batches.get(c.Batch)
	back := last != nil && last.Action == Reinstate || c.Status == Overturned
	return back != (b.Action == Reinstate)
}

// needs is how many persons must approve a proposal.
func (p *Proposal) needs() int { return max(1, p.Needed) }

// Counted gives how many different persons, none of whom made it, have approved the version of a
// proposal that stands, by what is known now of who is who; and of the other approvals why they
// do not count.
func (s *State) Counted(p *Proposal) (persons int, not []string) {
	persons = s.count(p, func(why string) { not = append(not, why) })
	return persons, not
}

func (s *State) count(p *Proposal, not func(why string)) int {
	if i := slices.IndexFunc(p.Editors, s.shared); i >= 0 { // whoever approved it may have made it
		not("several persons share " + p.Editors[i] + ", under which it was made")
		return 0
	}
	var apart []string // logins of persons who have nobody in common
	for _, v := range p.Approvals {
		if why := s.uncounted(p, v, apart); why != "" {
			not(why)
		} else {
			apart = append(apart, v.By)
		}
	}
	return len(apart)
}

// uncounted says why an approval does not count beside those of others; "" where it does.
func (s *State) uncounted(p *Proposal, v Verdict, others []string) string {
	same := func(logins []string) int {
		return slices.IndexFunc(logins, func(o string) bool { return s.samePerson(v.By, o) })
	}
	switch {
	case v.Hash != p.Hash || !v.Approve:
		return v.By + " approved another version"
	case s.shared(v.By):
		return "several persons share " + v.By
	}
	if i := same(p.Editors); i >= 0 {
		return v.By + " and " + p.Editors[i] + ", who made it, are one person"
	}
	if i := same(others); i >= 0 {
		return v.By + " and " + others[i] + " are one person"
	}
	return ""
}

// enough reports whether as many different persons as are needed have approved the version that
// stands.
func (s *State) enough(p *Proposal) bool { return s.count(p, func(string) {}) >= p.needs() }

// fallen reports whether a proposal of which accounts were sealed has lost approvals since that it
// needs, and has accounts that are not outside yet: another person may still approve it.
func (s *State) fallen(p *Proposal, unsent func(proposal uint32) bool) bool {
	return p.Status == Approved && p.Sealed > 0 && s.logins.root != nil && // of nobody but logins are themselves
		(p.Sealed < len(p.Accounts) || unsent(p.ID)) && !s.enough(p)
}

// unsent says which proposals have accounts in batches that were not handed off.
func (s *State) unsent() func(proposal uint32) bool {
	var in map[uint32]bool
	return func(proposal uint32) bool {
		if in == nil {
			in = map[uint32]bool{}
			for _, b := range s.batches.each {
				if len(b.Out) > 0 || b.Action == Reinstate {
					continue
				}
				for _, g := range b.Proposals {
					in[g.Proposal] = true
				}
			}
		}
		return in[proposal]
	}
}
