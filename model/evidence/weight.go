package evidence

import (
	"math"
	"math/bits"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

const (
	maxPairs    = 64 // pairs of holders that corroboration looks at
	privateMost = 64 // holders up to which a shared value corroborates another, or makes candidates
	maxLLR      = 12 // bits
	minLLR      = -6
	maxOdds     = 12
)

// Weight is what a value is worth, and the counts that it follows from.
type Weight struct {
	Odds  float32 // L, log2 odds that two holders are one hand, from this value alone
	Pairs uint8   // n, pairs of holders that were looked at
	Also  uint8   // x, of these, the pairs that are tied by something else too
	Tied  uint8   // t, holders that are in one of those
}

// Values of so many holders are looked at for chance, and where there are fewer
// than fewHubs of them any accounts.
const (
	hubLeast    = 256
	fewHubs     = 8
	chancePairs = 1 << 14 // that are looked at for it, about
)

// chance gives the rate at which pairs of strangers are tied: as pairs of holders
// of very common values are that are in no ring together, and where there are few
// such values as pairs of any accounts are. Of two pairs more one is taken to be
// tied: of few accounts it cannot be known that chance is rare.
func (m *Model) chance(workers []corroborator, stop stopped) float64 {
	var hubs []uint32
	for v := range uint32(m.Index.Values()) {
		if m.Index.Degree(v) >= hubLeast && !m.ignored[v] && m.Index.kind[v] != Kind(model.KindName) {
			hubs = append(hubs, v)
		}
	}
	pairs, also := make([]int, len(workers)), make([]int, len(workers))
	add := func(w int) {
		pairs[w] += workers[w].pairs
		also[w] += workers[w].ties
	}
	// One hub at a time: there are few, and each is much work.
	inBlocks(len(hubs), 1, len(workers), stop, func(w, i int) {
		workers[w].strangers(hubs[i], max(maxPairs, chancePairs/len(hubs)))
		add(w)
	})
	if len(hubs) < fewHubs {
		for accounts := range slices.Chunk(m.Index.some(fewHubs*(maxPairs+1)), maxPairs+1) {
			if stop() {
				break
			}
			workers[0].anybody(accounts)
			add(0)
		}
	}
	n, x := 2.0, 1.0
	for w := range pairs {
		n += float64(pairs[w])
		x += float64(also[w])
	}
	return x / n
}

// odds is the one place where a value gets its weight: see the package comment
// for the formula and its source.
func (m *Model) odds(v uint32, w Weight) float64 {
	kind, holders := m.Index.kind[v], m.Index.Degree(v)
	rarity := m.rarity(kind, holders)
	odds := rarity + m.corroboration(kind, holders, int(w.Pairs), int(w.Also))
	switch {
	case odds <= rarity:
	case holders > m.tying.private && kind.wide():
		// What many accounts have, such as the domain of the company whose log it is, ties
		// them to something else only because they are all tied.
		odds = rarity
	default:
		odds = min(odds, max(rarity, m.tied(holders, w)))
	}
	return min(maxOdds, odds)
}

// shows is the rate at which pairs that are one hand show it by a second tie:
// the mean of the prior on that rate.
const shows = .25

// tied bounds what corroboration can make of a value that only some holders have
// in common with each other. Two holders are no likelier one hand than the pairs of
// holders that are tied let on. And where most pairs are not, the value is a public
// one: sharing it is worth no more than the chance of it, one in N/d, can make of
// the prior.
func (m *Model) tied(holders int, w Weight) float64 {
	p := oneHand(holders, w)
	switch {
	case p >= .999:
		return maxOdds
	case p < .5:
		return math.Log2((m.Config.Ring - 1) / float64(holders))
	}
	return Odds(p)
}

// oneHand says which share of the pairs of holders are one hand, by those that are
// tied: either as many more as do not show it, or, of more holders than a household
// has, the square of the share of holders that are, by how many of them are tied to
// any other. A holder with k pairs that are looked at shows it in one of them with
// probability k/(k+3), its rate being Beta(1,3).
func oneHand(holders int, w Weight) float64 {
	n, x := float64(w.Pairs), float64(w.Also)
	p := (x + 1) / (n + 2) / shows
	if holders > householdMost && w.Pairs > 0 {
		looked := float64(min(holders, maxPairs+1))
		k := 2 * n / looked
		share := min(1, float64(w.Tied)/looked*(k+3)/k)
		p = max(p, share*share)
	}
	return p
}

// rarity is L0: from the calibration where there are enough values, else from
// the configuration.
func (m *Model) rarity(k Kind, holders int) float64 {
	bin := bits.Len(uint(holders))
	if half := m.half[int(k)*halfBins+min(bin, halfBins-1)]; half > 0 {
		return math.Log2(half / float64(holders))
	}
	return m.Config.rarity(k, holders)
}

// rarity is L0 by belief alone.
func (c *Config) rarity(k Kind, holders int) float64 { return math.Log2(c.Half[k] / float64(holders)) }

const (
	halfBins   = 12
	calibrated = 200 // values from which a kind is calibrated
)

// calibrate finds, for each kind and number of holders (by powers of two) with
// enough values, and enough of other kinds to tie their holders by, the number of
// holders at which chance and common hand are even: from the share of pairs of
// holders that are tied by something else.
func (m *Model) calibrate() {
	type sums struct {
		values     int
		rate, size float64
	}
	all := make([]sums, int(kindEnd)*halfBins)
	for v, w := range m.weight {
		if w.Pairs == 0 || m.ignored[uint32(v)] {
			continue
		}
		d := m.Index.Degree(uint32(v))
		s := &all[int(m.Index.kind[v])*halfBins+min(bits.Len(uint(d)), halfBins-1)]
		s.values++
		s.rate += float64(w.Also) / float64(w.Pairs)
		s.size += math.Log2(float64(d))
	}
	chance := m.strangers(1)
	m.half = make([]float64, len(all))
	for i, s := range all {
		if s.values < calibrated || m.tying.values-m.tying.of[i/halfBins] < calibrated {
			continue
		}
		n := float64(s.values)
		share := min(max((s.rate/n-chance)/(shows-chance), .001), .98)
		m.half[i] = math.Exp2(Odds(share) + s.size/n)
	}
}

// corroboration is LLR.
func (m *Model) corroboration(k Kind, holders, pairs, also int) float64 {
	if pairs == 0 {
		return 0
	}
	table := &m.llr[0]
	if holders <= householdMost && k.circle(holders) == place {
		table = &m.llr[1]
	}
	n := float64(pairs)
	return min(max(table[pairs*(maxPairs+1)+also]*min(n, float64(holders), 32)/n, minLLR), maxLLR)
}

// atHome is how many times as often as other strangers people of one home are tied
// by something else too.
const atHome = 2

// llrTable has for all counts, at n*(maxPairs+1)+x, how much likelier they are when
// the holders of a value are one hand than when they are strangers, in bits.
type llrTable [(maxPairs + 1) * (maxPairs + 1)]float64

// tabulate computes the tables for strangers in general and for those of one home.
func (m *Model) tabulate() {
	m.llr = new([2]llrTable)
	for i, chance := range []float64{m.strangers(1), m.strangers(atHome)} {
		for n := range maxPairs + 1 {
			for x := range n + 1 {
				n, x := float64(n), float64(x)
				m.llr[i][int(n)*(maxPairs+1)+int(x)] = (logBeta(1+x, 3+n-x)-logBeta(1, 3))/math.Ln2 -
					x*math.Log2(chance) - (n-x)*math.Log2(1-chance)
			}
		}
	}
}

// strangers gives the rate at which strangers are taken to be tied who are so many
// times as often as others.
func (m *Model) strangers(times float64) float64 {
	return min(max(m.Config.Chance, times*m.Chance), .5)
}

// logBeta is the natural logarithm of Euler's beta function.
func logBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}
