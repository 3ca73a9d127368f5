package main

import (
	"context"
	"fmt"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	"github.com/seed-28a39f10/clew/store/export"
	signing "github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/store/work"
	"github.com/seed-28a39f10/clew/ui/words"
)

// verifyCase holds a case file to its own description, and where an investigation is named, to
// its log.
func verifyCase(ctx context.Context, a *app, path string, f verifyFlags) error {
	if err := neverInvestigation(path, "a case file"); err != nil {
		return err
	}
	keys, err := readKeys(f.keys)
	if err != nil {
		return err
	}
	bar := startProgress(ctx, a.diag)
	defer bar.stop()
	bar.stage("verifying", nil, nil)
	c, err := bundle.Check(ctx, path, keys)
	if err != nil {
		return err
	}
	r := &store.Report{Checked: c.Checked}
	for _, p := range c.Problems {
		r.Problems = append(r.Problems, store.Problem{Where: string(p.Where), What: p.What, Hint: p.Hint})
	}
	for _, p := range c.Remarks {
		r.Remarks = append(r.Remarks, store.Remark{Where: string(p.Where), What: p.What})
	}
	if m := c.Manifest; m.SHA256 != "" {
		if err := heldAgainst(r, m, f.checkpoint); err != nil {
			return err
		}
		if err := a.caseInLog(ctx, r, m); err != nil {
			return err
		}
	}
	bar.stop()
	return verdict(a, r)
}

// heldAgainst compares the checkpoint of a case file with one that was kept elsewhere.
func heldAgainst(r *store.Report, m bundle.Manifest, file string) error {
	if file == "" {
		return nil
	}
	message, err := readSmall(file, "a checkpoint, as 'clew checkpoint' writes it", maxCheckpoint)
	if err != nil {
		return err
	}
	text, err := signing.Text(message)
	if err != nil {
		return err
	}
	kept, err := work.ParseCheckpoint(text)
	if err != nil {
		return err
	}
	own, err := work.ParseCheckpoint(m.Checkpoint)
	if err != nil {
		return err
	}
	r.Checked["checkpoints"] = 1
	const where = "the checkpoint given"
	switch {
	case kept.ID != own.ID:
		r.Problems = append(r.Problems, store.Problem{Where: where, What: "it is of another investigation than the case file", Hint: "give the one of the investigation that the case file names"})
	case kept.Size != own.Size:
		r.Remarks = append(r.Remarks, store.Remark{Where: where, What: fmt.Sprintf("it is of %d entries and the case file of %d: whether one continues the other only the log can show, with --db", kept.Size, own.Size)})
	case kept != own:
		r.Problems = append(r.Problems, store.Problem{Where: where, What: fmt.Sprintf("of the same %d entries it has another hash: there are two histories", own.Size), Hint: "do not rely on this case file; ask whoever kept the checkpoint, and whoever sent the case file"})
	}
	return nil
}

// caseInLog says whether a case file was given out, and of the log that is there, where an
// investigation is named.
func (a *app) caseInLog(ctx context.Context, r *store.Report, m bundle.Manifest) error {
	path, byDefault, err := a.path()
	if err != nil {
		return err
	}
	if byDefault {
		r.Remarks = append(r.Remarks, store.Remark{Where: export.ManifestName, What: fmt.Sprintf("its SHA-256 is %s; compare it with the one that whoever sent it names", m.SHA256)})
		return nil
	}
	return a.read(ctx, func(db *store.DB) error {
		if db.Work().Log() != m.Investigation {
			r.Remarks = append(r.Remarks, store.Remark{Where: "log", What: fmt.Sprintf("not looked at: the case file is of the investigation %s, and %s is another one", m.Investigation, words.Clean(path))})
			return nil
		}
		r.Checked["log"] = 1
		const hint = "the case file is of another history: find out which one is true"
		then, err := db.CheckpointAt(ctx, m.Log.Entries)
		switch {
		case model.KindOf(err) == model.ErrNotFound:
			r.Problems = append(r.Problems, store.Problem{Where: "log", What: fmt.Sprintf("the investigation never had the %d entries that the case file is of", m.Log.Entries), Hint: hint})
		case err != nil:
			return err
		case then != m.Checkpoint:
			r.Problems = append(r.Problems, store.Problem{Where: "log", What: "the log had another hash at that size", Hint: hint})
		}
		for _, g := range db.Work().GivenOut(m.Case) {
			if g.Manifest == m.SHA256 {
				r.Remarks = append(r.Remarks, store.Remark{Where: "log", What: fmt.Sprintf("%s gave it out in entry %d", g.By, g.Entry)})
				return nil
			}
		}
		r.Remarks = append(r.Remarks, store.Remark{Where: "log", What: "no entry says that it was given out: it was received from elsewhere and passed on, or its entry could not be written"})
		return nil
	})
}
