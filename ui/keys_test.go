package ui_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/acts"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// places are one of every page.
func places() []page.Place {
	s := synth.DemoStory()
	ref := func(v string) model.Untrusted { return model.Untrusted(v) }
	return []page.Place{
		{Page: page.Queue}, {Page: page.Account, Ref: ref(s.Persona)}, {Page: page.Pivot, Ref: ref(s.Wallet)}, {Page: page.Ring, Ref: ref(s.Persona)},
		{Page: page.Rings}, {Page: page.Path, Refs: []model.Untrusted{ref(s.Persona), ref(s.Stolen)}},
		{Page: page.Compare, Refs: []model.Untrusted{ref(s.Persona), ref(s.Stolen)}}, {Page: page.Dashboard}, {Page: page.Import}, {Page: page.Audit},
		{Page: page.Cases}, {Page: page.Case, Ref: "1"}, {Page: page.Reviews}, {Page: page.Review, Ref: "1"}, {Page: page.Propose, Refs: []model.Untrusted{ref(s.Persona)}},
		{Page: page.Batches}, {Page: page.Batch, Ref: "1"},
	}
}

// On no page does a key stand for two actions, but that a page may take over a key that
// only others use; every action is in the list; and the footer's actions have keys.
func TestNoKeyTwice(t *testing.T) {
	db := uitest.Demo(t)
	m, err := keys.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	known := map[keys.Action]bool{}
	for _, e := range m.Entries() {
		known[e.Action] = true
	}
	for _, p := range places() {
		root := ui.New(startingAt(db, p))
		built := root.BuildForTest(db, p)
		offered := built.Actions()
		for i, a := range offered {
			if !known[a] {
				t.Errorf("%s offers %q, which is not in the list", p.Page, a)
			}
			if slices.Contains(offered[:i], a) {
				t.Errorf("%s offers %q twice", p.Page, a)
			}
		}
		if _, ok := built.(page.Holder); ok {
			offered = append(slices.Clone(offered), acts.Actions...) // one that the page does itself is the same
		}
		taken := map[string]keys.Action{}
		for _, e := range m.Entries() {
			if !e.Global && !slices.Contains(offered, e.Action) {
				continue
			}
			for _, k := range e.Keys {
				if other, ok := taken[k]; ok {
					t.Errorf("on %s the key %q is %q and %q", p.Page, k, other, e.Action)
				}
				taken[k] = e.Action
			}
		}
	}
}

// The tour is done by going where it leads, and can be left at any step.
func TestTour(t *testing.T) {
	db := uitest.Demo(t)
	tour := func() *ui.Tour {
		is := func(name page.Name) func(page.Place) bool {
			return func(p page.Place) bool { return p.Page == name }
		}
		return &ui.Tour{Steps: []ui.Step{{Text: "First.", Next: "open an account", Done: is(page.Account)}, {Text: "Second.", Next: "see the cases", Done: is(page.Cases)}, {Text: "Third.", Next: "see the rings", Done: is(page.Rings)}}}
	}
	synctest.Test(t, func(t *testing.T) {
		o := startingAt(db, page.Place{Page: page.Queue})
		s := uitest.Start(t, ui.New(withTour(o, tour())), 100, 34)
		s.Has("step 1 of 3", "open an account", "3,000 of 3,000")
		s.Press("2")
		s.Has("step 1 of 3")
		s.Press("1", "enter")
		s.Has("step 2 of 3", "see the cases")
		s.Press("esc", "2")
		s.Has("step 2 of 3")
		s.Press("5", "2")
		s.HasNot("step 3")
		s.Has("that was the tour")
		s.Press(":")
		s.Type("tour")
		s.Press("enter")
		s.Has("step 1 of 3")
		s.Press("5")
		s.Has("step 3 of 3")
		s.Press(":")
		s.Type("tour")
		s.Press("enter")
		s.HasNot("step 3")
		if err := s.Quit(); err != nil {
			t.Error(err)
		}
	})
}

// Everything that can be done is in the palette, with its key.
func TestPaletteHasEverything(t *testing.T) {
	run(t, 160, 50, func(s *uitest.Screen) {
		for _, e := range keys.All() {
			s.Press(":")
			s.Type(e.Title)
			if len(e.Keys) > 0 && !strings.Contains(s.Text(), e.Keys[0]) {
				t.Errorf("the palette does not show %q with %q:\n%s", e.Title, e.Keys[0], s.Text())
			}
			s.Has(e.Title)
			s.Press("esc")
		}
	})
}
