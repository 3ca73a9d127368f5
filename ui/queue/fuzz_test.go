package queue

import (
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// FuzzRow draws an account that is made of any text, as a row, as a preview and in the
// query bar: nothing hidden or controlling is left of it, and every line is as wide as
// it was asked to be.
func FuzzRow(f *testing.F) {
	for _, s := range uitest.Hostile(f, false) {
		f.Add(s)
	}
	th := theme.Default()
	env := &page.Env{Theme: th, Now: time.Now}
	f.Fuzz(func(t *testing.T, s string) {
		u := model.Untrusted(s)
		row := store.AccountRow{ID: model.AccountID{Platform: "outlook", Native: u}, Username: u, DisplayName: u, Email: u, Country: s, State: s,
			Signals: []string{s}, Tags: []model.Untrusted{u}, Score: 80}
		p := preview{has: true, msg: previewMsg{account: &store.Account{AccountRow: row}}}
		p.msg.account.Account.Facts = []model.Fact{{Field: model.FieldCity, Value: u}, {Field: model.FieldEmployer, Value: u}}
		var b bar
		b.field.Insert(s)
		for _, width := range []int{60, 80, 200} {
			tab := table.New(columns()...)
			tab.Show([]string{"score", "account", "id", "username", "name", "country", "state", "signals", "tags"})
			tab.Size(width, 3)
			tab.Set([]table.Row{tableRow(row, th)})
			lines := append(tab.View(th), p.view(th, env, width, 30)...)
			lines = append(lines, b.view(th, width, nil)...)
			for _, l := range lines {
				if w := text.Width(l); w != width {
					t.Fatalf("%d columns, want %d: %q", w, width, l)
				}
				if err := uitest.Scan([]byte(l)); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
