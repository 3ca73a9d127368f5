package evidence

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// corroborator counts, for one value after the other, the pairs of holders that
// also share something else.
type corroborator struct {
	m       *Model
	looked  []uint32     // holders of the present value of which pairs are looked at
	near    [][]nearness // of each of these; nil until it is asked for
	buffers [][]nearness
	holder  []uint32 // of each account, the value+1 that it was last marked as a holder of
	marked  uint32   // value+1 whose holders are marked
	shared  []uint32
	sample  []sampled
	seen    map[uint32]bool
	queue   []uint32

	pairs, ties int                // that were looked at, and of these those that are tied by something else too
	tied        [maxPairs + 1]bool // of looked, whether it is in one of those
}

// count counts pairs of holders. A name is worth what its rarity says, whoever bears it.
func (c *corroborator) count(v uint32) {
	holders := c.m.Index.Holders(v)
	switch d := len(holders); {
	case c.m.ignored[v] || c.m.Index.kind[v] == Kind(model.KindName):
		c.begin(nil)
	case d*(d-1)/2 <= maxPairs:
		c.begin(holders)
		c.lookAll(v)
	default:
		c.lookSome(v, maxPairs, func(a, b uint32) bool { return true })
	}
}

// strangers counts pairs of holders that are in no ring together.
func (c *corroborator) strangers(v uint32, most int) {
	ring := c.m.ring
	c.lookSome(v, most, func(a, b uint32) bool { return ring[a] == None || ring[a] != ring[b] })
}

// anybody counts pairs of at most maxPairs+1 accounts, whatever they share.
func (c *corroborator) anybody(accounts []uint32) {
	c.begin(accounts)
	c.lookAll(None)
}

func (c *corroborator) lookAll(v uint32) {
	for i := range c.looked {
		for j := range i {
			c.look(v, i, j)
		}
	}
}

// lookSome looks at the same pairs whatever the accounts' ordinals: of the holders
// whose keys mix to the least numbers each with the next, then each with the next
// but one.
func (c *corroborator) lookSome(v uint32, most int, in func(a, b uint32) bool) {
	c.sample = c.m.Index.sample(c.sample[:0], c.m.Index.Holders(v), c.m.Index.hash[v], maxPairs+1)
	c.looked = c.looked[:0]
	for _, s := range c.sample {
		c.looked = append(c.looked, s.account)
	}
	c.begin(c.looked)
	for stride := 1; stride < len(c.looked) && c.pairs < most; stride++ {
		for i := 0; i+stride < len(c.looked) && c.pairs < most; i++ {
			if in(c.looked[i], c.looked[i+stride]) {
				c.look(v, i, i+stride)
			}
		}
	}
}

// begin begins with the holders of another value.
func (c *corroborator) begin(looked []uint32) {
	c.looked = append(c.looked[:0], looked...)
	if c.buffers == nil {
		c.buffers, c.near = make([][]nearness, maxPairs+1), make([][]nearness, maxPairs+1)
		c.holder = make([]uint32, c.m.Index.Len())
	}
	clear(c.near[:len(looked)])
	c.pairs, c.ties, c.tied = 0, 0, [maxPairs + 1]bool{}
}

// holders gives how many of those that were looked at are in a pair that is tied.
func (c *corroborator) holders() (n int) {
	for _, is := range c.tied {
		if is {
			n++
		}
	}
	return n
}

// look counts one pair, unless the two share something narrower that v follows from.
func (c *corroborator) look(v uint32, i, j int) {
	ix := c.m.Index
	c.shared = ix.shared(c.shared[:0], c.looked[i], c.looked[j])
	for _, u := range c.shared {
		if v != None && ix.within(u, v) {
			return
		}
	}
	c.pairs++
	if c.also(v, i, j) {
		c.ties++
		c.tied[i], c.tied[j] = true, true
	}
}

// also reports whether two holders of v, whose shared values are in c.shared,
// are tied by something else: another value that counts, of another kind than v;
// a third account that does not hold v and shares a value that counts with each
// of them; or strong links that have nothing to do with v. With None for v, whether
// two accounts are tied by anything of the first two sorts.
func (c *corroborator) also(v uint32, i, j int) bool {
	ix := c.m.Index
	kind := kindEnd
	if v != None {
		kind = ix.kind[v]
	}
	for _, u := range c.shared {
		if ix.kind[u] != kind && c.counts(v, u) && !c.follows(u, kind) {
			return true
		}
	}
	if x := c.around(v, i); len(x) > 0 && ix.meet(x, c.around(v, j), kind) {
		return true
	}
	a, b := c.looked[i], c.looked[j]
	r := c.m.ring[a]
	return v != None && r != None && r == c.m.ring[b] && int(c.m.size[r]) <= min(apartMost, ix.Len()/apartPart) && c.apart(v, a, b)
}

// follows reports whether two accounts, whose shared values are in c.shared, share u
// only as part of another value of a kind: the network of a second address says no more
// beside the first than that address does.
func (c *corroborator) follows(u uint32, kind Kind) bool {
	for _, w := range c.shared {
		if c.m.Index.kind[w] == kind && c.m.Index.within(w, u) {
			return true
		}
	}
	return false
}

// apart reports whether strong links within a ring lead from a to b of which
// none rests on a value of v's kind or what comes together with v: values of one
// kind would corroborate each other in a circle.
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
			if c.seen[t.account] || m.ring[t.account] != m.ring[a] || m.together(t.top, v) ||
				t.top != None && m.Index.kind[t.top] == m.Index.kind[v] {
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

// The largest ring whose links corroborate its values, in accounts and as one part of
// all in so many: a giant one would corroborate itself.
const (
	apartMost = 500
	apartPart = 10
)

// counts reports whether a value says anything besides v, which may be None: it is
// rare enough, and not merely there because the holders share a place.
func (c *corroborator) counts(v, u uint32) bool {
	return c.m.tying.rare[u] && (v == None || u != v && !c.m.together(v, u) && !c.m.Index.within(u, v) && !c.m.Index.within(v, u))
}

// nearness is an account that shares a value with another one, and the value: the
// account in the upper half, so that they sort by account.
type nearness uint64

func (n nearness) account() uint32 { return uint32(n >> 32) }
func (n nearness) value() uint32   { return uint32(n) }

// around gives the accounts that share a value that counts with a holder of v and
// do not hold v, by account. With None for v, none is taken to hold it.
func (c *corroborator) around(v uint32, i int) []nearness {
	if c.near[i] != nil {
		return c.near[i]
	}
	ix := c.m.Index
	if c.marked != v+1 && v != None {
		c.marked = v + 1
		for _, a := range ix.Holders(v) {
			c.holder[a] = v + 1
		}
	}
	list := c.buffers[i][:0]
	for _, u := range ix.Of(c.looked[i]) {
		if !c.counts(v, u) {
			continue
		}
		for _, b := range ix.Holders(u) {
			if b != c.looked[i] && (v == None || c.holder[b] != v+1) {
				list = append(list, nearness(b)<<32|nearness(u))
			}
		}
	}
	if list == nil {
		list = []nearness{}
	}
	slices.Sort(list)
	c.near[i], c.buffers[i] = list, list
	return list
}

// meet reports whether the same account stands in both lists, for two different
// values that are not both of the kind.
func (ix *Index) meet(x, y []nearness, kind Kind) bool {
	for len(x) > 0 && len(y) > 0 {
		at := x[0].account()
		switch {
		case at < y[0].account():
			x = x[1:]
		case at > y[0].account():
			y = y[1:]
		default:
			for ; len(x) > 0 && x[0].account() == at; x = x[1:] {
				for j := 0; j < len(y) && y[j].account() == at; j++ {
					if u, w := x[0].value(), y[j].value(); u != w && (ix.kind[u] != kind || ix.kind[w] != kind) {
						return true
					}
				}
			}
		}
	}
	return false
}

// sampled is an account with the number that orders it in a sample.
type sampled struct {
	mixed   uint64
	account uint32
}

// sample appends up to n of some accounts, chosen by chance but for one seed the
// same ones and in the same order wherever the accounts stand.
func (ix *Index) sample(dst []sampled, holders []uint32, seed uint64, n int) []sampled {
	limit := ^uint64(0)
	if len(holders) > 4*n {
		// Keep about twice as many as are wanted; mixed keys are uniform.
		limit, _ = bits.Div64(uint64(2*n), 0, uint64(len(holders)))
	}
	for {
		for _, a := range holders {
			if m := mix(ix.keys[a] ^ seed); m <= limit {
				dst = append(dst, sampled{m, a})
			}
		}
		if len(dst) >= min(n, len(holders)) {
			break
		}
		dst, limit = dst[:0], ^uint64(0)
	}
	slices.SortFunc(dst, func(x, y sampled) int { return cmp.Compare(x.mixed, y.mixed) })
	return dst[:min(n, len(dst))]
}

// some gives up to n of all accounts, likewise.
func (ix *Index) some(n int) []uint32 {
	all := make([]uint32, ix.Len())
	for a := range all {
		all[a] = uint32(a)
	}
	for i, s := range ix.sample(nil, all, 0, n) {
		all[i] = s.account
	}
	return all[:min(n, len(all))]
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
