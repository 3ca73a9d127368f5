package evidence

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// hubWorld has one value of the kind with so many holders, and what accounts share
// by chance: each has a device that two have, and half an address that three have.
func hubWorld(accounts, holders int, k Kind) *Index {
	r := rand.New(rand.NewPCG(uint64(accounts), uint64(k)))
	keys := make([]uint64, accounts)
	for i := range keys {
		keys[i] = r.Uint64()
	}
	b := NewBuilder(keys)
	for _, a := range r.Perm(accounts)[:holders] {
		b.Add(k, ValueHash(k, "hub"), uint32(a))
	}
	for _, of := range []struct {
		kind    Kind
		holders int
	}{{Kind(model.KindDevice), 2}, {Kind(model.KindAddress), 3}} {
		order := r.Perm(accounts)
		for i, a := range order[:accounts/2] {
			b.Add(of.kind, ValueHash(of.kind, fmt.Sprint(i/of.holders)), uint32(a))
		}
	}
	return b.Index()
}

// TestHubs checks that a value that one account in 28 has makes no ring, whatever
// its kind, and is shown in every waterfall all the same.
func TestHubs(t *testing.T) {
	for _, c := range []struct {
		accounts, holders int
		kinds             []Kind
	}{
		{3000, 120, Kinds()},
		{1_000_000, 36_000, []Kind{Kind(model.KindIP)}},
	} {
		if c.accounts > 10_000 && testing.Short() {
			continue
		}
		for _, k := range c.kinds {
			if k == KindTurns || k == KindPersona || k == Kind(model.KindDevice) || k == Kind(model.KindAddress) {
				continue
			}
			ix := hubWorld(c.accounts, c.holders, k)
			without := Build(ix, DefaultConfig(), []uint32{ix.Find(k, ValueHash(k, "hub"))}, nil)
			v := Build(ix, DefaultConfig(), nil, nil).View(nil)
			hub := ix.Find(k, ValueHash(k, "hub"))
			most := func(lists [][]uint32) (most int) {
				for _, list := range lists {
					most = max(most, len(list))
				}
				return most
			}
			largest, apart := most(v.RingMembers(1)), most(without.View(nil).RingMembers(1))
			naive := (&world{}).measure(united(ix, ix.Len())).largest
			if k == Kind(model.KindIP) {
				t.Logf("%v of %d of %d: largest ring %d, without it %d, naive union %d; it weighs %+v", k, c.holders, c.accounts, largest, apart, naive, v.Weight(hub))
			}
			if largest > max(6, apart) || naive < c.holders {
				t.Errorf("%v: largest ring %d, naive union %d", k, largest, naive)
			}
			if v.Weight(hub).Odds >= -2 {
				t.Errorf("%v of %d holders weighs %v", k, c.holders, v.Weight(hub))
			}
			h := ix.Holders(hub)
			l := v.Link(h[0], h[1], nil)
			if l.Rows[len(l.Rows)-1].Value != hub && l.Rows[0].Value != hub || l.Class >= Strong {
				t.Errorf("%v: the link of two holders is %+v", k, l)
			}
			for _, r := range l.Rows {
				if r.Value == hub && !r.Hub && k != KindMailbox { // which 86 accounts have before it is more likely chance
					t.Errorf("%v: the row is not marked as a hub's", k)
				}
			}
		}
	}
}

// TestOneThingUnderTwoNames has accounts share one repository that has had two owners: its
// second name, and the owner in it, are no second tie beside the first.
func TestOneThingUnderTwoNames(t *testing.T) {
	const accounts, holders = 3000, 35
	r := rand.New(rand.NewPCG(7, 7))
	var ids []string
	var claims []claim
	add := func(ord int, url string) {
		claims = append(claims, claim{uint32(ord), identifier.New(nil, "").Identify(model.KindURL, model.Untrusted(url), "")})
	}
	for i := range accounts {
		ids = append(ids, fmt.Sprintf("p:%d", i))
		if i < holders {
			add(i, "https://github.com/later/tool")
			add(i, "https://github.com/earlier/tool")
		}
		if i < holders+2 { // so that the owner's name is a value of its own
			add(i, fmt.Sprintf("https://github.com/earlier/part%d", i/holders))
		}
		add(r.IntN(accounts), fmt.Sprintf("https://github.com/of%d/any", r.IntN(accounts)))
	}
	ix := indexOf(ids, claims)
	v := Build(ix, DefaultConfig(), nil, nil).View(nil)
	for _, url := range []string{"https://github.com/later/tool", "https://github.com/earlier/tool"} {
		id := identifier.New(nil, "").Identify(model.KindURL, model.Untrusted(url), "")
		u := ix.Find(Kind(id.Kind), ValueHash(Kind(id.Kind), string(id.Value)))
		if w := v.Weight(u); w.Also > 0 {
			t.Errorf("%s is tied in another way by %d of %d pairs", url, w.Also, w.Pairs)
		}
	}
	if l := v.Link(0, 1, nil); l.Class >= Strong {
		t.Errorf("%+v", l)
	}
}
