package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
)

// The file derived-<generation>.bin keeps derived facts. It is a cache: who
// finds it missing, damaged, or made from something else computes them anew. It
// is written whole beside its place and then renamed. Integers are little-endian.
//
//	8 bytes   "clewfact"
//	u32       1, the version of this layout
//	u32       signalVersion
//	u32 u32   generation and number of accounts
//	32 bytes  SHA-256 of the generation's file, as in the log
//	32 bytes  hash of the watch lists: SHA-256 of the leaf hashes of their entries
//	i64       time of the earliest event, milliseconds since the epoch; 0 for none
//	u32       number of watch lists
//	u32 each  the mask of every account's signals, see signal.Bit
//	u8 each   every account's score
//	per list  u8 length and name; u8 1 for bad; u32 seconds when it was added;
//	          u32 number of accounts matched; u8 form:
//	          0, that many ordinals, u32 each, ascending; or
//	          1, a bitmap of 64-bit words, the form for more than one in 32
//	u32       CRC-32C of everything before it
const (
	factsMagic  = "clewfact"
	factsLayout = 1
	factsPrefix = "derived-"
	factsHead   = 8 + 4*4 + 32 + 32 + 8 + 4
)

func factsName(gen uint32) string { return fmt.Sprintf("%s%d.bin", factsPrefix, gen) }

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// head encodes what a file must begin with to be of use: what its facts of a
// generation were made from, and last the lists.
func (k *factsKey) head() []byte {
	b := append(make([]byte, 0, factsHead), factsMagic...)
	for _, v := range []uint32{factsLayout, signalVersion, k.gen.Gen, k.gen.Accounts} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	b = append(b, k.gen.SHA256[:]...)
	return append(b, k.lists[:]...)
}

func (d *derived) encode() []byte {
	size := factsHead + 5*len(d.masks) + 4
	for _, l := range d.lists {
		size += 11 + len(l.name) + min(4*l.n, len(d.masks)/8+8)
	}
	b := append(make([]byte, 0, size), d.key.head()...)
	b = binary.LittleEndian.AppendUint64(b, uint64(d.logFrom.Milli))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(d.lists)))
	for _, m := range d.masks {
		b = binary.LittleEndian.AppendUint32(b, m)
	}
	b = append(b, d.scores...)
	for _, l := range d.lists {
		b = append(append(b, byte(len(l.name))), l.name...)
		b = append(b, map[bool]byte{true: 1}[l.bad])
		b = binary.LittleEndian.AppendUint32(b, l.added)
		b = binary.LittleEndian.AppendUint32(b, uint32(l.n))
		if l.n <= len(d.masks)/32 {
			b = append(b, 0)
			l.set.Each(func(ord uint32) { b = binary.LittleEndian.AppendUint32(b, ord) })
			continue
		}
		words := make([]uint64, (len(d.masks)+63)/64)
		l.set.Each(func(ord uint32) { words[ord/64] |= 1 << (ord % 64) })
		b = append(b, 1)
		for _, w := range words {
			b = binary.LittleEndian.AppendUint64(b, w)
		}
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// save writes the file. It says nothing of what went wrong: a cache that could
// not be written is one that is not there.
func (d *derived) save(dir string) {
	f, err := os.CreateTemp(dir, factsPrefix+"new-*") // mode 0600
	if err != nil {
		return
	}
	_, err = f.Write(d.encode())
	// Not synced: a file that the power took is noticed by its checksum.
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, factsName(d.key.gen.Gen)))
	}
	if err != nil {
		os.Remove(f.Name())
	}
}

// loadFacts reads the facts of a generation and a state; nil where the file
// cannot serve.
func loadFacts(dir string, g *generation, st *state) *derived {
	b, err := os.ReadFile(filepath.Join(dir, factsName(g.ref.Gen)))
	if err != nil {
		return nil
	}
	key := keyOf(g, st)
	d := decodeFacts(b, key)
	if d == nil || len(d.lists) != len(st.watch.lists) {
		return nil
	}
	return d
}

// decodeFacts reads a file whose facts were made from key; nil where it is
// damaged or was made from something else.
func decodeFacts(b []byte, key factsKey) *derived {
	n, head := int(key.gen.Accounts), key.head()
	if len(b) < factsHead+5*n+4 || string(b[:len(head)]) != string(head) {
		return nil
	}
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if crc32.Checksum(body, castagnoli) != sum {
		return nil
	}
	d := &derived{key: key, masks: make([]uint32, n)}
	r := reader{b: body[len(head):]}
	d.logFrom = model.Time{Milli: int64(r.u64())}
	lists := r.u32()
	for i := range d.masks {
		d.masks[i] = r.u32()
	}
	d.scores = bytes.Clone(r.take(n))
	for range lists {
		l := listMatches{name: string(r.take(int(r.u8())))}
		l.bad, l.added, l.n = r.u8() == 1, r.u32(), int(r.u32())
		l.set = r.set(n, l.n)
		if r.bad || l.set == nil || l.set.Count() != l.n {
			return nil
		}
		d.lists = append(d.lists, l)
	}
	if r.bad || len(r.b) != 0 {
		return nil
	}
	return d.finish()
}

// reader reads a file whose checksum is right; bad is set where it ends early.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.b, r.bad = nil, true
		return make([]byte, min(n, 8))
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) u8() byte    { return r.take(1)[0] }
func (r *reader) u32() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *reader) u64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }

// set reads the accounts of a list; nil where there is an ordinal that cannot be.
func (r *reader) set(n, count int) *query.Set {
	if r.u8() == 1 {
		words := make([]uint64, (n+63)/64)
		for i := range words {
			words[i] = r.u64()
		}
		return query.SetOf(words, n)
	}
	set := query.NewSet(n)
	for ; count > 0 && !r.bad; count-- {
		ord := r.u32()
		if int(ord) >= n {
			return nil
		}
		set.Add(ord)
	}
	return set
}
