package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/work"
)

// The contents of files that notes name are kept in the folder files, each under
// its SHA-256 and never changed. A file is on the disk before an entry names it,
// so that no entry names what is not there; one that no entry came to name is a
// leftover.

// MaxFile is how large a file may be whose contents are kept, in bytes.
const MaxFile = 1 << 30

const (
	filesName     = "files"
	filesLock     = "files.lock"
	newFilePrefix = ".new-" // of a file that is being written

	hintFiles = "restore a backup that has it, or put the file back: it is named by its SHA-256"
)

// keptFile is a file whose contents the log says are kept.
type keptFile struct {
	sha   string // hexadecimal, lower case
	bytes int64
}

// keptFiles holds the bytes of each file whose contents the log says are kept, by
// SHA-256.
type keptFiles map[string]int64

// add takes in the files that an entry names. Who has written one into the log that
// cannot be has named nothing by it.
func (k keptFiles) add(files []workflow.File) {
	for _, f := range files {
		if f.Kept && workflow.IsSHA256(f.SHA256) && f.Bytes >= 0 && f.Bytes <= MaxFile {
			k[f.SHA256] = f.Bytes
		}
	}
}

// namedFiles gives the files whose contents the log says are kept, by SHA-256.
func (s *state) namedFiles() []keptFile {
	out := make([]keptFile, 0, len(s.files))
	for _, sha := range slices.Sorted(maps.Keys(s.files)) {
		out = append(out, keptFile{sha, s.files[sha]})
	}
	return out
}

// namedFiles gives those that the log names now.
func (db *DB) namedFiles(ctx context.Context) (named []keptFile, err error) {
	if err := db.Refresh(ctx); err != nil {
		return nil, err
	}
	err = db.view(func(_ *generation, st *state) error {
		named = st.namedFiles()
		return nil
	})
	return named, err
}

// KeepFile keeps the contents of r, to be named by a note as name. When it returns
// without an error they survive a crash of the process and of the machine. The
// entry has to follow within the hour: contents that nothing names are a leftover
// after that, which [DB.Compact] removes.
//
// Errors: ErrLimit where r has more than [MaxFile] bytes; ErrInput where it cannot
// be read; ErrRefused where others may enter the folder; ErrBusy, ErrReadOnly and
// ErrDisk where it cannot be written. Nothing is kept then.
func (db *DB) KeepFile(ctx context.Context, r io.Reader, name model.Untrusted) (workflow.File, error) {
	return db.keepFile(ctx, r, name, MaxFile)
}

func (db *DB) keepFile(ctx context.Context, r io.Reader, name model.Untrusted, most int64) (workflow.File, error) {
	if db.o.ReadOnly {
		return workflow.File{}, &model.Error{Kind: model.ErrReadOnly, Message: "the investigation is open for reading only", Where: model.Untrusted(db.path)}
	}
	dir, err := db.makeFilesFolder()
	if err != nil {
		return workflow.File{}, err
	}
	tmp, err := os.CreateTemp(dir, newFilePrefix)
	if err != nil {
		return workflow.File{}, diskError(err)
	}
	defer func() {
		tmp.Close()
		os.Remove(tmp.Name())
	}()
	f, err := digest(ctx, r, name, tmp, most)
	if err == nil {
		err = errors.Join(tmp.Sync(), tmp.Close())
	}
	if err != nil {
		return workflow.File{}, fileError(err)
	}
	f.Kept = true
	return f, fileError(db.place(ctx, tmp.Name(), filepath.Join(dir, f.SHA256)))
}

// place gives a file its name, also where there is one of that name: its contents
// are the same, or were until somebody changed them, and a leftover becomes as good
// as new. The lock keeps [DB.Compact] from removing the new one in place of the old.
func (db *DB) place(ctx context.Context, from, to string) error {
	lock, err := work.LockFile(ctx, filepath.Join(db.path, filesLock), db.o.Wait)
	if err != nil {
		return err
	}
	defer lock.Close()
	return errors.Join(os.Rename(from, to), syncDir(filepath.Dir(to)))
}

// HashFile describes the contents of r, of any size, without keeping them. Errors:
// ErrInput where it cannot be read.
func HashFile(ctx context.Context, r io.Reader, name model.Untrusted) (workflow.File, error) {
	return digest(ctx, r, name, io.Discard, math.MaxInt64-1)
}

// digest copies r to w and describes it.
func digest(ctx context.Context, r io.Reader, name model.Untrusted, w io.Writer, most int64) (workflow.File, error) {
	var head opening
	sum := sha256.New()
	n, err := io.CopyBuffer(io.MultiWriter(w, sum, &head), io.LimitReader(input{ctx, r, name}, most+1), make([]byte, 1<<20))
	if err != nil {
		return workflow.File{}, err
	}
	if n > most {
		return workflow.File{}, &model.Error{Kind: model.ErrLimit, Message: "the file is larger than 1 GiB, which is the most that is kept", Where: name,
			Hint: "attach only its hash, and keep the file itself in a safe place"}
	}
	// The log is UTF-8; what a file system calls a file need not be.
	label := model.Untrusted(strings.ToValidUTF8(string(name), "\uFFFD"))
	return workflow.File{Name: label, SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: n, Media: mediaOf(head)}, nil
}

// magic is what files of a kind begin with.
var magic = []struct{ begins, media string }{
	{"\x89PNG\r\n\x1a\n", "image/png"}, {"\xff\xd8\xff", "image/jpeg"}, {"GIF8", "image/gif"}, {"%PDF-", "application/pdf"},
	{"PK\x03\x04", "application/zip"}, {"\x1f\x8b", "application/gzip"}, {"(\xb5/\xfd", "application/zstd"}, {"{\\rtf", "application/rtf"},
}

// mediaOf guesses what a file is from how it begins: a label, by which nothing is decided. The
// standard library's guess would bring all of net/http into a program that has no network.
func mediaOf(head []byte) string {
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.begins)) {
			return m.media
		}
	}
	// What was cut within a character is text all the same.
	for cut := 0; cut < utf8.UTFMax && cut <= len(head); cut++ {
		if text := head[:len(head)-cut]; utf8.Valid(text) && !bytes.ContainsRune(text, 0) {
			return "text/plain"
		}
	}
	return "application/octet-stream"
}

// opening keeps the first 512 bytes that are written to it.
type opening []byte

func (o *opening) Write(p []byte) (int, error) {
	*o = append(*o, p[:min(len(p), 512-len(*o))]...)
	return len(p), nil
}

// input is a reader that stops at the end of its context and says whose fault an
// error is.
type input struct {
	ctx  context.Context
	r    io.Reader
	name model.Untrusted
}

func (i input) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := i.r.Read(p)
	var known *model.Error
	if err != nil && err != io.EOF && !errors.As(err, &known) {
		err = &model.Error{Kind: model.ErrInput, Message: "the file cannot be read to its end", Where: i.name, Err: err,
			Hint: "look at the disk or device that it comes from"}
	}
	return n, err
}

// fileError makes an error of the disk of one that is of no kind yet.
func fileError(err error) error {
	var known *model.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return diskError(err)
}

// filesFolder gives the folder of kept files and says why it may not be used: not-found
// where there is none.
func (db *DB) filesFolder() (string, error) {
	dir := filepath.Join(db.path, filesName)
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return dir, &model.Error{Kind: model.ErrNotFound, Message: "there are no attached files here", Where: model.Untrusted(dir)}
	case err != nil:
		return dir, diskError(err)
	case info.Mode()&fs.ModeSymlink != 0:
		return dir, &model.Error{Kind: model.ErrRefused, Message: "it is a symbolic link", Where: model.Untrusted(dir),
			Hint: "put the folder itself in its place"}
	}
	return dir, work.CheckPlace(dir)
}

func (db *DB) makeFilesFolder() (string, error) {
	err := os.Mkdir(filepath.Join(db.path, filesName), 0o700)
	if err == nil {
		err = syncDir(db.path)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return "", diskError(err)
	}
	return db.filesFolder()
}

// OpenFile opens the contents of a file that is kept, by its SHA-256 in lower-case
// hexadecimal. The hash is verified as it is read: where the contents differ, the
// read that comes to their end gives an error of kind corrupt in place of io.EOF,
// and nothing read before it may be relied on.
//
// Errors: ErrUsage where sha is no SHA-256; ErrNotFound where the contents are not
// kept; ErrCorrupt where they should be and are missing; ErrRefused where others may
// use the file or its folder; ErrInput where it cannot be read.
func (db *DB) OpenFile(sha string) (io.ReadCloser, error) {
	if !workflow.IsSHA256(sha) {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "that is not the SHA-256 of a file", Where: model.Untrusted(sha),
			Hint: "it is 64 of 0-9 and a-f"}
	}
	named := false
	db.view(func(_ *generation, st *state) error {
		_, named = st.files[sha]
		return nil
	})
	dir, err := db.filesFolder()
	if err == nil {
		var f *keptReader
		if f, err = openKept(dir, sha); err == nil {
			return f, nil
		}
	}
	switch {
	case model.KindOf(err) != model.ErrNotFound:
		return nil, err
	case named:
		return nil, damagedFile(sha, "the attached file is missing")
	default:
		return nil, &model.Error{Kind: model.ErrNotFound, Message: "the contents of that file are not kept here", Where: model.Untrusted(sha),
			Hint: "where a note has only the hash of a file, look for it where it was kept, and compare"}
	}
}

func damagedFile(sha, what string) error {
	return &model.Error{Kind: model.ErrCorrupt, Message: what, Where: model.Untrusted(filesName + "/" + sha), Hint: hintFiles}
}

// keptReader reads a kept file and verifies its hash.
type keptReader struct {
	f   *os.File
	sha string
	sum hash.Hash
}

// openKept opens a file in the folder dir.
func openKept(dir, sha string) (*keptReader, error) {
	path := filepath.Join(dir, sha)
	if err := work.CheckFile(path); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, &model.Error{Kind: model.ErrInput, Message: "the attached file cannot be opened", Where: model.Untrusted(path), Err: err,
			Hint: "look at its owner and mode, and at the disk"}
	}
	info, err := f.Stat()
	if err == nil && info.Size() > MaxFile {
		err = damagedFile(sha, "the attached file is larger than any that is kept")
	}
	if err != nil {
		f.Close()
		return nil, fileError(err)
	}
	return &keptReader{f, sha, sha256.New()}, nil
}

func (k *keptReader) Read(p []byte) (int, error) {
	n, err := k.f.Read(p)
	k.sum.Write(p[:n]) // never fails; see hash.Hash
	if err == io.EOF && hex.EncodeToString(k.sum.Sum(nil)) != k.sha {
		err = damagedFile(k.sha, "the attached file is not what it was: its SHA-256 differs")
	}
	return n, err
}

func (k *keptReader) Close() error { return k.f.Close() }

// verify reads all of it.
func (k *keptReader) verify(ctx context.Context) error {
	_, err := io.CopyBuffer(io.Discard, input{ctx, k, model.Untrusted(k.sha)}, make([]byte, 1<<20))
	return err
}
