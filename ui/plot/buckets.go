package plot

import (
	"fmt"
	"time"

	"github.com/seed-28a39f10/clew/ui/theme"
)

// Unit is how long a bucket of time is.
type Unit uint8

// The units, from the shortest. Weeks begin on Monday.
const (
	Minute Unit = iota
	Hour
	Day
	Week
	Month
	Quarter
	Year
)

var unitNames = [...]string{"minute", "hour", "day", "week", "month", "quarter", "year"}

// String gives the unit's name in English.
func (u Unit) String() string { return unitNames[min(u, Year)] }

// Buckets are counts over time without a gap from the first to the last, in UTC.
type Buckets struct {
	Unit    Unit
	Every   int         // units of a bucket: 1, and more only of years
	Starts  []time.Time // where each bucket begins
	Counts  []float64
	Labels  []string // where each bucket begins, as text
	Undated int      // times that are in no bucket: zero ones, and of no year from 0 to 9999
}

// TimeBuckets counts times in buckets of the shortest unit, not below finest, that
// needs at most n buckets, which for Columns are as many as it has room for.
func TimeBuckets(times []time.Time, finest Unit, n int) Buckets {
	b := Buckets{Unit: min(finest, Year), Every: 1}
	var lo, hi time.Time
	for _, t := range times {
		switch {
		case !dated(t):
			b.Undated++
		case lo.IsZero():
			lo, hi = t, t
		case t.Before(lo):
			lo = t
		case t.After(hi):
			hi = t
		}
	}
	if lo.IsZero() || n < 1 {
		return b
	}
	size := func() int64 { return b.index(hi) - b.index(lo) + 1 }
	for size() > int64(n) && b.Unit < Year {
		b.Unit++
	}
	for _, b.Every = range [...]int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000} {
		if size() <= int64(n) {
			break
		}
	}
	first, count := b.index(lo), size()
	b.Counts = make([]float64, count)
	for _, t := range times {
		if dated(t) {
			b.Counts[b.index(t)-first]++
		}
	}
	for i := range count {
		start := b.start(first + i)
		b.Starts = append(b.Starts, start)
		b.Labels = append(b.Labels, b.label(start))
	}
	return b
}

// Series gives the counts as Columns draws them.
func (b Buckets) Series(r theme.Role) Series { return Series{b.Counts, b.Labels, r} }

// Caption says what a bucket is and where they begin and end, in ASCII, such as
// "per week from 2026-03-02 to 2026-06-01 (UTC)".
func (b Buckets) Caption() string {
	s, unit := noData, b.Unit.String()
	if b.Every > 1 {
		unit = fmt.Sprintf("%d %ss", b.Every, unit)
	}
	if n := len(b.Labels); n > 0 {
		s = fmt.Sprintf("per %s from %s to %s (UTC)", unit, b.Labels[0], b.Labels[n-1])
	}
	if b.Undated > 0 {
		s += fmt.Sprintf(", and %s undated", Number(float64(b.Undated)))
	}
	return s
}

// dated reports whether a time is one that exports can mean. With no year below 0
// there is always one bucket that has all the others.
func dated(t time.Time) bool {
	year := t.UTC().Year()
	return !t.IsZero() && year >= 0 && year <= 9999
}

const day = 24 * 60 * 60 // seconds

// index numbers the buckets of all time.
func (b Buckets) index(t time.Time) int64 {
	t = t.UTC()
	year := int64(t.Year())
	switch b.Unit {
	case Minute:
		return floorDiv(t.Unix(), 60)
	case Hour:
		return floorDiv(t.Unix(), 60*60)
	case Day:
		return floorDiv(t.Unix(), day)
	case Week:
		return floorDiv(floorDiv(t.Unix(), day)+3, 7) // 1970-01-01 was a Thursday
	case Month:
		return year*12 + int64(t.Month()) - 1
	case Quarter:
		return year*4 + int64(t.Month()-1)/3
	}
	return floorDiv(year, int64(b.Every))
}

// start is where the bucket of an index begins.
func (b Buckets) start(i int64) time.Time {
	switch b.Unit {
	case Minute:
		return time.Unix(i*60, 0).UTC()
	case Hour:
		return time.Unix(i*60*60, 0).UTC()
	case Day:
		return time.Unix(i*day, 0).UTC()
	case Week:
		return time.Unix((i*7-3)*day, 0).UTC()
	case Month:
		return time.Date(int(floorDiv(i, 12)), time.Month(i-floorDiv(i, 12)*12+1), 1, 0, 0, 0, 0, time.UTC)
	case Quarter:
		return time.Date(int(floorDiv(i, 4)), time.Month((i-floorDiv(i, 4)*4)*3+1), 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(int(i)*b.Every, 1, 1, 0, 0, 0, 0, time.UTC)
}

func (b Buckets) label(start time.Time) string {
	switch b.Unit {
	case Minute, Hour:
		return start.Format("2006-01-02 15:04")
	case Day, Week:
		return start.Format("2006-01-02")
	case Month:
		return start.Format("2006-01")
	case Quarter:
		return fmt.Sprintf("%s-Q%d", start.Format("2006"), (start.Month()+2)/3)
	}
	return start.Format("2006")
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
