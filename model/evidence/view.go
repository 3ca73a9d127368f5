package evidence

import (
	"cmp"
	"slices"
)

// Verdict is what an analyst says of a link.
type Verdict uint8

// The verdicts. The numbers are stored and never change.
const (
	NoVerdict   Verdict = 0
	SameHand    Verdict = 1 // one operator runs both
	NotSame     Verdict = 2 // two people; the two are kept in different rings
	Unclear     Verdict = 3 // looked at, and left as the evidence has it
	Facilitator Verdict = 4 // one helps the other; no link, but not kept apart
)

var verdictNames = [...]string{"", "same", "not-same", "unclear", "facilitator"}

// String gives the verdict as in the JSON output.
func (v Verdict) String() string { return verdictNames[v] }

// VerdictByName finds a verdict by its name.
func VerdictByName(name string) (Verdict, bool) {
	i := slices.Index(verdictNames[1:], name)
	return Verdict(i + 1), i >= 0
}

// Judgement is a verdict on the link between two accounts.
type Judgement struct {
	A, B    uint32
	Verdict Verdict
}

// SameBits is the strength that the verdict "same" gives an edge of a ring or of a path.
const SameBits = 40

// View is a model with the analysts' verdicts: links and rings as they stand.
// Verdicts change no weight, so that a verdict changes only the rings of the two
// accounts. A View is immutable.
type View struct {
	*Model
	verdicts   map[[2]uint32]Verdict
	judgedWith map[uint32][]uint32 // of an account, the others of links with a verdict
	judged     map[uint32][]tie    // links of judged accounts, in place of the model's
	ring       []uint32
}

// View gives the model with verdicts. Of several on one pair the last counts.
func (m *Model) View(judgements []Judgement) *View {
	return (&View{Model: m, ring: m.ring}).With(judgements)
}

// With gives the same model with these verdicts in place of the view's. It is
// what [Model.View] gives, at the cost of the verdicts that differ.
func (v *View) With(judgements []Judgement) *View {
	next := &View{Model: v.Model, verdicts: map[[2]uint32]Verdict{}, judgedWith: map[uint32][]uint32{}, judged: map[uint32][]tie{}, ring: v.ring}
	for _, j := range judgements {
		if max(j.A, j.B) < uint32(v.Index.Len()) && j.A != j.B {
			next.verdicts[pairOf(j.A, j.B)] = j.Verdict
			if j.Verdict == NoVerdict {
				delete(next.verdicts, pairOf(j.A, j.B))
			}
		}
	}
	for pair, verdict := range next.verdicts {
		next.judgedWith[pair[0]] = append(next.judgedWith[pair[0]], pair[1])
		next.judgedWith[pair[1]] = append(next.judgedWith[pair[1]], pair[0])
		if verdict == Unclear {
			continue
		}
		for i, a := range pair {
			if _, ok := next.judged[a]; !ok {
				next.judged[a] = slices.Clone(v.ties.of(a))
			}
			b := pair[1-i]
			next.judged[a] = slices.DeleteFunc(next.judged[a], func(t tie) bool { return t.account == b })
			if verdict == SameHand {
				next.judged[a] = append(next.judged[a], tie{b, None, SameBits})
			}
		}
	}
	var changed []uint32
	for _, verdicts := range []map[[2]uint32]Verdict{v.verdicts, next.verdicts} {
		for pair := range verdicts {
			if v.verdicts[pair].effect() != next.verdicts[pair].effect() {
				changed = append(changed, pair[0], pair[1])
			}
		}
	}
	if len(changed) > 0 {
		next.ring = slices.Clone(v.ring)
		next.recluster(changed)
	}
	return next
}

// effect is the verdict that does the same to rings.
func (v Verdict) effect() Verdict {
	if v == Unclear {
		return NoVerdict
	}
	return v
}

// of gives the links of an account as they stand.
func (v *View) of(a uint32) []tie {
	if list, ok := v.judged[a]; ok {
		return list
	}
	return v.ties.of(a)
}

// Verdict gives the verdict on the link between two accounts.
func (v *View) Verdict(a, b uint32) Verdict { return v.verdicts[pairOf(a, b)] }

// recluster finds the rings anew of all accounts that the changed ones were or
// are linked to.
func (v *View) recluster(changed []uint32) {
	seen := map[uint32]bool{}
	var component []uint32
	reach := func(a uint32) {
		if !seen[a] {
			seen[a] = true
			component = append(component, a)
		}
	}
	for _, a := range changed {
		reach(a)
	}
	for i := 0; i < len(component); i++ {
		for _, t := range v.of(component[i]) {
			reach(t.account)
		}
		for _, t := range v.ties.of(component[i]) {
			reach(t.account)
		}
	}
	var edges []Edge
	for _, a := range component {
		v.ring[a] = None
		for _, t := range v.of(a) {
			if a < t.account {
				edges = append(edges, Edge{a, t.account, t.bits, t.top})
			}
		}
	}
	v.Index.clusterInto(v.ring, edges, never)
	v.join(seen)
	v.keepApart()
}

// join unites the rings of two reached accounts of which somebody has said that
// they are the same, which a division of large components may have parted.
func (v *View) join(reached map[uint32]bool) {
	for pair, verdict := range v.verdicts {
		from, to := v.ring[pair[0]], v.ring[pair[1]]
		if verdict != SameHand || !reached[pair[0]] || from == to {
			continue
		}
		for a := range reached {
			if r := v.ring[a]; r == from || r == to {
				v.ring[a] = min(from, to)
			}
		}
	}
}

// keepApart divides rings that hold two accounts of which somebody has said that
// they are not the same.
func (v *View) keepApart() {
	var pairs [][2]uint32
	for pair, verdict := range v.verdicts {
		if verdict == NotSame {
			pairs = append(pairs, pair)
		}
	}
	key := func(a uint32) uint64 { return v.Index.keys[a] }
	for i, p := range pairs {
		if key(p[0]) > key(p[1]) {
			pairs[i] = [2]uint32{p[1], p[0]}
		}
	}
	slices.SortFunc(pairs, func(x, y [2]uint32) int {
		return cmp.Or(cmp.Compare(key(x[0]), key(y[0])), cmp.Compare(key(x[1]), key(y[1])))
	})
	for _, p := range pairs {
		if v.ring[p[0]] != None && v.ring[p[0]] == v.ring[p[1]] {
			v.divide(v.ring[p[0]], p[0], p[1])
		}
	}
}

// divide splits a ring in two around two of its members: each other member goes,
// strongest tie first, to the side that it is tied to.
func (v *View) divide(ring, a, b uint32) {
	side := map[uint32]uint32{a: a, b: b}
	pull := map[uint32]map[uint32]float64{}
	add := func(from uint32) {
		for _, t := range v.of(from) {
			if v.ring[t.account] != ring {
				continue
			}
			if _, ok := side[t.account]; ok {
				continue
			}
			if pull[t.account] == nil {
				pull[t.account] = map[uint32]float64{}
			}
			pull[t.account][side[from]] += edgeWeight(t.bits)
		}
	}
	add(a)
	add(b)
	for len(pull) > 0 {
		next, to, most := None, a, -1.0
		for c, sides := range pull {
			for _, s := range []uint32{a, b} {
				w := sides[s]
				if w > most || w == most && v.Index.keys[c] < v.Index.keys[next] {
					next, to, most = c, s, w
				}
			}
		}
		delete(pull, next)
		side[next] = to
		add(next)
	}
	name := map[uint32]uint32{}
	for c, s := range side {
		if least, ok := name[s]; !ok || c < least {
			name[s] = c
		}
	}
	size := map[uint32]int{}
	for _, s := range side {
		size[s]++
	}
	for c, s := range side {
		v.ring[c] = name[s]
		if size[s] == 1 {
			v.ring[c] = None
		}
	}
}
