package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draft"
)

// Who opens an investigation learns what they have not finished writing, and not what they
// have open in another window.
func TestUnfinished(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Create(t.Context(), filepath.Join(dir, "x.clew"), store.Options{Actor: "kim", Viewer: "kim"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	open := func() *draft.Drafts {
		now = now.Add(time.Minute)
		at := now
		d, err := draft.Open(dir, db.Work().Log(), "kim", func() time.Time { return at })
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, key := range []string{"note " + workflow.CaseKey(1), "note " + workflow.ValueKey("email:ann@example.org"), "note " + workflow.AccountKey(7), "propose proposal 3 note"} {
		d := open()
		if err := d.Save(key, "begun"); err != nil {
			t.Fatal(err)
		}
		d.Close()
	}
	other := open()
	defer other.Close()
	if err := other.Save("note "+workflow.CaseKey(2), "being written"); err != nil {
		t.Fatal(err)
	}
	mine := open()
	defer mine.Close()
	var said []string
	for _, s := range unfinished(t.Context(), db, mine) {
		said = append(said, s.Text)
	}
	want := `you have an unfinished note on case 1
you have an unfinished note on an identifier
you have an unfinished note on an account
you have an unfinished text of proposal 3
you have 4 unfinished texts`
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("got\n%s", got)
	}
}
