package workflow

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestWhatWasGivenOut(t *testing.T) {
	d := start(t)
	d.do("di", OpenCase{Title: "x"}, 1)
	edit := d.do("di", EditCase{ID: 1, Set: CaseFields{Priority: to("high")}})
	was := d.s.Case(1)
	manifest := strings.Repeat("a", 64)
	entry := d.do("bo", GiveOut{ID: 1, Profile: "peers", Formats: []string{"stix"}, Manifest: manifest, Entries: 3, To: "a peer"})
	d.do("bo", GiveOut{ID: 1, Profile: "full", Manifest: manifest})
	if got := d.s.GivenOut(1); len(got) != 2 || got[0].By != "bo" || got[0].Entry != entry || got[0].To != "a peer" || got[1].Profile != "full" {
		t.Errorf("%+v", got)
	}
	if len(d.s.GivenOut(2)) != 0 || d.s.Case(1) != was {
		t.Error("it changed the case")
	}
	d.refused("bo", "cannot be undone", model.ErrRefused, Undo{Entry: entry})
	d.do("di", Undo{Entry: edit}) // what came before can still be taken back
	d.refused("bo", "no such case", model.ErrNotFound, GiveOut{ID: 2, Manifest: manifest})
	d.refused("bo", "the SHA-256 of its manifest", model.ErrUsage, GiveOut{ID: 1, Manifest: "x"})
	d.refused("bo", "is too long", model.ErrLimit, GiveOut{ID: 1, Manifest: manifest, Why: model.Untrusted(strings.Repeat("x", 5000))})
}
