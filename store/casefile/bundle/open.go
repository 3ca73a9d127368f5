package bundle

import (
	"context"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/export"
)

// Free says why no case file can be written at path, as far as one can tell before; nil where
// one can.
func Free(path string) error {
	if info, err := os.Stat(filepath.Dir(filepath.Clean(path))); err != nil || !info.IsDir() {
		return &model.Error{Kind: model.ErrRefused, Message: "there is no folder to write it in", Where: model.Untrusted(path), Hint: "name a new folder or file in one that exists"}
	}
	return export.Vacant(path, isZip(path))
}

// isZip reports whether a name is that of a zip.
func isZip(path string) bool { return strings.EqualFold(filepath.Ext(path), ".zip") }

// Open gives the files of a case file, a folder or a zip, to which nobody has looked: see
// [Check]. They are to be closed.
func Open(ctx context.Context, path string) (files fs.FS, done func() error, err error) {
	unreadable := func(err error) error {
		return &model.Error{Kind: model.ErrInput, Message: "the case file cannot be read", Where: model.Untrusted(path), Err: err}
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, unreadable(err)
	}
	if info.IsDir() {
		root, err := export.OpenFolder(path)
		if err != nil {
			return nil, nil, err
		}
		return root.FS(), root.Close, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, unreadable(err)
	}
	z, _, whole, err := openZip(ctx, file, info.Size())
	if err != nil || !whole {
		file.Close()
		return nil, nil, unreadable(err)
	}
	return z, file.Close, nil
}

// ReadProofs reads the proofs that log.json holds. The error is of kind input.
func ReadProofs(text []byte) (Proofs, error) {
	bad := &model.Error{Kind: model.ErrInput, Message: "the proofs cannot be read", Where: logName, Hint: hintForged}
	f, ok := readLog(text)
	if !ok {
		return nil, bad
	}
	var all Proofs
	for _, p := range f.Proofs {
		leaf, err := hex.DecodeString(p.Leaf)
		if err != nil || len(leaf) != tlog.HashSize {
			return nil, bad
		}
		proof := Proof{Index: p.Index, Leaf: [32]byte(leaf), Entry: p.Entry}
		for _, h := range p.Proof {
			proof.Hashes = append(proof.Hashes, h)
		}
		all = append(all, proof)
	}
	return all, nil
}

// AttachmentName is what the content of an attachment is called in a case file.
func AttachmentName(sha256 string) string { return attachmentPrefix + sha256 }
