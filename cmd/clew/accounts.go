package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

type accountsFlags struct {
	sort    string
	limit   int
	offset  int
	facet   string
	explain bool
}

func newAccounts(a *app) *cobra.Command {
	var f accountsFlags
	cmd := &cobra.Command{
		Use:   "accounts [QUERY...]",
		Short: "List accounts, all or by a query",
		Long: `Lists accounts. Words match the name, username or e-mail; fields narrow it down. Put the whole query in single quotes: the shell takes > < ( ) and * for itself.

Fields: ` + fieldNames() + `, and every kind of identifier, such as ip:203.0.113.7.

The columns are cut to fit the terminal, or 80 columns (COLUMNS) where there is none; --json cuts nothing.`,
		Example: `clew accounts
clew accounts 'score>=70 -tag:travel created<90d' --sort flagged
clew accounts 'shares:device>=3' --facet country
clew accounts 'lena or park' --explain
clew accounts --limit 0 --json`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeQuery,
		RunE: func(cmd *cobra.Command, args []string) error {
			return accounts(cmd.Context(), a, strings.Join(args, " "), f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.sort, "sort", "score", "order: KEY, KEY:asc or KEY:desc")
	flags.IntVar(&f.limit, "limit", 50, "accounts at most; 0 is all")
	flags.IntVar(&f.offset, "offset", 0, "accounts to leave out first")
	flags.StringVar(&f.facet, "facet", "", "count the values of a field instead")
	flags.BoolVar(&f.explain, "explain", false, "say what the query means instead")
	must(cmd.RegisterFlagCompletionFunc("sort", completeSort))
	must(cmd.RegisterFlagCompletionFunc("facet", fixed(store.FacetFields...)))
	return cmd
}

// fieldNames lists the fields of the query language that are no identifiers.
func fieldNames() string {
	var names []string
	for _, f := range query.Fields() {
		if f.Kind != query.FieldIdentifier {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, ", ")
}

func accounts(ctx context.Context, a *app, text string, f accountsFlags) error {
	order, err := store.ParseSort(f.sort)
	if err != nil {
		return err
	}
	if err := checkPage(f.offset, f.limit); err != nil {
		return err
	}
	q, err := query.Parse(text, time.Now())
	if err != nil {
		return &queryError{text, err}
	}
	return a.read(ctx, func(db *store.DB) error {
		found, err := db.Find(ctx, q, order)
		if err != nil {
			return &queryError{text, err}
		}
		switch {
		case f.explain:
			return explain(a, q, found.Len())
		case f.facet != "":
			return facets(ctx, a, db, found, f.facet)
		}
		return listAccounts(ctx, a, db, found, f)
	})
}

// listStep is how many accounts are read at a time.
const listStep = 1000

func listAccounts(ctx context.Context, a *app, db *store.DB, found *store.Found, f accountsFlags) error {
	from := min(f.offset, found.Len())
	to := found.Len()
	if f.limit > 0 {
		to = min(to, from+f.limit)
	}
	out := accountList{a: a}
	for at := from; at < to; at += listStep {
		ords, err := found.Page(ctx, at, min(listStep, to-at))
		if err != nil {
			return err
		}
		rows, err := db.Listing(ctx, ords)
		if err != nil {
			return err
		}
		if err := out.add(rows); err != nil {
			return err
		}
	}
	if err := out.end(); err != nil || a.json {
		return err
	}
	if err := a.flush(); err != nil {
		return err
	}
	a.tell(a.diag.dim(footer(from, to, found.Len(), db.Len())))
	return nil
}

// footer says which part of what a list shows.
func footer(from, to, found, all int) string {
	total := fmt.Sprintf("of %s", words.Thousands(found))
	if found != all {
		total += fmt.Sprintf(" (%s)", words.Count(all, "account"))
	}
	switch {
	case all == 0:
		return "no accounts yet; import an export with 'clew import FILE'"
	case found == 0:
		return fmt.Sprintf("none of %s", words.Count(all, "account"))
	case from >= to:
		return "none left " + total
	}
	return fmt.Sprintf("%s–%s %s", words.Thousands(from+1), words.Thousands(to), total)
}

func explain(a *app, q *query.Query, n int) error {
	if a.json {
		return a.object(struct {
			Query    string `json:"query"`
			Meaning  string `json:"meaning"`
			Accounts int    `json:"accounts"`
		}{q.String(), q.Explain(), n})
	}
	for _, l := range wrap(words.Clean(q.Explain()), a.screen.width) {
		fmt.Fprintln(a.out, l)
	}
	if q.String() != "" {
		fmt.Fprintln(a.out, a.screen.dim(words.Clean(q.String())))
	}
	fmt.Fprintln(a.out, words.Count(n, "account"))
	return nil
}

type facetShape struct {
	Value model.Untrusted `json:"value"`
	Count int             `json:"count"`
}

func facets(ctx context.Context, a *app, db *store.DB, found *store.Found, field string) error {
	list, err := db.Facets(ctx, found.Set(), field)
	if err != nil {
		return err
	}
	shapes := make([]facetShape, len(list))
	rows := make([][]cell, len(list))
	for i, f := range list {
		shapes[i] = facetShape{f.Value, f.Count}
		rows[i] = []cell{{text: words.Thousands(f.Count)}, {text: words.Clean(f.Value)}}
	}
	if a.json {
		return array(a, shapes)
	}
	t := table{cols: []column{{head: "ACCOUNTS", right: true}, {head: strings.ToUpper(field), least: 10}}}
	t.write(a.out, a.screen, rows)
	return nil
}
