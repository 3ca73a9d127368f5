package base

import (
	"encoding/binary"

	"github.com/seed-28a39f10/clew/model"
)

// recordPacker packs records into blocks of one page: records one after the
// other, then the place of each but the first, then their number.
type recordPacker struct {
	l      *loader
	buf    []byte
	places []uint16 // of the records in buf but the first
	last   uint32
}

func (p *recordPacker) add(ord uint32, body []byte) error {
	const around = 4 + 4 + 5 // a place and the number, the checksum, the key
	if len(p.buf) > 0 && len(p.buf)+2*len(p.places)+len(body)+around > pageBody {
		if err := p.flush(); err != nil {
			return err
		}
	}
	if len(p.buf) > 0 {
		p.places = append(p.places, uint16(len(p.buf)))
	}
	p.buf, p.last = append(p.buf, body...), ord
	return nil
}

func (p *recordPacker) flush() error {
	if len(p.buf) == 0 {
		return nil
	}
	buf := p.buf
	for _, at := range p.places {
		buf = binary.LittleEndian.AppendUint16(buf, at)
	}
	buf = binary.LittleEndian.AppendUint16(buf, uint16(len(p.places)+1))
	p.buf, p.places = make([]byte, 0, pageBody+4), p.places[:0]
	return p.l.put(key1(tabRecord, p.last), buf)
}

// recordBlock is a block of records as recordPacker wrote it.
type recordBlock struct {
	records []byte
	places  []byte // of the records but the first, two bytes each
}

func openRecords(b []byte) (recordBlock, bool) {
	if len(b) < 2 {
		return recordBlock{}, false
	}
	n, at := int(binary.LittleEndian.Uint16(b[len(b)-2:])), len(b)
	if at -= 2 * n; n == 0 || at < 0 {
		return recordBlock{}, false
	}
	return recordBlock{b[:at], b[at : len(b)-2]}, true
}

func (r recordBlock) len() int { return len(r.places)/2 + 1 }

// at gives the i-th record; ok is false where the block is damaged.
func (r recordBlock) at(i int) (body []byte, ok bool) {
	lo, hi := 0, len(r.records)
	if i > 0 {
		lo = int(binary.LittleEndian.Uint16(r.places[2*i-2:]))
	}
	if 2*i < len(r.places) {
		hi = int(binary.LittleEndian.Uint16(r.places[2*i:]))
	}
	if lo >= hi || hi > len(r.records) {
		return nil, false
	}
	return r.records[lo:hi:hi], true
}

// eventPacker packs the events of accounts, in ascending order of ordinal. A
// block is a list of groups: ordinal, index of the group's first event, count,
// then for each event its file, line and body.
type eventPacker struct {
	l     *loader
	buf   []byte
	last  uint32
	index uint32
}

// add adds events of one account, of which the first is its from-th.
func (p *eventPacker) add(ord, from uint32, events []staged) error {
	for at := 0; at < len(events); {
		// A group is cut where the block is full, so a busy account spans blocks.
		n, size := 0, len(p.buf)
		for at+n < len(events) && (n == 0 || size < eventBlock) {
			size += len(events[at+n].body) + 12
			n++
		}
		p.buf = appendGroup(p.buf, ord, from+uint32(at), events[at:at+n])
		at += n
		p.last, p.index = ord, from+uint32(at-1)
		if len(p.buf) >= eventBlock {
			if err := p.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func appendGroup(b []byte, ord, index uint32, events []staged) []byte {
	b = binary.AppendUvarint(b, uint64(ord))
	b = binary.AppendUvarint(b, uint64(index))
	b = binary.AppendUvarint(b, uint64(len(events)))
	for _, e := range events {
		b = binary.AppendUvarint(b, uint64(e.src.File))
		b = binary.AppendUvarint(b, e.src.Line)
		b = appendString(b, e.body)
	}
	return b
}

func (p *eventPacker) flush() error {
	if len(p.buf) == 0 {
		return nil
	}
	plain := p.buf
	p.buf = make([]byte, 0, eventBlock+4096)
	return p.l.putPacked(key2(tabEvent, p.last, p.index), plain)
}

// rawPacker packs raw rows of one file after the other. A line that gave several
// rows is kept once.
type rawPacker struct {
	l     *loader
	file  uint32
	first uint64
	prev  uint64
	last  int // where the last row is in buf
	buf   []byte
}

func (p *rawPacker) add(file uint32, line uint64, raw model.Untrusted) error {
	if len(p.buf) > 0 && file == p.file {
		switch {
		case line < p.prev:
			return internal("the rows of a file are not in the order of their lines")
		case line == p.prev && string(p.buf[p.last:]) == string(raw):
			return nil
		case line == p.prev:
			return internal("two rows with one line number differ")
		}
	}
	if len(p.buf) > 0 && (file != p.file || len(p.buf) >= rawBlock) {
		if err := p.flush(); err != nil {
			return err
		}
	}
	if len(p.buf) == 0 {
		p.file, p.first, p.prev = file, line, line
	}
	p.buf = binary.AppendUvarint(p.buf, line-p.prev)
	p.buf = binary.AppendUvarint(p.buf, uint64(len(raw)))
	p.last = len(p.buf)
	p.buf = append(p.buf, raw...)
	p.prev = line
	return nil
}

func (p *rawPacker) flush() error {
	if len(p.buf) == 0 {
		return nil
	}
	plain := p.buf
	p.buf = make([]byte, 0, rawBlock+4096)
	return p.l.putPacked(keyRaw(p.file, p.first), plain)
}

// postingPacker front-codes postings into blocks of one page; a long list has
// blocks of its own. The first byte of a block says which it is.
type postingPacker struct {
	l    *loader
	p    packer // with the words of the records
	buf  []byte
	tail []byte
	list []byte
	last []byte
}

const (
	postingShort = 0 // entries: shared, packed suffix, count, deltas
	postingLong  = 1 // one list: total count, count here, deltas
	postingMore  = 2 // a continuation: count here, deltas
)

func appendOrdinals(b []byte, ords []uint32) []byte {
	prev := uint32(0)
	for _, o := range ords {
		b = binary.AppendUvarint(b, uint64(o-prev))
		prev = o
	}
	return b
}

func (p *postingPacker) add(key []byte, ords []uint32) error {
	p.list = appendOrdinals(p.list[:0], ords)
	if len(p.list) >= longList {
		return p.addLong(key, ords)
	}
	shared := 0
	if len(p.buf) > 0 {
		for shared < len(p.last) && shared < len(key) && p.last[shared] == key[shared] {
			shared++
		}
		p.pack(key[shared:])
		const around = 2 + 2 + 4 + 1 // two lengths, the checksum, the table
		if len(p.buf)+len(p.tail)+len(p.list)+len(key)+around > pageBody {
			if err := p.flush(); err != nil {
				return err
			}
			shared = 0
		}
	}
	if len(p.buf) == 0 {
		p.buf = append(p.buf, postingShort)
		p.pack(key)
	}
	p.buf = append(binary.AppendUvarint(p.buf, uint64(shared)), p.tail...)
	p.buf = binary.AppendUvarint(p.buf, uint64(len(ords)))
	p.buf = append(p.buf, p.list...)
	p.last = append(p.last[:0], key...)
	return nil
}

func (p *postingPacker) pack(suffix []byte) {
	p.tail = p.p.add(p.tail[:0], suffix, asMail|asList)
}

func (p *postingPacker) addLong(key []byte, ords []uint32) error {
	if err := p.flush(); err != nil {
		return err
	}
	for part := uint32(0); len(ords) > 0; part++ {
		n := min(len(ords), listPart)
		k := append([]byte{tabPosting}, key...)
		var v []byte
		if part == 0 {
			v = binary.AppendUvarint([]byte{postingLong}, uint64(len(ords)))
		} else {
			k = binary.BigEndian.AppendUint32(append(k, 0), part)
			v = append(v, postingMore)
		}
		v = binary.AppendUvarint(v, uint64(n))
		if err := p.l.put(k, appendOrdinals(v, ords[:n])); err != nil {
			return err
		}
		ords = ords[n:]
	}
	return nil
}

func (p *postingPacker) flush() error {
	if len(p.buf) == 0 {
		return nil
	}
	buf := p.buf
	p.buf = make([]byte, 0, pageBody+4)
	return p.l.put(append([]byte{tabPosting}, p.last...), buf)
}
