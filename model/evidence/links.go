package evidence

import (
	"cmp"
	"math"
	"slices"
)

// Link is the link between two accounts with all that speaks for it.
type Link struct {
	A, B    uint32 // in the order asked for
	Bits    float64
	Prior   float64
	Rows    []Row   // strongest first; Prior and their bits sum to Bits
	Place   *Place  // the first of Places, or nil
	Places  []Place // of which the two share several values each, the commonest first
	Class   Class
	Verdict Verdict
	Best    Innocent // the best innocent explanation
}

// Probability is that of one operator behind both accounts.
func (l *Link) Probability() float64 { return Probability(l.Bits) }

// Tied reports whether anything speaks for the link. Of few accounts the prior alone may
// come to a chance that looks like a finding: it is none.
func (l *Link) Tied() bool {
	return slices.ContainsFunc(l.Rows, func(r Row) bool { return r.Bits > 0 })
}

// Link gives the link between two accounts, however weak. With the verdict
// "same" its class is certain, and with "not the same" or "facilitator" weak;
// its bits and rows stay what the evidence says.
func (v *View) Link(a, b uint32, known Known) *Link { return v.link(v.scorer(), a, b, known) }

func (v *View) link(s *scorer, a, b uint32, known Known) *Link {
	l := &Link{A: a, B: b, Bits: s.score(a, b), Prior: v.Prior, Verdict: v.Verdict(a, b)}
	l.Rows = slices.Clone(s.rows)
	slices.SortStableFunc(l.Rows, func(x, y Row) int { return cmp.Compare(y.Bits, x.Bits) })
	for _, p := range s.places {
		p.Values = slices.Clone(p.Values)
		l.Places = append(l.Places, p)
	}
	if len(l.Places) > 0 {
		l.Place = &l.Places[0]
	}
	switch l.Class = v.Config.Class(l.Bits); {
	case l.Verdict == SameHand:
		l.Class = Certain
	case l.Verdict == NotSame, l.Verdict == Facilitator, !l.Tied():
		l.Class = Weak
	}
	l.Best = v.innocent(l, known)
	return l
}

// Links gives the links of an account that are possible at least, or that
// somebody has judged, strongest first. Holders of a hub are not looked at: it
// links nobody alone.
func (v *View) Links(a uint32, known Known) []*Link {
	return v.LinksIn(a, func(uint32) bool { return true }, known)
}

// LinksIn is [View.Links] to those accounts alone that in says yes to.
func (v *View) LinksIn(a uint32, in func(b uint32) bool, known Known) []*Link {
	seen := map[uint32]bool{a: true}
	var all []*Link
	s := v.scorer()
	try := func(b uint32, least float64) {
		if seen[b] || !in(b) {
			return
		}
		seen[b] = true
		if s.score(a, b) >= least {
			all = append(all, v.link(s, a, b, known))
		}
	}
	for _, b := range v.judgedWith[a] {
		try(b, math.Inf(-1))
	}
	least := mark(v.Config.Possible)
	for _, u := range v.Index.Of(a) {
		if v.candidate(u) {
			for _, b := range v.Index.Holders(u) {
				try(b, least)
			}
		}
	}
	for _, b := range v.extraWith[a] {
		try(b, least)
	}
	v.sortLinks(all)
	return all
}

func (v *View) sortLinks(all []*Link) {
	slices.SortFunc(all, func(x, y *Link) int {
		return cmp.Or(cmp.Compare(y.Class, x.Class), cmp.Compare(y.Bits, x.Bits), cmp.Compare(v.Index.keys[x.B], v.Index.keys[y.B]))
	})
}
