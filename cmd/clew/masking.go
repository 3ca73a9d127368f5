package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newMasking(a *app) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use:   "masking [on [KIND...] | off]",
		Short: "Mask personal data until it is revealed",
		Long: `Says which kinds of personal data are masked in this investigation, or has them masked: all, or those that are named. The kinds are ` + strings.Join(workflow.Masked, ", ") + `.

A masked value is shown as k***@example.org#3f9qa2: equal values have the same end, and it can be opened with 'clew pivot' as it is. 'clew reveal' shows what an account carries to the one who asks, and the log keeps why. With any kind masked, rows as they came are masked whole.

It hides from the screen and from what is written; it is no access control. Queries find the values as they are, ids of accounts and what people write are never masked, and whoever has the folder can read all of it.`,
		Example: `clew masking on --why "the privacy office asked for it"
clew masking on email phone --why "names are needed for the interviews"
clew masking off --why "closed"`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: fixed(append([]string{"on", "off"}, workflow.Masked...)...),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.read(cmd.Context(), a.masking)
			}
			kinds, err := maskedKinds(args)
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				r, err := act(cmd.Context(), a, db, workflow.SetMasking{Kinds: kinds, Why: model.Untrusted(why)})
				if err != nil {
					return err
				}
				if r.Applied == 0 && !a.json {
					fmt.Fprintln(a.out, "Nothing to change: it is so already.")
					return nil
				}
				return a.masking(db)
			})
		},
	}
	whyFlag(cmd, &why)
	return cmd
}

// maskedKinds reads what is to be masked: nothing for "off".
func maskedKinds(args []string) ([]string, error) {
	bad := func(where string) error {
		return &model.Error{Kind: model.ErrUsage, Message: "say on, with kinds of personal data or without, or off", Where: model.Untrusted(where),
			Hint: "the kinds are " + strings.Join(workflow.Masked, ", ")}
	}
	kinds := args[1:]
	switch {
	case args[0] == "off" && len(kinds) == 0:
		return nil, nil
	case args[0] != "on":
		return nil, bad(args[0])
	case len(kinds) == 0:
		return workflow.Masked, nil
	}
	for _, k := range kinds {
		if !slices.Contains(workflow.Masked, k) {
			return nil, bad(k)
		}
	}
	return kinds, nil
}

// maskingShape says which kinds of personal data are masked, and who said so.
type maskingShape struct {
	Kinds []string `json:"kinds"`
	By    string   `json:"by,omitempty"`
	Time  string   `json:"time,omitempty"`
}

func (a *app) masking(db *store.DB) error {
	kinds, by := db.Work().Masking()
	if a.json {
		return a.object(maskingShape{orEmpty(kinds), by.By, by.Time.String()})
	}
	if len(kinds) == 0 {
		fmt.Fprintln(a.out, "Nothing is masked.")
		return nil
	}
	fmt.Fprintf(a.out, "Masked: %s; by %s.\n", strings.Join(kinds, ", "), words.Clean(by.By))
	return nil
}

func newReveal(a *app) *cobra.Command {
	return newOnWhy(a, &cobra.Command{
		Use:     "reveal ACCOUNT...",
		Short:   "Have the masked data of accounts shown to you",
		Long:    "Has the masked personal data of accounts shown to you, here and in the workbench, from now on. To others it stays masked. The audit log keeps who had what revealed, and why; it cannot be undone.",
		Example: `clew reveal outlook:8841020 --why "to write to the owner"`,
	}, "Revealed to you:", "they are revealed to you already", func(ids []model.AccountID, why model.Untrusted) workflow.Action {
		return workflow.Reveal{On: ids, Why: why}
	})
}
