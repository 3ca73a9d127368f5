package evidence

import (
	"cmp"
	"math"
	"slices"
)

// Via says what a path leads through.
type Via uint8

// What a path leads through.
const (
	NoPath  Via = iota
	Private     // values that are no hubs
	Public      // only hubs: values that strangers share
)

// String gives the word of the JSON output, "" where there is no path.
func (v Via) String() string { return [...]string{"", "private", "public"}[v] }

// Path is a way from one account to another over links.
type Path struct {
	Accounts []uint32 // from the first to the last, two to four
	Cost     float64  // sum over its steps of -log2 of the link's probability
}

const (
	pathHops   = 3
	pathBudget = 250_000 // holders that are looked at, at most
	pathTies   = 16      // paths of the same cost that are given, at most
)

// Path finds the shortest ways, of three hops at most, between two accounts, and
// of these the strongest and those as strong: first through values that at most
// 64 accounts hold, then through others that are no hubs, and at last through
// hubs. Work is bounded; cut reports that the bound was reached and a path may
// have been missed.
func (v *View) Path(a, b uint32) (paths []Path, via Via, cut bool) {
	if a == b {
		return nil, NoPath, false
	}
	f := &finder{v: v, s: v.scorer(), cost: map[[2]uint32]float64{}}
	for _, via := range []struct {
		via    Via
		passes func(u uint32) bool
	}{
		{Private, func(u uint32) bool {
			return v.Index.Degree(u) <= privateMost && !v.hub(u) && float64(v.weight[u].Odds) >= hubOdds
		}},
		{Private, func(u uint32) bool { return v.Index.Degree(u) <= placeMost && !v.hub(u) }},
		{Public, func(uint32) bool { return true }},
	} {
		f.passes = func(u uint32) bool { return !v.ignored[u] && via.passes(u) }
		f.left = pathBudget
		if found := f.find(a, b); len(found) > 0 {
			return found, via.via, f.left <= 0
		}
		cut = cut || f.left <= 0
	}
	return nil, NoPath, cut
}

type finder struct {
	v      *View
	s      *scorer
	passes func(u uint32) bool
	left   int
	cost   map[[2]uint32]float64
}

// near gives the accounts next to a, ascending.
func (f *finder) near(a uint32) []uint32 {
	ix := f.v.Index
	var list []uint32
	for _, u := range ix.Of(a) {
		if !f.passes(u) {
			continue
		}
		h := ix.Holders(u)
		if f.left -= len(h); f.left < 0 {
			break
		}
		list = append(list, h...)
	}
	for pair := range f.v.judgedPairs(a) {
		list = append(list, pair)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if i, ok := slices.BinarySearch(list, a); ok {
		list = slices.Delete(list, i, i+1)
	}
	return slices.DeleteFunc(list, func(b uint32) bool {
		verdict := f.v.Verdict(a, b)
		return verdict == NotSame
	})
}

// judgedPairs gives the accounts that a verdict makes one with a.
func (v *View) judgedPairs(a uint32) map[uint32]bool {
	found := map[uint32]bool{}
	for _, t := range v.judged[a] {
		if v.Verdict(a, t.account) == SameHand {
			found[t.account] = true
		}
	}
	return found
}

// find gives the cheapest of the shortest paths.
func (f *finder) find(a, b uint32) []Path {
	na := f.near(a)
	if _, ok := slices.BinarySearch(na, b); ok {
		return []Path{{[]uint32{a, b}, f.step(a, b)}}
	}
	nb := f.near(b)
	var paths []Path
	add := func(accounts ...uint32) {
		cost := 0.0
		for i := 1; i < len(accounts); i++ {
			cost += f.step(accounts[i-1], accounts[i])
		}
		switch {
		case len(paths) == 0 || cost < paths[0].Cost-1e-9:
			paths = append(paths[:0], Path{slices.Clone(accounts), cost})
		case cost <= paths[0].Cost+1e-9 && len(paths) < pathTies:
			paths = append(paths, Path{slices.Clone(accounts), cost})
		}
	}
	for i, j := 0, 0; i < len(na) && j < len(nb); {
		switch {
		case na[i] < nb[j]:
			i++
		case na[i] > nb[j]:
			j++
		default:
			add(a, na[i], b)
			i++
			j++
		}
	}
	if len(paths) > 0 {
		return f.inOrder(paths)
	}
	for _, c := range na {
		if f.left <= 0 {
			break
		}
		middle := f.near(c)
		for i, j := 0, 0; i < len(middle) && j < len(nb); {
			switch {
			case middle[i] < nb[j]:
				i++
			case middle[i] > nb[j]:
				j++
			default:
				add(a, c, middle[i], b)
				i++
				j++
			}
		}
	}
	return f.inOrder(paths)
}

func (f *finder) inOrder(paths []Path) []Path {
	key := func(a uint32) uint64 { return f.v.Index.keys[a] }
	slices.SortFunc(paths, func(x, y Path) int {
		return slices.CompareFunc(x.Accounts, y.Accounts, func(a, b uint32) int { return cmp.Compare(key(a), key(b)) })
	})
	return paths
}

// step is what one link costs.
func (f *finder) step(a, b uint32) float64 {
	pair := pairOf(a, b)
	if c, ok := f.cost[pair]; ok {
		return c
	}
	bits := f.s.score(pair[0], pair[1])
	if f.v.verdicts[pair] == SameHand {
		bits = max(bits, sameBits)
	}
	c := math.Log2(1 + math.Exp2(-bits)) // -log2 of its probability
	f.cost[pair] = c
	return c
}
