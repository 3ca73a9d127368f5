package ui_test

import (
	"testing"
	"testing/synctest"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// The pictures in the README are frames of the program itself. Like golden files they
// are written anew with -update, and a picture that is no longer true fails.
func TestPictures(t *testing.T) {
	story := synth.DemoStory()
	db := uitest.Demo(t)
	for _, p := range []struct {
		name, title string
		start       page.Place
		keys        []string
	}{
		{"queue", "The queue: flagged accounts, and why the one under the cursor has its score", page.Place{Page: page.Queue}, []string{"j"}},
		{"account", "The sign-ins of an account on three clocks", page.Place{Page: page.Account, Ref: model.Untrusted(story.Persona), Tab: "events"}, nil},
		{"pivot", "Who is paid into one wallet", page.Place{Page: page.Pivot, Ref: model.Untrusted(story.Wallet)}, []string{"j"}},
		{"ring", "A ring as a matrix of accounts and what they share", page.Place{Page: page.Ring, Ref: model.Untrusted(story.Persona)}, nil},
		{"graph", "The same ring, drawn", page.Place{Page: page.Ring, Ref: model.Untrusted(story.Persona)}, []string{"t", "t"}},
		{"dashboard", "The investigation in figures", page.Place{Page: page.Dashboard}, nil},
	} {
		t.Run(p.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := startingAt(db, p.start)
				o.Theme, _ = theme.New("dark", false)
				s := uitest.Start(t, ui.New(o), 130, 38)
				s.Press(p.keys...)
				got := s.Picture(p.title)
				if err := s.Quit(); err != nil {
					t.Error(err)
				}
				uitest.Golden(t, p.name+".svg", got)
			})
		})
	}
}
