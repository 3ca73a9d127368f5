package timing

import (
	"cmp"
	"context"
	"slices"
)

// encounter is a hand-over or a beginning together of two accounts.
type encounter struct {
	pair uint64 // smaller account in the upper half
	what int32  // the day twice, plus one for a beginning together
}

func pairOf(a, b uint32) uint64 { return uint64(min(a, b))<<32 | uint64(max(a, b)) }

// meet appends the encounters of one of several parts of all pairs, in order of
// pair, what and day.
func (l *log) meet(ctx context.Context, met []encounter, part, parts uint64) ([]encounter, error) {
	if met == nil {
		share := l.encounters / int(parts)
		met = make([]encounter, 0, share+share/8)
	}
	add := func(a, b *visit, what int32) {
		pair := pairOf(a.account, b.account)
		if parts == 1 || pair*0x9e3779b97f4a7c15>>32%parts == part {
			met = append(met, encounter{pair, what})
		}
	}
	for p := range len(l.places) - 1 {
		at := l.at(uint32(p))
		for i := range at {
			if i%stride == 0 && ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			v := &at[i]
			if v.joined > 0 {
				for j := i + 1; j < len(at) && at[j].begin-v.begin <= int64(v.window); j++ {
					if together(v, &at[j]) {
						add(v, &at[j], dayOf(v.begin)<<1|1)
					}
				}
			}
			if v.followed > 0 {
				first := after(at, v.end)
				for j := first; j < first+int(v.followed); j++ {
					add(v, &at[j], dayOf(v.end)<<1)
				}
			}
		}
	}
	slices.SortFunc(met, func(x, y encounter) int {
		return cmp.Or(cmp.Compare(x.pair, y.pair), cmp.Compare(x.what&1, y.what&1), cmp.Compare(x.what, y.what))
	})
	return met, nil
}

// often appends the pairs, in order, to whom one thing happened on MinDays days.
func (l *log) often(pairs []uint64, met []encounter) []uint64 {
	days := 0
	for i := range met {
		switch {
		case i == 0 || met[i].pair != met[i-1].pair || (met[i].what^met[i-1].what)&1 != 0:
			days = 1
		case met[i].what != met[i-1].what:
			days++
		default:
			continue
		}
		if days == l.options.MinDays && (len(pairs) == 0 || pairs[len(pairs)-1] != met[i].pair) {
			pairs = append(pairs, met[i].pair)
		}
	}
	return pairs
}
