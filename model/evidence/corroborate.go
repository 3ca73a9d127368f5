package evidence

import (
	"cmp"
	"math/bits"
	"slices"
)

// corroborator counts, for one value after the other, the pairs of holders that
// also share something else.
type corroborator struct {
	m      *Model
	shared []uint32
	sample []uint32
	near   map[uint32][]near // of holders of the present one
	seen   map[uint32]bool
	queue  []uint32
}

// count gives how many pairs of holders it looked at and how many of these share
// another value that counts.
func (c *corroborator) count(v uint32) (n, x int) {
	if c.m.ignored[v] {
		return 0, 0
	}
	if c.near == nil {
		c.near = map[uint32][]near{}
	}
	clear(c.near)
	holders := c.m.Index.Holders(v)
	if d := len(holders); d*(d-1)/2 <= maxPairs {
		for i, a := range holders {
			for _, b := range holders[:i] {
				n, x = c.look(v, a, b, n, x)
			}
		}
		return n, x
	}
	// The same pairs whatever the accounts' ordinals: of the holders whose keys
	// mix to the least numbers each with the next, then each with the next but one.
	c.sample = c.m.Index.sample(c.sample[:0], v, maxPairs+1)
	for stride := 1; stride < len(c.sample) && n < maxPairs; stride++ {
		for i := 0; i+stride < len(c.sample) && n < maxPairs; i++ {
			n, x = c.look(v, c.sample[i], c.sample[i+stride], n, x)
		}
	}
	return n, x
}

// look counts one pair, unless the two share something narrower that v follows from.
func (c *corroborator) look(v, a, b uint32, n, x int) (int, int) {
	ix := c.m.Index
	c.shared = ix.shared(c.shared[:0], a, b)
	for _, u := range c.shared {
		if ix.within(u, v) {
			return n, x
		}
	}
	if c.also(v, a, b) {
		x++
	}
	return n + 1, x
}

// also reports whether two holders of v, whose shared values are in c.shared,
// are tied by something else: another value that counts, of another kind than v;
// a third account that does not hold v and shares a value that counts with each
// of them; or strong links that have nothing to do with v.
func (c *corroborator) also(v, a, b uint32) bool {
	ix := c.m.Index
	kind := ix.kind[v]
	for _, u := range c.shared {
		if ix.kind[u] != kind && c.counts(v, u) {
			return true
		}
	}
	if meet(c.around(v, a), c.around(v, b), kind) {
		return true
	}
	r := c.m.ring[a]
	return r != None && r == c.m.ring[b] && c.m.size[r] <= apartMost && c.apart(v, a, b)
}

// apart reports whether strong links within a ring lead from a to b of which
// none rests on v or what comes together with it.
func (c *corroborator) apart(v, a, b uint32) bool {
	m := c.m
	if c.seen == nil {
		c.seen = map[uint32]bool{}
	}
	clear(c.seen)
	c.seen[a] = true
	c.queue = append(c.queue[:0], a)
	for i := 0; i < len(c.queue); i++ {
		for _, t := range m.ties.of(c.queue[i]) {
			if c.seen[t.account] || m.ring[t.account] != m.ring[a] || m.together(t.top, v) {
				continue
			}
			if t.account == b {
				return true
			}
			c.seen[t.account] = true
			c.queue = append(c.queue, t.account)
		}
	}
	return false
}

// apartMost is the largest ring whose links corroborate its values: a giant one
// would corroborate itself.
const apartMost = 500

// counts reports whether a value says anything besides v: it is rare enough, and
// not merely there because the holders share a place.
func (c *corroborator) counts(v, u uint32) bool {
	return u != v && c.m.rare[u] && !c.m.together(v, u) && c.m.Index.parent[u] != v && c.m.Index.parent[v] != u
}

// near is an account that shares a value with another one.
type near struct {
	account uint32
	value   uint32
	kind    Kind
}

// around gives the accounts that share a value that counts with a and do not
// hold v, by account.
func (c *corroborator) around(v, a uint32) []near {
	if list, ok := c.near[a]; ok {
		return list
	}
	ix := c.m.Index
	var list []near
	for _, u := range ix.Of(a) {
		if !c.counts(v, u) {
			continue
		}
		for _, b := range ix.Holders(u) {
			if b != a && !ix.holds(b, v) {
				list = append(list, near{b, u, ix.kind[u]})
			}
		}
	}
	slices.SortFunc(list, func(x, y near) int {
		if x.account != y.account {
			return cmp.Compare(x.account, y.account)
		}
		return cmp.Compare(x.value, y.value)
	})
	c.near[a] = list
	return list
}

// meet reports whether the same account stands in both lists, for two different
// values that are not both of the kind.
func meet(x, y []near, kind Kind) bool {
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0].account < y[0].account:
			x = x[1:]
		case x[0].account > y[0].account:
			y = y[1:]
		default:
			for i := 0; i < len(x) && x[i].account == x[0].account; i++ {
				for j := 0; j < len(y) && y[j].account == x[0].account; j++ {
					if x[i].value != y[j].value && (x[i].kind != kind || y[j].kind != kind) {
						return true
					}
				}
			}
			at := x[0].account
			for len(x) > 0 && x[0].account == at {
				x = x[1:]
			}
		}
	}
	return false
}

// sample appends up to n holders of a value, chosen by chance but the same ones
// and in the same order wherever the accounts stand.
func (ix *Index) sample(dst []uint32, v uint32, n int) []uint32 {
	seed := ix.hash[v]
	mixed := func(a uint32) uint64 { return mix(ix.keys[a] ^ seed) }
	holders := ix.Holders(v)
	limit := ^uint64(0)
	if len(holders) > 4*n {
		// Keep about twice as many as are wanted; mixed keys are uniform.
		limit, _ = bits.Div64(uint64(2*n), 0, uint64(len(holders)))
	}
	for {
		for _, a := range holders {
			if mixed(a) <= limit {
				dst = append(dst, a)
			}
		}
		if len(dst) >= min(n, len(holders)) {
			break
		}
		dst, limit = dst[:0], ^uint64(0)
	}
	slices.SortFunc(dst, func(a, b uint32) int {
		if x, y := mixed(a), mixed(b); x != y {
			if x < y {
				return -1
			}
			return 1
		}
		return 0
	})
	return dst[:min(n, len(dst))]
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
