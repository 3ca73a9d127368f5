package evidence

import (
	"cmp"
	"slices"
)

// Ring is a set of accounts behind which the links see one operator.
type Ring struct {
	Members      []uint32 // ascending
	Links        []Edge   // strong ones between members, by accounts
	Density      float64  // links, of all pairs of members; 0 to 1
	Bridges      []Edge   // links that alone hold two parts together, weakest first
	Articulation []uint32 // accounts that alone hold two parts together, ascending
	HubShare     float64  // share of the links' bits that hubs give, 0 to 1
	Values       []Holding
	Class        Class    // Strong or Certain by its median link; Possible where Excused
	Excused      bool     // an innocent rule explains all that the members share
	Best         Innocent // the best innocent explanation
}

// Holding is a value that at least two members of a ring share.
type Holding struct {
	Value   uint32
	Inside  int     // members that hold it
	Holders int     // all that hold it
	Bits    float64 // that it gives the ring's links, together
}

// Exclusive is the share of a value's holders that are in the ring, 0 to 1.
func (h *Holding) Exclusive() float64 { return float64(h.Inside) / float64(h.Holders) }

// RingOf gives the ring that an account is in, or nil.
func (v *View) RingOf(a uint32, known Known) *Ring {
	if v.ring[a] == None {
		return nil
	}
	return v.describe(v.members(a), known)
}

// Name gives the account that an account's ring is named by in this view, the
// least of its members, or None where it is in no ring.
func (v *View) Name(a uint32) uint32 { return v.ring[a] }

// members gives all of an account's ring.
func (v *View) members(a uint32) []uint32 {
	seen := map[uint32]bool{a: true}
	list := []uint32{a}
	for i := 0; i < len(list); i++ {
		for _, t := range v.of(list[i]) {
			if v.ring[t.account] == v.ring[a] && !seen[t.account] {
				seen[t.account] = true
				list = append(list, t.account)
			}
		}
	}
	slices.Sort(list)
	return list
}

// Rings gives every ring with at least so many members, the largest first.
func (v *View) Rings(least int, known Known) []*Ring {
	lists := map[uint32][]uint32{}
	for a, r := range v.ring {
		if r != None {
			lists[r] = append(lists[r], uint32(a))
		}
	}
	var all []*Ring
	for _, list := range lists {
		if len(list) >= max(least, 2) {
			all = append(all, v.describe(list, known))
		}
	}
	slices.SortFunc(all, func(x, y *Ring) int {
		return cmp.Or(cmp.Compare(y.Class, x.Class), cmp.Compare(len(y.Members), len(x.Members)), cmp.Compare(v.Index.leastKey(x.Members), v.Index.leastKey(y.Members)))
	})
	return all
}

// describe works out the figures of a ring.
func (v *View) describe(members []uint32, known Known) *Ring {
	r := &Ring{Members: members}
	s := v.scorer()
	t := tally{}
	bits := map[uint32]float64{}
	turns := false // some link would not be strong but for the times
	hubs, total := 0.0, 0.0
	for _, a := range members {
		for _, l := range v.of(a) {
			if l.account > a && v.ring[l.account] == v.ring[a] {
				r.Links = append(r.Links, Edge{a, l.account, l.bits, l.top})
			}
		}
	}
	v.Index.sortByKeys(r.Links) // sums are to come out the same wherever the accounts stand
	var strengths []float64
	for _, l := range r.Links {
		strengths = append(strengths, float64(l.Bits))
		strength := s.score(l.A, l.B)
		v.explain(&t, s.rows, s.places, known)
		for _, row := range s.rows {
			total += row.Bits
			if row.Hub {
				hubs += row.Bits
			}
			if row.Kind == KindTurns && strength-row.Bits < mark(v.Config.Strong) {
				turns = true
			}
			if row.Value != None {
				bits[row.Value] += row.Bits
			}
		}
	}
	sortEdges(r.Links)
	r.Density = 2 * float64(len(r.Links)) / float64(len(members)*(len(members)-1))
	if total > 0 {
		r.HubShare = hubs / total
	}
	r.Bridges, r.Articulation = weakPoints(members, r.Links)
	v.Index.sortByKeys(r.Bridges)
	slices.SortStableFunc(r.Bridges, func(x, y Edge) int { return cmp.Compare(x.Bits, y.Bits) })
	r.holdings(v, bits)
	r.Excused = !turns && !slices.ContainsFunc(r.Values, func(h Holding) bool { return v.personal(h.Value, len(members)) }) &&
		!slices.ContainsFunc(r.Links, func(e Edge) bool { return v.Verdict(e.A, e.B) == SameHand })
	if !r.Excused && len(members) > householdMost { // no family and no one owner is that many accounts, whatever two of them share
		t.bits[ruleHousehold], t.bits[ruleOneOwner] = 0, 0
	}
	r.Best = t.best()
	slices.Sort(strengths)
	if r.Excused {
		r.Class = Possible
	} else if len(strengths) > 0 {
		r.Class = v.Config.Class(strengths[len(strengths)/2])
	}
	return r
}

// holdings lists what members share, what gives most first.
func (r *Ring) holdings(v *View, bits map[uint32]float64) {
	count := map[uint32]int{}
	for _, a := range r.Members {
		for _, u := range v.Index.Of(a) {
			count[u]++
		}
	}
	for u, n := range count {
		if n >= 2 {
			r.Values = append(r.Values, Holding{u, n, v.Index.Degree(u), bits[u]})
		}
	}
	slices.SortFunc(r.Values, func(x, y Holding) int {
		return cmp.Or(cmp.Compare(y.Bits, x.Bits), cmp.Compare(y.Inside, x.Inside), cmp.Compare(x.Value, y.Value))
	})
}

// weakPoints finds the bridges and the articulation points of a connected graph
// (Tarjan, 1974), without recursion: a ring can be deep.
func weakPoints(members []uint32, links []Edge) (bridges []Edge, points []uint32) {
	type end struct {
		to   int
		link int
	}
	at := make(map[uint32]int, len(members))
	for i, a := range members {
		at[a] = i
	}
	adj := make([][]end, len(members))
	for i, e := range links {
		a, b := at[e.A], at[e.B]
		adj[a] = append(adj[a], end{b, i})
		adj[b] = append(adj[b], end{a, i})
	}
	order, low := make([]int, len(members)), make([]int, len(members))
	articulates := make([]bool, len(members))
	type frame struct{ node, via, next, children int }
	clock := 0
	for root := range members {
		if order[root] != 0 {
			continue
		}
		clock++
		order[root], low[root] = clock, clock
		stack := []frame{{root, -1, 0, 0}}
		for len(stack) > 0 {
			f := &stack[len(stack)-1]
			if f.next < len(adj[f.node]) {
				e := adj[f.node][f.next]
				f.next++
				switch {
				case e.link == f.via:
				case order[e.to] != 0:
					low[f.node] = min(low[f.node], order[e.to])
				default:
					clock++
					order[e.to], low[e.to] = clock, clock
					f.children++
					stack = append(stack, frame{e.to, e.link, 0, 0})
				}
				continue
			}
			done := *f
			stack = stack[:len(stack)-1]
			if len(stack) == 0 {
				articulates[done.node] = done.children > 1
				break
			}
			p := &stack[len(stack)-1]
			low[p.node] = min(low[p.node], low[done.node])
			if low[done.node] > order[p.node] {
				bridges = append(bridges, links[done.via])
			}
			if low[done.node] >= order[p.node] && len(stack) > 1 {
				articulates[p.node] = true
			}
		}
	}
	for i, is := range articulates {
		if is {
			points = append(points, members[i])
		}
	}
	return bridges, points
}

// Without says what becomes of the ring of an account in another view, such as
// one in which a value is ignored: which members are still in one ring with the
// account, and the parts that the others are in, largest first; single accounts
// are parts too.
func (r *Ring) Without(other *View, a uint32) (rest []uint32, parts [][]uint32) {
	by := map[uint32][]uint32{}
	for _, m := range r.Members {
		switch {
		case m == a || other.ring[m] != None && other.ring[m] == other.ring[a]:
			rest = append(rest, m)
		case other.ring[m] == None:
			parts = append(parts, []uint32{m})
		default:
			by[other.ring[m]] = append(by[other.ring[m]], m)
		}
	}
	for _, list := range by {
		parts = append(parts, list)
	}
	slices.SortFunc(parts, func(x, y []uint32) int {

		return cmp.Or(cmp.Compare(len(y), len(x)), cmp.Compare(other.Index.leastKey(x), other.Index.leastKey(y)))
	})
	return rest, parts
}
