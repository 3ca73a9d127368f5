package evidence

import (
	"cmp"
	"math"
	"math/bits"
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
	scoreCost  = 32      // what it costs of these to score a pair

	// PathTies is how many paths of the same cost are given, at most.
	PathTies = 16
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
	// Neither by its kind nor by what else ties its holders is it a hub: the rows of a way
	// that is called private would call it one.
	links := func(u uint32) bool { return !v.hub(u) && !v.weight[u].Hub() }
	for _, via := range []struct {
		via    Via
		passes func(u uint32) bool
	}{
		{Private, func(u uint32) bool { return v.Index.Degree(u) <= privateMost && links(u) }},
		{Private, func(u uint32) bool { return v.Index.Degree(u) <= placeMost && links(u) }},
		{Public, func(uint32) bool { return true }},
	} {
		f.passes = func(u uint32) bool { return !v.ignored[u] && via.passes(u) }
		f.left = pathBudget
		if found := f.find(a, b); len(found) > 0 {
			return found, via.via, cut || f.left <= 0
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
	values []uint32
	marks  []uint64 // a bit for each account, all zero between uses
}

// near gives the accounts next to a, ascending. Rare values come first, so that
// where the bound is reached it is the commonest that are left out.
func (f *finder) near(a uint32) []uint32 {
	ix := f.v.Index
	f.values = f.values[:0]
	for _, u := range ix.Of(a) {
		if f.passes(u) {
			f.values = append(f.values, u)
		}
	}
	slices.SortStableFunc(f.values, func(x, y uint32) int { return cmp.Compare(ix.Degree(x), ix.Degree(y)) })
	var list []uint32
	for _, u := range f.values {
		h := ix.Holders(u)
		if f.left -= len(h); f.left < 0 {
			break
		}
		list = append(list, h...)
	}
	for _, b := range f.v.judgedWith[a] {
		if f.v.Verdict(a, b) == SameHand {
			list = append(list, b)
		}
	}
	list = f.sort(list)
	if i, ok := slices.BinarySearch(list, a); ok {
		list = slices.Delete(list, i, i+1)
	}
	for _, b := range f.v.judgedWith[a] {
		if i, ok := slices.BinarySearch(list, b); ok && f.v.Verdict(a, b) == NotSame {
			list = slices.Delete(list, i, i+1)
		}
	}
	return list
}

// sort sorts accounts and takes out repeated ones.
func (f *finder) sort(list []uint32) []uint32 {
	if len(list) < 2048 {
		slices.Sort(list)
		return slices.Compact(list)
	}
	if f.marks == nil {
		f.marks = make([]uint64, f.v.Index.Len()/64+1)
	}
	for _, a := range list {
		f.marks[a/64] |= 1 << (a % 64)
	}
	list = list[:0]
	for i, word := range f.marks {
		for ; word != 0; word &= word - 1 {
			list = append(list, uint32(64*i+bits.TrailingZeros64(word)))
		}
		f.marks[i] = 0
	}
	return list
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
		// First and last step first, so that the way back costs the same.
		cost := f.step(accounts[0], accounts[1]) + f.step(accounts[len(accounts)-2], b)
		if len(accounts) == 4 {
			cost += f.step(accounts[1], accounts[2])
		}
		cost = math.Round(cost*1e9) / 1e9
		switch {
		case len(paths) == 0 || cost < paths[0].Cost:
			paths = append(paths[:0], Path{slices.Clone(accounts), cost})
		case cost == paths[0].Cost:
			if paths = append(paths, Path{slices.Clone(accounts), cost}); len(paths) >= 16*PathTies {
				paths = f.inOrder(paths)
			}
		}
	}
	for _, c := range f.byKey(common(nil, na, nb)) {
		if f.left <= 0 {
			break
		}
		add(a, c, b)
	}
	if len(paths) > 0 {
		return f.inOrder(paths)
	}
	f.eachByKey(na, func(c uint32) bool {
		for _, d := range f.byKey(common(nil, f.near(c), nb)) {
			if f.left <= 0 {
				break
			}
			add(a, c, d, b)
		}
		return f.left > 0
	})
	return f.inOrder(paths)
}

// byKey puts accounts in an order that does not depend on where they stand.
func (f *finder) byKey(accounts []uint32) []uint32 {
	slices.SortFunc(accounts, f.compareKeys)
	return accounts
}

// eachByKey calls fn for accounts in the order of their keys until it says no.
// Keys are uniform: what has the same first bits is sorted when its turn comes.
func (f *finder) eachByKey(accounts []uint32, fn func(a uint32) bool) {
	const parts = 64
	if len(accounts) < 16*parts {
		for _, a := range f.byKey(accounts) {
			if !fn(a) {
				return
			}
		}
		return
	}
	var part []uint32
	for i := range uint64(parts) {
		part = part[:0]
		for _, a := range accounts {
			if f.v.Index.keys[a]/(1<<64/parts) == i {
				part = append(part, a)
			}
		}
		for _, a := range f.byKey(part) {
			if !fn(a) {
				return
			}
		}
	}
}

func (f *finder) compareKeys(a, b uint32) int {
	return cmp.Compare(f.v.Index.keys[a], f.v.Index.keys[b])
}

// inOrder gives the first of paths of one cost, by the keys of their accounts.
func (f *finder) inOrder(paths []Path) []Path {
	slices.SortFunc(paths, func(x, y Path) int { return slices.CompareFunc(x.Accounts, y.Accounts, f.compareKeys) })
	return paths[:min(len(paths), PathTies)]
}

// step is what one link costs.
func (f *finder) step(a, b uint32) float64 {
	pair := pairOf(a, b)
	if c, ok := f.cost[pair]; ok {
		return c
	}
	f.left -= scoreCost
	strength := f.s.score(pair[0], pair[1])
	if f.v.verdicts[pair] == SameHand {
		strength = max(strength, SameBits)
	}
	c := math.Log2(1 + math.Exp2(-strength)) // -log2 of its probability
	f.cost[pair] = c
	return c
}
