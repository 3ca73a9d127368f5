package ui_test

import (
	"testing"
	"testing/synctest"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// After the last review the list comes again, and is not there twice on the way back.
func TestBackToWhereItCameFrom(t *testing.T) {
	db := uitest.Made(t, []model.Row{uitest.Person("ann", "device:d-1", "username:ann.a"), uitest.Person("bob", "device:d-1", "username:bob.b")})
	id, _ := model.ParseAccountID("p:ann")
	terms := workflow.Terms{Action: "suspend", Policy: "default", Reason: "coordinated-operation", Confidence: "high",
		Note: "One device.", Benign: "A family? They deny it.", Evidence: []workflow.Evidence{{Kind: "device", Value: "d-1", Holders: 1, All: 2, Bits: 9.5}}}
	if _, err := db.Act(t.Context(), "lee", store.NewKey(), workflow.NewProposal([]model.AccountID{id}, terms)); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := uitest.Start(t, ui.New(startingAt(db, page.Place{Page: page.Queue})), 120, 40)
		s.Press("6", "enter")
		s.Has("0 of 1 approvals")
		s.Press("s")
		s.Has("skipped this round")
		s.Press("esc")
		s.HasNot("skipped this round")
		s.Has("p:bob")
		if err := s.Quit(); err != nil {
			t.Error(err)
		}
	})
}
