package store

import (
	"context"
	"slices"
	"sort"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store/base"
)

// histogramColumns says which keys of a histogram are columns. Of times 0 is
// unknown, and such an account is in no bucket.
var histogramColumns = map[string]struct {
	col  base.Column
	time bool
}{
	"score": {base.ColScore, false}, "links": {base.ColLinks, false}, "identifiers": {base.ColIdentifiers, false},
	"events": {base.ColEvents, false}, "flags": {base.ColFlags, false},
	"created": {base.ColCreated, true}, "flagged": {base.ColFlagged, true},
	"first_seen": {base.ColFirstSeen, true}, "last_seen": {base.ColLastSeen, true},
}

// histogramAge is the key for the seconds from an account's creation to its first
// flag, negative where the flag came first; where one of the two times is unknown
// the account is in no bucket.
const histogramAge = "age"

// HistogramKeys lists the keys of [DB.Histogram].
var HistogramKeys = []string{"score", "links", "identifiers", "events", "flags", "created", "flagged", "first_seen", "last_seen", histogramAge}

// Histogram counts the accounts of a set, which [DB.Find] gave, in buckets of one
// number or time, in one pass whatever the number of buckets: the i-th counts those
// with edges[i] <= value < edges[i+1]. Times are in seconds since the Unix epoch.
// Edges ascend; there is one more of them than of buckets.
func (db *DB) Histogram(ctx context.Context, set *query.Set, key string, edges []int64) ([]int, error) {
	if !slices.Contains(HistogramKeys, key) {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "accounts cannot be counted by that number", Where: model.Untrusted(key),
			Hint: "use one of " + strings.Join(HistogramKeys, ", ")}
	}
	if len(edges) < 2 || !slices.IsSorted(edges) {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "the edges of buckets are two numbers or more, ascending"}
	}
	b := newBuckets(edges)
	err := db.viewFacts(ctx, func(g *generation, _ *state, d *derived) error {
		if g == nil {
			return nil
		}
		if err := b.fill(g, d, set, key); err != nil {
			return err
		}
		return ctx.Err()
	})
	return b.counts, err
}

// buckets counts values between edges.
type buckets struct {
	edges  []int64
	counts []int
	scale  float64 // buckets in a unit of the value, if all were equally wide
}

func newBuckets(edges []int64) *buckets {
	n := len(edges) - 1
	return &buckets{edges, make([]int, n), float64(n) / (float64(edges[n]) - float64(edges[0]))}
}

func (b *buckets) fill(g *generation, d *derived, set *query.Set, key string) error {
	if key == histogramAge {
		return b.fillAges(g, d, set)
	}
	c := histogramColumns[key]
	if c.col == base.ColScore {
		// Of a hundred scores the counts are enough.
		var scores [256]int
		set.Each(func(ord uint32) { scores[d.scores[ord]]++ })
		for score, n := range scores {
			b.add(int64(score), n)
		}
		return nil
	}
	cells, err := d.cells(g.base, c.col)
	if err != nil {
		return err
	}
	set.Each(func(ord uint32) {
		if cells[ord] > 0 || !c.time {
			b.add(int64(cells[ord]), 1)
		}
	})
	return nil
}

func (b *buckets) fillAges(g *generation, d *derived, set *query.Set) error {
	created, err := d.cells(g.base, base.ColCreated)
	if err != nil {
		return err
	}
	flagged, err := d.cells(g.base, base.ColFlagged)
	if err != nil {
		return err
	}
	set.Each(func(ord uint32) {
		if created[ord] > 0 && flagged[ord] > 0 {
			b.add(int64(flagged[ord])-int64(created[ord]), 1)
		}
	})
	return nil
}

// add puts n accounts into the bucket of a value.
func (b *buckets) add(v int64, n int) {
	last := len(b.counts) - 1
	if v < b.edges[0] || v >= b.edges[last+1] {
		return
	}
	// Days are equally wide and months nearly: a guess costs a tenth of a search,
	// whose every step is a toss-up to the processor.
	i := min(max(int((float64(v)-float64(b.edges[0]))*b.scale), 0), last)
	switch {
	case v < b.edges[i]:
		if i--; v < b.edges[i] {
			i = b.search(v)
		}
	case v >= b.edges[i+1]:
		if i++; v >= b.edges[i+1] {
			i = b.search(v)
		}
	}
	b.counts[i] += n
}

// search finds the bucket of a value between the edges: the last that begins at or
// below it.
func (b *buckets) search(v int64) int {
	return sort.Search(len(b.edges), func(i int) bool { return b.edges[i] > v }) - 1
}
