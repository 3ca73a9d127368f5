package batches

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/handover"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestMain(m *testing.M) { uitest.Main(m) }

var (
	_ page.Page      = (*Page)(nil)
	_ page.Clicker   = (*Page)(nil)
	_ page.Refresher = (*Page)(nil)
	_ page.Holder    = (*Page)(nil)
	_ page.Page      = (*BatchPage)(nil)
	_ page.Clicker   = (*BatchPage)(nil)
	_ page.Escaper   = (*BatchPage)(nil)
	_ page.Refresher = (*BatchPage)(nil)
	_ page.Holder    = (*BatchPage)(nil)
	_ page.Page      = (*AppealPage)(nil)
	_ page.Clicker   = (*AppealPage)(nil)
	_ page.Refresher = (*AppealPage)(nil)
	_ page.Holder    = (*AppealPage)(nil)
	_ page.Job       = (*writing)(nil)
	_ Store          = (*store.DB)(nil)
)

// world is an investigation with people, on a clock that a test sets.
type world struct {
	*store.DB
	t   testing.TB
	dir string
	now time.Time
	ids []model.AccountID
}

// newWorld makes an investigation; name gives the id of its people, nil is an ordinary one.
func newWorld(t testing.TB, people int, name func(int) string) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), now: uitest.Noon.Add(-72 * time.Hour)}
	db, err := store.Create(context.Background(), filepath.Join(w.dir, "batches.clew"), store.Options{Wait: time.Minute, Now: func() time.Time { return w.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w.DB = db
	if name == nil {
		name = func(i int) string { return fmt.Sprintf("a%03d", i) }
	}
	var rows []model.Row
	for i := range people {
		row := uitest.Person(name(i), fmt.Sprint("device:d-", i/4))
		row.Account.Facts = []model.Fact{{Field: model.FieldUsername, Value: model.Untrusted("u." + name(i))}}
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
	w.now = w.now.Add(17 * time.Minute)
	if _, err := w.Act(context.Background(), who, store.NewKey(), a); err != nil {
		w.t.Fatalf("%s, %s: %v", who, a.Verb(), err)
	}
}

// approved has an action on some of the people proposed by ana and approved by lee.
func (w *world) approved(action string, from, n int) {
	w.t.Helper()
	w.act("ana", workflow.NewProposal(w.ids[from:from+n], workflow.Terms{Action: action, Policy: "default", Reason: "coordinated-operation", Confidence: "high",
		Note: "One device, one after the other.", Benign: "A shop's computer; but they sign in from it at night.",
		Evidence: []workflow.Evidence{{Kind: "device", Value: "d-0", Holders: n, All: n + 1, Bits: 9.5, Benign: "a household shares one device"}},
		Warnings: []workflow.Warning{{Code: "weak", Accounts: 1, Text: "1 of them has no strong link to the others"}}}))
	all := w.Work().Proposals()
	p := all[len(all)-1]
	w.act("lee", workflow.OpenProposal{ID: p.ID, Hash: p.Hash})
	w.act("lee", workflow.Approve{ID: p.ID, Hash: p.Hash})
}

// sealed seals all that is ready for an action, and writes it.
func (w *world) sealed(action string) uint32 {
	w.t.Helper()
	w.act("ana", workflow.Seal{Action: action, Why: "the ring was seen by two"})
	all := w.Work().Batches()
	id := all[len(all)-1].ID
	w.now = w.now.Add(time.Minute)
	if _, err := handover.Write(context.Background(), w.DB, id, w.path(fmt.Sprint("written-", id)), "ana"); err != nil {
		w.t.Fatal(err)
	}
	return id
}

// confirmed says what became of some of the people of a batch.
func (w *world) confirmed(batch uint32, said map[int]workflow.Said) {
	w.t.Helper()
	by := map[model.AccountID]workflow.Said{}
	for i, s := range said {
		by[w.ids[i]] = s
	}
	w.act("kim", workflow.NewConfirm(batch, by, strings.Repeat("a", 64)))
}

func (w *world) path(name string) string { return filepath.Join(w.dir, name) }

// file writes a file and gives its path.
func (w *world) file(name, text string) string {
	w.t.Helper()
	if err := os.WriteFile(w.path(name), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return w.path(name)
}

func (w *world) env(who string) *page.Env {
	return uitest.Acting(uitest.Env(w.t, "mono", false), w.DB, who)
}

func (w *world) list(who, tab string, width, height int) (*uitest.Driver, *Page) {
	w.t.Helper()
	p := New(w.env(who), w.DB, page.Place{Page: page.Batches, Tab: tab}).(*Page)
	return uitest.Drive(w.t, p, width, height), p
}

func (w *world) batch(who string, id uint32, width, height int) (*uitest.Driver, *BatchPage) {
	w.t.Helper()
	p := NewBatch(w.env(who), w.DB, batchPlace(id)).(*BatchPage)
	return uitest.Drive(w.t, p, width, height), p
}

func (w *world) appeal(who string, id uint32, width, height int) *uitest.Driver {
	w.t.Helper()
	return uitest.Drive(w.t, NewBatch(w.env(who), w.DB, appealPlace(id)), width, height)
}

// key gives the box over the page keys.
func key(d *uitest.Driver, keys ...string) {
	d.T.Helper()
	for _, k := range keys {
		if d.Over == nil {
			d.T.Fatalf("there is no box for %q", k)
		}
		d.Settle(d.Over.Key(uitest.Key(k)))
	}
}

// fill types into the fields of the form over the page, "" leaves one as it is, and sends it.
func fill(d *uitest.Driver, values ...string) {
	d.T.Helper()
	f, ok := d.Over.(*overlay.Form)
	if !ok {
		d.T.Fatalf("there is no form, but %T", d.Over)
	}
	for i, v := range values {
		if v != "" {
			f.Fields[i].Text.Set(v)
		}
	}
	key(d, "ctrl+s")
}

// yes answers the question over the page.
func yes(d *uitest.Driver) {
	d.T.Helper()
	if _, ok := d.Over.(*overlay.Confirm); !ok {
		d.T.Fatalf("there is no question, but %T", d.Over)
	}
	key(d, "left", "enter")
}

// box is what the box over the page shows.
func box(d *uitest.Driver) string {
	d.T.Helper()
	if d.Over == nil {
		d.T.Fatal("there is no box")
	}
	return uitest.Trimmed(d.Over.View(110, 40))
}

func over(d *uitest.Driver, want ...string) {
	d.T.Helper()
	shown := strings.Join(strings.Fields(strings.ReplaceAll(box(d), "│", " ")), " ")
	for _, s := range want {
		if !strings.Contains(shown, s) {
			d.T.Errorf("%q is not in the box\n%s", s, box(d))
		}
	}
}
