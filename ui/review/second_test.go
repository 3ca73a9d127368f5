package review

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// decide has lee approve a proposal, with a note.
func (w *world) decide(id uint32) {
	w.t.Helper()
	p := w.Work().Proposal(id)
	w.act("lee", workflow.OpenProposal{ID: id, Hash: p.Hash})
	w.act("lee", workflow.Approve{ID: id, Hash: p.Hash, Note: "LEE-SAYS-YES"})
}

// decided is an investigation with n decisions, of which some are drawn.
func decided(t testing.TB, n, drawn int) *world {
	w := newWorld(t, 4*n)
	for i := range n {
		w.propose("kim", i*4, 4, fmt.Sprint("proposal ", i+1))
		w.decide(uint32(i + 1))
	}
	if drawn > 0 {
		w.act("kim", workflow.DrawSample{Count: drawn})
	}
	w.now = uitest.Noon
	return w
}

func (w *world) second(who string, sample uint32, width, height int) *uitest.Driver {
	w.t.Helper()
	return uitest.Drive(w.t, NewReview(uitest.Acting(uitest.Env(w.t, "mono", false), w.DB, who), w.DB, secondPlace(sample)), width, height)
}

func (w *world) drawn(who string, width, height int) *uitest.Driver {
	w.t.Helper()
	return uitest.Drive(w.t, New(uitest.Acting(uitest.Env(w.t, "mono", false), w.DB, who), w.DB, page.Place{Page: page.Reviews, Tab: secondTab}), width, height)
}

func TestSecondFrames(t *testing.T) {
	w := decided(t, 3, 3)
	w.act("sam", workflow.Assess{ID: 2, Note: "A household explains it."})
	for _, f := range uitest.Frames {
		w.drawn("sam", f.Width, f.Height).Golden(fmt.Sprintf("drawn-%dx%d", f.Width, f.Height))
		job := strings.ReplaceAll(w.second("sam", 1, f.Width, f.Height).Frame(), w.Work().Proposal(1).Hash, strings.Repeat("0", 64))
		uitest.Golden(t, fmt.Sprintf("second-%dx%d.txt", f.Width, f.Height), job+"\n")
	}
}

// Until it is assessed nobody reads in it what the first reviewer said, or what came of it;
// looking claims nothing and is no entry of the log.
func TestSecondLookIsBlind(t *testing.T) {
	w := decided(t, 1, 1)
	w.act("kim", workflow.Seal{Action: "suspend"})
	w.act("lee", workflow.AddNote{On: workflow.On{Kind: workflow.InProposal, ID: 1}, Text: "LEE-ADDS"})
	before := w.Work().Next()
	for _, who := range []string{"sam", "lee", "kim"} {
		d := w.second(who, 1, 120, 100)
		d.Reads("What it rests on", "device d-0", "proposal 1", "proposed by kim")
		d.HasNot("LEE-SAYS-YES", "LEE-ADDS", "approved by", "batch", "of 1 approvals")
		if d.Page.Title() != "Second look 1" || d.Page.Place().Tab != secondTab {
			t.Errorf("it is %q at %v", d.Page.Title(), d.Page.Place())
		}
	}
	if now := w.Work().Next(); now != before {
		t.Errorf("looking made %d entries", now-before)
	}
	w.second("lee", 1, 120, 50).Reads("you approved it yourself")
	for who, why := range map[string]string{"lee": "you approved it yourself", "kim": "you made or changed it yourself"} {
		d := w.second(who, 1, 80, 24)
		for _, a := range []keys.Action{keys.Approve, keys.Return} {
			if got := d.Page.Why(a); !strings.Contains(got, why) {
				t.Errorf("%s by %s: %q", a, who, got)
			}
		}
	}
	w.act("sam", workflow.Assess{ID: 1, Agrees: true})
	w.second("kim", 1, 120, 100).Reads("LEE-SAYS-YES", "LEE-ADDS", "approved by lee", "agrees")
}

func TestSecondLook(t *testing.T) {
	w := decided(t, 3, 0)
	l := w.drawn("sam", 120, 20)
	l.Has("no decision is drawn")
	l.Press(keys.Begin)
	form := l.Over.(*overlay.Form)
	for _, no := range []string{"0", "1001", "x", ""} {
		form.Fields[0].Text.Set(no)
		key(l, tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
		if len(w.Work().Samples()) > 0 {
			t.Fatalf("%q drew something", no)
		}
	}
	form.Fields[0].Text.Set("2")
	key(l, tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
	form.Fields[0].Text.Set("9")
	l.Settle(l.Page.(*Page).Refresh())
	l.Press(keys.Begin)
	l.Over.(*overlay.Form).Fields[0].Text.Set("9")
	key(l, tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
	l.Settle(l.Page.(*Page).Refresh())
	if n := len(w.Work().Samples()); n != 3 {
		t.Fatalf("%d are drawn", n)
	}
	if why := l.Page.Why(keys.Begin); why != "every decision has been drawn" {
		t.Errorf("why %q", why)
	}
	l.Press(keys.Open)
	if got := l.Went(); got.Ref != "1" || got.Tab != secondTab {
		t.Fatalf("opened %v", got)
	}

	d := w.second("sam", 1, 100, 30)
	d.Reads("2 more for you")
	d.Press(keys.Approve)
	d.Settle(d.Over.(*overlay.Confirm).Run)
	if x := w.Work().Sample(1); !x.Agrees || x.Assessed.By != "sam" {
		t.Fatalf("%+v", x)
	}
	if p := w.Work().Proposal(w.Work().Sample(1).Proposal); len(p.Approvals) != 1 || p.Status != workflow.Approved {
		t.Errorf("the proposal was changed: %+v", p)
	}
	if went := uitest.All[page.Instead](d); len(went) != 1 || went[0].Place.Ref != "2" || went[0].Place.Tab != secondTab {
		t.Fatalf("next is %v", went)
	}
	d = w.second("sam", 2, 100, 30)
	d.Press(keys.Return)
	form = d.Over.(*overlay.Form)
	key(d, tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}) // without a reason
	if w.Work().Sample(2).Assessed.Entry > 0 {
		t.Fatal("disagreed without a reason")
	}
	form.Fields[0].Text.Set("A household.")
	key(d, tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
	if x := w.Work().Sample(2); x.Agrees || x.Note != "A household." {
		t.Fatalf("%+v", x)
	}
	d = w.second("sam", 3, 100, 30)
	if d.Page.Why(keys.NextItem) == "" {
		t.Error("there is another")
	}
	w.act("sam", workflow.Assess{ID: 3, Agrees: true}) // in another window
	d.Settle(d.Page.Update(page.Acted{Action: workflow.Assess{ID: 3, Agrees: true}}))
	if went := uitest.All[page.Instead](d); len(went) != 1 || went[0].Place.Page != page.Reviews || went[0].Place.Tab != secondTab {
		t.Fatalf("after the last the page is %v", went)
	}
	l = w.drawn("sam", 120, 20)
	l.Has("agrees", "disagrees: A household.")
	if l.Page.Why(keys.Undo) != "" {
		t.Error("the last that was done cannot be undone here")
	}
}

// What was drawn may be gone since: another version, or undone.
func TestNothingLeftToLookAt(t *testing.T) {
	w := decided(t, 2, 2)
	w.act("kim", workflow.NewEdit(1, "", w.ids[:3], terms("second")))
	w.second("sam", 1, 120, 30).Reads("the proposal was changed after it was drawn")
	w.second("sam", 9, 120, 30).Reads("there is no second look 9")
	w.second("sam", 0, 120, 30).Reads("there is no proposal 0")
	l := w.drawn("sam", 160, 20)
	l.Has("the proposal was changed after it was drawn", "waits")
	w.act("sam", workflow.Assess{ID: 2, Agrees: true})
	w.act("kim", workflow.NewEdit(2, "", w.ids[4:7], terms("second")))
	w.second("sam", 2, 120, 30).Reads("agrees; of a version before this one")
}

func TestSecondSizes(t *testing.T) {
	w := newWorld(t, 8)
	for i, s := range uitest.Hostile(t, false) {
		if i == 4 {
			break
		}
		h := terms(strings.ToValidUTF8(s, "?") + " x")
		h.Evidence = append(h.Evidence, workflow.Evidence{Kind: "email", Value: model.Untrusted(strings.ToValidUTF8(s, "?")), Holders: 1, All: 9})
		w.act("kim", workflow.NewProposal(w.ids[i:i+1], h))
		w.decide(uint32(i + 1))
	}
	w.act("kim", workflow.DrawSample{Count: 3})
	w.act("sam", workflow.Assess{ID: 3, Note: "\x1b[2J\u202e no"})
	for _, size := range uitest.Sizes {
		for id := range uint32(4) {
			d := w.second("sam", id, 80, 24)
			d.Exact(fmt.Sprint("second look ", id), size[0], size[1])
			if err := uitest.Scan([]byte(strings.Join(d.Page.View(), "\n"))); err != nil {
				t.Error(err)
			}
		}
		l := w.drawn("sam", 80, 24)
		l.Exact("drawn", size[0], size[1])
		if err := uitest.Scan([]byte(strings.Join(l.Page.View(), "\n"))); err != nil {
			t.Error(err)
		}
	}
}

func TestTabs(t *testing.T) {
	w := decided(t, 1, 1)
	l := w.list("sam", 100, 20)
	for _, want := range []string{givenTab, secondTab, waitingTab} {
		l.Press(keys.NextTab)
		if got := l.Page.Place().Tab; got != want {
			t.Errorf("at %q, want %q", got, want)
		}
	}
	for x, want := range map[int]string{1: waitingTab, 13: givenTab, 30: secondTab, 41: secondTab} {
		l.Settle(l.Page.(page.Clicker).Click(x, 0))
		if got := l.Page.Place().Tab; got != want {
			t.Errorf("a click at %d leads to %q, want %q", x, got, want)
		}
	}
	if got := w.drawn("sam", 100, 20).Page.(*Page).tab; got != secondTab {
		t.Errorf("the place leads to %q", got)
	}
}
