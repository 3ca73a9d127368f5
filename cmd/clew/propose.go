package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

// proposeFlags are the terms of a proposal as they are given.
type proposeFlags struct {
	action, policy, reason, note, benign, alternatives, confidence, second string
	ring                                                                   string
	caseID                                                                 uint32
	evidence, remove, without                                              []string
	dryRun                                                                 bool
}

func newPropose(a *app) *cobra.Command {
	var f proposeFlags
	cmd := &cobra.Command{
		Use:   "propose ACCOUNT...|QUERY",
		Short: "Propose a decision on accounts",
		Long: `Proposes a decision on accounts, which other persons then review; nobody decides alone. The accounts are named, or are those that one query finds, as 'clew accounts' takes it, or with --ring those of a whole ring.

--note states the facts, and --benign the best innocent explanation and what speaks against it. Each --evidence names what it rests on: a value as KIND:VALUE, signal:CODE, or note:ENTRY. Either text may be - for standard input.

--dry-run only says what would be proposed, and what to look at first: victims, accounts on the margin, those that are decided on already, each under a code. --without CODE leaves these out.`,
		Example: `clew propose tag:ring-7 --action suspend --dry-run
clew propose --ring outlook:8841020 --without victim,weak \
  --reason coordinated-operation --evidence wallet:0x649acf... \
  --note "One wallet is paid by all." --benign "No agency pays this way."
clew propose edit 3 --remove outlook:1203 --note "Without the victim."
clew propose withdraw 3 --why "proposed too early"`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeAccount(a, 0, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.ring == "" && len(args) == 0 {
				return &model.Error{Kind: model.ErrUsage, Message: "no account is named", Hint: "name accounts, write one query, or name a ring with --ring ACCOUNT"}
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				ords, err := pickOrds(cmd.Context(), db, args)
				if err != nil {
					return err
				}
				if f.ring != "" {
					ring, err := a.ringOf(cmd.Context(), db, f.ring)
					if err != nil {
						return err
					}
					ords = append(ords, ring.Members...)
					slices.Sort(ords)
					ords = slices.Compact(ords)
				}
				rows, err := db.Listing(cmd.Context(), ords)
				if err != nil {
					return err
				}
				return propose(cmd, a, db, rows, &f, nil)
			})
		},
	}
	f.register(a, cmd)
	cmd.Flags().StringVar(&f.ring, "ring", "", "all accounts of this account's ring")
	must(cmd.RegisterFlagCompletionFunc("ring", completeAccount(a, 0, -1)))
	cmd.AddCommand(newProposeEdit(a), newProposeWithdraw(a), newProposeList(a), newProposeShow(a))
	return cmd
}

func (f *proposeFlags) register(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.action, "action", "suspend", strings.Join(workflow.Actions, ", "))
	flags.StringVar(&f.policy, "policy", "default", "under which; see 'clew policies'")
	flags.StringVar(&f.reason, "reason", "", "one of the policy's")
	flags.StringVar(&f.note, "note", "", "the statement of the facts")
	flags.StringVar(&f.benign, "benign", "", "the best innocent explanation, and the answer to it")
	flags.StringVar(&f.alternatives, "alternatives", "", "what else was considered")
	flags.StringVar(&f.confidence, "confidence", "moderate", strings.Join(workflow.Confidences, ", "))
	flags.StringVar(&f.second, "second", "", "the second reason, for protected accounts")
	workFlag(a, cmd, &f.caseID, "case", "the case that it belongs to", everyCase)
	flags.StringArrayVar(&f.evidence, "evidence", nil, "what it rests on; may be given again")
	flags.StringSliceVar(&f.without, "without", nil, "leave out those of which the preview says this, such as weak")
	flags.BoolVar(&f.dryRun, "dry-run", false, "change nothing, only say what would be proposed")
	must(cmd.RegisterFlagCompletionFunc("action", fixed(workflow.Actions...)))
	must(cmd.RegisterFlagCompletionFunc("policy", completePolicy(a)))
	must(cmd.RegisterFlagCompletionFunc("reason", completeReason(a)))
	must(cmd.RegisterFlagCompletionFunc("without", fixed(outlierCodes...)))
	must(cmd.RegisterFlagCompletionFunc("confidence", fixed(workflow.Confidences...)))
	must(cmd.RegisterFlagCompletionFunc("evidence", func(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		all, directive := completeKind(cmd, nil, typed)
		return append(all, "signal:", "note:"), directive
	}))
	quiet(cmd, "note", "benign", "alternatives", "second")
}

func newProposeEdit(a *app) *cobra.Command {
	var f proposeFlags
	cmd := &cobra.Command{
		Use:   "edit ID [ACCOUNT...|QUERY]",
		Short: "Make another version of a proposal",
		Long:  "Makes another version of a proposal, such as one that was returned. What is not given stays; accounts that are given replace those that it has, and --remove takes some out. Approvals of the version before are void, and whoever changes a proposal cannot approve it.",
		Example: `clew propose edit 3 --remove outlook:1203
clew propose edit 3 --note "The wallet was checked with the exchange."`,
		Args:              usage(cobra.MinimumNArgs(1), "give the proposal's number"),
		ValidArgsFunction: numberThenAccounts(a, everyProposal),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := number(args[0], "proposal")
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error { return editProposal(cmd, a, db, id, args[1:], &f) })
		},
	}
	f.register(a, cmd)
	cmd.Flags().StringArrayVar(&f.remove, "remove", nil, "take this account out; may be given again")
	must(cmd.RegisterFlagCompletionFunc("remove", completeAccount(a, 0, -1)))
	return cmd
}

func editProposal(cmd *cobra.Command, a *app, db *store.DB, id uint32, args []string, f *proposeFlags) error {
	ctx := cmd.Context()
	old := db.Work().Proposal(id)
	if old == nil {
		return noSuch("proposal", id, "clew propose list")
	}
	ords := old.Accounts
	if len(args) > 0 {
		var err error
		if ords, err = pickOrds(ctx, db, args); err != nil {
			return err
		}
	}
	for _, ref := range f.remove {
		ord, err := db.Resolve(ctx, ref)
		if err != nil {
			return err
		}
		if !slices.Contains(ords, ord) {
			return &model.Error{Kind: model.ErrUsage, Message: "the account is not in the proposal", Where: model.Untrusted(ref)}
		}
		ords = slices.DeleteFunc(slices.Clone(ords), func(o uint32) bool { return o == ord })
	}
	rows, err := db.Listing(ctx, ords)
	if err != nil {
		return err
	}
	return propose(cmd, a, db, rows, f, old)
}

// propose makes a proposal or, where there is an old one, another version of it.
func propose(cmd *cobra.Command, a *app, db *store.DB, rows []store.AccountRow, f *proposeFlags, old *workflow.Proposal) error {
	ctx := cmd.Context()
	t, err := f.terms(cmd, old)
	if err != nil {
		return err
	}
	ahead, err := preview(ctx, a, db, ordsOf(rows), t.Action, old)
	if err != nil {
		return err
	}
	if len(f.without) > 0 {
		if ahead, rows, err = leave(ctx, a, db, ahead, f.without, old); err != nil {
			return err
		}
	}
	if f.dryRun {
		return printPreview(ctx, a, db, ahead, rows)
	}
	t.Warnings = ahead.Warnings()
	if old == nil || cmd.Flags().Changed("evidence") || !slices.Equal(ordsOf(rows), old.Accounts) {
		if t.Evidence, err = readEvidence(ctx, a, db, rows, f.evidenceOf(cmd, old)); err != nil {
			return err
		}
	}
	var action workflow.Action = workflow.NewProposal(idsOf(rows), t)
	if old != nil {
		action = workflow.NewEdit(old.ID, old.Hash, idsOf(rows), t)
	}
	r, err := act(ctx, a, db, action)
	if err != nil {
		return err
	}
	made := written(db.Work(), r.Entry)
	if a.json {
		return a.object(proposedShape{proposalShapeOf(made, namesOf(rows)), r.Entry})
	}
	fmt.Fprintf(a.out, "Proposal %d, %s: %s, %s.\n", made.ID, words.Version(made), words.Asked(&made.Terms), entryOf(r))
	if err := a.flush(); err != nil {
		return err
	}
	for _, w := range made.Terms.Warnings {
		a.tell(a.diag.warn("Note:") + " " + words.Clean(w.Text))
	}
	a.tell(a.diag.dim(fmt.Sprintf("It needs %s by others: 'clew review show %d'.", words.Count(made.Needed, "approval"), made.ID)))
	return nil
}

// leave takes those accounts out of which a preview says some things, and looks at the rest.
func leave(ctx context.Context, a *app, db *store.DB, p *store.Preview, codes []string, old *workflow.Proposal) (*store.Preview, []store.AccountRow, error) {
	ords, err := without(p, codes)
	if err != nil {
		return nil, nil, err
	}
	rows, err := db.Listing(ctx, ords)
	if err != nil {
		return nil, nil, err
	}
	if n := p.Count - len(ords); n > 0 {
		a.tell(a.diag.dim("left out: " + words.Count(n, "account")))
	}
	p, err = preview(ctx, a, db, ords, p.Action, old)
	return p, rows, err
}

// written finds the proposal whose version an entry of the log has made.
func written(w *workflow.State, entry uint64) *workflow.Proposal {
	for _, p := range w.Proposals() {
		if p.Changed.Entry == entry {
			return p
		}
	}
	panic("an entry that made no proposal")
}

// terms gives what is proposed: of an old version what is not said anew.
func (f *proposeFlags) terms(cmd *cobra.Command, old *workflow.Proposal) (t workflow.Terms, err error) {
	if old != nil {
		t = old.Terms
	}
	set := func(flag string, to *string, value string) {
		if old == nil || cmd.Flags().Changed(flag) {
			*to = value
		}
	}
	set("action", &t.Action, f.action)
	set("policy", &t.Policy, f.policy)
	set("reason", &t.Reason, f.reason)
	set("confidence", &t.Confidence, f.confidence)
	for _, x := range []struct {
		flag string
		to   *model.Untrusted
		text string
	}{{"note", &t.Note, f.note}, {"benign", &t.Benign, f.benign}, {"alternatives", &t.Alternatives, f.alternatives}, {"second", &t.Second, f.second}} {
		if old != nil && !cmd.Flags().Changed(x.flag) {
			continue
		}
		text, err := textOf(cmd.Context(), x.text, "the text of --"+x.flag)
		if err != nil {
			return t, err
		}
		*x.to = model.Untrusted(text)
	}
	if old == nil || cmd.Flags().Changed("case") {
		t.Case = f.caseID
	}
	return t, nil
}

func newProposeWithdraw(a *app) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use:     "withdraw ID",
		Short:   "Take a proposal of yours back",
		Long:    "Takes a proposal back before it is in a batch. Its accounts are then as if nothing had been proposed. Only those who made it can.",
		Example: `clew propose withdraw 3 --why "proposed too early"`,
	}
	whyFlag(cmd, &why)
	return onProposal(a, cmd, "Withdrew", func(p *workflow.Proposal) workflow.Action {
		return workflow.Withdraw{ID: p.ID, Why: model.Untrusted(why)}
	})
}

// onProposal makes the command of an action on one proposal. did says what was done to it,
// such as "Claimed". What is read from elsewhere is for the command's PreRunE: action is
// called while nobody else can write.
func onProposal(a *app, cmd *cobra.Command, did string, action func(*workflow.Proposal) workflow.Action) *cobra.Command {
	cmd.Args = usage(cobra.ExactArgs(1), "give the proposal's number")
	cmd.ValidArgsFunction = completeNumber(a, everyProposal)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		id, err := number(args[0], "proposal")
		if err != nil {
			return err
		}
		return a.write(cmd.Context(), func(db *store.DB) error {
			p := db.Work().Proposal(id)
			if p == nil {
				return noSuch("proposal", id, "clew propose list")
			}
			r, err := act(cmd.Context(), a, db, action(p))
			if err != nil {
				return err
			}
			p = db.Work().Proposal(id)
			return a.acknowledge(id, stateOf(p), r, fmt.Sprintf("%s proposal %d, which is %s now", did, id, words.ProposalState(p)))
		})
	}
	return cmd
}

func newProposeList(a *app) *cobra.Command {
	var state, by string
	cmd := &cobra.Command{
		Use:               "list",
		Short:             "List all proposals",
		Example:           "clew propose list\nclew propose list --state returned --by kim --json",
		Args:              usage(cobra.NoArgs, "it takes none; 'clew propose show ID' shows one"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error {
				var jobs []workflow.ReviewJob
				for _, p := range db.Work().Proposals() {
					if (state == "" || stateOf(p) == state) && (by == "" || slices.Contains(p.Editors, by)) {
						jobs = append(jobs, workflow.ReviewJob{Proposal: p})
					}
				}
				return listProposals(cmd.Context(), a, db, jobs, "no proposals; make one with 'clew propose'")
			})
		},
	}
	cmd.Flags().StringVar(&state, "state", "", strings.Join(proposalStates, ", "))
	cmd.Flags().StringVar(&by, "by", "", "only those that this person made or changed")
	must(cmd.RegisterFlagCompletionFunc("state", fixed(proposalStates...)))
	quiet(cmd, "by")
	return cmd
}

func newProposeShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "show ID",
		Short:             "Show a proposal whole",
		Long:              "Shows a proposal as its reviewers see it: the evidence first. Unlike 'clew review show' it leaves no entry in the audit log.",
		Example:           "clew propose show 3",
		Args:              usage(cobra.ExactArgs(1), "give the proposal's number"),
		ValidArgsFunction: completeNumber(a, everyProposal),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := number(args[0], "proposal")
			if err != nil {
				return err
			}
			return a.read(cmd.Context(), func(db *store.DB) error {
				j, err := readJob(cmd.Context(), a, db, id)
				if err != nil {
					return err
				}
				return j.print(a)
			})
		},
	}
}
