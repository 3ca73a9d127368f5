package export

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// Problem is something in a folder that is not as it was written.
type Problem struct {
	Where model.Untrusted // a file of the folder
	What  string
	Hint  string
}

const (
	hintDamaged = "ask for the folder again; do not act on this one"
	hintExtra   = "it is no part of the export: do not trust it"
)

// maxDescription bounds the two files that describe a folder, in bytes.
const maxDescription = 32 << 20

// CheckBatch holds a folder written by [WriteBatch] to its own description: every file
// is there with its size and SHA-256, MANIFEST.json and SHA256SUMS agree, all files that
// a batch has are listed, and nothing is there that is not. Links are not followed. It
// gives what is wrong, nothing where all is well, and an error, of kind not-found or
// input, where dir cannot be read.
//
// Whoever can write to the folder can describe it anew. Against that stands the SHA-256
// of the manifest, which is given too ("" where there is none): compare it with the one
// that WriteBatch gave.
func CheckBatch(dir string) (problems []Problem, manifest string, err error) {
	root, err := OpenFolder(dir)
	if err != nil {
		return nil, "", err
	}
	defer root.Close()
	c, err := NewChecker(context.Background(), root.FS())
	if err != nil {
		return nil, "", err
	}
	text, there := c.Read(ManifestName, maxDescription)
	c.Sums()
	if there {
		c.batch(text)
	}
	c.Rest()
	return c.Problems(), c.found[ManifestName].sum, c.Err()
}

// OpenFolder opens a folder for a [Checker]. The error is of kind not-found or input.
func OpenFolder(dir string) (*os.Root, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		kind := model.ErrInput
		if errors.Is(err, fs.ErrNotExist) {
			kind = model.ErrNotFound
		}
		return nil, &model.Error{Kind: kind, Message: "the folder cannot be opened", Where: model.Untrusted(dir), Err: err}
	}
	return root, nil
}

// Checker holds a folder, or what is like one, to what describes it.
type Checker struct {
	ctx      context.Context
	fsys     fs.FS
	listed   map[string]string  // SHA-256 by name, as SHA256SUMS has it
	found    map[string]content // of the files that were read
	entries  []fs.DirEntry
	problems []Problem
	err      error // the first failure to read at all
}

// content is what a file was found to hold.
type content struct {
	sum   string
	bytes int64
}

// NewChecker looks at the top of fsys, where all files have to be. The error is of kind
// input.
func NewChecker(ctx context.Context, fsys fs.FS) (*Checker, error) {
	c := &Checker{ctx: ctx, fsys: fsys, listed: map[string]string{}, found: map[string]content{}}
	var err error
	if c.entries, err = fs.ReadDir(fsys, "."); err != nil {
		return nil, &model.Error{Kind: model.ErrInput, Message: "the folder cannot be read", Err: err}
	}
	return c, nil
}

// maxProblems bounds what is told of a folder.
const maxProblems = 1000

// Add tells of a problem, once.
func (c *Checker) Add(where, what, hint string) {
	p := Problem{model.Untrusted(where), what, hint}
	if len(c.problems) < maxProblems && !slices.Contains(c.problems, p) {
		c.problems = append(c.problems, p)
	}
}

// damaged tells of something that was changed.
func (c *Checker) damaged(where, what string) { c.Add(where, what, hintDamaged) }

// Problems gives what was found, at most a thousand.
func (c *Checker) Problems() []Problem { return c.problems }

// Err is the first failure to read, of kind input: nothing can be said then.
func (c *Checker) Err() error { return c.err }

// Names gives the names of all that is there, in order.
func (c *Checker) Names() []string {
	var names []string
	for _, e := range c.entries {
		names = append(names, e.Name())
	}
	return names
}

// sumLine is a line of SHA256SUMS. Names are Clew's own, so they are plain.
var sumLine = regexp.MustCompile(`^([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._-]*)$`)

// Sums reads SHA256SUMS and compares every file that it lists. What [Checker.Read] is to
// read is read before.
func (c *Checker) Sums() {
	text, ok := c.Read(SumsName, maxDescription)
	if !ok {
		return
	}
	lines := bytes.Split(text, []byte("\n"))
	if len(lines[len(lines)-1]) > 0 {
		c.damaged(SumsName, "its last line is cut short")
	}
	last := ""
	for i, line := range lines[:len(lines)-1] {
		m := sumLine.FindSubmatch(line)
		if m == nil || string(m[2]) == SumsName || string(m[2]) <= last {
			c.damaged(SumsName, fmt.Sprintf("line %d is not the sum of a file, or is out of order", i+1))
			continue
		}
		last = string(m[2])
		c.listed[last] = string(m[1])
		c.compare(File{last, -1, string(m[1])})
	}
}

// Files holds the files that the manifest lists to SHA256SUMS, both ways, and to what is
// there. Others are those that the manifest does not list and SHA256SUMS does.
func (c *Checker) Files(files []File, others ...string) {
	names := map[string]bool{}
	for _, f := range files {
		names[f.Name] = true
		if c.listed[f.Name] != f.SHA256 {
			c.damaged(f.Name, "it has another sum in "+ManifestName+" than in "+SumsName)
		}
		if c.listed[f.Name] != "" { // then it is a name of this folder
			c.compare(f)
		}
	}
	for _, name := range others {
		names[name] = true
		if _, ok := c.listed[name]; !ok {
			c.damaged(name, "it is not in "+SumsName)
		}
	}
	for name := range c.listed {
		if !names[name] {
			c.damaged(name, "it is in "+SumsName+" and not in "+ManifestName)
		}
	}
}

// Sum gives the SHA-256 of a file that was read, "" where it was not.
func (c *Checker) Sum(name string) string { return c.found[name].sum }

// compare holds a file to its sum, and to its size unless that is negative. Each file is
// read once.
func (c *Checker) compare(f File) {
	got, read := c.found[f.Name]
	if !read {
		if !c.regular(f.Name, "it is listed and not there") {
			return
		}
		file, err := c.fsys.Open(f.Name)
		if err != nil {
			c.unreadable(f.Name, err)
			return
		}
		defer file.Close()
		h := sha256.New()
		if got.bytes, err = io.Copy(h, patient{c.ctx, file}); err != nil {
			c.unreadable(f.Name, err)
			return
		}
		got.sum = hex.EncodeToString(h.Sum(nil))
		c.found[f.Name] = got
	}
	if got.sum != f.SHA256 || f.Bytes >= 0 && got.bytes != f.Bytes {
		c.damaged(f.Name, "its content is not what was written")
	}
}

// patient reads until the context ends.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// regular reports whether a regular file is there, and tells where not.
func (c *Checker) regular(name, missing string) bool {
	info, err := fs.Lstat(c.fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.damaged(name, missing)
	case err != nil:
		c.unreadable(name, err)
	case !info.Mode().IsRegular():
		c.damaged(name, "it is not a regular file")
	default:
		return true
	}
	return false
}

// unreadable notes a file of which nothing can be said.
func (c *Checker) unreadable(name string, err error) {
	if c.err == nil {
		c.err = &model.Error{Kind: model.ErrInput, Message: "a file cannot be read", Where: model.Untrusted(name), Err: err,
			Hint: "look at its permissions and at the disk"}
	}
}

// Read reads a file of at most so many bytes, which must be there. It is what the file is
// held to from then on.
func (c *Checker) Read(name string, most int64) (text []byte, ok bool) {
	if !c.regular(name, "it is missing") {
		return nil, false
	}
	file, err := c.fsys.Open(name)
	if err != nil {
		c.unreadable(name, err)
		return nil, false
	}
	defer file.Close()
	text, err = io.ReadAll(io.LimitReader(patient{c.ctx, file}, most+1))
	if err != nil {
		c.unreadable(name, err)
		return nil, false
	}
	if int64(len(text)) > most {
		c.damaged(name, "it is too large to be what it should be")
		return nil, false
	}
	sum := sha256.Sum256(text)
	c.found[name] = content{hex.EncodeToString(sum[:]), int64(len(text))}
	return text, true
}

// batch holds the MANIFEST.json of a batch to SHA256SUMS and to the files.
func (c *Checker) batch(text []byte) {
	m, what := readManifest(text)
	if what != "" {
		c.damaged(ManifestName, what)
		return
	}
	want := batchNames(m.Action)
	for _, f := range m.Files {
		at := slices.Index(want, f.Name)
		if at < 0 {
			c.damaged(ManifestName, "it lists a file that a batch does not have, or one twice")
			continue
		}
		want = slices.Delete(want, at, at+1)
	}
	for _, name := range want {
		c.damaged(ManifestName, "it does not list "+name)
	}
	c.Files(m.Files, ManifestName)
	checkpoint := sha256.Sum256([]byte(m.Checkpoint))
	if got := c.Sum(checkpointName); got != "" && got != hex.EncodeToString(checkpoint[:]) {
		c.damaged(checkpointName, "it is not the checkpoint that "+ManifestName+" has")
	}
}

// Rest looks for what is there and not listed.
func (c *Checker) Rest() {
	for _, e := range c.entries {
		if _, ok := c.listed[e.Name()]; !ok && e.Name() != SumsName && e.Name() != ManifestName {
			c.Add(e.Name(), "it is in the folder and not in "+SumsName, hintExtra)
		}
	}
}
