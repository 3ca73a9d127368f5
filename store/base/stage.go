package base

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// spoolBytes is how much a spool keeps in memory before it writes a run.
const spoolBytes = 64 << 20

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
	if len(s.buf)+len(staged)+32 > s.limit && len(s.index) > 0 {
		if err := s.flush(); err != nil {
			return err
		}
	}
	if n := len(s.index); n > 0 && s.index[n-1].ord > ord {
		s.ordered = false
	}
	s.index = append(s.index, spoolEntry{ord, uint32(len(s.buf))})
	s.buf = binary.AppendUvarint(s.buf, uint64(ord))
	s.buf = binary.AppendUvarint(s.buf, uint64(src.File))
	s.buf = binary.AppendUvarint(s.buf, src.Line)
	s.buf = appendString(s.buf, staged)
	return nil
}

func (s *spool) sort() {
	if !s.ordered {
		slices.SortStableFunc(s.index, func(a, b spoolEntry) int { return cmp.Compare(a.ord, b.ord) })
	}
}

// entry gives the encoded bytes of the i-th entry of the index.
func (s *spool) entry(i int) []byte {
	b := s.buf[s.index[i].off:]
	d := decoder{b: b}
	d.uvarint()
	d.uvarint()
	d.uvarint()
	d.bytes()
	return b[:len(b)-len(d.b)]
}

func (s *spool) flush() error {
	s.sort()
	f, err := os.CreateTemp(s.dir, "rows-*.tmp")
	if err != nil {
		return diskError(err)
	}
	s.runs = append(s.runs, f)
	w := bufio.NewWriterSize(f, 1<<20)
	if s.ordered {
		w.Write(s.buf)
	} else {
		for i := range s.index {
			w.Write(s.entry(i))
		}
	}
	if err := w.Flush(); err != nil {
		return diskError(err)
	}
	s.buf, s.index, s.ordered = s.buf[:0], s.index[:0], true
	return nil
}

func (s *spool) close() {
	for _, f := range s.runs {
		f.Close()
		os.Remove(f.Name())
	}
	s.runs, s.buf, s.index = nil, nil, nil
}

// merged reads all rows in the order of (ordinal, added).
func (s *spool) merged() (*spoolReader, error) {
	s.sort()
	h := &spoolReader{}
	for i, f := range s.runs {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, diskError(err)
		}
		h.list = append(h.list, &runReader{rank: i, r: bufio.NewReaderSize(f, 256<<10)})
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
	r    *bufio.Reader
	mem  *spool
	at   int
	cur  spooled
	buf  []byte
}

func (r *runReader) next() error {
	if r.mem != nil {
		if r.at == len(r.mem.index) {
			return io.EOF
		}
		d := decoder{b: r.mem.buf[r.mem.index[r.at].off:]}
		r.at++
		r.cur = spooled{ord: uint32(d.uvarint()), src: model.Source{File: uint32(d.uvarint()), Line: d.uvarint()}, staged: d.bytes()}
		return d.err
	}
	ord, err := binary.ReadUvarint(r.r)
	if err != nil {
		return err
	}
	file, err1 := binary.ReadUvarint(r.r)
	line, err2 := binary.ReadUvarint(r.r)
	n, err3 := binary.ReadUvarint(r.r)
	if err := cmp.Or(err1, err2, err3); err != nil {
		return diskError(err)
	}
	r.buf = slices.Grow(r.buf[:0], int(n))[:n]
	if _, err := io.ReadFull(r.r, r.buf); err != nil {
		return diskError(err)
	}
	r.cur = spooled{ord: uint32(ord), src: model.Source{File: uint32(file), Line: line}, staged: r.buf}
	return nil
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
