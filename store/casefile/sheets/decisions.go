package sheets

import (
	"io"
	"slices"
	"strconv"

	"github.com/seed-28a39f10/clew/store/casefile"
)

var decisionColumns = []string{"account", "role", "action", "proposal", "version", "status", "account_state", "policy", "policy_version", "reason", "reason_title", "note", "benign", "confidence",
	"proposer", "proposed", "approvers", "approved", "approvals", "approvals_needed", "signatures_needed", "returned_by", "returned",
	"batch", "sealed", "result", "message", "appeal", "appealed", "appeal_outcome", "appeal_decided_by", "appeal_decided", "hash"}

// of are the columns of a decision that a row may be without: an answer of enforcement, or
// an appeal, to a decision that is not in the record.
type of struct {
	account  casefile.Text
	proposal *casefile.Proposal
	state    string
	batches  []*casefile.Batch
	results  []*casefile.BatchResult
	appeals  []*casefile.Appeal
}

// Decisions writes decisions.csv: a row for each account of each proposal, with what
// enforcement said and what came of an appeal. What enforcement or an owner said of a
// decision that is not in the record has a row of its own, after the others. Errors are
// those of the writer.
func Decisions(w io.Writer, r *casefile.Record) error {
	s := begin(w, r, decisionColumns)
	roles := map[casefile.Text]string{}
	for i := range r.Accounts {
		roles[r.Accounts[i].ID] = r.Accounts[i].Role
	}
	rows := decisions(r)
	for i := range rows {
		d := &rows[i]
		p := d.proposal
		none := p == nil
		if none {
			p = &casefile.Proposal{}
			if len(d.batches) > 0 {
				p.Action = d.batches[0].Action
			}
		}
		s.texts(d.account)
		s.strings(roles[d.account], p.Action)
		s.numbers(int(p.ID), p.Version)
		s.strings(p.Status, d.state, p.Policy)
		s.numbers(p.PolicyVersion)
		s.strings(p.Reason, p.ReasonTitle)
		s.texts(p.Note, p.Benign)
		s.strings(p.Confidence, p.Made.By)
		s.times(p.Made.Time)
		var approvers []string
		var approved casefile.Time
		for _, a := range p.Approvals {
			approvers = append(approvers, a.By)
			if !approved.Known() || a.Time.Known() && a.Time.Milli > approved.Milli {
				approved = a.Time
			}
		}
		list(s, approvers)
		s.times(approved)
		s.numbers(len(p.Approvals), p.Needed)
		s.yes(p.Signed)
		back := casefile.Approval{}
		if p.Returned != nil {
			back = *p.Returned
		}
		s.strings(back.By)
		s.times(back.Time)
		s.enforcement(d)
		s.appeals(d.appeals)
		s.strings(p.Hash)
		s.end()
	}
	return s.End()
}

func (s *sheet) enforcement(d *of) {
	var ids, sealed, results []string
	var messages []casefile.Text
	for i, b := range d.batches {
		ids = append(ids, number(b.ID))
		sealed = append(sealed, b.Sealed.Time.String())
		results = append(results, d.results[i].Result)
		messages = append(messages, d.results[i].Message)
	}
	list(s, ids)
	list(s, sealed)
	list(s, results)
	list(s, messages)
}

func (s *sheet) appeals(appeals []*casefile.Appeal) {
	var ids, received, outcomes, by, decided []string
	for _, a := range appeals {
		ids = append(ids, number(a.ID))
		received = append(received, a.Received.String())
		outcomes = append(outcomes, a.Outcome)
		by = append(by, a.Decided.By)
		decided = append(decided, a.Decided.Time.String())
	}
	list(s, ids)
	list(s, received)
	list(s, outcomes)
	list(s, by)
	list(s, decided)
}

func number(n uint32) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(uint64(n), 10)
}

// decisions joins proposals, answers and appeals.
func decisions(r *casefile.Record) []of {
	type key struct {
		proposal uint32
		account  casefile.Text
	}
	var out []of
	at := map[key]int{}
	for i := range r.Proposals {
		p := &r.Proposals[i]
		states := map[casefile.Text]string{}
		for _, d := range p.Decided {
			states[d.Account] = d.State
		}
		for _, id := range p.Accounts {
			if p.ID != 0 {
				at[key{p.ID, id}] = len(out)
			}
			out = append(out, of{account: id, proposal: p, state: states[id]})
		}
	}
	for i := range r.Batches {
		b := &r.Batches[i]
		for j := range b.Results {
			result := &b.Results[j]
			k := slices.IndexFunc(b.Proposals, func(id uint32) bool { _, ok := at[key{id, result.Account}]; return ok })
			n := len(out)
			if k >= 0 {
				n = at[key{b.Proposals[k], result.Account}]
			} else {
				out = append(out, of{account: result.Account})
			}
			out[n].batches, out[n].results = append(out[n].batches, b), append(out[n].results, result)
		}
	}
	for i := range r.Appeals {
		a := &r.Appeals[i]
		n, ok := at[key{a.Proposal, a.Account}]
		if !ok {
			n = len(out)
			out = append(out, of{account: a.Account})
		}
		out[n].appeals = append(out[n].appeals, a)
	}
	return out
}
