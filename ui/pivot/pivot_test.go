package pivot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
	"github.com/seed-28a39f10/clew/ui/words"
)

func u(s string) model.Untrusted { return model.Untrusted(s) }

// The thread of the demo: from a persona to the wallet that six share, to one of the
// others, to the device that he shares.
func TestThread(t *testing.T) {
	db, story := uitest.Demo(t), synth.DemoStory()
	d := open(t, db, page.Place{Ref: u(story.Wallet), Refs: []model.Untrusted{u(story.Persona)}}, 120, 40)
	d.Reads("LINKED  6 accounts carry it.  added 5 accounts, 6 links", "lena.marsh0417 › wallet 0x29", "link to lena.marsh0417", "HOLDERS 6", "itself")
	if d.ords[0] != d.found.trail.from {
		t.Error("the account that one came from is not the first")
	}
	d.Press(keys.Down, keys.Down)
	if i := strings.Index(d.Text(), "IDENTIFIERS of serhiilytvyn"); i < 0 {
		t.Errorf("the identifiers are not those of the holder under the cursor:\n%s", d.Text())
	}
	d.onto("wallet", "")
	if why := d.Why(keys.Open); why == "" {
		t.Error("the page's own value can be followed")
	}
	d.Press(keys.NextTab)
	d.onto("device", "3d59c275")
	d.Press(keys.Open)
	next := d.Went()
	if len(next.Refs) != 3 || next.Refs[0] != u(story.Persona) || next.Refs[1] != u(story.Wallet) || !strings.HasPrefix(string(next.Ref), "device:") {
		t.Fatalf("the trail goes on as %q to %q", next.Refs, next.Ref)
	}
	d = open(t, db, next, 120, 40)
	d.Reads("added 2 accounts, 3 links", "serhiilytvyn-tffrtm › device 3d59c275", "seen")
	d.onto("wallet", "")
	d.Reads("seen")
	d.Press(keys.Open)
	d = open(t, db, d.Went(), 120, 40)
	d.Reads("everything is already here")
	if again := open(t, db, d.Place(), 120, 40); again.Text() != d.Text() {
		t.Error("the page of the same place is another one")
	}
}

// A value with one holder is found, and links nobody.
func TestOneHolder(t *testing.T) {
	db := uitest.Made(t, []model.Row{row("a", idOf(model.KindDevice, "d-own")), row("b", idOf(model.KindDevice, "d-other"))})
	for _, c := range []struct {
		refs []model.Untrusted
		want string
	}{
		{nil, "░░ ALONE  only one account carries it.  nobody else to go on to"},
		{[]model.Untrusted{"test:a"}, "░░ ALONE  only this account carries it.  nobody else to go on to"},
		{[]model.Untrusted{"test:b"}, "░░ ALONE  only one account carries it.  nobody else to go on to"},
	} {
		d := open(t, db, page.Place{Ref: "device:d-own", Refs: c.refs}, 120, 40)
		d.Reads(c.want, "HOLDERS 1")
		if strings.Contains(d.Text(), "LINKED") {
			t.Errorf("one holder is linked:\n%s", d.Text())
		}
	}
}

// A value is shown whole where there is room, before when it was seen.
func TestWideValues(t *testing.T) {
	story := synth.DemoStory()
	d := open(t, uitest.Demo(t), page.Place{Ref: u(story.Wallet), Refs: []model.Untrusted{u(story.Persona)}}, 200, 60)
	d.Press(keys.Down)
	for _, c := range d.carrier.shown {
		d.Reads(" " + string(c.value) + " ")
	}
	narrow := open(t, uitest.Made(t, []model.Row{row("a", idOf(model.KindDevice, "d-1")), row("b", idOf(model.KindDevice, "d-1"))}), page.Place{Ref: "device:d-1"}, 200, 60)
	if s := narrow.Text(); strings.Contains(s, "FIRST SEEN") || strings.Contains(s, "LAST SEEN") {
		t.Errorf("columns without a word in them:\n%s", s)
	}
}

// To the laptop farm and its facilitator, from the address of its line.
func TestFarm(t *testing.T) {
	story := synth.DemoStory()
	d := open(t, uitest.Demo(t), page.Place{Ref: u(story.FarmIP)}, 200, 60)
	d.Reads("LINKED  16 accounts carry it", "donna.hayes.rentals", "EMPLOYER")
	d.onto("address", "8012")
	d.Press(keys.Open)
	if got := d.Went().Ref; got != "address:8012 fixture st unit 630 testbury x656786" {
		t.Errorf("the address leads to %q", got)
	}
}

func TestAnswers(t *testing.T) {
	db := answers(t)
	ignore := workflow.IgnoreValue{Kind: "device", Value: "d-word", Why: "the demo device\x1b[2J of the shop"}
	if _, err := db.Act(t.Context(), "kim", store.NewKey(), ignore); err != nil {
		t.Fatal(err)
	}
	uitest.Add(t, db, "more", []model.Row{row("y", idOf(model.KindDevice, "d-word")), row("z", idOf(model.KindDevice, "d-word"))})
	for _, c := range []struct {
		ref   string
		has   []string
		lists bool
	}{
		{"device:d-nobody", []string{"·· NONE  no account carries it.", "No account of this investigation"}, false},
		{"device:d-shared", []string{"▓▓ LINKED  4 accounts carry it.", "HOLDERS 4", "innocent?"}, true},
		{"fingerprint:c0ffee00c0ffee00c0ffee00c0ffee00", []string{"◌◌ HUB, SUPPRESSED  40 accounts carry it, more than", "enter lists the 40 holders", "HOLDERS 40"}, false},
		{"device:d-word", []string{"≠≠ EXCLUDED  it counts for nothing by the word of kim", "for good", "reason", "the demo device⟨ESC⟩[2J", "enter lists the 2 holders"}, false},
		{"ip:10.1.2.3", []string{"≠≠ EXCLUDED  the address is not unique", "is not looked up"}, false},
		{"colour:blue", []string{"NO ANSWER", "the kinds are"}, false},
		{"net:nonsense", []string{"NO ANSWER", "a network is written as"}, false},
	} {
		for _, size := range [][2]int{{120, 40}, {80, 24}} {
			d := open(t, db, page.Place{Ref: u(c.ref)}, size[0], size[1])
			if got := d.table.Len() > 0; got != c.lists {
				t.Errorf("%s: the holders are listed: %v", c.ref, got)
			}
			d.Reads(c.has...)
		}
	}
}

func TestHubIsListedWhenAskedFor(t *testing.T) {
	story := synth.DemoStory()
	d := open(t, uitest.Demo(t), page.Place{Ref: u(story.Hub)}, 120, 40)
	if d.table.Len() != 0 || d.carrier.has || d.Why(keys.Mark) == "" || d.Why(keys.Stronger) == "" {
		t.Fatal("a hub is expanded unasked")
	}
	d.Press(keys.Open)
	if d.table.Len() != len(d.found.pivot.Accounts) || d.Place().Tab != "expand" {
		t.Fatalf("%d rows of %d holders", d.table.Len(), len(d.found.pivot.Accounts))
	}
	least := d.known[d.ords[0]].Links
	for _, ord := range d.ords[:20] {
		if n := d.known[ord].Links; n < least {
			t.Errorf("a holder with %d links comes after one with %d", n, least)
		} else {
			least = n
		}
	}
	if again := open(t, uitest.Demo(t), d.Place(), 120, 40); again.table.Len() != d.table.Len() {
		t.Error("the place does not remember that the hub was expanded")
	}
	open(t, uitest.Demo(t), page.Place{Ref: u(story.Hub), Refs: []model.Untrusted{u(story.Persona)}}, 80, 24).Reads("a hub adds nothing to the trail")
}

// Nothing waits for the links: until they are there, their columns say so.
func TestWithoutLinks(t *testing.T) {
	s := &failing{Store: uitest.Demo(t), unlinked: true}
	d := hold(t, uitest.Env(t, "mono", false), s, page.Place{Ref: u(synth.DemoStory().Wallet)}, 120, 40)
	d.Settle(d.look())
	d.Reads("6 accounts carry it", "lena.marsh0417", "HELD BY")
	if d.Why(keys.Stronger) == "" {
		t.Error("links that nobody knows can be narrowed")
	}
	if strings.Contains(d.Text(), "certain") {
		t.Error("a strength is shown")
	}
	d.askLinks() // asked, and not answered yet
	d.Settle(d.arrange())
	d.Reads("worth …")
	s.unlinked = false
	d.Settle(d.askLinks())
	d.Reads("certain", "innocent?")
}

func TestDerivedKinds(t *testing.T) {
	db := uitest.Made(t, []model.Row{
		row("a", idOf(model.KindRecoveryEmail, "kim@mail.example")), row("b", idOf(model.KindEmail, "kim@mail.example")),
		row("c", idOf(model.KindIP, "203.0.113.7")), row("d", idOf(model.KindIP, "203.0.113.9")),
	})
	d := open(t, db, page.Place{Ref: "mailbox:Kim@mail.example"}, 120, 40)
	d.Reads("LINKED  2 accounts carry it", "mailbox  kim@mail.example")
	// The account that has the address as another kind shows the mailbox to follow.
	d.onto("mailbox", "kim@")
	d.Reads("here")
	open(t, db, page.Place{Ref: "net:203.0.113.0/24"}, 120, 40).Reads("LINKED  2 accounts carry it")
	open(t, db, page.Place{Ref: "net:198.51.100.0/24"}, 120, 40).Reads("NONE  no two accounts share it")
}

func TestStrength(t *testing.T) {
	story := synth.DemoStory()
	d := open(t, uitest.Demo(t), page.Place{Ref: u(story.Hub), Tab: "expand", Refs: []model.Untrusted{u(story.Persona)}}, 120, 40)
	if d.Why(keys.Weaker) == "" {
		t.Error("weaker links than all can be asked for")
	}
	n := d.table.Len()
	d.Press(keys.Stronger, keys.Stronger, keys.Stronger)
	if d.Why(keys.Stronger) == "" {
		t.Error("stronger links than certain ones can be asked for")
	}
	if d.weaker != n-d.table.Len() || d.weaker == 0 {
		t.Errorf("%d of %d shown, %d hidden", d.table.Len(), n, d.weaker)
	}
	d.Reads(words.Thousands(d.weaker) + " weaker ones hidden")
	if again := open(t, uitest.Demo(t), d.Place(), 120, 40); again.table.Len() != d.table.Len() || again.least != evidence.Certain {
		t.Error("the place does not remember the least strength")
	}
	if _, done := d.Escape(); !done || d.least != evidence.Weak {
		t.Error("esc does not show all again")
	}
	for _, ord := range d.ords {
		if tie, ok := d.links.ties[ord]; ok && tie.class > evidence.Weak {
			d.Reads(tie.class.String())
		}
	}
}

func TestSortKeepsTheCursor(t *testing.T) {
	d := open(t, uitest.Demo(t), page.Place{Ref: u(synth.DemoStory().Wallet)}, 80, 24)
	d.Press(keys.Bottom)
	on, _ := d.current()
	for _, key := range []string{"username", "score", "links", "links", byStrength, byStrength} {
		d.Settle(d.sortBy(key))
		if now, _ := d.current(); now.Ord != on.Ord {
			t.Errorf("by %s the cursor is on %q, not %q", key, now.ID, on.ID)
		}
	}
	if d.Place().Sort != "strength:asc" {
		t.Errorf("sorted by %q", d.Place().Sort)
	}
	d.Press(keys.Reverse)
	if d.Place().Sort != "strength:desc" {
		t.Errorf("turned round it is sorted by %q", d.Place().Sort)
	}
	d.Settle(d.Refresh())
	if now, _ := d.current(); now.Ord != on.Ord {
		t.Error("looking again moves the cursor")
	}
}

func TestMarks(t *testing.T) {
	d := open(t, uitest.Demo(t), page.Place{Ref: u(synth.DemoStory().Wallet)}, 120, 40)
	if d.Why(keys.Compare) == "" || d.Why(keys.Path) == "" {
		t.Error("nothing is marked, and it can be compared")
	}
	first, _ := d.current()
	d.Press(keys.Mark)
	second, _ := d.current()
	d.Press(keys.Mark)
	want := []model.Untrusted{first.ID.String(), second.ID.String()}
	d.Press(keys.Compare)
	if got := d.Went(); got.Page != page.Compare || !slices.Equal(got.Refs, want) {
		t.Errorf("compared %v", got)
	}
	d.Press(keys.Path)
	if got := d.Went(); got.Page != page.Path || !slices.Equal(got.Refs, want) {
		t.Errorf("the path of %v", got)
	}
	d.Press(keys.Ring)
	if d.Went().Page != page.Ring {
		t.Error("the ring is somewhere else")
	}
	d.Press(keys.Top, keys.Open)
	if got := d.Went(); got.Page != page.Account || got.Ref != first.ID.String() {
		t.Errorf("a holder opens %v", got)
	}
	if _, done := d.Escape(); !done || len(d.marks) > 0 {
		t.Error("esc does not clear the marks")
	}
	if _, done := d.Escape(); done {
		t.Error("esc has nothing left to clear, and stays")
	}
}

func TestNarrow(t *testing.T) {
	d := open(t, uitest.Demo(t), page.Place{Ref: u(synth.DemoStory().Wallet), Tab: "kind=email,state=flagged,least=nonsense,what"}, 120, 40)
	for _, c := range d.carrier.shown {
		if c.kind.String() != "email" {
			t.Errorf("a %s is shown", c.kind)
		}
	}
	d.Reads("only email")
	d.Press(keys.Narrow)
	uitest.Only[page.Show](d.Driver)
	// A choice is for the page whose menu it was.
	other := open(t, uitest.Demo(t), page.Place{Ref: u(synth.DemoStory().Wallet)}, 120, 40)
	choice := d.choice(func() tea.Cmd { d.kind = onlyLeads; d.showCarried(); return nil })()
	other.Settle(other.Update(choice))
	if d.kind != "email" {
		t.Error("a choice was taken by another page")
	}
	d.Settle(d.Update(choice))
	for _, c := range d.carrier.shown {
		if !c.leads() {
			t.Errorf("%s %s leads nowhere and is shown", c.kind, c.value)
		}
	}
	d = open(t, uitest.Demo(t), page.Place{Ref: u(synth.DemoStory().Wallet), Tab: "state=known"}, 120, 40)
	if d.table.Len() != 6-d.others || d.others == 0 {
		t.Errorf("%d shown, %d in other states", d.table.Len(), d.others)
	}
}

func TestMouse(t *testing.T) {
	d := open(t, uitest.Demo(t), page.Place{Ref: u(synth.DemoStory().Wallet)}, 120, 40)
	at := d.lay.holders
	d.Settle(d.Click(5, at.y+2+2))
	if d.table.Cursor() != 2 || len(d.Told()) > 0 {
		t.Error("a click does not move the cursor")
	}
	d.Settle(d.Click(5, at.y+2+2))
	if d.Went().Page != page.Account {
		t.Error("a click on the row of the cursor does not open it")
	}
	d.Settle(d.Click(5, at.y+1))
	if d.Place().Sort != "score:desc" {
		t.Errorf("a click on a title sorts by %q", d.Place().Sort)
	}
	ids := d.lay.identifiers
	d.Settle(d.Click(ids.x+5, ids.y+2))
	if !d.onIDs {
		t.Error("a click on the identifiers does not go there")
	}
	d.Settle(d.Wheel(5, at.y+3, 3))
	d.Size(60, 13)
	if !d.lay.tabs {
		t.Fatal("no tabs at 60x16")
	}
	d.Settle(d.Click(2, d.lay.holders.y))
	if d.onIDs {
		t.Error("a click on a tab does not show it")
	}
}

func TestCopyAndInspect(t *testing.T) {
	story := synth.DemoStory()
	d := open(t, uitest.Demo(t), page.Place{Ref: u(story.Hub)}, 120, 40)
	d.Press(keys.Copy)
	if got := uitest.Only[page.Copy](d.Driver).Text; "ip:"+got != u(story.Hub) {
		t.Errorf("copied %q", got)
	}
	d.Press(keys.Inspect)
	uitest.Only[page.Show](d.Driver)
	d = open(t, uitest.Demo(t), page.Place{Ref: u(story.Wallet)}, 120, 40)
	d.onto("email", "")
	d.Press(keys.Copy)
	if got := uitest.Only[page.Copy](d.Driver).Text; !strings.Contains(string(got), "@") {
		t.Errorf("copied %q", got)
	}
}

// An error of the store is told, and what was there stays.
func TestErrors(t *testing.T) {
	s := &failing{Store: uitest.Demo(t)}
	d := open(t, s, page.Place{Ref: u(synth.DemoStory().Wallet)}, 120, 40)
	before := d.Text()
	s.err = errors.New("the disk is gone\x1b[2J")
	d.Settle(d.Refresh())
	if said := uitest.Only[page.Say](d.Driver); said.Level != page.Failure || strings.Contains(said.Text, "\x1b") {
		t.Errorf("said %v", said)
	}
	if !strings.Contains(d.Text(), "lena.marsh0417") || !strings.Contains(before, "lena.marsh0417") {
		t.Error("the holders are gone")
	}
}

func TestGolden(t *testing.T) {
	story := synth.DemoStory()
	for _, f := range uitest.Frames {
		d := open(t, uitest.Demo(t), page.Place{Ref: u(story.Wallet), Refs: []model.Untrusted{u(story.Persona)}}, f.Width, f.Height)
		d.Press(keys.Down)
		d.Golden("linked-" + f.Name)
		open(t, uitest.Demo(t), page.Place{Ref: u(story.Hub)}, f.Width, f.Height).Golden("hub-" + f.Name)
	}
}

func TestASCII(t *testing.T) {
	story := synth.DemoStory()
	for _, place := range []page.Place{{Ref: u(story.Wallet), Refs: []model.Untrusted{u(story.Persona)}}, {Ref: u(story.Hub)}, {Ref: "ip:10.0.0.1"}, {Ref: "device:x-nobody"}} {
		d := hold(t, uitest.Env(t, "mono", true), uitest.Demo(t), place, 80, 24)
		d.Settle(d.Init())
		for _, r := range d.Text() {
			if r > 0x7e && strings.ContainsRune("─│▸▓◌≠·…›▼█◆○", r) {
				t.Fatalf("%q in\n%s", r, d.Text())
			}
		}
	}
}

// Every frame is exactly as large as the page, whatever the data.
func TestExact(t *testing.T) {
	var rows []model.Row
	for i, h := range hostile.Few {
		r := row(fmt.Sprintf("h%d%s", i, h), idOf(model.KindDevice, "d-1"), idOf(model.KindSession, h+"s"), idOf(model.KindHandle, "x:"+h), idOf(model.KindIP, h))
		r.Account.Facts = []model.Fact{{Field: model.FieldUsername, Value: u(h)}, {Field: model.FieldDisplayName, Value: u(h)}, {Field: model.FieldEmployer, Value: u(h)}}
		rows = append(rows, r)
	}
	made := uitest.Made(t, rows)
	story := synth.DemoStory()
	for _, c := range []struct {
		s     Store
		place page.Place
	}{
		{made, page.Place{Ref: "device:d-1", Refs: []model.Untrusted{u("test:" + hostile.Few[0]), u("device:" + hostile.Few[1]), u(hostile.Few[3])}}},
		{made, page.Place{Ref: u("session:" + hostile.Few[3])}},
		{made, page.Place{Ref: u(hostile.Few[0])}},
		{uitest.Demo(t), page.Place{Ref: u(story.Hub), Tab: "expand"}},
	} {
		d := open(t, c.s, c.place, 80, 24)
		for _, size := range uitest.Sizes {
			d.Size(size[0], size[1])
			for range 2 {
				uitest.Exact(t, d.Title(), d.View(), size[0], size[1])
				if d.Why(keys.NextTab) == "" {
					d.Press(keys.NextTab, keys.Bottom)
				}
			}
			for _, l := range append(d.View(), d.Title(), status(d)) {
				uitest.Harmless(t, d.Title(), l)
			}
		}
	}
}
