package ring

import (
	"slices"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestRingsAtFourSizes(t *testing.T) {
	db := uitest.Demo(t)
	for _, f := range uitest.Frames {
		drive(t, db, NewRings, page.Place{Page: page.Rings}, f.Width, f.Height, func(d *uitest.Driver) { golden(d, "rings-"+f.Name) })
	}
}

func TestRingsExcusedAreCountedAndShown(t *testing.T) {
	db := uitest.Demo(t)
	links, err := db.Links(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	all, err := links.Rings(ctx, 3)
	if err != nil {
		t.Fatal(err)
	}
	excused := 0
	for _, r := range all {
		if r.Excused {
			excused++
		}
	}
	drive(t, db, NewRings, page.Place{}, 100, 60, func(d *uitest.Driver) {
		r := d.Page.(*Rings)
		if got, want := r.table.Len(), len(all)-excused; got != want || excused == 0 {
			t.Errorf("%d rings are listed, want %d of %d", got, want, len(all))
		}
		d.Reads("hidden: 2 excused", "f shows them")
		d.Press(keys.Narrow)
		d.Choose("excused rings too")
		if r.table.Len() != len(all) {
			t.Errorf("%d rings are listed, want all %d", r.table.Len(), len(all))
		}
		d.HasNot("hidden")
		d.Press(keys.Narrow)
		d.Choose("20 accounts")
		d.Reads("of 20 accounts or more", "smaller")
		d.Press(keys.Narrow)
		d.Choose("2 accounts")
		if r.table.Len() <= len(all) {
			t.Error("pairs are not listed")
		}
	})
}

func TestRingsKeepTheCursorOnARing(t *testing.T) {
	drive(t, uitest.Demo(t), NewRings, page.Place{Sort: "size:desc"}, 100, 30, func(d *uitest.Driver) {
		r := d.Page.(*Rings)
		d.Press(keys.Down, keys.Down, keys.Down)
		was := r.current().ID
		d.Settle(d.Page.Update(sortBy{d.Page, "density"}))
		if r.current().ID != was {
			t.Error("the cursor went elsewhere with another order")
		}
		if !slices.IsSortedFunc(rowsOf(r), func(a, b *found) int { return ringBy["density"](b, a) }) {
			t.Error("the rings are not in the order of their density")
		}
		d.Press(keys.Reverse)
		if r.current().ID != was || r.order.desc {
			t.Error("the order did not turn round under the cursor")
		}
		d.Settle(r.Refresh())
		if r.current().ID != was {
			t.Error("the cursor went elsewhere with a refresh")
		}
		if p := d.Page.Place(); p.Sort != "density:asc" {
			t.Errorf("the place is %+v", p)
		}
		d.Press(keys.Open)
		if want := r.current().named.ID.String(); d.Went().Ref != want || d.Went().Page != page.Ring {
			t.Errorf("opened %+v, want the ring of %s", d.Went(), want)
		}
	})
}

func rowsOf(r *Rings) (list []*found) {
	for i := range r.table.Len() {
		row, _ := r.table.At(i)
		list = append(list, r.byID[row.ID])
	}
	return list
}

func TestRingsSayWhatIsComputed(t *testing.T) {
	slow := &broken{Store: uitest.Demo(t), links: func(say func(string)) error {
		say("weighing the evidence")
		time.Sleep(3 * time.Second)
		return nil
	}}
	drive(t, slow, NewRings, page.Place{}, 118, 20, func(d *uitest.Driver) {
		d.Reads("30 rings")
		r := d.Page.(*Rings)
		cmd := r.Refresh()
		r.progress.say("comparing personas")
		d.Reads("30 rings", "comparing personas") // what is there stays
		time.Sleep(2 * time.Second)
		d.Reads("2 seconds")
		d.Settle(cmd)
		d.HasNot("comparing")
	})
}

func TestRingsThatCannotBeRead(t *testing.T) {
	bad := &broken{Store: uitest.Demo(t), links: func(func(string)) error {
		return &model.Error{Kind: model.ErrDisk, Message: "the disk is gone\x1b[2J"}
	}}
	drive(t, bad, NewRings, page.Place{}, 80, 20, func(d *uitest.Driver) {
		d.Reads("the disk is gone")
		if said := uitest.Only[page.Say](d); said.Level != page.Failure {
			t.Errorf("said %+v", said)
		}
		if d.Page.Why(keys.Open) == "" || d.Page.Why(keys.Narrow) == "" {
			t.Error("something can be done without rings")
		}
	})
	drive(t, bad, New, page.Place{Ref: "x:1"}, 80, 20, func(d *uitest.Driver) {
		if !errorsSaid(d) {
			t.Error("an account that is not there is no failure")
		}
	})
}

func errorsSaid(d *uitest.Driver) bool {
	return slices.ContainsFunc(uitest.All[page.Say](d), func(s page.Say) bool { return s.Level >= page.Warning })
}

func TestRingsOfNobody(t *testing.T) {
	drive(t, uitest.Made(t, []model.Row{uitest.Person("a", "device:d1"), uitest.Person("b", "device:d2")}), NewRings, page.Place{}, 80, 20, func(d *uitest.Driver) {
		d.Reads("0 rings", "no ring")
		if d.Page.Why(keys.Open) == "" {
			t.Error("a ring can be opened where there is none")
		}
	})
	drive(t, uitest.Made(t, nil), NewRings, page.Place{}, 80, 20, func(d *uitest.Driver) {
		if !errorsSaid(d) {
			t.Error("an empty investigation is no error")
		}
	})
}

func TestRingsByMouse(t *testing.T) {
	drive(t, uitest.Demo(t), NewRings, page.Place{}, 100, 30, func(d *uitest.Driver) {
		r := d.Page.(*Rings)
		d.Settle(r.Click(16, 1)) // the head of SIZE
		if r.order.key != "size" {
			t.Errorf("sorted by %s", r.order.key)
		}
		d.Settle(r.Click(20, 5))
		if r.table.Cursor() != 3 {
			t.Errorf("the cursor is on row %d, want 3", r.table.Cursor())
		}
		d.Settle(r.Click(20, 5))
		if d.Went().Page != page.Ring {
			t.Error("a click on the cursor's row opens nothing")
		}
		d.Settle(r.Wheel(0, 0, 3))
	})
}
