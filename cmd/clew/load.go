package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/words"
)

// load shows a stage of a load.
func (p *progress) load(s load.Stage) {
	doing := s.Doing
	var write func(int64) string
	if s.File >= 0 {
		doing, write = doing+" "+words.Clean(s.Name), words.Size
		_, bytes := s.At()
		p.say(doing + ", " + words.Size(bytes))
	} else if doing == load.Writing {
		p.say(doing)
	}
	p.stage(doing, write, s.At)
}

// openOrCreate opens the investigation that the flags name, and makes it where
// there is none; undo then removes it again. For a dry run it is made in a
// temporary folder, which undo removes.
func (a *app) openOrCreate(ctx context.Context, dryRun bool) (db *store.DB, created bool, undo func(), err error) {
	nothing := func() {}
	path, byDefault, err := a.path()
	if err != nil {
		return nil, false, nothing, err
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		db, err := store.Open(ctx, path, store.Options{})
		return db, false, nothing, err
	}
	remove := path
	if dryRun {
		dir, err := os.MkdirTemp("", "clew-dry-run-*")
		if err != nil {
			return nil, false, nothing, err
		}
		remove, path = dir, filepath.Join(dir, "dry.clew")
	} else if byDefault {
		if err := makeParent(path); err != nil {
			return nil, false, nothing, err
		}
	}
	// Made whole even if the user gives up now: undo then removes it again.
	db, err = store.Create(context.WithoutCancel(ctx), path, store.Options{})
	if err != nil {
		if dryRun {
			os.RemoveAll(remove)
		}
		return nil, false, nothing, err
	}
	return db, true, func() { os.RemoveAll(remove) }, nil
}

// makeParent makes Clew's own data folder. The folder of a path that somebody
// chose is not made: it is more likely mistyped than missing.
func makeParent(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return &model.Error{Kind: model.ErrDisk, Message: "the data folder cannot be made", Err: err,
			Hint: "name another place with --db PATH"}
	}
	return nil
}
