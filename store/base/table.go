package base

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/seed-28a39f10/clew/model"
)

// The tables of a generation; see the package comment.
const (
	tabMeta     = 'M'
	tabDict     = 'D'
	tabRecord   = 'R'
	tabEvent    = 'E'
	tabPosting  = 'I'
	tabText     = 'T'
	tabColumn   = 'C'
	tabOrder    = 'P'
	tabFirst    = 'Q'
	tabRaw      = 'S'
	formatMajor = 2
)

const (
	// pageBody is the most bytes that key, value and checksum may have so that
	// two of them, which is the least that bbolt puts in a leaf, fill two 4 KiB
	// pages.
	pageBody = 4072

	chunkRows  = 16384 // accounts to a chunk of text or of a column; a multiple of 64
	dictRows   = 4096  // strings to a chunk of a dictionary
	longList   = 2048  // encoded bytes from which a list of ordinals has its own blocks
	listPart   = 16384 // ordinals to a block of a long list
	rawBlock   = 256 << 10
	eventBlock = 32 << 10
	maxValue   = 1024     // bytes from which a value is indexed by its beginning and a hash
	maxBlock   = 64 << 20 // bytes that a compressed block may unpack to
	maxRow     = 24 << 20 // bytes of a row, as it came and as it is staged
)

// Terms are kinds of values of Clew's own that live among the postings.
const (
	TermTag    model.Kind = 48 // tags that came with the data, folded
	TermSignal model.Kind = 49 // codes of signals
	TermSource model.Kind = 50 // who flagged, and the names of imported files, folded
)

func key1(table byte, a uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{table}, a)
}

func key2(table byte, a, b uint32) []byte {
	return binary.BigEndian.AppendUint32(key1(table, a), b)
}

func keyChunk(table, sub byte, chunk uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{table, sub}, chunk)
}

func keyRaw(file uint32, line uint64) []byte {
	return binary.BigEndian.AppendUint64(key1(tabRaw, file), line)
}

func keyMeta(name string) []byte { return append([]byte{tabMeta}, name...) }

// termKey makes a value fit to be a key. A value of maxValue bytes or more is
// cut and ends in a hash of the whole, so that two long values with the same
// beginning do not meet; no shorter value has the length of such a key.
func termKey(dst, value []byte) []byte {
	if len(value) < maxValue {
		return escape(dst, value)
	}
	sum := sha256.Sum256(value)
	cut := append(make([]byte, 0, maxValue), value[:maxValue-32]...)
	return escape(dst, hex.AppendEncode(cut, sum[:16]))
}

// escape writes the bytes 00 and 01 as 01 01 and 01 02, which keeps their order
// and leaves 00 for the continuation blocks of long lists.
func escape(dst, value []byte) []byte {
	if bytes.IndexByte(value, 0) < 0 && bytes.IndexByte(value, 1) < 0 {
		return append(dst, value...)
	}
	for _, c := range value {
		if c >= 2 {
			dst = append(dst, c)
		} else {
			dst = append(dst, 1, c+1)
		}
	}
	return dst
}

// unescape undoes escape.
func unescape(dst, key []byte) []byte {
	for {
		i := bytes.IndexByte(key, 1)
		if i < 0 || i+1 == len(key) {
			return append(dst, key...)
		}
		dst = append(append(dst, key[:i]...), key[i+1]-1)
		key = key[i+2:]
	}
}

// accountKey is the posting value of an account: "platform:native".
func accountKey(dst, platform, native []byte) []byte {
	dst = termKey(dst, platform)
	dst = append(dst, ':')
	return termKey(dst, native)
}

func corrupt(key []byte, message string) error {
	return &model.Error{Kind: model.ErrCorrupt, Message: message, Where: model.Untrusted("table " + string(key[:1])),
		Hint: "run 'clew check' to see what is damaged; restore a backup, or import the source files into a new investigation"}
}

func internal(message string) error {
	return &model.Error{Kind: model.ErrInternal, Message: message}
}

// diskError explains a failed write or read of a temporary file.
func diskError(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &model.Error{Kind: model.ErrDisk, Message: "a temporary file of the import could not be written or read", Err: err,
		Hint: "free space on the disk that holds the investigation and import again; nothing was changed"}
}

// guard runs fn and turns a fault on mapped memory, which would end the process,
// into an error of kind corrupt. It holds for the calling goroutine only: each
// goroutine of this package that reads a generation has its own.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch r := recover().(type) {
		case nil:
		case interface {
			runtime.Error
			Addr() uintptr
		}:
			err = &model.Error{Kind: model.ErrCorrupt, Message: "the imported data became unreadable while it was in use", Err: r,
				Hint: "run 'clew check'; restore a backup, or import the source files into a new investigation"}
		default:
			panic(r)
		}
	}()
	return fn()
}
