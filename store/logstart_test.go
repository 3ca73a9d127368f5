package store

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

func eventsAt(times ...time.Time) (all []model.Event) {
	for _, t := range times {
		all = append(all, model.Event{Time: model.TimeOf(t)})
	}
	return all
}

// Neither one bogus event nor the same one in the rows of many accounts moves the beginning of
// the log; nor does who tells of it first.
func TestLogStart(t *testing.T) {
	day := func(year, n int) time.Time { return time.Date(year, 1, 1+n, 9, 0, 0, 0, time.UTC) }
	// 200 accounts, each of which signs in every 40 days or so from 2024 on.
	var honest [][]model.Event
	r := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		var times []time.Time
		for d := r.IntN(40); d < 700; d += 20 + r.IntN(40) {
			times = append(times, day(2024, d))
		}
		honest = append(honest, eventsAt(times...))
	}
	with := func(n int, bogus ...time.Time) [][]model.Event {
		all := slices.Clone(honest)
		for i := range n {
			all[i] = append(eventsAt(bogus...), all[i]...)
		}
		return all
	}
	started := func(all [][]model.Event) model.Time {
		s := logStart{}
		for _, events := range all {
			s.add(events)
		}
		back, front := logStart{}, logStart{}
		for i := range slices.Backward(all) {
			if i%3 == 0 {
				back.add(all[i])
			} else {
				front.add(all[i])
			}
		}
		front.merge(back)
		if front.from() != s.from() {
			t.Errorf("in another order the log begins %v, not %v", front.from(), s.from())
		}
		return s.from()
	}
	want := started(honest)
	if first := day(2024, 0).UnixMilli(); want.Milli < first || want.Milli > first+3*86_400_000 {
		t.Fatalf("the log begins %v", want)
	}
	near := func(got model.Time) bool {
		d := got.Milli - want.Milli
		return d >= -28*86_400_000 && d <= 28*86_400_000
	}
	for _, c := range []struct {
		name  string
		n     int
		bogus []time.Time
	}{
		{"one forged event", 1, []time.Time{day(2009, 0)}},
		{"a thousand of one account", 1, slices.Collect(func(yield func(time.Time) bool) {
			for i := range 1000 {
				if !yield(day(2004, i)) {
					return
				}
			}
		})},
		{"a clock that was never set, in every row", 200, []time.Time{day(2000, 0)}},
		{"the zero of a file time, in a tenth", 20, []time.Time{day(1601, 0)}},
		{"two accounts from the year before", 2, []time.Time{day(2023, 0), day(2023, 100), day(2023, 200), day(2023, 300)}},
		{"times that are none", 200, []time.Time{day(1, 0), day(3, 0)}},
		{"a time in the future, in a tenth", 20, []time.Time{day(2099, 0)}},
	} {
		if got := started(with(c.n, c.bogus...)); !near(got) {
			t.Errorf("%s: the log begins %v, not %v", c.name, got, want)
		}
	}
	// What is true of many is believed.
	if got := started(with(50, day(2023, 200), day(2023, 280), day(2023, 340))); got.Milli > day(2023, 200).UnixMilli() {
		t.Errorf("fifty accounts are seen from July 2023 on, and the log begins %v", got)
	}
	for _, few := range [][][]model.Event{nil, honest[:1], honest[:2], {nil, nil, nil}} {
		if got := started(few); got.Known() {
			t.Errorf("%d accounts say that the log begins %v", len(few), got)
		}
	}
}
