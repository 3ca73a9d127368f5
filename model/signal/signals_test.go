package signal

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

func at(s string) model.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return model.TimeOf(t)
}

// account makes one of field and value, one after the other.
func account(fields ...any) *model.Account {
	a := &model.Account{ID: model.AccountID{Platform: "test", Native: "1"}}
	for i := 0; i < len(fields); i += 2 {
		switch f := fields[i].(type) {
		case model.Field:
			a.Facts = append(a.Facts, model.Fact{Field: f, Value: model.Untrusted(fields[i+1].(string))})
		case model.Kind:
			a.Identifiers = append(a.Identifiers, model.Identifier{Kind: f, Value: model.Untrusted(fields[i+1].(string))})
		}
	}
	return a
}

// login makes a sign-in at a time from a country, which may be empty.
func login(when, country string, more ...func(*model.Event)) model.Event {
	e := model.Event{Time: at(when), Country: country, Result: model.ResultSuccess}
	for _, m := range more {
		m(&e)
	}
	return e
}

func from(ip string) func(*model.Event) { return func(e *model.Event) { e.IP = model.Untrusted(ip) } }
func device(id string) func(*model.Event) {
	return func(e *model.Event) { e.DeviceID = model.Untrusted(id) }
}
func agent(ua string) func(*model.Event) {
	return func(e *model.Event) { e.UserAgent = model.Untrusted(ua) }
}
func ended(r model.Result) func(*model.Event) { return func(e *model.Event) { e.Result = r } }
func spot(lat, lon float32) func(*model.Event) {
	return func(e *model.Event) { e.Latitude, e.Longitude = lat, lon }
}

// daily makes n sign-ins, one a day, at an hour of UTC.
func daily(n, hour int, country string, more ...func(*model.Event)) (es []model.Event) {
	for i := range n {
		day := at("2026-01-05 00:00").UTC().AddDate(0, 0, i)
		e := login(day.Format("2006-01-02 ")+fmt.Sprintf("%02d:15", hour), country, more...)
		es = append(es, e)
	}
	return es
}

var testEnv = Env{
	Network: func(ip netip.Addr) (string, string, bool) {
		switch s := ip.String(); {
		case strings.HasPrefix(s, "192.0.2."):
			return "some VPNs", "vpn", true
		case strings.HasPrefix(s, "198.51.100."):
			return "a carrier", "carrier", true
		case s == "2001:db8::1":
			return "servers", "hosting", true
		case s == "2001:db8::2":
			return "the onion", "tor", true
		case s == "2001:db8::3":
			return "proxies", "proxy", true
		case s == "2001:db8::4":
			return "customers", "agency", true
		}
		return "", "", false
	},
	Exits: true, Carriers: true,
	Disposable: func(d string) (string, bool) { return "throwaways", d == "trash.example" },
	Holders: func(k model.Kind, v model.Untrusted) int {
		var n int
		_, _ = fmt.Sscanf(string(v[strings.LastIndexByte(string(v), '-')+1:]), "%d", &n)
		return max(n, 1)
	},
	Hub: func(k model.Kind, v model.Untrusted) bool { return strings.HasPrefix(string(v), "hub") },
}

// hours makes active half-hours at the given hours of UTC on each of ten days.
func hours(list ...int) (es []model.Event) {
	for d := range 10 {
		for _, h := range list {
			es = append(es, model.Event{Time: model.Time{Milli: at("2026-01-05 00:10").Milli + int64(d)*dayMilli + int64(h)*hourMilli}})
		}
	}
	slices.SortFunc(es, func(a, b model.Event) int { return int(a.Time.Milli - b.Time.Milli) })
	return es
}

var old = func(a *model.Account) *model.Account { a.CreatedAt = at("2020-03-01 10:00"); return a }

func TestSignals(t *testing.T) {
	const country, zone, city = model.FieldCountry, model.FieldTimezone, model.FieldCity
	nets := func(n int) (es []model.Event) {
		for i := range n {
			es = append(es, login(fmt.Sprintf("2026-01-05 %02d:00", i), "", from(fmt.Sprintf("203.0.%d.7", i))))
		}
		return es
	}
	join := func(lists ...[]model.Event) []model.Event { return slices.Concat(lists...) }
	for _, c := range []struct {
		name     string
		a        *model.Account
		events   []model.Event
		code     string // "" for no signal at all
		severity uint8
		facts    string // a part of them
		counter  string
		logFrom  string
	}{
		{name: "nothing", a: account()},
		{name: "VPN exit among sign-ins", a: account(), events: []model.Event{login("2026-01-05 09:00", "", from("192.0.2.9")), login("2026-01-06 09:00", "", from("203.0.113.9"))},
			code: "NET-VPN", severity: 1, facts: `192.0.2.9 (VPN, on list "some VPNs", 1 sign-in). 1 of 2 sign-ins`, counter: "1 of 2 sign-ins came from addresses on no such list"},
		{name: "VPN exits only", a: account(), events: daily(6, 9, "", from("::ffff:192.0.2.9")), code: "NET-VPN", severity: 2, facts: "6 of 6 sign-ins"},
		{name: "hosting address without sign-ins", a: account(model.KindIP, "2001:db8::1"), code: "NET-VPN", severity: 1, facts: "(hosting"},
		{name: "Tor", a: account(), events: daily(1, 9, "DE", from("2001:db8::2")), code: "NET-VPN", severity: 1, facts: `(Tor, on list "the onion", 1 sign-in)`},
		{name: "a proxy", a: account(model.KindIP, "2001:db8::3"), code: "NET-VPN", severity: 1, facts: "(proxy, on list"},
		{name: "an agency is no exit", a: account(model.KindIP, "2001:db8::4"), events: daily(1, 9, "DE", from("2001:db8::4"))},
		{name: "carrier", a: account(), events: daily(6, 9, "", from("198.51.100.4"))},
		{name: "failed sign-in from a VPN", a: account(), events: []model.Event{login("2026-01-05 09:00", "", from("192.0.2.9"), ended(model.ResultFailure))}},

		{name: "three countries in a day", a: account(), events: []model.Event{login("2026-01-05 01:00", "DE"), login("2026-01-05 12:00", "FR"), login("2026-01-06 00:59", "BE")},
			code: "NET-MULTI", severity: 1, facts: "in 3 countries (DE, FR, BE)"},
		{name: "three countries in more than a day", a: account(), events: []model.Event{login("2026-01-05 01:00", "DE"), login("2026-01-05 12:00", "FR"), login("2026-01-06 01:01", "BE")}},
		{name: "eight networks in a day", a: account(), events: nets(8), code: "NET-MULTI", severity: 1, facts: "8 sign-ins from 8 networks"},
		{name: "seven networks in a day", a: account(), events: nets(7)},
		{name: "three countries by VPN", a: account(), events: []model.Event{login("2026-01-05 01:00", "DE", from("198.51.100.1")), login("2026-01-05 12:00", "FR"), login("2026-01-05 23:00", "BE", from("198.51.100.2"))}},

		{name: "New York to Singapore in an hour", a: account(), events: []model.Event{login("2026-01-05 09:00", "", spot(40.7, -74), device("d")), login("2026-01-05 10:00", "", spot(1.35, 103.8), device("d"))},
			code: "NET-TRAVEL", severity: 1, facts: "1 of 1 pair in a row need more than 1000 km/h: 40.70,-74.00 at 2026-01-05T09:00:00Z to 1.35,103.80", counter: "In 1 of the 1 the device is the same"},
		{name: "New York to Singapore in 16 hours", a: account(), events: []model.Event{login("2026-01-05 09:00", "", spot(40.7, -74)), login("2026-01-06 01:00", "", spot(1.35, 103.8))}},
		{name: "next town at once", a: account(), events: []model.Event{login("2026-01-05 09:00", "", spot(51.3, 12.4)), login("2026-01-05 09:00", "", spot(52.5, 13.4))}},
		{name: "Germany to Singapore in an hour", a: account(), events: []model.Event{login("2026-01-05 09:00", "DE"), login("2026-01-05 10:00", "SG")}, code: "NET-TRAVEL", severity: 1, facts: "DE at 2026-01-05T09:00:00Z to SG"},
		{name: "neighbours at once", a: account(), events: []model.Event{login("2026-01-05 09:00", "DE"), login("2026-01-05 09:00", "FR")}},
		{name: "VPN in Singapore", a: account(), code: "NET-VPN", severity: 1, events: []model.Event{login("2026-01-05 09:00", "DE"), login("2026-01-05 10:00", "SG", from("192.0.2.1")), login("2026-01-05 11:00", "DE")}},
		{name: "three jumps on two days", a: account(), events: []model.Event{login("2026-01-05 09:00", "DE"), login("2026-01-05 10:00", "SG"), login("2026-01-05 11:00", "DE"), login("2026-01-09 11:00", "DE"), login("2026-01-09 12:00", "SG")},
			code: "NET-TRAVEL", severity: 2},

		{name: "farther, but no farther than errors are", a: account(), events: []model.Event{login("2026-01-05 09:00", "", spot(50, 8)), login("2026-01-05 09:00", "", spot(50, 17))}},
		{name: "carrier in Singapore", a: account(), events: []model.Event{login("2026-01-05 09:00", "DE"), login("2026-01-05 10:00", "SG", from("198.51.100.4")), login("2026-01-05 11:00", "DE")}},

		{name: "never from home", a: account(country, "US"), events: daily(12, 9, "DE"), code: "GEO-DEV", severity: 2, facts: "0 of 12 sign-ins with a country, on 12 days, are from the claimed country US; 12 from DE"},
		{name: "a week's holiday", a: account(country, "US"), events: daily(9, 9, "DE")},
		{name: "sometimes from home", a: account(country, "US"), events: join(daily(12, 9, "DE"), []model.Event{login("2026-02-01 09:00", "US")})},
		{name: "Puerto Rico is not told apart", a: account(country, "US"), events: daily(12, 9, "PR")},
		{name: "all by VPN", a: account(country, "US"), events: daily(5, 9, "DE", from("192.0.2.1")), code: "NET-VPN", severity: 1},

		{name: "hours of the other side", a: account(zone, "-05:00"), events: hours(1, 4, 7), code: "TZ-HOURS", severity: 1,
			facts: "By hour from 00 UTC: 0 10 0 0 10 0 0 10", counter: "Night workers"},
		{name: "hours of the claimed zone", a: account(zone, "+09:00"), events: hours(1, 4, 7)},
		{name: "evening work is no other zone", a: account(zone, "+00:00"), events: hours(19, 20, 22)},
		{name: "rising early is no other zone", a: account(zone, "+03:00"), events: hours(3, 10)},
		{name: "claimed UTC is no claim", a: account(zone, "UTC"), events: hours(1, 2, 3)},
		{name: "too few", a: account(zone, "-05:00"), events: hours(1, 4, 7)[:11]},
		{name: "programs do not sleep", a: account(zone, "-05:00"), events: func() []model.Event {
			es := hours(1, 4, 7)
			for i := range es {
				es[i].UserAgent = "python-requests/2.32.5"
			}
			return es
		}()},

		{name: "shared authenticator", a: account(model.KindMFADevice, "mfa-2"), code: "DEV-MFA", severity: 2, facts: `1 of 1 authenticator shared: "mfa-2" (2 accounts)`},
		{name: "widely shared authenticator", a: account(model.KindMFADevice, "mfa-1", model.KindMFADevice, "mfa-9"), code: "DEV-MFA", severity: 3, counter: "1 of 2 authenticators serves this account alone"},
		{name: "authenticator of everybody", a: account(model.KindMFADevice, "hub-900")},
		{name: "other devices are no authenticator", a: account(model.KindDevice, "d-9")},

		{name: "phone of another country", a: account(country, "DE", model.KindPhone, "+12025550123"), code: "ID-MISMATCH", severity: 1, facts: "claims the country DE, but its telephone number \"+12025550123\" has the calling code +1 of AG, AI, AS and 22 more"},
		{name: "one phone of each", a: account(country, "DE", model.KindPhone, "+12025550123", model.KindPhone, "+491632555012")},
		{name: "recovery phone may be a helper's", a: account(country, "DE", model.KindRecoveryPhone, "+12025550123")},
		{name: "no country claimed", a: account(model.KindPhone, "+12025550123", model.KindIBAN, "GB82WEST12345698765432")},
		{name: "bank of another country", a: account(country, "US", model.KindIBAN, "GB82WEST12345698765432"), code: "ID-MISMATCH", severity: 1, facts: `its IBAN "GB82…5432" is of GB`},
		{name: "phone and bank", a: account(country, "DE", model.KindPhone, "+12025550123", model.KindIBAN, "GB82WEST12345698765432"), code: "ID-MISMATCH", severity: 2},
		{name: "zone of another country", a: account(country, "US", zone, "Asia/Tokyo"), code: "ID-MISMATCH", severity: 1, facts: `the zone "Asia/Tokyo" (UTC+09:00), while clocks there show UTC-10:00 to UTC-04:00`},
		{name: "zone of a neighbour", a: account(country, "DE", zone, "Europe/London")},
		{name: "phone that is none", a: account(country, "DE", model.KindPhone, "+999")},

		{name: "woke up", a: old(account()), events: join([]model.Event{login("2021-02-01 10:00", "")}, daily(12, 9, "")), code: "ID-DORMANT", severity: 1,
			facts: "Created 2020-03-01T10:00:00Z; no sign of life from 2021-02-01T10:00:00Z to 2026-01-05T09:15:00Z (1798 days); then 12 sign-ins within 30 days", counter: "1 sign-in before the silence are on record"},
		{name: "nobody listened before", a: old(account()), events: daily(12, 9, "")},
		{name: "seen when it was created", a: func() *model.Account {
			a := old(account(model.KindEmail, "x@example.com"))
			a.Identifiers[0].FirstSeen = at("2020-03-01 10:30")
			return a
		}(), events: daily(12, 9, "")},
		{name: "seen a while after it was created", a: func() *model.Account {
			a := old(account(model.KindEmail, "x@example.com"))
			a.Identifiers[0].FirstSeen = at("2020-04-01 10:30")
			return a
		}(), events: daily(12, 9, ""), code: "ID-DORMANT", severity: 1, facts: "from 2020-04-01T10:30:00Z", counter: "only from when its logs begin"},
		{name: "logs reach back", a: old(account()), events: daily(12, 9, ""), logFrom: "2024-01-01 00:00", code: "ID-DORMANT", severity: 1, facts: "from 2024-01-01T00:00:00Z"},
		{name: "logs do not reach back far enough", a: old(account()), events: daily(12, 9, ""), logFrom: "2025-06-01 00:00"},
		{name: "woke up for a look", a: old(account()), events: join([]model.Event{login("2021-02-01 10:00", "")}, daily(9, 9, ""))},

		{name: "three ways of payment", a: account(model.KindWallet, "w-1", model.KindIBAN, "GB82WEST12345698765432", model.KindPayPal, "a@example.com", model.KindCard, "c-1")},
		{name: "four ways of payment", a: account(model.KindWallet, "w-1", model.KindWallet, "w-2", model.KindPayment, "p-1", model.KindPayPal, "a@example.com"),
			code: "PAY-FREQ", severity: 1, facts: "4 payout instruments (paypal 1, payment 1, wallet 2)", counter: "2 of them are wallets, of which one a currency is usual. 3 of 4 are carried by no other account"},

		{name: "ships elsewhere twice", a: account(city, "Leipzig, Germany", model.KindAddress, "1 sample st port sample", model.KindAddress, "2 lorem st mockville"), code: "SHIP-DIFF", severity: 1, facts: `2 do not name the claimed city "Leipzig, Germany"`},
		{name: "ships elsewhere once", a: account(city, "Leipzig", model.KindAddress, "1 sample st port sample")},
		{name: "ships elsewhere once, with many", a: account(city, "Leipzig", model.KindAddress, "1 sample st port sample-16"), code: "SHIP-DIFF", severity: 1, facts: `(16 accounts). 1 does not name the claimed city "Leipzig"`},
		{name: "ships home and elsewhere", a: account(city, "Leipzig", model.KindAddress, "1 sample st LEIPZIG", model.KindAddress, "2 lorem st mockville")},
		{name: "ships to three places", a: account(model.KindAddress, "1 a st", model.KindAddress, "2 a st", model.KindAddress, "3 a st"), code: "SHIP-DIFF", severity: 1},
		{name: "ships abroad", a: account(country, "US", model.KindAddress, "1 sample st gdansk poland"), code: "SHIP-DIFF", severity: 1, facts: "1 ends in another country than the claimed US"},
		{name: "two ways of writing", a: account(city, "Київ", model.KindAddress, "1 sample st kyiv", model.KindAddress, "2 sample st kyiv")},

		{name: "disposable", a: account(model.KindEmail, "x@trash.example", model.KindRecoveryEmail, "y@example.com"), code: "DISPOSABLE", severity: 1, facts: `1 of 2 e-mail addresses at disposable domains: "trash.example" (email, on list "throwaways")`, counter: "1 of 2 e-mail addresses is at other domains"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := testEnv
			if c.logFrom != "" {
				env.LogFrom = at(c.logFrom)
			}
			got := Compute(c.a, c.events, &env)
			if c.code == "" {
				if len(got) > 0 {
					t.Fatalf("%+v", got)
				}
				return
			}
			if len(got) != 1 || got[0].Code != c.code || got[0].Severity != c.severity {
				t.Fatalf("want %s of severity %d, got %+v", c.code, c.severity, got)
			}
			if !strings.Contains(string(got[0].Facts), c.facts) || !strings.Contains(string(got[0].Counter), c.counter) {
				t.Fatalf("facts %q\ncounter %q\nlack %q or %q", got[0].Facts, got[0].Counter, c.facts, c.counter)
			}
			bit, _ := Bit(c.code)
			if !strings.HasSuffix(string(got[0].Counter), entries[bit].Wrong) || got[0].Severity > entries[bit].Severity {
				t.Errorf("%+v does not agree with the catalogue", got[0])
			}
		})
	}
}

// A claimed zone with daylight saving time is looked up at the time of each event.
func TestHoursInSummer(t *testing.T) {
	if _, err := time.LoadLocation("America/New_York"); err != nil {
		t.Skip("no time zone database here")
	}
	z, _ := parseZone("America/New_York")
	if w, s := z.at(at("2026-01-05 12:00").Milli), z.at(at("2026-07-05 12:00").Milli); w != -300 || s != -240 {
		t.Errorf("%d in winter, %d in summer", w, s)
	}
}

func TestFitHours(t *testing.T) {
	// A day from 09:00 to 18:00, as seen from each offset.
	for o := -690; o <= 720; o += 30 {
		var es []model.Event
		for d := range 10 {
			for h := 9 * 60; h < 18*60; h += 30 {
				es = append(es, model.Event{Time: model.Time{Milli: at("2026-01-05 00:10").Milli + int64(d)*dayMilli + int64(h-o)*60_000}})
			}
		}
		f := FitHours(es)
		if d := (f.Offset - o + 1440) % 1440; min(d, 1440-d) > 60 {
			t.Errorf("a working day at %s fits %s best", clock(o), clock(f.Offset))
		}
		sum := int32(0)
		for _, n := range f.Halves {
			sum += n
		}
		if f.Active != 180 || sum != 180 || f.Days != 10 || f.Workday != 1 || f.Bits < .5 || f.From > f.Offset || f.To < f.Offset {
			t.Errorf("%s: %+v", clock(o), f)
		}
	}
	// Round the clock nothing fits better than anything else.
	all := make([]int, 24)
	for h := range all {
		all[h] = h
	}
	if f := FitHours(hours(all...)); f.Bits > 0 || f.To-f.From < 1400 {
		t.Errorf("round the clock: %+v", f)
	}
	if f := FitHours(nil); f != (Fit{}) {
		t.Errorf("%+v", f)
	}
}

// Lists of something else than networks leave the networks unknown.
func TestNetworksAreUnknownBesideOtherLists(t *testing.T) {
	for _, c := range []struct {
		exits, carriers bool
		severity        uint8
		missing         string
	}{
		{false, false, 1, "VPN and carrier"}, {true, false, 2, "carrier"}, {false, true, 1, "VPN"}, {true, true, 2, ""},
	} {
		env := testEnv
		env.Exits, env.Carriers = c.exits, c.carriers
		missing := ""
		if c.missing != "" {
			missing = "No lists of " + c.missing + " networks were at hand"
		}
		events := append(daily(12, 9, "DE"), login("2026-01-05 10:00", "KR"), login("2026-01-05 11:00", "SG"))
		codes := 0
		for _, s := range Compute(account(model.FieldCountry, "US"), events, &env) {
			switch s.Code {
			case "GEO-DEV":
				codes++
				if said := strings.Contains(string(s.Counter), "No lists of VPN networks"); s.Severity != c.severity || said == c.exits {
					t.Errorf("exits %v: %+v", c.exits, s)
				}
			case "NET-TRAVEL", "NET-MULTI":
				codes++
				if !strings.Contains(string(s.Counter), missing) || (missing == "") == strings.Contains(string(s.Counter), "No lists") {
					t.Errorf("exits %v, carriers %v: %+v", c.exits, c.carriers, s)
				}
			}
		}
		if codes != 3 {
			t.Errorf("%d of the three signals", codes)
		}
	}
}

// The order of events is nothing, and neither is what a call left behind.
func TestOrderOfEvents(t *testing.T) {
	w := newWorld(t, 300, 3, 40)
	w.env.Network, w.env.Exits, w.env.Carriers = nil, false, false
	r := rand.New(rand.NewPCG(1, 2))
	fired := 0
	for i := range w.members {
		m := &w.members[i]
		want := Compute(&m.account, m.events, &w.env)
		fit := FitHours(m.events)
		es := slices.Clone(m.events)
		r.Shuffle(len(es), func(i, j int) { es[i], es[j] = es[j], es[i] })
		if got := Compute(&m.account, es, &w.env); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v\nin another order\n%+v", want, got)
		}
		if got := FitHours(es); got != fit {
			t.Fatalf("%+v in another order %+v", fit, got)
		}
		fired += len(want)
	}
	if fired < 100 {
		t.Errorf("only %d signals", fired)
	}
}

func TestComputeWithoutSignalsAllocatesNothing(t *testing.T) {
	a := account(model.FieldCountry, "DE", model.FieldTimezone, "Europe/Berlin", model.FieldCity, "Leipzig",
		model.KindPhone, "+491632555012", model.KindIBAN, "DE89370400440532013000", model.KindAddress, "1 sample st leipzig germany",
		model.KindEmail, "x@example.com", model.KindMFADevice, "mfa-1")
	es := daily(300, 11, "DE", from("203.0.113.9"), device("d"), agent("Mozilla/5.0"))
	env := testEnv
	env.Holders = func(model.Kind, model.Untrusted) int { return 1 }
	env.Network = func(netip.Addr) (string, string, bool) { return "", "", false }
	if got := Compute(a, es, &env); got != nil {
		t.Fatalf("%+v", got)
	}
	// The least of some runs: a garbage collection empties the pool, and the race
	// detector does so at random.
	least := 1e9
	for range 50 {
		least = min(least, testing.AllocsPerRun(1, func() { Compute(a, es, &env) }))
	}
	if least > 0 {
		t.Errorf("%.0f allocations", least)
	}
}

func TestComputeFromSeveralGoroutines(t *testing.T) {
	w := newWorld(t, 200, 4, 20)
	want := make([][]model.Signal, len(w.members))
	for i := range w.members {
		want[i] = Compute(&w.members[i].account, w.members[i].events, &w.env)
	}
	var wait sync.WaitGroup
	for g := range 4 {
		wait.Go(func() {
			for k := range w.members {
				i := (k + g*50) % len(w.members)
				if got := Compute(&w.members[i].account, w.members[i].events, &w.env); !reflect.DeepEqual(got, want[i]) {
					t.Errorf("%+v beside others, %+v alone", got, want[i])
				}
			}
		})
	}
	wait.Wait()
}

func TestComputeOrder(t *testing.T) {
	a := account(model.FieldCountry, "US", model.FieldTimezone, "Asia/Tokyo", model.KindEmail, "x@trash.example",
		model.KindMFADevice, "mfa-4", model.KindPayment, "p-1", model.KindPayment, "p-2", model.KindPayment, "p-3", model.KindPayment, "p-4")
	es := append(daily(12, 15, "DE"), login("2026-01-20 09:00", "SG", from("192.0.2.1")), login("2026-01-21 09:00", "DE"), login("2026-01-21 10:00", "SG"))
	got := codesOf(Compute(a, es, &testEnv))
	if !slices.IsSorted(got) || len(got) < 6 || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("%v", got)
	}
	if Compute(a, es, nil) == nil {
		t.Error("nothing without an environment")
	}
}
