package main

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newUndo(a *app) *cobra.Command {
	var entry uint64
	var why string
	cmd := &cobra.Command{
		Use:   "undo",
		Short: "Take back what you did last",
		Long: `Takes back what you did last, and says what that was. Nothing is removed from the audit log: the undoing is an entry too. A note stays, and is marked as taken back.

It is refused where something has changed since, and for what is outside already, such as a batch that was handed off.

With --entry it is that entry of the log, which must be one of yours.`,
		Example: `clew undo
clew undo --entry 212
clew redo`,
		Args:              usage(cobra.NoArgs, "it takes none; name an entry with --entry"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			who, err := a.who()
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				if entry > 0 {
					return undoEntry(cmd.Context(), a, db, entry)
				}
				last, ok := db.Work().LastStep(who)
				if err := lasting(cmd.Context(), db, who, last.Entry); err != nil {
					return err
				}
				if !ok {
					return &model.Error{Kind: model.ErrRefused, Message: "there is nothing of yours to take back", Hint: "'clew audit --actor NAME' lists what somebody did"}
				}
				return takeBack(cmd.Context(), a, db, last.Entry, undoing(db.Work(), last, model.Untrusted(why)))
			})
		},
	}
	cmd.Flags().Uint64Var(&entry, "entry", 0, "take back this entry of the audit log")
	cmd.Flags().Lookup("entry").DefValue = ""
	whyFlag(cmd, &why)
	quiet(cmd, "entry")
	return cmd
}

// undoing says which action takes a step back: a verdict and a proposal have one of their
// own, which says to everybody what became of them.
func undoing(w *workflow.State, last workflow.Step, why model.Untrusted) workflow.Action {
	if why == "" {
		why = "taken back"
	}
	var id uint32
	if _, err := fmt.Sscanf(last.Value, "proposal %d", &id); err == nil && w.Proposal(id) != nil {
		switch last.Verb {
		case workflow.Approve{}.Verb(), workflow.Return{}.Verb():
			return workflow.Retract{ID: id, Why: why}
		case workflow.Propose{}.Verb():
			return workflow.Withdraw{ID: id, Why: why}
		}
	}
	return workflow.Undo{Entry: last.Entry}
}

// lasting refuses where the last that a person did is something that stays: what they did
// before it, and do not think of, would be taken back in its place.
func lasting(ctx context.Context, db *store.DB, who string, step uint64) error {
	const most = 50 // entries that are no deeds, such as looking, may come after it
	found, err := db.AuditFind(ctx, store.AuditFilter{Actors: []string{who}, From: step + 1}, math.MaxUint64, most)
	if err != nil {
		return err
	}
	entries, err := db.AuditEntries(ctx, found.Numbers)
	if err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		instead := workflow.Stays(e.Action)
		switch {
		case slices.Contains([]string{"opened", "reveal", "undo", "redo", "rings"}, e.Action):
			continue
		case !workflow.Governs(e.Action):
			instead = "it is not undone"
		case instead == "":
			continue
		}
		return &model.Error{Kind: model.ErrRefused, Message: fmt.Sprintf("the last that you did stays: %s (entry %d)", words.AuditDid(e, nil), e.Index),
			Hint: instead + "; 'clew undo --entry N' takes back something earlier"}
	}
	return nil
}

// undoEntry takes back an entry that is named, and says of one that stays why.
func undoEntry(ctx context.Context, a *app, db *store.DB, entry uint64) error {
	found, err := db.Audit(ctx, entry, 1)
	if err != nil {
		return err
	}
	if len(found) == 1 {
		if instead := workflow.Stays(found[0].Action); instead != "" {
			return &model.Error{Kind: model.ErrRefused, Message: "that entry is of a kind that is not undone", Hint: instead}
		}
	}
	return takeBack(ctx, a, db, entry, workflow.Undo{Entry: entry})
}

type undoneShape struct {
	Undid uint64            `json:"undid"` // entry, or for redo what was done again
	What  string            `json:"what"`
	Entry uint64            `json:"entry"`
	Rings *store.RingChange `json:"rings,omitempty"`
}

// takeBack does what takes an entry back, or does it again, and says what that was.
func takeBack(ctx context.Context, a *app, db *store.DB, entry uint64, action workflow.Action) error {
	found, err := db.Audit(ctx, entry, 1)
	if err != nil {
		return err
	}
	var did string
	links := false
	if len(found) == 1 {
		e := &found[0]
		did = words.AuditDid(e, words.AuditNames(ctx, db.Listing, found)[0])
		links = workflow.MovesLinks(e.Action)
	}
	var r store.Receipt
	var change *store.RingChange
	if links {
		r, change, err = a.actOnLinks(ctx, db, action)
	} else {
		r, err = act(ctx, a, db, action)
	}
	if err != nil {
		return err
	}
	if a.json {
		return a.object(undoneShape{entry, did, r.Entry, change})
	}
	said := "Taken back"
	if action.Verb() == (workflow.Redo{}).Verb() {
		said = "Done again"
	}
	a.indented(0, fmt.Sprintf("%s: %s (entry %d). That is %s.", said, did, entry, entryOf(r)), plain)
	if change != nil {
		tellChange(a, change)
	}
	return nil
}

func newRedo(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "redo",
		Short:             "Do again what you took back last",
		Long:              "Does again what you took back last with 'clew undo', unless you have done something else since. A proposal that was withdrawn is proposed again, and a verdict given again, by their own commands.",
		Example:           "clew redo",
		Args:              usage(cobra.NoArgs, "it takes none"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			who, err := a.who()
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				last, ok := db.Work().LastUndone(who)
				if !ok {
					return &model.Error{Kind: model.ErrRefused, Message: "there is nothing to do again", Hint: "only what you took back last with 'clew undo' can be done again"}
				}
				return takeBack(cmd.Context(), a, db, last.Entry, workflow.Redo{Entry: last.Entry})
			})
		},
	}
}
