package plot

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

func look(name string, ascii bool) *theme.Theme {
	t, ok := theme.New(name, ascii)
	if !ok {
		panic(name)
	}
	return t
}

// is compares what is on the screen with lines that are written without the blanks
// at their ends and below.
func is(t *testing.T, got draw.Block, want string) {
	t.Helper()
	var lines []string
	for _, l := range got {
		lines = append(lines, strings.TrimRight(ansi.Strip(l), " "))
	}
	if s := strings.TrimRight(strings.Join(lines, "\n"), "\n"); s != strings.Trim(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}

// exact holds a figure to its size, to the theme and to clean output.
func exact(t *rapid.T, th *theme.Theme, b draw.Block, width, height int) {
	if len(b) != max(height, 0) {
		t.Fatalf("%d lines, not %d", len(b), height)
	}
	for _, l := range b {
		bare := ansi.Strip(l)
		if w := text.Width(bare); w != max(width, 0) {
			t.Fatalf("%d columns, not %d: %q", w, width, bare)
		}
		if strings.ContainsAny(bare, "\x1b\n\r") {
			t.Fatalf("%q is more than a line", l)
		}
		if th.Glyphs.ASCII && strings.IndexFunc(bare, func(r rune) bool { return r >= 0x80 }) >= 0 {
			t.Fatalf("%q is outside ASCII", bare)
		}
	}
}

// hostile draws sizes, numbers, texts and times of all kinds.
type hostile struct {
	*rapid.T
	theme *theme.Theme
}

func draws(t *rapid.T) hostile {
	return hostile{t, look(rapid.SampledFrom(theme.Names()).Draw(t, "theme"), rapid.Bool().Draw(t, "ascii"))}
}

func (h hostile) size() (width, height int) {
	return rapid.OneOf(rapid.IntRange(-2, 12), rapid.IntRange(13, 130)).Draw(h.T, "width"),
		rapid.OneOf(rapid.IntRange(-2, 12), rapid.IntRange(13, 40)).Draw(h.T, "height")
}

func (h hostile) value() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.Map(rapid.IntRange(-3, 20000), func(n int) float64 { return float64(n) }),
		rapid.Float64Range(0, 3),
		rapid.Float64(),
		rapid.SampledFrom([]float64{0, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64, 1e300, 1e-300, math.Copysign(0, -1)}),
	)
}

func (h hostile) values(n int) []float64 {
	return rapid.SliceOfN(h.value(), 0, n).Draw(h.T, "values")
}

// label gives a text that is clean; with ASCII glyphs one of ASCII, so that the
// figure must be too.
func (h hostile) label() *rapid.Generator[string] {
	g := rapid.OneOf(rapid.StringN(0, 30, -1), rapid.StringOfN(rapid.RuneFrom([]rune("a漢é👍ｶﾞ\u0301 ")), 0, 30, -1))
	if h.theme.Glyphs.ASCII {
		g = rapid.StringOfN(rapid.RuneFrom(nil, asciiTable), 0, 30, -1)
	}
	return rapid.Map(g, func(s string) string { return text.Display(model.Untrusted(s)) })
}

func (h hostile) labels(n int) []string {
	return rapid.SliceOfN(h.label(), 0, n).Draw(h.T, "labels")
}

func (h hostile) role() theme.Role {
	return theme.Role(rapid.IntRange(0, int(theme.Heat4)).Draw(h.T, "role"))
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", math.Copysign(0, -1): "0", 7: "7", 999: "999", 1000: "1,000", 12300: "12,300", -1234567: "-1,234,567",
		999999999999999: "999,999,999,999,999", 1e15: "1e+15", math.MaxFloat64: "1.8e+308", 0.5: "0.5", 0.30000000000000004: "0.3",
		12.345: "12.3", 1.999: "2", 1234.5: "1,234", 0.00012345: "0.000123", 1e-9: "1e-09", -0.25: "-0.25",
		math.Inf(1): "inf", math.Inf(-1): "-inf",
	} {
		if got := Number(v); got != want {
			t.Errorf("%g is %q, not %q", v, got, want)
		}
	}
	if got := Number(math.NaN()); got != "n/a" {
		t.Error(got)
	}
}

func TestAxis(t *testing.T) {
	for _, c := range []struct {
		top   float64
		rows  int
		whole bool
		want  string
	}{
		{340, 8, true, "100 200 300 400"},
		{12300, 6, true, "5,000 10,000 15,000"},
		{1, 8, true, "1"},
		{3, 8, true, "1 2 3 4"},
		{0.7, 4, false, "0.5 1"},
		{0.31, 8, false, "0.1 0.2 0.3 0.4"},
		{0, 4, true, "1"},
		{7, 1, true, "10"},
		{1e300, 6, false, "5e+299 1e+300"},
	} {
		if got := strings.Join(newAxis(c.top, c.rows, c.whole).ticks(), " "); got != c.want {
			t.Errorf("%g over %d rows: %s, not %s", c.top, c.rows, got, c.want)
		}
	}
}

func TestAxisProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		top, rows := rapid.Float64Range(1e-6, 1e9).Draw(t, "top"), rapid.IntRange(1, 60).Draw(t, "rows")
		a := newAxis(top, rows, false)
		if n := a.eighths(top); n > 8*rows || n < 8*rows*2/5 {
			t.Fatalf("the greatest value is %d of %d eighths high", n, 8*rows)
		}
		ticks := a.ticks()
		if len(ticks) == 0 || !slices.Equal(ticks, slices.Compact(slices.Clone(ticks))) {
			t.Fatalf("ticks %q", ticks)
		}
	})
}

func TestSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, top, of := rapid.Float64().Draw(t, "v"), rapid.Float64Range(0, 1e300).Draw(t, "top"), rapid.IntRange(0, 999).Draw(t, "of")
		n := steps(v, top, of)
		if n < 0 || n > of || of > 0 && (n > 0) != (v > 0) {
			t.Fatalf("%g of %g is %d steps of %d", v, top, n, of)
		}
	})
}
