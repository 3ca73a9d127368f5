package evidence

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// TestIndex compares an index with what was said, by maps.
func TestIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		n := rapid.IntRange(1, 60).Draw(t, "accounts")
		values := rapid.IntRange(1, 40).Draw(t, "values")
		r := rand.New(rand.NewPCG(seed, 1))
		ids := make([]string, n)
		for i := range ids {
			ids[i] = fmt.Sprint("test:", i)
		}
		type value struct {
			k Kind
			h uint64
		}
		b := NewBuilder(keysOf(ids))
		want := map[value]map[uint32]bool{}
		var all []value
		for i := range values {
			k := []Kind{Kind(model.KindIP), KindNet, Kind(model.KindWallet), KindStem}[r.IntN(4)]
			v := value{k, ValueHash(k, fmt.Sprint(i))}
			all = append(all, v)
			want[v] = map[uint32]bool{}
			for range r.IntN(12) {
				a := uint32(r.IntN(n))
				want[v][a] = true
				b.Add(v.k, v.h, a, a)
			}
		}
		maps.DeleteFunc(want, func(_ value, h map[uint32]bool) bool { return len(h) < 2 })
		ix := b.Index()
		if ix.Len() != n || ix.Values() != len(want) {
			t.Fatalf("%d accounts and %d values, want %d and %d", ix.Len(), ix.Values(), n, len(want))
		}
		postings := 0
		for _, v := range all {
			u := ix.Find(v.k, v.h)
			if (u == None) != (want[v] == nil) {
				t.Fatalf("a value of %d holders is number %d", len(want[v]), u)
			}
			if u == None {
				continue
			}
			postings += len(want[v])
			if h := ix.Holders(u); !slices.Equal(h, slices.Sorted(maps.Keys(want[v]))) || ix.Degree(u) != len(h) || ix.Kind(u) != v.k || ix.Hash(u) != v.h || ix.Parent(u) != None {
				t.Fatalf("holders %v, want %v", h, want[v])
			}
			for a := range uint32(n) {
				if ix.holds(a, u) != want[v][a] || slices.Contains(ix.Of(a), u) != want[v][a] {
					t.Fatalf("account %d and a value of %v", a, want[v])
				}
			}
		}
		if ix.Postings() != postings || ix.Find(Kind(model.KindWallet), 12345) != None || ix.Find(KindPersona, 0) != None {
			t.Fatal("postings, or a value that is not there")
		}
		for a := range uint32(n) {
			if !slices.IsSorted(ix.Of(a)) {
				t.Fatalf("account %d has %v", a, ix.Of(a))
			}
			for c := range uint32(n) {
				both := slices.DeleteFunc(slices.Clone(ix.Of(a)), func(u uint32) bool { return !slices.Contains(ix.Of(c), u) })
				if got := ix.shared(nil, a, c); !slices.Equal(got, both) {
					t.Fatalf("%d and %d share %v, want %v", a, c, got, both)
				}
			}
		}
	})
}

func TestNesting(t *testing.T) {
	ip, net, stem, user := Kind(model.KindIP), KindNet, KindStem, Kind(model.KindUsername)
	h := ValueHash
	find := func(ix *Index, k Kind, v string) uint32 { return ix.Find(k, h(k, v)) }
	b, _ := table(20)
	say := func(holders []uint32, tokens ...Token) { b.AddTokens(tokens, holders...) }

	say([]uint32{0, 1}, token(ip, "a"), token(net, "A"))
	say([]uint32{2, 3}, token(ip, "b"), token(net, "A"))
	say([]uint32{4, 5}, token(ip, "c"), token(net, "C")) // the network has no other holders
	// A chain of which the middle has no other holders.
	say([]uint32{6, 7}, token(user, "x"), token(user, "X"), token(stem, "s"))
	say([]uint32{8}, token(user, "y"), token(stem, "s"))
	// A nest that does not hold: 10 has the child only.
	say([]uint32{9, 10}, token(user, "z"))
	say([]uint32{9, 11, 12}, token(user, "z"), token(stem, "t"))
	ix := b.Index()
	for _, c := range []struct {
		child, parent uint32
		dropped       bool
	}{
		{find(ix, ip, "a"), find(ix, net, "A"), false},
		{find(ix, ip, "b"), find(ix, net, "A"), false},
		{find(ix, ip, "c"), None, false},
		{find(ix, user, "x"), find(ix, stem, "s"), false},
		{find(ix, user, "z"), None, false},
	} {
		if c.child == None || ix.Parent(c.child) != c.parent {
			t.Errorf("%v %x lies in %d, want %d", ix.Kind(c.child), ix.Hash(c.child), ix.Parent(c.child), c.parent)
		}
	}
	if find(ix, net, "C") != None || find(ix, user, "X") != None {
		t.Error("a wider value with no other holders is in the index")
	}
	if d := find(ix, stem, "t"); d == None || ix.Degree(d) != 3 {
		t.Error("a value is gone because of a nest that does not hold")
	}
	if a, A := find(ix, ip, "a"), find(ix, net, "A"); !ix.within(a, A) || ix.within(A, a) || ix.within(a, a) {
		t.Error("within")
	}
}

// TestNestTies says nests of two wider values with as many holders in either order.
func TestNestTies(t *testing.T) {
	k := []Kind{Kind(model.KindUsername), KindStem, KindDomain}
	var first uint32
	for i, order := range [][]int{{1, 2}, {2, 1}} {
		b, _ := table(5)
		for _, x := range order {
			b.AddTokens([]Token{token(k[0], "v"), token(k[x], "w")}, 0, 1)
			b.Add(k[x], ValueHash(k[x], "w"), uint32(1+x))
		}
		ix := b.Index()
		if p := ix.Parent(ix.Find(k[0], ValueHash(k[0], "v"))); i == 0 {
			first = p
		} else if p != first || p == None {
			t.Errorf("in %d, or in %d", first, p)
		}
	}
}

// TestMutualNests says of two values with the same holders that each lies in the
// other: one is left.
func TestMutualNests(t *testing.T) {
	b, _ := table(5)
	x, y, z := token(Kind(model.KindUsername), "x"), token(KindStem, "y"), token(KindDomain, "z")
	for _, tk := range []Token{x, y, z} {
		b.Add(tk.Kind, tk.Hash, 1, 2)
	}
	b.Nest(x.Hash, y.Hash)
	b.Nest(y.Hash, z.Hash)
	b.Nest(z.Hash, x.Hash)
	b.Nest(x.Hash, x.Hash)
	if ix := b.Index(); ix.Values() != 1 {
		t.Errorf("%d values are left", ix.Values())
	}
}

func TestTokens(t *testing.T) {
	canon := identifier.New([]byte("0123456789abcdef0123456789abcdef"), "US")
	for _, c := range []struct {
		kind  model.Kind
		value string
		want  []string
	}{
		{model.KindEmail, "Kim.Lee+x@gmail.com", []string{"email:kimlee@gmail.com", "mailbox:kimlee@gmail.com", "domain:gmail.com"}},
		{model.KindRecoveryEmail, "kimlee@gmail.com", []string{"recovery_email:kimlee@gmail.com", "mailbox:kimlee@gmail.com", "domain:gmail.com"}},
		{model.KindCommitEmail, "123+kim@users.noreply.github.com", []string{"commit_email:123+kim@users.noreply.github.com", "mailbox:123+kim@users.noreply.github.com", "handle:github:kim"}},
		{model.KindPayPal, "kim@mail.example", []string{"paypal:kim@mail.example", "mailbox:kim@mail.example", "domain:mail.example"}},
		{model.KindPhone, "+1 212 555 0100", []string{"phone:+12125550100", "number:+12125550100"}},
		{model.KindRecoveryPhone, "+12125550100", []string{"recovery_phone:+12125550100", "number:+12125550100"}},
		{model.KindIP, "192.0.2.7", []string{"ip:192.0.2.7", "net:192.0.2.0/24"}},
		{model.KindIP, "2001:db8:1:2:3:4:5:6", []string{"ip:2001:db8:1:2:3:4:5:6", "net:2001:db8:1:2::/64"}},
		{model.KindUsername, "kimlee77", []string{"username:kimlee77", "stem:kimlee"}},
		{model.KindUsername, "kimlее77", []string{"username:kimlее77", "username:kimlee77", "stem:kimlее"}}, // with two Cyrillic letters
		{model.KindName, "Kim Lee", []string{"name:kim lee"}},
		{model.KindURL, "https://github.com/kim", []string{"url:https://github.com/kim", "handle:github:kim"}},
		{model.KindHandle, "github:kim", []string{"handle:github:kim"}},
		{model.KindDevice, "device-1234567890", []string{"device:device-1234567890"}},
		{model.KindIBAN, "GB82 WEST 1234 5698 7654 32", []string{"iban:GB82WEST12345698765432"}},
		{model.KindAccount, "test:1", nil},
		{model.KindIP, "10.0.0.1", nil},
		{model.KindPhone, "0000000000", nil},
	} {
		var got []string
		for _, k := range Tokens(nil, canon.Identify(c.kind, model.Untrusted(c.value), "")) {
			got = append(got, k.Kind.String()+":"+k.Value)
			if k.Hash != ValueHash(k.Kind, k.Value) {
				t.Errorf("%v %q has another hash", k.Kind, k.Value)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v %q: %q, want %q", c.kind, c.value, got, c.want)
		}
	}
}

// TestAcrossRoles ties accounts by one address or number in different roles, and
// by spellings that look alike.
func TestAcrossRoles(t *testing.T) {
	canon := identifier.New([]byte("0123456789abcdef0123456789abcdef"), "US")
	claim := func(k model.Kind, v string) model.Identifier { return canon.Identify(k, model.Untrusted(v), "") }
	for _, c := range []struct {
		x, y model.Identifier
		want Kind
	}{
		{claim(model.KindRecoveryEmail, "kim@one.example"), claim(model.KindEmail, "Kim@one.example"), KindMailbox},
		{claim(model.KindCommitEmail, "k.i.m@gmail.com"), claim(model.KindEmail, "kim+work@googlemail.com"), KindMailbox},
		{claim(model.KindPayPal, "kim@one.example"), claim(model.KindRecoveryEmail, "kim@one.example"), KindMailbox},
		{claim(model.KindPhone, "(212) 555-0100"), claim(model.KindRecoveryPhone, "+12125550100"), KindNumber},
		{claim(model.KindUsername, "kimlee77"), claim(model.KindUsername, "kimlее77"), Kind(model.KindUsername)},
		{claim(model.KindIP, "192.0.2.7"), claim(model.KindIP, "192.0.2.8"), KindNet},
		{claim(model.KindIP, "2001:db8:1:2::1"), claim(model.KindIP, "2001:db8:1:2:ffff::1"), KindNet},
		{claim(model.KindURL, "https://github.com/kim"), claim(model.KindHandle, "github:kim"), Kind(model.KindHandle)},
	} {
		b, _ := table(10)
		b.AddTokens(Tokens(nil, c.x), 3)
		b.AddTokens(Tokens(nil, c.y), 5)
		b.AddTokens(Tokens(nil, claim(model.KindEmail, "other@mail.example")), 3)
		ix := b.Index()
		found := slices.ContainsFunc(ix.shared(nil, 3, 5), func(v uint32) bool { return ix.Kind(v) == c.want })
		if !found {
			t.Errorf("%v %q and %v %q share no %v", c.x.Kind, c.x.Value, c.y.Kind, c.y.Value, c.want)
		}
	}
}

// TestLookalikeStem has a user name in look-alike letters whose stem another one
// shares: the plain user name that both meet in stays in the index.
func TestLookalikeStem(t *testing.T) {
	canon := identifier.New([]byte("0123456789abcdef0123456789abcdef"), "US")
	b, _ := table(10)
	for a, name := range []string{"kimlее77", "kimlее78", "kimlee77"} {
		b.AddTokens(Tokens(nil, canon.Identify(model.KindUsername, model.Untrusted(name), "")), uint32(a))
	}
	ix := b.Index()
	k := Kind(model.KindUsername)
	if v := ix.Find(k, ValueHash(k, "kimlee77")); v == None || !slices.Equal(ix.Holders(v), []uint32{0, 2}) {
		t.Error("the plain user name is not shared")
	}
}

func TestKindNames(t *testing.T) {
	for _, k := range Kinds() {
		if back, ok := KindByName(k.String()); !ok || back != k {
			t.Errorf("%v is %v by its name", k, back)
		}
		if k.Family() >= families || k.Family().String() == "" {
			t.Errorf("%v is of no family", k)
		}
	}
	if c := DefaultConfig(); c.Check() != nil {
		t.Error(c.Check())
	}
	for _, break_ := range []func(*Config){
		func(c *Config) { c.Half[KindNet] = 0 }, func(c *Config) { c.Place = 0 }, func(c *Config) { c.Ring = 1 },
		func(c *Config) { c.Chance = .6 }, func(c *Config) { c.Repeat = -1 }, func(c *Config) { c.Strong = .05 },
		func(c *Config) { c.Certain = 1 },
	} {
		c := DefaultConfig()
		break_(&c)
		if model.KindOf(c.Check()) != model.ErrUsage {
			t.Errorf("%+v is in range", c)
		}
	}
}

// holds reports whether an account holds a value.
func (ix *Index) holds(a, v uint32) bool {
	for _, x := range ix.Of(a) {
		if x >= v {
			return x == v
		}
	}
	return false
}

// TestHandleAndUserName: a name chosen once and used as handle and user name is one tie.
func TestHandleAndUserName(t *testing.T) {
	build := func(handle, username []uint32) *View {
		b, _ := table(500)
		canon := identifier.New(nil, "")
		b.AddTokens(Tokens(nil, canon.Identify(model.KindHandle, "github:kimlee", "")), handle...)
		if username != nil {
			b.AddTokens(Tokens(nil, canon.Identify(model.KindUsername, "kimlee", "")), username...)
		}
		return Build(b.Index(), DefaultConfig(), nil, nil).View(nil)
	}
	alone := build([]uint32{0, 1}, nil).Link(0, 1, nil)
	for _, username := range [][]uint32{{0, 1}, {0, 1, 2}} {
		v := build([]uint32{0, 1}, username)
		k := v.Link(0, 1, nil)
		for _, r := range k.Rows {
			if r.Kind == kindOf(model.KindUsername) && (r.Bits != 0 || !r.Within) || r.Kind == kindOf(model.KindHandle) && r.Weight.Also != 0 {
				t.Errorf("held by %v: %+v", username, r)
			}
		}
		if len(k.Rows) < 2 || math.Abs(k.Bits-alone.Bits) > .01 {
			t.Errorf("held by %v: %.2f bits, and %.2f with the handle alone: %+v", username, k.Bits, alone.Bits, k.Rows)
		}
	}
	// Where one of the two has another user name, nothing follows.
	if k := build([]uint32{0, 1, 2}, []uint32{1, 2, 3}).Link(1, 2, nil); !slices.ContainsFunc(k.Rows, func(r Row) bool { return r.Kind == kindOf(model.KindUsername) && r.Part > 0 }) {
		t.Errorf("%+v", k.Rows)
	}
}
