package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/store"
)

// BenchmarkDerive measures what follows from an import: computing the facts of
// every account, loading them, and a query for scores. Six sign-ins an account.
func BenchmarkDerive(b *testing.B) {
	n, dir := benchAccounts(b), benchDir(b)
	export, path := filepath.Join(dir, "accounts.jsonl"), filepath.Join(dir, "bench.clew")
	generate(b, export, n, 6)
	clewImport(b, export, path)
	facts := filepath.Join(path, "derived-1.bin")

	b.Run("compute", func(b *testing.B) {
		for b.Loop() {
			os.Remove(facts)
			db, err := store.Open(ctx, path, store.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if err := db.Derive(ctx, nil); err != nil {
				b.Fatal(err)
			}
			db.Close()
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "accounts/s")
		b.ReportMetric(float64(fileSize(b, facts))/float64(n), "file-B/account")
	})
	b.Run("one-more-list", func(b *testing.B) {
		db, err := store.Open(ctx, path, store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		for i := 0; b.Loop(); i++ {
			addTo(b, db, fmt.Sprintf("list-%d", i), watch.Bad, "", listed(fmt.Sprintf("198.51.100.%d/30", i*4%256), fmt.Sprintf("device:%d", i)))
			if err := db.Derive(ctx, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	scored, err := query.Parse("score>=70", time.Now())
	if err != nil {
		b.Fatal(err)
	}
	b.Run("open-and-find", func(b *testing.B) {
		for b.Loop() {
			db, err := store.Open(ctx, path, store.Options{ReadOnly: true})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := db.Find(ctx, scored, store.Sort{Key: "score", Desc: true}); err != nil {
				b.Fatal(err)
			}
			db.Close()
		}
	})
	b.Run("find-and-page", func(b *testing.B) {
		heap := func() uint64 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		before := heap()
		db, err := store.Open(ctx, path, store.Options{ReadOnly: true})
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		for b.Loop() {
			found, err := db.Find(ctx, scored, store.Sort{Key: "score", Desc: true})
			if err == nil {
				_, err = found.Page(ctx, 0, 50)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(heap()-before)/float64(n), "heap-B/account")
		runtime.KeepAlive(db)
	})
}
