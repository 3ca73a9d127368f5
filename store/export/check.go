package export

import (
	"bytes"
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
const maxDescription = 4 << 20

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
	c, err := openChecker(dir)
	if err != nil {
		return nil, "", err
	}
	defer c.root.Close()
	c.sums()
	c.manifest()
	c.rest()
	return c.problems, c.found[ManifestName], c.err
}

// checker looks a folder over.
type checker struct {
	root     *os.Root
	listed   map[string]string // SHA-256 by name, as SHA256SUMS has it
	found    map[string]string // SHA-256 by name, of the files that are there
	entries  []fs.DirEntry
	problems []Problem
	err      error // the first failure to read at all
}

func openChecker(dir string) (*checker, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		kind := model.ErrInput
		if errors.Is(err, fs.ErrNotExist) {
			kind = model.ErrNotFound
		}
		return nil, &model.Error{Kind: kind, Message: "the folder cannot be opened", Where: model.Untrusted(dir), Err: err}
	}
	c := &checker{root: root, listed: map[string]string{}, found: map[string]string{}}
	if c.entries, err = fs.ReadDir(root.FS(), "."); err != nil {
		root.Close()
		return nil, &model.Error{Kind: model.ErrInput, Message: "the folder cannot be read", Where: model.Untrusted(dir), Err: err}
	}
	return c, nil
}

// maxProblems bounds what is told of a folder.
const maxProblems = 1000

// add tells of a problem, once.
func (c *checker) add(where, what, hint string) {
	p := Problem{model.Untrusted(where), what, hint}
	if len(c.problems) < maxProblems && !slices.Contains(c.problems, p) {
		c.problems = append(c.problems, p)
	}
}

// sumLine is a line of SHA256SUMS. Names are Clew's own, so they are plain.
var sumLine = regexp.MustCompile(`^([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._-]*)$`)

// sums reads SHA256SUMS and compares every file that it lists.
func (c *checker) sums() {
	text, ok := c.small(SumsName)
	if !ok {
		return
	}
	lines := bytes.Split(text, []byte("\n"))
	if len(lines[len(lines)-1]) > 0 {
		c.add(SumsName, "its last line is cut short", hintDamaged)
	}
	for i, line := range lines[:len(lines)-1] {
		m := sumLine.FindSubmatch(line)
		if m == nil || string(m[2]) == SumsName || c.listed[string(m[2])] != "" {
			c.add(SumsName, fmt.Sprintf("line %d is not the sum of a file, or of one listed before", i+1), hintDamaged)
			continue
		}
		c.listed[string(m[2])] = string(m[1])
		c.compare(string(m[2]), string(m[1]), -1)
	}
}

// compare holds a file to its sum, and to its size unless that is negative. Each file
// is read once.
func (c *checker) compare(name, sum string, size int64) {
	info, err := c.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.add(name, "it is listed and not there", hintDamaged)
		return
	case err != nil:
		c.unreadable(name, err)
		return
	case !info.Mode().IsRegular():
		c.add(name, "it is not a regular file", hintDamaged)
		return
	}
	if _, read := c.found[name]; !read {
		file, err := c.root.Open(name)
		if err != nil {
			c.unreadable(name, err)
			return
		}
		defer file.Close()
		h := sha256.New()
		if _, err := io.Copy(h, file); err != nil {
			c.unreadable(name, err)
			return
		}
		c.found[name] = hex.EncodeToString(h.Sum(nil))
	}
	if c.found[name] != sum || size >= 0 && info.Size() != size {
		c.add(name, "its content is not what was written", hintDamaged)
	}
}

// unreadable notes a file of which nothing can be said.
func (c *checker) unreadable(name string, err error) {
	if c.err == nil {
		c.err = &model.Error{Kind: model.ErrInput, Message: "a file cannot be read", Where: model.Untrusted(name), Err: err,
			Hint: "look at its permissions and at the disk"}
	}
}

// small reads one of the two files that describe the folder.
func (c *checker) small(name string) (text []byte, ok bool) {
	info, err := c.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.add(name, "it is missing", hintDamaged)
		return nil, false
	case err == nil && (!info.Mode().IsRegular() || info.Size() > maxDescription):
		c.add(name, "it is not a regular file of a fitting size", hintDamaged)
		return nil, false
	}
	if err == nil {
		text, err = c.root.ReadFile(name)
	}
	if err != nil {
		c.unreadable(name, err)
		return nil, false
	}
	return text, true
}

// manifest holds MANIFEST.json to SHA256SUMS and to the files.
func (c *checker) manifest() {
	text, ok := c.small(ManifestName)
	if !ok {
		return
	}
	sum := sha256.Sum256(text)
	c.found[ManifestName] = hex.EncodeToString(sum[:])
	if _, ok := c.listed[ManifestName]; !ok {
		c.add(ManifestName, "it is not in "+SumsName, hintDamaged)
	}
	m, what := readManifest(text)
	if what != "" {
		c.add(ManifestName, what, hintDamaged)
		return
	}
	want := batchNames(m.Action)
	for _, f := range m.Files {
		at := slices.Index(want, f.Name)
		if at < 0 {
			c.add(ManifestName, "it lists a file that a batch does not have, or one twice", hintDamaged)
			continue
		}
		want = slices.Delete(want, at, at+1)
		if c.listed[f.Name] != f.SHA256 {
			c.add(f.Name, "it has another sum in "+ManifestName+" than in "+SumsName, hintDamaged)
		}
		c.compare(f.Name, f.SHA256, f.Bytes)
	}
	for _, name := range want {
		c.add(ManifestName, "it does not list "+name, hintDamaged)
	}
	checkpoint := sha256.Sum256([]byte(m.Checkpoint))
	if got, ok := c.found[checkpointName]; ok && got != hex.EncodeToString(checkpoint[:]) {
		c.add(checkpointName, "it is not the checkpoint that "+ManifestName+" has", hintDamaged)
	}
}

// rest looks for what is in the folder and not listed.
func (c *checker) rest() {
	for _, e := range c.entries {
		if _, ok := c.listed[e.Name()]; !ok && e.Name() != SumsName && e.Name() != ManifestName {
			c.add(e.Name(), "it is in the folder and not in "+SumsName, hintExtra)
		}
	}
}
