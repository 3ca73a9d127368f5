package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestFrames(t *testing.T) {
	db := &fixed{DB: some(t)}
	for _, f := range uitest.Frames {
		d, _ := open(t, db, "", f.Width, f.Height)
		d.Press(keys.Down, keys.Down)
		d.Golden(f.Name)
	}
	d, _ := open(t, db, "by:kim,lee since:2026-02-01 account:p:a01", 120, 20)
	d.Golden("filtered")
	d, _ = openIn(t, db, "travel", "mono", true, 80, 12)
	d.Golden("ascii")
	d.ASCII("")
}

func TestExactInEverySize(t *testing.T) {
	for _, db := range []Store{&fixed{DB: some(t)}, hostile(t)} {
		for _, ascii := range []bool{false, true} {
			d, p := openIn(t, db, "", "dark", ascii, 120, 37)
			for range 30 {
				for _, s := range uitest.Sizes {
					d.Exact("the log", s[0], s[1])
					d.Take(page.Resized{})
					d.Exact("the log", s[0], s[1])
					if e, ok := p.current(); ok {
						o := &overlay.Reader{Env: p.env, Lines: whole(p.env.Theme, e, nil)}
						for _, l := range o.View(max(s[0], 10), max(s[1], 5)) {
							uitest.Harmless(t, "an entry", l)
						}
					}
				}
				d.Press(keys.Down)
			}
		}
	}
}

// hostile is an investigation in which everything that people can write is hostile.
func hostile(t *testing.T) Store {
	t.Helper()
	db, c, err := made(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for i, s := range append(uitest.Hostile(t, false), strings.Repeat("\u0301", 5000), strings.Repeat("W", 200_000), "\u202eabc") {
		text := model.Untrusted(strings.ToValidUTF8(s, "?"))
		if strings.TrimSpace(string(text)) == "" {
			text = "x" + text
		}
		why := text[:min(len(text), 4000)]
		for !strings.HasPrefix(s, string(why)) || strings.ToValidUTF8(string(why), "") != string(why) {
			if why == "" {
				break
			}
			why = why[:len(why)-1]
		}
		actor := "a\u202e" + strings.Repeat("\u0301", i%40) + "김"
		err = errors.Join(err, act(db, actor, workflow.AddNote{On: workflow.OnAccount(person(i % 30)), Text: text}))
		if why != "" {
			err = errors.Join(err, act(db, actor, workflow.IgnoreValue{Kind: "ip", Value: why[:min(len(why), 100)] + "1", Why: "x" + why}))
		}
		c.now = c.now.Add(-time.Second)
	}
	if err != nil && model.KindOf(err) != model.ErrUsage {
		t.Fatal(err)
	}
	return db
}

func TestHeader(t *testing.T) {
	db := &fixed{DB: some(t)}
	n := db.Stamp().Entries
	d, p := open(t, db, "", 80, 21)
	d.Has(fmt.Sprintf("%d entries · root kJ3x7Q00… · verified 12 s ago", n))
	d.Press(keys.Verify)
	if say := uitest.Only[page.Say](d); say.Level != page.Success || !strings.Contains(say.Text, "as it was written") || db.proofs != 2 {
		t.Errorf("%+v after %d looks", say, db.proofs)
	}
	// What was appended after it is not called verified.
	p.proof.last.Entries -= 3
	p.proof.last.Root = "older"
	d.Has("verified 12 s ago, all but the newest 3")

	db.problems = []store.Problem{{Where: "audit log, entry 4", What: "it does not match \x1b[2J", Hint: "restore a backup"}}
	d, _ = open(t, db, "", 80, 21)
	if say := uitest.All[page.Say](d); len(say) != 1 || say[0].Level != page.Failure {
		t.Errorf("%+v", say)
	}
	d.Has("NOT as it was written: 1 problem, 12 s ago")
	d.Press(keys.Verify)
	if shown := uitest.Trimmed(d.Over.View(80, 20)); !strings.Contains(shown, "entry 4: it does not match ⟨ESC⟩[2J") {
		t.Errorf("the problems are %s", shown)
	}
}

func TestNotVerifiedUnasked(t *testing.T) {
	db := &large{fixed{DB: some(t)}}
	d, _ := open(t, db, "", 80, 21)
	d.Has("1,000,000 entries", "not verified yet: press v")
	if db.proofs > 0 {
		t.Error("a long log is read without being asked")
	}
}

// large says that it has a million entries.
type large struct{ fixed }

func (l *large) Stamp() store.Stamp { return store.Stamp{Entries: 1_000_000} }

func (l *large) AuditHead(ctx context.Context) (uint64, string, error) { return 1_000_000, root, nil }

func (l *large) AuditEntries(_ context.Context, numbers []uint64) (out []store.AuditEntry, err error) {
	for _, n := range numbers {
		out = append(out, store.AuditEntry{Index: n, Actor: "kim", Action: "tag", Subject: "p:a01", Time: model.TimeOf(uitest.Noon)})
	}
	return out, nil
}

func TestALongLogIsReadInWindows(t *testing.T) {
	db := &large{fixed{DB: some(t)}}
	d, p := open(t, db, "", 120, 37)
	d.Press(keys.Bottom)
	if e, ok := p.current(); !ok || e.Index != 0 || p.Status()[0].Text != "1,000,000 of 1,000,000" {
		t.Errorf("the oldest is %+v", e)
	}
	for range 300 {
		d.Press(keys.PageUp)
		if _, ok := p.current(); !ok {
			t.Fatal("there is no entry under the cursor")
		}
	}
	if len(p.known) > mostKnown+4*nearby {
		t.Errorf("%d entries are kept", len(p.known))
	}
	d.Settle(p.Line(500_000))
	if e, _ := p.current(); e.Index != 500_000 {
		t.Errorf("row 500,000 is entry %d", e.Index)
	}
}

func TestFilters(t *testing.T) {
	db := &fixed{DB: some(t)}
	d, p := open(t, db, "", 120, 37)
	d.Press(keys.Search)
	typeIn(d, p, "by:kim travel")
	d.Settle(p.Type(uitest.Key("enter")))
	if p.Typing() || p.table.Len() != 1 {
		t.Errorf("%d entries are found", p.table.Len())
	}
	d.Has("1 of 49 entries", "[by kim]", "[words travel]", "esc clears", "tagged 12 accounts travel")
	if got := p.Place(); got.Ref != "by:kim travel" {
		t.Errorf("the place is %+v", got)
	}
	// What cannot be read is said under it, and the list stays.
	d.Press(keys.Search)
	d.Settle(p.Paste(" since:soon"))
	d.Has("that is no time", "tagged 12 accounts travel")
	if !d.Esc() || p.table.Len() != 49 || d.Esc() {
		t.Errorf("esc leaves %d entries", p.table.Len())
	}
	d.Settle(p.Type(uitest.Key("esc")))

	d.Press(keys.Narrow)
	d.Choose("who")
	box := d.Over.(*overlay.Checklist)
	if len(box.Choices) != 4 || box.Choices[0].Key != "ana" || box.Choices[0].Note != "40 entries" {
		t.Fatalf("%+v", box.Choices)
	}
	d.Settle(box.Key(uitest.Key("down")))
	d.Settle(box.Key(uitest.Key("x")))
	d.Settle(box.Key(uitest.Key("enter")))
	d.Has("by:kim", "5 of 49 entries")
	d.Press(keys.Narrow)
	d.Choose("action")
	box = d.Over.(*overlay.Checklist)
	for i := range box.Choices {
		box.Choices[i].On = box.Choices[i].Key == "note" || box.Choices[i].Key == "judge"
	}
	d.Settle(box.Key(uitest.Key("enter")))
	d.Has("2 of 49 entries")
	d.Press(keys.Narrow)
	d.Choose("since")
	d.Choose("a week ago")
	d.Has("[since 2026-02-22 00:00]", "2 of 49 entries")
	d.Press(keys.Narrow)
	d.Choose("account")
	prompt := d.Over.(*overlay.Prompt)
	prompt.Field.Set("person.9")
	d.Settle(prompt.Key(uitest.Key("enter")))
	d.Has("[about person.9]", "no entry matches")
	if why := p.Why(keys.Open); why == "" {
		t.Error("an entry that is not there can be opened")
	}
	d.Press(keys.Narrow)
	d.Choose("no filter")
	if p.table.Len() != 49 {
		t.Errorf("without a filter there are %d entries", p.table.Len())
	}
}

// A filter on an account finds what was done to it alone and among others, and one that
// nobody knows is said.
func TestOfAnAccount(t *testing.T) {
	db := &fixed{DB: some(t)}
	d, p := open(t, db, "account:p:a11", 120, 37)
	if p.table.Len() != 1 || p.Title() != "Audit: account:p:a11" {
		t.Errorf("%d entries, %q", p.table.Len(), p.Title())
	}
	if d.Esc() {
		t.Error("esc clears what the page was opened with")
	}
	d, _ = open(t, db, "account:p:nobody", 80, 21)
	d.Has("no account has that id", "the filter above cannot be used")
}

// Where one look is not enough the page looks on by itself, and shows what it has.
func TestLooksOn(t *testing.T) {
	db := &fixed{DB: some(t), slow: 7}
	d, p := open(t, db, "by:ana", 120, 37)
	if p.table.Len() != 40 || p.list.next != 0 {
		t.Errorf("%d entries, next %d", p.table.Len(), p.list.next)
	}
	// A refresh finds nothing again, and looks on where it was.
	p.list.numbers, p.list.next = p.list.numbers[:10], p.list.numbers[9]
	d.Settle(p.Refresh())
	if p.table.Len() != 40 || p.list.next != 0 {
		t.Errorf("after a refresh %d entries, next %d", p.table.Len(), p.list.next)
	}
	p.list = &list{size: 49, next: 40}
	p.table.Reset(0, 0)
	d.Has("nothing so far; looked at 18 % of the log", "0 of 49 entries, 18 % looked at")
	// Another filter takes the place of what is being looked for.
	cmd := p.scan()
	d.Press(keys.Search)
	typeIn(d, p, "x")
	d.Settle(cmd)
	if p.table.Len() != 0 {
		t.Errorf("%d entries of the filter before are shown", p.table.Len())
	}
}

func TestOpen(t *testing.T) {
	db := &fixed{DB: some(t)}
	d, p := open(t, db, "", 120, 37)
	d.Press(keys.Open) // three accounts
	menu := d.Over.(*overlay.Menu)
	if len(menu.Items) != 3 || menu.Items[2].Note != "p:a02" {
		t.Fatalf("%+v", menu.Items)
	}
	d.Choose("person.2")
	if got := d.Went(); got.Page != page.Account || got.Ref != "p:a02" {
		t.Errorf("it leads to %+v", got)
	}
	for d.Page.Why(keys.Open) == "" {
		if e, _ := p.current(); e.Action == "untag" {
			break
		}
		d.Press(keys.Down)
	}
	d.Press(keys.Right) // one
	if got := d.Went(); got.Page != page.Account || got.Ref != "p:a00" {
		t.Errorf("it leads to %+v", got)
	}
	d.Press(keys.Copy)
	if got := uitest.Only[page.Copy](d); len(got.Text) != 64 {
		t.Errorf("copied %q", got.Text)
	}
	d.Press(keys.CopyMenu)
	d.Choose("what was done")
	if got := uitest.Only[page.Copy](d); got.Clean != "lee took the tag travel off person.0" {
		t.Errorf("copied %q", got.Clean)
	}
	d.Press(keys.Bottom, keys.Open) // none
	if shown := uitest.Trimmed(d.Over.View(100, 30)); !strings.Contains(shown, "clew created the investigation") {
		t.Errorf("the first entry is %s", shown)
	}
}

// An entry is shown whole, however long what somebody wrote is.
func TestWhole(t *testing.T) {
	db := &fixed{DB: some(t)}
	d, p := open(t, db, "action:note", 80, 21)
	if why := p.Why(keys.Preview); !strings.Contains(why, "too narrow") {
		t.Errorf("a pane in 80 columns: %q", why)
	}
	d.Press(keys.NextTab)
	uitest.Golden(t, "whole.txt", uitest.Trimmed(d.Over.View(80, 30))+"\n")
	d, _ = open(t, db, "action:note", 140, 37)
	d.Reads("kim noted on person.1", "it may be.")
	d.Press(keys.Preview)
	d.HasNot("it may be.")
}

func TestClockWentBack(t *testing.T) {
	d, _ := open(t, &fixed{DB: some(t)}, "", 200, 37)
	d.Has("clock went back: took back the verdict on person.1 and person.4")
}

// What is appended while somebody reads comes into view, and the cursor stays on its
// entry.
func TestFollows(t *testing.T) {
	db, _, err := made(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := act(db, "kim", workflow.SetTag{On: people(2), Tag: "a"}, workflow.SetTag{On: people(2), Tag: "b"}); err != nil {
		t.Fatal(err)
	}
	for _, filter := range []string{"", "action:tag"} {
		d, p := open(t, &fixed{DB: db}, filter, 120, 37)
		d.Press(keys.Down)
		on, _ := p.current()
		if err := act(db, "lee", workflow.SetTag{On: people(3), Tag: "late" + filter[:min(len(filter), 1)]}); err != nil {
			t.Fatal(err)
		}
		d.Settle(p.Refresh())
		if now, ok := p.current(); !ok || now.Index != on.Index || p.table.Cursor() != 2 {
			t.Errorf("the cursor went from entry %d to %+v", on.Index, now)
		}
		d.Has("lee", "all but the newest 1")
		// One that the filter lets through no more gives way to the next older one.
		d.Settle(p.set("by:lee"))
		d.Press(keys.Top)
	}
}

func TestEmptyAndFailing(t *testing.T) {
	db, err := store.Create(t.Context(), t.TempDir()+"/empty.clew", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	d, p := open(t, db, "", 120, 37)
	d.Has("1 entry", "created the investigation")
	d.Settle(p.set("by:nobody"))
	d.Has("no entry matches; esc clears the filter")

	failing := &fixed{DB: some(t), fails: &model.Error{Kind: model.ErrCorrupt, Message: "entry 7 of the log is damaged", Where: "\x1b[2J"}}
	d, _ = open(t, failing, "by:kim", 120, 37)
	d.Has("entry 7 of the log is damaged")
	if said := uitest.All[page.Say](d); len(said) == 0 {
		t.Error("nothing was said of the head that cannot be read")
	}
	d.Try(keys.Narrow, keys.Verify, keys.Open, keys.Down, keys.Copy)
	uitest.Exact(t, "a failing log", d.Page.View(), 120, 37)
}

func TestMouse(t *testing.T) {
	d, p := open(t, &fixed{DB: some(t)}, "", 120, 37)
	d.Settle(p.Click(10, headLines+1+4))
	if p.table.Cursor() != 4 {
		t.Errorf("the cursor is on row %d", p.table.Cursor())
	}
	d.Settle(p.Click(10, headLines+1+4))
	if d.Over == nil && len(uitest.All[page.Go](d)) == 0 {
		t.Error("a second click opens nothing")
	}
	d.Settle(p.Wheel(0, 0, 3))
	d.Settle(p.Click(10, 1))
	if !p.Typing() {
		t.Error("a click on the bar does not begin to type")
	}
	d.Settle(p.Click(119, 20))
}

func TestListIndex(t *testing.T) {
	for _, l := range []*list{{size: 10, whole: true}, {size: 10, numbers: []uint64{9, 6, 2}}} {
		for i, n := range l.at(0, 99) {
			if l.index(n) != i {
				t.Errorf("entry %d is at %d, not %d", n, l.index(n), i)
			}
		}
	}
	l := &list{size: 10, numbers: []uint64{9, 6, 2}}
	if got := []int{l.index(7), l.index(6), l.index(0)}; !slices.Equal(got, []int{1, 1, 3}) {
		t.Errorf("%v", got)
	}
}
