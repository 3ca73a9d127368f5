package identifier

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestIP(t *testing.T) {
	run(t, model.KindIP, "", []identifyCase{
		{"8.8.8.8", kept, ok},
		{" 8.8.8.8 ", "8.8.8.8", ok},
		{"8.8.8.8:443", "8.8.8.8", ok},
		{"8.8.8.8/32", "8.8.8.8", ok},
		{"8[.]8[.]8[.]8", "8.8.8.8", ok},
		{"::ffff:8.8.8.8", "8.8.8.8", ok},
		{"::ffff:808:808", "8.8.8.8", ok},
		{"[::ffff:8.8.8.8]:443", "8.8.8.8", ok},
		{"2606:4700::1111", kept, ok},
		{"2606:4700:0:0:0:0:0:1111", "2606:4700::1111", ok}, // RFC 5952
		{"2606:4700::ABCD", "2606:4700::abcd", ok},
		{"[2606:4700::1111]:80", "2606:4700::1111", ok},
		{"2606:4700::1111%eth0", "2606:4700::1111", ok},
		{"2606:4700::1111/128", "2606:4700::1111", ok},
		// Held by synthetic data alone: RFC 5737, 3849, 2544.
		{"192.0.2.1", kept, ok}, {"198.51.100.1", kept, ok}, {"203.0.113.1", kept, ok},
		{"2001:db8::1", kept, ok}, {"198.18.0.1", kept, ok}, {"198.19.255.255", kept, ok},
		{"10.0.0.1", kept, private}, {"172.16.0.1", kept, private}, {"172.31.255.255", kept, private},
		{"172.32.0.1", kept, ok}, {"192.168.1.1", kept, private}, {"100.64.0.1", kept, private},
		{"100.127.255.255", kept, private}, {"100.128.0.1", kept, ok}, {"127.0.0.1", kept, private},
		{"169.254.1.1", kept, private}, {"0.0.0.0", kept, private}, {"0.1.2.3", kept, private},
		{"224.0.0.1", kept, private}, {"240.0.0.1", kept, private}, {"255.255.255.255", kept, private},
		{"192.0.0.8", kept, private}, {"::ffff:10.0.0.1", "10.0.0.1", private},
		{"::", kept, private}, {"::1", kept, private}, {"fe80::1%en0", "fe80::1", private},
		{"fd12:3456::1", kept, private}, {"ff02::1", kept, private}, {"fec0::1", kept, private},
		{"100::1", kept, private},
		{"0", kept, placeheld},
		{"8.8.8.0/24", kept, suspect},
		{"8.8.8.256", kept, suspect},
		{"08.8.8.8", kept, suspect}, // octal to some
		{"8.8.8.8, 10.0.0.1", kept, suspect},
		{"8.8.8", kept, invalid},
		{"corp.example", kept, invalid},
		{"12:30", kept, invalid},
	})
}

func TestDevice(t *testing.T) {
	run(t, model.KindDevice, "", []identifyCase{
		{"6f9619ff-8b86-d011-b42d-00c04fc964ff", kept, ok},
		{"{6F9619FF-8B86-D011-B42D-00C04FC964FF}", "6f9619ff-8b86-d011-b42d-00c04fc964ff", ok},
		{"6F9619FF8B86D011B42D00C04FC964FF", "6f9619ff-8b86-d011-b42d-00c04fc964ff", ok},
		{"3c:22:fb:01:02:03", kept, ok},
		{"3C-22-FB-01-02-03", "3c:22:fb:01:02:03", ok},
		{"3c22.fb01.0203", "3c:22:fb:01:02:03", ok},
		{"3C22FB010203", "3c:22:fb:01:02:03", ok},
		{"123412341234", kept, ok}, // a number, not a MAC address
		{"C02XK1JHJGH5", "c02xk1jhjgh5", ok},
		{"Kim's Laptop", "kim's laptop", ok},
		{"00000000-0000-0000-0000-000000000000", kept, placeheld},
		{"{00000000-0000-0000-0000-000000000000}", kept, placeheld},
		{"ffffffff-ffff-ffff-ffff-ffffffffffff", kept, placeheld},
		{"00:00:00:00:00:00", kept, placeheld},
		{"FF-FF-FF-FF-FF-FF", kept, placeheld},
		{"02:00:00:00:00:00", kept, placeheld},
		{"9774D56D682E549C", kept, placeheld},
		{"03000200-0400-0500-0006-000700080009", kept, placeheld},
		{"To Be Filled By O.E.M.", kept, placeheld},
		{"[object Object]", kept, placeheld},
	})
	run(t, model.KindFingerprint, "", []identifyCase{
		{"769EB4A1EDD3A5B5E7F2E8C2E8B5F1B2", "769eb4a1edd3a5b5e7f2e8c2e8b5f1b2", ok},
		{"6f9619ff-8b86-d011-b42d-00c04fc964ff", "6f9619ff8b86d011b42d00c04fc964ff", ok},
		{"T13D1516H2_8DAAF6152771_E5627EFA2AB1", "t13d1516h2_8daaf6152771_e5627efa2ab1", ok},
	})
}

func TestFileHash(t *testing.T) {
	run(t, model.KindFileHash, "", []identifyCase{
		// FIPS 180-4 and RFC 1321: the hashes of "abc".
		{"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", kept, ok},
		{"A9993E364706816ABA3E25717850C26C9CD0D89D", "a9993e364706816aba3e25717850c26c9cd0d89d", ok},
		{"md5:900150983cd24fb0d6963f7d28e17f72", "900150983cd24fb0d6963f7d28e17f72", ok},
		{"SHA-1: a9993e364706816aba3e25717850c26c9cd0d89d", "a9993e364706816aba3e25717850c26c9cd0d89d", ok},
		{"d41d8cd98f00b204e9800998ecf8427e", kept, placeheld}, // of no bytes
		{"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", kept, placeheld},
		{"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a", kept, suspect},
		{"ffffffffffffffffffffffffffffffff", kept, placeheld},
		{"photo.jpg", kept, invalid},
	})
}

func TestTokens(t *testing.T) {
	c := New(testKey, "")
	for _, tc := range []struct {
		kind model.Kind
		raw  string
		want string
	}{
		{model.KindEmail, "kimlee123@corp.example", "domain=corp.example pattern=a6d3@corp.example"},
		{model.KindRecoveryEmail, "kim@corp.example", "email=kim@corp.example domain=corp.example pattern=a3@corp.example"},
		{model.KindCommitEmail, "1+octocat@users.noreply.github.com", "email=1+octocat@users.noreply.github.com handle=github:octocat"},
		{model.KindEmail, "k.im_gmail.com#EXT#@corp.example", "email=kim@gmail.com domain=corp.example"},
		{model.KindEmail, "kim@gmial.com", ""},
		{model.KindEmail, "kim@соrр.example", "domain=xn--r-0tbhb.example pattern=a3@xn--r-0tbhb.example"},
		{model.KindPhone, "+14155552671", ""},
		{model.KindRecoveryPhone, "+14155552671", "phone=+14155552671"},
		{model.KindIP, "203.0.113.9", "ip24=203.0.113.0/24"},
		{model.KindIP, "2001:db8:1:2:3::4", "ip64=2001:db8:1:2::/64 ip48=2001:db8:1::/48"},
		{model.KindIP, "10.0.0.1", ""},
		{model.KindDevice, "3c:22:fb:01:02:03", "oui=3c:22:fb"},
		{model.KindDevice, "3e:22:fb:01:02:03", "local_mac=3e:22:fb:01:02:03"},
		{model.KindCard, "4111 1111 1111 1111", "bin=411111"},
		{model.KindUsername, "kimlee-1987", "stem=kimlee"},
		{model.KindUsername, "bob1", ""},
		{model.KindUsername, "раураl", "stem=раураl skeleton=paypal"},
		{model.KindUsername, "москва", "stem=москва skeleton=mockba"},
		{model.KindHandle, "github:octocat99", "stem=octocat"},
		{model.KindURL, "https://github.com/octocat/", "domain=github.com page=github.com/octocat handle=github:octocat"},
		{model.KindURL, "http://corp.example:81/a/?b", "domain=corp.example page=corp.example:81/a"},
		{model.KindAddress, "1 Main Street, Apt. 5, Springfield", "building=1 main st springfield"},
		{model.KindPayPal, "kim@corp.example", "email=kim@corp.example domain=corp.example pattern=a3@corp.example"},
		{model.KindPayPal, "+14155552671", "phone=+14155552671"},
	} {
		got := ""
		for i, tok := range Tokens(c.Identify(tc.kind, model.Untrusted(tc.raw), "")) {
			if i > 0 {
				got += " "
			}
			got += tok.Name + "=" + string(tok.Value)
		}
		if got != tc.want {
			t.Errorf("%s %q: %s, want %s", tc.kind, tc.raw, got, tc.want)
		}
	}
}

func TestDetect(t *testing.T) {
	for raw, want := range map[string]model.Kind{
		"kim@corp.example":                           model.KindEmail,
		"Kim@Corp[.]Example":                         model.KindEmail,
		"kim@gmial.com":                              model.KindEmail,
		"203.0.113.9":                                model.KindIP,
		"10.0.0.1":                                   model.KindIP,
		"[2001:db8::1]:443":                          model.KindIP,
		"+1 415 555 2671":                            model.KindPhone,
		"https://corp.example":                       model.KindURL,
		"hxxp://corp[.]example":                      model.KindURL,
		"github.com/octocat":                         model.KindURL,
		"DE89 3704 0044 0532 0130 00":                model.KindIBAN,
		"900150983cd24fb0d6963f7d28e17f72":           model.KindFileHash,
		"a9993e364706816aba3e25717850c26c9cd0d89d":   model.KindFileHash,
		"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed": model.KindWallet,
		"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe":  model.KindWallet,
		"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4": model.KindWallet,
		"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2":         model.KindWallet,
		"":                                           model.KindNone, "kim": model.KindNone, "Kim Lee": model.KindNone, "n/a": model.KindNone,
		"4111 1111 1111 1111": model.KindNone, "12345": model.KindNone, "octocat99": model.KindNone, "a@b": model.KindNone,
	} {
		got, found := Detect(model.Untrusted(raw))
		if got != want || found != (want != model.KindNone) {
			t.Errorf("%q: %s %v, want %s", raw, got, found, want)
		}
	}
}

func TestParse(t *testing.T) {
	id, err := Parse("email:Kim+x@Gmail.com", nil)
	if err != nil || id.Kind != model.KindEmail || id.Value != "kim@gmail.com" || id.Status != ok {
		t.Error(id, err)
	}
	if id, err = Parse("account:okta:00uABC", nil); err != nil || id.Value != "okta:00uABC" {
		t.Error(id, err)
	}
	if id, err = Parse("ip:10.0.0.1", nil); err != nil || id.Status != private {
		t.Error(id, err)
	}
	a, _ := Parse("card:4111-1111-1111-1111", testKey)
	b, _ := Parse("card:4111111111111111", testKey)
	if a.Value != b.Value || a.Status != ok {
		t.Error(a, b)
	}
	for _, ref := range []string{"", "kim", "email", "email:", "mail:kim@corp.example", "ip:kim", "kim@corp.example"} {
		if _, err := Parse(ref, nil); model.KindOf(err) != model.ErrUsage {
			t.Errorf("%q: %v", ref, err)
		}
	}
}
