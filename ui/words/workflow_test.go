package words

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
)

var workMark = workflow.Mark{By: "lee\x1b[2J", Time: model.TimeOf(time.Date(2026, 5, 3, 10, 20, 0, 0, time.UTC)), Entry: 7}

func TestProposalLines(t *testing.T) {
	p := &workflow.Proposal{ID: 3, Hash: strings.Repeat("9f86", 16), Accounts: []uint32{1, 2}, Status: workflow.Proposed, Needed: 2,
		Changed: workflow.Mark{By: "kim"}, Terms: workflow.Terms{Version: 2, Action: "suspend", Count: 2, Policy: "default", Reason: "stolen-identity"}}
	if got, want := ProposalLine(p), "proposal 3: suspend 2 accounts under default, for stolen-identity, by kim; in review, 0 of 2 approvals"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Version(p), "version 2, 9f869f869f86"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if Code(p.Hash) != "9f86" || Code("") != "" {
		t.Error("the code of a version is the first four letters of its hash")
	}
	for _, c := range []struct {
		status workflow.Status
		sealed int
		want   string
	}{{workflow.Proposed, 0, "in review"}, {workflow.Returned, 0, "returned"}, {workflow.Approved, 0, "approved"}, {workflow.Approved, 1, "partly in batches"},
		{workflow.Approved, 2, "in a batch"}, {workflow.Decided, 0, "approved, for the record"}, {workflow.Withdrawn, 0, "withdrawn"}} {
		p.Status, p.Sealed = c.status, c.sealed
		if got := ProposalState(p); got != c.want {
			t.Errorf("%s, %d sealed: %q, want %q", c.status, c.sealed, got, c.want)
		}
	}
}

func TestVerdictLine(t *testing.T) {
	v := workflow.Verdict{Mark: workMark, Approve: true, Signature: []byte{1}, Note: "fine\n", Void: "taken back"}
	if got, want := VerdictLine(v), "approved by lee⟨ESC⟩[2J on 2026-05-03 10:20, signed: fine; no longer counts: taken back"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := VerdictLine(workflow.Verdict{Mark: workMark}), "returned by lee⟨ESC⟩[2J on 2026-05-03 10:20"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEvidenceLine(t *testing.T) {
	for want, e := range map[string]workflow.Evidence{
		"wallet:x\u27e8ESC⟩, carried by 3 of the 9, 1,204 in all, +21.6 bits a pair; innocent? a household": {Kind: "wallet", Value: "x\x1b", Holders: 3, All: 1204, Bits: 21.6, Benign: "a household"},
		"note 17: seen in May":                            {Kind: "note", Note: 17, Text: "seen in May"},
		"signal:NET-VPN, carried by 1 of the 9, 2 in all": {Kind: "signal", Value: "NET-VPN", Holders: 1, All: 2},
		"timing": {Kind: "timing"},
	} {
		if got := EvidenceLine(e, 9); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestBatchLines(t *testing.T) {
	b := &workflow.Batch{ID: 2, Action: "suspend", Accounts: []uint32{1, 2, 3}, Results: make([]workflow.Result, 3)}
	steps := []struct {
		change func()
		want   string
	}{
		{func() {}, "batch 2: suspend 3 accounts; sealed: 3 pending"},
		{func() { b.Out = []workflow.Handed{{}} }, "batch 2: suspend 3 accounts; handed off: 3 pending"},
		{func() { b.Results[0], b.Results[1] = workflow.Done, workflow.NotFound }, "batch 2: suspend 3 accounts; partly confirmed: 1 done, 1 not found, 1 pending"},
		{func() { b.Results[2] = workflow.Undone }, "batch 2: suspend 3 accounts; done, with failures: 1 done, 1 failed, 1 not found"},
		{func() { b.Results[1], b.Results[2], b.Reverses = workflow.Done, workflow.Done, 1 }, "batch 2: suspend 3 accounts, reversing batch 1; done"},
	}
	for _, s := range steps {
		s.change()
		if got := BatchLine(b); got != s.want {
			t.Errorf("got %q, want %q", got, s.want)
		}
	}
	if got := BatchTimes(b); got != "" {
		t.Errorf("at once is said as %q", got)
	}
	b.Window = 6 * time.Hour
	if got, want := BatchTimes(b), "ring by ring, within 6 hours from its sealing on"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	b.NotBefore, b.Window = workMark.Time, 90*time.Minute
	if got, want := BatchTimes(b), "ring by ring, within 90 minutes from 2026-05-03 10:20 on"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	b.Window = 0
	if got, want := BatchTimes(b), "not before 2026-05-03 10:20"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Span(61*time.Second), "1m1s"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWorkStates(t *testing.T) {
	for outcome, want := range map[string]string{"": "open", "uphold": "upheld", "overturn": "overturned"} {
		if got := AppealState(&workflow.Appeal{Outcome: outcome}); got != want {
			t.Errorf("an appeal with the outcome %q is %q", outcome, got)
		}
	}
	if CaseState(&workflow.Case{Open: true}) != "open" || CaseState(&workflow.Case{}) != "closed" {
		t.Error("a case is open or closed")
	}
	if SeenIn(0) != "" || SeenIn(1) != "seen in 1 other case" || SeenIn(2) != "seen in 2 other cases" {
		t.Error("other cases are counted wrongly")
	}
	c := &workflow.Claimed{Mark: workMark, Until: workMark.Time, Took: "kim", Why: "on leave"}
	if got, want := AtWork(c), "lee⟨ESC⟩[2J is at work on it until 2026-05-03 10:20, taken over from kim: on leave"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	h := &workflow.Held{Mark: workflow.Mark{By: "kim"}, Kind: "follow-up", Until: workMark.Time, Why: "papers"}
	if got, want := HeldLine(h), "on hold (follow-up) by kim until 2026-05-03: papers"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOnWhat(t *testing.T) {
	name := func(ord uint32) string { return string(rune('a' + ord)) }
	for want, n := range map[string]*workflow.Note{
		"a":                   {Subjects: []uint32{0}},
		"the link of a and b": {On: workflow.On{Kind: workflow.Link}, Subjects: []uint32{0, 1}},
		"the ring of b":       {On: workflow.On{Kind: workflow.Ring}, Subjects: []uint32{1}},
		"ip:⟨ESC⟩":            {On: workflow.On{Kind: workflow.Identifier, Value: "ip:\x1b"}},
		"case 1,204":          {On: workflow.On{Kind: workflow.InCase, ID: 1204}},
		"proposal 2":          {On: workflow.On{Kind: workflow.InProposal, ID: 2}},
	} {
		if got := OnWhat(n, name); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
