package timing

import (
	"context"
	"slices"
)

// machine is how many visits an account may have. One with more is no hand, and
// is not compared with others.
const machine = 1 << 14

// judge hands on what the times say of each pair, in order, where they say
// anything.
func (l *log) judge(ctx context.Context, pairs []uint64, found func(Pair)) error {
	if len(pairs) == 0 {
		return nil
	}
	accounts := make([]uint32, 0, 2*len(pairs))
	for _, p := range pairs {
		accounts = append(accounts, uint32(p>>32), uint32(p))
	}
	slices.Sort(accounts)
	accounts = slices.Compact(accounts)

	// The visits of these accounts, account by account; each in order of place,
	// then beginning.
	number := make(map[uint32]uint32, len(accounts))
	for i, a := range accounts {
		number[a] = uint32(i)
	}
	starts := make([]uint32, len(accounts)+1)
	for i := range l.visits {
		if n, ok := number[l.visits[i].account]; ok {
			starts[n+1]++
		}
	}
	for i := range accounts {
		starts[i+1] += starts[i]
	}
	lists := make([]uint32, starts[len(accounts)])
	next := slices.Clone(starts[:len(accounts)])
	for i := range l.visits {
		if n, ok := number[l.visits[i].account]; ok {
			lists[next[n]] = uint32(i)
			next[n]++
		}
	}

	j := judgement{log: l, seen: map[uint32]int{}}
	work := 0
	for _, p := range pairs {
		a, b := number[uint32(p>>32)], number[uint32(p)]
		va, vb := lists[starts[a]:starts[a+1]], lists[starts[b]:starts[b+1]]
		if len(va) > machine || len(vb) > machine {
			continue
		}
		if work += len(va) + len(vb); work > stride {
			work = 0
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
		}
		if pair := j.pair(va, vb); pair.Bits > 0 {
			pair.A, pair.B = uint32(p>>32), uint32(p)
			found(pair)
		}
	}
	return nil
}
