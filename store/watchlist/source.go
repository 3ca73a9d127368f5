package watchlist

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf16"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/seed-28a39f10/clew/model"
)

// loaded is a file as UTF-8 text, with the size and sum of what is on the disk.
type loaded struct {
	text string
	size int64
	sum  [32]byte
}

// maxWindow is what a zstd frame may ask us to keep in memory.
const maxWindow = 32 << 20

var (
	magicGzip = []byte{0x1f, 0x8b}
	magicZstd = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// load reads and unpacks a file of at most limit bytes, packed or not.
func load(path string, limit int64) (*loaded, error) {
	fail := func(k model.ErrorKind, msg, hint string, err error) (*loaded, error) {
		return nil, &model.Error{Kind: k, Message: msg, Where: model.Untrusted(path), Hint: hint, Err: err}
	}
	info, err := os.Stat(path)
	if err != nil {
		return fail(model.ErrInput, "the file cannot be opened", "", err)
	}
	if !info.Mode().IsRegular() {
		return fail(model.ErrInput, "not a regular file", "name a file; a folder or a pipe cannot be read as a list", nil)
	}
	file, err := os.Open(path)
	if err != nil {
		return fail(model.ErrInput, "the file cannot be opened", "", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return fail(model.ErrInput, "the file cannot be read", "", err)
	}
	tooBig := fmt.Sprintf("more than %d bytes", limit)
	if int64(len(data)) > limit {
		return fail(model.ErrLimit, tooBig, "split the list into several", nil)
	}
	f := &loaded{size: int64(len(data)), sum: sha256.Sum256(data)}
	if data, err = unpack(data, limit); err != nil {
		switch {
		case errors.Is(err, errTooBig):
			return fail(model.ErrLimit, tooBig+" when decompressed", "split the list into several", nil)
		case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
			return fail(model.ErrLimit, "the compressed data asks for too much memory", "compress it again without --ultra and --long", err)
		}
		return fail(model.ErrInput, "the compressed data is damaged or cut short", "fetch the file again", err)
	}
	if what, advice := unreadable(data); what != "" {
		return fail(model.ErrUnsupported, "this is "+what+", which cannot be read as a list", advice, nil)
	}
	text, ok := decodeText(data)
	if !ok {
		return fail(model.ErrInput, "the file holds binary data, not text", "save it as text in UTF-8", nil)
	}
	if strings.TrimSpace(text) == "" {
		return fail(model.ErrInput, "the file is empty", "fetch it again", nil)
	}
	f.text = text
	return f, nil
}

var errTooBig = errors.New("too big")

// unpack undoes one gzip or zstd compression.
func unpack(data []byte, limit int64) ([]byte, error) {
	var in io.Reader
	switch {
	case bytes.HasPrefix(data, magicGzip):
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		defer z.Close()
		in = z
	case bytes.HasPrefix(data, magicZstd):
		z, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, err
		}
		defer z.Close()
		in = z
	default:
		return data, nil
	}
	out, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err == nil && int64(len(out)) > limit {
		err = errTooBig
	}
	return out, err
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

// decodeText drops the byte order mark and decodes UTF-16. It refuses text with
// a NUL near its start, which is binary data or UTF-16 without a mark.
func decodeText(b []byte) (string, bool) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
		return string(b), bytes.IndexByte(b[:min(len(b), 512)], 0) < 0
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 2; i+1 < len(b); i += 2 {
		units = append(units, order.Uint16(b[i:]))
	}
	return string(utf16.Decode(units)), len(b)%2 == 0
}
