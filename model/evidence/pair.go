package evidence

import (
	"cmp"
	"math"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// hubOdds is the log2 odds below which a value is a hub: fewer than one pair of
// its holders in ten is one hand. It never makes a link alone.
var hubOdds = Odds(.10)

// Hub reports whether a value of this weight never makes a link alone.
func (w Weight) Hub() bool { return float64(w.Odds) < hubOdds }

// FamilyMost is the most that one family can add to a link, in bits.
const FamilyMost = 30

// Row is one line of the waterfall of a link.
type Row struct {
	Value  uint32 // number of the value, or None for the prior and the explanation
	Kind   Kind
	Weight Weight
	Bits   float64 // what it adds to the strength
	Full   float64 // what it would add alone; Bits is this times Part
	Part   float64 // 1, the part for a repeated family, or 0
	Hub    bool    // too common to link alone
	Same   uint32  // with Part 0: the value that it comes together with, or lies in it; else None
	Within bool    // Same lies in Value, as an address in its network
	Note   string  // of evidence that is no value, what was found
}

// Place is what several values come to that two accounts share for being at the
// same place, or in the same hands.
type Place struct {
	Values  []uint32
	Holders int     // of the commonest of them
	Odds    float64 // log2 odds that two of those are one hand
}

// scorer scores pairs, one after the other.
type scorer struct {
	m      *Model
	shared []uint32
	rows   []Row
	places []Place
	done   []uint32 // places that were looked at
}

func (m *Model) scorer() *scorer { return &scorer{m: m} }

// score gives the strength of a link without the verdict on it. The result is
// valid until the next call.
func (s *scorer) score(a, b uint32) (bits float64) {
	m := s.m
	s.shared = m.Index.shared(s.shared[:0], a, b)
	s.rows = s.rows[:0]
	for _, v := range s.shared {
		if m.ignored[v] {
			continue
		}
		w := m.weight[v]
		s.rows = append(s.rows, Row{Value: v, Kind: m.Index.kind[v], Weight: w, Full: max(0, float64(w.Odds)-m.Prior),
			Part: 1, Hub: w.Hub(), Same: None})
	}
	persona := false
	for _, x := range m.extra[pairOf(a, b)] {
		s.rows = append(s.rows, Row{Value: None, Kind: x.Kind, Full: float64(x.Bits), Part: 1, Same: None, Note: x.Note})
		persona = persona || x.Kind == KindPersona
	}
	if persona {
		s.compared()
	}
	s.nested()
	s.circles()
	s.families()
	total := 0.0
	for i := range s.rows {
		total += s.rows[i].Bits
	}
	return m.Prior + total
}

// top gives the value that the last score rests on most, or None where it rests
// on none.
func (s *scorer) top() uint32 {
	for i := range s.rows {
		if s.rows[i].Value != None {
			return s.rows[i].Value
		}
	}
	return None
}

// compared takes out the names, which the comparison of the personas has looked at.
func (s *scorer) compared() {
	for i := range s.rows {
		if r := &s.rows[i]; r.Kind == Kind(model.KindName) {
			r.Part = 0
		}
	}
}

// nested takes out what another shared value implies.
func (s *scorer) nested() {
	for i := range s.rows {
		if s.rows[i].Value == None {
			continue
		}
		for p := s.m.Index.parent[s.rows[i].Value]; p != None; p = s.m.Index.parent[p] {
			for j := range s.rows {
				if s.rows[j].Value == p && s.rows[j].Part > 0 {
					s.rows[j].Part, s.rows[j].Same, s.rows[j].Within = 0, s.rows[i].Value, true
				}
			}
		}
	}
}

// circles counts values that come together once.
func (s *scorer) circles() {
	s.identity()
	s.places = s.places[:0]
	s.done = s.done[:0]
	for {
		first := -1 // the commonest value of a place that is no hub
		for i := range s.rows {
			r := &s.rows[i]
			if r.Value == None || r.Part == 0 {
				continue
			}
			d := s.m.Index.Degree(r.Value)
			if (first < 0 || d > s.m.Index.Degree(s.rows[first].Value)) && r.Kind.circle(d) == place && !s.m.hub(r.Value) &&
				!slices.Contains(s.done, s.m.place[r.Value]) {
				first = i
			}
		}
		if first < 0 {
			return
		}
		s.done = append(s.done, s.m.place[s.rows[first].Value])
		s.onePlace(first)
	}
}

// onePlace lets the strongest value of a place stand for all that are shared.
func (s *scorer) onePlace(first int) {
	ix := s.m.Index
	at := s.m.place[s.rows[first].Value]
	best, llr, n := -1, math.Inf(-1), 0
	for i := range s.rows {
		r := &s.rows[i]
		if r.Part == 0 || r.Value == None || s.m.place[r.Value] != at {
			continue
		}
		n++
		llr = max(llr, s.m.corroboration(r.Kind, ix.Degree(r.Value), int(r.Weight.Pairs), int(r.Weight.Also)))
		if best < 0 || r.Full > s.rows[best].Full {
			best = i
		}
	}
	if n < 2 {
		return
	}
	var values []uint32
	if len(s.places) < cap(s.places) {
		values = s.places[:len(s.places)+1][len(s.places)].Values[:0]
	}
	p := Place{Values: values, Holders: ix.Degree(s.rows[first].Value)}
	p.Odds = min(maxOdds, math.Log2(s.m.Config.Place/float64(p.Holders))+llr)
	for i := range s.rows {
		r := &s.rows[i]
		if r.Part == 0 || r.Value == None || s.m.place[r.Value] != at {
			continue
		}
		p.Values = append(p.Values, r.Value)
		if i != best {
			r.Part, r.Same = 0, s.rows[best].Value
		} else {
			r.Full = min(r.Full, max(0, p.Odds-s.m.Prior))
		}
	}
	s.places = append(s.places, p)
}

// takenMost bounds the log2 odds of a shared identity: it may have been taken from
// its owner, who has nothing to do with whoever took it.
var takenMost = Odds(.75)

// identity keeps the strongest of the values that go with an identity.
func (s *scorer) identity() {
	best := -1
	for i := range s.rows {
		r := &s.rows[i]
		if r.Part == 0 || r.Value == None || r.Kind.circle(s.m.Index.Degree(r.Value)) != identity {
			continue
		}
		if best >= 0 {
			loser := i
			if r.Full > s.rows[best].Full {
				loser, best = best, i
			}
			s.rows[loser].Part, s.rows[loser].Same = 0, s.rows[best].Value
			continue
		}
		best = i
	}
	if best >= 0 {
		s.rows[best].Full = min(s.rows[best].Full, max(0, takenMost-s.m.Prior))
	}
}

func (s *scorer) hash(v uint32) uint64 {
	if v == None {
		return 0
	}
	return s.m.Index.hash[v]
}

// families sorts the rows and counts repeated evidence of one family in part.
func (s *scorer) families() {
	slices.SortFunc(s.rows, func(x, y Row) int {
		return cmp.Or(cmp.Compare(y.Full*y.Part, x.Full*x.Part), cmp.Compare(x.Kind, y.Kind),
			cmp.Compare(s.hash(x.Value), s.hash(y.Value)))
	})
	var sum [families]float64
	var seen [families]bool
	for i := range s.rows {
		r := &s.rows[i]
		if r.Part == 0 {
			continue
		}
		f := r.Kind.Family()
		if seen[f] {
			r.Part = s.m.Config.Repeat
		}
		seen[f] = true
		r.Bits = min(r.Full*r.Part, FamilyMost-sum[f])
		sum[f] += r.Bits
	}
}
