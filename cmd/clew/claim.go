package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
)

func newClaim(a *app) *cobra.Command {
	var why string
	var lease time.Duration
	var over bool
	cmd := &cobra.Command{
		Use:   "claim ACCOUNT...",
		Short: "Say that you are at work on accounts",
		Long: `Says that you are at work on accounts, so that nobody does the same twice. A claim ends by itself after --for, or with 'clew release'; claiming again renews it. Nobody is kept from working: what others see is who is at it.

With --take-over and a reason, claims of others become yours.`,
		Example: `clew claim outlook:8841020 github:10002336
clew claim lena.marsh0417 --for 2h
clew claim outlook:8841020 --take-over --why "kim is on leave"`,
	}
	cmd.Flags().DurationVar(&lease, "for", workflow.DefaultLease, "how long, up to 8h")
	cmd.Flags().BoolVar(&over, "take-over", false, "from whoever has claimed them")
	whyFlag(cmd, &why)
	quiet(cmd, "for")
	return onAccounts(a, cmd, "Claimed", "they are yours already", func(ids []model.AccountID) (workflow.Action, error) {
		c := workflow.ClaimAccounts(ids)
		c.Lease, c.TakeOver, c.Why = lease.Milliseconds(), over, model.Untrusted(why)
		return c, nil
	})
}

func newRelease(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "release ACCOUNT...",
		Short:   "Give back accounts that you have claimed",
		Long:    "Gives back accounts that you have claimed.",
		Example: "clew release outlook:8841020",
	}
	return onAccounts(a, cmd, "Released", "you have claimed none of them", func(ids []model.AccountID) (workflow.Action, error) {
		return workflow.ReleaseAccounts(ids), nil
	})
}
