package store

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A page of the order by score is the same whether the whole order was made or not.
func TestScorePages(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, most := range []int{1, 3, 101} {
		d := &derived{scores: make([]uint8, 2000)}
		for i := range d.scores {
			d.scores[i] = uint8(r.IntN(most))
		}
		all := d.scoreOrder()
		for range 200 {
			from := r.IntN(len(all))
			n := r.IntN(min(80, len(all)-from) + 1)
			if got := d.scoreAt(from, n); !slices.Equal(got, all[from:from+n]) {
				t.Fatalf("%d scores, %d from %d: got %v, want %v", most, n, from, got, all[from:from+n])
			}
		}
	}
}
