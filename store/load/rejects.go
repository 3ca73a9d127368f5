package load

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
)

// RejectSuffix is what the file of an export's rejected rows is called beyond
// the export's own name.
const RejectSuffix = ".rejected.jsonl"

// mostReasons is how many different reasons for a rejection are counted.
const mostReasons = 32

// Rejects writes the rejected rows of one export to a file beside it, or in the
// current directory where that cannot be written to. Nothing is written before
// the first row, and the file has its name only once Save is called.
type Rejects struct {
	Export string // path
	Dry    bool   // write no file
	Keep   int    // how many rows Rows gives

	f       *os.File
	w       *bufio.Writer
	final   string
	err     error
	total   int
	reasons []Reason
	rows    []model.Reject
}

// Reason is why rows were rejected.
type Reason struct {
	Field, Text string
	Rows        int
	First       uint64 // line
}

// Total is how many rows were rejected.
func (r *Rejects) Total() int { return r.total }

// Reasons lists why, in the order of their first rows; of very many the first.
func (r *Rejects) Reasons() []Reason { return r.reasons }

// Rows lists the first of the rejected rows.
func (r *Rejects) Rows() []model.Reject { return r.rows }

// Err is the first failure to write a row.
func (r *Rejects) Err() error { return r.err }

// rejectShape is a line of the file. Raw holds U+FFFD for each byte that is no
// UTF-8; RawBase64 then has the exact bytes.
type rejectShape struct {
	Line      uint64          `json:"line"`
	Field     string          `json:"field"`
	Reason    string          `json:"reason"`
	Raw       model.Untrusted `json:"raw"`
	RawBase64 string          `json:"raw_base64,omitempty"`
}

// Add takes a row.
func (r *Rejects) Add(x model.Reject) {
	r.total++
	r.countReason(x)
	if len(r.rows) < r.Keep {
		r.rows = append(r.rows, x)
	}
	if r.Dry || r.err != nil {
		return
	}
	if r.f == nil {
		if r.err = r.create(); r.err != nil {
			return
		}
	}
	line, err := safejson.Encode(rejectShape{x.Line, x.Field, x.Reason, x.Raw, safejson.Exact(x.Raw)})
	if err == nil {
		_, err = r.w.Write(append(line, '\n'))
	}
	if err != nil {
		r.err = r.failed(err)
	}
}

func (r *Rejects) countReason(x model.Reject) {
	for i := range r.reasons {
		if known := &r.reasons[i]; known.Field == x.Field && known.Text == x.Reason {
			known.Rows++
			return
		}
	}
	if len(r.reasons) < mostReasons {
		r.reasons = append(r.reasons, Reason{x.Field, x.Reason, 1, x.Line})
	}
}

// RejectFile says where the rejected rows of an export would be written; "" where they
// cannot be.
func RejectFile(export string) string {
	for _, dir := range rejectDirs(export) {
		if writable(dir) == nil {
			return filepath.Join(dir, rejectName(export))
		}
	}
	return ""
}

// rejectDirs are the folders for the rejected rows of an export, the best first.
func rejectDirs(export string) []string {
	here := "."
	if abs, err := filepath.Abs(here); err == nil {
		here = abs // nobody looks there for what is called as if it were beside the export
	}
	return []string{filepath.Dir(export), here}
}

// rejectName leaves room for the suffix in a name of at most 255 bytes.
func rejectName(export string) string {
	name := filepath.Base(export)
	return name[:min(len(name), 255-len(RejectSuffix))] + RejectSuffix
}

func (r *Rejects) create() error {
	var errs []error
	for _, dir := range rejectDirs(r.Export) {
		var f *os.File
		err := writable(dir)
		if err == nil {
			f, err = os.CreateTemp(dir, ".clew-rejected-*") // mode 0600
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		r.f, r.w, r.final = f, bufio.NewWriter(f), filepath.Join(dir, rejectName(r.Export))
		return nil
	}
	return r.failed(errors.Join(errs...))
}

// writable refuses a folder that cannot be written to, and one that nobody may write
// to: the system would let root do it, but whoever keeps evidence there means it.
func writable(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o222 == 0 {
		err = os.ErrPermission
	} else {
		err = access(dir)
	}
	if err != nil {
		return &os.PathError{Op: "write", Path: dir, Err: err}
	}
	return nil
}

func (r *Rejects) failed(err error) error {
	return &model.Error{Kind: model.ErrDisk, Message: "the rejected rows cannot be written", Where: model.Untrusted(r.final), Err: err,
		Hint: "run the import in a directory that you may write to"}
}

// Save gives the file its name, in place of one from an earlier import, and
// gives that name; "" where nothing was rejected.
func (r *Rejects) Save() (string, error) {
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

// Discard removes what has been written. It does nothing after Save.
func (r *Rejects) Discard() {
	if r.f != nil {
		r.f.Close()
		os.Remove(r.f.Name())
		r.f = nil
	}
}
