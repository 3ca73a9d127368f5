package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/ingest"
	"github.com/seed-28a39f10/clew/ui/words"
)

// loader takes exports into an investigation: all of them, or nothing.
type loader struct {
	db     *store.DB
	actor  string
	opts   ingest.Options
	dryRun bool
	bar    *progress
}

// loaded is what came of one export.
type loaded struct {
	store.FileReport
	result  ingest.Result
	rejects *rejects
	file    string // with the rejected rows; "" where there is none
}

// export is a file to be loaded and the path as which it is known.
type export struct{ path, name string }

// load reads the exports, in order, and makes them part of the investigation.
// The second result is false when they said nothing new.
func (l *loader) load(ctx context.Context, exports []export) ([]loaded, bool, error) {
	imp, err := l.db.BeginImport(ctx, l.actor)
	if err != nil {
		return nil, false, err
	}
	defer imp.Abort()
	var all []loaded
	defer func() {
		for _, o := range all {
			o.rejects.discard()
		}
	}()
	l.opts.Key, l.opts.Prepare = l.db.CardKey(), imp.Prepare
	for _, e := range exports {
		o := loaded{rejects: &rejects{export: e.name, dry: l.dryRun}}
		o.result, err = l.read(ctx, imp, e, o.rejects)
		all = append(all, o)
		if err != nil {
			return nil, false, inFile(e.name, err)
		}
	}
	reports, changed, err := l.finish(ctx, imp)
	if err != nil {
		return nil, false, err
	}
	if !l.dryRun {
		derive(ctx, l.db, l.bar)
	}
	var late error
	for i := range all {
		var err error
		all[i].FileReport = reports[i]
		all[i].file, err = all[i].rejects.keep()
		late = errors.Join(late, err)
	}
	return all, changed, late
}

// read brings one export into the import.
func (l *loader) read(ctx context.Context, imp *store.Import, e export, rejected *rejects) (ingest.Result, error) {
	f, err := ingest.Open(e.path, l.opts)
	if err != nil {
		return ingest.Result{}, err
	}
	defer f.Close()
	f.OnReject(rejected.add)
	name := model.Untrusted(filepath.Base(e.name))
	_, bytes := f.Progress()
	l.bar.say("reading " + words.Clean(name) + ", " + size(bytes))
	l.bar.stage("reading "+words.Clean(name), size, f.Progress)
	imp.StartFile(name)
	for rows, err := range f.Rows(ctx) {
		if err == nil {
			err = imp.Add(rows)
		}
		if err == nil {
			err = rejected.err
		}
		if err != nil {
			return ingest.Result{}, err
		}
	}
	if rejected.err != nil {
		return ingest.Result{}, rejected.err
	}
	r := f.Result()
	imp.EndFile(base.FileMeta{Name: name, SHA256: r.SHA256, Profile: r.Profile, Bytes: bytes,
		Read: r.Read, Accepted: r.Accepted, Rejected: r.Rejected})
	return r, nil
}

func (l *loader) finish(ctx context.Context, imp *store.Import) (reports []store.FileReport, changed bool, err error) {
	const whole = 1e6
	var part atomic.Int64
	l.bar.say("writing the investigation")
	l.bar.stage("writing the investigation", nil, func() (int64, int64) { return part.Load(), whole })
	progress := func(f float64) { part.Store(int64(f * whole)) }
	if l.dryRun {
		reports, err = imp.DryRun(ctx, progress)
		return reports, false, err
	}
	return imp.Commit(ctx, progress)
}

// inFile makes sure that an error says which export it is about.
func inFile(name string, err error) error {
	var m *model.Error
	if !errors.As(err, &m) || errors.Is(err, context.Canceled) {
		return err
	}
	if m.Where == "" {
		with := *m
		with.Where = model.Untrusted(name)
		return &with
	}
	return err
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
