package draft

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// What the names of files end with.
const (
	suffix     = ".draft"
	newSuffix  = ".new"
	keptSuffix = ".kept"
	linkSuffix = ".link"
)

const (
	magic   = "clew-draft 1 "
	sumSize = len("00000000\n")
	// mostHead is how long the line of JSON may be: a key and an actor as base64, and
	// some more.
	mostHead = 4 * mostNamed
)

var table = crc32.MakeTable(crc32.Castagnoli)

// head is the line of JSON of a file. Keys and actors are bytes, because JSON has no
// strings that are not UTF-8.
type head struct {
	Key     []byte          `json:"key"`
	Actor   []byte          `json:"actor"`
	Changed int64           `json:"changed"` // nanoseconds since 1970
	PID     int             `json:"pid"`
	Host    model.Untrusted `json:"host"`
	Window  string          `json:"window"`
}

func encode(d Draft) []byte {
	line, _ := json.Marshal(head{[]byte(d.Key), []byte(d.Actor), d.Changed.UnixNano(), d.PID, d.Host, d.Window}) // there is JSON for all of it
	const start = len(magic) + sumSize
	b := make([]byte, start, start+len(line)+1+len(d.Text))
	b = append(append(b, line...), '\n')
	b = append(b, d.Text...)
	copy(b, fmt.Sprintf("%s%08x\n", magic, crc32.Checksum(b[start:], table)))
	return b
}

var errDamaged = errors.New("its content is not what was written")

func decode(b []byte) (Draft, error) {
	const start = len(magic) + sumSize
	if len(b) < start || string(b[:start]) != fmt.Sprintf("%s%08x\n", magic, crc32.Checksum(b[start:], table)) {
		return Draft{}, errDamaged
	}
	line, text, found := bytes.Cut(b[start:], []byte("\n"))
	var h head
	if err := json.Unmarshal(line, &h); err != nil || !found {
		return Draft{}, errDamaged
	}
	return Draft{Key: string(h.Key), Actor: string(h.Actor), Text: string(text), Changed: time.Unix(0, h.Changed).UTC(), PID: h.PID, Host: h.Host, Window: h.Window}, nil
}

// ours reports whether a file belongs to the user.
func ours(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// private makes a folder that only the user can look into, and refuses one that is
// there and is not so.
func private(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return failed(dir, err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return failed(dir, err)
	}
	if !info.IsDir() || !ours(info) || info.Mode().Perm()&0o077 != 0 {
		return &model.Error{Kind: model.ErrRefused, Message: "the folder of the drafts is a link, another user's, or open to others", Where: model.Untrusted(dir),
			Hint: "make it a folder of your own and run chmod 700 on it"}
	}
	return nil
}

// openOwn opens a file of the user's that nobody else can look into.
func openOwn(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && (!info.Mode().IsRegular() || !ours(info) || info.Mode().Perm()&0o077 != 0) {
		err = errors.New("it is not a file of yours alone")
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func readOpen(f *os.File) (Draft, error) {
	const most = len(magic) + sumSize + mostHead + Most
	b, err := io.ReadAll(io.NewSectionReader(f, 0, int64(most)+1))
	if err != nil {
		return Draft{}, err
	}
	if len(b) > most {
		return Draft{}, errDamaged
	}
	return decode(b)
}

func read(path string) (Draft, error) {
	f, err := openOwn(path)
	if err != nil {
		return Draft{}, err
	}
	defer f.Close()
	return readOpen(f)
}

// replace puts a file in place of the one at path as a whole. The file that it gives is
// locked, and was so before anybody could see it.
func replace(path string, content []byte) (*os.File, error) {
	next := path + newSuffix
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if err = flock(f, syscall.LOCK_EX); err == nil {
		_, err = f.Write(content)
	}
	if err == nil {
		err = os.Rename(next, path)
	}
	if err != nil {
		f.Close()
		os.Remove(next)
		return nil, err
	}
	return f, nil
}

// remove removes a draft: first what was kept of it, which would come back otherwise.
func remove(path string) error {
	for _, p := range []string{path + keptSuffix, path} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return &model.Error{Kind: model.ErrDisk, Message: "the draft cannot be removed", Where: model.Untrusted(p), Err: err}
		}
	}
	return nil
}

// flock takes a lock at once or fails.
func flock(f *os.File, how int) error {
	for {
		if err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); err != syscall.EINTR {
			return err
		}
	}
}

// current reports whether an open file is the one that is at path now.
func current(f *os.File, path string) bool {
	have, err1 := f.Stat()
	is, err2 := os.Lstat(path)
	return err1 == nil && err2 == nil && os.SameFile(have, is)
}

const (
	tries = 20
	pause = time.Millisecond // between tries; who looks at a file holds its lock for less
)

// claim locks the file at path, nil where there is none. The error is of kind busy
// where another window has it open.
func claim(path string) (*os.File, error) {
	for range tries {
		f, err := openOwn(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, failed(path, err)
		}
		if flock(f, syscall.LOCK_EX) == nil && current(f, path) {
			return f, nil
		}
		f.Close()
		time.Sleep(pause)
	}
	return nil, &model.Error{Kind: model.ErrBusy, Message: "another window has the draft open", Where: model.Untrusted(path), Hint: "close it there first"}
}
