package plot

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/ui/theme"
)

func TestColumns(t *testing.T) {
	u, a := look("dark", false), look("dark", true)
	s := Series{[]float64{412, 120, 61, 3, math.NaN(), 0, -2, 1}, []string{"2", "3", "4", "5", "6-9", "10-19", "20-49", "50+"}, theme.Series2}
	is(t, Columns(u, s, 60, 8), `
500 ├ 412
    │█████
    │█████
250 ├█████  120
    │█████ ▄▄▄▄▄  61     3                -2     1
    │█████ █████ ▆▆▆▆▆ ▁▁▁▁▁   ?     0     ▼   ▁▁▁▁▁
  0 └──┬─────┬─────┬─────┬─────┬─────┬─────┬─────┬──────────
       2     3     4     5    6-9  10-19 20-49  50+`)
	is(t, Columns(a, s, 60, 8), `
500 | 412
    |#####
    |#####
250 |#####  120
    |##### :::::  61     3                -2     1
    |##### ##### +++++ .....   ?     0     v   .....
  0 +--+-----+-----+-----+-----+-----+-----+-----+----------
       2     3     4     5    6-9  10-19 20-49  50+`)
	is(t, Columns(u, Series{[]float64{1, 2, 30, 4, 5, 6, 7, 8, 12300, 3}, []string{"mo", "", "", "", "", "", "", "", "", "fr"}, 0}, 20, 8), `
15,000 ├      12,300
       │        ▇
10,000 ├        █
       │        █
 5,000 ├        █
       │▁▁▁▁▁▁▁▁█▁
     0 └┬────────┬──
        mo       fr`)
	is(t, Columns(u, Series{Values: []float64{3, 2, 1}}, 12, 1), `
5 ├▅▅ ▃▃ ▂▂`)
	is(t, Columns(u, Series{Values: []float64{0, 0}}, 12, 4), `
1 ├
  │
  │ 0   0
0 └─────────`)
	is(t, Columns(u, Series{Values: []float64{math.Inf(1), 4}}, 12, 5), `
  │▲▲▲  4
5 ├███ ▃▃▃
  │███ ███
  │███ ███
0 └─────────`)
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
		{[]time.Time{time.Unix(-1<<62, 0), time.Unix(1<<62, 0), time.Unix(math.MaxInt64, 0)}, Day, 1, "no data, and 3 undated", nil},
		{[]time.Time{time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)}, Day, 1, "per 10000 years from 0000 to 0000 (UTC)", []float64{2}},
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
