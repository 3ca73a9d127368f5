package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
	"github.com/seed-28a39f10/clew/store/work"
)

// DB is an open investigation. It is safe for concurrent use. What it answers is
// as of the last [DB.Refresh] or the last change that it made itself.
type DB struct {
	path string
	o    Options
	log  *work.Log

	mu    sync.RWMutex
	gen   *generation // nil before the first import
	state *state

	// write serialises this process's own writers around the fold.
	write  sync.Mutex
	behind bool // a catch-up has not gone through

	masks atomic.Pointer[mask]
	seen  *seen

	links    links
	derived  atomic.Pointer[derived] // the last that were loaded or made
	deriving sync.Mutex
}

// generation is an open base file.
type generation struct {
	ref     work.GenRef
	base    *base.Base
	release func()
	cache   queryCache
}

func baseName(gen uint32) string { return fmt.Sprintf("base-%d.db", gen) }

// Create makes a new investigation in path, which must not exist, and opens it.
func Create(ctx context.Context, path string, o Options) (*DB, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, &model.Error{Kind: model.ErrRefused, Message: "there is something at that path already",
			Where: model.Untrusted(path), Hint: "choose another path, or open this one"}
	}
	if o.Actor != "" {
		if err := checkActor(o.Actor); err != nil {
			return nil, err
		}
	}
	if err := work.Create(path, work.CreateOptions{Now: o.Now, Actor: o.Actor}); err != nil {
		return nil, err
	}
	return Open(ctx, path, o)
}

// Open opens the investigation in the folder path.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	log, err := work.Open(path, work.Options{ReadOnly: o.ReadOnly, Wait: o.Wait, Now: o.Now})
	if err != nil {
		return nil, err
	}
	db := &DB{path: path, o: o, log: log, state: newState(), seen: newSeen()}
	if err := db.Refresh(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// Close releases the investigation.
func (db *DB) Close() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.gen != nil {
		db.gen.release()
		db.gen = nil
	}
	return db.log.Close()
}

// Path is the folder of the investigation.
func (db *DB) Path() string { return db.path }

// CardKey is the investigation's secret for hashing payment-card numbers, 32 bytes.
func (db *DB) CardKey() []byte { return db.log.Secret() }

// Refresh catches up with what other processes have done. When nothing has
// changed it costs one look at the file's time.
func (db *DB) Refresh(ctx context.Context) error {
	if err := db.lockWrite(ctx); err != nil {
		return err
	}
	defer db.write.Unlock()
	return db.catchUp(ctx)
}

// lockWrite takes write. It asks again and again, as for the lock of the file: whoever waits
// for a mutex can be called back by nobody, and the holder may be waiting for another process.
func (db *DB) lockWrite(ctx context.Context) error {
	for !db.write.TryLock() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Microsecond):
		}
	}
	return nil
}

// catchUp folds new entries and opens a new generation. The caller holds write.
func (db *DB) catchUp(ctx context.Context) error {
	if !db.behind && !db.log.Changed(db.flow().Next()) {
		return nil
	}
	db.behind = true // until this has gone well
	// A generation may be superseded and unlinked between reading its name and
	// opening it; its successor is then named already.
	for range 5 {
		head, err := db.log.Head(ctx)
		if err != nil {
			return err
		}
		if err := db.advance(ctx, head); !errors.Is(err, fs.ErrNotExist) {
			db.behind = err != nil
			return err
		}
	}
	return &model.Error{Kind: model.ErrCorrupt, Message: "the imported data is missing", Where: model.Untrusted(db.path),
		Hint: "restore a backup with 'clew restore'; a file base-N.db must not be moved or removed by hand"}
}

func (db *DB) advance(ctx context.Context, head work.Head) error {
	db.mu.RLock()
	st, gen := db.state, db.gen
	db.mu.RUnlock()
	if head.Seq != st.next {
		next := st.clone()
		if err := db.log.Read(ctx, st.next, func(e work.Entry) error { return next.fold(e) }); err != nil {
			return err
		}
		st = next
	}
	swap := head.Gen.Gen != 0 && (gen == nil || gen.ref.Gen != head.Gen.Gen)
	if swap {
		fresh, err := openGeneration(ctx, db.path, head.Gen)
		if err != nil {
			return err
		}
		gen = fresh
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	db.state = st
	if swap {
		if db.gen != nil {
			db.gen.release()
		}
		db.gen = gen
	}
	return nil
}

func openGeneration(ctx context.Context, dir string, ref work.GenRef) (*generation, error) {
	path := filepath.Join(dir, baseName(ref.Gen))
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	s, err := bolt.Open(path, bolt.Options{ReadOnly: true, Timeout: time.Second, Final: true})
	if err != nil {
		return nil, err
	}
	r, release, err := s.Snapshot(ctx)
	if err != nil {
		s.Close()
		return nil, err
	}
	g := &generation{ref: ref, release: func() { release(); s.Close() }}
	if g.base, err = base.Open(r); err != nil {
		g.release()
		return nil, err
	}
	return g, nil
}

// view runs fn on the present generation and state. The generation stays open
// until fn returns. gen is nil before the first import. A file that shrinks
// under its memory map is an error, not the end of the process.
func (db *DB) view(fn func(gen *generation, st *state) error) error {
	db.mu.RLock()
	defer db.mu.RUnlock()
	return bolt.Guard(func() error { return fn(db.gen, db.state) })
}

// Work is what people have done, as of the last Refresh or the last change of one's own. It
// is not changed any more, and must not be. Values in it are masked where the viewer may not
// see them.
func (db *DB) Work() *workflow.State {
	if m := db.sight(); m != nil {
		return m.flow.Through(db.lens(m))
	}
	return db.flow()
}

// flow is Work without a mask.
func (db *DB) flow() *workflow.State {
	db.mu.RLock()
	defer db.mu.RUnlock()
	return db.state.flow
}

// Len is the number of accounts.
func (db *DB) Len() int {
	n := 0
	db.view(func(g *generation, _ *state) error {
		if g != nil {
			n = g.base.Len()
		}
		return nil
	})
	return n
}

// Files lists the imported files; model.Source.File is an index into it.
func (db *DB) Files() []base.FileMeta {
	var files []base.FileMeta
	db.view(func(g *generation, _ *state) error {
		if g != nil {
			files = g.base.Files()
		}
		return nil
	})
	return files
}

func noAccounts() error {
	return &model.Error{Kind: model.ErrNotFound, Message: "the investigation holds no accounts yet",
		Hint: "import an export with 'clew import FILE'"}
}
