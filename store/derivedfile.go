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
	"github.com/seed-28a39f10/clew/store/work"
)

// The file derived-<generation>.bin keeps derived facts. It is a cache: who
// finds it missing, damaged, or made from something else computes them anew. It
// is written whole beside its place and then renamed. Integers are little-endian.
//
//	8 bytes   "clewfact"
//	u32       2, the version of this layout
//	u32       signalVersion
//	u32 u32   generation and number of accounts
//	32 bytes  SHA-256 of the generation's file, as in the log
//	32 bytes  hash of the watch lists: SHA-256 of the hashes of each, by name
//	i64       when the log begins, milliseconds since the epoch; 0 for unknown
//	u32       number of watch lists
//	u32 each  the mask of every account's signals, see signal.Bit
//	u8 each   every account's score
//	u8        of which networks the lists have any: 1 for exits plus 2 for carriers
//	set       accounts with own events from addresses that they do not carry
//	per list  u8 length and name; 32 bytes hash: SHA-256 of the leaf hashes of its
//	          entries; u8 1 for bad plus 2 for the class disposable; u32 seconds
//	          when it was added; set of the accounts that it matches
//	u32       CRC-32C of everything before it
//
// A set is a u32 number of accounts, a u8 form and, by form,
//
//	0  that many ordinals, u32 each, ascending
//	1  a bitmap of 64-bit words, the form for more than one account in 32
const (
	factsMagic  = "clewfact"
	factsLayout = 2
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
	size := factsHead + 5*len(d.masks) + 5 + len(d.masks)/8 + 13
	for _, l := range d.lists {
		size += 43 + len(l.name) + min(4*l.n, len(d.masks)/8+8)
	}
	b := append(make([]byte, 0, size), d.key.head()...)
	b = binary.LittleEndian.AppendUint64(b, uint64(d.logFrom.Milli))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(d.lists)))
	for _, m := range d.masks {
		b = binary.LittleEndian.AppendUint32(b, m)
	}
	b = append(b, d.scores...)
	b = append(b, twoBits(d.known.exits, d.known.carriers))
	b = appendSet(b, d.loose)
	for _, l := range d.lists {
		b = append(append(b, byte(len(l.name))), l.name...)
		b = append(b, l.sum[:]...)
		b = append(b, twoBits(l.bad, l.disposable))
		b = binary.LittleEndian.AppendUint32(b, l.added)
		b = appendSet(b, l.set)
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// twoBits is 1 for the first plus 2 for the second.
func twoBits(one, two bool) (b byte) {
	if one {
		b = 1
	}
	if two {
		b |= 2
	}
	return b
}

func appendSet(b []byte, set *query.Set) []byte {
	n := set.Count()
	b = binary.LittleEndian.AppendUint32(b, uint32(n))
	if n <= set.Len()/32 {
		b = append(b, 0)
		set.Each(func(ord uint32) { b = binary.LittleEndian.AppendUint32(b, ord) })
		return b
	}
	words := make([]uint64, (set.Len()+63)/64)
	set.Each(func(ord uint32) { words[ord/64] |= 1 << (ord % 64) })
	b = append(b, 1)
	for _, w := range words {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	return b
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
	d := readFacts(dir, g.ref)
	if d == nil || d.key != keyOf(g, st) || len(d.lists) != len(st.watch.lists) {
		return nil
	}
	return d
}

// readFacts reads the facts of a generation, whatever the lists were; nil where
// the file is missing, damaged or made from something else.
func readFacts(dir string, gen work.GenRef) *derived {
	b, err := os.ReadFile(filepath.Join(dir, factsName(gen.Gen)))
	if err != nil {
		return nil
	}
	return decodeFacts(b, gen)
}

func decodeFacts(b []byte, gen work.GenRef) *derived {
	key := factsKey{gen: gen}
	n, head := int(gen.Accounts), key.head()
	head = head[:len(head)-len(key.lists)]
	if len(b) < factsHead+5*n+4 || string(b[:len(head)]) != string(head) {
		return nil
	}
	copy(key.lists[:], b[len(head):])
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if crc32.Checksum(body, castagnoli) != sum {
		return nil
	}
	d := &derived{key: key, masks: make([]uint32, n)}
	r := reader{b: body[len(head)+len(key.lists):]}
	d.logFrom = model.Time{Milli: int64(r.u64())}
	lists := r.u32()
	for i := range d.masks {
		d.masks[i] = r.u32()
	}
	d.scores = bytes.Clone(r.take(n))
	known := r.u8()
	d.known = networks{exits: known&1 != 0, carriers: known&2 != 0}
	if d.loose = r.set(n); d.loose == nil {
		return nil
	}
	for range lists {
		l := listMatches{name: string(r.take(int(r.u8())))}
		copy(l.sum[:], r.take(len(l.sum)))
		flags := r.u8()
		l.bad, l.disposable, l.added = flags&1 != 0, flags&2 != 0, r.u32()
		if l.set = r.set(n); l.set == nil {
			return nil
		}
		l.n = l.set.Count()
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

// set reads a set of n accounts; nil where it cannot be one.
func (r *reader) set(n int) *query.Set {
	count, set := int(r.u32()), query.NewSet(n)
	if r.u8() == 1 {
		words := make([]uint64, (n+63)/64)
		for i := range words {
			words[i] = r.u64()
		}
		set = query.SetOf(words, n)
	} else {
		for i := 0; i < count && !r.bad; i++ {
			ord := r.u32()
			if int(ord) >= n {
				return nil
			}
			set.Add(ord)
		}
	}
	if r.bad || set.Count() != count {
		return nil
	}
	return set
}
