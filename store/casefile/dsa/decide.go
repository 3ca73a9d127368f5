package dsa

import (
	"fmt"
	"slices"
	"time"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// Refusal says why accounts of a proposal have no statement.
type Refusal struct {
	Proposal uint32
	Accounts []casefile.Text
	Why      string // a sentence that names nobody
}

// Statements gives the statements of a record, and what has none, for all of the European
// Economic Area.
func Statements(r *casefile.Record) (statements []Statement, refused []Refusal) {
	return Options{}.Statements(r)
}

// decisions are the actions that restrict an account as a whole.
var decisions = map[string]string{"suspend": "DECISION_ACCOUNT_SUSPENDED", "terminate": "DECISION_ACCOUNT_TERMINATED"}

// inForce are the states of an account in which what was done to it still holds.
var inForce = []string{"enforced", "appealed", "on-hold"}

// Statements gives the statements of a record, in the order of its proposals and their
// accounts, and what has none.
func (o Options) Statements(r *casefile.Record) (statements []Statement, refused []Refusal) {
	m := maker{Record: r, scope: o.TerritorialScope, check: newChecker(r), accounts: map[casefile.Text]*casefile.Account{}, ties: map[casefile.Text]int{}}
	if len(m.scope) == 0 {
		m.scope = EEA
	}
	for i := range r.Accounts {
		m.accounts[r.Accounts[i].ID] = &r.Accounts[i]
	}
	for i := range r.Links {
		m.ties[r.Links[i].A]++
		m.ties[r.Links[i].B]++
	}
	for i := range r.Proposals {
		p := &r.Proposals[i]
		policy, why := m.whole(p)
		if why != "" {
			refused = append(refused, Refusal{p.ID, p.Accounts, why})
			continue
		}
		first := len(refused)
		states := map[casefile.Text]string{}
		for _, s := range p.Decided {
			states[s.Account] = s.State
		}
		done := m.done(p)
		seen := map[casefile.Text]bool{}
		for _, id := range p.Accounts {
			if seen[id] {
				continue
			}
			seen[id] = true
			s, why := m.statement(p, policy, id, states[id], done[id])
			if why == "" {
				statements = append(statements, s)
				continue
			}
			at := slices.IndexFunc(refused[first:], func(x Refusal) bool { return x.Why == why })
			if at < 0 {
				at = len(refused) - first
				refused = append(refused, Refusal{Proposal: p.ID, Why: why})
			}
			refused[first+at].Accounts = append(refused[first+at].Accounts, id)
		}
	}
	return statements, refused
}

// maker makes the statements of one record.
type maker struct {
	*casefile.Record
	scope    []string
	check    *checker
	accounts map[casefile.Text]*casefile.Account
	ties     map[casefile.Text]int // links of an account
}

// whole says why a proposal as a whole gives no statement, or gives its policy.
func (m *maker) whole(p *casefile.Proposal) (policy *casefile.Policy, why string) {
	for _, c := range m.scope {
		if !slices.Contains(EEA, c) {
			return nil, "the territorial scope names a country outside the European Economic Area"
		}
	}
	switch {
	case p.Action == "limit":
		return nil, "the record does not say what a limit restricts, so no statement of it would be true"
	case decisions[p.Action] == "":
		return nil, "the action restricts no account"
	case p.Status != "approved" && p.Status != "decided":
		return nil, "the proposal is not approved"
	case p.Hash == "":
		return nil, "the record does not have the hash of the proposal"
	case approvers(p) < max(1, p.Needed):
		return nil, "the proposal does not have as many approvals of others as it needs"
	}
	for i := range m.Policies {
		if x := &m.Policies[i]; x.ID == p.Policy && x.Version == p.PolicyVersion && x.SHA256 == p.PolicySHA256 {
			policy = x
		}
	}
	switch {
	case policy == nil || plain(policy.Text) == "" || plain(policy.Title) == "":
		return nil, "the record does not have the text of the policy that it was decided under"
	case plain(reason(p, policy)) == "":
		return nil, "the record does not have the reason of the decision"
	}
	return policy, ""
}

// approvers counts the logins, beside those of the proposer, that approved the version that
// stands. Approvals without a login, as redaction leaves them, count one each.
func approvers(p *casefile.Proposal) int {
	n := 0
	seen := map[string]bool{p.Made.By: true, p.Changed.By: true}
	for i := range p.Approvals {
		a := &p.Approvals[i]
		if a.Void == "" && a.Hash == p.Hash && (a.By == "" || !seen[a.By]) {
			seen[a.By] = true
			n++
		}
	}
	return n
}

// outcome is what batches and appeals say of one account of a proposal.
type outcome struct {
	from   time.Time // when the restriction began
	done   bool
	undone bool // it was taken back
}

// done gives what was done to the accounts of a proposal.
func (m *maker) done(p *casefile.Proposal) map[casefile.Text]outcome {
	out := map[casefile.Text]outcome{}
	last := map[casefile.Text]uint32{} // batch that did it
	for i := range m.Batches {
		b := &m.Batches[i]
		if b.Action != p.Action || !slices.Contains(b.Proposals, p.ID) {
			continue
		}
		from := began(b)
		for _, x := range b.Results {
			if x.Result == "done" && !out[x.Account].done {
				out[x.Account], last[x.Account] = outcome{from: from, done: true}, b.ID
			}
		}
	}
	undo := func(id casefile.Text) {
		if o, ok := out[id]; ok {
			o.undone = true
			out[id] = o
		}
	}
	for i := range m.Batches {
		for _, x := range m.Batches[i].Results {
			if b := &m.Batches[i]; b.Action == "reinstate" && x.Result == "done" && b.ID > last[x.Account] {
				undo(x.Account)
			}
		}
	}
	for i := range m.Appeals {
		if a := &m.Appeals[i]; a.Outcome == "overturn" && (a.Proposal == p.ID || a.Batch != 0 && a.Batch == last[a.Account]) {
			undo(a.Account)
		}
	}
	return out
}

// began is when enforcement could first act; the zero time where that is not known.
func began(b *casefile.Batch) time.Time {
	var from time.Time
	for _, h := range b.HandedOff {
		if t := h.Time; t.Known() && (from.IsZero() || t.UTC().Before(from)) {
			from = t.UTC()
		}
	}
	if t := b.NotBefore; !from.IsZero() && t.Known() && t.UTC().After(from) {
		from = t.UTC()
	}
	return from
}

// The days before which the database takes no date.
var (
	firstContent     = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	firstApplication = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
)

// statement makes the statement of one account, or says why there is none.
func (m *maker) statement(p *casefile.Proposal, policy *casefile.Policy, id casefile.Text, state string, o outcome) (s Statement, why string) {
	a := m.accounts[id]
	switch {
	case a == nil:
		return s, "the record does not have the account"
	case a.Victim():
		return s, "it is the account of a victim, and what its statement may say is for a person to decide"
	case o.undone:
		return s, "the decision was taken back"
	case !slices.Contains(inForce, state) || !o.done:
		return s, "the record does not say that the decision was carried out and is in force"
	case o.from.IsZero():
		return s, "the record does not say when the decision was handed to enforcement"
	case !a.CreatedAt.Known():
		return s, "the record does not say when the account was made"
	}
	made := a.CreatedAt.UTC()
	if made.Before(firstContent) || o.from.Before(firstApplication) || made.After(o.from) || o.from.Year() > 9999 {
		return s, fmt.Sprintf("the account was made before %d or after the decision, or the decision was before %d", firstContent.Year(), firstApplication.Year())
	}
	s = Statement{
		PUID: PUID(m.Investigation, p.Hash, id), DecisionAccount: decisions[p.Action], DecisionGround: "DECISION_GROUND_INCOMPATIBLE_CONTENT",
		ContentType: []string{"CONTENT_TYPE_OTHER"}, ContentTypeOther: contentType,
		Category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD", CategorySpecification: []string{"KEYWORD_INAUTHENTIC_ACCOUNTS"},
		TerritorialScope: m.scope, ContentDate: made.Format(time.DateOnly), ApplicationDate: o.from.Format(time.DateOnly),
		SourceType: "SOURCE_VOLUNTARY", AutomatedDetection: "No", AutomatedDecision: "AUTOMATED_DECISION_NOT_AUTOMATED",
	}
	if m.ties[id] > 0 || a.Ring != "" || slices.ContainsFunc(a.Signals, func(x casefile.Signal) bool { return x.Computed }) {
		s.AutomatedDetection = "Yes"
	}
	// The texts are searched before they are cut, so that no half of a name is left.
	for _, t := range []struct {
		to         *string
		what, text string
		most       int
	}{{&s.IncompatibleContentGround, "the title of the policy", ground(policy), mostGround},
		{&s.IncompatibleContentExplanation, "the text of the policy, or the reason,", explanation(p, policy), mostExplanation},
		{&s.DecisionFacts, "the facts", m.facts(p, policy, a), mostFacts}} {
		if found := m.check.text(t.text); found != "" {
			return s, t.what + " may hold personal data: " + found
		}
		*t.to = cut(t.text, t.most)
	}
	return s, ""
}
