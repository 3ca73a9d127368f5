package evidence

import (
	"testing"
)

// part gives the index of some accounts of a world, as if there were no others.
func (w *world) part(accounts []uint32) *Index {
	at := map[uint32]uint32{}
	var ids []string
	for i, a := range accounts {
		at[a] = uint32(i)
		ids = append(ids, w.ids[a])
	}
	var claims []claim
	for _, c := range w.claims {
		if i, in := at[c.ord]; in {
			claims = append(claims, claim{i, c.id})
		}
	}
	return indexOf(ids, claims)
}

// TestFewAccounts has investigations in which most accounts share much, because there
// are few: that makes nobody anybody's other account.
func TestFewAccounts(t *testing.T) {
	for _, c := range []struct {
		accounts, seeds int
		recall          float64 // of pairs of a ring, in rings
	}{{10, 40, .5}, {30, 40, .5}, {100, 20, .7}, {300, 10, .7}, {1000, 4, .85}} {
		right, wrong := 0, 0
		var q quality
		for seed := uint64(301); seed < 301+uint64(c.seeds); seed++ {
			w := generated(t, c.accounts, seed)
			m := Build(w.index, DefaultConfig(), nil, nil)
			q.add(w.measure(sure(m.View(nil))))
			group := map[uint32]int{}
			for i, g := range w.groups {
				for _, a := range g.members {
					if g.kind == "ring" || g.kind == "careful" {
						group[a] = i + 1
					}
				}
			}
			for _, e := range m.edges {
				if group[e.A] != 0 && group[e.A] == group[e.B] {
					right++
				} else {
					wrong++
				}
			}
		}
		precision := float64(right) / float64(right+wrong)
		t.Logf("%d accounts, %d of them: %d strong links, precision %.3f; %v", c.accounts, c.seeds, right+wrong, precision, q)
		if precision < .9 || q.precision() < .8 || q.recall() < c.recall {
			t.Errorf("%d accounts: precision %.3f; %v", c.accounts, precision, q)
		}
	}
}

// TestCaseOfFew has case files: of what is an innocent group among 3,000 accounts, or a
// ring, come at most ten accounts, alone and with others.
func TestCaseOfFew(t *testing.T) {
	for _, size := range []int{0, 10, 30} {
		innocents, ringed, rings, found := 0, 0, 0, 0
		for seed := uint64(206); seed <= 208; seed++ {
			w := generated(t, 3000, seed)
			grouped := map[uint32]bool{}
			for _, g := range w.groups {
				for _, a := range g.members {
					grouped[a] = true
				}
			}
			for i, g := range w.groups {
				if g.kind == "careful" || len(g.members) < 3 || g.kind == "household" && i%5 != 0 {
					continue
				}
				members := g.members[:min(len(g.members), 10)]
				accounts := append([]uint32{}, members...)
				for a := uint32(i * 37 % 2000); len(accounts) < size; a++ {
					if !grouped[a] {
						accounts = append(accounts, a)
					}
				}
				ring := sure(Build(w.part(accounts), DefaultConfig(), nil, nil).View(nil))
				count, is := map[uint32]int{}, 0
				for i := range members {
					if ring[i] != None {
						count[ring[i]]++
						is = max(is, count[ring[i]])
					}
				}
				switch {
				case g.kind != "ring":
					innocents++
					if is > 1 {
						ringed++
					}
				default:
					rings++
					if is > 1 {
						found++
					}
				}
			}
		}
		t.Logf("cases of up to ten, with others %d: %d of %d innocent groups with two in a ring, %d of %d rings", size, ringed, innocents, found, rings)
		if 100*ringed > innocents || 3*found < 2*rings {
			t.Errorf("with others %d: %d of %d innocent groups with two in a ring, %d of %d rings", size, ringed, innocents, found, rings)
		}
	}
}
