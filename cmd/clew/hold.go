package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
)

func newHold(a *app) *cobra.Command {
	var kind, until, why string
	cmd := &cobra.Command{
		Use:   "hold ACCOUNT...",
		Short: "Keep accounts as they are, out of decisions",
		Long:  `Keeps accounts as they are: while a hold lasts they are in no proposal and in no batch. A legal hold and one that awaits evidence last until 'clew unhold'; a follow-up has a date to look again.`,
		Example: `clew hold outlook:8841020 --kind legal --why "letter of 3 May"
clew hold outlook:1203 --kind follow-up --until 2027-01-31 --why "papers"`,
	}
	cmd.Flags().StringVar(&kind, "kind", "awaiting-evidence", strings.Join(workflow.Holds, ", "))
	cmd.Flags().StringVar(&until, "until", "", "when to look again, as 2027-01-31 or RFC 3339")
	whyFlag(cmd, &why)
	quiet(cmd, "until")
	must(cmd.RegisterFlagCompletionFunc("kind", fixed(workflow.Holds...)))
	return onAccounts(a, cmd, "Put on hold:", "they are on hold already", func(ids []model.AccountID) (workflow.Action, error) {
		t, err := parseAhead(until)
		return workflow.Hold{On: ids, Kind: kind, Until: t.Milli, Why: model.Untrusted(why)}, err
	})
}

// newOnWhy makes the command of an action on accounts that needs nothing but a reason.
func newOnWhy(a *app, cmd *cobra.Command, did, none string, action func([]model.AccountID, model.Untrusted) workflow.Action) *cobra.Command {
	var why string
	whyFlag(cmd, &why)
	return onAccounts(a, cmd, did, none, func(ids []model.AccountID) (workflow.Action, error) {
		return action(ids, model.Untrusted(why)), nil
	})
}

func newUnhold(a *app) *cobra.Command {
	return newOnWhy(a, &cobra.Command{
		Use:     "unhold ACCOUNT...",
		Short:   "Release accounts from their hold",
		Long:    "Releases accounts from their hold; they go on from the state that they were in.",
		Example: `clew unhold outlook:8841020 --why "the letter was withdrawn"`,
	}, "Released from hold:", "none of them is on hold", func(ids []model.AccountID, why model.Untrusted) workflow.Action {
		return workflow.Unhold{On: ids, Why: why}
	})
}

func newDismiss(a *app) *cobra.Command {
	var as, why string
	cmd := &cobra.Command{
		Use:   "dismiss ACCOUNT...",
		Short: "End the work on accounts without a decision",
		Long: `Ends the work on accounts without a decision against them. One person may say it, and take it back with 'clew reopen'.

no-violation           looked at, and there is an innocent explanation
insufficient-evidence  it could not be shown
duplicate              another account stands for the same thing`,
		Example: `clew dismiss outlook:1203 --as no-violation --why "a household of two"`,
	}
	cmd.Flags().StringVar(&as, "as", "", strings.Join(workflow.DismissedAs, ", "))
	must(cmd.RegisterFlagCompletionFunc("as", fixed(workflow.DismissedAs...)))
	whyFlag(cmd, &why)
	return onAccounts(a, cmd, "Dismissed", "they are dismissed already", func(ids []model.AccountID) (workflow.Action, error) {
		return workflow.Dismiss{On: ids, As: as, Why: model.Untrusted(why)}, nil
	})
}

func newReopen(a *app) *cobra.Command {
	return newOnWhy(a, &cobra.Command{
		Use:     "reopen ACCOUNT...",
		Short:   "Take up dismissed accounts again",
		Long:    "Takes up accounts again that were dismissed.",
		Example: `clew reopen outlook:1203 --why "a second wallet turned up"`,
	}, "Reopened", "none of them was dismissed", func(ids []model.AccountID, why model.Untrusted) workflow.Action {
		return workflow.Reopen{On: ids, Why: why}
	})
}

func newProtect(a *app) *cobra.Command {
	return newOnWhy(a, &cobra.Command{
		Use:     "protect ACCOUNT...",
		Short:   "Have accounts need a second reason",
		Long:    "Has accounts need a second reason before anything is proposed about them (--second of 'clew propose'): those of staff, of victims, of sources.",
		Example: `clew protect outlook:1203 --why "the owner reported a stolen identity"`,
	}, "Protected", "they are protected already", func(ids []model.AccountID, why model.Untrusted) workflow.Action {
		return workflow.Protect{On: ids, Why: why}
	})
}

func newUnprotect(a *app) *cobra.Command {
	return newOnWhy(a, &cobra.Command{
		Use:     "unprotect ACCOUNT...",
		Short:   "End the protection of accounts",
		Long:    "Ends the protection of accounts: proposals about them need no second reason any more.",
		Example: `clew unprotect outlook:1203 --why "sold to somebody else since"`,
	}, "No longer protected:", "none of them is protected", func(ids []model.AccountID, why model.Untrusted) workflow.Action {
		return workflow.Unprotect{On: ids, Why: why}
	})
}
