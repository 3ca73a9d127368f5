package ui_test

import (
	"testing"
	"testing/synctest"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// What can be done about what a page is on stands in the footer, where there is room.
func TestFooterOffersTheWork(t *testing.T) {
	run(t, 120, 40, func(s *uitest.Screen) {
		s.Has("/ query  enter open  p pivot  r ring  n note  ! propose  e to a case")
		s.Press("space", "space", "n")
		s.Has("'note' cannot be done: a note is on one thing")
		s.Press("esc", "enter")
		s.Has("n note  ! propose  e to a case")
	})
}

// Two accounts are marked, go into a new case, and are found there.
func TestIntoACase(t *testing.T) {
	db := uitest.Made(t, []model.Row{uitest.Person("ann", "device:d-1", "username:ann.a"), uitest.Person("bob", "device:d-1", "username:bob.b"), uitest.Person("cy", "username:cy.c")})
	synctest.Test(t, func(t *testing.T) {
		s := uitest.Start(t, ui.New(startingAt(db, page.Place{Page: page.Queue})), 120, 40)
		s.Press("space", "space", "e")
		s.Has("To a case: 2 marked accounts", "a new case")
		s.Press("enter")
		s.Has("A new case", "begin the case with 2 accounts")
		s.Type("One laptop")
		s.Press("ctrl+s")
		s.Has("began the case One laptop")
		s.Press("5")
		s.Has("1 case, 1 open", "One laptop")
		s.Press("enter")
		s.Has("[members 2]", "p:bob", "unknown", "no other case", "r role")
		s.Press("n")
		s.Has("A note on", "case 1")
		s.Press("esc", "F")
		s.Has("Close case 1")
		s.Type("a family")
		s.Press("ctrl+s")
		s.Has("closed because a family", "changed case 1")
		s.Press("u", "right", "enter")
		s.Has("taken back")
		s.HasNot("closed because")
		if err := s.Quit(); err != nil {
			t.Error(err)
		}
	})
}
