package watch

import (
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

var sample = []List{
	{Name: "bad things", Stance: Bad, Values: []Value{
		exact(model.KindEmail, "kim.lee@example.com"),
		exact(model.KindPhone, "+12025550123"),
		exact(model.KindHandle, "github:kimlee-example"),
		exact(model.KindFileHash, "b3c4ae251f8094fa15b510051835c657eaef2a6cea46075d3aec964b14a99f68"),
		exact(model.KindURL, "http://files.bad.example/cv.pdf"),
		exact(model.KindURL, "https://github.com/second-example"),
		exact(model.KindIP, "203.0.113.9"),
		exact(model.KindEmail, "kim@gmial.com"),
		exact(model.KindUsername, "kimlee0417"),
		rangeOf("198.51.100.0/24"),
		rangeOf("2001:db8:5::/48"),
		{Form: FormDomain, Value: "evil.example", Note: "landing page"},
		{Form: FormASN, Value: "AS64500"},
	}},
	{Name: "vpn exits", Stance: Benign, Class: "vpn", Values: []Value{rangeOf("198.51.100.128/25"), exact(model.KindIP, "203.0.113.9")}},
	{Name: "hosters", Stance: Benign, Class: "hosting", Values: []Value{rangeOf("198.51.0.0/16"), rangeOf("198.51.100.128/25"), {Form: FormASN, Value: "AS64500"}}},
	{Name: "unsorted", Stance: Benign, Values: []Value{rangeOf("198.51.100.128/25"), rangeOf("198.51.100.128/26")}},
	{Name: "throw-away mail", Stance: Benign, Class: ClassDisposable, Values: []Value{domain("mail.evil.example"), domain("bin.example")}},
}

func TestMatch(t *testing.T) {
	s := New(sample)
	for _, c := range []struct {
		kind model.Kind
		raw  string
		want []string // "list: value how"
	}{
		{model.KindEmail, "Kim.Lee@Example.com", []string{"bad things: kim.lee@example.com is listed"}},
		{model.KindRecoveryEmail, "kim.lee@example.com", []string{"bad things: kim.lee@example.com is listed"}},
		{model.KindCommitEmail, "kim.lee@example.com", []string{"bad things: kim.lee@example.com is listed"}},
		{model.KindPayPal, "kim.lee@example.com", []string{"bad things: kim.lee@example.com is listed"}},
		{model.KindPayPal, "+1 202 555 0123", []string{"bad things: +12025550123 stands for a listed phone"}},
		{model.KindRecoveryPhone, "+1 202 555 0123", []string{"bad things: +12025550123 is listed"}},
		{model.KindEmail, "kim.lee_example.com#EXT#@tenant.onmicrosoft.com", []string{"bad things: kim.lee@example.com stands for a listed email"}},
		{model.KindEmail, "x_evil.example#EXT#@tenant.onmicrosoft.com", []string{"bad things: evil.example is at a listed domain"}},
		{model.KindCommitEmail, "123+kimlee-example@users.noreply.github.com", []string{"bad things: github:kimlee-example stands for a listed handle"}},
		{model.KindURL, "https://github.com/KimLee-example", []string{"bad things: github:kimlee-example stands for a listed handle"}},
		{model.KindHandle, "github:second-example", []string{"bad things: https://github.com/second-example is what a listed value stands for"}},
		{model.KindURL, "http://www.github.com/second-example/", []string{"bad things: https://github.com/second-example stands for a listed handle"}},
		{model.KindPhoto, "B3C4AE251F8094FA15B510051835C657EAEF2A6CEA46075D3AEC964B14A99F68",
			[]string{"bad things: b3c4ae251f8094fa15b510051835c657eaef2a6cea46075d3aec964b14a99f68 is listed"}},
		{model.KindURL, "hxxps://files[.]bad[.]example/cv.pdf", []string{"bad things: http://files.bad.example/cv.pdf is listed"}},
		{model.KindURL, "https://files.bad.example/cv2.pdf", nil},
		{model.KindUsername, "KimLee0417", []string{"bad things: kimlee0417 is listed"}},
		{model.KindName, "kimlee0417", nil},
		{model.KindEmail, "a@evil.example", []string{"bad things: evil.example is at a listed domain"}},
		{model.KindEmail, "a@mail.evil.example", []string{"bad things: evil.example is at a listed domain", "throw-away mail: mail.evil.example is at a listed domain"}},
		{model.KindEmail, "a@notevil.example", nil},
		{model.KindEmail, "a@evil.example.org", nil},
		{model.KindURL, "https://x.y.evil.example/a?b=c", []string{"bad things: evil.example is at a listed domain"}},
		{model.KindEmail, "kim@gmial.com", []string{"bad things: kim@gmial.com is listed"}}, // suspect, and the very same
		{model.KindEmail, "noreply@evil.example", nil},
		{model.KindIP, "203.0.113.9", []string{"bad things: 203.0.113.9 is listed", "vpn exits: 203.0.113.9 is listed"}},
		{model.KindIP, "203.0.113.10", nil},
		{model.KindIP, "::ffff:198.51.100.1", []string{"bad things: 198.51.100.0/24 lies in 198.51.100.0/24", "hosters: 198.51.0.0/16 lies in 198.51.0.0/16"}},
		{model.KindIP, "198.51.100.129", []string{"bad things: 198.51.100.0/24 lies in 198.51.100.0/24",
			"vpn exits: 198.51.100.128/25 lies in 198.51.100.128/25",
			"hosters: 198.51.100.128/25 lies in 198.51.100.128/25", "hosters: 198.51.0.0/16 lies in 198.51.0.0/16",
			"unsorted: 198.51.100.128/26 lies in 198.51.100.128/26", "unsorted: 198.51.100.128/25 lies in 198.51.100.128/25"}},
		{model.KindIP, "2001:db8:5::1", []string{"bad things: 2001:db8:5::/48 lies in 2001:db8:5::/48"}},
		{model.KindIP, "2001:db8:6::1", nil},
		{model.KindIP, "192.168.1.1", nil},
		{model.KindIP, "", nil},
	} {
		var got []string
		for _, h := range s.Match(identify(c.kind, c.raw)) {
			got = append(got, fmt.Sprintf("%s: %s %s", h.List, h.Value, h.How))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %s:\n got %q\nwant %q", c.kind, c.raw, got, c.want)
		}
	}
	h := s.Match(identify(model.KindEmail, "a@evil.example"))[0]
	if h.Stance != Bad || h.Class != "" || h.Note != "landing page" {
		t.Errorf("%+v", h)
	}
	if h := s.ASN(64500); len(h) != 2 || h[0].List != "bad things" || h[1].Class != "hosting" || s.ASN(64501) != nil {
		t.Errorf("%+v", h)
	}
}

func TestNetwork(t *testing.T) {
	s := New(sample)
	for _, c := range []struct{ ip, list, class string }{
		{"198.51.100.129", "unsorted", ""},     // the narrowest
		{"198.51.100.200", "vpn exits", "vpn"}, // of equal ones the first with a class
		{"198.51.100.1", "hosters", "hosting"}, // bad ranges are looked through
		{"203.0.113.9", "vpn exits", "vpn"},    // an address alone
		{"::ffff:203.0.113.9", "vpn exits", "vpn"},
		{"203.0.113.10", "", ""},
		{"2001:db8:5::1", "", ""},
	} {
		list, class, ok := s.Network(netip.MustParseAddr(c.ip))
		if list != c.list || class != c.class || ok != (c.list != "") {
			t.Errorf("%s: %q %q %v", c.ip, list, class, ok)
		}
	}
	if _, _, ok := s.Network(netip.Addr{}); ok {
		t.Error("no address is in a range")
	}
	numbers := New([]List{{Name: "numbers", Stance: Benign, Class: "vpn", Values: []Value{{Form: FormASN, Value: "AS64500"}}},
		{Name: "bad exits", Stance: Bad, Class: "hosting", Values: []Value{rangeOf("198.51.100.0/24")}}})
	if !s.Networks("vpn") || !s.Networks("hosting") || s.Networks("carrier") || s.Networks(ClassDisposable) || numbers.Networks("vpn") || numbers.Networks("hosting") {
		t.Error("the classes are not those of the benign ranges")
	}
	for d, want := range map[string]string{"bin.example": "throw-away mail", "a.b.bin.example": "throw-away mail",
		"evil.example": "", "robin.example": "", "": "", "example": ""} {
		if list, ok := s.Disposable(d); list != want || ok != (want != "") {
			t.Errorf("%s: %q", d, list)
		}
	}
}

func TestEmpty(t *testing.T) {
	s := New(nil)
	if s.Match(identify(model.KindIP, "192.0.2.1")) != nil || s.Match(identify(model.KindEmail, "a@b.example")) != nil || s.ASN(1) != nil {
		t.Error("a hit on no list")
	}
	if _, ok := s.Disposable("b.example"); ok {
		t.Error("a hit on no list")
	}
}

// TestNotCanonical leaves out what nothing can meet, and what would meet too much.
func TestNotCanonical(t *testing.T) {
	for _, v := range []Value{rangeOf("0.0.0.0/0"), rangeOf("4.0.0.0/7"), rangeOf("2000::/15"), rangeOf("::/16"), rangeOf("::ffff:0:0/96"),
		rangeOf("198.51.100.1/24"), rangeOf("198.51.100.1/32"), rangeOf("198.51.100.0/024"), rangeOf("::ffff:198.51.100.0/120"), rangeOf("x"),
		exact(model.KindIP, "198.051.100.1"), exact(model.KindIP, "::ffff:198.51.100.1"), exact(model.KindIP, "fe80::1%eth0"), exact(model.KindNone, "x"),
		exact(200, "x"), exact(model.KindEmail, ""), domain("com"), domain("a..b"), domain("A.b"), domain(".b.c"), {Form: FormASN, Value: "64500"},
		{Form: FormASN, Value: "AS0"}, {Form: FormASN, Value: "AS"}, {Form: FormASN, Value: "AS064500"}, {Form: FormASN, Value: "AS4294967296"},
		{Form: 9, Value: "x"}, {Form: FormRange, Kind: model.KindIP, Value: "198.51.100.0/24"}, {}} {
		if v.valid() {
			t.Errorf("%+v is taken", v)
		}
		s := New([]List{{Name: "x", Stance: Bad, Values: []Value{v}}})
		if h := s.Match(identify(model.KindIP, "198.51.100.1")); h != nil {
			t.Errorf("%+v: %+v", v, h)
		}
		if _, err := Encode([]Value{v}); model.KindOf(err) != model.ErrInternal {
			t.Errorf("%+v is written: %v", v, err)
		}
	}
}

// TestRangesAgainstScan holds the lookup to a scan over all ranges.
func TestRangesAgainstScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Few distinct bytes, so that ranges nest and meet.
		octet := rapid.SampledFrom([]byte{0, 1, 127, 128, 255})
		six := rapid.Bool().Draw(t, "six")
		address := func(t *rapid.T) netip.Addr {
			if six {
				b := [16]byte{0x20, 1}
				for i := 2; i < 16; i++ {
					b[i] = octet.Draw(t, "byte")
				}
				return netip.AddrFrom16(b)
			}
			return netip.AddrFrom4([4]byte{198, octet.Draw(t, "b"), octet.Draw(t, "c"), octet.Draw(t, "d")})
		}
		lists := make([]List, rapid.IntRange(1, 3).Draw(t, "lists"))
		for i := range lists {
			lists[i] = List{Name: fmt.Sprint(i), Stance: Stance(1 + i%2)}
			for range rapid.IntRange(0, 30).Draw(t, "ranges") {
				a := address(t)
				bits := rapid.IntRange(16, a.BitLen()).Draw(t, "bits")
				p, _ := a.Prefix(bits)
				v := rangeOf(p.String())
				if p.IsSingleIP() {
					v = exact(model.KindIP, a.String())
				}
				lists[i].Values = append(lists[i].Values, v)
			}
		}
		s := New(lists)
		for range 20 {
			a := address(t)
			var want []Hit
			var network string
			best := -1
			for _, l := range lists {
				for bits := a.BitLen(); bits >= 0; bits-- {
					for i := range l.Values {
						if p, _ := l.Values[i].prefix(); p.Bits() == bits && p.Contains(a) {
							how := "lies in " + p.String()
							if p.IsSingleIP() {
								how = "is listed"
							}
							want = append(want, Hit{List: l.Name, Stance: l.Stance, Value: l.Values[i].Value, How: how})
							if l.Stance == Benign && bits > best {
								best, network = bits, l.Name
							}
						}
					}
				}
			}
			got := s.Match(model.Identifier{Kind: model.KindIP, Value: model.Untrusted(a.String())})
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s:\n got %v\nwant %v", a, got, want)
			}
			if list, _, ok := s.Network(a); list != network || ok != (best >= 0) {
				t.Fatalf("%s: network %q, want %q", a, list, network)
			}
		}
	})
}
