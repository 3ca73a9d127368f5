package evidence

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

// rings gives the rings of a view as sets, each by all of its members.
func rings(v *View) map[string]bool {
	all := map[string]bool{}
	for _, list := range v.RingMembers(1) {
		all[fmt.Sprint(list)] = true
	}
	return all
}

// twoRings are two rings of four accounts, and one of two, that have nothing to
// do with each other.
func twoRings() *Model {
	left, right, two := []uint32{0, 1, 2, 3}, []uint32{4, 5, 6, 7}, []uint32{8, 9}
	_, build := table(500, left, left, right, right, two, two)
	w, d := Kind(model.KindWallet), Kind(model.KindDocument)
	return Build(build(w, d, w, d, w, d), DefaultConfig(), nil, nil)
}

func TestVerdicts(t *testing.T) {
	m := twoRings()
	plain := rings(m.View(nil))
	if len(plain) != 3 || !plain["[0 1 2 3]"] || !plain["[4 5 6 7]"] || !plain["[8 9]"] {
		t.Fatalf("rings %v", plain)
	}
	for _, c := range []struct {
		name   string
		judged []Judgement
		want   []string
		class  map[[2]uint32]Class
	}{
		{"nothing", nil, []string{"[0 1 2 3]", "[4 5 6 7]", "[8 9]"}, map[[2]uint32]Class{{0, 1}: Certain, {0, 4}: Weak}},
		{"same joins two rings", []Judgement{{3, 4, SameHand}}, []string{"[0 1 2 3 4 5 6 7]", "[8 9]"}, map[[2]uint32]Class{{3, 4}: Certain, {0, 7}: Weak}},
		{"same takes in a stranger", []Judgement{{100, 8, SameHand}}, []string{"[0 1 2 3]", "[4 5 6 7]", "[8 9 100]"}, nil},
		{"not the same takes a pair apart", []Judgement{{8, 9, NotSame}}, []string{"[0 1 2 3]", "[4 5 6 7]"}, map[[2]uint32]Class{{8, 9}: Weak}},
		{"facilitator takes a pair apart", []Judgement{{9, 8, Facilitator}}, []string{"[0 1 2 3]", "[4 5 6 7]"}, map[[2]uint32]Class{{8, 9}: Weak}},
		{"a facilitator in a ring stays in it", []Judgement{{0, 1, Facilitator}}, []string{"[0 1 2 3]", "[4 5 6 7]", "[8 9]"}, map[[2]uint32]Class{{0, 1}: Weak, {0, 2}: Certain}},
		{"unclear changes nothing", []Judgement{{0, 1, Unclear}, {3, 4, Unclear}}, []string{"[0 1 2 3]", "[4 5 6 7]", "[8 9]"}, map[[2]uint32]Class{{0, 1}: Certain, {3, 4}: Weak}},
		{"withdrawn", []Judgement{{3, 4, SameHand}, {8, 9, NotSame}, {4, 3, NoVerdict}, {8, 9, NoVerdict}}, []string{"[0 1 2 3]", "[4 5 6 7]", "[8 9]"}, nil},
		{"the last counts", []Judgement{{3, 4, NotSame}, {4, 3, SameHand}}, []string{"[0 1 2 3 4 5 6 7]", "[8 9]"}, nil},
		{"an account with itself, and one that is not there", []Judgement{{3, 3, SameHand}, {1, 500, SameHand}}, []string{"[0 1 2 3]", "[4 5 6 7]", "[8 9]"}, nil},
		{"the same as both of two who are not", []Judgement{{8, 9, NotSame}, {8, 100, SameHand}, {9, 100, SameHand}}, nil, nil},
	} {
		v := m.View(c.judged)
		got := rings(v)
		for _, w := range c.want {
			if !got[w] || len(got) != len(c.want) {
				t.Errorf("%s: rings %v, want %v", c.name, got, c.want)
			}
		}
		for pair, class := range c.class {
			if l := v.Link(pair[0], pair[1], nil); l.Class != class {
				t.Errorf("%s: the link of %v is %v, want %v", c.name, pair, l.Class, class)
			}
		}
		if v.Name(8) != None && c.name == "the same as both of two who are not" && v.Name(8) == v.Name(9) {
			t.Errorf("%s: they are in one ring", c.name)
		}
		for name := range got { // what nobody judged is as it was
			if name == "[4 5 6 7]" && !plain[name] {
				t.Errorf("%s: ring %s", c.name, name)
			}
		}
	}
	if !slices.Equal(m.ring, m.View(nil).ring) {
		t.Error("a view changed the model")
	}
}

// TestNotSameDivides says of two in a ring that they are not the same.
func TestNotSameDivides(t *testing.T) {
	m := twoRings()
	v := m.View([]Judgement{{0, 3, NotSame}})
	if v.Name(0) != None && v.Name(0) == v.Name(3) {
		t.Errorf("rings %v", rings(v))
	}
	if v.Name(1) != v.Name(0) && v.Name(1) != v.Name(3) || v.Name(4) != 4 || v.Name(8) != 8 {
		t.Errorf("rings %v", rings(v))
	}
	// All against all leaves nobody.
	var all []Judgement
	for a := range uint32(4) {
		for b := range a {
			all = append(all, Judgement{b, a, NotSame})
		}
	}
	if got := rings(m.View(all)); len(got) != 2 {
		t.Errorf("rings %v", got)
	}
}

// TestJudgedLinksAreListed also where there is no evidence.
func TestJudgedLinksAreListed(t *testing.T) {
	m := twoRings()
	links := m.View([]Judgement{{0, 200, NotSame}, {300, 0, SameHand}, {0, 1, Unclear}, {0, 100, Unclear}, {0, 100, NoVerdict}}).Links(0, nil)
	got := ""
	for _, l := range links {
		got += fmt.Sprint(l.B, " ", l.Class, " ", l.Verdict, "; ")
	}
	if len(links) != 5 || links[0].Class != Certain || links[4].B != 200 || links[4].Class != Weak || links[4].Verdict != NotSame {
		t.Errorf("links %s", got)
	}
}

// TestViewIsLocal compares random verdicts with what they must come to: verdicts
// leave other rings alone, are kept, and leave no trace when they are withdrawn.
func TestViewIsLocal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		w := random(seed, rapid.IntRange(4, 150).Draw(t, "accounts"), rapid.IntRange(1, 8).Draw(t, "rings"),
			rapid.IntRange(2, 40).Draw(t, "size"), rapid.Float64Range(0, .15).Draw(t, "noise"))
		m := Build(w.plain(), DefaultConfig(), nil, nil)
		before := m.View(nil)
		v := m.View(w.judged)
		last := map[[2]uint32]Verdict{}
		for _, j := range w.judged {
			last[pairOf(j.A, j.B)] = j.Verdict
		}
		u := newUnionFind(m.Index.Len()) // components, with and without the verdicts
		for _, e := range m.edges {
			u.union(e.A, e.B)
		}
		for pair, verdict := range last {
			if verdict == SameHand {
				u.union(pair[0], pair[1])
			}
			if verdict == NotSame && v.Name(pair[0]) != None && v.Name(pair[0]) == v.Name(pair[1]) {
				t.Fatalf("%v are not the same, and in one ring", pair)
			}
		}
		judged := map[uint32]bool{}
		for pair, verdict := range last {
			if verdict == SameHand || verdict == NotSame || verdict == Facilitator {
				judged[u.find(pair[0])], judged[u.find(pair[1])] = true, true
			}
		}
		for a := range uint32(m.Index.Len()) {
			if !judged[u.find(a)] && v.Name(a) != before.Name(a) {
				t.Fatalf("the ring of %d has changed, though nobody judged anything near it", a)
			}
		}
		r := rand.New(rand.NewPCG(seed, 5))
		undone := slices.Clone(w.judged)
		r.Shuffle(len(undone), func(i, j int) { undone[i], undone[j] = undone[j], undone[i] })
		for i := range undone {
			undone[i].Verdict = NoVerdict
		}
		id := func(a uint32) string { return w.ids[a] }
		compare(t, portrait(before, id), portrait(m.View(append(slices.Clone(w.judged), undone...)), id))
	})
}

// TestWith sets and withdraws verdicts one by one, each view made from the one
// before, and wants what a view made at once shows.
func TestWith(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		w := random(seed, rapid.IntRange(4, 120).Draw(t, "accounts"), rapid.IntRange(1, 6).Draw(t, "rings"),
			rapid.IntRange(2, 40).Draw(t, "size"), rapid.Float64Range(0, .15).Draw(t, "noise"))
		m := Build(w.plain(), DefaultConfig(), nil, nil)
		id := func(a uint32) string { return w.ids[a] }
		said := slices.Clone(w.judged)
		r := rand.New(rand.NewPCG(seed, 6))
		for range len(w.judged) {
			j := w.judged[r.IntN(len(w.judged))]
			j.Verdict = Verdict(r.IntN(len(verdictNames)))
			said = append(said, j)
		}
		v := m.View(nil)
		for n := range said {
			v = v.With(said[:n+1])
			compare(t, portrait(m.View(said[:n+1]), id), portrait(v, id))
		}
		compare(t, portrait(m.View(nil), id), portrait(v.With(nil), id))
	})
}

func TestVerdictNames(t *testing.T) {
	for v := SameHand; v <= Facilitator; v++ {
		if back, ok := VerdictByName(v.String()); !ok || back != v {
			t.Errorf("%v is %v by its name", v, back)
		}
	}
	for _, name := range []string{"", "sama", "SAME"} {
		if _, ok := VerdictByName(name); ok {
			t.Errorf("%q is a verdict", name)
		}
	}
}
