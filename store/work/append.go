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
	if l.opt.ReadOnly {
		return e, false, &model.Error{Kind: model.ErrReadOnly, Message: "the investigation is open for reading only", Where: model.Untrusted(l.dir)}
	}
	unlock, err := l.lockWrite(ctx)
	if err != nil {
		return e, false, err
	}
	defer unlock()
	var after Head
	err = l.update(ctx, func(d *bolt.DB, tx kv.Txn) error {
		head, err := readHead(tx)
		if err != nil {
			return err
		}
		if err := l.follows(tx, head); err != nil {
			return err
		}
		if head.Format.Minor > current.Minor {
			return &model.Error{Kind: model.ErrTooNew, Message: "a newer version of Clew has written to the investigation; this one can only read it",
				Hint: fmt.Sprintf("use a version that writes format %d.%d", head.Format.Major, head.Format.Minor)}
		}
		if e, already, err = find(tx, nonce, head); err != nil {
			return err
		}
		if already {
			return errAlready
		}
		entries, err := newer(tx, since, head)
		if err != nil {
			return err
		}
		draft, err := fn(entries, head)
		if err != nil {
			return err
		}
		if e, after, err = l.write(tx, head, nonce, draft); err != nil {
			return err
		}
		if err := checkSpace(l.dir, spaceNeeded+4*uint64(len(draft.Body)+5*len(draft.Subjects))); err != nil {
			return err
		}
		return l.sameFile(d)
	})
	if err == errAlready {
		return e, true, nil
	}
	if err != nil {
		return Entry{}, false, err
	}
	l.wrote(after)
	return e, false, nil
}

// errAlready rolls back a transaction whose entry is there already.
var errAlready = errors.New("the entry is there already")

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
