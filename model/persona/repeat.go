package persona

import (
	"cmp"
	"math"
	"slices"
)

// sureNot is the probability of one person below which a pair counts as two.
const sureNot = .1

// repeatWorth is how many pairs the assumption of independence is worth against
// what is counted.
const repeatWorth = 30.0

// findRepeats counts, for every two fields f and g, how often records of
// different people that share a value of f share one of g too, and lowers what
// the agreements seen say accordingly.
func (m *Model) findRepeats(all float64) {
	n := len(m.fields)
	linked := make([][]float64, n) // links that agree on f, by field g that both records have
	both := make([][]float64, n)   // and on g
	for f := range n {
		linked[f], both[f] = make([]float64, n), make([]float64, n)
	}
	for i, p := range m.cand {
		if m.odds(m.comparison(i)).match() < sureNot {
			continue
		}
		for f := range n {
			if va := m.recs[f][p.a]; va == missing || va != m.recs[f][p.b] {
				continue
			}
			for g := range n {
				va, vb := m.recs[g][p.a], m.recs[g][p.b]
				if va != missing && vb != missing {
					linked[f][g]++
					if va == vb {
						both[f][g]++
					}
				}
			}
		}
	}
	m.repeat = make([][]float32, n)
	keys := make([]uint64, 0, m.n)
	for f := range n {
		m.repeat[f] = make([]float32, n)
		for g := range n {
			if f == g {
				continue
			}
			keys = keys[:0]
			for r := range m.n {
				if vf, vg := m.recs[f][r], m.recs[g][r]; vf != missing && vg != missing {
					keys = append(keys, uint64(vf)<<32|uint64(vg))
				}
			}
			slices.SortFunc(keys, cmp.Compare[uint64])
			given := max(0, sharing(keys, 32)-linked[f][g])
			shared := max(0, min(sharing(keys, 0)-both[f][g], given))
			alone := m.par.u[g][Exact]
			m.repeat[f][g] = float32(math.Log2((shared + repeatWorth*alone) / (given + repeatWorth)))
		}
	}
	for i := range m.cand {
		m.tame(m.seen[m.start[i]:m.start[i+1]])
	}
}

// sharing counts the pairs of sorted keys that are equal but for their last
// bits.
func sharing(keys []uint64, drop int) float64 {
	sum := 0.0
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j]>>drop == keys[i]>>drop {
			j++
		}
		sum += float64(j-i) * float64(j-i-1) / 2
		i = j
	}
	return sum
}

// tame raises the chance of an agreement that usually follows from a rarer one
// in the same pair, such as a state from a postcode: it is only as surprising as
// it is there.
func (m *Model) tame(seen []observation) {
	if m.repeat == nil {
		return
	}
	var own [MaxFields * maxParts]float32
	seen = seen[:min(len(seen), len(own))]
	for i, s := range seen {
		own[i] = s.chance
	}
	for i := range seen {
		s := &seen[i]
		if s.level != Exact {
			continue
		}
		for j, o := range seen {
			if o.level == Exact && o.field != s.field && (own[j] < own[i] || own[j] == own[i] && j < i) {
				s.chance = max(s.chance, m.repeat[o.field][s.field])
			}
		}
	}
}
