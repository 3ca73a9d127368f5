package evidence

import (
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/model/timing"
)

var million = flag.Bool("million", false, "measure a million generated accounts too")

// quality is how well rings were found.
type quality struct {
	found, rings  int // planted rings of which four in five members, and four in five of whose members, are in one
	tp, fp, fn    int // pairs of accounts of which one at least is in a planted ring
	largest       int // accounts of the largest ring found
	largestReal   int // accounts of the largest planted ring
	careful, sure int // planted careful rings, and those found
}

func (q *quality) precision() float64 { return float64(q.tp) / float64(q.tp+q.fp) }
func (q *quality) recall() float64    { return float64(q.tp) / float64(q.tp+q.fn) }
func (q *quality) f1() float64        { return 2 * float64(q.tp) / float64(2*q.tp+q.fp+q.fn) }

func (q *quality) add(o quality) {
	q.found, q.rings, q.careful, q.sure = q.found+o.found, q.rings+o.rings, q.careful+o.careful, q.sure+o.sure
	q.tp, q.fp, q.fn = q.tp+o.tp, q.fp+o.fp, q.fn+o.fn
	q.largest, q.largestReal = max(q.largest, o.largest), max(q.largestReal, o.largestReal)
}

func (q quality) String() string {
	return fmt.Sprintf("%d of %d rings, %d of %d careful; pairs P %.3f R %.3f F1 %.3f; largest ring %d (planted %d)",
		q.found, q.rings, q.sure, q.careful, q.precision(), q.recall(), q.f1(), q.largest, q.largestReal)
}

// measure compares a division of the accounts, each with the name of its ring or
// None, with the answer key.
func (w *world) measure(ring []uint32) (q quality) {
	size := map[uint32]int{}
	for _, r := range ring {
		if r != None {
			size[r]++
			q.largest = max(q.largest, size[r])
		}
	}
	planted := map[uint32]int{} // account to group
	inside := map[uint32]int{}  // ring to members that are in planted rings
	pairs := func(n int) int { return n * (n - 1) / 2 }
	for g, gr := range w.groups {
		if gr.kind != "ring" && gr.kind != "careful" {
			continue
		}
		count := map[uint32]int{}
		for _, a := range gr.members {
			planted[a] = g
			if ring[a] != None {
				count[ring[a]]++
				inside[ring[a]]++
			}
		}
		found := false
		for r, n := range count {
			found = found || 5*n >= 4*len(gr.members) && 5*n >= 4*size[r]
		}
		if gr.kind == "careful" {
			q.careful++
			if found {
				q.sure++
			}
			continue
		}
		q.rings++
		q.largestReal = max(q.largestReal, len(gr.members))
		if found {
			q.found++
		}
		together := 0
		for _, n := range count {
			together += pairs(n)
		}
		q.tp += together
		q.fn += pairs(len(gr.members)) - together
	}
	for r, n := range inside {
		outside := size[r] - n
		q.fp += pairs(size[r]) - pairs(outside)
	}
	// Pairs within one planted group were counted as wrong just now.
	for _, gr := range w.groups {
		if gr.kind == "ring" || gr.kind == "careful" {
			count := map[uint32]int{}
			for _, a := range gr.members {
				if ring[a] != None {
					count[ring[a]]++
				}
			}
			for _, n := range count {
				q.fp -= pairs(n)
			}
		}
	}
	return q
}

// sure gives the ring of each account, leaving out rings that are possible only.
func sure(v *View) []uint32 {
	ring := make([]uint32, v.Index.Len())
	for a := range ring {
		ring[a] = None
	}
	for _, r := range v.Rings(2, nil) {
		if r.Class >= Strong {
			for _, a := range r.Members {
				ring[a] = r.Members[0]
			}
		}
	}
	return ring
}

// homely reports whether people of one home share values of a kind.
func homely(k Kind) bool {
	return k.circle(2) == place || k == kindOf(model.KindRecoveryEmail)
}

// told reports whether a ring could be found by somebody who knows which values are a
// ring's own: those of which at most one in five holders is no member. What homes share
// counts where more than a household share it, and, if one tie condemns a home,
// where two of those that share it are tied by anything else.
func (w *world) told(g group, condemns bool) bool {
	inside := map[uint32][]uint32{} // of each of its own values, its holders' places in the group
	for i, a := range g.members {
		for _, u := range w.index.Of(a) {
			inside[u] = append(inside[u], uint32(i))
		}
	}
	sets := newUnionFind(len(g.members))
	join := func(list []uint32) {
		for _, i := range list[1:] {
			sets.union(list[0], i)
		}
	}
	var homes [][]uint32
	for v, list := range inside {
		switch {
		case len(list) < 2 || 5*len(list) < 4*w.index.Degree(v):
		case homely(w.index.kind[v]) && len(list) <= householdMost:
			homes = append(homes, list)
		default:
			join(list)
		}
	}
	for again := condemns; again; {
		again = false
		for _, list := range homes {
			roots := map[uint32]bool{}
			for _, i := range list {
				roots[sets.find(i)] = true
			}
			if len(roots) > 1 && len(roots) < len(list) {
				join(list)
				again = true
			}
		}
	}
	size := map[uint32]int{}
	for i := range g.members {
		root := sets.find(uint32(i))
		if size[root]++; 5*size[root] >= 4*len(g.members) {
			return true
		}
	}
	return false
}

// TestQuality measures on seeds that nothing was chosen by.
func TestQuality(t *testing.T) {
	var all, naive quality
	told, condemned := 0, 0
	for seed := uint64(201); seed <= 205; seed++ {
		w := generated(t, 3000, seed)
		v := Build(w.index, DefaultConfig(), nil, nil).View(nil)
		q := w.measure(sure(v))
		t.Logf("3,000 accounts, seed %d: %v", seed, q)
		all.add(q)
		naive.add(w.measure(united(w.index, w.index.Len())))
		if q.found < 26 || q.precision() < .95 || q.f1() < .87 || q.largest > q.largestReal*11/10 {
			t.Errorf("seed %d: %v", seed, q)
		}
		for _, g := range w.groups {
			if g.kind == "ring" && w.told(g, false) {
				told++
			}
			if g.kind == "ring" && w.told(g, true) {
				condemned++
			}
		}
	}
	t.Logf("who knew whose every value is would find %d, and %d if one tie condemned a home", told, condemned)
	if all.found < told || 100*all.found < 95*condemned {
		t.Errorf("%d are found", all.found)
	}
	t.Logf("together: %v", all)
	t.Logf("uniting whatever shares a value: %v", naive)
	if all.found < 137 || all.precision() < .98 || all.f1() < .97 {
		t.Errorf("together: %v", all)
	}
}

// united is the naive division: accounts that share any value with at most so
// many holders are one.
func united(ix *Index, most int) []uint32 {
	u := newUnionFind(ix.Len())
	for v := range uint32(ix.Values()) {
		if h := ix.Holders(v); len(h) <= most {
			for _, a := range h[1:] {
				u.union(h[0], a)
			}
		}
	}
	size := map[uint32]int{}
	ring := make([]uint32, ix.Len())
	for a := range ring {
		ring[a] = u.find(uint32(a))
		size[ring[a]]++
	}
	for a := range ring {
		if size[ring[a]] == 1 {
			ring[a] = None
		}
	}
	return ring
}

// TestCarefulRings shows that rings that share nothing but public exits are found
// by their sign-ins, and only by these.
func TestCarefulRings(t *testing.T) {
	var without, with quality
	for seed := uint64(201); seed <= 203; seed++ {
		w := generate(t, synth.Config{Accounts: 3000, Seed: seed, Signins: synth.DefaultSignins})
		without.add(w.measure(sure(Build(w.index, DefaultConfig(), nil, nil).View(nil))))
		with.add(w.measure(sure(Build(w.index, DefaultConfig(), nil, w.turns(t)).View(nil))))
	}
	t.Logf("values only:        %v", without)
	t.Logf("with the sign-ins:  %v", with)
	if without.sure > 0 || 5*with.sure < 4*with.careful {
		t.Errorf("%d careful rings by values, %d of %d with sign-ins", without.sure, with.sure, with.careful)
	}
	if with.found < without.found-1 || with.precision() < without.precision()-.01 {
		t.Error("the sign-ins make other rings worse")
	}
}

// turns gives the evidence of the sign-ins.
func (w *world) turns(t testing.TB) (extra []Extra) {
	t.Helper()
	pairs, err := timing.Find(context.Background(), w.signins, timing.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pairs {
		extra = append(extra, Extra{p.A, p.B, KindTurns, float32(p.Bits), ""})
	}
	return extra
}

// TestQualityMillion measures on a million accounts.
func TestQualityMillion(t *testing.T) {
	if !*million {
		t.Skip("give -million for a million accounts; it takes some minutes and 8 GB")
	}
	w := generated(t, 1_000_000, 3)
	start := time.Now()
	m := Build(w.index, DefaultConfig(), nil, nil)
	took := time.Since(start)
	v := m.View(nil)
	q := w.measure(sure(v))
	t.Logf("1,000,000 accounts, seed 3, %d shared values, index %.1f MB, built in %v: %v", w.index.Values(), float64(w.index.Bytes())/1e6, took, q)
	naive := w.measure(united(w.index, w.index.Len()))
	t.Logf("uniting whatever shares a value: largest %d", naive.largest)
	if q.found < 445 || q.precision() < .99 || q.f1() < .98 || q.largest > q.largestReal*11/10 {
		t.Error(q)
	}
	for kind, k := range w.innocents(t, m) {
		t.Logf("%-9s %v", kind, k)
		if 50*k.ringed > 2*k.groups || 20*k.right(kind) < 19*k.links {
			t.Errorf("%s: %v", kind, k)
		}
	}
}
