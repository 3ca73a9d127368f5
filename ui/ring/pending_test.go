package ring

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// proposed makes a proposal about accounts that rests on some evidence, approved by somebody
// else where it says so.
func proposed(t *testing.T, db *store.DB, approved bool, evidence []workflow.Evidence, ords ...uint32) {
	t.Helper()
	act := func(by string, a model.Action) {
		t.Helper()
		if _, err := db.Act(ctx, by, store.NewKey(), a); err != nil {
			t.Fatal(err)
		}
	}
	ids, err := db.IDs(ctx, ords)
	if err != nil {
		t.Fatal(err)
	}
	act("kim", workflow.NewProposal(ids, workflow.Terms{Action: "suspend", Policy: "default", Reason: "fabricated-identity",
		Note: "One hand.", Benign: "None.", Evidence: evidence}))
	if !approved {
		return
	}
	all := db.Work().Proposals()
	p := all[len(all)-1]
	act("ana", workflow.OpenProposal{ID: p.ID, Hash: p.Hash})
	act("ana", workflow.Approve{ID: p.ID, Hash: p.Hash})
}

// What is pending and would no longer stand is said at every size, and follows the log.
func TestWhatIfSaysWhatIsPending(t *testing.T) {
	db := uitest.Made(t, append(halves(), uitest.Person("c1", "payment:pair", "commit_email:pair@b.example"),
		uitest.Person("c2", "payment:pair", "commit_email:pair@b.example")))
	ord := func(name string) uint32 {
		o, err := db.Resolve(ctx, "p:"+name)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	wrong := []model.Untrusted{"payment:bridge", "commit_email:bridge@b.example", "payment:pair", "commit_email:pair@b.example"}
	ask := func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		p.whatif.set(wrong, nil)
		d.Settle(p.supposed())
	}
	drive(t, db, New, page.Place{Ref: "p:a1"}, 120, 37, func(d *uitest.Driver) {
		ask(d)
		d.HasNot("pending")
		proposed(t, db, false, []workflow.Evidence{{Kind: "payment", Value: "bridge", Holders: 1, All: 2}}, ord("a1"), ord("b1"), ord("xA"))
		proposed(t, db, true, nil, ord("b2"), ord("c1"), ord("xB"))
		d.Settle(d.Page.(page.Refresher).Refresh())
		d.Reads("3 of 6 accounts pending in", "proposals 1, 2 would no longer stand")
		var whole strings.Builder
		for _, l := range d.Page.(*Ring).whatif.answer().lines {
			for _, span := range l {
				whole.WriteString(span.Text)
			}
			whole.WriteByte('\n')
		}
		for _, want := range []string{"proposal 1 (suspend, in review): 1 of 3 accounts would be in another ring (p:b1); it gives payment:bridge as evidence",
			"proposal 2 (suspend, approved): 1 of 3 accounts would have no strong link left (p:c1); 1 of 3 accounts would be in another ring (p:b2)"} {
			if !strings.Contains(whole.String(), "\n  "+want+"\n") {
				t.Errorf("%q is not in\n%s", want, &whole)
			}
		}
	})
	for _, f := range uitest.Frames {
		drive(t, db, New, page.Place{Ref: "p:a1"}, f.Width, f.Height, func(d *uitest.Driver) {
			ask(d)
			golden(d, "pending-"+f.Name)
		})
	}
	drive(t, db, New, page.Place{Ref: "p:a1"}, 120, 37, func(d *uitest.Driver) {
		wrong = []model.Untrusted{"session:sa"}
		ask(d)
		d.Reads("No pending proposal would lose anything.")
	})
}

func TestPendingOfHostileTexts(t *testing.T) {
	canonical := hostileRing() // of these values what an import would leave
	for i := range canonical {
		ids := canonical[i].Account.Identifiers
		for k, id := range ids {
			if id.Kind == model.KindMFADevice {
				ids[k] = identifier.New(nil, "").Identify(id.Kind, id.Value, "")
			}
		}
	}
	db := uitest.Made(t, canonical)
	rows, err := db.Listing(ctx, []uint32{0})
	if err != nil {
		t.Fatal(err)
	}
	place := page.Place{Ref: rows[0].ID.String()}
	var wrong []model.Untrusted
	drive(t, db, New, place, 80, 24, func(d *uitest.Driver) {
		var evidence []workflow.Evidence
		for _, v := range d.Page.(*Ring).whole.values {
			if v.adds() && v.kind != "wallet" {
				wrong = append(wrong, v.ref)
				evidence = append(evidence, workflow.Evidence{Kind: v.kind, Value: v.Text, Holders: 1, All: 2})
			}
		}
		var ords []uint32
		for i := range hostile.Few {
			ords = append(ords, uint32(i))
		}
		proposed(t, db, false, evidence, ords...)
	})
	if len(wrong) < 2 {
		t.Fatalf("%d values", len(wrong))
	}
	drive(t, db, New, place, 80, 24, func(d *uitest.Driver) {
		p := d.Page.(*Ring)
		p.whatif.set(wrong, nil)
		d.Settle(p.supposed())
		if f := p.whatif.answer(); f == nil {
			t.Fatalf("there is no answer, but %q", p.whatif.failed)
		}
		d.Reads("pending in proposal 1 would no longer stand")
		for _, size := range uitest.Sizes {
			d.Page.Size(size[0], size[1])
			uitest.Exact(t, fmt.Sprint("pending at ", size), d.Page.View(), size[0], size[1])
		}
		d.Page.Size(80, 24)
		everywhere(d, "pending")
	})
}
