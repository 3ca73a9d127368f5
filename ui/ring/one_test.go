package ring

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/ui/graph"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

var story = synth.DemoStory()

func persona() page.Place { return page.Place{Page: page.Ring, Ref: model.Untrusted(story.Persona)} }

func TestRingAtFourSizes(t *testing.T) {
	db := uitest.Demo(t)
	for _, tab := range lookNames {
		for _, f := range uitest.Frames {
			p := persona()
			p.Tab = tab
			drive(t, db, New, p, f.Width, f.Height, func(d *uitest.Driver) { golden(d, tab+"-"+f.Name) })
		}
	}
}

// The matrix says of every member and value whether the one holds the other, and how
// strong that is.
func TestRingMatrixIsTheData(t *testing.T) {
	drive(t, uitest.Demo(t), New, persona(), 120, 40, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		w := p.whole
		view, ring := w.links.View(), w.ring
		if len(p.matrix.Rows) != len(ring.Members) {
			t.Fatalf("%d rows for %d members", len(p.matrix.Rows), len(ring.Members))
		}
		shown := map[uint32]bool{}
		for c, i := range w.grid.cols {
			v := &w.values[i]
			shown[v.Holding.Value] = true
			holders := view.Index.Holders(v.Holding.Value)
			for r, m := range w.grid.rows {
				_, holds := slices.BinarySearch(holders, ring.Members[m])
				cell := p.matrix.Cell(r, c)
				want := 0
				if holds {
					want = int(view.Config.Class(float64(view.Weight(v.Holding.Value).Odds))) + 1
					if want == 1 {
						want = graph.Hub
					}
				}
				if cell != want {
					t.Fatalf("%s and %s: cell %d, want %d", w.members[m].name, v.text, cell, want)
				}
			}
		}
		for _, v := range ring.Values {
			if v.Bits > 0 && !shown[v.Holding.Value] {
				t.Errorf("%s %s gives bits and is not in the matrix", v.Kind, v.Text)
			}
		}
		// The cursor begins on the account that was asked for.
		if got := p.whole.members[p.account].ID.String(); got != model.Untrusted(story.Persona) {
			t.Errorf("the cursor is on %s", got)
		}
		d.Reads("lena.marsh0417 "+story.Persona, "holds wallet "+strings.TrimPrefix(story.Wallet, "wallet:"))
	})
}

func TestRingViewsShareTheCursor(t *testing.T) {
	drive(t, uitest.Demo(t), New, persona(), 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		d.Press(keys.Down, keys.Up, keys.Up)
		account, value := p.account, p.value
		for _, view := range []look{asMembers, asPicture, asValues, asMatrix} {
			d.Press(keys.Switch)
			if p.look != view || p.account != account || p.value != value {
				t.Fatalf("view %d, account %d, value %d; want %d, %d, %d", p.look, p.account, p.value, view, account, value)
			}
			if d.Page.Place().Tab != lookNames[view] {
				t.Errorf("the place is %+v", d.Page.Place())
			}
		}
		d.Press(keys.NextTab)
		row, _ := p.members.Current()
		if uint32(row.ID) != p.whole.members[account].Ord {
			t.Error("the cursor of the members is elsewhere")
		}
		d.Press(keys.Down)
		if p.account == account {
			t.Error("the account does not follow the table")
		}
		d.Press(keys.PrevTab)
		if p.matrix.Row != p.whole.grid.rowOf[p.account] {
			t.Error("the matrix does not follow the account")
		}
		d.Settle(p.Refresh())
		if p.matrix.Row != p.whole.grid.rowOf[p.account] || p.value != value {
			t.Error("the cursor went elsewhere with a refresh")
		}
	})
}

func TestRingMovesInThePicture(t *testing.T) {
	p := persona()
	p.Tab = "graph"
	drive(t, uitest.Demo(t), New, p, 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		seen := map[int]bool{}
		for range 30 {
			for _, a := range []keys.Action{keys.Right, keys.Down, keys.Left, keys.Up, keys.Right} {
				d.Settle(d.Page.Do(a))
				seen[p.picture.node] = true
			}
		}
		if len(seen) < 4 {
			t.Errorf("the arrows lead to %d nodes", len(seen))
		}
		// All that is known of hubs is one node, which is no account.
		p.picture.node = p.whole.net.hubs
		p.arrange()
		d.Reads("they tie nobody", "too common to link")
		if p.Why(keys.Open) == "" || p.Why(keys.Mark) == "" {
			t.Error("the node of the hubs can be opened")
		}
		d.Press(keys.Top, keys.Open)
		if d.Went().Ref != p.whole.members[p.account].ID.String() {
			t.Errorf("opened %+v", d.Went())
		}
		node := p.picture.node
		for y := range 20 {
			for x := range 100 {
				if n, ok := p.picture.figure.At(x, y); ok && n != node && len(p.whole.net.of[n]) == 1 {
					d.Settle(p.Click(x, y+p.place.top()))
					if p.picture.node != n {
						t.Error("a click selects no node")
					}
					return
				}
			}
		}
	})
}

func TestRingMarksLeadElsewhere(t *testing.T) {
	drive(t, uitest.Demo(t), New, persona(), 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		if why := p.Why(keys.Path); !strings.Contains(why, "mark two members") {
			t.Errorf("without marks: %q", why)
		}
		d.Press(keys.Top, keys.Mark, keys.Mark)
		if n := len(p.marked()); n != 2 {
			t.Fatalf("%d are marked", n)
		}
		d.Reads("2 marked")
		d.Press(keys.Path)
		if got := d.Went(); got.Page != page.Path || len(got.Refs) != 2 {
			t.Errorf("opened %+v", got)
		}
		d.Press(keys.Mark)
		if p.Why(keys.Path) == "" {
			t.Error("a way between three")
		}
		d.Press(keys.Compare)
		if got := d.Went(); got.Page != page.Compare || len(got.Refs) != 3 {
			t.Errorf("opened %+v", got)
		}
		if !d.Esc() || len(p.marked()) != 0 {
			t.Error("esc does not clear the marks")
		}
		if d.Esc() {
			t.Error("esc has nothing to clear and yet stays")
		}
	})
}

func TestRingLeadsToAccountsAndValues(t *testing.T) {
	drive(t, uitest.Demo(t), New, persona(), 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		d.Press(keys.Open)
		if got := d.Went(); got.Page != page.Account || string(got.Ref) != story.Persona {
			t.Errorf("enter opened %+v", got)
		}
		d.Press(keys.Pivot)
		if got := d.Went(); got.Page != page.Pivot || string(got.Ref) != story.Wallet {
			t.Errorf("p opened %+v", got)
		}
		d.Press(keys.Copy)
		d.Press(keys.CopyMenu)
		d.Choose("all members")
		if c := uitest.All[page.Copy](d); len(c) != 2 || string(c[0].Text) != story.Persona || strings.Count(c[1].Clean, "\n") != len(p.whole.members)-1 {
			t.Errorf("copied %+v", c)
		}
		d.Press(keys.PrevTab, keys.Open)
		if got := d.Went(); got.Page != page.Pivot || string(got.Ref) != story.Wallet {
			t.Errorf("enter on a value opened %+v", got)
		}
		if p.Why(keys.Mark) == "" {
			t.Error("a value can be marked")
		}
		d.Press(keys.Left)
		uitest.Only[page.Close](d)
	})
}

func TestRingOfNobody(t *testing.T) {
	db := uitest.Made(t, []model.Row{uitest.Person("a", "device:d1"), uitest.Person("b", "device:d2")})
	drive(t, db, New, page.Place{Ref: "p:a"}, 80, 20, func(d *uitest.Driver) {
		d.Reads("The account is in no ring")
		if d.Page.Why(keys.Switch) == "" || d.Page.Why(keys.Toggle) == "" {
			t.Error("something can be done with no ring")
		}
		d.Press(keys.Open)
		if got := d.Went(); got.Page != page.Account || got.Ref != "p:a" {
			t.Errorf("opened %+v", got)
		}
		d.Esc()
		d.Settle(d.Page.(*Ring).Refresh())
	})
}

func TestRingByMouse(t *testing.T) {
	drive(t, uitest.Demo(t), New, persona(), 100, 40, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		at := tabsAt()
		d.Settle(p.Click(at[asMembers][0]+1, p.place.head))
		if p.look != asMembers {
			t.Fatal("a click on a tab does not switch")
		}
		d.Settle(p.Click(12, p.place.top()+3))
		if p.members.Cursor() != 2 {
			t.Errorf("the cursor is on row %d, want 2", p.members.Cursor())
		}
		account := p.account
		d.Settle(p.Click(12, p.place.top()+3))
		if d.Went().Ref != p.whole.members[account].ID.String() {
			t.Errorf("opened %+v", d.Went())
		}
		d.Settle(p.Click(at[asMatrix][0]+1, p.place.head))
		var hit bool
		for y := range p.place.body {
			if row, col, ok := p.matrix.At(60, y, p.place.width, p.place.body); ok && row > 2 && col > 2 {
				d.Settle(p.Click(60, y+p.place.top()))
				hit = p.matrix.Row == row && p.matrix.Col == col
				break
			}
		}
		if !hit {
			t.Error("a click on a cell does not move the cursor there")
		}
		d.Settle(p.Wheel(0, 10, 3))
	})
}

// From an account that was opened here one goes on to the next member, and from a
// ring to the next ring.
func TestSteppingThroughMembersAndRings(t *testing.T) {
	drive(t, uitest.Demo(t), New, persona(), 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		from := page.Place{Page: page.Account, Tab: "links"}
		for _, view := range []look{asMatrix, asMembers, asPicture} {
			p.turn(view)
			d.Press(keys.Top)
			was := p.account
			d.Settle(p.Step(from, 1))
			if got := uitest.Only[page.Instead](d).Place; got.Ref != p.whole.members[p.account].ID.String() || got.Tab != "links" || p.account == was {
				t.Errorf("view %d: stepped to %+v", view, got)
			}
			d.Settle(p.Step(from, -1))
			if p.account != was {
				t.Errorf("view %d: stepped back to %d, want %d", view, p.account, was)
			}
		}
		p.turn(asMembers)
		d.Press(keys.Bottom)
		went := len(opened(d))
		d.Settle(p.Step(from, 1))
		if len(opened(d)) != went {
			t.Error("there is a member after the last")
		}
		d.Press(keys.NextItem, keys.PrevItem)
		if steps := uitest.All[page.Step](d); len(steps) != 2 || steps[0].Delta != 1 || steps[1].Delta != -1 {
			t.Errorf("asked for the steps %v", steps)
		}
	})
	drive(t, uitest.Demo(t), NewRings, page.Place{}, 100, 30, func(d *uitest.Driver) {
		r := d.Page.(*Rings)
		d.Settle(r.Step(page.Place{Page: page.Ring, Tab: "graph"}, 1))
		if got := uitest.Only[page.Instead](d).Place; r.table.Cursor() != 1 || got.Tab != "graph" || got.Ref != r.current().named.ID.String() {
			t.Errorf("stepped to %+v", got)
		}
		r.Size(200, 30)
		d.Settle(r.Update(page.Resized{}))
		d.Reads("WHAT THEY SHARE", "Innocent?")
	})
}
