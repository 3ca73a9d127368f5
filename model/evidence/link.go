package evidence

import (
	"slices"
)

// morePasses is how often the weights are computed again once there are rings
// to corroborate them. Later passes find little: see the figures in the README.
const morePasses = 4

// passes alternates between weights, links and rings.
func (m *Model) passes() {
	n := m.Index.Len()
	m.weight = make([]Weight, m.Index.Values())
	m.ring, m.size = make([]uint32, n), make([]uint32, n)
	for a := range m.ring {
		m.ring[a] = None
	}
	m.ties = newTies(n, nil)
	var touched []bool // accounts in whose rings the last pass changed a link; nil: all
	for pass := range 1 + morePasses {
		m.weigh(touched)
		before, rings := m.edges, m.ring
		m.link()
		m.ties = newTies(n, m.edges)
		m.cluster()
		if touched = m.touched(before, rings); pass > 0 && !slices.Contains(touched, true) {
			break
		}
	}
}

// weigh computes the weights, for which it counts again only at values that
// touched accounts hold.
func (m *Model) weigh(touched []bool) {
	ix := m.Index
	workers := make([]corroborator, numWorkers(ix.Values()))
	eachWorker(ix.Values(), func(w, i int) {
		v := uint32(i)
		if touched != nil && !slices.ContainsFunc(ix.Holders(v), func(a uint32) bool { return touched[a] }) {
			return
		}
		c := &workers[w]
		c.m = m
		pairs, also := c.count(v)
		m.weight[v].Pairs, m.weight[v].Also = uint8(pairs), uint8(also)
	})
	m.Chance = m.chance()
	m.tabulate()
	m.calibrate()
	for v := range m.weight {
		w := &m.weight[v]
		w.Odds = float32(m.odds(uint32(v), int(w.Pairs), int(w.Also)))
	}
}

// link scores the candidates and keeps the strong ones.
func (m *Model) link() {
	ix := m.Index
	strong := Odds(m.Config.Strong)
	type worker struct {
		s     *scorer
		seen  []uint32 // account+1 whose candidate it was last
		edges []Edge
	}
	workers := make([]worker, numWorkers(ix.Len()))
	eachWorker(ix.Len(), func(w, i int) {
		k := &workers[w]
		if k.s == nil {
			k.s, k.seen = m.scorer(), make([]uint32, ix.Len())
		}
		a := uint32(i)
		for _, v := range ix.Of(a) {
			if !m.candidate(v) {
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
	sortEdges(m.edges)
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

// touched finds the accounts in whose rings, old or new, a link has changed.
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
	delete(dirty, None)
	delete(dirtyOld, None)
	touched := make([]bool, len(m.ring))
	for a := range touched {
		touched[a] = dirty[m.ring[a]] || dirtyOld[rings[a]]
	}
	return touched
}
