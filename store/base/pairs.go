package base

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"sync"
)

// pairRun is how many (value, ordinal) pairs are sorted at once, and pairText
// how many bytes their values may have: with room for sorting about 100 MB,
// twice, because one run fills while another is sorted.
const (
	pairRun  = 1 << 20
	pairText = 64 << 20
)

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

// pairBuf holds pairs, each kind on its own: the values of one kind fit a cache,
// where those of all do not, and looking at a value is most of sorting.
type pairBuf struct {
	kinds [256]kindPairs
	n     int    // pairs of all kinds
	bytes int    // bytes of their values
	other []pair // room for sorting
}

// kindPairs are the pairs of one kind: values in text, each with its length
// before it.
type kindPairs struct {
	text  []byte
	pairs []pair
}

// pair points at a value in text. word holds eight bytes of the value from the
// depth that is being sorted, and in the end sameKey where the value is that of
// the pair before: looking would cost a cache miss.
type pair struct {
	word uint64
	off  uint32
	ord  uint32
}

func newPairSorter(dir string, limit int) *pairSorter {
	s := &pairSorter{dir: dir, limit: limit, cur: &pairBuf{}, spare: make(chan *pairBuf, 1)}
	s.spare <- &pairBuf{}
	return s
}

func (s *pairSorter) add(kind byte, value []byte, ord uint32) {
	b := s.cur
	k := &b.kinds[kind]
	off := uint32(len(k.text))
	k.text = binary.LittleEndian.AppendUint16(k.text, uint16(len(value)))
	k.text = append(k.text, value...)
	k.pairs = append(k.pairs, pair{off: off, ord: ord})
	b.n++
	b.bytes += len(value) + 2
	if b.n >= s.limit || b.bytes > pairText {
		s.flush()
	}
}

func (s *pairSorter) flush() {
	full, slot := s.cur, s.seq
	s.seq++
	s.mu.Lock() // another run may be putting its file into its slot
	s.files = append(s.files, nil)
	s.mu.Unlock()
	s.cur = <-s.spare
	s.wg.Go(func() {
		full.sort()
		f, err := full.write(s.dir)
		s.mu.Lock()
		s.files[slot] = f
		s.err = cmp.Or(s.err, err)
		s.mu.Unlock()
		full.clear()
		s.spare <- full
	})
}

func (s *pairSorter) close() {
	s.wg.Wait()
	removeAll(s.files)
}

func (b *pairBuf) clear() {
	for i := range b.kinds {
		k := &b.kinds[i]
		k.text, k.pairs = k.text[:0], k.pairs[:0]
	}
	b.n, b.bytes = 0, 0
}

func (k *kindPairs) value(p *pair) []byte {
	at := p.off + 2
	return k.text[at : at+uint32(binary.LittleEndian.Uint16(k.text[p.off:]))]
}

// word gives the first eight bytes of a key, zero-padded. Keys hold no zero byte,
// so padding never makes two different keys equal.
func word(key []byte) uint64 {
	if len(key) >= 8 {
		return binary.BigEndian.Uint64(key)
	}
	var w [8]byte
	copy(w[:], key)
	return binary.BigEndian.Uint64(w[:])
}

const (
	sameKey  = 1
	otherKey = 0
)

func (b *pairBuf) sort() {
	for i := range b.kinds {
		k := &b.kinds[i]
		if cap(b.other) < len(k.pairs) {
			b.other = make([]pair, cap(k.pairs))
		}
		k.sortFrom(k.pairs, b.other[:len(k.pairs)], 0)
	}
}

// sortFrom sorts pairs that are in order of ordinal and whose keys are the same
// up to depth: eight bytes at a time, so that what is compared is at hand. It
// keeps the order of pairs with one key.
func (k *kindPairs) sortFrom(ps, other []pair, depth int) {
	for i := range ps {
		value := k.value(&ps[i])
		ps[i].word = word(value[min(depth, len(value)):])
	}
	if len(ps) < 1024 {
		slices.SortFunc(ps, func(x, y pair) int {
			if x.word != y.word {
				return cmp.Compare(x.word, y.word)
			}
			return cmp.Compare(x.ord, y.ord)
		})
	} else {
		radixSort(ps, other)
	}
	for i := 0; i < len(ps); {
		j := i + 1
		for j < len(ps) && ps[j].word == ps[i].word {
			j++
		}
		// A word with a zero last byte is a key that has ended.
		if j-i > 1 && ps[i].word&0xff != 0 {
			k.sortFrom(ps[i:j], other[i:j], depth+8)
		} else {
			ps[i].word = otherKey
			for same := i + 1; same < j; same++ {
				ps[same].word = sameKey
			}
		}
		i = j
	}
}

// radixSort sorts by word and keeps the order of equal ones, eight bits at a
// time from the lowest. other is as long as ps.
func radixSort(ps, other []pair) {
	var counts [8][256]uint32
	for i := range ps {
		w := ps[i].word
		for d := range counts {
			counts[d][byte(w>>(8*d))]++
		}
	}
	src, dst := ps, other
	for d := range counts {
		c, shift := &counts[d], 8*d
		if c[byte(src[0].word>>shift)] == uint32(len(ps)) {
			continue // all have the same byte here
		}
		sum := uint32(0)
		for i, n := range c {
			c[i] = sum
			sum += n
		}
		for i := range src {
			at := &c[byte(src[i].word>>shift)]
			dst[*at] = src[i]
			*at++
		}
		src, dst = dst, src
	}
	if &src[0] != &ps[0] {
		copy(ps, src)
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

// write puts the sorted pairs in a temporary file: for each distinct key the key
// with its length, and the ordinals as deltas.
func (b *pairBuf) write(dir string) (*os.File, error) {
	w, err := newEntryWriter(dir, "pairs-*.tmp")
	if err != nil {
		return nil, err
	}
	var out []byte
	for m := (pairMemory{b: b}); ; {
		p, err := m.next()
		if err != nil {
			return w.f, w.flush()
		}
		out = appendString(out[:0], p.key)
		w.add(appendOrdinals(out, p.ords))
	}
}

// sorted ends the adding and gives all pairs in order.
func (s *pairSorter) sorted() ([]postingSource, error) {
	if s.cur.n > 0 && s.seq > 0 {
		s.flush()
	}
	s.wg.Wait()
	if s.err != nil {
		return nil, s.err
	}
	var out []postingSource
	for _, f := range s.files {
		r, err := newEntryReader(f)
		if err != nil {
			return nil, err
		}
		out = append(out, &pairFile{r: r})
	}
	if s.cur.n > 0 {
		s.cur.sort()
		out = append(out, &pairMemory{b: s.cur})
	}
	return out, nil
}

// pairFile gives the postings of a temporary file.
type pairFile struct {
	r   *entryReader
	cur posting
}

func (p *pairFile) next() (*posting, error) {
	entry, err := p.r.next()
	if err != nil {
		return nil, err
	}
	d := decoder{b: entry}
	p.cur.key, p.cur.ords = d.bytes(), p.cur.ords[:0]
	for ord := uint32(0); len(d.b) > 0; {
		ord += uint32(d.uvarint())
		p.cur.ords = append(p.cur.ords, ord)
	}
	if d.err != nil {
		return nil, diskError(d.err)
	}
	return &p.cur, nil
}

// pairMemory gives the postings of a sorted buffer.
type pairMemory struct {
	b    *pairBuf
	kind int
	at   int // in the pairs of kind
	cur  posting
}

func (p *pairMemory) next() (*posting, error) {
	for p.kind < len(p.b.kinds) && p.at == len(p.b.kinds[p.kind].pairs) {
		p.kind, p.at = p.kind+1, 0
	}
	if p.kind == len(p.b.kinds) {
		return nil, io.EOF
	}
	k := &p.b.kinds[p.kind]
	p.cur.key = append(append(p.cur.key[:0], byte(p.kind)), k.value(&k.pairs[p.at])...)
	end := p.at + 1
	for end < len(k.pairs) && k.pairs[end].word == sameKey {
		end++
	}
	p.cur.ords = appendDistinct(p.cur.ords[:0], k.pairs[p.at:end])
	p.at = end
	return &p.cur, nil
}

// mergePostings calls fn with every distinct key of all sources in ascending
// order, with the union of their ordinals.
func mergePostings(sources []postingSource, fn func(*posting) error) error {
	type head struct {
		word uint64 // the first bytes of the key
		cur  *posting
		src  postingSource
	}
	var heads []head
	for _, s := range sources {
		switch p, err := s.next(); {
		case err == nil:
			heads = append(heads, head{word(p.key), p, s})
		case !errors.Is(err, io.EOF):
			return err
		}
	}
	less := func(i, j int) bool {
		x, y := &heads[i], &heads[j]
		if x.word != y.word {
			return x.word < y.word
		}
		return bytes.Compare(x.cur.key, y.cur.key) < 0
	}
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
				heads[0].word, heads[0].cur = word(p.key), p
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
