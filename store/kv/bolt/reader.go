package bolt

import (
	"bytes"
	"iter"
	"sync/atomic"

	"go.etcd.io/bbolt"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

// reader reads in one transaction of bbolt. Of a transaction that only reads it
// may be used by several goroutines: bbolt then keeps no state but its cursors.
type reader struct {
	d    *DB
	tx   *bbolt.Tx
	b    *bbolt.Bucket
	size int64 // bytes in the file; no value can be longer

	released atomic.Bool
}

func (r *reader) release() {
	if r.released.CompareAndSwap(false, true) {
		r.d.rollback(r.tx)
	}
}

// call runs a step inside bbolt.
func (r *reader) call(fn func() error) error {
	if r.released.Load() {
		return &model.Error{Kind: model.ErrInternal, Message: "a snapshot was used after its release"}
	}
	return engine(r.d.path, fn)
}

func (r *reader) Get(k []byte) (v []byte, ok bool, err error) {
	err = r.call(func() error {
		v = r.b.Get(k)
		return nil
	})
	if err == nil && int64(len(v)) > r.size {
		err = corrupt(r.d.path, "the file is damaged: a value is longer than the file", nil)
	}
	if err != nil {
		return nil, false, err
	}
	return v, v != nil, nil
}

func (r *reader) GetMany(ks [][]byte) ([][]byte, error) {
	vs := make([][]byte, len(ks))
	for i, k := range ks {
		v, _, err := r.Get(k)
		if err != nil {
			return nil, err
		}
		vs[i] = v
	}
	return vs, nil
}

func (r *reader) Scan(lo, hi []byte, limit int) iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		s := scanner{reader: r, order: 1}
		start := func() {
			if len(lo) == 0 {
				s.k, s.v = s.c.First()
			} else {
				s.k, s.v = s.c.Seek(lo)
			}
		}
		past := func() bool { return len(hi) > 0 && bytes.Compare(s.k, hi) >= 0 }
		s.run(limit, start, past, func() { s.k, s.v = s.c.Next() }, yield)
	}
}

func (r *reader) ScanBack(lo, hi []byte, limit int) iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		s := scanner{reader: r, order: -1}
		start := func() {
			if len(hi) > 0 {
				if s.k, s.v = s.c.Seek(hi); s.k != nil {
					s.back()
					return
				}
			}
			s.k, s.v = s.c.Last()
		}
		past := func() bool { return bytes.Compare(s.k, lo) < 0 }
		s.run(limit, start, past, s.back, yield)
	}
}

// scanner is one pass of a cursor.
type scanner struct {
	*reader
	c     *bbolt.Cursor
	k, v  []byte // where the cursor is; a nil key is the end
	order int    // 1 ascending, -1 descending
}

// run yields pairs from start until past, the end, or limit. The functions touch
// the memory map and so only run inside call.
func (s *scanner) run(limit int, start func(), past func() bool, step func(), yield func(kv.Pair, error) bool) {
	for n := 0; limit <= 0 || n < limit; n++ {
		end := false
		err := s.call(func() error {
			if n == 0 {
				s.c = s.b.Cursor()
				start()
			} else {
				last := s.k
				step()
				// Damage can make a cursor go round in circles.
				if s.k != nil && bytes.Compare(s.k, last) != s.order {
					return corrupt(s.d.path, "the file is damaged: its keys are out of order", nil)
				}
			}
			end = s.k == nil || past()
			return nil
		})
		switch {
		case err == nil && end:
			return
		case err == nil && (s.v == nil || int64(len(s.v)) > s.size):
			err = corrupt(s.d.path, "the file is damaged: a value has no sensible length", nil)
		}
		if err != nil {
			yield(kv.Pair{}, err)
			return
		}
		if !yield(kv.Pair{K: s.k, V: s.v}, nil) {
			return
		}
	}
}

// back moves the cursor to the key before it. In a transaction that deleted all
// keys of a page, bbolt's Prev gives nil at that page although there is more
// before it; called again it goes on. At the first key it gives nil for ever.
func (s *scanner) back() {
	at := s.k
	for s.k, s.v = s.c.Prev(); s.k == nil && s.tx.Writable(); s.k, s.v = s.c.Prev() {
		if first, _ := s.b.Cursor().First(); bytes.Equal(first, at) {
			return
		}
	}
}

// txn is a transaction that writes.
type txn struct {
	reader
	failed error // a write that failed must not be committed around
}

func (t *txn) Put(k, v []byte) error {
	return t.write(func() error { return t.b.Put(k, append(make([]byte, 0, len(v)), v...)) })
}

func (t *txn) Delete(k []byte) error {
	return t.write(func() error { return t.b.Delete(k) })
}

func (t *txn) write(fn func() error) error {
	if err := t.call(fn); err != nil {
		t.failed = explain(t.d.path, err)
		return t.failed
	}
	return nil
}
