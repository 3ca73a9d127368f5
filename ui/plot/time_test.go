package plot

import (
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/ui/theme"
)

func TestColumns(t *testing.T) {
	u, a := look("dark", false), look("dark", true)
	s := Series{[]float64{412, 120, 61, 3, math.NaN(), 0, -2, 1}, []string{"2", "3", "4", "5", "6-9", "10-19", "20-49", "50+"}, theme.Series2}
	is(t, Columns(u, s, 60, 8), `x`)
	is(t, Columns(a, s, 60, 8), `x`)
	is(t, Columns(u, Series{[]float64{1, 2, 30, 4, 5, 6, 7, 8, 12300, 3}, []string{"mo", "", "", "", "", "", "", "", "", "fr"}, 0}, 20, 8), `x`)
	is(t, Columns(u, Series{Values: []float64{3, 2, 1}}, 12, 1), `x`)
	is(t, Columns(u, Series{Values: []float64{0, 0}}, 12, 4), `x`)
	is(t, Columns(u, Series{Values: []float64{math.Inf(1), 4}}, 12, 5), `x`)
	is(t, Columns(u, Series{}, 12, 2), "no data")
}

func TestColumnsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := draws(t)
		w, ht := h.size()
		exact(t, h.theme, Columns(h.theme, Series{h.values(150), h.labels(20), h.role()}, w, ht), w, ht)
	})
}

func TestTimeBuckets(t *testing.T) {
	at := func(list ...string) (out []time.Time) {
		for _, s := range list {
			v, err := time.Parse("2006-01-02 15:04", s)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, v)
		}
		return out
	}
	for _, c := range []struct {
		times   []time.Time
		finest  Unit
		n       int
		caption string
		counts  []float64
	}{
		{at("2026-03-02 10:00", "2026-03-02 10:03", "2026-03-02 10:03"), Minute, 60, "per minute from 2026-03-02 10:00 to 2026-03-02 10:03 (UTC)", []float64{1, 0, 0, 2}},
		{at("2026-03-02 10:00", "2026-03-02 12:03"), Minute, 60, "per hour from 2026-03-02 10:00 to 2026-03-02 12:00 (UTC)", []float64{1, 0, 1}},
		{at("2026-03-02 10:00", "2026-03-02 12:03"), Day, 60, "per day from 2026-03-02 to 2026-03-02 (UTC)", []float64{2}},
		{at("2026-03-01 23:59", "2026-03-02 00:00", "2026-03-09 00:00"), Day, 3, "per week from 2026-02-23 to 2026-03-09 (UTC)", []float64{1, 1, 1}},
		{at("1969-12-31 23:59", "1970-01-04 23:59", "1970-01-05 00:00"), Week, 3, "per week from 1969-12-29 to 1970-01-05 (UTC)", []float64{2, 1}},
		{at("2025-12-31 23:59", "2026-02-01 00:00"), Day, 3, "per month from 2025-12 to 2026-02 (UTC)", []float64{1, 0, 1}},
		{at("2025-12-31 23:59", "2026-07-01 00:00"), Day, 4, "per quarter from 2025-Q4 to 2026-Q3 (UTC)", []float64{1, 0, 0, 1}},
		{at("2019-12-31 23:59", "2026-07-01 00:00"), Day, 8, "per year from 2019 to 2026 (UTC)", []float64{1, 0, 0, 0, 0, 0, 0, 1}},
		{at("2019-12-31 23:59", "2026-07-01 00:00"), Day, 5, "per 2 years from 2018 to 2026 (UTC)", []float64{1, 0, 0, 0, 1}},
		{at("1970-01-01 00:00", "2026-07-01 00:00"), Day, 12, "per 5 years from 1970 to 2025 (UTC)", []float64{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
		{append(at("2026-03-02 10:00"), time.Time{}, time.Time{}), Day, 9, "per day from 2026-03-02 to 2026-03-02 (UTC), and 2 undated", []float64{1}},
		{nil, Day, 9, "no data", nil},
		{at("2026-03-02 10:00"), Day, 0, "no data", nil},
	} {
		b := TimeBuckets(c.times, c.finest, c.n)
		if got := b.Caption(); got != c.caption {
			t.Errorf("%s, not %s", got, c.caption)
		}
		if len(b.Counts) != len(c.counts) {
			t.Errorf("%s: %v, not %v", c.caption, b.Counts, c.counts)
			continue
		}
		for i, n := range c.counts {
			if b.Counts[i] != n {
				t.Errorf("%s: %v, not %v", c.caption, b.Counts, c.counts)
			}
		}
	}
}

func TestTimeBucketsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := draws(t)
		times, n := h.times(40), rapid.IntRange(0, 100).Draw(t, "n")
		b := TimeBuckets(times, Unit(rapid.IntRange(0, 9).Draw(t, "finest")), n)
		if len(b.Counts) > n || len(b.Labels) != len(b.Counts) || len(b.Starts) != len(b.Counts) {
			t.Fatalf("%d buckets", len(b.Counts))
		}
		if n > 0 && b.Counts == nil && len(times) > b.Undated {
			t.Fatal("nothing counted")
		}
		sum := float64(b.Undated)
		for i, c := range b.Counts {
			sum += c
			if i > 0 && !b.Starts[i].After(b.Starts[i-1]) {
				t.Fatalf("%v is not after %v", b.Starts[i], b.Starts[i-1])
			}
			// The start of a bucket is in that bucket, and the instant before is not.
			if x := b.index(b.Starts[i]) - b.index(b.Starts[0]); x != int64(i) || b.index(b.Starts[i].Add(-1)) != b.index(b.Starts[i])-1 {
				t.Fatalf("bucket %d begins in %d", i, x)
			}
		}
		if n > 0 && sum != float64(len(times)) {
			t.Fatalf("%g of %d times", sum, len(times))
		}
	})
}

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
	is(t, Heat(u, someGrid(), 80, 10), `x`)
	is(t, Heat(a, someGrid(), 55, 10), `x`)
	is(t, Heat(u, someGrid(), 30, 9), `x`)
	is(t, Heat(a, someGrid(), 16, 5), `x`)
	is(t, Heat(u, Grid{Cells: [][]float64{{0, 0.1, 0.25}, {math.NaN(), -1, 1}, {math.Inf(1)}}, Rows: []string{"a", "b", "c"}, Cols: []string{"x", "y", "z"}}, 60, 5), `x`)
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
			case level < 1 || v <= s.limit(level-1) || v <= most && v > s.limit(level):
				t.Fatalf("%g is %d: %g to %g", v, level, s.limit(level-1), s.limit(level))
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
	is(t, Hours(u, halves, zones, 80, 7), `x`)
	is(t, Hours(a, halves, zones, 80, 5), `x`)
	is(t, Hours(u, halves[:24], zones, 100, 4), `x`)
	is(t, Hours(u, halves, zones, 30, 4), `x`)
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

func BenchmarkFigures(b *testing.B) {
	th := look("dark", false)
	values := make([]float64, 1000)
	grid := Grid{Mark: "marked", Marks: make([]bool, 190)}
	for i := range values {
		values[i] = float64(i * 7919 % 1000)
	}
	for i := range 57 {
		grid.Cells = append(grid.Cells, values[i*10:][:190])
		grid.Rows = append(grid.Rows, "row")
		grid.Marks[i] = true
	}
	bars := make([]Bar, 100)
	for i := range bars {
		bars[i] = Bar{"some label", values[i], "some note", theme.Series1}
	}
	b.Run("columns", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Columns(th, Series{values, nil, theme.Series1}, 200, 60)
		}
	})
	b.Run("heat", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Heat(th, grid, 200, 60)
		}
	})
	b.Run("bars", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Bars(th, bars, 200, 60)
		}
	})
	halves, zones := someHours()
	b.Run("hours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Hours(th, halves, zones, 200, 9)
		}
	})
	b.Run("share", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Share(th, []Part{{"a", 3, 1, ""}, {"b", 4, 2, ""}, {"c", 9, 3, ""}}, 200)
		}
	})
}
