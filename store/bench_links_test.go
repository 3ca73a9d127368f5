package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// BenchmarkLinks measures what becomes of links in an investigation of
// CLEW_BENCH_ACCOUNTS generated accounts: computed from the imported data, found
// saved by a process that has just opened it, and after a verdict, durable and
// with what has become of the rings recorded. The parts without a disk are measured in
// model/evidence.
func BenchmarkLinks(b *testing.B) {
	dir := benchDir(b)
	export, path := filepath.Join(dir, "accounts.jsonl"), filepath.Join(dir, "links.clew")
	generate(b, export, benchAccounts(b), 0)
	clewImport(b, export, path)
	open := func(b *testing.B) *store.DB {
		db, err := store.Open(b.Context(), path, store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { db.Close() })
		return db
	}
	b.Run("computed", func(b *testing.B) {
		for b.Loop() {
			saved, err := filepath.Glob(filepath.Join(path, "links-*"))
			if err != nil {
				b.Fatal(err)
			}
			for _, name := range saved {
				os.Remove(name)
			}
			l, err := open(b).Links(b.Context(), nil)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(l.View().Index.Bytes())/1e6, "index-MB")
		}
	})
	b.Run("saved", func(b *testing.B) {
		if _, err := open(b).Links(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			db, err := store.Open(b.Context(), path, store.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if db.KnownLinks() == nil {
				b.Fatal("the links were not saved")
			}
			b.StopTimer() // a new process has nothing of another's in its memory
			db.Close()
			runtime.GC()
			b.StartTimer()
		}
	})
	b.Run("verdict", func(b *testing.B) {
		db := open(b)
		l, err := db.Links(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		rings := l.View().RingMembers(4)
		if len(rings) == 0 {
			b.Skip("no ring")
		}
		var all samples
		for i := 0; b.Loop(); i++ {
			members := rings[i%len(rings)]
			rows, err := db.Listing(b.Context(), members[:2])
			if err != nil {
				b.Fatal(err)
			}
			verdict := []string{"not-same", ""}[i/len(rings)%2]
			all = append(all, loopOnce(b, func() error {
				before := db.KnownLinks()
				_, err := db.Act(b.Context(), "kim", store.NewKey(), workflow.JudgeLink{A: rows[0].ID, B: rows[1].ID, Verdict: verdict})
				if err == nil {
					_, err = db.Relink(b.Context(), "kim", before, nil)
				}
				return err
			}))
		}
		b.ReportMetric(all.at(.5), "p50-ms")
		b.ReportMetric(all.at(.99), "p99-ms")
	})
}
