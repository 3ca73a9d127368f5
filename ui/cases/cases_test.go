package cases

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestFrames(t *testing.T) {
	for _, f := range uitest.Frames {
		d, _ := openList(t, shared(t), "", f.Width, f.Height)
		d.Golden("list-" + f.Name)
		for _, tab := range tabNames {
			d, _ := openCase(t, shared(t), "1", tab, f.Width, f.Height)
			d.Golden(tab + "-" + f.Name)
		}
	}
}

// Whatever the data, a page is as large as it was asked to be and shows nothing that acts.
func TestExactSize(t *testing.T) {
	for _, size := range uitest.Sizes {
		d, _ := openList(t, shared(t), "", size[0], size[1])
		d.Exact("list", size[0], size[1])
		d.Try(keys.Bottom, keys.Up)
		d.Exact("list", size[0], size[1])
		for _, ref := range []model.Untrusted{"1", "2", "3", "99", model.Untrusted(evil)} {
			for _, tab := range tabNames {
				d, _ := openCase(t, shared(t), ref, tab, size[0], size[1])
				what := tab + " of " + string(ref)
				d.Exact(what, size[0], size[1])
				for _, a := range table.Moves() {
					d.Try(a)
					d.Exact(what, size[0], size[1])
				}
				uitest.Harmless(t, what, d.Page.Title())
			}
		}
	}
}

func TestASCII(t *testing.T) {
	env := lent(t, shared(t), true)
	for _, size := range [][2]int{{60, 13}, {120, 37}, {200, 57}} {
		for _, tab := range tabNames {
			uitest.Drive(t, NewCase(env, shared(t), page.Place{Ref: "1", Tab: tab}), size[0], size[1]).ASCII("")
		}
		uitest.Drive(t, New(env, shared(t), page.Place{Ref: "one"}), size[0], size[1]).ASCII("")
	}
}

func shownIDs(p *Page) (ids []uint32) {
	for _, c := range p.shown {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestListIsNarrowed(t *testing.T) {
	d, p := openList(t, shared(t), "", 120, 37)
	d.Has("3 cases, 2 open, 1 due", "due 2026-02-26")
	if got := shownIDs(p); !slices.Equal(got, []uint32{3, 1, 2}) {
		t.Errorf("in the order %v; what is due comes first and what is closed last", got)
	}
	for filter, want := range map[string][]uint32{"is:open": {3, 1}, "is:closed": {2}, "is:due": {3}, "is:mine": {1}, "queue:rings": {1, 2}, "tag:RING": {1}, "Wallet names": {1},
		"payroll": {2}, "nothing of the kind": nil, "is:open queue:rings": {1}} {
		p.field.Set(filter)
		p.fill()
		if got := shownIDs(p); !slices.Equal(got, want) {
			t.Errorf("%q shows %v, want %v", filter, got, want)
		}
	}
	d.Esc()
	d.Press(keys.Narrow)
	d.Choose("closed")
	d.Has("An older one", "1 case, 0 open")
	if p.Place().Ref != "is:closed" {
		t.Errorf("the place is %+v", p.Place())
	}
	d.Press(keys.Search)
	for _, r := range " zzz" {
		p.Type(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	d.Has("no case is so; esc shows all")
	p.Type(tea.KeyPressMsg{Code: tea.KeyEnter})
	if p.Typing() || !d.Esc() || len(p.shown) != 3 || d.Esc() {
		t.Error("esc does not show all cases again, once")
	}
}

func TestListOpensAndBegins(t *testing.T) {
	db := fresh(t)
	d, p := openList(t, db, "", 80, 21)
	d.Press(keys.Down, keys.Open)
	if at := d.Went(); at.Page != page.Case || at.Ref != "1" {
		t.Errorf("opened %+v", at)
	}
	if on := p.Subject(); on.Case != 1 || on.Title != "One wallet, two names" {
		t.Errorf("%+v", on)
	}
	d.Press(keys.Begin)
	form := d.Over.(*overlay.Form)
	form.Fields[0].Text.Set("A new one")
	d.Settle(form.Run([]string{"A new one", "single", "low", "kim"}))
	d.Settle(p.Refresh())
	if c := p.current(); c == nil || c.Title != "A new one" || c.ID != 4 {
		t.Errorf("the cursor is on %+v", c)
	}
	empty := uitest.Made(t, nil)
	d, p = openList(t, empty, "", 80, 21)
	d.Reads("there is no case yet; N begins one")
	if p.Why(keys.Open) == "" || p.Subject().Case != 0 {
		t.Error("there is a case where there is none")
	}
}

func TestMembers(t *testing.T) {
	db := fresh(t)
	d, p := openCase(t, db, "1", "", 120, 37)
	d.Has("open  high  One wallet, two names", "[members 4]", "lena.m", "1 other case", "no other case")
	if on := p.Subject(); on.Case != 1 || len(on.Accounts) != 1 || on.Title != "lena.m" {
		t.Errorf("%+v", on)
	}
	d.Reads("seen in 1 other case", "An older one (closed, 1 account)")
	d.Press(keys.Open)
	if at := d.Went(); at.Page != page.Account || at.Ref != "p:lena" {
		t.Errorf("opened %+v", at)
	}
	d.Settle(p.Step(page.Place{Page: page.Account, Ref: "p:lena"}, 1))
	if at := uitest.Only[page.Instead](d).Place; at.Ref != "p:ken" {
		t.Errorf("went on to %+v", at)
	}
	d.Press(keys.Role)
	form := d.Over.(*overlay.Form)
	if got := form.Fields[0].Value(); got != "persona" {
		t.Errorf("the form begins with %q", got)
	}
	d.Settle(form.Run([]string{"victim", "he called"}))
	d.Settle(p.Refresh())
	if m := p.member(); m == nil || m.row.Username != "dev.ken" || m.Role != "victim" || m.Why != "he called" {
		t.Errorf("the cursor is on %+v", m)
	}
	d.Press(keys.TakeOut)
	d.Settle(d.Over.(*overlay.Confirm).Run)
	d.Settle(p.Refresh())
	if n := len(p.loaded.members); n != 3 {
		t.Errorf("%d members are left", n)
	}
}

// A proposal from a case is about its personas, and says who is left out.
func TestPropose(t *testing.T) {
	db := fresh(t)
	d, _ := openCase(t, db, "1", "", 120, 37)
	d.Press(keys.Propose)
	told := d.Told()
	at, ok := told[0].(page.Go)
	if !ok || at.Place.Page != page.Propose || !slices.Equal(at.Place.Refs, []model.Untrusted{"p:lena", "p:ken"}) && !slices.Equal(at.Place.Refs, []model.Untrusted{"p:ken", "p:lena"}) {
		t.Fatalf("%+v", told)
	}
	if said := told[1].(page.Say).Text; said != "2 personas; 2 other members left out: only personas are proposed from a case, and never a victim" {
		t.Errorf("said %q", said)
	}
	_, p := openCase(t, db, "3", "", 120, 37)
	if why := p.Why(keys.Propose); why != "nobody in the case is a persona; r on a member says who is" {
		t.Errorf("why: %q", why)
	}
}

func TestValuesAndProposals(t *testing.T) {
	d, p := openCase(t, shared(t), "1", "values", 120, 37)
	d.Has("device", "d-1", "1 other case", "carried by 4 accounts")
	if on := p.Subject(); on.Value != "device:d-1" || on.Case != 1 || on.Accounts != nil {
		t.Errorf("%+v", on)
	}
	d.Press(keys.Open)
	if at := d.Went(); at.Page != page.Pivot || at.Ref != "device:d-1" {
		t.Errorf("opened %+v", at)
	}
	d, p = openCase(t, shared(t), "1", "proposals", 120, 37)
	d.Has("in review", "suspend", "1 of its accounts are in the case")
	if on := p.Subject(); on.Proposal != 1 {
		t.Errorf("%+v", on)
	}
	d.Press(keys.Open)
	if at := d.Went(); at.Page != page.Review || at.Ref != "1" {
		t.Errorf("opened %+v", at)
	}
}

func TestNotesStepsAndTrails(t *testing.T) {
	db := fresh(t)
	d, p := openCase(t, db, "1", "notes", 120, 37)
	d.Has("## Where it began", "Ask the bank; then see case:2.")
	want := []page.Name{page.Account, page.Pivot, page.Case}
	var got []page.Name
	for i := 0; i < 10; i++ {
		if p.Why(keys.Open) == "" {
			d.Press(keys.Open)
			got = append(got, d.Went().Page)
		}
		d.Press(keys.Down)
	}
	if got = slices.Compact(got); !slices.Equal(got[:3], want) {
		t.Errorf("the notes lead to %v, want %v", got, want)
	}
	d, p = openCase(t, db, "1", "steps", 120, 37)
	d.Has("steps 1/5", "[✓] What holds the ring together")
	d.Press(keys.Down, keys.Done)
	d.Settle(p.Refresh())
	d.Has("steps 2/5", "[✓] Who could be innocent")
	d.Press(keys.Done)
	d.Settle(p.Refresh())
	d.Has("steps 1/5", "[ ] Who could be innocent")
	d, p = openCase(t, db, "1", "trails", 120, 37)
	d.Has("to the wallet", "1  account  p:lena  lena.m")
	d.Press(keys.Open)
	if at := d.Went(); at.Page != page.Account || at.Ref != "p:lena" {
		t.Errorf("opened %+v", at)
	}
	d.Press(keys.Bottom)
	if p.Why(keys.Open) == "" {
		t.Error("a place that nobody can come back to can be opened")
	}
}

func TestHistory(t *testing.T) {
	db := fresh(t)
	d, p := openCase(t, db, "1", "history", 120, 37)
	d.Has("kim opened case 1", "lee noted on case 1")
	d.HasNot("case 2", "case 3", "An older one")
	last, _ := db.Work().LastStep("kim")
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.SetMembers{ID: 1, On: []model.AccountID{id("x09")}}); err != nil {
		t.Fatal(err)
	}
	after, _ := db.Work().LastStep("kim")
	if after.Entry == last.Entry {
		t.Fatal("nothing can be undone")
	}
	if _, err := db.Act(ctx, "kim", store.NewKey(), db.Work().Reversal(after)); err != nil {
		t.Fatal(err)
	}
	before := len(p.past.entries)
	d.Settle(p.Refresh())
	if got := len(p.past.entries); got != before+2 || p.past.entries[0].Action != "undo" {
		t.Errorf("%d entries after an undo, %d before", got, before)
	}
	d.Press(keys.Top, keys.Open)
	if at := d.Went(); at.Page != page.Audit || at.Ref != `by:"kim" action:undo` {
		t.Errorf("opened %+v", at)
	}
}

func TestEditAndFinish(t *testing.T) {
	db := fresh(t)
	d, p := openCase(t, db, "1", "", 120, 37)
	d.Press(keys.Edit)
	form := d.Over.(*overlay.Form)
	var values []string
	for _, f := range form.Fields {
		values = append(values, f.Value())
	}
	if want := []string{"One wallet, two names", "kim", "high", "rings", "ring", ""}; !slices.Equal(values, want) {
		t.Errorf("the form begins with %q, want %q", values, want)
	}
	d.Settle(form.Run(values))
	if db.Work().Case(1).Changed != p.loaded.c.Changed {
		t.Error("a form that changes nothing has changed the case")
	}
	d.Settle(form.Run([]string{"Two names", "lee", "urgent", "rings", "b a a", "2027-01-31"}))
	c := db.Work().Case(1)
	if c.Title != "Two names" || c.Owner != "lee" || c.Priority != "urgent" || !slices.Equal(c.Tags, []string{"a", "b"}) || c.FollowUp.UTC().Format("2006-01-02") != "2027-01-31" {
		t.Errorf("%+v", c)
	}
	if form.Fields[5].Check("31.1.2027") == "" {
		t.Error("a date that is none is taken")
	}
	d.Settle(p.Refresh())
	d.Has("urgent  Two names", "follow-up 2027-01-31")
	d.Press(keys.Finish)
	form = d.Over.(*overlay.Form)
	d.Settle(form.Run([]string{"handed to the police"}))
	d.Settle(p.Refresh())
	d.Has("closed", "closed because handed to the police")
	if p.Why(keys.Role) == "" || p.Why(keys.TakeOut) == "" {
		t.Error("a closed case can be changed")
	}
	d.Press(keys.Finish)
	d.Settle(d.Over.(*overlay.Form).Run([]string{""}))
	d.Settle(p.Refresh())
	d.HasNot("handed to the police")
}

func TestNoSuchCase(t *testing.T) {
	for _, ref := range []model.Untrusted{"99", "0", "-1", "4294967297", "", "\x1b[2J"} {
		d, p := openCase(t, shared(t), ref, "", 80, 21)
		d.Has("there is no such case")
		for _, a := range p.Actions() {
			if a != keys.Left && p.Why(a) == "" {
				t.Errorf("%q: %s can be done", ref, a)
			}
		}
		if on := p.Subject(); on.Case != 0 || on.Accounts != nil {
			t.Errorf("%+v", on)
		}
	}
}

func TestMouse(t *testing.T) {
	d, p := openCase(t, shared(t), "1", "", 120, 37)
	d.Settle(p.Click(5, p.place.head+3))
	if m := p.member(); m.row.Ord != p.loaded.members[1].row.Ord {
		t.Errorf("a click on the second row goes to %+v", m)
	}
	d.Settle(p.Click(5, p.place.head+3))
	if at := d.Went(); at.Page != page.Account {
		t.Errorf("opened %+v", at)
	}
	_, at := p.labels()
	d.Settle(p.Click(at[stepsTab][0], p.place.head))
	if p.at != stepsTab {
		t.Errorf("the tab is %s", tabNames[p.at])
	}
	for y := range 37 {
		for _, x := range []int{0, 60, 119} {
			d.Settle(p.Click(x, y))
			d.Settle(p.Wheel(x, y, 3))
		}
	}
}
