package ring

import (
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// What is proposed from the picture of a ring is the ring, and from its list one member.
func TestRingSubject(t *testing.T) {
	s := synth.DemoStory()
	drive(t, uitest.Demo(t), New, page.Place{Page: page.Ring, Ref: model.Untrusted(s.Persona)}, 120, 37, func(d *uitest.Driver) {
		r := d.Page.(*Ring)
		on := r.Subject()
		if !slices.Equal(on.Accounts, r.whole.ring.Members) || !slices.IsSorted(on.Accounts) || on.Ring == "" || on.Title != "the ring of "+r.whole.named+", 22 accounts" {
			t.Errorf("of the matrix: %+v", on)
		}
		d.Press(keys.Switch)
		if on := r.Subject(); len(on.Accounts) != 1 || on.Title != r.whole.members[r.account].name || on.Ring == "" {
			t.Errorf("of the members: %+v", on)
		}
		d.Press(keys.Mark, keys.Mark, keys.Switch)
		if on := r.Subject(); len(on.Accounts) != 2 || !on.Marked || !slices.IsSorted(on.Accounts) {
			t.Errorf("marked: %+v", on)
		}
		d.Esc()
		d.Press(keys.Switch)
		if on := r.Subject(); on.Value == "" || len(on.Accounts) != 22 {
			t.Errorf("of the values: %+v", on)
		}
		if why := r.Why(keys.Notes); why != "nobody has written about this ring; n writes a note" {
			t.Errorf("why: %q", why)
		}
	})
	drive(t, uitest.Demo(t), NewRings, page.Place{Page: page.Rings}, 120, 37, func(d *uitest.Driver) {
		r := d.Page.(*Rings)
		if on := r.Subject(); !slices.Equal(on.Accounts, r.current().Members) || on.Ring != r.current().named.ID.String() {
			t.Errorf("of the list: %+v", on)
		}
	})
}

// On a way every stop is about the step that it belongs to.
func TestPathSubject(t *testing.T) {
	s := synth.DemoStory()
	refs := []model.Untrusted{model.Untrusted(s.Persona), model.Untrusted(s.Victim)}
	drive(t, uitest.Demo(t), NewPath, page.Place{Page: page.Path, Refs: refs}, 120, 37, func(d *uitest.Driver) {
		p := d.Page.(*Path)
		accounts := p.ways.paths[0].Accounts
		seen := 0
		for i := range p.text.stops {
			p.move(i)
			on := p.Subject()
			if p.text.stops[i].account != nil {
				seen++
			}
			step := min(seen-1, len(accounts)-2)
			want := []model.Untrusted{p.ways.rows[accounts[step]].ID.String(), p.ways.rows[accounts[step+1]].ID.String()}
			if !slices.Equal(on.Link, want) || len(on.Accounts) == 0 || on.Title == "" {
				t.Errorf("stop %d: %+v, want the link %v", i, on, want)
			}
		}
	})
}
