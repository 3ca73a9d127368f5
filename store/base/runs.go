package base

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// entryWriter writes a temporary file of entries, each with its length before it.
type entryWriter struct {
	f   *os.File
	w   *bufio.Writer
	len []byte
}

func newEntryWriter(dir, pattern string) (*entryWriter, error) {
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return nil, diskError(err)
	}
	return &entryWriter{f: f, w: bufio.NewWriterSize(f, 256<<10)}, nil
}

// add writes one entry; an error shows in flush.
func (w *entryWriter) add(entry []byte) {
	w.len = binary.AppendUvarint(w.len[:0], uint64(len(entry)))
	w.w.Write(w.len)
	w.w.Write(entry)
}

func (w *entryWriter) flush() error { return diskError(w.w.Flush()) }

// entryReader reads such a file from its beginning.
type entryReader struct {
	r    *bufio.Reader
	took int    // bytes of the buffer that the last entry took
	big  []byte // an entry that is longer than the buffer
}

func newEntryReader(f *os.File) (*entryReader, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, diskError(err)
	}
	return &entryReader{r: bufio.NewReaderSize(f, 256<<10)}, nil
}

// next gives the next entry, valid until the next call, and io.EOF after the last.
func (r *entryReader) next() ([]byte, error) {
	if _, err := r.r.Discard(r.took); err != nil {
		return nil, diskError(err)
	}
	r.took = 0
	head, err := r.r.Peek(binary.MaxVarintLen64)
	if len(head) == 0 && errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, diskError(err)
	}
	n, k := binary.Uvarint(head)
	if k <= 0 {
		return nil, diskError(io.ErrUnexpectedEOF)
	}
	if size := k + int(n); size <= r.r.Size() {
		entry, err := r.r.Peek(size)
		if err != nil {
			return nil, diskError(err)
		}
		r.took = size
		return entry[k:], nil
	}
	if _, err := r.r.Discard(k); err != nil {
		return nil, diskError(err)
	}
	if uint64(cap(r.big)) < n {
		r.big = make([]byte, n)
	}
	_, err = io.ReadFull(r.r, r.big[:n])
	return r.big[:n], diskError(err)
}

// removeAll closes and removes temporary files; some may be nil.
func removeAll(files []*os.File) {
	for _, f := range files {
		if f != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}
}
