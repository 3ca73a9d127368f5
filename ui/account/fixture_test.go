package account

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

var ctx = context.Background()

// noon is when the tests take place.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func at(s string) model.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return model.TimeOf(t)
}

func fact(a *model.Account, f model.Field, v string) {
	a.Facts = append(a.Facts, model.Fact{Field: f, Value: model.Untrusted(v)})
}

const lenaEvents = 300

// lena claims Chicago and works when it is night there.
func lena() model.Row {
	row := uitest.Person("lena", "wallet:w-1", "mfa_device:m-1", "email:lena@mail.example", "username:lena.marsh0417", "device:laptop-1", "ip:198.51.100.7")
	a := &row.Account
	a.Identifiers = append(a.Identifiers,
		model.Identifier{Kind: model.KindPhone, Value: "n/a", Status: model.StatusPlaceholder},
		model.Identifier{Kind: model.KindIP, Value: "10.0.0.1", Status: model.StatusPrivate},
		model.Identifier{Kind: model.KindName, Value: "lena marsh", Raw: "Lena Marsh"},
		model.Identifier{Kind: model.KindWallet, Value: "0xbad", Status: model.StatusSuspect},
		model.Identifier{Kind: model.KindIBAN, Value: "nothing", Status: model.StatusInvalid})
	a.CreatedAt, a.FirstSeen, a.LastSeen = at("2025-08-11 21:36"), at("2025-11-12 16:35"), at("2026-02-28 08:00")
	fact(a, model.FieldUsername, "lena.marsh0417")
	fact(a, model.FieldDisplayName, "Lena Marsh")
	fact(a, model.FieldEmail, "lena@mail.example")
	fact(a, model.FieldStatus, "active")
	fact(a, model.FieldCountry, "US")
	fact(a, model.FieldTimezone, "America/Chicago")
	fact(a, model.FieldCity, "Austin")
	fact(a, model.FieldEmployer, "Willow Test Analytics")
	fact(a, model.FieldTitle, "Full-stack developer")
	fact(a, model.FieldBio, "I build things.\nRemote only.")
	a.Flags = []model.Flag{{Source: "risk-model", Reason: "Payout details shared with a flagged account", Score: 94, Time: at("2026-01-25 05:47")}}
	a.Signals = []model.Signal{{Code: "APP-VOL", Facts: "62 applications on one day", Severity: 2}, {Code: "OTHER-1", Facts: "a house rule fired", Counter: "the rule is new"}}
	a.Tags = []model.Untrusted{"imported"}
	for i := range lenaEvents {
		e := model.Event{Time: model.Time{Milli: at("2025-11-12 00:10").Milli + int64(i/3)*24*3_600_000 + int64(i%3)*3*3_600_000}, Action: "session.start", IP: "198.51.100.7", ASN: 64500,
			ASOrg: "Example Carrier", Country: "KR", City: "Seoul", DeviceID: "laptop-1", UserAgent: "Mozilla/5.0 (X11; Linux x86_64) Example/1.0", Result: model.ResultSuccess}
		switch {
		case i%10 == 0:
			e.Country, e.City = "US", "Austin"
		case i%17 == 0:
			e.Result = model.ResultFailure
		}
		row.Events = append(row.Events, e)
	}
	return row
}

// hostile texts in every place that has one.
func mallory() model.Row {
	esc := "\x1b[2J\x1b]0;owned\x07\u202egnp.exe\u200b"
	zalgo := "z" + strings.Repeat("\u0301\u0316", 300)
	row := uitest.Person("mallory\x1b[31m", "wallet:w-1", "mfa_device:m-1", "username:"+esc, "name:"+zalgo)
	a := &row.Account
	a.Identifiers[2].Raw = model.Untrusted(zalgo + "\xff\xfe")
	fact(a, model.FieldDisplayName, esc+zalgo)
	fact(a, model.FieldUsername, esc)
	fact(a, model.FieldEmail, "раураl@\u2066mail.example")
	fact(a, model.FieldBio, strings.Repeat(zalgo+esc+"日本\n", 150))
	fact(a, model.FieldTimezone, esc)
	fact(a, model.FieldCountry, "US")
	fact(a, model.FieldCity, strings.Repeat("\u202e", 2000))
	fact(a, model.FieldTitle, strings.Repeat("w", 5000))
	a.Flags = []model.Flag{{Source: model.Untrusted(esc), Reason: model.Untrusted(zalgo + "\n" + esc)}}
	a.Signals = []model.Signal{{Code: "NET-VPN", Facts: model.Untrusted(esc), Counter: model.Untrusted(zalgo)}}
	a.Tags = []model.Untrusted{model.Untrusted(esc)}
	for i := range 5 {
		row.Events = append(row.Events, model.Event{Time: model.Time{Milli: at("2026-01-05 10:00").Milli + int64(i)*3_600_000}, IP: model.Untrusted(esc), City: model.Untrusted(zalgo),
			DeviceID: model.Untrusted(esc), UserAgent: model.Untrusted(strings.Repeat(esc, 50)), ASOrg: model.Untrusted(zalgo), Action: "\u0301", Country: "KR"})
	}
	row.Raw = model.Untrusted(`{"bio":"` + strings.Repeat(esc+zalgo+"\n", 300))
	return row
}

func world() []model.Row {
	ken := uitest.Person("ken", "wallet:w-1", "mfa_device:m-1", "email:ken@mail.example")
	fact(&ken.Account, model.FieldDisplayName, "Ken Reed")
	rows := []model.Row{lena(), ken, uitest.Person("mina", "wallet:w-1", "mfa_device:m-1", "device:d-3"), mallory(), uitest.Person("nobody")}
	for i := range 60 {
		rows = append(rows, uitest.Person(fmt.Sprintf("x%03d", i), fmt.Sprintf("device:x%d", i)))
	}
	return rows
}

// investigation makes an investigation of the world in a folder.
func investigation(dir string) (*store.DB, error) {
	db, err := store.Create(ctx, filepath.Join(dir, "world.clew"), store.Options{Now: func() time.Time { return noon }})
	if err != nil {
		return nil, err
	}
	rows := world()
	if err := uitest.Import(ctx, db, base.FileMeta{Name: "world.jsonl", SHA256: strings.Repeat("ab", 32), Profile: "accounts"}, rows); err != nil {
		return nil, err
	}
	for _, n := range []workflow.AddNote{{On: workflow.OnAccount(rows[0].Account.ID), Text: "Start from the wallet,\nnot from the name."}, {On: workflow.OnAccount(rows[0].Account.ID), Text: "Ask the bank."},
		{On: workflow.OnAccount(rows[3].Account.ID), Text: "\x1b[2Jmine \u202eevil"}} {
		if _, err := db.Act(ctx, "kim", store.NewKey(), n); err != nil {
			return nil, err
		}
	}
	return db, nil
}

var shared = uitest.Once(func(dir string) (*store.DB, error) {
	db, err := investigation(dir)
	if err == nil {
		_, err = db.Links(ctx, nil)
	}
	return db, err
})

func TestMain(m *testing.M) { uitest.Main(m) }

type driver struct {
	*uitest.Driver
	*Page
}

func open(t testing.TB, db Store, place page.Place, width, height int) *driver {
	t.Helper()
	return openIn(t, uitest.Env(t, "mono", false), db, place, width, height)
}

func openIn(t testing.TB, env *page.Env, db Store, place page.Place, width, height int) *driver {
	t.Helper()
	place.Page = page.Account
	env.Now, env.Name = func() time.Time { return noon }, "world"
	p := New(env, db, place).(*Page)
	return &driver{uitest.Drive(t, p, width, height), p}
}

func lenaOn(t testing.TB, tab string, width, height int) *driver {
	t.Helper()
	return open(t, shared(t), page.Place{Ref: "p:lena", Tab: tab}, width, height)
}
