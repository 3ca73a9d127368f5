package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newReview(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "review list|show|approve|return",
		Short: "Review what others have proposed",
		Long: `Reviews what others have proposed. Nothing is decided on one person's word: whoever made or changed a proposal is refused, and so is whoever has not had the version that stands on screen.

An approval is for one version, named by a hash over all that is in it. When the proposal is changed, it no longer counts.`,
		Example: `clew review list
clew review next
clew review show 3
clew review approve 3
clew review return 3 --note "outlook:1203 is the owner of the identity"`,
		Args: cobra.ArbitraryArgs,
		RunE: sayWhat("clew review list, next, show ID, approve ID, or return ID --note TEXT"),
	}
	cmd.AddCommand(newReviewList(a), newReviewNext(a), newReviewShow(a), newReviewApprove(a), newReviewReturn(a), newReviewRetract(a),
		newReviewClaim(a), newReviewRelease(a), newReviewSkip(a), newReviewSnooze(a), newReviewRound(a))
	return cmd
}

func newReviewList(a *app) *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:               "list",
		Short:             "List what is in review",
		Long:              "Lists the proposals in review: first those that you can review, the oldest before the others, and then those that you cannot, with why. --all lists those too that are decided, returned or withdrawn.",
		Example:           "clew review list\nclew review list --all --json",
		Args:              usage(cobra.NoArgs, "it takes none; 'clew review show ID' shows one"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			who, err := a.who()
			if err != nil {
				return err
			}
			return a.read(cmd.Context(), func(db *store.DB) error {
				jobs := db.Work().Reviews(who, now())
				if all {
					listed := map[uint32]bool{}
					for _, j := range jobs {
						listed[j.ID] = true
					}
					for _, p := range db.Work().Proposals() {
						if !listed[p.ID] {
							jobs = append(jobs, workflow.ReviewJob{Proposal: p})
						}
					}
				}
				return listProposals(cmd.Context(), a, db, jobs, "nothing is in review")
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "also what is not in review any more")
	return cmd
}

func newReviewNext(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "next",
		Short:             "Claim the next proposal and show it",
		Long:              "Claims the next proposal that you can review, for ten minutes, and shows it: the evidence first. That you had it on screen is an entry of the audit log.",
		Example:           "clew review next",
		Args:              usage(cobra.NoArgs, "it takes none"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			who, err := a.who()
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				jobs := db.Work().Reviews(who, now())
				for _, j := range jobs {
					if !j.Servable() {
						continue
					}
					if _, err := act(cmd.Context(), a, db, workflow.NewClaim(workflow.ProposalJob(j.ID))); err != nil {
						return err
					}
					return openJob(cmd.Context(), a, db, j.ID)
				}
				if a.json {
					_, err := a.out.WriteString("null\n")
					return err
				}
				a.tell(a.diag.dim("nothing for you to review; " + words.Count(len(jobs), "proposal") + " in review: 'clew review list'"))
				return nil
			})
		},
	}
}

// openJob shows a proposal, and then notes in the log that it was on screen.
func openJob(ctx context.Context, a *app, db *store.DB, id uint32) error {
	j, err := readJob(ctx, a, db, id)
	if err != nil {
		return err
	}
	if err := j.print(a); err != nil {
		return err
	}
	return j.opened(ctx, a, db)
}

// opened notes that the proposal was on screen, once it is.
func (j *job) opened(ctx context.Context, a *app, db *store.DB) error {
	if err := a.flush(); err != nil {
		return err
	}
	_, err := act(ctx, a, db, workflow.OpenProposal{ID: j.ID, Hash: j.Hash})
	return err
}

func newReviewShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show a proposal whole, the evidence first",
		Long: `Shows a proposal as a reviewer needs it: the accounts and what they share, what the proposer rests it on, the best innocent explanation, the facts, and the text of the policy.

That you had this version on screen is an entry of the audit log; without one you cannot approve it.`,
		Example:           "clew review show 3",
		Args:              usage(cobra.ExactArgs(1), "give the proposal's number"),
		ValidArgsFunction: completeNumber(a, everyProposal),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := number(args[0], "proposal")
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error { return openJob(cmd.Context(), a, db, id) })
		},
	}
}

func newReviewReturn(a *app) *cobra.Command {
	var note string
	cmd := &cobra.Command{
		Use:     "return ID",
		Short:   "Give a proposal back, with a reason",
		Long:    "Gives a proposal back to its proposer, who sees the reason and can change it with 'clew propose edit'. Approvals that it has are void.",
		Example: `clew review return 3 --note "outlook:1203 is the owner of the identity"`,
		PreRunE: func(cmd *cobra.Command, _ []string) (err error) {
			note, err = textOf(cmd.Context(), note, "the reason")
			return err
		},
	}
	cmd.Flags().StringVar(&note, "note", "", "why, for the proposer")
	quiet(cmd, "note")
	return onProposal(a, cmd, "Returned", func(p *workflow.Proposal) workflow.Action {
		return workflow.Return{ID: p.ID, Hash: p.Hash, Note: model.Untrusted(note)}
	})
}

func newReviewRetract(a *app) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use:     "retract ID",
		Short:   "Take your verdict on a proposal back",
		Long:    "Takes back the approval or the return that you gave last, until accounts of the proposal are in a batch.",
		Example: `clew review retract 3 --why "the second device is a default"`,
	}
	whyFlag(cmd, &why)
	return onProposal(a, cmd, "Took back your verdict on", func(p *workflow.Proposal) workflow.Action {
		return workflow.Retract{ID: p.ID, Why: model.Untrusted(why)}
	})
}

func newReviewClaim(a *app) *cobra.Command {
	var why string
	var lease time.Duration
	var over bool
	cmd := &cobra.Command{
		Use:     "claim ID",
		Short:   "Say that you are reviewing a proposal",
		Long:    "Says that you are reviewing a proposal: while the claim lasts nobody else can approve or return it.",
		Example: "clew review claim 3 --for 1h",
	}
	cmd.Flags().DurationVar(&lease, "for", workflow.DefaultLease, "how long, up to 8h")
	cmd.Flags().BoolVar(&over, "take-over", false, "from whoever has claimed it")
	whyFlag(cmd, &why)
	quiet(cmd, "for")
	return onProposal(a, cmd, "Claimed", func(p *workflow.Proposal) workflow.Action {
		c := workflow.NewClaim(workflow.ProposalJob(p.ID))
		c.Lease, c.TakeOver, c.Why = lease.Milliseconds(), over, model.Untrusted(why)
		return c
	})
}

func newReviewRelease(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "release ID",
		Short:   "Give a proposal back that you have claimed",
		Example: "clew review release 3",
	}
	return onProposal(a, cmd, "Released", func(p *workflow.Proposal) workflow.Action {
		return workflow.NewRelease(workflow.ProposalJob(p.ID))
	})
}

func newReviewSkip(a *app) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use:     "skip ID",
		Short:   "Pass a proposal by",
		Long:    "Passes a proposal by: 'clew review next' does not give it to you before your next round ('clew review round'), unless it is changed.",
		Example: `clew review skip 3 --why "I know the owner"`,
	}
	whyFlag(cmd, &why)
	return onProposal(a, cmd, "Skipped", func(p *workflow.Proposal) workflow.Action {
		return workflow.NewSkip(workflow.ProposalJob(p.ID), model.Untrusted(why))
	})
}

func newReviewSnooze(a *app) *cobra.Command {
	var why, until string
	var date model.Time
	cmd := &cobra.Command{
		Use:     "snooze ID",
		Short:   "Put a review off until a date",
		Long:    "Puts the review of a proposal off until a date, for everybody.",
		Example: `clew review snooze 3 --until 2027-01-31 --why "papers will come"`,
		PreRunE: func(*cobra.Command, []string) (err error) {
			date, err = parseAhead(until)
			return err
		},
	}
	cmd.Flags().StringVar(&until, "until", "", "the date, as 2027-01-31 or RFC 3339")
	whyFlag(cmd, &why)
	quiet(cmd, "until")
	return onProposal(a, cmd, "Put off", func(p *workflow.Proposal) workflow.Action {
		return workflow.NewSnooze(workflow.ProposalJob(p.ID), date, model.Untrusted(why))
	})
}

func newReviewRound(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "round",
		Short:             "Begin a round: what you skipped comes back",
		Example:           "clew review round",
		Args:              usage(cobra.NoArgs, "it takes none"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.write(cmd.Context(), func(db *store.DB) error {
				r, err := act(cmd.Context(), a, db, workflow.NewRound{})
				if err != nil {
					return err
				}
				if a.json {
					return a.object(acted(nil, r))
				}
				fmt.Fprintf(a.out, "A new round: what you have skipped comes back, %s.\n", entryOf(r))
				return nil
			})
		},
	}
}
