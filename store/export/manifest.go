package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
)

// The two files that say what a folder holds.
const (
	// ManifestName is the name of the file that describes a folder; it lists all
	// others but SumsName.
	ManifestName = "MANIFEST.json"
	// SumsName is the name of the file for "sha256sum --check"; it lists all others.
	SumsName = "SHA256SUMS"
)

// File is one file of a folder.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // lower-case hexadecimal
}

// folder is a folder in the making, beside the place where it will be.
type folder struct {
	target string
	temp   string // where it is now, "" once it is published
	files  []File
}

// newFolder begins a folder at target, which must not exist or be empty. Its parent
// must exist.
func newFolder(target string) (*folder, error) {
	f := &folder{target: filepath.Clean(target)}
	if err := f.free(); err != nil {
		return nil, err
	}
	var err error
	sweep(filepath.Dir(f.target))
	if f.temp, err = os.MkdirTemp(filepath.Dir(f.target), Unfinished+"*"); err != nil {
		return nil, f.failed(err)
	}
	return f, nil
}

// Unfinished is what a folder is called, and a random end, while its files are written: beside
// the one that it becomes.
const Unfinished = ".clew-export-"

// sweep removes what a crash has left beside a folder that is to be written: it holds the same
// personal data, and nobody knows of it. What is younger than an hour may be another's work.
func sweep(parent string) {
	left, _ := os.ReadDir(parent) // what cannot be read cannot be written to either, which is said next
	for _, e := range left {
		info, err := e.Info()
		if err == nil && info.IsDir() && strings.HasPrefix(e.Name(), Unfinished) && time.Since(info.ModTime()) > time.Hour {
			os.RemoveAll(filepath.Join(parent, e.Name()))
		}
	}
}

// free reports with an error that something is at the target.
func (f *folder) free() error {
	info, err := os.Lstat(f.target)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return f.failed(err)
	}
	taken := !info.IsDir()
	if !taken {
		entries, err := os.ReadDir(f.target)
		if err != nil {
			return f.failed(err)
		}
		taken = len(entries) > 0
	}
	if taken {
		return &model.Error{Kind: model.ErrRefused, Message: "there is something at that path already", Where: model.Untrusted(f.target),
			Hint: "name a new or empty folder; nothing is ever written over an export"}
	}
	return nil
}

func (f *folder) failed(err error) error {
	var known *model.Error
	if errors.As(err, &known) {
		return err
	}
	return &model.Error{Kind: model.ErrDisk, Message: "the folder could not be written", Where: model.Untrusted(f.target), Err: err,
		Hint: "choose a place that exists, with enough free space, that you may write to"}
}

// add writes a file and syncs it.
func (f *folder) add(name string, write func(io.Writer) error) (err error) {
	file, err := os.OpenFile(filepath.Join(f.temp, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return f.failed(err)
	}
	sum, n := sha256.New(), counter(0)
	err = write(io.MultiWriter(file, sum, &n))
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return f.failed(err)
	}
	f.files = append(f.files, File{Name: name, Bytes: int64(n), SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}

// addText writes a file that is in memory.
func (f *folder) addText(name string, text []byte) error {
	return f.add(name, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// publish writes the manifest and the sums, and puts the folder in its place. It
// gives the manifest's SHA-256.
func (f *folder) publish(manifest any) (sum string, err error) {
	line, err := safejson.Encode(manifest)
	if err != nil {
		return "", &model.Error{Kind: model.ErrInternal, Message: "the manifest cannot be encoded", Err: err}
	}
	var text bytes.Buffer
	if err := json.Indent(&text, line, "", "  "); err != nil {
		return "", &model.Error{Kind: model.ErrInternal, Message: "the manifest cannot be encoded", Err: err}
	}
	text.WriteByte('\n')
	if err := f.addText(ManifestName, text.Bytes()); err != nil {
		return "", err
	}
	sum = f.files[len(f.files)-1].SHA256
	if err := f.addText(SumsName, sums(f.files)); err != nil {
		return "", err
	}
	if err := syncDir(f.temp); err != nil {
		return "", f.failed(err)
	}
	if err := f.free(); err != nil {
		return "", err
	}
	// An empty folder goes first: a rename would not replace it everywhere.
	if err := os.Remove(f.target); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", f.failed(err)
	}
	if err := os.Rename(f.temp, f.target); err != nil {
		return "", f.failed(err)
	}
	f.temp = f.target
	if err := syncDir(filepath.Dir(f.target)); err != nil {
		return "", f.failed(err)
	}
	f.temp = ""
	return sum, nil
}

// discard removes what has not been published.
func (f *folder) discard() {
	if f.temp != "" {
		os.RemoveAll(f.temp)
	}
}

// sums gives the text of SHA256SUMS, sorted by name.
func sums(files []File) []byte {
	files = slices.SortedFunc(slices.Values(files), func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	var b bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&b, "%s  %s\n", f.SHA256, f.Name)
	}
	return b.Bytes()
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
