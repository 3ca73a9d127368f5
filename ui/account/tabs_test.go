package account

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestSignals(t *testing.T) {
	d := lenaOn(t, "signals", 120, 37)
	if s := d.Text(); !strings.Contains(s, "but: Keen applicants") {
		t.Error("a signal stands without what else would look the same")
	}
	d.Press(keys.Bottom)
	if s := d.Text(); !strings.Contains(s, "but: the rule is new") || !strings.Contains(s, "it counts nothing") {
		t.Error(s)
	}
	if why := d.Why(keys.Open); why == "" {
		t.Error("a signal opens something")
	}
}

func TestIdentifiers(t *testing.T) {
	d := lenaOn(t, "identifiers", 80, 21)
	s := d.Text()
	for _, want := range []string{"placeholder", "private", "suspect", "invalid"} {
		if !strings.Contains(s, want) {
			t.Errorf("%s is hidden", want)
		}
	}
	held := d.identifiers.held
	if held[0].Holders != 4 || held[len(held)-1].Status == model.StatusOK {
		t.Errorf("what is worth following is not first: %+v", held)
	}
	if status := d.Text(); strings.Contains(status, "▲") {
		t.Errorf("the default order is that of a column:\n%s", status)
	}
	order := func() string { return ansi.Strip(draw.Paint(d.env.Theme, d.Status(), 60, theme.Plain)) }
	if !strings.Contains(order(), "shared first") {
		t.Errorf("the order is %q", order())
	}
	d.Settle(d.identifiers.sortBy("held"))
	if !slices.IsSortedFunc(d.identifiers.held, func(a, b store.HeldIdentifier) int { return cmp.Compare(a.Holders, b.Holders) }) || !strings.Contains(d.Text(), "HELD BY ▲") || strings.Contains(order(), "shared") {
		t.Errorf("sorted by holders, %q:\n%s", order(), d.Text())
	}
	d.Settle(d.identifiers.sortBy(sharedFirst))
	at := d.identifiers.current().Value
	d.Press(keys.Reverse)
	if !d.identifiers.table.Desc || !strings.Contains(order(), "shared last") || d.identifiers.current().Value != at || d.identifiers.table.Cursor() == 0 {
		t.Errorf("the cursor went from %s to %s", at, d.identifiers.current().Value)
	}
	d.Press(keys.Open)
	if got := d.Went(); got.Page != page.Pivot || got.Ref != "mfa_device:m-1" {
		t.Errorf("%+v", got)
	}
	d.Press(keys.Copy)
	if got := uitest.Only[page.Copy](d.Driver).Text; got != "m-1" {
		t.Errorf("copied %q", got)
	}
	d.Settle(d.Click(4, 2)) // the title KIND
	if d.identifiers.order.key != "kind" {
		t.Errorf("a click on a title sorts by %s", d.identifiers.order.key)
	}
	d.Press(keys.Sort)
	menu := d.Over.(*overlay.Menu)
	d.Settle(menu.Items[3].Run)
	if d.identifiers.order.key != "value" {
		t.Errorf("the menu sorts by %s", d.identifiers.order.key)
	}
	for i := range d.identifiers.held {
		if d.identifiers.held[i].Kind == model.KindName {
			d.identifiers.table.Move(i)
		}
	}
	d.Press(keys.Inspect)
	if menu := d.Over.(*overlay.Menu); len(menu.Items) != 2 || menu.Items[1].Label != "as written" {
		t.Errorf("%+v", menu.Items)
	}
}

// A column in which nobody has anything takes no room, nor does one for which a value
// would be cut and that stands in the box too.
func TestIdentifierColumns(t *testing.T) {
	wallet := "0x" + strings.Repeat("4be07a", 6)
	made := func(dated bool) *store.DB {
		row := uitest.Person("a", "wallet:"+wallet, "name:anna bell")
		row.Account.Identifiers[1].Raw = "Anna Bell"
		if dated {
			row.Account.Identifiers[0].LastSeen = at("2026-02-01 10:00")
		}
		return uitest.Made(t, []model.Row{row})
	}
	for _, c := range []struct {
		dated bool
		width int
		has   []string
		lacks []string
	}{
		{false, 200, []string{"AS WRITTEN"}, []string{"FIRST SEEN", "LAST SEEN"}},
		{true, 200, []string{"AS WRITTEN", "LAST SEEN"}, []string{"FIRST SEEN"}},
		{true, 120, []string{"AS WRITTEN", "LAST SEEN"}, []string{"FIRST SEEN"}},
		{true, 90, []string{"LAST SEEN"}, []string{"FIRST SEEN", "AS WRITTEN"}},
	} {
		s := open(t, made(c.dated), page.Place{Ref: "p:a", Tab: "identifiers"}, c.width, 40).Text()
		for _, want := range append(c.has, wallet) {
			if !strings.Contains(s, want) {
				t.Errorf("%q is not in %d columns:\n%s", want, c.width, s)
			}
		}
		for _, no := range c.lacks {
			if strings.Contains(s, no) {
				t.Errorf("%q is in %d columns:\n%s", no, c.width, s)
			}
		}
	}
}

func TestEvents(t *testing.T) {
	d := lenaOn(t, "events", 120, 37)
	e := d.events
	if e.table.Len() != lenaEvents {
		t.Fatalf("%d events", e.table.Len())
	}
	if s := d.Text(); !strings.Contains(s, "2026-02-19 06:10  Thu 00:10  Thu 15:40") {
		t.Errorf("the three clocks are missing:\n%s", s)
	}
	// Every event, in order, whatever has to be fetched on the way.
	last := int64(math.MaxInt64)
	for i := range lenaEvents {
		ev := e.current()
		if ev == nil {
			t.Fatalf("event %d is not there", i)
		}
		if ev.Time.Milli > last {
			t.Fatalf("event %d is later than the one above it", i)
		}
		last = ev.Time.Milli
		d.Press(keys.Down)
	}
	d.Press(keys.Top, keys.Down, keys.Down)
	at := e.current().Time
	d.Press(keys.Reverse)
	if e.current().Time != at || e.table.Cursor() != lenaEvents-3 {
		t.Errorf("the cursor went from %s to %s", at, e.current().Time)
	}
	d.Press(keys.Open)
	if _, ok := d.Over.(*overlay.Reader); !ok {
		t.Errorf("%T", d.Over)
	}
	d.Press(keys.Pivot)
	if menu := d.Over.(*overlay.Menu); len(menu.Items) != 2 {
		t.Errorf("%d values to pivot over", len(menu.Items))
	}
	d.Press(keys.Switch)
	if s := d.Text(); strings.Contains(s, "WEEK BY HOUR") {
		t.Error("the figures stay")
	}
	narrow := lenaOn(t, "events", 80, 21)
	if s := narrow.Text(); !strings.Contains(s, "best fit") || strings.Contains(s, "WEEK BY HOUR") {
		t.Error(s)
	}
	narrow.Press(keys.Switch)
	if s := narrow.Text(); !strings.Contains(s, "WEEK BY HOUR") {
		t.Error(s)
	}
}

// Of the accounts that an investigation has many events of, a few are held at a time.
func TestEventsAreWindowed(t *testing.T) {
	d := lenaOn(t, "events", 80, 21)
	if n := len(d.events.known); n >= lenaEvents {
		t.Errorf("%d of %d events are held after the first frame", n, lenaEvents)
	}
}

func TestLinks(t *testing.T) {
	d := lenaOn(t, "links", 120, 37)
	s := d.Text()
	for _, want := range []string{"p:ken", "prior", "sum", "Innocent?", "bits, over 99.9 %"} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is missing:\n%s", want, s)
		}
	}
	to := d.links.id(d.links.current())
	d.Press(keys.Compare)
	if got := d.Went(); got.Page != page.Compare || !slices.Equal(got.Refs, []model.Untrusted{"p:lena", to}) {
		t.Errorf("%+v", got)
	}
	d.Press(keys.Open)
	if got := d.Went(); got.Page != page.Account || got.Ref != to {
		t.Errorf("%+v", got)
	}
	d.Press(keys.Right)
	if !d.links.inside {
		t.Error("right does not lead into the waterfall")
	}
	if _, done := d.Escape(); !done || d.links.inside {
		t.Error("esc does not lead out of it")
	}
	d.Press(keys.PrevTab)
	if why := d.Why(keys.Compare); why == "" {
		t.Error("there is something to compare with on the events")
	}
}

// The links are worked out where their tab is opened, and nowhere else.
func TestLinksAreWorkedOut(t *testing.T) {
	db, err := investigation(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	d := open(t, db, page.Place{Ref: "p:lena"}, 80, 40)
	if d.links.count() >= 0 || db.KnownLinks() != nil {
		t.Fatal("the overview has the links worked out")
	}
	if !said(d, "The links are not worked out yet") {
		t.Error(d.Text())
	}
	cmd := d.show("links")
	if s := d.Text(); !strings.Contains(s, "Working out who is linked to whom") {
		t.Error(s)
	}
	d.Settle(cmd)
	if d.links.count() != 3 {
		t.Errorf("%d links", d.links.count())
	}
	d.Press(keys.PrevTab)
	if !said(d, "In a certain ring") {
		t.Error("the overview does not know of the links")
	}
}

func TestNotesAndRefresh(t *testing.T) {
	db, err := investigation(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	d := open(t, db, page.Place{Ref: "p:lena", Tab: "notes"}, 80, 21)
	if s := d.Text(); !strings.Contains(s, "not from the name.") || !strings.Contains(s, "kim  2026-03-02 12:00 UTC") {
		t.Error(s)
	}
	d.Press(keys.Down, keys.Copy)
	if got := uitest.Only[page.Copy](d.Driver).Text; got != "Ask the bank." {
		t.Errorf("copied %q", got)
	}
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.AddNote{On: workflow.OnAccount(d.account.AccountRow.ID), Text: "They answered."}); err != nil {
		t.Fatal(err)
	}
	d.Settle(d.Refresh())
	if s := d.Text(); !strings.Contains(s, "They answered.") || d.notes.cursor != 2 {
		t.Errorf("the cursor is on entry %d of\n%s", d.notes.cursor, s)
	}
}

func TestSources(t *testing.T) {
	d := lenaOn(t, "sources", 80, 21)
	if s := d.Text(); !strings.Contains(s, `{"id":"lena"}`) || !strings.Contains(s, strings.Repeat("ab", 32)) || !strings.Contains(s, "world.jsonl, line 1") {
		t.Error(s)
	}
	d.Press(keys.Copy)
	if got := uitest.Only[page.Copy](d.Driver).Text; got != `{"id":"lena"}` {
		t.Errorf("copied %q", got)
	}
}
