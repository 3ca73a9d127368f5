package main

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/seed-28a39f10/clew/model"
)

// rejectSuffix is what the file of an export's rejected rows is called beyond
// the export's own name.
const rejectSuffix = ".rejected.jsonl"

// mostReasons is how many different reasons for a rejection are counted.
const mostReasons = 32

// rejects writes the rejected rows of one export to a file beside it, or in the
// current directory where that cannot be written to. Nothing is written before
// the first row, and the file has its name only once keep is called.
type rejects struct {
	export string // path
	dry    bool   // write no file

	f       *os.File
	w       *bufio.Writer
	final   string
	err     error // the first one
	total   int
	reasons []reason // in the order of their first rows
}

// reason is why rows were rejected.
type reason struct {
	field, text string
	rows        int
	first       uint64 // line
}

// rejectShape is a line of the file. Raw holds U+FFFD for each byte that is no
// UTF-8; RawBase64 then has the exact bytes.
type rejectShape struct {
	Line      uint64          `json:"line"`
	Field     string          `json:"field"`
	Reason    string          `json:"reason"`
	Raw       model.Untrusted `json:"raw"`
	RawBase64 string          `json:"raw_base64,omitempty"`
}

func (r *rejects) add(x model.Reject) {
	r.total++
	r.countReason(x)
	if r.dry || r.err != nil {
		return
	}
	if r.f == nil {
		if r.err = r.create(); r.err != nil {
			return
		}
	}
	r.w.Write(safeJSON(rejectShape{x.Line, x.Field, x.Reason, x.Raw, exact(x.Raw)}))
	if err := r.w.WriteByte('\n'); err != nil {
		r.err = r.failed(err)
	}
}

func (r *rejects) countReason(x model.Reject) {
	for i := range r.reasons {
		if known := &r.reasons[i]; known.field == x.Field && known.text == x.Reason {
			known.rows++
			return
		}
	}
	if len(r.reasons) < mostReasons {
		r.reasons = append(r.reasons, reason{x.Field, x.Reason, 1, x.Line})
	}
}

func (r *rejects) create() error {
	name := filepath.Base(r.export)
	// Leave room for the suffix in a name of at most 255 bytes.
	name = name[:min(len(name), 255-len(rejectSuffix))] + rejectSuffix
	var errs []error
	for _, dir := range []string{filepath.Dir(r.export), "."} {
		var f *os.File
		err := writable(dir)
		if err == nil {
			f, err = os.CreateTemp(dir, ".clew-rejected-*") // mode 0600
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		r.f, r.w, r.final = f, bufio.NewWriter(f), filepath.Join(dir, name)
		return nil
	}
	return r.failed(errors.Join(errs...))
}

// writable refuses a folder that nobody may write to. The system would let root
// do it, but whoever keeps evidence in such a folder means it.
func writable(dir string) error {
	info, err := os.Stat(dir)
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o222 == 0 {
		err = &os.PathError{Op: "write", Path: dir, Err: os.ErrPermission}
	}
	return err
}

func (r *rejects) failed(err error) error {
	return &model.Error{Kind: model.ErrDisk, Message: "the rejected rows cannot be written", Where: model.Untrusted(r.final), Err: err,
		Hint: "run the import in a directory that you may write to"}
}

// keep gives the file its name, in place of one from an earlier import, and
// gives that name; "" where nothing was rejected.
func (r *rejects) keep() (string, error) {
	if r.f == nil {
		return "", nil
	}
	temp := r.f.Name()
	err := errors.Join(r.w.Flush(), r.f.Close())
	r.f = nil
	if err == nil {
		err = os.Rename(temp, r.final)
	}
	if err != nil {
		os.Remove(temp)
		return "", r.failed(err)
	}
	return r.final, nil
}

// discard removes what has been written. It does nothing after keep.
func (r *rejects) discard() {
	if r.f != nil {
		r.f.Close()
		os.Remove(r.f.Name())
		r.f = nil
	}
}
