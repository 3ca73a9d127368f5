package sign

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Memory is what was last seen of an investigation. The checkpoint is kept by its
// id; beside it the id by the path, for whoever puts another investigation in the
// place of one would otherwise find nothing that is remembered.
type Memory struct {
	Checkpoint string // "" where none was seen
	File       string // where the checkpoint is
	OtherID    string // of the investigation that was last seen at the path; "" where there was none, or this one
	OtherFile  string // where that is kept
}

// Remembered gives what was last seen of the investigation with that id, in
// hexadecimal, and at that path, which is made absolute. It is kept in the folder
// dir, which need not exist.
func Remembered(dir, path, id string) (Memory, error) {
	byID, byPath, err := places(dir, path, id)
	if err != nil {
		return Memory{}, err
	}
	m := Memory{File: byID}
	if m.Checkpoint, err = recall(byID); err != nil {
		return Memory{}, err
	}
	other, err := recall(byPath)
	if other = strings.TrimSpace(other); err == nil && other != "" && other != id {
		m.OtherID, m.OtherFile = other, byPath
	}
	return m, err
}

// SeenAt gives the id of the investigation that was last seen at a path, "" where
// there was none.
func SeenAt(dir, path string) (string, error) {
	byPath, err := pathPlace(dir, path)
	if err != nil {
		return "", err
	}
	id, err := recall(byPath)
	return strings.TrimSpace(id), err
}

// Remember keeps a checkpoint as the last that was seen of an investigation. It is
// for the caller to see that it continues the one before, for that is forgotten. Of
// two that are remembered at the same time, either may stay.
func Remember(dir, path, id, checkpoint string) error {
	byID, byPath, err := places(dir, path, id)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return explain(dir, err)
	}
	if old, err := recall(byID); err != nil || old != checkpoint {
		if err := writeOver(byID, []byte(checkpoint)); err != nil {
			return err
		}
	}
	if old, err := recall(byPath); err == nil && old == id+"\n" {
		return nil
	}
	return writeOver(byPath, []byte(id+"\n"))
}

func places(dir, path, id string) (byID, byPath string, err error) {
	if CheckName(id) != nil {
		return "", "", &model.Error{Kind: model.ErrInternal, Message: "this is no id of an investigation", Where: model.Untrusted(id)}
	}
	byPath, err = pathPlace(dir, path)
	return filepath.Join(dir, id), byPath, err
}

func pathPlace(dir, path string) (string, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return "", explain(path, err)
	}
	return filepath.Join(dir, fmt.Sprintf("at-%x", sha256.Sum256([]byte(whole)))), nil
}

// recall reads what is remembered in a file, "" where there is none.
func recall(path string) (string, error) {
	b, err := readOwn(path, 0o600)
	if model.KindOf(err) == model.ErrNotFound {
		return "", nil
	}
	return string(b), err
}
