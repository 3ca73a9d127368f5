package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newAppeal(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "appeal new|list|decide",
		Short: "Record an owner's appeal, and decide it",
		Long: `Records that the owner of an account objects to what was done, and decides it. It takes a person who had no part in the decision.

An account whose appeal was overturned goes into the next batch of 'clew batch seal --action reinstate'.`,
		Example: `clew appeal new outlook:8841020 --from "Lena Marsh" --text - < mail.txt
clew appeal list
clew appeal decide 1 overturn --note "taken over; documents seen"`,
		Args: cobra.ArbitraryArgs,
		RunE: sayWhat("clew appeal new ACCOUNT --text TEXT, list, or decide ID uphold|overturn --note TEXT"),
	}
	cmd.AddCommand(newAppealNew(a), newAppealList(a), newAppealDecide(a))
	return cmd
}

func newAppealNew(a *app) *cobra.Command {
	var text, from, received string
	cmd := &cobra.Command{
		Use:               "new ACCOUNT",
		Short:             "Record that an owner objects",
		Example:           `clew appeal new outlook:8841020 --from "Lena Marsh" --text - < mail.txt`,
		Args:              usage(cobra.ExactArgs(1), "name one account"),
		ValidArgsFunction: completeAccount(a, 0, 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := parseUntil(received)
			if err != nil {
				return err
			}
			said, err := textOf(cmd.Context(), text, "what the owner says")
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				ids, err := resolve(cmd.Context(), db, args)
				if err != nil {
					return err
				}
				r, err := act(cmd.Context(), a, db, workflow.FileAppeal{On: ids[0], From: model.Untrusted(from), Received: t.Milli, Text: model.Untrusted(said)})
				if err != nil {
					return err
				}
				all := db.Work().Appeals()
				id := all[len(all)-1].ID
				return a.acknowledge(id, "open", r, fmt.Sprintf("Appeal %d on %s", id, words.Clean(ids[0].String())))
			})
		},
	}
	cmd.Flags().StringVar(&text, "text", "", "what the owner says; - is standard input")
	cmd.Flags().StringVar(&from, "from", "", "who says to be the owner")
	cmd.Flags().StringVar(&received, "received", "", "when it came in, as 2027-01-31 or RFC 3339")
	quiet(cmd, "text", "from", "received")
	return cmd
}

type appealShape struct {
	ID       uint32          `json:"id"`
	Account  model.Untrusted `json:"account"`
	State    string          `json:"state"` // open, upheld or overturned
	From     model.Untrusted `json:"from"`
	Received string          `json:"received,omitempty"`
	Text     model.Untrusted `json:"text"`
	Filed    string          `json:"filed,omitempty"`
	FiledBy  string          `json:"filed_by"`
	Proposal uint32          `json:"proposal"` // the decision that it is against
	Batch    uint32          `json:"batch"`
	Decided  string          `json:"decided,omitempty"`
	By       string          `json:"decided_by,omitempty"`
	Note     model.Untrusted `json:"note"`
}

func newAppealList(a *app) *cobra.Command {
	var open bool
	cmd := &cobra.Command{
		Use:               "list",
		Short:             "List appeals",
		Example:           "clew appeal list --open\nclew appeal list --json",
		Args:              usage(cobra.NoArgs, "it takes none"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error {
				var shapes []appealShape
				for _, p := range db.Work().Appeals() {
					if open && p.Outcome != "" {
						continue
					}
					id, err := named(cmd.Context(), db, []uint32{p.Ord})
					if err != nil {
						return err
					}
					shapes = append(shapes, appealShape{p.ID, id[0], words.AppealState(p), p.From, p.Received.String(), p.Text, p.Filed.Time.String(), p.Filed.By,
						p.Proposal, p.Batch, p.Decided.Time.String(), p.Decided.By, p.Note})
				}
				return listAppeals(a, shapes)
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only those that are not decided")
	return cmd
}

func listAppeals(a *app, shapes []appealShape) error {
	if a.json {
		return array(a, shapes)
	}
	if len(shapes) == 0 {
		a.tell(a.diag.dim("no appeals"))
		return nil
	}
	t := table{cols: []column{{head: "ID", right: true}, {head: "STATE"}, {head: "ACCOUNT", least: 24}, {head: "FROM", least: 10, drop: 1}, {head: "PROPOSAL", right: true, drop: 2},
		{head: "BATCH", right: true, drop: 3}, {head: "TEXT", wrap: true, least: 20}}}
	var rows [][]cell
	for _, s := range shapes {
		rows = append(rows, []cell{{text: words.Thousands(s.ID)}, {text: s.State}, {text: words.Clean(s.Account)}, {text: words.Clean(s.From)}, {text: words.Thousands(s.Proposal)},
			{text: words.Thousands(s.Batch)}, {text: words.Brief(s.Text, 200)}})
	}
	t.write(a.out, a.screen, rows)
	return nil
}

func newAppealDecide(a *app) *cobra.Command {
	var note string
	cmd := &cobra.Command{
		Use:     "decide ID uphold|overturn",
		Short:   "Uphold a decision, or overturn it",
		Long:    "Upholds a decision or overturns it. Whoever made or approved the proposal is refused. What is overturned is undone outside by the next batch of 'clew batch seal --action reinstate'.",
		Example: `clew appeal decide 1 overturn --note "taken over; documents seen"`,
		Args:    usage(cobra.ExactArgs(2), "give the appeal's number, then uphold or overturn"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return fixed(workflow.Outcomes...)(cmd, args, typed)
			}
			return completeNumber(a, everyAppeal)(cmd, args, typed)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := number(args[0], "appeal")
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				r, err := act(cmd.Context(), a, db, workflow.DecideAppeal{ID: id, Outcome: args[1], Note: model.Untrusted(note)})
				if err != nil {
					return err
				}
				state := words.AppealState(db.Work().Appeal(id))
				return a.acknowledge(id, state, r, fmt.Sprintf("Appeal %d is %s", id, state))
			})
		},
	}
	cmd.Flags().StringVar(&note, "note", "", "why")
	quiet(cmd, "note")
	return cmd
}
