package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/ui/keys"
)

func newKeys(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "keys",
		Short: "List the workbench's actions and their keys",
		Long: `Lists what can be done in the workbench, by which keys, and the name by which the config gives an action other keys:

[keys]
quit = ["ctrl+q"]`,
		Example:           "clew keys",
		Args:              usage(cobra.NoArgs, "it takes no arguments"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			settings, err := readConfig()
			if err != nil {
				return err
			}
			return listKeys(a, settings.Keys)
		},
	}
}

type keyShape struct {
	Action string   `json:"action"`
	Keys   []string `json:"keys"`
	Group  string   `json:"group"`
	Help   string   `json:"help"`
}

func listKeys(a *app, m *keys.Map) error {
	var shapes []keyShape
	var rows [][]cell
	for _, e := range m.Entries() {
		shapes = append(shapes, keyShape{string(e.Action), append([]string{}, e.Keys...), string(e.Group), e.Help})
		rows = append(rows, []cell{{string(e.Group), a.screen.dim}, {strings.Join(e.Keys, " "), a.screen.head}, {text: string(e.Action)}, {e.Help, a.screen.dim}})
	}
	if a.json {
		return array(a, shapes)
	}
	t := table{cols: []column{{head: "GROUP", drop: 1}, {head: "KEYS", least: 10}, {head: "ACTION", least: 10}, {head: "WHAT IT DOES", least: 20, wrap: true}}}
	t.write(a.out, a.screen, rows)
	return nil
}
