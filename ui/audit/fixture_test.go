package audit

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	_ page.Typer     = (*Page)(nil)
	_ page.Hinter    = (*Page)(nil)
	_ page.Clicker   = (*Page)(nil)
	_ page.Escaper   = (*Page)(nil)
	_ page.Refresher = (*Page)(nil)
	_ Store          = (*store.DB)(nil)
)

// clock is what the entries of a test are dated by.
type clock struct{ now time.Time }

// made is an investigation of people that work can be done on.
func made(dir string) (*store.DB, *clock, error) {
	c := &clock{uitest.Noon.Add(-72 * time.Hour)}
	db, err := store.Create(context.Background(), filepath.Join(dir, "audit.clew"), store.Options{Wait: time.Minute, Now: func() time.Time { return c.now }})
	if err != nil {
		return nil, nil, err
	}
	var rows []model.Row
	for i := range 30 {
		name := fmt.Sprintf("person.%d", i)
		row := uitest.Person(fmt.Sprintf("a%02d", i), "username:"+name)
		row.Account.Facts = []model.Fact{{Field: model.FieldUsername, Value: model.Untrusted(name)}}
		rows = append(rows, row)
	}
	return db, c, uitest.Import(context.Background(), db, base.FileMeta{Name: "people.jsonl", SHA256: strings.Repeat("0", 64)}, rows)
}

func act(db *store.DB, actor string, actions ...model.Action) error {
	for _, a := range actions {
		if _, err := db.Act(context.Background(), actor, store.NewKey(), a); err != nil {
			return err
		}
	}
	return nil
}

func person(i int) model.AccountID {
	return model.AccountID{Platform: "p", Native: model.Untrusted(fmt.Sprintf("a%02d", i))}
}

func people(n int) (ids []model.AccountID) {
	for i := range n {
		ids = append(ids, person(i))
	}
	return ids
}

// some is an investigation that three people have worked on for a while.
var some = uitest.Once(func(dir string) (*store.DB, error) {
	db, c, err := made(dir)
	if err != nil {
		return nil, err
	}
	later := func(d time.Duration, actor string, a model.Action) {
		c.now = c.now.Add(d)
		err = errors.Join(err, act(db, actor, a))
	}
	for i := range 40 {
		later(17*time.Minute, "ana", workflow.SetTag{On: people(1 + i%4), Tag: fmt.Sprint("round-", i)})
	}
	later(time.Hour, "kim", workflow.AddNote{On: workflow.OnAccount(person(1)), Text: "Seen in two time zones.\n\nThe second is that of person.4, whose laptop\nit may be."})
	later(time.Minute, "kim", workflow.SetTag{On: people(12), Tag: "travel"})
	later(time.Hour, "lee", workflow.SetTag{On: people(1), Tag: "travel", Remove: true})
	later(time.Minute, "lee", workflow.JudgeLink{A: person(1), B: person(4), Verdict: "same", Why: "one laptop"})
	later(time.Minute, "lee", workflow.IgnoreValue{Kind: "ip", Value: "10.0.0.1", Why: "the office", Until: uitest.Noon.Add(720 * time.Hour).UnixMilli()})
	later(-5*time.Hour, "kim", workflow.JudgeLink{A: person(1), B: person(4), Why: "too early"})
	later(time.Minute, "kim", workflow.SetTag{On: people(3), Tag: "operator-1"})
	return db, err
})

// fixed is an investigation whose hashes, which are of random numbers, are always the
// same, and which can be made to fail or to be damaged.
type fixed struct {
	*store.DB
	fails    error
	problems []store.Problem
	slow     uint64 // entries that one look reads at most; 0 is the store's own
	proofs   int
}

const root = "kJ3x7Q0000000000000000000000000000000000000="

func (f *fixed) AuditHead(ctx context.Context) (uint64, string, error) {
	n, _, err := f.DB.AuditHead(ctx)
	return n, root, errors.Join(err, f.fails)
}

func (f *fixed) AuditProof(ctx context.Context) (*store.AuditProof, error) {
	f.proofs++
	p, err := f.DB.AuditProof(ctx)
	if err != nil {
		return nil, err
	}
	p.Root, p.At, p.Problems = root, model.TimeOf(uitest.Noon.Add(-12*time.Second)), f.problems
	return p, f.fails
}

func (f *fixed) AuditEntries(ctx context.Context, numbers []uint64) ([]store.AuditEntry, error) {
	entries, err := f.DB.AuditEntries(ctx, numbers)
	for i := range entries {
		entries[i].Hash = fmt.Sprintf("%064x", 0xabcdef0123456789+entries[i].Index)
		if m, ok := entries[i].After.(map[string]any); ok && entries[i].Action == "create" {
			m["id"], m["secret_sha256"] = strings.Repeat("1", 32), strings.Repeat("2", 64)
		}
	}
	return entries, errors.Join(err, f.fails)
}

// AuditFind looks at a few entries at a time where the store is slow.
func (f *fixed) AuditFind(ctx context.Context, filter store.AuditFilter, before uint64, limit int) (store.AuditFound, error) {
	if f.fails != nil {
		return store.AuditFound{}, f.fails
	}
	if f.slow == 0 {
		return f.DB.AuditFind(ctx, filter, before, limit)
	}
	from := filter.From
	filter.From = max(before-min(before, f.slow), from)
	found, err := f.DB.AuditFind(ctx, filter, before, limit)
	if filter.From > from {
		found.Next = filter.From
	}
	return found, err
}

func open(t testing.TB, s Store, ref string, w, h int) (*uitest.Driver, *Page) {
	t.Helper()
	return openIn(t, s, ref, "mono", false, w, h)
}

func openIn(t testing.TB, s Store, ref, themeName string, ascii bool, w, h int) (*uitest.Driver, *Page) {
	t.Helper()
	p := New(uitest.Env(t, themeName, ascii), s, page.Place{Page: page.Audit, Ref: model.Untrusted(ref)}).(*Page)
	return uitest.Drive(t, p, w, h), p
}

// typeIn types a filter.
func typeIn(d *uitest.Driver, p *Page, text string) {
	d.T.Helper()
	for _, r := range text {
		d.Settle(p.Type(uitest.Key(string(r))))
	}
}
