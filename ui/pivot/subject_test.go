package pivot

import (
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestSubject(t *testing.T) {
	d := open(t, answers(t), page.Place{Ref: "device:d-shared"}, 120, 37)
	first := d.Subject()
	if first.Value != "device:d-shared" || len(first.Accounts) != 1 || first.Marked {
		t.Errorf("%+v", first)
	}
	d.Press(keys.Mark, keys.Mark)
	if on := d.Subject(); on.Title != "2 marked accounts" || !on.Marked || len(on.Accounts) != 2 || !slices.IsSorted(on.Accounts) {
		t.Errorf("%+v", on)
	}
	d.Esc()
	d.onto("fingerprint", "c0ffee")
	if on := d.Subject(); on.Value != "fingerprint:c0ffee00c0ffee00c0ffee00c0ffee00" {
		t.Errorf("%+v", on)
	}
	d = open(t, answers(t), page.Place{Ref: "no such thing"}, 120, 37)
	if on := d.Subject(); on.Value != "" || on.Accounts != nil {
		t.Errorf("%+v", on)
	}
}

// What cases have the value, and what was written about it, stands above the holders.
func TestWorkOnAValue(t *testing.T) {
	db := answers(t)
	if why := open(t, db, page.Place{Ref: "device:d-shared"}, 80, 21).Why(keys.Notes); why != "nobody has written about this value; n writes a note" {
		t.Errorf("why: %q", why)
	}
	for _, a := range []model.Action{
		workflow.OpenCase{Title: "The laptop"}, workflow.SetValues{ID: 1, Values: []model.Untrusted{"device:d-shared"}},
		workflow.AddNote{On: workflow.On{Kind: workflow.Identifier, Value: "device:d-shared"}, Text: "Seen at \x1b[2Ja kiosk.\nAsk there."},
	} {
		if _, err := db.Act(t.Context(), "kim", store.NewKey(), a); err != nil {
			t.Fatal(err)
		}
	}
	for _, size := range [][2]int{{80, 21}, {120, 37}, {200, 57}} {
		d := open(t, db, page.Place{Ref: "device:d-shared"}, size[0], size[1])
		d.Reads("seen in 1 case case:1", "1 note (N reads), the last by kim", "Seen at ⟨ESC⟩[2")
		d.Press(keys.Notes)
		if lines := d.Over.(*overlay.Reader).Lines; len(lines) != 3 {
			t.Errorf("the notes are %d lines", len(lines))
		}
		for _, l := range d.Over.View(size[0], size[1]) {
			uitest.Harmless(t, "the notes", l)
		}
	}
}
