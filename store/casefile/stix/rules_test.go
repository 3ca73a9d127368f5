package stix

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/casefile/schematest"
)

func TestOnlyConfirmedEnforcementDisables(t *testing.T) {
	disabled := 0
	for seed := range uint64(100) {
		r := random(seed, nil)
		states := map[string]string{}
		for _, a := range r.Accounts {
			states[string(a.NativeID)] = a.State
		}
		for _, o := range ofType(objects(t, written(t, r)), "user-account") {
			if o["is_disabled"] == nil {
				continue
			}
			disabled++
			if o["is_disabled"] != true || states[o["user_id"].(string)] != "enforced" {
				t.Errorf("seed %d: %v is disabled, and its state is %q", seed, o["user_id"], states[o["user_id"].(string)])
			}
		}
	}
	if disabled < 10 {
		t.Errorf("only %d accounts are disabled: this shows nothing", disabled)
	}
	r := casefiletest.Random(1, 3, nil)
	for i := range r.Accounts {
		r.Accounts[i].State = "proposed"
	}
	if bytes.Contains(written(t, r), []byte("is_disabled")) {
		t.Error("a proposal disables")
	}
}

// The first is one that another program's tests have; the others were worked out from the
// text of the standard with another library for UUIDs.
func TestObservablesHaveTheIDsOfTheStandard(t *testing.T) {
	for want, o := range map[string]object{
		"mac-addr--757b1725-9903-54f5-a855-1240691d7659":     {Type: "mac-addr", Value: "d2:fb:49:24:37:18"},
		"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4":    {Type: "ipv4-addr", Value: "198.51.100.3"},
		"user-account--f94d689e-707d-58c3-b803-c720bb6ed096": {Type: "user-account", UserID: "1001", AccountLogin: "jdoe", AccountType: "unix", DisplayName: "John Doe"},
	} {
		if observe(&o); o.ID != want {
			t.Errorf("%s, want %s", o.ID, want)
		}
	}
}

func TestIDsAreOfCanonicalJSON(t *testing.T) {
	for in, want := range map[string]string{"a": `"a"`, "\"\\/<>&": `"\"\\/<>&"`, "\b\t\n\f\r\x00\x1f": `"\b\t\n\f\r\u0000\u001f"`, "\u2028é\x7f": "\"\u2028é\x7f\""} {
		if got := string(canonical(nil, in)); got != want {
			t.Errorf("canonical(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestObservablesAreSharedAndFitTheirIDs(t *testing.T) {
	r := casefiletest.Random(2, 6, nil)
	all := objects(t, written(t, r))
	seen := 0
	for _, o := range all {
		typ := o["type"].(string)
		if o["created"] != nil {
			continue
		}
		seen++
		again := object{Type: typ}
		for key, to := range map[string]*string{"value": &again.Value, "user_id": &again.UserID, "account_login": &again.AccountLogin, "account_type": &again.AccountType} {
			*to, _ = o[key].(string)
		}
		if h, ok := o["hashes"].(map[string]any); ok {
			again.Hashes = map[string]string{"SHA-256": h["SHA-256"].(string)}
		}
		if observe(&again); again.ID != o["id"] {
			t.Errorf("%v: %s", o, again.ID)
		}
	}
	if seen < 20 {
		t.Errorf("only %d observables", seen)
	}
	carriers := map[string]int{}
	for _, rel := range ofType(all, "relationship") {
		if target := rel["target_ref"].(string); strings.HasPrefix(target, "email-addr--") {
			carriers[target]++
		}
	}
	shared := false
	for _, n := range carriers {
		shared = shared || n > 4 // of no more than four kinds: by two accounts
	}
	if !shared {
		t.Error("no address is shared")
	}
}

func account(id string, role string, ids ...casefile.Identifier) casefile.Account {
	return casefile.Account{ID: casefile.Text("x:" + id), Platform: "x", NativeID: casefile.Text(id), Role: role, State: "known", Identifiers: ids}
}

func ok(kind string, value casefile.Text) casefile.Identifier {
	return casefile.Identifier{Kind: kind, Value: value, Status: "ok"}
}

func TestPatternsParse(t *testing.T) {
	nasty := []casefile.Text{`github:o'neil`, `github:a\`, `github:\' OR '1'='1`, `github:]`, "github:a\x00b\u202e", "github:[x:y = 'z']"}
	ids := []casefile.Identifier{ok("email", "o'neil@mail.example"), ok("ip", "198.51.100.7"), ok("ip", "2001:db8::1"), ok("url", "https://example.org/a'b"),
		ok("photo", casefile.Text(strings.Repeat("ab", 32))), ok("device", "d2:fb:49:24:37:18")}
	for _, v := range nasty {
		ids = append(ids, ok("handle", v))
	}
	r := &casefile.Record{Investigation: "1", Accounts: []casefile.Account{account("1", "persona", ids...), account("2", "persona", ids...)}}
	all := objects(t, written(t, r))
	known := map[string]map[string]any{}
	for _, o := range all {
		known[o["id"].(string)] = o
	}
	indicators := ofType(all, "indicator")
	if len(indicators) != len(ids) {
		t.Fatalf("%d indicators of %d values", len(indicators), len(ids))
	}
	for _, o := range indicators {
		got, err := parse(o["pattern"].(string))
		if err != nil {
			t.Errorf("%s: %v", o["pattern"], err)
			continue
		}
		found := false
		for _, sco := range known {
			match := sco["created"] == nil
			for path, value := range got {
				typ, property, _ := strings.Cut(path, ":")
				have := sco[property]
				if key, ok := strings.CutPrefix(property, "hashes."); ok {
					hashes, _ := sco["hashes"].(map[string]any)
					have = hashes[strings.Trim(key, "'")]
				}
				match = match && sco["type"] == typ && have == value
			}
			found = found || match
		}
		if !found {
			t.Errorf("%s matches no object", o["pattern"])
		}
	}
}

// parse reads the comparisons of a pattern that is one observation of equalities.
func parse(s string) (map[string]string, error) {
	out := map[string]string{}
	s, ok := strings.CutPrefix(s, "[")
	for ok {
		path, rest, found := strings.Cut(s, " = '")
		if !found {
			return nil, errors.New("no comparison")
		}
		var value strings.Builder
		i := 0
		for ; i < len(rest) && rest[i] != '\''; i++ {
			if rest[i] == '\\' {
				if i++; i == len(rest) || rest[i] != '\\' && rest[i] != '\'' {
					return nil, errors.New("an escape of nothing")
				}
			}
			value.WriteByte(rest[i])
		}
		if i >= len(rest) {
			return nil, errors.New("a string without an end")
		}
		out[path] = value.String()
		if rest[i+1:] == "]" {
			return out, nil
		}
		s, ok = strings.CutPrefix(rest[i+1:], " AND ")
	}
	return nil, errors.New("trailing text")
}

func TestVictimsAreNoSuspects(t *testing.T) {
	shared := ok("email", "kim@mail.example")
	r := &casefile.Record{Investigation: "1", Accounts: []casefile.Account{account("1", "persona", shared), account("2", "persona", shared), account("3", "victim", shared)}}
	all := objects(t, written(t, r))
	if n := len(ofType(all, "indicator")); n != 0 {
		t.Errorf("%d indicators of what a victim carries", n)
	}
	notes := ofType(all, "note")
	if len(notes) != 1 || notes[0]["abstract"] != "Accounts of victims" || len(notes[0]["object_refs"].([]any)) != 1 {
		t.Errorf("victims are not named: %v", notes)
	}
	r.Accounts = r.Accounts[:2]
	if n := len(ofType(objects(t, written(t, r)), "indicator")); n != 1 {
		t.Errorf("%d indicators without the victim", n)
	}
	for seed := range uint64(20) {
		if raw := string(written(t, random(seed, nil))); strings.Contains(raw, `"type":"threat-actor"`) || strings.Contains(raw, `"threat actor"`) {
			t.Error("somebody is called a threat actor")
		}
	}
}

func TestLinksAndVerdicts(t *testing.T) {
	r := &casefile.Record{Investigation: "1", Accounts: []casefile.Account{account("1", "persona"), account("2", "persona"), account("3", "persona")}, Links: []casefile.Link{
		{A: "x:1", B: "x:2", Probability: .974, Bits: 5.2, Class: "strong", Evidence: []casefile.Evidence{{Kind: "wallet", Value: "0xabc", Bits: 11.25, Holders: 2}},
			Verdict: &casefile.Verdict{Mark: casefile.Mark{By: "kim", Entry: 7}, Verdict: "not-same", Why: "two shifts"}},
		{A: "x:2", B: "x:3", Probability: .974, Bits: 5.2, Verdict: &casefile.Verdict{Mark: casefile.Mark{By: "kim", Entry: 8}, Verdict: "unclear"}},
		{A: "x:2", B: "x:1", Probability: .5}, {A: "x:3", B: "x:9", Probability: 1}, {A: "x:3", B: "x:3", Probability: 1}}}
	all := objects(t, written(t, r))
	links, opinions := ofType(all, "relationship"), ofType(all, "opinion")
	if len(links) != 2 || len(opinions) != 2 {
		t.Fatal(links, opinions)
	}
	if slices.ContainsFunc(links, func(o map[string]any) bool {
		return strings.Contains(o["description"].(string), "0xabc") == (o["confidence"] == 97.0)
	}) {
		t.Errorf("a verdict counts in place of the first's chance, and none in place of the second's: %v", links)
	}
	if strings.Contains(links[0]["description"].(string), "probability") || !strings.Contains(links[0]["description"].(string), "A verdict counts in place of the evidence, which comes to 5.2 bits") ||
		links[0]["relationship_type"] != "related-to" || !strings.Contains(links[0]["description"].(string), "Both carry wallet 0xabc, 11.2 bits, 2 accounts in all") {
		t.Error(links[0])
	}
	if o := opinions[0]; o["opinion"] != "strongly-disagree" || fmt.Sprint(o["authors"]) != "[kim]" || !strings.Contains(o["explanation"].(string), "two shifts") || o["object_refs"].([]any)[0] != links[0]["id"] {
		t.Error(o)
	}
}

func TestReviewersHaveOpinions(t *testing.T) {
	r := &casefile.Record{Investigation: "1", Accounts: []casefile.Account{account("1", "persona")}, Proposals: []casefile.Proposal{
		{ID: 1, Version: 2, Action: "suspend", Status: "approved", Accounts: []casefile.Text{"x:1"}, Approvals: []casefile.Approval{{Mark: casefile.Mark{By: "lee", Entry: 9}, Note: "agreed"}}, Voided: []casefile.Approval{{Void: "changed"}}},
		{ID: 2, Version: 1, Action: "warn", Status: "returned", Returned: &casefile.Approval{Mark: casefile.Mark{By: "ada", Entry: 11}, Note: "too little"}}}}
	all := objects(t, written(t, r))
	coherent(t, all)
	got := map[string]string{}
	for _, o := range ofType(all, "opinion") {
		got[o["authors"].([]any)[0].(string)] = o["opinion"].(string)
	}
	if len(got) != 2 || got["lee"] != "agree" || got["ada"] != "disagree" {
		t.Error(got)
	}
	for _, o := range ofType(all, "note") {
		if o["abstract"] == "Proposal 2" && !strings.HasPrefix(o["object_refs"].([]any)[0].(string), "grouping--") {
			t.Error("a proposal on nothing is not on the case")
		}
	}
}

func TestMarkingsAreTLP2(t *testing.T) {
	v := schematest.STIX(t)
	for _, name := range markingNames {
		all := objects(t, written(t, &casefile.Record{Marking: name, Accounts: []casefile.Account{account("1", "persona")}}))
		defs := ofType(all, "marking-definition")
		if name == "" || name == "TLP:PUCE" {
			if len(defs) != 0 {
				t.Error(name, defs)
			}
			continue
		}
		if len(defs) != 1 || defs[0]["name"] != name {
			t.Fatal(name, defs)
		}
		if err := v.Object(map[string]any(defs[0])); err != nil {
			t.Error(err)
		}
		ext := defs[0]["extensions"].(map[string]any)[tlpExtension].(map[string]any)
		if "TLP:"+strings.ToUpper(ext["tlp_2_0"].(string)) != name {
			t.Error(ext)
		}
		for _, o := range all {
			if o["type"] != "marking-definition" && fmt.Sprint(o["object_marking_refs"]) != "["+defs[0]["id"].(string)+"]" {
				t.Errorf("%v is not marked", o)
			}
		}
	}
}

func TestValuesWithoutAnObjectAreInTheExtension(t *testing.T) {
	a := account("1", "persona", ok("phone", "+12025550101"), ok("handle", "github:\xff"), ok("email", "not an address"), ok("email", "kim@mail.example"),
		casefile.Identifier{Kind: "wallet", Value: "0xab", Status: "suspect", Hub: true})
	a.Email = "Kim@Mail.example"
	v := schematest.STIX(t)
	all := objects(t, written(t, &casefile.Record{Accounts: []casefile.Account{a}}))
	o := ofType(all, "user-account")[0]
	if err := v.Object(o); err != nil {
		t.Error(err)
	}
	ext := o["extensions"].(map[string]any)[extensionID].(map[string]any)
	var kinds []string
	for _, id := range ext["identifiers"].([]any) {
		kinds = append(kinds, id.(map[string]any)["kind"].(string))
	}
	if !slices.Equal(kinds, []string{"phone", "handle", "email", "wallet"}) || ext["email"] != "Kim@Mail.example" {
		t.Error(ext)
	}
	if len(ofType(all, "extension-definition")) != 1 || len(ofType(all, "email-addr")) != 1 {
		t.Error("the extension is not defined, or the address is not there")
	}
}

func TestAnEmptyRecordIsABundle(t *testing.T) {
	v := schematest.STIX(t)
	strange := []casefile.Account{{}, {}, {ID: "x:1"}, {ID: "x:\xff", NativeID: "\xff", Platform: "x"}, {ID: "x:⟨0xFF⟩", NativeID: "⟨0xFF⟩", Platform: "x"}}
	for name, r := range map[string]*casefile.Record{
		"nothing": {}, "no names": {Accounts: strange, Notes: []casefile.Note{{}}, Links: []casefile.Link{{}}},
		"far times": {Case: casefile.Case{Made: casefile.Mark{Time: casefile.Time{Milli: 1 << 62}}}, Log: casefile.Log{Time: casefile.Time{Milli: -1 << 62}}, Accounts: []casefile.Account{{ID: "x:1", CreatedAt: casefile.Time{Milli: 1 << 60}}}},
	} {
		raw := written(t, r)
		if err := check(t, v, raw, true); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		coherent(t, objects(t, raw))
		if strings.Contains(string(raw), "nil") {
			t.Errorf("%s: %s", name, raw)
		}
	}
	if !strings.Contains(string(written(t, &casefile.Record{Accounts: strange})), "3 accounts of the case cannot be told") {
		t.Error("accounts that are left out are not counted")
	}
}

func TestRedactedRecordsAreValid(t *testing.T) {
	v, words := schematest.STIX(t), texts(t)
	for _, name := range casefile.BuiltIn().Names() {
		for seed := range uint64(10) {
			r := redacted(t, name, random(seed, words))
			raw := written(t, r)
			if err := check(t, v, raw, *every || seed == 0); err != nil {
				t.Fatal(name, err)
			}
			coherent(t, objects(t, raw))
			if name == casefile.Full {
				continue
			}
			for _, s := range []string{`:""`, " 0 %", " 0 accounts in all", `"Batch 0`, `"Proposal 0`, "+0.0", " 0.0 bits"} {
				if strings.Contains(string(raw), s) {
					t.Errorf("%s: %q is said of what is left out", name, s)
				}
			}
		}
	}
}

func redacted(t testing.TB, profile string, r *casefile.Record) *casefile.Record {
	t.Helper()
	p, err := casefile.BuiltIn().Profile(profile)
	if err != nil {
		t.Fatal(err)
	}
	r.Profile = casefile.Full
	r, err = p.Apply(r)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestNumbersOfAccountsAreOfOneExport(t *testing.T) {
	ids := map[any]bool{}
	export := func(change func(*casefile.Record)) {
		r := casefiletest.Random(7, 8, nil)
		for i := range r.Accounts {
			r.Accounts[i].Role, r.Accounts[i].Dismissed, r.Accounts[i].Protection = "persona", nil, nil
		}
		change(r)
		accounts := ofType(objects(t, written(t, redacted(t, "public", r))), "user-account")
		if len(accounts) != len(r.Accounts) || accounts[0]["display_name"] != "account-1" {
			t.Fatal(accounts)
		}
		for _, o := range accounts {
			if ids[o["id"]] || !strings.HasPrefix(o["user_id"].(string), "urn:uuid:") {
				t.Errorf("%v is taken for another account", o)
			}
			ids[o["id"]] = true
		}
	}
	export(func(*casefile.Record) {})
	export(func(r *casefile.Record) { r.Log.Root = "AAAA" })
	export(func(r *casefile.Record) { r.Investigation = "another" })
	export(func(r *casefile.Record) { r.Accounts = r.Accounts[:5] }) // another case as of the same entry
}

func TestALinkWithoutItsStrengthHasNoConfidence(t *testing.T) {
	r := &casefile.Record{Accounts: []casefile.Account{account("1", "persona"), account("2", "persona")}, Links: []casefile.Link{{A: "x:1", B: "x:2", Class: "strong"}}}
	o := ofType(objects(t, written(t, r)), "relationship")[0]
	if o["confidence"] != nil || o["description"] != "Class of the link: strong" {
		t.Error(o)
	}
}

func TestWithdrawnNotesAreRevoked(t *testing.T) {
	m := casefile.Mark{By: "kim", Time: casefile.Time{Milli: 1_700_000_000_000}, Entry: 4}
	r := &casefile.Record{Notes: []casefile.Note{{Mark: m, On: "case", Text: "one"}, {Mark: m, On: "case", Text: "two", Withdrawn: m, Attachments: []casefile.Attachment{{Name: "a.png", SHA256: strings.Repeat("ab", 32)}}}}}
	notes := ofType(objects(t, written(t, r)), "note")
	if len(notes) != 2 || notes[0]["revoked"] != nil || notes[1]["revoked"] != true || notes[0]["id"] == notes[1]["id"] || notes[0]["created"] != "2023-11-14T22:13:20.000Z" {
		t.Fatal(notes)
	}
	if s := fmt.Sprint(notes[1]["external_references"]); !strings.Contains(s, "a.png") || !strings.Contains(s, "SHA-256:abab") {
		t.Error(s)
	}
}

type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestAFullDiskIsAnError(t *testing.T) {
	r := casefiletest.Random(1, 400, nil)
	for _, left := range []int{0, 100_000} {
		err := Write(&full{left}, r)
		if e := (*model.Error)(nil); !errors.As(err, &e) || e.Kind != model.ErrDisk || !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%d bytes: %v", left, err)
		}
	}
}

func TestLossesAreSentences(t *testing.T) {
	for _, s := range Losses {
		if !strings.HasSuffix(s, ".") || s[0] < 'A' || s[0] > 'Z' {
			t.Errorf("%q", s)
		}
	}
	if _, err := time.Parse(time.RFC3339, defined); err != nil {
		t.Error(err)
	}
}

func BenchmarkWrite(b *testing.B) {
	r := casefiletest.Random(1, 3000, nil)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}
