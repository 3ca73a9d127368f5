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

func newNotes(a *app) *cobra.Command {
	var limit int
	var caseID, proposal uint32
	cmd := &cobra.Command{
		Use:   "notes [ACCOUNT]",
		Short: "List notes, latest first",
		Long:  "Lists notes, latest first: all of them, or those on an account and its links, on a case, or on a proposal.",
		Example: `clew notes
clew notes outlook:abc123
clew notes --case 7 --json`,
		Args:              usage(cobra.MaximumNArgs(1), "name one account, or none"),
		ValidArgsFunction: completeAccount(a, 0, 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 0 {
				return &model.Error{Kind: model.ErrUsage, Message: "--limit counts from 0"}
			}
			return a.read(cmd.Context(), func(db *store.DB) error {
				notes, err := notesOn(cmd.Context(), db, args, caseID, proposal)
				if err != nil {
					return err
				}
				slices.Reverse(notes)
				if limit > 0 {
					notes = page(notes, 0, limit)
				}
				return listNotes(cmd.Context(), a, db, notes)
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 50, "notes at most; 0 is all")
	workFlag(a, cmd, &caseID, "case", "only those on this case", everyCase)
	workFlag(a, cmd, &proposal, "proposal", "only those on this proposal", everyProposal)
	return cmd
}

func notesOn(ctx context.Context, db *store.DB, args []string, caseID, proposal uint32) ([]*workflow.Note, error) {
	w := db.Work()
	switch {
	case len(args) > 0 && (caseID > 0 || proposal > 0) || caseID > 0 && proposal > 0:
		return nil, &model.Error{Kind: model.ErrUsage, Message: "say one thing whose notes to list", Hint: "an account, --case or --proposal"}
	case caseID > 0 && w.Case(caseID) == nil:
		return nil, noSuch("case", caseID, "clew case list")
	case caseID > 0:
		return w.Notes(workflow.CaseKey(caseID)), nil
	case proposal > 0 && w.Proposal(proposal) == nil:
		return nil, noSuch("proposal", proposal, "clew propose list")
	case proposal > 0:
		return w.Notes(workflow.ProposalKey(proposal)), nil
	case len(args) == 0:
		return w.NotesIn(), nil
	}
	ord, err := db.Resolve(ctx, args[0])
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(w.NotesIn(), func(n *workflow.Note) bool { return !slices.Contains(n.Subjects, ord) }), nil
}

type (
	noteLogShape struct {
		noteShape
		On          string          `json:"on"` // account, identifier, link, ring, case or proposal
		About       string          `json:"about"`
		Corrects    uint64          `json:"corrects,omitempty"`
		CorrectedBy []uint64        `json:"corrected_by"`
		Files       []attachedShape `json:"files"`
		Withdrawn   string          `json:"withdrawn,omitempty"` // when it was taken back
		Written     *elsewhereShape `json:"written,omitempty"`   // by whom, where it came in a case file

		elsewhere string
	}
	elsewhereShape struct {
		By     string `json:"by"`
		Time   string `json:"time"`
		Entry  uint64 `json:"entry"` // in the log that it was written in
		SHA256 string `json:"sha256"`
	}
	attachedShape struct {
		Name   model.Untrusted `json:"name"`
		SHA256 string          `json:"sha256"`
		Bytes  int64           `json:"bytes"`
		Media  string          `json:"media"`
		Kept   bool            `json:"kept"`
	}
)

func noteLogOf(n *workflow.Note, name func(uint32) string) noteLogShape {
	s := noteLogShape{noteShape: noteShape{n.Entry, n.Time.String(), n.By, n.Text}, On: string(n.On.Kind), About: words.OnWhat(n, name), Corrects: n.Corrects,
		CorrectedBy: orEmpty(n.CorrectedBy), Files: []attachedShape{}, Withdrawn: n.Withdrawn.Time.String(), elsewhere: words.WrittenElsewhere(n)}
	if w := n.Written; w != nil {
		s.Written = &elsewhereShape{w.By, model.Time{Milli: w.Time}.String(), w.Entry, w.SHA256}
	}
	for _, f := range n.Files {
		s.Files = append(s.Files, attachedShape(f))
	}
	return s
}

func listNotes(ctx context.Context, a *app, db *store.DB, notes []*workflow.Note) error {
	name := naming(ctx, db)
	var shapes []noteLogShape
	for _, n := range notes {
		shapes = append(shapes, noteLogOf(n, name))
	}
	if a.json {
		return array(a, shapes)
	}
	for i, s := range shapes {
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		printNote(a, s, 0)
	}
	if len(shapes) == 0 {
		a.tell(a.diag.dim("no notes; write one with 'clew note'"))
	}
	return nil
}

// printNote shows a note whole, some steps in.
func printNote(a *app, n noteLogShape, steps int) {
	when, _, _ := strings.Cut(n.Time, "T")
	head := fmt.Sprintf("%s: entry %d, %s, %s", n.About, n.Entry, words.Clean(n.Author), when)
	if n.elsewhere != "" {
		head += ", " + n.elsewhere
	}
	if n.Withdrawn != "" {
		head += ", taken back"
	}
	if n.Corrects > 0 {
		head += fmt.Sprintf(", corrects %d", n.Corrects)
	}
	for _, by := range n.CorrectedBy {
		head += fmt.Sprintf(", corrected by %d", by)
	}
	a.indented(steps, head, a.screen.dim)
	a.text(steps+1, n.Text)
	for _, f := range n.Files {
		kept := "kept"
		if !f.Kept {
			kept = "not kept"
		}
		a.indented(steps+1, fmt.Sprintf("file %s, %s, %s", words.Clean(f.Name), words.Size(f.Bytes), kept), a.screen.dim)
		fmt.Fprintln(a.out, strings.Repeat(gap, steps+2)+a.screen.dim("SHA-256 "+f.SHA256))
	}
}
