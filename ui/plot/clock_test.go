package plot

import (
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func someGrid() Grid {
	g := WeekHours(nil, 0)
	for i := range g.Cells {
		for j := 4; j < 12 && i < 5; j++ {
			g.Cells[i][j] = float64(4 + i + j - 4*(j/8))
		}
	}
	g.Cells[6][0] = 1
	g.Cells[5][3] = 900 // washes nothing out
	g.Marks = make([]bool, 24)
	for j := 13; j < 21; j++ {
		g.Marks[j] = true
	}
	g.Mark = "claimed 09-17"
	return g
}

func TestHeat(t *testing.T) {
	u, a := look("dark", false), look("dark", true)
	is(t, Heat(u, someGrid(), 80, 10), `
    00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23
Mon  ·  ·  ·  · ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓ ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·
Tue  ·  ·  ·  · ▓▓▓▓▓▓▓▓▓███▓▓▓▓▓▓▓▓▓███ ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·
Wed  ·  ·  ·  · ▓▓▓▓▓▓██████▓▓▓▓▓▓██████ ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·
Thu  ·  ·  ·  · ▓▓▓█████████▓▓▓█████████ ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·
Fri  ·  ·  ·  · ████████████████████████ ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·
Sat  ·  ·  · ███ ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·
Sun ░░░ ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ·
claimed 09-17                              └──────────────────────┘
    · 0  ░ 1-3  ▒ 4-7  ▓ 8-11  █ 12-900   peak 900: Sat 03`)
	is(t, Heat(a, someGrid(), 55, 10), `
    00  02  04  06  08  10  12  14  16  18  20  22
Mon . . . . ****************. . . . . . . . . . . .
Tue . . . . ******##******##. . . . . . . . . . . .
Wed . . . . ****####****####. . . . . . . . . . . .
Thu . . . . **######**######. . . . . . . . . . . .
Fri . . . . ################. . . . . . . . . . . .
Sat . . . ##. . . . . . . . . . . . . . . . . . . .
Sun ::. . . . . . . . . . . . . . . . . . . . . . .
claimed 09-17                 +--------------+
    . 0  : 1-3  + 4-7  * 8-11  # 12-900`)
	is(t, Heat(u, someGrid(), 30, 9), `
    00 03 06 09 12 15 18 21
Mon ····▓▓▓▓▓▓▓▓············
Tue ····▓▓▓█▓▓▓█············
Wed ····▓▓██▓▓██············
Thu ····▓███▓███············
Fri ····████████············
Sat ···█····················
Sun ░·······················
·0 ░1-3 ▒4-7 ▓8-11 █12-900`)
	is(t, Heat(a, someGrid(), 16, 5), `
    00 06 12 18
Mon ..****......
Tue ..*#*#......
Wed ..*#*#......
and 4 rows more`)
	is(t, Heat(u, Grid{Cells: [][]float64{{0, 0.1, 0.25}, {math.NaN(), -1, 1}, {math.Inf(1)}}, Rows: []string{"a", "b", "c"}, Cols: []string{"x", "y", "z"}}, 80, 5), `
  x  y  z
a  · ░░░░░░
b  ?  · ███
c ███ ?  ?
  · 0 or less  ░ to 0.25  ▒ to 0.5  ▓ to 0.75  █ over 0.75  ? not known`)
	is(t, Heat(u, Grid{}, 12, 2), "no data")
}

func TestHeatProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := draws(t)
		w, ht := h.size()
		g := Grid{
			Cells: rapid.SliceOfN(rapid.SliceOfN(h.value(), 0, 30), 0, 10).Draw(t, "cells"),
			Rows:  h.labels(10), Cols: h.labels(30),
			Marks: rapid.SliceOfN(rapid.Bool(), 0, 40).Draw(t, "marks"), Mark: h.label().Draw(t, "mark"),
		}
		exact(t, h.theme, Heat(h.theme, g, w, ht), w, ht)
	})
}

func TestNth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(
			rapid.Float64Range(math.SmallestNonzeroFloat64, math.MaxFloat64),
			rapid.Map(rapid.IntRange(1, 20), func(n int) float64 { return float64(n) }),
		), 1, 60).Draw(t, "values")
		n := rapid.IntRange(0, len(values)-1).Draw(t, "n")
		if got, want := nth(slices.Clone(values), n), slices.Sorted(slices.Values(values))[n]; got != want {
			t.Fatalf("%g, not %g", got, want)
		}
	})
}

// Every value is in the range that the legend gives for its shade.
func TestShades(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := draws(t).values(60)
		s := newShades([][]float64{values})
		for _, v := range values {
			level := s.of(v)
			switch {
			case math.IsNaN(v):
				if level != unknown {
					t.Fatalf("%g is %d", v, level)
				}
			case !(v > 0):
				if level != 0 {
					t.Fatalf("%g is %d", v, level)
				}
			case level < 1 || v <= s.limits[level-1] || v <= most && v > s.limits[level]:
				t.Fatalf("%g is %d: %g to %g", v, level, s.limits[level-1], s.limits[level])
			}
		}
	})
}

func TestWeekHours(t *testing.T) {
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	g := WeekHours([]time.Time{monday, monday, monday.Add(47 * time.Hour), {}}, -30)
	if g.Cells[6][23] != 2 || g.Cells[1][22] != 1 {
		t.Errorf("%v", g.Cells)
	}
	sum := 0.0
	for _, row := range g.Cells {
		for _, v := range row {
			sum += v
		}
	}
	if sum != 3 || g.Cols[7] != "07" {
		t.Errorf("%g, %v", sum, g.Cols)
	}
}

func someHours() (halves []float64, zones []Zone) {
	halves = make([]float64, 48)
	for i := range halves {
		halves[i] = math.Round(90 * math.Exp(-math.Pow(float64(i-14)/5, 2)))
	}
	return halves, []Zone{{"UTC", 0}, {"claims New York", -240}, {"best fit", 330}}
}

func TestHours(t *testing.T) {
	u, a := look("dark", false), look("dark", true)
	halves, zones := someHours()
	is(t, Hours(u, halves, zones, 80, 7), `
peak 90                           ▁▅▇█▇▅▁
                                ▁▅███████▅▁
                          ▁▁▁▂▃▆███████████▆▃▂▁▁▁
UTC             +00:00 00    03    06    09────12────15──  18    21      16%
claims New York -04:00   21    00    03    06    09────12────15──  18     0%
best fit        +05:30  06    09────12────15──  18    21    00    03     97%
                       ─── 09-17 on that clock, and its share of the activity`)
	is(t, Hours(a, halves, zones, 80, 5), `
peak 90                   ......::+#####+::......
UTC             +00:00 00    03    06    09----12----15--  18    21      16%
claims New York -04:00   21    00    03    06    09----12----15--  18     0%
best fit        +05:30  06    09----12----15--  18    21    00    03     97%
                       --- 09-17 on that clock, and its share of the activity`)
	is(t, Hours(u, halves[:24], zones, 100, 4), `
peak 90                         ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▂▃▃▃▄▄▄▆▆▆▇▇▇█████████▇▇▇▆▆▆▄▄▄▃▃▃▂▂▂▁▁▁▁▁▁▁▁▁
UTC             +00:00 00       03       06       09───────12───────15────   18       21         70%
claims New York -04:00    21       00       03       06       09───────12───────15────   18      63%
best fit        +05:30   06       09───────12───────15────   18       21       00       03       20%`)
	is(t, Hours(u, halves, zones, 30, 4), `
peak…  ▁▁▁▃▆██▇▄▂▁▁
UTC   00 03 06 09─12─15 18 21
clai…  21 00 03 06 09─12─15 18
best…  06 09─12─15 18 21 00 03`)
	is(t, Hours(u, nil, zones, 30, 1), "no data")
}

func TestHoursProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := draws(t)
		w, ht := h.size()
		zones := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Zone {
			return Zone{h.label().Draw(t, "label"), rapid.OneOf(rapid.IntRange(-900, 900), rapid.Int()).Draw(t, "offset")}
		}), 0, 5).Draw(t, "zones")
		n := rapid.SampledFrom([]int{24, 48, 7, 0}).Draw(t, "parts")
		counts := rapid.SliceOfN(h.value(), n, n).Draw(t, "counts")
		exact(t, h.theme, Hours(h.theme, counts, zones, w, ht), w, ht)
	})
}

// A count at one hour of UTC is all in the working day of exactly the clocks on
// which that hour is one of 09 to 17, and stands above that hour's number.
func TestHoursAlign(t *testing.T) {
	for hour := range 24 {
		counts := make([]float64, 24)
		counts[hour] = 3
		for offset := -12 * 60; offset <= 14*60; offset += 60 {
			local := (hour + offset/60 + 48) % 24
			want := "0%"
			if local >= 9 && local < 17 {
				want = "100%"
			}
			if got := share(counts, offset); got != want {
				t.Fatalf("%d at %d: %s", hour, offset, got)
			}
			if local%3 != 0 {
				continue
			}
			b := Hours(look("mono", true), counts, []Zone{{"z", offset}}, 80, 2)
			activity, clock := ansi.Strip(b[0]), ansi.Strip(b[1])
			for x := 0; x+1 < 80; x++ {
				if activity[x] == '#' {
					n, err := strconv.Atoi(clock[x : x+2])
					if err != nil || n != local {
						t.Fatalf("%d at %d:\n%s\n%s", hour, offset, activity, clock)
					}
					break
				}
			}
		}
	}
	if got := share([]float64{1, 1}, 0); got != "33%" { // 3 of 12 hours and 5 of 12
		t.Error(got)
	}
	if got := share([]float64{math.NaN(), -1}, 0); got != "n/a" {
		t.Error(got)
	}
}
