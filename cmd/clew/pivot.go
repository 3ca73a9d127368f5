package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
)

func newPivot(a *app) *cobra.Command {
	var expand bool
	cmd := &cobra.Command{
		Use:   "pivot KIND:VALUE",
		Short: "Find who carries an identifier",
		Long: `Says who carries one identifier, with one of four answers: none, linked, hub (too common to link), or excluded (a value that never links).

The holders of a hub are listed with --expand only: most of them have nothing to do with each other.`,
		Example: `clew pivot device:d-4711
clew pivot ip:203.0.113.7 --expand
clew pivot recovery_email:lena@example.com --json`,
		Args:              usage(cobra.ExactArgs(1), "name one identifier as KIND:VALUE, in quotes where it has spaces"),
		ValidArgsFunction: completeKind,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error { return pivot(cmd.Context(), a, db, args[0], expand) })
		},
	}
	cmd.Flags().BoolVar(&expand, "expand", false, "list the holders of a hub too")
	return cmd
}

type (
	pivotShape struct {
		Kind     string          `json:"kind"`
		Value    model.Untrusted `json:"value"`
		Answer   store.Answer    `json:"answer"`
		Holders  int             `json:"holders"`
		Why      string          `json:"why"`
		Accounts []holderShape   `json:"accounts"`
	}
	holderShape struct {
		ID          model.Untrusted `json:"id"`
		Username    model.Untrusted `json:"username"`
		DisplayName model.Untrusted `json:"display_name"`
		Score       float64         `json:"score"`
	}
)

func pivot(ctx context.Context, a *app, db *store.DB, ref string, expand bool) error {
	p, err := db.Pivot(ctx, ref)
	if err != nil {
		return err
	}
	var rows []store.AccountRow
	if p.Answer == store.AnswerLinked || expand {
		if rows, err = db.Listing(ctx, p.Accounts); err != nil {
			return err
		}
		slices.SortStableFunc(rows, func(x, y store.AccountRow) int { return cmp.Compare(y.Score, x.Score) })
	}
	if a.json {
		s := pivotShape{p.Identifier.Kind.String(), p.Identifier.Value, p.Answer, len(p.Accounts), p.Why, []holderShape{}}
		for _, r := range rows {
			s.Accounts = append(s.Accounts, holderShape{r.ID.String(), r.Username, r.DisplayName, r.Score})
		}
		return a.object(s)
	}
	answer := answerText(a.screen, p) + ": " + p.Why + "."
	fmt.Fprintf(a.out, "%s  %s\n", a.screen.head(p.Identifier.Kind.String()+":"+clean(string(p.Identifier.Value))), answer)
	if len(rows) > 0 {
		fmt.Fprintln(a.out)
		out := accountList{a: a}
		if err := out.add(rows); err != nil {
			return err
		}
		return out.end()
	}
	if p.Answer == store.AnswerHub {
		if err := a.flush(); err != nil {
			return err
		}
		a.tell(a.diag.dim("--expand lists them"))
	}
	return nil
}

// answerText writes the answer so that the four are told apart at a glance.
func answerText(screen terminal, p *store.Pivot) string {
	switch p.Answer {
	case store.AnswerLinked:
		return screen.warn("linked")
	case store.AnswerHub:
		return screen.dim("hub, suppressed")
	case store.AnswerExcluded:
		return screen.dim("excluded")
	}
	return screen.good(string(p.Answer))
}
