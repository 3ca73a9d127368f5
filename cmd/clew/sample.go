package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newSample(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sample N|list|show",
		Short: "Draw decisions for a second look",
		Long: `Draws N of the decisions at random, for a second look by somebody who had no part in them; 'clew assess' says what came of it, and 'clew stats' how often it was the same.

Nobody knows before what is drawn, and everybody can check after: it follows from a random seed that the audit log keeps, and the command says how. Decisions are proposals that were approved; each is drawn once.

'clew sample show' shows one as its reviewers had it, without what they said and what came of it, until it is assessed.`,
		Example: `clew sample 5
clew sample list
clew sample show 1
clew assess 1 --agree`,
		Args: usage(cobra.ExactArgs(1), "say how many, as 'clew sample 5'; or list, or show ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := number(args[0], "decisions")
			if err != nil {
				return &model.Error{Kind: model.ErrUsage, Message: "that is no number of decisions", Where: model.Untrusted(args[0]), Hint: "write 'clew sample 5'; or list, or show ID"}
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				r, err := act(cmd.Context(), a, db, workflow.DrawSample{Count: int(n)})
				if err != nil {
					return err
				}
				return writeDrawn(a, db.Work(), r)
			})
		},
	}
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	cmd.AddCommand(newSampleList(a), newSampleShow(a))
	return cmd
}

type (
	drawnShape struct {
		Entry *uint64       `json:"entry,omitempty"` // index in the audit log; absent where nothing was drawn
		Seed  string        `json:"seed,omitempty"`
		Pool  int           `json:"pool"` // decisions that it was drawn from
		Drawn []sampleShape `json:"drawn"`
	}
	sampleShape struct {
		ID       uint32 `json:"id"`
		Proposal uint32 `json:"proposal"`
		Hash     string `json:"hash"` // of the version that was decided
		Action   string `json:"action"`
		Accounts int    `json:"accounts"`
		Policy   string `json:"policy"`
		Reason   string `json:"reason"`
		Drawn    string `json:"drawn,omitempty"`
		State    string `json:"state"`             // waiting, changed (and there is nothing to look at any more), agrees, or disagrees
		Blocked  string `json:"blocked,omitempty"` // why you cannot assess it
		Assessed string `json:"assessed,omitempty"`
		// Why a second person would not have decided the same.
		Note model.Untrusted `json:"note"`
	}
)

// stateOfSample says in JSON where a second look stands.
func stateOfSample(w *workflow.State, x *workflow.Sampled) string {
	switch {
	case x.Assessed.Entry > 0 && x.Agrees:
		return "agrees"
	case x.Assessed.Entry > 0:
		return "disagrees"
	case w.Proposal(x.Proposal).Hash != x.Hash:
		return "changed"
	}
	return "waiting"
}

func sampleShapeOf(w *workflow.State, x *workflow.Sampled, who string) sampleShape {
	p := w.Proposal(x.Proposal)
	s := sampleShape{ID: x.ID, Proposal: p.ID, Hash: x.Hash, Action: p.Terms.Action, Accounts: len(p.Accounts), Policy: p.Terms.Policy, Reason: p.Terms.Reason,
		Drawn: x.Drawn.Time.String(), State: stateOfSample(w, x), Assessed: x.Assessed.Time.String(), Note: x.Note}
	if err := w.MayAssess(x, who); err != nil && x.Assessed.Entry == 0 {
		s.Blocked = err.Error()
	}
	return s
}

func writeDrawn(a *app, w *workflow.State, r store.Receipt) error {
	who, err := a.who()
	if err != nil {
		return err
	}
	s := drawnShape{Pool: w.Undrawn(), Drawn: []sampleShape{}}
	if r.Applied > 0 {
		s.Entry = &r.Entry
		for _, x := range w.Samples() {
			if x.Drawn.Entry == r.Entry {
				s.Seed = x.Seed
				s.Drawn = append(s.Drawn, sampleShapeOf(w, x, who))
			}
		}
		s.Pool += len(s.Drawn)
	}
	if a.json {
		return a.object(s)
	}
	if len(s.Drawn) == 0 {
		fmt.Fprintln(a.out, "Nothing to draw: no decision that was not drawn before.")
		return nil
	}
	listSamples(a, s.Drawn)
	fmt.Fprintln(a.out)
	a.indented(0, fmt.Sprintf("Drew %d of %s, %s.", len(s.Drawn), words.Count(s.Pool, "decision"), entryOf(r)), plain)
	a.indented(0, words.Drawn(w.Log(), *s.Entry, s.Seed), a.screen.dim)
	return nil
}

func listSamples(a *app, shapes []sampleShape) {
	t := table{cols: []column{{head: "ID", right: true}, {head: "ACTION"}, {head: "ACCOUNTS", right: true}, {head: "POLICY", least: 8, drop: 2}, {head: "REASON", least: 12},
		{head: "DRAWN (UTC)", drop: 1}, {head: "STATE", least: 24, wrap: true}}}
	rows := make([][]cell, len(shapes))
	for i, s := range shapes {
		state := s.State
		switch {
		case s.Blocked != "":
			state = words.Clean(s.Blocked)
		case s.State == "disagrees":
			state += words.Because(s.Note)
		}
		rows[i] = []cell{{text: words.Thousands(s.ID)}, {text: words.Clean(s.Action)}, {text: words.Thousands(s.Accounts)}, {text: words.Clean(s.Policy)}, {text: words.Clean(s.Reason)},
			{s.Drawn[:min(len(s.Drawn), len(time.DateOnly))], a.screen.dim}, {text: state}}
	}
	t.write(a.out, a.screen, rows)
}

func newSampleList(a *app) *cobra.Command {
	var open bool
	cmd := &cobra.Command{
		Use:               "list",
		Short:             "List what was drawn, and what came of it",
		Example:           "clew sample list --open\nclew sample list --json",
		Args:              usage(cobra.NoArgs, "it takes none; 'clew sample show ID' shows one"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			who, err := a.who()
			if err != nil {
				return err
			}
			return a.read(cmd.Context(), func(db *store.DB) error {
				w := db.Work()
				shapes := []sampleShape{}
				for _, x := range w.Samples() {
					if s := sampleShapeOf(w, x, who); !open || s.State == "waiting" {
						shapes = append(shapes, s)
					}
				}
				if a.json {
					return array(a, shapes)
				}
				if len(shapes) == 0 {
					a.tell(a.diag.dim("nothing drawn; " + words.Count(w.Undrawn(), "decision") + " to draw from: 'clew sample N'"))
					return nil
				}
				listSamples(a, shapes)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only those that wait")
	return cmd
}

func newSampleShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show what was drawn, as its reviewers had it",
		Long: `Shows the proposal of a decision that was drawn as its reviewers had it. Until it is assessed it is without what they said, and without what came of it: the states of the accounts, too, are left out.

What the accounts share is as it is now. A version that was replaced after it was drawn is not shown.`,
		Example:           "clew sample show 1",
		Args:              usage(cobra.ExactArgs(1), "give the number of what was drawn"),
		ValidArgsFunction: completeNumber(a, everySample),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := number(args[0], "sample")
			if err != nil {
				return err
			}
			return a.read(cmd.Context(), func(db *store.DB) error {
				w := db.Work()
				x := w.Sample(id)
				if x == nil {
					return noSuch("sample", id, "clew sample list")
				}
				j, err := readJob(cmd.Context(), a, db, x.Proposal)
				if err != nil {
					return err
				}
				said := words.SecondLook(x)
				if x.Assessed.Entry == 0 {
					if err := j.blind(w, x); err != nil {
						return err
					}
					said = fmt.Sprintf("as its reviewers had it; 'clew assess %d' says whether you would have approved it", id)
				}
				if !a.json {
					a.indented(0, fmt.Sprintf("Second look %d: %s", id, said), plain)
					fmt.Fprintln(a.out)
				}
				return j.print(a)
			})
		},
	}
}

// blind takes from a job what its reviewers said and what came of it.
func (j *job) blind(w *workflow.State, x *workflow.Sampled) error {
	p, notes := w.Blind(x)
	if p == nil {
		return &model.Error{Kind: model.ErrRefused, Message: "the proposal was changed after it was drawn, and nobody can read what was decided",
			Hint: fmt.Sprintf("'clew review show %d' shows what it is now", x.Proposal)}
	}
	j.ReviewJob, j.notes = workflow.ReviewJob{Proposal: p}, notes
	j.ahead.Outliers = nil
	for i := range j.accounts {
		j.accounts[i].State = ""
	}
	return nil
}

func everySample(w *workflow.State, add func(uint32, string)) {
	for _, x := range w.Samples() {
		add(x.ID, fmt.Sprintf("proposal %d, %s", x.Proposal, stateOfSample(w, x)))
	}
}

func newAssess(a *app) *cobra.Command {
	var agree, disagree bool
	var note string
	cmd := &cobra.Command{
		Use:   "assess ID --agree|--disagree",
		Short: "Say what a second look came to",
		Long:  "Says whether you would have decided the same as was decided: to approve what 'clew sample show' shows. Whoever made, changed or approved it is refused. It changes nothing about the accounts; where you disagree, look at the proposal itself next, and reverse its batch if it has to be.",
		Example: `clew assess 1 --agree
clew assess 2 --disagree --note "a household explains the device"`,
		Args:              usage(cobra.ExactArgs(1), "give the number of what was drawn"),
		ValidArgsFunction: completeNumber(a, everySample),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := number(args[0], "sample")
			if err != nil {
				return err
			}
			if agree == disagree {
				return &model.Error{Kind: model.ErrUsage, Message: "say whether you would have decided the same", Hint: "give --agree, or --disagree with --note"}
			}
			said, err := textOf(cmd.Context(), note, "the reason")
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				r, err := act(cmd.Context(), a, db, workflow.Assess{ID: id, Agrees: agree, Note: model.Untrusted(said)})
				if err != nil {
					return err
				}
				w := db.Work()
				x := w.Sample(id)
				return a.acknowledge(id, stateOfSample(w, x), r, fmt.Sprintf("Assessed %d, which was proposal %d: %s", id, x.Proposal, stateOfSample(w, x)))
			})
		},
	}
	cmd.Flags().BoolVar(&agree, "agree", false, "you would have decided the same")
	cmd.Flags().BoolVar(&disagree, "disagree", false, "you would not have")
	cmd.Flags().StringVar(&note, "note", "", "why; needed with --disagree")
	quiet(cmd, "note")
	return cmd
}
