package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/ingest"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/words"
)

type importFlags struct {
	profile, mapping, platform, region string
	dryRun                             bool
}

func newImport(a *app) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Load exports of accounts and sign-ins",
		Long: `Loads exports into the investigation, and makes the investigation where there is none. All files are loaded, or, where one cannot be read, none. Loading a file again changes nothing.

Rows that cannot be used go to FILE.rejected.jsonl with their line and the reason, and the exit code is then 3. FILE may be - for standard input.`,
		Example: `clew import accounts.jsonl
clew import --db jasper.clew accounts.csv okta-log.jsonl.gz
# Look first: what would be new, what would be rejected?
clew import --dry-run accounts.csv
# An export that no profile knows
clew import export.csv > mapping.toml
clew import export.csv --map mapping.toml`,
		Args: usage(cobra.MinimumNArgs(1), "name the files to load"),
		RunE: func(cmd *cobra.Command, args []string) error { return importFiles(cmd.Context(), a, args, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.profile, "profile", "auto", "what the files are; see 'clew profiles'")
	flags.StringVar(&f.mapping, "map", "", words.ByMapping)
	flags.StringVar(&f.platform, "platform", "", "the platform of accounts that name none")
	flags.StringVar(&f.region, "region", "", "country of phone numbers without one, as in US")
	flags.BoolVar(&f.dryRun, "dry-run", false, "change nothing, only say what would")
	must(cmd.RegisterFlagCompletionFunc("profile", completeProfile))
	must(cmd.RegisterFlagCompletionFunc("region", cobra.NoFileCompletions))
	must(cmd.RegisterFlagCompletionFunc("platform", cobra.NoFileCompletions))
	return cmd
}

// importShape is what an import says of one file.
type importShape struct {
	store.FileReport
	Duplicates   uint64   `json:"duplicates"`
	RejectedFile string   `json:"rejected_file,omitempty"`
	Notes        []string `json:"notes"`
}

func importFiles(ctx context.Context, a *app, paths []string, f importFlags) (err error) {
	who, err := a.who()
	if err != nil {
		return err
	}
	opts := ingest.Options{Profile: f.profile, Platform: f.platform, Region: f.region}
	if f.mapping != "" {
		if opts.Mapping, err = readMapping(f.mapping); err != nil {
			return err
		}
	}
	exports, cleanUp, err := openExports(ctx, paths)
	defer cleanUp()
	if err != nil {
		return err
	}
	db, created, undo, err := a.openOrCreate(ctx, f.dryRun)
	if err != nil {
		return err
	}
	bar := startProgress(ctx, a.diag)
	l := load.Loader{DB: db, Actor: who, Options: opts, DryRun: f.dryRun, Stage: bar.load}
	done, err := l.Import(ctx, exports)
	if done.Unlinked != nil {
		defer a.tell(a.diag.warn(words.Unlinked) + " " + words.Clean(done.Unlinked.Error()))
	}
	out := done.Files
	bar.stop()
	accounts, path := db.Len(), db.Path()
	err = errors.Join(err, db.Close())
	if created && accounts == 0 && (f.dryRun || out == nil) {
		undo()
	}
	if out == nil {
		return suggestion(a, err)
	}
	if err := errors.Join(err, printImport(a, out)); err != nil {
		return err
	}
	switch {
	case f.dryRun:
		a.tell("Dry run: nothing was changed.")
	case created:
		a.tell(fmt.Sprintf("Made %s with %s.", words.Clean(path), words.Count(accounts, "account")))
	default:
		a.tell(words.Imported(path, done.Changed, accounts))
	}
	for _, o := range out {
		if o.Rejected > 0 {
			return errPartly
		}
	}
	return nil
}

// suggestion prints the mapping that the error for an unknown kind of export
// ends its hint with to standard output, so that it can be saved.
func suggestion(a *app, err error) error {
	var m *model.Error
	if a.json || !errors.As(err, &m) {
		return err
	}
	hint, mapping, ok := strings.Cut(m.Hint, "\n")
	if !ok {
		return err
	}
	fmt.Fprintln(a.out, lines(mapping))
	with := *m
	with.Hint = strings.TrimSuffix(hint, ", for example:") + "; one to begin with is on standard output"
	return errors.Join(a.flush(), &with)
}

// readMapping reads the file of --map.
func readMapping(path string) (*ingest.Mapping, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "the mapping cannot be read", Where: model.Untrusted(path), Err: err}
	}
	defer f.Close()
	return ingest.ParseMapping(f, path)
}

// openExports finds the files to load. Standard input, named -, is first
// written to a temporary file, which cleanUp removes.
func openExports(ctx context.Context, paths []string) (exports []load.Export, cleanUp func(), err error) {
	var temp string
	cleanUp = func() {
		if temp != "" {
			os.RemoveAll(temp)
		}
	}
	for _, p := range paths {
		if p != "-" {
			exports = append(exports, load.Export{Path: p, Name: p})
			continue
		}
		if temp != "" {
			return nil, cleanUp, &model.Error{Kind: model.ErrUsage, Message: "standard input can be loaded once only"}
		}
		if temp, err = os.MkdirTemp("", "clew-stdin-*"); err != nil {
			return nil, cleanUp, err
		}
		spool := filepath.Join(temp, "stdin")
		f, err := os.OpenFile(spool, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, cleanUp, err
		}
		if err := errors.Join(copyInput(ctx, f, 1<<62), f.Close()); err != nil {
			return nil, cleanUp, err
		}
		exports = append(exports, load.Export{Path: spool, Name: "stdin"})
	}
	return exports, cleanUp, nil
}

func printImport(a *app, out []load.Loaded) error {
	if a.json {
		shapes := make([]importShape, len(out))
		for i, o := range out {
			shapes[i] = importShape{o.FileReport, o.Result.Duplicates, o.RejectedFile, orEmpty(o.Result.Notes)}
		}
		if err := array(a, shapes); err != nil {
			return err
		}
	} else {
		printSummary(a, out)
	}
	if err := a.flush(); err != nil {
		return err
	}
	for _, o := range out {
		name := words.Clean(o.Name)
		for _, n := range o.Result.Notes {
			a.tell(a.diag.dim("Note:") + " " + name + ": " + words.Clean(n))
		}
		for _, r := range o.Rejects.Reasons() {
			a.tell(a.diag.warn("Rejected:") + " " + name + ": " + rejectText(r))
		}
		if o.RejectedFile != "" {
			a.tell(gap + words.Count(o.Rejects.Total(), "row") + " written to " + words.Clean(o.RejectedFile))
		}
	}
	return nil
}

func rejectText(r load.Reason) string { return words.Rejected(r.Field, r.Text, r.Rows, r.First) }

func printSummary(a *app, out []load.Loaded) {
	rows := make([][]cell, len(out))
	for i, o := range out {
		paint := plain
		if o.Rejected > 0 {
			paint = a.screen.warn
		}
		dup := ""
		if o.Result.Duplicates > 0 {
			dup = words.Thousands(o.Result.Duplicates)
		}
		rows[i] = []cell{{text: words.Thousands(o.Read)}, {text: words.Thousands(o.Accepted)}, {text: words.Thousands(o.New)}, {text: words.Thousands(o.Changed)},
			{text: words.Thousands(o.Unchanged)}, {words.Thousands(o.Rejected), paint}, {text: dup}, {o.Profile, a.screen.dim}, {text: words.Clean(o.Name)}}
	}
	t := table{cols: []column{{head: "READ", right: true}, {head: "ACCEPTED", right: true}, {head: "NEW", right: true}, {head: "CHANGED", right: true},
		{head: "UNCHANGED", right: true}, {head: "REJECTED", right: true}, {head: "DUPLICATE", right: true}, {head: "PROFILE", drop: 1},
		{head: "FILE", least: 14, wrap: true}}}
	t.write(a.out, a.screen, rows)
}
