package store

import (
	"context"
	"encoding/hex"

	"github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/store/work"
)

// Checkpoint gives the checkpoint of the log as it is on disk now, in the format of
// https://c2sp.org/tlog-checkpoint, without a signature.
func (db *DB) Checkpoint(ctx context.Context) (string, error) {
	head, err := db.log.Head(ctx)
	if err != nil {
		return "", err
	}
	return head.Checkpoint().String(), nil
}

// Remember looks whether the log continues the checkpoint that was last seen of this
// investigation, and then keeps its own as the last. It is told by the hashes that
// are stored, in a few reads; [Verify] trusts none of them. The folder memory is the
// one of [sign.Remember]. Where there is a problem, what is remembered stays.
func (db *DB) Remember(ctx context.Context, memory string) ([]Problem, error) {
	head, err := db.log.Head(ctx)
	if err != nil {
		return nil, err
	}
	r := &Report{}
	for _, k := range db.remembered(memory, head, r) {
		why, now, err := db.log.Continue(ctx, k.Checkpoint)
		if err != nil {
			return nil, err
		}
		if why != "" {
			r.add("audit log, "+k.Name, why, k.hint)
		}
		head = now
	}
	if len(r.Problems) > 0 {
		return r.Problems, nil
	}
	return nil, db.remember(memory, head)
}

func (db *DB) remember(memory string, head work.Head) error {
	return sign.Remember(memory, db.path, hex.EncodeToString(head.ID[:]), head.Checkpoint().String())
}

// kept is a checkpoint that the log must continue, and what to do where it does not.
type kept struct {
	work.Known
	hint string
}

const (
	hintGiven = "find out who could write to the investigation's folder, and compare it with a backup"
	hintCopy  = "; a backup that was restored has a history of its own: where that is what happened, remove the file "
)

// remembered gives the checkpoint that was last seen of the investigation, if there
// is one. What speaks against the investigation before its log is read, and a memory
// that cannot be read, is a problem.
func (db *DB) remembered(memory string, head work.Head, r *Report) []kept {
	const where = "the checkpoint remembered"
	m, err := sign.Remembered(memory, db.path, hex.EncodeToString(head.ID[:]))
	if err != nil {
		r.add(where, err.Error(), "see to it that Clew can read what it has remembered, and nobody else can write it")
		return nil
	}
	if m.OtherID != "" {
		r.add("path", "another investigation was here when it was last verified, with the id "+m.OtherID,
			"find out who has put this one in its place; where it was you, remove the file "+m.OtherFile)
	}
	if m.Checkpoint == "" {
		return nil
	}
	c, err := work.ParseCheckpoint(m.Checkpoint)
	if err != nil {
		r.add(where, err.Error(), "find out who has written to the file "+m.File+", then remove it")
		return nil
	}
	return []kept{{work.Known{Name: where, Checkpoint: c}, hintGiven + hintCopy + m.File}}
}

func checkpoints(all []kept) []work.Known {
	var known []work.Known
	for _, k := range all {
		known = append(known, k.Known)
	}
	return known
}

// hintOf says what to do about a problem that the log's own check has found.
func hintOf(known []kept, where string) string {
	for _, k := range known {
		if k.Name == where {
			return k.hint
		}
	}
	return hintLog
}
