package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
)

// benchInvestigation opens the investigation in CLEW_BENCH_OPEN, without changing it,
// or else makes one of CLEW_BENCH_ACCOUNTS generated accounts.
func benchInvestigation(b *testing.B) *store.DB {
	path := os.Getenv("CLEW_BENCH_OPEN")
	o := store.Options{ReadOnly: path != ""}
	if path == "" {
		dir := benchDir(b)
		export := filepath.Join(dir, "accounts.jsonl")
		path = filepath.Join(dir, "work.clew")
		generate(b, export, benchAccounts(b), 0)
		clewImport(b, export, path)
	}
	db, err := store.Open(b.Context(), path, o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return db
}

// BenchmarkStates counts the states of all accounts, and finds those of one state.
func BenchmarkStates(b *testing.B) {
	db := benchInvestigation(b)
	all := query.FullSet(db.Len())
	b.Run("facet", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Facets(b.Context(), all, "state"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("find", func(b *testing.B) {
		for b.Loop() {
			if find(b, db, "state:flagged").Len() == 0 {
				b.Fatal("no account is flagged")
			}
		}
	})
}

// BenchmarkPreview looks at sets of accounts before they are proposed, once the links are
// there: the ring whose size is nearest to 40, the largest one, rings that come to 300 and
// to 10,000 accounts, 10,000 accounts of no choice, and all.
func BenchmarkPreview(b *testing.B) {
	db := benchInvestigation(b)
	rings := links(b, db).View().RingMembers(3)
	slices.SortStableFunc(rings, func(x, y []uint32) int { return len(y) - len(x) })
	forty := slices.MinFunc(rings, func(x, y []uint32) int { return max(len(x)-40, 40-len(x)) - max(len(y)-40, 40-len(y)) })
	together := func(n int) (ords []uint32) {
		for _, r := range rings {
			if len(ords)+len(r) <= n {
				ords = append(ords, r...)
			}
		}
		return ords
	}
	var any []uint32
	for ord := range uint32(db.Len()) {
		any = append(any, ord)
	}
	for _, set := range []struct {
		name string
		ords []uint32
	}{{"ring-of-40", forty}, {"largest-ring", rings[0]}, {"rings-of-300", together(300)}, {"rings-of-10000", together(10_000)}, {"any-10000", any[:min(len(any), 10_000)]}, {"all", any}} {
		b.Run(set.name, func(b *testing.B) {
			for b.Loop() {
				p, err := db.Preview(b.Context(), set.ords, "suspend", "kim", 0)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(p.Count), "accounts")
				b.ReportMetric(float64(len(p.Outliers)), "outliers")
			}
		})
	}
}
