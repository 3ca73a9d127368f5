package persona

import "slices"

// kin is a record that is probably one person with another.
type kin struct {
	rec int32
	// without has the bit of each field that the two need not agree on to be one:
	// that a value is rare must not rest on agreement in it.
	without uint32
}

// findKin lists by record, in order, with which others it is one by the model as
// it stands, and counts the holders of values anew.
func (m *Model) findKin() {
	m.kin = make([][]kin, m.n)
	for i, p := range m.cand {
		c := m.comparison(i)
		if m.odds(c).bits() < 0 {
			continue
		}
		all, without := c.seen, uint32(0)
		for f := range m.fields {
			c.seen = slices.DeleteFunc(slices.Clone(all), func(o observation) bool { return int(o.field) == f })
			if m.odds(c).bits() >= 0 {
				without |= 1 << f
			}
		}
		m.kin[p.a] = append(m.kin[p.a], kin{p.b, without})
		m.kin[p.b] = append(m.kin[p.b], kin{p.a, without})
	}
	var buf []observation
	for i, p := range m.cand {
		if m.kin[p.a] != nil && m.kin[p.b] != nil {
			buf = m.compare(p.a, p.b, buf[:0]).seen
			copy(m.seen[m.start[i]:m.start[i+1]], buf)
		}
	}
}

// kinHolding counts the records that are one person with both a and b, without
// fields f and g, and hold value v in field of them. One that goes with a alone,
// or with b alone, may be the very stranger who makes v common.
func (m *Model) kinHolding(level Level, field int, v int32, f, g int, a, b int32) int32 {
	if m.kin == nil {
		return 0
	}
	need := uint32(1)<<f | uint32(1)<<g
	x, y := m.kin[a], m.kin[b]
	n := int32(0)
	for len(x) > 0 && len(y) > 0 {
		switch p, q := x[0], y[0]; {
		case p.rec < q.rec:
			x = x[1:]
		case p.rec > q.rec:
			y = y[1:]
		default:
			if p.without&q.without&need == need && m.holds(p.rec, field, v, level) {
				n++
			}
			x, y = x[1:], y[1:]
		}
	}
	return n
}

// holds says whether record r is among those counted as holders of v, or with
// level [Near] of values a slip away.
func (m *Model) holds(r int32, field int, v int32, level Level) bool {
	id := m.recs[field][r]
	if id == missing {
		return false
	}
	t := m.fields[field].Type
	l := m.lex[t]
	is := func(w int32) bool { return w == v || level == Near && l.isClose(v, w) }
	return is(id) || t == Name && slices.ContainsFunc(l.vals[id].parts, is)
}

// isClose says whether two values are a slip apart, as nearby counts them.
func (l *lexicon) isClose(v, w int32) bool {
	_, ok := slices.BinarySearchFunc(l.close, pair{min(v, w), max(v, w)}, comparePairs)
	return ok
}
