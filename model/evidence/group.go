package evidence

import (
	"cmp"
	"maps"
	"slices"
)

// Group is a set of accounts that somebody has put together, whatever the rings are, as
// the links see it.
type Group struct {
	Accounts []uint32   // ascending
	Links    []Edge     // strong ones between them
	Parts    [][]uint32 // that hang together by Links, the largest first; single accounts are parts too
	Values   []Holding  // that at least two of them share, what gives most to Links first
	Cut      bool       // there are so many links that Bits of Values come from a sample

	view *View
	at   map[uint32]int // place in Accounts
}

// groupMost is how many links of a group are scored. Of more, every second is, or every
// third and so on.
const groupMost = 50_000

// Group looks at a set of accounts. It costs a score for each strong link between them.
func (v *View) Group(accounts []uint32) *Group {
	g := &Group{Accounts: slices.Compact(slices.Sorted(slices.Values(accounts))), view: v, at: map[uint32]int{}}
	for i, a := range g.Accounts {
		g.at[a] = i
	}
	for _, a := range g.Accounts {
		for _, t := range v.of(a) {
			if _, in := g.at[t.account]; in && t.account > a {
				g.Links = append(g.Links, Edge{a, t.account, t.bits, t.top})
			}
		}
	}
	v.Index.sortByKeys(g.Links)
	s, bits := v.scorer(), map[uint32]float64{}
	stride := len(g.Links)/groupMost + 1
	g.Cut = stride > 1
	for i := 0; i < len(g.Links); i += stride {
		s.score(g.Links[i].A, g.Links[i].B)
		for _, row := range s.rows {
			if row.Value != None {
				bits[row.Value] += row.Bits * float64(stride)
			}
		}
	}
	r := Ring{Members: g.Accounts}
	r.holdings(v, bits)
	g.Values = r.Values
	g.Parts = g.parts(g.join(func(Edge) bool { return true }))
	return g
}

// Lone gives the accounts that have no strong link to another one of the group.
func (g *Group) Lone() []uint32 {
	linked := make([]bool, len(g.Accounts))
	for _, e := range g.Links {
		linked[g.at[e.A]], linked[g.at[e.B]] = true, true
	}
	var lone []uint32
	for i, a := range g.Accounts {
		if !linked[i] {
			lone = append(lone, a)
		}
	}
	return lone
}

// Stake is what hangs on one value.
type Stake struct {
	Value    uint32
	Accounts []uint32 // of the largest part, those that links by the value alone hold in it
}

// stakesWork bounds [Group.Stakes], in looks at a link; a score costs scoreWork of them. It
// comes to some tenths of a second.
const (
	stakesWork = 40_000_000
	scoreWork  = 200
)

// Stakes says of each value, of those that give most, which accounts would no longer hang
// together with the largest part if it did not count, and neither did what it lies in; most
// accounts first. Weights, and so all other links, are taken to stay as they are: to build
// the model without the value takes seconds. Cut reports that not all values were looked at.
func (g *Group) Stakes() (all []Stake, cut bool) {
	if g.Cut {
		return nil, true
	}
	left := stakesWork
	for _, h := range g.Values {
		if h.Bits <= 0 || len(g.Parts[0]) < 2 {
			break
		}
		if left -= len(g.Links) + len(g.Accounts); left < 0 {
			cut = true
			break
		}
		if out := g.without(h.Value, &left); len(out) > 0 {
			all = append(all, Stake{h.Value, out})
		}
	}
	slices.SortStableFunc(all, func(x, y Stake) int { return cmp.Compare(len(y.Accounts), len(x.Accounts)) })
	return all, cut
}

// without gives the accounts of the largest part that would not be in what is left of it if
// a value did not count. Of left it takes what its scores cost.
func (g *Group) without(value uint32, left *int) (out []uint32) {
	v := g.view
	m := *v.Model
	m.ignored = maps.Clone(v.ignored)
	for u := value; u != None; u = v.Index.Parent(u) {
		m.ignored[u] = true
	}
	holds := make([]bool, len(g.Accounts))
	for i, a := range g.Accounts {
		holds[i] = slices.ContainsFunc(v.Index.Of(a), func(u uint32) bool { return m.ignored[u] && !v.ignored[u] })
	}
	doubtful := func(e Edge) bool {
		return holds[g.at[e.A]] && holds[g.at[e.B]] && v.Verdict(e.A, e.B) != SameHand
	}
	sets := g.join(func(e Edge) bool { return !doubtful(e) })
	s, strong := m.scorer(), mark(m.Config.Strong)
	for _, e := range g.Links {
		// Whether a link holds matters only where nothing else does.
		a, b := uint32(g.at[e.A]), uint32(g.at[e.B])
		if sets.find(a) == sets.find(b) {
			continue
		}
		if *left -= scoreWork; s.score(e.A, e.B) >= strong {
			sets.union(a, b)
		}
	}
	main := g.Parts[0]
	for _, part := range g.parts(sets) {
		if _, in := slices.BinarySearch(main, part[0]); !in {
			continue
		}
		if len(part) == 1 { // nothing is left of it
			return main
		}
		for _, a := range main {
			if _, kept := slices.BinarySearch(part, a); !kept {
				out = append(out, a)
			}
		}
		break
	}
	return out
}

// join unites the places of accounts by the links that count.
func (g *Group) join(counts func(Edge) bool) unionFind {
	sets := newUnionFind(len(g.Accounts))
	for _, e := range g.Links {
		if counts(e) {
			sets.union(uint32(g.at[e.A]), uint32(g.at[e.B]))
		}
	}
	return sets
}

// parts lists the accounts of each set, ascending, the largest set first.
func (g *Group) parts(sets unionFind) [][]uint32 {
	by := map[uint32][]uint32{}
	for i, a := range g.Accounts {
		root := sets.find(uint32(i))
		by[root] = append(by[root], a)
	}
	parts := slices.Collect(maps.Values(by))
	ix := g.view.Index
	slices.SortFunc(parts, func(x, y []uint32) int {
		return cmp.Or(cmp.Compare(len(y), len(x)), cmp.Compare(ix.leastKey(x), ix.leastKey(y)))
	})
	return parts
}

// Members gives the accounts of an account's ring, ascending; nil where it is in none.
func (v *View) Members(a uint32) []uint32 {
	if v.ring[a] == None {
		return nil
	}
	return v.members(a)
}
