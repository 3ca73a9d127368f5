package ingest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"

	"github.com/seed-28a39f10/clew/model"
)

// source is the bytes of an export as UTF-8 text: hashed and counted as they
// come off the disk, decompressed, bounded, freed of a byte order mark.
type source struct {
	name   model.Untrusted
	file   *os.File
	size   int64
	disk   *diskReader
	text   io.Reader
	packed string // gzip, zstd or ""
	head   []byte // what detection has read of text already
	ended  bool   // head is the whole text
	closed func() // frees the decompressor
	limits Limits
}

// diskReader counts and hashes what it hands on.
type diskReader struct {
	r    io.Reader
	done atomic.Int64
	sum  hash.Hash
}

func (d *diskReader) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	d.sum.Write(p[:n])
	d.done.Add(int64(n))
	return n, err
}

const sniffLen = 512

// maxWindow is what a zstd frame may ask us to keep in memory; files made with
// --ultra or --long ask for more.
const maxWindow = 32 << 20

func openSource(path string, l Limits) (*source, error) {
	s := &source{name: model.Untrusted(path), limits: l, closed: func() {}}
	info, err := os.Stat(path)
	if err != nil {
		return nil, s.fail(model.ErrInput, "the file cannot be opened", "", err)
	}
	if !info.Mode().IsRegular() {
		return nil, s.fail(model.ErrInput, "not a regular file", "name a file; a folder or a pipe cannot be imported", nil)
	}
	if s.file, err = os.Open(path); err != nil {
		return nil, s.fail(model.ErrInput, "the file cannot be opened", "", err)
	}
	s.size = info.Size()
	s.disk = &diskReader{r: s.file, sum: sha256.New()}
	if err := s.start(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *source) fail(k model.ErrorKind, msg, hint string, err error) error {
	return &model.Error{Kind: k, Message: msg, Where: s.name, Hint: hint, Err: err}
}

// start puts the readers together by what the first bytes are.
func (s *source) start() error {
	raw := bufio.NewReaderSize(s.disk, 64<<10)
	first, err := raw.Peek(sniffLen)
	if err != nil && err != io.EOF {
		return s.readError(err)
	}
	if len(first) == 0 {
		return s.fail(model.ErrInput, "the file is empty", "export it again", nil)
	}
	var in io.Reader = raw
	switch {
	case bytes.HasPrefix(first, magicGzip):
		z, err := gzip.NewReader(raw)
		if err != nil {
			return s.readError(err)
		}
		s.packed, s.closed = "gzip", func() { z.Close() }
		in = &boundedReader{s: s, r: z}
	case bytes.HasPrefix(first, magicZstd):
		z, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return s.readError(err)
		}
		s.packed, s.closed = "zstd", z.Close
		in = &boundedReader{s: s, r: z}
	}
	text := bufio.NewReaderSize(in, 64<<10)
	first, err = text.Peek(sniffLen)
	if err != nil && err != io.EOF {
		return s.readError(err)
	}
	if len(first) == 0 {
		return s.fail(model.ErrInput, "the file is empty inside its compression", "export it again", nil)
	}
	if err := s.refuse(first); err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(first, []byte("\xef\xbb\xbf")):
		text.Discard(3)
		s.text = text
	case bytes.HasPrefix(first, []byte("\xff\xfe")):
		s.text = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(text)
	case bytes.HasPrefix(first, []byte("\xfe\xff")):
		s.text = unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder().Reader(text)
	default:
		if i := bytes.IndexByte(first, 0); i >= 0 {
			return s.fail(model.ErrInput, "the file holds binary data, not text",
				"export it as CSV or JSON; text in UTF-16 needs a byte order mark, UTF-8 needs nothing", nil)
		}
		s.text = text
	}
	return nil
}

var (
	magicGzip = []byte{0x1f, 0x8b}
	magicZstd = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// refuse names the kinds of file that look like exports and are not readable,
// with what to do about each.
func (s *source) refuse(b []byte) error {
	const unpack = "unpack it first and import the files that are in it"
	for _, m := range []struct {
		at           int
		magic        string
		what, advice string
	}{
		{0, "PK\x03\x04", "a zip archive or an Office document", unpack + "; save a workbook as CSV"},
		{0, "{\n\"format\":\"clew-case\"", "a case file", "take it in with 'clew case receive'"},
		{0, "PK\x05\x06", "an empty zip archive", "export it again"},
		{257, "ustar", "a tar archive", unpack},
		{0, "\x1f\x8b", "gzip inside compression", "unpack it once and import the result"},
		{0, "\x28\xb5\x2f\xfd", "zstd inside compression", "unpack it once and import the result"},
		{0, "BZh", "bzip2", "unpack it first, or use gzip or zstd"},
		{0, "\xfd7zXZ\x00", "xz", "unpack it first, or use gzip or zstd"},
		{0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive", unpack},
		{0, "Rar!", "a RAR archive", unpack},
		{0, "PAR1", "a Parquet file", "convert it to CSV or JSON Lines"},
		{0, "SQLite format 3\x00", "a SQLite database", "export the table as CSV"},
		{0, "%PDF-", "a PDF document", "ask for the data as CSV or JSON"},
		{0, "\xd0\xcf\x11\xe0", "an old Office document", "save it as CSV"},
	} {
		if len(b) >= m.at && bytes.HasPrefix(b[m.at:], []byte(m.magic)) {
			return s.fail(model.ErrUnsupported, "this is "+m.what+", which cannot be imported", m.advice, nil)
		}
	}
	return nil
}

// readError puts an error of the disk or of a decompressor in our words.
func (s *source) readError(err error) error {
	var known *model.Error
	if errors.As(err, &known) {
		return err
	}
	var disk *fs.PathError
	if errors.As(err, &disk) || s.packed == "" && !errors.Is(err, gzip.ErrHeader) {
		return s.fail(model.ErrInput, "the file cannot be read", "", err)
	}
	msg := "the compressed data is damaged"
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		msg = "the compressed data ends too early"
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return s.fail(model.ErrLimit, "the compressed data asks for too much memory",
			"compress it again without --ultra and --long", err)
	}
	return s.fail(model.ErrInput, msg, "fetch the file again; nothing of it was imported", err)
}

// boundedReader stops a decompressor that yields too much.
type boundedReader struct {
	s   *source
	r   io.Reader
	out int64
}

func (b *boundedReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.out += int64(n)
	l := &b.s.limits
	switch {
	case b.out > l.Decompressed:
		return 0, b.s.fail(model.ErrLimit, fmt.Sprintf("more than %d bytes when decompressed", l.Decompressed),
			"decompress the file and import the plain one, which has no such limit", nil)
	case b.out > 1<<20 && b.out/max(1, b.s.disk.done.Load()) >= l.Ratio:
		return 0, b.s.fail(model.ErrLimit, fmt.Sprintf("decompresses to more than %d times its size, as archives made to do harm do", l.Ratio),
			"if you trust it, decompress the file and import the plain one", nil)
	}
	return n, err
}

// Read reads the text, the head first.
func (s *source) Read(p []byte) (int, error) {
	if len(s.head) > 0 {
		n := copy(p, s.head)
		s.head = s.head[n:]
		return n, nil
	}
	n, err := s.text.Read(p)
	if err != nil && err != io.EOF {
		err = s.readError(err)
	}
	return n, err
}

// peek reads ahead until the head holds n bytes or the text ends.
func (s *source) peek(n int) ([]byte, error) {
	if len(s.head) >= n || s.ended {
		return s.head, nil
	}
	buf := make([]byte, n)
	got := copy(buf, s.head)
	for got < n {
		m, err := s.text.Read(buf[got:])
		got += m
		if err == io.EOF {
			s.ended = true
			break
		}
		if err != nil {
			return nil, s.readError(err)
		}
	}
	s.head = buf[:got]
	return s.head, nil
}

// finish reads what is left on the disk, so that the sum is of the whole file.
func (s *source) finish() error {
	if _, err := io.Copy(io.Discard, s.disk); err != nil {
		return s.readError(err)
	}
	if done := s.disk.done.Load(); done != s.size {
		return s.fail(model.ErrInput, fmt.Sprintf("the file changed while it was read: it had %d bytes, then %d", s.size, done),
			"import it again when nothing writes to it", nil)
	}
	return nil
}

func (s *source) sum() []byte                   { return s.disk.sum.Sum(nil) }
func (s *source) progress() (done, total int64) { return s.disk.done.Load(), s.size }

func (s *source) Close() error {
	s.closed()
	s.closed = func() {}
	err := s.file.Close()
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}
