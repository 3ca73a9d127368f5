package base

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"sort"

	"github.com/seed-28a39f10/clew/store/kv"
)

// memReader is a snapshot of pairs in memory, for tampering.
type memReader []kv.Pair

func memory(pairs []kv.Pair) memReader {
	out := slices.Clone(pairs)
	slices.SortFunc(out, func(x, y kv.Pair) int { return bytes.Compare(x.K, y.K) })
	return out
}

func (m memReader) seek(k []byte) int {
	return sort.Search(len(m), func(i int) bool { return bytes.Compare(m[i].K, k) >= 0 })
}

func (m memReader) Get(k []byte) ([]byte, bool, error) {
	if i := m.seek(k); i < len(m) && bytes.Equal(m[i].K, k) {
		return m[i].V, true, nil
	}
	return nil, false, nil
}

func (m memReader) GetMany(ks [][]byte) ([][]byte, error) { panic("not used") }

func (m memReader) Scan(lo, hi []byte, limit int) iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		for i, n := m.seek(lo), 0; i < len(m) && (limit <= 0 || n < limit); i, n = i+1, n+1 {
			if len(hi) > 0 && bytes.Compare(m[i].K, hi) >= 0 || !yield(m[i], nil) {
				return
			}
		}
	}
}

func (m memReader) ScanBack(lo, hi []byte, limit int) iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		for i, n := m.seek(hi)-1, 0; i >= 0 && (limit <= 0 || n < limit); i, n = i-1, n+1 {
			if bytes.Compare(m[i].K, lo) < 0 || !yield(m[i], nil) {
				return
			}
		}
	}
}

// memStore takes one load into memory.
type memStore struct {
	kv.Store
	pairs []kv.Pair
}

func (s *memStore) Load(_ context.Context, pairs iter.Seq[kv.Pair]) error {
	for p := range pairs {
		s.pairs = append(s.pairs, kv.Pair{K: bytes.Clone(p.K), V: bytes.Clone(p.V)})
	}
	return nil
}

// replace gives the pairs with one body exchanged, and its checksum right.
func replace(pairs []kv.Pair, key, body []byte) []kv.Pair {
	out := slices.Clone(pairs)
	for i := range out {
		if bytes.Equal(out[i].K, key) {
			out[i].V = seal(key, bytes.Clone(body))
			return out
		}
	}
	return append(out, kv.Pair{K: key, V: seal(key, bytes.Clone(body))})
}
