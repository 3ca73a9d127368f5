package ring

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// hostileRing is a ring whose members and values are called such things.
func hostileRing() []model.Row {
	var rows []model.Row
	for i, name := range hostile.Few {
		row := uitest.Person(fmt.Sprintf("h%d", i), fmt.Sprintf("session:s%d", i/5))
		row.Account.ID.Native += model.Untrusted(strings.ReplaceAll(name[:min(len(name), 60)], ":", ""))
		row.Account.Identifiers = append(row.Account.Identifiers,
			model.Identifier{Kind: model.KindWallet, Value: model.Untrusted("0x" + hostile.Few[i/3])},
			model.Identifier{Kind: model.KindMFADevice, Value: model.Untrusted(hostile.Few[(i+4)/3%len(hostile.Few)])},
			model.Identifier{Kind: model.KindUsername, Value: model.Untrusted(name)})
		rows = append(rows, row)
	}
	for i := range 60 {
		rows = append(rows, uitest.Person(fmt.Sprintf("x%d", i), fmt.Sprintf("device:x%d", i)))
	}
	return rows
}

// everywhere runs every action of a page at every size.
func everywhere(d *uitest.Driver, what string) {
	for _, size := range uitest.Sizes {
		d.Page.Size(size[0], size[1])
		uitest.Exact(d.T, what, d.Page.View(), size[0], size[1])
		for _, a := range append(d.Page.Actions(), keys.Switch, keys.Toggle, keys.Switch, keys.Mark, keys.Switch, keys.Switch) {
			if d.Page.Why(a) == "" && a != keys.Narrow {
				d.Settle(d.Page.Do(a))
				uitest.Exact(d.T, what+" after "+string(a), d.Page.View(), size[0], size[1])
			}
		}
		for y := range min(size[1], 20) {
			d.Settle(d.Page.(page.Clicker).Click(size[0]/2, y))
			d.Settle(d.Page.(page.Clicker).Wheel(size[0]/2, y, 3))
		}
		uitest.Exact(d.T, what+" after clicks", d.Page.View(), size[0], size[1])
		if ansi.StringWidth(d.Page.Title()) == 0 || strings.ContainsFunc(d.Page.Title(), unicode.IsControl) {
			d.T.Errorf("%s: the title is %q", what, d.Page.Title())
		}
	}
	for _, place := range opened(d) {
		for _, ref := range append(place.Refs, place.Ref) {
			if strings.HasPrefix(string(ref), "(") || strings.Contains(string(ref), "⟨") {
				d.T.Errorf("%s: what is shown of a reference was opened: %q", what, ref)
			}
		}
	}
}

func TestHostileTextsAtEverySize(t *testing.T) {
	db := uitest.Made(t, hostileRing())
	rows, err := db.Listing(ctx, []uint32{0, 1, 2})
	if err != nil {
		t.Fatal(err)
	}
	first, last := rows[0].ID.String(), rows[2].ID.String()
	drive(t, db, NewRings, page.Place{}, 80, 24, func(d *uitest.Driver) { everywhere(d, "rings") })
	for _, tab := range lookNames {
		drive(t, db, New, page.Place{Ref: first, Tab: tab}, 80, 24, func(d *uitest.Driver) {
			if !d.Page.(*Ring).ready() {
				t.Fatal("there is no ring")
			}
			everywhere(d, tab)
		})
	}
	drive(t, db, NewPath, page.Place{Refs: []model.Untrusted{first, last}}, 80, 24, func(d *uitest.Driver) { everywhere(d, "way") })
	// Before anything is there.
	for _, p := range []page.Page{NewRings(newEnv(t, "mono", false), db, page.Place{}), New(newEnv(t, "mono", false), db, page.Place{Ref: first}),
		NewPath(newEnv(t, "mono", false), db, page.Place{})} {
		for _, size := range uitest.Sizes {
			p.Size(size[0], size[1])
			uitest.Exact(t, "nothing yet", p.View(), size[0], size[1])
			p.Status()
		}
	}
}

// Without line drawing characters nothing that the pages draw themselves is beyond
// ASCII, and without colours everything still says what it is.
func TestASCIIAndMono(t *testing.T) {
	db := uitest.Made(t, halves())
	env := newEnv(t, "mono", true)
	for _, width := range []int{80, 130} {
		driveIn(t, env, db, NewRings, page.Place{}, width, 24, func(d *uitest.Driver) {
			d.ASCII("")
			d.Reads("# certain")
		})
		for _, tab := range lookNames {
			driveIn(t, env, db, New, page.Place{Ref: "p:a1", Tab: tab}, width, 24, func(d *uitest.Driver) {
				d.ASCII("")
				p := d.Page.(*Ring)
				onText(t, p, "payment", "bridge")
				p.whatif.set([]model.Untrusted{"payment:bridge", "commit_email:bridge@b.example"}, nil)
				d.Settle(p.supposed())
				d.ASCII("")
			})
		}
		driveIn(t, env, db, NewPath, between("p:a1", "p:b1"), width, 24, func(d *uitest.Driver) { d.ASCII("") })
	}
}
