package workflow

import (
	"maps"
	"testing"

	"pgregory.net/rapid"
)

// A table is a map, whatever is copied from it and however long it gets; and what was copied from
// stays what it was.
func TestTableIsAMap(t *testing.T) {
	steady(t, 100)
	rapid.Check(t, func(t *rapid.T) {
		type pair struct {
			table table[int, *int]
			want  map[int]*int
		}
		now := pair{want: map[int]*int{}}
		var kept []pair
		e := &edit{}
		defer func(mask uint64) { hashMask = mask }(hashMask)
		hashMask = rapid.SampledFrom([]uint64{^uint64(0), 0xfff, 7<<60 | 1}).Draw(t, "mask") // with hashes that are equal, in part or all
		for range rapid.IntRange(1, 30).Draw(t, "rounds") {
			if rapid.Bool().Draw(t, "clone") {
				kept = append(kept, pair{now.table, maps.Clone(now.want)})
				e = &edit{}
			}
			from, n := rapid.IntRange(0, 500).Draw(t, "from"), rapid.SampledFrom([]int{1, 2, 50, 200}).Draw(t, "n")
			remove := rapid.IntRange(0, 3).Draw(t, "remove") == 0
			for k := from; k < from+n; k++ {
				if remove {
					now.table.put(e, k, nil)
					delete(now.want, k)
				} else {
					v := k
					now.table.put(e, k, &v)
					now.want[k] = &v
				}
			}
		}
		for _, p := range append(kept, now) {
			if got := maps.Collect(p.table.each); !maps.Equal(got, p.want) {
				t.Fatalf("%d records, want %d", len(got), len(p.want))
			}
			for k := range 800 {
				if p.table.get(k) != p.want[k] {
					t.Fatalf("record %d: %v, want %v", k, p.table.get(k), p.want[k])
				}
			}
		}
	})
}
