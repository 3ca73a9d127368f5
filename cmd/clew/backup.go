package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newBackup(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Write the whole investigation into one file",
		Long: `Writes the whole investigation, as it is at this moment, into one new file. Others can go on working meanwhile. 'clew restore' makes an investigation of it again.

The file holds everything the investigation holds, so keep it as safe.`,
		Example: "clew backup jasper-2026-01-31.clewbak",
		Args:    usage(cobra.ExactArgs(1), "name the file to write"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error {
				bar := startProgress(cmd.Context(), a.diag)
				bar.stage("backing up", nil, nil)
				n, err := db.Backup(cmd.Context(), args[0])
				bar.stop()
				if err != nil {
					return err
				}
				if a.json {
					return a.object(bytesShape{File: model.Untrusted(args[0]), Bytes: n})
				}
				fmt.Fprintf(a.out, "Wrote %s, %s.\n", words.Clean(args[0]), words.Size(n))
				return nil
			})
		},
	}
}
