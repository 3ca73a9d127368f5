package evidence

import (
	"math"
	"math/bits"
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
}

// chance gives the rate at which pairs of strangers share another value, as
// pairs of holders of very common values do.
func (m *Model) chance() float64 {
	const common = 256
	var n, x float64
	for v, w := range m.weight {
		if m.Index.Degree(uint32(v)) >= common && !m.ignored[uint32(v)] {
			n += float64(w.Pairs)
			x += float64(w.Also)
		}
	}
	if n == 0 {
		return m.Config.Chance
	}
	return min(max(m.Config.Chance, x/n), .5)
}

// odds is the one place where a value gets its weight: see the package comment
// for the formula and its source.
func (m *Model) odds(v uint32, pairs, also int) float64 {
	holders := m.Index.Degree(v)
	rarity := m.rarity(m.Index.kind[v], holders)
	odds := rarity + m.corroboration(holders, pairs, also)
	switch {
	case odds <= rarity:
	case (holders > privateMost || 2*holders > m.Index.Len()) && m.Index.kind[v].wide():
		// What most accounts have, such as the domain of the company whose log it is, ties
		// them to something else only because they are all tied.
		odds = rarity
	default:
		odds = min(odds, max(rarity, m.tied(holders, pairs, also)))
	}
	return min(maxOdds, odds)
}

// shows is the rate at which pairs that are one hand show it by a second tie:
// the mean of the prior on that rate.
const shows = .25

// tied bounds what corroboration can make of a value that only some holders have
// in common with each other. Two holders are no likelier one hand than pairs of
// holders are tied, allowing for those that do not show it. And where most pairs
// are not, the value is a public one: sharing it is worth no more than the chance
// of it, one in N/d, can make of the prior.
func (m *Model) tied(holders, pairs, also int) float64 {
	p := (float64(also) + 1) / (float64(pairs) + 2) / shows
	switch {
	case p >= .999:
		return maxOdds
	case p < .5:
		return math.Log2((m.Config.Ring - 1) / float64(holders))
	}
	return Odds(p)
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
	m.half = make([]float64, len(all))
	for i, s := range all {
		if s.values < calibrated || m.rareValues-m.rareOf[i/halfBins] < calibrated {
			continue
		}
		n := float64(s.values)
		share := min(max((s.rate/n-m.Chance)/(shows-m.Chance), .001), .98)
		m.half[i] = math.Exp2(Odds(share) + s.size/n)
	}
}

// corroboration is LLR.
func (m *Model) corroboration(holders, pairs, also int) float64 {
	if pairs == 0 {
		return 0
	}
	n := float64(pairs)
	llr := m.llr[pairs*(maxPairs+1)+also]
	return min(max(llr*min(n, float64(holders), 32)/n, minLLR), maxLLR)
}

// tabulate computes, for all counts, how much likelier they are when the holders
// of a value are one hand than when they are strangers, in bits.
func (m *Model) tabulate() {
	m.llr = make([]float64, (maxPairs+1)*(maxPairs+1))
	for n := range maxPairs + 1 {
		for x := range n + 1 {
			n, x := float64(n), float64(x)
			m.llr[int(n)*(maxPairs+1)+int(x)] = (logBeta(1+x, 3+n-x)-logBeta(1, 3))/math.Ln2 -
				x*math.Log2(m.Chance) - (n-x)*math.Log2(1-m.Chance)
		}
	}
}

// logBeta is the natural logarithm of Euler's beta function.
func logBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}
