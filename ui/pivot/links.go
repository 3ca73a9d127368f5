package pivot

import (
	"context"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/page"
)

// progress is what the store says that it is doing, from whatever goroutine.
type progress struct{ said atomic.Pointer[string] }

func (p *progress) set(doing string) { p.said.Store(&doing) }

func (p *progress) text() string {
	if s := p.said.Load(); s != nil {
		return *s
	}
	return ""
}

// tie is the link of a holder to the account that strength is measured from.
type tie struct {
	bits   float64
	class  evidence.Class
	judged bool
}

// linksMsg is what the links say of the value and its holders.
type linksMsg struct {
	standing *store.Standing
	to       store.AccountRow // the account that strength is measured from
	has      bool             // there is one
	ties     map[uint32]tie
}

// askLinks asks for the value's weight and the strength of its holders, for which
// the links may have to be computed first.
func (p *Page) askLinks() tea.Cmd {
	s, ref, t, ords, doing := p.store, string(p.found.ref()), p.found.trail, p.holders(), p.doing
	return page.Ask(&p.linking, func(ctx context.Context) (m linksMsg, err error) {
		l, err := s.Links(ctx, doing.set)
		if err != nil {
			return m, err
		}
		if m.standing, err = l.Standing(ctx, ref); err != nil {
			return m, err
		}
		to := t.from
		if m.has = t.begun; !m.has && len(ords) > 1 {
			if to, err = foremost(ctx, s, ords); err != nil {
				return m, err
			}
			m.has = true
		}
		if !m.has {
			return m, nil
		}
		rows, err := s.Listing(ctx, []uint32{to})
		if err != nil || len(rows) == 0 {
			return m, err
		}
		m.to = rows[0]
		m.ties, err = tiesTo(ctx, l, to, ords)
		return m, err
	})
}

// takeLinks takes the strengths. Where there are none to come, the holders stop
// promising them.
func (p *Page) takeLinks(a page.Answer[linksMsg]) tea.Cmd {
	switch {
	case !page.Takes(&p.linking, a):
		return nil
	case a.Err != nil:
		return tea.Batch(page.Fail(a.Err), p.arrange())
	}
	p.links = &a.Value
	return p.arrange()
}

// foremost gives the account with the highest score.
func foremost(ctx context.Context, s Store, ords []uint32) (uint32, error) {
	first, err := s.Among(setOf(s.Len(), ords), store.Sort{Key: "score", Desc: true}).Page(ctx, 0, 1)
	if err != nil || len(first) == 0 {
		return ords[0], err
	}
	return first[0], nil
}

func setOf(n int, ords []uint32) *query.Set {
	set := query.NewSet(n)
	for _, ord := range ords {
		if int(ord) < n {
			set.Add(ord)
		}
	}
	return set
}

func tiesTo(ctx context.Context, l *store.Links, to uint32, ords []uint32) (map[uint32]tie, error) {
	ties := make(map[uint32]tie, len(ords))
	for i, ord := range ords {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		// Accounts of a later import than the links have none.
		if ord == to || int(ord) >= l.Len() || int(to) >= l.Len() {
			continue
		}
		k := l.View().Link(to, ord, nil)
		ties[ord] = tie{k.Bits, k.Class, k.Verdict != evidence.NoVerdict}
	}
	return ties, nil
}
