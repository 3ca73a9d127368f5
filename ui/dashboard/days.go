package dashboard

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// days are counts by day in UTC, from the first day with any to the last. They are
// kept so that a panel of another width needs no other question.
type days struct {
	field  string // of queries
	first  time.Time
	counts []int
}

// dayOne is the first day that is counted on its own: no platform of today is
// older, and earlier times are mistakes of clocks.
var dayOne = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

const dayLength = 24 * 60 * 60 // seconds

// flagged counts first flags by day.
func flagged(ctx context.Context, s Store, now time.Time) (answer, error) {
	// Until a year from now: clocks run ahead, and demos are dated.
	n := int(now.Unix()-dayOne.Unix())/dayLength + 366
	edges := []int64{math.MinInt64}
	for i := range max(n, 1) + 1 {
		edges = append(edges, dayOne.Unix()+int64(i)*dayLength)
	}
	edges = append(edges, math.MaxInt64)
	all := query.FullSet(s.Len())
	counts, err := s.Histogram(ctx, all, "flagged", edges)
	if err != nil {
		return answer{}, err
	}
	flags, err := s.Histogram(ctx, all, "flags", []int64{1, math.MaxInt64})
	if err != nil {
		return answer{}, err
	}
	a := answer{empty: "no account is flagged"}
	dated := 0
	for _, n := range counts {
		dated += n
	}
	undated := flags[0] - dated
	odd := counts[0] + counts[len(counts)-1]
	counts = counts[1 : len(counts)-1]
	first, last := 0, len(counts)
	for first < last && counts[first] == 0 {
		first++
	}
	for last > first && counts[last-1] == 0 {
		last--
	}
	a.about = words.Thousands(dated) + " in all"
	if n := undated + odd; n > 0 {
		a.about += ", " + words.Thousands(n) + " undated"
	}
	if first < last {
		a.days = &days{"flagged", dayOne.AddDate(0, 0, first), counts[first:last]}
	}
	return a, nil
}

// unit is a span of the calendar.
type unit struct {
	name  string
	start func(time.Time) time.Time              // of the span that a day lies in
	next  func(time.Time) time.Time              // the start of the span after
	label func(time.Time) string                 // of a span by its start
	query func(from, next time.Time) (is string) // the value of a query for it
}

var units = []unit{
	{"day", func(t time.Time) time.Time { return t }, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }, date, func(from, _ time.Time) string { return date(from) }},
	{"week", func(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }, func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }, date,
		func(from, next time.Time) string { return date(from) + ".." + date(next.AddDate(0, 0, -1)) }},
	{"month", func(t time.Time) time.Time { return t.AddDate(0, 0, 1-t.Day()) }, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) },
		func(t time.Time) string { return t.Format("2006-01") }, func(from, _ time.Time) string { return from.Format("2006-01") }},
	{"quarter", func(t time.Time) time.Time { return time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC) },
		func(t time.Time) time.Time { return t.AddDate(0, 3, 0) },
		func(t time.Time) string { return fmt.Sprintf("%d-Q%d", t.Year(), (t.Month()+2)/3) },
		func(from, next time.Time) string {
			return from.Format("2006-01") + ".." + next.AddDate(0, -1, 0).Format("2006-01")
		}},
	{"year", func(t time.Time) time.Time { return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC) }, func(t time.Time) time.Time { return t.AddDate(1, 0, 0) },
		func(t time.Time) string { return t.Format("2006") }, func(from, _ time.Time) string { return from.Format("2006") }},
}

func date(t time.Time) string { return t.Format(time.DateOnly) }

// rows counts in spans of the shortest unit of which at most n are needed, or of
// years.
func (d *days) rows(n int) (rows []datum, by string) {
	end := d.first.AddDate(0, 0, len(d.counts))
	u := units[len(units)-1]
	for _, shorter := range units {
		spans := 0
		for t := shorter.start(d.first); t.Before(end) && spans <= n; t = shorter.next(t) {
			spans++
		}
		if spans <= n {
			u = shorter
			break
		}
	}
	day := 0
	for t := u.start(d.first); t.Before(end); {
		next := u.next(t)
		r := datum{label: u.label(t), role: theme.Series1, place: search(d.field + ":" + u.query(t, next))}
		for ; day < len(d.counts) && d.first.AddDate(0, 0, day).Before(next); day++ {
			r.value += int64(d.counts[day])
		}
		rows = append(rows, r)
		t = next
	}
	return rows, u.name
}
