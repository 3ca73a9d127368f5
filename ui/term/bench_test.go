package term

import (
	"strings"
	"testing"
	"time"
)

type keeping struct{ b []byte }

func (k *keeping) Write(p []byte) (int, error) {
	copy(k.b, p)
	return len(p), nil
}

// BenchmarkFilter gives the time that the filter takes as a multiple of copying the
// same bytes, measured in turns, since figures of a shared machine mean little by
// themselves.
func BenchmarkFilter(b *testing.B) {
	rows := strings.Repeat("Lena Park    lena_park_91  2024-11-03 12:40  10.0.0.1  Mozilla/5.0 (X11)  \r\n", 50)
	for _, c := range []struct{ name, in string }{
		{"ascii", rows},
		{"frame", strings.Repeat("\x1b[12;1H\x1b[38;2;125;207;255m│\x1b[m Lena Park \x1b[1;33m✓\x1b[m 김민준 ──────── 2024-11-03 12:40\x1b[K\r\n", 50)},
		{"hostile", strings.Repeat("a\x1b[8mb\x1b]8;;x\x07c\u202ed\xffe\x1bPf", 300)},
	} {
		in := []byte(c.in)
		b.Run(c.name, func(b *testing.B) {
			w := &keeping{make([]byte, 2*len(in))}
			f := NewFilter(w)
			var filter, plain time.Duration
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				begin := time.Now()
				_, _ = f.Write(in)
				middle := time.Now()
				_, _ = w.Write(in)
				filter += middle.Sub(begin)
				plain += time.Since(middle)
			}
			b.ReportMetric(float64(filter)/float64(plain), "x-copy")
			b.ReportMetric(float64(len(in))*float64(b.N)/filter.Seconds()/1e6, "filter-MB/s")
		})
	}
}

func BenchmarkGuard(b *testing.B) {
	view := strings.Repeat("\x1b[38;2;125;207;255m│\x1b[m Lena Park \x1b[1;33m✓\x1b[m 김민준 ──────── 2024-11-03 12:40\n", 50)
	b.SetBytes(int64(len(view)))
	b.ReportAllocs()
	for b.Loop() {
		if len(Guard(view)) != len(view) {
			b.Fatal("changed")
		}
	}
}
