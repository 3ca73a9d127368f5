package pivot

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
)

// byStrength is the order that is not one of the store's.
const byStrength = "strength"

// arrangedMsg is the holders in their order, with the first rows that are wanted.
type arrangedMsg struct {
	ords   []uint32
	weaker int // hidden for being too weak
	others int // hidden for being in another state
	cursor int
	from   int
	rows   []store.AccountRow
}

// spanMsg is a part of the holders.
type spanMsg struct {
	from int
	rows []store.AccountRow
}

// order is the order of the holders that is in force: by default by strength, and
// for a hub without an account to measure from the least connected first, since of
// its holders the one who shares little else says most.
func (p *Page) order() store.Sort {
	switch {
	case p.sort.Key != "":
		return p.sort
	case p.found != nil && p.found.pivot.Answer != store.AnswerLinked && !p.found.trail.begun:
		return store.Sort{Key: "links"}
	}
	return store.Sort{Key: byStrength, Desc: true}
}

// arrange asks for the holders in order. The cursor stays on its account where that
// is still shown.
func (p *Page) arrange() tea.Cmd {
	var (
		s, all, sort   = p.store, p.holders(), p.order()
		least, state   = p.least, p.state
		at, rows       = p.table.Cursor(), max(p.table.Rows(), 1)
		onRow, has     = p.table.Current()
		now            = p.env.Now()
		ties, from, ok = p.ties()
	)
	p.table.SortKey, p.table.Desc = sort.Key, sort.Desc
	p.fetching.Close()
	return page.Ask(&p.arranging, func(ctx context.Context) (m arrangedMsg, err error) {
		m.ords = all
		if ok && least > evidence.Weak {
			m.ords = slices.DeleteFunc(slices.Clone(all), func(ord uint32) bool { return ord != from && ties[ord].class < least })
		}
		m.weaker = len(all) - len(m.ords)
		if state != "" {
			shown := len(m.ords)
			if m.ords, err = inState(ctx, s, m.ords, state, now); err != nil {
				return m, err
			}
			m.others = shown - len(m.ords)
		}
		if m.ords, err = sorted(ctx, s, m.ords, sort, ties, from); err != nil {
			return m, err
		}
		// On the first row there is nothing to keep hold of: what is first now is meant.
		m.cursor = max(min(at, len(m.ords)-1), 0)
		if i := slices.Index(m.ords, uint32(onRow.ID)); has && at > 0 && i >= 0 {
			m.cursor = i
		}
		m.from = max(m.cursor-2*rows, 0) / table.PageRows * table.PageRows
		m.rows, err = s.Listing(ctx, part(m.ords, m.from, 4*rows+table.PageRows))
		return m, err
	})
}

// ties gives the strengths and the account that they are measured from; ok is false
// where there are none yet.
func (p *Page) ties() (ties map[uint32]tie, from uint32, ok bool) {
	if p.links == nil || p.links.ties == nil {
		return nil, 0, false
	}
	return p.links.ties, p.links.to.Ord, true
}

func inState(ctx context.Context, s Store, ords []uint32, state string, now time.Time) ([]uint32, error) {
	q, err := query.Parse("state:"+query.Quote(state), now)
	if err != nil {
		return nil, err
	}
	found, err := s.Find(ctx, q, store.Sort{Key: "id"})
	if err != nil {
		return nil, err
	}
	in := found.Set()
	return slices.DeleteFunc(slices.Clone(ords), func(ord uint32) bool { return int(ord) >= in.Len() || !in.Contains(ord) }), nil
}

// sorted puts accounts in order. By strength the account that it is measured from
// comes first; while no strength is known it is by score.
func sorted(ctx context.Context, s Store, ords []uint32, by store.Sort, ties map[uint32]tie, from uint32) ([]uint32, error) {
	if by.Key != byStrength {
		return s.Among(setOf(s.Len(), ords), by).Page(ctx, 0, len(ords))
	}
	if ties == nil {
		return s.Among(setOf(s.Len(), ords), store.Sort{Key: "score", Desc: by.Desc}).Page(ctx, 0, len(ords))
	}
	out := slices.Clone(ords)
	slices.SortFunc(out, func(a, b uint32) int {
		switch {
		case a == b:
			return 0
		case a == from:
			return -1
		case b == from:
			return 1
		}
		strength := cmp.Compare(ties[b].bits, ties[a].bits)
		if !by.Desc {
			strength = -strength
		}
		return cmp.Or(strength, cmp.Compare(a, b))
	})
	return out, ctx.Err()
}

func part(ords []uint32, from, n int) []uint32 {
	from = min(from, len(ords))
	return ords[from:min(from+n, len(ords))]
}

func (p *Page) arranged(m arrangedMsg) tea.Cmd {
	p.ords, p.weaker, p.others = m.ords, m.weaker, m.others
	p.table.Reset(len(m.ords), m.cursor)
	p.put(m.from, m.rows)
	return p.moved()
}

// fetch asks for rows that the screen needs.
func (p *Page) fetch() tea.Cmd {
	from, n, missing := p.table.Missing()
	if !missing || p.arranging.Waiting() {
		return nil
	}
	s, ords := p.store, part(p.ords, from, n)
	return page.Ask(&p.fetching, func(ctx context.Context) (spanMsg, error) {
		rows, err := s.Listing(ctx, ords)
		return spanMsg{from, rows}, err
	})
}

// mostKnown is how many rows are kept as they came.
const mostKnown = 1 << 13

func (p *Page) put(from int, rows []store.AccountRow) {
	if len(p.known) > mostKnown {
		clear(p.known)
	}
	out := make([]table.Row, len(rows))
	for i, r := range rows {
		p.known[r.Ord] = r
		out[i] = p.holderRow(r)
	}
	p.table.Put(from, out)
}
