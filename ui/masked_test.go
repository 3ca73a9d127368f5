package ui_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/config"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/welcome"
)

// canary is in all personal data of [masked], and nowhere else.
const canary = "qzx"

// masked makes an investigation of linked accounts whose personal data are masked, and in
// which work was done before they were.
func masked(t *testing.T) *store.DB {
	t.Helper()
	canon := identifier.New([]byte("a key that is thirty-two bytes.."), "")
	var rows []model.Row
	var ids []model.AccountID
	for i := range 9 {
		c := func(s string) model.Untrusted { return model.Untrusted(fmt.Sprintf("%s%d%s", canary, i, s)) }
		shared := model.Untrusted(fmt.Sprintf("%sshared%d", canary, i/3))
		a := model.Account{ID: model.AccountID{Platform: "outlook", Native: model.Untrusted(fmt.Sprintf("a%d", i))},
			Facts: []model.Fact{{Field: model.FieldUsername, Value: c("user") + "@example.org"}, {Field: model.FieldDisplayName, Value: c("first") + " " + c("last")},
				{Field: model.FieldEmail, Value: c("mail") + "@example.org"}, {Field: model.FieldBio, Value: "Write to " + c("mail") + "@example.org."}},
			Flags: []model.Flag{{Source: "vendor", Reason: "calls itself " + c("first") + " " + c("last"), Score: uint8(50 + i)}}, CreatedAt: model.Time{Milli: 1_760_000_000_000}}
		for _, id := range []model.Identifier{{Kind: model.KindUsername, Value: c("user") + "@example.org"}, {Kind: model.KindName, Value: c("first") + " " + c("last")},
			{Kind: model.KindEmail, Value: c("mail") + "@example.org"}, {Kind: model.KindRecoveryEmail, Value: shared + "@example.org"}, {Kind: model.KindAddress, Value: shared + " street 5"},
			{Kind: model.KindDocument, Value: shared}, {Kind: model.KindPayment, Value: shared + "xx"}, {Kind: model.KindMFADevice, Value: model.Untrusted(fmt.Sprintf("device-%d", i/3))}} {
			a.Identifiers = append(a.Identifiers, canon.Identify(id.Kind, id.Value, ""))
		}
		ids = append(ids, a.ID)
		rows = append(rows, model.Row{Account: a, Raw: model.Untrusted(`{"mail":"` + string(c("mail")) + `"}`),
			Events: []model.Event{{ID: model.Untrusted(fmt.Sprint(i)), Time: model.Time{Milli: 1_760_000_000_000}, IP: "198.51.100.7", Result: model.ResultSuccess}}})
	}
	db := uitest.Made(t, rows)
	shared := canary + "shared0@example.org"
	for _, a := range []model.Action{
		workflow.AddNote{On: workflow.On{Kind: workflow.Identifier, Value: model.Untrusted("recovery_email:" + shared)}, Text: "theirs"},
		workflow.OpenCase{Title: "one", Members: ids[:3]},
		workflow.SetValues{ID: 1, Values: []model.Untrusted{model.Untrusted("recovery_email:" + shared)}},
		workflow.RecordTrail{ID: 1, Steps: []workflow.TrailStep{{Page: "pivot", Ref: model.Untrusted("recovery_email:" + shared), Text: model.Untrusted("recovery_email " + shared)}}},
		workflow.IgnoreValue{Kind: "address", Value: canary + "shared1 street 5", Why: "a hostel"},
		workflow.NewProposal(ids[:3], workflow.Terms{Action: "suspend", Policy: "default", Reason: "fabricated-identity", Note: "One hand.", Benign: "None.",
			Evidence: []workflow.Evidence{{Kind: "recovery_email", Value: model.Untrusted(shared), Holders: 3, All: 3}},
			Warnings: []workflow.Warning{{Code: store.OutlierSingle, Accounts: 1, Text: "1 of 3 accounts rests on recovery_email:" + shared + " alone"}}}),
		workflow.SetMasking{Kinds: workflow.Masked, Why: "policy"},
	} {
		if _, err := db.Act(context.Background(), "lee", store.NewKey(), a); err != nil {
			t.Fatalf("%s: %v", a.Verb(), err)
		}
	}
	return db
}

// blind is the workbench, held after every frame to show no canary.
type blind struct {
	*checked
	seen []string
}

func (b *blind) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := b.checked.Update(m)
	return b, cmd
}

func (b *blind) View() tea.View {
	v := b.checked.View()
	for _, l := range strings.Split(ansi.Strip(v.Content), "\n") {
		if strings.Contains(strings.ToLower(l), canary) {
			b.seen = append(b.seen, fmt.Sprintf("after %s, %s: %s", b.did, b.Root.Dump(), strings.TrimSpace(l)))
		}
	}
	return v
}

// No page shows what is masked, and nothing of it is kept on the disk.
func TestMaskedEverywhere(t *testing.T) {
	db := masked(t)
	file := filepath.Join(t.TempDir(), "state.toml")
	state, err := config.LoadState(file)
	if err != nil {
		t.Fatal(err)
	}
	seen := func(start page.Place, drive func(do func(keys ...string), s *uitest.Screen, c *checked)) (seen []string) {
		synctest.Test(t, func(t *testing.T) {
			o := options(db)
			o.Open = func(context.Context, welcome.Choice) (ui.Opened, error) {
				return ui.Opened{Store: db, Name: "masked", Start: start, Prefs: state.Prefs(db.Path())}, nil
			}
			b := &blind{checked: &checked{Root: ui.New(o), t: t}}
			s := uitest.Start(t, b, 160, 50)
			b.did = "opening " + string(start.Page)
			drive(func(keys ...string) {
				b.did = strings.Join(keys, " ")
				s.Press(keys...)
			}, s, b.checked)
			if err := s.Quit(); err != nil {
				t.Error(err)
			}
			seen = b.seen
		})
		return seen
	}
	walk := func(do func(keys ...string), _ *uitest.Screen, _ *checked) {
		for range 7 {
			do("down", "down", "pgdown", "i", "esc", "tab")
		}
		do("N", "esc")
		do("T", "esc")
		do("b", "B", "esc")
		do("Y", "esc")
	}
	places := []page.Place{{Page: page.Propose, Refs: []model.Untrusted{"outlook:a0", "outlook:a1"}},
		{Page: page.Case, Ref: "1"}, {Page: page.Review, Ref: "1"}, {Page: page.Audit}, {Page: page.Batches}, {Page: page.Compare, Refs: []model.Untrusted{"outlook:a0", "outlook:a1"}},
		{Page: page.Account, Ref: "outlook:a0"}, {Page: page.Ring, Ref: "outlook:a0"}}
	for _, ref := range []model.Untrusted{"recovery_email:" + canary + "shared0@example.org", "mailbox:" + canary + "shared1@example.org", "document:" + canary + "shared2", "name:" + canary + "0last " + canary + "0first"} {
		places = append(places, page.Place{Page: page.Pivot, Ref: ref, Refs: []model.Untrusted{"document:" + canary + "shared0", "outlook:a1"}})
	}
	for _, at := range places {
		for _, s := range seen(at, walk) {
			t.Error(s)
		}
	}
	for _, s := range seen(page.Place{Page: page.Queue}, func(_ func(keys ...string), s *uitest.Screen, c *checked) { tourOf(s, c) }) {
		t.Error(s)
	}
	if err := state.Save(); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(kept), `"page": "pivot"`) || strings.Contains(strings.ToLower(string(kept)), canary) {
		t.Errorf("on the disk is %v\n%s", err, kept)
	}

	if _, err := db.Act(context.Background(), "lee", store.NewKey(), workflow.SetMasking{Why: "over"}); err != nil {
		t.Fatal(err)
	}
	for _, at := range places {
		if len(seen(at, walk)) == 0 && at.Page != page.Batches {
			t.Errorf("without a mask %s shows nothing either: the test looks in the wrong places", at.Page)
		}
	}
}
