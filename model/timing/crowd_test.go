package timing

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model/synth"
)

// crowds are the worst that one place can be.
var crowds = map[string]func(s *scene, i int) Signin{
	"all in one second": func(s *scene, i int) Signin { return Signin{uint32(i), 1, monday} },
	"all in one hour":   func(s *scene, i int) Signin { return Signin{uint32(i), 1, monday + s.Int64N(hour)} },
	"over 100 days":     func(s *scene, i int) Signin { return Signin{s.Uint32N(20_000), 1, monday + s.Int64N(100*daySeconds)} },
	"a thousand regulars": func(s *scene, i int) Signin {
		a, d := int64(i%1000), int64(i/1000)
		return Signin{uint32(a), 1, monday + d*daySeconds + a*60 + s.Int64N(300)}
	},
	"few who never rest": func(s *scene, i int) Signin { return Signin{s.Uint32N(40), 1, monday + int64(i)*97} },
	"two everywhere": func(s *scene, i int) Signin {
		return Signin{uint32(i % 2), 1 + uint64(i/2)%10_000, monday + int64(i/20_000)*daySeconds + s.Int64N(daySeconds)}
	},
	"everyone at a machine's heels": func(s *scene, i int) Signin {
		visit := int64(i / 2)
		if i%2 == 0 {
			return Signin{0, 1 + uint64(visit%200), monday + visit*100}
		}
		return Signin{1 + s.Uint32N(10_000), 1 + uint64(visit%200), monday + visit*100 + 60}
	},
}

// TestCrowd holds the work and the memory to the number of sign-ins, whatever
// they are.
func TestCrowd(t *testing.T) {
	const n = 200_000
	for name, next := range crowds {
		t.Run(name, func(t *testing.T) {
			s := newScene(1)
			for i := range n {
				s.signins = append(s.signins, next(s, i))
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			pairs := find(t, s.signins, Options{})
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			bytes := float64(after.TotalAlloc-before.TotalAlloc) / n
			t.Logf("%d pairs in %v, %.0f bytes a sign-in allocated", len(pairs), took.Round(time.Millisecond), bytes)
			// Generous for a busy machine: comparing all with all takes hours.
			if took > time.Minute {
				t.Errorf("took %v", took)
			}
			if bytes >= 128 { // all that was ever allocated; at any one time it is less
				t.Errorf("allocated %.0f bytes a sign-in", bytes)
			}
		})
	}
}

func BenchmarkFind(b *testing.B) {
	v := generate(b, 100_000, 1, synth.DefaultSignins)
	signins := slices.Clone(v.signins)
	b.ReportAllocs()
	for b.Loop() {
		copy(signins, v.signins)
		if _, err := Find(context.Background(), signins, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(signins)), "ns/signin")
}

func BenchmarkCrowd(b *testing.B) {
	s := newScene(1)
	for i := range 200_000 {
		s.signins = append(s.signins, crowds["over 100 days"](s, i))
	}
	signins := slices.Clone(s.signins)
	for b.Loop() {
		copy(signins, s.signins)
		if _, err := Find(context.Background(), signins, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(signins)), "ns/signin")
}
