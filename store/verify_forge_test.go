package store_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

// forgery is work.db in the hands of one who knows its format, as the documentation
// of store/work has it, and makes all of its checksums and hashes anew.
type forgery struct {
	entries [][]byte
	meta    map[string][]byte // what is no entry, hash, nonce or head
}

// pairsOf reads all that a bbolt file of Clew's holds.
func pairsOf(t testing.TB, path string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	d, err := bolt.Open(path, bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.View(ctx, func(r kv.Reader) error {
		for p, err := range r.Scan(nil, nil, 0) {
			if err != nil {
				return err
			}
			out[string(p.K)] = bytes.Clone(p.V)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// takeApart reads the pairs of a work.db.
func takeApart(pairs map[string][]byte) *forgery {
	f := &forgery{meta: map[string][]byte{}}
	for _, k := range slices.Sorted(maps.Keys(pairs)) {
		v := bytes.Clone(pairs[k])
		switch k[0] {
		case 'a':
			f.entries = append(f.entries, v[:len(v)-4])
		case 'm':
			f.meta[k] = v[:len(v)-4]
		}
	}
	return f
}

// write puts the forgery in the place of the file.
func (f *forgery) write(t testing.TB, path string) {
	t.Helper()
	pairs := map[string][]byte{}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range indexes {
			out = append(out, stored[i])
		}
		return out, nil
	})
	for i, e := range f.entries {
		hashes, err := tlog.StoredHashes(int64(i), e, reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hashes {
			pairs[key('t', len(stored))] = bytes.Clone(h[:])
			stored = append(stored, h)
		}
		sealPair(pairs, entryKey(i), e)
		sealPair(pairs, "n"+string(nonceOf(e)), binary.BigEndian.AppendUint64(nil, uint64(i)))
	}
	root, err := tlog.TreeHash(int64(len(f.entries)), reader)
	if err != nil {
		t.Fatal(err)
	}
	sealPair(pairs, "h", append(binary.BigEndian.AppendUint64(nil, uint64(len(f.entries))), root[:]...))
	for k, v := range f.meta {
		sealPair(pairs, k, v)
	}
	writePairs(t, path, pairs)
}

func key(table byte, n int) string {
	return string(binary.BigEndian.AppendUint64([]byte{table}, uint64(n)))
}

func entryKey(i int) string { return key('a', i) }
func leafKey(i int) string  { return key('t', int(tlog.StoredHashIndex(0, int64(i)))) }

func leafHash(e []byte) []byte {
	h := tlog.RecordHash(e)
	return h[:]
}

// sealPair puts a pair with its checksum.
func sealPair(pairs map[string][]byte, k string, v []byte) {
	sum := crc32.Checksum(append([]byte(k), v...), crc32.MakeTable(crc32.Castagnoli))
	pairs[k] = binary.BigEndian.AppendUint32(bytes.Clone(v), sum)
}

// writePairs puts a file with these pairs in the place of the one before.
func writePairs(t testing.TB, path string, pairs map[string][]byte) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	d, err := bolt.Create(path, bolt.Options{ArrayFreelist: true, AllocSize: 1 << 12})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Load(ctx, func(yield func(kv.Pair) bool) {
		for _, k := range slices.Sorted(maps.Keys(pairs)) {
			if !yield(kv.Pair{K: []byte(k), V: pairs[k]}) {
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
}

// The parts of an entry that begin at a place which is the same for all.
func timeOf(e []byte) []byte  { return e[2:10] }
func nonceOf(e []byte) []byte { return e[10:26] }
func actorOf(e []byte) []byte { return e[27 : 27+e[26]] }

// retouch changes who, when or, in a note, what, in a copy of an entry.
func retouch(e []byte, how int) []byte {
	e = bytes.Clone(e)
	text := bytes.Index(e, []byte(noteText))
	switch {
	case how%3 == 0:
		t := timeOf(e)
		binary.BigEndian.PutUint64(t, binary.BigEndian.Uint64(t)+1000)
	case how%3 == 1 && text >= 0:
		e[text] = 'A' + e[text]%26
	default:
		actor := actorOf(e)
		actor[0] = 'a' + (actor[0]-'a'+1)%26
	}
	return e
}

// append adds an entry like one that is there, a minute after the last.
func (f *forgery) append(rnd *rand.Rand) {
	e := bytes.Clone(f.entries[len(f.entries)-1])
	t := timeOf(e)
	binary.BigEndian.PutUint64(t, binary.BigEndian.Uint64(t)+60_000)
	copy(nonceOf(e), randomBytes(rnd, 16))
	f.entries = append(f.entries, e)
}

func randomBytes(rnd *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rnd.Uint32())
	}
	return b
}

// replaced gives a copy of an entry with another text of the same length in it, and
// ends the test where it is not there.
func replaced(t testing.TB, e, old, with []byte) []byte {
	t.Helper()
	if !bytes.Contains(e, old) || len(old) != len(with) {
		t.Fatalf("the entry does not hold %q", old)
	}
	return bytes.ReplaceAll(e, old, with)
}
