package work

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"golang.org/x/sys/unix"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

const (
	dataName    = "work.db"
	lockName    = "work.lock"
	suspectName = "work.db.suspect"
	newPrefix   = "work.db.new-"
)

// logFill is how full a page is left that is split: entries come in order.
const logFill = 0.95

// CreateOptions are for [Create]. The zero value will do.
type CreateOptions struct {
	Now   func() time.Time // nil is time.Now
	Actor string           // who the first entry says made it; "" is "clew"
}

// Create makes a new log in the folder dir, which it makes with mode 0700 where
// it is missing; its parent must exist. The first entry has the action "create".
// The error is of kind refused where there is a log already.
func Create(dir string, o CreateOptions) error {
	if err := os.Mkdir(dir, 0o700); err == nil {
		if err := syncDir(filepath.Dir(filepath.Clean(dir))); err != nil {
			return err
		}
	} else if !errors.Is(err, os.ErrExist) {
		return explain(dir, err)
	}
	if err := checkPlace(dir); err != nil {
		return err
	}
	l := newLog(dir, Options{Now: o.Now})
	unlock, err := l.lockWrite(context.Background())
	if err != nil {
		return err
	}
	defer unlock()
	path := l.file(dataName)
	if _, err := os.Lstat(path); err == nil {
		return &model.Error{Kind: model.ErrRefused, Message: "there is an investigation here already", Where: model.Untrusted(dir),
			Hint: "open it, or choose another folder"}
	}
	if o.Actor == "" {
		o.Actor = "clew"
	}
	return l.replace(func(d *bolt.DB) error {
		return d.Update(context.Background(), func(tx kv.Txn) error {
			id, secret := make([]byte, 16), make([]byte, 32)
			rand.Read(id) // never fails; see crypto/rand
			rand.Read(secret)
			root, err := tlog.TreeHash(0, hashReader(tx))
			if err != nil {
				return err
			}
			if err := errors.Join(
				putFormat(tx, current), putGen(tx, GenRef{}), putHead(tx, 0, root),
				putSealed(tx, keyID, id), putSealed(tx, keySecret, secret),
			); err != nil {
				return err
			}
			var nonce [16]byte
			rand.Read(nonce[:])
			head, err := readHead(tx)
			if err != nil {
				return err
			}
			_, _, err = l.write(tx, head, nonce, Draft{Actor: o.Actor, Action: "create", Body: createBody(head.ID, secret)})
			return err
		})
	})
}

// createBody is the body of the first entry. It binds what is not an entry, the
// id and the secret, to the log; the secret is random, so its hash tells nothing.
func createBody(id [16]byte, secret []byte) []byte {
	return fmt.Appendf(nil, `{"schema":"%d.%d","id":"%x","secret_sha256":"%x"}`, current.Major, current.Minor, id, sha256.Sum256(secret))
}

// Options are for [Open]. The zero value will do.
type Options struct {
	ReadOnly bool
	Wait     time.Duration    // how long to wait for another process; 0 is 10 s
	Now      func() time.Time // nil is time.Now

	openFile func(name string, flag int, perm os.FileMode) (*os.File, error) // in tests
}

// Log is the log of one investigation. It is safe for concurrent use, and holds
// no file open between calls.
type Log struct {
	dir    string
	opt    Options
	secret []byte
	writer chan struct{} // holds a token while this process does not write
	closed atomic.Bool

	mu    sync.Mutex
	seen  *Head      // the last head that was read, which the next one must continue
	stamp stamp      // of the file when the caller was last up to date
	state bolt.State // of the file that was last found sound
}

func newLog(dir string, o Options) *Log {
	if o.Wait == 0 {
		o.Wait = defaultWait
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	l := &Log{dir: dir, opt: o, writer: make(chan struct{}, 1)}
	l.writer <- struct{}{}
	return l
}

// Open opens the log in the folder dir. Errors are of these kinds: not-found
// where there is none; refused and unsupported where the place is not fit to work
// in; read-only where it cannot be written, though it can be opened with
// ReadOnly; too-new; corrupt; busy.
func Open(dir string, o Options) (*Log, error) {
	if err := checkPlace(dir); err != nil {
		return nil, err
	}
	l := newLog(dir, o)
	if _, err := os.Lstat(l.file(dataName)); errors.Is(err, os.ErrNotExist) {
		return nil, missing(dir)
	}
	if !o.ReadOnly {
		for _, path := range []string{dir, l.file(dataName)} {
			if err := unix.Access(path, unix.W_OK); err != nil {
				return nil, explain(path, err)
			}
		}
		// A log that was restored from a backup comes without its lock.
		f, err := os.OpenFile(l.file(lockName), os.O_RDONLY|os.O_CREATE|unix.O_NOFOLLOW, 0o600)
		if err != nil {
			return nil, explain(l.file(lockName), err)
		}
		f.Close()
	}
	if err := checkFile(l.file(lockName)); err != nil && model.KindOf(err) != model.ErrNotFound {
		return nil, err
	}
	ctx := context.Background()
	var format Format
	if err := l.view(ctx, l.opt.Wait, func(r kv.Reader, h Head) error {
		format = h.Format
		secret, err := get(r, keySecret, 32)
		l.secret = slices.Clone(secret)
		return err
	}); err != nil {
		return nil, err
	}
	if !o.ReadOnly && format.Minor < current.Minor {
		if err := l.migrate(ctx, migrations, current); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Close ends the use of the log. It waits for nothing.
func (l *Log) Close() error {
	l.closed.Store(true)
	return nil
}

// Secret is the key of the investigation's keyed hashes, 32 bytes.
func (l *Log) Secret() []byte { return slices.Clone(l.secret) }

// Head reads what the log is now.
func (l *Log) Head(ctx context.Context) (h Head, err error) {
	err = l.view(ctx, l.opt.Wait, func(_ kv.Reader, now Head) error {
		h = now
		return nil
	})
	return h, err
}

func (l *Log) file(name string) string { return filepath.Join(l.dir, name) }

// open opens work.db, which the caller has locked.
func (l *Log) open(readOnly bool) (*bolt.DB, error) {
	if l.closed.Load() {
		return nil, &model.Error{Kind: model.ErrInternal, Message: "the log is closed already"}
	}
	path := l.file(dataName)
	if err := checkFile(path); err != nil {
		return nil, err
	}
	l.mu.Lock()
	seen := l.state
	l.mu.Unlock()
	d, err := bolt.Open(path, bolt.Options{
		ReadOnly:    readOnly,
		Timeout:     time.Second, // for a tool that does not know of work.lock
		FillPercent: logFill,
		Seen:        seen,
		OpenFile:    l.opt.openFile,
	})
	if err == nil {
		l.sound(d)
	}
	return d, err
}

// sound notes that the file as it is now need not be looked through again.
func (l *Log) sound(d *bolt.DB) {
	state := d.State()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = state
}

// view runs fn on the log as it is, under the lock for reading.
func (l *Log) view(ctx context.Context, wait time.Duration, fn func(kv.Reader, Head) error) error {
	unlock, err := l.lockRead(ctx, wait)
	if err != nil {
		return err
	}
	defer unlock()
	d, err := l.open(true)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.View(ctx, func(r kv.Reader) error {
		h, err := readHead(r)
		if err != nil {
			return err
		}
		if err := l.follows(r, h); err != nil {
			return err
		}
		return fn(r, h)
	})
}

// follows refuses a head that does not continue the one that was seen last, and
// remembers it otherwise.
func (l *Log) follows(r kv.Reader, h Head) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen != nil {
		if err := l.seen.continuedBy(r, h); err != nil {
			return err
		}
	}
	l.seen = &h
	return nil
}

// continuedBy says whether h, the head in r, has old's entries at its beginning.
func (old *Head) continuedBy(r kv.Reader, h Head) error {
	wrong := func(message string) error {
		return &model.Error{Kind: model.ErrCorrupt, Message: message,
			Hint: "find out who put it there; the entries that are missing may be in a backup"}
	}
	if h.ID != old.ID {
		return wrong("another investigation has been put in the place of this one")
	}
	if h.Seq < old.Seq {
		return wrong(fmt.Sprintf("the log has %d entries, and it had %d: an older copy is in its place", h.Seq, old.Seq))
	}
	root := h.Root
	if h.Seq > old.Seq {
		var err error
		if root, err = tlog.TreeHash(int64(old.Seq), hashReader(r)); err != nil {
			return err
		}
	}
	if root != old.Root {
		return wrong("entries of the log that were read before have been changed")
	}
	return nil
}

// replace puts a new work.db, which fill has filled, in the place of the present
// one, so that a crash leaves the one or the other. The caller holds the lock.
func (l *Log) replace(fill func(*bolt.DB) error) (err error) {
	l.sweep()
	var tag [8]byte
	rand.Read(tag[:])
	path := l.file(newPrefix + hex.EncodeToString(tag[:]))
	d, err := bolt.Create(path, bolt.Options{FillPercent: logFill, OpenFile: l.opt.openFile})
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			d.Close()
			os.Remove(path)
		}
	}()
	if err := fill(d); err != nil {
		return err
	}
	if err := d.Close(); err != nil {
		return err
	}
	if err := os.Rename(path, l.file(dataName)); err != nil {
		return explain(path, err)
	}
	return syncDir(l.dir)
}

// sweep removes what a crash has left of a replace.
func (l *Log) sweep() {
	left, _ := filepath.Glob(l.file(newPrefix) + "*") // a pattern cannot fail for its file names
	for _, path := range left {
		os.Remove(path)
	}
}
