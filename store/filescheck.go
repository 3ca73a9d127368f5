package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/work"
)

// leftoverAge is how old a file must be before it is a leftover: an entry that
// names it may be on its way until then.
const leftoverAge = time.Hour

// checkFiles verifies every kept file that the log names. Leftovers are worth a
// remark and no problem: nothing of the work is in them.
func (db *DB) checkFiles(ctx context.Context, r *Report) error {
	named, err := db.namedFiles(ctx)
	if err != nil {
		return err
	}
	dir, err := db.filesFolder()
	if model.KindOf(err) == model.ErrNotFound && len(named) == 0 {
		return nil
	}
	if err != nil {
		return r.damagedFile(filesName, err)
	}
	if len(named) > 0 {
		r.Checked["attached files"] = uint64(len(named))
	}
	for _, want := range named {
		f, err := openKept(dir, want.sha)
		if err == nil {
			err = errors.Join(f.verify(ctx), f.Close())
		}
		if err := r.damagedFile(filesName+"/"+want.sha, err); err != nil {
			return err
		}
	}
	old, foreign, err := leftovers(dir, named)
	for _, name := range foreign {
		r.add(filesName+"/"+name, "it is no file that Clew has put there", "find out who did, and move it away")
	}
	if len(old) > 0 {
		r.note(filesName, fmt.Sprintf("%d files that no entry of the log names: run 'clew compact' to remove them", len(old)))
	}
	return err
}

// damagedFile turns an error that tells of damage to a file, or of others who may
// use it, into a problem; other errors stay.
func (r *Report) damagedFile(where string, err error) error {
	var known *model.Error
	if !errors.As(err, &known) {
		return err
	}
	switch known.Kind {
	case model.ErrNotFound:
		r.add(where, "it is missing", hintFiles)
	case model.ErrCorrupt, model.ErrRefused, model.ErrUnsupported, model.ErrInput:
		r.add(where, known.Message, known.Hint)
	default:
		return err
	}
	return nil
}

// leftovers gives what is in the folder and no entry names: what is old enough to
// be removed, and what Clew cannot have put there.
func leftovers(dir string, named []keptFile) (old []fs.FileInfo, foreign []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, diskError(err)
	}
	for _, e := range entries {
		if _, is := slices.BinarySearchFunc(named, e.Name(), func(k keptFile, name string) int { return strings.Compare(k.sha, name) }); is {
			continue
		}
		if !e.Type().IsRegular() || !workflow.IsSHA256(e.Name()) && !strings.HasPrefix(e.Name(), newFilePrefix) {
			foreign = append(foreign, e.Name())
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // whoever was writing it has done so
		}
		if err != nil {
			return nil, nil, diskError(err)
		}
		if time.Since(info.ModTime()) > leftoverAge {
			old = append(old, info)
		}
	}
	return old, foreign, nil
}

// removeLeftovers removes the files that no entry names and gives their bytes. What
// has been kept anew since the log was read is young, so it stays.
func (db *DB) removeLeftovers(ctx context.Context) (freed int64, err error) {
	dir, err := db.filesFolder()
	if model.KindOf(err) == model.ErrNotFound {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	lock, err := work.LockFile(ctx, filepath.Join(db.path, filesLock), db.o.Wait)
	if err != nil {
		return 0, err
	}
	defer lock.Close()
	named, err := db.namedFiles(ctx)
	if err != nil {
		return 0, err
	}
	old, _, err := leftovers(dir, named)
	for _, info := range old {
		if err := os.Remove(filepath.Join(dir, info.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return freed, diskError(err)
		}
		freed += info.Size()
	}
	return freed, err
}
