package watchlist

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/seed-28a39f10/clew/model"
)

// maxWindow is what a zstd frame may ask us to keep in memory.
const maxWindow = 32 << 20

var (
	magicGzip = []byte{0x1f, 0x8b}
	magicZstd = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// source is a file that is read as text in UTF-8, unpacked and decoded as it comes, and more
// than once where it is JSON. A file may be as large as memory is dear: it is never in memory
// for more than what is made of it.
type source struct {
	path  string
	limit int64 // bytes, packed or not
	read  bool  // to its end, so that size and sum are known
	size  int64 // of what is on the disk
	sum   [32]byte
}

// stream is one reading of a source.
type stream struct {
	*bufio.Reader
	of      *source
	file    *os.File
	packed  *limited // what is on the disk
	plain   *limited // the same unpacked
	hash    hash.Hash
	wide    bool // UTF-16
	release func()
}

// limited reads no more than so many bytes, and remembers how it ended.
type limited struct {
	in    io.Reader
	n     int64
	limit int64
	err   error
}

func (l *limited) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	n, err := l.in.Read(p)
	if l.n += int64(n); l.n > l.limit {
		n, err = 0, errTooBig
	}
	l.err = err
	return n, err
}

var errTooBig = errors.New("too big")

func (s *source) fail(k model.ErrorKind, msg, hint string, err error) error {
	return &model.Error{Kind: k, Message: msg, Where: model.Untrusted(s.path), Hint: hint, Err: err}
}

// open begins a reading, which is to be closed.
func (s *source) open() (*stream, error) {
	info, err := os.Stat(s.path)
	if err != nil {
		return nil, s.fail(model.ErrInput, "the file cannot be opened", "", err)
	}
	if !info.Mode().IsRegular() {
		return nil, s.fail(model.ErrInput, "not a regular file", "name a file; a folder or a pipe cannot be read as a list", nil)
	}
	file, err := os.Open(s.path)
	if err != nil {
		return nil, s.fail(model.ErrInput, "the file cannot be opened", "", err)
	}
	t := &stream{of: s, file: file, hash: sha256.New(), release: func() {}}
	t.packed = &limited{in: io.TeeReader(file, t.hash), limit: s.limit}
	if err := t.begin(); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

func (t *stream) close() {
	t.release()
	t.file.Close()
}

// begin looks at how the text is packed and written.
func (t *stream) begin() error {
	in := bufio.NewReader(t.packed)
	magic, _ := in.Peek(4)
	t.plain = &limited{in: in, limit: t.of.limit}
	switch {
	case bytes.HasPrefix(magic, magicGzip):
		z, err := gzip.NewReader(in)
		if err != nil {
			return t.damaged(err)
		}
		t.plain.in, t.release = z, func() { z.Close() }
	case bytes.HasPrefix(magic, magicZstd):
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return t.damaged(err)
		}
		t.plain.in, t.release = z, z.Close
	}
	t.Reader = bufio.NewReaderSize(t.plain, 64<<10)
	head, _ := t.Peek(512)
	if what, advice := unreadable(head); what != "" {
		return t.of.fail(model.ErrUnsupported, "this is "+what+", which cannot be read as a list", advice, nil)
	}
	// A NUL near the start is binary data, or UTF-16 without a mark.
	if t.wide = bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")); t.wide {
		t.Reader = bufio.NewReaderSize(transform.NewReader(t.Reader, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()), 64<<10)
	} else if bytes.IndexByte(head, 0) >= 0 {
		if err := t.end(); err != nil { // that it is too large says more
			return err
		}
		return t.binary()
	} else if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		t.Discard(3)
	}
	return nil
}

func (t *stream) binary() error {
	return t.of.fail(model.ErrInput, "the file holds binary data, not text", "save it as text in UTF-8", nil)
}

func (t *stream) damaged(err error) error {
	tooBig := fmt.Sprintf("more than %d bytes", t.of.limit)
	switch {
	case t.packed.err == errTooBig:
		return t.of.fail(model.ErrLimit, tooBig, "split the list into several", nil)
	case t.packed.err != nil && t.packed.err != io.EOF:
		return t.of.fail(model.ErrInput, "the file cannot be read", "", t.packed.err)
	case errors.Is(err, errTooBig):
		return t.of.fail(model.ErrLimit, tooBig+" when decompressed", "split the list into several", nil)
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return t.of.fail(model.ErrLimit, "the compressed data asks for too much memory", "compress it again without --ultra and --long", err)
	}
	return t.of.fail(model.ErrInput, "the compressed data is damaged or cut short", "fetch the file again", err)
}

// end reads what is left, and says what was wrong with the file: whoever reads it as some format
// only sees that it ends early.
func (t *stream) end() error {
	if _, err := io.Copy(io.Discard, t.Reader); err != nil {
		return t.damaged(err)
	}
	if _, err := io.Copy(io.Discard, t.packed); err != nil {
		return t.damaged(err)
	}
	if t.wide && t.plain.n%2 != 0 {
		return t.binary()
	}
	s, sum := t.of, [32]byte(t.hash.Sum(nil))
	if s.read && sum != s.sum {
		return s.fail(model.ErrInput, "the file was changed while it was read", "try again when it is whole", nil)
	}
	s.read, s.size, s.sum = true, t.packed.n, sum
	return nil
}

// all reads all of the text.
func (t *stream) all() (string, error) {
	var text strings.Builder
	if info, err := t.file.Stat(); err == nil { // of packed text it is the least
		text.Grow(int(min(info.Size(), t.of.limit)))
	}
	_, err := t.WriteTo(&text)
	if ended := t.end(); ended != nil {
		return "", ended
	}
	if err != nil {
		return "", t.damaged(err)
	}
	return text.String(), nil
}

// unreadable names kinds of file that hold lists and are no text.
func unreadable(b []byte) (what, advice string) {
	for _, m := range []struct {
		at                  int
		magic, what, advice string
	}{
		{0, "PK\x03\x04", "a zip archive or an Office document", "unpack it first; save a workbook as CSV"},
		{257, "ustar", "a tar archive", "unpack it first"},
		{0, "\x1f\x8b", "gzip inside compression", "unpack it once"},
		{0, "\x28\xb5\x2f\xfd", "zstd inside compression", "unpack it once"},
		{0, "BZh", "bzip2", "unpack it first, or use gzip or zstd"},
		{0, "\xfd7zXZ\x00", "xz", "unpack it first, or use gzip or zstd"},
		{0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"},
		{0, "%PDF-", "a PDF document", "copy the values into a text file, one a line"},
		{0, "\xd0\xcf\x11\xe0", "an old Office document", "save it as CSV"},
	} {
		if len(b) >= m.at && bytes.HasPrefix(b[m.at:], []byte(m.magic)) {
			return m.what, m.advice
		}
	}
	return "", ""
}
