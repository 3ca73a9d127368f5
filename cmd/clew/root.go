package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/welcome"
	"github.com/seed-28a39f10/clew/ui/words"
)

const (
	groupLook   = "look"
	groupChange = "change"
	groupDecide = "decide"
	groupCare   = "care"
	groupTry    = "try"
)

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "clew [PATH]",
		Short: "Link flagged accounts to whoever runs them",
		Long: `Clew takes exports of flagged accounts and their sign-ins, and answers who else this is and why.

On a terminal 'clew' and 'clew PATH' open the workbench; the commands below do the same things one by one.

An investigation is a folder, by custom NAME.clew. Which one: --db PATH, else CLEW_DB, else default.clew in the data folder. All commands take --json.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but rows were rejected or a verification did not hold.`,
		Example: `# Try it without any data
clew demo

# Load an export, list the worst, look at one
clew import accounts.jsonl signins.csv
clew accounts 'score>=70 shares:device>=3'
clew show outlook:abc123

# Who else has this device?
clew pivot device:d-4711`,
		Version:                    readVersion().String(),
		Args:                       cobra.ArbitraryArgs,
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		ValidArgsFunction:          cobra.NoFileCompletions,
		PersistentPreRun:           func(*cobra.Command, []string) { a.started = true },
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return openPath(a, cmd, args)
			}
			if !a.canShow() {
				return cmd.Help()
			}
			path, byDefault, err := a.path()
			if err != nil {
				return err
			}
			_, err = os.Stat(path)
			missing := errors.Is(err, os.ErrNotExist)
			if missing && !byDefault {
				return notThere(path, false)
			}
			return workbench(cmd.Context(), a, welcome.Choice{Do: welcome.Open, Path: path}, missing)
		},
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&a.db, "db", "", "the investigation (CLEW_DB)")
	flags.StringVar(&a.actor, "as", "", "your name in the audit log (CLEW_ACTOR)")
	flags.BoolVar(&a.json, "json", a.json, "write JSON")
	flags.Lookup("json").DefValue = "false"
	root.Flags().StringVar(&a.theme, "theme", "", "colours of the workbench: "+strings.Join(theme.Names(), ", "))
	root.Flags().BoolVar(&a.ascii, "ascii", false, "draw the workbench with ASCII alone")
	must(root.RegisterFlagCompletionFunc("theme", cobra.FixedCompletions(theme.Names(), cobra.ShellCompDirectiveNoFileComp)))
	must(root.RegisterFlagCompletionFunc("db", directories))
	must(root.RegisterFlagCompletionFunc("as", cobra.NoFileCompletions))

	root.AddGroup(&cobra.Group{ID: groupLook, Title: "look"}, &cobra.Group{ID: groupChange, Title: "load and annotate"}, &cobra.Group{ID: groupDecide, Title: "decide"},
		&cobra.Group{ID: groupCare, Title: "care of the investigation"}, &cobra.Group{ID: groupTry, Title: "try and learn"})
	add := func(group string, cmds ...*cobra.Command) {
		for _, c := range cmds {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add(groupLook, newAccounts(a), newShow(a), newPivot(a), newLinks(a), newPath(a), newRings(a), newRing(a), newReveal(a), newAudit(a))
	add(groupChange, newImport(a), newProfiles(a), newNote(a), newNotes(a), newTag(a), newCase(a), newClaim(a), newRelease(a), newWatch(a), newJudge(a), newIgnore(a), newWeights(a))
	add(groupDecide, newPolicies(a), newPropose(a), newReview(a), newBatch(a), newExport(a), newAppeal(a), newDismiss(a), newReopen(a), newHold(a), newUnhold(a),
		newProtect(a), newUnprotect(a), newPerson(a), newUndo(a), newRedo(a), newSample(a), newAssess(a), newStats(a))
	add(groupCare, newInfo(a), newCheck(a), newVerify(a), newCheckpoint(a), newKey(a), newMasking(a), newBackup(a), newRestore(a), newCompact(a))
	add(groupTry, newDemo(a), newGen(a), newKeys(a), newVersion(a))
	root.SetHelpCommandGroupID(groupTry)
	root.SetCompletionCommandGroupID(groupTry)
	root.InitDefaultCompletionCmd()
	if c, _, err := root.Find([]string{"completion"}); err == nil {
		c.Short = "Write the completion script of a shell"
		c.Example = "clew completion bash > ~/.local/share/bash-completion/completions/clew"
	}
	return root
}

// openPath answers "clew PATH", and "clew WORD" where WORD is no command.
func openPath(a *app, cmd *cobra.Command, args []string) error {
	if _, err := os.Stat(args[0]); err != nil || len(args) > 1 {
		hint := "run 'clew --help' for the commands"
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			hint = fmt.Sprintf("did you mean '%s'? Run 'clew --help' for the commands", near[0])
		}
		return &model.Error{Kind: model.ErrUsage, Message: "there is no such command or investigation",
			Where: model.Untrusted(args[0]), Hint: hint}
	}
	if a.canShow() {
		return workbench(cmd.Context(), a, welcome.Choice{Do: welcome.Open, Path: args[0]}, false)
	}
	db, err := store.Open(cmd.Context(), args[0], store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer db.Close()
	fmt.Fprintf(a.out, "This investigation holds %s; try 'clew accounts --db %s'.\n", words.Count(db.Len(), "account"), words.Clean(args[0]))
	return nil
}

// flagError makes an error of cobra's flag parser one of usage.
func flagError(cmd *cobra.Command, err error) error {
	hint := fmt.Sprintf("run '%s --help' for the flags", cmd.CommandPath())
	if cmd.Name() == "accounts" || cmd.Name() == "propose" {
		hint = "write 'not tag:x' for '-tag:x', or put -- before a query that begins with '-'"
	}
	return &model.Error{Kind: model.ErrUsage, Message: "the flags cannot be read", Err: err, Hint: hint}
}

// usage makes the error that cobra's check of the arguments gives one of usage.
func usage(check cobra.PositionalArgs, hint string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check(cmd, args) == nil {
			return nil
		}
		return &model.Error{Kind: model.ErrUsage, Message: "wrong number of arguments for '" + cmd.CommandPath() + "'",
			Hint: hint + "; run '" + cmd.CommandPath() + " --help' for more"}
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// errPartly ends a command that has said all there is to say with exit code 3.
var errPartly = errors.New("done in part")
