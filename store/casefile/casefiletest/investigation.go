package casefiletest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/load"
)

var ctx = context.Background()

const (
	// Wallet is what the ring of [Investigation] is paid to.
	Wallet = "0x649acff846f702d99a9ad4a506c9941b14722abc"
	mfa    = "f0a1d2db-2253-4e76-902c-4f39788f05ae"
)

// Investigation makes one with five accounts, of which the first three are a ring.
func Investigation(t testing.TB) *store.DB {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Create(ctx, filepath.Join(dir, "t.clew"), store.Options{Wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	var rows strings.Builder
	for i := 1; i <= 5; i++ {
		shared := ""
		if i <= 3 {
			shared = fmt.Sprintf(`,"wallet":"%s","mfa_device":"%s"`, Wallet, mfa)
		}
		fmt.Fprintf(&rows, `{"platform":"test","account_id":"%d","username":"u%d","email":"u%d@example.com","created_at":"2024-03-01T00:00:00Z","bio":"I\u202e am"%s}`+"\n", i, i, i, shared)
	}
	file := filepath.Join(dir, "a.jsonl")
	if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	l := load.Loader{DB: db, Actor: "kim"}
	if _, err := l.Import(ctx, []load.Export{{Path: file, Name: "a.jsonl"}}); err != nil {
		t.Fatal(err)
	}
	return db
}

// Do acts, and ends the test where that is refused.
func Do(t testing.TB, db *store.DB, who string, a model.Action) store.Receipt {
	t.Helper()
	r, err := db.Act(ctx, who, store.NewKey(), a)
	if err != nil {
		t.Fatalf("%s: %v", a.Verb(), err)
	}
	return r
}

// Accounts gives the ids of accounts of [Investigation].
func Accounts(numbers ...int) (ids []model.AccountID) {
	for _, n := range numbers {
		ids = append(ids, model.AccountID{Platform: "test", Native: model.Untrusted(fmt.Sprint(n))})
	}
	return ids
}

// Worked makes a case of the accounts 1 and 2, a proposal of it on 1, 2 and 4 that is decided
// and handed off, and another one that has nothing to do with it.
func Worked(t testing.TB, db *store.DB) {
	t.Helper()
	Do(t, db, "kim", workflow.OpenCase{Title: "One wallet", Members: Accounts(1, 2), Role: "persona", Priority: "high"})
	Do(t, db, "kim", workflow.SetValues{ID: 1, Values: []model.Untrusted{"wallet:" + Wallet}, Why: "the pay goes there"})
	Do(t, db, "kim", workflow.AddNote{On: workflow.On{Kind: workflow.InCase, ID: 1}, Text: "Both are *paid* there.", Files: []workflow.File{{Name: "a.png", SHA256: strings.Repeat("a", 64), Bytes: 3}}})
	Do(t, db, "ada", workflow.AddNote{On: workflow.OnAccount(Accounts(5)[0]), Text: "Nothing to do with it."})
	Do(t, db, "kim", workflow.AddNote{On: workflow.On{Kind: workflow.Link, Account: Accounts(1, 2)}, Text: "Same hand."})
	Do(t, db, "kim", workflow.AddNote{On: workflow.On{Kind: workflow.Link, Account: Accounts(1, 3)}, Text: "Reaches out of the case."})
	Do(t, db, "lee", workflow.NewProposal(Accounts(5), workflow.Terms{Action: "warn", Policy: "default", Reason: "fabricated-identity", Note: "Other.", Benign: "None.", Confidence: "low"}))
	Do(t, db, "kim", workflow.NewProposal(Accounts(1, 2, 4), workflow.Terms{Action: "suspend", Policy: "default", Reason: "fabricated-identity", Note: "One hand.", Benign: "None fits.", Confidence: "high", Case: 1,
		Evidence: []workflow.Evidence{{Kind: "wallet", Value: Wallet, Holders: 2, All: 3}}}))
	p := db.Work().Proposal(2)
	Do(t, db, "lee", workflow.OpenProposal{ID: 2, Hash: p.Hash})
	Do(t, db, "lee", workflow.Approve{ID: 2, Hash: p.Hash, Note: "agreed"})
	Do(t, db, "kim", workflow.Seal{Action: "suspend"})
	Do(t, db, "kim", workflow.HandOff{ID: 1, Manifest: strings.Repeat("b", 64)})
	Do(t, db, "kim", workflow.NewConfirm(1, map[model.AccountID]workflow.Said{Accounts(1)[0]: {Result: workflow.Done, Message: "ok"}}, ""))
}
