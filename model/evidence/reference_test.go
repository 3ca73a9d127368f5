package evidence

import (
	"math"
	"math/bits"
	"slices"
	"sort"

	"github.com/seed-28a39f10/clew/model"
)

// reference computes what the package comment says from who holds what, with
// maps and loops and nothing of the package but its index, its tables of kinds
// and [Leiden], which has tests of its own.
type reference struct {
	ix      *Index
	c       Config
	n       int
	pi, eps float64
	rate    float64 // eps as it was measured
	ignored map[uint32]bool
	extra   map[[2]uint32][]Extra
	holds   []map[uint32]bool // by account
	place   []uint32
	half    map[[2]int]float64 // by kind and power of two
	pairs   []int
	also    []int
	tied    []int
	rare    []bool
	private int
	odds    []float64
	links   map[[2]uint32]float64
	top     map[[2]uint32]uint32
	next    map[uint32][]uint32
	ring    []uint32
	size    map[uint32]int
}

func newReference(ix *Index, c Config, ignored []uint32, extra []Extra) *reference {
	f := &reference{ix: ix, c: c, n: ix.Len(), eps: c.Chance, ignored: map[uint32]bool{}, extra: map[[2]uint32][]Extra{}, half: map[[2]int]float64{}}
	if f.n >= 3 {
		f.pi = math.Log2(min(1, (c.Ring-1)/float64(f.n-1)))
	}
	for _, v := range ignored {
		f.ignored[v] = true
	}
	for _, x := range extra {
		f.extra[pairOf(x.A, x.B)] = append(f.extra[pairOf(x.A, x.B)], x)
	}
	f.holds = make([]map[uint32]bool, f.n)
	for a := range f.holds {
		f.holds[a] = map[uint32]bool{}
	}
	f.ring = make([]uint32, f.n)
	for a := range f.ring {
		f.ring[a] = None
	}
	for v := range uint32(ix.Values()) {
		for _, a := range ix.Holders(v) {
			f.holds[a][v] = true
		}
	}
	f.pairs, f.also, f.tied, f.odds = make([]int, ix.Values()), make([]int, ix.Values()), make([]int, ix.Values()), make([]float64, ix.Values())
	f.findPlaces()
	f.findRare()
	base := slices.Clone(f.rare)
	for range 5 {
		for v := range uint32(ix.Values()) {
			f.count(v)
		}
		f.weigh(base)
		f.link()
		for v := range f.rare {
			f.rare[v] = base[v] || ix.Degree(uint32(v)) <= f.private && f.odds[v] >= 0 && !f.hub(uint32(v)) && !f.ignored[uint32(v)]
		}
	}
	return f
}

// findRare takes the rarest values as long as together they tie two accounts taken by
// chance no more often than is believed, those of three holders whatever that comes to.
func (f *reference) findRare() {
	f.private = min(64, int(float64(f.n)*math.Sqrt(f.c.Chance)))
	f.rare = make([]bool, f.ix.Values())
	sum := 0.0
	for d := 2; d <= max(3, f.private); d++ {
		var of []uint32
		for v := range uint32(f.ix.Values()) {
			if f.ix.Degree(v) == d && !f.hub(v) && !f.ignored[v] {
				of = append(of, v)
				sum += f.degree(v) * (f.degree(v) - 1)
			}
		}
		if d > 3 && sum > f.c.Chance*float64(f.n)*float64(f.n-1) {
			break
		}
		for _, v := range of {
			f.rare[v] = true
		}
	}
}

func (f *reference) degree(v uint32) float64 { return float64(f.ix.Degree(v)) }

func (f *reference) hub(v uint32) bool {
	return math.Log2(f.c.Half[f.ix.Kind(v)]/f.degree(v)) < math.Log2(.1/.9)
}

func (f *reference) circle(v uint32) circle { return f.ix.Kind(v).circle(f.ix.Degree(v)) }

func (f *reference) findPlaces() {
	ix := f.ix
	f.place = make([]uint32, ix.Values())
	for v := range f.place {
		f.place[v] = uint32(v)
	}
	can := func(v uint32) bool { return ix.Degree(v) <= 1024 && f.circle(v) == place && !f.ignored[v] }
	may := func(v, u uint32) bool {
		money := func(x, y uint32) bool { return ix.Kind(x).Family() == FamilyMoney && ix.Degree(y) > 6 }
		if money(v, u) || money(u, v) {
			return false
		}
		return !f.hub(v) && !f.hub(u) || max(f.degree(v), f.degree(u)) <= 2*min(f.degree(v), f.degree(u))
	}
	for round := range 4 {
		join := map[[2]uint32]bool{}
		for v := range uint32(ix.Values()) {
			if !can(v) || round > 0 && ix.Degree(v) < 3 {
				continue
			}
			with := map[uint32]map[uint32]bool{} // place to holders of v
			for _, a := range ix.Holders(v) {
				for u := range f.holds[a] {
					if can(u) && f.place[u] != f.place[v] && (round > 0 || ix.Degree(u) >= ix.Degree(v)) && may(v, u) {
						if with[f.place[u]] == nil {
							with[f.place[u]] = map[uint32]bool{}
						}
						with[f.place[u]][a] = true
					}
				}
			}
			for p, holders := range with {
				if 3*len(holders) > 2*ix.Degree(v) {
					join[[2]uint32{f.place[v], p}] = true
				}
			}
		}
		for pair := range join {
			x, y := pair[0], pair[1]
			for x != f.place[x] {
				x = f.place[x]
			}
			for y != f.place[y] {
				y = f.place[y]
			}
			f.place[max(x, y)] = min(x, y)
		}
		for v := range f.place {
			for f.place[v] != f.place[f.place[v]] {
				f.place[v] = f.place[f.place[v]]
			}
		}
	}
}

func (f *reference) together(v, u uint32) bool {
	return f.place[v] == f.place[u] || f.circle(v) == identity && f.circle(u) == identity
}

func (f *reference) within(u, v uint32) bool {
	for u = f.ix.Parent(u); u != None; u = f.ix.Parent(u) {
		if u == v {
			return true
		}
	}
	return false
}

func (f *reference) counts(u, v uint32) bool {
	return f.rare[u] && (v == None || u != v && !f.together(u, v) && !f.within(u, v) && !f.within(v, u))
}

// sampled gives the pairs of holders that are looked at, most likely first.
func (f *reference) sampled(v uint32) (all [][2]uint32) {
	h := slices.Clone(f.ix.Holders(v))
	if len(h)*(len(h)-1)/2 > 64 {
		key := func(a uint32) uint64 { return mix(f.ix.keys[a] ^ f.ix.Hash(v)) }
		sort.Slice(h, func(i, j int) bool { return key(h[i]) < key(h[j]) })
		h = h[:min(len(h), 65)]
	}
	for stride := 1; stride < len(h); stride++ {
		for i := stride; i < len(h); i++ {
			all = append(all, [2]uint32{h[i-stride], h[i]})
		}
	}
	return all
}

func (f *reference) count(v uint32) {
	f.pairs[v], f.also[v], f.tied[v] = 0, 0, 0
	if f.ignored[v] || f.ix.Kind(v) == Kind(model.KindName) {
		return
	}
	holders := map[uint32]bool{}
	f.pairs[v], f.also[v] = f.look(v, f.sampled(v), 64, holders)
	f.tied[v] = len(holders)
}

// look counts of some pairs, up to so many, those that are tied; v may be None.
func (f *reference) look(v uint32, pairs [][2]uint32, most int, holders map[uint32]bool) (n, x int) {
	around := map[uint32]map[uint32][]uint32{} // holder, third account, values
	near := func(a uint32) map[uint32][]uint32 {
		if around[a] == nil {
			around[a] = map[uint32][]uint32{}
			for u := range f.holds[a] {
				if f.counts(u, v) {
					for _, c := range f.ix.Holders(u) {
						if c != a && !f.holds[c][v] {
							around[a][c] = append(around[a][c], u)
						}
					}
				}
			}
		}
		return around[a]
	}
	kind := kindEnd
	if v != None {
		kind = f.ix.Kind(v)
	}
	for _, p := range pairs {
		if n == most {
			break
		}
		a, b := p[0], p[1]
		implied, tied := false, false
		for u := range f.holds[a] {
			if f.holds[b][u] {
				implied = implied || v != None && f.within(u, v)
				part := false
				for w := range f.holds[a] {
					part = part || f.holds[b][w] && f.ix.Kind(w) == kind && f.within(w, u)
				}
				tied = tied || f.ix.Kind(u) != kind && f.counts(u, v) && !part
			}
		}
		if implied {
			continue
		}
		for c, mine := range near(a) {
			for _, x := range mine {
				for _, y := range near(b)[c] {
					tied = tied || x != y && (f.ix.Kind(x) != kind || f.ix.Kind(y) != kind)
				}
			}
		}
		n++
		if tied || v != None && f.reaches(v, a, b) {
			x++
			holders[a], holders[b] = true, true
		}
	}
	return n, x
}

// reaches reports whether strong links of one ring that have nothing to do with v
// lead from a to b.
func (f *reference) reaches(v, a, b uint32) bool {
	if f.ring[a] == None || f.ring[a] != f.ring[b] || f.size[f.ring[a]] > min(500, f.n/10) {
		return false
	}
	seen, queue := map[uint32]bool{a: true}, []uint32{a}
	for len(queue) > 0 {
		x := queue[0]
		queue = queue[1:]
		for _, y := range f.next[x] {
			top := f.top[pairOf(x, y)]
			if !seen[y] && f.ring[y] == f.ring[a] && (top == None || !f.together(top, v) && f.ix.Kind(top) != f.ix.Kind(v)) {
				seen[y] = true
				queue = append(queue, y)
			}
		}
	}
	return seen[b]
}

// chance counts strangers: among the holders of what at least 256 hold, and where
// fewer than eight values are, among any accounts.
func (f *reference) chance() float64 {
	var hubs []uint32
	for v := range uint32(f.ix.Values()) {
		if f.degree(v) >= 256 && !f.ignored[v] && f.ix.Kind(v) != Kind(model.KindName) {
			hubs = append(hubs, v)
		}
	}
	n, x := 2, 1
	for _, v := range hubs {
		var pairs [][2]uint32
		for _, p := range f.sampled(v) {
			if f.ring[p[0]] == None || f.ring[p[0]] != f.ring[p[1]] {
				pairs = append(pairs, p)
			}
		}
		m, y := f.look(v, pairs, max(64, 16384/len(hubs)), map[uint32]bool{})
		n, x = n+m, x+y
	}
	if len(hubs) < 8 {
		all := make([]uint32, f.n)
		for a := range all {
			all[a] = uint32(a)
		}
		sort.Slice(all, func(i, j int) bool { return mix(f.ix.keys[all[i]]) < mix(f.ix.keys[all[j]]) })
		for i := 0; i < 8*65 && i < len(all); i += 65 {
			some := all[i:min(i+65, len(all))]
			var pairs [][2]uint32
			for j, a := range some {
				for _, b := range some[:j] {
					pairs = append(pairs, [2]uint32{a, b})
				}
			}
			m, y := f.look(None, pairs, math.MaxInt, map[uint32]bool{})
			n, x = n+m, x+y
		}
	}
	return float64(x) / float64(n)
}

func (f *reference) weigh(rare []bool) {
	f.rate = f.chance()
	f.eps = min(.5, max(f.c.Chance, f.rate))
	bin := func(v uint32) [2]int { return [2]int{int(f.ix.Kind(v)), min(bits.Len(uint(f.ix.Degree(v))), 11)} }
	count, rate, size := map[[2]int]int{}, map[[2]int]float64{}, map[[2]int]float64{}
	for v := range f.pairs {
		if b := bin(uint32(v)); f.pairs[v] > 0 && !f.ignored[uint32(v)] {
			count[b]++
			rate[b] += float64(f.also[v]) / float64(f.pairs[v])
			size[b] += math.Log2(f.degree(uint32(v)))
		}
	}
	f.half = map[[2]int]float64{}
	others := func(kind Kind) (n int) {
		for v := range uint32(f.ix.Values()) {
			if f.ix.Kind(v) != kind && rare[v] {
				n++
			}
		}
		return n
	}
	for b, k := range count {
		if k >= 200 && others(Kind(b[0])) >= 200 {
			share := min(.98, max(.001, (rate[b]/float64(k)-f.eps)/(.25-f.eps)))
			f.half[b] = math.Exp2(math.Log2(share/(1-share)) + size[b]/float64(k))
		}
	}
	for i := range f.odds {
		v := uint32(i)
		half := f.c.Half[f.ix.Kind(v)]
		if h, ok := f.half[bin(v)]; ok {
			half = h
		}
		l0 := math.Log2(half / f.degree(v))
		odds := l0 + f.llr(v)
		if odds > l0 {
			p := (float64(f.also[v]) + 1) / (float64(f.pairs[v]) + 2) * 4
			if f.ix.Degree(v) > 6 {
				looked := min(65, f.degree(v))
				k := 2 * float64(f.pairs[v]) / looked // pairs of each
				share := min(1, float64(f.tied[v])/looked/(1-3/(3+k)))
				p = max(p, share*share)
			}
			switch {
			case f.ix.Degree(v) > f.private && slices.Contains([]Kind{KindNet, KindStem, KindDomain, KindBuilding}, f.ix.Kind(v)):
				odds = l0
			case p < .5:
				odds = min(odds, max(l0, math.Log2((f.c.Ring-1)/f.degree(v))))
			case p < .999:
				odds = min(odds, max(l0, math.Log2(p/(1-p))))
			}
		}
		f.odds[v] = float64(float32(min(12, odds)))
	}
}

func (f *reference) llr(v uint32) float64 {
	n, x := float64(f.pairs[v]), float64(f.also[v])
	if n == 0 {
		return 0
	}
	// B(a,b) for whole numbers: (a-1)!(b-1)!/(a+b-1)!, as a sum of logarithms.
	beta := func(a, b float64) (log float64) {
		for i := 1.0; i < a; i++ {
			log += math.Log2(i)
		}
		for i := 1.0; i < b; i++ {
			log += math.Log2(i)
		}
		for i := 1.0; i < a+b; i++ {
			log -= math.Log2(i)
		}
		return log
	}
	eps := f.eps
	if f.ix.Degree(v) <= 6 && f.circle(v) == place {
		eps = min(.5, max(f.c.Chance, 2*f.rate))
	}
	ratio := beta(1+x, 3+n-x) - beta(1, 3) - x*math.Log2(eps) - (n-x)*math.Log2(1-eps)
	return min(12, max(-6, min(n, f.degree(v), 32)/n*ratio))
}

// refRow is a row of the waterfall as the package comment has it.
type refRow struct {
	full, part, bits float64
	kind             Kind
	value            uint32
}

// score gives the rows of a pair, those that count first and by their bits.
func (f *reference) score(a, b uint32) (total float64, rows []*refRow, places []Place) {
	persona := false
	for _, x := range f.extra[pairOf(a, b)] {
		persona = persona || x.Kind == KindPersona
		rows = append(rows, &refRow{float64(x.Bits), 1, 0, x.Kind, None})
	}
	for v := range uint32(f.ix.Values()) {
		if f.holds[a][v] && f.holds[b][v] && !f.ignored[v] {
			rows = append(rows, &refRow{max(0, f.odds[v]-f.pi), 1, 0, f.ix.Kind(v), v})
		}
	}
	var shared []*refRow
	for _, r := range rows {
		if r.value != None {
			shared = append(shared, r)
		}
		if persona && r.kind == Kind(model.KindName) {
			r.part = 0
		}
	}
	for _, r := range shared {
		for _, s := range shared {
			if f.within(s.value, r.value) {
				r.part = 0
			}
		}
	}
	best := func(of func(*refRow) bool) (group []*refRow, best *refRow) {
		for _, r := range shared {
			if r.part > 0 && of(r) {
				group = append(group, r)
				if best == nil || r.full > best.full || r.full == best.full && r.kind < best.kind {
					best = r
				}
			}
		}
		for _, r := range group {
			if r != best {
				r.part = 0
			}
		}
		return group, best
	}
	if _, r := best(func(r *refRow) bool { return f.circle(r.value) == identity }); r != nil {
		r.full = min(r.full, max(0, math.Log2(3)-f.pi)) // no more than three in four
	}
	type at struct {
		place   uint32
		holders int // of the commonest that is no hub
	}
	var found []at
	for _, r := range shared {
		if r.part > 0 && f.circle(r.value) == place && !f.hub(r.value) {
			p := f.place[r.value]
			i := slices.IndexFunc(found, func(x at) bool { return x.place == p })
			if i < 0 {
				found, i = append(found, at{p, 0}), len(found)
			}
			found[i].holders = max(found[i].holders, f.ix.Degree(r.value))
		}
	}
	for _, x := range found {
		in := func(r *refRow) bool { return f.place[r.value] == x.place }
		llr, n := math.Inf(-1), 0
		for _, r := range shared {
			if r.part > 0 && in(r) {
				llr, n = max(llr, f.llr(r.value)), n+1
			}
		}
		if n < 2 {
			continue
		}
		_, r := best(in)
		odds := min(12, math.Log2(f.c.Place/float64(x.holders))+llr)
		r.full = min(r.full, max(0, odds-f.pi))
		places = append(places, Place{Holders: x.holders, Odds: odds})
	}
	sort.SliceStable(rows, func(i, j int) bool { // of two that are equal the first of its kinds and hashes
		x, y := rows[i].full*rows[i].part, rows[j].full*rows[j].part
		return x > y || x == y && rows[i].kind < rows[j].kind
	})
	sum := map[Family]float64{}
	seen := map[Family]bool{}
	total = f.pi
	for _, r := range rows {
		if r.part == 0 {
			continue
		}
		fam := r.kind.Family()
		if seen[fam] {
			r.part = f.c.Repeat
		}
		seen[fam] = true
		r.bits = min(r.full*r.part, 30-sum[fam])
		sum[fam] += r.bits
		total += r.bits
	}
	return total, rows, places
}

func (f *reference) link() {
	f.links, f.top, f.next, f.size = map[[2]uint32]float64{}, map[[2]uint32]uint32{}, map[uint32][]uint32{}, map[uint32]int{}
	candidates := map[[2]uint32]bool{}
	for pair := range f.extra {
		candidates[pair] = true
	}
	for v := range uint32(f.ix.Values()) {
		d := f.ix.Degree(v)
		if f.ignored[v] || f.odds[v] < math.Log2(.1/.9) || d > 64 && (d > 1024 || f.odds[v] < 0) {
			continue
		}
		for i, a := range f.ix.Holders(v) {
			for _, b := range f.ix.Holders(v)[:i] {
				candidates[pairOf(a, b)] = true
			}
		}
	}
	var edges []Edge
	for pair := range candidates {
		bits, rows, _ := f.score(pair[0], pair[1])
		if bits < math.Log2(f.c.Strong/(1-f.c.Strong))-1e-6 {
			continue
		}
		top := None
		for _, r := range rows {
			if r.value != None {
				top = r.value
				break
			}
		}
		f.links[pair], f.top[pair] = bits, top
		f.next[pair[0]] = append(f.next[pair[0]], pair[1])
		f.next[pair[1]] = append(f.next[pair[1]], pair[0])
		edges = append(edges, Edge{pair[0], pair[1], float32(bits), top})
	}
	for a := range f.ring {
		f.ring[a] = None
	}
	f.ix.clusterInto(f.ring, edges, never)
	for _, r := range f.ring {
		if r != None {
			f.size[r]++
		}
	}
}
