package dashboard

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/words"
)

// office is an investigation with people at work in it, on a clock that a test sets.
type office struct {
	*store.DB
	t   testing.TB
	now time.Time
	ids []model.AccountID
}

func newOffice(t testing.TB, people int) *office {
	t.Helper()
	o := &office{t: t}
	o.before(13, 0)
	db, err := store.Create(context.Background(), filepath.Join(t.TempDir(), "office.clew"), store.Options{Wait: time.Minute, Now: func() time.Time { return o.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	o.DB = db
	var rows []model.Row
	for i := range people {
		row := uitest.Person(fmt.Sprintf("a%03d", i))
		rows = append(rows, row)
		o.ids = append(o.ids, row.Account.ID)
	}
	if err := uitest.Import(context.Background(), db, base.FileMeta{Name: "people.jsonl", SHA256: strings.Repeat("0", 64)}, rows); err != nil {
		t.Fatal(err)
	}
	return o
}

// before sets the clock to some days and hours before the test's noon.
func (o *office) before(days, hours int) {
	o.now = uitest.Noon.Add(-time.Duration(24*days+hours) * time.Hour)
}

func (o *office) act(who string, a model.Action) {
	o.t.Helper()
	if _, err := o.Act(context.Background(), who, store.NewKey(), a); err != nil {
		o.t.Fatalf("%s, %s: %v", who, a.Verb(), err)
	}
}

func (o *office) propose(from, n int) uint32 {
	o.t.Helper()
	o.act("kim", workflow.NewProposal(o.ids[from:from+n], workflow.Terms{Action: "suspend", Policy: "default", Reason: "coordinated-operation", Note: "One hand.", Benign: "A shop; but at night."}))
	all := o.Work().Proposals()
	return all[len(all)-1].ID
}

func (o *office) approve(id uint32) {
	o.t.Helper()
	p := o.Work().Proposal(id)
	o.act("lee", workflow.OpenProposal{ID: id, Hash: p.Hash})
	o.act("lee", workflow.Approve{ID: id, Hash: p.Hash})
}

// busy is an office in which all has happened that the page has a figure of.
func busy(t testing.TB) *office {
	o := newOffice(t, 80)
	o.before(12, 0)
	o.act("kim", workflow.OpenCase{Title: "Ring of twelve", Queue: "rings", Members: o.ids[:12], FollowUp: uitest.Noon.Add(-30 * time.Hour).UnixMilli()})
	o.act("kim", workflow.OpenCase{Title: "Another"})
	for i, n := range []int{12, 6, 5, 8, 4} {
		if id := o.propose(i*15, n); id != uint32(i+1) {
			t.Fatalf("proposal %d", id)
		}
	}
	o.before(11, 20)
	o.approve(1)
	o.act("lee", workflow.Retract{ID: 1})
	o.before(11, 0)
	o.approve(1)
	o.act("lee", workflow.Return{ID: 3, Hash: o.Work().Proposal(3).Hash, Note: "The payout is missing."})
	o.before(9, 0)
	o.act("sam", workflow.Seal{Action: "suspend"})
	o.act("sam", workflow.HandOff{ID: 1, Manifest: strings.Repeat("0a", 32)})
	o.before(8, 0)
	said := map[model.AccountID]workflow.Said{}
	for i, id := range o.ids[:10] {
		said[id] = workflow.Said{Result: []workflow.Result{workflow.Done, workflow.Done, workflow.Done, workflow.Undone, workflow.NotFound}[i%5]}
	}
	o.act("sam", workflow.NewConfirm(1, said, ""))
	o.before(5, 0)
	o.approve(2)
	o.act("sam", workflow.Seal{Action: "suspend"})
	o.approve(4)
	o.act("kim", workflow.Hold{On: o.ids[45:47], Kind: "follow-up", Until: uitest.Noon.Add(-50 * time.Hour).UnixMilli(), Why: "Papers are on their way."})
	o.act("kim", workflow.Hold{On: o.ids[79:], Kind: "legal", Why: "An order."})
	o.act("kim", workflow.FileAppeal{On: o.ids[0], Text: "It is me."})
	o.act("kim", workflow.FileAppeal{On: o.ids[1], Text: "It is me, too."})
	o.before(4, 0)
	o.act("ed", workflow.DecideAppeal{ID: 1, Outcome: "overturn", Note: "Papers seen."})
	o.act("ed", workflow.DrawSample{Count: 2})
	o.act("sam", workflow.Assess{ID: 1, Agrees: true})
	o.before(0, 2)
	o.propose(76, 2)
	o.now = uitest.Noon
	return o
}

func TestWorkFrames(t *testing.T) {
	o := busy(t)
	for _, f := range uitest.Frames {
		d := open(t, o, f.Width, f.Height)
		last := d.panels[len(d.panels)-1].answer
		last.rows[len(last.rows)-1].said = "1 MB" // of the folder, which depends on the machine
		d.on("What waits")
		d.Golden("work-" + f.Name)
		d.on("Quality and pace")
		d.Golden("quality-" + f.Name)
	}
}

func TestWork(t *testing.T) {
	o := busy(t)
	d := open(t, o, 120, 120)
	for title, want := range map[string]map[string]string{
		"What waits": {
			"in review": "2 proposals", "returned to their proposer": "5 accounts", "approved, not sealed": "6 accounts", "sealed, not handed off": "6 accounts",
			"handed off, no word yet": "2 accounts", "failed, to be sealed again": "4 accounts", "appealed, not decided": "1 appeal",
			"overturned, not reinstated": "1 account", "on hold": "3 accounts", "past the follow-up date": "1 case", "drawn for a second look": "1 decision"},
		"Quality and pace": {"second looks agreed": "1 of 1", "appeals overturned": "1 of 1", "verdicts taken back": "1", "approvals made void": "0",
			"version to verdict": "24 h", "approval to batch": "under 1 min", "batch to first word": "24 h", "appeal to decision": "24 h"},
		"Reviews by their age":       {"1 to 24 hours": "1", "over 7 days": "1", "under an hour": "0"},
		"Enforcement":                {"done": "6", "failed": "2", "not found": "2", "no word yet": "8"},
		"Queues: what waits in each": {"policy default": "2", "cases in rings": "1", "cases in no queue": "1"},
		"Decided by day":             {"2026-02-18": "2 decisions, 0 sealed, 0 confirmed", "2026-02-20": "0 decisions, 12 sealed, 0 confirmed", "2026-02-21": "0 decisions, 0 sealed, 10 confirmed", "2026-02-24": "2 decisions, 6 sealed, 0 confirmed"},
	} {
		p := d.on(title)
		for label, value := range want {
			got := "no such row"
			for _, r := range p.answer.rows {
				if r.label == label {
					if got = r.said; got == "" {
						got = words.Thousands(r.value)
					}
				}
			}
			if got != value {
				t.Errorf("%s: %s is %q, want %q", title, label, got, value)
			}
		}
	}
	if note := d.on("What waits").answer.rows[8].note; note != "2 past the date, oldest 2 days, median 2 days" {
		t.Errorf("holds: %q", note)
	}
	numbersOpen(t, o.DB, d, 8)
	for _, p := range d.panels {
		for _, r := range p.answer.rows {
			for _, who := range []string{"kim", "lee", "sam", "ed"} {
				if strings.Contains(" "+r.label+" "+r.said+" "+r.note+" ", " "+who+" ") {
					t.Errorf("%s names %s: %s %s %s", p.title, who, r.label, r.said, r.note)
				}
			}
			if r.place.Page == page.Audit {
				if _, err := store.ParseAuditFilter(string(r.place.Ref), uitest.Noon); err != nil || strings.Contains(string(r.place.Ref), "by:") {
					t.Errorf("%s: %s opens %q, %v", p.title, r.label, r.place.Ref, err)
				}
			}
		}
	}
}

// Where nobody has proposed anything there are no empty panels about it, and as soon as
// somebody has there are those that have something.
func TestPanelsOfWorkComeWithTheWork(t *testing.T) {
	o := newOffice(t, 10)
	o.now = uitest.Noon
	d := open(t, o, 120, 60)
	if len(d.shown) != len(d.panels)-6 {
		t.Errorf("%d of %d are shown", len(d.shown), len(d.panels))
	}
	d.HasNot("Quality and pace")
	d.on("States")
	o.propose(0, 3)
	d.Settle(d.Refresh())
	d.Has("What waits", "1 proposal", "Reviews by their age", "Queues: what waits in each")
	d.HasNot("Enforcement")
	if d.focus.title != "States" {
		t.Errorf("the cursor went to %s", d.focus.title)
	}
	// The cursor keeps a panel that has become empty, until it leaves it.
	d.on("What waits")
	o.act("kim", workflow.Withdraw{ID: 1, Why: "wrong"})
	d.Settle(d.Refresh())
	d.Has("nothing waits for anybody")
	d.Press(keys.NextTab)
	d.HasNot("nothing waits for anybody")

	// A place of a panel that has nothing yet leads there all the same.
	p := New(uitest.Env(t, "mono", false), o, page.Place{Page: page.Dashboard, Tab: "Enforcement"}).(*Page)
	e := &driver{uitest.Drive(t, p, 120, 60), p}
	e.Has("no batch is sealed yet")
	if e.Place().Tab != "Enforcement" {
		t.Errorf("at %v", e.Place())
	}
}

func TestWorkSizes(t *testing.T) {
	o := busy(t)
	for _, ascii := range []bool{false, true} {
		d, cmd := begin(t, o, "terminal", ascii, 80, 24)
		d.Settle(cmd)
		for _, size := range uitest.Sizes {
			d.Size(size[0], size[1])
			for i := range d.shown {
				d.goTo(i)
				d.Exact("the page", size[0], size[1])
			}
		}
		if ascii {
			d.Size(200, 100)
			d.ASCII("")
		}
	}
}
