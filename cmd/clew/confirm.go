package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/handover"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newBatchConfirm(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "confirm ID FILE",
		Short: "Take what enforcement says it has done",
		Long: `Takes what enforcement says it has done about the accounts of a batch: CSV, JSON or JSON Lines with an account and a status each, such as the batch's own list with its column status filled in. The statuses are done, failed and not-found, and what platforms call these.

It can be taken again, in parts or anew; the last word counts. Rows that cannot be used, and rows about accounts that are not in the batch, are listed, and the exit code is then 3.`,
		Example: "clew batch confirm 1 answer.csv",
		Args:    usage(cobra.ExactArgs(2), "give the batch's number, then the file"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return completeNumber(a, everyBatch)(cmd, args, typed)
			}
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := number(args[0], "batch")
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error { return confirm(cmd.Context(), a, db, id, args[1]) })
		},
	}
}

type (
	confirmedShape struct {
		batchShape
		File       model.Untrusted `json:"file"`
		SHA256     string          `json:"sha256"`
		Format     string          `json:"format"`
		Read       int             `json:"read"`
		Accepted   int             `json:"accepted"`
		Open       int             `json:"open"` // rows without a status yet
		Duplicates int             `json:"duplicates"`
		Rejected   int             `json:"rejected"`
		Errors     []rowErrorShape `json:"errors"`
		Remarks    []string        `json:"remarks"`
		Entry      uint64          `json:"entry"`
	}
	rowErrorShape struct {
		Line   int             `json:"line"`
		Field  string          `json:"field"`
		Reason string          `json:"reason"`
		Raw    model.Untrusted `json:"raw"`
	}
)

func confirm(ctx context.Context, a *app, db *store.DB, id uint32, file string) error {
	who, err := a.who()
	if err != nil {
		return err
	}
	res, err := handover.Confirm(ctx, db, who, id, file)
	if err != nil {
		if res != nil && !a.json {
			tellRejected(a, res)
		}
		return err
	}
	if a.json {
		accounts, err := named(ctx, db, res.Batch.Accounts)
		if err != nil {
			return err
		}
		s := confirmedShape{batchShapeOf(res.Batch, accounts), res.File, res.SHA256, res.Format, res.Read, len(res.Rows), res.Open, res.Duplicates, res.Rejected,
			[]rowErrorShape{}, orEmpty(res.Notes), res.Entry}
		for _, e := range res.Errors {
			s.Errors = append(s.Errors, rowErrorShape{e.Line, e.Field, e.Reason, e.Raw})
		}
		if err := a.object(s); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(a.out, "Took the results of %s, %s. %s\n", words.Count(len(res.Rows), "account"), entryOf(res.Receipt), words.Sentence(words.BatchLine(res.Batch)))
	}
	if err := a.flush(); err != nil {
		return err
	}
	if !a.json {
		tellRejected(a, res)
	}
	if res.Rejected > 0 {
		return errPartly
	}
	return nil
}

// rejectedMost is how many rows that could not be used are told one by one.
const rejectedMost = 20

func tellRejected(a *app, res *handover.Result) {
	if res.Open > 0 {
		a.tell(a.diag.dim(words.Count(res.Open, "row") + " without a status yet"))
	}
	for _, n := range res.Notes {
		a.tell(a.diag.dim("Note:") + " " + words.Clean(n))
	}
	for _, e := range page(res.Errors, 0, rejectedMost) {
		line := fmt.Sprintf(" row %d: %s", e.Line, words.Clean(e.Reason))
		if e.Raw != "" {
			line += ": " + words.Brief(e.Raw, 60)
		}
		a.tell(a.diag.warn("Rejected:") + line)
	}
	if more := res.Rejected - min(rejectedMost, len(res.Errors)); more > 0 {
		a.tell(gap + words.Thousands(more) + " more were rejected")
	}
}
