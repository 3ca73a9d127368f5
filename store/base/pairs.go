package base

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"sync"
)

// pairRun is how many (value, ordinal) pairs are sorted at once: with their
// values about 50 MB, twice, because one run fills while another is sorted.
const pairRun = 1 << 20

// pairSorter sorts (kind+value, ordinal) pairs that are too many for memory.
// Pairs are added in ascending order of ordinal.
type pairSorter struct {
	dir   string
	limit int
	cur   *pairBuf
	spare chan *pairBuf
	wg    sync.WaitGroup
	mu    sync.Mutex
	files []*os.File
	err   error
	seq   int
}

type pairBuf struct {
	text  []byte
	pairs []pair
}

// pair points at a key in text. word holds eight bytes of the key from the
// depth that is being sorted.
type pair struct {
	word uint64
	off  uint32
	n    uint16
	ord  uint32
}

func newPairSorter(dir string, limit int) *pairSorter {
	s := &pairSorter{dir: dir, limit: limit, cur: &pairBuf{}, spare: make(chan *pairBuf, 1)}
	s.spare <- &pairBuf{}
	return s
}

func (s *pairSorter) add(kind byte, value []byte, ord uint32) {
	b := s.cur
	off := len(b.text)
	b.text = append(append(b.text, kind), value...)
	b.pairs = append(b.pairs, pair{off: uint32(off), n: uint16(len(value) + 1), ord: ord})
	if len(b.pairs) >= s.limit || len(b.text) > 64<<20 {
		s.flush()
	}
}

func (s *pairSorter) flush() {
	full, slot := s.cur, s.seq
	s.seq++
	s.files = append(s.files, nil)
	s.cur = <-s.spare
	s.wg.Go(func() {
		full.sort()
		f, err := full.write(s.dir)
		s.mu.Lock()
		s.files[slot] = f
		s.err = cmp.Or(s.err, err)
		s.mu.Unlock()
		full.text, full.pairs = full.text[:0], full.pairs[:0]
		s.spare <- full
	})
}

func (s *pairSorter) close() {
	s.wg.Wait()
	for _, f := range s.files {
		if f != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}
}

func (b *pairBuf) key(p *pair) []byte { return b.text[p.off : int(p.off)+int(p.n)] }

// word gives eight bytes of the key from depth, zero-padded. Keys hold no zero
// byte, so padding never makes two different keys equal.
func (b *pairBuf) word(p *pair, depth int) uint64 {
	k := b.key(p)
	if depth >= len(k) {
		return 0
	}
	k = k[depth:]
	if len(k) >= 8 {
		return binary.BigEndian.Uint64(k)
	}
	var w [8]byte
	copy(w[:], k)
	return binary.BigEndian.Uint64(w[:])
}

func (b *pairBuf) sort() { b.sortFrom(b.pairs, 0) }

// sortFrom sorts by eight bytes at a time, so that nearly all comparisons are of
// two words already at hand.
func (b *pairBuf) sortFrom(ps []pair, depth int) {
	for i := range ps {
		ps[i].word = b.word(&ps[i], depth)
	}
	slices.SortFunc(ps, func(x, y pair) int {
		if c := cmp.Compare(x.word, y.word); c != 0 {
			return c
		}
		return cmp.Compare(x.ord, y.ord)
	})
	for i := 0; i < len(ps); {
		j := i + 1
		for j < len(ps) && ps[j].word == ps[i].word {
			j++
		}
		// A word with a zero last byte is a key that has ended.
		if j-i > 1 && ps[i].word&0xff != 0 {
			b.sortFrom(ps[i:j], depth+8)
		}
		i = j
	}
}

// appendDistinct appends the ordinals of pairs with one key. An account may have
// a key twice: two of its tags, say, that fold to the same.
func appendDistinct(dst []uint32, ps []pair) []uint32 {
	for i := range ps {
		if i == 0 || ps[i].ord != ps[i-1].ord {
			dst = append(dst, ps[i].ord)
		}
	}
	return dst
}

// write puts the sorted pairs in a temporary file: for each distinct key its
// length, bytes, number of ordinals, and the ordinals as deltas.
func (b *pairBuf) write(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, "pairs-*.tmp")
	if err != nil {
		return nil, diskError(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	var out []byte
	var ords []uint32
	for i := 0; i < len(b.pairs); {
		key := b.key(&b.pairs[i])
		j := i + 1
		for j < len(b.pairs) && bytes.Equal(b.key(&b.pairs[j]), key) {
			j++
		}
		ords = appendDistinct(ords[:0], b.pairs[i:j])
		out = appendString(out[:0], key)
		out = binary.AppendUvarint(out, uint64(len(ords)))
		out = appendOrdinals(out, ords)
		w.Write(out)
		i = j
	}
	return f, diskError(w.Flush())
}

// sorted ends the adding and gives all pairs in order.
func (s *pairSorter) sorted() ([]postingSource, error) {
	if len(s.cur.pairs) > 0 && s.seq > 0 {
		s.flush()
	}
	s.wg.Wait()
	if s.err != nil {
		return nil, s.err
	}
	var out []postingSource
	for _, f := range s.files {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, diskError(err)
		}
		out = append(out, &pairFile{r: bufio.NewReaderSize(f, 512<<10)})
	}
	if len(s.cur.pairs) > 0 {
		s.cur.sort()
		out = append(out, &pairMemory{b: s.cur})
	}
	return out, nil
}

type pairFile struct {
	r   *bufio.Reader
	cur posting
}

func (p *pairFile) next() (*posting, error) {
	n, err := binary.ReadUvarint(p.r)
	if err != nil {
		return nil, err // io.EOF between postings is the end
	}
	p.cur.key = slices.Grow(p.cur.key[:0], int(n))[:n]
	if _, err := io.ReadFull(p.r, p.cur.key); err != nil {
		return nil, diskError(err)
	}
	if n, err = binary.ReadUvarint(p.r); err != nil {
		return nil, diskError(err)
	}
	p.cur.ords = p.cur.ords[:0]
	ord := uint32(0)
	for ; n > 0; n-- {
		d, err := binary.ReadUvarint(p.r)
		if err != nil {
			return nil, diskError(err)
		}
		ord += uint32(d)
		p.cur.ords = append(p.cur.ords, ord)
	}
	return &p.cur, nil
}

type pairMemory struct {
	b   *pairBuf
	at  int
	cur posting
}

func (p *pairMemory) next() (*posting, error) {
	ps := p.b.pairs
	if p.at == len(ps) {
		return nil, io.EOF
	}
	p.cur.key = p.b.key(&ps[p.at])
	end := p.at + 1
	for end < len(ps) && bytes.Equal(p.b.key(&ps[end]), p.cur.key) {
		end++
	}
	p.cur.ords = appendDistinct(p.cur.ords[:0], ps[p.at:end])
	p.at = end
	return &p.cur, nil
}

// mergePostings calls fn with every distinct key of all sources in ascending
// order, with the union of their ordinals.
func mergePostings(sources []postingSource, fn func(*posting) error) error {
	type head struct {
		src postingSource
		cur *posting
	}
	var heads []head
	for _, s := range sources {
		switch p, err := s.next(); {
		case err == nil:
			heads = append(heads, head{s, p})
		case !errors.Is(err, io.EOF):
			return err
		}
	}
	less := func(i, j int) bool { return bytes.Compare(heads[i].cur.key, heads[j].cur.key) < 0 }
	sift := func(i int) {
		for {
			c := 2*i + 1
			if c >= len(heads) {
				return
			}
			if c+1 < len(heads) && less(c+1, c) {
				c++
			}
			if !less(c, i) {
				return
			}
			heads[i], heads[c] = heads[c], heads[i]
			i = c
		}
	}
	for i := len(heads)/2 - 1; i >= 0; i-- {
		sift(i)
	}
	var out posting
	for len(heads) > 0 {
		out.key = append(out.key[:0], heads[0].cur.key...)
		out.ords = out.ords[:0]
		parts := 0
		for len(heads) > 0 && bytes.Equal(heads[0].cur.key, out.key) {
			out.ords = append(out.ords, heads[0].cur.ords...)
			parts++
			switch p, err := heads[0].src.next(); {
			case err == nil:
				heads[0].cur = p
			case errors.Is(err, io.EOF):
				heads[0] = heads[len(heads)-1]
				heads = heads[:len(heads)-1]
			default:
				return err
			}
			sift(0)
		}
		if parts > 1 {
			slices.Sort(out.ords)
			out.ords = slices.Compact(out.ords)
		}
		if err := fn(&out); err != nil {
			return err
		}
	}
	return nil
}
