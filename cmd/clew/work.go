package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

// What the commands of the workflow have in common: numbers of things, accounts that are
// named or asked for, reasons, and how a change is acknowledged.

// number reads the number of a thing, such as a case or a proposal.
func number(s, thing string) (uint32, error) {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 10, 32)
	if err != nil || n == 0 {
		return 0, &model.Error{Kind: model.ErrUsage, Message: "that is no number of a " + thing, Where: model.Untrusted(s),
			Hint: "write it as 1, 2, 3"}
	}
	return uint32(n), nil
}

func noSuch(thing string, id uint32, list string) error {
	return &model.Error{Kind: model.ErrNotFound, Message: "there is no such " + thing, Where: model.Untrusted(fmt.Sprint(id)),
		Hint: "'" + list + "' lists them"}
}

// whyFlag adds --why, the reason for the audit log.
func whyFlag(cmd *cobra.Command, why *string) {
	cmd.Flags().StringVar(why, "why", "", "the reason, for the audit log")
	must(cmd.RegisterFlagCompletionFunc("why", cobra.NoFileCompletions))
}

// pick finds the accounts that arguments mean: each names one, or the only one is a query.
func pick(ctx context.Context, db *store.DB, args []string) ([]store.AccountRow, error) {
	ords, err := pickOrds(ctx, db, args)
	if err != nil {
		return nil, err
	}
	return db.Listing(ctx, ords)
}

func pickOrds(ctx context.Context, db *store.DB, args []string) ([]uint32, error) {
	var ords []uint32
	for _, ref := range args {
		ord, err := db.Resolve(ctx, ref)
		if err == nil {
			ords = append(ords, ord)
			continue
		}
		if len(args) > 1 || model.KindOf(err) == model.ErrAmbiguous {
			return nil, err
		}
		found, asked := asked(ctx, db, ref)
		if asked != nil {
			return nil, asked
		}
		if found.Len() == 0 {
			return nil, &model.Error{Kind: model.ErrNotFound, Message: "no account has that name, and as a query it finds none", Where: model.Untrusted(ref),
				Hint: "'clew accounts' takes the same queries"}
		}
		return found.Page(ctx, 0, found.Len())
	}
	slices.Sort(ords)
	return slices.Compact(ords), nil
}

// asked evaluates a query that is not empty: whoever means all accounts has to say so.
func asked(ctx context.Context, db *store.DB, text string) (*store.Found, error) {
	if strings.TrimSpace(text) == "" {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "the query is empty", Hint: "name accounts, or write a query as for 'clew accounts'"}
	}
	q, err := query.Parse(text, time.Now())
	if err != nil {
		return nil, &queryError{text, err}
	}
	found, err := db.Find(ctx, q, store.Sort{Key: "id"})
	if err != nil {
		return nil, &queryError{text, err}
	}
	return found, nil
}

func idsOf(rows []store.AccountRow) []model.AccountID {
	ids := make([]model.AccountID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

func ordsOf(rows []store.AccountRow) []uint32 {
	ords := make([]uint32, len(rows))
	for i, r := range rows {
		ords[i] = r.Ord
	}
	return ords
}

func namesOf(rows []store.AccountRow) []model.Untrusted {
	names := make([]model.Untrusted, len(rows))
	for i, r := range rows {
		names[i] = r.ID.String()
	}
	return names
}

// named gives the ids of accounts by their ordinals.
func named(ctx context.Context, db *store.DB, ords []uint32) ([]model.Untrusted, error) {
	rows, err := db.Listing(ctx, ords)
	return namesOf(rows), err
}

// naming gives a function that names accounts, clean, and reads no account twice.
func naming(ctx context.Context, db *store.DB) func(ord uint32) string {
	known := map[uint32]string{}
	return func(ord uint32) string {
		if _, ok := known[ord]; !ok {
			known[ord] = "an account that is not in the data"
			if rows, err := db.Listing(ctx, []uint32{ord}); err == nil {
				known[ord] = words.Clean(rows[0].ID.String())
			}
		}
		return known[ord]
	}
}

// ringOf gives the ring of an account.
func (a *app) ringOf(ctx context.Context, db *store.DB, ref string) (*store.Ring, error) {
	ord, err := db.Resolve(ctx, ref)
	if err != nil {
		return nil, err
	}
	links, err := a.links(ctx, db)
	if err != nil {
		return nil, err
	}
	ring, err := links.Ring(ctx, ord)
	if err == nil && ring == nil {
		err = &model.Error{Kind: model.ErrNotFound, Message: words.NoRing, Where: model.Untrusted(ref)}
	}
	return ring, err
}

// onAccounts makes the command of an action on accounts that are named one by one. did says
// what was done to them, such as "Claimed"; none that there was nothing to do.
func onAccounts(a *app, cmd *cobra.Command, did, none string, action func([]model.AccountID) (workflow.Action, error)) *cobra.Command {
	cmd.Args = usage(cobra.MinimumNArgs(1), "name one account or more")
	cmd.ValidArgsFunction = completeAccount(a, 0, -1)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return a.write(cmd.Context(), func(db *store.DB) error {
			ids, err := resolve(cmd.Context(), db, args)
			if err != nil {
				return err
			}
			what, err := action(ids)
			if err != nil {
				return err
			}
			r, err := act(cmd.Context(), a, db, what)
			if err != nil {
				return err
			}
			return a.acknowledgeOn(ids, r, did+" "+words.Count(len(ids), "account"), none)
		})
	}
	return cmd
}

// acknowledgeOn says that a change was made that has no number of its own; none says why nothing
// was changed.
func (a *app) acknowledgeOn(ids []model.AccountID, r store.Receipt, said, none string) error {
	switch {
	case a.json:
		return a.object(acted(ids, r))
	case r.Applied == 0:
		fmt.Fprintf(a.out, "Nothing to change: %s.\n", none)
	default:
		fmt.Fprintf(a.out, "%s, %s.\n", said, entryOf(r))
	}
	return nil
}

// entryOf names the entry of a receipt.
func entryOf(r store.Receipt) string { return fmt.Sprintf("entry %d of the audit log", r.Entry) }

// doneShape acknowledges a change to something that has a number.
type doneShape struct {
	ID    uint32  `json:"id"`
	State string  `json:"state"`
	Entry *uint64 `json:"entry,omitempty"` // index in the audit log; absent where nothing changed
}

// acknowledge says that something with a number was changed.
func (a *app) acknowledge(id uint32, state string, r store.Receipt, said string) error {
	if a.json {
		s := doneShape{ID: id, State: state}
		if r.Applied > 0 {
			s.Entry = &r.Entry
		}
		return a.object(s)
	}
	if r.Applied == 0 {
		fmt.Fprintln(a.out, "Nothing to change.")
		return nil
	}
	fmt.Fprintf(a.out, "%s, %s.\n", said, entryOf(r))
	return nil
}

// textOf gives a text that is given as an argument, or for "-" read from standard input.
func textOf(ctx context.Context, given, what string) (string, error) {
	if given != "-" {
		return given, nil
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		fmt.Fprintln(os.Stderr, "Type "+what+", and end it with ctrl-D.")
	}
	return readNote(ctx)
}

// sayWhat refuses a command that is only a group of others.
func sayWhat(hint string) func(*cobra.Command, []string) error {
	return func(*cobra.Command, []string) error {
		return &model.Error{Kind: model.ErrUsage, Message: "say what to do", Hint: hint}
	}
}

// completeNumber completes the number of a thing, as the first argument; what lists the
// numbers and says each in a line.
func completeNumber(a *app, what func(*workflow.State, func(id uint32, line string))) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var all []cobra.Completion
		if len(args) == 0 {
			a.read(cmd.Context(), func(db *store.DB) error {
				what(db.Work(), func(id uint32, line string) {
					if s := fmt.Sprint(id); strings.HasPrefix(s, typed) {
						all = append(all, cobra.CompletionWithDesc(s, line))
					}
				})
				return nil
			})
		}
		return all, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeWork completes a word of the work, whatever comes before it; list gives the words,
// each with a title.
func completeWork(a *app, list func(w *workflow.State, add func(word, title string))) completer {
	return func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var all []cobra.Completion
		a.read(cmd.Context(), func(db *store.DB) error {
			list(db.Work(), func(word, title string) { all = append(all, cobra.CompletionWithDesc(word, words.Clean(title))) })
			return nil
		})
		return all, cobra.ShellCompDirectiveNoFileComp
	}
}

func everyProposal(w *workflow.State, add func(uint32, string)) {
	for _, p := range w.Proposals() {
		add(p.ID, words.ProposalLine(p))
	}
}

func everyCase(w *workflow.State, add func(uint32, string)) {
	for _, c := range w.Cases() {
		add(c.ID, words.Clean(c.Title))
	}
}

func everyBatch(w *workflow.State, add func(uint32, string)) {
	for _, b := range w.Batches() {
		add(b.ID, words.BatchLine(b))
	}
}

func everyAppeal(w *workflow.State, add func(uint32, string)) {
	for _, p := range w.Appeals() {
		add(p.ID, words.AppealState(p)+", from "+words.Clean(p.From))
	}
}

// numberThenAccounts completes a number first and accounts after it.
func numberThenAccounts(a *app, what func(*workflow.State, func(uint32, string))) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return completeNumber(a, what)(cmd, args, typed)
		}
		return completeAccount(a, 1, -1)(cmd, args, typed)
	}
}

// workFlag adds a flag that takes the number of a thing.
func workFlag(a *app, cmd *cobra.Command, id *uint32, flag, help string, what func(*workflow.State, func(uint32, string))) {
	cmd.Flags().Uint32Var(id, flag, 0, help)
	cmd.Flags().Lookup(flag).DefValue = ""
	complete := completeNumber(a, what)
	must(cmd.RegisterFlagCompletionFunc(flag, func(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return complete(cmd, nil, typed)
	}))
}

// quiet has flags completed with nothing: the shell would offer files.
func quiet(cmd *cobra.Command, flags ...string) {
	for _, f := range flags {
		must(cmd.RegisterFlagCompletionFunc(f, cobra.NoFileCompletions))
	}
}

// now is the time by which claims hold and holds end.
func now() model.Time { return model.TimeOf(time.Now()) }
