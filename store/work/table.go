package work

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

const hintDamaged = "run clew check to see the extent of it, then restore a backup"

// The tables; see the package documentation.
const (
	tableEntry = 'a'
	tableMeta  = 'm'
	tableNonce = 'n'
	tableHash  = 't'
)

var (
	keyHead   = []byte("h")
	keyFormat = []byte("mformat")
	keyGen    = []byte("mgen")
	keyID     = []byte("mid")
	keySecret = []byte("msecret")

	// afterHashes ends a scan of the hashes, the last table.
	afterHashes = []byte{tableHash + 1}
)

func keyEntry(seq uint64) []byte { return binary.BigEndian.AppendUint64([]byte{tableEntry}, seq) }

func keyNonce(nonce [16]byte) []byte { return append([]byte{tableNonce}, nonce[:]...) }

func keyHash(index int64) []byte {
	return binary.BigEndian.AppendUint64([]byte{tableHash}, uint64(index))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const sumSize = 4

// seal appends to v the checksum of k and v.
func seal(k, v []byte) []byte {
	sum := crc32.Update(crc32.Checksum(k, castagnoli), castagnoli, v)
	return binary.BigEndian.AppendUint32(v, sum)
}

// unseal gives what was sealed.
func unseal(k, v []byte) ([]byte, error) {
	n := len(v) - sumSize
	if n >= 0 && crc32.Update(crc32.Checksum(k, castagnoli), castagnoli, v[:n]) == binary.BigEndian.Uint32(v[n:]) {
		return v[:n], nil
	}
	return nil, damaged(k, "a value does not match its checksum")
}

func damaged(k []byte, message string) error {
	return &model.Error{Kind: model.ErrCorrupt, Message: "the log is damaged: " + message,
		Where: model.Untrusted(fmt.Sprintf("key %x", k)), Hint: hintDamaged}
}

// get gives a sealed value of a known size.
func get(r kv.Reader, k []byte, size int) ([]byte, error) {
	v, ok, err := r.Get(k)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, damaged(k, "a value is missing")
	}
	if v, err = unseal(k, v); err != nil {
		return nil, err
	}
	if len(v) != size {
		return nil, damaged(k, "a value has the wrong size")
	}
	return v, nil
}

func putSealed(tx kv.Txn, k, v []byte) error { return tx.Put(k, seal(k, v)) }

// Format is the version of a file.
type Format struct {
	Major     uint16
	Minor     uint16
	MinReader uint16 // the least minor version of a program that can read it
}

// current is the format that this program writes.
var current = Format{Major: 1, Minor: 0, MinReader: 0}

// GenRef names a generation of the imported data.
type GenRef struct {
	Gen      uint32 // 0 before the first import
	Accounts uint32
	SHA256   [32]byte // of the generation's file
}

const genSize = 4 + 4 + 32

func (g GenRef) append(b []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, g.Gen)
	b = binary.BigEndian.AppendUint32(b, g.Accounts)
	return append(b, g.SHA256[:]...)
}

// parseGen reads what append wrote, of genSize bytes.
func parseGen(b []byte) GenRef {
	return GenRef{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:]), [32]byte(b[8:])}
}

// Head is what a log is at one moment.
type Head struct {
	Seq    uint64    // how many entries it has; the next one gets this index
	Root   tlog.Hash // of the tree of their hashes
	Gen    GenRef
	ID     [16]byte // of the investigation
	Format Format
}

func readFormat(r kv.Reader) (Format, error) {
	v, err := get(r, keyFormat, 6)
	if err != nil {
		return Format{}, err
	}
	return Format{binary.BigEndian.Uint16(v), binary.BigEndian.Uint16(v[2:]), binary.BigEndian.Uint16(v[4:])}, nil
}

func putFormat(tx kv.Txn, f Format) error {
	v := binary.BigEndian.AppendUint16(nil, f.Major)
	v = binary.BigEndian.AppendUint16(v, f.Minor)
	return putSealed(tx, keyFormat, binary.BigEndian.AppendUint16(v, f.MinReader))
}

// readable says whether this program can read a file of that format.
func (f Format) readable() error {
	if f.Major == current.Major && f.MinReader <= current.Minor {
		return nil
	}
	e := &model.Error{Kind: model.ErrTooNew, Message: "the investigation was written by a newer version of Clew",
		Hint: fmt.Sprintf("use a version that reads format %d.%d", f.Major, f.Minor)}
	if f.Major < current.Major {
		e.Kind, e.Message = model.ErrUnsupported, "the investigation is of a format that is no longer read"
	}
	return e
}

func readHead(r kv.Reader) (h Head, err error) {
	if h.Format, err = readFormat(r); err != nil {
		return h, err
	}
	if err := h.Format.readable(); err != nil {
		return h, err
	}
	head, err1 := get(r, keyHead, 8+tlog.HashSize)
	gen, err2 := get(r, keyGen, genSize)
	id, err3 := get(r, keyID, 16)
	if err := errors.Join(err1, err2, err3); err != nil {
		return h, err
	}
	h.Seq = binary.BigEndian.Uint64(head)
	copy(h.Root[:], head[8:])
	h.Gen = parseGen(gen)
	h.ID = [16]byte(id)
	if h.Seq >= 1<<62 {
		return h, damaged(keyHead, "its length cannot be")
	}
	return h, nil
}

func putHead(tx kv.Txn, seq uint64, root tlog.Hash) error {
	return putSealed(tx, keyHead, append(binary.BigEndian.AppendUint64(nil, seq), root[:]...))
}

func putGen(tx kv.Txn, g GenRef) error { return putSealed(tx, keyGen, g.append(nil)) }

// rawEntry gives the bytes of entry seq.
func rawEntry(r kv.Reader, seq uint64) ([]byte, error) {
	k := keyEntry(seq)
	v, ok, err := r.Get(k)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, badEntry(seq, errors.New("it is missing"))
	}
	return unseal(k, v)
}

// hashReader reads the stored hashes for tlog.
func hashReader(r kv.Reader) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		keys := make([][]byte, len(indexes))
		for i, index := range indexes {
			keys[i] = keyHash(index)
		}
		vs, err := r.GetMany(keys)
		if err != nil {
			return nil, err
		}
		hashes := make([]tlog.Hash, len(vs))
		for i, v := range vs {
			if len(v) != tlog.HashSize {
				return nil, damaged(keys[i], "a hash is missing or has the wrong size")
			}
			hashes[i] = tlog.Hash(v)
		}
		return hashes, nil
	})
}
