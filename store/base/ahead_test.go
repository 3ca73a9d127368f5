package base

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"
)

// TestAheadOf: all postings come through in order, and an error of either side
// ends both.
func TestAheadOf(t *testing.T) {
	noLeaks(t)
	bad := errors.New("bad")
	give := func(n int, err error) func(fn func(*posting) error) error {
		return func(fn func(*posting) error) error {
			r := rand.New(rand.NewPCG(1, 1))
			for i := range n {
				p := posting{key: binary.BigEndian.AppendUint32(nil, uint32(i)), ords: make([]uint32, r.IntN(300))}
				for j := range p.ords {
					p.ords[j] = uint32(i)
				}
				if err := fn(&p); err != nil {
					return err
				}
			}
			return err
		}
	}
	for _, n := range []int{0, 1, 100, 3000} {
		next, ords := 0, 0
		err := aheadOf(give(n, nil), func(p *posting) error {
			if int(binary.BigEndian.Uint32(p.key)) != next {
				t.Fatalf("posting %x, want %d", p.key, next)
			}
			for _, ord := range p.ords {
				if ords++; int(ord) != next {
					t.Fatalf("ordinal %d of posting %d", ord, next)
				}
			}
			next++
			return nil
		})
		if err != nil || next != n || n > 100 && ords < n*100 {
			t.Errorf("%d of %d postings with %d ordinals: %v", next, n, ords, err)
		}
		if err := aheadOf(give(n, bad), func(*posting) error { return nil }); err != bad {
			t.Errorf("an error of the giver becomes %v", err)
		}
		if err := aheadOf(give(n, nil), func(*posting) error { return bad }); n > 0 && err != bad {
			t.Errorf("an error of the taker becomes %v", err)
		}
	}
}
