package batches

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/acts"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// busy is an investigation in which something of everything has happened.
func busy(t testing.TB) *world {
	t.Helper()
	w := newWorld(t, 60, nil)
	w.approved("suspend", 0, 30)
	b := w.sealed("suspend")
	said := map[int]workflow.Said{}
	for i := range 24 {
		said[i] = workflow.Said{Result: workflow.Done}
	}
	said[24] = workflow.Said{Result: workflow.Undone, Message: "the account is locked by another team"}
	said[25] = workflow.Said{Result: workflow.NotFound}
	w.confirmed(b, said)
	w.act("kim", workflow.Reverse{On: w.ids[20:23], Reverses: b, Why: "a kiosk, seen on site"})
	w.act("kim", workflow.FileAppeal{On: w.ids[0], From: "Lena Marsh", Received: w.now.UnixMilli(), Text: "It is my account.\n\nThe device is my brother's."})
	w.act("kim", workflow.DecideAppeal{ID: 1, Outcome: "overturn", Note: "documents seen"})
	w.act("kim", workflow.FileAppeal{On: w.ids[1], Text: "Why?"})
	w.act("kim", workflow.FileAppeal{On: w.ids[2], From: "Jo Hale", Text: "I travel."})
	w.act("kim", workflow.DecideAppeal{ID: 3, Outcome: "uphold", Note: "no travel was shown"})
	w.approved("suspend", 40, 8)
	w.approved("terminate", 50, 2)
	w.act("kim", workflow.Hold{On: w.ids[46:48], Kind: "legal", Why: "a court asked"})
	return w
}

var hashes = regexp.MustCompile(`[0-9a-f]{11,64}`)

// golden holds a page to a file, but for hashes, which are of random numbers.
func golden(d *uitest.Driver, name string) {
	d.T.Helper()
	if first := d.Frame(); d.Frame() != first {
		d.T.Errorf("%s is another one when it is drawn again:\n%s", name, d.Frame())
	}
	uitest.Golden(d.T, name+".txt", hashes.ReplaceAllStringFunc(d.Frame(), func(s string) string { return strings.Repeat("x", len(s)) })+"\n")
}

func TestFrames(t *testing.T) {
	w := busy(t)
	for _, f := range uitest.Frames {
		for _, tab := range tabNames {
			d, _ := w.list("ana", tab, f.Width, f.Height)
			golden(d, tab+"-"+f.Name)
		}
		d, _ := w.batch("ana", 1, f.Width, f.Height)
		d.Press(keys.Down, keys.Down)
		golden(d, "batch-"+f.Name)
		d.Press(keys.NextTab)
		golden(d, "grounds-"+f.Name)
		golden(w.appeal("kim", 2, f.Width, f.Height), "appeal-"+f.Name)
	}
	env := uitest.Acting(uitest.Env(t, "mono", true), w.DB, "ana")
	for name, p := range map[string]page.Page{"batches": New(env, w.DB, page.Place{Tab: "batches"}), "ready": New(env, w.DB, page.Place{}),
		"appeals": New(env, w.DB, page.Place{Tab: "appeals"}), "batch": NewBatch(env, w.DB, batchPlace(1)), "appeal": NewBatch(env, w.DB, appealPlace(1))} {
		d := uitest.Drive(t, p, 120, 30)
		golden(d, "ascii-"+name)
		d.ASCII("")
	}
}

// Nothing that anybody wrote acts on the terminal or breaks a frame, in any size.
func TestExactWithHostileTexts(t *testing.T) {
	texts := append(uitest.Hostile(t, false), strings.Repeat("\u0301", 300), strings.Repeat("W", 200_000), "\u202eabc")
	native := func(i int) string { return fmt.Sprint(i) + texts[i%len(texts)][:min(len(texts[i%len(texts)]), 200)] }
	w := newWorld(t, 24, native)
	w.approved("suspend", 0, 20)
	b := w.sealed("suspend")
	said := map[int]workflow.Said{}
	for i := range 18 {
		said[i] = workflow.Said{Result: workflow.Result(1 + i%3), Message: proper(texts[i%len(texts)], 1000)}
	}
	w.confirmed(b, said)
	w.act("kim", workflow.Reverse{Reverses: b, On: w.ids[19:20], Why: proper("x"+texts[3], 1000)})
	for i := range 4 {
		w.act("kim", workflow.FileAppeal{On: w.ids[3*i], From: proper(texts[i], 900), Text: "x" + proper(strings.Join(texts, "\n"), 5000)})
	}
	w.act("kim", workflow.DecideAppeal{ID: 1, Outcome: "overturn", Note: "x" + proper(texts[5], 1000)})
	w.approved("warn", 20, 3)
	answer := "account,status,message\n"
	for i, s := range texts {
		answer += fmt.Sprintf("p:%d,%q,%q\n", i, strings.ToValidUTF8(s[:min(len(s), 100)], "?"), strings.ToValidUTF8(s[:min(len(s), 1000)], "?"))
	}
	for _, ascii := range []bool{false, true} {
		env := uitest.Acting(uitest.Env(t, "dark", ascii), w.DB, "ana\u202e")
		pages := []*uitest.Driver{}
		for _, tab := range tabNames {
			pages = append(pages, uitest.Drive(t, New(env, w.DB, page.Place{Tab: tab}), 120, 37))
		}
		for i := range 4 {
			pages = append(pages, uitest.Drive(t, NewBatch(env, w.DB, appealPlace(uint32(i+1))), 120, 37))
		}
		read := uitest.Drive(t, NewBatch(env, w.DB, batchPlace(b)), 120, 37)
		read.Settle(read.Page.(*BatchPage).read(w.file("answer\u202e.csv", answer)))
		if read.Page.(*BatchPage).answer == nil {
			t.Fatal("the answer was not read: ", read.Told())
		}
		grounds := uitest.Drive(t, NewBatch(env, w.DB, batchPlace(b)), 120, 37)
		grounds.Press(keys.NextTab)
		pages = append(pages, read, grounds, uitest.Drive(t, NewBatch(env, w.DB, batchPlace(b)), 120, 37), uitest.Drive(t, NewBatch(env, w.DB, batchPlace(99)), 120, 37))
		for i, d := range pages {
			for range 2 {
				for _, s := range uitest.Sizes {
					d.Exact(fmt.Sprint("page ", i), s[0], s[1])
					d.Take(page.Resized{})
					d.Exact(fmt.Sprint("page ", i), s[0], s[1])
				}
				d.Try(keys.Down)
			}
			d.Try(keys.Begin, keys.TakeBack, keys.Appeal, keys.Open)
			if d.Over != nil {
				for _, l := range d.Over.View(100, 30) {
					uitest.Harmless(t, "a box", l)
				}
			}
		}
	}
}

// proper makes a text that the log takes.
func proper(s string, most int) model.Untrusted {
	return model.Untrusted(strings.ToValidUTF8(strings.ReplaceAll(s[:min(len(s), most)], "\x00", ""), ""))
}

// failing is an investigation whose accounts cannot be read.
type failing struct{ *store.DB }

func (failing) Listing(context.Context, []uint32) ([]store.AccountRow, error) {
	return nil, errors.New("the disk \x1b[2J is gone")
}

func TestErrorsAndEmptyStates(t *testing.T) {
	w := newWorld(t, 4, nil)
	for tab, want := range map[string]string{"ready": "nothing is approved and in no batch yet", "batches": "no batch has been sealed yet", "appeals": "no owner has appealed"} {
		d, p := w.list("ana", tab, 80, 21)
		d.Has(want, "How it goes")
		for _, a := range []keys.Action{keys.Open, keys.Begin, keys.Copy} {
			if p.Why(a) == "" {
				t.Errorf("%s: %s can be done where nothing is", tab, a)
			}
		}
		if s := p.Subject(); len(s.Accounts) > 0 {
			t.Errorf("the subject of nothing is %+v", s)
		}
	}
	d, p := w.batch("ana", 7, 80, 21)
	d.Has("there is no batch 7")
	for _, a := range p.Actions() {
		if a != keys.Left && p.Why(a) == "" {
			t.Errorf("%s can be done of no batch", a)
		}
	}
	ad := w.appeal("ana", 7, 80, 21)
	ad.Has("there is no appeal 7")
	for _, a := range ad.Page.Actions() {
		if a != keys.Left && ad.Page.Why(a) == "" {
			t.Errorf("%s can be done of no appeal", a)
		}
	}
	w.approved("suspend", 0, 4)
	w.sealed("suspend")
	bad := failing{w.DB}
	for _, made := range []page.Page{New(w.env("ana"), bad, page.Place{}), NewBatch(w.env("ana"), bad, batchPlace(1))} {
		d := uitest.Drive(t, made, 80, 21)
		if say := uitest.All[page.Say](d); len(say) != 1 || say[0].Level != page.Failure || strings.Contains(say[0].Text, "\x1b") {
			t.Errorf("it was said %+v", say)
		}
	}
}

// Whatever is pressed and clicked in whatever order, a page keeps its size and its place.
func TestAnyKeys(t *testing.T) {
	w := busy(t)
	file := w.file("answer.csv", "account,status\np:a026,done\np:nobody,done\np:a024,done\n")
	random := rand.New(rand.NewPCG(7, 7))
	env := w.env("kim")
	for _, p := range []page.Page{New(env, w.DB, page.Place{}), NewBatch(env, w.DB, batchPlace(1)), NewBatch(env, w.DB, appealPlace(2))} {
		d := uitest.Drive(t, p, 80, 21)
		for range 400 {
			switch n := random.IntN(20); {
			case n < 14:
				d.Try(p.Actions()[random.IntN(len(p.Actions()))])
			case n < 16:
				d.Settle(p.(page.Clicker).Click(random.IntN(80), random.IntN(21)))
			case n < 17:
				d.Settle(p.(page.Clicker).Wheel(0, random.IntN(21), random.IntN(9)-4))
			case n < 18:
				if e, ok := p.(page.Escaper); ok {
					cmd, _ := e.Escape()
					d.Settle(cmd)
				}
			case n < 19:
				d.Settle(p.(page.Refresher).Refresh())
			default:
				if b, ok := p.(*BatchPage); ok {
					d.Settle(b.read(file))
				}
			}
			d.Over = nil
			s := uitest.Sizes[random.IntN(len(uitest.Sizes))]
			d.Exact(p.Title(), s[0], s[1])
			d.Take(page.Resized{})
			d.Exact(p.Title(), s[0], s[1])
			uitest.Exact(t, p.Title()+" again", p.View(), s[0], s[1])
		}
	}
}

// The mouse does what the keys do.
func TestMouse(t *testing.T) {
	w := busy(t)
	d, p := w.list("ana", "ready", 120, 37)
	d.Settle(p.Click(16, 0))
	if p.tab != onBatches {
		t.Fatalf("tab %d", p.tab)
	}
	d.Settle(p.Click(10, 4))
	if p.tables[onBatches].Cursor() != 1 {
		t.Error("the click moved nothing")
	}
	d.Settle(p.Click(10, 4))
	if at := d.Went(); at.Page != page.Batch || at.Ref != "1" {
		t.Errorf("it led to %+v", at)
	}
	d.Settle(p.Wheel(1, 5, 3))
	bd, bp := w.batch("ana", 1, 120, 37)
	top := len(bp.head())
	bd.Settle(bp.Click(18, top))
	if !bp.onGround {
		t.Error("the click did not lead to the grounds")
	}
	bd.Settle(bp.Click(10, top+2))
	if at := bd.Went(); at.Page != page.Review || at.Ref != "1" {
		t.Errorf("it led to %+v", at)
	}
}

func TestSubjectsAndCopies(t *testing.T) {
	w := busy(t)
	d, p := w.list("ana", "ready", 120, 37)
	if s := p.Subject(); len(s.Accounts) != 6 || s.Title == "" {
		t.Errorf("of what is ready: %+v", s)
	}
	d.Press(keys.NextTab, keys.Down, keys.Copy)
	if c := uitest.Only[page.Copy](d); string(c.Text) != w.Work().Batch(1).Out[0].Manifest {
		t.Errorf("copied %q", c.Text)
	}
	d.Press(keys.NextTab, keys.Copy)
	if c := uitest.Only[page.Copy](d); c.Text != "p:a001" {
		t.Errorf("copied %q", c.Text)
	}
	if why := p.Why(keys.Begin); !strings.Contains(why, "open the batch") {
		t.Errorf("new: %q", why)
	}
	bd, bp := w.batch("ana", 1, 120, 37)
	bd.Press(keys.Down, keys.Copy)
	if c := uitest.Only[page.Copy](bd); c.Text != "p:a001" {
		t.Errorf("copied %q", c.Text)
	}
	if s := bp.Subject(); len(s.Accounts) != 1 || s.Title != "u.a001" {
		t.Errorf("of the account: %+v", s)
	}
	bd.Press(keys.MarkAll)
	if s := bp.Subject(); len(s.Accounts) != 30 || !s.Marked {
		t.Errorf("of all: %d", len(s.Accounts))
	}
	if why := bp.Why(keys.TakeBack); !strings.Contains(why, "nothing to take back") {
		t.Errorf("take back: %q", why) // three are in a batch that reverses it
	}
	bd.Esc()
	bd.Press(keys.NextTab)
	if s := bp.Subject(); s.Proposal != 1 {
		t.Errorf("of the ground: %+v", s)
	}
}

// The writing is a job beside others: it says what it does, and is waited for.
func TestJob(t *testing.T) {
	w := newWorld(t, 4, nil)
	w.approved("suspend", 0, 4)
	id := w.sealed("suspend")
	env := w.env("ana")
	other := &otherJob{}
	env.Job = other
	p := NewBatch(env, w.DB, batchPlace(id)).(*BatchPage)
	d := uitest.Drive(t, p, 80, 21)
	work := p.errand.begin(w.path("out"))
	work.batch = id
	d.Take(begunMsg{work})
	if env.Job != work || work.Running() != "writing batch 1" {
		t.Errorf("the job is %v", env.Job)
	}
	work.Stop()
	if !other.stopped {
		t.Error("the other job was forgotten")
	}
	d.Settle(work.run)
	if env.Job != other || work.Running() != "importing" {
		t.Errorf("the job is %v, and says %q", env.Job, work.Running())
	}
	if p.errand.last == nil || !errors.Is(p.errand.last.err, context.Canceled) {
		t.Errorf("it came to %+v", p.errand.last)
	}
}

type otherJob struct{ stopped bool }

func (*otherJob) Running() string { return "importing" }
func (o *otherJob) Stop()         { o.stopped = true }

// No key stands for two things on a page, those included that are done to what it is on.
func TestNoKeyTwice(t *testing.T) {
	w := newWorld(t, 1, nil)
	env := w.env("ana")
	for _, p := range []page.Page{New(env, w.DB, page.Place{}), NewBatch(env, w.DB, batchPlace(1)), NewBatch(env, w.DB, appealPlace(1))} {
		taken := map[string]keys.Action{}
		for _, e := range env.Keys.Entries() {
			if !e.Global && !slices.Contains(p.Actions(), e.Action) && !slices.Contains(acts.Actions, e.Action) {
				continue
			}
			for _, k := range e.Keys {
				if other, ok := taken[k]; ok {
					t.Errorf("on %s %q is %q and %q", p.Title(), k, other, e.Action)
				}
				taken[k] = e.Action
			}
		}
	}
}

// A form fits into the smallest window with all of its fields.
func TestFormFits(t *testing.T) {
	w := newWorld(t, 8, nil)
	w.approved("suspend", 0, 4)
	b := w.sealed("suspend")
	w.confirmed(b, map[int]workflow.Said{0: {Result: workflow.Undone}})
	d, _ := w.list("ana", "ready", 60, 13)
	d.Press(keys.Open)
	shown := uitest.Trimmed(d.Over.(*overlay.Form).View(56, 12))
	for _, want := range []string{"not before", "window", "why", "folder", "failed before", "go on"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not in\n%s", want, shown)
		}
	}
}
