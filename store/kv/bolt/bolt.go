package bolt

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

// loadBytes is how much Load writes in one transaction. It bounds the memory
// that a load takes to about six times this.
const loadBytes = 16 << 20

var bucketName = []byte("kv")

// Options are how a file is opened. The zero value opens it for writing and does
// not wait for another process.
type Options struct {
	ReadOnly bool

	// Timeout is how long to wait for a process that has the file open.
	Timeout time.Duration

	// Final is for a file that is never written again and whose hash is kept
	// elsewhere: both meta pages must be whole, where otherwise the older one may
	// stand in for one that a power cut has torn; and the look at every branch
	// page is left out, which for a large file would be the dearest part of Open.
	Final bool

	// Seen is what [DB.State] gave for this file when it was last open. Where
	// nothing has been written since, the look at every branch page is left out.
	Seen State

	// FillPercent is how full Update leaves a page that it splits, 0.1 to 1; 0 is
	// bbolt's default of a half. Load always fills pages.
	FillPercent float64

	// AllocSize is the step in bytes by which the file grows; 0 is 1 MiB.
	AllocSize int

	// MaxSize is the size in bytes past which the file refuses to grow; 0 is none.
	MaxSize int

	// ArrayFreelist places pages in the same way every time, so that the same
	// writes give the same bytes. It is slow where many pages are free.
	ArrayFreelist bool

	// OpenFile replaces os.OpenFile, so that a test can make the disk fail.
	OpenFile func(name string, flag int, perm os.FileMode) (*os.File, error)

	bucket []byte // another bucket, in tests
}

// DB is one open file. It implements [kv.Store].
type DB struct {
	path   string
	opt    Options
	db     *bbolt.DB
	file   *os.File
	writer chan struct{} // holds a token while no one writes

	// broken is what bbolt panicked with while it may have held its own locks;
	// it must not be called again.
	broken atomic.Pointer[error]
	closed sync.Once
}

var _ kv.Store = (*DB)(nil)

// Create makes a new file with mode 0600 and opens it for writing. It gives an
// error of kind refused where path exists. The folder is not synced.
func Create(path string, o Options) (*DB, error) {
	d, err := open(path, o, os.O_RDWR|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return nil, err
	}
	err = d.update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket(d.opt.bucket)
		return err
	})
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// Open opens a file that [Create] made. The error is of kind not-found where
// there is none, busy where another process has it, and corrupt where it is
// damaged.
func Open(path string, o Options) (*DB, error) {
	flag := os.O_RDWR
	if o.ReadOnly {
		flag = os.O_RDONLY
	}
	return open(path, o, flag)
}

func open(path string, o Options, flag int) (*DB, error) {
	if o.AllocSize == 0 {
		o.AllocSize = 1 << 20
	}
	if o.OpenFile == nil {
		o.OpenFile = os.OpenFile
	}
	if o.bucket == nil {
		o.bucket = bucketName
	}
	d := &DB{path: path, opt: o, writer: make(chan struct{}, 1)}
	d.writer <- struct{}{}

	// bbolt locks the file and then reads it. The lock is taken here instead, on
	// the same descriptor, so that the file can be looked at in between; and so
	// that it can be given back should bbolt panic.
	openFile := func(name string, _ int, perm os.FileMode) (*os.File, error) {
		f, err := o.OpenFile(name, flag, perm)
		if err != nil {
			return nil, err
		}
		err = lock(f, !o.ReadOnly, o.Timeout)
		if err == nil && flag&os.O_CREATE == 0 {
			err = preflight(f, o)
		}
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		d.file = f
		return f, nil
	}
	freelist := bbolt.FreelistMapType
	if o.ArrayFreelist {
		freelist = bbolt.FreelistArrayType
	}
	err := engine(path, func() (err error) {
		d.db, err = bbolt.Open(path, 0o600, &bbolt.Options{
			ReadOnly:     o.ReadOnly,
			Timeout:      time.Second, // the lock is held already
			FreelistType: freelist,
			NoStatistics: o.ReadOnly,
			MaxSize:      o.MaxSize,
			OpenFile:     openFile,
		})
		return err
	})
	if err != nil {
		if d.file != nil {
			d.file.Close()
		}
		return nil, explain(path, err)
	}
	d.db.AllocSize = o.AllocSize
	return d, nil
}

// Limits implements [kv.Store].
func (d *DB) Limits() kv.Limits {
	return kv.Limits{Key: bbolt.MaxKeySize, Value: bbolt.MaxValueSize}
}

// View implements [kv.Store].
func (d *DB) View(ctx context.Context, fn func(kv.Reader) error) error {
	r, err := d.reader(ctx)
	if err != nil {
		return err
	}
	defer r.release()
	return Guard(func() error { return fn(r) })
}

// Snapshot implements [kv.Store]. It is refused on a file open for writing.
func (d *DB) Snapshot(ctx context.Context) (kv.Reader, func(), error) {
	if !d.opt.ReadOnly {
		return nil, nil, &model.Error{
			Kind:    model.ErrUnsupported,
			Message: "a file that is open for writing gives no long-lived snapshot",
			Where:   model.Untrusted(d.path),
		}
	}
	r, err := d.reader(ctx)
	if err != nil {
		return nil, nil, err
	}
	return r, r.release, nil
}

// Update implements [kv.Store]. It runs fn once.
func (d *DB) Update(ctx context.Context, fn func(kv.Txn) error) error {
	if err := d.lockWriter(ctx); err != nil {
		return err
	}
	defer d.unlockWriter()
	return d.update(func(tx *bbolt.Tx) error {
		b, err := d.bucket(tx)
		if err != nil {
			return err
		}
		if d.opt.FillPercent != 0 {
			b.FillPercent = d.opt.FillPercent
		}
		t := &txn{reader: reader{d: d, tx: tx, b: b, size: tx.Size()}}
		if err := Guard(func() error { return fn(t) }); err != nil {
			return err
		}
		if t.failed != nil {
			return t.failed
		}
		return ctx.Err()
	})
}

// Load implements [kv.Store].
func (d *DB) Load(ctx context.Context, pairs iter.Seq[kv.Pair]) error {
	if err := d.lockWriter(ctx); err != nil {
		return err
	}
	defer d.unlockWriter()

	// What is half loaded is worth nothing, so nothing is synced before the end.
	d.db.NoSync, d.db.NoGrowSync = true, true
	defer func() { d.db.NoSync, d.db.NoGrowSync = false, false }()

	next, stop := iter.Pull(pairs)
	defer stop()
	var arena []byte // copies of the values of one transaction
	for more := true; more; {
		arena = arena[:0]
		err := d.update(func(tx *bbolt.Tx) error {
			b, err := d.bucket(tx)
			if err != nil {
				return err
			}
			b.FillPercent = 1
			for size := 0; size < loadBytes; {
				var p kv.Pair
				if p, more = next(); !more {
					return nil
				}
				at := len(arena)
				arena = append(arena, p.V...)
				err := engine(d.path, func() error { return b.Put(p.K, arena[at:len(arena):len(arena)]) })
				if err != nil {
					return explain(d.path, err)
				}
				size += len(p.K) + len(p.V)
			}
			return nil
		})
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
	}
	return d.settle()
}

// settle ends a load: pages that were given out and not written are made part
// of the file, and everything is synced.
func (d *DB) settle() error {
	var size int64
	if err := d.view(func(tx *bbolt.Tx) error { size = tx.Size(); return nil }); err != nil {
		return err
	}
	info, err := d.file.Stat()
	if err == nil && info.Size() < size {
		err = d.file.Truncate(size)
	}
	if err == nil {
		err = d.file.Sync()
	}
	if err != nil {
		return &kv.CommitError{Err: explain(d.path, err)}
	}
	return nil
}

// WriteTo writes a copy of the file as it is now, without what other
// transactions do meanwhile. An error of w is returned as it is.
func (d *DB) WriteTo(w io.Writer) (n int64, err error) {
	out := &target{w: w}
	err = d.view(func(tx *bbolt.Tx) error {
		n, err = tx.WriteTo(out)
		return err
	})
	if out.err != nil {
		err = out.err
	}
	return n, err
}

// target keeps the error of a writer apart from those of the file.
type target struct {
	w   io.Writer
	err error
}

func (t *target) Write(b []byte) (n int, err error) {
	n, err = t.w.Write(b)
	t.err = err
	return n, err
}

// Space gives the size in bytes of the pages in use and of the free ones. The
// file must be open for writing.
func (d *DB) Space() (used, free int64, err error) {
	err = d.view(func(tx *bbolt.Tx) error {
		page := int64(d.db.Info().PageSize)
		free = int64(d.db.Stats().FreePageN+d.db.Stats().PendingPageN) * page
		used = tx.Size() - free
		return nil
	})
	return used, free, err
}

// State identifies the contents of a file: it is another one after every commit,
// and for every file.
type State struct{ tx, sum, inode uint64 }

// State gives the present state of the file. It is the zero State, which no file
// has, where it cannot be read.
func (d *DB) State() State {
	m, err := readImage(d.file, d.opt.Final)
	if err != nil {
		return State{}
	}
	return m.state()
}

// File gives the open file, for its descriptor and its identity on disk. It must
// not be read, written or closed.
func (d *DB) File() *os.File { return d.file }

// Close implements [kv.Store].
func (d *DB) Close() (err error) {
	d.closed.Do(func() {
		if d.broken.Load() != nil {
			err = d.file.Close()
			return
		}
		err = engine(d.path, d.db.Close)
	})
	return explain(d.path, err)
}

func (d *DB) lockWriter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-d.writer:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *DB) unlockWriter() { d.writer <- struct{}{} }

// begin starts a transaction. Where bbolt panics doing so it holds locks that no
// one will give back.
func (d *DB) begin(write bool) (tx *bbolt.Tx, err error) {
	if p := d.broken.Load(); p != nil {
		return nil, *p
	}
	err = d.whole(func() (err error) {
		tx, err = d.db.Begin(write)
		return err
	})
	return tx, err
}

// whole runs a step after whose panic the store cannot be used.
func (d *DB) whole(fn func() error) error {
	err := explain(d.path, engine(d.path, fn))
	var p *errPanic
	if errors.As(err, &p) {
		d.broken.Store(&err)
	}
	return err
}

func (d *DB) rollback(tx *bbolt.Tx) {
	if d.broken.Load() == nil {
		_ = d.whole(tx.Rollback)
	}
}

func (d *DB) bucket(tx *bbolt.Tx) (b *bbolt.Bucket, err error) {
	err = engine(d.path, func() error {
		b = tx.Bucket(d.opt.bucket)
		return nil
	})
	if err == nil && b == nil {
		err = corrupt(d.path, "the file is not one of ours, or it is damaged", nil)
	}
	return b, err
}

// view runs fn, which may call bbolt, in a transaction that reads.
func (d *DB) view(fn func(*bbolt.Tx) error) error {
	tx, err := d.begin(false)
	if err != nil {
		return err
	}
	defer d.rollback(tx)
	return explain(d.path, engine(d.path, func() error { return fn(tx) }))
}

// update runs fn in a transaction and commits it. The caller is the only writer.
func (d *DB) update(fn func(*bbolt.Tx) error) error {
	tx, err := d.begin(true)
	if err != nil {
		return err
	}
	committing := false
	defer func() {
		if !committing {
			d.rollback(tx)
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	committing = true
	if err := d.whole(tx.Commit); err != nil {
		return &kv.CommitError{Err: err}
	}
	return nil
}

func (d *DB) reader(ctx context.Context) (*reader, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	tx, err := d.begin(false)
	if err != nil {
		return nil, err
	}
	b, err := d.bucket(tx)
	if err != nil {
		d.rollback(tx)
		return nil, err
	}
	return &reader{d: d, tx: tx, b: b, size: tx.Size()}, nil
}
