package text

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestDisplay(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"Lena Park", "Lena Park"},
		{"김민준 Ünïcøde жук 漢字 カナ", "김민준 Ünïcøde жук 漢字 カナ"},
		{"שלום مرحبا", "שלום مرحبا"},
		{"👍🏽 🇩🇪", "👍🏽 🇩🇪"},
		{"a\x1b[2Jb", "a⟨ESC⟩[2Jb"},
		{"a\tb\r\nc\x00\x7f", "a⟨HT⟩b⟨CR⟩⟨LF⟩c⟨NUL⟩⟨DEL⟩"},
		{"a\u009b2J", "a⟨U+009B⟩2J"},
		{"cv_\u202efdp.exe", "cv_⟨U+202E⟩fdp.exe"},
		{"x\U000e0049", "x⟨U+E0049⟩"},
		{"a\xff\xfeb", "a⟨0xFF⟩⟨0xFE⟩b"},
		{"a\u200db", "a⟨U+200D⟩b"},
		{"❤\ufe0f", "❤⟨U+FE0F⟩"},
		{"x\u3164\u2800\u17b4", "x⟨U+3164⟩⟨U+2800⟩⟨U+17B4⟩"},
		{"x\ue000\ufdd0\u2028", "x⟨U+E000⟩⟨U+FDD0⟩⟨U+2028⟩"},
		{"⟨ESC⟩", "⟨U+27E8⟩ESC⟩"},
		{"e\u0301 \u1112\u1161\u11ab", "é 한"},
		{"\u212a\u0344", "K\u0308\u0301"},
		{"a" + strings.Repeat("\u0335", 1000) + "b", "a\u0335\u0335\u0335\u0335⟨+996 marks⟩b"},
		{"a" + strings.Repeat("\u0344", 3), "ä\u0301\u0308\u0301⟨+2 marks⟩"},
		{"\u0301abc", "⟨U+0301⟩abc"},
		{"\x1b\u0301", "⟨ESC⟩⟨U+0301⟩"},
		{"\u1160\u0323a", "⟨U+1160⟩⟨U+0323⟩a"},
		{"a\u0335\u0335\u0335\u0335\u0335\xff", "a\u0335\u0335\u0335\u0335⟨+1 marks⟩⟨0xFF⟩"},
		{"🏽x", "⟨U+1F3FD⟩x"},
		{strings.Repeat("\u1100", 38), "\u1100⟨+37 jamo⟩"},
		{"\u1100\u1100\u1161", "\u1100⟨+1 jamo⟩"},
		{"\u1112\u119e\u11ab", "\u1112⟨+2 jamo⟩"},
		{"한\u11ab\u0301x", "한⟨+1 jamo⟩⟨U+0301⟩x"},
		{"a\u1161\u11a8\u11a8", "a⟨U+1161⟩⟨+2 jamo⟩"},
		{"ㄱㄴ ᄀ 각 ｱﾡ", "ㄱㄴ ᄀ 각 ｱﾡ"},
		{"abc\u0d4e", "abc⟨U+0D4E⟩"},
		{"ｶ" + strings.Repeat("ﾞ", 40), "ｶ" + strings.Repeat("ﾞ", 7) + "⟨+99 bytes⟩"},
		{"👍" + strings.Repeat("🏽", 20), "👍" + strings.Repeat("🏽", 3) + "⟨+68 bytes⟩"},
		{"र्त्स्न्य क्षा", "र्त्स्न्य क्षा"},
		{strings.Repeat("क्", 20) + "क", strings.Repeat("क्", 8) + "⟨+75 bytes⟩"},
		{"漢" + strings.Repeat("\U0001d165", 10), "漢" + strings.Repeat("\U0001d165", 4) + "⟨+6 marks⟩"},
		{" ", "(empty-looking, 1 bytes)"},
		{"\u3164", "(empty-looking, 3 bytes)"},
		{"\t\u200b\u00a0", "(empty-looking, 6 bytes)"},
		{"\x1b\u202e\U0001d159", "(empty-looking, 8 bytes)"},
		{"\U0001fbff", "⟨U+1FBFF⟩"},
		{"\ue000", "⟨U+E000⟩"},
		{" x", " x"},
		{strings.Repeat("a", 5000), strings.Repeat("a", 4096) + "⟨+904 bytes⟩"},
		{"a" + strings.Repeat("漢", 2000), "a" + strings.Repeat("漢", 1365) + "⟨+1905 bytes⟩"},
		{strings.Repeat("a", 4095) + "\xe6\xbc", strings.Repeat("a", 4095) + "⟨0xE6⟩⟨+1 bytes⟩"},
		{strings.Repeat(" ", 5000) + "x", "(empty-looking, 5001 bytes)"},
	} {
		if got := Display(model.Untrusted(c.in)); got != c.want {
			t.Errorf("%.60q:\n got %.200q\nwant %.200q", c.in, got, c.want)
		}
	}
}

func TestLines(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want []string
	}{
		{"", 3, nil},
		{"a", 0, nil},
		{"a", 1, []string{"a"}},
		{"a\n", 3, []string{"a"}},
		{"a\r\n\r\n  \x1bb\rc\n", 9, []string{"a", "", "  ⟨ESC⟩b⟨CR⟩c"}},
		{"a\nb\nc", 3, []string{"a", "b", "c"}},
		{"a\nb\nc\nd", 3, []string{"a", "b", "⟨+2 lines⟩"}},
		{"a\nb", 1, []string{"⟨+2 lines⟩"}},
		{"\n\n \t\n", 9, []string{"(empty-looking, 5 bytes)"}},
		{"\n", 9, []string{"(empty-looking, 1 bytes)"}},
	} {
		if got := Lines(model.Untrusted(c.in), c.max); !slices.Equal(got, c.want) {
			t.Errorf("%q, %d: %q, want %q", c.in, c.max, got, c.want)
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"abc", 0, ""}, {"abc", -1, ""}, {"", 2, "  "}, {"abc", 1, "…"}, {"abc", 2, "a…"}, {"abc", 3, "abc"}, {"abc", 5, "abc  "},
		{"漢字", 1, "…"}, {"漢字", 2, "… "}, {"漢字", 3, "漢…"}, {"漢字", 4, "漢字"}, {"漢字", 5, "漢字 "},
		{"a漢", 2, "a…"}, {"a漢b", 3, "a… "}, {"漢a", 3, "漢a"}, {"漢ab", 3, "漢…"},
		{"é́é", 2, "é́é"}, {"👍🏽👍🏽", 5, "👍🏽…"}, {"👍🏽👍🏽", 3, "…  "}, {"🇩🇪x", 2, "… "},
		{"क्षx", 3, "क्षx"}, {"क्षx", 2, "… "}, {"रेखा", 4, "रेखा "},
	} {
		if got := Fit(c.in, c.width); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

// checkShown holds what Display made of a text to everything it promises.
func checkShown(t *testing.T, name, in, shown string) {
	t.Helper()
	if what := scan(shown); what != "" {
		t.Fatalf("%s: %.100q shows %s: %.200q", name, in, what, shown)
	}
	// x/text breaks long runs with U+034F, and calls a text without it unnormal.
	if nfc := strings.ReplaceAll(norm.NFC.String(shown), "\u034f", ""); nfc != shown {
		t.Fatalf("%s: %.100q: not in NFC: %.200q", name, in, shown)
	}
	if in != "" && strings.TrimSpace(shown) == "" {
		t.Fatalf("%s: %.100q shows nothing", name, in)
	}
	if Width(shown) > 8*maxInput {
		t.Fatalf("%s: %d columns", name, Width(shown))
	}
	sum := 0
	for rest := shown; rest != ""; {
		cluster, width := FirstCluster(rest)
		marks, letters := 0, 0
		for i, r := range cluster {
			if hangul(r) && (i > 0 || unicode.Is(inner, r)) {
				t.Fatalf("%s: cluster %+q stacks Hangul", name, cluster)
			}
			if unicode.Is(unicode.M, r) {
				marks++
			} else {
				letters++
			}
		}
		// Indic conjuncts hold several letters, each with its own marks.
		if marks > maxMarks*max(letters, 1) || len(cluster) > maxCluster || width == 0 || width > maxColumns {
			t.Fatalf("%s: cluster %q has %d marks, %d bytes, width %d", name, cluster, marks, len(cluster), width)
		}
		sum += width
		rest = rest[len(cluster):]
	}
	if Width(shown) != sum {
		t.Fatalf("%s: %q is %d columns, its clusters %d", name, shown, Width(shown), sum)
	}
	// A cell keeps its width between its neighbours.
	if got := Width("│" + shown + " │"); shown != "" && got != sum+3 {
		t.Fatalf("%s: %q is %d columns alone and %d between borders", name, shown, sum, got-3)
	}
}

func checkFit(t *testing.T, name, shown string, width int) {
	t.Helper()
	cell := Fit(shown, width)
	if got := Width(cell); got != max(width, 0) {
		t.Fatalf("%s: %.100q in %d columns is %d wide: %q", name, shown, width, got, cell)
	}
	if got := Width("│" + cell + "│"); got != max(width, 0)+2 {
		t.Fatalf("%s: %.100q in %d columns joins with its border: %q", name, shown, width, cell)
	}
	if what := scan(cell); what != "" {
		t.Fatalf("%s: cell shows %s", name, what)
	}
}

func TestHostile(t *testing.T) {
	t.Run("own", func(t *testing.T) { checkSet(t, hostile.Own(t, "text")) })
	t.Run("collected", func(t *testing.T) { checkSet(t, collected(t)) })
}

func checkSet(t *testing.T, set map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		in := set[name]
		shown := Display(model.Untrusted(in))
		checkShown(t, name, in, shown)
		for width := range 41 {
			checkFit(t, name, shown, width)
		}
		for _, line := range Lines(model.Untrusted(in), 50) {
			if what := scan(line); what != "" {
				t.Fatalf("%s: a line shows %s", name, what)
			}
		}
	}
	t.Logf("%d texts", len(set))
}

// TestEveryCharacter shows each code point alone, between letters and after an
// escape, and holds the fast path to the long one.
func TestEveryCharacter(t *testing.T) {
	step := rune(1)
	for r := rune(0); r <= unicode.MaxRune; r += step {
		switch { // most of what lies above is unassigned or private
		case r < 0x20000, r >= 0xe0000 && r < 0xe1000:
			step = 1
		default:
			step = 64
		}
		for _, in := range []string{string(r), "a" + string(r) + "b", "\xff" + string(r)} {
			checkShown(t, "character", in, Display(model.Untrusted(in)))
		}
		if !plain(r) {
			continue
		}
		var long escaper
		long.atEdge = true
		long.add(r)
		if s := string(r); long.String() != s || clusters(norm.NFC.String("a"+s+s)) != "a"+s+s || firstOf(s+"a") != s ||
			!norm.NFC.IsNormalString(s) || len(firstOf("a"+s)) != 1 || firstOf(s+s) != s {
			t.Errorf("U+%04X is not plain", r)
		}
	}
}

// Whatever is written with Hangul is shown in clusters that every terminal draws
// alike, and what is written in syllables stays as it is.
func TestHangul(t *testing.T) {
	parts := []rune{0x1100, 0x1112, 0x115f, 0xa960, 0xa97c, 0x1160, 0x1161, 0x119e, 0x11a8, 0x11ff, 0xd7b0, 0xd7fb, 0xac00, 0xac01, 0xd7a3, 0x3131, 0xffa1, 0x301, 0x302e, 'a', ' '}
	rapid.Check(t, func(r *rapid.T) {
		in := string(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 60).Draw(r, "text"))
		shown := Display(model.Untrusted(in))
		checkShown(t, "hangul", in, shown)
		checkFit(t, "hangul", shown, rapid.IntRange(0, 90).Draw(r, "width"))
	})
	rapid.Check(t, func(r *rapid.T) {
		in := string(rapid.SliceOfN(rapid.RuneFrom(nil, syllable), 1, 60).Draw(r, "syllables"))
		for _, s := range []string{in, norm.NFD.String(in)} {
			if got := Display(model.Untrusted(s)); got != in {
				r.Fatalf("%+q is shown as %+q", s, got)
			}
		}
	})
}

func firstOf(s string) string {
	cluster, _ := FirstCluster(s)
	return cluster
}

func TestASCIIDoesNotAllocate(t *testing.T) {
	in := model.Untrusted("lena.park0417@outlook.example")
	for name, f := range map[string]func(){
		"Display": func() { Display(in) },
		"Hangul":  func() { Display("김민준") },
		"Width":   func() { Width(string(in)) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func FuzzDisplay(f *testing.F) {
	for _, in := range hostile.Own(f, "text") {
		if len(in) < 3000 {
			f.Add(in)
		}
	}
	f.Fuzz(func(t *testing.T, in string) {
		checkShown(t, "fuzz", in, Display(model.Untrusted(in)))
		for _, line := range Lines(model.Untrusted(in), 5) {
			if what := scan(line); what != "" {
				t.Fatalf("%q: a line shows %s", in, what)
			}
		}
	})
}

func FuzzFit(f *testing.F) {
	for _, in := range hostile.Own(f, "text") {
		if len(in) < 3000 {
			f.Add(in, 7)
		}
	}
	f.Fuzz(func(t *testing.T, in string, width int) {
		checkFit(t, "fuzz", Display(model.Untrusted(in)), width%200)
	})
}

func BenchmarkDisplay(b *testing.B) {
	for name, in := range map[string]model.Untrusted{
		"ascii":  "lena.park0417@outlook.example",
		"hangul": "김민준",
		"nfd":    "\u1100\u1175\u11b7\u1106\u1175\u11ab",
		"escape": "a\x1b[31mb\u202ec",
		"zalgo":  model.Untrusted("Z" + strings.Repeat("\u0301", 1000)),
		"1MiB":   model.Untrusted(strings.Repeat("\n", 1<<20)),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Display(in)
			}
		})
	}
}

func BenchmarkFit(b *testing.B) {
	for name, in := range map[string]string{"ascii": "lena.park0417@outlook.example", "hangul": "김민준 김민준 김민준"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Fit(in, 12)
			}
		})
	}
}
