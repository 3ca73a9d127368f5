package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newCaseShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "show ID",
		Short:             "Show a case whole",
		Long:              "Shows a case: its accounts with their roles, each with in how many other cases it is, its values, its questions, notes, the ways that led somewhere, and what was proposed.",
		Example:           "clew case show 1",
		Args:              usage(cobra.ExactArgs(1), "give the case's number"),
		ValidArgsFunction: completeNumber(a, everyCase),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := number(args[0], "case")
			if err != nil {
				return err
			}
			return a.read(cmd.Context(), func(db *store.DB) error {
				c := db.Work().Case(id)
				if c == nil {
					return noSuch("case", id, "clew case list")
				}
				s, err := wholeCase(cmd.Context(), db, c)
				if err != nil {
					return err
				}
				if a.json {
					return a.object(s)
				}
				printCase(a, s)
				return nil
			})
		},
	}
}

type (
	wholeCaseShape struct {
		caseShape
		Template  string           `json:"template,omitempty"`
		Steps     []questionShape  `json:"steps"`
		Members   []memberShape    `json:"members"`
		ValueLog  []caseValueShape `json:"value_log"`
		NoteLog   []noteLogShape   `json:"note_log"`
		Trails    []trailShape     `json:"trails"`
		Proposals []proposalShape  `json:"proposals"`
		Received  *receiptShape    `json:"received,omitempty"` // of a case that came from another investigation
		GivenOut  []givenShape     `json:"given_out"`

		made, followUp model.Time
		held           string   // why the case is on hold; "" where it is not
		lines          []string // of the proposals
		given          string   // how often it was given out, and the last time
	}
	receiptShape struct {
		From string        `json:"investigation"`
		Case uint32        `json:"case"`
		File attachedShape `json:"file"` // its case.json, which is kept
	}
	givenShape struct {
		By       string          `json:"by"`
		Time     string          `json:"time"`
		Profile  string          `json:"profile"`
		Marking  string          `json:"marking"`
		Formats  []string        `json:"formats"`
		Manifest string          `json:"manifest_sha256"`
		SignedBy string          `json:"signed_by"`
		To       model.Untrusted `json:"to"`
		Why      model.Untrusted `json:"why"`
	}
	questionShape struct {
		Text string `json:"text"`
		Done bool   `json:"done"`
		By   string `json:"by,omitempty"`
		Time string `json:"time,omitempty"`
	}
	memberShape struct {
		ID       model.Untrusted `json:"id"`
		Username model.Untrusted `json:"username"`
		Role     string          `json:"role"`
		State    string          `json:"state"`
		Score    float64         `json:"score"`
		Others   int             `json:"other_cases"` // that it is in too
		Why      model.Untrusted `json:"why"`
		By       string          `json:"by"`
		Time     string          `json:"time,omitempty"`
	}
	caseValueShape struct {
		Value  model.Untrusted `json:"value"` // KIND:VALUE
		Others int             `json:"other_cases"`
		Why    model.Untrusted `json:"why"`
		By     string          `json:"by"`
		Time   string          `json:"time,omitempty"`
	}
	trailShape struct {
		By    string           `json:"by"`
		Time  string           `json:"time,omitempty"`
		Why   model.Untrusted  `json:"why"`
		Steps []trailStepShape `json:"steps"`
	}
	trailStepShape struct {
		Page string          `json:"page"`
		Ref  model.Untrusted `json:"ref"`
		Text model.Untrusted `json:"text"`
	}
)

// wholeCase reads all that there is of a case.
func wholeCase(ctx context.Context, db *store.DB, c *workflow.Case) (*wholeCaseShape, error) {
	w := db.Work()
	s := &wholeCaseShape{caseShape: caseShapeOf(w, c), Template: c.Template, Steps: []questionShape{}, Members: []memberShape{}, ValueLog: []caseValueShape{},
		NoteLog: []noteLogShape{}, Trails: []trailShape{}, Proposals: []proposalShape{}, GivenOut: []givenShape{},
		made: c.Made.Time, followUp: c.FollowUp}
	if c.Hold != nil {
		s.held = words.HeldLine(c.Hold)
	}
	if r := c.Received; r != nil {
		s.Received = &receiptShape{r.Investigation, r.Case, attachedShape(c.Files[0])}
	}
	for _, g := range w.GivenOut(c.ID) {
		s.GivenOut = append(s.GivenOut, givenShape{g.By, g.Time.String(), g.Profile, g.Marking, orEmpty(g.Formats), g.Manifest, g.SignedBy, g.To, g.Why})
	}
	s.given = words.GivenOut(w.GivenOut(c.ID))
	for _, t := range c.Steps {
		s.Steps = append(s.Steps, questionShape{t.Text, t.Done.Entry > 0, t.Done.By, t.Done.Time.String()})
	}
	ords := make([]uint32, len(c.Members))
	for i, m := range c.Members {
		ords[i] = m.Ord
	}
	rows, err := db.Listing(ctx, ords)
	if err != nil {
		return nil, err
	}
	for i, m := range c.Members {
		s.Members = append(s.Members, memberShape{rows[i].ID.String(), rows[i].Username, m.Role, rows[i].State, rows[i].Score, len(w.CasesOf(m.Ord)) - 1, m.Why, m.By, m.Time.String()})
	}
	for _, v := range c.Values {
		s.ValueLog = append(s.ValueLog, caseValueShape{v.Value, len(w.CasesWith(v.Value)) - 1, v.Why, v.By, v.Time.String()})
	}
	name := naming(ctx, db)
	for _, n := range w.Notes(workflow.CaseKey(c.ID)) {
		s.NoteLog = append(s.NoteLog, noteLogOf(n, name))
	}
	for _, t := range c.Trails {
		trail := trailShape{t.By, t.Time.String(), t.Why, []trailStepShape{}}
		for _, x := range t.Steps {
			trail.Steps = append(trail.Steps, trailStepShape(x))
		}
		s.Trails = append(s.Trails, trail)
	}
	for _, p := range w.Proposals() {
		if p.Terms.Case != c.ID {
			continue
		}
		accounts, err := named(ctx, db, p.Accounts)
		if err != nil {
			return nil, err
		}
		s.Proposals = append(s.Proposals, proposalShapeOf(p, accounts))
		s.lines = append(s.lines, words.ProposalLine(p))
	}
	return s, nil
}

func printCase(a *app, s *wholeCaseShape) {
	fmt.Fprintln(a.out, a.screen.head(fmt.Sprintf("Case %d, %s: %s", s.ID, s.State, words.Clean(s.Title))))
	facts := []string{"priority " + words.Clean(s.Priority)}
	for _, f := range []struct{ what, value string }{{"owner", s.Owner}, {"queue", s.Queue}, {"tags", strings.Join(s.Tags, " ")}, {"follow up", words.Day(s.followUp)}, {"made", words.Day(s.made)}} {
		if f.value != "" {
			facts = append(facts, f.what+" "+words.Clean(f.value))
		}
	}
	a.indented(1, strings.Join(facts, "; "), a.screen.dim)
	if s.held != "" {
		a.indented(1, strings.ToUpper(s.held[:1])+s.held[1:], a.screen.warn)
	}
	if s.Outcome != "" {
		a.indented(1, "Outcome"+words.Because(s.Outcome), plain)
	}
	if s.given != "" {
		a.indented(1, "given out "+s.given, a.screen.dim)
	}
	if r := s.Received; r != nil {
		a.indented(1, fmt.Sprintf("received from case %d of investigation %s; its file is kept, SHA-256 %s", r.Case, words.Clean(r.From), r.File.SHA256), a.screen.dim)
	}
	heading := func(what string, n int) bool {
		if n > 0 {
			a.heading(what)
		}
		return n > 0
	}
	if heading("Questions", len(s.Steps)) {
		for i, t := range s.Steps {
			mark := "[ ]"
			if t.Done {
				mark = "[x]"
			}
			a.indented(1, fmt.Sprintf("%s %d. %s", mark, i+1, words.Clean(t.Text)), plain)
		}
	}
	if heading("Accounts", len(s.Members)) {
		t := table{indent: gap, cols: []column{{head: "SCORE", right: true}, {head: "ACCOUNT", least: 24}, {head: "USERNAME", least: 12, drop: 2}, {head: "ROLE"}, {head: "STATE", drop: 1},
			{head: "ELSEWHERE", drop: 3}, {head: "WHY", wrap: true, least: 12}}}
		var rows [][]cell
		for _, m := range s.Members {
			rows = append(rows, []cell{{text: words.Score(m.Score)}, {text: words.Clean(m.ID)}, {text: words.Clean(m.Username)}, {text: m.Role}, {text: m.State},
				{words.SeenIn(m.Others), a.screen.warn}, {words.Clean(m.Why), a.screen.dim}})
		}
		t.write(a.out, a.screen, rows)
	}
	if heading("Values", len(s.ValueLog)) {
		for _, v := range s.ValueLog {
			line := words.Clean(v.Value) + words.Because(v.Why)
			if seen := words.SeenIn(v.Others); seen != "" {
				line += "; " + seen
			}
			a.indented(1, line, plain)
		}
	}
	if heading("Notes", len(s.NoteLog)) {
		for _, n := range s.NoteLog {
			printNote(a, n, 1)
		}
	}
	for _, t := range s.Trails {
		heading("Trail of "+words.Clean(t.By)+words.Because(t.Why), 1)
		for i, x := range t.Steps {
			a.indented(1, fmt.Sprintf("%d. %s %s %s", i+1, words.Clean(x.Page), words.Clean(x.Ref), words.Clean(x.Text)), plain)
		}
	}
	if heading("Proposals", len(s.lines)) {
		for _, l := range s.lines {
			a.indented(1, l, plain)
		}
	}
}
