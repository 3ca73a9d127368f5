package work

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

// clockSlack is how far the clock may go back without a mark on the entry.
const clockSlack = 2 * time.Second

// spaceNeeded is how much room on the disk a commit needs at most, beside four
// times its entry: the file grows by 1 MiB at a time.
const spaceNeeded = 4 << 20

// Step is one entry that is to be appended.
type Step struct {
	Nonce [16]byte
	// Draft decides on the newest state: newer are the entries that the caller has not
	// folded in yet, with those of the steps before it.
	Draft func(newer []Entry, head Head) (Draft, error)
}

// Appended is what came of a step.
type Appended struct {
	Entry   Entry
	Already bool  // the log had an entry with that nonce; nothing was drafted
	Err     error // of Draft; nothing was written
}

// Append appends one entry. With the lock held and inside the transaction it
// gives fn the entries from index since on, which the caller has not folded in
// yet, so that fn decides on the newest state; and writes what fn drafts. An error
// of fn is given back as it is, and nothing is written.
//
// Where the log has an entry with that nonce, it gives that entry, and already
// is true; fn is not called.
//
// Errors: busy where another process holds the lock too long; usage and limit for
// a malformed draft; disk where there is no room, with nothing written; refused
// where the file was replaced meanwhile, with nothing written; too-new where a
// newer version wrote it; corrupt; and read-only where the log cannot be written,
// or where the commit failed and it is not known whether the entry is there.
func (l *Log) Append(ctx context.Context, nonce [16]byte, since uint64, fn func(newer []Entry, head Head) (Draft, error)) (e Entry, already bool, err error) {
	done, err := l.AppendAll(ctx, since, Step{nonce, fn})
	if err != nil {
		return Entry{}, false, err
	}
	return done[0].Entry, done[0].Already, done[0].Err
}

// AppendAll is Append for steps that are on disk together or not at all. The first
// step whose Draft fails ends it: what was drafted before is written, and nothing was
// tried after. It gives a result for each step that was tried.
func (l *Log) AppendAll(ctx context.Context, since uint64, steps ...Step) ([]Appended, error) {
	if l.opt.ReadOnly {
		return nil, &model.Error{Kind: model.ErrReadOnly, Message: "the investigation is open for reading only", Where: model.Untrusted(l.dir)}
	}
	unlock, err := l.lockWrite(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	var done []Appended
	var head Head
	err = l.update(ctx, func(d *bolt.DB, tx kv.Txn) error {
		if head, err = readHead(tx); err != nil {
			return err
		}
		if err := l.follows(tx, head); err != nil {
			return err
		}
		if head.Format.Minor > current.Minor {
			return &model.Error{Kind: model.ErrTooNew, Message: "a newer version of Clew has written to the investigation; this one can only read it",
				Hint: fmt.Sprintf("use a version that writes format %d.%d", head.Format.Major, head.Format.Minor)}
		}
		before, need := head.Seq, uint64(spaceNeeded)
		for _, step := range steps {
			a, size, err := l.step(tx, &since, &head, step)
			if err != nil {
				return err
			}
			need += size
			if done = append(done, a); a.Err != nil {
				break
			}
		}
		if head.Seq == before {
			return errNothingWritten
		}
		if err := checkSpace(l.dir, need); err != nil {
			return err
		}
		return l.sameFile(d)
	})
	if err == errNothingWritten {
		return done, nil
	}
	if err != nil {
		return nil, err
	}
	l.wrote(head)
	return done, nil
}

// step appends one entry in a transaction, and says how much room on the disk it may
// need. It moves since past what Draft was given, and head past what was written.
func (l *Log) step(tx kv.Txn, since *uint64, head *Head, step Step) (a Appended, size uint64, err error) {
	if a.Entry, a.Already, err = find(tx, step.Nonce, *head); err != nil || a.Already {
		return a, 0, err
	}
	entries, err := newer(tx, *since, *head)
	if err != nil {
		return a, 0, err
	}
	*since = head.Seq
	draft, err := step.Draft(entries, *head)
	if err != nil {
		return Appended{Err: err}, 0, nil
	}
	a.Entry, *head, err = l.write(tx, *head, step.Nonce, draft)
	return a, 4 * uint64(len(draft.Body)+5*len(draft.Subjects)), err
}

// errNothingWritten rolls back a transaction that has nothing to commit.
var errNothingWritten = errors.New("nothing was written")

// wrote notes that the caller knows of everything up to h. The lock is still held.
func (l *Log) wrote(h Head) {
	st, _ := l.stampNow() // without one, Changed says yes
	l.mu.Lock()
	defer l.mu.Unlock()
	st.seq = h.Seq
	l.seen, l.stamp = &h, st
}

// update runs fn in a transaction on work.db. The caller holds the lock.
func (l *Log) update(ctx context.Context, fn func(*bolt.DB, kv.Txn) error) error {
	if err := l.checkSuspect(); err != nil {
		return err
	}
	d, err := l.open(false)
	if err != nil {
		return err
	}
	defer d.Close()
	err = d.Update(ctx, func(tx kv.Txn) error { return fn(d, tx) })
	var unsure *kv.CommitError
	if errors.As(err, &unsure) {
		return l.markSuspect(unsure.Err)
	}
	if err == nil {
		l.sound(d)
	}
	return err
}

// sameFile refuses to commit to a file that is no longer the one in the folder:
// the entry would be in a file that nobody reads.
func (l *Log) sameFile(d *bolt.DB) error {
	path := l.file(dataName)
	open, err := d.File().Stat()
	if err != nil {
		return explain(path, err)
	}
	there, err := os.Lstat(path)
	if err == nil && os.SameFile(open, there) {
		return nil
	}
	return &model.Error{Kind: model.ErrRefused, Message: "the file was moved, removed or replaced while it was in use; nothing was written",
		Where: model.Untrusted(path), Hint: "find out who did that, and try again", Err: err}
}

// find looks for the entry with a nonce.
func find(r kv.Reader, nonce [16]byte, h Head) (e Entry, there bool, err error) {
	k := keyNonce(nonce)
	if _, there, err = r.Get(k); !there || err != nil {
		return e, false, err
	}
	v, err := get(r, k, 8)
	if err != nil {
		return e, false, err
	}
	seq := binary.BigEndian.Uint64(v)
	b, err := rawEntry(r, seq)
	if err != nil {
		return e, false, err
	}
	var dec decoder
	if e, err = dec.decode(seq, b); err != nil {
		return e, false, err
	}
	if e.Nonce != nonce || seq >= h.Seq {
		return e, false, damaged(k, "a nonce names the wrong entry")
	}
	return e, true, nil
}

// write writes an entry with its hashes, and the head that it makes.
func (l *Log) write(tx kv.Txn, h Head, nonce [16]byte, d Draft) (e Entry, after Head, err error) {
	// What is built upon must be what the head says.
	if root, err := tlog.TreeHash(int64(h.Seq), hashReader(tx)); err != nil {
		return e, h, err
	} else if root != h.Root {
		return e, h, damaged(keyHead, "the hashes of its entries do not give its root")
	}
	e = Entry{
		Seq: h.Seq, Time: d.Time, Nonce: nonce,
		Actor: d.Actor, Action: d.Action, Value: d.Value, Subjects: d.Subjects, Gen: d.Gen, Body: d.Body,
	}
	if !e.Time.Known() {
		e.Time = model.Time{Milli: l.opt.Now().UnixMilli()}
	}
	if h.Seq > 0 {
		b, err := rawEntry(tx, h.Seq-1)
		if err != nil {
			return e, h, err
		}
		var dec decoder
		last, err := dec.decode(h.Seq-1, b)
		if err != nil {
			return e, h, err
		}
		e.ClockBack = e.Time.Milli < last.Time.Milli-clockSlack.Milliseconds()
	}
	b, err := e.encode()
	if err != nil {
		return e, h, err
	}
	// The caller gets what was stored, in memory of its own.
	var dec decoder
	if e, err = dec.decode(h.Seq, b); err != nil {
		return e, h, err
	}
	hashes, err := tlog.StoredHashesForRecordHash(int64(h.Seq), e.Hash, hashReader(tx))
	if err != nil {
		return e, h, err
	}
	first := tlog.StoredHashIndex(0, int64(h.Seq))
	for i, hash := range hashes {
		if err := tx.Put(keyHash(first+int64(i)), hash[:]); err != nil {
			return e, h, err
		}
	}
	after = h
	after.Seq++
	if after.Root, err = tlog.TreeHash(int64(after.Seq), hashReader(tx)); err != nil {
		return e, h, err
	}
	err = errors.Join(
		putSealed(tx, keyEntry(e.Seq), b),
		putSealed(tx, keyNonce(nonce), binary.BigEndian.AppendUint64(nil, e.Seq)),
		putHead(tx, after.Seq, after.Root),
	)
	if d.Gen != nil && err == nil {
		after.Gen = *d.Gen
		err = putGen(tx, *d.Gen)
	}
	return e, after, err
}
