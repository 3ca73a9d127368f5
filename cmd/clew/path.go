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

func newPath(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "path A B",
		Short: "Find the strongest way between two accounts",
		Long: `Finds the shortest way from one account to another, of at most three hops over accounts that share a value, and of several as short the strongest; ways as strong are given too.

Hubs are passed through only when there is no other way, and then it says "only via public values": strangers share these.`,
		Example:           "clew path outlook:8841020 github:10002336",
		Args:              usage(cobra.ExactArgs(2), "name two accounts"),
		ValidArgsFunction: completeAccount(a, 0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.linked(cmd.Context(), func(db *store.DB, l *store.Links) error {
				return showPath(cmd.Context(), a, db, l, args[0], args[1])
			})
		},
	}
}

type (
	pathShape struct {
		Found bool          `json:"found"`
		Via   string        `json:"via,omitempty"`
		Cut   bool          `json:"cut"` // the search was cut short: there may be another
		Steps []stepShape   `json:"steps"`
		Ties  [][]stepShape `json:"ties"` // other ways as short and as strong
	}
	stepShape struct {
		From model.Untrusted `json:"from"`
		To   model.Untrusted `json:"to"`
		edgeShape
	}
)

func showPath(ctx context.Context, a *app, db *store.DB, l *store.Links, from, to string) error {
	var ends [2]uint32
	for i, ref := range []string{from, to} {
		ord, err := db.Resolve(ctx, ref)
		if err != nil {
			return err
		}
		ends[i] = ord
	}
	if ends[0] == ends[1] {
		return &model.Error{Kind: model.ErrUsage, Message: words.OneAccount, Where: model.Untrusted(to)}
	}
	paths, via, cut, err := l.Path(ctx, ends[0], ends[1])
	if err != nil {
		return err
	}
	ords := ends[:]
	for _, p := range paths {
		ords = append(ords, p.Accounts...)
	}
	rows, err := accountsOf(ctx, db, ords)
	if err != nil {
		return err
	}
	if a.json {
		s := pathShape{Found: len(paths) > 0, Via: via.String(), Cut: cut, Steps: []stepShape{}, Ties: [][]stepShape{}}
		for i, p := range paths {
			steps := []stepShape{}
			for _, k := range p.Steps {
				steps = append(steps, stepShape{rows[k.A].ID.String(), rows[k.B].ID.String(), edgeOf(k)})
			}
			if i == 0 {
				s.Steps = steps
			} else {
				s.Ties = append(s.Ties, steps)
			}
		}
		return a.object(s)
	}
	if len(paths) == 0 {
		fmt.Fprintln(a.out, words.NoWay)
		if cut {
			a.tell(words.WayCut)
		}
		return nil
	}
	if len(paths) == evidence.PathTies {
		a.tell(fmt.Sprintf("Of ways as strong at most %d are shown.", evidence.PathTies))
	}
	if via == evidence.Public {
		fmt.Fprintln(a.out, a.screen.warn(words.WayPublic))
	}
	for i, p := range paths {
		if i > 0 {
			fmt.Fprintln(a.out, "\n"+a.screen.dim("or, as strong:"))
		}
		first := rows[p.Accounts[0]]
		fmt.Fprintf(a.out, "%-10s%s\n", "from", a.screen.head(words.Clean(string(first.ID.String()))+gap+words.Clean(first.DisplayName)))
		for _, k := range p.Steps {
			printLink(a, k, rows[k.B])
		}
	}
	return nil
}
