package handover

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/store/load"
)

var ctx = context.Background()

// wallet is what the first three accounts of an investigation share.
const wallet = "0x649acff846f702d99a9ad4a506c9941b14722abc"

// investigation makes one with four accounts, of which three are a ring.
func investigation(t *testing.T) *store.DB {
	t.Helper()
	dir := t.TempDir()
	db, err := store.Create(ctx, filepath.Join(dir, "t.clew"), store.Options{Wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	var rows strings.Builder
	for i := 1; i <= 3; i++ {
		fmt.Fprintf(&rows, `{"platform":"test","account_id":"%d","username":"u%d","email":"u%d@example.com","wallet":"%s","mfa_device":"f0a1d2db-2253-4e76-902c-4f39788f05ae"}`+"\n", i, i, i, wallet)
	}
	rows.WriteString(`{"platform":"test","account_id":"4","username":"=1+1"}` + "\n")
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

func do(t *testing.T, db *store.DB, who string, a model.Action) store.Receipt {
	t.Helper()
	r, err := db.Act(ctx, who, store.NewKey(), a)
	if err != nil {
		t.Fatalf("%s: %v", a.Verb(), err)
	}
	return r
}

func account(n int) model.AccountID {
	return model.AccountID{Platform: "test", Native: model.Untrusted(fmt.Sprint(n))}
}

// sealed makes batch 1 of the accounts, over a window.
func sealed(t *testing.T, db *store.DB, window time.Duration, accounts ...int) {
	t.Helper()
	var ids []model.AccountID
	for _, n := range accounts {
		ids = append(ids, account(n))
	}
	do(t, db, "kim", workflow.NewProposal(ids, workflow.Terms{Action: "suspend", Policy: "default", Reason: "fabricated-identity", Note: "One hand.\nMore.", Benign: "None.",
		Evidence: []workflow.Evidence{{Kind: "wallet", Value: wallet, Holders: 3, All: 3}, {Kind: "note", Note: 7}}}))
	p := db.Work().Proposal(1)
	do(t, db, "lee", workflow.OpenProposal{ID: 1, Hash: p.Hash})
	do(t, db, "lee", workflow.Approve{ID: 1, Hash: p.Hash})
	do(t, db, "kim", workflow.Seal{Action: "suspend", Window: window.Milliseconds()})
}

func TestWriteSaysWhatWasDecided(t *testing.T) {
	db := investigation(t)
	sealed(t, db, 6*time.Hour, 1, 2, 3, 4)
	b, err := gather(ctx, db, 1)
	if err != nil {
		t.Fatal(err)
	}
	if b.NotBefore != b.SealedAt || b.Window != 6*time.Hour || b.SealedBy != "kim" || b.Investigation != db.Work().Log() {
		t.Errorf("the batch is %+v", b)
	}
	first := b.Rows[0]
	if first.Proposal != "1" || first.Version != db.Work().Proposal(1).Hash || first.Proposer != "kim" || len(first.Approvers) != 1 || first.Approvers[0] != "lee" ||
		first.Policy != "default" || first.Reason != "fabricated-identity" || first.Lifts != "" {
		t.Errorf("a row is %+v", first)
	}
	if want := "wallet:" + wallet + " of 3 of 4, 3 in all; note 7"; string(first.Evidence) != want {
		t.Errorf("the evidence is %q, want %q", first.Evidence, want)
	}
	for i, r := range b.Rows[:3] {
		if r.Ring == "" || r.Ring != first.Ring || r.Due != first.Due {
			t.Errorf("row %d is of ring %q and due %v; those of one ring are due at once", i, r.Ring, r.Due)
		}
	}
	if alone := b.Rows[3]; alone.Ring != "" || alone.Due.Before(b.NotBefore) || alone.Due.After(b.NotBefore.Add(b.Window)) {
		t.Errorf("the account outside of the ring: %+v", alone)
	}
}

func TestTheSameFilesAgain(t *testing.T) {
	db := investigation(t)
	sealed(t, db, 0, 1, 2)
	dir := t.TempDir()
	one, err := Write(ctx, db, 1, filepath.Join(dir, "one"), "kim")
	if err != nil {
		t.Fatal(err)
	}
	do(t, db, "kim", workflow.AddNote{On: workflow.OnAccount(account(1)), Text: "the log goes on"})
	two, err := Write(ctx, db, 1, filepath.Join(dir, "two"), "lee")
	if err != nil || two.SHA256 != one.SHA256 {
		t.Fatalf("written again it has the manifest %s, before %s (%v)", two.SHA256, one.SHA256, err)
	}
	out := db.Work().Batch(1).Out
	if len(out) != 2 || out[1].By != "lee" || out[1].Manifest != one.SHA256 {
		t.Errorf("handed off: %+v", out)
	}
}

// A crash after the files and before the entry: writing to the same place again finds them.
func TestFilesThatNoEntryKnows(t *testing.T) {
	db := investigation(t)
	sealed(t, db, time.Hour, 1, 2)
	b, err := gather(ctx, db, 1)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "out")
	m, err := export.WriteBatch(dir, b)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Write(ctx, db, 1, dir, "kim")
	if err != nil || again.SHA256 != m.SHA256 || db.Work().Batch(1).State() != "handed off" {
		t.Fatalf("%v: %s, want %s", err, again.SHA256, m.SHA256)
	}
	if err := os.WriteFile(filepath.Join(dir, "suspend.csv"), []byte("account\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(ctx, db, 1, dir, "kim"); model.KindOf(err) != model.ErrRefused {
		t.Errorf("over files that somebody has changed: %v", err)
	}
	if n := len(db.Work().Batch(1).Out); n != 1 {
		t.Errorf("handed off %d times, of which once is true", n)
	}
}

func TestWriteRefusals(t *testing.T) {
	db := investigation(t)
	if _, err := Write(ctx, db, 1, filepath.Join(t.TempDir(), "out"), "kim"); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("a batch that is not there: %v", err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{dir, file, filepath.Join(dir, "no", "folder"), filepath.Join(file, "out")} {
		if err := Free(bad); model.KindOf(err) != model.ErrRefused {
			t.Errorf("Free(%s) = %v", bad, err)
		}
	}
	for _, good := range []string{t.TempDir(), filepath.Join(dir, "new")} {
		if err := Free(good); err != nil {
			t.Errorf("Free(%s) = %v", good, err)
		}
	}
}

// What may not be handed off is not written either, and says why.
func TestNothingIsWrittenOfWhatMayNotBeHandedOff(t *testing.T) {
	db := investigation(t)
	sealed(t, db, 0, 1, 2)
	do(t, db, "ed", workflow.JoinLogins{Login: "lee", With: "kim", Why: "one person"})
	dir := filepath.Join(t.TempDir(), "out")
	_, err := Write(ctx, db, 1, dir, "kim")
	if model.KindOf(err) != model.ErrRefused || !strings.Contains(err.Error(), "proposal 1 has 0 of 1 approvals: lee and kim, who made it, are one person") {
		t.Errorf("%v", err)
	}
	if there(dir) {
		t.Error("its files are there")
	}
	p := db.Work().Proposal(1)
	do(t, db, "ed", workflow.OpenProposal{ID: 1, Hash: p.Hash})
	do(t, db, "ed", workflow.Approve{ID: 1, Hash: p.Hash})
	if _, err := Write(ctx, db, 1, dir, "kim"); err != nil {
		t.Error(err)
	}
	if b, err := gather(ctx, db, 1); err != nil || len(b.Rows[0].Approvers) != 2 {
		t.Errorf("%+v: %v", b.Rows, err)
	}
}

// learns is an investigation in which something comes out just before the hand-off is written
// into the log.
type learns struct {
	*store.DB
	t    *testing.T
	what model.Action
}

func (l learns) Act(ctx context.Context, by string, key store.Key, a model.Action) (store.Receipt, error) {
	do(l.t, l.DB, "ed", l.what)
	return l.DB.Act(ctx, by, key, a)
}

func TestFilesGoWhenTheLogRefusesThem(t *testing.T) {
	db := investigation(t)
	sealed(t, db, 0, 1, 2)
	dir := filepath.Join(t.TempDir(), "out")
	m, err := Write(ctx, learns{db, t, workflow.Hold{On: []model.AccountID{account(1)}, Kind: "legal", Why: "wait"}}, 1, dir, "kim")
	if model.KindOf(err) != model.ErrRefused || m.SHA256 != "" || there(dir) {
		t.Errorf("%v, %+v, and its files are there: %v", err, m, there(dir))
	}
	do(t, db, "ed", workflow.Unhold{On: []model.AccountID{account(1)}, Why: "go on"})
	// Files that were there before are left, whatever the log says.
	b, err := gather(ctx, db, 1)
	if err == nil {
		_, err = export.WriteBatch(dir, b)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Write(ctx, learns{db, t, workflow.JoinLogins{Login: "lee", With: "kim", Why: "one person"}}, 1, dir, "kim"); model.KindOf(err) != model.ErrRefused || !there(dir) {
		t.Errorf("%v, and its files are there: %v", err, there(dir))
	}
}

func TestConfirm(t *testing.T) {
	db := investigation(t)
	sealed(t, db, 0, 1, 2)
	answer := filepath.Join(t.TempDir(), "answer.csv")
	say := func(text string) {
		if err := os.WriteFile(answer, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	say("account,status,message\ntest:1,suspended,\n")
	if _, err := Confirm(ctx, db, "kim", 1, answer); model.KindOf(err) != model.ErrRefused {
		t.Errorf("before it was handed off: %v", err)
	}
	if _, err := Write(ctx, db, 1, filepath.Join(t.TempDir(), "out"), "kim"); err != nil {
		t.Fatal(err)
	}
	if _, err := Confirm(ctx, db, "kim", 2, answer); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("a batch that is not there: %v", err)
	}
	if _, err := Confirm(ctx, db, "kim", 1, answer+"x"); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("a file that is not there: %v", err)
	}
	say("account,status\ntest:4,suspended\nelsewhere:9,done\n")
	res, err := Confirm(ctx, db, "kim", 1, answer)
	if model.KindOf(err) != model.ErrInput || res == nil || res.Rejected != 2 {
		t.Errorf("accounts of no batch: %v, %+v", err, res)
	}

	long := strings.Repeat("é", 2000)
	say("account,status,message\ntest:4,suspended,\ntest:1,suspended,\nbad,done,\ntest:2,failed," + long + "\n")
	res, err = Confirm(ctx, db, "kim", 1, answer)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Rows) != 2 || res.Rejected != 2 || len(res.Errors) != 2 || res.Errors[0].Line > res.Errors[1].Line {
		t.Errorf("the answer came to %+v", res.Confirmation)
	}
	b := db.Work().Batch(1)
	if b != res.Batch || b.Count(workflow.Done) != 1 || b.Count(workflow.Undone) != 1 {
		t.Errorf("the batch is %+v", b)
	}
	m := string(b.Messages[b.Accounts[1]])
	if len(m) > maxMessage || !utf8.ValidString(m) || !strings.HasSuffix(m, "é…") {
		t.Errorf("the message is of %d bytes: %q", len(m), m)
	}
	var known *model.Error
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.Seal{Action: "suspend"}); !errors.As(err, &known) {
		t.Errorf("what is done is sealed again: %v", err)
	}
}

func TestReinstatementSaysWhatItLifts(t *testing.T) {
	db := investigation(t)
	sealed(t, db, 0, 1, 2)
	if _, err := Write(ctx, db, 1, filepath.Join(t.TempDir(), "out"), "kim"); err != nil {
		t.Fatal(err)
	}
	do(t, db, "kim", workflow.Reverse{Reverses: 1, Why: "an exchange"})
	b, err := gather(ctx, db, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range b.Rows {
		if r.Lifts != "suspend" || r.Proposal != "1" {
			t.Errorf("a row is %+v", r)
		}
	}
	if _, err := Write(ctx, db, 2, filepath.Join(t.TempDir(), "back"), "kim"); err != nil {
		t.Fatal(err)
	}
}

func TestShort(t *testing.T) {
	for in, want := range map[model.Untrusted]model.Untrusted{
		"": "", "a": "a", "a\xffb": "a\ufffdb",
		model.Untrusted(strings.Repeat("x", maxMessage)): model.Untrusted(strings.Repeat("x", maxMessage)),
	} {
		if got := short(in); got != want {
			t.Errorf("short(%q) = %q, want %q", in, got, want)
		}
	}
}
