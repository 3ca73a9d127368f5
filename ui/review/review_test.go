package review

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestFrames(t *testing.T) {
	w := newWorld(t, 40)
	w.propose("kim", 0, 4, "Four accounts, one device, one payout.\nThe names differ.")
	w.propose("kim", 4, 30, "A larger one.")
	second := w.propose("lee", 34, 2, "Lee's own.")
	w.act("kim", workflow.AddNote{On: workflow.On{Kind: workflow.InProposal, ID: 1}, Text: "Ask for the invoices."})
	w.now = uitest.Noon
	for _, f := range uitest.Frames {
		t.Run(fmt.Sprintf("%dx%d", f.Width, f.Height), func(t *testing.T) {
			w.list("lee", f.Width, f.Height).Golden(fmt.Sprintf("list-%dx%d", f.Width, f.Height))
			// The hash is bound to the investigation, whose id is another every time.
			job := strings.ReplaceAll(w.open("lee", 1, f.Width, f.Height).Frame(), w.Work().Proposal(1).Hash, strings.Repeat("0", 64))
			uitest.Golden(t, fmt.Sprintf("job-%dx%d.txt", f.Width, f.Height), job+"\n")
		})
	}
	d := w.open("lee", second, 100, 30)
	d.Reads("your own: another person approves it")
	if why := d.Page.Why(keys.Approve); why == "" {
		t.Error("a proposer may approve")
	}
}

// Evidence stands before who proposed it, and the innocent explanation beside it.
func TestEvidenceFirst(t *testing.T) {
	w := newWorld(t, 8)
	w.propose("kim", 0, 4, "THE-FACTS")
	text := w.open("lee", 1, 110, 60).Text()
	last := -1
	for _, want := range []string{"What it rests on", "device d-0", "innocent if: a household shares one device", "A shop's computer", "no strong link to the others", "THE-FACTS", "proposed by kim"} {
		at := strings.Index(text, want)
		if at < last || at < 0 {
			t.Errorf("%q is at %d, after %d, in\n%s", want, at, last, text)
		}
		last = at
	}
}

// From one verdict to the next job: it is claimed and said to be opened by itself.
func TestVerdicts(t *testing.T) {
	w := newWorld(t, 40)
	for i := range 4 {
		w.propose("kim", i*4, 4, fmt.Sprint("proposal ", i))
	}
	w.now = uitest.Noon
	d := w.open("lee", 1, 100, 30)
	st := w.Work()
	if c := st.ClaimOf(workflow.ProposalJob(1), model.TimeOf(w.now)); c == nil || c.By != "lee" || len(st.Proposal(1).Opened) != 1 {
		t.Fatalf("claim %v, opened %v", c, st.Proposal(1).Opened)
	}
	d.Press(keys.Approve)
	box := d.Over.(*Approving)
	for _, no := range []tea.KeyPressMsg{uitest.Key(box.means), {Code: 'A', Text: "A"}, uitest.Key("enter")} {
		key(d, no) // too soon, or not the key that means it
	}
	box.since = w.now.Add(-time.Second)
	key(d, tea.KeyPressMsg{Code: rune(box.means[0]), Text: box.means, IsRepeat: true})
	box.since = w.now.Add(-time.Second)
	box.Paste(box.means)
	key(d, uitest.Key(box.means))
	if n := len(w.Work().Proposal(1).Approvals); n != 0 {
		t.Fatalf("%d approvals by keys that were held, pasted, or none of its own", n)
	}
	box.since = w.now.Add(-time.Second)
	key(d, uitest.Key(box.means))
	if p := w.Work().Proposal(1); p.Status != workflow.Approved || p.Approvals[0].By != "lee" {
		t.Fatalf("%+v", p)
	}
	went := uitest.All[page.Instead](d)
	if len(went) != 1 || went[0].Place.Ref != "2" || went[0].Page == nil {
		t.Fatalf("the next job is %v", went)
	}
	// It is there with the claim and its accounts before anything else is asked for.
	if c := w.Work().ClaimOf(workflow.ProposalJob(2), model.TimeOf(w.now)); c == nil || c.By != "lee" {
		t.Fatalf("the next job is claimed by %v", c)
	}
	next := uitest.Hold(t, went[0].Page, 140, 30)
	cmd := went[0].Page.Init()
	next.Has("proposal 2 v1", "yours, ", "p:a004", "p:a007")
	next.Settle(cmd)
	if n := len(w.Work().Proposal(2).Opened); n != 1 {
		t.Errorf("the next job was opened %d times", n)
	}

	d = w.open("lee", 2, 100, 30)
	d.Press(keys.Return)
	form := d.Over.(*overlay.Form)
	form.Fields[0].Text.Set("The payout is missing.")
	key(d, tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
	if p := w.Work().Proposal(2); p.Status != workflow.Returned || p.Back.Note != "The payout is missing." {
		t.Fatalf("%+v", p)
	}

	d = w.open("lee", 3, 100, 30)
	d.Press(keys.Skip)
	if went := uitest.All[page.Instead](d); len(went) != 1 || went[0].Place.Ref != "4" {
		t.Fatalf("after a skip the next job is %v", went)
	}
	d = w.open("lee", 4, 100, 30)
	d.Press(keys.Snooze)
	form = d.Over.(*overlay.Form)
	form.Fields[0].Text.Set("2026-03-09")
	form.Fields[1].Text.Set("waits for the bank")
	key(d, tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
	if went := uitest.All[page.Instead](d); len(went) != 1 || went[0].Place.Page != page.Reviews {
		t.Fatalf("after the last the page is %v", went)
	}

	l := w.list("lee", 170, 20)
	l.Has("skipped this round", "put off until 2026-03-09")
	l.Press(keys.NextTab)
	l.Has("approved", "returned", "can be taken back")
	l.Press(keys.Down, keys.Undo) // the approval is the older one
	l.Settle(l.Over.(*overlay.Confirm).Run)
	if p := w.Work().Proposal(1); p.Status != workflow.Proposed || len(p.Approvals) != 0 {
		t.Errorf("the verdict was not taken back: %+v", p)
	}
	l.Press(keys.PrevTab, keys.Begin)
	l.Settle(l.Page.(*Page).Refresh())
	l.HasNot("skipped this round")
	l.Has("you skipped it in an earlier round")
}

// A version that came while the one before was being read is not approved by what was read.
func TestChangedWhileRead(t *testing.T) {
	w := newWorld(t, 8)
	w.propose("kim", 0, 4, "first")
	w.now = uitest.Noon
	d := w.open("lee", 1, 100, 30)
	d.Press(keys.Approve)
	box := d.Over.(*Approving)
	box.since = w.now.Add(-time.Second)
	w.act("kim", workflow.NewEdit(1, "", w.ids[:3], terms("second")))
	key(d, uitest.Key(box.means))
	if n := len(w.Work().Proposal(1).Approvals); n != 0 {
		t.Fatal("the version that was not read is approved")
	}
	d.Settle(d.Page.(*JobPage).Refresh())
	d.Reads("It has been changed while you read: this is version 2, by kim")
	if opened := w.Work().Proposal(1).Opened; len(opened) != 2 {
		t.Errorf("opened: %v", opened)
	}
}

// A claim is renewed at a key, once half of it is over, and another's is left alone.
func TestClaims(t *testing.T) {
	w := newWorld(t, 8)
	w.propose("kim", 0, 4, "x")
	w.now = uitest.Noon
	env := uitest.Acting(uitest.Env(t, "mono", false), w.DB, "lee")
	env.Now = func() time.Time { return w.now }
	d := uitest.Drive(t, NewReview(env, w.DB, page.Place{Ref: "1"}), 100, 30)
	until := func() time.Time { return w.Work().ClaimOf(workflow.ProposalJob(1), model.TimeOf(w.now)).Until.UTC() }
	first := until()
	w.now = w.now.Add(workflow.DefaultLease / 4)
	d.Press(keys.Down)
	if until() != first {
		t.Error("it was renewed too soon")
	}
	w.now = w.now.Add(workflow.DefaultLease / 3)
	d.Press(keys.Down)
	if !until().After(first) {
		t.Error("it was not renewed")
	}
	other := w.open("sam", 1, 100, 30)
	other.Reads("lee is reviewing it")
	if by := w.Work().ClaimOf(workflow.ProposalJob(1), model.TimeOf(w.now)).By; by != "lee" {
		t.Errorf("the claim is %s's", by)
	}
	if other.Page.Why(keys.Approve) == "" {
		t.Error("what another reviews can be approved")
	}
	other.Press(keys.Claim)
	other.Over.(*overlay.Form).Fields[0].Text.Set("lee is away")
	key(other, tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
	if c := w.Work().ClaimOf(workflow.ProposalJob(1), model.TimeOf(w.now)); c.By != "sam" || c.Took != "lee" || c.Why != "lee is away" {
		t.Errorf("the claim is %+v", c)
	}
}

// A claim of somebody else that has run out keeps nobody from reviewing.
func TestClaimRunsOut(t *testing.T) {
	w := newWorld(t, 8)
	w.propose("kim", 0, 4, "x")
	w.now = uitest.Noon
	w.act("lee", workflow.NewClaim(workflow.ProposalJob(1)))
	env := uitest.Acting(uitest.Env(t, "mono", false), w.DB, "sam")
	env.Now = func() time.Time { return w.now }
	d := uitest.Drive(t, NewReview(env, w.DB, page.Place{Ref: "1"}), 100, 30)
	d.Reads("lee is reviewing it", "m takes it over")
	w.now = w.now.Add(2 * workflow.DefaultLease)
	d.Press(keys.Down)
	if c := w.Work().ClaimOf(workflow.ProposalJob(1), model.TimeOf(w.now)); c == nil || c.By != "sam" {
		t.Fatalf("the claim is %+v", c)
	}
	if why := d.Page.Why(keys.Approve); why != "" {
		t.Error(why)
	}
}

// A proposer is offered what proposers do.
func TestProposerOnTheirOwn(t *testing.T) {
	w := newWorld(t, 8)
	w.propose("kim", 0, 4, "x")
	d := w.open("kim", 1, 80, 24)
	d.Reads("your own: another person approves it")
	for a, can := range map[keys.Action]bool{keys.Approve: false, keys.Return: false, keys.Skip: false, keys.Snooze: false, keys.Claim: false, keys.Edit: true, keys.Finish: true} {
		if why := d.Page.Why(a); (why == "") != can {
			t.Errorf("%s: %q", a, why)
		}
	}
}

func TestOpensAccounts(t *testing.T) {
	w := newWorld(t, 8)
	w.propose("kim", 0, 4, "x")
	for _, width := range []int{80, 160} {
		d := w.open("lee", 1, width, 30)
		d.Press(keys.Open, keys.Down, keys.Open)
		if got := d.Went(); got.Page != page.Account || got.Ref != w.ids[1].String() {
			t.Errorf("%d: %v", width, got)
		}
		if s := d.Page.(page.Holder).Subject(); len(s.Accounts) != 1 {
			t.Errorf("%d: %+v", width, s)
		}
		if !d.Esc() || d.Esc() {
			t.Error("esc leads from the accounts to the sheet, and then out")
		}
	}
}

func TestSizes(t *testing.T) {
	w := newWorld(t, 8)
	for i, s := range uitest.Hostile(t, false) {
		if i == 4 {
			break
		}
		h := terms(strings.ToValidUTF8(s, "?") + " x")
		h.Evidence = append(h.Evidence, workflow.Evidence{Kind: "email", Value: model.Untrusted(strings.ToValidUTF8(s, "?")), Holders: 1, All: 9})
		h.Alternatives = h.Note
		w.act("kim", workflow.NewProposal(w.ids[i:i+1], h))
	}
	for _, size := range uitest.Sizes {
		for id := range uint32(5) {
			w.open("lee", id, 80, 24).Exact(fmt.Sprint("job ", id), size[0], size[1])
		}
		l := w.list("lee", 80, 24)
		l.Exact("list", size[0], size[1])
		l.Press(keys.NextTab)
		l.Exact("verdicts", size[0], size[1])
	}
	env := uitest.Acting(uitest.Env(t, "mono", true), w.DB, "lee")
	d := uitest.Drive(t, NewReview(env, w.DB, page.Place{Ref: "1"}), 140, 40)
	d.Page.(*JobPage).Do(keys.Approve)
	if meaning(d.Page.(*JobPage).job.Hash) == "a" {
		t.Error("the key that means it is the one that asks")
	}
}

// What has lost its approval after it was sealed is in the queue again, says so, and is approved
// there by another person.
func TestALostApprovalIsReviewedAgain(t *testing.T) {
	w := newWorld(t, 8)
	w.propose("kim", 0, 4, "x")
	hash := w.Work().Proposal(1).Hash
	w.act("sam", workflow.OpenProposal{ID: 1, Hash: hash})
	w.act("sam", workflow.Approve{ID: 1, Hash: hash})
	w.act("kim", workflow.Seal{Action: "suspend"})
	w.list("lee", 120, 30).HasNot("0/1")
	w.act("di", workflow.JoinLogins{Login: "sam", With: "kim", Why: "one person"})
	w.list("lee", 120, 30).Has("0/1", "back: it lost approvals")
	d := w.open("lee", 1, 110, 60)
	d.Reads("0 of 1 approvals", "Here again: it lost approvals after it was sealed, and has 0 of 1: sam and kim, who made it, are one person")
	d.Press(keys.Approve)
	mean(d)
	if n, _ := w.Work().Counted(w.Work().Proposal(1)); n != 1 {
		t.Errorf("%d approvals count", n)
	}
	w.list("lee", 120, 30).HasNot("it lost approvals")
}

// The reviewer reads the very text that the proposal cites, and what became of it since.
func TestThePolicyThatAProposalCites(t *testing.T) {
	w := newWorld(t, 8)
	w.propose("kim", 0, 4, "x")
	d := w.open("lee", 1, 110, 120)
	d.Reads("An account is suspended when evidence")
	d.HasNot("in force", "In version")
	rules := workflow.DefaultRules().TOML
	changed := strings.Replace(strings.Replace(rules, "approvals = 1", "approvals = 2", 1), "The evidence is of two", "The evidence is of three", 1)
	if changed == rules {
		t.Fatal("the rules of a test that it does not change")
	}
	w.act("di", workflow.SetRules{TOML: changed, Why: "stricter"})
	d = w.open("lee", 1, 110, 120)
	d.Reads("default version 1")
	d.Reads("A newer version is in force, 2, set by di")
	d.Reads("The proposal is bound to version 1.")
	d.Reads("reason: coordinated-operation")
	d.Reads("An account is suspended when evidence")
	d.Reads("The evidence is of two kinds at least")
	d.Reads("In version 2:")
	d.Reads("approvals beside the proposer: 1, and now 2")
	d.Reads("it says now: The evidence is of three kinds at least")
	d.Press(keys.Approve)
	if v := uitest.Trimmed(d.Over.View(80, 20)); !strings.Contains(v, "that version is not in force any more: see the sheet") {
		t.Errorf("the question does not say it:\n%s", v)
	}
}
