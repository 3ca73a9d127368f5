package query

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestSetAgainstMap compares every operation with a map of ordinals.
func TestSetAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 200).Draw(t, "n")
		draw := func(name string) (*Set, map[uint32]bool) {
			s, m := NewSet(n), map[uint32]bool{}
			if n > 0 {
				for _, i := range rapid.SliceOf(rapid.Uint32Range(0, uint32(n-1))).Draw(t, name) {
					s.Add(i)
					m[i] = true
				}
			}
			return s, m
		}
		a, am := draw("a")
		b, bm := draw("b")
		before := a.Clone()
		for name, op := range map[string]struct {
			do   func(s *Set)
			want func(a, b bool) bool
		}{
			"and":    {func(s *Set) { s.And(b) }, func(a, b bool) bool { return a && b }},
			"or":     {func(s *Set) { s.Or(b) }, func(a, b bool) bool { return a || b }},
			"andnot": {func(s *Set) { s.AndNot(b) }, func(a, b bool) bool { return a && !b }},
			"not":    {func(s *Set) { s.Not() }, func(a, b bool) bool { return !a }},
		} {
			s := a.Clone()
			op.do(s)
			var want []uint32
			for i := range uint32(n) {
				if op.want(am[i], bm[i]) {
					want = append(want, i)
				}
				if s.Contains(i) != op.want(am[i], bm[i]) {
					t.Fatalf("%s: wrong at %d", name, i)
				}
			}
			if got := s.Ordinals(); !slices.Equal(got, want) || s.Count() != len(want) || s.Empty() != (len(want) == 0) {
				t.Fatalf("%s: %v, want %v", name, got, want)
			}
		}
		if !slices.Equal(a.words, before.words) {
			t.Fatal("a clone shares its words")
		}
		if full := FullSet(n); full.Count() != n || full.Contains(uint32(n)) {
			t.Fatal("the full set is not full")
		}
	})
}

func TestSetOf(t *testing.T) {
	s := SetOf([]uint64{1, ^uint64(0)}, 67)
	if got := s.Ordinals(); !slices.Equal(got, []uint32{0, 64, 65, 66}) {
		t.Errorf("got %v", got)
	}
	for name, f := range map[string]func(){
		"SetOf":  func() { SetOf(nil, 1) },
		"Add":    func() { NewSet(3).Add(3) },
		"length": func() { NewSet(3).And(NewSet(4)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			f()
		}()
	}
}

func BenchmarkSetAnd1M(b *testing.B) {
	s, t := FullSet(1_000_000), FullSet(1_000_000)
	for b.Loop() {
		s.And(t)
	}
}

func BenchmarkOrdinals1M(b *testing.B) {
	s := NewSet(1_000_000)
	for i := uint32(0); i < 1_000_000; i += 3 {
		s.Add(i)
	}
	for b.Loop() {
		s.Ordinals()
	}
}
