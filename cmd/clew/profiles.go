package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/store/ingest"
)

func newProfiles(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "profiles",
		Short: "List the import profiles and what each reads",
		Long: `Lists the kinds of exports that 'clew import' knows. It finds the right one by itself; --profile names one where it cannot.

For any other export, 'clew import' prints a mapping to begin with; save it, correct it and give it with --map.`,
		Example:           "clew profiles\nclew profiles --json",
		Args:              usage(cobra.NoArgs, "it takes none"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			shapes := []profileShape{}
			for _, p := range ingest.Profiles() {
				shapes = append(shapes, profileShape{p.Name, p.Title, p.Formats, p.Reads, p.Platform})
			}
			if a.json {
				return array(a, shapes)
			}
			for i, p := range shapes {
				if i > 0 {
					fmt.Fprintln(a.out)
				}
				fmt.Fprintf(a.out, "%s  %s\n", a.screen.head(p.Name), p.Title)
				page := dossierPage{w: a.out, screen: a.screen}
				page.entry("from", a.screen.dim, 5, p.Formats)
				page.entry("reads", a.screen.dim, 5, p.Reads)
			}
			return nil
		},
	}
}

type profileShape struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Formats  string `json:"formats"`
	Reads    string `json:"reads"`
	Platform string `json:"platform"`
}
