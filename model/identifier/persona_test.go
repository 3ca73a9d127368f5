package identifier

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestName(t *testing.T) {
	run(t, model.KindName, "", []identifyCase{
		{"kim lee", kept, ok},
		{"Lee KIM", "kim lee", ok},
		{"Dr. Ada Lovelace, Ph.D.", "ada lovelace", ok},
		{"Mrs Ada  Lovelace", "ada lovelace", ok},
		{"Miles O'Brien", "miles obrien", ok},
		{"Miles O’Brien", "miles obrien", ok},
		{"Kim Jong-Su", "jong kim su", ok},
		{"J.R. Smith", "j r smith", ok},
		{"Anna Anna", "anna", ok},
		{"Dr. Mr", "dr mr", ok},
		{"Mr. Ph. D.", "d ph", ok},
		{"Md Rahman", "md rahman", ok},
		{"José Núñez", "josé núñez", ok},
		{"José Núñez", "josé núñez", ok},
		{"ＫＩＭ Ｌｅｅ", "kim lee", ok},
		{"김철수", kept, ok},
		{"Straße", "strasse", ok},
		{"раураl", "раураl", ok},
		{"🐱", kept, invalid},
		{"!!!", kept, invalid},
		{strings.Repeat("ab ", 60), "ab", ok},
	})
}

// TestWordName holds the path by words to the slow one, on words of many scripts
// and on what can go wrong between two of them.
func TestWordName(t *testing.T) {
	pieces := append([]string{"김", "철수", "O’Neil", "Dr.", "Ph", "D", "ph", "नेहा", "मेहता", "Алина", "МАРИЯ", "ΣΊΣΥΦΟΣ", "Straße", "José",
		"Jose\u0301", "\u0301", "\u0308x", "x\u0308\u0301\u0327", "\u00a0", "\u3000", "\u200b", "\u200d", "\x01", "\x7f", "\xff", "\u0085", "ﷺ", "ㄱ",
		"\u1100", "\u1161\u11a8", "ﬁ", "¨", "´", "ℌ", "½", "①", "A", "b", " ", "  ", "-", "'", "`", "ß", "İ", "ı", "先生", "님", "null", "없음", "無",
		strings.Repeat("\u0323", 12), "கோ", "ကြီး", "דָּוִד", "محمد", "𝕜𝕚𝕞", "🐱", "~", "0", "x"}, seeds...)
	c := New(nil, "")
	fast := 0
	for seed := range uint64(60_000) {
		r := rand.New(rand.NewPCG(seed, 3))
		var raw string
		for range 1 + r.IntN(6) {
			raw += pieces[r.IntN(len(pieces))]
			if r.IntN(2) == 0 {
				raw += " "
			}
		}
		got, ok := c.wordName(raw)
		if !ok {
			continue
		}
		fast++
		if want, st := anyName(raw); len(raw) <= maxFastName && !placeholder(raw) && (got != want || st != model.StatusOK) {
			t.Fatalf("%q: %q by words, and %q as a whole (%v)", raw, got, want, st)
		}
	}
	if fast < 10_000 {
		t.Errorf("only %d names went by words", fast)
	}
}

func TestRomanise(t *testing.T) {
	for raw, want := range map[model.Untrusted]string{
		// The Romanization's own examples, by syllable.
		"부산": "busan bu san", "한복남": "hanboknam han bok nam", "홍빛나": "hongbitna hong bit na",
		"김철수": "gimcheolsu kim cheol su", "박 지성": "bak jiseong ji seong", "남궁민": "namgungmin namgung min",
		"习近平": "xijinping xi jin ping", "李明": "liming lee ming", "欧阳修": "ouyangxiu ouyang xiu",
		"Kim 철수": "kim cheolsu cheol su", "Kim": "", "": "", "Женя": "", "ひらがな": "",
	} {
		if got := Romanise(raw); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

// TestTexts holds the search text of names to that of their words, with all that
// can go wrong between two of them.
func TestTexts(t *testing.T) {
	pieces := append([]string{"김", "철수", "李", "小龙", "Kim", "O’Neil", "नेहा", "МАРИЯ", "ΣΊΣΥΦΟΣ", "Straße", "Jose\u0301", "\u0301", "\u0308x",
		"\u00a0", "\u3000", "\u200b", "\x01", "\x00", "\n", "\xff", "ﷺ", "\u1100", "\u1161\u11a8", "ﬁ", "¨", "ℌ", " ", "  ", "-", "'", "İ",
		strings.Repeat("\u0323", 40), "🐱"}, seeds...)
	var texts Texts
	for seed := range uint64(30_000) {
		r := rand.New(rand.NewPCG(seed, 4))
		var raw string
		for range 1 + r.IntN(6) {
			raw += pieces[r.IntN(len(pieces))]
			if r.IntN(2) == 0 {
				raw += " "
			}
		}
		s := model.Untrusted(raw)
		want := Fold(append(Fold(nil, s), 0), model.Untrusted(Romanise(s)))
		if got := texts.AppendName([]byte("x"), s); string(got[1:]) != string(want) {
			t.Fatalf("%q: %q, want %q", raw, got[1:], want)
		}
	}
}

// TestRomanNames holds spellings of one name to a common key, and other names
// apart.
func TestRomanNames(t *testing.T) {
	c := New(nil, "")
	keys := func(raw string) (out []string) {
		for _, tok := range Tokens(c.Identify(model.KindName, model.Untrusted(raw), "")) {
			if tok.Name == "name_roman" {
				out = append(out, string(tok.Value))
			}
		}
		return out
	}
	meet := func(a, b string) bool {
		return slices.ContainsFunc(keys(a), func(k string) bool { return slices.Contains(keys(b), k) })
	}
	for _, same := range [][]string{
		{"김철수", "김 철수", "Kim Chol Su", "Cheol-su Kim", "Kim Chul-Soo", "GIM CHEOLSU", "金철수"},
		{"이영호", "Lee Young Ho", "Yi Yeongho", "Rhee Yongho", "Youngho Lee"},
		{"박정현", "Park Jung Hyun", "Bak Jeonghyeon", "Pak Jong-hyon", "Junghyun Park"},
		{"최광", "Choi Kwang", "Choe Gwang"},
		{"정우", "Jung Woo", "Chong U"},
		{"李明", "Li Ming", "Ming Lee"},
		{"陈伟", "陳偉", "Chen Wei", "Chan Wei", "Wei Tan"},
		{"王芳", "Wang Fang", "Wong Fang"},
		{"张强", "Zhang Qiang", "Qiang Cheung"},
		{"欧阳修", "歐陽修"},
	} {
		for _, other := range same[1:] {
			if !meet(same[0], other) {
				t.Errorf("%s %q and %s %q do not meet", same[0], keys(same[0]), other, keys(other))
			}
		}
	}
	for _, apart := range [][2]string{
		{"김철수", "김영호"}, {"Kim Chol Su", "Park Chol Su"}, {"李明", "王明"}, {"Ada Lovelace", "Grace Hopper"},
	} {
		if meet(apart[0], apart[1]) {
			t.Errorf("%v meet in %q", apart, keys(apart[0]))
		}
	}
	if k := keys("Ada Lovelace"); k != nil {
		t.Errorf("a name without a known family has keys %q", k)
	}
}

func TestFamilyClasses(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range strings.Fields(familyClasses) {
		if seen[s] {
			t.Errorf("%s is in two classes", s)
		}
		seen[s] = true
	}
}

func TestAddress(t *testing.T) {
	run(t, model.KindAddress, "", []identifyCase{
		{"1 Main Street, Apt. #5, Springfield", "1 main st unit 5 springfield", ok},
		{"1 Main St Suite 5 Springfield", "1 main st unit 5 springfield", ok},
		{"12/4 North O'Hare Boulevard", "12/4 n ohare blvd", ok},
		{"Hauptstraße 5", "hauptstrasse 5", ok},
		{"서울특별시 강남구 1", kept, ok},
		{"...!", kept, invalid},
	})
	for word, short := range addressShort {
		if _, again := addressShort[short]; again {
			t.Errorf("%s is shortened to %s, which is shortened too", word, short)
		}
	}
}

func TestFold(t *testing.T) {
	for raw, want := range map[model.Untrusted]string{
		"Kim LEE": "kim lee", "a\tb\nc\x00d\x7fe": "a b c d e", "": "",
		"Straße": "strasse", "JOSE\u0301": "josé", "\xff": "\ufffd", "a\u0085b": "a b", "ΣΊΣΥΦΟΣ": "σίσυφοσ",
		"김철수": "김철수", "\u1100\u1161": "가",
	} {
		if got := string(Fold([]byte("x"), raw)); got != "x"+want {
			t.Errorf("%q: %q, want %q", raw, got, "x"+want)
		}
	}
}

func TestCountry(t *testing.T) {
	for raw, want := range map[model.Untrusted]string{
		"US": "US", "us": "US", "USA": "US", "U.S.A.": "US", "U.S.": "US", "United States": "US", "the United States of America": "US",
		"KP": "KP", "PRK": "KP", "DPRK": "KP", "North Korea": "KP", "Korea, Democratic People's Republic of": "KP",
		"Korea (Democratic People's Republic of)": "KP", "Korea (the Republic of)": "KR", "South Korea": "KR", "Korea, Republic of": "KR",
		"대한민국": "KR", "中国": "CN", "Россия": "RU", "Russian Federation": "RU", "Viet Nam": "VN", "Vietnam": "VN",
		"Côte d'Ivoire": "CI", "Cote d’Ivoire": "CI", "Ivory Coast": "CI", "Türkiye": "TR", "Turkey": "TR",
		"Saint Lucia": "LC", "St. Lucia": "LC", "Bosnia and Herzegovina": "BA", "UK": "GB", "England": "GB", "Hong Kong": "HK",
		"Seoul, Seoul, KR": "KR", "San Francisco, CA, US": "US", "Toronto, Ontario, Canada": "CA", "Seoul, South Korea": "KR",
		"Berlin, Berlin, DE": "DE", "🇰🇷": "KR", "United Kingdom (UK)": "GB", "Czech Republic": "CZ", "Bolivia (Plurinational State of)": "BO",
		"Lao People's Democratic Republic": "LA", "Eswatini": "SZ", "North Macedonia": "MK", "  Japan ": "JP",
		// Not guessed.
		"San Francisco, CA": "", "Berlin, DE": "", "Atlanta, Georgia": "", "": "", "XX": "", "Remote": "", "Earth": "", "ZZZ": "",
	} {
		got, found := Country(raw)
		if got != want || found != (want != "") {
			t.Errorf("%q: %q %v, want %q", raw, got, found, want)
		}
	}
}

func TestCountryTable(t *testing.T) {
	names := map[string]string{}
	codes := map[string]bool{}
	for line := range strings.Lines(countryTable) {
		line = strings.TrimSuffix(line, "\n")
		a2, a3 := line[:2], line[2:5]
		if codes[a2] || codes[a3] || line[5] != ' ' {
			t.Errorf("line %q", line)
		}
		codes[a2], codes[a3] = true, true
		for name := range strings.SplitSeq(line[6:], "|") {
			if countryKey(name) != name {
				t.Errorf("%s: %q is not in the form of countryKey, %q", a2, name, countryKey(name))
			}
			if other, dup := names[name]; dup {
				t.Errorf("%q is %s and %s", name, other, a2)
			}
			names[name] = a2
			if got, _ := Country(model.Untrusted(name)); got != a2 {
				t.Errorf("%q is %s, want %s", name, got, a2)
			}
		}
	}
	if len(codes) != 2*249 {
		t.Errorf("%d codes, ISO 3166-1 has 249 countries", len(codes)/2)
	}
}
