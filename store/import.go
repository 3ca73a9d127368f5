package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
	"github.com/seed-28a39f10/clew/store/work"
)

// Import is one import under way. It builds the next generation beside the
// present one; nothing can be seen of it until Commit, and nothing is left of it
// after Abort, or after a crash once the next import has begun.
//
// Use: Prepare (from many goroutines) on each row, and for each file StartFile,
// Add and EndFile, then Commit, DryRun or Abort.
type Import struct {
	db     *DB
	actor  string
	lock   *os.File
	gen    uint32 // the generation being built
	dir    string // for temporary files
	file   string // the generation's file while it is built
	kv     *bolt.DB
	b      *base.Builder
	old    *generation
	metas  []base.FileMeta
	closed bool
}

// tempPrefix marks what an import may leave behind when it is killed.
const tempPrefix = "import-"

// BeginImport starts an import. Only one can be under way in an investigation;
// ErrBusy names the process that has it.
func (db *DB) BeginImport(ctx context.Context, actor string) (*Import, error) {
	if err := checkActor(actor); err != nil {
		return nil, err
	}
	if db.o.ReadOnly {
		return nil, &model.Error{Kind: model.ErrReadOnly, Message: "the investigation is open for reading only", Where: model.Untrusted(db.path)}
	}
	lock, err := work.LockFile(ctx, filepath.Join(db.path, "import.lock"), db.o.Wait)
	if err != nil {
		return nil, err
	}
	imp := &Import{db: db, actor: actor, lock: lock}
	if err := imp.begin(ctx); err != nil {
		imp.Abort()
		return nil, err
	}
	return imp, nil
}

func (i *Import) begin(ctx context.Context) error {
	db := i.db
	if err := db.Refresh(ctx); err != nil {
		return err
	}
	if err := db.sweep(ctx, ""); err != nil {
		return err
	}
	// The builder reads the old generation for as long as the import lasts, while
	// this process may move on; so it has a handle of its own.
	head, err := db.log.Head(ctx)
	if err != nil {
		return err
	}
	var old *base.Base
	if head.Gen.Gen != 0 {
		if i.old, err = openGeneration(ctx, db.path, head.Gen); err != nil {
			return err
		}
		old = i.old.base
	}
	i.gen = head.Gen.Gen + 1
	if i.dir, err = os.MkdirTemp(db.path, tempPrefix); err != nil {
		return diskError(err)
	}
	i.file = filepath.Join(i.dir, baseName(i.gen))
	if i.kv, err = bolt.Create(i.file, bolt.Options{ArrayFreelist: true}); err != nil {
		return err
	}
	i.b, err = base.NewBuilder(ctx, i.kv, old, i.dir)
	return err
}

// Prepare encodes a row; it may be called from several goroutines at once.
func (i *Import) Prepare(row *model.Row) error { return base.Prepare(row) }

// StartFile begins a file, named as it is to be remembered.
func (i *Import) StartFile(name model.Untrusted) { i.b.StartFile(name) }

// Add takes prepared rows in the order of their file.
func (i *Import) Add(rows []model.Row) error { return i.b.Add(rows) }

// EndFile gives what is known of the file once it has been read.
func (i *Import) EndFile(meta base.FileMeta) {
	i.b.EndFile(meta)
	i.metas = append(i.metas, meta)
}

// Abort gives the import up. It does nothing after Commit or DryRun.
func (i *Import) Abort() {
	if i.closed {
		return
	}
	i.closed = true
	if i.b != nil {
		i.b.Abort()
	}
	i.release()
}

// release closes and removes everything that is not part of the investigation.
func (i *Import) release() error {
	var err error
	if i.kv != nil {
		err = i.kv.Close()
		i.kv = nil
	}
	if i.old != nil {
		i.old.release()
		i.old = nil
	}
	if i.dir != "" {
		err = errors.Join(err, os.RemoveAll(i.dir))
	}
	return errors.Join(err, i.lock.Close())
}

// build merges everything into the new file.
func (i *Import) build(progress func(float64)) ([]FileReport, base.Result, error) {
	i.closed = true
	res, err := i.b.Build(progress)
	if err != nil {
		return nil, res, err
	}
	reports := make([]FileReport, len(i.metas))
	for n, m := range i.metas {
		c := res.Counts[n]
		reports[n] = FileReport{Name: m.Name, SHA256: m.SHA256, Profile: m.Profile, Bytes: m.Bytes, Read: m.Read,
			Accepted: m.Accepted, Rejected: m.Rejected, New: c.New, Changed: c.Changed, Unchanged: c.Unchanged}
	}
	return reports, res, nil
}

// DryRun counts what Commit would do, and does nothing.
func (i *Import) DryRun(ctx context.Context, progress func(float64)) ([]FileReport, error) {
	reports, _, err := i.build(progress)
	return reports, errors.Join(err, i.release())
}

// Commit makes the import part of the investigation: from then on every process
// sees it. When no row said anything new, nothing is written and changed is false.
func (i *Import) Commit(ctx context.Context, progress func(float64)) (reports []FileReport, changed bool, err error) {
	defer func() { err = errors.Join(err, i.release()) }()
	reports, res, err := i.build(progress)
	if err != nil || !res.Changed {
		return reports, false, err
	}
	if err := i.kv.Close(); err != nil {
		return nil, false, err
	}
	i.kv = nil
	sum, err := hashFile(i.file)
	if err != nil {
		return nil, false, err
	}
	ref := work.GenRef{Gen: i.gen, Accounts: res.Accounts, SHA256: sum}
	if err := i.publish(ctx, ref, reports); err != nil {
		return nil, false, err
	}
	return reports, true, nil
}

// publish puts the file in its place and names it in the log, which is what
// makes it the present generation.
func (i *Import) publish(ctx context.Context, ref work.GenRef, reports []FileReport) error {
	db := i.db
	body, err := json.Marshal(importBody{Generation: ref.Gen, Accounts: ref.Accounts, SHA256: hexSum(ref.SHA256), Files: reports})
	if err != nil {
		return &model.Error{Kind: model.ErrInternal, Message: "the import's entry cannot be encoded", Err: err}
	}
	target := filepath.Join(db.path, baseName(ref.Gen))
	if err := os.Rename(i.file, target); err != nil {
		return diskError(err)
	}
	if err := syncDir(db.path); err != nil {
		return diskError(err)
	}
	if err := db.lockWrite(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	defer db.write.Unlock()
	draft := work.Draft{Actor: i.actor, Action: verbImport, Value: baseName(ref.Gen), Body: body, Gen: &ref}
	if _, err := db.append(ctx, NewKey(), draft, nil); err != nil {
		// Where the outcome of the commit is unknown the log may name the file.
		if model.KindOf(err) != model.ErrReadOnly {
			os.Remove(target)
		}
		return err
	}
	db.behind = true // the log may look as it did when the entry had been written
	if err := db.catchUp(ctx); err != nil {
		return err
	}
	return db.sweep(ctx, filepath.Base(i.dir))
}

// sweep removes what no entry names: superseded generations, which processes
// that have them open keep until they close them, and the remains of imports
// that were killed, but for the directory keep. The caller holds import.lock.
func (db *DB) sweep(ctx context.Context, keep string) error {
	head, err := db.log.Head(ctx)
	if err != nil {
		return err
	}
	names, err := os.ReadDir(db.path)
	if err != nil {
		return diskError(err)
	}
	for _, e := range names {
		name := e.Name()
		old := strings.HasPrefix(name, "base-") && name != baseName(head.Gen.Gen) ||
			strings.HasPrefix(name, "links-") && name != linksName(head.Gen.Gen) ||
			strings.HasPrefix(name, factsPrefix) && name != factsName(head.Gen.Gen)
		if old || name != keep && e.IsDir() && strings.HasPrefix(name, tempPrefix) {
			if err := os.RemoveAll(filepath.Join(db.path, name)); err != nil {
				return diskError(err)
			}
		}
	}
	return nil
}

func hashFile(path string) (sum [32]byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return sum, diskError(err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.CopyBuffer(h, f, make([]byte, 1<<20)); err != nil {
		return sum, diskError(err)
	}
	return [32]byte(h.Sum(nil)), nil
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func diskError(err error) error {
	return &model.Error{Kind: model.ErrDisk, Message: "the investigation's folder could not be written or read", Err: err,
		Hint: "look at free space and permissions; nothing was changed"}
}
