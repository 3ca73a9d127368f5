package propose

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestFrames(t *testing.T) {
	w := newWorld(t, plain)
	w.act("lee", workflow.SetTag{On: w.ids[3:4], Tag: "victim"})
	w.act("lee", workflow.OpenCase{Members: w.ids[:6], Role: "persona", Title: "Wallets"})
	for _, f := range uitest.Frames {
		d := w.open(w.window("kim"), w.place(0, ring+2), f.Width, f.Height)
		d.Golden("preview-" + f.Name)
		fill(d)
		on(d, "action")
		d.Golden("terms-" + f.Name)
		on(d, "1 account is said to be a victim")
		d.Press(keys.Toggle)
		d.Golden("left-out-" + f.Name)
	}
}

func TestASCII(t *testing.T) {
	w := newWorld(t, plain)
	env := w.window("kim")
	env.Theme = uitest.Env(t, "mono", true).Theme
	d := w.open(env, w.place(0, ring+2), 130, 40)
	on(d, "2 accounts have no strong link")
	d.Press(keys.Toggle)
	for _, r := range d.Frame() {
		if r > '~' {
			t.Fatalf("%q in\n%s", r, d.Frame())
		}
	}
}

// Who is left out is named as such, is in no preview and no proposal, and comes back.
func TestLeaveOut(t *testing.T) {
	w := newWorld(t, plain)
	w.act("lee", workflow.SetTag{On: w.ids[3:4], Tag: "victim"})
	d := w.open(w.window("kim"), w.place(0, ring), 130, 44)
	d.Reads("1 account is said to be a victim", "user.003 tagged victim", "suspend 12 accounts")
	on(d, "1 account is said to be a victim")
	d.Press(keys.Toggle)
	d.Reads("suspend 11 accounts 1 of 12 left out", "left out: user.003: tagged victim")
	if p := of(d).ahead.Preview; p.Count != 11 || slices.Contains(p.Accounts, of(d).left[0].accounts[0]) {
		t.Errorf("the preview is still of %d accounts", p.Count)
	}
	// The cursor is on what was left out: the same key takes it back, and leaves it out again.
	d.Press(keys.Toggle)
	d.Reads("suspend 12 accounts", "user.003 tagged victim")
	d.Press(keys.Toggle)
	d.Reads("suspend 11 accounts")
}

// The key that takes one account back is not on a whole class the next time.
func TestTakeBackOne(t *testing.T) {
	w := newWorld(t, plain)
	d := w.open(w.window("kim"), w.place(0, ring+3), 130, 44)
	on(d, "user.013")
	for range 3 {
		d.Press(keys.Toggle)
		d.Reads("suspend 14 accounts", "left out: user.013: no link, weak ones aside")
		d.Press(keys.Toggle)
		d.Reads("suspend 15 accounts")
	}
}

// All accounts can be listed, and each be left out by itself.
func TestLeaveOutOne(t *testing.T) {
	w := newWorld(t, plain)
	d := w.open(w.window("kim"), w.place(0, ring), 130, 44)
	on(d, "12 accounts")
	if why := d.Page.Why(keys.Toggle); !strings.Contains(why, "everybody") {
		t.Errorf("everybody may be left out at once: %q", why)
	}
	d.Press(keys.Open)
	on(d, "user.007")
	d.Press(keys.Toggle)
	d.Reads("suspend 11 accounts", "left out: user.007")
	for i := range ring {
		if i != 7 {
			on(d, plain(i))
			d.Press(keys.Toggle)
		}
	}
	d.Reads("suspend 0 accounts", "missing: accounts")
	if said := textOf(of(d).warnings.rows[0]); said != "No account is left: take some back." {
		t.Error(said)
	}
	if why := d.Page.Why(keys.Propose); !strings.Contains(why, "accounts") {
		t.Error("nobody can be proposed:", why)
	}
	d.Press(keys.Toggle) // the cursor is on the last
	d.Reads("suspend 1 account ")
}

// From the first look to the page of the proposal.
func TestSubmit(t *testing.T) {
	w := newWorld(t, plain)
	w.act("lee", workflow.SetTag{On: w.ids[3:4], Tag: "victim"})
	w.act("lee", workflow.OpenCase{Members: w.ids[:6], Role: "persona", Title: "Wallets"})
	env := w.window("kim")
	d := w.open(env, w.place(0, ring+1), 130, 60)
	d.Press(keys.Propose)
	said := uitest.All[page.Say](d)
	if len(said) != 1 || said[0].Text != "still missing: reason, the facts, the innocent explanation" || of(d).spot().field != fieldReason || d.Over != nil {
		t.Errorf("what is missing: %+v, and the cursor is on %+v", said, of(d).spot())
	}
	d.Reads("reason missing: choose one", "The statement of the facts missing: it is needed")
	on(d, "1 account is said to be a victim")
	d.Press(keys.Toggle)
	fill(d)
	write(d, "What else was considered", "Limit first.")
	on(d, "confidence")
	d.Press(keys.Open)
	d.Choose("high")
	on(d, "[") // the strongest
	first := of(d).fields.current().evidence
	d.Press(keys.Mark)

	d.Press(keys.Propose)
	box := uitest.Trimmed(d.Over.View(90, 30))
	for _, want := range []string{"suspend 12 accounts", "under default version 1, coordinated-operation", "will stand beside it", "no strong link", "1 other person must approve it", "▸no"} {
		if !strings.Contains(box, want) {
			t.Errorf("the question does not say %q:\n%s", want, box)
		}
	}
	key(d, "enter") // no
	if d.Over != nil || len(w.Work().Proposals()) != 0 {
		t.Fatal("enter alone proposed it")
	}
	confirm(d)
	went := uitest.All[page.Instead](d)
	if len(went) != 1 || went[0].Place.Page != page.Review || went[0].Place.Ref != "1" {
		t.Fatalf("it leads to %v", went)
	}
	p := w.Work().Proposal(1)
	got := p.Terms
	if len(p.Accounts) != 12 || got.Action != "suspend" || got.Reason != "coordinated-operation" || got.Confidence != "high" || got.Note != "One wallet pays all." ||
		got.Benign != "A shop? It has no invoices." || got.Alternatives != "Limit first." || got.Case != 1 || got.Second != "" {
		t.Errorf("proposed %d accounts: %+v", len(p.Accounts), got)
	}
	if len(got.Evidence) != firstMarked-1 || slices.ContainsFunc(got.Evidence, func(e workflow.Evidence) bool { return evidenceKey(e) == evidenceKey(*first) }) {
		t.Errorf("it rests on %+v", got.Evidence)
	}
	if !slices.ContainsFunc(got.Warnings, func(x workflow.Warning) bool { return x.Code == store.OutlierWeak }) ||
		slices.ContainsFunc(got.Warnings, func(x workflow.Warning) bool { return x.Code == store.OutlierVictim }) {
		t.Errorf("warnings are %+v", got.Warnings)
	}
	if left, _ := env.Drafts.List(); len(left) > 0 {
		t.Errorf("%d drafts are left", len(left))
	}
}

// What is refused stays as it was, with the reason.
func TestRefused(t *testing.T) {
	w := newWorld(t, plain)
	env := w.window("kim")
	d := w.open(env, w.place(0, ring), 130, 60)
	fill(d)
	d.Press(keys.Propose)
	w.act("lee", workflow.NewProposal(w.ids[2:4], terms()))
	key(d, "right", "enter")
	if len(uitest.All[page.Instead](d)) > 0 || len(w.Work().Proposals()) != 1 {
		t.Fatal("it was proposed")
	}
	d.Reads("refused: ", "2 accounts were proposed before", "One wallet pays all.", "coordinated-operation")
	if why := d.Page.Why(keys.Propose); !strings.Contains(why, "2 accounts to be left out") {
		t.Error(why)
	}
	on(d, "2 accounts were proposed before")
	d.Press(keys.Toggle)
	if strings.Contains(d.Text(), "refused:") {
		t.Error("it still says why, although it is mended")
	}
	confirm(d)
	if p := w.Work().Proposal(2); p == nil || len(p.Accounts) != ring-2 {
		t.Errorf("the second try came to %+v", p)
	}
}

func edit(id int) page.Place {
	return page.Place{Page: page.Propose, Ref: model.Untrusted(fmt.Sprint(id))}
}

// Another version voids the approvals of the one before, and says so first.
func TestEdit(t *testing.T) {
	w := newWorld(t, plain)
	w.act("kim", workflow.NewProposal(w.ids[:ring], terms()))
	old := w.Work().Proposal(1)
	w.act("lee", workflow.OpenProposal{ID: 1, Hash: old.Hash})
	w.act("lee", workflow.Approve{ID: 1, Hash: old.Hash})
	d := w.open(w.window("kim"), edit(1), 130, 60)
	d.Reads("in place of version 1 of proposal 1", "confidence high", "One wallet.", "note 3", "Nothing is out of line.")
	if d.Page.Title() != "Change proposal 1" {
		t.Error(d.Page.Title())
	}
	on(d, "user.001")
	d.Press(keys.Toggle)
	write(d, "The statement", " Checked.")
	d.Press(keys.Propose)
	if box := uitest.Trimmed(d.Over.View(90, 30)); !strings.Contains(box, "1 approval of the version before will be void") {
		t.Errorf("the question does not say that an approval is lost:\n%s", box)
	}
	key(d, "right", "enter")
	if went := uitest.All[page.Instead](d); len(went) != 1 || went[0].Place.Ref != "1" {
		t.Fatalf("it leads to %v", went)
	}
	now := w.Work().Proposal(1)
	if now.Terms.Version != 2 || len(now.Accounts) != ring-1 || now.Terms.Note != "One wallet. Checked." || len(now.Approvals) != 0 || len(now.Voided) != 1 || now.Status != workflow.Proposed {
		t.Errorf("version %d of %d accounts, %q, %d approvals, %s", now.Terms.Version, len(now.Accounts), now.Terms.Note, len(now.Approvals), now.Status)
	}
	if !slices.ContainsFunc(now.Terms.Evidence, func(e workflow.Evidence) bool { return e.Note == 3 }) {
		t.Errorf("the note of the version before is lost: %+v", now.Terms.Evidence)
	}
}

// A version that somebody else has replaced is not replaced by chance.
func TestEditMeanwhile(t *testing.T) {
	w := newWorld(t, plain)
	w.act("kim", workflow.NewProposal(w.ids[:ring], terms()))
	d := w.open(w.window("kim"), edit(1), 130, 60)
	d.Press(keys.Propose)
	w.act("lee", workflow.NewEdit(1, "", w.ids[:4], terms()))
	key(d, "right", "enter")
	d.Reads("refused: the proposal has been changed meanwhile")
	if why := d.Page.Why(keys.Propose); !strings.Contains(why, "changed meanwhile") {
		t.Error(why)
	}
	if p := w.Work().Proposal(1); p.Terms.Version != 2 || len(p.Accounts) != 4 {
		t.Errorf("version %d of %d accounts", p.Terms.Version, len(p.Accounts))
	}
}

// What was typed outlives the program, whether the editor was left or not.
func TestDraftsSurvive(t *testing.T) {
	w := newWorld(t, plain)
	first := w.window("kim")
	d := w.open(first, w.place(0, ring), 130, 60)
	write(d, "The statement", "Kept.")
	on(d, "The best innocent")
	d.Press(keys.Open)
	d.Settle(d.Over.Paste("Not yet left"))
	first.Drafts.Close() // as the end of the process gives its locks back
	d = w.open(w.window("kim"), w.place(0, ring), 130, 60)
	d.Reads("Kept.", "Not yet left")
	// Other accounts are another text.
	other := w.open(w.window("kim"), w.place(0, ring-1), 130, 60)
	if strings.Contains(other.Text(), "Kept.") {
		t.Error("the draft is that of other accounts too")
	}
	// esc keeps what was typed, and the page shows it.
	on(d, "What else")
	d.Press(keys.Open)
	d.Settle(d.Over.Paste("Warn them"))
	cmd, stays := d.Over.(page.Escaper).Escape()
	if stays {
		t.Fatal("esc does not leave the editor")
	}
	d.Over = nil
	d.Settle(cmd)
	d.Reads("Warn them")
}

// Without a place for drafts the texts are in the page alone.
func TestNoDrafts(t *testing.T) {
	w := newWorld(t, plain)
	env := w.window("kim")
	env.Drafts = nil
	d := w.open(env, w.place(0, ring), 130, 60)
	fill(d)
	write(d, "The statement", " Twice.")
	confirm(d)
	if p := w.Work().Proposal(1); p == nil || p.Terms.Note != "One wallet pays all. Twice." {
		t.Errorf("proposed %+v", p)
	}
}

func TestSecondReason(t *testing.T) {
	w := newWorld(t, plain)
	w.act("lee", workflow.Protect{On: w.ids[:1], Why: "an officer's own"})
	d := w.open(w.window("kim"), w.place(0, ring), 130, 60)
	d.Reads("needs a second reason", "The second reason, for protected accounts missing: it is needed")
	fill(d)
	d.Press(keys.Propose)
	if of(d).spot().field != fieldSecond {
		t.Errorf("the cursor is on %+v", of(d).spot())
	}
	write(d, "The second reason", "Both agreed.")
	confirm(d)
	if p := w.Work().Proposal(1); p == nil || p.Terms.Second != "Both agreed." {
		t.Fatalf("proposed %+v", p)
	}
	d = w.open(w.window("kim"), w.place(ring, ring+4), 130, 60)
	if strings.Contains(d.Text(), "second reason") {
		t.Error("it asks for a second reason where nobody is protected")
	}
}

// For a case that is on hold nothing is proposed; without the case it is.
func TestForACaseOnHold(t *testing.T) {
	w := newWorld(t, plain)
	env := w.window("kim")
	w.act("kim", workflow.OpenCase{Title: "One wallet", Members: w.ids[:ring]})
	d := w.open(env, w.place(0, ring), 130, 60)
	fill(d)
	w.act("lee", workflow.EditCase{ID: 1, Set: workflow.CaseFields{Hold: &workflow.CaseHold{Kind: "legal"}}, Why: "a letter"})
	d.Settle(d.Page.(*Page).Refresh())
	d.Reads("missing: a case that is not on hold; ! goes there", "missing: on hold (legal) by lee: a letter")
	d.Press(keys.Propose)
	if d.Over != nil {
		t.Error("it asks whether to propose it")
	}
	d.Press(keys.Open)
	d.Choose("none")
	confirm(d)
	if p := w.Work().Proposal(1); p == nil || p.Terms.Case != 0 {
		t.Errorf("it came to %+v", p)
	}
	// A version of before that names it says so too.
	w.act("lee", workflow.EditCase{ID: 1, Set: workflow.CaseFields{Hold: &workflow.CaseHold{}}, Why: "over"})
	named := terms()
	named.Case = 1
	w.act("kim", workflow.NewEdit(1, "", w.ids[:ring], named))
	open := false
	w.act("lee", workflow.EditCase{ID: 1, Set: workflow.CaseFields{Hold: &workflow.CaseHold{Kind: "legal"}, Open: &open}, Why: "for now"})
	d = w.open(env, edit(1), 130, 60)
	d.Reads("missing: on hold (legal) by lee: for now")
}
