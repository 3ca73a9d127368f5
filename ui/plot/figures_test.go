package plot

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

var asciiTable = &unicode.RangeTable{R16: []unicode.Range16{{Lo: ' ', Hi: '~', Stride: 1}}, LatinOffset: 1}

func TestSpark(t *testing.T) {
	u, a := look("mono", false), look("mono", true)
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		values         []float64
		width          int
		unicode, ascii string
	}{
		{[]float64{0, 1, 2, 3, 4, 5, 6, 7, 8}, 9, " ▁▂▃▄▅▆▇█", " ..::++##"},
		{[]float64{0.001, 1000}, 2, "▁█", ".#"},
		{[]float64{1, 2}, 5, "▄▄██ ", "::## "},
		{[]float64{1, 1, 9, 1, 1, 1}, 2, "█▁", "#."},
		{[]float64{nan, -1, inf, 4}, 4, "?▼▲█", "?v^#"},
		{[]float64{nan, 2, nan, nan}, 2, "█?", "#?"},
		{[]float64{0, 0}, 2, "  ", "  "},
		{nil, 2, "  ", "  "},
		{[]float64{1}, 0, "", ""},
	} {
		if got := Spark(u, c.values, c.width).Text; got != c.unicode {
			t.Errorf("%v: %q, not %q", c.values, got, c.unicode)
		}
		if got := Spark(a, c.values, c.width).Text; got != c.ascii {
			t.Errorf("%v: %q, not %q", c.values, got, c.ascii)
		}
	}
}

func TestSparkProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := draws(t)
		w, _ := h.size()
		s := Spark(h.theme, h.values(200), w)
		exact(t, h.theme, draw.Block{s.Text}, w, 1)
	})
}

var someBars = []Bar{
	{"phone reused", 12340, "certain", theme.Certain},
	{"same device", 8010, "strong", theme.Strong},
	{"IP range", 44, "", theme.Weak},
	{"nothing", 0, "", theme.Weak},
	{"unknown", math.NaN(), "", theme.Weak},
	{"x", 1, "", theme.Weak},
	{"y", 2, "", theme.Weak},
}

func TestBars(t *testing.T) {
	u, a := look("dark", false), look("dark", true)
	is(t, Bars(u, someBars, 50, 6), `
phone reused 12,340 ██████████████████████ certain
same device   8,010 ██████████████▎        strong
IP range         44 ▏
nothing           0
unknown         n/a
and 2 more: 3`)
	is(t, Bars(a, someBars, 50, 5), `
phone reused 12,340 ###################### certain
same device   8,010 ##############         strong
IP range         44 #
nothing           0
and 3 more: 3`)
	is(t, Bars(u, someBars, 24, 4), `
phone r… 12,340 ████████
same de…  8,010 █████▎
IP range     44 ▏
and 4 more: 3`)
	is(t, Bars(u, someBars, 30, 1), "7 in all: 20,397")
	is(t, Bars(u, someBars[:2], 12, 3), "phon… 12,340\nsame…  8,010")
	is(t, Bars(u, someBars[:2], 4, 2), "12,…\n8,0…")
	is(t, Bars(u, nil, 10, 2), "no data")
	is(t, Bars(u, []Bar{{"over", math.Inf(1), "", 0}, {"under", -2.5, "", 0}, {"half", 1, "", 0}}, 20, 3), `
over   inf █████████
under -2.5
half     1 █████████`)
}

func TestBarsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := draws(t)
		w, ht := h.size()
		bars := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Bar {
			return Bar{h.label().Draw(t, "label"), h.value().Draw(t, "value"), h.label().Draw(t, "note"), h.role()}
		}), 0, 50).Draw(t, "bars")
		exact(t, h.theme, Bars(h.theme, bars, w, ht), w, ht)
	})
}

// What is printed comes to the sum of all, and what is not said by a row is counted.
func TestBarsConserve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var bars []Bar
		total := 0
		for i, v := range rapid.SliceOfN(rapid.IntRange(0, 1e6), 1, 60).Draw(t, "values") {
			bars = append(bars, Bar{Label: fmt.Sprintf("l%d", i), Value: float64(v)})
			total += v
		}
		height := rapid.IntRange(1, 60).Draw(t, "height")
		sum, count := 0, 0
		for _, l := range Bars(look("mono", true), bars, 60, height) {
			f := strings.Fields(strings.ReplaceAll(ansi.Strip(l), ",", ""))
			n, v := 1, 0
			switch {
			case len(f) == 0:
				continue
			case f[0] == "and":
				fmt.Sscan(f[1], &n)
				fmt.Sscan(f[3], &v)
			case height == 1 && len(bars) > 1:
				fmt.Sscan(f[0], &n)
				fmt.Sscan(f[3], &v)
			default:
				fmt.Sscan(f[1], &v)
			}
			sum, count = sum+v, count+n
		}
		if sum != total || count != len(bars) {
			t.Fatalf("%d bars of %d, %d of %d", count, len(bars), sum, total)
		}
	})
}

func TestShare(t *testing.T) {
	u, a := look("dark", false), look("dark", true)
	parts := []Part{{"to review", 340, theme.Warn, ""}, {"confirmed", 120, theme.Bad, ""}, {"cleared", 61, theme.Good, ""}, {"snoozed", 2, theme.Dim, ""}}
	is(t, Share(u, parts, 40), `
█████████████████████████░░░░░░░░░▚▚▚▚▚▒
█ to review 340 (65%)
░ confirmed 120 (23%)
▚ cleared 61 (12%)
▒ snoozed 2 (<1%)`)
	is(t, Share(a, parts[:3], 74), `
################################################.................=========
# to review 340 (65%)   . confirmed 120 (23%)   = cleared 61 (12%)`)
	is(t, Share(a, parts, 60), `
######################################..............=======o
# to review 340 (65%)   . confirmed 120 (23%)
= cleared 61 (12%)      o snoozed 2 (<1%)`)
	is(t, Share(u, append(parts, parts...), 30), `
█████████░░░▚▚▒==========▓▓▓··
█ to review 340 (33%)
░ confirmed 120 (11%)
▚ cleared 61 (6%)
▒ snoozed 2 (<1%)
= to review 340 (33%)
▓ confirmed 120 (11%)
· 2 more 63 (6%)`)
	is(t, Share(u, []Part{{"a", math.NaN(), 0, ""}, {"b", -1, 0, ""}, {"c", math.Inf(1), 0, ""}, {"d", 5, 0, "◆"}}, 40), `
◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆◆
█ a n/a        ░ b -1
▚ c inf        ◆ d 5 (100%)`)
	is(t, Share(u, nil, 9), "no data")
}

func TestShareProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := draws(t)
		w, _ := h.size()
		parts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Part {
			return Part{h.label().Draw(t, "label"), h.value().Draw(t, "value"), h.role(), h.label().Draw(t, "glyph")}
		}), 0, 12).Draw(t, "parts")
		b := Share(h.theme, parts, w)
		exact(t, h.theme, b, w, len(b))
	})
}

func TestApportion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := draws(t).values(20)
		things, each := rapid.IntRange(0, 200).Draw(t, "things"), rapid.Bool().Draw(t, "each")
		some, sum := 0, 0
		out := apportion(values, things, each)
		for i, n := range out {
			if placed(values[i]) {
				some++
			} else if n != 0 {
				t.Fatalf("%g has %d", values[i], n)
			}
			sum += n
		}
		if some > 0 && sum != things {
			t.Fatalf("%d of %d", sum, things)
		}
		if each && some <= things {
			for i, n := range out {
				if placed(values[i]) && n < 1 {
					t.Fatalf("%g has none", values[i])
				}
			}
		}
	})
}

// A part's columns in the bar are its glyph, and no other part has it.
func TestShareTextures(t *testing.T) {
	for _, glyphs := range [][7]string{partGlyphs, partASCII} {
		seen := map[string]bool{}
		for _, g := range glyphs {
			if seen[g] || text.Width(g) != 1 {
				t.Errorf("%q", g)
			}
			seen[g] = true
		}
	}
	for _, th := range []*theme.Theme{look("mono", false), look("mono", true)} {
		for _, l := range Share(th, []Part{{"a", 1, 0, ""}, {"b", 1, 0, ""}}, 20) {
			if l != ansi.Strip(l) {
				t.Errorf("mono has colour: %q", l)
			}
		}
	}
}
