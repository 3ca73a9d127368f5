package main

import (
	"fmt"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

// workOn is what people have done about one account.
type workOn struct {
	ord   uint32
	flow  *workflow.State
	cell  workflow.Cell
	cases []*workflow.Case
	claim *workflow.Claimed
}

func readWork(db *store.DB, ord uint32) workOn {
	w := db.Work()
	out := workOn{ord: ord, flow: w, cell: w.Cell(ord), claim: w.ClaimOf(workflow.Job{Kind: workflow.OnAccountJob, ID: ord}, now())}
	for _, id := range w.CasesOf(ord) {
		out.cases = append(out.cases, w.Case(id))
	}
	return out
}

type (
	workShape struct {
		Since     string        `json:"since,omitempty"` // when the account came into its state
		By        string        `json:"by,omitempty"`    // by whom
		Proposal  uint32        `json:"proposal,omitempty"`
		Batch     uint32        `json:"batch,omitempty"`
		Appeal    uint32        `json:"appeal,omitempty"`
		InForce   []string      `json:"in_force"` // actions that enforcement has confirmed
		Dismissed string        `json:"dismissed,omitempty"`
		ClaimedBy string        `json:"claimed_by,omitempty"`
		Hold      *heldShape    `json:"hold"`
		Protected *reasonedBy   `json:"protected"`
		Cases     []inCaseShape `json:"cases"`
	}
	heldShape struct {
		Kind  string `json:"kind"`
		Until string `json:"until,omitempty"`
		reasonedBy
	}
	reasonedBy struct {
		Why  model.Untrusted `json:"why"`
		By   string          `json:"by"`
		Time string          `json:"time,omitempty"`
	}
	inCaseShape struct {
		ID    uint32          `json:"id"`
		Title model.Untrusted `json:"title"`
		State string          `json:"state"`
		Role  string          `json:"role"`
	}
)

func (w workOn) shape() workShape {
	c := w.cell
	s := workShape{Since: c.Since.Time.String(), By: c.Since.By, Proposal: c.Proposal, Batch: c.Batch, Appeal: c.Appeal, InForce: orEmpty(c.InForce), Dismissed: c.As, Hold: heldShapeOf(c.Hold), Cases: []inCaseShape{}}
	if w.claim != nil {
		s.ClaimedBy = w.claim.By
	}
	if p := w.flow.Protected(w.ord); p != nil {
		s.Protected = &reasonedBy{p.Why, p.By, p.Time.String()}
	}
	for _, k := range w.cases {
		s.Cases = append(s.Cases, inCaseShape{k.ID, k.Title, words.CaseState(k), w.role(k)})
	}
	return s
}

func heldShapeOf(h *workflow.Held) *heldShape {
	if h == nil {
		return nil
	}
	return &heldShape{h.Kind, h.Until.String(), reasonedBy{h.Why, h.By, h.Time.String()}}
}

// role says what the account is in a case.
func (w workOn) role(c *workflow.Case) string {
	for _, m := range c.Members {
		if m.Ord == w.ord {
			return m.Role
		}
	}
	return ""
}

// caseIDs gives the numbers of the cases that the account is in.
func (w workOn) caseIDs() []uint32 {
	ids := []uint32{}
	for _, c := range w.cases {
		ids = append(ids, c.ID)
	}
	return ids
}

// work shows what was done about the account; nothing where nothing was.
func (p *dossierPage) work() {
	w, c := p.dossier.work, p.dossier.work.cell
	begun := false
	line := func(label, said string, paint func(string) string) {
		if !begun {
			p.heading("work", "")
			begun = true
		}
		p.entry(label, paint, len("protected"), said)
	}
	if w.claim != nil {
		line("claimed", words.AtWork(w.claim), plain)
	}
	if c.Hold != nil {
		line("hold", words.HeldLine(c.Hold), p.screen.warn)
	}
	if by := w.flow.Protected(w.ord); by != nil {
		line("protected", words.ProtectedLine(by), p.screen.warn)
	}
	if proposal := w.flow.Proposal(c.Proposal); proposal != nil {
		line("proposed", words.ProposalLine(proposal), plain)
	}
	if batch := w.flow.Batch(c.Batch); batch != nil {
		line("batch", words.BatchOf(batch, w.ord), plain)
	}
	if appeal := w.flow.Appeal(c.Appeal); appeal != nil {
		line("appeal", words.AppealLine(appeal), plain)
	}
	if c.Status == workflow.Dismissed {
		line("dismissed", words.DismissedLine(&c), plain)
	}
	for _, k := range w.cases {
		line("case", fmt.Sprintf("%d: %s", k.ID, words.MemberOf(k, w.ord)), plain)
	}
}
