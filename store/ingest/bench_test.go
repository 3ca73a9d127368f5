//go:build unix

package ingest

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"
)

// cpuTime is what the process has used of all processors: on a busy machine it
// says more than the clock on the wall.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchmarkRows(b *testing.B, name string, text []byte, rows, workers int) {
	path := writeTemp(b, name, text)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	cpu := cpuTime(b)
	for b.Loop() {
		f, err := Open(path, Options{Workers: workers})
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for batch, err := range f.Rows(context.Background()) {
			if err != nil {
				b.Fatal(err)
			}
			n += len(batch)
		}
		if n != rows {
			b.Fatalf("%d rows, want %d", n, rows)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64((cpuTime(b)-cpu).Nanoseconds())/float64(rows)/float64(b.N), "cpu-ns/row")
}

func BenchmarkAccountsJSONL(b *testing.B) {
	const rows = 100_000
	text := flatRows(rows)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			benchmarkRows(b, "rows.jsonl", text, rows, workers)
		})
	}
}
