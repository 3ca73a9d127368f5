package evidence

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// Benchmarks of generated investigations: of 3,000 accounts, and of as many as
//
//	CLEW_BENCH_ACCOUNTS=1000000 go test -run '^$' -bench . -benchtime 1x ./model/evidence
//
// asks for. Generating a million takes some minutes and 8 GB.

// benchSizes are the numbers of accounts that are measured.
func benchSizes(b *testing.B) []int {
	sizes := []int{3000}
	if s := os.Getenv("CLEW_BENCH_ACCOUNTS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			b.Fatalf("CLEW_BENCH_ACCOUNTS is not a number: %v", err)
		}
		sizes = append(sizes, n)
	}
	return sizes
}

// each runs a benchmark for each size.
func each(b *testing.B, bench func(b *testing.B, w *world, m *Model)) {
	for _, n := range benchSizes(b) {
		w := generated(b, n, 301)
		m := Build(w.index, DefaultConfig(), nil, nil)
		b.Run(strconv.Itoa(n), func(b *testing.B) { bench(b, w, m) })
	}
}

func BenchmarkBuild(b *testing.B) {
	each(b, func(b *testing.B, w *world, m *Model) {
		for b.Loop() {
			Build(w.index, DefaultConfig(), nil, nil)
		}
		b.ReportMetric(float64(w.index.Bytes())/(1<<20), "index-MiB")
		b.ReportMetric(float64(w.index.Len())*float64(b.N)/b.Elapsed().Seconds(), "accounts/s")
	})
}

// percentiles reports the median and the 99th percentile.
func percentiles(b *testing.B, all []time.Duration) {
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Nanoseconds())/1e3, "p50-us")
	b.ReportMetric(float64(all[len(all)*99/100].Nanoseconds())/1e3, "p99-us")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkLinks(b *testing.B) {
	each(b, func(b *testing.B, w *world, m *Model) {
		v := m.View(nil)
		r := rand.New(rand.NewPCG(1, 1))
		var all []time.Duration
		for b.Loop() {
			for range 5000 {
				a := uint32(r.IntN(w.index.Len()))
				start := time.Now()
				v.Links(a, nil)
				all = append(all, time.Since(start))
			}
		}
		percentiles(b, all)
	})
}

// BenchmarkPath goes between two of a ring, and between any two: the way then
// mostly leads through hubs.
func BenchmarkPath(b *testing.B) {
	each(b, func(b *testing.B, w *world, m *Model) {
		v := m.View(nil)
		r := rand.New(rand.NewPCG(1, 2))
		lists := v.RingMembers(4)
		for _, c := range []struct {
			name string
			pair func() (uint32, uint32)
		}{
			{"ring", func() (uint32, uint32) {
				list := lists[r.IntN(len(lists))]
				return list[r.IntN(len(list))], list[r.IntN(len(list))]
			}},
			{"any", func() (uint32, uint32) { return uint32(r.IntN(w.index.Len())), uint32(r.IntN(w.index.Len())) }},
		} {
			b.Run(c.name, func(b *testing.B) {
				var all []time.Duration
				for b.Loop() {
					for range 500 {
						x, y := c.pair()
						start := time.Now()
						v.Path(x, y)
						all = append(all, time.Since(start))
					}
				}
				percentiles(b, all)
			})
		}
	})
}

// BenchmarkView gives a verdict on two of a ring, and the rings as they then are.
func BenchmarkView(b *testing.B) {
	each(b, func(b *testing.B, w *world, m *Model) {
		largest := slices.MaxFunc(m.View(nil).RingMembers(2), func(x, y []uint32) int { return len(x) - len(y) })
		for b.Loop() {
			m.View([]Judgement{{largest[0], largest[len(largest)/2], NotSame}})
		}
	})
}

func BenchmarkRings(b *testing.B) {
	each(b, func(b *testing.B, w *world, m *Model) {
		v := m.View(nil)
		for b.Loop() {
			v.Rings(2, nil)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	each(b, func(b *testing.B, w *world, m *Model) {
		var out bytes.Buffer
		if err := m.Write(&out, ""); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, _, err := Read(out.Bytes()); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(out.Len())/(1<<20), "file-MiB")
	})
}
