package receive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	"github.com/seed-28a39f10/clew/store/casefile/gather"
	"github.com/seed-28a39f10/clew/store/export"
)

// Incoming is a case file that was read.
type Incoming struct {
	Record *casefile.Record
	Text   []byte // of case.json
	SHA256 string // of Text, hex
	Beside []File // what came with it and is kept too: proofs, the checkpoint, the manifest and its signature

	path string // of the folder or zip; "" where it was a case.json alone
}

// File is a file that came with a case file.
type File struct {
	Name string
	Text []byte
}

// New reads the text of a case.json.
func New(text []byte) (*Incoming, error) {
	r, err := casefile.Decode(text)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	return &Incoming{Record: r, Text: text, SHA256: hex.EncodeToString(sum[:])}, nil
}

// name is what the file is called in the investigation that receives it.
func (in *Incoming) name() model.Untrusted {
	id := in.Record.Investigation
	id = strings.ToValidUTF8(id[:min(len(id), 8)], "") // another program may have written what is no id
	return model.Untrusted(fmt.Sprintf("case%s-of-%s.json", numbered("-", in.Record.Case.ID), id))
}

// beside are the files of a case file that are kept with its record.
var beside = []string{"log.json", "checkpoint.txt", export.ManifestName, bundle.SignatureName}

// Read reads a case file: a folder or zip that [bundle.Write] has written, which must hold to
// its own description and where keys are given be signed by one of them, or a case.json alone.
//
// The error is of kind refused where something does not hold, with the first of it, and of
// kind input or not-found where there is nothing to read.
func Read(ctx context.Context, path string, keys []string) (*Incoming, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &model.Error{Kind: model.ErrNotFound, Message: "there is no such case file", Where: model.Untrusted(path), Err: err}
	}
	if info.Mode().IsRegular() && !bundle.Is(path) {
		if len(keys) > 0 {
			return nil, &model.Error{Kind: model.ErrUsage, Message: "a case.json alone is not signed", Where: model.Untrusted(path), Hint: "ask for the folder or the zip"}
		}
		text, err := readAll(os.DirFS(filepath.Dir(path)), filepath.Base(path), casefile.MaxSize)
		if err != nil {
			return nil, err
		}
		return New(text)
	}
	report, err := bundle.Check(ctx, path, keys)
	if err != nil {
		return nil, err
	}
	if len(report.Problems) > 0 {
		p := report.Problems[0]
		return nil, &model.Error{Kind: model.ErrRefused, Message: fmt.Sprintf("the case file does not hold: %s, %s", p.Where, p.What), Where: model.Untrusted(path),
			Hint: "'clew verify' says all of it; " + p.Hint}
	}
	files, done, err := bundle.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer done()
	text, err := readAll(files, bundle.CaseName, casefile.MaxSize)
	if err != nil {
		return nil, err
	}
	in, err := New(text)
	if err != nil {
		return nil, err
	}
	for _, name := range beside {
		if _, err := fs.Stat(files, name); err != nil {
			continue // not all case files are signed
		}
		text, err := readAll(files, name, casefile.MaxSize)
		if err != nil {
			return nil, err
		}
		in.Beside = append(in.Beside, File{name, text})
	}
	in.path = path
	return in, nil
}

// readAll reads a file of at most so many bytes.
func readAll(files fs.FS, name string, most int64) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, &model.Error{Kind: model.ErrInput, Message: "there is no record in the case file", Where: model.Untrusted(name), Err: err,
			Hint: "it was exported without json; ask for it with case.json"}
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, &model.Error{Kind: model.ErrInput, Message: "the case file cannot be read", Where: model.Untrusted(name), Err: err}
	}
	return text, nil
}

// attachment opens what was attached to a note, where it came with the case file.
func (in *Incoming) attachment(ctx context.Context, sha string) (io.ReadCloser, func() error, error) {
	files, done, err := bundle.Open(ctx, in.path)
	if err != nil {
		return nil, nil, err
	}
	f, err := files.Open(bundle.AttachmentName(sha))
	if err != nil {
		done()
		return nil, nil, err
	}
	return f, done, nil
}

// Proofs gives the proofs that came with the case file; none where it was a case.json alone.
func (in *Incoming) Proofs() (bundle.Proofs, error) {
	for _, f := range in.Beside {
		if f.Name == beside[0] {
			return bundle.ReadProofs(f.Text)
		}
	}
	return nil, nil
}

// untouched are the actions about a case, and its accounts, that add nothing to what was
// received. Whether a note does, it says itself.
var untouched = []string{workflow.ReceiveCase{}.Verb(), workflow.GiveOut{}.Verb(), workflow.AddNote{}.Verb(), "rings"}

// Original gives the case file that a case was received in, for as long as nothing was added
// to it here: no note, no decision, no change of the case, of who is in it, or of its
// accounts. It is nil of any other case. The record is the one of the case here.
func Original(db Originals, id uint32, r *casefile.Record) (*Incoming, error) {
	c := db.Work().Case(id)
	if c == nil || c.Received == nil || len(r.Proposals)+len(r.Batches)+len(r.Appeals) > 0 {
		return nil, nil
	}
	for _, e := range r.Entries {
		if !slices.Contains(untouched, e.Action) && !slices.Contains(gather.General, e.Action) {
			return nil, nil
		}
	}
	for _, n := range r.Notes {
		if n.Written == nil {
			return nil, nil
		}
	}
	var in *Incoming
	for i, f := range c.Files {
		text, err := readKept(db, f.SHA256)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			in.Beside = append(in.Beside, File{string(f.Name), text})
			continue
		}
		if in, err = New(text); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// readKept reads a file that the investigation keeps.
func readKept(db Originals, sha string) ([]byte, error) {
	f, err := db.OpenFile(sha)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	_, err = io.Copy(&b, f)
	return b.Bytes(), err
}

// Originals is what [Original] asks of an investigation; *store.DB is one.
type Originals interface {
	Work() *workflow.State
	OpenFile(sha string) (io.ReadCloser, error)
}
