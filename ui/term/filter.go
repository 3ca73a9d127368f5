package term

import (
	"io"
	"os"
	"sync"
	"sync/atomic"
)

// Filter writes to a terminal what is on the list of the package comment, and
// nothing else. It may be used by several goroutines; each Write is one piece.
type Filter struct {
	mu      sync.Mutex
	w       io.Writer
	held    []byte // the beginning of a unit that has not ended
	out     []byte
	dropped atomic.Uint64
}

// NewFilter makes a filter that writes to w. For a terminal use [NewFile].
func NewFilter(w io.Writer) *Filter { return &Filter{w: w} }

// Write writes what of p may pass. It gives len(p), or 0 and the error of the
// writer below. A unit that ends in a later Write is kept back until then, at most
// 4 KiB of it (128 KiB of a clipboard write).
func (f *Filter) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := p
	if len(f.held) > 0 {
		f.held = append(f.held, p...)
		b = f.held
	}
	pass, rest := b, b[:0]
	if n := stream.clean(b); n < len(b) {
		f.out = append(f.out[:0], b[:n]...)
		var acted uint64
		f.out, rest, acted = stream.pass(f.out, b[n:])
		f.dropped.Add(acted)
		pass = f.out
	}
	var err error
	if len(pass) > 0 {
		var n int
		if n, err = f.w.Write(pass); err == nil && n < len(pass) {
			err = io.ErrShortWrite
		}
	}
	f.held = append(f.held[:0], rest...)
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// Dropped says how often the filter had to act: characters and sequences that were
// dropped, replaced or changed. It stays 0 while wall one holds.
func (f *Filter) Dropped() uint64 { return f.dropped.Load() }

// File is a Filter on a terminal. Bubble Tea and colorprofile recognise an output
// that has a file descriptor, for the window's size and the colours it can show.
//
// The file below is no embedded field, because its other ways of writing, such as
// WriteString and ReadFrom, would lead around the filter.
type File struct {
	*Filter
	f *os.File
}

// NewFile makes a filter for a terminal, such as os.Stdout.
func NewFile(f *os.File) *File { return &File{NewFilter(f), f} }

// Fd is the descriptor of the terminal.
func (f *File) Fd() uintptr { return f.f.Fd() }

// Read reads from the terminal; nothing is filtered.
func (f *File) Read(p []byte) (int, error) { return f.f.Read(p) }

// Close closes the terminal. What is kept back is lost: it is no whole unit.
func (f *File) Close() error { return f.f.Close() }
