package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	loading "github.com/seed-28a39f10/clew/store/load"
)

// answerKey are what was planted in a generated investigation.
type answerKey struct {
	Rings []struct {
		ID, Kind string
		Guilty   bool
		Members  []string
	}
	Victims []struct{ Account, Persona, Ring string }
}

// planted imports a generated investigation; nil is the demo.
func planted(t testing.TB, config *synth.Config) (*store.DB, *answerKey) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "accounts.jsonl")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	var key bytes.Buffer
	if config == nil {
		err = synth.Demo(ctx, file, &key)
	} else {
		err = synth.Generate(ctx, *config, file, &key)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	db := create(t)
	l := loading.Loader{DB: db, Actor: "kim"}
	if _, _, err := l.Load(ctx, []loading.Export{{Path: path, Name: "accounts.jsonl"}}); err != nil {
		t.Fatal(err)
	}
	var a answerKey
	if err := json.Unmarshal(key.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	return db, &a
}

// ordsOf finds accounts by their ids.
func ordsOf(t testing.TB, db *store.DB, ids ...string) []uint32 {
	t.Helper()
	var ords []uint32
	for _, id := range ids {
		ords = append(ords, account(t, db, id))
	}
	slices.Sort(ords)
	return ords
}

func preview(t testing.TB, db *store.DB, ords []uint32) *store.Preview {
	t.Helper()
	p, err := db.Preview(ctx, ords, "suspend", "kim", 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// outliers gives the accounts that a preview's outliers of a code name.
func outliers(p *store.Preview, code string) (ords []uint32) {
	for _, o := range p.Outliers {
		if o.Code == code {
			ords = append(ords, o.Accounts...)
		}
	}
	slices.Sort(ords)
	return slices.Compact(ords)
}

// said gives what a preview says of accounts by a code, a line each.
func said(p *store.Preview, code string) string {
	var b strings.Builder
	for _, o := range p.Outliers {
		if o.Code == code {
			fmt.Fprintln(&b, o.Text, o.Each)
		}
	}
	return b.String()
}

// whole gives the guilty rings that the links have found to the last account.
func (k *answerKey) whole(t testing.TB, db *store.DB) (rings [][]uint32) {
	t.Helper()
	view := links(t, db).View()
	for _, r := range k.Rings {
		if r.Guilty && r.Kind == "ring" {
			members := ordsOf(t, db, r.Members...)
			found := view.Members(members[0])
			if !slices.ContainsFunc(members, func(m uint32) bool { return !slices.Contains(found, m) }) {
				rings = append(rings, members)
			}
		}
	}
	return rings
}

// tied gives n accounts of a set that strong links tie, one to another before it.
func tied(l *store.Links, set []uint32, n int) []uint32 {
	some := set[:1:1]
	edges := l.View().Group(set).Links
	for i := 0; i < len(some); i++ {
		for _, e := range edges {
			for _, pair := range [][2]uint32{{e.A, e.B}, {e.B, e.A}} {
				if pair[0] == some[i] && len(some) < n && !slices.Contains(some, pair[1]) {
					some = append(some, pair[1])
				}
			}
		}
	}
	return some
}

// The story: forty accounts are to be proposed, one of which has nothing to do with the
// others. The preview names this one, it is left out, and the rest is proposed.
func TestPreviewLeavesOutTheInnocent(t *testing.T) {
	db, key := planted(t, nil)
	s := synth.DemoStory()
	acts(t, db, "demo", workflow.SetTag{On: idsOf(t, db, account(t, db, s.Victim)), Tag: "victim"})
	rings := key.whole(t, db)
	if len(rings) < 5 {
		t.Fatalf("%d rings were found whole", len(rings))
	}
	innocents := ordsOf(t, db, s.Victim, s.Agency, s.Helped)
	for _, ring := range rings {
		for _, one := range innocents {
			p := preview(t, db, append(slices.Clone(ring), one))
			for _, code := range []string{store.OutlierWeak, store.OutlierNotInRing} {
				if got := outliers(p, code); !slices.Equal(got, []uint32{one}) {
					t.Errorf("%s names %v of %d, want %d: %s", code, got, p.Count, one, said(p, code))
				}
				if got := p.Without(code); !slices.Equal(got, ring) {
					t.Errorf("%d are left without those who are %s, want %d", len(got), code, len(ring))
				}
			}
			if len(p.Blocked) > 0 {
				t.Errorf("blocked: %v", p.Blocked)
			}
		}
	}

	// Among the persona's own is the man whose name and photo were taken.
	victim := account(t, db, s.Victim)
	ring := links(t, db).View().Members(account(t, db, s.Persona))
	p := preview(t, db, append(slices.Clone(ring), victim))
	for code, want := range map[string]string{
		store.OutlierVictim:    "1 account is said to be a victim [tagged victim]",
		store.OutlierInnocent:  "who is then a victim",
		store.OutlierWeak:      "1 account has no strong link to another of the 23; the best is possible",
		store.OutlierNotInRing: "in no ring",
	} {
		if got := outliers(p, code); !slices.Equal(got, []uint32{victim}) || !strings.Contains(said(p, code), want) {
			t.Errorf("%s: %v, %s", code, got, said(p, code))
		}
	}
	// One of the 22 is none of the 21 that were planted. It hangs on three values.
	planted := ordsOf(t, db, key.Rings[0].Members...)
	swept := slices.DeleteFunc(slices.Clone(ring), func(a uint32) bool { return slices.Contains(planted, a) })
	if got := outliers(p, store.OutlierSingle); len(swept) != 1 || !slices.Equal(got, swept) {
		t.Errorf("%v rest on single values, want %v: %s", got, swept, said(p, store.OutlierSingle))
	}

	// Forty, with the victim among them.
	i := slices.IndexFunc(rings, func(r []uint32) bool { return len(r) > 40 })
	forty := append(tied(links(t, db), rings[i], 39), victim)
	p = preview(t, db, forty)
	if p.Count != 40 || !slices.Equal(outliers(p, store.OutlierWeak), []uint32{victim}) {
		t.Fatalf("of %d %v are weak", p.Count, outliers(p, store.OutlierWeak))
	}
	rest := p.Without(store.OutlierWeak)
	terms := terms("suspend")
	terms.Warnings, terms.Evidence = p.Warnings(), p.Evidence
	acts(t, db, "kim", workflow.NewProposal(idsOf(t, db, rest...), terms))
	rows, err := db.Listing(ctx, forty)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if (r.State == "proposed") == (r.Ord == victim) {
			t.Errorf("account %d is %s", r.Ord, r.State)
		}
	}
	if got := db.Work().Proposal(1).Terms; len(got.Warnings) != len(p.Outliers) || len(got.Evidence) != len(p.Evidence) || len(p.Evidence) == 0 {
		t.Errorf("%d warnings and %d values are kept", len(got.Warnings), len(got.Evidence))
	}
	// Once more, they are all refused, and the preview says so and by whom.
	p = preview(t, db, forty)
	if !slices.Equal(p.Blocked, rest) || !slices.Equal(outliers(p, store.OutlierDecided), rest) || !strings.Contains(said(p, store.OutlierDecided), "proposed in proposal 1, by kim on ") {
		t.Errorf("blocked %v, decided %s", p.Blocked, said(p, store.OutlierDecided))
	}
}

// Customers of an agency, users of a kiosk, families and neighbours with a helper are in
// no preview without a word.
func TestPreviewOfInnocentGroups(t *testing.T) {
	db, key := planted(t, &synth.Config{Accounts: 3000, Seed: 5, Signins: 1})
	all, named := 0, 0
	for _, r := range key.Rings {
		if r.Guilty {
			continue
		}
		ords := ordsOf(t, db, r.Members...)
		p := preview(t, db, ords)
		all += len(ords)
		named += len(ords) - len(p.Without(store.OutlierWeak, store.OutlierInnocent))
		if p.Skipped != nil {
			t.Errorf("%s of %d: %v", r.ID, len(ords), p.Skipped)
		}
	}
	if all < 300 || named < all*98/100 {
		t.Errorf("%d of %d innocents are named", named, all)
	}
}

func TestPreviewNamesWhatWasSaidAndDone(t *testing.T) {
	db := create(t)
	load(t, db, "a", numbered(append(ring("r", 24), strangers(6)...)))
	id := func(n int) []model.AccountID { return idsOf(t, db, account(t, db, fmt.Sprintf("p:r%02d", n))) }
	acts(t, db, "ana", workflow.Protect{On: id(0), Why: "our own"})
	acts(t, db, "ana", workflow.Hold{On: id(1), Kind: "legal", Why: "a letter\x1b[2J came"})
	acts(t, db, "ana", workflow.Dismiss{On: id(2), As: "duplicate", Why: "of r00"})
	acts(t, db, "ana", workflow.ClaimAccounts(id(3)))
	acts(t, db, "kim", workflow.ClaimAccounts(id(4)))
	acts(t, db, "ana", workflow.JudgeLink{A: id(5)[0], B: id(6)[0], Verdict: "not-same", Why: "met both"})
	acts(t, db, "ana", workflow.JudgeLink{A: id(5)[0], B: id(7)[0], Verdict: "unclear", Why: "who knows"})
	acts(t, db, "ana", workflow.OpenCase{Members: id(8), Role: "victim", Title: "one"})
	acts(t, db, "ana", workflow.SetTag{On: id(9), Tag: "benign"})
	acts(t, db, "ana", workflow.SetTag{On: id(10), Tag: "victim"})
	addTo(t, db, "good", watch.Benign, "agency", listed("wallet:r-w4"))
	addTo(t, db, "exits", watch.Benign, "vpn", listed("mfa_device:r-m7"))
	approve(t, db, "no-action", id(15)...)
	approve(t, db, "suspend", id(16)...)
	acts(t, db, "kim", workflow.Seal{On: id(16), Action: "suspend"})
	acts(t, db, "kim", workflow.HandOff{ID: 1, Manifest: strings.Repeat("0", 64)})
	acts(t, db, "kim", workflow.NewConfirm(1, map[model.AccountID]workflow.Said{id(16)[0]: {Result: workflow.Done}}, ""))
	acts(t, db, "ana", workflow.NewProposal(id(17), terms("warn")))

	var ords []uint32
	for i := range 24 {
		ords = append(ords, account(t, db, fmt.Sprintf("p:r%02d", i)))
	}
	at := func(ns ...int) (out []uint32) {
		for _, n := range ns {
			out = append(out, ords[n])
		}
		slices.Sort(out)
		return out
	}
	p := preview(t, db, ords)
	for code, want := range map[string]struct {
		ords []uint32
		text string
	}{
		store.OutlierProtected: {at(0), "1 account is protected and needs a second reason [by ana on "},
		store.OutlierHold:      {at(1), "legal, by ana on "},
		store.OutlierDismissed: {at(2), "as duplicate, by ana on "},
		store.OutlierClaimed:   {at(3), "somebody else is at work on 1 account: 1 ana"},
		store.OutlierJudged:    {at(5, 6), "not the same as p:r06, says ana on "},
		store.OutlierVictim:    {at(8, 10), "2 accounts are said to be victims"},
		store.OutlierBenign:    {at(9, 12, 13, 14), "on the benign list good"},
		store.OutlierInForce:   {at(16), `against 1 account the action "suspend" is in force already`},
		store.OutlierDecided:   {at(15, 16, 17), "3 accounts were proposed before: 1 decided, 1 enforced, 1 proposed"},
	} {
		if got := outliers(p, code); !slices.Equal(got, want.ords) || !strings.Contains(said(p, code), want.text) {
			t.Errorf("%s: %v, want %v with %q in\n%s", code, got, want.ords, want.text, said(p, code))
		}
	}
	if !slices.Equal(p.Blocked, at(0, 1, 16, 17)) {
		t.Errorf("blocked %v, want %v", p.Blocked, at(0, 1, 16, 17))
	}
	// The rules say the same of each.
	for _, ord := range ords {
		_, err := db.Act(ctx, "kim", store.NewKey(), workflow.NewProposal(idsOf(t, db, ord), terms("suspend")))
		if refused := model.KindOf(err) == model.ErrRefused; refused != slices.Contains(p.Blocked, ord) || err != nil && !refused {
			t.Errorf("account %d: %v; blocked: %v", ord, err, slices.Contains(p.Blocked, ord))
		}
	}
	order := slices.IsSortedFunc(p.Warnings(), func(a, b workflow.Warning) int {
		codes := []string{"protected", "hold", "in-force", "decided", "victim", "benign", "dismissed", "claimed", "judged", "weak", "not-in-ring", "innocent", "low", "single", "left"}
		return slices.Index(codes, a.Code) - slices.Index(codes, b.Code)
	})
	if !order {
		t.Errorf("the warnings are in the order of %v", p.Warnings())
	}
}

func TestPreviewRestsOnOneValue(t *testing.T) {
	db := create(t)
	rows := append(ring("a", 6), ring("b", 6)...)
	for _, i := range []int{0, 6} {
		rows[i].Account.Identifiers = append(rows[i].Account.Identifiers, model.Identifier{Kind: model.KindWallet, Value: "bridge\x1b[31m"})
	}
	load(t, db, "a", numbered(append(rows, strangers(400)...)))
	var ords []uint32
	for i := range 6 {
		ords = append(ords, account(t, db, fmt.Sprintf("p:a%02d", i)), account(t, db, fmt.Sprintf("p:b%02d", i)))
	}
	p := preview(t, db, ords)
	if got := said(p, store.OutlierSingle); got != "6 of 12 accounts rest on wallet:bridge?[31m alone []\n" {
		t.Errorf("said: %q", got)
	}
	for _, o := range p.Outliers {
		if o.Code == store.OutlierSingle && !slices.Equal(o.Values, []model.Untrusted{"wallet:bridge\x1b[31m"}) {
			t.Errorf("values %q", o.Values)
		}
	}
	// What is left of a ring that is proposed in part.
	p = preview(t, db, ords[:2*4])
	if got := said(p, store.OutlierLeft); !strings.Contains(got, "stay") || len(outliers(p, store.OutlierLeft)) != 4 {
		t.Errorf("left: %q", got)
	}
	if len(outliers(p, store.OutlierWeak)) > 0 {
		t.Errorf("weak: %s", said(p, store.OutlierWeak))
	}
	// One account alone is weak where it is in no ring, and not for being alone.
	if p = preview(t, db, ords[:1]); len(outliers(p, store.OutlierWeak)) != 0 || len(outliers(p, store.OutlierLeft)) != 11 {
		t.Errorf("of one: %+v", p.Outliers)
	}
	if p = preview(t, db, ordsOf(t, db, "p:x0001")); said(p, store.OutlierWeak) != "1 account has no strong link to any other [no link, weak ones aside]\n" {
		t.Errorf("of one: %q", said(p, store.OutlierWeak))
	}
	// Strangers: nothing ties them.
	p = preview(t, db, ordsOf(t, db, "p:x0001", "p:x0002"))
	if len(outliers(p, store.OutlierWeak)) != 2 || len(outliers(p, store.OutlierLow)) != 2 || len(p.Evidence) != 0 {
		t.Errorf("of strangers: %+v", p)
	}
}

func TestPreviewIsBounded(t *testing.T) {
	db := create(t)
	if _, err := db.Preview(ctx, []uint32{0}, "suspend", "kim", 0); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("before an import: %v", err)
	}
	load(t, db, "a", numbered(append(ring("r", 9), strangers(11_000)...)))
	if _, err := db.Preview(ctx, nil, "suspend", "kim", 0); model.KindOf(err) != model.ErrUsage {
		t.Errorf("of nobody: %v", err)
	}
	if _, err := db.Preview(ctx, []uint32{3, uint32(db.Len())}, "suspend", "kim", 0); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("of an account that is not there: %v", err)
	}
	var ords []uint32
	for i := range uint32(10_001) {
		ords = append(ords, i)
	}
	for n, skipped := range map[int]string{10_000: "of 9991 accounts without a strong link, the other links of the first 100", 10_001: "more than 10000 accounts"} {
		p := preview(t, db, ords[:n])
		if p.Count != n || !strings.Contains(strings.Join(p.Skipped, "\n"), skipped) {
			t.Errorf("of %d: skipped %q", p.Count, p.Skipped)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, err := db.Preview(stopped, ords, "suspend", "kim", 0); err == nil {
		t.Error("a preview that was stopped has no error")
	}
	twice := preview(t, db, []uint32{5, 3, 5})
	if twice.Count != 2 || !slices.Equal(twice.Accounts, []uint32{3, 5}) {
		t.Errorf("accounts %v", twice.Accounts)
	}
}
