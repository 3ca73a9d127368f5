package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// bridged are two halves of three that one card and one address alone hold together, and a pair
// elsewhere that nothing but these two ties.
func bridged() []model.Row {
	rows := []model.Row{
		person("a1", "wallet:wa", "mfa_device:ma", "session:sa"), person("a2", "wallet:wa", "mfa_device:ma", "session:sa"),
		person("a3", "wallet:wa", "mfa_device:ma", "session:sa", "payment:bridge", "commit_email:bridge@b.example"),
		person("b1", "wallet:wb", "mfa_device:mb", "session:sb", "payment:bridge", "commit_email:bridge@b.example"),
		person("b2", "wallet:wb", "mfa_device:mb", "session:sb"), person("b3", "wallet:wb", "mfa_device:mb", "session:sb"),
		person("c1", "payment:pair", "commit_email:pair@b.example"), person("c2", "payment:pair", "commit_email:pair@b.example"),
	}
	return numbered(append(rows, strangers(40)...))
}

// What would no longer stand is what the links say of each account that waits, whatever ring it
// is in, and nothing of what is done, returned, or only for the record.
func TestWithoutSaysWhatIsPending(t *testing.T) {
	db := create(t)
	load(t, db, "a", bridged())
	id := func(names ...string) (ids []model.AccountID) {
		for _, n := range names {
			ids = append(ids, model.AccountID{Platform: "p", Native: model.Untrusted(n)})
		}
		return ids
	}
	ords := func(names ...string) (all []uint32) {
		for _, n := range names {
			all = append(all, account(t, db, "p:"+n))
		}
		slices.Sort(all)
		return all
	}
	without := func(of string, values ...string) *store.Fallout {
		t.Helper()
		f, err := links(t, db).Without(ctx, account(t, db, "p:"+of), values, nil)
		if err != nil || f == nil {
			t.Fatalf("without %q: %+v, %v", values, f, err)
		}
		return f
	}
	bridge, pair := []string{"payment:bridge", "commit_email:bridge@b.example"}, []string{"payment:pair", "commit_email:pair@b.example"}
	if f := without("a1", bridge...); f.Pending != 0 || f.Resting != nil {
		t.Fatalf("nothing is pending, and yet %+v", f)
	}

	rests := terms("suspend")
	rests.Evidence = []workflow.Evidence{{Kind: "payment", Value: "bridge", Holders: 1, All: 2}}
	acts(t, db, "kim", workflow.NewProposal(id("a1", "b1", "b2", "x0001"), rests)) // 1
	approve(t, db, "suspend", id("b3", "c1")...)                                   // 2
	approve(t, db, "suspend", id("c2")...)                                         // 3
	acts(t, db, "kim", workflow.Seal{On: id("c2"), Action: "suspend"})
	approve(t, db, "no-action", id("a2")...)                             // 4: for the record
	acts(t, db, "kim", workflow.NewProposal(id("a3"), terms("suspend"))) // 5: returned
	p := db.Work().Proposal(5)
	acts(t, db, "ana", workflow.OpenProposal{ID: 5, Hash: p.Hash})
	acts(t, db, "ana", workflow.Return{ID: 5, Hash: p.Hash, Note: "why?"})

	f := without("a1", bridge...)
	if f.Pending != 7 || len(f.Resting) != 2 {
		t.Fatalf("%d pending, %d rest on it", f.Pending, len(f.Resting))
	}
	want := store.Resting{Proposal: 1, Action: "suspend", Stage: workflow.Proposed, Of: 4, Apart: ords("b1", "b2"), Names: []model.Untrusted{"payment:bridge"}}
	if got := f.Resting[0]; fmt.Sprintf("%+v", *got) != fmt.Sprintf("%+v", want) {
		t.Errorf("%+v, want %+v", *got, want)
	}
	want = store.Resting{Proposal: 2, Action: "suspend", Stage: workflow.Approved, Of: 2, Apart: ords("b3")}
	if got := f.Resting[1]; fmt.Sprintf("%+v", *got) != fmt.Sprintf("%+v", want) {
		t.Errorf("%+v, want %+v", *got, want)
	}

	// A ring is asked about, and a value of another one is wrong.
	f = without("a1", pair...)
	if len(f.Parts) != 0 || len(f.Resting) != 2 {
		t.Fatalf("%+v", f)
	}
	for i, want := range []store.Resting{
		{Proposal: 2, Action: "suspend", Stage: workflow.Approved, Of: 2, Untied: ords("c1")},
		{Proposal: 3, Action: "suspend", Stage: workflow.Batched, Of: 1, Untied: ords("c2")},
	} {
		if got := f.Resting[i]; fmt.Sprintf("%+v", *got) != fmt.Sprintf("%+v", want) {
			t.Errorf("%+v, want %+v", *got, want)
		}
	}

	// Said by the links themselves, account by account, if the value is ignored.
	acts(t, db, "kim", workflow.IgnoreValue{Kind: "payment", Value: "pair", Why: "an exchange"})
	acts(t, db, "kim", workflow.IgnoreValue{Kind: "commit_email", Value: "pair@b.example", Why: "an exchange"})
	for _, n := range []string{"c1", "c2"} {
		if links(t, db).View().Name(account(t, db, "p:"+n)) != evidence.None {
			t.Errorf("%s is still tied to somebody", n)
		}
	}
	if f := without("a1", pair[0]); len(f.Resting) != 0 {
		t.Errorf("what counts for nothing already: %+v", f.Resting[0])
	}

	acts(t, db, "kim", workflow.HandOff{ID: 1, Manifest: strings.Repeat("0", 64)})
	if f := without("a1", bridge...); f.Pending != 6 {
		t.Errorf("%d pending after one was handed off", f.Pending)
	}
}
