package ring

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func between(a, b string) page.Place {
	return page.Place{Page: page.Path, Refs: []model.Untrusted{model.Untrusted(a), model.Untrusted(b)}}
}

func TestWayAtFourSizes(t *testing.T) {
	db := uitest.Demo(t)
	for _, f := range uitest.Frames {
		drive(t, db, NewPath, between(story.Persona, story.Stolen), f.Width, f.Height, func(d *uitest.Driver) { golden(d, "way-"+f.Name) })
	}
}

// forked gives two accounts that two others lie between, each sharing one value with
// either: two ways as strong.
func forked() []model.Row {
	rows := []model.Row{
		uitest.Person("from", "wallet:w1", "wallet:w2"), uitest.Person("over1", "wallet:w1", "wallet:w3"),
		uitest.Person("over2", "wallet:w2", "wallet:w4"), uitest.Person("to", "wallet:w3", "wallet:w4"), uitest.Person("nobody", "wallet:w9"),
	}
	for i := range 200 {
		rows = append(rows, uitest.Person(fmt.Sprintf("x%03d", i), fmt.Sprintf("device:x%d", i)))
	}
	return rows
}

func TestWaysThatAreAsStrong(t *testing.T) {
	drive(t, uitest.Made(t, forked()), NewPath, between("p:from", "p:to"), 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Path)
		d.Reads("2 ways of 2 hops, as short and as strong as each other, through values that are no hubs.", "1 over p:over", "2 over p:over",
			"prior, before anything is known of the two", "sum", "Innocent?", "To settle it")
		first := p.text.stops
		var accounts, values int
		for _, s := range first {
			if s.account != nil {
				accounts++
			} else if s.ref != "" {
				values++
			}
		}
		if accounts != 3 || values != 2 {
			t.Errorf("%d accounts and %d values on the way, want 3 and 2", accounts, values)
		}
		d.Press(keys.Open)
		if got := d.Went(); got.Page != page.Account || got.Ref != "p:from" {
			t.Errorf("opened %+v", got)
		}
		d.Press(keys.Down, keys.Pivot)
		if got := d.Went(); got.Page != page.Pivot || !strings.HasPrefix(string(got.Ref), "wallet:w") {
			t.Errorf("opened %+v", got)
		}
		d.Press(keys.Copy, keys.Compare)
		if got := d.Went(); got.Page != page.Compare || len(got.Refs) != 3 {
			t.Errorf("opened %+v", got)
		}
		d.Press(keys.NextTab)
		if p.at != 1 || p.cursor != 0 {
			t.Errorf("way %d, stop %d", p.at, p.cursor)
		}
		d.Press(keys.Bottom, keys.Open)
		if got := d.Went(); got.Ref != "p:to" {
			t.Errorf("opened %+v", got)
		}
		d.Press(keys.PrevTab, keys.PageDown, keys.PageUp, keys.HalfDown, keys.HalfUp, keys.Top)
		if p.cursor != 0 {
			t.Errorf("the top is stop %d", p.cursor)
		}
		for y := range 30 {
			if line := y - len(p.head); line == p.text.stops[1].line {
				d.Settle(p.Click(5, y))
			}
		}
		if p.cursor != 1 {
			t.Error("a click moves nowhere")
		}
		d.Press(keys.Left)
		uitest.Only[page.Close](d)
	})
}

func TestWayThroughHubsSaysSo(t *testing.T) {
	rows := forked()
	for i := range rows {
		if name := string(rows[i].Account.ID.Native); strings.HasPrefix(name, "x") || name == "to" || name == "nobody" {
			rows[i].Account.Identifiers = append(rows[i].Account.Identifiers, model.Identifier{Kind: model.KindFingerprint, Value: "popular"})
		}
	}
	drive(t, uitest.Made(t, rows), NewPath, between("p:nobody", "p:to"), 100, 30, func(d *uitest.Driver) {
		d.Reads("Only via public values: strangers share these.", "through hubs", "hub")
	})
}

func TestWayThatIsNone(t *testing.T) {
	db := uitest.Made(t, forked())
	drive(t, db, NewPath, between("p:from", "p:nobody"), 100, 30, func(d *uitest.Driver) {
		d.Reads("No way of three hops or fewer leads from one to the other.")
		for _, a := range []keys.Action{keys.Open, keys.Pivot, keys.Switch, keys.Compare, keys.Ring, keys.Copy} {
			if d.Page.Why(a) == "" {
				t.Errorf("%s can be done on no way", a)
			}
		}
		for _, a := range d.Page.Actions() {
			d.Settle(d.Page.Do(a))
		}
	})
	for want, p := range map[string]page.Place{
		"these are one account":      between("p:from", "p:from"),
		"no account":                 between("p:from", "p:nowhere"),
		"a way leads from one":       {Page: page.Path, Refs: []model.Untrusted{"p:from"}},
		"a way leads from one accou": {Page: page.Path},
	} {
		drive(t, db, NewPath, p, 100, 30, func(d *uitest.Driver) {
			d.Reads(want)
			if !errorsSaid(d) {
				t.Error("nothing was said")
			}
		})
	}
}

// The innocent explanation of a step is on the screen with its evidence.
func TestWayShowsTheInnocentExplanation(t *testing.T) {
	drive(t, uitest.Demo(t), NewPath, between(story.Persona, story.Stolen), 80, 21, func(d *uitest.Driver) {
		p := d.Page.(*Path)
		for i := range p.text.stops {
			p.move(i)
			if p.text.stops[i].account == nil {
				d.Reads("Innocent?", "To settle it")
			}
		}
	})
}
