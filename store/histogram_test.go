package store_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/store"
)

// histogramWorld is an investigation with lists, which change flags and scores.
func histogramWorld(t testing.TB) *store.DB {
	db := create(t)
	load(t, db, "world.jsonl", smallWorld(5, 300))
	load(t, db, "table.jsonl", table(3, 200))
	for _, l := range worldLists() {
		if l.Stance == watch.Bad {
			addTo(t, db, l.Name, l.Stance, l.Class, l.Values)
		}
	}
	return db
}

// find counts what a query finds.
func find(t testing.TB, db *store.DB, text string) *store.Found {
	t.Helper()
	q, err := query.Parse(text, time.Unix(1_900_000_000, 0))
	if err != nil {
		t.Fatal(err)
	}
	found, err := db.Find(ctx, q, store.Sort{Key: "id"})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestHistogramCountsWhatQueriesFind(t *testing.T) {
	db := histogramWorld(t)
	everything, flagged := find(t, db, ""), find(t, db, "state:flagged")
	if flagged.Len() == 0 || flagged.Len() == everything.Len() {
		t.Fatalf("%d of %d are flagged: the test needs some of each", flagged.Len(), everything.Len())
	}
	numbers := []int64{0, 1, 2, 5, 10, 40, 70, 90, 101}
	for _, key := range []string{"score", "links", "identifiers", "events", "flags"} {
		for _, in := range []struct {
			query string
			set   *query.Set
		}{{"", everything.Set()}, {"state:flagged ", flagged.Set()}} {
			got, err := db.Histogram(ctx, in.set, key, numbers)
			if err != nil {
				t.Fatal(err)
			}
			for i, n := range got {
				text := fmt.Sprintf("%s%s:%d..%d", in.query, key, numbers[i], numbers[i+1]-1)
				if want := find(t, db, text).Len(); n != want {
					t.Errorf("%d in a bucket that %q finds %d of", n, text, want)
				}
			}
		}
	}
	start := time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)
	var months []int64
	for i := range 48 {
		months = append(months, start.AddDate(0, i, 0).Unix())
	}
	for _, key := range []string{"created", "flagged", "first_seen", "last_seen"} {
		got, err := db.Histogram(ctx, everything.Set(), key, months)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range got {
			text := key + ":" + start.AddDate(0, i, 0).Format("2006-01")
			if want := find(t, db, text).Len(); n != want {
				t.Errorf("%d in a bucket that %q finds %d of", n, text, want)
			}
		}
	}
}

func TestHistogramOfAges(t *testing.T) {
	db := histogramWorld(t)
	all := find(t, db, "")
	ords := all.Set().Ordinals()
	rows, err := db.Listing(ctx, ords)
	if err != nil {
		t.Fatal(err)
	}
	const day = 24 * 60 * 60
	edges := []int64{math.MinInt64, 0, day, 100 * day, math.MaxInt64}
	want := make([]int, len(edges)-1)
	for _, r := range rows {
		if !r.CreatedAt.Known() || !r.FlaggedAt.Known() {
			continue
		}
		age := r.FlaggedAt.Unix() - r.CreatedAt.Unix()
		for i := range want {
			if edges[i] <= age && age < edges[i+1] {
				want[i]++
			}
		}
	}
	got, err := db.Histogram(ctx, all.Set(), "age", edges)
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("ages %v, %v, want %v", got, err, want)
	}
	if got[0] == 0 || got[3] == 0 {
		t.Fatalf("ages %v: the test needs some in every bucket", got)
	}
}

func TestHistogramEdges(t *testing.T) {
	db := create(t)
	if got, err := db.Histogram(ctx, query.NewSet(0), "score", []int64{0, 50, 101}); err != nil || !slices.Equal(got, []int{0, 0}) {
		t.Fatalf("of no accounts: %v, %v", got, err)
	}
	load(t, db, "table.jsonl", table(3, 200))
	all := find(t, db, "").Set()
	got, err := db.Histogram(ctx, all, "score", []int64{0, 40, 40, 40, 101})
	if err != nil || got[1] != 0 || got[2] != 0 || got[0]+got[3] != db.Len() {
		t.Fatalf("with empty buckets: %v, %v", got, err)
	}
	for _, bad := range []struct {
		key   string
		edges []int64
	}{{"country", []int64{0, 1}}, {"", []int64{0, 1}}, {"score", []int64{0}}, {"score", nil}, {"score", []int64{1, 0}}} {
		if _, err := db.Histogram(ctx, all, bad.key, bad.edges); model.KindOf(err) != model.ErrUsage {
			t.Errorf("by %q with edges %v: %v", bad.key, bad.edges, err)
		}
	}
}

// BenchmarkHistogram counts flags by month in one pass, and with a query for each
// month.
func BenchmarkHistogram(b *testing.B) {
	db := create(b)
	load(b, db, "table.jsonl", table(1, 2*benchAccounts(b)))
	if err := db.Derive(ctx, nil); err != nil {
		b.Fatal(err)
	}
	all := query.FullSet(db.Len())
	start := time.Date(2023, 11, 1, 0, 0, 0, 0, time.UTC)
	var days []int64
	for i := range 61 {
		days = append(days, start.AddDate(0, 0, i).Unix())
	}
	b.Run("pass", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Histogram(ctx, all, "flagged", days); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("queries", func(b *testing.B) {
		for b.Loop() {
			for i := range len(days) - 1 {
				find(b, db, "flagged:"+start.AddDate(0, 0, i).Format(time.DateOnly))
			}
		}
	})
}
