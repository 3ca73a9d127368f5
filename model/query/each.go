package query

import "math/bits"

// Each calls fn for every ordinal in the set, ascending.
func (s *Set) Each(fn func(ord uint32)) {
	for i, w := range s.words {
		for ; w != 0; w &= w - 1 {
			fn(uint32(i*64 + bits.TrailingZeros64(w)))
		}
	}
}
