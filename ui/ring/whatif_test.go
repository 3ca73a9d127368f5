package ring

import (
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// two halves of three, which one card and one session alone hold together.
func halves() []model.Row {
	rows := []model.Row{
		uitest.Person("a1", "wallet:wa", "mfa_device:ma", "session:sa"), uitest.Person("a2", "wallet:wa", "mfa_device:ma", "session:sa"),
		uitest.Person("a3", "wallet:wa", "mfa_device:ma", "session:sa", "payment:bridge", "commit_email:bridge@b.example"),
		uitest.Person("b1", "wallet:wb", "mfa_device:mb", "session:sb", "payment:bridge", "commit_email:bridge@b.example"),
		uitest.Person("b2", "wallet:wb", "mfa_device:mb", "session:sb"), uitest.Person("b3", "wallet:wb", "mfa_device:mb", "session:sb"),
	}
	for i := range 40 {
		rows = append(rows, uitest.Person("x"+string(rune('A'+i)), "device:x"+string(rune('A'+i))))
	}
	return rows
}

// onText puts the cursor on a value.
func onText(t *testing.T, p *Ring, kind, text string) {
	t.Helper()
	for i := range p.whole.values {
		if v := &p.whole.values[i]; v.kind == kind && v.text == text {
			p.value = i
			p.arrange()
			return
		}
	}
	t.Fatalf("the ring shares no %s %s", kind, text)
}

func TestWhatIf(t *testing.T) {
	db := uitest.Made(t, halves())
	drive(t, db, New, page.Place{Ref: "p:a1"}, 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		if len(p.whole.members) != 6 {
			t.Fatalf("the ring has %d members, want 6", len(p.whole.members))
		}
		before := db.Stamp()
		onText(t, p, "payment", "bridge")
		d.Press(keys.Toggle)
		d.Reads("1 left out", "Without payment:bridge")
		onText(t, p, "commit_email", "bridge@b.example")
		d.Press(keys.Toggle)

		links, err := db.Links(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := links.Without(ctx, p.whole.core(), []string{"payment:bridge", "commit_email:bridge@b.example"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(want.Rest) != 3 || len(want.Parts) != 1 {
			t.Fatalf("the store says that %d stay and %d parts fall out", len(want.Rest), len(want.Parts))
		}
		d.Reads("2 left out", "3 accounts would still be in it, 3 would fall out", "a ring of 3: ")
		out := want.Parts[0]
		for i, m := range p.whole.members {
			if falls := p.whatif.fallsOut(m.Ord); slices.Contains(out, m.Ord) != (falls == 3) {
				t.Errorf("%s falls out into %d", m.name, falls)
			}
			// It is seen without colour, too.
			if label := p.matrix.Rows[p.whole.grid.rowOf[i]].Text; slices.Contains(out, m.Ord) != (label == "x "+m.name) {
				t.Errorf("the row of %s is %q", m.name, label)
			}
		}
		struck := 0
		for _, c := range p.matrix.Cols {
			if c.Struck {
				struck++
			}
		}
		if struck != 2 {
			t.Errorf("%d columns are struck out, want 2", struck)
		}
		d.Press(keys.Switch)
		d.Reads("WHAT IF", "x ring of 3", "stays")
		d.Settle(d.Page.Update(sortBy{d.Page, "if"}))
		if row, _ := p.members.At(0); !slices.Contains(out, uint32(row.ID)) {
			t.Error("who falls out does not come first")
		}
		d.Press(keys.Switch, keys.Switch)
		d.Reads("x left out")
		d.Press(keys.Toggle)
		d.Reads("1 left out")
		if !d.Esc() {
			t.Error("esc clears nothing")
		}
		d.HasNot("left out", "fall out")
		if db.Stamp() != before {
			t.Error("the investigation has changed")
		}
	})
}

// However fast values are toggled, what is shown is the answer to the last question, and
// those before it are given up.
func TestWhatIfAnswersTheLastQuestion(t *testing.T) {
	drive(t, uitest.Made(t, halves()), New, page.Place{Ref: "p:a1"}, 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		onText(t, p, "payment", "bridge")
		first := p.Do(keys.Toggle)
		d.Reads("Working out who would fall out")
		onText(t, p, "commit_email", "bridge@b.example")
		second := p.Do(keys.Toggle)
		d.Settle(first)
		d.Reads("2 left out", "Working out who would fall out")
		d.Settle(second)
		d.Reads("2 left out", "3 would fall out")
	})
}

// What is worked out stops when it is not wanted any more, or not seen, and begins again
// when it is.
func TestWhatIfIsGivenUp(t *testing.T) {
	drive(t, uitest.Made(t, halves()), New, page.Place{Ref: "p:a1"}, 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		onText(t, p, "payment", "bridge")
		given := p.Do(keys.Toggle)
		if !p.whatif.door.Waiting() {
			t.Fatal("nothing is worked out")
		}
		d.Esc()
		if p.whatif.door.Waiting() {
			t.Error("esc does not give it up")
		}
		d.Settle(given)
		d.HasNot("left out", "Working out", "fall out")

		given = p.Do(keys.Toggle)
		d.Settle(p.Update(page.Hidden{}))
		if p.whatif.door.Waiting() {
			t.Error("a page that is not shown goes on")
		}
		d.Settle(given)
		if p.whatif.answer() != nil {
			t.Error("what was given up was answered")
		}
		d.Settle(p.Update(page.Resized{}))
		d.Reads("1 left out", "Without payment:bridge")
		if p.whatif.answer() == nil {
			t.Error("it was not worked out when the page was shown again")
		}
	})
}

func TestWhatIfAFileWereNotThere(t *testing.T) {
	db := uitest.Made(t, halves()[:6])
	uitest.Add(t, db, "late.jsonl", append([]model.Row{uitest.Person("b4", "wallet:wb", "mfa_device:mb", "session:sb")}, halves()[6:]...))
	drive(t, db, New, page.Place{Ref: "p:a1"}, 100, 30, func(d *uitest.Driver) {
		d.Press(keys.Narrow)
		d.Choose("late.jsonl")
		d.Reads("Without late.jsonl", "alone: p:b4")
		d.Press(keys.Narrow)
		d.Choose("late.jsonl")
		d.HasNot("Without")
	})
}

func TestWhatIfIsRefused(t *testing.T) {
	drive(t, uitest.Made(t, halves()), New, page.Place{Ref: "p:a1"}, 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		p.whatif.set([]model.Untrusted{"payment:nobody"}, nil)
		d.Settle(p.supposed())
		if !errorsSaid(d) {
			t.Error("a value that nobody shares is no error")
		}
		d.Reads("no two accounts share that value")
		d.Esc()
		d.HasNot("no two accounts")
	})
}

// What was worked out of a ring says nothing of the ring that it has become.
func TestWhatIfIsWorkedOutAnewAfterAChange(t *testing.T) {
	db := uitest.Made(t, halves())
	drive(t, db, New, page.Place{Ref: "p:a1"}, 100, 30, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		p.whatif.set([]model.Untrusted{"payment:bridge", "commit_email:bridge@b.example"}, nil)
		stale := p.supposed()
		uitest.Add(t, db, "late.jsonl", []model.Row{uitest.Person("b4", "wallet:wb", "mfa_device:mb", "session:sb")})
		d.Settle(p.Refresh())
		d.Reads("ring of 7", "would fall out")
		fresh := p.whatif.said
		d.Settle(stale)
		if p.whatif.said != fresh {
			t.Error("an answer about the ring as it was is shown")
		}
	})
}
