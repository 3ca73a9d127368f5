package persona

import (
	"cmp"
	"context"
	"slices"
)

// Clusters joins pairs of at least threshold bits into sets of records that are
// one person each, the surest pair first. Two sets are joined only where their
// records, all of the one against all of the other, speak for it on the whole:
// a record that resembles two people does not make them one. It gives sets of
// two or more, each sorted, in the order of their first record.
func (m *Model) Clusters(ctx context.Context, threshold float64) ([][]uint32, error) {
	var list []int
	for i := range m.cand {
		if m.final[i] >= threshold {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(x, y int) int { return cmp.Compare(m.final[y], m.final[x]) })
	g := grouping{m: m, of: make([]int32, m.n), bits: make(map[pair]float64, len(m.cand))}
	for i := range g.of {
		g.of[i] = int32(i)
	}
	g.members = make([][]int32, m.n)
	for i, p := range m.cand {
		g.bits[p] = m.final[i]
	}
	for i, c := range list {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		g.join(m.cand[c])
	}
	var out [][]uint32
	for _, s := range g.members {
		if len(s) < 2 {
			continue
		}
		ids := make([]uint32, len(s))
		for i, r := range s {
			ids[i] = m.order[r]
		}
		slices.Sort(ids)
		out = append(out, ids)
	}
	slices.SortFunc(out, func(x, y []uint32) int { return cmp.Compare(x[0], y[0]) })
	return out, nil
}

// grouping is the state of Clusters.
type grouping struct {
	m       *Model
	of      []int32   // by record: its set
	members [][]int32 // by set; nil for a set of one
	bits    map[pair]float64
}

// Bounds of the evidence for joining two sets.
const (
	meanNeeded = -1.0 // bits, the mean over all pairs of records between the sets
	voteLimit  = 10.0 // bits that one pair of records can speak for or against
	maxVotes   = 4096 // pairs of records; sets with more between them stay apart
)

func (g *grouping) join(p pair) {
	x, y := g.of[p.a], g.of[p.b]
	if x == y {
		return
	}
	xs, ys := g.set(x), g.set(y)
	if len(xs)*len(ys) > maxVotes {
		return
	}
	sum := 0.0
	for _, a := range xs {
		for _, b := range ys {
			sum += max(-voteLimit, min(voteLimit, g.pairBits(a, b)))
		}
	}
	if sum < meanNeeded*float64(len(xs)*len(ys)) {
		return
	}
	if len(xs) < len(ys) || len(xs) == len(ys) && y < x {
		x, xs, y, ys = y, ys, x, xs
	}
	g.members[x] = append(slices.Clone(xs), ys...)
	g.members[y] = nil
	for _, r := range ys {
		g.of[r] = x
	}
}

func (g *grouping) set(x int32) []int32 {
	if g.members[x] == nil {
		return []int32{x}
	}
	return g.members[x]
}

func (g *grouping) pairBits(a, b int32) float64 {
	p := pair{min(a, b), max(a, b)}
	if v, ok := g.bits[p]; ok {
		return v
	}
	v := g.m.odds(g.m.lay(a, b)).bits()
	g.bits[p] = v
	return v
}
