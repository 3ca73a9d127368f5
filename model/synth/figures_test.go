package synth

import (
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

type held struct {
	kind  model.Kind
	value string
}

// figures are the numbers that the package comment promises.
type figures struct {
	n          int
	perAccount []int // sorted
	holders    map[held]int
	key        *answerKey
	ofGroups   map[held]bool // as the package comment defines them
}

func measure(t testing.TB, cfg Config) *figures {
	t.Helper()
	f := &figures{n: cfg.Accounts, holders: map[held]int{}, ofGroups: map[held]bool{}}
	carried := map[string][]value{}
	// The members are known after the accounts, so ask the plan.
	inGroup := map[string]bool{}
	p := newPlan(cfg.Accounts, cfg.Seed, false)
	for seat := range p.victims {
		inGroup[string(p.appendID(nil, seat, true))] = true
	}
	f.key = generate(t, cfg, func(r *record) {
		f.perAccount = append(f.perAccount, r.linking())
		for _, v := range r.values {
			if v.links {
				f.holders[held{v.kind, v.value}]++
			}
		}
		if inGroup[r.id] {
			carried[r.id] = r.values
		}
	})
	hub := map[held]bool{}
	for _, h := range f.key.Hubs {
		k, _ := model.KindByName(h.Kind)
		hub[held{k, h.Value}] = true
	}
	for _, values := range carried {
		for _, v := range values {
			h := held{v.kind, v.value}
			if v.links && !hub[h] && v.kind != model.KindName && v.kind != model.KindUsername && v.kind != model.KindEmail {
				f.ofGroups[h] = true
			}
		}
	}
	slices.Sort(f.perAccount)
	return f
}

func quantile(sorted []int, permille int) int { return sorted[(len(sorted)-1)*permille/1000] }

func (f *figures) identifiers() (total int) {
	for _, n := range f.perAccount {
		total += n
	}
	return total
}

func (f *figures) shared() (n int) {
	for _, h := range f.holders {
		if h > 1 {
			n++
		}
	}
	return n
}

func (f *figures) groupHolders() []int {
	var hs []int
	for h := range f.ofGroups {
		hs = append(hs, f.holders[h])
	}
	slices.Sort(hs)
	return hs
}

func TestFigures(t *testing.T) {
	// What depends on the size: more accounts have more names and dynamic
	// addresses in common and spread hubs over more values.
	type bounds struct{ n, distinctLeast, distinctMost, sharedLeast, sharedMost, largeLeast, largeMost int }
	cases := []bounds{{3000, 770, 830, 300, 420, 40, 80}, {100_000, 745, 785, 240, 320, 15, 40}}
	if s := os.Getenv("CLEW_SYNTH_ACCOUNTS"); s != "" { // for a look at a million
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		cases = []bounds{{n, 710, 760, 170, 270, 10, 30}}
	} else if testing.Short() {
		cases = cases[:1]
	}
	for _, c := range cases {
		t.Run(strconv.Itoa(c.n), func(t *testing.T) {
			n := c.n
			f := measure(t, Config{Accounts: n, Seed: 7})
			per, hs := f.perAccount, f.groupHolders()
			between := func(what string, got, least, most int) {
				t.Helper()
				if t.Logf("%s: %d", what, got); got < least || got > most {
					t.Errorf("%s: %d is not in %d to %d", what, got, least, most)
				}
			}
			between("identifiers, median", quantile(per, 500), 7, 7)
			between("identifiers, 90 %", quantile(per, 900), 17, 18)
			between("identifiers, largest", per[len(per)-1], 33, 35)
			between("identifiers per 100 accounts", f.identifiers()*100/n, 970, 1030)
			between("distinct values per 100 accounts", len(f.holders)*100/n, c.distinctLeast, c.distinctMost)
			between("shared values per 1,000 accounts", f.shared()*1000/n, c.sharedLeast, c.sharedMost)
			between("holders in groups, median", quantile(hs, 500), 1, 1)
			between("holders in groups, 90 %", quantile(hs, 900), 3, 3)
			between("holders in groups, 99 %", quantile(hs, 990), 11, 16)
			between("largest hub, per 1,000 accounts", f.key.Hubs[0].Holders*1000/n, 33, 41)
			large := 0
			for _, h := range f.key.Hubs {
				if h.Holders*100 >= n {
					large++
				}
			}
			between("hubs with 1 % of the accounts", large, c.largeLeast, c.largeMost)
			if testing.Verbose() {
				kinds, distinct := map[model.Kind]int{}, map[model.Kind]int{}
				for h, n := range f.holders {
					kinds[h.kind] += n
					if n > 1 {
						distinct[h.kind]++
					}
				}
				for _, k := range model.Kinds() {
					t.Logf("%-15s %9d carried, %7d shared", k, kinds[k], distinct[k])
				}
			}
		})
	}
}

func TestRingSizes(t *testing.T) {
	for _, c := range []struct{ n, rings, largest int }{
		{10, 1, 4}, {1000, 17, 33}, {3000, 30, 100}, {100_000, 165, 257}, {1_000_000, 500, 257}, {10_000_000, 1500, 257},
	} {
		for seed := range uint64(5) {
			p := newPlan(c.n, seed, false)
			var sizes []int
			sum := 0
			for _, g := range p.groups[:p.rings] {
				sizes = append(sizes, g.size)
				sum += g.size
			}
			slices.Sort(sizes)
			most := sizes[len(sizes)-1]
			median := sizes[len(sizes)/2]
			if p.rings != c.rings || sizes[0] < minRing || most > c.largest || most < c.largest/2 ||
				c.n >= 1000 && (median < 6 || median > 8) || sum > max(4, c.n*guiltyShare/100) {
				t.Errorf("n %d seed %d: %d rings of %d to %d, median %d, together %d", c.n, seed, p.rings, sizes[0], most, median, sum)
			}
		}
	}
}
