package query

import "math/bits"

// Set is a set of account ordinals below a fixed length, one bit each. It is not
// safe for writing from several goroutines. Operations on two sets need sets of
// the same length and panic otherwise.
type Set struct {
	words []uint64 // bits at and above n are zero
	n     int
}

// NewSet makes the empty set over the ordinals 0 to n-1.
func NewSet(n int) *Set { return &Set{make([]uint64, (n+63)/64), n} }

// FullSet makes the set of all ordinals 0 to n-1.
func FullSet(n int) *Set {
	s := NewSet(n)
	s.Not()
	return s
}

// SetOf makes a set over 0 to n-1 from a bitmap that a column scan filled:
// ordinal i is bit i%64 of words[i/64]. It takes words over, and panics unless
// there are (n+63)/64 of them; bits beyond n are dropped.
func SetOf(words []uint64, n int) *Set {
	if len(words) != (n+63)/64 {
		panic("query: bitmap of the wrong length")
	}
	s := &Set{words, n}
	s.trim()
	return s
}

func (s *Set) trim() {
	if r := s.n % 64; r != 0 {
		s.words[len(s.words)-1] &= 1<<r - 1
	}
}

// Len is the number of ordinals the set ranges over, not the number it holds.
func (s *Set) Len() int { return s.n }

// Add puts ordinal i in; it panics where i is not below [Set.Len].
func (s *Set) Add(i uint32) {
	if int64(i) >= int64(s.n) {
		panic("query: ordinal out of range")
	}
	s.words[i/64] |= 1 << (i % 64)
}

// Contains reports whether ordinal i is in the set.
func (s *Set) Contains(i uint32) bool {
	return int64(i) < int64(s.n) && s.words[i/64]&(1<<(i%64)) != 0
}

// And keeps what is in t too.
func (s *Set) And(t *Set) {
	tw := s.same(t)
	for i := range s.words {
		s.words[i] &= tw[i]
	}
}

// Or adds what is in t.
func (s *Set) Or(t *Set) {
	tw := s.same(t)
	for i := range s.words {
		s.words[i] |= tw[i]
	}
}

// AndNot takes out what is in t.
func (s *Set) AndNot(t *Set) {
	tw := s.same(t)
	for i := range s.words {
		s.words[i] &^= tw[i]
	}
}

// Not turns the set into its complement.
func (s *Set) Not() {
	for i := range s.words {
		s.words[i] = ^s.words[i]
	}
	s.trim()
}

func (s *Set) same(t *Set) []uint64 {
	if s.n != t.n {
		panic("query: sets of different lengths")
	}
	return t.words[:len(s.words)]
}

// Count is the number of ordinals in the set.
func (s *Set) Count() int {
	c := 0
	for _, w := range s.words {
		c += bits.OnesCount64(w)
	}
	return c
}

// Empty reports whether nothing is in the set.
func (s *Set) Empty() bool {
	for _, w := range s.words {
		if w != 0 {
			return false
		}
	}
	return true
}

// Ordinals lists the set in ascending order, in a slice of its own.
func (s *Set) Ordinals() []uint32 {
	out := make([]uint32, 0, s.Count())
	for i, w := range s.words {
		for ; w != 0; w &= w - 1 {
			out = append(out, uint32(i*64+bits.TrailingZeros64(w)))
		}
	}
	return out
}

// Clone gives an independent copy.
func (s *Set) Clone() *Set {
	return &Set{append([]uint64(nil), s.words...), s.n}
}
