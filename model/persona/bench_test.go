package persona

import (
	"testing"
)

// BenchmarkFit reads, estimates and lists; the real sets where they are.
func BenchmarkFit(b *testing.B) {
	run := func(name string, fields []Field, load func(testing.TB) [][]string) {
		b.Run(name, func(b *testing.B) {
			recs := load(b)
			b.ReportAllocs()
			for b.Loop() {
				m := fit(b, fields, recs)
				if _, err := m.Pairs(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(recs)), "ns/record")
		})
	}
	run("town", townFields, func(testing.TB) [][]string { r, _ := town(1, 400); return r })
	run("fake_1000", fake1000, func(t testing.TB) [][]string { r, _ := loadFake(t); return r })
	run("febrl3", febrlFields, func(t testing.TB) [][]string { r, _ := loadFebrl(t, "dataset3.csv", febrlFields); return r })
}
