package evidence

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

// parts counts the connected parts of some accounts, without one account and one link.
func parts(members []uint32, links []Edge, account uint32, link int) int {
	u := map[uint32]uint32{}
	for _, a := range members {
		if a != account {
			u[a] = a
		}
	}
	var find func(uint32) uint32
	find = func(a uint32) uint32 {
		if u[a] != a {
			return find(u[a])
		}
		return a
	}
	n := len(u)
	for i, e := range links {
		if i == link || e.A == account || e.B == account {
			continue
		}
		if x, y := find(e.A), find(e.B); x != y {
			u[x] = y
			n--
		}
	}
	return n
}

func checkWeakPoints(t fataler, members []uint32, links, bridges []Edge, points []uint32) {
	t.Helper()
	var wantBridges []Edge
	var wantPoints []uint32
	whole := parts(members, links, None, -1)
	for i, e := range links {
		if parts(members, links, None, i) > whole {
			wantBridges = append(wantBridges, e)
		}
	}
	for _, a := range members {
		if parts(members, links, a, -1) > whole {
			wantPoints = append(wantPoints, a)
		}
	}
	got := slices.Clone(bridges)
	sortEdges(got)
	sortEdges(wantBridges)
	if !slices.Equal(got, wantBridges) || !slices.Equal(points, wantPoints) {
		t.Fatalf("bridges %v, points %v; want %v, %v of %v", got, points, wantBridges, wantPoints, links)
	}
}

func TestWeakPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		n := rapid.IntRange(2, 25).Draw(t, "accounts")
		p := rapid.Float64Range(0, .4).Draw(t, "density")
		var members []uint32
		var links []Edge
		for i := range n {
			members = append(members, uint32(3*i+1))
			for j := range i {
				if r.Float64() < p {
					links = append(links, Edge{members[j], members[i], float32(r.IntN(20)), None})
				}
			}
		}
		bridges, points := weakPoints(members, links)
		checkWeakPoints(t, members, links, bridges, points)
	})
}

// TestRings checks the figures of rings against what they mean.
func TestRings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := random(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(2, 150).Draw(t, "accounts"), rapid.IntRange(1, 8).Draw(t, "rings"),
			rapid.IntRange(2, 40).Draw(t, "size"), rapid.Float64Range(0, .2).Draw(t, "noise"))
		ix := w.plain()
		v := Build(ix, DefaultConfig(), w.numbers(ix), w.extra).View(w.judged)
		seen := map[uint32]bool{}
		for _, r := range v.Rings(2, nil) {
			checkRing(t, v, r)
			if seen[v.Name(r.Members[0])] {
				t.Fatalf("two rings are named %d", v.Name(r.Members[0]))
			}
			seen[v.Name(r.Members[0])] = true
			for _, a := range r.Members {
				if v.Name(a) != r.Members[0] {
					t.Fatalf("%d of the ring of %d is in that of %d", a, r.Members[0], v.Name(a))
				}
			}
			if same := v.RingOf(r.Members[len(r.Members)-1], nil); !slices.Equal(same.Members, r.Members) || same.Class != r.Class || same.HubShare != r.HubShare {
				t.Fatalf("ring %v, by a member %v", r.Members, same.Members)
			}
		}
		for a := range uint32(ix.Len()) {
			if (v.Name(a) == None) != (v.RingOf(a, nil) == nil) || v.Name(a) != None && !seen[v.Name(a)] {
				t.Fatalf("account %d is in a ring named %d", a, v.Name(a))
			}
		}
	})
}

func checkRing(t fataler, v *View, r *Ring) {
	t.Helper()
	if parts(r.Members, r.Links, None, -1) != 1 {
		t.Fatalf("ring %v does not hold together", r.Members)
	}
	if len(r.Links) < 100 { // or it takes too long
		checkWeakPoints(t, r.Members, r.Links, r.Bridges, r.Articulation)
	}
	if !slices.IsSortedFunc(r.Bridges, func(x, y Edge) int { return cmp.Compare(x.Bits, y.Bits) }) {
		t.Fatalf("bridges %v are out of order", r.Bridges)
	}
	n := len(r.Members)
	if want := float64(len(r.Links)) / (float64(n*(n-1)) / 2); math.Abs(r.Density-want) > 1e-12 || r.Density > 1 {
		t.Fatalf("density %v, want %v", r.Density, want)
	}
	var hubs, total float64
	bits := map[uint32]float64{}
	same := false
	for _, e := range r.Links {
		l := v.Link(e.A, e.B, nil)
		same = same || l.Verdict == SameHand
		if l.Class < Strong {
			t.Fatalf("a ring rests on a link that is %v", l.Class)
		}
		for _, row := range l.Rows {
			total += row.Bits
			if row.Hub {
				hubs += row.Bits
			}
			if row.Value != None {
				bits[row.Value] += row.Bits
			}
		}
	}
	if total > 0 && math.Abs(r.HubShare-hubs/total) > 1e-9 {
		t.Fatalf("hub share %v, want %v", r.HubShare, hubs/total)
	}
	shared := 0
	for u := range uint32(v.Index.Values()) {
		inside := 0
		for _, a := range r.Members {
			if v.Index.holds(a, u) {
				inside++
			}
		}
		if inside < 2 {
			continue
		}
		shared++
		i := slices.IndexFunc(r.Values, func(h Holding) bool { return h.Value == u })
		if i < 0 || r.Values[i].Inside != inside || r.Values[i].Holders != v.Index.Degree(u) || math.Abs(r.Values[i].Bits-bits[u]) > 1e-9 {
			t.Fatalf("%d members hold %v of %d holders: %+v", inside, v.Index.Kind(u), v.Index.Degree(u), r.Values)
		}
	}
	if shared != len(r.Values) {
		t.Fatalf("%d values are shared, want %d", len(r.Values), shared)
	}
	if (r.Class == Possible) != r.Excused || r.Excused && same || r.Class < Possible {
		t.Fatalf("class %v, excused %v, judged the same %v", r.Class, r.Excused, same)
	}
}

// table builds a world from lists of holders.
func table(accounts int, values ...[]uint32) (*Builder, func(kinds ...Kind) *Index) {
	ids := make([]string, accounts)
	for i := range ids {
		ids[i] = fmt.Sprint("test:", i)
	}
	b := NewBuilder(keysOf(ids))
	return b, func(kinds ...Kind) *Index {
		for i, k := range kinds {
			b.Add(k, ValueHash(k, fmt.Sprint("value ", i)), values[i]...)
		}
		return b.Index()
	}
}

// Of two who share nothing, among few, the prior alone would make a link possible: there is
// none, and nothing that could have an innocent explanation.
func TestNothingSharedHasNoExplanation(t *testing.T) {
	_, index := table(6, []uint32{0, 1})
	v := Build(index(Kind(model.KindWallet)), DefaultConfig(), nil, nil).View(nil)
	l := v.Link(2, 3, nil)
	if v.Config.Class(l.Bits) != Possible || l.Class != Weak || len(l.Rows) > 0 || l.Best != nothing {
		t.Errorf("%v by %+v: %+v", l.Class, l.Rows, l.Best)
	}
	if l = v.Link(0, 1, nil); l.Best.Code != OneOwner {
		t.Errorf("of a shared wallet: %+v", l.Best)
	}
}

// Whoever takes somebody's picture and name takes a user name like theirs too: that the
// victim shares all of it makes them no surer one hand than a picture does.
func TestAUserNameIsTakenWithTheIdentity(t *testing.T) {
	k := func(k model.Kind) Kind { return Kind(k) }
	for name, kinds := range map[string][]Kind{
		"the same user name": {k(model.KindPhoto), k(model.KindName), k(model.KindUsername)},
		"one like theirs":    {k(model.KindPhoto), k(model.KindName), KindStem},
		"and a document":     {k(model.KindPhoto), k(model.KindDocument), k(model.KindUsername)},
	} {
		two := []uint32{0, 1}
		_, index := table(3000, two, two, two)
		v := Build(index(kinds...), DefaultConfig(), nil, nil).View(nil)
		if l := v.Link(0, 1, nil); l.Class >= Strong || l.Bits > takenMost+1e-9 {
			t.Errorf("%s: %v, %.2f bits", name, l.Class, l.Bits)
		}
	}
}

func TestExcused(t *testing.T) {
	k := func(k model.Kind) Kind { return Kind(k) }
	home := []uint32{0, 1, 2, 3}
	for _, c := range []struct {
		name    string
		kinds   []Kind
		members []uint32
		extra   []Extra
		judged  []Judgement
		excused bool
	}{
		{name: "a family shares a home, a device, a telephone and a card", members: home,
			kinds: []Kind{k(model.KindAddress), k(model.KindDevice), k(model.KindPhone), k(model.KindPayment), k(model.KindIP), k(model.KindName)}, excused: true},
		{name: "seven who share a card are no family", members: []uint32{0, 1, 2, 3, 4, 5, 6},
			kinds: []Kind{k(model.KindPayment), k(model.KindIBAN), k(model.KindAddress)}},
		{name: "a wallet is nobody's home", members: home, kinds: []Kind{k(model.KindWallet), k(model.KindAddress)}},
		{name: "an authenticator", members: home, kinds: []Kind{k(model.KindMFADevice), k(model.KindAddress), k(model.KindIP)}},
		{name: "two with one picture and one name at one place", members: []uint32{0, 1},
			kinds: []Kind{k(model.KindPhoto), k(model.KindName), k(model.KindAddress), k(model.KindDevice)}, excused: true},
		{name: "three with one picture", members: []uint32{0, 1, 2},
			kinds: []Kind{k(model.KindPhoto), k(model.KindAddress), k(model.KindDevice)}},
		{name: "a verdict", members: home, judged: []Judgement{{0, 1, SameHand}},
			kinds: []Kind{k(model.KindAddress), k(model.KindDevice), k(model.KindPhone), k(model.KindPayment), k(model.KindIP)}},
		{name: "times", members: []uint32{0, 1}, kinds: []Kind{KindNet}, extra: []Extra{{0, 1, KindTurns, 20, ""}}},
	} {
		values := make([][]uint32, len(c.kinds))
		for i := range values {
			values[i] = c.members
		}
		_, build := table(400, values...)
		config := DefaultConfig()
		config.Strong = .2 // so that there is a ring to excuse
		v := Build(build(c.kinds...), config, nil, c.extra).View(c.judged)
		r := v.RingOf(c.members[0], nil)
		if r == nil {
			t.Errorf("%s: no ring; %v bits", c.name, v.Link(0, 1, nil).Bits)
		} else if r.Excused != c.excused || (r.Class == Possible) != c.excused || len(r.Members) != len(c.members) {
			t.Errorf("%s: excused %v, class %v, %d members", c.name, r.Excused, r.Class, len(r.Members))
		}
	}
}

// TestNoOneOwnsThatMany wants no family and no one owner named for a ring that is
// larger than a household, whose wallet would pass between two accounts.
func TestNoOneOwnsThatMany(t *testing.T) {
	for n, want := range map[int]string{householdMost: OneOwner, householdMost + 1: NotCovered} {
		members := make([]uint32, n)
		for i := range members {
			members[i] = uint32(i)
		}
		_, build := table(400, members, members, members[:2])
		v := Build(build(Kind(model.KindWallet), Kind(model.KindIBAN), Kind(model.KindDevice)), DefaultConfig(), nil, nil).View(nil)
		if r := v.RingOf(0, nil); r == nil || len(r.Members) != n || r.Best.Code != want {
			t.Errorf("a ring of %d: %+v", n, r)
		}
	}
}

// TestWithout takes the value away that holds two halves of a ring together.
func TestWithout(t *testing.T) {
	k := Kind(model.KindWallet)
	left, right := []uint32{0, 1, 2}, []uint32{3, 4, 5}
	_, build := table(500, left, left, right, right, []uint32{2, 3}, []uint32{2, 3}, []uint32{6, 0}, []uint32{6, 0})
	ix := build(k, Kind(model.KindDocument), k, Kind(model.KindDocument), Kind(model.KindIBAN), Kind(model.KindMFADevice), Kind(model.KindIBAN), Kind(model.KindResume))
	c := DefaultConfig()
	all := Build(ix, c, nil, nil).View(nil)
	r := all.RingOf(0, nil)
	if r == nil || len(r.Members) != 7 || len(r.Bridges) != 2 || !slices.Equal(r.Articulation, []uint32{0, 2, 3}) {
		t.Fatalf("the ring is %+v", r)
	}
	ignored := []uint32{}
	for _, v := range []string{"value 4", "value 5", "value 6", "value 7"} {
		for _, kind := range []Kind{Kind(model.KindIBAN), Kind(model.KindMFADevice), Kind(model.KindResume)} {
			if u := ix.Find(kind, ValueHash(kind, v)); u != None {
				ignored = append(ignored, u)
			}
		}
	}
	rest, out := r.Without(Build(ix, c, ignored, nil).View(nil), 0)
	if !slices.Equal(rest, left) || len(out) != 2 || !slices.Equal(out[0], right) || !slices.Equal(out[1], []uint32{6}) {
		t.Errorf("left are %v, and parts %v", rest, out)
	}
	if rest, out = r.Without(all, 5); len(rest) != 7 || len(out) != 0 {
		t.Errorf("without nothing left are %v, and parts %v", rest, out)
	}
}
