package cases

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/notes"
	"github.com/seed-28a39f10/clew/ui/page"
)

type (
	// loaded is a case with everything that its page shows of it. It is immutable.
	loaded struct {
		st        *workflow.State
		c         *workflow.Case
		members   []member
		values    []value
		notes     []notes.Note
		proposals []proposed
	}
	// member is an account of the case.
	member struct {
		workflow.Member
		row    store.AccountRow
		others []uint32 // cases that it is in besides this one
	}
	// value is an identifier of the case.
	value struct {
		workflow.CaseValue
		holders int      // accounts that carry it; -1 where nobody looked
		others  []uint32 // cases that it is in besides this one
	}
	// proposed is a proposal about members of the case, or made for it.
	proposed struct {
		*workflow.Proposal
		members int // of its accounts
		counted int // approvals that count
	}
)

// mostCounted is the number of values of which it is looked up who carries them.
const mostCounted = 512

// load asks for the case.
func (p *CasePage) load() tea.Cmd {
	s, ref := p.store, string(p.ref)
	return page.Ask(&p.loading, func(ctx context.Context) (*loaded, error) {
		id, err := strconv.ParseUint(ref, 10, 32)
		l := &loaded{st: s.Work()}
		if l.c = l.st.Case(uint32(id)); err != nil || l.c == nil {
			return nil, &model.Error{Kind: model.ErrNotFound, Message: "there is no such case", Where: model.Untrusted(ref), Hint: "the list of cases has all"}
		}
		if err := l.readMembers(ctx, s); err != nil {
			return nil, err
		}
		if err := l.readValues(ctx, s); err != nil {
			return nil, err
		}
		l.findProposals()
		l.notes, err = notes.Read(ctx, s, workflow.CaseKey(l.c.ID))
		return l, err
	})
}

// readMembers puts personas first, and of one role those of the highest score.
func (l *loaded) readMembers(ctx context.Context, s Store) error {
	ords := make([]uint32, len(l.c.Members))
	for i, m := range l.c.Members {
		ords[i] = m.Ord
	}
	rows, err := s.Listing(ctx, ords)
	if err != nil {
		return err
	}
	for i, m := range l.c.Members {
		l.members = append(l.members, member{m, rows[i], l.except(l.st.CasesOf(m.Ord))})
	}
	order := []string{"persona", "facilitator", "victim", "unknown"}
	slices.SortStableFunc(l.members, func(a, b member) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Role), slices.Index(order, b.Role)), cmp.Compare(b.row.Score, a.row.Score))
	})
	return nil
}

func (l *loaded) readValues(ctx context.Context, s Store) error {
	for i, v := range l.c.Values {
		one := value{v, -1, l.except(l.st.CasesWith(v.Value))}
		if i < mostCounted && !store.Derived(string(v.Value)) {
			held, err := s.Pivot(ctx, string(v.Value))
			switch {
			case ctx.Err() != nil:
				return err
			case err == nil:
				one.holders = len(held.Accounts)
			}
		}
		l.values = append(l.values, one)
	}
	return nil
}

// except gives the cases of a list that are not this one.
func (l *loaded) except(cases []uint32) []uint32 {
	return slices.DeleteFunc(cases, func(id uint32) bool { return id == l.c.ID })
}

// findProposals finds those that were made for the case or are about members of it, the
// last first.
func (l *loaded) findProposals() {
	for _, pr := range l.st.Proposals() {
		n := 0
		for _, ord := range pr.Accounts {
			if _, in := slices.BinarySearchFunc(l.c.Members, ord, func(m workflow.Member, o uint32) int { return cmp.Compare(m.Ord, o) }); in {
				n++
			}
		}
		if n > 0 || pr.Terms.Case == l.c.ID {
			counted, _ := l.st.Counted(pr)
			l.proposals = append(l.proposals, proposed{pr, n, counted})
		}
	}
	slices.Reverse(l.proposals)
}

// personas gives the accounts that a proposal from the case is about.
func (l *loaded) personas() (refs []model.Untrusted) {
	for _, m := range l.members {
		if m.Role == "persona" {
			refs = append(refs, m.row.ID.String())
		}
	}
	return refs
}
