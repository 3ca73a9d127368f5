package identifier

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// seeds are values near the edges of the rules of many kinds.
var seeds = []string{
	"", " ", "null", "\xff\xfe", "\x00", "\u202e", "a\u0301", "ﷺ", "ß", "İ", "ẞ", "ŉ", "ΐ", "\u1e9a", "\u0345", "가", "\u1100\u1161",
	"k.i.m+x@gmail.com", "a-b@yahoo.com", "1+x@users.noreply.github.com", "Kim <k@x.y>", "a@b[.]c", "[[.]]", "mailto:a@b.c?x", "a@ß.de",
	"kim_x.com#EXT#@t.y", "+14155552671", "00 49 (0)30 1234567", "(415) 555-2671", "+44 020 7183 8750", "٠١٢٣٤٥٦٧٨٩", "+1 ext",
	"1.2.3.4:5", "::ffff:1.2.3.4", "[::1%eth0]:80", "fe80::1%x", "1.2.3.4/32", "::/128",
	"{6F9619FF-8B86-D011-B42D-00C04FC964FF}", "3C-22-FB-01-02-03", "3c22.fb01.0203", "6f9619ff8b86d011b42d00c04fc964ff",
	"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0X52908400098527886E0F7030069857D2E4169EE7", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
	"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
	"41a614f803b6fd780986a42c78ec9c7f77e6ded13c", "eth: 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "1111111111111111111114oLvT2",
	"IBAN DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111", "411111******1111", "x4111-1111-1111-1111x", "bin:411111:00112233445566778899aabbccddeeff",
	"Dr. Kim, Ph.D.", "O'Neil", "a'\u0308", "jr abbot", "김 철수", "李明", "ph d", "''", "a\u0300'\u0301",
	"@octocat", "https://github.com/OctoCat", "github:https://github.com/x", "@a@b.c", "x:y:z", "t.me/s/x", "http://medium.com/@a", ":", "a:", "::",
	"https://WWW.www.x.y:0443/%7e%2f?utm_source=a&b=%zz#f", "//x.y/", "x.y?", "http://[::1]/", "http://a@b@c/", "hxxp://x[.]y", "a.b\\c", "http://x/\u00e9",
	"12/4 Apt. #5 Street", "md5:900150983cd24fb0d6963f7d28e17f72", "sha-256 = e3b0", "ab-12/3", "straße-5", "okta:\u00a0x", "PLATFORM:Native",
	"paypal.me/Kim/", "www.paypal.com/paypalme/x", "~0" + strings.Repeat("0", 32),
}

// FuzzIdentify holds every kind to the promises of the package comment.
func FuzzIdentify(f *testing.F) {
	for _, s := range seeds {
		for _, k := range model.Kinds() {
			f.Add(uint8(k), s, false)
		}
		f.Add(uint8(model.KindSession), s, true)
	}
	c := New(testKey, "GB")
	f.Fuzz(func(t *testing.T, kind uint8, raw string, long bool) {
		if long && raw != "" {
			raw = strings.Repeat(raw, 1+1100/len(raw))
		}
		k := model.Kind(kind % 27)
		id := c.Identify(k, model.Untrusted(raw), "")
		checkPromises(t, c, k, raw, id)
		if k == model.KindCard || k == model.KindPayment {
			for _, s := range []string{string(id.Value), string(id.Raw)} {
				if v := asciiDigits(clean(strings.ReplaceAll(s, "\ufffd", " "))); !hashedCard(v) && maskCards(v) != v && len(v) < maxValue-3 {
					t.Fatalf("%q holds a card number: %q", raw, s)
				}
			}
		}
	})
}

// TestMutations does by chance what FuzzIdentify does by coverage, and many
// times faster: pieces of seeds, joined and bent.
func TestMutations(t *testing.T) {
	rounds := 20_000
	if n, err := strconv.Atoi(os.Getenv("CLEW_MUTATIONS")); err == nil {
		rounds = n
	}
	r := rand.New(rand.NewPCG(1, 2))
	c := New(testKey, "GB")
	kinds := model.Kinds()
	piece := func() string {
		s := seeds[r.IntN(len(seeds))]
		if r.IntN(3) == 0 || s == "" {
			return s
		}
		i := r.IntN(len(s))
		return s[i : i+r.IntN(len(s)-i+1)]
	}
	for range rounds {
		b := []byte(piece())
		for range r.IntN(3) {
			b = append(b, piece()...)
		}
		for range r.IntN(4) {
			if len(b) > 0 {
				switch i := r.IntN(len(b)); r.IntN(4) {
				case 0:
					b[i] = byte(r.Uint32())
				case 1:
					b = slices.Delete(b, i, i+1)
				case 2:
					b = slices.Insert(b, i, []byte(" .-+@:/0aA[]()%#'_~")[r.IntN(19)])
				case 3:
					b = slices.Insert(b, i, []byte(string(rune(r.IntN(0x3100))))...)
				}
			}
		}
		raw := string(b)
		kind := kinds[r.IntN(len(kinds))]
		checkPromises(t, c, kind, raw, c.Identify(kind, model.Untrusted(raw), ""))
	}
}

// FuzzText holds the functions on text and the guessing ones to theirs.
func FuzzText(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		folded := Fold(nil, model.Untrusted(raw))
		if !utf8.Valid(folded) {
			t.Fatalf("%q: folded to invalid %q", raw, folded)
		}
		for _, b := range folded {
			if b < ' ' || b == 0x7F {
				t.Fatalf("%q: folded with control byte %q", raw, folded)
			}
		}
		if again := Fold(nil, model.Untrusted(folded)); string(again) != string(folded) {
			t.Fatalf("%q: folded to %q, and again to %q", raw, folded, again)
		}
		if !utf8.ValidString(Romanise(model.Untrusted(raw))) {
			t.Fatalf("%q: romanised to invalid %q", raw, Romanise(model.Untrusted(raw)))
		}
		if a2, found := Country(model.Untrusted(raw)); found != (len(a2) == 2) {
			t.Fatalf("%q: country %q, %v", raw, a2, found)
		}
		if k, found := Detect(model.Untrusted(raw)); found {
			if id := New(nil, "").Identify(k, model.Untrusted(raw), ""); id.Status == invalid {
				t.Fatalf("%q: detected as %s, which says it is invalid", raw, k)
			}
		}
		if _, err := Parse(raw, nil); err != nil && model.KindOf(err) != model.ErrUsage {
			t.Fatalf("%q: %v", raw, err)
		}
	})
}
