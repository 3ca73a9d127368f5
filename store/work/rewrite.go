package work

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

// compactFrom is how many bytes of free pages make a compaction worth its while,
// where they are also more than half of the file.
const compactFrom = 16 << 20

// markSuspect notes that a commit failed, for this and every other process, and
// gives the error to return. Whether the entry is there nobody can say before the
// file has been copied.
func (l *Log) markSuspect(cause error) error {
	text := fmt.Sprintf("%s pid %d: %v\n", time.Now().UTC().Format(time.RFC3339), os.Getpid(), cause)
	err := writeFile(l.file(suspectName), []byte(text))
	return l.unknown(errors.Join(cause, err))
}

// checkSuspect refuses to write to a file that is suspect.
func (l *Log) checkSuspect() error {
	text, err := os.ReadFile(l.file(suspectName))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return explain(l.file(suspectName), err)
	}
	e := l.unknown(nil)
	e.Where = model.Untrusted(text[:min(len(text), 512)])
	return e
}

func (l *Log) unknown(cause error) *model.Error {
	return &model.Error{
		Kind:    model.ErrReadOnly,
		Message: "writing to the disk failed, and it is not known whether the last decision was stored; nothing more is written",
		Where:   model.Untrusted(l.dir),
		Hint:    "see what is wrong with the disk, make a backup, then run clew compact to write the log to a new file",
		Err:     cause,
	}
}

// Suspect reports whether a commit has failed and the log waits for Rewrite.
func (l *Log) Suspect() bool { return l.checkSuspect() != nil }

// Rewrite copies the log as it can be read now to a new file, which then takes
// its place, and makes it writable again after a failed commit. It verifies the
// log before and the copy after, and changes nothing where either is damaged.
// Everybody waits meanwhile: some ten seconds for a million entries.
func (l *Log) Rewrite(ctx context.Context) error {
	if l.opt.ReadOnly {
		return &model.Error{Kind: model.ErrReadOnly, Message: "the investigation is open for reading only", Where: model.Untrusted(l.dir)}
	}
	unlock, err := l.lockWrite(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return l.rewrite(ctx)
}

// Compact is Rewrite where the file has more than 16 MiB of free pages and they
// are more than half of it, or where it is suspect, or with force; otherwise it
// does nothing.
func (l *Log) Compact(ctx context.Context, force bool) error {
	if !force && !l.Suspect() {
		if yes, err := l.wasteful(ctx); !yes || err != nil {
			return err
		}
	}
	return l.Rewrite(ctx)
}

func (l *Log) wasteful(ctx context.Context) (yes bool, err error) {
	unlock, err := l.lockWrite(ctx)
	if err != nil {
		return false, err
	}
	defer unlock()
	d, err := l.open(false)
	if err != nil {
		return false, err
	}
	defer d.Close()
	used, free, err := d.Space()
	return free > compactFrom && free > used, err
}

// rewrite is Rewrite under the lock.
func (l *Log) rewrite(ctx context.Context) error {
	d, err := l.open(true)
	if err != nil {
		return err
	}
	defer d.Close()
	rep, err := verify(ctx, d, l.andSeen(nil))
	if err == nil {
		err = rep.whole()
	}
	if err != nil {
		return err
	}
	if err := l.replace(func(dst *bolt.DB) error {
		if err := transfer(ctx, dst, d); err != nil {
			return err
		}
		again, err := verify(ctx, dst, []Known{{"the original", rep.Head.Checkpoint()}})
		if err != nil {
			return err
		}
		if again.Head != rep.Head || again.Entries != rep.Entries || again.Bytes != rep.Bytes {
			again.problem("copy", "it is not what was copied")
		}
		if err := again.whole(); err != nil {
			return err
		}
		return l.sameFile(d)
	}); err != nil {
		return err
	}
	if err := os.Remove(l.file(suspectName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return explain(l.file(suspectName), err)
	}
	l.mu.Lock()
	l.seen, l.stamp = &rep.Head, stamp{}
	l.mu.Unlock()
	return syncDir(l.dir)
}

// transfer copies all pairs.
func transfer(ctx context.Context, dst, src *bolt.DB) error {
	return src.View(ctx, func(r kv.Reader) error {
		var failed error
		err := dst.Load(ctx, func(yield func(kv.Pair) bool) {
			for p, err := range r.Scan(nil, nil, 0) {
				if err != nil {
					failed = err
					return
				}
				if !yield(p) {
					return
				}
			}
		})
		return errors.Join(failed, err)
	})
}

// Backup writes a copy of work.db to w and gives the head that is in it. Writers
// wait as long as it takes.
func (l *Log) Backup(ctx context.Context, w io.Writer) (h Head, err error) {
	unlock, err := l.lockRead(ctx, l.opt.Wait)
	if err != nil {
		return h, err
	}
	defer unlock()
	d, err := l.open(true)
	if err != nil {
		return h, err
	}
	defer d.Close()
	if err := d.View(ctx, func(r kv.Reader) error {
		if h, err = readHead(r); err != nil {
			return err
		}
		return l.follows(r, h)
	}); err != nil {
		return h, err
	}
	_, err = d.WriteTo(writer{ctx, w})
	return h, err
}

// writer stops at the end of its context.
type writer struct {
	ctx context.Context
	w   io.Writer
}

func (w writer) Write(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.w.Write(b)
}
