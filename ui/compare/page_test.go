package compare

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// crew are four accounts that are paid into one wallet.
func crew(t testing.TB, n int) []string {
	t.Helper()
	db := uitest.Demo(t)
	p, err := db.Pivot(context.Background(), story.Wallet)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.Listing(context.Background(), p.Accounts[:n])
	if err != nil {
		t.Fatal(err)
	}
	refs := make([]string, n)
	for i, r := range rows {
		refs[i] = string(r.ID.String())
	}
	return refs
}

func TestTwoOfOneOperator(t *testing.T) {
	d := open(t, uitest.Demo(t), 120, 37, crew(t, 2)...)
	d.Has("LINKS", "A B  certain", "that one hand runs both", "Innocent?", "ACCOUNT", "≠ differ")
	wallet := d.on(sectionCommon, "wallet")
	if wallet.mark != same || wallet.note != "6 holders" || wallet.cells[0].key != wallet.cells[1].key {
		t.Errorf("the wallet is %v, %q", wallet.mark, wallet.note)
	}
	d.Press(keys.Open)
	if got := d.Went(); got.Page != page.Pivot || string(got.Ref) != story.Wallet {
		t.Errorf("opened %v", got)
	}
	d.Press(keys.Copy)
	if got := uitest.Only[page.Copy](d.Driver); "wallet:"+string(got.Text) != story.Wallet {
		t.Errorf("copied %q", got.Text)
	}
	d.Press(keys.Inspect)
	uitest.Only[page.Show](d.Driver)
	d.on(sectionLinks, "")
	d.Press(keys.Open)
	if got := d.Went(); got.Page != page.Path || len(got.Refs) != 2 {
		t.Errorf("opened %v", got)
	}
	d.Press(keys.Right)
	d.on(sectionAccount, "id")
	d.Press(keys.Open)
	if got := d.Went(); got.Page != page.Account || got.Ref != d.id(1) {
		t.Errorf("opened %v", got)
	}
	d.Press(keys.Ring)
	if got := d.Went(); got.Page != page.Ring || got.Ref != d.id(1) {
		t.Errorf("opened %v", got)
	}
}

// Two that pass a second factor which others use too need not use the same one.
func TestOneCodeIsNotOneFact(t *testing.T) {
	db := uitest.Demo(t)
	p, err := db.Pivot(context.Background(), story.Wallet)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.Listing(context.Background(), p.Accounts)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, r := range rows {
		if string(r.ID.String()) == story.Persona || !slices.Contains(r.Signals, "DEV-MFA") {
			continue
		}
		d := open(t, db, 120, 37, story.Persona, string(r.ID.String()))
		mfa := d.on(sectionScore, "DEV-MFA")
		want := shown
		if facts := [2]model.Untrusted{mfa.cells[0].value, mfa.cells[1].value}; facts[0] == facts[1] {
			want = same
		} else {
			seen++
			d.Has("& both")
		}
		if mfa.mark != want || onlySame.takes(mfa) != (want == same) || onlyShown.takes(mfa) != (want == shown) {
			t.Errorf("with %s it is %v", r.ID.String(), mfa.mark)
		}
	}
	if seen == 0 {
		t.Error("nobody has another authenticator")
	}
}

func TestAStolenFaceIsNoProof(t *testing.T) {
	d := open(t, uitest.Demo(t), 120, 37, story.Victim, story.Stolen)
	d.Has("proves nothing", "victims of identity theft")
	photo := d.on(sectionCommon, "photo")
	if photo.mark != same || !photo.identity {
		t.Errorf("the photo is %v, identity %v", photo.mark, photo.identity)
	}
	if role, _ := photo.said(d.env.Theme); role != theme.Warn {
		t.Errorf("the mark of a photo has role %v", role)
	}
	if open(t, uitest.Demo(t), 120, 37, crew(t, 2)...).caution() {
		t.Error("the caution is said where no identity is shared")
	}
}

func TestFilters(t *testing.T) {
	d := open(t, uitest.Demo(t), 120, 37, crew(t, 4)...)
	n := d.counts()
	if n[onlySame]+n[onlyDifferent]+n[onlyMissing] > n[everything] || n[onlySame] == 0 || n[onlyDifferent] == 0 || n[onlyMissing] == 0 {
		t.Fatalf("counts %v", n)
	}
	for _, f := range filters[1:] {
		d.Press(keys.Switch)
		links := 0
		for _, i := range d.shown {
			if d.all[i].whole != nil {
				links++
			}
		}
		if d.filter != f || links != 6 || len(d.shown)-links != n[f] {
			t.Errorf("%q shows %d rows and %d links", d.filter, len(d.shown), links)
		}
	}
	if d.Place().Tab != "missing" {
		t.Errorf("place %v", d.Place())
	}
	d.on(sectionOther, "")
	on := d.current().id
	if _, done := d.Escape(); !done || d.filter != everything || d.current().id != on {
		t.Errorf("esc leaves %q on %s, not on %s", d.filter, d.current().id, on)
	}
	if _, done := d.Escape(); done {
		t.Error("esc does something twice")
	}
	d.Press(keys.Narrow)
	uitest.Only[page.Show](d.Driver)
	d.Settle(page.Tell(setFilter{d.Page, onlySame}))
	d.Settle(page.Tell(setFilter{nil, onlyMissing})) // of another page
	if d.filter != onlySame {
		t.Errorf("the filter is %q", d.filter)
	}
}

func TestFourAccountsWithoutRoom(t *testing.T) {
	d := open(t, uitest.Demo(t), 80, 21, crew(t, 4)...)
	d.Has("▸A ", "A-C of D")
	d.Press(keys.Right, keys.Right, keys.Right)
	d.Has("▸D ", "B-D of D")
	d.Press(keys.Left, keys.Left, keys.Left)
	d.Has("▸A ", "A-C of D")
	d.Size(200, 57)
	if d.Has("D "); strings.Contains(d.Text(), "A-C of D") {
		t.Error("not all are shown at 200 columns")
	}
	// Every row is reached, and is on the screen when it is.
	d.Size(60, 13)
	d.Press(keys.Top)
	for i := range d.shown {
		if d.cursor != i {
			t.Fatalf("on row %d after %d steps", d.cursor, i)
		}
		if strings.Count(d.Text(), "▸") < 2 { // that of the heading is one
			t.Fatalf("row %d is not on the screen:\n%s", i, d.Text())
		}
		d.Press(keys.Down)
	}
}

func TestScrolling(t *testing.T) {
	d := open(t, uitest.Demo(t), 80, 21, crew(t, 4)...)
	d.Press(keys.PageDown)
	first := d.cursor
	if first == 0 || d.top == 0 {
		t.Fatalf("a page down leads to row %d, line %d", d.cursor, d.top)
	}
	d.Press(keys.HalfDown, keys.HalfUp, keys.PageUp)
	if d.cursor > first {
		t.Errorf("back on row %d", d.cursor)
	}
	d.Press(keys.Bottom)
	if d.cursor != len(d.shown)-1 {
		t.Errorf("at the bottom is row %d of %d", d.cursor, len(d.shown))
	}
	d.Wheel(0, 0, -1000)
	if d.top != 0 || !strings.Contains(d.Text(), "LINKS") {
		t.Errorf("the wheel stops at line %d", d.top)
	}
	d.Wheel(0, 0, 1000)
	if d.top != d.laid.total-d.bodyHeight() {
		t.Errorf("the wheel stops at line %d of %d", d.top, d.laid.total)
	}
}

func TestMouse(t *testing.T) {
	d := open(t, uitest.Demo(t), 120, 37, crew(t, 2)...)
	b := 80 // within column B
	d.Settle(d.Click(b, 0))
	if d.column != 1 || len(d.Told()) > 0 {
		t.Fatalf("column %d, said %v", d.column, d.Told())
	}
	d.Settle(d.Click(b, 0))
	if got := d.Went(); got.Page != page.Account || got.Ref != d.id(1) {
		t.Errorf("opened %v", got)
	}
	lines := strings.Split(d.Text(), "\n")
	y := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "user name") })
	d.Settle(d.Click(3, y))
	if r := d.current(); r.label != "user name" || len(d.Told()) > 0 {
		t.Fatalf("on %s, said %v", r.label, d.Told())
	}
	d.Settle(d.Click(3, y))
	if got := d.Went(); got.Page != page.Account {
		t.Errorf("opened %v", got)
	}
	d.Settle(d.Click(3, 300))
}

// unlinked is a store whose links are not known yet.
type unlinked struct{ Store }

func (u unlinked) KnownLinks() *store.Links { return nil }

func TestLinksThatAreNotKnown(t *testing.T) {
	d, cmd := begin(t, unlinked{uitest.Demo(t)}, "mono", false, 120, 37, crew(t, 2)...)
	next := d.Update(cmd())
	d.Has("being worked out", "ACCOUNT")
	d.on(sectionAccount, "name")
	d.Settle(next)
	d.Has("A B  certain")
	if d.current().label != "name" {
		t.Errorf("the cursor is on %s", d.current().label)
	}
}

func TestWhatCannotBeCompared(t *testing.T) {
	db := uitest.Demo(t)
	for name, c := range map[string]struct {
		refs []string
		want string
	}{
		"nobody":  {[]string{story.Persona, "outlook:nobody"}, "no account has that id"},
		"one":     {[]string{story.Persona, story.Persona}, "two to four different accounts"},
		"none":    {nil, "two to four different accounts"},
		"five":    {append(crew(t, 4), story.Victim), "no more than four"},
		"hostile": {[]string{"x:\x1b[2J", story.Persona}, "⟨ESC⟩"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, db, 80, 21, c.refs...)
			if said := uitest.Only[page.Say](d.Driver); !strings.Contains(said.Text+said.Hint, c.want) && !strings.Contains(d.Text(), c.want) {
				t.Errorf("said %v", said)
			}
			for _, a := range d.Actions() {
				if why := d.Why(a); why == "" {
					t.Errorf("%s can be done", a)
				}
			}
			for _, s := range uitest.Sizes {
				d.Exact(name, s[0], s[1])
			}
			d.Click(10, 3)
			d.Wheel(0, 0, 3)
		})
	}
	d, _ := begin(t, db, "mono", false, 80, 21, crew(t, 2)...)
	d.Has("reading the accounts")
	if why := d.Why(keys.Open); why != "the accounts are not read yet" {
		t.Errorf("why %q", why)
	}
}

func TestEverySizeIsExact(t *testing.T) {
	texts := append(uitest.Hostile(t, false), strings.Repeat("x", 200_000), strings.Repeat("long word ", 20_000))
	var rows []model.Row
	for i := range 4 {
		pick := func(n int) model.Untrusted { return model.Untrusted(texts[(i*7+n)%len(texts)]) }
		a := model.Account{ID: model.AccountID{Platform: "test", Native: model.Untrusted(strings.Repeat("a", i+1))}, CreatedAt: model.Time{Milli: 1_700_000_000_000 + int64(i)*60_000}}
		for f := model.FieldUsername; f <= model.FieldPhoneType; f++ {
			a.Facts = append(a.Facts, model.Fact{Field: f, Value: pick(int(f))})
		}
		for n, s := range texts[:len(texts)-2] {
			a.Identifiers = append(a.Identifiers, model.Identifier{Kind: model.KindDevice, Value: model.Untrusted(s) + "d"})
			a.Tags = append(a.Tags, pick(n))
		}
		a.Flags = []model.Flag{{Source: pick(20), Reason: pick(21), Score: 80}}
		a.Signals = []model.Signal{{Code: "NET-VPN", Facts: pick(22), Counter: pick(23), Severity: 2}}
		slices.SortFunc(a.Identifiers, func(x, y model.Identifier) int { return strings.Compare(string(x.Value), string(y.Value)) })
		a.Identifiers = slices.Compact(a.Identifiers)
		rows = append(rows, model.Row{Account: a})
	}
	hostile := uitest.Made(t, rows)
	for _, c := range []struct {
		s    Store
		refs []string
	}{{uitest.Demo(t), crew(t, 4)}, {hostile, []string{"test:a", "test:aa"}}, {hostile, []string{"test:a", "test:aa", "test:aaa", "test:aaaa"}}} {
		for _, ascii := range []bool{false, true} {
			d, cmd := begin(t, c.s, "terminal", ascii, 80, 24, c.refs...)
			d.Settle(cmd)
			for _, size := range uitest.Sizes {
				d.Size(size[0], size[1])
				d.Press(keys.Top)
				for range 60 {
					d.Exact(strings.Join(c.refs, " "), size[0], size[1])
					d.Press(keys.PageDown, keys.Right)
				}
				d.Press(keys.Bottom, keys.Left)
				d.Exact(strings.Join(c.refs, " "), size[0], size[1])
			}
			d.Size(200, 4000)
			if err := uitest.Scan([]byte(strings.Join(d.View(), "\n") + d.Title())); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestASCIIAlone(t *testing.T) {
	at := model.Time{Milli: 1_700_000_000_000}
	row := func(native string) model.Row {
		a := model.Account{ID: model.AccountID{Platform: "test", Native: model.Untrusted(native)}, CreatedAt: at, Identifiers: []model.Identifier{{Kind: model.KindDevice, Value: "d-1"}}}
		r := model.Row{Account: a}
		for i := range 30 {
			r.Events = append(r.Events, model.Event{ID: model.Untrusted(native + strings.Repeat("e", i)), Time: model.Time{Milli: at.Milli + int64(i)*13*3600_000}, Result: model.ResultSuccess})
		}
		return r
	}
	d, cmd := begin(t, uitest.Made(t, []model.Row{row("a"), row("b")}), "mono", true, 100, 40, "test:a", "test:b")
	d.Settle(cmd)
	d.Has("hours", "= same", "d-1", "UTC")
	d.ASCII("")
}

func TestFrames(t *testing.T) {
	for _, f := range uitest.Frames {
		d := open(t, uitest.Demo(t), f.Width, f.Height, crew(t, 4)...)
		d.on(sectionAccount, "name")
		d.Golden(f.Name)
	}
	open(t, uitest.Demo(t), 120, 57, story.Victim, story.Stolen).Golden("stolen")
}

// BenchmarkView draws the page where it is longest.
func BenchmarkView(b *testing.B) {
	d := open(b, uitest.Demo(b), 200, 57, crew(b, 4)...)
	for b.Loop() {
		d.View()
	}
}
