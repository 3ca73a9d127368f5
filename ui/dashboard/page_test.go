package dashboard

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/ring"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/words"
)

func TestEveryNumberIsTheListThatItOpens(t *testing.T) {
	db := uitest.Demo(t)
	for _, width := range []int{60, 120, 200} { // days become other units
		d := open(t, db, width, 40)
		for _, p := range d.panels {
			if !p.has || len(p.answer.rows) == 0 && p.title != "Tags" && !p.work {
				t.Errorf("%s has no rows", p.title)
			}
		}
		numbersOpen(t, db, d, 60)
	}
}

// numbersOpen opens all numbers, of which there are some at least, and counts what is there.
func numbersOpen(t *testing.T, db *store.DB, d *driver, least int) {
	t.Helper()
	opened := 0
	for _, p := range d.panels {
		for _, r := range p.answer.rows {
			switch {
			case r.place.Page == "" && r.why == "":
				t.Errorf("%s: %s leads nowhere without a reason", p.title, r.label)
			case r.place.Page == page.Queue:
				opened++
				q, err := query.Parse(string(r.place.Ref), uitest.Noon)
				if err != nil {
					t.Fatalf("%s: %s: %v", p.title, r.place.Ref, err)
				}
				found, err := db.Find(context.Background(), q, store.Sort{Key: "id"})
				if err != nil || int64(found.Len()) != r.value {
					t.Errorf("%s: %s says %d and %q finds %d, %v", p.title, r.label, r.value, r.place.Ref, found.Len(), err)
				}
			case r.place.Page == page.Pivot:
				opened++
				found, err := db.Pivot(context.Background(), string(r.place.Ref))
				if err != nil || found.Answer != store.AnswerHub || int64(len(found.Accounts)) != r.value {
					t.Errorf("%s: %s says %d, and pivot %v, %v", p.title, r.label, r.value, found, err)
				}
			}
		}
	}
	if opened < least {
		t.Errorf("only %d numbers lead anywhere", opened)
	}
}

func TestNothingIsSaidOfCountries(t *testing.T) {
	d := open(t, uitest.Demo(t), 200, 80)
	for _, p := range d.panels {
		for _, r := range p.answer.rows {
			if strings.Contains(string(r.place.Ref), "country") || strings.Contains(strings.ToLower(p.title), "countr") {
				t.Errorf("%s counts %s", p.title, r.place.Ref)
			}
		}
	}
}

func TestDaysBecomeUnits(t *testing.T) {
	d := &days{field: "flagged", first: time.Date(2023, 12, 30, 0, 0, 0, 0, time.UTC), counts: make([]int, 800)}
	for i := range d.counts {
		d.counts[i] = 1
	}
	for _, c := range []struct {
		most        int
		by          string
		n           int
		first, last string
		query       string
	}{
		{800, "day", 800, "2023-12-30", "2026-03-08", "flagged:2023-12-30"},
		{200, "week", 115, "2023-12-25", "2026-03-02", "flagged:2023-12-25..2023-12-31"},
		{40, "month", 28, "2023-12", "2026-03", "flagged:2023-12"},
		{12, "quarter", 10, "2023-Q4", "2026-Q1", "flagged:2023-10..2023-12"},
		{5, "year", 4, "2023", "2026", "flagged:2023"},
		{1, "year", 4, "2023", "2026", "flagged:2023"},
	} {
		rows, by := d.rows(c.most)
		sum := int64(0)
		for _, r := range rows {
			sum += r.value
		}
		if by != c.by || len(rows) != c.n || rows[0].label != c.first || rows[len(rows)-1].label != c.last || string(rows[0].place.Ref) != c.query || sum != 800 {
			t.Errorf("with room for %d: %d by %s from %s (%s) to %s, %d in all", c.most, len(rows), by, rows[0].label, rows[0].place.Ref, rows[len(rows)-1].label, sum)
		}
	}
}

func TestKeys(t *testing.T) {
	d := open(t, uitest.Demo(t), 120, 37)
	d.on("Signals")
	d.Has("NET-VPN", "Flagged over time", "3,000 in all")
	d.focus.move(0)
	d.Press(keys.Down, keys.Open)
	if got := d.Went(); got.Page != page.Queue || got.Ref != "signal:NET-VPN" {
		t.Errorf("opened %v", got)
	}
	d.Press(keys.Copy)
	if got := uitest.Only[page.Copy](d.Driver); !strings.HasPrefix(got.Clean, "NET-VPN\t") {
		t.Errorf("copied %q", got.Clean)
	}
	if got := ansi.Strip(d.Status()[2].Text); !strings.HasPrefix(got, "NET-VPN: ") {
		t.Errorf("status %q", got)
	}

	// In columns one moves sideways; beyond the first row is the panel above.
	d.on("Flagged over time")
	last := d.focus.current().label
	d.Press(keys.Left)
	if before := d.focus.current().label; before >= last {
		t.Errorf("before %s is %s", last, before)
	}
	d.Press(keys.Right, keys.Right)
	if d.focus.title != "States" {
		t.Errorf("beside is %s", d.focus.title)
	}
	d.Press(keys.Up)
	if d.focus.title != "Rings by their members" {
		t.Fatalf("above is %s", d.focus.title)
	}

	d.on("Age when flagged")
	if why := d.Why(keys.Open); why != "" {
		t.Errorf("why %q", why)
	}
	d.Press(keys.Bottom)
	if d.focus.title != "The investigation" || d.grid.top+len(d.grid.shown) != len(d.grid.rows) {
		t.Errorf("at the bottom is %s, from %d of %d", d.focus.title, d.grid.top, len(d.grid.rows))
	}
	d.Press(keys.NextTab)
	if d.focus != d.panels[0] || d.grid.top != 0 {
		t.Errorf("after the last panel comes %s", d.focus.title)
	}
	if p := d.Place(); p.Tab != "Scores" {
		t.Errorf("place %v", p)
	}
}

func TestMouse(t *testing.T) {
	d := open(t, uitest.Demo(t), 120, 37)
	x, y := 70, 3 // the third row of signals
	d.Settle(d.Click(x, y))
	if d.focus.title != "Signals" || d.focus.cursor != 2 {
		t.Fatalf("at %s, row %d", d.focus.title, d.focus.cursor)
	}
	d.Settle(d.Click(x, y))
	if got := d.Went(); got.Page != page.Queue {
		t.Errorf("opened %v", got)
	}
	d.Wheel(0, 0, 3)
	if d.grid.top != 1 {
		t.Errorf("the wheel leaves the page at row %d", d.grid.top)
	}
	d.Settle(d.Click(500, 500))
}

// broken is a store of which one thing fails.
type broken struct {
	Store
	field string
}

func (b broken) Facets(ctx context.Context, set *query.Set, field string) ([]store.Facet, error) {
	if field == b.field {
		return nil, &model.Error{Kind: model.ErrCorrupt, Message: "a page is damaged", Err: errors.New("\x1b[2J")}
	}
	return b.Store.Facets(ctx, set, field)
}

func TestOneFailureIsOnePanel(t *testing.T) {
	d := open(t, broken{uitest.Demo(t), "signal"}, 120, 37)
	d.Has("a page is damaged", "Flagged over time", "3,000 in all")
	uitest.Only[page.Say](d.Driver)
	d.on("Signals")
	if why := d.Why(keys.Open); why == "" {
		t.Error("what failed can be opened")
	}
}

func TestBeforeTheAnswersAndWithoutData(t *testing.T) {
	d, cmd := begin(t, uitest.Demo(t), "mono", false, 120, 37)
	d.Has("counting", "States", "Signals")
	if why := d.Why(keys.Open); why != "it is being counted" {
		t.Errorf("why %q", why)
	}
	d.Settle(cmd)
	if strings.Contains(d.Text(), "counting") {
		t.Error("still counting")
	}
	empty := open(t, uitest.Made(t, nil), 120, 37)
	empty.Has("no account is flagged", "no account has a score", "no account shows a signal")
	empty.Exact("the empty page", 80, 24)
}

func TestTheCursorStaysOnItsRow(t *testing.T) {
	db := uitest.Made(t, made(0, "one", 3))
	d := open(t, db, 120, 37)
	d.on("Tags")
	d.Has("tag-one")
	d.focus.move(0)
	uitest.Add(t, db, "more.jsonl", made(100, "two", 9))
	d.Settle(d.Refresh())
	if got := d.focus.current().label; got != "tag-one" || d.focus.cursor != 1 {
		t.Errorf("the cursor is on %s, row %d", got, d.focus.cursor)
	}
}

// made makes rows of accounts with a tag.
func made(from int, name string, n int) []model.Row {
	var rows []model.Row
	for i := range n {
		id := model.Untrusted(name + strings.Repeat("x", i))
		rows = append(rows, model.Row{Account: model.Account{ID: model.AccountID{Platform: "test", Native: id}, Tags: []model.Untrusted{model.Untrusted("tag-" + name)},
			CreatedAt: model.Time{Milli: 1_700_000_000_000}, Flags: []model.Flag{{Source: "desk", Reason: "bulk", Score: 60, Time: model.Time{Milli: 1_600_000_000_000 + int64(from)}}}}})
	}
	return rows
}

func TestEverySizeIsExact(t *testing.T) {
	var rows []model.Row
	for i, s := range uitest.Hostile(t, false) {
		rows = append(rows, made(i, s, 1)...)
		rows[i].Account.ID.Native = model.Untrusted(strings.Repeat("x", i+1))
		rows[i].Account.Flags[0].Source = model.Untrusted(s)
	}
	rows = append(rows, made(0, strings.Repeat("long ", 40_000), 1)...)
	for _, s := range []Store{uitest.Demo(t), uitest.Made(t, rows), uitest.Made(t, nil)} {
		for _, ascii := range []bool{false, true} {
			d, cmd := begin(t, s, "terminal", ascii, 80, 24)
			for _, size := range uitest.Sizes {
				d.Exact("the page", size[0], size[1])
			}
			d.Settle(cmd)
			for _, size := range uitest.Sizes {
				d.Size(size[0], size[1])
				for i := range d.shown {
					d.goTo(i)
					d.Exact("the page", size[0], size[1])
				}
				if err := uitest.Scan([]byte(strings.Join(d.View(), "\n"))); err != nil {
					t.Error(err)
				}
			}
		}
	}
}

func TestASCIIAlone(t *testing.T) {
	d, cmd := begin(t, uitest.Made(t, made(0, "plain", 20)), "mono", true, 200, 60)
	d.Settle(cmd)
	d.ASCII("")
}

// However small the window, what says where to look comes first, and no panel is
// larger than what it shows.
func TestPanelsTakeWhatTheyNeed(t *testing.T) {
	for _, c := range []struct {
		width, height, least int
		titles               []string
	}{
		{80, 21, 3, []string{"Scores", "Signals", "Rings by their members"}},
		{100, 27, 6, []string{"Scores", "Signals", "Rings by their members"}},
		{120, 37, 6, []string{"Scores", "Signals", "Rings by their members"}},
		{200, 57, 12, []string{"Scores", "Signals", "The investigation"}},
	} {
		d := open(t, uitest.Demo(t), c.width, c.height)
		d.Has(c.titles...)
		if n := min(len(d.grid.shown)*d.grid.across, len(d.panels)); n < c.least {
			t.Errorf("%dx%d shows %d panels, want %d", c.width, c.height, n, c.least)
		}
		d.on("States")
		for row, h := range d.grid.shown {
			if n := d.grid.rows[d.grid.top+row]; h > max(n.want, n.least) {
				t.Errorf("%dx%d: row %d has %d lines and a use for %d", c.width, c.height, d.grid.top+row, h, n.want)
			}
		}
	}
}

// A size of rings opens as many rings as it counts, and says so.
func TestSizesOfRingsOpen(t *testing.T) {
	db := uitest.Demo(t)
	d := open(t, db, 120, 37)
	for _, r := range d.on("Rings by their members").answer.rows {
		synctest.Test(t, func(t *testing.T) {
			rings := uitest.Drive(t, ring.NewRings(uitest.Env(t, "mono", false), db, r.place), 100, 30)
			if r.place.Ref == "" || !strings.Contains(rings.Text(), words.Count(r.value, "ring")+" of ") {
				t.Errorf("%s: %d, and %v opens %s", r.label, r.value, r.place, strings.SplitN(rings.Text(), "\n", 2)[0])
			}
		})
	}
}

func TestFrames(t *testing.T) {
	for _, f := range uitest.Frames {
		d := open(t, uitest.Demo(t), f.Width, f.Height)
		d.panels[len(d.panels)-1].answer.rows[7].said = "1 MB" // of the folder, which depends on the machine
		d.panels[len(d.panels)-1].answer.about = "since 2026-03-01"
		d.on("Scores")
		d.Golden(f.Name)
	}
}

// BenchmarkPanels asks for each panel, of the investigation that CLEW_BENCH_DB names
// or of the demo.
func BenchmarkPanels(b *testing.B) {
	db := uitest.Demo(b)
	if path := os.Getenv("CLEW_BENCH_DB"); path != "" {
		var err error
		if db, err = store.Open(context.Background(), path, store.Options{ReadOnly: true, Cache: true}); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { db.Close() })
	}
	for _, p := range panels() {
		b.Run(strings.ReplaceAll(p.title, " ", "-"), func(b *testing.B) {
			for b.Loop() {
				if _, err := p.ask(context.Background(), db, uitest.Noon); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("View", func(b *testing.B) {
		d := open(b, db, 200, 57)
		for b.Loop() {
			d.View()
		}
	})
}
