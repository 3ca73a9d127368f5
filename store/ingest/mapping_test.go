package ingest

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func parseMapping(t *testing.T, text string) *Mapping {
	t.Helper()
	m, err := ParseMapping(strings.NewReader(text), "m.toml")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMappingCSV(t *testing.T) {
	m := parseMapping(t, `
platform = "crm"
separator = "/"
time_format = "%d.%m.%Y %H:%M"

[fields]
account_id = "Customer No"
display_name = ["FULL", "FIRST + LAST"]
phone = ["MOBILE", "LANDLINE"]
email = "MAIL"
created_at = "SINCE"
flag_source = "=import of May"
signin_time = "LAST LOGIN"
signin_ip = "LAST IP"
`)
	r := readText(t, "x.csv", "Customers\n\nCUSTOMER   NO,Full,First,Last,Mobile,Landline,Mail,Since,Last login,Last IP\n"+
		"7,,Kim,Example,+15125550147,+493090182,a@example.org / b@example.org,31.12.2023 23:05,01.01.2024 10:00,203.0.113.9\n"+
		"8,Lee Example,x,y,,,,,,\n"+
		"9,,,,,,,,sometime,\n", Options{Mapping: m})
	if r.err != nil || r.Accepted != 2 || r.Rejected != 2 || r.Profile != "map" {
		t.Fatal(r.err, r.Result, r.rejects)
	}
	a := &r.rows[0].Account
	if a.ID != (model.AccountID{Platform: "crm", Native: "7"}) || a.Fact(model.FieldDisplayName) != "Kim Example" ||
		a.CreatedAt.String() != "2023-12-31T23:05:00Z" || a.Flags[0].Source != "import of May" {
		t.Errorf("%+v", a)
	}
	for k, v := range map[string]model.Kind{"+15125550147": model.KindPhone, "+493090182": model.KindPhone, "b@example.org": model.KindEmail, "203.0.113.9": model.KindIP} {
		if !has(a, v, k) {
			t.Errorf("no %s in %+v", k, a.Identifiers)
		}
	}
	if ev := r.rows[0].Events; len(ev) != 1 || ev[0].Time.String() != "2024-01-01T10:00:00Z" {
		t.Errorf("%+v", ev)
	}
	if r.rows[1].Account.Fact(model.FieldDisplayName) != "Lee Example" || len(r.rows[1].Events) != 0 {
		t.Errorf("%+v", r.rows[1])
	}
	if x := r.rejects[1]; x.Field != "signin_time" || x.Line != 6 {
		t.Errorf("%+v", x)
	}
}

func TestMappingJSON(t *testing.T) {
	m := parseMapping(t, `
envelope = "payload.item"
time_unit = "ms"
[fields]
platform = "=shop"
account_id = "user.id"
display_name = "user.first + user.last"
username = "user.login"
ip = "net.addresses"
device = "dotted.key"
created_at = "user.since"
`)
	r := readText(t, "x.jsonl", `{"payload":{"item":{"user":{"id":12345678901234567890,"first":"Kim","last":"Example","login":"kim","since":86400000},"net":{"addresses":["203.0.113.9",{"value":"203.0.113.10"}]},"dotted.key":"d-1"}}}`+"\n"+
		`{"user":{"id":"2"}}`, Options{Mapping: m})
	if r.err != nil || r.Accepted != 2 {
		t.Fatal(r.err, r.Result, r.rejects)
	}
	a := &r.rows[0].Account
	if a.ID != (model.AccountID{Platform: "shop", Native: "12345678901234567890"}) || a.Fact(model.FieldDisplayName) != "Kim Example" ||
		!has(a, model.KindIP, "203.0.113.10") || !has(a, model.KindDevice, "d-1") || a.CreatedAt.String() != "1970-01-02T00:00:00Z" {
		t.Errorf("%+v", a)
	}
}

func TestMappingErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "m.toml: the table [fields] is missing or empty",
		"[fields]\nemployer = \"x\"\n": "no field names the account",
		"platfrom = \"x\"\n":           "m.toml:1: a mapping has no key \"platfrom\"",
		"\n[fields]\naccount_id = \"x\"\nshoe_size = \"y\"": "m.toml:4: an account has no field \"shoe_size\"",
		"[fields]\naccount_id = 3":                          "m.toml:2: account_id is neither a string nor a list of strings",
		"[fields]\naccount_id = [\"a\", 1]":                 "m.toml:2: account_id has an element that is not a string",
		"[fields]\naccount_id = \"a + \"":                   "m.toml:2: a column without a name",
		"[fields]\naccount_id = \"a +  + b\"":               "m.toml:2: a column without a name",
		"[tables]\nx = 1":                                   "m.toml:1: there is no table \"tables\"",
		"[[fields]]\nx = 1":                                 "m.toml:1: not a table or a key that a mapping has",
		"header = 0\n":                                      "m.toml:1: header is neither true nor false",
		"time_unit = \"h\"":                                 "m.toml:1: not a unit of time",
		"platform = \"A B\"":                                "m.toml:1: not a platform's name",
		"delimiter = \"::\"":                                "m.toml:1: the delimiter is not one byte",
		"x = \"unclosed":                                    "m.toml:1: not TOML",
		"[fields]\naccount_id=\"a\"\naccount_id=\"b\"":      "not TOML",
		"header = false\n[fields]\naccount_id = \"a\"":      "header = false without columns",
		"columns = [\"a\"]\n[fields]\naccount_id = \"a\"":   "columns without header = false",
		strings.Repeat("#", 70_000):                         "larger than 65536 bytes",
	} {
		_, err := ParseMapping(strings.NewReader(text), "m.toml")
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || model.KindOf(err) != model.ErrUsage) {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
	}
	m := parseMapping(t, "[fields]\naccount_id = \"id\"\nphone = \"tel\"")
	if r := readText(t, "x.csv", "a,b\n1,2\n", Options{Mapping: m}); !strings.Contains(r.err.Error(), "no line at the beginning of the file has a column") {
		t.Error(r.err)
	}
	if r := readText(t, "x.csv", "tel,b\n1,2\n", Options{Mapping: m}); !strings.Contains(r.err.Error(), "no column that the mapping takes for the account") {
		t.Error(r.err)
	}
	if r := readText(t, "x.csv", "id,b\n1,2\n", Options{Mapping: m}); r.err != nil || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "no column tel") {
		t.Error(r.err, r.Notes)
	}
}

// TestSuggest: what is suggested for a header can be read as a mapping, once the
// account is filled in.
func TestSuggest(t *testing.T) {
	header := []string{"RECORD_ID", "Phone Number", "E-mail \"work\"", "Display Name", "Email", "x\x1b[31m", "\U0001F600\u202e", "Email"}
	text := Suggest(header)
	if strings.ContainsAny(text, "\x1b\u202e") {
		t.Errorf("control characters in %q", text)
	}
	m := parseMapping(t, text)
	if len(m.fields) != 3 {
		t.Errorf("%s", text)
	}
	text = strings.Replace(Suggest([]string{"KUNDE", "Phone"}), "?", "KUNDE", 1)
	r := readText(t, "x.csv", "KUNDE,Phone\n1,+493090182\n", Options{Mapping: parseMapping(t, text)})
	if r.err != nil || r.Accepted != 1 || !has(&r.rows[0].Account, model.KindPhone, "+493090182") {
		t.Errorf("%s: %v %+v", text, r.err, r.Result)
	}
}

// A file without a header is told from one with it, and the suggestion reads it.
func TestSuggestHeadless(t *testing.T) {
	const text = "ann@example.com;198.51.100.7;x\nbob@example.com;198.51.100.8;\"\x1b[31m\"\n"
	r := readText(t, "x.csv", text, Options{})
	var e *model.Error
	if !errors.As(r.err, &e) || strings.Contains(e.Hint, "\x1b") {
		t.Fatalf("%v, %+v", r.err, r.Result)
	}
	_, toml, _ := strings.Cut(e.Hint, "for example:\n")
	toml = strings.NewReplacer(`"?"`, `"c1"`, `# ? = "c2"`, `ip = "c2"`).Replace(toml)
	r = readText(t, "x.csv", text, Options{Mapping: parseMapping(t, toml)})
	if r.err != nil || r.Accepted != 2 || r.rows[0].Account.ID.Native != "ann@example.com" || !has(&r.rows[0].Account, model.KindIP, "198.51.100.7") {
		t.Errorf("%s: %v %+v", toml, r.err, r.Result)
	}
	for _, header := range [][]string{{"id", "2fa"}, {"2024 total"}, {"2024Q1"}, {"UTC"}, {""}, {"365_user"}} {
		if isData(header) {
			t.Errorf("%q is no header", header)
		}
	}
}

// TestProfiles: the list is whole, and every profile can be asked for by name.
func TestProfiles(t *testing.T) {
	for _, p := range Profiles() {
		if p.Name == "" || p.Title == "" || p.Formats == "" || p.Reads == "" || profileByName(p.Name) == nil {
			t.Errorf("%+v", p)
		}
	}
	r := readText(t, "x.jsonl", `{"account_id":"1"}`, Options{Profile: "okta"})
	if r.err != nil || r.Rejected != 1 || r.rejects[0].Reason != "not a row of the profile okta" {
		t.Error(r.err, r.Result, r.rejects)
	}
	r = readText(t, "x.jsonl", `{"uuid":"1","eventType":"x","published":"2026-01-01T00:00:00Z","actor":{"id":"00u1","type":"User"}}`, Options{Platform: "okta-eu"})
	if r.err != nil || r.Accepted != 1 || r.rows[0].Account.ID.Platform != "okta-eu" {
		t.Error(r.err, r.Result)
	}
	r = readText(t, "x.txt", "kim@example.org\nnot one\n# no\nlee@example.org\nada@example.org\n", Options{Profile: "list"})
	if r.err != nil || r.Accepted != 3 || r.Rejected != 1 || r.rows[0].Account.ID.Platform != "email" {
		t.Error(r.err, r.Result, r.rejects)
	}
}
