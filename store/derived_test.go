package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // facts depend on zones, and machines may have none

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/ingest"
)

// frozen is a clock that stands still, so that two investigations can be the same.
func frozen() time.Time { return time.Unix(1_790_000_000, 0) }

func createFrozen(t testing.TB) *store.DB {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Create(ctx, filepath.Join(dir, "t.clew"), store.Options{Wait: time.Minute, Now: frozen})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// answers is what an investigation says to questions about derived facts, by id.
func answers(t testing.TB, db *store.DB) string {
	t.Helper()
	out := map[string]any{}
	for _, text := range []string{"score>=70", "score:1..50", "signal:NET-VPN", "signal:*", "-signal:ID-*", "has:signal", "state:flagged", "state:known",
		"source:watch:*", "source:watch:a", "flags>=2", "flags:0", "flagged>=2026", "flagged<2026"} {
		ids := found(t, db, text, "id")
		slices.Sort(ids)
		out[text] = ids
	}
	for _, l := range lists(t, db) {
		out["list "+l.Name] = []any{l.Values, l.Accounts, l.Stance, l.Class}
	}
	q, err := query.Parse("", frozen())
	if err != nil {
		t.Fatal(err)
	}
	f, err := db.Find(ctx, q, store.Sort{Key: "score"})
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"state", "signal", "source"} {
		facets, err := db.Facets(ctx, f.Set(), field)
		if err != nil {
			t.Fatal(err)
		}
		out["facet "+field] = facets
		for _, v := range facets {
			if n := len(found(t, db, field+":"+string(v.Value), "id")); n != v.Count {
				t.Fatalf("%d accounts have %s:%s, and %d are found", v.Count, field, v.Value, n)
			}
		}
	}
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestOrderOfImportsAndListsDoesNotMatter also compares the two ways in which
// facts are found, for all accounts at once and for one, and both with what the
// rows give by themselves.
func TestOrderOfImportsAndListsDoesNotMatter(t *testing.T) {
	// Every step is written to disk: a check takes a second.
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		f.Value.Set("12")
		defer f.Value.Set(f.DefValue)
	}
	fired := map[string]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(rt, "accounts")
		worlds := [][]model.Row{smallWorld(rapid.Uint64Range(0, 1000).Draw(rt, "seed"), n), smallWorld(5000, 24)}
		type step struct {
			rows []model.Row
			name string
			list watch.List
		}
		steps := []step{{rows: worlds[0], name: "one"}, {rows: worlds[1], name: "two"}}
		var want []watch.List
		for _, l := range worldLists() {
			if !rapid.Bool().Draw(rt, l.Name) {
				continue
			}
			want = append(want, l)
			for i := range l.Values {
				part := l
				part.Values = l.Values[i : i+1]
				steps = append(steps, step{list: part})
			}
		}
		var contentsOf []map[string]string
		var said []string
		for range 2 {
			db := createFrozen(t)
			defer db.Close()
			addTo(t, db, "gone", watch.Bad, "", listed("198.51.100.0/30"))
			for _, s := range rapid.Permutation(steps).Draw(rt, "order") {
				if s.rows != nil {
					load(t, db, s.name, s.rows)
				} else {
					addTo(t, db, s.list.Name, s.list.Stance, s.list.Class, s.list.Values)
				}
				// The facts of the next step then begin with those of this one.
				if rapid.Bool().Draw(rt, "derive") {
					if err := db.Derive(ctx, nil); err != nil {
						t.Fatal(err)
					}
				}
			}
			if _, err := db.Act(ctx, "kim", store.NewKey(), model.RemoveWatch{Name: "gone", Reason: "wide"}); err != nil {
				t.Fatal(err)
			}
			contentsOf = append(contentsOf, contents(t, db)) // one by one, before the facts of all are there
			said = append(said, answers(t, db))
			compareAlone(t, db)
			oracle(t, db, slices.Concat(worlds...), want, fired)
			if r, err := db.Check(ctx); err != nil || len(r.Problems) > 0 || r.Checked["derived facts"] == 0 {
				rt.Fatalf("%+v, %v", r, err)
			}
		}
		same(t, contentsOf[0], contentsOf[1])
		if said[0] != said[1] {
			rt.Fatalf("the order matters:\n%s\n%s", said[0], said[1])
		}
		if t.Failed() {
			rt.FailNow()
		}
	})
	if testing.Short() {
		return // too few checks to show everything
	}
	for _, code := range []string{"NET-VPN", "DEV-MFA", "PAY-FREQ", "ID-DORMANT", "DISPOSABLE", "GEO-DEV"} {
		if !fired[code] {
			t.Errorf("no account ever showed %s: the test shows less than it should", code)
		}
	}
}

// compareAlone holds the rows of all accounts to those of each, which somebody
// reads who has no facts at hand.
func compareAlone(t *testing.T, db *store.DB) {
	t.Helper()
	var ords []uint32
	for ord := range uint32(db.Len()) {
		ords = append(ords, ord)
	}
	all, err := db.Listing(ctx, ords)
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(db.Path(), "derived-2.bin"))
	alone := reopen(t, db, store.Options{ReadOnly: true, Now: frozen})
	defer alone.Close()
	for _, ord := range ords {
		one, err := alone.Listing(ctx, []uint32{ord})
		if err != nil {
			t.Fatal(err)
		}
		whole, err := alone.Account(ctx, ord)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range []store.AccountRow{one[0], whole.AccountRow} {
			if got, want := fmt.Sprintf("%+v", row), fmt.Sprintf("%+v", all[ord]); got != want {
				t.Fatalf("alone and among all:\n%s\n%s", got, want)
			}
		}
		sum := 0.0
		for _, r := range whole.ScoreRows {
			sum += r.Bits
		}
		if want := scoreOf(sum); want != whole.AccountRow.Score {
			t.Fatalf("the rows of %s sum up to %v, which is %v and not %v", whole.AccountRow.ID.String(), sum, want, whole.AccountRow.Score)
		}
	}
	if err := db.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(db.Path(), "derived-2.bin")); err == nil {
		t.Error("a process that only reads wrote the facts")
	}
	again := reopen(t, db, store.Options{ReadOnly: true, Cache: true, Now: frozen})
	defer again.Close()
	if got, want := answers(t, again), answers(t, db); got != want {
		t.Fatalf("facts that were made in steps and at once:\n%s\n%s", want, got)
	}
	if _, err := os.Stat(filepath.Join(db.Path(), "derived-2.bin")); err != nil {
		t.Error("a process that may keep the facts did not:", err)
	}
}

// oracle works out the facts of every account from the rows that were imported.
func oracle(t *testing.T, db *store.DB, rows []model.Row, watched []watch.List, fired map[string]bool) {
	t.Helper()
	type key struct {
		kind  model.Kind
		value model.Untrusted
	}
	holders, begin := map[key]map[model.AccountID]bool{}, naiveBegin(rows)
	for i := range rows {
		for _, id := range rows[i].Account.Identifiers {
			k := key{id.Kind, id.Value}
			if holders[k] == nil {
				holders[k] = map[model.AccountID]bool{}
			}
			holders[k][rows[i].Account.ID] = true
		}
	}
	set := watch.New(watched)
	count := func(k model.Kind, v model.Untrusted) int { return max(1, len(holders[key{k, v}])) }
	env := signal.Env{Holders: count, LogFrom: begin,
		Hub: func(k model.Kind, v model.Untrusted) bool {
			return count(k, v) > map[model.Kind]int{model.KindIP: 20, model.KindEmail: 2000}[k] && (k == model.KindIP || k == model.KindEmail) || count(k, v) > 600
		}}
	if len(watched) > 0 {
		env.Network, env.Disposable = set.Network, set.Disposable
		for _, l := range watched {
			env.Exits = env.Exits || l.Name == "vpn"
			env.Carriers = env.Carriers || l.Name == "carrier"
		}
	}
	for i := range rows {
		a := rows[i].Account
		ord, err := db.Resolve(ctx, string(a.ID.String()))
		if err != nil {
			t.Fatal(err)
		}
		got, err := db.Account(ctx, ord)
		if err != nil {
			t.Fatal(err)
		}
		met := map[string]bool{}
		note := func(hits []watch.Hit) {
			for _, h := range hits {
				if h.Stance == watch.Bad {
					met[h.List] = true
				}
			}
		}
		for _, id := range a.Identifiers {
			note(set.Match(id))
		}
		for _, e := range rows[i].Events {
			if e.Result != model.ResultFailure {
				note(set.ASN(e.ASN))
				note(set.Match(model.Identifier{Kind: model.KindIP, Value: e.IP}))
			}
		}
		sigs := signal.Compute(&a, rows[i].Events, &env)
		a.Flags = slices.Clone(a.Flags)
		for name := range met {
			a.Flags = append(a.Flags, model.Flag{Source: model.Untrusted("watch:" + name)})
		}
		slices.SortFunc(a.Flags, func(x, y model.Flag) int { return strings.Compare(string(x.Source), string(y.Source)) })
		score, _ := signal.Score(&a, slices.Concat(a.Signals, sigs))
		if got.AccountRow.Score != float64(score) || fmt.Sprint(got.Computed) != fmt.Sprint(sigs) || len(got.Account.Flags) != len(a.Flags) {
			t.Fatalf("%s: score %v and signals %v and %d flags,\nwant %v and %v and %d", a.ID.String(), got.AccountRow.Score, got.Computed, len(got.Account.Flags),
				score, sigs, len(a.Flags))
		}
		for _, s := range sigs {
			fired[s.Code] = true
		}
	}
}

// scoreOf is the score that a sum of bits comes to.
func scoreOf(bits float64) float64 { return math.Round(100 / (1 + math.Exp2(-bits))) }

// factsFile makes an investigation whose facts are saved, and gives their file.
func factsFile(t *testing.T) (db *store.DB, path string) {
	t.Helper()
	db = create(t)
	load(t, db, "a", smallWorld(3, 300))
	for _, l := range worldLists() {
		addTo(t, db, l.Name, l.Stance, l.Class, l.Values)
	}
	if err := db.Derive(ctx, nil); err != nil {
		t.Fatal(err)
	}
	return db, filepath.Join(db.Path(), "derived-1.bin")
}

func TestFactsThatCannotServeAreMadeAnew(t *testing.T) {
	db, path := factsFile(t)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := answers(t, db)
	other := create(t)
	load(t, other, "a", smallWorld(4, 300))
	if err := other.Derive(ctx, nil); err != nil {
		t.Fatal(err)
	}
	foreign, err := os.ReadFile(filepath.Join(other.Path(), "derived-1.bin"))
	if err != nil {
		t.Fatal(err)
	}
	bad := map[string][]byte{"empty": {}, "another's": foreign, "cut": good[:len(good)/2], "longer": append(slices.Clone(good), 0), "missing": nil}
	for i := 0; i < len(good); i += 1 + len(good)/40 {
		flipped := slices.Clone(good)
		flipped[i] ^= 0x20
		bad[fmt.Sprintf("flipped at %d", i)] = flipped
	}
	for name, data := range bad {
		if os.Remove(path); data != nil {
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		reader := reopen(t, db, store.Options{ReadOnly: true, Cache: true})
		if r, err := reader.Check(ctx); err != nil || len(r.Problems) > 0 {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		if got := answers(t, reader); got != want {
			t.Errorf("%s: the answers are others", name)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, good) {
			t.Errorf("%s: the file was not made anew: %v", name, err)
		}
		reader.Close()
	}
	if left, _ := filepath.Glob(filepath.Join(db.Path(), "derived-new*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestCheckNoticesFactsThatAreWrong(t *testing.T) {
	db, path := factsFile(t)
	if r, err := db.Check(ctx); err != nil || len(r.Problems) > 0 || r.Checked["derived facts"] != 256 {
		t.Fatalf("%+v, %v", r, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const head, n = 8 + 4*4 + 32 + 32 + 8 + 4, 300
	data[head+4*n+n-1] ^= 1 // the score of the last account
	binary.LittleEndian.PutUint32(data[len(data)-4:], crc32.Checksum(data[:len(data)-4], crc32.MakeTable(crc32.Castagnoli)))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := db.Check(ctx)
	if err != nil || len(r.Problems) != 1 || r.Problems[0].Where != "derived-1.bin" || !strings.Contains(r.Problems[0].What, "account 299") {
		t.Errorf("%+v, %v", r, err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, data) {
		t.Error("a check changed the file")
	}
}

// TestFactsFollowChanges has one process change what another one answers from.
func TestFactsFollowChanges(t *testing.T) {
	db, path := factsFile(t)
	reader := reopen(t, db, store.Options{ReadOnly: true})
	flagged := len(found(t, reader, "source:watch:wide", "id"))
	addTo(t, db, "wide", watch.Bad, "", listed("198.51.100.0/24"))
	if err := reader.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if now := len(found(t, reader, "source:watch:wide", "id")); flagged != 0 || now < 200 {
		t.Errorf("the list flags %d accounts before it is there and %d after", flagged, now)
	}
	load(t, db, "b", smallWorld(8, 100))
	if _, err := os.Stat(path); err == nil {
		t.Error("the facts of a superseded generation are still there")
	}
	if err := db.Derive(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if err := reader.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if a, b := answers(t, db), answers(t, reader); a != b || !strings.Contains(a, "test:8-") {
		t.Error("the reader does not answer from the new generation")
	}
	file := filepath.Join(t.TempDir(), "backup")
	if _, err := db.Backup(ctx, file); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(file); err != nil || bytes.Contains(data, []byte("clewfact")) {
		t.Error("the facts are part of the backup", err)
	}
	to := filepath.Join(t.TempDir(), "restored.clew")
	if err := store.Restore(ctx, "kim", file, to, store.Options{}); err != nil {
		t.Fatal(err)
	}
	restored, err := store.Open(ctx, to, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	if answers(t, restored) != answers(t, db) {
		t.Error("the restored investigation answers otherwise")
	}
}

// TestFactsMadeInSteps holds facts that were made from older ones to those that
// are made at once, after every value that is added and every list that goes.
func TestFactsMadeInSteps(t *testing.T) {
	db := create(t)
	load(t, db, "a", smallWorld(9, 60))
	compare := func(what string) {
		t.Helper()
		if err := db.Derive(ctx, nil); err != nil {
			t.Fatal(err)
		}
		os.Remove(filepath.Join(db.Path(), "derived-1.bin"))
		reader := reopen(t, db, store.Options{ReadOnly: true})
		defer reader.Close()
		if got, want := answers(t, db), answers(t, reader); got != want {
			t.Fatalf("%s: in steps and at once\n%s\n%s", what, got, want)
		}
	}
	compare("no list")
	all := worldLists()
	for _, l := range all {
		for _, v := range l.Values {
			addTo(t, db, l.Name, l.Stance, l.Class, []watch.Value{v})
			compare(fmt.Sprintf("%s to list %s", v.Value, l.Name))
		}
	}
	for _, l := range all {
		if _, err := db.Act(ctx, "kim", store.NewKey(), model.RemoveWatch{Name: l.Name, Reason: "done"}); err != nil {
			t.Fatal(err)
		}
		compare("without list " + l.Name)
	}
}

// TestVersionOfFacts fails when the facts of the same data change: saved ones are
// then stale, which only signalVersion tells.
func TestVersionOfFacts(t *testing.T) {
	const want = "f933ed471edda6d6"
	export := filepath.Join(t.TempDir(), "accounts.jsonl")
	out, err := os.Create(export)
	if err != nil {
		t.Fatal(err)
	}
	if err := synth.Generate(ctx, synth.Config{Accounts: 400, Seed: 7, Signins: 12}, out, nil); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	db := create(t)
	imp, err := db.BeginImport(ctx, "kim")
	if err != nil {
		t.Fatal(err)
	}
	defer imp.Abort()
	f, err := ingest.Open(export, ingest.Options{Key: bytes.Repeat([]byte{7}, 32), Prepare: imp.Prepare})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	imp.StartFile("a")
	for rows, err := range f.Rows(ctx) {
		if err == nil {
			err = imp.Add(rows)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	imp.EndFile(base.FileMeta{Name: "a"})
	if _, _, err := imp.Commit(ctx, nil); err != nil {
		t.Fatal(err)
	}
	addTo(t, db, "bad", watch.Bad, "", listed("198.51.100.0/28", ".outlook.example"))
	addTo(t, db, "vpn", watch.Benign, "vpn", listed("192.0.2.0/24"))
	if err := db.Derive(ctx, nil); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(db.Path(), "derived-1.bin"))
	if err != nil {
		t.Fatal(err)
	}
	const head = 8 + 4*4 + 32 + 32
	sum := sha256.Sum256(data[head : head+12+5*db.Len()])
	if got := hex.EncodeToString(sum[:8]); got != want {
		t.Errorf("the facts are %s and were %s: raise signalVersion and put the new sum here", got, want)
	}
}
