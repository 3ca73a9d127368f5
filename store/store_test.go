package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
)

var ctx = context.Background()

func create(t testing.TB) *store.DB {
	t.Helper()
	// On a busy machine another process may hold the log for seconds.
	db, err := store.Create(ctx, filepath.Join(t.TempDir(), "t.clew"), store.Options{Wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// table is a small made-up export, built from a seed: n rows over about half
// as many accounts, so that rows meet.
func table(seed uint64, n int) []model.Row {
	r := rand.New(rand.NewPCG(seed, 7))
	at := func() model.Time { return model.Time{Milli: 1_700_000_000_000 + r.Int64N(1e6)*1000} }
	rows := make([]model.Row, n)
	for i := range rows {
		k := r.IntN(n/2 + 1)
		a := model.Account{
			ID:        model.AccountID{Platform: []string{"outlook", "github"}[k%2], Native: model.Untrusted(fmt.Sprintf("u%04d", k))},
			CreatedAt: at(), FirstSeen: at(), LastSeen: at(),
			Facts: []model.Fact{
				{Field: model.FieldUsername, Value: model.Untrusted(fmt.Sprintf("user%d", k)), AsOf: at()},
				{Field: model.FieldDisplayName, Value: model.Untrusted([]string{"Lena Park", "Ken Osborne", "김민준", "Zoë"}[r.IntN(4)]), AsOf: at()},
				{Field: model.FieldEmail, Value: model.Untrusted(fmt.Sprintf("user%d@%s", k, []string{"example.com", "example.org"}[r.IntN(2)])), AsOf: at()},
				{Field: model.FieldCountry, Value: model.Untrusted([]string{"US", "DE", "KR"}[r.IntN(3)]), AsOf: at()},
			},
			Identifiers: []model.Identifier{
				{Kind: model.KindUsername, Value: model.Untrusted(fmt.Sprintf("user%d", k))},
				{Kind: model.KindEmail, Value: model.Untrusted(fmt.Sprintf("user%d@example.com", k))},
				{Kind: model.KindDevice, Value: model.Untrusted(fmt.Sprintf("dev-%d", r.IntN(n))), FirstSeen: at(), LastSeen: at()},
				{Kind: model.KindIP, Value: model.Untrusted(fmt.Sprintf("198.51.100.%d", r.IntN(40)))},
				{Kind: model.KindIP, Value: "10.0.0.1", Status: model.StatusPrivate},
			},
		}
		if r.IntN(3) > 0 {
			a.Flags = []model.Flag{{Source: "vendor", Reason: "bulk sign-up", Score: uint8(r.IntN(101)), Time: at()}}
		}
		if r.IntN(4) == 0 {
			a.Tags = []model.Untrusted{"Travel"}
			a.Signals = []model.Signal{{Code: "NET-VPN", Severity: 2}}
		}
		row := model.Row{Line: uint64(i + 1), Account: a, Raw: model.Untrusted(fmt.Sprintf("raw row %d of %d", i+1, seed))}
		for e := r.IntN(4); e > 0; e-- {
			row.Events = append(row.Events, model.Event{ID: model.Untrusted(fmt.Sprintf("e%d", r.IntN(n))), Time: at(), IP: "198.51.100.7", Result: model.ResultSuccess})
		}
		rows[i] = row
	}
	return rows
}

// load imports rows as one file.
func load(t testing.TB, db *store.DB, name string, rows []model.Row) ([]store.FileReport, bool) {
	t.Helper()
	imp, err := db.BeginImport(ctx, "kim")
	if err != nil {
		t.Fatal(err)
	}
	defer imp.Abort()
	imp.StartFile(model.Untrusted(name))
	rows = slices.Clone(rows)
	for i := range rows {
		if err := imp.Prepare(&rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := imp.Add(rows); err != nil {
		t.Fatal(err)
	}
	imp.EndFile(base.FileMeta{Name: model.Untrusted(name), SHA256: strings.Repeat("0", 64), Read: uint64(len(rows)), Accepted: uint64(len(rows))})
	reports, changed, err := imp.Commit(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	return reports, changed
}

// contents describes all that an investigation says, without ordinals and places.
func contents(t testing.TB, db *store.DB) map[string]string {
	t.Helper()
	out := map[string]string{}
	for ord := range uint32(db.Len()) {
		a, err := db.Account(ctx, ord)
		if err != nil {
			t.Fatal(err)
		}
		a.Account.Sources, a.AccountRow.Ord = nil, 0
		events, err := db.Events(ctx, ord, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i := range events {
			events[i].Source = model.Source{}
		}
		text, err := json.Marshal([]any{a, events})
		if err != nil {
			t.Fatal(err)
		}
		out[string(a.Account.ID.String())] = string(text)
	}
	return out
}

func same(t *testing.T, a, b map[string]string) {
	t.Helper()
	if len(a) != len(b) {
		t.Errorf("%d accounts and %d accounts", len(a), len(b))
	}
	for id, text := range a {
		if b[id] != text {
			t.Fatalf("%s differs:\n%s\n%s", id, text, b[id])
		}
	}
}

func TestImportOfTheSameFileChangesNothing(t *testing.T) {
	db := create(t)
	rows := table(1, 400)
	reports, changed := load(t, db, "a.jsonl", rows)
	if r := reports[0]; !changed || r.New == 0 || r.New+r.Changed+r.Unchanged != 400 {
		t.Fatalf("first import: changed %v, %+v", changed, r)
	}
	before, info := contents(t, db), information(t, db)
	reports, changed = load(t, db, "a.jsonl", rows)
	if r := reports[0]; changed || r.Unchanged != 400 {
		t.Errorf("second import: changed %v, %+v", changed, r)
	}
	same(t, before, contents(t, db))
	after := information(t, db)
	if after.Generation != info.Generation || after.AuditSize != info.AuditSize {
		t.Errorf("the second import made generation %d and %d entries, from %d and %d",
			after.Generation, after.AuditSize, info.Generation, info.AuditSize)
	}
}

func information(t testing.TB, db *store.DB) *store.Info {
	t.Helper()
	info, err := db.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestOrderOfImportsDoesNotMatter(t *testing.T) {
	for seed := range uint64(5) {
		a, b := table(seed, 300), table(seed+100, 200)
		one, two := create(t), create(t)
		load(t, one, "a", a)
		load(t, one, "b", b)
		load(t, two, "b", b)
		load(t, two, "a", a)
		same(t, contents(t, one), contents(t, two))
	}
}

func TestSameFilesInTheSameOrderGiveTheSameBytes(t *testing.T) {
	var sums []string
	for range 2 {
		db := create(t)
		load(t, db, "a", table(3, 2000))
		load(t, db, "b", table(4, 1000))
		bytes, err := os.ReadFile(filepath.Join(db.Path(), "base-2.db"))
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, string(bytes))
	}
	if sums[0] != sums[1] {
		t.Error("two runs gave different generations")
	}
}

func TestSupersededGenerationsAreRemovedAndStayReadable(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(1, 100))
	reader, err := store.Open(ctx, db.Path(), store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	before := reader.Len()
	load(t, db, "b", table(2, 300))
	if _, err := os.Stat(filepath.Join(db.Path(), "base-1.db")); !os.IsNotExist(err) {
		t.Errorf("the old generation is still there: %v", err)
	}
	if _, err := reader.Account(ctx, 3); err != nil || reader.Len() != before {
		t.Errorf("the reader lost its generation: %v", err)
	}
	if err := reader.Refresh(ctx); err != nil || reader.Len() != db.Len() || db.Len() <= before {
		t.Errorf("after a refresh %d accounts, want %d: %v", reader.Len(), db.Len(), err)
	}
}

func TestActions(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(1, 100))
	id := model.AccountID{Platform: "outlook", Native: "u0002"}
	key := store.NewKey()
	note := workflow.AddNote{On: workflow.OnAccount(id), Text: "seen twice\x1b[31m from one desk"}
	first, err := db.Act(ctx, "kim", key, note)
	if err != nil || first.Applied != 1 || first.Already {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := db.Act(ctx, "kim", key, note)
	if err != nil || !again.Already || again.Entry != first.Entry {
		t.Errorf("the same key gave %+v, %v", again, err)
	}
	tag := workflow.SetTag{On: []model.AccountID{id, {Platform: "github", Native: "u0003"}}, Tag: "desk-4"}
	if r, err := db.Act(ctx, "lee", store.NewKey(), tag); err != nil || r.Applied != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := db.Act(ctx, "lee", store.NewKey(), tag); err != nil || r.Applied != 0 {
		t.Errorf("a tag that is there was set again: %+v, %v", r, err)
	}
	ord, err := db.Resolve(ctx, "outlook:u0002")
	if err != nil {
		t.Fatal(err)
	}
	check := func(db *store.DB) {
		t.Helper()
		a, err := db.Account(ctx, ord)
		if err != nil || len(a.Notes) != 1 || a.Notes[0].By != "kim" || a.Notes[0].Text != note.Text || !slices.Contains(a.AccountRow.Tags, "desk-4") {
			t.Errorf("%+v, %v", a, err)
		}
	}
	check(db)
	other, err := store.Open(ctx, db.Path(), store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	check(other)
	tag.Remove = true
	if r, err := db.Act(ctx, "lee", store.NewKey(), tag); err != nil || r.Applied != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	entries, err := db.Audit(ctx, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var verbs []string
	for i, e := range entries {
		verbs = append(verbs, e.Action)
		if e.Index != uint64(i) || e.Hash == "" || !e.Time.Known() {
			t.Errorf("entry %d: %+v", i, e)
		}
	}
	if got := strings.Join(verbs, " "); got != "create import note tag untag" {
		t.Errorf("the log holds %s", got)
	}
}

func TestActRefusals(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(1, 100))
	id := model.AccountID{Platform: "outlook", Native: "u0002"}
	for name, c := range map[string]struct {
		actor  string
		action model.Action
		want   model.ErrorKind
	}{
		"no actor":        {"", workflow.AddNote{On: workflow.OnAccount(id), Text: "x"}, model.ErrUsage},
		"actor with ESC":  {"k\x1bim", workflow.AddNote{On: workflow.OnAccount(id), Text: "x"}, model.ErrUsage},
		"empty note":      {"kim", workflow.AddNote{On: workflow.OnAccount(id), Text: " \n"}, model.ErrUsage},
		"long note":       {"kim", workflow.AddNote{On: workflow.OnAccount(id), Text: model.Untrusted(strings.Repeat("x", 256<<10+1))}, model.ErrLimit},
		"unknown account": {"kim", workflow.AddNote{On: workflow.OnAccount(model.AccountID{Platform: "outlook", Native: "nobody"}), Text: "x"}, model.ErrNotFound},
		"bad tag":         {"kim", workflow.SetTag{On: []model.AccountID{id}, Tag: "two words"}, model.ErrUsage},
	} {
		if _, err := db.Act(ctx, c.actor, store.NewKey(), c.action); model.KindOf(err) != c.want {
			t.Errorf("%s: %v, want kind %s", name, err, c.want)
		}
	}
	if n := information(t, db).AuditSize; n != 2 {
		t.Errorf("refused actions left %d entries, want create and import", n)
	}
}

func parse(t testing.TB, text string) *query.Query {
	t.Helper()
	q, err := query.Parse(text, time.Unix(1_701_000_000, 0))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return q
}

func TestFindAgainstBruteForce(t *testing.T) {
	db := create(t)
	load(t, db, "list.csv", table(9, 500))
	var all []*store.Account
	for ord := range uint32(db.Len()) {
		a, err := db.Account(ctx, ord)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	held := func(a *store.Account, k model.Kind, n int) bool {
		return slices.ContainsFunc(a.Held, func(h store.HeldIdentifier) bool { return h.Kind == k && h.Holders >= n })
	}
	name := func(a *store.Account) string { return string(a.DisplayName) }
	for text, want := range map[string]func(*store.Account) bool{
		"":                              func(*store.Account) bool { return true },
		"score>=70":                     func(a *store.Account) bool { return a.AccountRow.Score >= 70 },
		"score<30":                      func(a *store.Account) bool { return a.AccountRow.Score < 30 },
		"score=55":                      func(a *store.Account) bool { return a.AccountRow.Score == 55 },
		"state:flagged":                 func(a *store.Account) bool { return len(a.Flags) > 0 },
		"state:known":                   func(a *store.Account) bool { return len(a.Flags) == 0 },
		"platform:github":               func(a *store.Account) bool { return a.Account.ID.Platform == "github" },
		"country:DE,KR":                 func(a *store.Account) bool { return a.Country == "DE" || a.Country == "KR" },
		"lena":                          func(a *store.Account) bool { return name(a) == "Lena Park" },
		"name:osborne -platform:github": func(a *store.Account) bool { return name(a) == "Ken Osborne" && a.Account.ID.Platform != "github" },
		"gim":                           func(a *store.Account) bool { return name(a) == "김민준" },
		"민준":                            func(a *store.Account) bool { return name(a) == "김민준" },
		"ZOË":                           func(a *store.Account) bool { return name(a) == "Zoë" },
		"username:user1":                func(a *store.Account) bool { return strings.Contains(string(a.Username), "user1") },
		"domain:example.com":            func(a *store.Account) bool { return true },
		"domain:*.example":              func(a *store.Account) bool { return false },
		"shares:device>=2":              func(a *store.Account) bool { return held(a, model.KindDevice, 2) },
		"tag:travel":                    func(a *store.Account) bool { return len(a.AccountRow.Tags) > 0 },
		"signal:NET-VPN":                func(a *store.Account) bool { return len(a.AccountRow.Signals) > 0 },
		"ip:198.51.100.7": func(a *store.Account) bool {
			return slices.ContainsFunc(a.Held, func(h store.HeldIdentifier) bool { return h.Value == "198.51.100.7" })
		},
		"ip:10.0.0.1":      func(a *store.Account) bool { return false },
		"id:outlook:u0002": func(a *store.Account) bool { return a.Account.ID.String() == "outlook:u0002" },
		"source:list.csv":  func(a *store.Account) bool { return true },
		"source:vendor":    func(a *store.Account) bool { return len(a.Flags) > 0 },
		"events>=2 or (links>3 and not lena)": func(a *store.Account) bool {
			return a.AccountRow.Events >= 2 || a.Links > 3 && name(a) != "Lena Park"
		},
	} {
		f, err := db.Find(ctx, parse(t, text), store.Sort{Key: "id"})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for ord, a := range all {
			if got := f.Set().Contains(uint32(ord)); got != want(a) {
				t.Errorf("%s: account %s found %v, want %v", text, a.Account.ID.String(), got, want(a))
				break
			}
		}
	}
}

func TestSortsAndPages(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(5, 600))
	for _, key := range store.SortKeys {
		for _, dir := range []string{"asc", "desc"} {
			for _, text := range []string{"", "score>=50", "id:outlook:u000*"} {
				s, err := store.ParseSort(key + ":" + dir)
				if err != nil {
					t.Fatal(err)
				}
				f, err := db.Find(ctx, parse(t, text), s)
				if err != nil {
					t.Fatal(err)
				}
				var ords []uint32
				for at := 0; at < f.Len(); at += 7 {
					page, err := f.Page(ctx, at, 7)
					if err != nil {
						t.Fatal(err)
					}
					ords = append(ords, page...)
				}
				rows, err := db.Listing(ctx, ords)
				if err != nil {
					t.Fatal(err)
				}
				if len(rows) != f.Len() {
					t.Fatalf("%s %s: pages hold %d accounts of %d", key, text, len(rows), f.Len())
				}
				if !slices.IsSortedFunc(rows, func(a, b store.AccountRow) int {
					c := compareRows(key, a, b)
					if dir == "desc" {
						return -c
					}
					return c
				}) {
					t.Errorf("%s:%s over %q is not sorted", key, dir, text)
				}
			}
		}
	}
}

func compareRows(key string, a, b store.AccountRow) int {
	num := map[string]func(store.AccountRow) int64{
		"score": func(r store.AccountRow) int64 { return int64(r.Score) }, "created": func(r store.AccountRow) int64 { return r.CreatedAt.Unix() },
		"flagged": func(r store.AccountRow) int64 { return r.FlaggedAt.Unix() }, "first_seen": func(r store.AccountRow) int64 { return r.FirstSeen.Unix() },
		"last_seen": func(r store.AccountRow) int64 { return r.LastSeen.Unix() }, "links": func(r store.AccountRow) int64 { return int64(r.Links) },
		"identifiers": func(r store.AccountRow) int64 { return int64(r.Identifiers) }, "events": func(r store.AccountRow) int64 { return int64(r.Events) },
		"id": func(r store.AccountRow) int64 { return int64(r.Ord) },
	}
	if f := num[key]; f != nil {
		return int(f(a) - f(b))
	}
	text := map[string]func(store.AccountRow) model.Untrusted{
		"username": func(r store.AccountRow) model.Untrusted { return r.Username },
		"name":     func(r store.AccountRow) model.Untrusted { return r.DisplayName },
		"email":    func(r store.AccountRow) model.Untrusted { return r.Email },
	}[key]
	return strings.Compare(strings.ToLower(string(text(a))), strings.ToLower(string(text(b))))
}

func TestPivotAnswers(t *testing.T) {
	db := create(t)
	rows := table(5, 2000)
	device := rows[0].Account.Identifiers[2].Value // before an import sorts them
	load(t, db, "a", rows)
	for ref, want := range map[string]store.Answer{
		"ip:203.0.113.9":           store.AnswerNone,
		"device:" + string(device): store.AnswerLinked,
		"ip:198.51.100.7":          store.AnswerHub,
		"ip:10.0.0.1":              store.AnswerExcluded,
	} {
		p, err := db.Pivot(ctx, ref)
		if err != nil || p.Answer != want || p.Why == "" {
			t.Errorf("%s: %+v, %v; want %s", ref, p, err, want)
		}
	}
	if _, err := db.Pivot(ctx, "shoe:42"); model.KindOf(err) != model.ErrUsage {
		t.Errorf("an unknown kind gave %v", err)
	}
}

func TestBackupAndRestore(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(1, 200))
	id := model.AccountID{Platform: "outlook", Native: "u0002"}
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.AddNote{On: workflow.OnAccount(id), Text: "keep me"}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "b.tar")
	if _, err := db.Backup(ctx, file); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Backup(ctx, file); model.KindOf(err) != model.ErrRefused {
		t.Errorf("a backup over a backup gave %v", err)
	}
	path := filepath.Join(t.TempDir(), "r.clew")
	if err := store.Restore(ctx, "lee", file, path, store.Options{}); err != nil {
		t.Fatal(err)
	}
	back, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	same(t, contents(t, db), contents(t, back))
	if report, err := back.Check(ctx); err != nil || len(report.Problems) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
	entries, err := back.Audit(ctx, 0, 0)
	if err != nil || entries[len(entries)-1].Action != "restore" || entries[len(entries)-1].Actor != "lee" {
		t.Errorf("%+v, %v", entries, err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		bad := slices.Clone(whole)
		if r.IntN(2) == 0 {
			bad = bad[:r.IntN(len(bad))]
		} else {
			// The zero blocks that pad a tar are no part of what it holds.
			bad[r.IntN(len(bad)*9/10)] ^= 1 << r.IntN(8)
		}
		damaged := filepath.Join(t.TempDir(), "d.tar")
		if err := os.WriteFile(damaged, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "x.clew")
		if err := store.Restore(ctx, "lee", damaged, to, store.Options{}); err != nil {
			if _, err := os.Lstat(to); !os.IsNotExist(err) {
				t.Error("a refused backup left something behind")
			}
			continue
		}
		// What was not refused was damaged where nothing is kept: in a header's padding.
		back, err := store.Open(ctx, to, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		same(t, contents(t, db), contents(t, back))
		back.Close()
	}
}
