package store_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/store"
)

func init() {
	children["watch-writer"] = watchWriter
	children["watch-twenty"] = watchTwenty
}

// listed makes values of texts such as "ip:203.0.113.7", "198.51.100.0/24",
// ".example.com" and "AS64500".
func listed(texts ...string) (values []watch.Value) {
	for _, s := range texts {
		kind, value, _ := strings.Cut(s, ":")
		k, isKind := model.KindByName(kind)
		switch {
		case isKind:
			values = append(values, watch.Value{Form: watch.FormExact, Kind: k, Value: model.Untrusted(value), Note: "seen in a report"})
		case strings.Contains(s, "/"):
			values = append(values, watch.Value{Form: watch.FormRange, Value: model.Untrusted(s)})
		case strings.HasPrefix(s, "."):
			values = append(values, watch.Value{Form: watch.FormDomain, Value: model.Untrusted(s[1:])})
		default:
			values = append(values, watch.Value{Form: watch.FormASN, Value: model.Untrusted(s)})
		}
	}
	return values
}

// addTo adds values to a list and gives how many were new.
func addTo(t testing.TB, db *store.DB, name string, stance watch.Stance, class string, values []watch.Value) (added int, entries []uint64) {
	t.Helper()
	chunks, err := watch.Encode(values)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range chunks {
		r, err := db.Act(ctx, "kim", store.NewKey(), model.AddWatch{Name: name, Stance: stance.String(), Class: class, Chunk: c, File: "list.txt",
			SHA256: strings.Repeat("0", 64)})
		if err != nil {
			t.Fatal(err)
		}
		if added += r.Applied; r.Applied > 0 {
			entries = append(entries, r.Entry)
		}
	}
	return added, entries
}

func lists(t testing.TB, db *store.DB) []store.WatchList {
	t.Helper()
	all, err := db.WatchLists(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// found gives the ids that a query finds, in order.
func found(t testing.TB, db *store.DB, text, sort string) (ids []string) {
	t.Helper()
	q, err := query.Parse(text, time.Unix(1_701_000_000, 0))
	if err != nil {
		t.Fatal(err)
	}
	order, err := store.ParseSort(sort)
	if err != nil {
		t.Fatal(err)
	}
	f, err := db.Find(ctx, q, order)
	if err != nil {
		t.Fatal(err)
	}
	ords, err := f.Page(ctx, 0, f.Len())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.Listing(ctx, ords)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		ids = append(ids, string(r.ID.String()))
	}
	return ids
}

func reopen(t testing.TB, db *store.DB, o store.Options) *store.DB {
	t.Helper()
	again, err := store.Open(ctx, db.Path(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.Close() })
	return again
}

func TestListsAreWhatTheLogSays(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(1, 400))
	if n, _ := addTo(t, db, "bad", watch.Bad, "", listed("email:user3@example.com", "ip:198.51.100.7", "198.51.100.32/30")); n != 3 {
		t.Fatalf("added %d values, want 3", n)
	}
	size := information(t, db).AuditSize
	if n, entries := addTo(t, db, "bad", watch.Bad, "", listed("ip:198.51.100.7", "email:user3@example.com")); n != 0 || entries != nil {
		t.Errorf("what was there was added again: %d in entries %v", n, entries)
	}
	if n, _ := addTo(t, db, "bad", watch.Bad, "", listed("ip:198.51.100.7", "username:user5")); n != 1 {
		t.Errorf("added %d values, want the one that is new", n)
	}
	if got := information(t, db).AuditSize; got != size+1 {
		t.Errorf("%d entries, want one more than %d", got, size)
	}
	addTo(t, db, "gone", watch.Bad, "", listed(".example.org", "AS64500"))
	addTo(t, db, "vpn", watch.Benign, "vpn", listed("198.51.100.0/25"))
	if _, err := db.Act(ctx, "lee", store.NewKey(), model.RemoveWatch{Name: "gone", Reason: "replaced"}); err != nil {
		t.Fatal(err)
	}
	before, rows := lists(t, db), contents(t, db)
	if len(before) != 2 || before[0].Name != "bad" || before[0].Values != 4 || before[0].By != "kim" || before[1].Class != "vpn" {
		t.Fatalf("%+v", before)
	}
	if before[0].Accounts == 0 || before[0].Accounts == db.Len() || before[1].Accounts == 0 {
		t.Errorf("the lists match %d and %d of %d accounts: the test shows nothing", before[0].Accounts, before[1].Accounts, db.Len())
	}
	again := reopen(t, db, store.Options{ReadOnly: true})
	if got := lists(t, again); !reflect.DeepEqual(got, before) {
		t.Errorf("after opening again:\n%+v\n%+v", got, before)
	}
	same(t, rows, contents(t, again))

	// A list that was removed begins anew.
	if n, _ := addTo(t, db, "gone", watch.Benign, "agency", listed("AS64500")); n != 1 {
		t.Errorf("added %d values to a list that had been removed", n)
	}
	if l := lists(t, db)[1]; l.Name != "gone" || l.Values != 1 || l.Stance != "benign" {
		t.Errorf("%+v", l)
	}
	entries, err := db.Audit(ctx, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), `"chunk"`) || !strings.Contains(string(text), `"reason":"replaced"`) {
		t.Errorf("the log reads:\n%s", text)
	}
}

func TestMatchesAreFlags(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(1, 400))
	known := found(t, db, "state:known", "id")
	addTo(t, db, "Sanctioned", watch.Bad, "", listed("ip:198.51.100.7", "198.51.100.32/29"))
	addTo(t, db, "office", watch.Benign, "agency", listed("198.51.100.0/27"))
	_, matches, err := db.WatchMatches(ctx, "Sanctioned", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, m := range matches {
		want = append(want, string(m.ID.String()))
		for _, h := range m.Hits {
			if h.List != "Sanctioned" || h.Value != "198.51.100.7" && !strings.HasPrefix(string(h.Value), "198.51.100.3") {
				t.Errorf("%s: %+v", m.ID.String(), h)
			}
		}
	}
	for _, text := range []string{"source:watch:Sanctioned", "source:watch:sanc*"} {
		if got := found(t, db, text, "id"); !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s finds %d accounts, the list matches %d", text, len(got), len(want))
		}
	}
	if got := found(t, db, "source:watch:office", "id"); len(got) > 0 {
		t.Errorf("a benign list is the source of %d flags", len(got))
	}
	now := found(t, db, "state:known", "id")
	for _, id := range known {
		if slices.Contains(want, id) == slices.Contains(now, id) {
			t.Errorf("%s: on the list %v, and nobody flagged it %v", id, slices.Contains(want, id), slices.Contains(now, id))
		}
	}
	all := found(t, db, "", "id")
	for ord := range uint32(db.Len()) {
		a, err := db.Account(ctx, ord)
		if err != nil {
			t.Fatal(err)
		}
		n, on := 0, slices.Contains(want, all[ord])
		for _, f := range a.Account.Flags {
			if f.Source == "watch:Sanctioned" {
				if n++; !strings.Contains(string(f.Reason), "198.51.100.") || !f.Time.Known() || f.Score != 0 || len(f.Reason) > 600 {
					t.Errorf("%+v", f)
				}
			}
		}
		if n == 1 != on || n > 1 {
			t.Errorf("%s has %d flags of the list, and is on it: %v", all[ord], n, on)
		}
		flags := fmt.Sprintf("flags:%d", len(a.Account.Flags))
		if !slices.Contains(found(t, db, flags+" id:"+all[ord], "id"), all[ord]) {
			t.Errorf("%s is not found by %s", all[ord], flags)
		}
		if at := a.AccountRow.FlaggedAt; at != a.Account.FlaggedAt() {
			t.Errorf("%s: flagged at %v, its flags say %v", all[ord], at, a.Account.FlaggedAt())
		}
	}
	// Those that only the list flags were flagged just now: last by time.
	byTime := found(t, db, "has:flag", "flagged:desc")
	only := found(t, db, "flags:1 source:watch:sanctioned", "id")
	if len(only) == 0 || !slices.Contains(only, byTime[0]) {
		t.Errorf("of %d accounts that only the list flags, none is the latest", len(only))
	}
	if got := found(t, db, "flagged>=2025-01", "id"); !slices.Equal(got, only) {
		t.Errorf("%d accounts were flagged since, want %d", len(got), len(only))
	}
}

func TestListsThatAreRefused(t *testing.T) {
	db := create(t)
	good := model.AddWatch{Name: "a", Stance: "bad", Chunk: chunkOf(t, listed("AS64500"))}
	if _, err := db.Act(ctx, "kim", store.NewKey(), good); err != nil {
		t.Fatal(err)
	}
	with := func(change func(*model.AddWatch)) model.AddWatch {
		a := good
		change(&a)
		return a
	}
	for name, tt := range map[string]struct {
		action model.Action
		kind   model.ErrorKind
	}{
		"no name":      {with(func(a *model.AddWatch) { a.Name = "" }), model.ErrUsage},
		"hostile name": {with(func(a *model.AddWatch) { a.Name = "\x1b[2J" }), model.ErrUsage},
		"long name":    {with(func(a *model.AddWatch) { a.Name = strings.Repeat("a", 65) }), model.ErrUsage},
		"class":        {with(func(a *model.AddWatch) { a.Class = "v p n" }), model.ErrUsage},
		"stance":       {with(func(a *model.AddWatch) { a.Stance = "none" }), model.ErrUsage},
		"no chunk":     {with(func(a *model.AddWatch) { a.Chunk = nil }), model.ErrCorrupt},
		"other stance": {with(func(a *model.AddWatch) { a.Stance = "benign" }), model.ErrRefused},
		"other class":  {with(func(a *model.AddWatch) { a.Class = "vpn" }), model.ErrRefused},
		"unknown":      {model.RemoveWatch{Name: "b", Reason: "x"}, model.ErrNotFound},
		"no reason":    {model.RemoveWatch{Name: "a", Reason: " "}, model.ErrUsage},
	} {
		if _, err := db.Act(ctx, "kim", store.NewKey(), tt.action); model.KindOf(err) != tt.kind {
			t.Errorf("%s: %v, want %s", name, err, tt.kind)
		}
	}
	// Acting again with the same key adds once, and says so.
	key, more := store.NewKey(), with(func(a *model.AddWatch) { a.Chunk = chunkOf(t, listed("AS64501", "AS64500")) })
	for i := range 2 {
		if r, err := db.Act(ctx, "kim", key, more); err != nil || r.Applied != 1 || r.Already != (i == 1) || r.Entry != 2 {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

func chunkOf(t testing.TB, values []watch.Value) []byte {
	t.Helper()
	chunks, err := watch.Encode(values)
	if err != nil || len(chunks) != 1 {
		t.Fatal(len(chunks), err)
	}
	return chunks[0]
}

// watchWriter adds one value after the other to a list until it is killed.
func watchWriter() {
	db := must(store.Open(ctx, os.Getenv("CLEW_TEST_DB"), store.Options{Wait: time.Minute}))
	for i := 0; ; i++ {
		name := fmt.Sprintf("device:%s-%d", os.Getenv("CLEW_TEST_RUN"), i)
		must(db.Act(ctx, "kim", store.NewKey(), model.AddWatch{Name: "bad", Stance: "bad", Chunk: must(watch.Encode(listed(name)))[0]}))
		if i%4 == 0 {
			if err := db.Derive(ctx, nil); err != nil {
				panic(err)
			}
		}
		fmt.Println(name)
	}
}

func TestKilledListWriterLosesNothing(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(1, 200))
	var acknowledged []string
	for run := range 12 {
		cmd := child(t, "watch-writer", "CLEW_TEST_DB="+db.Path(), "CLEW_TEST_RUN="+strconv.Itoa(run))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for lines, n := bufio.NewScanner(out), 0; lines.Scan(); n++ {
			acknowledged = append(acknowledged, lines.Text())
			if n == run/2 {
				time.AfterFunc(time.Duration(run)*time.Millisecond, func() { cmd.Process.Kill() })
			}
		}
		cmd.Wait()
	}
	again := reopen(t, db, store.Options{ReadOnly: true})
	l := lists(t, again)[0]
	if l.Values < len(acknowledged) || l.Values > len(acknowledged)+12 {
		t.Errorf("%d values were acknowledged, and %d are there", len(acknowledged), l.Values)
	}
	if n, _ := addTo(t, db, "bad", watch.Bad, "", listed(acknowledged...)); n != 0 {
		t.Errorf("%d acknowledged values are lost", n)
	}
	if report, err := again.Check(ctx); err != nil || len(report.Problems) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

// watchTwenty adds twenty values, of which half are those of its siblings.
func watchTwenty() {
	db := must(store.Open(ctx, os.Getenv("CLEW_TEST_DB"), store.Options{Wait: time.Minute}))
	defer db.Close()
	for i := range 20 {
		name := fmt.Sprintf("device:all-%d", i)
		if i%2 == 0 {
			name = fmt.Sprintf("device:%s-%d", os.Getenv("CLEW_TEST_RUN"), i)
		}
		must(db.Act(ctx, "p"+os.Getenv("CLEW_TEST_RUN"), store.NewKey(), model.AddWatch{Name: "bad", Stance: "bad", Chunk: must(watch.Encode(listed(name)))[0]}))
	}
}

func TestFourProcessesAddToOneList(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(1, 200))
	reader := reopen(t, db, store.Options{ReadOnly: true, Wait: time.Minute})
	var wg sync.WaitGroup
	for p := range 4 {
		cmd := child(t, "watch-twenty", "CLEW_TEST_DB="+db.Path(), "CLEW_TEST_RUN="+strconv.Itoa(p))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			if err := cmd.Wait(); err != nil {
				t.Errorf("process %d: %v", p, err)
			}
		})
	}
	wg.Wait()
	for _, db := range []*store.DB{db, reader} {
		if err := db.Refresh(ctx); err != nil {
			t.Fatal(err)
		}
		if l := lists(t, db)[0]; l.Values != 4*10+10 {
			t.Errorf("the list has %d values, want 50", l.Values)
		}
	}
	if n := information(t, db).AuditSize; n != 2+50 {
		t.Errorf("%d entries, want one for each value", n)
	}
}

func TestALongList(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(1, 2000))
	timed := func(what string, fn func()) time.Duration {
		start := time.Now()
		fn()
		took := time.Since(start)
		t.Logf("%s: %v", what, took.Round(10*time.Microsecond))
		return took
	}
	open := func() {
		again, err := store.Open(ctx, db.Path(), store.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		found(t, again, "score>=70", "score")
		again.Close()
	}
	if err := db.Derive(ctx, nil); err != nil {
		t.Fatal(err)
	}
	timed("open and find without a list", open)
	const n = 200_000
	texts := make([]string, 0, n)
	for i := range n - 2 {
		texts = append(texts, fmt.Sprintf("email:nobody%d@mail%d.example.net", i, i%5000))
	}
	values := listed(append(texts, "email:user3@example.com", "198.51.100.0/29")...)
	timed("add 200,000 values", func() {
		if added, entries := addTo(t, db, "long", watch.Bad, "", values); added != n {
			t.Errorf("added %d in %d entries", added, len(entries))
		}
	})
	timed("derive for 2,000 rows", func() {
		if err := db.Derive(ctx, nil); err != nil {
			t.Fatal(err)
		}
	})
	timed("open and find with it", open)
	again := reopen(t, db, store.Options{ReadOnly: true})
	timed("one account with it", func() {
		if _, err := again.Account(ctx, 3); err != nil {
			t.Fatal(err)
		}
	})
	l := lists(t, again)[0]
	if l.Values != n || l.Accounts == 0 || l.Accounts == again.Len() {
		t.Errorf("%+v", l)
	}
	if info, err := os.Stat(filepath.Join(db.Path(), "work.db")); err == nil {
		t.Logf("work.db has %d bytes", info.Size())
	}
	if n, _ := addTo(t, db, "long", watch.Bad, "", values[n/2:]); n != 0 {
		t.Errorf("%d values that were there were added again", n)
	}
}
