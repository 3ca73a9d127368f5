package ingest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// TestRealExports reads files that nobody here wrote. All figures are what
//
//	python3 testdata/figures.py DATA
//
// prints for them, which works them out from the files by itself.
func TestRealExports(t *testing.T) {
	for _, c := range []struct {
		file, profile, mapping               string
		read, accepted, rejected, duplicates uint64
		accounts, events                     int
		check                                func(*testing.T, reading)
	}{
		{file: "panther-events/okta-system-log.jsonl", profile: "okta", read: 88, accepted: 73, rejected: 15, accounts: 17, events: 73},
		{file: "panther-events/azure-audit-signin.jsonl", profile: "entra", read: 57, accepted: 39, rejected: 18, accounts: 29, events: 39},
		{file: "panther-events/github-audit.jsonl", profile: "github", read: 111, accepted: 101, rejected: 10, accounts: 31, events: 101},
		{file: "panther-events/gsuite-activity.jsonl", profile: "google", read: 179, accepted: 158, rejected: 21, accounts: 35, events: 158},
		{file: "panther-events/auth0.jsonl", profile: "auth0", read: 57, accepted: 56, rejected: 1, accounts: 7, events: 56},
		{file: "panther-events/m365-audit.jsonl", profile: "m365", read: 4, accepted: 2, duplicates: 2, accounts: 1, events: 2},
		{file: "sekoia-fixtures/entra-eventhub/raw.jsonl", profile: "entra", read: 25, accepted: 21, rejected: 4, accounts: 3, events: 21},
		{file: "sekoia-fixtures/okta-system-log/raw.jsonl", profile: "okta", read: 10, accepted: 10, accounts: 1, events: 10},
		{file: "sekoia-fixtures/github-audit/raw.jsonl", profile: "github", read: 4, accepted: 4, accounts: 2, events: 4},
		{file: "sekoia-fixtures/google-workspace-report/raw.jsonl", profile: "google", read: 48, accepted: 44, rejected: 4, accounts: 7, events: 57},
		{file: "invictus-o365-ual/ual-logins-native13.csv", profile: "m365", read: 951, accepted: 569, duplicates: 382, accounts: 12, events: 569,
			check: func(t *testing.T, r reading) {
				in := 0
				for i := range r.rows {
					if ev := r.rows[i].Events[0]; ev.Result == model.ResultSuccess {
						in++
					} else if ev.Result != model.ResultFailure {
						t.Errorf("line %d: a sign-in has the result %q", r.rows[i].Line, ev.Result)
					}
				}
				if in != 353 {
					t.Errorf("%d successful sign-ins, want 353", in)
				}
			}},
		{file: "senzing-truthset/customers.csv", mapping: "senzing", read: 120, accepted: 120, accounts: 120, check: carries(45, 21, 38)},
		{file: "senzing-truthset/watchlist.csv", mapping: "senzing", read: 17, accepted: 17, accounts: 17, check: carries(5, 2, 3)},
		{file: "senzing-truthset/reference.csv", mapping: "senzing", read: 22, accepted: 22, accounts: 22, check: carries(4, 8, 2)},
		{file: "starscout/fake_stars_obvious_users.csv", mapping: "starscout-stars", read: 34284, accepted: 34284, accounts: 24080, events: 34284},
		{file: "starscout/dev_accounts.redacted.csv", mapping: "starscout-accounts", read: 10087, accepted: 10087, accounts: 10087},
		{file: "starscout/fake_actor_events_241001.csv", mapping: "starscout-actors", read: 10087, accepted: 10087, accounts: 10087},
		{file: "starscout/fake_stars_clustered_repos_250101.csv", mapping: "starscout-repos", read: 8894, accepted: 8894, accounts: 8894},
		{file: "twitter-unsuspensions/timestamps.csv", mapping: "unsuspensions", read: 89539, accepted: 89539, accounts: 89539,
			check: func(t *testing.T, r reading) {
				flagged := 0
				for i := range r.rows {
					if r.rows[i].Account.FlaggedAt().Known() {
						flagged++
					}
				}
				if flagged != 65797 {
					t.Errorf("%d accounts with the time of their suspension, want 65797", flagged)
				}
			}},
	} {
		t.Run(c.file, func(t *testing.T) {
			path := dataDir(t, filepath.FromSlash(c.file))
			o := Options{Region: "US"}
			if c.mapping != "" {
				o.Mapping = readMapping(t, c.mapping)
				c.profile = "map"
			}
			r := read(t, path, o)
			if r.err != nil {
				t.Fatal(r.err)
			}
			if r.Profile != c.profile || r.Read != c.read || r.Accepted != c.accepted || r.Rejected != c.rejected || r.Duplicates != c.duplicates {
				t.Errorf("%s: read %d, accepted %d, rejected %d, duplicates %d; want %s: %d, %d, %d, %d", r.Profile, r.Read, r.Accepted,
					r.Rejected, r.Duplicates, c.profile, c.read, c.accepted, c.rejected, c.duplicates)
				for _, x := range r.rejects[:min(5, len(r.rejects))] {
					t.Logf("line %d: %s: %s", x.Line, x.Field, x.Reason)
				}
			}
			if a, e := accounts(r.rows), events(r.rows); a != c.accounts || e != c.events {
				t.Errorf("%d accounts and %d events, want %d and %d", a, e, c.accounts, c.events)
			}
			if c.check != nil {
				c.check(t, r)
			}
		})
	}
}

// carries checks how many e-mail addresses, telephone numbers and documents
// there are.
func carries(email, phone, document int) func(*testing.T, reading) {
	return func(t *testing.T, r reading) {
		n := map[model.Kind]int{}
		for i := range r.rows {
			for _, id := range r.rows[i].Account.Identifiers {
				n[id.Kind]++
			}
		}
		if n[model.KindEmail] != email || n[model.KindPhone] != phone || n[model.KindDocument] != document {
			t.Errorf("%d addresses, %d numbers, %d documents; want %d, %d, %d",
				n[model.KindEmail], n[model.KindPhone], n[model.KindDocument], email, phone, document)
		}
	}
}

func readMapping(t *testing.T, name string) *Mapping {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "maps", name+".toml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := ParseMapping(f, name+".toml")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestRealLists reads lists of wallets, one kind of currency a file. The counts
// are wc -l and sort -u | wc -l of each.
func TestRealLists(t *testing.T) {
	dir := dataDir(t, "ofac-digital-currency")
	want := map[string]int{"ARB": 1, "BCH": 7, "BSC": 1, "BSV": 1, "BTG": 1, "DASH": 3, "ETC": 1, "ETH": 152, "LTC": 10,
		"TRX": 6, "USDC": 2, "USDT": 26, "XBT": 435, "XMR": 3, "XRP": 1, "XVG": 1, "ZEC": 3}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) != len(want) {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		coin := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "sanctioned_addresses_"), ".txt")
		r := read(t, file, Options{})
		if r.err != nil {
			t.Errorf("%s: %v", coin, r.err)
			continue
		}
		if n := want[coin]; r.Profile != "list" || int(r.Accepted) != n || r.Rejected != 0 || accounts(r.rows) != n {
			t.Errorf("%s: %+v, %d accounts, want %d", coin, r.Result, accounts(r.rows), n)
		}
		a := &r.rows[0].Account
		if a.ID.Platform != "wallet" || len(a.Flags) != 1 || string(a.Flags[0].Source) != filepath.Base(file) ||
			!has(a, model.KindWallet, string(a.ID.Native)) {
			t.Errorf("%s: %+v", coin, a)
		}
	}
}

// TestRealHeaders recognises the headers of the portal's downloads. Rows of the
// tests are made up, and have one value in each column.
func TestRealHeaders(t *testing.T) {
	dir := dataDir(t, "entra-csv-headers")
	for file, rejected := range map[string]bool{
		"InteractiveSignIns.header.csv": false,
		"legacy-portal.header.csv":      false,
		"ApplicationSignIns.header.csv": true, // of service principals
	} {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		header := strings.TrimSpace(string(text))
		values := map[string]string{"date (utc)": "2026-01-10T08:00:00Z", "createddatetime": "1/10/2026 8:00:00 AM",
			"user id": "8a4d4c1e-0f6e-4d0a-9a53-2f9c4a4d2b11", "username": "Kim@Example.org", "userprincipalname": "Kim@Example.org",
			"ip address": "192.0.2.7", "ipaddress": "192.0.2.7", "location": "\"Austin, Texas, US\"", "country": "US", "city": "Austin",
			"autonomous system number": "64500", "status": "Success"}
		var row []string
		for _, h := range strings.Split(header, ",") {
			row = append(row, values[headerName(h)])
		}
		r := readText(t, file, header+"\n"+strings.Join(row, ",")+"\n", Options{})
		if r.err != nil || r.Profile != "entra" || len(r.rejects) == 1 != rejected {
			t.Errorf("%s: %v, %+v, %v", file, r.err, r.Result, r.rejects)
			continue
		}
		if rejected {
			continue
		}
		a, ev := &r.rows[0].Account, &r.rows[0].Events[0]
		if ev.Time.String() != "2026-01-10T08:00:00Z" || ev.IP != "192.0.2.7" || ev.Country != "US" || ev.City != "Austin" ||
			ev.Result != model.ResultSuccess || !has(a, model.KindEmail, "kim@example.org") {
			t.Errorf("%s: %+v %+v", file, a, ev)
		}
		if strings.Contains(header, "Autonomous") && (ev.ASN != 64500 || ev.Region != "Texas" || a.ID.Native != "8a4d4c1e-0f6e-4d0a-9a53-2f9c4a4d2b11") {
			t.Errorf("%s: %+v %+v", file, a.ID, ev)
		}
	}
}
