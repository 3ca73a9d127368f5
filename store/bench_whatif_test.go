package store_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/store"
)

// BenchmarkWithout asks what would become of the largest ring without the value that ties
// it most, and without the smallest file, once the links are there. "stop" gives each question up after another part of
// the time that it takes, and measures how long it then still runs.
func BenchmarkWithout(b *testing.B) {
	db := benchInvestigation(b)
	l := links(b, db)
	rings := l.View().RingMembers(3)
	largest := slices.MaxFunc(rings, func(x, y []uint32) int { return cmp.Compare(len(x), len(y)) })
	ring, err := l.Ring(b.Context(), largest[0])
	if err != nil {
		b.Fatal(err)
	}
	smallest, files := 0, db.Files()
	for i := range files {
		if files[i].Accepted < files[smallest].Accepted {
			smallest = i
		}
	}
	value := []string{ring.Values[0].Kind.String() + ":" + string(ring.Values[0].Text)}
	for _, c := range []struct {
		name   string
		values []string
		files  []int
	}{{"value", value, nil}, {"file", nil, []int{smallest}}} {
		ask := func(ctx context.Context) (*store.Fallout, error) {
			return l.Without(ctx, largest[0], c.values, c.files)
		}
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := ask(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(db.Len()), "accounts")
		})
		b.Run(c.name+"-stop", func(b *testing.B) {
			took := loopOnce(b, func() error { _, err := ask(b.Context()); return err })
			var all samples
			const parts = 50
			for i := 0; b.Loop(); i++ {
				ctx, cancel := context.WithCancel(b.Context())
				done := make(chan error, 1)
				go func() { _, err := ask(ctx); done <- err }()
				select {
				case <-done:
				case <-time.After(took * time.Duration(i%parts) / parts):
					start := time.Now()
					cancel()
					if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
						b.Fatal(err)
					}
					all = append(all, time.Since(start))
				}
				cancel()
			}
			b.ReportMetric(all.at(.5), "p50-ms")
			b.ReportMetric(all.at(1), "max-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}
