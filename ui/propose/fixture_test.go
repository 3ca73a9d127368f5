package propose

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
	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestMain(m *testing.M) { uitest.Main(m) }

var (
	_ page.Page      = (*Page)(nil)
	_ page.Clicker   = (*Page)(nil)
	_ page.Escaper   = (*Page)(nil)
	_ page.Refresher = (*Page)(nil)
	_ page.Holder    = (*Page)(nil)
	_ page.Escaper   = (*writing)(nil)
	_ Store          = (*store.DB)(nil)
)

// ring is how many accounts of the world hang together; the account after them is nobody's.
const ring = 12

// world is an investigation with a ring, a stranger and some others.
type world struct {
	*store.DB
	t      testing.TB
	ids    []model.AccountID
	drafts string
}

func newWorld(t testing.TB, name func(int) string) *world {
	t.Helper()
	w := &world{t: t, drafts: t.TempDir()}
	db, err := store.Create(context.Background(), filepath.Join(t.TempDir(), "propose.clew"), store.Options{Wait: time.Minute, Now: func() time.Time { return uitest.Noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w.DB = db
	var rows []model.Row
	for i := range 240 { // so many that a wallet of twelve is rare
		row := uitest.Person(fmt.Sprintf("a%03d", i), fmt.Sprintf("username:%s", name(i)))
		if i < ring {
			row.Account.Identifiers = append(row.Account.Identifiers, model.Identifier{Kind: model.KindWallet, Value: "0x0000000000000000000000000000000000000001"},
				model.Identifier{Kind: model.KindDevice, Value: model.Untrusted(fmt.Sprint("d-", i/4))})
		}
		row.Account.Facts = append(row.Account.Facts, model.Fact{Field: model.FieldUsername, Value: model.Untrusted(name(i))})
		if i < 40 {
			row.Account.Signals = []model.Signal{{Code: "NET-VPN", Facts: "a consumer VPN"}}
		}
		rows = append(rows, row)
		w.ids = append(w.ids, row.Account.ID)
	}
	if err := uitest.Import(context.Background(), db, base.FileMeta{Name: "people.jsonl", SHA256: strings.Repeat("0", 64)}, rows); err != nil {
		t.Fatal(err)
	}
	return w
}

func plain(i int) string { return fmt.Sprintf("user.%03d", i) }

func (w *world) act(who string, a model.Action) {
	w.t.Helper()
	if _, err := w.Act(context.Background(), who, store.NewKey(), a); err != nil {
		w.t.Fatalf("%s, %s: %v", who, a.Verb(), err)
	}
}

// place is the page of a new proposal about accounts from one index to another.
func (w *world) place(from, to int) page.Place {
	place := page.Place{Page: page.Propose}
	for _, id := range w.ids[from:to] {
		place.Refs = append(place.Refs, id.String())
	}
	return place
}

// window is what a program lends to pages: each has drafts of its own.
func (w *world) window(who string) *page.Env {
	w.t.Helper()
	d, err := draft.Open(w.drafts, "00ff", who, func() time.Time { return uitest.Noon })
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(d.Close)
	env := uitest.Acting(uitest.Env(w.t, "mono", false), w.DB, who)
	env.Drafts = d
	return env
}

func (w *world) open(env *page.Env, place page.Place, width, height int) *uitest.Driver {
	w.t.Helper()
	return uitest.Drive(w.t, New(env, w.DB, place), width, height)
}

// terms are those of an ordinary proposal.
func terms() workflow.Terms {
	return workflow.Terms{Action: "suspend", Policy: "default", Reason: "coordinated-operation", Confidence: "high", Note: "One wallet.", Benign: "A shop? No.",
		Evidence: []workflow.Evidence{{Kind: "note", Note: 3, Text: "seen"}}}
}

func of(d *uitest.Driver) *Page { return d.Page.(*Page) }

// on puts the cursor of a pane on the first row whose text begins so.
func on(d *uitest.Driver, begins string) {
	d.T.Helper()
	for _, p := range []*pane{&of(d).warnings, &of(d).fields} {
		for i, r := range p.rows {
			if p.on(i) && strings.HasPrefix(strings.TrimLeft(textOf(r), " +-"), begins) {
				of(d).inTerms = p == &of(d).fields
				p.at = i
				p.settle()
				return
			}
		}
	}
	d.T.Fatalf("there is no row %q:\n%s", begins, d.Text())
}

func textOf(r row) string {
	s := ""
	for _, span := range r.lines[0] {
		s += span.Text
	}
	return s
}

// key gives the box over the page keys.
func key(d *uitest.Driver, names ...string) {
	d.T.Helper()
	for _, name := range names {
		if d.Over == nil {
			d.T.Fatalf("there is no box for %q", name)
		}
		d.Settle(d.Over.Key(uitest.Key(name)))
	}
}

// write writes a text in the editor of a field and leaves it by a key.
func write(d *uitest.Driver, field, text string) {
	d.T.Helper()
	on(d, field)
	d.Press(keys.Open)
	for _, r := range text {
		d.Settle(d.Over.Key(tea.KeyPressMsg{Code: r, Text: string(r)}))
	}
	key(d, "ctrl+s")
	if d.Over != nil {
		d.T.Fatal("the editor is still there")
	}
}

// fill gives what is missing.
func fill(d *uitest.Driver) {
	d.T.Helper()
	on(d, "reason")
	d.Press(keys.Open)
	d.Choose("coordinated")
	write(d, "The statement", "One wallet pays all.")
	write(d, "The best innocent", "A shop? It has no invoices.")
}

// confirm answers the question with yes.
func confirm(d *uitest.Driver) {
	d.T.Helper()
	d.Press(keys.Propose)
	key(d, "right", "enter")
}
