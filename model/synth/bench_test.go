package synth

import (
	"context"
	"io"
	"testing"
)

func BenchmarkGenerate(b *testing.B) {
	for _, bench := range []struct {
		name    string
		signins float64
	}{{"accounts", 0}, {"signins", DefaultSignins}} {
		b.Run(bench.name, func(b *testing.B) {
			const n = 100_000
			b.ReportAllocs()
			for b.Loop() {
				if err := Generate(context.Background(), Config{Accounts: n, Seed: 1, Signins: bench.signins}, io.Discard, io.Discard); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "accounts/s")
		})
	}
}
