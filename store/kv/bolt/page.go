package bolt

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"syscall"
)

// The parts of bbolt's file format; see the package documentation.
const (
	pageHeader = 16
	metaSize   = 64
	metaSum    = 56 // bytes under the checksum
	magic      = 0xED0CDAED
	version    = 2
	noFreelist = ^uint64(0)
	minPage    = 1 << 10
	maxPage    = 1 << 24

	kindBranch   = 0x01
	kindLeaf     = 0x02
	kindFreelist = 0x10

	elemSize      = 16 // of a branch and of a leaf element
	leafBucket    = 0x01
	bucketHeader  = 16
	freelistMany  = 0xFFFF
	maxDepth      = 32
	firstDataPage = 2
)

var order = binary.NativeEndian

// damage is an error about the structure of the file.
func damage(format string, args ...any) error {
	return corrupt("", "the file is damaged", fmt.Errorf(format, args...))
}

// image is the file as its newest meta page describes it, read with read(2): a
// page that is not there is an error and not a signal.
type image struct {
	f        *os.File
	pageSize int64
	root     uint64 // page of the root bucket
	freelist uint64 // first page of the free list, or noFreelist
	high     uint64 // number of pages in use or free
	tx       uint64
	sum      uint64 // checksum of the meta page
}

func (m *image) state() State {
	s := State{tx: m.tx, sum: m.sum}
	if info, err := m.f.Stat(); err == nil {
		if st, ok := info.Sys().(*syscall.Stat_t); ok {
			s.inode = uint64(st.Ino)
		}
	}
	return s
}

// readImage finds the newest whole meta page. With both, both must be whole.
func readImage(f *os.File, both bool) (*image, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	size := info.Size()
	m0, err0 := readMeta(f, 0, 0)
	var m1 *image
	err1 := damage("page 1 is no meta page")
	if err0 == nil {
		m1, err1 = readMeta(f, m0.pageSize, m0.pageSize)
	} else {
		for at := int64(minPage); at <= maxPage && at < size && err1 != nil; at *= 2 {
			m1, err1 = readMeta(f, at, at)
		}
	}
	switch {
	case err0 != nil && err1 != nil, both && err0 != nil:
		return nil, err0
	case both && err1 != nil:
		return nil, err1
	}
	m := m0
	if err0 != nil || err1 == nil && m1.tx > m0.tx {
		m = m1
	}
	m.f = f
	if m.high > uint64(size/m.pageSize) {
		return nil, damage("cut short: %d bytes of %d pages of %d", size, m.high, m.pageSize)
	}
	return m, nil
}

// readMeta reads the meta page at offset at. A pageSize other than 0 is what it
// must say.
func readMeta(f io.ReaderAt, at, pageSize int64) (*image, error) {
	var b [pageHeader + metaSize]byte
	if _, err := f.ReadAt(b[:], at); err != nil {
		if err == io.EOF {
			return nil, damage("cut short before its meta page at %d", at)
		}
		return nil, err
	}
	m := b[pageHeader:]
	sum := fnv.New64a()
	sum.Write(m[:metaSum])
	i := &image{
		pageSize: int64(order.Uint32(m[8:])),
		root:     order.Uint64(m[16:]),
		freelist: order.Uint64(m[32:]),
		high:     order.Uint64(m[40:]),
		tx:       order.Uint64(m[48:]),
		sum:      order.Uint64(m[metaSum:]),
	}
	switch {
	case order.Uint32(m) != magic, order.Uint32(m[4:]) != version, i.sum != sum.Sum64(),
		i.pageSize < minPage, i.pageSize > maxPage, i.pageSize&(i.pageSize-1) != 0,
		pageSize != 0 && i.pageSize != pageSize:
		return nil, damage("meta page at %d is not whole", at)
	case i.root < firstDataPage, i.root >= i.high, i.freelist != noFreelist && (i.freelist < firstDataPage || i.freelist >= i.high):
		return nil, damage("meta page at %d points outside the file", at)
	}
	return i, nil
}

// page is one page with those that continue it.
type page struct {
	id   uint64
	kind uint16
	n    int // elements
	more uint64
	b    []byte // all of it, the header included
}

// read reads page id, into buf where it fits.
func (m *image) read(id uint64, buf []byte) (page, error) {
	if id < firstDataPage || id >= m.high {
		return page{}, damage("page %d is outside the file", id)
	}
	if int64(cap(buf)) < m.pageSize {
		buf = make([]byte, m.pageSize)
	}
	buf = buf[:m.pageSize]
	if _, err := m.f.ReadAt(buf, int64(id)*m.pageSize); err != nil {
		return page{}, err
	}
	p := page{
		id:   order.Uint64(buf),
		kind: order.Uint16(buf[8:]),
		n:    int(order.Uint16(buf[10:])),
		more: uint64(order.Uint32(buf[12:])),
		b:    buf,
	}
	if p.id != id {
		return page{}, damage("page %d says that it is page %d", id, p.id)
	}
	if p.more >= m.high-id {
		return page{}, damage("page %d goes on past the end", id)
	}
	if p.more > 0 {
		p.b = make([]byte, m.pageSize*int64(p.more+1))
		if _, err := m.f.ReadAt(p.b, int64(id)*m.pageSize); err != nil {
			return page{}, err
		}
	}
	return p, nil
}

// span gives n bytes from pos bytes after element i on.
func (p page) span(i int, pos, n uint64) ([]byte, error) {
	from := uint64(pageHeader+i*elemSize) + pos
	if from > uint64(len(p.b)) || n > uint64(len(p.b))-from {
		return nil, damage("page %d: element %d is outside the page", p.id, i)
	}
	return p.b[from : from+n], nil
}

// elem gives the fixed part of element i.
func (p page) elem(i int) ([]byte, error) { return p.span(i, 0, elemSize) }

func (p page) branch(i int) (key []byte, child uint64, err error) {
	e, err := p.elem(i)
	if err != nil {
		return nil, 0, err
	}
	key, err = p.span(i, uint64(order.Uint32(e)), uint64(order.Uint32(e[4:])))
	return key, order.Uint64(e[8:]), err
}

func (p page) leaf(i int) (flags uint32, key, value []byte, err error) {
	e, err := p.elem(i)
	if err != nil {
		return 0, nil, nil, err
	}
	pos, ksize := uint64(order.Uint32(e[4:])), uint64(order.Uint32(e[8:]))
	if key, err = p.span(i, pos, ksize); err == nil {
		value, err = p.span(i, pos+ksize, uint64(order.Uint32(e[12:])))
	}
	return order.Uint32(e), key, value, err
}

// free gives the ids on a page of the free list.
func (p page) free(high uint64) ([]uint64, error) {
	if p.kind != kindFreelist {
		return nil, damage("page %d is no free list", p.id)
	}
	b, n := p.b[pageHeader:], uint64(p.n)
	if n == freelistMany {
		n, b = order.Uint64(b), b[8:]
	}
	if n > uint64(len(b)/8) {
		return nil, damage("the free list on page %d is longer than its pages", p.id)
	}
	ids := make([]uint64, n)
	last := uint64(firstDataPage - 1)
	for i := range ids {
		ids[i] = order.Uint64(b[8*i:])
		if ids[i] <= last || ids[i] >= high {
			return nil, damage("the free list on page %d names page %d, which cannot be", p.id, ids[i])
		}
		last = ids[i]
	}
	return ids, nil
}
