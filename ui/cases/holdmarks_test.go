package cases

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// A hold is said in a word wherever the case is, with who and why where there is room.
func TestACaseOnHold(t *testing.T) {
	db := fresh(t)
	act := func(h workflow.CaseHold, why model.Untrusted) {
		t.Helper()
		if _, err := db.Act(ctx, "lee", store.NewKey(), workflow.EditCase{ID: 3, Set: workflow.CaseFields{Hold: &h}, Why: why}); err != nil {
			t.Fatal(err)
		}
	}
	act(workflow.CaseHold{Kind: "legal"}, model.Untrusted(evil))
	d, p := openList(t, db, "is:held", 120, 37)
	d.Reads("1 case, 1 open", " hold ")
	if got := shownIDs(p); !slices.Equal(got, []uint32{3}) {
		t.Errorf("on hold are %v", got)
	}
	d, _ = openList(t, db, "", 200, 57)
	d.Reads("on hold (legal) by lee: ")
	for _, size := range uitest.Sizes {
		d, _ := openCase(t, db, "3", "", size[0], size[1])
		d.Exact("a case on hold", size[0], size[1])
		if size[0] >= 24 {
			d.Has("on hold: legal")
		}
	}
	d, _ = openCase(t, db, "3", "", 120, 37)
	d.Reads("open on hold: legal", "held by lee since 2026-03-01: ")
	act(workflow.CaseHold{Kind: "follow-up", Until: uitest.Noon.AddDate(0, 1, 0).UnixMilli()}, "papers")
	d, _ = openCase(t, db, "3", "", 80, 21)
	d.Reads("open on hold: follow-up until 2026-04-01", "held by lee since 2026-03-01: papers")
	act(workflow.CaseHold{}, "over")
	d, _ = openCase(t, db, "3", "", 120, 37)
	d.HasNot("on hold", "held by")
}

// What is done to members is done to all that are marked.
func TestMarkedMembers(t *testing.T) {
	db := fresh(t)
	d, p := openCase(t, db, "1", "", 120, 37)
	role := func(of string) string {
		t.Helper()
		ords, err := db.Ords(ctx, []model.Untrusted{model.Untrusted("p:" + of)})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range db.Work().Case(1).Members {
			if m.Ord == ords[0] {
				return m.Role + ":" + string(m.Why)
			}
		}
		return ""
	}
	d.Press(keys.Mark, keys.Down, keys.Mark) // lena and donna, with ken between them
	if on := p.Subject(); len(on.Accounts) != 2 || !on.Marked || on.Title != "2 marked accounts" || on.Case != 1 || !slices.IsSorted(on.Accounts) {
		t.Errorf("%+v", on)
	}
	if got := p.Status()[0].Text; got != "2 marked" {
		t.Errorf("the status is %q", got)
	}
	d.Press(keys.Role)
	form := d.Over.(*overlay.Form)
	if box := uitest.Trimmed(form.View(100, 20)); !strings.Contains(box, "2 marked accounts, so far 1 persona, 1 facilitator") || !strings.Contains(box, "say so of 2 accounts") {
		t.Error(box)
	}
	entry := db.Work().Next()
	d.Settle(form.Run([]string{"victim", "both were robbed"}))
	if role("lena") != "victim:both were robbed" || role("donna") != "victim:both were robbed" || role("ken") != "persona:" || db.Work().Next() != entry+1 {
		t.Errorf("lena %s, donna %s, ken %s", role("lena"), role("donna"), role("ken"))
	}
	d.Settle(p.Refresh())
	if len(p.marks) != 2 {
		t.Error("the marks are gone, and the members are not")
	}
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.Undo{Entry: entry}); err != nil || role("lena") != "persona:" || role("donna") != "facilitator:keeps the laptops" {
		t.Errorf("%v: lena %s, donna %s", err, role("lena"), role("donna"))
	}
	d.Settle(p.Refresh())
	d.Press(keys.TakeOut)
	box := d.Over.(*overlay.Confirm)
	if !strings.Contains(uitest.Trimmed(box.View(100, 20)), "2 marked accounts, 1 persona, 1 facilitator") {
		t.Error(uitest.Trimmed(box.View(100, 20)))
	}
	d.Settle(box.Run)
	d.Settle(p.Refresh())
	if role("lena") != "" || role("donna") != "" || role("ken") == "" || len(p.marks) != 0 {
		t.Errorf("lena %s, donna %s, ken %s, marks %v", role("lena"), role("donna"), role("ken"), p.marks)
	}
	d.Press(keys.Mark)
	if !d.Esc() || len(p.marks) != 0 || d.Esc() {
		t.Error("esc does not clear the marks, once")
	}
	d.Press(keys.Top, keys.Mark, keys.Top, keys.Mark)
	if len(p.marks) != 0 {
		t.Errorf("marked twice: %v", p.marks)
	}
	// Marks are of members: elsewhere they do nothing.
	d.Press(keys.Mark, keys.NextTab)
	if on := p.Subject(); on.Accounts != nil || on.Marked || d.Esc() {
		t.Errorf("%+v", on)
	}
}
