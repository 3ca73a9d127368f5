package casefile_test

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/store/casefile"
	attacks "github.com/seed-28a39f10/clew/ui/uitest/hostile"
	"pgregory.net/rapid"
)

func TestDefang(t *testing.T) {
	for _, c := range []struct {
		kind     string
		in, want casefile.Text
	}{
		{"email", "kim.lee@evil.example", "kim[.]lee[@]evil[.]example"},
		{"email", "evil.example", "evil[.]example"},
		{"paypal", "paypal.me/kim", "paypal[.]me/kim"},
		{"ip", "198.51.100.7", "198[.]51[.]100[.]7"},
		{"ip", "2001:db8::7", "2001[:]db8[:][:]7"},
		{"ip", "https://evil.example", "hxxps://evil[.]example"},
		{"url", "https://evil.example/a.html?x=1", "hxxps://evil[.]example/a[.]html?x=1"},
		{"url", "HTTP://evil.example", "HXXP://evil[.]example"},
		{"url", "ftp://evil.example", "ftp[:]//evil[.]example"},
		{"url", "hxxps://evil[.]example", "hxxps://evil[.]example"},
		{"url", "ftp[:]//evil[.]example", "ftp[:]//evil[.]example"},
		{"url", "http://a.example,http://b.example", "hxxp://a[.]example,hxxp://b[.]example"},
		{"url", "httpſ://evil.example", "httpſ[:]//evil[.]example"},
		{"url", "://", "[:]//"},
		{"handle", "github:octo1", "github:octo1"},
		{"username", "lena.park", "lena.park"},
		{"username", "@lena.park", "@lena.park"},
		{"", "lies in 198.51.100.0/24, e.g. 3.14", "lies in 198[.]51[.]100[.]0/24, e.g. 3.14"},
		{"", "from 198.51.100.7:443.", "from 198[.]51[.]100[.]7[:]443[.]"},
		{"", "see\twww.evil.example or\nhttp://evil.example !", "see\twww[.]evil[.]example or\nhxxp://evil[.]example !"},
		{"", "a\xff@b.example", "a\xff[@]b[.]example"},
		{"", "", ""},
	} {
		if got := casefile.Defang(c.kind, c.in); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.kind, c.in, got, c.want)
		}
	}
}

func TestRefangTakesDefangBack(t *testing.T) {
	texts := attacks.Few
	if _, ok := attacks.Data(t, "hostile"); ok {
		for _, s := range attacks.Texts(t) {
			texts = append(texts, s)
		}
	}
	check := func(t rapid.TB, kind, s string) {
		once := casefile.Defang(kind, casefile.Text(s))
		if twice := casefile.Defang(kind, once); twice != once {
			t.Errorf("%s %q: %q, and again %q", kind, s, once, twice)
		}
		had := strings.Contains(strings.ToLower(s), "xx")
		for _, b := range []string{"[.]", "[@]", "[:]"} {
			had = had || strings.Contains(s, b)
		}
		if back := casefile.Refang(once); !had && string(back) != s {
			t.Errorf("%s %q: came back as %q", kind, s, back)
		}
		if strings.Contains(strings.ToLower(string(once)), "http://") || strings.Contains(strings.ToLower(string(once)), "https://") {
			t.Errorf("%s %q: %q can be followed", kind, s, once)
		}
	}
	for _, s := range texts {
		for _, kind := range []string{"", "url", "ip", "username"} {
			check(t, kind, s)
		}
	}
	pieces := rapid.SampledFrom([]string{"http", "HTTPS", "hxxp", "://", ":", "//", ".", "@", "[", "]", "[.]", " ", "\n", "\u00a0", "www.", "198.51.100.7", "2001:db8::1", "a", "\xff", "ſ", "İ", ","})
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.SampledFrom([]string{"", "email", "ip", "url", "handle"}).Draw(t, "kind"), strings.Join(rapid.SliceOfN(pieces, 0, 9).Draw(t, "text"), ""))
	})
}
