package store_test

import (
	"flag"
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
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// person is a row of an account "p:NAME" that carries "kind:value" identifiers.
func person(name string, carries ...string) model.Row {
	row := model.Row{Line: 1, Raw: model.Untrusted(name), Account: model.Account{ID: model.AccountID{Platform: "p", Native: model.Untrusted(name)}}}
	for _, c := range carries {
		kind, value, _ := strings.Cut(c, ":")
		k, ok := model.KindByName(kind)
		if !ok {
			panic(kind)
		}
		row.Account.Identifiers = append(row.Account.Identifiers, model.Identifier{Kind: k, Value: model.Untrusted(value)})
	}
	return row
}

// ring gives n accounts that take turns at wallets, devices and authenticators,
// so that each value has three holders and crosses the others.
func ring(name string, n int) []model.Row {
	var rows []model.Row
	for i := range n {
		rows = append(rows, person(fmt.Sprintf("%s%02d", name, i),
			fmt.Sprintf("wallet:%s-w%d", name, i/3), fmt.Sprintf("mfa_device:%s-m%d", name, (i+1)/3), fmt.Sprintf("session:%s-s%d", name, i%3)))
	}
	return rows
}

// strangers gives n accounts with nothing in common.
func strangers(n int) []model.Row {
	var rows []model.Row
	for i := range n {
		rows = append(rows, person(fmt.Sprintf("x%04d", i), fmt.Sprintf("device:x%d", i)))
	}
	return rows
}

func numbered(rows []model.Row) []model.Row {
	for i := range rows {
		rows[i].Line = uint64(i + 1)
	}
	return rows
}

func links(t testing.TB, db *store.DB) *store.Links {
	t.Helper()
	l, err := db.Links(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func account(t testing.TB, db *store.DB, id string) uint32 {
	t.Helper()
	ord, err := db.Resolve(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return ord
}

func name(t testing.TB, db *store.DB, ord uint32) string {
	t.Helper()
	rows, err := db.Listing(ctx, []uint32{ord})
	if err != nil {
		t.Fatal(err)
	}
	return string(rows[0].ID.Native)
}

// rings describes the rings of three and more, by the names of their members.
func rings(t testing.TB, db *store.DB) map[string][]string {
	t.Helper()
	all, err := links(t, db).Rings(ctx, 3)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, r := range all {
		var members []string
		for _, m := range r.Members {
			members = append(members, name(t, db, m))
		}
		slices.Sort(members)
		out[name(t, db, r.ID)] = members
	}
	return out
}

func act(t testing.TB, db *store.DB, a model.Action) {
	t.Helper()
	before := db.KnownLinks()
	if _, err := db.Act(ctx, "kim", store.NewKey(), a); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Relink(ctx, "kim", before, nil); err != nil {
		t.Fatal(err)
	}
}

func judge(a, b, verdict string) model.Action {
	id := func(n string) model.AccountID { return model.AccountID{Platform: "p", Native: model.Untrusted(n)} }
	return workflow.JudgeLink{A: id(a), B: id(b), Verdict: verdict, Why: "seen"}
}

func TestLinksOfAnImport(t *testing.T) {
	db := create(t)
	if _, err := db.Links(ctx, nil); model.KindOf(err) != model.ErrNotFound {
		t.Fatalf("links of nothing: %v", err)
	}
	if db.KnownLinks() != nil {
		t.Fatal("links of nothing are known")
	}
	load(t, db, "a", numbered(append(ring("r", 9), strangers(40)...)))
	if db.KnownLinks() != nil {
		t.Fatal("links are known before they were computed")
	}
	got := rings(t, db)
	if len(got) != 1 || len(got["r00"]) != 9 {
		t.Fatalf("rings %v, want the nine of r", got)
	}
	l := links(t, db)
	all, err := l.Of(ctx, account(t, db, "p:r04"))
	if err != nil || len(all) == 0 {
		t.Fatal("no links", err)
	}
	for _, k := range all {
		sum := k.Prior
		for _, e := range k.Evidence {
			sum += e.Bits
			if e.Number != evidence.None && (e.Text == "" || e.Holders < 2) {
				t.Errorf("a row without its value: %+v", e)
			}
		}
		if math.Abs(sum-k.Bits) > 1e-9 {
			t.Errorf("rows sum to %v, strength %v", sum, k.Bits)
		}
	}
	if all, err := l.Of(ctx, account(t, db, "p:x0000")); err != nil || len(all) != 0 {
		t.Errorf("a stranger has %d links, %v", len(all), err)
	}
	// Another process finds them beside the generation.
	other, err := store.Open(ctx, db.Path(), store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if other.KnownLinks() == nil {
		t.Error("saved links were not found")
	}
}

// Whatever becomes of the cache, the links are the same.
func TestSavedLinksAreOnlyACache(t *testing.T) {
	db := create(t)
	load(t, db, "a", numbered(append(ring("r", 9), strangers(40)...)))
	want := rings(t, db)
	files, err := filepath.Glob(filepath.Join(db.Path(), "links-*.bin"))
	if err != nil || len(files) != 1 {
		t.Fatal("saved links:", files, err)
	}
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for what, data := range map[string][]byte{
		"cut short": whole[:len(whole)/2], "empty": {}, "missing": nil,
		"damaged": append(slices.Clone(whole[:len(whole)/2]), append([]byte{whole[len(whole)/2] ^ 1}, whole[len(whole)/2+1:]...)...),
	} {
		if os.Remove(files[0]); data != nil {
			if err := os.WriteFile(files[0], data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		again, err := store.Open(ctx, db.Path(), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if again.KnownLinks() != nil {
			t.Errorf("%s: links are known", what)
		}
		if got := rings(t, again); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: rings %v, want %v", what, got, want)
		}
		if again.KnownLinks() == nil {
			t.Errorf("%s: links were not saved again", what)
		}
		again.Close()
	}
}

func TestVerdicts(t *testing.T) {
	db := create(t)
	load(t, db, "a", numbered(slices.Concat(ring("r", 9), ring("s", 9), strangers(40))))
	before := fmt.Sprint(rings(t, db))
	act(t, db, judge("r00", "s00", "same"))
	if got := rings(t, db); len(got) != 1 || len(got["r00"]) != 18 {
		t.Fatalf("after 'same': %v", got)
	}
	act(t, db, judge("r00", "s00", "unclear"))
	if got := fmt.Sprint(rings(t, db)); got != before {
		t.Fatalf("after 'unclear': %v", got)
	}
	act(t, db, judge("r00", "r01", "not-same"))
	for id, members := range rings(t, db) {
		if slices.Contains(members, "r00") && slices.Contains(members, "r01") {
			t.Fatalf("after 'not-same' both are in ring %s: %v", id, members)
		}
	}
	// A verdict outlives an import and a reopening.
	load(t, db, "b", numbered(append(ring("u", 6), person("r00", "device:new"))))
	again, err := store.Open(ctx, db.Path(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	k, err := links(t, again).Between(ctx, account(t, again, "p:r00"), account(t, again, "p:r01"))
	if err != nil || k.Judged == nil || k.Judged.Verdict != evidence.NotSame || k.Judged.By != "kim" || k.Class != evidence.Weak {
		t.Fatalf("the verdict after an import: %+v, %v", k, err)
	}
	act(t, again, judge("r00", "r01", ""))
	act(t, again, judge("r00", "s00", ""))
	fresh := create(t)
	load(t, fresh, "a", numbered(slices.Concat(ring("u", 6), []model.Row{person("r00", "device:new")}, ring("s", 9), strangers(40), ring("r", 9))))
	got, want := rings(t, again), rings(t, fresh)
	if sets(got) != sets(want) {
		t.Errorf("withdrawn verdicts left a trace:\n%v\n%v", got, want)
	}
	for _, bad := range []workflow.JudgeLink{
		{A: model.AccountID{Platform: "p", Native: "r00"}, B: model.AccountID{Platform: "p", Native: "r00"}, Verdict: "same"},
		{A: model.AccountID{Platform: "p", Native: "r00"}, B: model.AccountID{Platform: "p", Native: "r01"}, Verdict: "guilty"},
		{A: model.AccountID{Platform: "p", Native: "r00"}, B: model.AccountID{Platform: "p", Native: "r01"}, Verdict: "same", Why: "\xff"},
		{A: model.AccountID{Platform: "p", Native: "r00"}, B: model.AccountID{Platform: "p", Native: "r01"}, Verdict: "same", Why: model.Untrusted(strings.Repeat("x", 5000))},
		{A: model.AccountID{Platform: "p", Native: "r00"}, B: model.AccountID{Platform: "p", Native: "nobody"}, Verdict: "same"},
	} {
		if _, err := db.Act(ctx, "kim", store.NewKey(), bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

// sets gives rings without their names.
func sets(rings map[string][]string) string {
	var all []string
	for _, members := range rings {
		all = append(all, fmt.Sprint(members))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func TestIgnoredValues(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "t.clew")
	db, err := store.Create(ctx, path, store.Options{Now: func() time.Time { return now }, Wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows := strangers(40)
	for i := range 3 {
		rows = append(rows, person(fmt.Sprintf("t%d", i), "wallet:0x649acff846f702d99a9ad4a506c9941b14722abc", "mfa_device:m", "session:one-browser"))
	}
	load(t, db, "a", numbered(rows))
	if got := rings(t, db); len(got) != 1 {
		t.Fatalf("rings %v", got)
	}
	ignore := workflow.IgnoreValue{Kind: "wallet", Value: "0x649acff846f702d99a9ad4a506c9941b14722abc", Why: "an exchange", Until: now.Add(time.Hour).UnixMilli()}
	act(t, db, ignore)
	act(t, db, workflow.IgnoreValue{Kind: "mfa_device", Value: "m", Why: "a default"})
	act(t, db, workflow.IgnoreValue{Kind: "session", Value: "one-browser", Why: "a default"})
	if got := rings(t, db); len(got) != 0 {
		t.Fatalf("rings of what is ignored: %v", got)
	}
	p, err := db.Pivot(ctx, "wallet:0x649acff846f702d99a9ad4a506c9941b14722abc")
	if err != nil || p.Answer != store.AnswerExcluded || p.Ignored == nil || p.Ignored.By != "kim" || p.Ignored.Why != "an exchange" {
		t.Fatalf("pivot on an ignored value: %+v, %v", p, err)
	}
	k, err := links(t, db).Between(ctx, account(t, db, "p:t0"), account(t, db, "p:t1"))
	if err != nil || len(k.Evidence) != 3 || !k.Evidence[0].Ignored || !k.Evidence[1].Ignored || k.Bits != k.Prior {
		t.Fatalf("a link of ignored values: %+v, %v", k, err)
	}
	// Its time comes.
	now = now.Add(2 * time.Hour)
	if p, err := db.Pivot(ctx, "wallet:0x649acff846f702d99a9ad4a506c9941b14722abc"); err != nil || p.Answer != store.AnswerLinked {
		t.Fatalf("pivot after its time: %+v, %v", p, err)
	}
	act(t, db, workflow.IgnoreValue{Kind: "session", Value: "one-browser", Remove: true})
	if got := rings(t, db); len(got) != 1 || len(db.Ignored()) != 1 {
		t.Fatalf("rings after its time: %v", got)
	}
	act(t, db, workflow.IgnoreValue{Kind: "mfa_device", Value: "m", Remove: true})
	if n := len(db.Ignored()); n != 0 {
		t.Errorf("%d values are ignored", n)
	}
	for _, bad := range []workflow.IgnoreValue{
		{Kind: "nonsense", Value: "x", Why: "y"}, {Kind: "wallet", Why: "y"}, {Kind: "wallet", Value: "x"}, {Kind: "wallet", Value: "x", Why: " "},
	} {
		if _, err := db.Act(ctx, "kim", store.NewKey(), bad); model.KindOf(err) != model.ErrUsage {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	r, err := db.Act(ctx, "kim", store.NewKey(), workflow.IgnoreValue{Kind: "wallet", Value: "never", Remove: true})
	if err != nil || r.Applied != 0 {
		t.Errorf("letting count what counts: %+v, %v", r, err)
	}
}

// A ring keeps the name of its founder while it grows, also when an account that
// was imported earlier joins; it is recorded when rings merge and split.
func TestNamesOfRings(t *testing.T) {
	db := create(t)
	relink := func(before *store.Links) *store.RingChange {
		t.Helper()
		c, err := db.Relink(ctx, "kim", before, nil)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	load(t, db, "a", numbered(slices.Concat([]model.Row{person("early", "device:e")}, ring("r", 9), ring("s", 9), strangers(40))))
	c := relink(nil)
	if c.Founded != 2 || c.Rings != 2 || len(c.Merged)+len(c.Split) != 0 {
		t.Fatalf("first: %+v", c)
	}
	if c = relink(db.KnownLinks()); c.Founded != 0 {
		t.Fatalf("again: %+v", c)
	}
	before := db.KnownLinks()
	load(t, db, "b", numbered([]model.Row{person("early", "wallet:r-w0", "mfa_device:r-m1", "session:r-s0")}))
	if c = relink(before); c.Founded+len(c.Merged)+len(c.Split) != 0 {
		t.Fatalf("after one joined: %+v", c)
	}
	got := rings(t, db)
	if len(got["r00"]) != 10 || len(got["s00"]) != 9 {
		t.Fatalf("rings %v", got)
	}
	entries := func() int { return len(must2(db.Audit(ctx, 0, 0))) }
	n := entries()
	before = db.KnownLinks()
	if _, err := db.Act(ctx, "kim", store.NewKey(), judge("r00", "s00", "same")); err != nil {
		t.Fatal(err)
	}
	if c = relink(before); len(c.Merged) != 1 || c.Merged[0].Ring != "p:s00" || c.Merged[0].Of != "p:r00" {
		t.Fatalf("after a merge: %+v", c)
	}
	if entries() != n+2 {
		t.Errorf("%d entries, want the verdict and the merge", entries()-n)
	}
	before = db.KnownLinks()
	if _, err := db.Act(ctx, "kim", store.NewKey(), judge("r00", "s00", "")); err != nil {
		t.Fatal(err)
	}
	if c = relink(before); len(c.Split) != 1 || c.Split[0].Ring != "p:s00" || c.Split[0].Of != "p:r00" || len(c.Gone) != 0 {
		t.Fatalf("after the merge was undone: %+v", c)
	}
	if got := rings(t, db); len(got["r00"]) != 10 || len(got["s00"]) != 9 {
		t.Fatalf("rings after the merge was undone: %v", got)
	}
	before, n = db.KnownLinks(), entries()
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.SetWeights{TOML: "strong = 0.9999989\ncertain = 0.999999\n[half]\nwallet = 0.001\nmfa_device = 0.001\nsession = 0.001", Why: "x"}); err != nil {
		t.Fatal(err)
	}
	if c = relink(before); c.Rings != 0 || !slices.Equal(c.Gone, []model.Untrusted{"p:r00", "p:s00"}) || entries() != n+2 {
		t.Fatalf("after the rings came to an end: %+v", c)
	}
	before = db.KnownLinks()
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.SetWeights{Why: "back"}); err != nil {
		t.Fatal(err)
	}
	if c = relink(before); c.Rings != 2 || c.Founded != 0 || !slices.Equal(c.Back, []model.Untrusted{"p:r00", "p:s00"}) || entries() != n+4 {
		t.Fatalf("after they came back: %+v", c)
	}
}

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestWithoutAFile(t *testing.T) {
	db := create(t)
	all := ring("r", 9)
	load(t, db, "a", numbered(append(slices.Clone(all[:6]), strangers(40)...)))
	load(t, db, "b", numbered(slices.Clone(all[6:])))
	l := links(t, db)
	f, err := l.Without(ctx, account(t, db, "p:r00"), nil, []int{1})
	if err != nil || len(f.Before.Members) != 9 || len(f.Rest) != 6 || len(f.Parts) != 3 {
		t.Fatalf("without file b: %+v, %v", f, err)
	}
	f, err = l.Without(ctx, account(t, db, "p:r00"), []string{"session:r-s0", "session:r-s1", "session:r-s2"}, nil)
	if err != nil || len(f.Rest)+parts(f.Parts) != 9 {
		t.Fatalf("without sessions: %+v, %v", f, err)
	}
	if _, err := l.Without(ctx, account(t, db, "p:r00"), []string{"session:nobody"}, nil); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("without what nobody has: %v", err)
	}
	if f, err := l.Without(ctx, account(t, db, "p:x0000"), nil, []int{1}); f != nil || err != nil {
		t.Errorf("of an account in no ring: %+v, %v", f, err)
	}
}

func parts(all [][]uint32) (n int) {
	for _, p := range all {
		n += len(p)
	}
	return n
}

// few has a property tried 25 times, unless the command line says how often: each
// time makes an investigation.
func few(t *testing.T) {
	f := flag.Lookup("rapid.checks")
	if f != nil && f.Value.String() == f.DefValue {
		flag.Set(f.Name, "25")
		t.Cleanup(func() { flag.Set(f.Name, f.DefValue) })
	}
}

// Any split of the rows into imports, in any order, with verdicts set and
// withdrawn and values ignored in between, ends where one fresh build ends.
func TestOrderOfImportsAndVerdictsDoesNotMatter(t *testing.T) {
	all := slices.Concat(ring("r", 12), ring("s", 5), ring("u", 20), table(3, 120))
	for i := range 12 {
		all = append(all, person(fmt.Sprintf("k%02d", i), "device:kiosk", "ip:203.0.113.9", fmt.Sprintf("session:k%d", i%4)))
	}
	describe := func(t *testing.T, db *store.DB) string {
		l := links(t, db)
		var out []string
		for ord := range uint32(db.Len()) {
			of, err := l.Of(ctx, ord)
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range of {
				out = append(out, fmt.Sprintf("%s %s %.9f %s", name(t, db, k.A), name(t, db, k.B), k.Bits, k.Class))
			}
		}
		slices.Sort(out)
		return strings.Join(out, "\n") + "\n" + sets(rings(t, db))
	}
	final := []model.Action{judge("r00", "r01", "not-same"), judge("s00", "u00", "same"), workflow.IgnoreValue{Kind: "session", Value: "u-s1", Why: "z"}}
	fresh := create(t)
	load(t, fresh, "all", numbered(slices.Clone(all)))
	for _, a := range final {
		act(t, fresh, a)
	}
	want := describe(t, fresh)
	if !strings.Contains(want, "certain") {
		t.Fatal("the world has no certain link")
	}
	few(t)
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "w")
		if err != nil {
			t.Fatal(err)
		}
		db, err := store.Create(ctx, filepath.Join(dir, "t.clew"), store.Options{Wait: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		left := rapid.Permutation(all).Draw(rt, "rows")
		imported := map[string]bool{}
		for i := 0; len(left) > 0; i++ {
			n := rapid.IntRange(1, len(left)).Draw(rt, "size")
			load(t, db, fmt.Sprint("f", i), numbered(slices.Clone(left[:n])))
			for _, r := range left[:n] {
				imported[string(r.Account.ID.Native)] = true
			}
			left = left[n:]
			if imported["r00"] && imported["u03"] && rapid.Bool().Draw(rt, "verdict") {
				act(t, db, judge("r00", "u03", "same"))
				act(t, db, workflow.IgnoreValue{Kind: "wallet", Value: "u-w2", Why: "z"})
				act(t, db, judge("r00", "u03", ""))
				act(t, db, workflow.IgnoreValue{Kind: "wallet", Value: "u-w2", Remove: true})
			}
		}
		for _, i := range rapid.Permutation([]int{0, 1, 2}).Draw(rt, "order") {
			act(t, db, final[i])
		}
		if got := describe(t, db); got != want {
			rt.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

func TestWeights(t *testing.T) {
	c, err := store.ParseWeights("")
	if err != nil || c != evidence.DefaultConfig() {
		t.Fatal("empty weights are not the default", err)
	}
	if again, err := store.ParseWeights(store.FormatWeights(c)); err != nil || again != c {
		t.Fatalf("written and read again they differ: %v", err)
	}
	c, err = store.ParseWeights("strong = 0.95\nturns = true\n[half]\nip = 1.5\nnet = 0.2\n")
	if err != nil || c.Strong != .95 || !c.Turns || c.Half[model.KindIP] != 1.5 || c.Half[evidence.KindNet] != .2 {
		t.Fatalf("%+v, %v", c, err)
	}
	for text, where := range map[string]string{
		"ring = 5\nrongs = 3": "line 2", "[half]\nnonsense = 2": "half.nonsense", "[half]\naccount = 2": "half.account",
		"ring = 1": "ring", "strong = 0.999\ncertain = 0.99": "possible", "ring = \"x\"": "line 1", "ring = ": "line 1",
		"chance = 0": "chance", "repeat = 2": "repeat", "place = -1": "place", "[half]\nip = nan": "half.ip",
	} {
		_, err := store.ParseWeights(text)
		if model.KindOf(err) != model.ErrUsage || !strings.Contains(err.Error(), where) {
			t.Errorf("%q: %v, want an error that names %s", text, err, where)
		}
	}
	db := create(t)
	load(t, db, "a", numbered(append(ring("r", 9), strangers(40)...)))
	want := fmt.Sprint(rings(t, db))
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.SetWeights{TOML: "ring = 1", Why: "x"}); err == nil {
		t.Error("weights out of range were taken")
	}
	act(t, db, workflow.SetWeights{TOML: "strong = 0.9999\ncertain = 0.9999", Why: "x"})
	act(t, db, workflow.SetWeights{Why: "back"})
	if got := fmt.Sprint(rings(t, db)); got != want {
		t.Errorf("rings %v, want %v", got, want)
	}
}
