package account

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestTabs(t *testing.T) {
	d := lenaOn(t, "", 80, 21)
	for _, want := range append(tabNames[1:], tabNames[0]) {
		d.Press(keys.NextTab)
		if got := d.Place(); got.Tab != want || got.Ref != "p:lena" {
			t.Errorf("%+v, want the tab %s", got, want)
		}
	}
	d.Press(keys.PrevTab)
	if d.Place().Tab != "sources" {
		t.Errorf("before the first tab comes %s", d.Place().Tab)
	}
	for i, l := range d.labels() {
		d.Settle(d.Click(l.from, 0))
		if d.at != i {
			t.Errorf("a click on %q leads to %s", l.text, d.tab().name())
		}
	}
	if got := lenaOn(t, "links", 80, 21).Place().Tab; got != "links" {
		t.Errorf("the place's tab is not the one shown: %s", got)
	}
	if got := lenaOn(t, "no such tab", 80, 21).Place().Tab; got != "overview" {
		t.Errorf("an unknown tab is %s", got)
	}
}

// What is found by any name is known by its id.
func TestPlaceNamesTheAccount(t *testing.T) {
	db := shared(t)
	for _, ref := range []model.Untrusted{"p:lena", "lena.marsh0417", "lena@mail.example"} {
		d := open(t, db, page.Place{Ref: ref}, 80, 21)
		if d.Place().Ref != "p:lena" || d.Title() != "Lena Marsh" {
			t.Errorf("%s: %+v, %q", ref, d.Place(), d.Title())
		}
	}
}

func TestAbsentAccount(t *testing.T) {
	d := open(t, shared(t), page.Place{Ref: "p:absent"}, 80, 21)
	s := d.Text()
	for _, want := range []string{"No account has the id, user name or e-mail p:absent.", "/ in the queue searches names, user names and e-mails."} {
		if strings.Count(strings.Join(strings.Fields(s), " "), want) != 1 {
			t.Errorf("it does not say once %q:\n%s", want, s)
		}
	}
	if strings.Contains(s, "overview") || strings.Contains(s, "clew accounts") || len(uitest.All[page.Say](d.Driver)) != 0 {
		t.Errorf("an absent account is a page, or is told of twice:\n%s", s)
	}
	for _, a := range []keys.Action{keys.Open, keys.Pivot, keys.Inspect, keys.Sort, keys.Copy} {
		if d.Why(a) == "" {
			t.Errorf("%s can be done with no account", a)
		}
	}
	d.Press(keys.Left)
	uitest.Only[page.Close](d.Driver)
}

// A name that several accounts have is no dead end.
func TestNamesakes(t *testing.T) {
	twice := uitest.Person("kim")
	twice.Account.ID.Platform = "q"
	rows := []model.Row{uitest.Person("a", "username:kim"), uitest.Person("kim"), twice, uitest.Person("c", "username:kimberly"), uitest.Person("b", "email:kim@mail.example", "username:kim\u202e")}
	db := uitest.Made(t, rows)
	for _, size := range uitest.Sizes {
		d := open(t, db, page.Place{Ref: "kim"}, size[0], size[1])
		uitest.Exact(t, "namesakes", d.View(), size[0], size[1])
	}
	d := open(t, db, page.Place{Ref: "kim"}, 80, 24)
	if s := d.Text(); len(d.absent.rows) != 3 || !strings.Contains(s, "3 accounts have the name kim. enter opens the one under the cursor.") || strings.Contains(s, "overview") {
		t.Errorf("%d accounts:\n%s", len(d.absent.rows), s)
	}
	if len(uitest.All[page.Say](d.Driver)) != 0 {
		t.Error("what the page says is told of too")
	}
	for _, a := range []keys.Action{keys.Pivot, keys.Sort, keys.Copy, keys.NextTab} {
		if d.Why(a) == "" {
			t.Errorf("%s can be done with no account", a)
		}
	}
	d.Press(keys.Down, keys.Open)
	if got := d.Went(); got.Page != page.Account || got.Ref != d.absent.rows[1].ID.String() {
		t.Errorf("opened %+v", got)
	}
	d.Settle(d.Click(5, 6))
	d.Settle(d.Click(5, 6))
	if got := d.Went(); got.Ref != d.absent.rows[2].ID.String() {
		t.Errorf("a click opened %+v", got)
	}
	d.Settle(d.Wheel(5, 6, -1))
}

func TestOverview(t *testing.T) {
	d := lenaOn(t, "", 120, 60)
	for _, want := range []string{"KR in 254, US in 30 of 284 sign-ins", "hours fit UTC+09:30 best", "Payout details shared with a flagged account", "Innocent? One person",
		"In a certain ring of 4 accounts", "But: people move", "2 notes Ask the bank."} {
		if !said(d, want) {
			t.Errorf("%q is missing", want)
		}
	}
	sum := 0.0
	for _, r := range d.account.ScoreRows {
		sum += r.Bits
	}
	if got := 100 / (1 + math.Exp2(-sum)); math.Abs(got-d.account.AccountRow.Score) > 1 {
		t.Errorf("the rows come to %.1f, the score is %.1f", got, d.account.AccountRow.Score)
	}
	d.Press(keys.Copy)
	if got := uitest.Only[page.Copy](d.Driver).Text; got != "p:lena" {
		t.Errorf("copied %q", got)
	}
	d.Press(keys.Inspect)
	uitest.Only[page.Show](d.Driver)
	d.Press(keys.Down, keys.Down, keys.Pivot)
	if got := d.Went(); got.Page != page.Pivot || got.Ref != "username:lena.marsh0417" {
		t.Errorf("%+v", got)
	}
	d.Press(keys.Ring)
	if got := d.Went(); got.Page != page.Ring || got.Ref != "p:lena" {
		t.Errorf("%+v", got)
	}
}

// said reports whether a text is on the overview, on however many lines.
func said(d *driver, want string) bool {
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	for i := range d.overview.len() {
		var b strings.Builder
		for _, l := range d.overview.entry(i).lines(1000) {
			for _, span := range l {
				b.WriteString(span.Text)
			}
			b.WriteByte(' ')
		}
		if strings.Contains(squeeze(b.String()), want) {
			return true
		}
	}
	return false
}

// The cursor goes through every entry, stays in view and is never on a heading.
func TestOverviewMoves(t *testing.T) {
	for _, size := range [][2]int{{60, 13}, {120, 20}} {
		d := lenaOn(t, "", size[0], size[1])
		o := d.overview
		seen := map[int]bool{}
		step := func(a keys.Action) {
			d.Press(a)
			seen[o.cursor] = true
			if o.current().rest {
				t.Fatalf("%v: the cursor is on a heading after %s", size, a)
			}
			if c, from, to := o.home(); to-from <= o.height && (from < c.offset || to > c.offset+o.height) {
				t.Fatalf("%v: lines %d to %d are out of view at %d after %s", size, from, to, c.offset, a)
			}
		}
		seen[o.cursor] = true
		for range o.len() + 200 {
			step(keys.Down)
		}
		for i := range o.len() {
			if !o.entry(i).rest && !seen[i] {
				t.Errorf("%v: entry %d is never reached", size, i)
			}
		}
		for _, a := range []keys.Action{keys.PageUp, keys.HalfUp, keys.Top, keys.PageDown, keys.HalfDown, keys.Bottom, keys.Up, keys.Top} {
			step(a)
		}
	}
	d := lenaOn(t, "", 120, 20)
	d.Press(keys.Right)
	if c, _, _ := d.overview.home(); c != &d.overview.columns[1] {
		t.Error("right does not lead to the other column")
	}
	d.Press(keys.Left)
	if c, _, _ := d.overview.home(); c != &d.overview.columns[0] {
		t.Error("left does not lead back")
	}
	d.Press(keys.Left)
	uitest.Only[page.Close](d.Driver)
}

func TestSteps(t *testing.T) {
	d := lenaOn(t, "", 80, 21)
	d.Press(keys.NextItem)
	if got := uitest.Only[page.Step](d.Driver); got.Delta != 1 {
		t.Errorf("%+v", got)
	}
	d.Press(keys.PrevItem)
	if got := uitest.Only[page.Step](d.Driver); got.Delta != -1 {
		t.Errorf("%+v", got)
	}
}

func TestMouse(t *testing.T) {
	d := lenaOn(t, "identifiers", 80, 21)
	d.Settle(d.Click(10, 2+1+2))
	if got := d.identifiers.table.Cursor(); got != 2 {
		t.Errorf("a click moves the cursor to %d", got)
	}
	d.Settle(d.Click(10, 2+1+2))
	if got := d.Went(); got.Page != page.Pivot {
		t.Errorf("%+v", got)
	}
	d.Settle(d.Wheel(10, 20, 1))
	d.Settle(d.Click(10, 19))
	if !d.identifiers.inside {
		t.Error("a click does not lead into the box")
	}
	o := lenaOn(t, "", 80, 21)
	o.Settle(o.Click(10, 2+2))
	if o.overview.cursor != 2 {
		t.Errorf("the cursor is on entry %d", o.overview.cursor)
	}
	o.Settle(o.Wheel(10, 10, 3))
	if o.overview.columns[0].offset != 3 {
		t.Errorf("the wheel scrolls to line %d", o.overview.columns[0].offset)
	}
	// The cursor may be above what the wheel has left on the screen.
	wide := lenaOn(t, "", 160, 16)
	wide.Press(keys.Top)
	wide.Settle(wide.Wheel(10, 10, 6))
	wide.Try(keys.Right, keys.Left)
}

// failing is a store whose every second answer is an error.
type failing struct{ *store.DB }

var errDisk = &model.Error{Kind: model.ErrDisk, Message: "the disk cannot be read"}

func (failing) Events(context.Context, uint32, int, int) ([]model.Event, error) { return nil, errDisk }
func (failing) RawRow(context.Context, model.Source) (model.Untrusted, error)   { return "", errDisk }
func (failing) KnownLinks() *store.Links                                        { return nil }
func (failing) Links(context.Context, func(string)) (*store.Links, error)       { return nil, errDisk }

func TestFailures(t *testing.T) {
	d := open(t, failing{shared(t)}, page.Place{Ref: "p:lena"}, 80, 21)
	failures := 0
	for range tabNames {
		d.Press(keys.NextTab)
		uitest.Exact(t, d.tab().name(), d.View(), 80, 21)
	}
	said := uitest.All[page.Say](d.Driver)
	for _, s := range said {
		if s.Level == page.Failure && strings.Contains(s.Text, errDisk.Message) {
			failures++
		}
	}
	if failures < 2 {
		t.Errorf("%d failures are told of: %+v", failures, said)
	}
	d.Settle(d.show("links"))
	if s := d.Text(); !strings.Contains(s, "The links could not be worked out.") {
		t.Error(s)
	}
	d.Settle(d.show("overview"))
	if s := d.Text(); !strings.Contains(s, "Lena Marsh") {
		t.Errorf("the rest of the account is not shown:\n%s", s)
	}
}

// Nothing of what an adversary wrote reaches a screen as anything but text.
func TestHostile(t *testing.T) {
	d := open(t, shared(t), page.Place{Ref: "p:mallory\x1b[31m"}, 120, 37)
	for i := range tabNames {
		d.Settle(d.turn(i))
		for _, a := range []keys.Action{keys.Top, keys.Right, keys.PageDown, keys.Left, keys.Bottom} {
			d.Try(a)
			for _, l := range d.View() {
				uitest.Harmless(t, tabNames[i], l)
			}
		}
	}
	uitest.Harmless(t, "the title", d.Title())
}

func TestPieces(t *testing.T) {
	long := model.Untrusted(strings.Repeat(`{"k":"värde"},`, 2000))
	shown := pieces(long)
	if got := strings.Join(shown, ""); got != string(long) {
		t.Errorf("%d bytes of %d are shown", len(got), len(long))
	}
	for _, p := range shown {
		for _, l := range fold(p, 40) {
			if n := len([]rune(l)); n > 40 {
				t.Fatalf("%d columns: %q", n, l)
			}
		}
		if got := strings.Join(fold(p, 40), ""); got != p {
			t.Fatalf("folding changes %q", p)
		}
	}
	beyond := pieces(model.Untrusted(strings.Repeat("x", mostRaw+100)))
	if last := beyond[len(beyond)-1]; !strings.Contains(last, "and 100 bytes more") {
		t.Errorf("%q", last)
	}
}

// A note of several lines is shown by its first, not by their number alone.
func TestBeginningOfANote(t *testing.T) {
	for in, want := range map[model.Untrusted]string{"one": "one", "one\ntwo": "one  two", "one\ntwo\nthree": "one  ⟨+2 lines⟩", "": ""} {
		got := ""
		for _, s := range beginning(in) {
			got += s.Text
		}
		if got != want {
			t.Errorf("%q begins as %q, want %q", in, got, want)
		}
	}
}
