package bundle

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// BenchmarkBundle writes and checks a signed zip of 2,000 accounts under a log of 100,000
// entries.
func BenchmarkBundle(b *testing.B) {
	r, proofs := made(b, 2000, 100_000, casefile.Full)
	o := options(proofs, newKey(b, "kim"))
	path := filepath.Join(b.TempDir(), "case.zip")
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			os.Remove(path)
			if _, err := Write(context.Background(), path, r, o); err != nil {
				b.Fatal(err)
			}
		}
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(info.Size())
	})
	b.Run("check", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			report, err := Check(context.Background(), path, nil)
			if err != nil || len(report.Problems) > 0 {
				b.Fatal(report, err)
			}
		}
	})
}
