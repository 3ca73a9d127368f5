package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newCompact(a *app) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "compact",
		Short: "Give unused space back to the disk",
		Long:  "Gives space that the investigation no longer uses back to the disk. Nothing is lost by it; where there is little to gain nothing is done, unless --force is given.",
		Example: `clew compact
clew compact --force`,
		Args:              usage(cobra.NoArgs, "say which investigation with --db PATH"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.write(cmd.Context(), func(db *store.DB) error {
				before, after, err := db.Compact(cmd.Context(), force)
				if err != nil {
					return err
				}
				if a.json {
					return a.object(bytesShape{File: model.Untrusted(db.Path()), Bytes: after, Before: before})
				}
				if after >= before {
					fmt.Fprintf(a.out, "Nothing to gain: %s.\n", words.Size(after))
					return nil
				}
				fmt.Fprintf(a.out, "From %s to %s.\n", words.Size(before), words.Size(after))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "even where there is little to gain")
	return cmd
}
