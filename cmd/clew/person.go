package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newPerson(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "person join|part|share|list",
		Short: "Say which logins are one person",
		Long: `Says which person is behind a login: approvals count persons, not names. A login is a person of its own until an entry of the log says otherwise. Letters of either case are one, and so are letters that look alike.

join   two logins are one person: one word is enough
part   a login is a person apart: it takes effect when a second person says the same
share  several persons use a login: nothing is approved under it any more`,
		Example: `clew person join kim.lee kim --why "a new account after the wedding"
clew person share desk --why "the night shift"
clew person list`,
		Args: cobra.ArbitraryArgs,
		RunE: sayWhat("clew person join LOGIN LOGIN, part LOGIN, share LOGIN [LOGIN...], or list"),
	}
	cmd.AddCommand(
		newPersonDo(a, "join LOGIN LOGIN", "Say that two logins are one person", `clew person join kim.lee kim --why "a change of name"`,
			usage(cobra.ExactArgs(2), "name two logins"), func(args []string, why model.Untrusted) workflow.Action {
				return workflow.JoinLogins{Login: args[0], With: args[1], Why: why}
			}),
		newPersonDo(a, "part LOGIN", "Say that a login is a person apart", `clew person part kim.lee --why "two people after all"`,
			usage(cobra.ExactArgs(1), "name one login"), func(args []string, why model.Untrusted) workflow.Action {
				return workflow.PartLogin{Login: args[0], Why: why}
			}),
		newPersonDo(a, "share LOGIN [LOGIN...]", "Say that several persons share a login", `clew person share desk kim lee --why "the night shift"`,
			usage(cobra.MinimumNArgs(1), "name the login, then those of the persons who use it"), func(args []string, why model.Untrusted) workflow.Action {
				return workflow.ShareLogin{Login: args[0], Among: args[1:], Why: why}
			}),
		newPersonList(a))
	return cmd
}

func newPersonDo(a *app, use, short, example string, args cobra.PositionalArgs, action func([]string, model.Untrusted) workflow.Action) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use: use, Short: short, Example: example, Args: args, ValidArgsFunction: completeLogin(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.write(cmd.Context(), func(db *store.DB) error {
				r, err := act(cmd.Context(), a, db, action(args, model.Untrusted(why)))
				if err != nil {
					return err
				}
				l, _ := db.Work().Login(args[0])
				if a.json {
					s := loginShapeOf(l)
					if r.Applied > 0 {
						s.Entry = &r.Entry
					}
					return a.object(s)
				}
				if r.Applied == 0 {
					fmt.Fprintln(a.out, "Nothing to change.")
					return nil
				}
				fmt.Fprintf(a.out, "%s: %s, %s.\n", words.Clean(args[0]), whose(l), entryOf(r))
				return nil
			})
		},
	}
	whyFlag(cmd, &why)
	return cmd
}

// loginShape is what is known of a login.
type loginShape struct {
	Login     string   `json:"login"`
	Persons   []string `json:"persons"`
	Shared    bool     `json:"shared"`
	Parts     string   `json:"parts,omitempty"` // the person that somebody wants it to be of alone
	PartsBy   string   `json:"parts_by,omitempty"`
	Key       []byte   `json:"key,omitempty"` // Ed25519, base64
	VouchedBy string   `json:"vouched_by,omitempty"`
	Entry     *uint64  `json:"entry,omitempty"`
}

func loginShapeOf(l workflow.Login) loginShape {
	return loginShape{Login: l.Name, Persons: l.Persons, Shared: l.Shared, Parts: l.Parts, PartsBy: l.Parting.By, Key: l.Key, VouchedBy: l.Vouched.By}
}

// whose says whose a login is, and whether its key counts.
func whose(l workflow.Login) string {
	said := "a person of its own"
	switch {
	case l.Shared:
		said = "shared, so that nothing is approved under it"
	case len(l.Persons) > 1 || l.Persons[0] != l.Name:
		said = "the person " + words.Clean(strings.Join(l.Persons, ", "))
	}
	if l.Parts != "" {
		said += "; " + words.Clean(l.Parting.By) + " says it is a person apart, which another person has to say too"
	}
	switch {
	case l.Vouched.Entry > 0:
		said += "; its key was vouched for by " + words.Clean(l.Vouched.By)
	case l.Key != nil:
		said += "; nobody has vouched for its key yet"
	}
	return said
}

func newPersonList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "list",
		Short:             "List what is known of logins",
		Long:              "Lists the logins that entries of the log say something of; every other login is a person of its own.",
		Example:           "clew person list\nclew person list --json",
		Args:              usage(cobra.NoArgs, "it takes none"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error {
				logins := db.Work().Logins()
				if a.json {
					var all []loginShape
					for _, l := range logins {
						all = append(all, loginShapeOf(l))
					}
					return array(a, all)
				}
				if len(logins) == 0 {
					a.tell(a.diag.dim("every login is a person of its own"))
					return nil
				}
				t := table{cols: []column{{head: "LOGIN", least: 8}, {head: "WHOSE", wrap: true, least: 20}}}
				var rows [][]cell
				for _, l := range logins {
					rows = append(rows, []cell{{text: words.Clean(l.Name)}, {text: whose(l)}})
				}
				t.write(a.out, a.screen, rows)
				return nil
			})
		},
	}
}

// completeLogin completes a login that the log knows.
func completeLogin(a *app) completer {
	return func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var all []cobra.Completion
		a.read(cmd.Context(), func(db *store.DB) error {
			for _, l := range db.Work().Logins() {
				all = append(all, words.Clean(l.Name))
			}
			return nil
		})
		return all, cobra.ShellCompDirectiveNoFileComp
	}
}
