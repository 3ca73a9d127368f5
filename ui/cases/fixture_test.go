package cases

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

var ctx = context.Background()

func TestMain(m *testing.M) { uitest.Main(m) }

// evil is what nobody may see act.
var evil = "\x1b[2J\x1b]0;owned\x07\u202egnp.exe z" + strings.Repeat("\u0301\u0316", 100)

func id(name string) model.AccountID {
	return model.AccountID{Platform: "p", Native: model.Untrusted(name)}
}

// investigation makes one with three cases: one with everything, a closed one, and one
// that is due, hostile wherever a text can be.
func investigation(dir string) (*store.DB, error) {
	db, err := store.Create(ctx, filepath.Join(dir, "world.clew"), store.Options{Now: uitest.Env(nobody{}, "mono", false).Now})
	if err != nil {
		return nil, err
	}
	rows := []model.Row{uitest.Person("lena", "device:d-1", "username:lena.m"), uitest.Person("ken", "device:d-1", "username:dev.ken"),
		uitest.Person("real", "username:the.carpenter"), uitest.Person("donna", "device:d-1", "username:donna.h"), uitest.Person("mallory\x1b[31m", "username:"+evil, "device:d-1")}
	for i, name := range []string{"Lena Marsh", "Kenneth Reed", "Kenneth Reed", "Donna Hayes", evil} {
		a := &rows[i].Account
		a.Facts = append(a.Facts, model.Fact{Field: model.FieldDisplayName, Value: model.Untrusted(name)})
		for _, ident := range a.Identifiers {
			if ident.Kind == model.KindUsername {
				a.Facts = append(a.Facts, model.Fact{Field: model.FieldUsername, Value: ident.Value})
			}
		}
	}
	for i := range 40 {
		rows = append(rows, uitest.Person(fmt.Sprintf("x%02d", i), fmt.Sprintf("device:x%d", i)))
	}
	if err := uitest.Import(ctx, db, base.FileMeta{Name: "world.jsonl", SHA256: strings.Repeat("ab", 32)}, rows); err != nil {
		return nil, err
	}
	closed, first, again := false, 0, uitest.Noon.AddDate(0, 0, -3).UnixMilli()
	on := func(n uint32) workflow.On { return workflow.On{Kind: workflow.InCase, ID: n} }
	for _, a := range []struct {
		by string
		do model.Action
	}{
		{"kim", workflow.OpenCase{Title: "One wallet, two names", Template: "ring", Owner: "kim", Priority: "high", Members: []model.AccountID{id("lena"), id("ken")}, Role: "persona"}},
		{"kim", workflow.SetMembers{ID: 1, On: []model.AccountID{id("real")}, Role: "victim", Why: "the true owner of the name"}},
		{"lee", workflow.SetMembers{ID: 1, On: []model.AccountID{id("donna")}, Role: "facilitator", Why: "keeps the laptops"}},
		{"kim", workflow.SetValues{ID: 1, Values: []model.Untrusted{"device:d-1"}, Why: "both are paid there"}},
		{"kim", workflow.AddNote{On: on(1), Text: "## Where it began\n\nSee p:lena and device:d-1."}},
		{"lee", workflow.AddNote{On: on(1), Text: "Ask the bank; then see case:2."}},
		{"kim", workflow.EditCase{ID: 1, Set: workflow.CaseFields{Step: &first}}},
		{"kim", workflow.RecordTrail{ID: 1, Why: "to the wallet", Steps: []workflow.TrailStep{{Page: "account", Ref: "p:lena", Text: "lena.m"}, {Page: "pivot", Ref: "device:d-1"}, {Page: "compare"}}}},
		{"kim", workflow.OpenCase{Title: "An older one", Queue: "rings", Members: []model.AccountID{id("lena")}}},
		{"kim", workflow.SetValues{ID: 2, Values: []model.Untrusted{"device:d-1"}}},
		{"kim", workflow.EditCase{ID: 2, Set: workflow.CaseFields{Open: &closed}, Why: "a payroll service, not an operator"}},
		{"mal", workflow.OpenCase{Title: model.Untrusted(evil[:min(len(evil), 200)]), Owner: "lee", FollowUp: again, Tags: []string{"odd"}, Members: []model.AccountID{id("mallory\x1b[31m")}}},
		{"mal", workflow.SetMembers{ID: 3, On: []model.AccountID{id("x01")}, Why: model.Untrusted(evil)}},
		{"mal", workflow.SetValues{ID: 3, Values: []model.Untrusted{model.Untrusted("device:" + evil)}, Why: model.Untrusted(evil)}},
		{"mal", workflow.AddNote{On: on(3), Text: model.Untrusted(strings.Repeat(evil+"\n", 60) + strings.Repeat("w", 9000))}},
		{"mal", workflow.RecordTrail{ID: 3, Why: model.Untrusted(evil), Steps: []workflow.TrailStep{{Page: evil, Ref: model.Untrusted(evil), Text: model.Untrusted(evil)}}}},
		{"lee", workflow.NewProposal([]model.AccountID{id("lena"), id("x02")}, workflow.Terms{Action: "suspend", Policy: "default", Reason: "coordinated-operation",
			Note: "Both are paid into one wallet.", Benign: "A couple would share a home too; they do not.", Confidence: "moderate"})},
	} {
		if _, err := db.Act(ctx, a.by, store.NewKey(), a.do); err != nil {
			return nil, fmt.Errorf("%T: %w", a.do, err)
		}
	}
	return db, nil
}

// nobody is a testing.TB for what cannot fail.
type nobody struct{ testing.TB }

func (nobody) Helper() {}

var shared = uitest.Once(investigation)

// fresh is an investigation that a test may change.
func fresh(t *testing.T) *store.DB {
	t.Helper()
	db, err := investigation(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// lent is what a page is lent, with changes made as somebody.
func lent(t testing.TB, db *store.DB, ascii bool) *page.Env {
	t.Helper()
	env := uitest.Env(t, "mono", ascii)
	env.Actor = "kim"
	env.Act = func(a model.Action) tea.Cmd {
		return func() tea.Msg {
			r, err := db.Act(ctx, env.Actor, store.NewKey(), a)
			return page.Acted{Action: a, Entry: r.Entry, Applied: r.Applied, Err: err}
		}
	}
	env.ActOn = func(ords []uint32, action func([]model.AccountID) model.Action) tea.Cmd {
		ids, err := db.IDs(ctx, ords)
		if err != nil {
			t.Fatal(err)
		}
		return env.Act(action(ids))
	}
	return env
}

func openList(t testing.TB, db *store.DB, filter model.Untrusted, width, height int) (*uitest.Driver, *Page) {
	t.Helper()
	p := New(lent(t, db, false), db, page.Place{Page: page.Cases, Ref: filter}).(*Page)
	return uitest.Drive(t, p, width, height), p
}

func openCase(t testing.TB, db *store.DB, ref model.Untrusted, tab string, width, height int) (*uitest.Driver, *CasePage) {
	t.Helper()
	p := NewCase(lent(t, db, false), db, page.Place{Page: page.Case, Ref: ref, Tab: tab}).(*CasePage)
	return uitest.Drive(t, p, width, height), p
}
