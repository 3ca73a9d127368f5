package bundle

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// A zip of Clew's has one form: files by name, stored, each with the time of 1980 and the
// mode 0600, without comments, extra fields and data descriptors, with nothing between them.
// So its bytes follow from its files, and every bit of it can be held to them.
//
// They are stored and not compressed: what a compressor writes changes with its version,
// and a reader of what is stored cannot be made to unpack more than it was given.

// zipEntry is a file in a zip.
type zipEntry struct {
	name  string
	crc   uint32
	size  int64
	start int64 // of its local header
}

const (
	zipLocal   = 0x04034b50
	zipCentral = 0x02014b50
	zipEnd     = 0x06054b50

	zipLocalSize   = 30         // bytes of a local header before the name
	zipCentralSize = 46         // and of one in the directory
	zipTime        = 0x21 << 16 // 1 January 1980, midnight, as MS-DOS has it: the date above the time
	zipMode        = 0o100600   // a regular file that only its owner may read

	maxFiles = math.MaxUint16 - 1 // more needs another form of zip
)

// maxZip is how large a zip may be, in bytes: more needs another form. A variable so that
// tests need not write that much.
var maxZip int64 = math.MaxUint32 - 1

// local is the header in front of a file.
func (e zipEntry) local() []byte {
	b := binary.LittleEndian.AppendUint32(nil, zipLocal)
	return append(e.common(b), e.name...)
}

// common is what the local and the central header of a file have in common.
func (e zipEntry) common(b []byte) []byte {
	le := binary.LittleEndian
	b = le.AppendUint16(b, 10) // version 1.0 is needed to read it
	b = le.AppendUint16(b, 0)  // flags
	b = le.AppendUint16(b, 0)  // method: stored
	b = le.AppendUint32(b, zipTime)
	b = le.AppendUint32(b, e.crc)
	b = le.AppendUint32(b, uint32(e.size)) // compressed
	b = le.AppendUint32(b, uint32(e.size))
	b = le.AppendUint16(b, uint16(len(e.name)))
	return le.AppendUint16(b, 0) // extra field
}

// directory is the end of a zip, behind the last file.
func directory(entries []zipEntry, start int64) []byte {
	le := binary.LittleEndian
	var b []byte
	for _, e := range entries {
		b = le.AppendUint32(b, zipCentral)
		b = le.AppendUint16(b, 3<<8|10) // made under Unix, version 1.0
		b = e.common(b)
		b = append(b, make([]byte, 2+2+2)...) // comment, disk, internal attributes
		b = le.AppendUint32(b, zipMode<<16)
		b = le.AppendUint32(b, uint32(e.start))
		b = append(b, e.name...)
	}
	size := len(b)
	b = le.AppendUint32(b, zipEnd)
	b = append(b, make([]byte, 2+2)...) // disks
	b = le.AppendUint16(b, uint16(len(entries)))
	b = le.AppendUint16(b, uint16(len(entries)))
	b = le.AppendUint32(b, uint32(size))
	b = le.AppendUint32(b, uint32(start))
	return le.AppendUint16(b, 0) // comment
}

// writeZip writes a zip of files, which it reads twice.
func writeZip(w io.Writer, names []string, open func(name string) (io.ReadCloser, error)) error {
	copyTo := func(w io.Writer, name string) (int64, error) {
		f, err := open(name)
		if err != nil {
			return 0, err
		}
		defer f.Close()
		return io.Copy(w, f)
	}
	var entries []zipEntry
	at := int64(0)
	for _, name := range slices.Sorted(slices.Values(names)) {
		sum := crc32.NewIEEE()
		size, err := copyTo(sum, name)
		if err != nil {
			return err
		}
		e := zipEntry{name, sum.Sum32(), size, at}
		entries = append(entries, e)
		header := e.local()
		if at += int64(len(header)) + size; at > maxZip-maxFiles*(zipCentralSize+maxName) {
			return &model.Error{Kind: model.ErrLimit, Message: "the case file is too large for a zip, which holds 4 GiB", Hint: "write it into a folder: name a path without .zip"}
		}
		if _, err := w.Write(header); err != nil {
			return err
		}
		if n, err := copyTo(w, name); err != nil || n != size {
			return &model.Error{Kind: model.ErrDisk, Message: "a file has changed while it was written", Where: model.Untrusted(name), Err: err}
		}
	}
	_, err := w.Write(directory(entries, at))
	return err
}

// zipFile is a zip that was looked over, as a folder.
type zipFile struct {
	r       io.ReaderAt
	entries []zipEntry // by name
}

// openZip reads a zip from its beginning to its end, and trusts nothing that it says before
// the bytes are there. What is not as writeZip writes it is given as wrong. Where no file can
// be told from the next, whole is false. The error is one of the reader or the context.
func openZip(ctx context.Context, r io.ReaderAt, size int64) (z *zipFile, wrong []string, whole bool, err error) {
	z = &zipFile{r: r}
	at := int64(0)
	buf := make([]byte, 256<<10)
	for {
		if err := ctx.Err(); err != nil {
			return nil, nil, false, err
		}
		head := buf[:min(zipLocalSize+maxName, size-at)]
		if err := readAt(r, head, at); err != nil {
			return nil, nil, false, err
		}
		if len(head) < zipLocalSize || binary.LittleEndian.Uint32(head) != zipLocal {
			break
		}
		e, what := parseLocal(head, at, size)
		if what == "" && len(z.entries) == maxFiles {
			what = "it has too many files"
		}
		if what != "" {
			return z, append(wrong, what), false, nil
		}
		header := bytes.Clone(head[:zipLocalSize+len(e.name)])
		data := at + int64(len(header))
		for done := int64(0); done < e.size; {
			part := buf[:min(int64(len(buf)), e.size-done)]
			if err := errorsFirst(ctx.Err(), readAt(r, part, data+done)); err != nil {
				return nil, nil, false, err
			}
			e.crc = crc32.Update(e.crc, crc32.IEEETable, part)
			done += int64(len(part))
		}
		if !bytes.Equal(header, e.local()) {
			wrong = append(wrong, fmt.Sprintf("the header of %s is not as Clew writes it, or its content is not what was written", e.name))
		}
		if n := len(z.entries); n > 0 && z.entries[n-1].name >= e.name {
			return z, append(wrong, "its files are not in order, or one is there twice"), false, nil
		}
		z.entries = append(z.entries, e)
		at = data + e.size
	}
	if len(z.entries) == 0 {
		return z, append(wrong, "it is no zip, or does not begin with a file as Clew writes it"), false, nil
	}
	end := directory(z.entries, at)
	got := make([]byte, min(int64(len(end)), size-at))
	if err := readAt(r, got, at); err != nil {
		return nil, nil, false, err
	}
	if !bytes.Equal(got, end) || at+int64(len(end)) != size {
		wrong = append(wrong, "its directory, behind the last file, is not as Clew writes it")
	}
	return z, wrong, true, nil
}

const maxName = 100 // bytes, see fileName

// parseLocal reads the header in front of a file; what says why it is none.
func parseLocal(head []byte, at, size int64) (e zipEntry, what string) {
	le := binary.LittleEndian
	flags, method := le.Uint16(head[6:]), le.Uint16(head[8:])
	packed, plain := int64(le.Uint32(head[18:])), int64(le.Uint32(head[22:]))
	n, extra := int(le.Uint16(head[26:])), le.Uint16(head[28:])
	switch {
	case method != 0 || flags != 0 || extra != 0:
		return e, fmt.Sprintf("the file at byte %d is compressed, encrypted or written by another program", at)
	case n > maxName || zipLocalSize+n > len(head) || !fileName.Match(head[zipLocalSize:zipLocalSize+n]):
		return e, fmt.Sprintf("the file at byte %d has no name that Clew gives", at)
	case packed != plain || at+zipLocalSize+int64(n)+plain > size:
		return e, fmt.Sprintf("the file at byte %d has a size that cannot be", at)
	}
	return zipEntry{name: string(head[zipLocalSize : zipLocalSize+n]), size: plain, start: at}, ""
}

// readAt fills b; that the file ends before is an error.
func readAt(r io.ReaderAt, b []byte, at int64) error {
	n, err := r.ReadAt(b, at)
	if n == len(b) {
		return nil
	}
	if err == nil || err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

func errorsFirst(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

// Open implements [fs.FS].
func (z *zipFile) Open(name string) (fs.File, error) {
	i, is := slices.BinarySearchFunc(z.entries, name, func(e zipEntry, name string) int { return strings.Compare(e.name, name) })
	if !is {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	e := z.entries[i]
	return &zipped{e, io.NewSectionReader(z.r, e.start+int64(len(e.local())), e.size)}, nil
}

// ReadDir implements [fs.ReadDirFS].
func (z *zipFile) ReadDir(string) ([]fs.DirEntry, error) {
	var all []fs.DirEntry
	for _, e := range z.entries {
		all = append(all, fs.FileInfoToDirEntry(e))
	}
	return all, nil
}

// zipped is an open file.
type zipped struct {
	zipEntry
	*io.SectionReader
}

func (f *zipped) Stat() (fs.FileInfo, error) { return f.zipEntry, nil }
func (f *zipped) Close() error               { return nil }
func (f *zipped) Size() int64                { return f.size }

func (e zipEntry) Name() string     { return e.name }
func (e zipEntry) Size() int64      { return e.size }
func (zipEntry) Mode() fs.FileMode  { return 0o600 }
func (zipEntry) ModTime() time.Time { return time.Time{} }
func (zipEntry) IsDir() bool        { return false }
func (zipEntry) Sys() any           { return nil }
