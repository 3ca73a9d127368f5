package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
	"github.com/seed-28a39f10/clew/store/work"
)

// Check verifies everything: the pages of both files, the checksum of every
// block, every index against the records, the SHA-256 of the generation against
// the log, the log's Merkle tree, entry by entry, the attached files against their
// names, and the saved facts of some accounts against what follows from the data.
// Damage is a Problem, not an error; an error says that the check could not be made.
func (db *DB) Check(ctx context.Context) (*Report, error) {
	r := &Report{Checked: map[string]uint64{}}
	return r, db.check(ctx, r)
}

// check is Check, and looks whether the log continues the checkpoints that are known.
func (db *DB) check(ctx context.Context, r *Report, known ...kept) error {
	head, err := db.checkLog(ctx, r, known...)
	if err == nil && len(r.Problems) == 0 { // what a damaged log names means nothing
		err = db.checkFiles(ctx, r)
	}
	if err != nil || head.Gen.Gen == 0 {
		return err
	}
	if err := db.checkGeneration(ctx, head.Gen, r); err != nil || len(r.Problems) > 0 {
		return err
	}
	if err := db.checkProposals(ctx, r); err != nil {
		return err
	}
	return db.checkFacts(ctx, r)
}

// checkProposals holds the accounts of each proposal to the hash of them that was
// approved.
func (db *DB) checkProposals(ctx context.Context, r *Report) error {
	if err := db.Refresh(ctx); err != nil {
		return err
	}
	for _, p := range db.flow().Proposals() {
		ids, err := db.IDs(ctx, p.Accounts)
		if err != nil {
			return r.damaged(fmt.Sprintf("proposal %d", p.ID), err, hintLog)
		}
		r.Checked["proposals"]++
		if sum := workflow.AccountsSHA256(ids); sum != p.Terms.AccountsSHA256 {
			r.add(fmt.Sprintf("proposal %d", p.ID), "its accounts are not those whose hash was approved: "+sum+" and not "+p.Terms.AccountsSHA256, hintLog)
		}
	}
	return nil
}

func (r *Report) add(where, what, hint string) {
	r.Problems = append(r.Problems, Problem{Where: where, What: what, Hint: hint})
}

// maxRemarks is how many remarks a report lists.
const maxRemarks = 100

// note adds what is worth knowing and is no problem.
func (r *Report) note(where, what string) {
	if len(r.Remarks) < maxRemarks {
		r.Remarks = append(r.Remarks, Remark{where, what})
	}
}

// damaged turns an error that tells of damage into a problem; other errors stay.
func (r *Report) damaged(where string, err error, hint string) error {
	switch model.KindOf(err) {
	case "":
		return nil
	case model.ErrCorrupt, model.ErrTooNew, model.ErrNotFound:
		r.add(where, err.Error(), hint)
		return nil
	}
	return err
}

const (
	hintLog  = "restore the newest backup with 'clew restore'"
	hintBase = "import the source files into a new investigation, or restore a backup with 'clew restore'"
)

func (db *DB) checkLog(ctx context.Context, r *Report, known ...kept) (work.Head, error) {
	report, err := db.log.Verify(ctx, checkpoints(known)...)
	if err != nil {
		return report.Head, r.damaged("audit log", err, hintLog)
	}
	r.Checked["log entries"] = report.Entries
	for _, p := range report.Problems {
		r.add("audit log, "+p.Where, p.What, hintOf(known, p.Where))
	}
	accounts := uint64(report.Head.Gen.Accounts)
	fresh, gen := newState(), uint32(0)
	err = db.log.Read(ctx, 0, func(e work.Entry) error {
		if e.ClockBack {
			r.note(fmt.Sprintf("audit log, entry %d", e.Seq), "the clock had been set back by more than 2 s since the entry before; the order is that of the log")
		}
		for _, ord := range e.Subjects {
			if uint64(ord) >= accounts {
				r.add(fmt.Sprintf("audit log, entry %d", e.Seq), "it speaks of an account that does not exist", hintLog)
				break
			}
		}
		if e.Action == verbImport {
			var body importBody
			if err := json.Unmarshal(e.Body, &body); err != nil {
				return badEntry(e, err)
			}
			if body.Generation != gen+1 {
				r.add(fmt.Sprintf("audit log, entry %d", e.Seq), "an import is missing before it", hintLog)
			}
			gen = body.Generation
		}
		return fresh.fold(e)
	})
	for _, v := range fresh.flow.Violations() {
		r.add(fmt.Sprintf("audit log, entry %d", v.Entry), fmt.Sprintf("the rules refuse it, so it counts for nothing: %s by %s: %s", v.Verb, v.Actor, v.Why),
			"find out who wrote it: no version of Clew does")
	}
	for _, l := range fresh.watch.lists {
		if _, bad := l.load(); bad != nil {
			r.add("watch list "+l.name, bad.Error(), hintLog)
		}
	}
	return report.Head, r.damaged("audit log", err, hintLog)
}

func (db *DB) checkGeneration(ctx context.Context, ref work.GenRef, r *Report) error {
	name := baseName(ref.Gen)
	path := filepath.Join(db.path, name)
	sum, err := hashFile(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			r.add(name, "the file is missing", hintBase)
			return nil
		}
		return err
	}
	r.Checked["bytes of imported data"] = fileSize(path)
	if sum != ref.SHA256 {
		r.add(name, fmt.Sprintf("its SHA-256 is %s and the audit log says %s", hex.EncodeToString(sum[:]), hexSum(ref.SHA256)), hintBase)
	}
	return r.damaged(name, checkBase(ctx, path, name, r), hintBase)
}

// checkBase reads every block of a generation. It opens the file anew, so that a
// damaged one is looked at as if for the first time.
func checkBase(ctx context.Context, path, name string, r *Report) error {
	s, err := bolt.Open(path, bolt.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := r.damaged(name, s.Check(ctx), hintBase); err != nil {
		return err
	}
	reader, release, err := s.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer release()
	return bolt.Guard(func() error {
		b, err := base.Open(reader)
		if err != nil {
			return err
		}
		checked, err := b.Check(ctx, func(where, what string) { r.add(name+", "+where, what, hintBase) })
		for what, n := range checked {
			r.Checked[what] = n
		}
		return err
	})
}

func fileSize(path string) uint64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return uint64(info.Size())
}
