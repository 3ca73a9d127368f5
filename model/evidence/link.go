package evidence

import (
	"slices"
)

// morePasses is how often the weights are computed again once there are rings
// to corroborate them. Later passes find little: see the figures in the README.
const morePasses = 4

// passes alternates between weights, links and rings, until it is stopped.
func (m *Model) passes(stop stopped) {
	n := m.Index.Len()
	m.findTying()
	defer func() { m.tying = nil }()
	m.weight = make([]Weight, m.Index.Values())
	m.ring, m.size = make([]uint32, n), make([]uint32, n)
	for a := range m.ring {
		m.ring[a] = None
	}
	m.ties = newTies(n, nil)
	counting := make([]corroborator, numWorkers(m.Index.Values()))
	linking := make([]linker, numWorkers(n))
	var touched []bool // values of accounts in whose rings the last pass changed something; nil: all
	for pass := range 1 + morePasses {
		m.weigh(counting, touched, stop)
		before, rings := m.edges, m.ring
		m.link(linking, stop)
		if stop() {
			return
		}
		m.ties = newTies(n, m.edges)
		m.cluster(stop)
		if stop() {
			return
		}
		if touched = m.prove(m.touched(before, rings)); pass > 0 && touched == nil {
			break
		}
	}
}

// prove lets values that are too common to tie others do so where they are at least
// as likely one hand as not, and adds what that bears on to the touched values.
func (m *Model) prove(touched []bool) []bool {
	for v, w := range m.weight {
		d := m.Index.Degree(uint32(v))
		if d <= m.tying.least || d > m.tying.private || !m.canTie(uint32(v)) || m.tying.rare[v] == (w.Odds >= 0) {
			continue
		}
		m.tying.rare[v] = !m.tying.rare[v]
		if touched == nil {
			touched = make([]bool, m.Index.Values())
		}
		for _, a := range m.Index.Holders(uint32(v)) {
			for _, u := range m.Index.Of(a) {
				touched[u] = true
			}
		}
	}
	return touched
}

// weigh computes the weights, for which it counts again only at touched values.
func (m *Model) weigh(workers []corroborator, touched []bool, stop stopped) {
	for i := range workers {
		workers[i].m, workers[i].marked = m, 0
	}
	eachWorker(m.Index.Values(), stop, func(w, i int) {
		if touched == nil || touched[i] {
			c := &workers[w]
			c.count(uint32(i))
			m.weight[i] = Weight{Pairs: uint8(c.pairs), Also: uint8(c.ties), Tied: uint8(c.holders())}
		}
	})
	m.Chance = m.chance(workers, stop)
	m.tabulate()
	m.calibrate()
	if stop() {
		return
	}
	eachWorker(m.Index.Values(), stop, func(_, i int) {
		w := &m.weight[i]
		w.Odds = float32(m.odds(uint32(i), *w))
	})
}

// linker collects the strong links of some accounts.
type linker struct {
	s     *scorer
	seen  []uint32 // account+1 whose candidate it was last
	edges []Edge
}

// link scores the candidates and keeps the strong ones.
func (m *Model) link(workers []linker, stop stopped) {
	ix := m.Index
	strong := mark(m.Config.Strong)
	candidate := make([]bool, ix.Values())
	for v := range candidate {
		candidate[v] = m.candidate(uint32(v))
	}
	for i := range workers {
		k := &workers[i]
		if k.s == nil {
			k.s, k.seen = m.scorer(), make([]uint32, ix.Len())
		}
		clear(k.seen)
		k.edges = k.edges[:0]
	}
	eachWorker(ix.Len(), stop, func(w, i int) {
		k := &workers[w]
		a := uint32(i)
		for _, v := range ix.Of(a) {
			if !candidate[v] {
				continue
			}
			for _, b := range ix.Holders(v) {
				if b >= a {
					break
				}
				if k.seen[b] == a+1 {
					continue
				}
				k.seen[b] = a + 1
				if bits := k.s.score(b, a); bits >= strong {
					k.edges = append(k.edges, Edge{b, a, float32(bits), k.s.top()})
				}
			}
		}
	})
	if stop() {
		return
	}
	m.edges = nil
	for _, k := range workers {
		m.edges = append(m.edges, k.edges...)
	}
	s := m.scorer()
	for pair := range m.extra { // those that no value makes candidates of
		if bits := s.score(pair[0], pair[1]); bits >= strong {
			m.edges = append(m.edges, Edge{pair[0], pair[1], float32(bits), s.top()})
		}
	}
	sortUntil(m.edges, compareEdges, stop)
	m.edges = slices.Compact(m.edges)
}

// candidate reports whether holders of a value are looked at as pairs: a hub
// never makes a candidate.
func (m *Model) candidate(v uint32) bool {
	odds := float64(m.weight[v].Odds)
	if d := m.Index.Degree(v); d > privateMost && (d > placeMost || odds < 0) {
		return false
	}
	return odds >= hubOdds && !m.ignored[v]
}

// touched finds the values of accounts in whose rings, old or new, a link or a
// member has changed; nil where there are none.
func (m *Model) touched(before []Edge, rings []uint32) []bool {
	dirty, dirtyOld := map[uint32]bool{}, map[uint32]bool{} // new rings, and old ones
	mark := func(e Edge) {
		for _, a := range []uint32{e.A, e.B} {
			dirty[m.ring[a]], dirtyOld[rings[a]] = true, true
		}
	}
	x, y := before, m.edges
	for len(x) > 0 || len(y) > 0 {
		switch {
		case len(y) == 0 || len(x) > 0 && compareEdges(x[0], y[0]) < 0:
			mark(x[0])
			x = x[1:]
		case len(x) == 0 || compareEdges(x[0], y[0]) > 0:
			mark(y[0])
			y = y[1:]
		default:
			if x[0] != y[0] {
				mark(x[0])
			}
			x, y = x[1:], y[1:]
		}
	}
	for a, r := range rings {
		if r != m.ring[a] {
			dirty[m.ring[a]], dirtyOld[r] = true, true
		}
	}
	delete(dirty, None)
	delete(dirtyOld, None)
	if len(dirty)+len(dirtyOld) == 0 {
		return nil
	}
	touched := make([]bool, m.Index.Values())
	for a, r := range rings {
		if (r != None || m.ring[a] != None) && (dirty[m.ring[a]] || dirtyOld[r]) {
			for _, v := range m.Index.Of(uint32(a)) {
				touched[v] = true
			}
		}
	}
	return touched
}
