package work

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

// A read copies at most so much under the lock before it lets others go on.
const (
	batchBytes   = 8 << 20
	batchEntries = 1 << 16
)

// Read gives the entries from index from on to fn, in their order; none where
// from is the head's Seq. An error of fn ends it. Nothing is locked while fn
// runs. It waits for writers as long as [Options.Wait] says.
func (l *Log) Read(ctx context.Context, from uint64, fn func(Entry) error) error {
	return l.read(ctx, from, fn, l.opt.Wait)
}

// ReadNow is Read for one who would rather keep an older state than wait: where
// a writer is at work for longer than maxWait it gives an error of kind busy.
// Entries that fn has got by then are good.
func (l *Log) ReadNow(ctx context.Context, from uint64, fn func(Entry) error, maxWait time.Duration) error {
	return l.read(ctx, from, fn, maxWait)
}

func (l *Log) read(ctx context.Context, from uint64, fn func(Entry) error, wait time.Duration) error {
	var dec decoder
	var b batch
	for more := true; more; {
		var st stamp
		if err := l.view(ctx, wait, func(r kv.Reader, h Head) (err error) {
			if st, err = l.stampNow(); err != nil {
				return err
			}
			more, err = b.fill(r, from, h)
			return err
		}); err != nil {
			return err
		}
		start := 0
		for _, end := range b.ends {
			e, err := dec.decode(from, b.bytes[start:end])
			if err != nil {
				return err
			}
			if err := fn(e); err != nil {
				return err
			}
			from++
			start = end
		}
		if !more {
			st.seq = from
			l.mu.Lock()
			l.stamp = st
			l.mu.Unlock()
		}
	}
	return nil
}

// batch is the bytes of some entries in a row.
type batch struct {
	bytes []byte
	ends  []int
}

// fill copies entries from index from on; more is false when these are the last.
func (b *batch) fill(r kv.Reader, from uint64, h Head) (more bool, err error) {
	b.bytes, b.ends = b.bytes[:0], b.ends[:0]
	if err := h.reaches(from); err != nil {
		return false, err
	}
	for v, err := range entries(r, from, min(h.Seq, from+batchEntries)) {
		if err != nil {
			return false, err
		}
		b.bytes = append(b.bytes, v...)
		b.ends = append(b.ends, len(b.bytes))
		if len(b.bytes) >= batchBytes {
			break
		}
	}
	return from+uint64(len(b.ends)) < h.Seq, nil
}

// reaches refuses an index past the end: whoever names it has seen more entries.
func (h Head) reaches(from uint64) error {
	if from <= h.Seq {
		return nil
	}
	return &model.Error{Kind: model.ErrCorrupt,
		Message: fmt.Sprintf("the log has %d entries, and entry %d was read before: an older copy is in its place", h.Seq, from-1),
		Hint:    hintDamaged}
}

// entries gives the bytes of the entries from <= seq < to, and an error where
// one of them is missing.
func entries(r kv.Reader, from, to uint64) func(yield func([]byte, error) bool) {
	return func(yield func([]byte, error) bool) {
		if from >= to {
			return
		}
		seq := from
		for p, err := range r.Scan(keyEntry(from), keyEntry(to), 0) {
			if err == nil && !bytes.Equal(p.K, keyEntry(seq)) {
				break
			}
			var v []byte
			if err == nil {
				v, err = unseal(p.K, p.V)
			}
			if !yield(v, err) || err != nil {
				return
			}
			seq++
		}
		if seq < to {
			yield(nil, badEntry(seq, errors.New("it is missing")))
		}
	}
}

// Entry gives entry seq; the error is of kind not-found where the log is shorter.
func (l *Log) Entry(ctx context.Context, seq uint64) (e Entry, err error) {
	err = l.view(ctx, l.opt.Wait, func(r kv.Reader, h Head) error {
		if err := h.has(seq); err != nil {
			return err
		}
		b, err := rawEntry(r, seq)
		if err != nil {
			return err
		}
		var dec decoder
		e, err = dec.decode(seq, b)
		return err
	})
	return e, err
}

// LeafHash gives the stored hash of entry seq; the error is of kind not-found
// where the log is shorter.
func (l *Log) LeafHash(ctx context.Context, seq uint64) (hash tlog.Hash, err error) {
	err = l.view(ctx, l.opt.Wait, func(r kv.Reader, h Head) error {
		if err := h.has(seq); err != nil {
			return err
		}
		hashes, err := hashReader(r).ReadHashes([]int64{tlog.StoredHashIndex(0, int64(seq))})
		if err == nil {
			hash = hashes[0]
		}
		return err
	})
	return hash, err
}

func (h Head) has(seq uint64) error {
	if seq < h.Seq {
		return nil
	}
	return &model.Error{Kind: model.ErrNotFound, Message: fmt.Sprintf("the log has %d entries, and no entry %d", h.Seq, seq)}
}

// stamp is how the file looked from outside at a moment.
type stamp struct {
	taken    time.Time
	modified time.Time
	size     int64
	inode    uint64
	seq      uint64 // how many entries had been read then
}

// settled is how old a change must be before a later one is sure to have
// another time: the clock of file systems ticks every few milliseconds.
const settled = 50 * time.Millisecond

func (l *Log) stampNow() (stamp, error) {
	taken := time.Now()
	info, err := os.Stat(l.file(dataName))
	if err != nil {
		return stamp{}, explain(l.file(dataName), err)
	}
	s := stamp{taken: taken, modified: info.ModTime(), size: info.Size()}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		s.inode = uint64(st.Ino)
	}
	return s, nil
}

// Changed reports whether the log may have entries from index next on, which is
// the first that the caller has not folded in. It costs one stat(2) and takes no
// lock. Where it cannot tell it says yes.
func (l *Log) Changed(next uint64) bool {
	now, err := l.stampNow()
	l.mu.Lock()
	defer l.mu.Unlock()
	then := l.stamp
	// Somebody else in this process may have read further than the caller has.
	return err != nil || then.seq != next || now.inode != then.inode || now.size != then.size ||
		!now.modified.Equal(then.modified) || then.taken.Sub(then.modified).Abs() < settled
}

// newer decodes the entries from index from on.
func newer(r kv.Reader, from uint64, h Head) ([]Entry, error) {
	if err := h.reaches(from); err != nil {
		return nil, err
	}
	var dec decoder
	es := slices.Grow([]Entry(nil), int(h.Seq-from))
	for v, err := range entries(r, from, h.Seq) {
		if err != nil {
			return nil, err
		}
		e, err := dec.decode(from+uint64(len(es)), v)
		if err != nil {
			return nil, err
		}
		es = append(es, e)
	}
	return es, nil
}
