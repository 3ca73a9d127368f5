package report

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// settled is a complete record in which a batch was tried again, and proposals went three ways.
func settled() *casefile.Record {
	mark := func(entry uint64) casefile.Mark { return casefile.Mark{By: "kim", Entry: entry} }
	proposal := func(id uint32, status string) casefile.Proposal {
		return casefile.Proposal{ID: id, Version: 1, Status: status, Action: "suspend", Made: mark(uint64(id)), Changed: mark(uint64(id)), Needed: 1, Accounts: []casefile.Text{"t:1"},
			Warnings: []casefile.Warning{{Code: "weak", Text: "1 account rests on wallet:*x* alone"}}, Evidence: []casefile.Ground{{Kind: "signal", Value: "DEV-MFA", Holders: 2, All: 9}}}
	}
	back, gone := proposal(2, "returned"), proposal(3, withdrawn)
	back.Returned = &casefile.Approval{Mark: casefile.Mark{By: "lee", Entry: 12}}
	gone.Changed = mark(13)
	result := func(account casefile.Text, result string) casefile.BatchResult {
		return casefile.BatchResult{Account: account, Result: result}
	}
	return &casefile.Record{Profile: casefile.Full,
		Case:      casefile.Case{ID: 1, State: "open", Hold: &casefile.Hold{Mark: mark(20), Kind: "legal"}},
		Accounts:  []casefile.Account{{ID: "t:1", Role: "persona", State: "appealed"}, {ID: "t:2", Role: "persona", State: "on-hold"}},
		Proposals: []casefile.Proposal{proposal(1, inReview), back, gone},
		Batches: []casefile.Batch{
			{ID: 1, Action: "suspend", Window: 6 * 3600, Results: []casefile.BatchResult{result("t:1", "failed"), result("t:2", "failed"), result("t:3", "not-found")}},
			{ID: 2, Action: "suspend", Results: []casefile.BatchResult{result("t:1", "done")}},
		}}
}

// TestItSaysWhatBecameOfIt: what was withdrawn is not open, and what was tried again has not failed.
func TestItSaysWhatBecameOfIt(t *testing.T) {
	md := written(t, Markdown, settled())
	for _, want := range []string{
		"Case 1 is open and on hold.",
		"made by `kim` (entry 2) and returned by `lee` (entry 12).\n", "made by `kim` (entry 3) and withdrawn by `kim` (entry 13).\n", "Of 1 approval that it needs it has 0.",
		"Still open: 1 proposal in review, 1 account for which enforcement failed and 1 account that enforcement did not find.",
		"- Withdrawn by `kim` (entry 13).", "**To be done:** within 6 hours of its sealing", "| signal | Its second factor also serves other accounts (`DEV-MFA`) | 2 | 9 |",
		"- `1 account rests on wallet:*x* alone.`", "**State:** appealed", "**State:** on hold",
	} {
		if !strings.Contains(md, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Count(md, "that it needs it has") != 1 || strings.Contains(md, "Last changed") {
		t.Error("what was decided is told as if it waited")
	}
	if t.Failed() {
		t.Log(md)
	}
}

// TestProposalsOfARedactedCopyAreNotLeftHanging takes the persons and texts away.
func TestProposalsOfARedactedCopyAreNotLeftHanging(t *testing.T) {
	r, aDay := settled(), casefile.Time{Milli: 1_772_582_400_000}
	r.Profile, r.Case.ID = "public", 0
	for i := range r.Proposals {
		p := &r.Proposals[i]
		p.ID, p.Made, p.Changed, p.Returned = 0, casefile.Mark{Time: aDay}, casefile.Mark{}, nil
	}
	r.Proposals[0].Approvals = []casefile.Approval{{Mark: casefile.Mark{Time: aDay}}}
	md := written(t, Markdown, r)
	for _, want := range []string{"The case is open", "made on 2026-03-04 and approved on 2026-03-04.", "made on 2026-03-04 and returned.", "made on 2026-03-04 and withdrawn."} {
		if !strings.Contains(md, want) {
			t.Errorf("it does not say %q:\n%s", want, md)
		}
	}
}
