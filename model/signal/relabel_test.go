package signal

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// origin is where a generated account or sign-in says it is.
type origin struct{ country, zone, city string }

// swaps maps the generator's countries one to one onto others, with zones whose
// clocks do not change during the sign-ins. The United States and Canada share a
// calling code and change places with the two that share another one.
var swaps = map[string]origin{
	"GB": {"JP", "Asia/Tokyo", "Sendai"}, "JP": {"BR", "America/Recife", "Recife"},
	"BR": {"IN", "Asia/Kolkata", "Pune"}, "IN": {"DE", "Europe/Berlin", "Leipzig"},
	"DE": {"NG", "Africa/Lagos", "Lagos"}, "NG": {"KR", "Asia/Seoul", "Busan"},
	"KR": {"FR", "Europe/Paris", "Lyon"}, "FR": {"CN", "Asia/Shanghai", "Chengdu"},
	"CN": {"PL", "Europe/Warsaw", "Gdansk"}, "PL": {"PH", "Asia/Manila", "Cebu"},
	"PH": {"ES", "Europe/Madrid", "Valencia"}, "ES": {"TR", "Europe/Istanbul", "Izmir"},
	"TR": {"GR", "Europe/Athens", "Patras"}, "GR": {"SG", "Asia/Singapore", "Singapore"},
	"SG": {"UA", "Europe/Kyiv", "Lviv"}, "UA": {"TW", "Asia/Taipei", "Taipei"},
	"TW": {"EG", "Africa/Cairo", "Alexandria"}, "EG": {"AU", "Australia/Sydney", "Sydney"},
	"AU": {"AE", "Asia/Dubai", "Dubai"}, "AE": {"MX", "America/Mexico_City", "Puebla"},
	"MX": {"IE", "Europe/Dublin", "Cork"}, "IE": {"GB", "Europe/London", "Leeds"},
	"CA": {"KZ", "Asia/Almaty", "Almaty"}, "KZ": {"CA", "America/Toronto", "Toronto"},
	"US": {"RU", "", "Perm"}, "RU": {"US", "America/New_York", "New York"},
}

// usZones are the zones that go with a claim of the United States.
var usZones = map[model.Untrusted]string{
	"America/New_York": "Europe/Moscow", "America/Chicago": "Asia/Yekaterinburg",
	"America/Denver": "Asia/Novosibirsk", "America/Los_Angeles": "Asia/Vladivostok",
}

// positions put each of the generator's cities on the map. They stay where they
// are when the countries change names, so that distances do.
var positions = map[model.Untrusted][2]float32{
	"New York": {40.7, -74}, "Austin": {30.3, -97.7}, "Denver": {39.7, -105}, "Portland": {45.5, -122.7},
	"Toronto": {43.7, -79.4}, "Leeds": {53.8, -1.5}, "Leipzig": {51.3, 12.4}, "Lyon": {45.8, 4.8},
	"Valencia": {39.5, -.4}, "Gdansk": {54.4, 18.6}, "Patras": {38.2, 21.7}, "Lviv": {49.8, 24},
	"Izmir": {38.4, 27.1}, "Alexandria": {31.2, 29.9}, "Dubai": {25.2, 55.3}, "Lagos": {6.5, 3.4},
	"Almaty": {43.2, 76.9}, "Pune": {18.5, 73.9}, "Chengdu": {30.6, 104.1}, "Taipei": {25, 121.5},
	"Singapore": {1.4, 103.8}, "Cebu": {10.3, 123.9}, "Busan": {35.2, 129.1}, "Sendai": {38.3, 140.9},
	"Sydney": {-33.9, 151.2}, "Recife": {-8.1, -34.9}, "Puebla": {19, -98.2},
}

// The words of other scripts and languages that take the place of names.
var strangers = [...]model.Untrusted{
	"Ngozi Okafor", "박서연", "Дмитро Шевченко", "山田花子", "محمد علي", "Αλέξανδρος", "राजेश", "O'Brien-Smith", "\x1b[31m", "",
}

// rename changes all that a person is called and says of themselves.
func rename(m *member, i int) {
	for k := range m.account.Facts {
		switch f := &m.account.Facts[k]; f.Field {
		case model.FieldUsername, model.FieldDisplayName, model.FieldEmail, model.FieldEmployer,
			model.FieldTitle, model.FieldBio, model.FieldCountryRaw:
			f.Value = strangers[(i+k)%len(strangers)]
		}
	}
	for k := range m.account.Identifiers {
		switch id := &m.account.Identifiers[k]; id.Kind {
		case model.KindName, model.KindUsername:
			id.Value = strangers[(i+k)%len(strangers)] + model.Untrusted(fmt.Sprint(i))
		}
	}
	sortIdentifiers(&m.account)
}

// relabel moves an account to another country with everything that belongs to
// it: zone and hours, telephone number, bank, and where it signs in from.
func relabel(t *testing.T, m *member) {
	t.Helper()
	var before, after zone
	var to origin
	a := &m.account
	for k := range a.Facts {
		if f := &a.Facts[k]; f.Field == model.FieldCountry {
			to = swaps[string(f.Value)]
			f.Value = model.Untrusted(to.country)
		}
	}
	for k := range a.Facts {
		switch f := &a.Facts[k]; f.Field {
		case model.FieldTimezone:
			before, _ = parseZone(string(f.Value))
			if to.zone == "" {
				to.zone = usZones[f.Value]
			}
			f.Value = model.Untrusted(to.zone)
			after, _ = parseZone(to.zone)
		case model.FieldCity:
			f.Value = model.Untrusted(to.city)
		}
	}
	if to.country == "" || to.zone == "" {
		t.Fatalf("%s has no place to go", a.ID)
	}
	later := func(at *model.Time) {
		if at.Known() {
			shift := int64(after.at(fallbackReference) - before.at(fallbackReference))
			at.Milli -= shift * 60_000
		}
	}
	for _, at := range []*model.Time{&a.CreatedAt, &a.FirstSeen, &a.LastSeen} {
		later(at)
	}
	for k := range a.Identifiers {
		id := &a.Identifiers[k]
		later(&id.FirstSeen)
		later(&id.LastSeen)
		switch {
		case id.Status != model.StatusOK:
		case id.Kind == model.KindPhone || id.Kind == model.KindRecoveryPhone:
			id.Value = "+7" + id.Value[2:]
		case id.Kind == model.KindIBAN:
			id.Value = model.Untrusted(swaps[string(id.Value[:2])].country) + id.Value[2:]
		}
	}
	sortIdentifiers(a)
	for k := range m.events {
		e := &m.events[k]
		later(&e.Time)
		if e.Country != "" {
			e.Country = swaps[e.Country].country
		}
	}
}

func copyMember(m *member) member {
	c := *m
	c.account.Facts = append([]model.Fact(nil), m.account.Facts...)
	c.account.Identifiers = append([]model.Identifier(nil), m.account.Identifiers...)
	c.events = append([]model.Event(nil), m.events...)
	return c
}

// TestOriginChangesNothing holds that nobody's name, biography, language, script
// or country is evidence: with other ones, every account has the same signals,
// score and rows.
func TestOriginChangesNothing(t *testing.T) {
	w := newWorld(t, 2000, 23, 30)
	changed := make([]member, len(w.members))
	for i := range w.members {
		m := &w.members[i]
		for k := range m.events {
			e := &m.events[k]
			if p, ok := positions[e.City]; ok {
				e.Latitude, e.Longitude = p[0], p[1]
			} else if e.City != "" {
				t.Fatalf("where is %s?", e.City)
			}
		}
	}
	for name, env := range map[string]func(*Env){
		"with lists":    func(*Env) {},
		"without lists": func(e *Env) { e.Network, e.Exits, e.Carriers = nil, false, false },
	} {
		t.Run(name, func(t *testing.T) {
			was := w.env
			env(&was)

			// Other names alone: not a byte of any signal differs.
			for i := range w.members {
				changed[i] = copyMember(&w.members[i])
				rename(&changed[i], i)
			}
			is := newEnv(changed)
			env(&is)
			seen := map[string]int{}
			for i := range w.members {
				a, b := &w.members[i], &changed[i]
				before, after := Compute(&a.account, a.events, &was), Compute(&b.account, b.events, &is)
				if !reflect.DeepEqual(before, after) {
					t.Fatalf("%s: other names change\n%+v\ninto\n%+v", a.account.ID, before, after)
				}
				for _, s := range before {
					seen[s.Code]++
				}
				sameScore(t, a, b, before, after)
			}
			t.Logf("signals compared: %v", seen)
			if seen["TZ-HOURS"] < 50 || seen["ID-MISMATCH"] < 100 || name == "without lists" && seen["NET-TRAVEL"] < 10 {
				t.Errorf("too few signals to compare: %v", seen)
			}

			// Another country as well: the texts name it, nothing else differs.
			for i := range changed {
				relabel(t, &changed[i])
			}
			is = newEnv(changed)
			env(&is)
			for i := range w.members {
				a, b := &w.members[i], &changed[i]
				before, after := Compute(&a.account, a.events, &was), Compute(&b.account, b.events, &is)
				if !reflect.DeepEqual(codesOf(before), codesOf(after)) {
					t.Fatalf("%s: another country changes\n%+v\ninto\n%+v", a.account.ID, before, after)
				}
				for k := range before {
					if before[k].Severity != after[k].Severity {
						t.Fatalf("%s: another country changes\n%+v\ninto\n%+v", a.account.ID, before[k], after[k])
					}
				}
				sameScore(t, a, b, before, after)
			}
		})
	}
}

func sameScore(t *testing.T, a, b *member, before, after []model.Signal) {
	t.Helper()
	s1, rows1 := Score(&a.account, before)
	s2, rows2 := Score(&b.account, after)
	same := s1 == s2 && len(rows1) == len(rows2)
	for i := 0; same && i < len(rows1); i++ {
		same = rows1[i].Label == rows2[i].Label && rows1[i].Bits == rows2[i].Bits
	}
	if !same {
		t.Fatalf("%s: %d with %+v became %d with %+v", a.account.ID, s1, rows1, s2, rows2)
	}
}
