package evidence

const (
	placeMost   = 1024 // holders up to which a value can belong to a place
	sameMost    = 2    // how many times as many holders the commoner value may have where one of two is a hub
	placeRounds = 3    // how often places are grown at most
)

// hub reports whether a value is too common for its kind to mean anything alone.
func (m *Model) hub(v uint32) bool { return m.hubs[v] }

// places finds which values belong to one place, and names each place by one of
// them: first values with the same holders, then values most of whose holders
// hold something of the place.
func (m *Model) places(stop stopped) {
	ix := m.Index
	can := make([]bool, ix.Values()) // belong to a place
	for v := range can {
		d := ix.Degree(uint32(v))
		can[v] = d <= placeMost && ix.kind[v].circle(d) == place && !m.ignored[uint32(v)]
	}
	all := newUnionFind(ix.Values())
	m.place = make([]uint32, ix.Values())
	for round := range 1 + placeRounds {
		for v := range m.place {
			m.place[v] = all.find(uint32(v))
		}
		if !m.growPlaces(can, round, all, stop) || stop() {
			break
		}
	}
	for v := range m.place {
		m.place[v] = all.find(uint32(v))
	}
}

// counter counts the holders of one value that hold something of a place.
type counter struct {
	value uint32 // +1, that it counts for
	last  uint32 // +1, holder that was counted last
	both  uint32
}

// growPlaces unites values with the places that most of their holders hold some
// other value of, and reports whether there were any. In round 0 every value is a
// place of its own.
func (m *Model) growPlaces(can []bool, round int, all unionFind, stop stopped) (grown bool) {
	ix := m.Index
	type worker struct {
		counts []counter // by place
		met    []uint32  // places of the present value's holders
		found  []uint32
	}
	workers := make([]worker, numWorkers(ix.Values()))
	eachWorker(ix.Values(), stop, func(w, i int) {
		v := uint32(i)
		d := ix.Degree(v)
		if !can[v] || round > 0 && d < 3 {
			return
		}
		k := &workers[w]
		if k.counts == nil {
			k.counts = make([]counter, ix.Values())
		}
		k.met = k.met[:0]
		for n, a := range ix.Holders(v) {
			for _, u := range ix.Of(a) {
				if !can[u] {
					continue
				}
				p := m.place[u]
				c := &k.counts[p]
				known := c.value == v+1
				if p == m.place[v] || known && c.last == a+1 || !known && 3*(d-n) <= 2*d ||
					round == 0 && ix.Degree(u) < d || !m.maySharePlace(v, u) {
					continue // among others what too few holders are left for
				}
				if !known {
					*c = counter{value: v + 1}
					k.met = append(k.met, p)
				}
				c.last = a + 1
				c.both++
			}
		}
		for _, p := range k.met {
			if 3*int(k.counts[p].both) > 2*d {
				k.found = append(k.found, v, p)
			}
		}
	})
	for _, k := range workers {
		for i := 0; i < len(k.found); i += 2 {
			if all.find(k.found[i]) != all.find(k.found[i+1]) {
				all.union(k.found[i], k.found[i+1])
				grown = true
			}
		}
	}
	return grown
}

// maySharePlace reports whether two values with the same holders may be taken for
// one place.
func (m *Model) maySharePlace(v, u uint32) bool {
	ix := m.Index
	dv, du := ix.Degree(v), ix.Degree(u)
	if ix.kind[v].Family() == FamilyMoney && du > householdMost || ix.kind[u].Family() == FamilyMoney && dv > householdMost {
		return false // a family's card is no family's where more than a family holds the rest
	}
	return max(du, dv) <= sameMost*min(du, dv) || !m.hub(v) && !m.hub(u)
}

// together reports whether two values come together: both go with an identity,
// or both with one place. With None, no value, none does.
func (m *Model) together(v, u uint32) bool {
	if v == None || u == None {
		return false
	}
	if m.place[v] == m.place[u] {
		return true
	}
	ix := m.Index
	return ix.kind[v].circle(ix.Degree(v)) == identity && ix.kind[u].circle(ix.Degree(u)) == identity
}
