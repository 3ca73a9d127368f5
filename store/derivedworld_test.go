package store_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/watch"
)

// smallWorld is a few accounts, each in one row, with everything that signals
// and lists look at, from small pools so that values meet.
func smallWorld(seed uint64, n int) []model.Row {
	r := rand.New(rand.NewPCG(seed, 11))
	pick := func(from ...string) model.Untrusted { return model.Untrusted(from[r.IntN(len(from))]) }
	const start = 1_700_000_000_000
	rows := make([]model.Row, n)
	for i := range rows {
		a := model.Account{
			ID:        model.AccountID{Platform: "test", Native: model.Untrusted(fmt.Sprintf("%d-%d", seed, i))},
			CreatedAt: model.Time{Milli: start - r.Int64N(900)*86_400_000},
			Facts: []model.Fact{
				{Field: model.FieldCountry, Value: pick("US", "DE", "KR")},
				{Field: model.FieldTimezone, Value: pick("America/Chicago", "Asia/Seoul", "Europe/Berlin")},
			},
		}
		id := func(k model.Kind, v model.Untrusted) {
			if one := (model.Identifier{Kind: k, Value: v}); !slices.Contains(a.Identifiers, one) {
				a.Identifiers = append(a.Identifiers, one)
			}
		}
		id(model.KindEmail, model.Untrusted(fmt.Sprintf("p%d-%d@", seed, i))+pick("example.com", "box.example.org", "mail.example.net"))
		id(model.KindMFADevice, model.Untrusted(fmt.Sprintf("mfa-%d", r.IntN(n))))
		for range r.IntN(7) {
			id(model.KindPayment, model.Untrusted(fmt.Sprintf("pay-%d", r.IntN(3*n))))
		}
		if r.IntN(2) == 0 {
			a.Flags = []model.Flag{{Source: pick("vendor", "desk", "watch:a"), Reason: "bulk", Score: uint8(r.IntN(101)), Time: model.Time{Milli: start + r.Int64N(1e9)}}}
		}
		if r.IntN(3) == 0 {
			a.Signals = []model.Signal{{Code: string(pick("NET-VPN", "DEV-RMM", "OWN-CODE")), Severity: uint8(r.IntN(4))}}
		}
		row := model.Row{Line: uint64(i + 1), Raw: model.Untrusted(fmt.Sprintf("row %d of %d", i, seed))}
		day := r.Int64N(40)
		if r.IntN(4) > 0 {
			day -= day % 10 // three begin together, so that the log is seen to
		}
		at := int64(start) + 11*day*86_400_000
		// One in three sleeps for long and then signs in day after day from one
		// country; whether that shows depends on when all the logs begin.
		whole := r.IntN(2) == 0 // all addresses of sign-ins are identifiers too
		sleeper, count, pause := r.IntN(3) == 0, r.IntN(14), int64(12*3_600_000)
		if sleeper {
			a.CreatedAt, count, at, pause = model.Time{Milli: start - 900*86_400_000}, 30, start+(400+day)*86_400_000, 24*3_600_000
		}
		for e := range count {
			at += r.Int64N(pause)
			ev := model.Event{ID: model.Untrusted(fmt.Sprintf("%d-%d-%d", seed, i, e)), Time: model.Time{Milli: at}, Country: string(pick("US", "DE", "KR", "")),
				IP: model.Untrusted(fmt.Sprintf("198.51.100.%d", r.IntN(32))), ASN: uint32(64500 + r.IntN(6)),
				Result: []model.Result{model.ResultSuccess, model.ResultFailure, model.ResultUnknown}[r.IntN(3)]}
			if sleeper {
				ev.Country, ev.Result = "KR", model.ResultSuccess
			}
			if whole || r.IntN(2) == 0 {
				id(model.KindIP, ev.IP)
			}
			row.Events = append(row.Events, ev)
		}
		row.Account = a
		rows[i] = row
	}
	return rows
}

// worldLists are lists that meet smallWorld in every way that there is.
func worldLists() []watch.List {
	return []watch.List{
		{Name: "a", Stance: watch.Bad, Values: listed("mfa_device:mfa-0", "payment:pay-1", "198.51.100.8/30")},
		{Name: "b", Stance: watch.Bad, Values: listed("AS64500", ".example.net", "ip:198.51.100.9")},
		{Name: "carrier", Stance: watch.Benign, Class: "carrier", Values: listed("198.51.100.0/28")},
		{Name: "temp", Stance: watch.Bad, Class: watch.ClassDisposable, Values: listed(".example.org", ".mail.example.net")},
		{Name: "vpn", Stance: watch.Benign, Class: "vpn", Values: listed("198.51.100.8/29", "198.51.100.20/30")},
	}
}

// naiveBegin says when a log begins. Periods of 28 days count in which three accounts are seen,
// and a hundredth of those of the busiest; a run of them ends where seven in a row do not count;
// and the run with most accounts in its periods begins with the first event of the third account
// of its first one.
func naiveBegin(rows []model.Row) model.Time {
	const day = 86_400_000
	first := map[int64]map[model.AccountID]int64{}
	for _, r := range rows {
		for _, e := range r.Events {
			n := int64(math.Floor(float64(e.Time.Milli) / (28 * day)))
			if first[n] == nil {
				first[n] = map[model.AccountID]int64{}
			}
			if at, ok := first[n][r.Account.ID]; !ok || e.Time.Milli < at {
				first[n][r.Account.ID] = e.Time.Milli
			}
		}
	}
	most := 0
	for _, of := range first {
		most = max(most, len(of))
	}
	counts := func(n int64) bool { return len(first[n]) >= 3 && len(first[n]) >= most/100 }
	begin, best := int64(0), 0
	for n := range first {
		here, holes := 0, 0
		for k := n; holes < 7; k++ {
			if holes++; counts(k) {
				here, holes = here+len(first[k]), 0
			}
		}
		for k := range int64(7) {
			if counts(n - 1 - k) { // it began before
				here = 0
			}
		}
		if counts(n) && (here > best || here > 0 && here == best && n > begin) {
			begin, best = n, here
		}
	}
	if best == 0 {
		return model.Time{}
	}
	at := slices.Sorted(maps.Values(first[begin]))
	return model.Time{Milli: at[2]}
}
