package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/store"
)

// abroad is an account that claims the US and signs in from Germany day after day, once from
// Korea within the hour. A VPN that is always on, or a carrier's, would look the same.
func abroad() model.Row {
	start := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	row := model.Row{Line: 1, Raw: "row", Account: model.Account{ID: model.AccountID{Platform: "test", Native: "abroad"},
		Flags:       []model.Flag{{Source: "desk", Score: 60}},
		Facts:       []model.Fact{{Field: model.FieldCountry, Value: "US"}},
		Identifiers: []model.Identifier{{Kind: model.KindWallet, Value: "0x00000000000000000000000000000000000000aa"}, {Kind: model.KindIP, Value: "198.51.100.7"}}}}
	for i := range 25 {
		e := model.Event{ID: model.Untrusted(fmt.Sprint(i)), Time: model.TimeOf(start.AddDate(0, 0, i)), Country: "DE", IP: "198.51.100.7", ASN: 64500, Result: model.ResultSuccess}
		row.Events = append(row.Events, e)
	}
	e := row.Events[0]
	e.ID, e.Country, e.Time = "jump", "KR", model.TimeOf(start.Add(time.Hour))
	row.Events = append(row.Events, e)
	return row
}

// What the signals say of networks follows from the lists that hold any, and never from a list
// that happens to be there too.
func TestOnlyListsOfNetworksMakeNetworksKnown(t *testing.T) {
	const vpn, both = "No lists of VPN networks were at hand", "No lists of VPN and carrier networks were at hand"
	const carriers = "No lists of carrier networks were at hand"
	db := create(t)
	load(t, db, "a", []model.Row{abroad()})
	// Whoever made the facts, reads them from the file, or has none says the same.
	look := func(what string, severity uint8, travel string) {
		t.Helper()
		alone := reopen(t, db, store.Options{ReadOnly: true})
		defer alone.Close()
		checkAbroad(t, what+", alone", alone, severity, travel)
		if err := db.Derive(ctx, nil); err != nil {
			t.Fatal(err)
		}
		checkAbroad(t, what+", derived", db, severity, travel)
		reader := reopen(t, db, store.Options{ReadOnly: true})
		defer reader.Close()
		checkAbroad(t, what+", read", reader, severity, travel)
	}
	look("no list", 1, both)
	score := scoreOfAbroad(t, db)
	for _, l := range []watch.List{
		{Name: "wallets", Stance: watch.Bad, Values: listed("wallet:0x00000000000000000000000000000000000000bb")},
		{Name: "addresses", Stance: watch.Bad, Values: listed("203.0.113.0/24")},
		{Name: "bad-exits", Stance: watch.Bad, Class: "vpn", Values: listed("203.0.113.0/25")},
		{Name: "office", Stance: watch.Benign, Values: listed("203.0.113.0/26")},
		{Name: "mail", Stance: watch.Bad, Class: watch.ClassDisposable, Values: listed(".example.org")},
		{Name: "agency", Stance: watch.Benign, Class: "agency", Values: listed("203.0.113.0/27")},
		{Name: "numbers", Stance: watch.Benign, Class: "vpn", Values: listed("AS64511")}, // which explain no address
	} {
		addTo(t, db, l.Name, l.Stance, l.Class, l.Values)
		look("list "+l.Name, 1, both)
		if got := scoreOfAbroad(t, db); got != score {
			t.Errorf("list %s: the score was %v and is %v", l.Name, score, got)
		}
	}
	addTo(t, db, "carriers", watch.Benign, "carrier", listed("203.0.113.0/28"))
	look("carriers", 1, vpn)
	for _, class := range signal.ExitClasses {
		addTo(t, db, class, watch.Benign, class, listed("203.0.113.16/28"))
		look(class, 2, "")
		if _, err := db.Act(ctx, "kim", store.NewKey(), model.RemoveWatch{Name: class, Reason: "done"}); err != nil {
			t.Fatal(err)
		}
		look("without "+class, 1, vpn)
	}
	addTo(t, db, "vpn", watch.Benign, "vpn", listed("203.0.113.16/28"))
	if _, err := db.Act(ctx, "kim", store.NewKey(), model.RemoveWatch{Name: "carriers", Reason: "done"}); err != nil {
		t.Fatal(err)
	}
	look("vpn alone", 2, carriers)
}

// checkAbroad holds the severity of GEO-DEV, and what is said of lists that are missing.
func checkAbroad(t *testing.T, what string, db *store.DB, severity uint8, missing string) {
	t.Helper()
	a, err := db.Account(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"GEO-DEV", "NET-TRAVEL"} {
		i := slices.IndexFunc(a.Computed, func(s model.Signal) bool { return s.Code == code })
		if i < 0 {
			t.Fatalf("%s: no %s", what, code)
		}
		s := a.Computed[i]
		if code == "GEO-DEV" {
			if unknown := strings.Contains(string(s.Counter), "No lists of VPN networks"); s.Severity != severity || unknown != (severity == 1) {
				t.Errorf("%s: %s of severity %d (%s), want %d", what, code, s.Severity, s.Counter, severity)
			}
		} else if said := strings.Contains(string(s.Counter), "No lists"); said != (missing != "") || !strings.Contains(string(s.Counter), missing) {
			t.Errorf("%s: %s is countered by %q, want %q in it", what, code, s.Counter, missing)
		}
	}
	rows, err := db.Listing(ctx, []uint32{0})
	if err != nil {
		t.Fatal(err)
	}
	if rows[0].Score != a.AccountRow.Score {
		t.Errorf("%s: score %v in the list and %v by itself", what, rows[0].Score, a.AccountRow.Score)
	}
}

func scoreOfAbroad(t *testing.T, db *store.DB) float64 {
	t.Helper()
	rows, err := db.Listing(ctx, []uint32{0})
	if err != nil {
		t.Fatal(err)
	}
	return rows[0].Score
}
