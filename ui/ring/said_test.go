package ring

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func said(l draw.Line) string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.Text)
	}
	return b.String()
}

// A place may be the rings of some sizes; it is what the page gives back, and esc lists
// all of them.
func TestRingsOfSomeSizes(t *testing.T) {
	for ref, want := range map[model.Untrusted]narrowing{
		"": {least: 3}, "5-8": {least: 5, most: 8}, "65-": {least: 65}, "2-": {least: 2},
		"8-5": {least: 8}, "1-4": {least: 3}, "x-\x1b": {least: 3}, "-": {least: 3},
	} {
		got := narrowed(page.Place{Ref: ref})
		if got != want {
			t.Errorf("%q is %+v, want %+v", ref, got, want)
		}
		if again := narrowed(page.Place{Ref: got.sizes()}); again != got {
			t.Errorf("%q comes back as %+v", ref, again)
		}
	}
	drive(t, uitest.Demo(t), NewRings, page.Place{Page: page.Rings, Ref: "5-8", Tab: "excused"}, 100, 30, func(d *uitest.Driver) {
		r := d.Page.(*Rings)
		d.Reads("13 rings of 5 to 8 accounts", "7 smaller, 12 larger", "esc lists all sizes")
		for _, f := range rowsOf(r) {
			if n := len(f.Members); n < 5 || n > 8 {
				t.Errorf("a ring of %d is listed", n)
			}
		}
		if p := r.Place(); p.Ref != "5-8" || p.Tab != "excused" || r.Title() != "Rings of 5 to 8 accounts" {
			t.Errorf("the place is %+v, %s", p, r.Title())
		}
		if !d.Esc() {
			t.Fatal("esc leaves the page")
		}
		d.Reads("32 rings of 3 accounts or more")
		if d.Esc() {
			t.Error("esc keeps the page with nothing to clear")
		}
	})
}

// What a column is, is said of the one that the list is sorted by, and where there is
// room of all.
func TestRingsExplainTheirColumns(t *testing.T) {
	drive(t, uitest.Demo(t), NewRings, page.Place{Sort: "bridge:asc"}, 200, 60, func(d *uitest.Driver) {
		if got := said(d.Page.Status()); !strings.Contains(got, "BRIDGE: bits of the weakest link that alone holds two parts together") {
			t.Errorf("status %q", got)
		}
		d.Reads("NAMED BY the member that founded it", "a value too common to link", "excused innocent rules explain it all")
		d.HasNot("innocent rules explain it …")
	})
	drive(t, uitest.Demo(t), New, page.Place{Ref: model.Untrusted(story.Persona), Tab: "values"}, 80, 24, func(d *uitest.Driver) {
		if got := said(d.Page.Status()); !strings.Contains(got, "BITS: that it gives to links inside") {
			t.Errorf("status %q", got)
		}
	})
}

// A ring is called by the account that was asked for, and says whose name it has.
func TestRingSaysWhoseItIs(t *testing.T) {
	for _, width := range []int{80, 140} {
		drive(t, uitest.Demo(t), New, persona(), width, 24, func(d *uitest.Driver) {
			if got := d.Page.Title(); got != "Ring of 22 of lena.marsh0417" {
				t.Errorf("title %q", got)
			}
			d.Reads("named by devstar.ken")
		})
	}
	drive(t, uitest.Demo(t), New, persona(), 160, 24, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		d.Press(keys.Preview)
		d.Reads("parts hang on 1 account", "hubs give ")
		if line, _, _ := strings.Cut(d.Text(), "\n"); strings.Contains(line, "…") {
			t.Errorf("the head is cut: %q", line)
		}
		if got := said(p.headline()); text.Width(got) > 158 {
			t.Errorf("%q is too wide", got)
		}
	})
}

// An innocent explanation that does not fit is short, and never without how much it
// explains.
func TestRingInnocentInShort(t *testing.T) {
	drive(t, uitest.Demo(t), NewRings, page.Place{}, 80, 24, func(d *uitest.Driver) {
		for _, f := range rowsOf(d.Page.(*Rings)) {
			if f.Best.Code != "agency" {
				continue
			}
			p := New(newEnv(t, "terminal", false), uitest.Demo(t), page.Place{Ref: f.named.ID.String()})
			ring := uitest.Drive(t, p, 80, 21)
			if shown := strings.Join(strings.Fields(ring.Text()), " "); !strings.Contains(shown, "agency, ") || !strings.Contains(shown, " %; P shows all") {
				t.Errorf("the explanation is not there:\n%s", shown)
			}
		}
	})
}

// The matrix has fewer values than the list where some add nothing, and says so; of
// each of these the list says why.
func TestValuesOfNoBits(t *testing.T) {
	p := persona()
	drive(t, uitest.Demo(t), New, p, 120, 40, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		out := 0
		for i := range p.whole.values {
			v := &p.whole.values[i]
			if p.whole.grid.colOf[i] >= 0 {
				continue
			}
			out++
			if v.why == "" {
				t.Errorf("%s %s has no bits without a reason", v.kind, v.text)
			}
			p.turn(asValues)
			p.value = i
			if got := said(p.sayHolders()); !strings.Contains(got, "no bits: it "+v.why) {
				t.Errorf("said of %s: %q", v.text, got)
			}
		}
		p.turn(asMatrix)
		if got := said(d.Page.Status()); out == 0 || !strings.Contains(got, "of 50 (and 1 of no bits, among the values alone)") {
			t.Errorf("%d left out, and the status is %q", out, got)
		}
	})
}

// What is taken for wrong changes no figure of the page, which says so; and what is left
// out is never a list that is cut.
func TestWhatIfSaysWhatItsFiguresCount(t *testing.T) {
	db := uitest.Demo(t)
	first := page.Place{Tab: "values"}
	drive(t, db, NewRings, page.Place{}, 80, 24, func(d *uitest.Driver) { first.Ref = d.Page.(*Rings).current().named.ID.String() })
	for _, size := range [][2]int{{80, 21}, {100, 20}, {100, 31}, {60, 13}, {160, 50}} {
		drive(t, db, New, first, size[0], size[1], func(d *uitest.Driver) {
			p := d.Page.(*Ring)
			left := 0
			for i := range p.whole.values {
				if v := &p.whole.values[i]; v.kind == "wallet" && left < 6 {
					p.value = i
					d.Press(keys.Toggle)
					left++
					p.arrange()
				}
			}
			head := strings.Join(strings.Fields(ansi.Strip(strings.Join(p.head, "\n"))), " ")
			shown := strings.Join(strings.Fields(strings.ReplaceAll(head, "│", " ")), " ")
			switch {
			case size[1] == 13:
				if !strings.Contains(shown, "every member is still in it.") {
					t.Errorf("%v: %s", size, shown)
				}
			case strings.Contains(shown, "Without 6 values."), strings.Contains(shown, " more."):
			default:
				t.Errorf("%v: the list is cut:\n%s", size, strings.Join(p.head, "\n"))
			}
			if p.place.pane > 0 {
				d.Reads("WITH EVERYTHING COUNTED")
				if got := said(p.whatif.answer().brief[0]); !strings.Contains(got, "430 of its 456 strong links would be left") {
					t.Errorf("said %q", got)
				}
			} else {
				d.Reads("All counted:", "6 left out")
			}
			if !strings.HasPrefix(said(p.sayHolders()), "All counted: ") {
				t.Errorf("under the list: %q", said(p.sayHolders()))
			}
			d.Esc()
			d.HasNot("All counted", "EVERYTHING COUNTED")
		})
	}
}

func TestWayIsNamedAsItsEndsAre(t *testing.T) {
	p := page.Place{Refs: []model.Untrusted{model.Untrusted(story.Persona), model.Untrusted(story.Stolen)}}
	drive(t, uitest.Demo(t), NewPath, p, 100, 30, func(d *uitest.Driver) {
		got := d.Page.Title()
		if !strings.HasPrefix(got, "Way: lena.marsh0417 to ") || strings.Contains(got, story.Stolen) {
			t.Errorf("title %q", got)
		}
	})
}
