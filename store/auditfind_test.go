package store_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// audited is an investigation with some hundred entries by three people, on a clock that
// goes on by an hour with each.
func audited(t testing.TB) (*store.DB, []model.AccountID) {
	t.Helper()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	db, err := store.Create(context.Background(), filepath.Join(t.TempDir(), "audit.clew"), store.Options{Wait: time.Minute, Now: func() time.Time {
		now = now.Add(time.Hour)
		return now
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	load(t, db, "a.jsonl", table(7, 40))
	rows, err := db.Listing(context.Background(), []uint32{0, 1, 2, 3, 4, 5, 6, 7})
	if err != nil {
		t.Fatal(err)
	}
	var ids []model.AccountID
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	act := func(actor string, a model.Action) {
		if _, err := db.Act(context.Background(), actor, store.NewKey(), a); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 90 {
		actor := []string{"kim", "lee", "Jo de Vries"}[i%3]
		switch id := ids[i%len(ids)]; i % 5 {
		case 0, 1:
			act(actor, workflow.SetTag{On: ids[i%3 : 3+i%5], Tag: fmt.Sprint("tag", i)})
		case 2:
			act(actor, workflow.AddNote{On: workflow.OnAccount(id), Text: model.Untrusted(fmt.Sprintf("Laptop <%d> seen in \"Oslo\"\nand NARVIK", i%4))})
		case 3:
			act(actor, workflow.JudgeLink{A: id, B: ids[(i+1)%len(ids)], Verdict: "same", Why: model.Untrusted(fmt.Sprint("because ", i))})
		case 4:
			act(actor, workflow.SetTag{On: ids, Tag: fmt.Sprint("tag", i-4), Remove: true})
		}
	}
	return db, ids
}

// all reads a filter's entries by looks of a few entries each.
func all(t fatal, db *store.DB, f store.AuditFilter, limit int, look uint64) (numbers []uint64) {
	for before := uint64(math.MaxUint64); before > 0; {
		found, err := db.AuditFindIn(context.Background(), f, before, limit, look)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if limit > 0 && len(found.Numbers) > limit {
			t.Fatalf("%d numbers, and %d were asked for", len(found.Numbers), limit)
		}
		if found.Next >= before {
			t.Fatalf("after %d comes %d", before, found.Next)
		}
		numbers, before = append(numbers, found.Numbers...), found.Next
	}
	return numbers
}

type fatal interface{ Fatalf(string, ...any) }

func TestAuditFindAgainstReadingAll(t *testing.T) {
	db, ids := audited(t)
	entries, err := db.Audit(context.Background(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	words := []string{"laptop", "LAPTOP oslo", "<2>", "tag4", "because", "narvik kim", "nothing-of-the-kind", "jo vries", `"oslo"`, "text", "judge"}
	rapid.Check(t, func(r *rapid.T) {
		f := store.AuditFilter{
			Actors:  rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"kim", "lee", "Jo de Vries", "nobody"}), 0, 2, rapid.ID[string]).Draw(r, "actors"),
			Actions: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"tag", "untag", "note", "judge", "import", "create"}), 0, 3, rapid.ID[string]).Draw(r, "actions"),
			From:    uint64(rapid.IntRange(0, 100).Draw(r, "from")),
		}
		hours := rapid.IntRange(-5, 120)
		at := func(h int) model.Time { return model.TimeOf(time.Date(2026, 1, 1, h, 0, 0, 0, time.UTC)) }
		if rapid.Bool().Draw(r, "bounds") {
			f.Since, f.Until = at(hours.Draw(r, "since")), at(hours.Draw(r, "until"))
		}
		var ord uint32
		if rapid.Bool().Draw(r, "of account") {
			i := rapid.IntRange(0, len(ids)-1).Draw(r, "account")
			f.Account = ids[i].String()
			if ord, err = db.Resolve(context.Background(), string(f.Account)); err != nil {
				r.Fatal(err)
			}
		}
		if rapid.Bool().Draw(r, "words") {
			f.Text = rapid.SampledFrom(words).Draw(r, "text")
		}
		var want []uint64
		for _, e := range slices.Backward(entries) {
			said := strings.ToLower(e.Actor + " " + e.Action + " " + strings.Join(texts(e.Before), " ") + " " + strings.Join(texts(e.After), " "))
			if len(f.Actors) > 0 && !slices.Contains(f.Actors, e.Actor) || len(f.Actions) > 0 && !slices.Contains(f.Actions, e.Action) ||
				f.Since.Known() && e.Time.Milli < f.Since.Milli || f.Until.Known() && e.Time.Milli >= f.Until.Milli ||
				f.Account != "" && !slices.Contains(e.Ords, ord) || e.Index < f.From ||
				slices.ContainsFunc(strings.Fields(strings.ToLower(f.Text)), func(w string) bool { return !strings.Contains(said, w) }) {
				continue
			}
			want = append(want, e.Index)
		}
		limit, look := rapid.IntRange(0, 20).Draw(r, "limit"), uint64(rapid.IntRange(1, 60).Draw(r, "look"))
		if got := all(r, db, f, limit, look); !slices.Equal(got, want) {
			r.Fatalf("%s: %v, want %v", f.String(), got, want)
		}
		some := want[:rapid.IntRange(0, len(want)).Draw(r, "some")]
		got, err := db.AuditEntries(context.Background(), some)
		if err != nil || len(got) != len(some) {
			r.Fatalf("%d entries of %d, %v", len(got), len(some), err)
		}
		for i, e := range got {
			if e.Index != some[i] || e.Hash != entries[some[i]].Hash {
				r.Fatalf("entry %d in the place of %d", e.Index, some[i])
			}
		}
	})
}

func texts(v any) (out []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case map[string]any:
		for _, one := range v {
			out = append(out, texts(one)...)
		}
	case []any:
		for _, one := range v {
			out = append(out, texts(one)...)
		}
	}
	return out
}

func TestAuditFindStops(t *testing.T) {
	db, _ := audited(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := db.AuditFind(ctx, store.AuditFilter{Text: "x"}, math.MaxUint64, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("a look that was cancelled gives %v", err)
	}
	if _, err := db.AuditFind(context.Background(), store.AuditFilter{Account: "p:nobody"}, math.MaxUint64, 0); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("of an account that is not there: %v", err)
	}
	// Nothing is found in one look, and it says where to go on.
	found, err := db.AuditFindIn(context.Background(), store.AuditFilter{Actions: []string{"create"}}, math.MaxUint64, 0, 10)
	if err != nil || len(found.Numbers) != 0 || found.Next != db.Stamp().Entries-10 {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestAuditTally(t *testing.T) {
	db, ids := audited(t)
	tally, err := db.AuditTally(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	before := tally.Actions[0]
	sum := 0
	for _, f := range tally.Actors {
		sum += f.Count
	}
	if uint64(sum) != db.Stamp().Entries || before.Value != "tag" || before.Count != 36 {
		t.Errorf("%d of %d entries, %+v", sum, db.Stamp().Entries, tally.Actions)
	}
	if _, err := db.Act(context.Background(), "ana", store.NewKey(), workflow.SetTag{On: ids, Tag: "late"}); err != nil {
		t.Fatal(err)
	}
	later, err := db.AuditTally(context.Background(), tally)
	if err != nil {
		t.Fatal(err)
	}
	afresh, err := db.AuditTally(context.Background(), nil)
	if err != nil || !slices.Equal(later.Actors, afresh.Actors) || !slices.Equal(later.Actions, afresh.Actions) || later.Actions[0].Count != 37 {
		t.Errorf("%+v, and afresh %+v, %v", later, afresh, err)
	}
	if tally.Actions[0] != before {
		t.Error("the older tally has changed")
	}
}

func TestAuditProof(t *testing.T) {
	db, _ := audited(t)
	entries, root, err := db.AuditHead(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	proof, err := db.AuditProof(context.Background())
	if err != nil || len(proof.Problems) > 0 || proof.Entries != entries || proof.Root != root || root != information(t, db).AuditRoot || !proof.At.Known() {
		t.Fatalf("%+v, %v; the head is %d, %s", proof, err, entries, root)
	}
	// A byte of each note is changed on the disk, in pages that are free by now too.
	path := filepath.Join(db.Path(), "work.db")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(b), "seen in", "seen on")), 0o600); err != nil {
		t.Fatal(err)
	}
	if proof, err := db.AuditProof(context.Background()); err != nil || len(proof.Problems) == 0 || proof.Problems[0].What == "" {
		t.Errorf("after a change: %+v, %v", proof, err)
	}
}

func TestParseAuditFilter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	day := func(y, m, d int) model.Time {
		return model.TimeOf(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC))
	}
	for _, c := range []struct {
		text string
		want store.AuditFilter
	}{
		{"", store.AuditFilter{}},
		{"  seen  in Oslo ", store.AuditFilter{Text: "seen in Oslo"}},
		{`by:kim,lee BY:"Jo de Vries" action:tag`, store.AuditFilter{Actors: []string{"kim", "lee", "Jo de Vries"}, Actions: []string{"tag"}}},
		{"since:2026-01-01 until:2026-02", store.AuditFilter{Since: day(2026, 1, 1), Until: day(2026, 3, 1)}},
		{"until:2025 x", store.AuditFilter{Until: day(2026, 1, 1), Text: "x"}},
		{"since:36h", store.AuditFilter{Since: model.TimeOf(now.Add(-36 * time.Hour))}},
		{"since:2026-01-01T10:00:00z", store.AuditFilter{Since: model.TimeOf(time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC))}},
		{"account:outlook:abc http://a.example/b?c:d", store.AuditFilter{Account: "outlook:abc", Text: "http://a.example/b?c:d"}},
		{`account:"p:a b" "by:kim"`, store.AuditFilter{Account: "p:a b", Text: "by:kim"}},
	} {
		got, err := store.ParseAuditFilter(c.text, now)
		if err != nil || got.String() != c.want.String() || fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%q: %v, %v; want %v", c.text, got, err, c.want)
		}
	}
	for _, bad := range []string{"by:", "by:kim,", "since:soon", "since:2026-13", "until:7m", "since:999999d", "account:a,b", "since:2026,2025", `by:""`} {
		if f, err := store.ParseAuditFilter(bad, now); model.KindOf(err) != model.ErrUsage {
			t.Errorf("%q: %+v, %v", bad, f, err)
		}
	}
}

// A filter is read as it was written, whatever is in it, and nothing crashes it.
func TestAuditFilterIsReadAsItIsWritten(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.OneOf(rapid.StringN(1, 12, -1), rapid.SampledFrom([]string{"a,b", `"`, `a"b`, " ", "by:x", "\x1b[2J", "\xff", "`x`", "'", "김 민준"}))
		list := rapid.SliceOfNDistinct(name, 0, 3, rapid.ID[string])
		milli := rapid.Int64Range(1, 4e12)
		f := store.AuditFilter{Actors: list.Draw(r, "actors"), Actions: list.Draw(r, "actions"), Text: strings.Join(list.Draw(r, "words"), " "),
			Account: model.Untrusted(rapid.OneOf(name, rapid.Just("")).Draw(r, "account"))}
		if rapid.Bool().Draw(r, "bounds") {
			f.Since, f.Until = model.Time{Milli: milli.Draw(r, "since")}, model.Time{Milli: 86_400_000 * rapid.Int64Range(1, 40_000).Draw(r, "until")}
		}
		got, err := store.ParseAuditFilter(f.String(), now)
		if err != nil {
			r.Fatalf("%q: %v", f.String(), err)
		}
		if !slices.Equal(got.Actors, f.Actors) || !slices.Equal(got.Actions, f.Actions) || got.Since != f.Since || got.Until != f.Until || got.Account != f.Account ||
			!slices.Equal(strings.Fields(got.Text), strings.Fields(f.Text)) {
			r.Fatalf("%q is read as %+v, want %+v", f.String(), got, f)
		}
	})
	rapid.Check(t, func(r *rapid.T) {
		f, err := store.ParseAuditFilter(rapid.OneOf(rapid.String(), rapid.StringMatching(`(by:|since:|until:|account:|action:|"|,| |[a-z0-9-]){0,20}`)).Draw(r, "text"), now)
		if err != nil {
			return
		}
		again, err := store.ParseAuditFilter(f.String(), now)
		if err != nil || again.String() != f.String() {
			r.Fatalf("%q becomes %q, %v", f.String(), again.String(), err)
		}
	})
}
