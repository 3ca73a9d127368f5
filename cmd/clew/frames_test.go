package main

import (
	"context"
	"flag"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

var rowsOf = flag.String("rows", "", "a CSV file for BenchmarkVisiData")

var framesOf = flag.String("frames", "", "the investigation of BenchmarkFrames; the demo by default")

// BenchmarkFrames measures from a key that is written to the terminal to the last byte
// of the finished frame: of that which shows the result, without a placeholder in it.
// What it reports for each action are the median and the 99th percentile in
// milliseconds, at 200x60.
func BenchmarkFrames(b *testing.B) {
	path := *framesOf
	if path == "" {
		path = demoInvestigation(b)
	}
	db, err := store.Open(context.Background(), path, store.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	total := words.Thousands(db.Len())
	counts := map[string]string{}
	for _, q := range []string{"", "l", "le", "len", "lena"} {
		parsed, err := query.Parse(q, time.Now())
		if err != nil {
			b.Fatal(err)
		}
		f, err := db.Find(context.Background(), parsed, store.Sort{Key: "score", Desc: true})
		if err != nil {
			b.Fatal(err)
		}
		counts[q] = words.Thousands(f.Len())
	}
	var results []time.Duration // from the key to what it finds
	run := func(name string, fn func(s *session, key func(keys string, done func(screen []string) bool))) {
		b.Run(name, func(b *testing.B) {
			s := begin(b, 200, 60, nil, path)
			s.waitFor(total+" of "+total, "? help", "WHY")
			results = nil
			measure(b, s, fn)
			if len(results) > 0 {
				slices.Sort(results)
				b.ReportMetric(float64(results[len(results)/2])/1e6, "found-p50-ms")
				b.ReportMetric(float64(results[len(results)*99/100])/1e6, "found-p99-ms")
			}
			s.press("\x03\x03")
			s.end()
		})
	}
	at := 1
	status := func(want string) func([]string) bool {
		return func(screen []string) bool { return strings.HasPrefix(screen[58], " "+want+" of ") && whole(screen) }
	}
	b.Run("start", func(b *testing.B) {
		measureStart(b, func() *session { return begin(b, 200, 60, nil, path) }, "Clew", total+" of "+total, "\x03\x03")
	})
	run("move", func(s *session, key func(string, func([]string) bool)) {
		for range 50 {
			at++
			key("j", status(words.Thousands(at)))
		}
		at = 1
		key("g", status("1"))
	})
	// The same, with what stands beside the row.
	run("preview", func(s *session, key func(string, func([]string) bool)) {
		for at := 2; at <= 30; at++ {
			there := status(words.Thousands(at))
			key("j", func(screen []string) bool { return there(screen) && previewed(screen) })
		}
		key("g", func(screen []string) bool { return status("1")(screen) && previewed(screen) })
	})
	run("page", func(s *session, key func(string, func([]string) bool)) {
		at := 1
		for range 20 {
			at += 54
			key("\x06", func(screen []string) bool {
				return !strings.HasPrefix(screen[58], " "+words.Thousands(at-54)+" of") && whole(screen)
			})
			at, _ = place(s.screen())
		}
		key("g", status("1"))
	})
	run("ends", func(s *session, key func(string, func([]string) bool)) {
		key("G", status(total))
		key("g", status("1"))
	})
	run("sort", func(s *session, key func(string, func([]string) bool)) {
		key("S", func(screen []string) bool {
			return strings.Contains(screen[3], "SCORE ▲") && whole(screen) && !dimmed(s)
		})
		key("S", func(screen []string) bool {
			return strings.Contains(screen[3], "SCORE ▼") && whole(screen) && !dimmed(s)
		})
	})
	// A page is there when its breadcrumb and what it is about are.
	depth := func(n int, about string) func([]string) bool {
		return func(screen []string) bool {
			return strings.Count(screen[0], " › ") == n && strings.Contains(strings.Join(screen, "\n"), about) && whole(screen)
		}
	}
	run("open", func(s *session, key func(string, func([]string) bool)) {
		key("\r", depth(2, "CLAIMED"))
		key("[", depth(1, "SCORE"))
	})
	run("pivot", func(s *session, key func(string, func([]string) bool)) {
		key("p", depth(2, "HELD BY"))
		key("\r", depth(3, "HOLDERS"))
		key("[", depth(2, "HELD BY"))
		key("[", depth(1, "SCORE"))
	})
	run("type", func(s *session, key func(string, func([]string) bool)) {
		s.press("/")
		if err := s.await(5*time.Second, func(string) bool { return s.caret() }); err != nil {
			s.t.Fatal(err)
		}
		for _, q := range []string{"l", "le", "len", "lena"} {
			from := time.Now()
			key(q[len(q)-1:], func(screen []string) bool { return strings.Contains(screen[1], "/ "+q+" ") })
			if err := s.await(10*time.Second, func(string) bool {
				screen := s.screen()
				return strings.Contains(screen[1], " "+counts[q]+" of ") && whole(screen)
			}); err != nil {
				s.t.Fatal(err)
			}
			results = append(results, time.Since(from))
		}
		s.press("\x15\r")
		s.waitFor(total + " of " + total)
	})
}

// measureStart measures a new process until its first frame, and until its first rows, which
// texts tell.
func measureStart(b *testing.B, begin func() *session, frame, rows, leave string) {
	var framed, filled []time.Duration
	for b.Loop() {
		from := time.Now()
		s := begin()
		s.waitFor(frame)
		framed = append(framed, time.Since(from))
		s.waitFor(rows)
		filled = append(filled, time.Since(from))
		s.press(leave)
		s.end()
	}
	slices.Sort(framed)
	slices.Sort(filled)
	b.ReportMetric(float64(framed[len(framed)/2])/1e6, "first-frame-ms")
	b.ReportMetric(float64(filled[len(filled)/2])/1e6, "rows-ms")
	b.ReportMetric(0, "ns/op")
}

// measure times the keys that fn presses.
func measure(b *testing.B, s *session, fn func(s *session, key func(keys string, done func(screen []string) bool))) {
	var took []time.Duration
	key := func(keys string, done func([]string) bool) {
		from := time.Now()
		s.press(keys)
		if err := s.await(10*time.Second, func(string) bool { return done(s.screen()) }); err != nil {
			b.Fatalf("after %q: %v\n%s", keys, err, strings.Join(s.screen(), "\n"))
		}
		took = append(took, time.Since(from))
	}
	for b.Loop() {
		fn(s, key)
	}
	slices.Sort(took)
	ms := func(i int) float64 { return float64(took[min(i, len(took)-1)]) / 1e6 }
	b.ReportMetric(ms(len(took)/2), "p50-ms")
	b.ReportMetric(ms(len(took)*99/100), "p99-ms")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkVisiData does with VisiData what BenchmarkFrames does with Clew, on a CSV
// file of the same rows as a list shows them.
func BenchmarkVisiData(b *testing.B) {
	if _, err := exec.LookPath("vd"); err != nil || *rowsOf == "" {
		b.Skip("needs VisiData (vd), and -rows FILE.csv")
	}
	b.Run("start", func(b *testing.B) {
		var first, all []time.Duration
		for b.Loop() {
			from := time.Now()
			s := start(b, 200, 60, nil, "vd", *rowsOf)
			s.waitFor("│")
			first = append(first, time.Since(from))
			if err := s.await(5*time.Minute, func(screen string) bool {
				return strings.Contains(screen, " rows ") && !strings.Contains(screen, "loading")
			}); err != nil {
				b.Fatal(err)
			}
			all = append(all, time.Since(from))
		}
		slices.Sort(first)
		slices.Sort(all)
		b.ReportMetric(float64(first[len(first)/2])/1e6, "first-rows-ms")
		b.ReportMetric(float64(all[len(all)/2])/1e6, "all-rows-ms")
		b.ReportMetric(0, "ns/op")
	})
	b.Run("page", func(b *testing.B) {
		s := start(b, 200, 60, nil, "vd", *rowsOf)
		if err := s.await(5*time.Minute, func(screen string) bool {
			return strings.Contains(screen, " rows ") && !strings.Contains(screen, "loading")
		}); err != nil {
			b.Fatal(err)
		}
		measure(b, s, func(s *session, key func(string, func([]string) bool)) {
			// Back and forth by a page: every key changes the first row.
			for _, k := range []string{"\x06", "\x06", "\x06", "\x02", "\x02", "\x02"} {
				was := s.screen()[10]
				key(k, func(screen []string) bool { return screen[10] != was && screen[50] != "" })
			}
		})
	})
}

// place reads the row of the cursor from the status line.
func place(screen []string) (at int, ok bool) {
	n, _, ok := strings.Cut(strings.TrimSpace(screen[len(screen)-2]), " of ")
	fmt.Sscan(strings.ReplaceAll(n, ",", ""), &at)
	return at, ok
}

// whole reports whether no row is a placeholder.
func whole(screen []string) bool {
	for _, l := range screen[4 : len(screen)-2] {
		if strings.HasPrefix(strings.TrimLeft(l, " ▸✓"), "·") {
			return false
		}
	}
	return true
}

// previewed reports whether the box beside the list is of the account under the cursor.
func previewed(screen []string) bool {
	for _, l := range screen {
		if row, ok := strings.CutPrefix(l, "▸"); ok {
			cells := strings.Fields(row)
			name := cells[min(2, len(cells)-1)]
			if i := strings.IndexAny(name, "@…"); i > 0 {
				name = name[:i]
			}
			return strings.Contains(screen[3], "┌─ "+name)
		}
	}
	return false
}

// dimmed reports whether rows of the list before are still shown.
func dimmed(s *session) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.emu.CellAt(14, 10)
	return c != nil && c.Style.Attrs&2 != 0
}
