package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// schema is the version of the investigations that this build writes; a test
// holds it to what the store says.
const schema = "1.0"

// version says which build this is.
type version struct {
	Version string `json:"version"` // a module version, "(devel)" where there is none
	Commit  string `json:"commit"`  // "" where the build does not say
	Schema  string `json:"schema"`  // of the investigations that it writes
	Go      string `json:"go"`
}

func readVersion() version {
	v := version{Version: "(devel)", Schema: schema, Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	modified := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			v.Commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = "+modified"
		}
	}
	if v.Commit != "" {
		v.Commit += modified
	}
	return v
}

func (v version) String() string {
	commit := v.Commit
	if commit == "" {
		commit = "unknown"
	}
	return fmt.Sprintf("clew %s, commit %s, schema %s", v.Version, commit, v.Schema)
}

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "version",
		Short:             "Say which version this is",
		Example:           "clew version --json",
		Args:              usage(cobra.NoArgs, "it takes none"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			v := readVersion()
			if a.json {
				return a.object(v)
			}
			fmt.Fprintln(a.out, v)
			return nil
		},
	}
}

// newMan is the manual page, for packagers; fang writes it.
func newMan(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    "man",
		Short:  "Write the manual page",
		Hidden: true,
		Args:   usage(cobra.NoArgs, "it takes none"),
		RunE:   func(cmd *cobra.Command, _ []string) error { return a.fang(cmd.Context(), "man") },
	}
}
