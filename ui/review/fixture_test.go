package review

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestMain(m *testing.M) { uitest.Main(m) }

var (
	_ page.Page      = (*Page)(nil)
	_ page.Clicker   = (*Page)(nil)
	_ page.Refresher = (*Page)(nil)
	_ page.Holder    = (*Page)(nil)
	_ page.Page      = (*JobPage)(nil)
	_ page.Clicker   = (*JobPage)(nil)
	_ page.Escaper   = (*JobPage)(nil)
	_ page.Refresher = (*JobPage)(nil)
	_ page.Holder    = (*JobPage)(nil)
	_ Store          = (*store.DB)(nil)
)

// world is an investigation with people, on a clock that a test sets.
type world struct {
	*store.DB
	t   testing.TB
	now time.Time
	ids []model.AccountID
}

func newWorld(t testing.TB, people int) *world {
	t.Helper()
	w := &world{t: t, now: uitest.Noon.Add(-3 * time.Hour)}
	db, err := store.Create(context.Background(), filepath.Join(t.TempDir(), "review.clew"), store.Options{Wait: time.Minute, Now: func() time.Time { return w.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w.DB = db
	var rows []model.Row
	for i := range people {
		row := uitest.Person(fmt.Sprintf("a%03d", i), fmt.Sprint("device:d-", i/4))
		rows = append(rows, row)
		w.ids = append(w.ids, row.Account.ID)
	}
	if err := uitest.Import(context.Background(), db, base.FileMeta{Name: "people.jsonl", SHA256: strings.Repeat("0", 64)}, rows); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) act(who string, a model.Action) {
	w.t.Helper()
	if _, err := w.Act(context.Background(), who, store.NewKey(), a); err != nil {
		w.t.Fatalf("%s, %s: %v", who, a.Verb(), err)
	}
}

// terms are those of an ordinary proposal.
func terms(note string) workflow.Terms {
	return workflow.Terms{Action: "suspend", Policy: "default", Reason: "coordinated-operation", Confidence: "high",
		Note: model.Untrusted(note), Benign: "A shop's computer; but they sign in from it at night, one after the other.",
		Alternatives: "Limit the payouts first.",
		Evidence: []workflow.Evidence{{Kind: "device", Value: "d-0", Holders: 4, All: 5, Bits: 9.5, Benign: "a household shares one device"},
			{Kind: "NET-VPN", Text: "3 of 4 from a consumer VPN"}},
		Warnings: []workflow.Warning{{Code: "weak", Accounts: 1, Text: "1 of 4 has no strong link to the others"}}}
}

func (w *world) propose(who string, from, n int, note string) uint32 {
	w.t.Helper()
	w.act(who, workflow.NewProposal(w.ids[from:from+n], terms(note)))
	all := w.Work().Proposals()
	return all[len(all)-1].ID
}

// open shows the page of a proposal to a person.
func (w *world) open(who string, id uint32, width, height int) *uitest.Driver {
	w.t.Helper()
	return uitest.Drive(w.t, NewReview(uitest.Acting(uitest.Env(w.t, "mono", false), w.DB, who), w.DB, page.Place{Page: page.Review, Ref: model.Untrusted(fmt.Sprint(id))}), width, height)
}

func (w *world) list(who string, width, height int) *uitest.Driver {
	w.t.Helper()
	return uitest.Drive(w.t, New(uitest.Acting(uitest.Env(w.t, "mono", false), w.DB, who), w.DB, page.Place{Page: page.Reviews}), width, height)
}

// key gives the box over the page a key.
func key(d *uitest.Driver, k tea.KeyPressMsg) { d.Settle(d.Over.Key(k)) }
