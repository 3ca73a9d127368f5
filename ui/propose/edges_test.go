package propose

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// failing is a store in which some things fail.
type failing struct {
	Store
	preview error
}

func (f *failing) Preview(ctx context.Context, ords []uint32, action, actor string, version uint32) (*store.Preview, error) {
	if f.preview != nil {
		return nil, f.preview
	}
	return f.Store.Preview(ctx, ords, action, actor, version)
}

func TestErrors(t *testing.T) {
	w := newWorld(t, plain)
	env := w.window("kim")
	for _, c := range []struct {
		place page.Place
		says  string
	}{
		{page.Place{Page: page.Propose}, "a proposal needs accounts"},
		{page.Place{Page: page.Propose, Refs: []model.Untrusted{"p:nobody"}}, "there is no such account"},
		{page.Place{Page: page.Propose, Refs: []model.Untrusted{"\x1b[2J"}}, "this is no account id"},
		{edit(9), "there is no proposal 9"},
		{page.Place{Page: page.Propose, Ref: "none"}, "a proposal needs accounts"},
	} {
		d := w.open(env, c.place, 80, 20)
		if !strings.Contains(d.Text(), c.says) {
			t.Errorf("%v shows\n%s", c.place, d.Text())
		}
		for _, a := range d.Page.Actions() {
			if a != keys.Left && d.Page.Why(a) == "" {
				t.Errorf("%s can be done where there is nothing", a)
			}
		}
		d.Page.View()
	}
	s := &failing{Store: w.DB, preview: &model.Error{Kind: model.ErrDisk, Message: "the disk is gone", Hint: "find it"}}
	d := uitest.Drive(t, New(env, s, w.place(0, ring)), 130, 60)
	fill(d)
	d.Reads("The preview could not be made: the disk is gone", "find it")
	if why := d.Page.Why(keys.Propose); !strings.Contains(why, "the preview could not be made") {
		t.Error(why)
	}
	s.preview = nil
	d.Settle(d.Page.(page.Refresher).Refresh())
	if why := d.Page.Why(keys.Propose); why != "" {
		t.Error(why)
	}
	// An error of somebody else's change is none of this page's.
	d.Take(page.Acted{Action: workflow.NewProposal(w.ids[:2], terms()), Err: errors.New("no")})
	if strings.Contains(d.Text(), "refused") {
		t.Error("another page's refusal is shown")
	}
}

// The preview that counts is that of the accounts which are in now, whatever comes late.
func TestLatePreview(t *testing.T) {
	w := newWorld(t, plain)
	d := w.open(w.window("kim"), w.place(0, ring), 130, 60)
	fill(d)
	on(d, "user.000")
	late := d.Page.Do(keys.Toggle)
	on(d, "user.001")
	now := d.Page.Do(keys.Toggle)
	if why := d.Page.Why(keys.Propose); why == "" {
		t.Error("it can be proposed without a preview")
	}
	d.Settle(now)
	d.Settle(late)
	if n := of(d).ahead.Count; n != ring-2 {
		t.Errorf("the preview is of %d accounts", n)
	}
}

// Every action at every size, in any order, shows as many lines of such a width as asked.
func TestSizesAndHostile(t *testing.T) {
	texts := uitest.Hostile(t, false)
	valid := func(s string, n int) model.Untrusted {
		return model.Untrusted(strings.ToValidUTF8(s[:min(n, len(s))], ""))
	}
	name := func(i int) string { return fmt.Sprint("u", i, texts[i%len(texts)]) }
	w := newWorld(t, name)
	evil := texts[0] + "\x1b[2J\u202e" + strings.Repeat("w\u0301\n", 10_000)
	w.act("lee", workflow.Dismiss{On: w.ids[:2], As: "no-violation", Why: valid(evil, 1000)})
	w.act("lee", workflow.OpenCase{Members: w.ids[:6], Role: "persona", Title: valid(evil, 200)})
	w.act("lee", workflow.Hold{On: w.ids[20:22], Kind: "legal", Why: "\x1b]0;x\x07"})
	t1 := terms()
	t1.Note, t1.Benign = "\x1b[2J\u202e\n\n"+valid(evil, 20_000), valid(evil, 30_000)
	t1.Evidence = append(t1.Evidence, workflow.Evidence{Kind: "device", Value: "\x1b[31m\u202e", Text: "\x07", Benign: "\x1b"})
	w.act("lee", workflow.NewProposal(w.ids[10:19], t1))
	for _, place := range []page.Place{w.place(0, 40), edit(1)} {
		env := w.window("kim")
		d := w.open(env, place, 80, 24)
		d.Settle(of(d).unfold(everybody))
		for _, size := range uitest.Sizes {
			d.Page.Size(size[0], size[1])
			for _, a := range append(d.Page.Actions(), keys.Down, keys.Toggle, keys.NextTab, keys.Bottom, keys.Up, keys.Mark, keys.Top) {
				if a != keys.Left {
					d.Try(a)
				}
				uitest.Exact(t, string(a), d.Page.View(), size[0], size[1])
				uitest.Harmless(t, "title", d.Page.Title()+of(d).Subject().Title)
				if d.Over != nil {
					for _, l := range d.Over.View(max(size[0], 20), max(size[1], 5)) {
						uitest.Harmless(t, "box", l)
					}
					d.Over = nil
				}
			}
			for y := range size[1] {
				d.Settle(d.Page.(page.Clicker).Click(size[0]/2, y))
				d.Settle(d.Page.(page.Clicker).Wheel(size[0]-1, y, 3))
				uitest.Exact(t, "click", d.Page.View(), size[0], size[1])
				d.Over = nil
			}
		}
	}
}

// Where rows lead: accounts, rings, values.
func TestOpens(t *testing.T) {
	w := newWorld(t, plain)
	d := w.open(w.window("kim"), w.place(0, ring-1), 130, 60)
	on(d, "user.002")
	d.Press(keys.Open)
	if p := d.Went(); p.Page != page.Account || p.Ref != "p:a002" {
		t.Errorf("an account leads to %v", p)
	}
	d.Press(keys.Ring)
	if p := d.Went(); p.Page != page.Ring || p.Ref != "p:a002" {
		t.Errorf("its ring is %v", p)
	}
	if s := of(d).Subject(); s.Title != "user.002" || len(s.Accounts) != 1 {
		t.Errorf("the cursor is on %+v", s)
	}
	on(d, "of the 12 members")
	if why := d.Page.Why(keys.Toggle); why != "they are not in the proposal" {
		t.Error(why)
	}
	on(d, "[")
	d.Press(keys.Pivot)
	if p := d.Went(); p.Page != page.Pivot || !strings.Contains(string(p.Ref), ":") {
		t.Errorf("a value leads to %v", p)
	}
	if done := d.Esc(); !done || of(d).inTerms {
		t.Error("esc does not lead from the terms to the preview")
	}
	if d.Esc() {
		t.Error("esc stays on the page for good")
	}
	d.Press(keys.Left)
	uitest.Only[page.Close](d)
}

// An action that is in force already against some is seen once it is chosen.
func TestActionIsLookedAtAnew(t *testing.T) {
	w := newWorld(t, plain)
	d := w.open(w.window("kim"), w.place(0, 4), 130, 60)
	on(d, "action")
	d.Press(keys.Open)
	d.Choose("warn")
	if got := of(d).ahead.Action; got != "warn" {
		t.Errorf("the preview is of %q", got)
	}
	d.Reads("warn 4 accounts")
	if _, ok := d.Over.(*overlay.Menu); ok {
		d.Over = nil
	}
	on(d, "policy")
	d.Press(keys.Open)
	d.Choose("default")
	on(d, "case")
	d.Press(keys.Open)
	d.Choose("none")
	d.Reads("case none")
}

// A yes that comes twice is one proposal.
func TestSentOnce(t *testing.T) {
	w := newWorld(t, plain)
	d := w.open(w.window("kim"), w.place(0, ring), 130, 60)
	fill(d)
	yes := sending{of(d), workflow.NewProposal(w.ids[:ring], terms())}
	first := d.Page.Update(yes)
	if d.Page.Update(yes) != nil {
		t.Error("it is sent twice")
	}
	if why := d.Page.Why(keys.Propose); why != "it is being proposed" {
		t.Error(why)
	}
	d.Settle(first)
	if n := len(w.Work().Proposals()); n != 1 {
		t.Errorf("%d proposals", n)
	}
}

// Whatever is pressed, the cursor is on a row that it may be on, and the pane is as wide and
// as high as it was asked to be.
func TestPane(t *testing.T) {
	th := uitest.Env(t, "mono", false).Theme
	rows := func(r *rapid.T) (all []row) {
		for i := range rapid.IntRange(0, 30).Draw(r, "rows") {
			one := row{hang: rapid.IntRange(0, 4).Draw(r, "hang")}
			if rapid.Bool().Draw(r, "on") {
				one.key = fmt.Sprint(rapid.IntRange(0, 40).Draw(r, "from") + 100*i)
			}
			for range rapid.IntRange(1, 9).Draw(r, "lines") {
				one.lines = append(one.lines, draw.T(theme.Plain, strings.Repeat("word ", rapid.IntRange(0, 20).Draw(r, "words"))))
			}
			all = append(all, one)
		}
		return all
	}
	rapid.Check(t, func(r *rapid.T) {
		var p pane
		w, h := rapid.IntRange(1, 60).Draw(r, "w"), rapid.IntRange(1, 20).Draw(r, "h")
		p.size(w, h)
		p.set(rows(r))
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			switch rapid.IntRange(0, 5).Draw(r, "what") {
			case 0:
				before, at := p.rows, p.at
				p.set(slices.Concat(rows(r), before))
				if len(before) > 0 && before[at].key != "" && p.rows[p.at].key != before[at].key && !slices.ContainsFunc(p.rows[:len(p.rows)-len(before)], func(x row) bool { return x.key == before[at].key }) {
					r.Fatalf("the cursor went from %q to %q", before[at].key, p.rows[p.at].key)
				}
			case 1:
				p.scroll(rapid.IntRange(-9, 9).Draw(r, "by"))
			case 2:
				p.size(w, h)
			default:
				p.do(rapid.SampledFrom(table.Moves()).Draw(r, "move"))
			}
			_, of := p.position()
			if of > 0 && !p.on(p.at) {
				r.Fatalf("the cursor is on row %d of %d, where it may not be", p.at, len(p.rows))
			}
			view := p.view(th, rapid.Bool().Draw(r, "focus"))
			if len(view) != h {
				r.Fatalf("%d lines of %d", len(view), h)
			}
			for _, l := range view {
				if n := text.Width(l); n != w {
					r.Fatalf("%d columns of %d", n, w)
				}
			}
		}
		// From the top every row is reached by going down, and every line is seen.
		p.do(keys.Top)
		seen := 0
		for range len(p.lines) + len(p.rows) + 1 {
			seen = max(seen, p.top+h)
			p.do(keys.Down)
		}
		if at, of := p.position(); at != of || seen < len(p.lines) && of > 0 {
			r.Fatalf("down came to row %d of %d and line %d of %d", at, of, seen, len(p.lines))
		}
	})
}

// BenchmarkLeaveOut is what a key costs that leaves one of many out, without the preview.
func BenchmarkLeaveOut(b *testing.B) {
	const n = 10_000
	g := &ground{rules: workflow.DefaultRules()}
	for i := range uint32(n) {
		g.ords = append(g.ords, i)
	}
	v := &store.Preview{Accounts: g.ords, Count: n, Outliers: []store.Outlier{{Code: store.OutlierWeak, Accounts: g.ords, Text: "weak"}, {Code: store.OutlierLow, Accounts: g.ords, Text: "low"}}}
	p := New(uitest.Env(b, "mono", false), nil, page.Place{}).(*Page)
	p.store = newWorld(b, plain)
	p.ground, p.ahead = g, newAhead(v, p.store.Work(), 0)
	p.begin()
	p.offer()
	p.Size(200, 57)
	p.unfolded[everybody] = true
	p.layOut()
	p.warnings.step(1) // the first account of the first class
	for b.Loop() {
		p.toggle()
	}
}
