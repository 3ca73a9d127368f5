package account

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
)

// worked is the investigation with work done on lena.
func worked(t *testing.T) *store.DB {
	t.Helper()
	db, err := investigation(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	rows := world()
	lena, ken := rows[0].Account.ID, rows[1].Account.ID
	sum := strings.Repeat("0123456789ab", 5) + "cdef"
	for _, a := range []workflow.Action{
		workflow.OpenCase{Title: "One wallet\x1b[2J", Owner: "kim", Members: []model.AccountID{lena, ken}, Role: "persona"},
		workflow.ClaimAccounts([]model.AccountID{lena}),
		workflow.Protect{On: []model.AccountID{lena}, Why: "a minister"},
		workflow.Hold{On: []model.AccountID{lena}, Kind: "legal", Why: "the court asked"},
		workflow.AddNote{On: workflow.OnAccount(lena), Text: "See (p:ken), device:laptop-1, `case:1`; not http://p:80/ or p:nobody-there, nor kim@mail.example:25.\n\n| md | stays |",
			Files: []workflow.File{{Name: "\u202escan.png", SHA256: sum, Bytes: 1234}}},
		workflow.AddNote{On: workflow.OnAccount(lena), Text: "It was note:2, not " + "\x1b[2Jnote:9999", Corrects: 2},
	} {
		if _, err := db.Act(ctx, "kim", store.NewKey(), a); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func TestWorkOnTheOverview(t *testing.T) {
	db := worked(t)
	d := open(t, db, page.Place{Ref: "p:lena"}, 200, 57)
	d.Has("WORK", "kim is at work on it until", "on hold (legal) by kim: the court asked", "a minister; a proposal needs a second reason",
		"persona in One wallet⟨ESC⟩[2J (open, kim's, 2 accounts)")
	for range 40 {
		if e := d.overview.current(); e != nil && e.place.Page == page.Case {
			break
		}
		d.Press(keys.Down)
	}
	d.Press(keys.Open)
	if got := d.Went(); got.Page != page.Case || got.Ref != "1" {
		t.Errorf("opened %+v", got)
	}
	open(t, db, page.Place{Ref: "p:mina"}, 200, 57).HasNot("WORK")
}

func TestNotesAreWholeAndLive(t *testing.T) {
	db := worked(t)
	d := open(t, db, page.Place{Ref: "p:lena", Tab: "notes"}, 120, 37)
	d.Has("corrected by note:", "corrects note:2", "| md | stays |", "attached  ⟨U+202E⟩scan.png  1,234 bytes  SHA-256 0123456789ab  only its hash is kept")
	var named []string
	for i := range d.notes.len() {
		if e := d.notes.entry(i); e.place.Page != "" {
			named = append(named, string(e.values[0].text))
		}
	}
	if want := []string{"p:ken", "device:laptop-1", "case:1", "note:2"}; !slices.Equal(named, want) {
		t.Errorf("the notes name %q, want %q", named, want)
	}
	for d.notes.current().place.Page == "" {
		d.Press(keys.Down)
	}
	d.Press(keys.Open)
	if got := d.Went(); got.Page != page.Account || got.Ref != "p:ken" {
		t.Errorf("opened %+v", got)
	}
	d.Press(keys.Down, keys.Open)
	if got := d.Went(); got.Page != page.Pivot || got.Ref != "device:laptop-1" {
		t.Errorf("opened %+v", got)
	}
	d = open(t, db, page.Place{Ref: "p:mina", Tab: "notes"}, 80, 21)
	d.Reads("Nobody has written anything about it; n writes a note.")
}

func TestSubject(t *testing.T) {
	d := lenaOn(t, "overview", 120, 37)
	if on := d.Subject(); on.Title != "lena.marsh0417" || len(on.Accounts) != 1 || on.Value != "" || on.Link != nil {
		t.Errorf("%+v", on)
	}
	d = lenaOn(t, "identifiers", 120, 37)
	if on := d.Subject(); on.Value != pivotRef(d.identifiers.current().Kind, d.identifiers.current().Value) || on.Value == "" {
		t.Errorf("%+v", on)
	}
	d = lenaOn(t, "links", 120, 37)
	if on := d.Subject(); len(on.Link) != 2 || on.Link[0] != "p:lena" {
		t.Errorf("%+v", on)
	}
	d = open(t, shared(t), page.Place{Ref: "p:absent"}, 120, 37)
	if on := d.Subject(); on.Title != "" || on.Accounts != nil {
		t.Errorf("%+v", on)
	}
}
