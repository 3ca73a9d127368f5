package acts_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/ui/acts"
	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestMain(m *testing.M) { uitest.Main(m) }

// desk is a person at work on a small investigation.
type desk struct {
	*acts.Acts
	t    *testing.T
	db   *store.DB
	ids  []model.AccountID
	over page.Overlay
	said []page.Acted
	went []uint32 // the accounts of the last proposal that was begun
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	now := uitest.Noon
	db, err := store.Create(context.Background(), filepath.Join(t.TempDir(), "acts.clew"), store.Options{Wait: time.Minute, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d := &desk{t: t, db: db}
	var rows []model.Row
	for i := range 8 {
		row := uitest.Person(fmt.Sprint("a", i), "device:shared")
		rows, d.ids = append(rows, row), append(d.ids, row.Account.ID)
	}
	if err := uitest.Import(context.Background(), db, base.FileMeta{Name: "x", SHA256: strings.Repeat("0", 64)}, rows); err != nil {
		t.Fatal(err)
	}
	drafts, err := draft.Open(t.TempDir(), db.Work().Log(), "kim", func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drafts.Close)
	d.Acts = &acts.Acts{Env: uitest.Acting(uitest.Env(t, "mono", false), db, "kim"), Store: db, Drafts: drafts,
		Trail: func() []workflow.TrailStep { return []workflow.TrailStep{{Page: "account", Ref: "p:a0"}} },
		OpenProposal: func(ords []uint32) tea.Cmd {
			d.went = ords
			return nil
		}}
	return d
}

// settle runs a command and all that follows from it.
func (d *desk) settle(cmd tea.Cmd) {
	d.t.Helper()
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.settle(c)
		}
	case page.Show:
		d.over = msg.Overlay
	case page.Hide:
		d.over = nil
	case page.Acted:
		d.said = append(d.said, msg)
		if d.over != nil {
			d.settle(d.over.Update(msg))
		}
	default:
		if seq := uitest.Commands(msg); seq != nil {
			for _, c := range seq {
				d.settle(c)
			}
		} else if d.over != nil {
			d.settle(d.over.Update(msg))
		}
	}
}

// do does an action and gives the form that asks about it these values, "" leaving what is there.
func (d *desk) do(a keys.Action, on page.Subject, values ...string) {
	d.t.Helper()
	if why := d.Why(a, on); why != "" {
		d.t.Fatalf("%s: %s", a, why)
	}
	d.settle(d.Do(a, on))
	d.fill(values...)
}

func (d *desk) fill(values ...string) {
	d.t.Helper()
	form, ok := d.over.(*overlay.Form)
	if !ok {
		d.t.Fatalf("no form but %T", d.over)
	}
	for i, v := range values {
		form.Fields[i].Choose(v)
		if v != "" {
			form.Fields[i].Text.Set(v)
		}
	}
	d.settle(form.Key(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}))
	if len(d.said) == 0 || d.said[len(d.said)-1].Err != nil || d.over != nil {
		d.t.Fatalf("%v: %v, the form is %v", values, d.said, d.over)
	}
}

// choose runs the line of a menu that begins so.
func (d *desk) choose(label string) {
	d.t.Helper()
	menu, ok := d.over.(*overlay.Menu)
	if !ok {
		d.t.Fatalf("no menu but %T", d.over)
	}
	for _, it := range menu.Items {
		if strings.HasPrefix(it.Label, label) {
			d.settle(it.Run)
			return
		}
	}
	d.t.Fatalf("the menu has no %q", label)
}

func some(ords ...uint32) page.Subject {
	return page.Subject{Title: "some", Accounts: ords, Marked: true}
}

func TestActs(t *testing.T) {
	d := newDesk(t)
	st := func() *workflow.State { return d.db.Work() }

	d.do(keys.Tag, some(0, 1, 2), "put on", "travel")
	if len(st().Tags(1)) != 1 || len(st().Tags(3)) != 0 {
		t.Error("tags", st().Tags(1))
	}
	d.do(keys.Tag, some(1), "take off", "travel")
	if len(st().Tags(1)) != 0 {
		t.Error("the tag is still on")
	}

	d.do(keys.Claim, some(0, 1), "4 hours")
	now := model.TimeOf(uitest.Noon)
	if c := st().ClaimOf(workflow.Job{Kind: workflow.OnAccountJob, ID: 1}, now); c == nil || c.By != "kim" || c.Until.Milli-now.Milli != 4*3600*1000 {
		t.Errorf("claim %+v", c)
	}
	d.Env = uitest.Acting(d.Env, d.db, "lee")
	d.do(keys.Claim, some(1), "1 hour", "kim is away")
	if c := st().ClaimOf(workflow.Job{Kind: workflow.OnAccountJob, ID: 1}, now); c.By != "lee" || c.Took != "kim" {
		t.Errorf("taken over: %+v", c)
	}
	d.settle(d.Do(keys.Claim, some(1)))
	d.settle(d.over.(*overlay.Confirm).Run)
	if st().ClaimOf(workflow.Job{Kind: workflow.OnAccountJob, ID: 1}, now) != nil {
		t.Error("it was not given back")
	}

	d.do(keys.Dismiss, some(2, 3), "insufficient-evidence", "nothing more came")
	if c := st().Cell(3); c.Status != workflow.Dismissed || c.As != "insufficient-evidence" {
		t.Errorf("%+v", c)
	}
	d.do(keys.Dismiss, some(2), "a new sign-in") // all dismissed: take up again
	if st().Cell(2).Status != "" {
		t.Error("not taken up again")
	}

	d.do(keys.Hold, some(4), "follow-up", "2026-04-01", "the bank answers then")
	if h := st().Cell(4).Hold; h == nil || h.Until.String() != "2026-04-01T00:00:00Z" {
		t.Errorf("%+v", h)
	}
	d.do(keys.Hold, some(4), "it has")
	if st().Cell(4).Hold != nil {
		t.Error("not released")
	}

	link := page.Subject{Link: []model.Untrusted{d.ids[0].String(), d.ids[1].String()}}
	d.do(keys.Judge, link, "not-same", "met both")
	if j := st().JudgedLink(0, 1); j == nil || j.Verdict != evidence.NotSame {
		t.Errorf("%+v", j)
	}
	d.do(keys.Judge, link, "take back")
	if st().JudgedLink(0, 1) != nil {
		t.Error("the verdict is still there")
	}

	d.settle(d.Do(keys.ToCase, some(0, 1)))
	d.choose("a new case")
	d.fill("One wallet", "ring", "high", "lee", "persona")
	c := st().Case(1)
	if c == nil || len(c.Members) != 2 || c.Members[0].Role != "persona" || c.Owner != "lee" || len(c.Steps) == 0 {
		t.Fatalf("%+v", c)
	}
	d.settle(d.Do(keys.ToCase, page.Subject{Title: "v", Value: "device:shared"}))
	d.choose("1  One wallet")
	d.fill("the shop's")
	d.settle(d.Do(keys.ToCase, some(5)))
	d.choose("1  One wallet")
	d.fill("victim", "")
	d.settle(d.Do(keys.ToCase, some(5)))
	d.choose("the trail, with case 1")
	d.fill("from the device to the wallet")
	if c = st().Case(1); len(c.Members) != 3 || len(c.Values) != 1 || len(c.Trails) != 1 || c.Members[2].Role != "victim" {
		t.Errorf("%+v", c)
	}

	d.Do(keys.Propose, some(6, 7))
	if len(d.went) != 2 {
		t.Error("no proposal was begun")
	}
}

// A note goes on what the page is on, or on one of several things; it is in a draft while it
// is written, and no longer when it is saved.
func TestNote(t *testing.T) {
	d := newDesk(t)
	save := func(text string) {
		t.Helper()
		for _, r := range text {
			d.settle(d.over.Key(uitest.Key(string(r))))
		}
		if left, _ := d.Drafts.List(); len(left) != 1 || left[0].Text != text {
			t.Fatalf("drafts %v", left)
		}
		d.settle(d.over.Key(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}))
		if left, _ := d.Drafts.List(); len(left) != 0 || d.over != nil {
			t.Fatalf("after saving: drafts %v, box %T", left, d.over)
		}
	}
	d.settle(d.Do(keys.Note, page.Subject{Title: "a3", Accounts: []uint32{3}}))
	save("one")
	d.settle(d.Do(keys.Note, page.Subject{Title: "a3", Accounts: []uint32{3}, Value: "device:shared", Link: []model.Untrusted{"p:a3", "p:a4"}, Ring: "p:a0"}))
	d.choose("device:shared")
	save("two")
	d.settle(d.Do(keys.Note, page.Subject{Ring: "p:a0"}))
	save("three")
	st := d.db.Work()
	for key, want := range map[string]model.Untrusted{workflow.AccountKey(3): "one", workflow.ValueKey("device:shared"): "two", workflow.RingKey(0): "three"} {
		if n := st.Notes(key); len(n) != 1 || n[0].Text != want {
			t.Errorf("%s: %v", key, n)
		}
	}
}

// A file goes with a note; its content is kept, or only its hash. Where it cannot be read the form
// stays, and says so.
func TestAttach(t *testing.T) {
	d := newDesk(t)
	path := filepath.Join(t.TempDir(), "in\u202evoice.txt")
	if err := os.WriteFile(path, []byte("paid twice"), 0o600); err != nil {
		t.Fatal(err)
	}
	on := page.Subject{Title: "a3", Accounts: []uint32{3}}
	d.do(keys.Attach, on, path, "its content", "from the bank")
	d.do(keys.Attach, on, path, "only its hash", "again")
	notes := d.db.Work().Notes(workflow.AccountKey(3))
	if len(notes) != 2 || notes[0].Text != "from the bank" || !notes[0].Files[0].Kept || notes[1].Files[0].Kept ||
		notes[0].Files[0].SHA256 != notes[1].Files[0].SHA256 || notes[0].Files[0].Bytes != 10 {
		t.Fatalf("%+v", notes)
	}
	r, err := d.db.OpenFile(notes[0].Files[0].SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != "paid twice" {
		t.Errorf("%q, %v", b, err)
	}
	d.settle(d.Do(keys.Attach, on))
	form := d.over.(*overlay.Form)
	form.Fields[0].Text.Set(filepath.Dir(path) + "\u202e")
	form.Fields[2].Text.Set("x")
	d.settle(form.Key(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}))
	if d.over == nil || d.said[len(d.said)-1].Err == nil {
		t.Error("a folder was attached")
	}
	if s := uitest.Trimmed(form.View(90, 24)); !strings.Contains(s, "is no file") || strings.ContainsRune(s, '\u202e') {
		t.Error(s)
	}
}

func TestWhy(t *testing.T) {
	d := newDesk(t)
	for _, a := range acts.Actions {
		if d.Why(a, page.Subject{}) == "" {
			t.Errorf("%s can be done on nothing", a)
		}
	}
	for _, a := range []keys.Action{keys.Tag, keys.Claim, keys.ToCase, keys.Propose, keys.Dismiss, keys.Hold} {
		if why := d.Why(a, some(1, 2)); why != "" {
			t.Errorf("%s: %s", a, why)
		}
	}
	if d.Why(keys.Note, some(1, 2)) == "" || d.Why(keys.Propose, some(make([]uint32, 10_001)...)) == "" {
		t.Error("a note on two accounts, or a proposal too large for a page")
	}
}

// What is masked is revealed for a reason, and only once.
func TestReveal(t *testing.T) {
	d := newDesk(t)
	if d.Why(keys.Reveal, some(0)) == "" {
		t.Error("there is something to reveal, and nothing is masked")
	}
	if _, err := d.db.Act(context.Background(), "lee", store.NewKey(), workflow.SetMasking{Kinds: []string{"email"}, Why: "policy"}); err != nil {
		t.Fatal(err)
	}
	if d.Why(keys.Reveal, page.Subject{}) == "" {
		t.Error("nobody can be revealed")
	}
	d.do(keys.Reveal, some(0, 1), "to call the owner")
	if st := d.db.Work(); !st.Revealed(1, "kim") || st.Revealed(2, "kim") || st.Revealed(1, "lee") {
		t.Error("what is revealed to whom is wrong")
	}
	if d.Why(keys.Reveal, some(0, 1)) == "" || d.Why(keys.Reveal, some(0, 2)) != "" {
		t.Error("what is revealed can be revealed again, or what is not cannot be")
	}
}

// What is out of line among many is said before anything is done.
func TestOutliers(t *testing.T) {
	d := newDesk(t)
	d.do(keys.Dismiss, some(2, 3), "duplicate", "x")
	d.do(keys.Hold, some(4), "legal", "", "x")
	d.settle(d.Do(keys.Tag, some(0, 1, 2, 3, 4)))
	if s := uitest.Trimmed(d.over.View(90, 24)); !strings.Contains(s, "5 accounts") || !strings.Contains(s, "2 dismissed, 1 on-hold") {
		t.Error(s)
	}
}

// On a case it is the case that is held, with accounts under the cursor whichever is chosen.
func TestHoldOnACase(t *testing.T) {
	d := newDesk(t)
	if why := d.Why(keys.Hold, page.Subject{Value: "device:shared"}); why != "there is no account and no case here" {
		t.Errorf("with neither: %q", why)
	}
	d.settle(d.Env.Act(workflow.OpenCase{Title: "The ring", Members: d.ids[:2]}))
	d.do(keys.Hold, page.Subject{Title: "The ring", Case: 1}, "follow-up", "2027-01-31", "papers")
	if h := d.db.Work().Case(1).Hold; h == nil || h.Kind != "follow-up" || h.Until.Milli != time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC).UnixMilli() || h.Why != "papers" || h.By != "kim" {
		t.Fatalf("held: %+v", h)
	}
	if d.db.Work().Cell(0).Hold != nil {
		t.Error("an account of the case is held")
	}
	both := page.Subject{Title: "a0", Case: 1, Accounts: []uint32{0}}
	d.settle(d.Do(keys.Hold, both))
	d.choose("a0")
	d.fill("legal", "", "a letter")
	if h := d.db.Work().Cell(0).Hold; h == nil || h.Kind != "legal" {
		t.Errorf("the account: %+v", h)
	}
	d.settle(d.Do(keys.Hold, both))
	d.choose("case 1")
	form, ok := d.over.(*overlay.Form)
	if !ok || len(form.Fields) != 1 || !strings.Contains(uitest.Trimmed(form.View(100, 20)), "on hold (follow-up) by kim until 2027-01-31: papers") {
		t.Fatalf("the box does not say who holds it and why: %v", d.over)
	}
	d.fill("it is over")
	if d.db.Work().Case(1).Hold != nil || d.db.Work().Cell(0).Hold == nil {
		t.Error("the wrong one is released")
	}
	last, ok := d.db.Work().LastStep("kim")
	if !ok || last.Verb != "case-edit" {
		t.Fatalf("%+v", last)
	}
	d.settle(d.Env.Act(d.db.Work().Reversal(last)))
	if h := d.db.Work().Case(1).Hold; h == nil || h.Why != "papers" {
		t.Errorf("taken back: %+v", h)
	}
}
