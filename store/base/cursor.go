package base

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

// blocks gives the blocks of a range of keys one after the other, checked. It
// reads ahead a few keys, never a value. An iter.Pull would do the same, but in
// a goroutine of its own, where guard does not hold.
type blocks struct {
	b      *Base
	lo, hi []byte
	step   int // how many keys to read at once
	fenced bool
	ahead  []kv.Pair
	at     int
	end    bool
}

// blocks gives a range of which the caller can tell whether a block is missing.
func (b *Base) blocks(lo, hi []byte, step int) blocks {
	return blocks{b: b, lo: lo, hi: hi, step: step}
}

// table gives all of a table.
func (b *Base) table(t byte) blocks {
	return blocks{b: b, lo: []byte{t}, hi: []byte{t + 1}, step: 64, fenced: true}
}

// fence looks at the blocks on both sides of a place where nothing was found. In
// a damaged file the block that should be there may be one of them, with a key
// that is not its own.
func (b *Base) fence(at []byte) error {
	damaged := corrupt(at, "the blocks are out of order")
	for p, err := range b.r.Scan(at, nil, 1) {
		if err == nil && bytes.Compare(p.K, at) < 0 {
			err = damaged
		}
		if err == nil {
			_, err = unseal(p.K, p.V)
		}
		if err != nil {
			return err
		}
	}
	for p, err := range b.r.ScanBack(nil, at, 1) {
		if err == nil && bytes.Compare(p.K, at) >= 0 {
			err = damaged
		}
		if err == nil {
			_, err = unseal(p.K, p.V)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// next gives the next block, io.EOF after the last.
func (c *blocks) next() (kv.Pair, error) {
	p, err := c.sealed()
	if err == nil {
		p.V, err = unseal(p.K, p.V)
	}
	return p, err
}

// sealed is next for a block that keeps its checksum, which is not looked at.
func (c *blocks) sealed() (kv.Pair, error) {
	if c.at == len(c.ahead) {
		if !c.end {
			if err := c.fill(); err != nil {
				return kv.Pair{}, err
			}
		}
		if c.at == len(c.ahead) {
			return kv.Pair{}, io.EOF
		}
	}
	p := c.ahead[c.at]
	c.at++
	return p, nil
}

func (c *blocks) fill() error {
	if c.fenced && c.ahead == nil {
		if err := c.b.fence(c.lo); err != nil {
			return err
		}
	}
	c.ahead, c.at = c.ahead[:0], 0
	for p, err := range c.b.r.Scan(c.lo, c.hi, c.step) {
		if err != nil {
			return err
		}
		// In a damaged file a search may end anywhere, and would then never end.
		if bytes.Compare(p.K, c.lo) < 0 {
			return corrupt(c.lo, "the blocks are out of order")
		}
		c.ahead = append(c.ahead, p)
	}
	c.end = len(c.ahead) < c.step
	if len(c.ahead) > 0 {
		c.lo = append(bytes.Clone(c.ahead[len(c.ahead)-1].K), 0)
	}
	c.step = min(c.step*8, 64)
	if !c.end || !c.fenced {
		return nil
	}
	if err := c.b.fence(c.lo); err != nil {
		return err
	}
	// A damaged branch can lead past the end of the range too early. Then what
	// lies before its end, found from above, is not the block that came last.
	for p, err := range c.b.r.ScanBack(nil, c.hi, 1) {
		if err != nil {
			return err
		}
		if bytes.Compare(p.K, c.lo) >= 0 {
			return corrupt(c.lo, "a table ends before its last block")
		}
	}
	return nil
}

// recordCursor gives the encoded records one after the other.
type recordCursor struct {
	blocks blocks
	block  recordBlock
	at, n  int    // the next record of the block, and how many it has
	ord    uint32 // the first ordinal after the block
}

func (b *Base) records() recordCursor { return recordCursor{blocks: b.table(tabRecord)} }

// next gives the record of the next ordinal, io.EOF after the last. It lies in
// the generation.
func (c *recordCursor) next() ([]byte, error) {
	if c.at == c.n {
		p, err := c.blocks.next()
		if err != nil {
			return nil, err
		}
		var ok bool
		if c.block, ok = openRecords(p.V); ok {
			c.at, c.n = 0, c.block.len()
		}
		c.ord += uint32(c.n)
		if !ok || !bytes.Equal(p.K, key1(tabRecord, c.ord-1)) {
			return nil, corrupt([]byte{tabRecord}, "a block of accounts is out of place")
		}
	}
	body, ok := c.block.at(c.at)
	if c.at++; !ok {
		return nil, corrupt([]byte{tabRecord}, errTruncated.Error())
	}
	return body, nil
}

// textCursor gives the lines of search text one after the other.
type textCursor struct {
	blocks blocks
	text   []byte
}

func (b *Base) lines() textCursor { return textCursor{blocks: b.table(tabText)} }

// next gives the next line without its newline, io.EOF after the last.
func (c *textCursor) next() ([]byte, error) {
	for len(c.text) == 0 {
		p, err := c.blocks.next()
		if err != nil {
			return nil, err
		}
		c.text = p.V
	}
	i := bytes.IndexByte(c.text, '\n')
	if i < 0 {
		return nil, corrupt([]byte{tabText}, "a line of text does not end")
	}
	line := c.text[:i]
	c.text = c.text[i+1:]
	return line, nil
}

// eventCursor gives the events of ascending ordinals, a group at a time.
type eventCursor struct {
	blocks blocks
	d      decoder
	key    []byte // of the block
	group  eventGroup
	held   bool // group is read and not given out
	end    bool
}

// eventGroup is part of the events of an account: from the index-th on.
type eventGroup struct {
	ord, index uint32
	list       []staged
}

func (b *Base) events() eventCursor { return eventCursor{blocks: b.table(tabEvent)} }

// group reads one group; the bodies point into the block.
func (d *decoder) group(g *eventGroup) {
	g.ord, g.index, g.list = d.uvarint32(), d.uvarint32(), g.list[:0]
	for n := d.count(); n > 0 && d.err == nil; n-- {
		g.list = append(g.list, staged{model.Source{File: d.uvarint32(), Line: d.uvarint()}, d.bytes()})
	}
}

// peek makes c.group the next group without taking it; c.end is set when there
// is none.
func (c *eventCursor) peek() error {
	for !c.held && !c.end {
		if len(c.d.b) == 0 {
			p, err := c.blocks.next()
			if errors.Is(err, io.EOF) {
				c.end = true
				return nil
			}
			if err != nil {
				return err
			}
			if err := c.unpack(p); err != nil {
				return err
			}
			continue
		}
		g := &c.group
		if c.d.group(g); c.d.err != nil {
			return corrupt(c.key, c.d.err.Error())
		}
		if len(c.d.b) == 0 && !bytes.Equal(c.key, key2(tabEvent, g.ord, g.index+uint32(len(g.list))-1)) {
			return corrupt(c.key, "a block of events is out of place")
		}
		c.held = true
	}
	return nil
}

func (c *eventCursor) unpack(p kv.Pair) error {
	plain, err := expand(p.K, p.V)
	if err != nil {
		return err
	}
	c.d, c.key = decoder{b: plain}, p.K
	return nil
}

// of gives the events of an account; those of all accounts before it have been
// given.
func (c *eventCursor) of(ord uint32) ([]staged, error) {
	var out []staged
	for {
		if err := c.peek(); err != nil || c.end || c.group.ord > ord {
			return out, err
		}
		if c.group.ord < ord || int(c.group.index) != len(out) {
			return nil, corrupt(c.key, "events are out of order")
		}
		out = append(out, c.group.list...)
		c.held = false
	}
}

// posting is one distinct key with the ordinals that carry it, ascending. Its
// slices are valid until the next call.
type posting struct {
	key  []byte // kind byte and value
	ords []uint32
}

// postingSource gives postings in ascending order of key, io.EOF at the end.
type postingSource interface{ next() (*posting, error) }

// postingCursor walks the postings of a generation in order of key.
type postingCursor struct {
	blocks blocks
	n      uint32 // ordinals are below it
	u      *unpacker
	d      decoder
	key    []byte // of the block
	cur    posting
}

// postings starts at the block that holds key, or would.
func (b *Base) postings(key []byte) *postingCursor {
	c := b.postingsNear(key)
	c.blocks.step, c.blocks.fenced = 64, true
	return c
}

// postingsNear is postings for a look at one block or two.
func (b *Base) postingsNear(key []byte) *postingCursor {
	lo := append([]byte{tabPosting}, key...)
	return &postingCursor{blocks: b.blocks(lo, []byte{tabPosting + 1}, 1), n: uint32(b.Len())}
}

func (c *postingCursor) next() (*posting, error) {
	for len(c.d.b) == 0 {
		p, err := c.block()
		if err != nil {
			return nil, err
		}
		d := decoder{b: p.V}
		if d.byte() != postingShort {
			return c.listed(p)
		}
		c.d, c.key, c.cur.key = d, p.K, c.cur.key[:0]
	}
	c.d.entry(&c.cur, c.u, c.n)
	if c.d.err != nil {
		return nil, corrupt(c.key, c.d.err.Error())
	}
	if len(c.d.b) == 0 && !bytes.Equal(c.cur.key, c.key[1:]) {
		return nil, corrupt(c.key, "a block of values is out of place")
	}
	return &c.cur, nil
}

// find gives the ordinals of a key, nil where there is no such key. The cursor
// is at the block that holds it, or would.
func (c *postingCursor) find(key []byte) ([]uint32, error) {
	p, err := c.block()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	d := decoder{b: p.V}
	if d.byte() != postingShort {
		list, err := c.listed(p)
		if err != nil || !bytes.Equal(list.key, key) {
			return nil, err
		}
		return list.ords, nil
	}
	// Most entries are passed over without a look at their keys: matched is how
	// much of key the entry before, which is less than key, has in common with it.
	matched := 0
	var suffix []byte
	for len(d.b) > 0 {
		switch shared := d.uvarint(); {
		case shared > uint64(matched):
			d.skipPacked(true)
			d.skipOrdinals()
		case shared < uint64(matched):
			return nil, nil // the entry is greater than key
		default:
			c.u.arena = c.u.arena[:0]
			suffix = c.u.next(&d)
			rest := key[matched:]
			n := 0
			for n < len(rest) && n < len(suffix) && rest[n] == suffix[n] {
				n++
			}
			switch {
			case n == len(rest) && n == len(suffix) && d.err == nil:
				ords := d.ordinals(make([]uint32, 0, 8), d.count(), c.n)
				if d.err != nil {
					return nil, corrupt(p.K, d.err.Error())
				}
				return ords, nil
			case n == len(rest) || n < len(suffix) && suffix[n] > rest[n]:
				return nil, nil
			}
			matched += n
			d.skipOrdinals()
		}
		if d.err != nil {
			return nil, corrupt(p.K, d.err.Error())
		}
	}
	return nil, nil
}

// skipOrdinals passes over a list of ordinals.
func (d *decoder) skipOrdinals() {
	n := d.count()
	for i, c := range d.b {
		if n == 0 {
			d.b = d.b[i:]
			return
		}
		if c < 0x80 {
			n--
		}
	}
	if n > 0 {
		d.fail()
		return
	}
	d.b = nil
}

// block gives the next block, and has what it takes to read it at hand.
func (c *postingCursor) block() (kv.Pair, error) {
	p, err := c.blocks.next()
	if err == nil && c.u == nil {
		var words [][]byte
		words, err = c.blocks.b.words()
		c.u = &unpacker{words: words}
	}
	return p, err
}

// listed reads a block that begins a long list.
func (c *postingCursor) listed(p kv.Pair) (*posting, error) {
	d := decoder{b: p.V}
	if d.byte() == postingLong {
		return c.long(p, d)
	}
	// No search starts inside a long list: the keys of its blocks lie between its
	// value and the least value that is greater.
	return nil, corrupt(p.K, "a block of values is of no known sort")
}

// entry reads one entry of a short block; cur is the one before it.
func (d *decoder) entry(cur *posting, u *unpacker, n uint32) {
	shared := d.uvarint()
	if shared > uint64(len(cur.key)) {
		d.fail()
		return
	}
	cur.key = u.append(cur.key[:shared], d, true)
	cur.ords = d.ordinals(cur.ords[:0], d.count(), n)
}

// ordinals reads count ordinals below n.
func (d *decoder) ordinals(dst []uint32, count int, n uint32) []uint32 {
	ord := uint64(0)
	for ; count > 0 && d.err == nil; count-- {
		delta := d.uvarint()
		if ord += delta; delta >= uint64(n) || ord >= uint64(n) {
			d.fail()
			break
		}
		dst = append(dst, uint32(ord))
	}
	return dst
}

// long reads a list that has blocks of its own.
func (c *postingCursor) long(p kv.Pair, d decoder) (*posting, error) {
	total := d.uvarint()
	c.cur.key = append(c.cur.key[:0], p.K[1:]...)
	c.cur.ords = d.ordinals(c.cur.ords[:0], d.count(), c.n)
	for part := uint32(1); d.err == nil && uint64(len(c.cur.ords)) < total; part++ {
		more, err := c.blocks.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		key := binary.BigEndian.AppendUint32(append(bytes.Clone(p.K), 0), part)
		if err != nil || !bytes.Equal(more.K, key) {
			d.fail()
			break
		}
		d = decoder{b: more.V}
		if d.byte() != postingMore {
			d.fail()
		}
		c.cur.ords = d.ordinals(c.cur.ords, d.count(), c.n)
	}
	if d.err != nil || len(d.b) != 0 || uint64(len(c.cur.ords)) != total {
		return nil, corrupt(p.K, "a long list of accounts is incomplete")
	}
	return &c.cur, nil
}
