package bundle

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/store/work"
)

// Report is the result of a check.
type Report struct {
	Manifest Manifest // as the case file has it, so its texts are not trusted; zero where it cannot be read

	// Checked counts what was looked at and holds or is in Problems: "files", "proofs",
	// "entries", "notes", "proposals", "approvals" (signatures under them), "signatures" (under the
	// case file).
	Checked  map[string]uint64
	Problems []export.Problem // at most a thousand
	Remarks  []export.Problem // what nobody has to act on, without a hint
}

const (
	hintForged = "ask whoever sent it for the case file again; do not rely on this one"
	hintSigner = "get the key and the case file again from whom they are said to be of, each by another way"
)

// Is reports whether path looks like a case file: a folder whose MANIFEST.json begins as that
// of one, or that has lost it and has the proofs of one, or a file that ends in ".zip".
func Is(path string) bool {
	info, err := os.Stat(path)
	if err != nil || info.Mode().IsRegular() {
		return err == nil && isZip(path)
	}
	name := filepath.Join(path, export.ManifestName)
	if info, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		_, sums := os.Lstat(filepath.Join(path, export.SumsName))
		_, log := os.Lstat(filepath.Join(path, logName))
		return sums == nil && log == nil
	} else if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	begins := []byte("{\n  \"format\": \"" + manifestFormat + "\"")
	got := make([]byte, len(begins))
	n, _ := f.Read(got)
	return string(got[:n]) == string(begins)
}

// Check holds a case file, a folder or a zip, to its own description, to the audit log and,
// where it is signed, to its signature. It finds every file that was changed, removed, added
// or renamed, and every bit of a zip that is not as [Write] writes it; nothing is unpacked,
// links are not followed. It looks whether each proof holds under the checkpoint, and whether
// what case.json says of the log, of what was decided and of who has signed agrees with it.
//
// Keys are public keys as texts: where there are any, one of them must have signed. Whoever
// can write the case file could write all of it anew: against that stand a key that came by
// another way, the SHA-256 of the manifest, and a checkpoint that was kept elsewhere.
//
// It holds case.json and log.json in memory, of which neither may be larger than 1 GiB. What
// does not hold is in the report. An error means that it could not look: it is of kind
// input or not-found, or that of the context.
func Check(ctx context.Context, path string, keys []string) (*Report, error) {
	trusted, err := publicKeys(keys)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &model.Error{Kind: model.ErrNotFound, Message: "there is no such file or folder", Where: model.Untrusted(path)}
	case err != nil:
		return nil, &model.Error{Kind: model.ErrInput, Message: "it cannot be read", Where: model.Untrusted(path), Err: err}
	case info.IsDir():
		root, err := export.OpenFolder(path)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		return check(ctx, root.FS(), nil, trusted)
	case !info.Mode().IsRegular():
		return nil, &model.Error{Kind: model.ErrInput, Message: "it is neither a file nor a folder", Where: model.Untrusted(path)}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, &model.Error{Kind: model.ErrInput, Message: "it cannot be read", Where: model.Untrusted(path), Err: err}
	}
	defer file.Close()
	z, wrong, whole, err := openZip(ctx, file, info.Size())
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &model.Error{Kind: model.ErrInput, Message: "it cannot be read", Where: model.Untrusted(path), Err: err}
	}
	var problems []export.Problem
	for _, what := range wrong {
		problems = append(problems, export.Problem{Where: model.Untrusted(filepath.Base(path)), What: what,
			Hint: hintForged + "; where another program has packed it anew, unpack it and check the folder"})
	}
	if !whole {
		return &Report{Checked: map[string]uint64{}, Problems: problems}, nil
	}
	return check(ctx, z, problems, trusted)
}

func publicKeys(keys []string) (map[string]string, error) {
	trusted := map[string]string{} // name by the key itself
	for _, k := range keys {
		name, pub, err := sign.ParsePublic(k)
		if err != nil {
			return nil, err
		}
		trusted[string(pub)] = name
	}
	return trusted, nil
}

// checking is one check.
type checking struct {
	*export.Checker
	Report
	full   bool
	texts  map[string][]byte     // of the files that are looked into
	proof  map[uint64]proofShape // that hold or are told of, by index
	logged map[uint64]work.Entry // that the record names and the case file has, by index
}

func check(ctx context.Context, fsys fs.FS, problems []export.Problem, trusted map[string]string) (*Report, error) {
	c := &checking{Report: Report{Checked: map[string]uint64{}}, texts: map[string][]byte{}, proof: map[uint64]proofShape{}}
	var err error
	if c.Checker, err = export.NewChecker(ctx, fsys); err != nil {
		return nil, err
	}
	for _, p := range problems {
		c.Add(string(p.Where), p.What, p.Hint)
	}
	names := c.Names()
	for _, name := range []string{export.ManifestName, SignatureName, checkpointName, logName, CaseName} {
		optional := name == SignatureName || name == CaseName
		if optional && !slices.Contains(names, name) {
			continue
		}
		if text, ok := c.Read(name, largest[name]); ok {
			c.texts[name] = text
		}
	}
	c.Sums()
	if text, ok := c.texts[export.ManifestName]; ok {
		m, what := readManifest(text)
		switch what {
		case "":
			c.Report.Manifest, c.full = m, m.Profile == casefile.Full
			c.Report.Manifest.SHA256 = c.Sum(export.ManifestName)
			c.manifest()
			c.log()
			c.signature(trusted)
			c.record()
		case newer:
			c.Add(export.ManifestName, what, "use a newer Clew")
		default:
			c.wrong(export.ManifestName, what)
		}
	}
	c.Rest()
	c.Checked["files"] = uint64(len(names))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	c.Report.Problems = c.Checker.Problems()
	return &c.Report, nil
}

func (c *checking) wrong(where, what string) { c.Add(where, what, hintForged) }

func (c *checking) remark(where, what string) {
	c.Remarks = append(c.Remarks, export.Problem{Where: model.Untrusted(where), What: what})
}

// manifest holds the list of files to the files, and to what a case file must have.
func (c *checking) manifest() {
	m := &c.Manifest
	const where = export.ManifestName
	listed, taken := map[string]bool{}, map[string]bool{}
	var files []export.File
	last := ""
	for _, f := range m.Files {
		low := strings.ToLower(f.Name)
		if !fileName.MatchString(f.Name) || f.Name <= last || taken[low] || f.Name == where || f.Name == SignatureName || f.Name == export.SumsName {
			c.wrong(where, "it lists a file that cannot be, or one twice")
			continue
		}
		last = f.Name
		listed[f.Name], taken[low] = true, true
		files = append(files, f.File)
		if sum, is := strings.CutPrefix(f.Name, attachmentPrefix); is && (sum != f.SHA256 || !workflow.IsSHA256(sum) || !c.full) {
			c.wrong(f.Name, "it is not the attachment that its name says")
		}
	}
	need := []string{readmeName, checkpointName, logName}
	formats := map[string]bool{}
	for _, f := range m.Formats {
		if !formatName.MatchString(f.Name) || formats[f.Name] {
			c.wrong(where, "it has a format that cannot be, or one twice")
		}
		formats[f.Name] = true
		for _, name := range f.Files {
			if reserved(name) || !fileName.MatchString(name) {
				c.wrong(where, "a format has a file that is not its own")
				continue
			}
			need = append(need, name)
		}
	}
	seen := map[string]bool{}
	for _, name := range need {
		if !listed[name] || seen[name] {
			c.wrong(where, "it does not list a file that it must have, or names one twice: "+name)
		}
		seen[name] = true
	}
	others := []string{where}
	if m.Signer != "" {
		others = append(others, SignatureName)
	}
	c.Files(files, others...)
}

// log holds the checkpoint and the proofs to one another.
func (c *checking) log() {
	m := &c.Manifest
	head, what := readCheckpoint(m)
	if what != "" {
		c.wrong(export.ManifestName, what)
		return
	}
	if text, ok := c.texts[checkpointName]; ok {
		plain, err := sign.Text(text)
		if err != nil || plain != m.Checkpoint || m.Signer == "" && string(text) != plain {
			c.wrong(checkpointName, "it is not the checkpoint that "+export.ManifestName+" has")
		}
	}
	text, ok := c.texts[logName]
	if !ok {
		return
	}
	f, ok := readLog(text)
	if !ok {
		c.wrong(logName, "it is not as Clew writes it")
		return
	}
	if f.Investigation != m.Investigation || f.Head != m.Log {
		c.wrong(logName, "it is of another log than the checkpoint")
	}
	if m.Unproved {
		c.remark(logName, "the case came from elsewhere without proofs: that its entries are in that log is not shown")
		if len(f.Proofs) > 0 {
			c.wrong(logName, "it has proofs, and the manifest says that there are none")
		}
	}
	for i := range f.Proofs {
		p := &f.Proofs[i]
		c.Checked["proofs"]++
		if what := p.wrong(m.Log, head.Root, c.full); what != "" {
			c.wrong(logName, what)
		}
		if i > 0 && p.Index <= f.Proofs[i-1].Index {
			c.wrong(logName, fmt.Sprintf("entry %d is out of order", p.Index))
		}
		c.proof[p.Index] = *p
	}
}

// signature looks at who has signed.
func (c *checking) signature(trusted map[string]string) {
	m := &c.Manifest
	sig, there := c.texts[SignatureName]
	if m.Signer == "" {
		if there {
			c.wrong(SignatureName, "it is there, and the manifest names no signer")
		}
		if len(trusted) > 0 {
			c.Add(SignatureName, "the case file is not signed", hintSigner)
		} else {
			c.remark(export.ManifestName, "it is not signed: whoever had it in hand could have written all of it anew")
		}
		return
	}
	name, pub, err := sign.ParsePublic(m.Signer)
	if err != nil || strings.TrimSpace(m.Signer) != m.Signer {
		c.wrong(export.ManifestName, "the signer's key cannot be read")
		return
	}
	if !there {
		c.wrong(SignatureName, "it is missing, or no signature")
		return
	}
	good := true
	if err := sign.VerifySSH(c.texts[export.ManifestName], sig, Namespace, m.Signer); err != nil {
		good = false
		c.Add(SignatureName, "it is not a signature of "+export.ManifestName+" by the signer that it names", hintSigner)
	}
	if signed, err := sign.Signed(c.texts[checkpointName], m.Signer); err != nil || !signed {
		good = false
		c.Add(checkpointName, "it is not signed by the signer that "+export.ManifestName+" names", hintSigner)
	}
	if good {
		c.Checked["signatures"]++
	}
	known, is := trusted[string(pub)]
	switch {
	case len(trusted) > 0 && !is:
		c.Add(SignatureName, "the case file is not signed with a key that was given, but with one called "+name, hintSigner)
	case is && known != name:
		c.remark(SignatureName, "the key that was given as "+known+" has signed as "+name)
	case len(trusted) == 0:
		c.remark(SignatureName, "it holds under the key that the case file itself names, "+name+": give the signer's key, which came by another way")
	}
}

func sumText(sum [32]byte) string { return hex.EncodeToString(sum[:]) }
