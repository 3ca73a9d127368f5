package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newPivot(a *app) *cobra.Command {
	var f pivotFlags
	cmd := &cobra.Command{
		Use:   "pivot KIND:VALUE",
		Short: "Find who carries an identifier",
		Long: `Says who carries one identifier, with one of four answers: none, linked, hub (too common to link), or excluded (by a rule or by an analyst's word, with who, why and until when).

The holders of a hub are listed with --expand only: most of them have nothing to do with each other. Holders come least connected first, since the holder who shares little else says most; with --to they come by the strength of their link to one account.

What the value is worth, and what would explain it innocently, stands beside the answer where the links are known. For a kind that is no identifier's, and with --to, they are computed.

` + derivedKinds,
		Example: `clew pivot device:d-4711
clew pivot ip:203.0.113.7 --expand --to outlook:8841020
clew pivot net:198.51.100.0/24
clew pivot recovery_email:lena@example.com --json`,
		Args:              usage(cobra.ExactArgs(1), "name one identifier as KIND:VALUE, in quotes where it has spaces"),
		ValidArgsFunction: completeKind,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkPage(f.offset, f.limit); err != nil {
				return err
			}
			if f.to != "" || store.Derived(args[0]) {
				return a.linked(cmd.Context(), func(db *store.DB, l *store.Links) error { return pivot(cmd.Context(), a, db, l, args[0], f) })
			}
			return a.read(cmd.Context(), func(db *store.DB) error { return pivot(cmd.Context(), a, db, db.KnownLinks(), args[0], f) })
		},
	}
	cmd.Flags().BoolVar(&f.expand, "expand", false, "list the holders of a hub too, or of an ignored value")
	cmd.Flags().StringVar(&f.to, "to", "", "order the holders by their link to this account")
	cmd.Flags().IntVar(&f.limit, "limit", 100, "how many holders; 0 is all")
	cmd.Flags().IntVar(&f.offset, "offset", 0, "leave out so many")
	must(cmd.RegisterFlagCompletionFunc("to", completeAccount(a, 0, -1)))
	return cmd
}

// derivedKinds names the kinds of values that are no identifiers.
const derivedKinds = "Besides the kinds of identifiers there are mailbox, number (an address or telephone number in whatever role), net, domain, stem and building."

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
		Worth    *worthShape     `json:"worth,omitempty"` // absent where nobody shares it, or the links are not known
		Accounts []holderShape   `json:"accounts"`
	}
	worthShape struct {
		Odds     float64       `json:"odds"`  // of the value alone
		Adds     float64       `json:"adds"`  // bits, to a link
		Pairs    int           `json:"pairs"` // of holders that were looked at
		Tied     int           `json:"tied"`  // of these, tied by something else
		Innocent innocentShape `json:"innocent"`
	}
	holderShape struct {
		ID          model.Untrusted `json:"id"`
		Username    model.Untrusted `json:"username"`
		DisplayName model.Untrusted `json:"display_name"`
		Score       float64         `json:"score"`
		Strength    *float64        `json:"strength,omitempty"` // bits, of the link to the account of --to
	}
)

// standing answers a pivot; what the value is worth it knows from the links, which may
// be nil.
func standing(ctx context.Context, db *store.DB, l *store.Links, ref string) (*store.Standing, error) {
	if l != nil {
		return l.Standing(ctx, ref)
	}
	p, err := db.Pivot(ctx, ref)
	if err != nil {
		return nil, err
	}
	v := store.Value{Number: evidence.None, Kind: evidence.Kind(p.Identifier.Kind), Text: p.Identifier.Value, Holders: len(p.Accounts)}
	return &store.Standing{Value: v, Pivot: *p}, nil
}

func pivot(ctx context.Context, a *app, db *store.DB, l *store.Links, ref string, f pivotFlags) error {
	s, err := standing(ctx, db, l, ref)
	if err != nil {
		return err
	}
	var ords []uint32
	var bits []float64
	if s.Answer == store.AnswerLinked || f.expand {
		ords = s.Accounts
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
		return a.object(pivotOf(s, rows, bits))
	}
	printStanding(a, s)
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
	case total == 0 && s.Holders > 0 && !f.expand:
		a.tell(a.diag.dim("--expand lists them"))
	case len(rows) < total:
		a.tell(a.diag.dim(fmt.Sprintf("%s of %s; --limit and --offset show others", words.Thousands(len(rows)), words.Count(total, "holder"))))
	}
	return nil
}

func pivotOf(s *store.Standing, rows []store.AccountRow, bits []float64) pivotShape {
	out := pivotShape{Kind: s.Kind.String(), Value: s.Text, Answer: s.Answer, Holders: s.Holders, Why: s.Why, Accounts: []holderShape{}}
	if s.Ignored != nil {
		out.By, out.Until, out.Reason = s.Ignored.By, s.Ignored.Until.String(), s.Ignored.Why
	}
	if worth(s) {
		out.Worth = &worthShape{round(float64(s.Weight.Odds)), round(s.Adds), int(s.Weight.Pairs), int(s.Weight.Also), innocentOf(s.Best)}
	}
	for i, r := range rows {
		h := holderShape{ID: r.ID.String(), Username: r.Username, DisplayName: r.DisplayName, Score: r.Score}
		if bits != nil {
			strength := round(bits[i])
			h.Strength = &strength
		}
		out.Accounts = append(out.Accounts, h)
	}
	return out
}

// worth reports whether what the value is worth is known, and is worth saying: an
// ignored one counts for nothing.
func worth(s *store.Standing) bool { return s.Number != evidence.None && s.Ignored == nil }

func printStanding(a *app, s *store.Standing) {
	fmt.Fprintf(a.out, "%s  %s: %s.\n", a.screen.head(s.Kind.String()+":"+words.Clean(s.Text)), a.screen.answer(s.Answer), words.Clean(s.Why))
	if s.Ignored != nil {
		a.indented(1, words.Clean(s.Ignored.Why), plain)
	}
	if worth(s) {
		a.indented(1, "Worth: "+words.Worth(s)+".", plain)
		a.indented(1, "Innocent? "+words.InnocentValue(s.Best), plain)
	}
}

// answer paints an answer so that the four are told apart at a glance.
func (t terminal) answer(a store.Answer) string {
	said := words.Answer(a)
	switch a {
	case store.AnswerLinked:
		return t.warn(said)
	case store.AnswerHub, store.AnswerExcluded:
		return t.dim(said)
	}
	return t.good(said)
}
