package base

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// sums stands for a set of (value, account) pairs: pairs are dealt out by a
// hash, and what is in each part is added up. Two sets with the same sums are
// the same, but for a chance of about 2^-64: the hash has a secret seed, so
// nobody can aim at it.
type sums struct {
	seed  maphash.Seed
	parts []part
	buf   []byte
}

type part struct{ n, sum uint64 }

const sumParts = 1 << 16

func newSums(seed maphash.Seed) *sums { return &sums{seed: seed, parts: make([]part, sumParts)} }

// hash gives the hash of a pair and the part it belongs to.
func (s *sums) hash(key []byte, ord uint32) (h uint64, part uint16) {
	s.buf = binary.BigEndian.AppendUint32(append(s.buf[:0], key...), ord)
	h = maphash.Bytes(s.seed, s.buf)
	return h, uint16(h >> 48)
}

func (s *sums) add(key []byte, ord uint32) {
	h, at := s.hash(key, ord)
	p := &s.parts[at]
	p.n++
	p.sum += h
}

// values compares the postings with the records, both ways.
func (c *checker) values() error {
	seed := maphash.MakeSeed()
	want, have := newSums(seed), newSums(seed)
	if err := c.eachTerm(want.add); err != nil {
		return err
	}
	links := linkCounter{}
	stats := Stats{Format: c.b.stats.Format, Accounts: c.b.stats.Accounts, Events: c.b.stats.Events}
	err := c.eachPosting(func(p *posting) {
		for _, ord := range p.ords {
			have.add(p.key, ord)
		}
		links.add(&stats, p)
	})
	if err != nil {
		return err
	}
	if stats != c.b.stats {
		c.report("table M", "the counts are %+v, and should be %+v", c.b.stats, stats)
	}
	var differ []uint16
	for i := range want.parts {
		if want.parts[i] != have.parts[i] {
			differ = append(differ, uint16(i))
		}
	}
	if len(differ) > 0 {
		if err := c.nameValues(want, differ); err != nil {
			return err
		}
	}
	cells, err := c.b.chunks(tabColumn, ColLinks)
	if err != nil {
		return err
	}
	counted := make([]uint32, len(cells))
	links.count(counted)
	c.checked["cells"] += uint64(len(cells))
	for ord := range cells {
		if cells[ord] != counted[ord] {
			c.report(fmt.Sprintf("table C, column %d", ColLinks), "account %d has %d, and should have %d", ord, cells[ord], counted[ord])
			break
		}
	}
	return nil
}

// eachTerm gives every pair that the records say there is, once.
func (c *checker) eachTerm(fn func(key []byte, ord uint32)) error {
	rows, events := c.b.records(), c.b.events()
	w := c.w
	var keys [][]byte
	for ord := uint32(0); ; ord++ {
		body, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = c.alive()
		}
		if err != nil {
			return err
		}
		list, err := events.of(ord)
		if err != nil {
			return err
		}
		if err := w.rec.parse(body, c.words, false); err != nil {
			continue // told already
		}
		keys = keys[:0]
		w.terms(&w.rec, list, func(kind model.Kind, key []byte) {
			if len(keys) < cap(keys) {
				keys = keys[:len(keys)+1]
			} else {
				keys = append(keys, nil)
			}
			k := &keys[len(keys)-1]
			*k = append(append((*k)[:0], byte(kind)), key...)
		})
		slices.SortFunc(keys, bytes.Compare)
		for i, k := range keys {
			if i == 0 || !bytes.Equal(k, keys[i-1]) {
				fn(k, ord)
			}
		}
	}
}

// eachPosting gives every posting and looks at what can be said of it alone.
func (c *checker) eachPosting(fn func(p *posting)) error {
	var last []byte
	for postings := c.b.postings(nil); ; {
		p, err := postings.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = c.alive()
		}
		if err != nil {
			return err
		}
		switch {
		case bytes.Compare(p.key, last) <= 0:
			c.report(valueName(p.key), "the value is out of order")
		case len(p.ords) == 0:
			c.report(valueName(p.key), "the value has no accounts")
		}
		for i := 1; i < len(p.ords); i++ {
			if p.ords[i] <= p.ords[i-1] {
				c.report(valueName(p.key), "its accounts are out of order")
				break
			}
		}
		last = append(last[:0], p.key...)
		c.checked["values"]++
		c.checked["pairs"] += uint64(len(p.ords))
		fn(p)
	}
}

// nameLimit is how many parts are looked at to name what differs in them.
const nameLimit = 16

// nameValues goes over everything again to say what differs.
func (c *checker) nameValues(s *sums, differ []uint16) error {
	few := differ[:min(len(differ), nameLimit)]
	pairs := map[string]int{} // key and ordinal: +1 in a record, -1 in a posting
	note := func(by int) func(key []byte, ord uint32) {
		return func(key []byte, ord uint32) {
			if _, at := s.hash(key, ord); slices.Contains(few, at) {
				k := string(s.buf)
				if pairs[k] += by; pairs[k] == 0 {
					delete(pairs, k)
				}
			}
		}
	}
	if err := c.eachTerm(note(1)); err != nil {
		return err
	}
	minus := note(-1)
	quiet := *c
	quiet.tell, quiet.checked = func(string, string) {}, map[string]uint64{}
	if err := quiet.eachPosting(func(p *posting) {
		for _, ord := range p.ords {
			minus(p.key, ord)
		}
	}); err != nil {
		return err
	}
	names := make([]string, 0, len(pairs))
	for k := range pairs {
		names = append(names, k)
	}
	slices.SortFunc(names, cmp.Compare[string])
	for _, k := range names {
		ord := binary.BigEndian.Uint32([]byte(k[len(k)-4:]))
		if pairs[k] > 0 {
			c.report(valueName([]byte(k[:len(k)-4])), "account %d has the value and is not found by it", ord)
		} else {
			c.report(valueName([]byte(k[:len(k)-4])), "account %d is found by the value and does not have it", ord)
		}
	}
	if len(differ) > nameLimit {
		c.report("table I", "there is more that differs: only %d of %d parts were looked at", nameLimit, len(differ))
	}
	return nil
}

// valueName shows the key of a posting.
func valueName(key []byte) string {
	kind := model.Kind(key[0])
	name := kind.String()
	switch kind {
	case TermTag:
		name = "tag"
	case TermSignal:
		name = "signal"
	case TermSource:
		name = "source"
	}
	return name + ":" + string(unescape(nil, key[1:]))
}
