package work

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

// maxProblems is how many problems a report lists.
const maxProblems = 100

// Report is what [Log.Verify] found.
type Report struct {
	Head     Head      // as the file says; zero where it cannot be read
	Entries  uint64    // entries that were read and are whole
	Bytes    int64     // bytes in them
	Problems []Problem // the first 100
}

// Problem is something that is not as it should be.
type Problem struct {
	Where string // "entry 12", "head" or the like
	What  string // a sentence without a final stop
}

// OK reports whether no problem was found.
func (r *Report) OK() bool { return len(r.Problems) == 0 }

func (r *Report) problem(where, format string, args ...any) {
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, Problem{where, fmt.Sprintf(format, args...)})
	}
}

func at(seq uint64) string { return fmt.Sprintf("entry %d", seq) }

// note notes err as a problem, unless it is ctx's.
func (r *Report) note(ctx context.Context, where string, err error) error {
	if err != nil && ctx.Err() == nil {
		r.problem(where, "%v", err)
		return nil
	}
	return err
}

// Verify reads the whole log and looks whether it is what was written: that the
// pages of its file are in order, that each entry matches its checksum and can be
// decoded, that none is missing, that the hashes of all of them give the stored
// hashes and the head's root, and that the nonces, the present generation, the id
// and the secret are those of the entries. It takes a few seconds for a million entries; writers wait so long.
//
// Whoever can write to the file can make all that fit. So what proves that
// history was not changed is a checkpoint that was kept elsewhere: Verify looks
// whether the log continues those that are known, and what this Log saw last.
//
// What it finds is in the report. An error means that it could not look.
func (l *Log) Verify(ctx context.Context, known ...Known) (Report, error) {
	unlock, err := l.lockRead(ctx, l.opt.Wait)
	if err != nil {
		return Report{}, err
	}
	defer unlock()
	known = l.andSeen(known)
	d, err := l.open(true)
	if model.KindOf(err) == model.ErrCorrupt {
		rep := Report{}
		rep.problem(dataName, "%v", err)
		return rep, nil
	}
	if err != nil {
		return Report{}, err
	}
	defer d.Close()
	return verify(ctx, d, known)
}

// andSeen adds to what is known what this Log saw last.
func (l *Log) andSeen(known []Known) []Known {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil {
		return known
	}
	return append(slices.Clip(known), Known{"what was read before", l.seen.Checkpoint()})
}

func verify(ctx context.Context, d *bolt.DB, known []Known) (rep Report, err error) {
	if err := rep.note(ctx, "pages", d.Check(ctx)); err != nil {
		return rep, err
	}
	err = d.View(ctx, func(r kv.Reader) error {
		h, err := readHead(r)
		if err != nil {
			return err
		}
		rep.Head = h
		if err := verifyStray(r, &rep); err != nil {
			return err
		}
		return verifyEntries(ctx, r, h, known, &rep)
	})
	if kind := model.KindOf(err); kind == model.ErrTooNew || kind == model.ErrUnsupported {
		return rep, err
	}
	return rep, rep.note(ctx, dataName, err)
}

// frontier computes the hashes that tlog stores, entry by entry, from nothing
// but the entries: it keeps the newest hash of each level, which is all that the
// next ones and the root are made of.
type frontier struct {
	n    int64
	last [64]tlog.Hash
}

// ReadHashes implements [tlog.HashReader].
func (f *frontier) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, _ := tlog.SplitStoredHashIndex(index)
		hashes[i] = f.last[level]
	}
	return hashes, nil
}

// add adds a leaf and gives the hashes that are stored for it.
func (f *frontier) add(leaf tlog.Hash) ([]tlog.Hash, error) {
	hashes, err := tlog.StoredHashesForRecordHash(f.n, leaf, f)
	if err != nil {
		return nil, err
	}
	copy(f.last[:], hashes)
	f.n++
	return hashes, nil
}

func (f *frontier) root() (tlog.Hash, error) { return tlog.TreeHash(f.n, f) }

// verifyEntries walks the entries and, beside them, the stored hashes. It stops
// at the first entry that cannot be read, since no hash after it can be computed.
func verifyEntries(ctx context.Context, r kv.Reader, h Head, known []Known, rep *Report) error {
	stored, stop := iter.Pull2(r.Scan([]byte{tableHash}, afterHashes, 0))
	defer stop()
	var dec decoder
	var tree frontier
	check := func() error {
		for _, k := range known {
			if int64(k.Size) != tree.n || k.ID != h.ID {
				continue
			}
			root, err := tree.root()
			if err != nil {
				return err
			}
			if root != k.Root {
				rep.problem(k.Name, "%s", k.changed())
			}
		}
		return nil
	}
	for _, k := range known {
		if why := k.unlike(h); why != "" {
			rep.problem(k.Name, "%s", why)
		}
	}
	var gen GenRef
	index := int64(0)
	for b, err := range entries(r, 0, h.Seq) {
		if err == nil && tree.n%1024 == 0 {
			err = ctx.Err()
		}
		if err == nil {
			err = check()
		}
		if err != nil {
			return err
		}
		e, err := dec.decode(uint64(tree.n), b)
		if err != nil {
			rep.problem(at(uint64(tree.n)), "%v", err)
		} else {
			rep.Entries++
			rep.Bytes += int64(len(b))
			if err := verifyNonce(r, e); err != nil {
				rep.problem(at(e.Seq), "%v", err)
			}
			if e.Seq == 0 {
				if err := verifyCreate(r, h, e); err != nil {
					rep.problem(at(0), "%v", err)
				}
			}
			if e.Gen != nil {
				gen = *e.Gen
			}
		}
		hashes, err := tree.add(tlog.RecordHash(b))
		if err != nil {
			return err
		}
		for _, want := range hashes {
			p, err, ok := stored()
			switch {
			case err != nil:
				return err
			case !ok, string(p.K) != string(keyHash(index)), string(p.V) != string(want[:]):
				rep.problem(at(uint64(tree.n-1)), "it does not match its stored hash")
				return nil
			}
			index++
		}
	}
	if err := check(); err != nil {
		return err
	}
	if p, err, ok := stored(); err != nil {
		return err
	} else if ok {
		rep.problem("hashes", "there is one of no entry, key %x", p.K)
	}
	if gen != h.Gen {
		rep.problem("head", "the present generation is not the one that the last import made")
	}
	root, err := tree.root()
	if err == nil && root != h.Root {
		rep.problem("head", "the entries do not give the root in the head")
	}
	return err
}

// verifyCreate compares the first entry with the id and the secret.
func verifyCreate(r kv.Reader, h Head, e Entry) error {
	secret, err := get(r, keySecret, 32)
	if err != nil {
		return err
	}
	var want, got struct {
		ID     string `json:"id"`
		Secret string `json:"secret_sha256"`
	}
	if err := json.Unmarshal(createBody(h.ID, secret), &want); err != nil {
		return err
	}
	if err := json.Unmarshal(e.Body, &got); err != nil || got != want {
		return errors.New("the id or the secret is not the one with which the investigation was made")
	}
	return nil
}

func verifyNonce(r kv.Reader, e Entry) error {
	k := keyNonce(e.Nonce)
	v, err := get(r, k, 8)
	if err == nil && binary.BigEndian.Uint64(v) != e.Seq {
		err = damaged(k, fmt.Sprintf("the nonce of entry %d names another one", e.Seq))
	}
	return err
}

// verifyStray looks for keys that belong to no table, and for nonces and entries
// past the head.
func verifyStray(r kv.Reader, rep *Report) error {
	for _, gap := range [][2][]byte{
		{nil, {tableEntry}},
		{keyEntry(rep.Head.Seq), keyHead},
		{append(keyHead[:1:1], 0), {tableMeta}},
		{{tableMeta + 1}, {tableNonce}},
		{{tableNonce + 1}, {tableHash}},
		{afterHashes, nil},
	} {
		for p, err := range r.Scan(gap[0], gap[1], 1) {
			if err != nil {
				return err
			}
			rep.problem("keys", "there is one that belongs to nothing: %x", p.K)
		}
	}
	known := map[string]bool{string(keyFormat): true, string(keyGen): true, string(keyID): true, string(keySecret): true}
	for p, err := range r.Scan([]byte{tableMeta}, []byte{tableMeta + 1}, 0) {
		if err != nil {
			return err
		}
		if !known[string(p.K)] {
			rep.problem("keys", "there is one that belongs to nothing: %x", p.K)
		}
	}
	var nonces uint64
	for _, err := range r.Scan([]byte{tableNonce}, []byte{tableNonce + 1}, 0) {
		if err != nil {
			return err
		}
		nonces++
	}
	if nonces != rep.Head.Seq {
		rep.problem("nonces", "there are %d of them for %d entries", nonces, rep.Head.Seq)
	}
	return nil
}

// whole gives the report's problems as one error.
func (r *Report) whole() error {
	if r.OK() {
		return nil
	}
	return &model.Error{Kind: model.ErrCorrupt, Message: "the log is damaged", Hint: "restore a backup", Err: errors.New(r.Problems[0].Where + ": " + r.Problems[0].What)}
}
