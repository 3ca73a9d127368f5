package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newRestore(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "restore FILE",
		Short:   "Make an investigation from a backup",
		Long:    "Makes the investigation that --db names from a backup, after checking the backup. There must be nothing at that path yet.",
		Example: "clew restore jasper-2026-01-31.clewbak --db jasper.clew",
		Args:    usage(cobra.ExactArgs(1), "name the backup"),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, _, err := a.path()
			if err != nil {
				return err
			}
			who, err := a.who()
			if err != nil {
				return err
			}
			bar := startProgress(cmd.Context(), a.diag)
			bar.stage("restoring", nil, nil)
			err = store.Restore(cmd.Context(), who, args[0], path, store.Options{})
			bar.stop()
			if err != nil {
				return err
			}
			db, err := store.Open(cmd.Context(), path, store.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer db.Close()
			if a.json {
				return a.object(madeShape{path, db.Len(), true})
			}
			fmt.Fprintf(a.out, "Restored %s into %s.\n", words.Count(db.Len(), "account"), words.Clean(path))
			return nil
		},
	}
}
