package synth

import (
	"bytes"
	"context"
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// What a reader makes of the output; on purpose it shares no code with the writer.

type value struct {
	kind  model.Kind
	value string // canonical, by the simplest rules that will do
	raw   string
	links bool // neither placeholder, nor typing error, nor private address
}

type event struct {
	ID, Time, IP, Country, City, Device, Session, App, Result string
	UserAgent                                                 string `json:"user_agent"`
}

type record struct {
	id       string
	text     map[string]string
	score    int // -1 for none
	signals  []string
	values   []value // without duplicates
	signins  []event
	document map[string]json.RawMessage
}

type answerKey struct {
	Seed     uint64
	Accounts int
	Rings    []struct {
		ID, Kind string
		Guilty   bool
		Members  []string
	}
	Hubs []struct {
		Kind, Value string
		Holders     int
	}
	Victims []struct{ Account, Persona, Ring string }
}

// aliases are the member names that are not names of kinds.
var aliases = map[string]model.Kind{
	"photo_sha256": model.KindPhoto, "shipping_address": model.KindAddress,
	"username": model.KindUsername, "display_name": model.KindName,
}

func kindOf(key string) model.Kind {
	if k, ok := aliases[key]; ok {
		return k
	}
	if k, ok := model.KindByName(key); ok {
		return k
	}
	k, _ := model.KindByName(strings.TrimSuffix(key, "s"))
	return k
}

var timeKeys = []string{"created_at", "first_seen", "last_seen", "flagged_at"}

func parseRecord(t testing.TB, line []byte) record {
	t.Helper()
	r := record{score: -1, text: map[string]string{}}
	if err := json.Unmarshal(line, &r.document); err != nil {
		t.Fatalf("%v in %.300q", err, line)
	}
	decode := func(raw json.RawMessage, into any) {
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatalf("%v in %.300q", err, raw)
		}
	}
	for key, raw := range r.document {
		switch key {
		case "risk_score":
			decode(raw, &r.score)
			continue
		case "signals":
			decode(raw, &r.signals)
			continue
		case "signins":
			decode(raw, &r.signins)
			continue
		case "tags":
			continue
		}
		kind := kindOf(key)
		if raw[0] == '"' {
			var s string
			decode(raw, &s)
			r.text[key] = s
			if kind != model.KindNone {
				r.add(kind, s)
			}
			continue
		}
		if kind == model.KindNone {
			t.Fatalf("member %q is neither a field nor a kind", key)
		}
		var list []json.RawMessage
		decode(raw, &list)
		for _, item := range list {
			var timed struct{ Value string }
			if item[0] == '"' {
				decode(item, &timed.Value)
			} else {
				decode(item, &timed)
			}
			r.add(kind, timed.Value)
		}
	}
	r.id = r.text["platform"] + ":" + r.text["account_id"]
	return r
}

func (r *record) add(kind model.Kind, raw string) {
	v := value{kind: kind, raw: raw}
	v.value, v.links = simplify(kind, raw)
	if !slices.ContainsFunc(r.values, func(w value) bool { return w.kind == kind && w.value == v.value }) {
		r.values = append(r.values, v)
	}
}

var carrierRange = netip.MustParsePrefix("100.64.0.0/10")

func simplify(kind model.Kind, raw string) (s string, links bool) {
	if kind != model.KindName && slices.Contains(placeholders[:], raw) {
		return raw, false
	}
	switch kind {
	case model.KindIP:
		a, err := netip.ParseAddr(raw)
		if err != nil {
			return raw, false
		}
		a = a.Unmap()
		return a.String(), !a.IsPrivate() && !carrierRange.Contains(a) && !a.IsUnspecified()
	case model.KindEmail, model.KindRecoveryEmail, model.KindCommitEmail, model.KindPayPal:
		local, domain, _ := strings.Cut(strings.ToLower(raw), "@")
		switch domain {
		case "gmail.com", "googlemail.com":
			domain, local = "gmail.com", strings.ReplaceAll(local, ".", "")
			fallthrough
		case "outlook.com", "hotmail.com":
			local, _, _ = strings.Cut(local, "+")
		}
		return local + "@" + domain, !strings.HasPrefix(local, "noreply") && !strings.HasSuffix(domain, ".con")
	case model.KindPhone, model.KindRecoveryPhone:
		digits := strings.Map(func(r rune) rune {
			if '0' <= r && r <= '9' {
				return r
			}
			return -1
		}, raw)
		if len(digits) == 10 {
			digits = "1" + digits
		}
		return "+" + digits, digits != "10000000000"
	case model.KindIBAN:
		return strings.ReplaceAll(raw, " ", ""), true
	case model.KindDevice, model.KindMFADevice, model.KindAddress:
		s = strings.ToLower(raw)
		return s, strings.Trim(s, "0-") != ""
	case model.KindWallet:
		return raw, len(raw) == 42
	}
	return raw, true
}

func (r *record) linking() (n int) {
	for _, v := range r.values {
		if v.links {
			n++
		}
	}
	return n
}

// generate gives the output for a configuration, read back record by record.
func generate(t testing.TB, cfg Config, each func(r *record)) *answerKey {
	t.Helper()
	return readBack(t, each, func(lines, key *bytes.Buffer) error {
		return Generate(context.Background(), cfg, lines, key)
	})
}

func demo(t testing.TB, each func(r *record)) *answerKey {
	t.Helper()
	return readBack(t, each, func(lines, key *bytes.Buffer) error {
		return Demo(context.Background(), lines, key)
	})
}

func readBack(t testing.TB, each func(r *record), write func(lines, key *bytes.Buffer) error) *answerKey {
	t.Helper()
	var lines, key bytes.Buffer
	if err := write(&lines, &key); err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(lines.Bytes()) {
		r := parseRecord(t, line)
		each(&r)
	}
	var k answerKey
	dec := json.NewDecoder(&key)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&k); err != nil {
		t.Fatal(err)
	}
	return &k
}
