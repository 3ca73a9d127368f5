package signal

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/synth"
)

// member is a generated account with its sign-ins and its place in the answer key.
type member struct {
	account model.Account
	events  []model.Event
	group   string // kind of its group, "" for none
	guilty  bool
}

// world is a generated investigation.
type world struct {
	members []member
	env     Env
}

type listKey struct {
	kind  model.Kind
	value model.Untrusted
}

// newEnv knows the networks of the generator (exits in 192.0.2.0/24, carriers in
// two other documentation ranges) and counts holders; a value is a hub from 20.
func newEnv(members []member) Env {
	holders := map[listKey]int{}
	for i := range members {
		for _, id := range members[i].account.Identifiers {
			holders[listKey{id.Kind, id.Value}]++
		}
	}
	exits := netip.MustParsePrefix("192.0.2.0/24")
	return Env{
		Network: func(ip netip.Addr) (string, string, bool) {
			b := ip.As16()
			switch {
			case exits.Contains(ip):
				return "test VPN list", "vpn", true
			case ip.Is4() && b[12] == 198 && b[13] == 51 && b[15] <= 200, ip.Is4() && b[12] == 203 && b[13] == 0 && b[15] <= 120:
				return "test carrier list", "carrier", true
			}
			return "", "", false
		},
		Exits: true, Carriers: true,
		Disposable: func(domain string) (string, bool) { return "test list", domain == "inbox.example.org" },
		Holders:    func(k model.Kind, v model.Untrusted) int { return holders[listKey{k, v}] },
		Hub:        func(k model.Kind, v model.Untrusted) bool { return holders[listKey{k, v}] >= 20 },
	}
}

func newWorld(t testing.TB, n int, seed uint64, signins float64) *world {
	t.Helper()
	var lines, key bytes.Buffer
	if err := synth.Generate(context.Background(), synth.Config{Accounts: n, Seed: seed, Signins: signins}, &lines, &key); err != nil {
		t.Fatal(err)
	}
	var answers struct {
		Rings []struct {
			Kind    string
			Guilty  bool
			Members []string
		}
	}
	if err := json.Unmarshal(key.Bytes(), &answers); err != nil {
		t.Fatal(err)
	}
	w := &world{}
	canon := identifier.New([]byte("0123456789abcdef0123456789abcdef"), "")
	at := map[string]int{}
	for line := range bytes.Lines(lines.Bytes()) {
		m := readMember(t, canon, line)
		at[string(m.account.ID.String())] = len(w.members)
		w.members = append(w.members, m)
	}
	for _, r := range answers.Rings {
		for _, id := range r.Members {
			m := &w.members[at[id]]
			m.group, m.guilty = r.Kind, r.Guilty
		}
	}
	w.env = newEnv(w.members)
	return w
}

var memberKinds = map[string]model.Kind{
	"photo_sha256": model.KindPhoto, "shipping_address": model.KindAddress, "display_name": model.KindName,
}

var memberFields = map[string]model.Field{
	"username": model.FieldUsername, "display_name": model.FieldDisplayName, "email": model.FieldEmail,
	"claimed_country": model.FieldCountry, "claimed_timezone": model.FieldTimezone, "claimed_city": model.FieldCity,
	"employer": model.FieldEmployer, "title": model.FieldTitle, "bio": model.FieldBio, "phone_type": model.FieldPhoneType,
}

func readMember(t testing.TB, canon *identifier.Canonicaliser, line []byte) (m member) {
	t.Helper()
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(line, &doc); err != nil {
		t.Fatal(err)
	}
	text := func(key string) (s string) {
		if raw, ok := doc[key]; ok {
			if err := json.Unmarshal(raw, &s); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
	a := &m.account
	a.ID = model.AccountID{Platform: text("platform"), Native: model.Untrusted(text("account_id"))}
	a.CreatedAt, a.FirstSeen, a.LastSeen = instantOf(t, text("created_at")), instantOf(t, text("first_seen")), instantOf(t, text("last_seen"))
	region, _ := identifier.Country(model.Untrusted(text("claimed_country")))
	for key, f := range memberFields {
		v := text(key)
		if f == model.FieldCountry {
			v = region
		}
		if v != "" {
			a.Facts = append(a.Facts, model.Fact{Field: f, Value: model.Untrusted(v)})
		}
	}
	slices.SortFunc(a.Facts, func(x, y model.Fact) int { return cmp.Compare(x.Field, y.Field) })
	flag := model.Flag{Source: model.Untrusted(text("flag_source")), Reason: model.Untrusted(text("flag_reason")), Time: instantOf(t, text("flagged_at"))}
	if raw, ok := doc["risk_score"]; ok {
		if err := json.Unmarshal(raw, &flag.Score); err != nil {
			t.Fatal(err)
		}
	}
	a.Flags = []model.Flag{flag}
	for key, raw := range doc {
		kind, ok := memberKinds[key]
		if !ok {
			if kind, ok = model.KindByName(key); !ok {
				kind, _ = model.KindByName(strings.TrimSuffix(key, "s"))
			}
		}
		if kind == model.KindNone {
			continue
		}
		var list []json.RawMessage
		if raw[0] == '"' {
			list = []json.RawMessage{raw}
		} else if err := json.Unmarshal(raw, &list); err != nil {
			t.Fatal(err)
		}
		for _, item := range list {
			var v struct {
				Value     string
				FirstSeen string `json:"first_seen"`
				LastSeen  string `json:"last_seen"`
			}
			var err error
			if item[0] == '"' {
				err = json.Unmarshal(item, &v.Value)
			} else {
				err = json.Unmarshal(item, &v)
			}
			if err != nil {
				t.Fatal(err)
			}
			id := canon.Identify(kind, model.Untrusted(v.Value), region)
			id.FirstSeen, id.LastSeen = instantOf(t, v.FirstSeen), instantOf(t, v.LastSeen)
			a.Identifiers = append(a.Identifiers, id)
		}
	}
	sortIdentifiers(a)
	var signins []struct {
		Time, IP, Country, City, Device, Session, Result string
		UserAgent                                        string `json:"user_agent"`
	}
	if raw, ok := doc["signins"]; ok {
		if err := json.Unmarshal(raw, &signins); err != nil {
			t.Fatal(err)
		}
	}
	results := map[string]model.Result{"success": model.ResultSuccess, "failure": model.ResultFailure, "challenge": model.ResultChallenge}
	for _, e := range signins {
		m.events = append(m.events, model.Event{Time: instantOf(t, e.Time), IP: model.Untrusted(e.IP), Country: e.Country,
			City: model.Untrusted(e.City), DeviceID: model.Untrusted(e.Device), UserAgent: model.Untrusted(e.UserAgent), Result: results[e.Result]})
	}
	return m
}

func sortIdentifiers(a *model.Account) {
	slices.SortFunc(a.Identifiers, func(x, y model.Identifier) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), strings.Compare(string(x.Value), string(y.Value)))
	})
	a.Identifiers = slices.CompactFunc(a.Identifiers, func(x, y model.Identifier) bool { return x.Kind == y.Kind && x.Value == y.Value })
}

func instantOf(t testing.TB, s string) model.Time {
	t.Helper()
	if s == "" {
		return model.Time{}
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return model.TimeOf(at)
}

func codesOf(sigs []model.Signal) (codes []string) {
	for _, s := range sigs {
		codes = append(codes, s.Code)
	}
	return codes
}
