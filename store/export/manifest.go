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
	"runtime/debug"
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

// Tool names the program and its version, as files that leave an investigation do.
func Tool() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return "clew " + info.Main.Version
	}
	return "clew"
}

// Folder is a folder in the making, beside the place where it will be, or where one file
// of it will be. It is for one goroutine.
type Folder struct {
	target string
	single bool   // one file of it is what is wanted
	temp   string // where it is now, "" once it is published
	files  []File
}

// NewFolder begins a folder at target, which must not exist or be empty. Its parent must
// exist. Errors, as those of all methods, are of kind refused and disk.
func NewFolder(target string) (*Folder, error) {
	return begin(&Folder{target: filepath.Clean(target)})
}

// NewSingle begins a folder of which one file will be at target, where nothing may be; see
// [Folder.PublishFile].
func NewSingle(target string) (*Folder, error) {
	return begin(&Folder{target: filepath.Clean(target), single: true})
}

func begin(f *Folder) (*Folder, error) {
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

// Vacant says why [NewFolder], or of a single file [NewSingle], would find something at the
// target; nil where it would not.
func Vacant(target string, single bool) error {
	return (&Folder{target: filepath.Clean(target), single: single}).free()
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
func (f *Folder) free() error {
	info, err := os.Lstat(f.target)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return f.failed(err)
	}
	taken := f.single || !info.IsDir()
	if !taken {
		entries, err := os.ReadDir(f.target)
		if err != nil {
			return f.failed(err)
		}
		taken = len(entries) > 0
	}
	if taken {
		hint := "name a new or empty folder; nothing is ever written over an export"
		if f.single {
			hint = "name a new file; nothing is ever written over an export"
		}
		return &model.Error{Kind: model.ErrRefused, Message: "there is something at that path already", Where: model.Untrusted(f.target), Hint: hint}
	}
	return nil
}

func (f *Folder) failed(err error) error {
	var known *model.Error
	if errors.As(err, &known) {
		return err
	}
	return &model.Error{Kind: model.ErrDisk, Message: "the export could not be written", Where: model.Untrusted(f.target), Err: err,
		Hint: "choose a place that exists, with enough free space, that you may write to"}
}

// Files gives the files so far, in the order in which they were added.
func (f *Folder) Files() []File { return f.files }

// Add writes a file and syncs it, where it is to stay. The name must be one of Clew's own, new to the folder.
func (f *Folder) Add(name string, write func(io.Writer) error) (err error) {
	file, err := os.OpenFile(filepath.Join(f.temp, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return f.failed(err)
	}
	sum, n := sha256.New(), counter(0)
	err = write(io.MultiWriter(file, sum, &n))
	if !f.single { // else it is gone once the one file is published, which is synced then
		err = errors.Join(err, file.Sync())
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return f.failed(err)
	}
	f.files = append(f.files, File{Name: name, Bytes: int64(n), SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}

// AddText writes a file that is in memory.
func (f *Folder) AddText(name string, text []byte) error {
	return f.Add(name, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// Open reads a file that was added.
func (f *Folder) Open(name string) (io.ReadCloser, error) {
	file, err := os.Open(filepath.Join(f.temp, name))
	if err != nil {
		return nil, f.failed(err)
	}
	return file, nil
}

// AddManifest writes the manifest, as [ManifestText] gives it, and gives its SHA-256.
func (f *Folder) AddManifest(manifest any) (sum string, err error) {
	text, err := ManifestText(manifest)
	if err != nil {
		return "", err
	}
	if err := f.AddText(ManifestName, text); err != nil {
		return "", err
	}
	return f.files[len(f.files)-1].SHA256, nil
}

// ManifestText gives a manifest as JSON for people: indented, of characters that can be
// seen. The error is of kind internal.
func ManifestText(manifest any) ([]byte, error) {
	line, err := safejson.Encode(manifest)
	var text bytes.Buffer
	if err == nil {
		err = json.Indent(&text, line, "", "  ")
	}
	if err != nil {
		return nil, &model.Error{Kind: model.ErrInternal, Message: "the manifest cannot be encoded", Err: err}
	}
	text.WriteByte('\n')
	return text.Bytes(), nil
}

// AddSums writes SHA256SUMS over the files so far.
func (f *Folder) AddSums() error { return f.AddText(SumsName, Sums(f.files)) }

// Publish puts the folder in its place.
func (f *Folder) Publish() error {
	if err := syncDir(f.temp); err != nil {
		return f.failed(err)
	}
	if err := f.free(); err != nil {
		return err
	}
	// An empty folder goes first: a rename would not replace it everywhere.
	if err := os.Remove(f.target); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.failed(err)
	}
	if err := os.Rename(f.temp, f.target); err != nil {
		return f.failed(err)
	}
	f.temp = f.target
	if err := syncDir(filepath.Dir(f.target)); err != nil {
		return f.failed(err)
	}
	f.temp = ""
	return nil
}

// PublishFile puts one file of a folder that [NewSingle] began in its place, and removes
// the rest.
func (f *Folder) PublishFile(name string) error {
	if err := f.free(); err != nil {
		return err
	}
	if err := syncFile(filepath.Join(f.temp, name)); err != nil {
		return f.failed(err)
	}
	if err := os.Rename(filepath.Join(f.temp, name), f.target); err != nil {
		return f.failed(err)
	}
	if err := syncDir(filepath.Dir(f.target)); err != nil {
		return f.failed(errors.Join(err, os.Remove(f.target)))
	}
	f.Discard()
	f.temp = ""
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Discard removes what has not been published.
func (f *Folder) Discard() {
	if f.temp != "" {
		os.RemoveAll(f.temp)
	}
}

// Sums gives the text of SHA256SUMS, sorted by name.
func Sums(files []File) []byte {
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
