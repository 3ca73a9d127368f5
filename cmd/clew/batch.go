package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/handover"
	"github.com/seed-28a39f10/clew/ui/words"
)

// batchActions are the actions that go outside.
var batchActions = append(slices.DeleteFunc(slices.Clone(workflow.Actions), func(a string) bool { return !workflow.External(a) }), workflow.Reinstate)

func newBatch(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "batch seal|list|show|write|confirm|undo",
		Short: "Hand approved accounts to enforcement",
		Long: `Hands approved accounts to whoever enforces decisions, takes their answer, and takes all of it back where it was wrong.

A batch is sealed once and never changes; it holds those accounts alone that are approved at that moment by enough persons. Its folder has lists as CSV, JSON and text, the list that would undo it, and a manifest with the SHA-256 of each file; 'clew verify FOLDER' looks whether they are still those.`,
		Example: `clew batch seal --out to-platform --window 6h --dry-run
clew batch seal --out to-platform --window 6h
clew batch confirm 1 answer.csv
clew batch undo 1 --out back --why "the device is a default"`,
		Args: cobra.ArbitraryArgs,
		RunE: sayWhat("clew batch seal --out DIR, list, show ID, write ID --out DIR, confirm ID FILE, or undo ID --out DIR --why TEXT"),
	}
	cmd.AddCommand(newBatchSeal(a), newBatchList(a), newBatchShow(a), newBatchWrite(a), newBatchConfirm(a), newBatchUndo(a))
	return cmd
}

type sealFlags struct {
	out, action, notBefore, why string
	window                      time.Duration
	retry, dryRun               bool
}

func newBatchSeal(a *app) *cobra.Command {
	var f sealFlags
	cmd := &cobra.Command{
		Use:   "seal [ACCOUNT...]",
		Short: "Seal what is approved, and write its files",
		Long: `Seals a batch of the accounts that are approved for an action, all of them or those that are named, and writes its files into a new folder.

With --window the accounts are due over that time, ring by ring: all of a ring at one moment, and rings at moments that have nothing to do with one another. --not-before says from when on.

Where the files cannot be written the batch stays sealed; 'clew batch write' writes them later.`,
		Example: `clew batch seal --out to-platform --dry-run
clew batch seal --out to-platform --not-before 2027-01-31T06:00:00Z --window 6h
clew batch seal --action reinstate --out back`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeAccount(a, 0, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.write(cmd.Context(), func(db *store.DB) error { return seal(cmd.Context(), a, db, args, f) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "the folder to write, which is new")
	flags.StringVar(&f.action, "action", "suspend", strings.Join(batchActions, ", "))
	flags.StringVar(&f.notBefore, "not-before", "", "when it may begin, as 2027-01-31 or RFC 3339; else at once")
	flags.DurationVar(&f.window, "window", 0, "spread it over this time, such as 6h; up to 720h")
	flags.Lookup("window").DefValue = ""
	flags.BoolVar(&f.retry, "retry", false, "also accounts of which enforcement said that it failed")
	flags.BoolVar(&f.dryRun, "dry-run", false, "change nothing, only say what is ready")
	whyFlag(cmd, &f.why)
	must(cmd.RegisterFlagCompletionFunc("out", directories))
	must(cmd.RegisterFlagCompletionFunc("action", fixed(batchActions...)))
	quiet(cmd, "not-before", "window")
	return cmd
}

func seal(ctx context.Context, a *app, db *store.DB, args []string, f sealFlags) error {
	from, err := parseUntil(f.notBefore)
	if err != nil {
		return err
	}
	if !slices.Contains(batchActions, f.action) {
		return &model.Error{Kind: model.ErrUsage, Message: "no batch is of that action", Where: model.Untrusted(f.action), Hint: "one of " + strings.Join(batchActions, ", ")}
	}
	if f.dryRun {
		return listReady(ctx, a, db, f)
	}
	if err := outFolder(f.out); err != nil {
		return err
	}
	ids, err := resolve(ctx, db, args)
	if err != nil {
		return err
	}
	r, err := act(ctx, a, db, workflow.Seal{On: ids, Action: f.action, NotBefore: from.Milli, Window: f.window.Truncate(time.Second).Milliseconds(), Retry: f.retry, Why: model.Untrusted(f.why)})
	if err != nil {
		return err
	}
	return writeSealed(ctx, a, db, sealedBy(db.Work(), r.Entry), f.out)
}

// outFolder refuses a folder that the files of a batch could not be written to.
func outFolder(dir string) error {
	if dir == "" {
		return &model.Error{Kind: model.ErrUsage, Message: "say where the files go", Hint: "name a new folder with --out DIR"}
	}
	return handover.Free(dir)
}

// sealedBy finds the batch that an entry of the log has sealed.
func sealedBy(w *workflow.State, entry uint64) *workflow.Batch {
	for _, b := range w.Batches() {
		if b.Sealed.Entry == entry {
			return b
		}
	}
	panic("an entry that sealed no batch")
}

// writeSealed writes the files of a batch that has just been sealed.
func writeSealed(ctx context.Context, a *app, db *store.DB, b *workflow.Batch, dir string) error {
	err := writeBatch(ctx, a, db, b.ID, dir, "Sealed")
	if err != nil {
		a.tell(a.diag.warn("Note:") + fmt.Sprintf(" batch %d is sealed, and its files are still to be written: clew batch write %d --out DIR", b.ID, b.ID))
	}
	return err
}

type (
	batchShape struct {
		ID        uint32            `json:"id"`
		Action    string            `json:"action"`
		State     string            `json:"state"`
		Accounts  []model.Untrusted `json:"accounts"`
		Done      int               `json:"done"`
		Failed    int               `json:"failed"`
		NotFound  int               `json:"not_found"`
		Pending   int               `json:"pending"`
		Sealed    string            `json:"sealed,omitempty"`
		SealedBy  string            `json:"sealed_by"`
		NotBefore string            `json:"not_before,omitempty"`
		Window    int64             `json:"window_seconds,omitempty"`
		Why       model.Untrusted   `json:"why"`
		Reverses  uint32            `json:"reverses,omitempty"` // batch that it takes back
		Proposals []groundShape     `json:"proposals"`
		Manifests []string          `json:"manifests"` // SHA-256 of each that was written, the last at the end
	}
	groundShape struct {
		Proposal uint32 `json:"proposal"`
		Hash     string `json:"hash"` // of the version
	}
	writtenShape struct {
		batchShape
		Folder model.Untrusted `json:"folder"`
		Files  []fileShape     `json:"files"`
	}
	fileShape struct {
		Name   string `json:"name"`
		Bytes  int64  `json:"bytes"`
		SHA256 string `json:"sha256"`
	}
)

func batchShapeOf(b *workflow.Batch, accounts []model.Untrusted) batchShape {
	s := batchShape{ID: b.ID, Action: b.Action, State: b.State(), Accounts: accounts, Done: b.Count(workflow.Done), Failed: b.Count(workflow.Undone),
		NotFound: b.Count(workflow.NotFound), Pending: b.Count(workflow.Pending), Sealed: b.Sealed.Time.String(), SealedBy: b.Sealed.By,
		NotBefore: b.NotBefore.String(), Window: int64(b.Window / time.Second), Why: b.Why, Reverses: b.Reverses, Proposals: []groundShape{}, Manifests: []string{}}
	for _, g := range b.Proposals {
		s.Proposals = append(s.Proposals, groundShape{g.Proposal, g.Hash})
	}
	for _, h := range b.Out {
		s.Manifests = append(s.Manifests, h.Manifest)
	}
	return s
}

// writeBatch writes the files of a batch, and says so.
func writeBatch(ctx context.Context, a *app, db *store.DB, id uint32, dir, did string) error {
	who, err := a.who()
	if err != nil {
		return err
	}
	bar := startProgress(ctx, a.diag)
	bar.stage("writing the files of the batch", nil, nil)
	m, err := handover.Write(ctx, db, id, dir, who)
	bar.stop()
	if err != nil {
		return err
	}
	b := db.Work().Batch(id)
	if a.json {
		accounts, err := named(ctx, db, b.Accounts)
		if err != nil {
			return err
		}
		s := writtenShape{batchShapeOf(b, accounts), model.Untrusted(dir), []fileShape{}}
		for _, f := range m.Files {
			s.Files = append(s.Files, fileShape(f))
		}
		return a.object(s)
	}
	fmt.Fprintf(a.out, "%s batch %d: %s %s, %s. Its files are in %s:\n", did, id, words.Clean(b.Action), words.Count(len(b.Accounts), "account"),
		words.Count(m.Counts.Rings, "ring"), words.Clean(dir))
	for _, f := range m.Files {
		fmt.Fprintf(a.out, "  %s  %s\n", f.Name, a.screen.dim(words.Size(f.Bytes)))
	}
	if times := words.BatchTimes(b); times != "" {
		a.indented(1, times, plain)
	}
	fmt.Fprintln(a.out, gap+a.screen.dim("manifest SHA-256 "+m.SHA256))
	return nil
}

// listReady says which accounts a batch would hold, and changes nothing.
func listReady(ctx context.Context, a *app, db *store.DB, f sealFlags) error {
	ords, held := db.Work().Sealable(f.action, f.retry)
	rows, err := db.Listing(ctx, ords)
	if err != nil {
		return err
	}
	if a.json {
		return a.object(struct {
			Action   string            `json:"action"`
			Accounts []model.Untrusted `json:"accounts"`
			Held     int               `json:"held"` // that would be, and are on hold
		}{f.action, namesOf(rows), held})
	}
	if len(rows) > 0 {
		list := accountList{a: a}
		if err := list.add(rows); err != nil {
			return err
		}
		fmt.Fprintln(a.out)
	}
	fmt.Fprintf(a.out, "Nothing was changed. A batch would %s %s", words.Clean(f.action), words.Count(len(rows), "account"))
	if held > 0 {
		fmt.Fprintf(a.out, "; %s more on hold", words.Thousands(held))
	}
	fmt.Fprintln(a.out, ".")
	return nil
}

func newBatchList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "list",
		Short:             "List batches",
		Example:           "clew batch list\nclew batch list --json",
		Args:              usage(cobra.NoArgs, "it takes none; 'clew batch show ID' shows one"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error { return listBatches(cmd.Context(), a, db) })
		},
	}
}

func listBatches(ctx context.Context, a *app, db *store.DB) error {
	batches := db.Work().Batches()
	if a.json {
		out := list{w: a.out}
		for _, b := range batches {
			accounts, err := named(ctx, db, b.Accounts)
			if err != nil {
				return err
			}
			if err := out.add(batchShapeOf(b, accounts)); err != nil {
				return err
			}
		}
		return out.end()
	}
	if len(batches) == 0 {
		ready, _ := db.Work().Sealable("suspend", false)
		a.tell(a.diag.dim("no batches yet; " + words.Count(len(ready), "account") + " ready to be suspended: 'clew batch seal --out DIR'"))
		return nil
	}
	t := table{cols: []column{{head: "ID", right: true}, {head: "ACTION"}, {head: "ACCOUNTS", right: true}, {head: "SEALED (UTC)", drop: 1}, {head: "BY", least: 8, drop: 2},
		{head: "STATE"}, {head: "RESULTS", least: 16}, {head: ""}}}
	var rows [][]cell
	for _, b := range batches {
		reverses := ""
		if b.Reverses > 0 {
			reverses = fmt.Sprintf("reverses %d", b.Reverses)
		}
		rows = append(rows, []cell{{text: words.Thousands(b.ID)}, {text: words.Clean(b.Action)}, {text: words.Thousands(len(b.Accounts))}, {words.Minute(b.Sealed.Time), a.screen.dim},
			{text: words.Clean(b.Sealed.By)}, {text: b.State()}, {text: words.BatchResults(b)}, {reverses, a.screen.dim}})
	}
	t.write(a.out, a.screen, rows)
	return nil
}

func newBatchShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "show ID",
		Short:             "Show a batch and what became of it",
		Example:           "clew batch show 1",
		Args:              usage(cobra.ExactArgs(1), "give the batch's number"),
		ValidArgsFunction: completeNumber(a, everyBatch),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error {
				b, err := batchOf(db, args[0])
				if err != nil {
					return err
				}
				return showBatch(cmd.Context(), a, db, b)
			})
		},
	}
}

func batchOf(db *store.DB, ref string) (*workflow.Batch, error) {
	id, err := number(ref, "batch")
	if err != nil {
		return nil, err
	}
	b := db.Work().Batch(id)
	if b == nil {
		return nil, noSuch("batch", id, "clew batch list")
	}
	return b, nil
}

type batchAccountShape struct {
	ID      model.Untrusted `json:"id"`
	Result  string          `json:"result"`
	Message model.Untrusted `json:"message"`
	State   string          `json:"state"` // of the account now
}

func showBatch(ctx context.Context, a *app, db *store.DB, b *workflow.Batch) error {
	rows, err := db.Listing(ctx, b.Accounts)
	if err != nil {
		return err
	}
	results := make([]batchAccountShape, len(rows))
	for i, r := range rows {
		results[i] = batchAccountShape{r.ID.String(), b.Results[i].String(), b.Messages[r.Ord], string(db.Work().StatusOf(r.Ord, now()))}
	}
	if a.json {
		return a.object(struct {
			batchShape
			Results []batchAccountShape `json:"results"`
		}{batchShapeOf(b, namesOf(rows)), results})
	}
	fmt.Fprintln(a.out, a.screen.head(words.Sentence(words.BatchLine(b))))
	a.indented(1, "sealed by "+words.Clean(b.Sealed.By)+", "+words.Minute(b.Sealed.Time)+words.Because(b.Why), plain)
	if times := words.BatchTimes(b); times != "" {
		a.indented(1, times, plain)
	}
	for _, g := range b.Proposals {
		if p := db.Work().Proposal(g.Proposal); p != nil {
			a.indented(1, words.ProposalLine(p), plain)
		}
	}
	for _, h := range b.Out {
		a.indented(1, "handed off by "+words.Clean(h.By)+", "+words.Minute(h.Time)+", manifest SHA-256 "+h.Manifest, a.screen.dim)
	}
	fmt.Fprintln(a.out)
	t := table{cols: []column{{head: "ACCOUNT", least: 24}, {head: "USERNAME", least: 12, drop: 2}, {head: "RESULT"}, {head: "STATE NOW", drop: 1}, {head: "MESSAGE", wrap: true, least: 16}}}
	var cells [][]cell
	for i, s := range results {
		cells = append(cells, []cell{{text: words.Clean(s.ID)}, {text: words.Clean(rows[i].Username)}, {text: s.Result}, {text: s.State}, {text: words.Clean(s.Message)}})
	}
	t.write(a.out, a.screen, cells)
	return nil
}

func newBatchWrite(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:               "write ID",
		Short:             "Write the files of a batch again",
		Long:              "Writes the files of a batch again, such as after a crash: the same bytes, as far as the data has not changed since. That they were written is an entry of the audit log.",
		Example:           "clew batch write 1 --out to-platform",
		Args:              usage(cobra.ExactArgs(1), "give the batch's number"),
		ValidArgsFunction: completeNumber(a, everyBatch),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return outFolder(out)
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				b, err := batchOf(db, args[0])
				if err != nil {
					return err
				}
				return writeBatch(cmd.Context(), a, db, b.ID, out, "Wrote")
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the folder to write, which is new")
	must(cmd.RegisterFlagCompletionFunc("out", directories))
	return cmd
}

func newBatchUndo(a *app) *cobra.Command {
	var out, why string
	cmd := &cobra.Command{
		Use:               "undo ID [ACCOUNT...]",
		Short:             "Take back what a batch did",
		Long:              "Makes a batch that takes back what another one did, all of it or what is named of it, and writes its files. It takes one person: it can only give back.",
		Example:           `clew batch undo 1 --out back --why "the device is a default"`,
		Args:              usage(cobra.MinimumNArgs(1), "give the batch's number"),
		ValidArgsFunction: numberThenAccounts(a, everyBatch),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := outFolder(out); err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				b, err := batchOf(db, args[0])
				if err != nil {
					return err
				}
				ids, err := resolve(cmd.Context(), db, args[1:])
				if err != nil {
					return err
				}
				r, err := act(cmd.Context(), a, db, workflow.Reverse{On: ids, Reverses: b.ID, Why: model.Untrusted(why)})
				if err != nil {
					return err
				}
				return writeSealed(cmd.Context(), a, db, sealedBy(db.Work(), r.Entry), out)
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the folder to write, which is new")
	whyFlag(cmd, &why)
	must(cmd.RegisterFlagCompletionFunc("out", directories))
	return cmd
}
