package base

import (
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

const (
	spoolBytes    = 64 << 20 // what a spool keeps in memory before it writes a run
	maxStagedHead = 32       // bytes that a staged row takes beside its own
)

// spool holds staged rows until they can be read back by ordinal: in memory up
// to a limit, then in sorted runs in a temporary file. Rows of one account come
// back in the order they were added.
type spool struct {
	dir     string
	limit   int
	buf     []byte
	index   []spoolEntry
	runs    []*os.File
	ordered bool // index is ascending by ordinal as it stands
}

type spoolEntry struct {
	ord uint32
	off uint32
}

// spooled is one staged row read back. The slice is valid until the next read.
type spooled struct {
	ord    uint32
	src    model.Source
	staged []byte
}

func newSpool(dir string) *spool { return &spool{dir: dir, limit: spoolBytes, ordered: true} }

func (s *spool) add(ord uint32, src model.Source, staged []byte) error {
	if len(s.buf)+len(staged)+maxStagedHead > s.limit && len(s.index) > 0 {
		if err := s.flush(); err != nil {
			return err
		}
	}
	if n := len(s.index); n > 0 && s.index[n-1].ord > ord {
		s.ordered = false
	}
	s.buf = roomFor(s.buf, len(staged)+maxStagedHead, s.limit)
	s.index = append(s.index, spoolEntry{ord, uint32(len(s.buf))})
	var head [3 * binary.MaxVarintLen64]byte
	h := binary.AppendUvarint(head[:0], uint64(ord))
	h = binary.AppendUvarint(h, uint64(src.File))
	h = binary.AppendUvarint(h, src.Line)
	s.buf = binary.AppendUvarint(s.buf, uint64(len(h)+len(staged)))
	s.buf = append(append(s.buf, h...), staged...)
	return nil
}

// roomFor gives a buffer that is filled up to a limit room for n more elements.
// A small one grows as any slice does; a larger one grows once and for all,
// since what is never touched costs nothing, and growing step by step copies
// everything several times over.
func roomFor[T any](s []T, n, limit int) []T {
	const small = 1 << 16
	if len(s)+n <= cap(s) || len(s)+n <= small {
		return s
	}
	// Not slices.Grow, which touches all of it.
	return append(make([]T, 0, max(len(s)+n, limit)), s...)
}

func (s *spool) sort() {
	if !s.ordered {
		slices.SortStableFunc(s.index, func(a, b spoolEntry) int { return cmp.Compare(a.ord, b.ord) })
	}
}

// entry gives the encoded bytes of the i-th entry of the index.
func (s *spool) entry(i int) []byte {
	d := decoder{b: s.buf[s.index[i].off:]}
	return d.bytes()
}

func (s *spool) flush() error {
	s.sort()
	w, err := newEntryWriter(s.dir, "rows-*.tmp")
	if err != nil {
		return err
	}
	s.runs = append(s.runs, w.f)
	for i := range s.index {
		w.add(s.entry(i))
	}
	if err := w.flush(); err != nil {
		return err
	}
	s.buf, s.index, s.ordered = s.buf[:0], s.index[:0], true
	return nil
}

func (s *spool) close() {
	removeAll(s.runs)
	s.runs, s.buf, s.index = nil, nil, nil
}

// merged reads all rows in the order of (ordinal, added).
func (s *spool) merged() (*spoolReader, error) {
	s.sort()
	h := &spoolReader{}
	for i, f := range s.runs {
		r, err := newEntryReader(f)
		if err != nil {
			return nil, err
		}
		h.list = append(h.list, &runReader{rank: i, r: r})
	}
	if len(s.index) > 0 {
		h.list = append(h.list, &runReader{rank: len(s.runs), mem: s})
	}
	live := h.list[:0]
	for _, r := range h.list {
		switch err := r.next(); {
		case err == nil:
			live = append(live, r)
		case !errors.Is(err, io.EOF):
			return nil, err
		}
	}
	h.list = live
	heap.Init(h)
	return h, nil
}

// spoolReader merges runs; it is a heap of them.
type spoolReader struct {
	list    []*runReader
	started bool
}

// next moves to the next row; more is false after the last.
func (h *spoolReader) next() (more bool, err error) {
	if h.started && len(h.list) > 0 {
		switch err := h.list[0].next(); {
		case err == nil:
			heap.Fix(h, 0)
		case errors.Is(err, io.EOF):
			heap.Pop(h)
		default:
			return false, err
		}
	}
	h.started = true
	return len(h.list) > 0, nil
}

// cur is the present row, valid until the next call of next.
func (h *spoolReader) cur() *spooled { return &h.list[0].cur }

// runReader reads one run, from a file or from what is still in memory.
type runReader struct {
	rank int
	r    *entryReader
	mem  *spool
	at   int
	cur  spooled
}

func (r *runReader) next() error {
	var entry []byte
	if r.mem != nil {
		if r.at == len(r.mem.index) {
			return io.EOF
		}
		entry = r.mem.entry(r.at)
		r.at++
	} else {
		var err error
		if entry, err = r.r.next(); err != nil {
			return err
		}
	}
	d := decoder{b: entry}
	r.cur = spooled{ord: d.uvarint32(), src: model.Source{File: d.uvarint32(), Line: d.uvarint()}}
	r.cur.staged = d.b
	return diskError(d.err)
}

func (h *spoolReader) Len() int { return len(h.list) }
func (h *spoolReader) Less(i, j int) bool {
	a, b := h.list[i], h.list[j]
	return a.cur.ord < b.cur.ord || a.cur.ord == b.cur.ord && a.rank < b.rank
}
func (h *spoolReader) Swap(i, j int) { h.list[i], h.list[j] = h.list[j], h.list[i] }
func (h *spoolReader) Push(x any)    { h.list = append(h.list, x.(*runReader)) }
func (h *spoolReader) Pop() any {
	x := h.list[len(h.list)-1]
	h.list = h.list[:len(h.list)-1]
	return x
}
