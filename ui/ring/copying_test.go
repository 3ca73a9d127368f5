package ring

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// The menu offers the row under the cursor, as the table that is shown has it.
func TestRowsAreCopied(t *testing.T) {
	row := func(d *uitest.Driver) []string {
		d.T.Helper()
		d.Press(keys.CopyMenu)
		d.Choose("the row")
		return strings.Split(uitest.Only[page.Copy](d).Clean, "\t")
	}
	drive(t, uitest.Demo(t), New, persona(), 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		for p.look != asMembers {
			d.Press(keys.Switch)
		}
		if cells := row(d); len(cells) < 4 || !strings.Contains(strings.Join(cells, " "), string(p.whole.members[p.account].Username)) {
			t.Errorf("of a member: %q", cells)
		}
		for p.look != asValues {
			d.Press(keys.Switch)
		}
		if v, ok := p.onValue(); !ok || !strings.Contains(strings.Join(row(d), " "), string(v.Text)) {
			t.Errorf("of a value: %q", row(d))
		}
	})
	drive(t, uitest.Demo(t), NewRings, page.Place{}, 100, 30, func(d *uitest.Driver) {
		if cells := row(d); len(cells) < 4 {
			t.Errorf("of a ring: %q", cells)
		}
		d.Press(keys.CopyMenu)
		d.Choose("account that it is named after")
		if c := uitest.Only[page.Copy](d); c.Text != d.Page.(*Rings).current().named.ID.String() {
			t.Errorf("copied %q", c.Text)
		}
	})
}
