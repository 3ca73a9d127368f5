package persona

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Pair is two records, A before B in the caller's numbering, and log2 of the
// odds that they are one person.
type Pair struct {
	A, B uint32
	Bits float64
}

// Pairs gives the candidates with at least Options.Floor bits, the surest first.
func (m *Model) Pairs(ctx context.Context) ([]Pair, error) {
	var out []Pair
	for i, p := range m.cand {
		if m.final[i] < m.floor {
			continue
		}
		a, b := m.order[p.a], m.order[p.b]
		out = append(out, Pair{min(a, b), max(a, b), m.final[i]})
	}
	slices.SortFunc(out, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(y.Bits, x.Bits), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return out, ctx.Err()
}

// settle works out the bits of all candidates.
func (m *Model) settle(ctx context.Context) error {
	m.bits = make([]float64, len(m.cand))
	m.near = make([][]int32, m.n)
	for i, p := range m.cand {
		m.bits[i] = m.odds(m.comparison(i)).bits()
		if m.bits[i] >= defaultFloor {
			m.near[p.a] = append(m.near[p.a], int32(i))
			m.near[p.b] = append(m.near[p.b], int32(i))
		}
	}
	m.final = slices.Clone(m.bits)
	for i, p := range m.cand {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if m.bits[i] >= defaultFloor {
			m.final[i] -= m.ambiguity(p.a, p.b, m.bits[i])
		}
	}
	return nil
}

// ambiguity is what a pair loses because a, or b, would go with a third record
// as well that is rather someone else than the other: only one of the two can be
// true. It counts only third records that differ from the other in a field that
// the shared record does not have; a record whose own values speak for one of
// the two needs no such doubt.
func (m *Model) ambiguity(a, b int32, bits float64) float64 {
	return max(m.rivals(a, b, bits), m.rivals(b, a, bits))
}

// rivals is what a pair of that many bits loses because of third records that
// claim a. Where a is surely one with c, a and b are one no less than b and c
// are, which bounds the loss.
func (m *Model) rivals(a, b int32, bits float64) float64 {
	sum, bound := 0.0, math.Inf(-1)
	for _, i := range m.near[a] {
		p := m.cand[i]
		c := p.a + p.b - a
		if c == b {
			continue
		}
		if between := m.contradict(a, b, c); between < 0 {
			sum += math.Exp2(m.bits[i]) / (1 + math.Exp2(between))
			bound = max(bound, between)
		}
	}
	return min(math.Log2(1+sum), max(0, bits-bound))
}

// contradict gives the bits of b and c where they are less than 0 and a
// contradiction shows in a field that a lacks, else 0.
func (m *Model) contradict(a, b, c int32) float64 {
	differ := func(f int) bool {
		return m.recs[f][a] == missing && m.recs[f][b] != missing && m.recs[f][c] != missing && m.recs[f][b] != m.recs[f][c]
	}
	if !slices.ContainsFunc(m.each, differ) {
		return 0
	}
	seen := m.lay(b, c)
	for _, s := range seen.seen {
		if s.level == Else && m.recs[s.field][a] == missing {
			return min(0, m.odds(seen).bits())
		}
	}
	return 0
}

// lay compares any two records as the candidates are compared.
func (m *Model) lay(a, b int32) comparison {
	c := m.compare(min(a, b), max(a, b), nil)
	m.tame(c.seen)
	return c
}
