package timing

import "context"

// narrow leaves each visit, of the accounts to which its own is tied, only the
// nearest in time: one hand goes from one account to one other. Where a whole
// shift hands over to the next, or a class begins together, everyone is tied to
// everyone at first, and then no two are nearest to each other often enough.
func (l *log) narrow(ctx context.Context, tied []uint64) error {
	pairs := make(map[uint64]struct{}, len(tied))
	accounts := make(map[uint32]struct{}, 2*len(tied))
	for _, p := range tied {
		pairs[p] = struct{}{}
		accounts[uint32(p>>32)], accounts[uint32(p)] = struct{}{}, struct{}{}
	}
	is := func(a, b *visit) bool {
		_, ok := pairs[pairOf(a.account, b.account)]
		return ok
	}
	for p := range len(l.places) - 1 {
		at := l.at(uint32(p))
		for i := range at {
			if i%stride == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			v := &at[i]
			if _, ok := accounts[v.account]; !ok {
				continue
			}
			first := after(at, v.end)
			for j := first; j < first+int(v.followed); j++ {
				if w := &at[j]; is(v, w) {
					d := uint16(w.begin - v.end)
					v.gap, w.back = min(v.gap, d), min(w.back, d)
				}
			}
			if v.joined == 0 {
				continue
			}
			// As wide as before any of them was narrowed.
			for j := i + 1; j < len(at) && at[j].begin-v.begin <= l.window; j++ {
				if w := &at[j]; w.joined > 0 && is(v, w) {
					d := uint16(w.begin - v.begin)
					v.window, w.window = min(v.window, d), min(w.window, d)
				}
			}
		}
	}
	return nil
}
