package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newPivot(a *app) *cobra.Command {
	var f pivotFlags
	cmd := &cobra.Command{
		Use:   "pivot KIND:VALUE",
		Short: "Find who carries an identifier",
		Long: `Says who carries one identifier, with one of four answers: none, linked, hub (too common to link), or excluded (by a rule or by an analyst's word, with who, why and until when).

The holders of a hub are listed with --expand only: most of them have nothing to do with each other. Holders come least connected first, since the holder who shares little else says most; with --to they come by the strength of their link to one account.`,
		Example: `clew pivot device:d-4711
clew pivot ip:203.0.113.7 --expand --to outlook:8841020
clew pivot recovery_email:lena@example.com --json`,
		Args:              usage(cobra.ExactArgs(1), "name one identifier as KIND:VALUE, in quotes where it has spaces"),
		ValidArgsFunction: completeKind,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.to != "" {
				return a.linked(cmd.Context(), func(db *store.DB, l *store.Links) error { return pivot(cmd.Context(), a, db, l, args[0], f) })
			}
			return a.read(cmd.Context(), func(db *store.DB) error { return pivot(cmd.Context(), a, db, nil, args[0], f) })
		},
	}
	cmd.Flags().BoolVar(&f.expand, "expand", false, "list the holders of a hub too")
	cmd.Flags().StringVar(&f.to, "to", "", "order the holders by their link to this account")
	cmd.Flags().IntVar(&f.limit, "limit", 100, "how many holders; 0 is all")
	cmd.Flags().IntVar(&f.offset, "offset", 0, "leave out so many")
	must(cmd.RegisterFlagCompletionFunc("to", completeAccount(a, 0, -1)))
	return cmd
}

type pivotFlags struct {
	expand        bool
	to            string
	limit, offset int
}

type (
	pivotShape struct {
		Kind     string          `json:"kind"`
		Value    model.Untrusted `json:"value"`
		Answer   store.Answer    `json:"answer"`
		Holders  int             `json:"holders"`
		Why      string          `json:"why"`
		By       string          `json:"by,omitempty"`
		Until    string          `json:"until,omitempty"`
		Reason   model.Untrusted `json:"reason,omitempty"`
		Accounts []holderShape   `json:"accounts"`
	}
	holderShape struct {
		ID          model.Untrusted `json:"id"`
		Username    model.Untrusted `json:"username"`
		DisplayName model.Untrusted `json:"display_name"`
		Score       float64         `json:"score"`
		Strength    *float64        `json:"strength,omitempty"` // bits, of the link to the account of --to
	}
)

func pivot(ctx context.Context, a *app, db *store.DB, l *store.Links, ref string, f pivotFlags) error {
	p, err := db.Pivot(ctx, ref)
	if err != nil {
		return err
	}
	var ords []uint32
	var bits []float64
	if p.Answer == store.AnswerLinked || f.expand {
		ords = p.Accounts
	}
	if f.to != "" {
		to, err := db.Resolve(ctx, f.to)
		if err != nil {
			return err
		}
		ords, bits = l.ByStrength(to, ords)
	} else if len(ords) > 0 {
		if ords, err = db.LeastConnected(ctx, ords); err != nil {
			return err
		}
	}
	total := len(ords)
	ords = page(ords, f.offset, f.limit)
	bits = page(bits, f.offset, f.limit)
	rows, err := db.Listing(ctx, ords)
	if err != nil {
		return err
	}
	if a.json {
		s := pivotShape{Kind: p.Identifier.Kind.String(), Value: p.Identifier.Value, Answer: p.Answer, Holders: len(p.Accounts), Why: p.Why, Accounts: []holderShape{}}
		if p.Ignored != nil {
			s.By, s.Until, s.Reason = p.Ignored.By, p.Ignored.Until.String(), p.Ignored.Why
		}
		for i, r := range rows {
			h := holderShape{ID: r.ID.String(), Username: r.Username, DisplayName: r.DisplayName, Score: r.Score}
			if bits != nil {
				strength := round(bits[i])
				h.Strength = &strength
			}
			s.Accounts = append(s.Accounts, h)
		}
		return a.object(s)
	}
	answer := answerText(a.screen, p) + ": " + p.Why + "."
	fmt.Fprintf(a.out, "%s  %s\n", a.screen.head(p.Identifier.Kind.String()+":"+words.Clean(p.Identifier.Value)), answer)
	if p.Ignored != nil {
		fmt.Fprintln(a.out, gap+words.Clean(p.Ignored.Why))
	}
	if len(rows) > 0 {
		fmt.Fprintln(a.out)
		out := accountList{a: a, bits: bits}
		if err := out.add(rows); err != nil {
			return err
		}
		if err := out.end(); err != nil {
			return err
		}
	}
	if err := a.flush(); err != nil {
		return err
	}
	switch {
	case p.Answer == store.AnswerHub && !f.expand:
		a.tell(a.diag.dim("--expand lists them"))
	case len(rows) < total:
		a.tell(a.diag.dim(fmt.Sprintf("%s of %s; --limit and --offset show others", words.Thousands(len(rows)), words.Count(total, "holder"))))
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
