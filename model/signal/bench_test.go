package signal

import (
	"fmt"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// BenchmarkCompute computes the signals of one account after another, of a
// generated investigation with lists, with a given number of sign-ins each.
func BenchmarkCompute(b *testing.B) {
	w := newWorld(b, 1000, 1, 30)
	for _, n := range []int{0, 30, 300} {
		b.Run(fmt.Sprintf("%d events", n), func(b *testing.B) {
			events := make([][]model.Event, len(w.members))
			for i := range w.members {
				m := &w.members[i]
				if len(m.events) == 0 {
					continue
				}
				// Repeated a month apart, so that they stay in order.
				for k := range n {
					e := m.events[k%len(m.events)]
					e.Time.Milli += int64(k/len(m.events)) * 120 * dayMilli
					events[i] = append(events[i], e)
				}
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				Compute(&w.members[i].account, events[i], &w.env)
				i = (i + 1) % len(w.members)
			}
		})
	}
}

func BenchmarkScore(b *testing.B) {
	w := newWorld(b, 1000, 1, 30)
	sigs := make([][]model.Signal, len(w.members))
	for i := range w.members {
		sigs[i] = Compute(&w.members[i].account, w.members[i].events, &w.env)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		Score(&w.members[i].account, sigs[i])
		i = (i + 1) % len(w.members)
	}
}

func BenchmarkFitHours(b *testing.B) {
	events := hours(1, 2, 3, 4, 5, 6)
	b.ReportAllocs()
	for b.Loop() {
		FitHours(events)
	}
}
