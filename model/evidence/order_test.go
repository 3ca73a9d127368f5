package evidence

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// portrait writes down all that a view says, with ids and hashes in place of
// ordinals and numbers, and every number to its last bit.
func portrait(v *View, id func(uint32) string) []string {
	ix := v.Index
	hash := func(u uint32) string {
		if u == None {
			return "-"
		}
		return fmt.Sprintf("%v:%x", ix.Kind(u), ix.Hash(u))
	}
	names := func(list []uint32) string {
		all := make([]string, len(list))
		for i, a := range list {
			all[i] = id(a)
		}
		slices.Sort(all)
		return strings.Join(all, " ")
	}
	edges := func(list []Edge, sorted bool) string {
		var all []string
		for _, e := range list {
			all = append(all, fmt.Sprint(names([]uint32{e.A, e.B}), e.Bits, hash(e.Top)))
		}
		if sorted {
			slices.Sort(all)
		}
		return strings.Join(all, ", ")
	}
	out := []string{fmt.Sprint("prior ", v.Prior, " chance ", v.Chance), fmt.Sprint("half ", v.half)}
	for u := range uint32(ix.Values()) {
		out = append(out, fmt.Sprint(hash(u), " in ", hash(ix.Parent(u)), " at ", hash(v.place[u]), v.Weight(u), " ", names(ix.Holders(u))))
	}
	out = append(out, "links "+edges(v.edges, true))
	var parts []string
	byKey := make([]uint32, ix.Len())
	for a := range byKey {
		byKey[a] = uint32(a)
	}
	slices.SortFunc(byKey, func(a, b uint32) int { return strings.Compare(id(a), id(b)) })
	for _, list := range v.RingMembers(1) {
		parts = append(parts, names(list))
	}
	slices.Sort(parts)
	out = append(out, parts...)
	for _, r := range v.Rings(2, nil) {
		s := fmt.Sprint("ring ", names(r.Members), r.Density, r.HubShare, r.Class, r.Excused, r.Best, " bridges ", edges(r.Bridges, false),
			" points ", names(r.Articulation), " links ", edges(r.Links, true))
		for _, h := range r.Values {
			s += fmt.Sprint(" ", hash(h.Value), h.Inside, h.Holders, h.Bits)
		}
		out = append(out, s)
	}
	for i, a := range byKey {
		if i%(1+len(byKey)/40) != 0 {
			continue
		}
		for _, l := range v.Links(a, nil) {
			s := fmt.Sprint("link ", id(l.A), " ", id(l.B), l.Bits, l.Class, l.Verdict, l.Best)
			for _, p := range l.Places {
				s += fmt.Sprint(" place ", p.Holders, p.Odds)
			}
			for _, r := range l.Rows {
				s += fmt.Sprint(" [", hash(r.Value), r.Kind, r.Bits, r.Full, r.Part, r.Hub, hash(r.Same), r.Within, "]")
			}
			out = append(out, s)
		}
		paths, via, cut := v.Path(a, byKey[(i*7+3)%len(byKey)])
		s := fmt.Sprint("paths ", via, cut)
		for _, p := range paths {
			s += fmt.Sprint(" ", p.Cost)
			for _, b := range p.Accounts {
				s += " " + id(b)
			}
		}
		out = append(out, s)
	}
	return out
}

// fresh is the view of a world that was built at once.
func (w *raw) fresh() []string {
	ix := w.plain()
	v := Build(ix, DefaultConfig(), w.numbers(ix), w.extra).View(w.judged)
	return portrait(v, func(a uint32) string { return w.ids[a] })
}

// shuffled is the same world after another history: other ordinals, another
// order, parts, repetitions, evidence and ignored values in any order, verdicts
// that were set and withdrawn before.
func (w *raw) shuffled(r *rand.Rand) []string {
	at := r.Perm(len(w.ids))
	order := append(r.Perm(len(w.said)), r.Perm(len(w.said))[:len(w.said)/3]...)
	ix := w.index(at, order, 1+r.IntN(4))
	var extra []Extra
	for _, x := range w.extra {
		x.A, x.B = uint32(at[x.A]), uint32(at[x.B])
		if r.IntN(2) == 0 {
			x.A, x.B = x.B, x.A
		}
		extra = append(extra, x)
	}
	r.Shuffle(len(extra), func(i, j int) { extra[i], extra[j] = extra[j], extra[i] })
	ignored := append(w.numbers(ix), w.numbers(ix)...)
	r.Shuffle(len(ignored), func(i, j int) { ignored[i], ignored[j] = ignored[j], ignored[i] })
	m := Build(ix, DefaultConfig(), ignored, extra)

	last := map[[2]uint32]Verdict{}
	for _, j := range w.judged {
		last[pairOf(uint32(at[j.A]), uint32(at[j.B]))] = j.Verdict
	}
	var history []Judgement
	for pair, verdict := range last {
		history = append(history, Judgement{pair[1], pair[0], verdict})
	}
	slices.SortFunc(history, func(x, y Judgement) int { return slices.Compare([]uint32{x.A, x.B}, []uint32{y.A, y.B}) })
	r.Shuffle(len(history), func(i, j int) { history[i], history[j] = history[j], history[i] })
	for range len(history) { // what came before and was taken back
		j := history[r.IntN(len(history))]
		if r.IntN(2) == 0 {
			j = Judgement{uint32(r.IntN(len(w.ids))), uint32(r.IntN(len(w.ids))), SameHand}
		}
		j.Verdict = Verdict(r.IntN(5))
		history = slices.Insert(history, 0, j)
		if _, ok := last[pairOf(j.A, j.B)]; !ok && j.A != j.B {
			history = append(history, Judgement{j.B, j.A, NoVerdict})
		}
		m.View(history[:1+r.IntN(len(history))])
	}
	id := make([]string, len(w.ids))
	for i, name := range w.ids {
		id[at[i]] = name
	}
	return portrait(m.View(history), func(a uint32) string { return id[a] })
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

func compare(t fataler, want, got []string) {
	t.Helper()
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			t.Fatalf("differs:\n%.1500s\n%.1500s", want[i], got[i])
		}
	}
	if len(want) != len(got) {
		t.Fatalf("%d lines, then %d", len(want), len(got))
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		accounts := rapid.IntRange(2, 300).Draw(t, "accounts")
		rings := rapid.IntRange(0, 12).Draw(t, "rings")
		size := rapid.IntRange(1, 70).Draw(t, "size")
		noise := rapid.Float64Range(0, .4).Draw(t, "noise")
		w := random(seed, accounts, rings, size, noise)
		r := rand.New(rand.NewPCG(seed, 2))
		want := w.fresh()
		for range 2 {
			compare(t, want, w.shuffled(r))
		}
	})
}

// TestOrderDoesNotMatterGenerated does the same with generated investigations,
// which have hubs with a hundred holders and rings of a hundred members.
func TestOrderDoesNotMatterGenerated(t *testing.T) {
	for seed := uint64(101); seed <= 102; seed++ {
		g := generated(t, 3000, seed)
		w := &raw{ids: g.ids}
		for _, c := range g.claims {
			if tokens := Tokens(nil, c.id); len(tokens) > 0 {
				w.said = append(w.said, saying{int(c.ord), tokens})
			}
		}
		r := rand.New(rand.NewPCG(seed, 3))
		for _, gr := range g.groups { // judge and tie some that are in groups
			if len(gr.members) < 4 {
				continue
			}
			a, b := gr.members[0], gr.members[2]
			w.judged = append(w.judged, Judgement{a, b, Verdict(r.IntN(5))}, Judgement{gr.members[1], uint32(r.IntN(3000)), Verdict(r.IntN(5))})
			w.extra = append(w.extra, Extra{b, gr.members[3], KindTurns, float32(r.IntN(20)), ""})
		}
		for range 20 {
			s := w.said[r.IntN(len(w.said))]
			w.ignored = append(w.ignored, s.tokens[0])
		}
		want := w.fresh()
		for range 3 {
			compare(t, want, w.shuffled(r))
		}
	}
}
