package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newWatch(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "watch add|list|show|remove",
		Short: "Keep lists of bad and benign values",
		Long: `Keeps lists of values that are known to be bad, or known to be benign: addresses and ranges, domains, wallets, AS numbers, hashes. Every account is matched against every list, now and after each import.

A match with a bad list flags the account, with the list as the source (source:watch:NAME). A match with a benign list flags nobody: it explains, as a list of VPN exits explains an address.`,
		Example: `clew watch add sanctioned.txt --name ofac --bad --kind wallet
clew watch add vpn-exits.csv --name vpn --benign --class vpn
clew watch list
clew watch show ofac
clew watch remove vpn --reason "replaced by the list of June"`,
		Args: cobra.ArbitraryArgs,
		RunE: func(*cobra.Command, []string) error {
			return &model.Error{Kind: model.ErrUsage, Message: "say what to do with watch lists",
				Hint: "clew watch add FILE --name NAME --bad, clew watch list, clew watch show NAME, or clew watch remove NAME"}
		},
	}
	cmd.AddCommand(newWatchAdd(a), newWatchList(a), newWatchShow(a), newWatchRemove(a))
	return cmd
}

func newWatchList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "list",
		Short:             "List the watch lists",
		Example:           "clew watch list\nclew watch list --json",
		Args:              usage(cobra.NoArgs, "it takes none; 'clew watch show NAME' shows one list"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error {
				lists, err := db.WatchLists(cmd.Context())
				if err != nil {
					return err
				}
				return printWatchLists(a, lists)
			})
		},
	}
}

type (
	watchShape struct {
		Name     string           `json:"name"`
		Stance   string           `json:"stance"`
		Class    string           `json:"class"`
		Values   int              `json:"values"`
		Added    string           `json:"added,omitempty"`
		By       string           `json:"by"`
		Entry    uint64           `json:"entry"`
		Accounts *int             `json:"accounts,omitempty"` // that it matches; absent where it was not looked up
		Files    []watchFileShape `json:"files"`
	}
	watchFileShape struct {
		File   model.Untrusted `json:"file"`
		SHA256 string          `json:"sha256"`
		Values int             `json:"values"` // that were new
		Added  string          `json:"added,omitempty"`
		By     string          `json:"by"`
	}
)

func watchShapeOf(l store.WatchList) watchShape {
	s := watchShape{Name: l.Name, Stance: l.Stance, Class: l.Class, Values: l.Values, Added: l.Added.String(), By: l.By,
		Entry: l.Entry, Files: []watchFileShape{}}
	for _, f := range l.Files {
		s.Files = append(s.Files, watchFileShape{f.Name, f.SHA256, f.Values, f.Added.String(), f.By})
	}
	return s
}

func printWatchLists(a *app, lists []store.WatchList) error {
	if a.json {
		shapes := make([]watchShape, len(lists))
		for i, l := range lists {
			shapes[i] = watchShapeOf(l)
			shapes[i].Accounts = &lists[i].Accounts
		}
		return array(a, shapes)
	}
	if len(lists) == 0 {
		if err := a.flush(); err != nil {
			return err
		}
		a.tell(a.diag.dim("no watch lists yet; add one with 'clew watch add FILE --name NAME --bad'"))
		return nil
	}
	writeWatchLists(a, lists)
	return nil
}

func writeWatchLists(a *app, lists []store.WatchList) {
	t := table{cols: []column{{head: "LIST", least: 12}, {head: "STANCE"}, {head: "CLASS"}, {head: "VALUES", right: true},
		{head: "MATCHES", right: true}, {head: "ADDED (UTC)", drop: 2}, {head: "BY", least: 6, drop: 3}, {head: "FROM", least: 12, drop: 1}}}
	rows := make([][]cell, len(lists))
	for i, l := range lists {
		paint := plain
		if l.Stance == watch.Bad.String() {
			paint = a.screen.warn
		}
		from := ""
		if n := len(l.Files); n > 0 {
			if from = words.Clean(l.Files[0].Name); n > 1 {
				from += fmt.Sprintf(" and %d more", n-1)
			}
		}
		rows[i] = []cell{{words.Clean(l.Name), paint}, {words.Clean(l.Stance), paint}, {text: words.Clean(l.Class)}, {text: words.Thousands(l.Values)},
			{text: words.Thousands(l.Accounts)}, {words.Minute(l.Added), a.screen.dim}, {text: words.Clean(l.By)}, {from, a.screen.dim}}
	}
	t.write(a.out, a.screen, rows)
}

func newWatchShow(a *app) *cobra.Command {
	var limit, offset int
	cmd := &cobra.Command{
		Use:               "show NAME",
		Short:             "Show a list and what it matches",
		Example:           "clew watch show ofac\nclew watch show vpn --limit 0 --json",
		Args:              usage(cobra.ExactArgs(1), "name one list"),
		ValidArgsFunction: completeWatch(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkPage(offset, limit); err != nil {
				return err
			}
			return a.read(cmd.Context(), func(db *store.DB) error {
				l, matches, err := db.WatchMatches(cmd.Context(), args[0], offset, limit)
				if err != nil {
					return err
				}
				return printWatch(a, l, matches, offset)
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 50, "accounts at most; 0 is all")
	cmd.Flags().IntVar(&offset, "offset", 0, "accounts to leave out first")
	return cmd
}

type (
	watchShowShape struct {
		watchShape
		Matches []watchMatchShape `json:"matches"`
	}
	watchMatchShape struct {
		Account model.Untrusted `json:"account"`
		watchHitShape
	}
	// watchHitShape is one value of an account that a list holds.
	watchHitShape struct {
		List   string          `json:"list"`
		Stance string          `json:"stance"`
		Class  string          `json:"class"`
		Kind   string          `json:"kind"`
		Value  model.Untrusted `json:"value"`
		Listed model.Untrusted `json:"listed"` // the value of the list that it met
		How    string          `json:"how"`
		Note   model.Untrusted `json:"note"`
	}
)

func hitShapeOf(h store.WatchHit) watchHitShape {
	return watchHitShape{h.List, h.Stance.String(), h.Class, h.Kind, h.Value, h.Hit.Value, h.How, h.Note}
}

func printWatch(a *app, l store.WatchList, matches []store.WatchMatch, offset int) error {
	if a.json {
		s := watchShowShape{watchShapeOf(l), []watchMatchShape{}}
		s.Accounts = &l.Accounts
		for _, m := range matches {
			for _, h := range m.Hits {
				s.Matches = append(s.Matches, watchMatchShape{m.ID.String(), hitShapeOf(h)})
			}
		}
		return a.object(s)
	}
	writeWatchLists(a, []store.WatchList{l})
	var rows [][]cell
	for _, m := range matches {
		for i, h := range m.Hits {
			id := words.Clean(string(m.ID.String()))
			if i > 0 {
				id = ""
			}
			rows = append(rows, []cell{{text: id}, {h.Kind, a.screen.dim}, {text: words.Clean(h.Value)}, {words.Listed(h), a.screen.dim},
				{words.Clean(h.Note), a.screen.dim}})
		}
	}
	if len(rows) > 0 {
		fmt.Fprintln(a.out)
		t := table{cols: []column{{head: "ACCOUNT", least: 30}, {head: "KIND"}, {head: "VALUE", least: 18}, {head: "HOW", least: 18},
			{head: "NOTE", least: 12, drop: 1}}}
		t.write(a.out, a.screen, rows)
	}
	if err := a.flush(); err != nil {
		return err
	}
	from := min(offset, l.Accounts)
	a.tell(a.diag.dim(footer(from, from+len(matches), l.Accounts, l.Accounts)))
	return nil
}

func newWatchRemove(a *app) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:               "remove NAME",
		Short:             "Take a list away",
		Long:              "Takes a list away, and with it the flags and explanations that it gave. The list stays in the audit log, and can be added again.",
		Example:           `clew watch remove vpn --reason "replaced by the list of June"`,
		Args:              usage(cobra.ExactArgs(1), "name one list"),
		ValidArgsFunction: completeWatch(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.write(cmd.Context(), func(db *store.DB) error { return removeWatch(cmd.Context(), a, db, args[0], reason) })
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the audit log")
	must(cmd.RegisterFlagCompletionFunc("reason", cobra.NoFileCompletions))
	return cmd
}

func removeWatch(ctx context.Context, a *app, db *store.DB, name, reason string) error {
	r, err := act(ctx, a, db, model.RemoveWatch{Name: name, Reason: model.Untrusted(reason)})
	if err != nil {
		return err
	}
	bar := startProgress(ctx, a.diag)
	load.Derive(ctx, db, bar.load)
	bar.stop()
	if a.json {
		return a.object(struct {
			Name   string `json:"name"`
			Values int    `json:"values"`
			Entry  uint64 `json:"entry"`
		}{name, r.Applied, r.Entry})
	}
	fmt.Fprintf(a.out, "Removed the list %s with %s, entry %d of the audit log.\n", words.Clean(name), words.Count(r.Applied, "value"), r.Entry)
	return nil
}

// completeWatch completes the name of a list.
func completeWatch(a *app) completer {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var all []cobra.Completion
		if len(args) == 0 {
			a.read(cmd.Context(), func(db *store.DB) error {
				all = db.WatchNames()
				return nil
			})
		}
		return all, cobra.ShellCompDirectiveNoFileComp
	}
}
