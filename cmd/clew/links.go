package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newLinks(a *app) *cobra.Command {
	var f linkFlags
	cmd := &cobra.Command{
		Use:   "links ACCOUNT",
		Short: "Say who is linked to an account, and why",
		Long: `Lists the accounts that one hand may run together with this one, strongest first, each with its waterfall: what the two share, how many others do, and how many bits (log2 odds) it adds. The rows and the prior sum to the strength. The odds beside a row are those, in bits, that two holders of the value are one hand when nothing else is known; the pairs are holders that were looked at, and how many are tied by something else too.

A hub, a value too common to link, never links alone; what it adds to other evidence is shown. Beside each link stands the best innocent explanation and what would settle it.

With --to the link to one account is shown, however weak.`,
		Example: `clew links outlook:8841020
clew links lena.marsh0417 --class strong --limit 5
clew links outlook:8841020 --to github:10002336 --json`,
		Args:              usage(cobra.ExactArgs(1), "name one account"),
		ValidArgsFunction: completeAccount(a, 0, 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkPage(f.offset, f.limit); err != nil {
				return err
			}
			return a.linked(cmd.Context(), func(db *store.DB, l *store.Links) error {
				return showLinks(cmd.Context(), a, db, l, args[0], f)
			})
		},
	}
	cmd.Flags().StringVar(&f.class, "class", "possible", "the least class: possible, strong or certain")
	cmd.Flags().StringVar(&f.to, "to", "", "only the link to this account")
	cmd.Flags().IntVar(&f.limit, "limit", 20, "how many; 0 is all")
	cmd.Flags().IntVar(&f.offset, "offset", 0, "leave out so many")
	must(cmd.RegisterFlagCompletionFunc("class", fixed("possible", "strong", "certain")))
	must(cmd.RegisterFlagCompletionFunc("to", completeAccount(a, 0, -1)))
	return cmd
}

type linkFlags struct {
	class, to     string
	limit, offset int
}

// linked runs fn on the links of the investigation, which is opened for writing
// where that is possible, so that links computed once are kept.
func (a *app) linked(ctx context.Context, fn func(*store.DB, *store.Links) error) error {
	db, err := a.open(ctx, false)
	if err != nil {
		if db, err = a.open(ctx, true); err != nil {
			return err
		}
	}
	l, err := a.links(ctx, db)
	if err == nil {
		err = fn(db, l)
	}
	return errors.Join(err, db.Close())
}

// links gives the links of an investigation, and says what it does meanwhile.
func (a *app) links(ctx context.Context, db *store.DB) (*store.Links, error) {
	bar := startProgress(ctx, a.diag)
	defer bar.stop()
	return db.Links(ctx, func(doing string) { bar.stage(doing, nil, nil) })
}

type (
	linkShape struct {
		Account     model.Untrusted `json:"account"`
		Username    model.Untrusted `json:"username"`
		DisplayName model.Untrusted `json:"display_name"`
		edgeShape
	}
	// edgeShape is what a link and a step of a path have in common.
	edgeShape struct {
		Strength    float64         `json:"strength"`
		Class       string          `json:"class"`
		Probability float64         `json:"probability"`
		Prior       float64         `json:"prior"`
		Evidence    []evidenceShape `json:"evidence"`
		Place       *placeShape     `json:"place,omitempty"`  // the first of these
		Places      []placeShape    `json:"places,omitempty"` // of which the two share several values each
		Innocent    innocentShape   `json:"innocent"`
		Verdict     *verdictShape   `json:"verdict"`
	}
	evidenceShape struct {
		Kind    string          `json:"kind"`
		Value   model.Untrusted `json:"value"`
		Family  string          `json:"family"`
		Holders int             `json:"holders"`
		Bits    float64         `json:"bits"`
		Hub     bool            `json:"hub"`
		Benign  string          `json:"benign"`
		Odds    float64         `json:"odds"`  // of the value alone
		Alone   float64         `json:"alone"` // bits that it would add alone
		Part    float64         `json:"part"`  // of these that count
		Pairs   int             `json:"pairs"` // of holders that were looked at
		Tied    int             `json:"tied"`  // of these, tied by something else
		Same    model.Untrusted `json:"same_as,omitempty"`
		Within  bool            `json:"within,omitempty"`
		Ignored bool            `json:"ignored,omitempty"`
		Note    string          `json:"note,omitempty"` // of evidence that is no value
	}
	placeShape struct {
		Values  []model.Untrusted `json:"values"`
		Holders int               `json:"holders"`
		Odds    float64           `json:"odds"`
	}
	innocentShape struct {
		Code   string  `json:"code"`
		Text   string  `json:"text"`
		Settle string  `json:"settle"`
		Covers float64 `json:"covers"`
	}
	verdictShape struct {
		Verdict string          `json:"verdict"`
		Why     model.Untrusted `json:"why"`
		By      string          `json:"by"`
		Time    string          `json:"time,omitempty"`
	}
)

func innocentOf(i evidence.Innocent) innocentShape {
	return innocentShape{i.Code, i.Text, i.Settle, round(i.Covers)}
}

// round keeps three digits behind the point: rows then sum to their total within
// a hundredth of a bit.
func round(x float64) float64 { return float64(int64(x*1000+sign(x)*.5)) / 1000 }

func sign(x float64) float64 {
	if x < 0 {
		return -1
	}
	return 1
}

func edgeOf(k *store.Link) edgeShape {
	s := edgeShape{Strength: round(k.Bits), Class: k.Class.String(), Probability: k.Probability(), Prior: round(k.Prior),
		Evidence: []evidenceShape{}, Innocent: innocentOf(k.Best)}
	for _, e := range k.Evidence {
		s.Evidence = append(s.Evidence, evidenceShape{
			Kind: e.Value.Kind.String(), Value: e.Text, Family: e.Value.Kind.Family().String(), Holders: e.Holders,
			Bits: round(e.Bits), Hub: e.Hub, Benign: e.Benign, Odds: round(float64(e.Weight.Odds)), Alone: round(e.Full), Part: e.Part,
			Pairs: int(e.Weight.Pairs), Tied: int(e.Weight.Also), Same: e.SameAs, Within: e.Within, Ignored: e.Ignored, Note: e.Note})
	}
	for _, p := range k.Places {
		one := placeShape{Values: []model.Untrusted{}, Holders: p.Holders, Odds: round(p.Odds)}
		for _, e := range k.Evidence {
			if slices.Contains(p.Values, e.Number) {
				one.Values = append(one.Values, model.Untrusted(e.Value.Kind.String())+":"+e.Text)
			}
		}
		s.Places = append(s.Places, one)
	}
	if len(s.Places) > 0 {
		s.Place = &s.Places[0]
	}
	if k.Judged != nil {
		s.Verdict = &verdictShape{k.Judged.Verdict.String(), k.Judged.Why, k.Judged.By, k.Judged.Time.String()}
	}
	return s
}

func showLinks(ctx context.Context, a *app, db *store.DB, l *store.Links, ref string, f linkFlags) error {
	least, err := classByName(f.class)
	if err != nil {
		return err
	}
	ord, err := db.Resolve(ctx, ref)
	if err != nil {
		return err
	}
	var all []*store.Link
	if f.to != "" {
		to, err := db.Resolve(ctx, f.to)
		if err != nil {
			return err
		}
		if to == ord {
			return oneAccount(f.to)
		}
		k, err := l.Between(ctx, ord, to)
		if err != nil {
			return err
		}
		all = append(all, k)
	} else {
		if all, err = l.Of(ctx, ord); err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(k *store.Link) bool { return k.Class < least && k.Judged == nil })
	}
	total := len(all)
	all = page(all, f.offset, f.limit)
	rows, err := accountsOf(ctx, db, append([]uint32{ord}, others(all)...))
	if err != nil {
		return err
	}
	if a.json {
		shapes := make([]linkShape, len(all))
		for i, k := range all {
			r := rows[k.B]
			shapes[i] = linkShape{r.ID.String(), r.Username, r.DisplayName, edgeOf(k)}
		}
		return array(a, shapes)
	}
	if total == 0 {
		fmt.Fprintf(a.out, "Nobody is linked to %s.\n", words.Clean(string(rows[ord].ID.String())))
		return nil
	}
	for i, k := range all {
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		printLink(a, k, rows[k.B])
	}
	if err := a.flush(); err != nil {
		return err
	}
	if len(all) < total {
		a.tell(a.diag.dim(fmt.Sprintf("%s of %s; --limit and --offset show others", words.Thousands(len(all)), words.Count(total, "link"))))
	}
	return nil
}

// oneAccount is the error for a link whose second end, as typed, is the first too.
func oneAccount(ref string) error {
	return &model.Error{Kind: model.ErrUsage, Message: "a link has two accounts, and these are one", Where: model.Untrusted(ref)}
}

func classByName(name string) (evidence.Class, error) {
	for c := evidence.Possible; c <= evidence.Certain; c++ {
		if c.String() == name {
			return c, nil
		}
	}
	return 0, &model.Error{Kind: model.ErrUsage, Message: "there is no such class of links", Where: model.Untrusted(name),
		Hint: "the classes are possible, strong and certain"}
}

func others(all []*store.Link) []uint32 {
	var ords []uint32
	for _, k := range all {
		ords = append(ords, k.B)
	}
	return ords
}

// checkPage refuses a limit or an offset below 0.
func checkPage(offset, limit int) error {
	if limit < 0 || offset < 0 {
		return &model.Error{Kind: model.ErrUsage, Message: "--limit and --offset count from 0"}
	}
	return nil
}

// page gives up to limit things from the offset-th on; a limit of 0 is all.
func page[T any](all []T, offset, limit int) []T {
	all = all[min(max(offset, 0), len(all)):]
	if limit > 0 {
		all = all[:min(limit, len(all))]
	}
	return all
}

// accountsOf reads accounts by ordinal.
func accountsOf(ctx context.Context, db *store.DB, ords []uint32) (map[uint32]store.AccountRow, error) {
	ords = slices.Clone(ords)
	slices.SortFunc(ords, cmp.Compare[uint32])
	ords = slices.Compact(ords)
	rows, err := db.Listing(ctx, ords)
	out := make(map[uint32]store.AccountRow, len(rows))
	for _, r := range rows {
		out[r.Ord] = r
	}
	return out, err
}
