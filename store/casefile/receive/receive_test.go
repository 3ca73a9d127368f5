package receive_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/casefile/receive"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

var ctx = context.Background()

func empty(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Create(ctx, filepath.Join(t.TempDir(), "o.clew"), store.Options{Wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func incoming(t *testing.T, r *casefile.Record) *receive.Incoming {
	t.Helper()
	var b bytes.Buffer
	if err := casefile.Encode(&b, r); err != nil {
		t.Fatal(err)
	}
	in, err := receive.New(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// Whatever stands in a case file, it is taken in, and the investigation is sound after it: one
// text that Clew would not write costs itself.
func TestHostileCaseFilesAreTakenIn(t *testing.T) {
	texts := slices.Clone(hostile.Few)
	texts = append(texts, "\xff", "", strings.Repeat("long ", 2000))
	for seed := range uint64(8) {
		r := casefiletest.Random(seed, int(seed), texts)
		if seed == 1 {
			r.Investigation = "1234567\u00e9" // cut after 8 bytes it would be no text
		}
		db := empty(t)
		in := incoming(t, r)
		got, err := receive.Take(ctx, db, in, "zoe", nil)
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		members := 0
		for i := range r.Accounts {
			if r.Accounts[i].Role != "" {
				members++
			}
		}
		if got.Accounts != members || got.Rejected != 0 || got.Notes+got.Left != len(r.Notes) {
			t.Errorf("seed %d: %+v of %d accounts and %d notes", seed, got, members, len(r.Notes))
		}
		again, err := receive.Take(ctx, db, in, "zoe", nil)
		if err != nil || !again.Already || again.Notes != got.Notes || db.Work().NoteCount() != got.Notes {
			t.Errorf("seed %d, again: %+v, %v", seed, again, err)
		}
		if report, err := db.Check(ctx); err != nil || len(report.Problems) > 0 {
			t.Errorf("seed %d: %+v, %v", seed, report, err)
		}
	}
}

func TestAnAccountWithoutAnIDOfItsOwnIsLeftInTheFile(t *testing.T) {
	r := casefiletest.Random(1, 3, nil)
	r.Accounts[1].Platform = "other"
	for i := range r.Accounts {
		r.Accounts[i].Role = "persona"
	}
	got, err := receive.Take(ctx, empty(t), incoming(t, r), "zoe", nil)
	if err != nil || got.Rejected != 1 || got.Accounts != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestACardLinksTheAccountsOfTheFileAlone(t *testing.T) {
	r := casefiletest.Random(1, 2, nil)
	card := casefile.Identifier{Kind: "card", Value: casefile.Text("411111:" + base64.RawStdEncoding.EncodeToString(make([]byte, 16))), Status: "ok"}
	for i := range r.Accounts {
		r.Accounts[i].Identifiers = []casefile.Identifier{card}
		r.Accounts[i].Role = "persona"
	}
	db := empty(t)
	if _, err := receive.Take(ctx, db, incoming(t, r), "zoe", nil); err != nil {
		t.Fatal(err)
	}
	a, err := db.Account(ctx, 0)
	if err != nil || len(a.Held) != 1 || a.Held[0].Kind != model.KindCard || a.Held[0].Holders != 2 {
		t.Errorf("%+v, %v", a.Held, err)
	}
}
