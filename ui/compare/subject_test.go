package compare

import (
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestSubject(t *testing.T) {
	s := synth.DemoStory()
	refs := []model.Untrusted{model.Untrusted(s.Persona), model.Untrusted(s.Stolen)}
	d := uitest.Drive(t, New(uitest.Env(t, "mono", false), uitest.Demo(t), page.Place{Page: page.Compare, Refs: refs}), 120, 37)
	p := d.Page.(*Page)
	left := p.Subject()
	if !slices.Equal(left.Link, refs) || len(left.Accounts) != 1 || left.Title != "lena.marsh0417" {
		t.Errorf("%+v", left)
	}
	d.Press(keys.Right)
	if right := p.Subject(); right.Title != "devstar.ken" || right.Accounts[0] == left.Accounts[0] {
		t.Errorf("%+v", right)
	}
	// Of three accounts only a row about a link is about one.
	d = uitest.Drive(t, New(uitest.Env(t, "mono", false), uitest.Demo(t), page.Place{Page: page.Compare, Refs: append(refs, model.Untrusted(s.Victim))}), 120, 37)
	p = d.Page.(*Page)
	if on := p.Subject(); len(on.Link) != 2 {
		t.Errorf("%+v", on)
	}
	d.Press(keys.Bottom)
	if on := p.Subject(); on.Link != nil {
		t.Errorf("%+v", on)
	}
}
