package audit

import (
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// entries is how long the log of the benchmarks is. A hundred thousand take minutes to
// write.
var entries = flag.Int("entries", 5_000, "entries in the log of the benchmarks")

var written = uitest.Once(func(dir string) (*store.DB, error) {
	db, c, err := made(dir)
	for i := 0; i < *entries && err == nil; i++ {
		c.now = c.now.Add(time.Second)
		err = act(db, []string{"kim", "lee", "ana"}[i%3], workflow.SetTag{On: people(3), Tag: "t", Remove: i%2 == 1})
	}
	return db, err
})

// BenchmarkKey is what a key costs until the page is drawn with what it asked for.
func BenchmarkKey(b *testing.B) {
	db := written(b)
	for _, key := range []keys.Action{keys.Down, keys.PageDown, keys.Bottom} {
		b.Run(string(key), func(b *testing.B) {
			d, p := open(b, db, "", 200, 57)
			for b.Loop() {
				if p.table.Cursor() == p.table.Len()-1 {
					d.Settle(p.Do(keys.Top))
				}
				d.Settle(p.Do(key))
				p.View()
			}
		})
	}
}

// BenchmarkFirst is how long a filter's first entries take, and BenchmarkRare how long
// one that matches nothing reads.
func BenchmarkFirst(b *testing.B) { benchmarkFind(b, "by:kim action:tag", 128) }
func BenchmarkRare(b *testing.B)  { benchmarkFind(b, "by:kim nowhere", 0) }

func benchmarkFind(b *testing.B, filter string, limit int) {
	db := written(b)
	f, err := store.ParseAuditFilter(filter, uitest.Noon)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(*entries), "entries")
	for b.Loop() {
		for before := db.Stamp().Entries; before > 0; {
			found, err := db.AuditFind(context.Background(), f, before, limit)
			if err != nil {
				b.Fatal(err)
			}
			if before = found.Next; limit > 0 {
				break
			}
		}
	}
}

func BenchmarkProof(b *testing.B) {
	db := written(b)
	for b.Loop() {
		if p, err := db.AuditProof(context.Background()); err != nil || len(p.Problems) > 0 {
			b.Fatal(fmt.Sprint(p), err)
		}
	}
}
