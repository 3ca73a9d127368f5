package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newCheck(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Check that the investigation is whole",
		Long: `Reads the whole investigation and checks it: every checksum, the hash of the imported data, the hash tree of the audit log, that the parts agree with each other, and that the saved signals and scores of a sample of accounts are those that follow from the data. It changes nothing, and remembers where the audit log stands for 'clew verify', which proves more.

Exit code 3 when something is wrong.`,
		Example: `clew check
clew check --json`,
		Args:              usage(cobra.NoArgs, "say which investigation with --db PATH"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			err := a.read(cmd.Context(), func(db *store.DB) error { return check(cmd.Context(), a, db) })
			var m *model.Error
			if errors.As(err, &m) && m.Kind == model.ErrCorrupt {
				// Too damaged to be opened: that is an answer too.
				return verdict(a, &store.Report{Problems: []store.Problem{{Where: string(m.Where), What: m.Message, Hint: m.Hint}}})
			}
			return err
		},
	}
}

type checkShape struct {
	OK       bool              `json:"ok"`
	Checked  map[string]uint64 `json:"checked"`
	Problems []store.Problem   `json:"problems"`
	Remarks  []store.Remark    `json:"remarks"`
}

func check(ctx context.Context, a *app, db *store.DB) error {
	bar := startProgress(ctx, a.diag)
	bar.stage("checking", nil, nil)
	r, err := db.Check(ctx)
	bar.stop()
	if err != nil {
		return err
	}
	if len(r.Problems) == 0 {
		if err := a.remember(ctx, db); err != nil {
			a.tell("The checkpoint was not remembered: " + lines(err.Error()) + ". Run 'clew verify'.")
		}
	}
	return verdict(a, r)
}

// verdict prints what a check found.
func verdict(a *app, r *store.Report) error {
	if a.json {
		checked := r.Checked
		if checked == nil {
			checked = map[string]uint64{}
		}
		if err := a.object(checkShape{len(r.Problems) == 0, checked, orEmpty(r.Problems), orEmpty(r.Remarks)}); err != nil {
			return err
		}
	} else {
		printCheck(a, r)
	}
	if len(r.Problems) > 0 {
		return errPartly
	}
	return nil
}

func printCheck(a *app, r *store.Report) {
	var rows [][]cell
	for _, name := range slices.Sorted(maps.Keys(r.Checked)) {
		rows = append(rows, []cell{{text: words.Thousands(r.Checked[name])}, {text: words.Clean(name)}})
	}
	t := table{cols: []column{{head: "CHECKED", right: true}, {head: "WHAT"}}}
	t.write(a.out, a.screen, rows)
	for i, m := range r.Remarks {
		if i == 0 {
			fmt.Fprintln(a.out, "\n"+a.screen.warn("Note"))
		}
		printItem(a, m.Where+": "+m.What, "")
	}
	if len(r.Problems) == 0 {
		fmt.Fprintln(a.out, "\n"+a.screen.good("OK")+", no problems found")
		return
	}
	fmt.Fprintf(a.out, "\n%s\n", a.screen.bad(words.Count(len(r.Problems), "problem")))
	for _, p := range r.Problems {
		printItem(a, strings.TrimPrefix(p.Where+": "+p.What, ": "), p.Hint)
	}
}

// printItem prints what was found and what to do about it.
func printItem(a *app, what, hint string) {
	for i, s := range []string{what, hint} {
		for j, l := range wrap(lines(s), a.screen.width-4) {
			switch {
			case i == 0 && j == 0:
				fmt.Fprintln(a.out, "- "+l)
			case l != "":
				fmt.Fprintln(a.out, "  "+l)
			}
		}
	}
}
