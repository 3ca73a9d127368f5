package ui_test

import (
	"fmt"
	"math"
	"testing"
	"testing/synctest"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// What a verdict makes of the rings is said and recorded, and so is what taking it back does.
func TestVerdictIsFollowedToTheRings(t *testing.T) {
	rows := []model.Row{uitest.Person("ann", "wallet:w-1", "mfa_device:m-1"),
		uitest.Person("bob", "wallet:w-1", "mfa_device:m-1", "wallet:w-2", "mfa_device:m-2"), uitest.Person("cas", "wallet:w-2", "mfa_device:m-2")}
	for i := range 40 {
		rows = append(rows, uitest.Person(fmt.Sprint("other", i), fmt.Sprint("device:d-", i)))
	}
	db := uitest.Made(t, rows)
	if _, err := db.Relink(t.Context(), "lee", nil, nil); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := uitest.Start(t, ui.New(startingAt(db, page.Place{Page: page.Account, Ref: "p:ann", Tab: "links"})), 120, 40)
		s.Has("bob")
		s.Press("V", "right", "tab")
		s.Type("two people, both met")
		s.Press("ctrl+s")
		s.Has("rings: 1 ended", "a verdict counts instead")
		s.HasNot("over 99.9 %")
		s.Press("u", "right", "enter")
		s.Has("rings: 1 came back")
		if err := s.Quit(); err != nil {
			t.Error(err)
		}
	})
	found, err := db.AuditFind(t.Context(), store.AuditFilter{Actors: []string{"kim"}, Actions: []string{"rings"}}, math.MaxUint64, 10)
	if err != nil || len(found.Numbers) != 2 {
		t.Errorf("%d entries about rings, want 2: %v", len(found.Numbers), err)
	}
}
