package evidence

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

// bruteForce finds paths by looking at all of up to three hops.
func bruteForce(v *View, a, b uint32) (paths []Path, via Via) {
	ix := v.Index
	for level := range 3 {
		next := func(x, y uint32) bool {
			if x == y || v.Verdict(x, y) == NotSame {
				return false
			}
			if v.Verdict(x, y) == SameHand {
				return true
			}
			return slices.ContainsFunc(ix.shared(nil, x, y), func(u uint32) bool {
				switch {
				case v.ignored[u]:
					return false
				case level == 0:
					return ix.Degree(u) <= 64 && !v.hub(u) && Probability(float64(v.Weight(u).Odds)) >= .1
				case level == 1:
					return ix.Degree(u) <= 1024 && !v.hub(u) && Probability(float64(v.Weight(u).Odds)) >= .1
				}
				return true
			})
		}
		cost := func(x, y uint32) float64 {
			bits := v.Link(x, y, nil).Bits
			if v.Verdict(x, y) == SameHand {
				bits = max(bits, 40)
			}
			return -math.Log2(Probability(bits))
		}
		for hops := 1; hops <= 3; hops++ {
			var found []Path
			var walk func(path []uint32, sum float64)
			walk = func(path []uint32, sum float64) {
				at := path[len(path)-1]
				if len(path) == hops {
					if next(at, b) {
						found = append(found, Path{append(slices.Clone(path), b), sum + cost(at, b)})
					}
					return
				}
				for c := range uint32(ix.Len()) {
					if c != b && !slices.Contains(path, c) && next(at, c) {
						walk(append(slices.Clone(path), c), sum+cost(at, c))
					}
				}
			}
			walk([]uint32{a}, 0)
			if len(found) == 0 {
				continue
			}
			least := slices.MinFunc(found, func(x, y Path) int { return cmp.Compare(x.Cost, y.Cost) }).Cost
			found = slices.DeleteFunc(found, func(p Path) bool { return math.Round(p.Cost*1e9) > math.Round(least*1e9) })
			if level == 2 {
				return found, Public
			}
			return found, Private
		}
	}
	return nil, NoPath
}

func TestPathBruteForce(t *testing.T) {
	found := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		w := random(seed, rapid.IntRange(2, 40).Draw(t, "accounts"), rapid.IntRange(0, 4).Draw(t, "rings"),
			rapid.IntRange(1, 9).Draw(t, "size"), rapid.Float64Range(0, .15).Draw(t, "noise"))
		ix := w.plain()
		v := Build(ix, DefaultConfig(), w.numbers(ix), nil).View(w.judged)
		for i := range 10 {
			a, b := uint32(i*5%ix.Len()), uint32((i*11+7)%ix.Len())
			if a == b {
				continue
			}
			want, via := bruteForce(v, a, b)
			got, gotVia, cut := v.Path(a, b)
			if cut || gotVia != via || len(got) != min(len(want), PathTies) {
				t.Fatalf("%d paths via %v, want %d via %v", len(got), gotVia, len(want), via)
			}
			for _, p := range got {
				if !slices.ContainsFunc(want, func(q Path) bool {
					return slices.Equal(p.Accounts, q.Accounts) && math.Abs(p.Cost-q.Cost) < 1e-8
				}) {
					t.Fatalf("path %v, want one of %v", p, want)
				}
			}
			if len(got) > 0 {
				found[fmt.Sprint(len(got[0].Accounts), " accounts")]++
				found[via.String()]++
			}
			back, _, _ := v.Path(b, a)
			for i := range back {
				slices.Reverse(back[i].Accounts)
				if !slices.ContainsFunc(want, func(q Path) bool { return slices.Equal(back[i].Accounts, q.Accounts) }) {
					t.Fatalf("the way back is another one")
				}
			}
		}
	})
	t.Log(found)
	for _, kind := range []string{"2 accounts", "3 accounts", "4 accounts", "private", "public"} {
		if found[kind] == 0 {
			t.Errorf("no path of kind %q was tried", kind)
		}
	}
}

// star has n accounts that share one value with a first one and another value
// with a last one, the two having nothing to do with each other.
func star(n int, k Kind) *Model {
	ids := []string{"test:first", "test:last"}
	for i := range n {
		ids = append(ids, fmt.Sprint("test:", i))
	}
	b := NewBuilder(keysOf(ids))
	for i := range n {
		b.Add(k, ValueHash(k, fmt.Sprint("left ", i)), 0, uint32(2+i))
		b.Add(k, ValueHash(k, fmt.Sprint("right ", i)), 1, uint32(2+i))
	}
	return Build(b.Index(), DefaultConfig(), nil, nil)
}

func TestPathTies(t *testing.T) {
	v := star(40, Kind(model.KindWallet)).View(nil)
	paths, via, cut := v.Path(0, 1)
	if len(paths) != PathTies || via != Private || cut {
		t.Fatalf("%d paths via %v", len(paths), via)
	}
	keys := v.Index.keys
	var all []uint64
	for i := range 40 {
		all = append(all, keys[2+i])
	}
	slices.Sort(all)
	for i, p := range paths {
		if len(p.Accounts) != 3 || keys[p.Accounts[1]] != all[i] {
			t.Errorf("path %d leads over %v", i, p.Accounts)
		}
	}
}

// A value that is no hub by its kind, but whose holders nothing else ties, is called a hub
// in every waterfall: a way over it is public.
func TestPathOverWhatTheRowsCallAHubIsPublic(t *testing.T) {
	holders := make([]uint32, 31)
	for i := range holders {
		holders[i] = uint32(i)
	}
	_, index := table(3000, holders)
	v := Build(index(Kind(model.KindPhoto)), DefaultConfig(), nil, nil).View(nil)
	if l := v.Link(0, 1, nil); v.hub(l.Rows[0].Value) || !l.Rows[0].Hub {
		t.Fatalf("the value is not of the sort that is meant: %+v", l.Rows)
	}
	if paths, via, cut := v.Path(0, 1); len(paths) != 1 || via != Public || cut {
		t.Errorf("%d paths via %v", len(paths), via)
	}
}

// TestPathCut has more holders than are looked at.
func TestPathCut(t *testing.T) {
	ids := make([]string, 300_000)
	for i := range ids {
		ids[i] = fmt.Sprint("test:", i)
	}
	b := NewBuilder(keysOf(ids))
	k := Kind(model.KindFingerprint)
	for a := range uint32(len(ids) - 1) {
		b.Add(k, ValueHash(k, "popular"), a)
	}
	last := uint32(len(ids) - 1)
	b.Add(k, ValueHash(k, "rare"), last, last-1)
	v := Build(b.Index(), DefaultConfig(), nil, nil).View(nil)
	if paths, via, cut := v.Path(0, last-1); len(paths) > 0 && !cut || via == Private {
		t.Errorf("%v via %v, cut %v", paths, via, cut)
	}
	if _, _, cut := v.Path(0, last); !cut {
		t.Error("the bound was not reported")
	}
	if paths, via, cut := v.Path(last, last-1); len(paths) != 1 || via != Private || cut {
		t.Errorf("%v via %v, cut %v", paths, via, cut)
	}
	if paths, via, _ := v.Path(5, 5); len(paths) != 0 || via != NoPath {
		t.Errorf("a path from an account to itself: %v", paths)
	}
}

// TestPathCutOrder goes where there is more to look at than the bound allows, with
// the accounts in another order each time.
func TestPathCutOrder(t *testing.T) {
	const n = 30_000
	k := Kind(model.KindFingerprint)
	var want string
	for seed := range uint64(3) {
		at := rand.New(rand.NewPCG(seed, 1)).Perm(n)
		keys, ids := make([]uint64, n), make([]int, n)
		for i := range n {
			keys[at[i]], ids[at[i]] = AccountKey(fmt.Sprint("test:", i)), i
		}
		b := NewBuilder(keys)
		for i := range n { // the first third shares a value, as do the second and the third; half of all have two of them
			b.Add(k, ValueHash(k, fmt.Sprint(3*i/n)), uint32(at[i]))
			if i%2 == 0 {
				b.Add(k, ValueHash(k, fmt.Sprint((3*i/n+1)%3)), uint32(at[i]))
			}
			b.Add(k, ValueHash(k, fmt.Sprint("few ", i/7)), uint32(at[i]))
		}
		v := Build(b.Index(), DefaultConfig(), nil, nil).View(nil)
		got := ""
		for _, pair := range [][2]int{{1, n - 1}, {3, n/2 + 1}, {n/2 + 1, n - 3}} {
			paths, via, cut := v.Path(uint32(at[pair[0]]), uint32(at[pair[1]]))
			got += fmt.Sprint(via, cut)
			for _, p := range paths {
				got += fmt.Sprint(" ", p.Cost)
				for _, a := range p.Accounts {
					got += fmt.Sprint(" ", ids[a])
				}
			}
			got += "\n"
		}
		if !strings.Contains(got, "true") {
			t.Fatalf("the bound was not reached: %s", got)
		}
		if seed == 0 {
			want = got
		} else if got != want {
			t.Fatalf("%s\nthen\n%s", want, got)
		}
	}
}
