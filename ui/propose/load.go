package propose

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Store is what the page asks of an investigation.
type Store interface {
	Work() *workflow.State
	Ords(ctx context.Context, refs []model.Untrusted) ([]uint32, error)
	IDs(ctx context.Context, ords []uint32) ([]model.AccountID, error)
	Listing(ctx context.Context, ords []uint32) ([]store.AccountRow, error)
	Preview(ctx context.Context, ords []uint32, action, actor string, version uint32) (*store.Preview, error)
}

// ground is what the page stands on: the accounts, the rules, and the version that is to be
// changed.
type ground struct {
	ords  []uint32          // ascending, all that the page was opened with
	ids   []model.AccountID // of ords
	old   *workflow.Proposal
	now   *workflow.Proposal // what became of old; nil for a new proposal
	rules *workflow.Rules
	cases []inCase
	st    *workflow.State
}

// inCase is an open case that some of the accounts are in.
type inCase struct {
	*workflow.Case
	members int // of the accounts
}

// load reads the ground anew. A proposal that is being changed stays the version that the
// page began with.
func (p *Page) load() tea.Cmd {
	s, refs, id := p.store, p.place.Refs, p.id
	var old *workflow.Proposal
	if p.ground != nil {
		old = p.ground.old
	}
	return page.Ask(&p.loading, func(ctx context.Context) (*ground, error) {
		st := s.Work()
		g := &ground{rules: st.Rules(), old: old, st: st}
		var err error
		if id == 0 {
			g.ords, err = s.Ords(ctx, refs)
		} else {
			if g.now = st.Proposal(id); g.now == nil {
				return nil, &model.Error{Kind: model.ErrNotFound, Message: fmt.Sprintf("there is no proposal %d", id)}
			}
			if g.old == nil {
				g.old = g.now
			}
			g.ords = g.old.Accounts
		}
		if err != nil {
			return nil, err
		}
		if len(g.ords) == 0 {
			return nil, &model.Error{Kind: model.ErrUsage, Message: "a proposal needs accounts", Hint: "mark some in the queue, or go to a ring, and propose from there"}
		}
		g.ids, err = s.IDs(ctx, g.ords)
		g.cases = casesOf(st, g.ords)
		return g, err
	})
}

// casesOf gives the open cases that some accounts are in, those with most of them first.
func casesOf(st *workflow.State, ords []uint32) (in []inCase) {
	for _, c := range st.Cases() {
		if !c.Open {
			continue
		}
		n := 0
		for _, m := range c.Members {
			if _, found := slices.BinarySearch(ords, m.Ord); found {
				n++
			}
		}
		if n > 0 {
			in = append(in, inCase{c, n})
		}
	}
	slices.SortStableFunc(in, func(a, b inCase) int { return b.members - a.members })
	return in
}

func (p *Page) loaded(a page.Answer[*ground]) tea.Cmd {
	if !page.Takes(&p.loading, a) {
		return nil
	}
	if p.err = a.Err; a.Err != nil {
		return nil
	}
	first := p.ground == nil
	p.ground = a.Value
	if !first {
		p.layOut()
		return p.look()
	}
	p.begin()
	p.layOut()
	return tea.Batch(p.look(), p.readTexts())
}

// look asks for the preview of what is not left out; what it was asked before is given up.
func (p *Page) look() tea.Cmd {
	if p.ground == nil {
		return nil
	}
	in := p.kept()
	if len(in) == 0 {
		p.looking.Close()
		p.ahead, p.aheadErr = nil, nil
		p.layOut()
		return nil
	}
	s, actor, action, version := p.store, p.env.Actor, p.choices.action, p.id
	return page.Ask(&p.looking, func(ctx context.Context) (*ahead, error) {
		v, err := s.Preview(ctx, in, action, actor, version)
		if err != nil {
			return nil, err
		}
		return newAhead(v, s.Work(), version), nil
	})
}

func (p *Page) looked(a page.Answer[*ahead]) tea.Cmd {
	if !page.Takes(&p.looking, a) {
		return nil
	}
	if p.aheadErr = a.Err; a.Err == nil {
		p.ahead = a.Value
		p.offer()
	}
	p.layOut()
	return p.name()
}

// named are accounts as the page calls them.
type named map[uint32]string

// name asks for the names of the accounts in the list that it has none for.
func (p *Page) name() tea.Cmd {
	var missing []uint32
	for _, r := range p.warnings.rows {
		if ord := r.spot.ord; r.spot.account && p.names[ord] == "" {
			missing = append(missing, ord)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	s := p.store
	return page.Ask(&p.naming, func(ctx context.Context) (named, error) {
		rows, err := s.Listing(ctx, missing)
		names := make(named, len(rows))
		for i := range rows {
			names[rows[i].Ord] = words.Who(rows[i])
		}
		return names, err
	})
}

func (p *Page) gotNames(a page.Answer[named]) tea.Cmd {
	if !page.Takes(&p.naming, a) {
		return nil
	}
	if a.Err != nil {
		return page.Fail(a.Err)
	}
	for ord, name := range a.Value {
		p.names[ord] = name
	}
	p.layOut()
	return p.name()
}
