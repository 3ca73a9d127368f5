package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	"github.com/seed-28a39f10/clew/store/export"
	signing "github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/ui/words"
)

// maxCheckpoint is how large the file of a checkpoint or a public key may be, in bytes.
const maxCheckpoint = 64 << 10

type verifyFlags struct {
	checkpoint string
	keys       []string
}

func newVerify(a *app) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [PATH]",
		Short: "Prove that nothing was changed or cut off",
		Long: `Reads the whole investigation, changes nothing, and looks whether

- every entry of the audit log and every hash over it is as it was written, the imported data is the one that the log names, and all else holds that 'clew check' looks at;
- the log continues the checkpoint in the file of --checkpoint, see 'clew checkpoint';
- the log continues the checkpoint that Clew has seen here before. Clew remembers the last one for your login, outside of the investigation, whenever you check or verify it;
- the checkpoint is signed with each key given with --key, which is a file that 'clew key show' has made.

So it finds every entry that was changed, removed or put in, a tail that was cut off, and an older copy in place of the newest, even where all hashes were made anew. What it cannot find is what somebody has added since the last checkpoint: that is an entry like any other, with a name and a time in 'clew audit'.

PATH may also be the folder of an exported batch: then its files are held against its manifest, and, where --db or CLEW_DB names the investigation, the manifest against the audit log, which has the SHA-256 of each that was handed off.

PATH may be a case file, its folder or zip: then its files are held against its manifest, every entry of the audit log that it names against its checkpoint, and its signature against the keys of --key, one of which must have made it. --checkpoint compares its checkpoint with one that was kept elsewhere, and --db with the log itself. None of this needs the investigation; see 'clew export verifier' for the same without Clew.

Without PATH it is the investigation of --db.

Exit code 3 when something does not hold, and 1 when it cannot be read at all.`,
		Example: `clew verify case.clew
clew verify case.clew --checkpoint monday.checkpoint --key kim.pub
clew verify batch-0007 --db case.clew
clew verify case-7.zip --key kim.pub`,
		Args:              usage(cobra.MaximumNArgs(1), "name the investigation, the case file or the folder of a batch"),
		ValidArgsFunction: completeOneDirectory,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := a.verifyPath(args)
			if err != nil {
				return err
			}
			if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
				return &model.Error{Kind: model.ErrNotFound, Message: "there is no investigation, case file or batch there", Where: model.Untrusted(path), Hint: "look at the path"}
			}
			if bundle.Is(path) {
				return verifyCase(cmd.Context(), a, path, f)
			}
			if isBatch(path) {
				return verifyBatch(cmd.Context(), a, path, f)
			}
			return verify(cmd.Context(), a, path, f)
		},
	}
	cmd.Flags().StringVar(&f.checkpoint, "checkpoint", "", "a checkpoint that was kept elsewhere")
	cmd.Flags().StringArrayVar(&f.keys, "key", nil, "the checkpoint must be signed with this public key, a file; may be repeated")
	return cmd
}

func completeOneDirectory(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return directories(cmd, args, typed)
}

// verifyPath is what is to be verified.
func (a *app) verifyPath(args []string) (string, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	path, byDefault, err := a.path()
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", notThere(path, byDefault)
	}
	return path, nil
}

// isBatch reports whether path is the folder of a batch, and no investigation.
func isBatch(path string) bool {
	there := func(name string) bool {
		_, err := os.Lstat(filepath.Join(path, name))
		return err == nil
	}
	return there(export.ManifestName) && !there("work.db")
}

func verify(ctx context.Context, a *app, path string, f verifyFlags) error {
	o, err := verifyOptions(f)
	if err != nil {
		return err
	}
	bar := startProgress(ctx, a.diag)
	bar.stage("verifying", nil, nil)
	r, err := store.Verify(ctx, path, o)
	bar.stop()
	if err != nil {
		return err
	}
	return verdict(a, r)
}

func verifyOptions(f verifyFlags) (o store.VerifyOptions, err error) {
	if o.Memory, err = memoryDir(); err != nil {
		return o, err
	}
	if f.checkpoint == "" {
		if len(f.keys) > 0 {
			return o, &model.Error{Kind: model.ErrUsage, Message: "--key is for the checkpoint that is given with --checkpoint", Hint: "name its file"}
		}
		return o, nil
	}
	if o.Checkpoint, err = readSmall(f.checkpoint, "a checkpoint, as 'clew checkpoint' writes it", maxCheckpoint); err != nil {
		return o, err
	}
	o.Keys, err = readKeys(f.keys)
	return o, err
}

// neverInvestigation refuses what stands where an investigation was: who puts something else in
// its place does not make it that.
func neverInvestigation(path, now string) error {
	memory, err := memoryDir()
	if err != nil {
		return err
	}
	id, err := signing.SeenAt(memory, path)
	if err != nil || id == "" {
		return err
	}
	return &model.Error{Kind: model.ErrRefused, Message: "there was an investigation at this path, and now it is " + now,
		Where: model.Untrusted(path), Hint: "find out who has put it there; where it was you, move it to another path"}
}

// verifyBatch holds the folder of a batch to its manifest, and that to the log of the investigation
// that is named, if one is.
func verifyBatch(ctx context.Context, a *app, path string, f verifyFlags) error {
	if f.checkpoint != "" || len(f.keys) > 0 {
		return &model.Error{Kind: model.ErrUsage, Message: "--checkpoint and --key are for an investigation, and this is the folder of a batch", Where: model.Untrusted(path)}
	}
	if err := neverInvestigation(path, "the folder of a batch"); err != nil {
		return err
	}
	problems, manifest, err := export.CheckBatch(path)
	if err != nil {
		return err
	}
	r := &store.Report{Checked: map[string]uint64{"batch": 1}}
	for _, p := range problems {
		r.Problems = append(r.Problems, store.Problem{Where: string(p.Where), What: p.What, Hint: p.Hint})
	}
	if manifest != "" {
		if err := a.inLog(ctx, r, manifest); err != nil {
			return err
		}
	}
	return verdict(a, r)
}

// inLog says whether a batch was handed off with a manifest, or, where no investigation is named,
// how to find out.
func (a *app) inLog(ctx context.Context, r *store.Report, manifest string) error {
	path, byDefault, err := a.path()
	if err != nil {
		return err
	}
	if byDefault {
		r.Remarks = append(r.Remarks, store.Remark{Where: export.ManifestName,
			What: fmt.Sprintf("its SHA-256 is %s; compare it with the one in the audit log, or have that done with --db", manifest)})
		return nil
	}
	return a.read(ctx, func(db *store.DB) error {
		r.Checked["manifest in the log"] = 1
		for _, b := range db.Work().Batches() {
			for _, out := range b.Out {
				if out.Manifest == manifest {
					r.Remarks = append(r.Remarks, store.Remark{Where: export.ManifestName, What: fmt.Sprintf("its SHA-256 is %s, with which %s handed off batch %d on %s, entry %s of the audit log",
						manifest, out.By, b.ID, words.Minute(out.Time), words.Thousands(out.Entry))})
					return nil
				}
			}
		}
		r.Problems = append(r.Problems, store.Problem{Where: export.ManifestName,
			What: fmt.Sprintf("its SHA-256 is %s, and the audit log of %s has no batch that was handed off with it", manifest, path),
			Hint: "it is of another investigation, or was described anew since: do not act on it; 'clew batch write' writes the files of a batch again"})
		return nil
	})
}
