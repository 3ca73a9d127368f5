package store_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

func ties(t testing.TB, db *store.DB, ord uint32) *store.Ties {
	t.Helper()
	a, err := db.Account(ctx, ord)
	if err != nil {
		t.Fatal(err)
	}
	got, err := links(t, db).Ties(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestTies(t *testing.T) {
	db := create(t)
	rows := ring("r", 9)
	flag := func(i int, score uint8) {
		rows[i].Account.Flags = []model.Flag{{Source: "desk", Score: score}}
	}
	flag(1, 0)
	load(t, db, "a", numbered(append(slices.Clone(rows), strangers(60)...)))
	id := func(n string) model.AccountID { return model.AccountID{Platform: "p", Native: model.Untrusted(n)} }
	r0, r1, r2 := account(t, db, "p:r00"), account(t, db, "p:r01"), account(t, db, "p:r02")

	// Of three that share a wallet one is flagged without a score.
	got := ties(t, db, r0)
	if got == nil || got.Found != 1 || got.Best != r1 || got.Bad != .2 || !got.Suspect || got.Decided != 0 {
		t.Fatalf("%+v", got)
	}
	link, err := links(t, db).Between(ctx, r0, r1)
	if err != nil || link.Class < evidence.Strong {
		t.Fatalf("%+v, %v", link, err)
	}
	whole, err := db.Account(ctx, r0)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, r := range whole.ScoreRows {
		sum += r.Bits
	}
	chance := func(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }
	want := 1 - (1-chance(sum))*(1-.2*got.Link)
	if got.Link != link.Probability() || math.Abs(chance(sum+got.Bits)-want) > 1e-9 || float64(got.Score) != math.Round(100*want) {
		t.Errorf("%+v, want %v", got, want)
	}
	// The flagged one is tied to nobody but those who are flagged by this alone, which is nothing.
	if got := ties(t, db, r1); got != nil {
		t.Errorf("of the flagged one: %+v", got)
	}
	if got := ties(t, db, account(t, db, "p:x0000")); got != nil {
		t.Errorf("of a stranger: %+v", got)
	}

	// A score that is given is not moved by what stands beside it.
	score := func(ord uint32) float64 {
		rows, err := db.Listing(ctx, []uint32{ord})
		if err != nil {
			t.Fatal(err)
		}
		return rows[0].Score
	}
	before := score(r0)

	// A decision counts once it is in force, and not before.
	approve(t, db, "suspend", id("r02"))
	if got := ties(t, db, r0); got.Found != 1 || got.Decided != 0 {
		t.Errorf("approved: %+v", got)
	}
	acts(t, db, "kim", workflow.Seal{On: []model.AccountID{id("r02")}, Action: "suspend"})
	acts(t, db, "kim", workflow.HandOff{ID: 1, Manifest: strings.Repeat("0", 64)})
	acts(t, db, "kim", workflow.NewConfirm(1, map[model.AccountID]workflow.Said{id("r02"): {Result: workflow.Done}}, ""))
	got = ties(t, db, r0)
	if got.Found != 2 || got.Decided != 1 || got.Best != r2 || got.Bad != .95 || got.Suspect || got.Score < 90 {
		t.Errorf("in force: %+v", got)
	}
	if now := score(r0); now != before {
		t.Errorf("the score was %v and is %v", before, now)
	}

	// An appeal that is pending changes nothing; one that is won clears.
	acts(t, db, "kim", workflow.FileAppeal{On: id("r02"), Text: "it is me"})
	if got := ties(t, db, r0); got.Decided != 1 {
		t.Errorf("appealed: %+v", got)
	}
	acts(t, db, "eve", workflow.DecideAppeal{ID: 1, Outcome: "overturn", Note: "it is"})
	if got := ties(t, db, r0); got.Found != 1 || got.Decided != 0 || got.Cleared != 1 {
		t.Errorf("overturned: %+v", got)
	}

	// A dismissal clears, and so does the word that somebody is a victim; taken back, it does not.
	acts(t, db, "kim", workflow.Dismiss{On: []model.AccountID{id("r01")}, As: "no-violation", Why: "a person"})
	if got := ties(t, db, r0); got.Found != 0 || got.Cleared != 2 || got.Best != evidence.None || got.Bits != 0 || float64(got.Score) != math.Round(before) {
		t.Errorf("dismissed: %+v", got)
	}
	acts(t, db, "kim", workflow.Reopen{On: []model.AccountID{id("r01")}, Why: "not so sure"})
	acts(t, db, "kim", workflow.OpenCase{Members: []model.AccountID{id("r01")}, Role: "victim", Title: "one"})
	if got := ties(t, db, r0); got.Found != 0 || got.Cleared != 2 {
		t.Errorf("a victim: %+v", got)
	}
}

// Who is linked by a hub, by a link that is judged not to be one hand, or within a ring that an
// innocent rule explains, is tied to nobody.
func TestTiesThatDoNotCount(t *testing.T) {
	db := create(t)
	rows := ring("r", 9)
	rows[1].Account.Flags = []model.Flag{{Source: "desk", Score: 90}}
	family := []model.Row{person("f0", "address:9 elm st", "device:f", "phone:+12025550142"), person("f1", "address:9 elm st", "device:f", "phone:+12025550142"),
		person("f2", "address:9 elm st", "device:f", "phone:+12025550142")}
	family[0].Account.Flags = []model.Flag{{Source: "desk", Score: 90}}
	load(t, db, "a", numbered(append(append(rows, family...), strangers(60)...)))
	r0 := account(t, db, "p:r00")
	if got := ties(t, db, r0); got == nil || got.Found != 1 || got.Score < 85 {
		t.Fatalf("%+v", got)
	}
	act(t, db, judge("r00", "r01", "not-same"))
	if got := ties(t, db, r0); got != nil {
		t.Errorf("judged not to be one hand: %+v", got)
	}
	act(t, db, judge("f0", "f1", "same"))
	if got := ties(t, db, account(t, db, "p:f1")); got == nil || got.Found != 1 || got.Link < .99 {
		t.Errorf("judged to be one hand: %+v", got)
	}
	if got := ties(t, db, account(t, db, "p:f2")); got != nil && got.Found > 0 {
		t.Errorf("a family: %+v", got)
	}
}

// What stands beside the scores of generated investigations: of the members of innocent groups
// hardly any would rise by it, of those of rings most would.
func TestTiesOfInnocentGroups(t *testing.T) {
	db, key := planted(t, &synth.Config{Accounts: 3000, Seed: 23, Signins: 1})
	var all, tied, innocents, wrong, raised, excused int
	for _, r := range key.Rings {
		for _, ord := range ordsOf(t, db, r.Members...) {
			got := ties(t, db, ord)
			found := got != nil && got.Found > 0
			if got != nil && got.Excused > 0 {
				excused++
				if ring, err := links(t, db).Ring(ctx, ord); err != nil || ring == nil || !ring.Excused {
					t.Errorf("%s is excused in %+v, %v", name(t, db, ord), ring, err)
				}
			}
			if r.Guilty {
				all++
				if found {
					tied++
				}
				continue
			}
			innocents++
			if !found {
				continue
			}
			wrong++
			rows, err := db.Listing(ctx, []uint32{ord})
			if err != nil {
				t.Fatal(err)
			}
			if rows[0].Score < 70 && got.Score >= 70 {
				raised++
			}
		}
	}
	t.Logf("of %d members of rings %d are tied to a flagged one; of %d innocents in groups %d, of whom %d would come to 70 by it; %d are excused", all, tied, innocents, wrong, raised, excused)
	if excused == 0 || tied < all/2 || wrong > innocents/50 || innocents < 300 {
		t.Errorf("of %d members of rings %d are tied to a flagged one; of %d innocents %d", all, tied, innocents, wrong)
	}
}

// In whatever order things came in, the same stands beside a score.
func TestTiesDoNotFollowTheOrderOfImports(t *testing.T) {
	rows := append(ring("r", 9), strangers(60)...)
	for i, score := range []uint8{0, 90, 90, 90, 40} {
		rows[i].Account.Flags = []model.Flag{{Source: "desk", Score: score}}
	}
	said := func(rows ...[]model.Row) map[string]store.Ties {
		db := create(t)
		for i, part := range rows {
			load(t, db, string(rune('a'+i)), numbered(slices.Clone(part)))
		}
		out := map[string]store.Ties{}
		for ord := range uint32(db.Len()) {
			if got := ties(t, db, ord); got != nil {
				best := name(t, db, got.Best)
				got.Best = 0
				out[name(t, db, ord)+" by "+best] = *got
			}
		}
		return out
	}
	want := said(rows)
	back := slices.Clone(rows)
	slices.Reverse(back)
	for i, got := range []map[string]store.Ties{said(back), said(rows[40:], rows[4:40], rows[:4])} {
		if len(got) != len(want) || len(want) < 5 {
			t.Fatalf("%d and %d accounts", len(got), len(want))
		}
		for n, w := range want {
			if got[n] != w {
				t.Errorf("order %d: of %s %+v, want %+v", i, n, got[n], w)
			}
		}
	}
}
