package base

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

// Base is an open generation. It is safe for concurrent use; it reads through
// one snapshot, which its owner releases after the last use.
type Base struct {
	r      kv.Reader
	stats  Stats
	files  []FileMeta
	recent recent // blocks of events
	cells  [colEnd]lazy[[]uint32]
	order  [colEnd]lazy[[]uint32]
	dicts  [dictEnd]lazy[[]string]

	packed lazy[[][]byte] // the dictionary of words
	top    lazy[[]firstRow]
	sample lazy[*[256]uint32] // of the text: how often it has each byte

	// What was read once, with its checksum. That of a page takes as long as
	// finding an account in it, that of a chunk as long as a search of it.
	text     []atomic.Pointer[[]byte]
	parts    [colEnd][]atomic.Pointer[cellChunk]
	places   [colEnd][]atomic.Pointer[cellChunk]
	verified []atomic.Uint64 // blocks of records: a bit for the last ordinal of each
}

// lazy is a value that is read once, when first asked for.
type lazy[T any] struct {
	mu  sync.Mutex
	ok  bool
	val T
}

func (l *lazy[T]) get(read func() (T, error)) (T, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ok {
		v, err := read()
		if err != nil {
			return v, err
		}
		l.val, l.ok = v, true
	}
	return l.val, nil
}

// peek gives the value if it was read before.
func (l *lazy[T]) peek() (T, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.val, l.ok
}

// Open reads the metadata of a generation.
func Open(r kv.Reader) (*Base, error) {
	b := &Base{r: r}
	if err := b.metadata("stats", &b.stats); err != nil {
		return nil, err
	}
	if b.stats.Format > formatMajor {
		return nil, &model.Error{Kind: model.ErrTooNew, Message: "the imported data was packed by a newer version of Clew",
			Hint: "use that version, or a newer one"}
	}
	if b.stats.Format < formatMajor {
		return nil, &model.Error{Kind: model.ErrUnsupported, Message: "the imported data was packed by an older version of Clew, in a form that is no longer read",
			Hint: "import the source files into a new investigation"}
	}
	var stored []storedFile
	if err := b.metadata("files", &stored); err != nil {
		return nil, err
	}
	for _, f := range stored {
		f.FileMeta.Name = model.Untrusted(f.Name)
		b.files = append(b.files, f.FileMeta)
	}
	chunks := (b.Len() + chunkRows - 1) / chunkRows
	b.text = make([]atomic.Pointer[[]byte], chunks)
	for c := range columns {
		b.parts[c] = make([]atomic.Pointer[cellChunk], chunks)
		b.places[c] = make([]atomic.Pointer[cellChunk], chunks)
	}
	b.verified = make([]atomic.Uint64, b.Len()/64+1)
	return b, nil
}

func (b *Base) metadata(name string, dst any) error {
	v, err := b.get(keyMeta(name))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(v, dst); err != nil {
		return corrupt(keyMeta(name), "the metadata cannot be read")
	}
	return nil
}

// Len is the number of accounts; ordinals run from 0 to Len-1.
func (b *Base) Len() int { return int(b.stats.Accounts) }

// Stats gives the counts of the generation.
func (b *Base) Stats() Stats { return b.stats }

// Files lists every file that was imported, in order; model.Source.File is an
// index into it. Do not change the slice.
func (b *Base) Files() []FileMeta { return b.files }

func (b *Base) get(key []byte) ([]byte, error) {
	v, ok, err := b.r.Get(key)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, corrupt(key, "a block is missing")
	}
	return unseal(key, v)
}

func noAccount() error {
	return &model.Error{Kind: model.ErrNotFound, Message: "there is no account with that ordinal"}
}

// body gives the encoded record of an account.
func (b *Base) body(ord uint32) ([]byte, error) {
	block, last, err := b.recordsWith(ord)
	if err != nil {
		return nil, err
	}
	return block.of(last, ord)
}

// recordsWith gives the block with the record of an account, and its last ordinal.
func (b *Base) recordsWith(ord uint32) (block recordBlock, last uint32, err error) {
	if int(ord) >= b.Len() {
		return block, 0, noAccount()
	}
	key := key1(tabRecord, ord)
	var p kv.Pair
	for found, err := range b.r.Scan(key, recordsEnd, 1) {
		if err != nil {
			return block, 0, err
		}
		p = found
	}
	if len(p.K) != 5 || bytes.Compare(p.K, key) < 0 || int(binary.BigEndian.Uint32(p.K[1:])) >= b.Len() {
		return block, 0, corrupt(key, "an account's block is missing")
	}
	last = binary.BigEndian.Uint32(p.K[1:])
	seen := &b.verified[last/64]
	if seen.Load()&(1<<(last%64)) != 0 && len(p.V) >= 4 {
		p.V = p.V[:len(p.V)-4]
	} else {
		if p.V, err = unseal(p.K, p.V); err != nil {
			return block, 0, err
		}
		seen.Or(1 << (last % 64))
	}
	block, ok := openRecords(p.V)
	if !ok || int(last-ord) >= block.len() {
		return block, 0, corrupt(key, "an account is missing from its block")
	}
	return block, last, nil
}

// of gives the record of an account in a block whose last ordinal is known.
func (r recordBlock) of(last, ord uint32) ([]byte, error) {
	body, ok := r.at(r.len() - 1 - int(last-ord))
	if !ok {
		return nil, corrupt(key1(tabRecord, ord), errTruncated.Error())
	}
	return body, nil
}

var recordsEnd = []byte{tabRecord + 1}

// Account gives one account. Sources are indexes into Files.
func (b *Base) Account(ord uint32) (model.Account, error) {
	body, err := b.body(ord)
	if err != nil {
		return model.Account{}, err
	}
	words, err := b.words()
	if err != nil {
		return model.Account{}, err
	}
	var rec record
	if err := rec.parse(body, words, false); err != nil {
		return model.Account{}, corrupt(key1(tabRecord, ord), err.Error())
	}
	return rec.account(), nil
}

// Dict gives the strings of a dictionary by code. Do not change the slice.
func (b *Base) Dict(d Dict) ([]string, error) {
	return b.dicts[d].get(func() (out []string, err error) {
		err = b.eachWord(d, func(s []byte) { out = append(out, string(s)) })
		return out, err
	})
}

// words gives the dictionary that records and postings are packed with. They lie
// in the generation: copying tens of thousands of them is felt at a start.
func (b *Base) words() ([][]byte, error) {
	return b.packed.get(func() (out [][]byte, err error) {
		err = b.eachWord(dictWord, func(s []byte) { out = append(out, s) })
		return out, err
	})
}

// eachWord calls fn with the strings of a dictionary in order of their codes.
func (b *Base) eachWord(d Dict, fn func(s []byte)) error {
	c := b.blocks([]byte{tabDict, byte(d)}, []byte{tabDict, byte(d) + 1}, 8)
	for chunk := uint32(0); ; chunk++ {
		p, err := c.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		dec := decoder{b: p.V}
		for n := dec.count(); n > 0 && dec.err == nil; n-- {
			fn(dec.bytes())
		}
		if dec.err != nil || !bytes.Equal(p.K, keyChunk(tabDict, byte(d), chunk)) {
			return corrupt(p.K, "a dictionary is damaged")
		}
	}
}

// dictionaries gives all dictionaries for the next generation to go on with.
func (b *Base) dictionaries() (ds [dictEnd]dictionary, err error) {
	for d := range ds {
		names, err := b.Dict(Dict(d))
		if err != nil {
			return ds, err
		}
		for _, s := range names {
			code(&ds[d], s)
		}
	}
	return ds, nil
}

// Events gives up to limit events of an account from the offset-th on, in the
// order of their time. A limit of 0 or less means all.
func (b *Base) Events(ord uint32, offset, limit int) ([]model.Event, error) {
	count, err := b.Cell(ColEvents, ord)
	if err != nil {
		return nil, err
	}
	at, end := min(max(offset, 0), int(count)), int(count)
	if limit > 0 {
		end = min(end, at+limit)
	}
	var out []model.Event
	for r := (eventReader{b: b, expand: b.recent.expand}); at < end; {
		list, err := r.from(ord, uint32(at))
		if err != nil {
			return nil, err
		}
		for i := range list[:min(len(list), end-at)] {
			var e model.Event
			if err := list[i].decode(&e, nil); err != nil {
				return nil, corrupt(r.key, err.Error())
			}
			out = append(out, e)
			at++
		}
	}
	return out, nil
}

// RawRow gives a row of an imported file as it came.
func (b *Base) RawRow(src model.Source) (model.Untrusted, error) {
	hi := append(keyRaw(src.File, src.Line), 0)
	for p, err := range b.r.ScanBack(key1(tabRaw, src.File), hi, 1) {
		if err != nil {
			return "", err
		}
		body, err := unseal(p.K, p.V)
		if err != nil {
			return "", err
		}
		rows, err := newRawBlock(p.K, body)
		if err != nil {
			return "", err
		}
		for len(rows.d.b) > 0 {
			line, row, err := rows.next()
			if err != nil {
				return "", err
			}
			if line == src.Line {
				return model.Untrusted(row), nil
			}
		}
	}
	if err := b.fence(hi); err != nil {
		return "", err
	}
	return "", &model.Error{Kind: model.ErrNotFound, Message: "that row is not kept"}
}

// rawBlockReader reads the rows of one block.
type rawBlockReader struct {
	key  []byte
	file uint32
	line uint64
	d    decoder
}

func newRawBlock(key, body []byte) (*rawBlockReader, error) {
	if len(key) != 13 {
		return nil, corrupt(key, "a block of rows is out of place")
	}
	plain, err := expand(key, body)
	return &rawBlockReader{key, binary.BigEndian.Uint32(key[1:]), binary.BigEndian.Uint64(key[5:]), decoder{b: plain}}, err
}

func (r *rawBlockReader) next() (line uint64, row []byte, err error) {
	r.line += r.d.uvarint()
	row = r.d.bytes()
	if r.d.err != nil {
		return 0, nil, corrupt(r.key, r.d.err.Error())
	}
	return r.line, row, nil
}

// copyRaw carries the raw rows over to the next generation as they are.
func (b *Base) copyRaw(l *loader) error {
	for c := b.table(tabRaw); ; {
		p, err := c.sealed()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := unseal(p.K, p.V); err != nil {
			return err
		}
		if err := l.putSealed(bytes.Clone(p.K), bytes.Clone(p.V)); err != nil {
			return err
		}
	}
}
