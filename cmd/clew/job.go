package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

// proposalStates are the states of a proposal in JSON.
var proposalStates = []string{string(workflow.Proposed), string(workflow.Returned), string(workflow.Approved), string(workflow.Decided),
	string(workflow.Batched), string(workflow.Withdrawn)}

// stateOf gives the state of a proposal in JSON.
func stateOf(p *workflow.Proposal) string {
	if p.Sealed > 0 {
		return string(workflow.Batched)
	}
	return string(p.Status)
}

type (
	proposalShape struct {
		ID            uint32            `json:"id"`
		Version       int               `json:"version"`
		Hash          string            `json:"hash"` // of the version
		Action        string            `json:"action"`
		Policy        string            `json:"policy"`
		PolicyVersion int               `json:"policy_version"`
		Reason        string            `json:"reason"`
		Confidence    string            `json:"confidence"`
		Proposer      string            `json:"proposer"`
		Time          string            `json:"time,omitempty"` // of the version
		Accounts      []model.Untrusted `json:"accounts"`
		Approvals     []saidShape       `json:"approvals"`
		Needed        int               `json:"needed"`
		State         string            `json:"state"`
		Case          uint32            `json:"case,omitempty"`
		Warnings      []warningShape    `json:"warnings"`
		Blocked       string            `json:"blocked,omitempty"` // why you cannot review it
		Back          string            `json:"back,omitempty"`    // why it is in the queue again
		ClaimedBy     string            `json:"claimed_by,omitempty"`
		SnoozedUntil  string            `json:"snoozed_until,omitempty"`
	}
	proposedShape struct {
		proposalShape
		Entry uint64 `json:"entry"`
	}
	// saidShape is what a reviewer said.
	saidShape struct {
		By     string          `json:"by"`
		Time   string          `json:"time,omitempty"`
		Hash   string          `json:"hash"`
		Said   string          `json:"said"` // approve or return
		Note   model.Untrusted `json:"note"`
		Signed bool            `json:"signed"`
		Void   string          `json:"void,omitempty"` // why it no longer counts
	}
	warningShape struct {
		Code     string `json:"code"`
		Accounts int    `json:"accounts"`
		Text     string `json:"text"`
	}
)

func proposalShapeOf(p *workflow.Proposal, accounts []model.Untrusted) proposalShape {
	t := p.Terms
	s := proposalShape{ID: p.ID, Version: t.Version, Hash: p.Hash, Action: t.Action, Policy: t.Policy, PolicyVersion: t.PolicyVersion, Reason: t.Reason,
		Confidence: t.Confidence, Proposer: p.Made.By, Time: p.Changed.Time.String(), Accounts: accounts, Approvals: []saidShape{}, Needed: p.Needed,
		State: stateOf(p), Case: t.Case, Warnings: []warningShape{}}
	for _, v := range p.Approvals {
		s.Approvals = append(s.Approvals, saidShapeOf(v))
	}
	for _, w := range t.Warnings {
		s.Warnings = append(s.Warnings, warningShape(w))
	}
	return s
}

func saidShapeOf(v workflow.Verdict) saidShape {
	said := "return"
	if v.Approve {
		said = "approve"
	}
	return saidShape{By: v.By, Time: v.Time.String(), Hash: v.Hash, Said: said, Note: v.Note, Signed: v.Signature != nil, Void: v.Void}
}

func jobShapeOf(j workflow.ReviewJob, accounts []model.Untrusted) proposalShape {
	s := proposalShapeOf(j.Proposal, accounts)
	s.Blocked, s.Back = j.Blocked, j.Back
	if j.Claim != nil {
		s.ClaimedBy = j.Claim.By
	}
	if j.Snoozed != nil {
		s.SnoozedUntil = j.Snoozed.Until.String()
	}
	return s
}

// listProposals prints proposals, one a line.
func listProposals(ctx context.Context, a *app, db *store.DB, jobs []workflow.ReviewJob, none string) error {
	if a.json {
		out := list{w: a.out}
		for _, j := range jobs {
			accounts, err := named(ctx, db, j.Accounts)
			if err != nil {
				return err
			}
			if err := out.add(jobShapeOf(j, accounts)); err != nil {
				return err
			}
		}
		return out.end()
	}
	if len(jobs) == 0 {
		a.tell(a.diag.dim(none))
		return nil
	}
	t := table{cols: []column{{head: "ID", right: true}, {head: "ACTION"}, {head: "ACCOUNTS", right: true}, {head: "POLICY", least: 8, drop: 2}, {head: "REASON", least: 12},
		{head: "BY", least: 8}, {head: "SINCE (UTC)", drop: 1}, {head: "STATE"}, {head: "APPROVED"}, {head: "", least: 16, wrap: true}}}
	rows := make([][]cell, len(jobs))
	for i, j := range jobs {
		p := j.Proposal
		counted, _ := db.Work().Counted(p)
		rows[i] = []cell{{text: words.Thousands(p.ID)}, {text: words.Clean(p.Terms.Action)}, {text: words.Thousands(len(p.Accounts))}, {text: words.Clean(p.Terms.Policy)},
			{text: words.Clean(p.Terms.Reason)}, {text: words.Clean(p.Changed.By)}, {words.Minute(p.Changed.Time), a.screen.dim}, {text: words.ProposalState(p)},
			{text: fmt.Sprintf("%d of %d", counted, p.Needed)}, {inQueue(j), a.screen.dim}}
	}
	t.write(a.out, a.screen, rows)
	return nil
}

// inQueue says of a job in the queue what keeps it from being done now, or why it is back.
func inQueue(j workflow.ReviewJob) string {
	switch {
	case j.Blocked != "":
		return words.Clean(j.Blocked)
	case j.Snoozed != nil:
		return "put off until " + words.Day(j.Snoozed.Until)
	case j.Skipped:
		return "skipped"
	case j.Claim != nil:
		return words.AtWork(j.Claim)
	}
	return words.Clean(j.Back)
}

// job is a proposal with all that its reviewer sees.
type job struct {
	workflow.ReviewJob
	accounts []store.AccountRow
	ahead    *store.Preview   // as it would be now
	cited    workflow.Cited   // the policy that it was made under
	policy   *workflow.Policy // as it is now; nil where there is none of the name any more
	notes    []*workflow.Note
}

func readJob(ctx context.Context, a *app, db *store.DB, id uint32) (*job, error) {
	w := db.Work()
	p := w.Proposal(id)
	if p == nil {
		return nil, noSuch("proposal", id, "clew propose list")
	}
	counted, _ := w.Counted(p)
	j := &job{ReviewJob: workflow.ReviewJob{Proposal: p, Counted: counted}, notes: w.Notes(workflow.ProposalKey(id))}
	if who, err := a.who(); err == nil {
		for _, r := range w.Reviews(who, now()) {
			if r.ID == id {
				j.ReviewJob = r
			}
		}
	}
	j.cited = w.Cited(&p.Terms)
	if now, there := w.Rules().Policy(p.Terms.Policy); there {
		j.policy = &now
	}
	var err error
	if j.accounts, err = db.Listing(ctx, p.Accounts); err != nil {
		return nil, err
	}
	slices.SortStableFunc(j.accounts, func(x, y store.AccountRow) int { return cmp.Compare(y.Score, x.Score) })
	j.ahead, err = preview(ctx, a, db, p.Accounts, p.Terms.Action, p)
	return j, err
}

type (
	jobShape struct {
		proposalShape
		Note         model.Untrusted `json:"note"`
		Benign       model.Untrusted `json:"benign"`
		Alternatives model.Untrusted `json:"alternatives"`
		Second       model.Untrusted `json:"second"`
		Evidence     []restsShape    `json:"evidence"`
		Members      []accountShape  `json:"members"`
		Shared       []restsShape    `json:"shared"`  // what the accounts have in common
		Since        []warningShape  `json:"since"`   // what a preview would warn of now, and did not then
		Cited        *policyShape    `json:"cited"`   // the policy that it was made under
		Rule         *policyShape    `json:"rule"`    // the policy as it is now; null where there is none any more
		Changes      []string        `json:"changes"` // in what that differs from the one that it was made under
		Verdicts     []saidShape     `json:"verdicts"`
		Opened       []openedShape   `json:"opened"`
		Notes        []noteShape     `json:"notes"`
	}
	openedShape struct {
		By   string `json:"by"`
		Time string `json:"time,omitempty"`
		Hash string `json:"hash"`
	}
)

func (j *job) shape() jobShape {
	t := j.Terms
	s := jobShape{proposalShape: jobShapeOf(j.ReviewJob, []model.Untrusted{}), Note: t.Note, Benign: t.Benign, Alternatives: t.Alternatives, Second: t.Second,
		Evidence: restsOf(t.Evidence), Members: []accountShape{}, Shared: restsOf(j.ahead.Evidence), Since: []warningShape{}, Changes: []string{}, Verdicts: []saidShape{}, Opened: []openedShape{}, Notes: []noteShape{}}
	for _, r := range j.accounts {
		s.Accounts, s.Members = append(s.Accounts, r.ID.String()), append(s.Members, shapeOf(r))
	}
	for _, w := range j.since() {
		s.Since = append(s.Since, warningShape(w))
	}
	if j.cited.ID != "" {
		p := policyShapeOf(j.cited.Policy)
		s.Cited = &p
	}
	if j.policy != nil {
		p := policyShapeOf(*j.policy)
		s.Rule = &p
	}
	if j.cited.Now != nil {
		s.Changes = append(s.Changes, words.PolicyChanges(j.cited.Policy, j.cited.Now.Policy)...)
	}
	for _, v := range j.verdicts() {
		s.Verdicts = append(s.Verdicts, saidShapeOf(v))
	}
	for _, o := range j.Opened {
		s.Opened = append(s.Opened, openedShape{o.By, o.Time.String(), o.Hash})
	}
	for _, n := range j.notes {
		s.Notes = append(s.Notes, noteShape{n.Entry, n.Time.String(), n.By, n.Text})
	}
	return s
}

// verdicts gives all that reviewers have said, the oldest first.
func (j *job) verdicts() []workflow.Verdict {
	all := append(slices.Clone(j.Voided), j.Approvals...)
	if j.Proposal.Back.By != "" {
		all = append(all, j.Proposal.Back)
	}
	slices.SortFunc(all, func(x, y workflow.Verdict) int { return cmp.Compare(x.Entry, y.Entry) })
	return slices.CompactFunc(all, func(x, y workflow.Verdict) bool { return x.Entry == y.Entry && x.Void == y.Void })
}

// since gives what a preview would warn of now, and did not when it was proposed. That the
// accounts are in a proposal is no news here.
func (j *job) since() []workflow.Warning {
	return slices.DeleteFunc(j.ahead.Warnings(), func(w workflow.Warning) bool {
		return w.Code == store.OutlierDecided || slices.ContainsFunc(j.Terms.Warnings, func(old workflow.Warning) bool {
			return old.Code == w.Code && old.Accounts >= w.Accounts
		})
	})
}

func (j *job) print(a *app) error {
	if a.json {
		return a.object(j.shape())
	}
	t := &j.Terms
	fmt.Fprintln(a.out, a.screen.head(fmt.Sprintf("Proposal %d, %s", j.ID, words.Version(j.Proposal))))
	a.indented(1, words.Asked(t)+"; confidence "+words.Clean(t.Confidence), plain)
	a.indented(1, fmt.Sprintf("by %s, %s; %s, %s", words.Clean(strings.Join(j.Editors, ", ")), words.Minute(j.Changed.Time), words.ProposalState(j.Proposal),
		words.Approvals(j.Proposal, j.Counted)), a.screen.dim)
	if t.Case > 0 {
		a.indented(1, fmt.Sprintf("of case %d: 'clew case show %d'", t.Case, t.Case), a.screen.dim)
	}
	if s := inQueue(j.ReviewJob); s != "" {
		a.indented(1, s, a.screen.warn)
	}

	a.heading("The accounts")
	accounts := accountList{a: a}
	if err := accounts.add(j.accounts); err != nil {
		return err
	}
	writeRests(a, "What they have in common", j.ahead.Evidence)
	if len(t.Evidence) > 0 {
		a.heading("What the proposer rests it on")
		for _, e := range t.Evidence {
			a.indented(1, words.EvidenceLine(e, t.Count), plain)
		}
	}
	if len(t.Warnings) > 0 {
		a.heading("What was said when it was proposed")
		for _, w := range t.Warnings {
			a.indented(1, words.Clean(w.Text), a.screen.warn)
		}
	}
	if since := j.since(); len(since) > 0 && j.Status == workflow.Proposed {
		a.heading("What is new since")
		for _, w := range since {
			a.indented(1, words.Clean(w.Text), a.screen.bad)
		}
	}
	written := func(heading string, t model.Untrusted) {
		if t != "" {
			a.heading(heading)
			a.text(1, t)
		}
	}
	written("The best innocent explanation, and the answer to it", t.Benign)
	written("The facts", t.Note)
	written("What else was considered", t.Alternatives)
	written("The second reason, for protected accounts", t.Second)
	j.printPolicy(a)
	j.printSaid(a)
	return nil
}

// printPolicy shows the text that the proposal cites, and what has become of it since.
func (j *job) printPolicy(a *app) {
	a.heading("The policy")
	if became := words.CitedPolicy(j.cited, &j.Terms); became != "" {
		a.indented(1, became, a.screen.warn)
	}
	if j.cited.ID == "" {
		a.indented(1, "the log does not have the version that it cites", a.screen.warn)
		return
	}
	writePolicy(a, j.cited.Policy)
	if j.cited.Now == nil {
		return
	}
	a.heading(fmt.Sprintf("What is other in version %d", j.cited.Now.Version))
	changes := words.PolicyChanges(j.cited.Policy, j.cited.Now.Policy)
	if len(changes) == 0 {
		changes = []string{"it says the same again"}
	}
	for _, l := range changes {
		a.indented(1, l, plain)
	}
}

func (j *job) printSaid(a *app) {
	verdicts := j.verdicts()
	if len(verdicts)+len(j.notes) == 0 {
		return
	}
	a.heading("What was said of it")
	for _, v := range verdicts {
		a.indented(1, words.VerdictLine(v), plain)
	}
	for _, n := range j.notes {
		a.indented(1, words.Clean(n.By)+", "+words.Minute(n.Time)+":", a.screen.dim)
		a.text(2, n.Text)
	}
}
