package evidence

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

func TestGroup(t *testing.T) {
	v := twoRings().View([]Judgement{{3, 4, SameHand}})
	g := v.Group([]uint32{100, 1, 0, 4, 3, 3, 9})
	if fmt.Sprint(g.Accounts) != "[0 1 3 4 9 100]" || fmt.Sprint(g.Parts) != "[[0 1 3 4] [9] [100]]" && fmt.Sprint(g.Parts) != "[[0 1 3 4] [100] [9]]" {
		t.Fatalf("accounts %v, parts %v", g.Accounts, g.Parts)
	}
	if lone := g.Lone(); fmt.Sprint(lone) != "[9 100]" {
		t.Fatalf("lone %v", lone)
	}
	// A document may have been taken from its owner, so without the wallet the first three
	// fall apart; what somebody has said rests on no value.
	all, cut := g.Stakes()
	if len(all) != 1 || cut || fmt.Sprint(all[0].Accounts) != "[0 1]" || v.Index.Kind(all[0].Value) != Kind(model.KindWallet) {
		t.Fatalf("stakes %v, cut %v", all, cut)
	}
	if g := v.Group(nil); len(g.Parts) != 0 || len(g.Lone()) != 0 {
		t.Fatalf("of nobody: %+v", g)
	}
	if all, _ := v.Group([]uint32{7}).Stakes(); all != nil {
		t.Fatalf("of one: %v", all)
	}
}

// naive is what Stakes says of a value, from every link scored anew.
func naive(g *Group, value uint32) []uint32 {
	v := g.view
	m := *v.Model
	m.ignored = maps.Clone(v.ignored)
	for u := value; u != None; u = v.Index.Parent(u) {
		m.ignored[u] = true
	}
	holds := func(a uint32) bool {
		for u := value; u != None; u = v.Index.Parent(u) {
			if slices.Contains(v.Index.Of(a), u) {
				return true
			}
		}
		return false
	}
	near := map[uint32][]uint32{}
	for _, e := range g.Links {
		// A link that is said to be one hand stays; so does one that does not carry the value.
		if v.Verdict(e.A, e.B) == SameHand || !holds(e.A) || !holds(e.B) || m.scorer().score(e.A, e.B) >= Odds(m.Config.Strong) {
			near[e.A], near[e.B] = append(near[e.A], e.B), append(near[e.B], e.A)
		}
	}
	seen := map[uint32]bool{}
	var best []uint32
	for _, a := range g.Parts[0] {
		if seen[a] {
			continue
		}
		part := []uint32{a}
		seen[a] = true
		for i := 0; i < len(part); i++ {
			for _, b := range near[part[i]] {
				if !seen[b] {
					seen[b] = true
					part = append(part, b)
				}
			}
		}
		if len(part) > len(best) || len(part) == len(best) && v.Index.leastKey(part) < v.Index.leastKey(best) {
			best = part
		}
	}
	if len(best) < 2 {
		return g.Parts[0]
	}
	return slices.DeleteFunc(slices.Clone(g.Parts[0]), func(a uint32) bool { return slices.Contains(best, a) })
}

func TestStakesAgreeWithNaive(t *testing.T) {
	const people = 40
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		w := random(rapid.Uint64Range(1, 1<<32).Draw(t, "seed"), people, 3, 7, 1)
		m := Build(w.plain(), DefaultConfig(), nil, nil)
		var judged []Judgement
		for range rapid.IntRange(0, 3).Draw(t, "verdicts") {
			ord := rapid.Uint32Range(0, people-1)
			judged = append(judged, Judgement{ord.Draw(t, "a"), ord.Draw(t, "b"), Verdict(rapid.IntRange(1, 4).Draw(t, "verdict"))})
		}
		v := m.View(judged)
		accounts := rapid.SliceOfN(rapid.Uint32Range(0, people-1), 1, 100).Draw(t, "accounts")
		if rapid.Bool().Draw(t, "all") {
			accounts = nil
			for a := range uint32(people) {
				accounts = append(accounts, a)
			}
		}
		g := v.Group(accounts)
		for _, e := range g.Links {
			if l := v.Link(e.A, e.B, nil); l.Class < Strong {
				t.Fatalf("a link of class %s", l.Class)
			}
		}
		total := 0
		for _, p := range g.Parts {
			total += len(p)
		}
		if total != len(g.Accounts) {
			t.Fatalf("parts of %d accounts for %d", total, len(g.Accounts))
		}
		stakes, cut := g.Stakes()
		if cut {
			t.Fatal("a small group is cut")
		}
		got := map[uint32][]uint32{}
		for _, s := range stakes {
			got[s.Value] = s.Accounts
		}
		found += len(stakes)
		for _, h := range g.Values {
			want := []uint32(nil)
			if h.Bits > 0 && len(g.Parts[0]) > 1 {
				want = naive(g, h.Value)
			}
			if !slices.Equal(got[h.Value], want) {
				t.Fatalf("without a %s of %d: %v fall out, want %v of %v", v.Index.Kind(h.Value), h.Holders, got[h.Value], want, g.Parts[0])
			}
		}
	})
	if found == 0 {
		t.Error("nothing rested on one value")
	}
}
