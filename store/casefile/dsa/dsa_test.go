package dsa_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/casefile/dsa"
	"github.com/seed-28a39f10/clew/store/casefile/schematest"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

func write(t testing.TB, statements []dsa.Statement) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := dsa.Write(&b, statements); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func texts(t testing.TB) []string {
	set := hostile.Texts(t)
	out := slices.Clone(hostile.Few)
	for _, name := range slices.Sorted(maps.Keys(set)) {
		out = append(out, set[name])
	}
	return out
}

// settled makes the first proposal of a random record one that was approved and carried out.
func settled(r *casefile.Record) *casefile.Record {
	r.Appeals = nil
	for i := range r.Accounts {
		r.Accounts[i].Role = "persona"
		r.Accounts[i].CreatedAt = casefile.Time{Milli: 1_600_000_000_000}
	}
	if len(r.Proposals) > 0 {
		p := &r.Proposals[0]
		p.Made.By, p.Changed.By, p.Approvals[0].By = "kim", "kim", "lee"
		for i := range p.Decided {
			p.Decided[i].State = "enforced"
		}
		for i := range r.Batches[0].Results {
			r.Batches[0].Results[i].Result = "done"
		}
		r.Batches[0].NotBefore = casefile.Time{}
	}
	return r
}

func TestEveryFileFitsTheSchema(t *testing.T) {
	_, call := schematest.DSA(t)
	evil := texts(t)
	made, raw := 0, 0
	for seed := range uint64(200) {
		for i, r := range []*casefile.Record{settled(casefiletest.Random(seed, int(seed%7), evil)), casefiletest.Random(seed, 20, evil)} {
			statements, _ := dsa.Statements(r)
			if i == 0 {
				made += len(statements)
			} else {
				raw += len(statements)
			}
			file := write(t, statements)
			if err := call.Validate(schematest.Parse(t, file)); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			again, _ := dsa.Statements(r)
			if !bytes.Equal(file, write(t, again)) {
				t.Fatalf("seed %d: the second file differs", seed)
			}
			puids := map[string]bool{}
			for j := range statements {
				if puids[statements[j].PUID] {
					t.Fatalf("seed %d: a name is given twice", seed)
				}
				puids[statements[j].PUID] = true
			}
		}
	}
	if made < 550 || raw < 20 {
		t.Errorf("only %d and %d statements were made", made, raw)
	}
	t.Logf("%d statements of settled records, %d of others", made, raw)
}

// TestNoTextOfTheRecordIsInAStatement holds the statements of two records against one another
// that differ in their texts alone.
func TestNoTextOfTheRecordIsInAStatement(t *testing.T) {
	evil := texts(t)
	compared := 0
	for seed := range uint64(200) {
		spoilt, r := settled(casefiletest.Random(seed, 5, evil)), settled(casefiletest.Random(seed, 5, nil))
		plain := map[string]dsa.Statement{}
		all, _ := dsa.Statements(r)
		for _, s := range all {
			plain[s.PUID] = s
		}
		got, _ := dsa.Statements(spoilt)
		for _, s := range got {
			want, ok := plain[s.PUID]
			if !ok {
				continue
			}
			compared++
			a, b := string(write(t, []dsa.Statement{s})), string(write(t, []dsa.Statement{want}))
			if a != b {
				t.Fatalf("seed %d: a text of the record changes the statement:\n%s\n%s", seed, a, b)
			}
			if err := dsa.Check(&s, spoilt); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
	}
	if compared < 900 {
		t.Errorf("only %d statements were compared", compared)
	}
}

func TestWhatTheDatabaseRefusesFails(t *testing.T) {
	one, call := schematest.DSA(t)
	statements, _ := dsa.Statements(settled(casefiletest.Random(1, 1, nil)))
	if len(statements) != 1 {
		t.Fatalf("%d statements", len(statements))
	}
	text, err := json.Marshal(statements[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := one.Validate(schematest.Parse(t, text)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(map[string]any){
		"facts too long":       func(s map[string]any) { s["decision_facts"] = strings.Repeat("ä", 5001) },
		"ground too long":      func(s map[string]any) { s["incompatible_content_ground"] = strings.Repeat("x", 501) },
		"explanation too long": func(s map[string]any) { s["incompatible_content_explanation"] = strings.Repeat("x", 2001) },
		"unknown decision":     func(s map[string]any) { s["decision_account"] = "DECISION_ACCOUNT_WARNED" },
		"unknown category":     func(s map[string]any) { s["category"] = "SCAMS" },
		"unknown keyword":      func(s map[string]any) { s["category_specification"] = []any{"KEYWORD_NONE"} },
		"no explanation":       func(s map[string]any) { delete(s, "incompatible_content_explanation") },
		"no decision":          func(s map[string]any) { delete(s, "decision_account") },
		"no puid":              func(s map[string]any) { delete(s, "puid") },
		"bad puid":             func(s map[string]any) { s["puid"] = "outlook:1" },
		"bad date":             func(s map[string]any) { s["application_date"] = "2026-1-2" },
	} {
		s := schematest.Parse(t, text).(map[string]any)
		change(s)
		if one.Validate(s) == nil {
			t.Errorf("%s: is let through", name)
		}
	}
	many := make([]any, 101)
	for i := range many {
		many[i] = schematest.Parse(t, text)
	}
	if call.Validate(map[string]any{"statements": many}) == nil {
		t.Error("101 statements are let through")
	}
	var e *model.Error
	if err := dsa.Write(&bytes.Buffer{}, make([]dsa.Statement, 101)); !errors.As(err, &e) || e.Kind != model.ErrLimit {
		t.Errorf("101 statements give %v", err)
	}
}

func TestPartsHoldAHundred(t *testing.T) {
	all := make([]dsa.Statement, 250)
	for i := range all {
		all[i].PUID = fmt.Sprint(i)
	}
	parts := dsa.Parts(all)
	if len(parts) != 3 || len(parts[0]) != 100 || len(parts[2]) != 50 || parts[2][0].PUID != "200" {
		t.Errorf("250 statements are in %d parts", len(parts))
	}
	if n := len(dsa.Parts(nil)); n != 0 {
		t.Errorf("no statement gives %d parts", n)
	}
	if got := string(write(t, nil)); got != "{\"statements\":[\n]}\n" {
		t.Errorf("no statement is %q", got)
	}
}

// one is a record with one account that was suspended.
func one() *casefile.Record {
	day := func(n int64) casefile.Time { return casefile.Time{Milli: 1_750_000_000_000 + n*86_400_000} }
	return &casefile.Record{Investigation: "00ff",
		Accounts: []casefile.Account{{ID: "outlook:4711", Platform: "outlook", NativeID: "4711", Username: "skylark77", DisplayName: "José Skylark", Email: "j.skylark@mail.example", CreatedAt: day(-100),
			Identifiers: []casefile.Identifier{{Kind: "phone", Value: "+12025550101"}, {Kind: "name", Value: "Amy Wren"}, {Kind: "handle", Value: "github:wrenbird"}, {Kind: "name", Value: "김민준"}, {Kind: "name", Value: "王芳"}},
			Signals:     []casefile.Signal{{Code: "NET-VPN", Facts: "198.51.100.7"}, {Code: "JOSE-SKYLARK"}}}},
		People:   []casefile.Person{{Login: "kim"}, {Login: "lee", Persons: []string{"Lee Heron"}}},
		Policies: []casefile.Policy{{ID: "default", Version: 1, Title: "Made-up accounts", Text: "An account may not be made under a false identity.", SHA256: "aa", Reasons: []casefile.Reason{{Code: "made-up", Title: "The identity is made up"}}}},
		Proposals: []casefile.Proposal{{ID: 1, Hash: "bb", Status: "approved", Action: "suspend", Policy: "default", PolicyVersion: 1, PolicySHA256: "aa", Reason: "made-up", Benign: "none", Confidence: "high", Needed: 1,
			Evidence: []casefile.Ground{{Kind: "wallet", Value: "0xabc", Holders: 3}, {Kind: "note", Text: "José"}, {Kind: "signal", Value: "NET-VPN"}, {Kind: "signal", Value: "JOSE"}, {Kind: "Amy Wren"}},
			Accounts: []casefile.Text{"outlook:4711"}, Made: casefile.Mark{By: "kim"}, Changed: casefile.Mark{By: "kim"}, Approvals: []casefile.Approval{{Mark: casefile.Mark{By: "lee"}, Hash: "bb"}},
			Decided: []casefile.AccountState{{Account: "outlook:4711", State: "enforced"}}}},
		Batches: []casefile.Batch{{ID: 1, Action: "suspend", Proposals: []uint32{1}, HandedOff: []casefile.HandedOff{{Mark: casefile.Mark{Time: day(3)}}, {Mark: casefile.Mark{Time: day(2)}}},
			Results: []casefile.BatchResult{{Account: "outlook:4711", Result: "done"}}}}}
}

func TestAStatementSaysWhatTheRecordKnows(t *testing.T) {
	statements, refused := dsa.Statements(one())
	if len(statements) != 1 || len(refused) != 0 {
		t.Fatalf("%d statements, refused %v", len(statements), refused)
	}
	got, want := statements[0], dsa.Statement{
		PUID: dsa.PUID("00ff", "bb", "outlook:4711"), DecisionAccount: "DECISION_ACCOUNT_SUSPENDED", DecisionGround: "DECISION_GROUND_INCOMPATIBLE_CONTENT",
		IncompatibleContentGround:      "Terms and policies of the platform: Made-up accounts (version 1)",
		IncompatibleContentExplanation: "Reason: The identity is made up. The policy says: An account may not be made under a false identity.",
		ContentType:                    []string{"CONTENT_TYPE_OTHER"}, ContentTypeOther: "account", Category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD", CategorySpecification: []string{"KEYWORD_INAUTHENTIC_ACCOUNTS"},
		TerritorialScope: dsa.EEA, ContentDate: "2025-03-07", ApplicationDate: "2025-06-17",
		DecisionFacts: "The account does not comply with the policy of the platform, for this reason: The identity is made up." +
			" The decision rests on: 1 cryptocurrency address, carried by 3 accounts of the decision; 1 written note of the investigation;" +
			" the signal NET-VPN (Signs in through a VPN or hosting network); 1 signal of the platform's own; 1 other piece of evidence." +
			" Signals seen on this account: NET-VPN (Signs in through a VPN or hosting network); 1 signal of the platform's own." +
			" The best innocent explanation was written down, answered, and looked at before the decision. Confidence of the proposal: high." +
			" The decision was proposed by one person and approved by 1 other person; no program decided.",
		SourceType: "SOURCE_VOLUNTARY", AutomatedDetection: "No", AutomatedDecision: "AUTOMATED_DECISION_NOT_AUTOMATED"}
	a, b := string(write(t, []dsa.Statement{got})), string(write(t, []dsa.Statement{want}))
	if a != b {
		t.Errorf("got\n%s\nwant\n%s", a, b)
	}
	r := one()
	r.Accounts[0].Signals[0].Computed = true
	r.Batches[0].NotBefore = casefile.Time{Milli: 1_750_000_000_000 + 30*86_400_000}
	statements, _ = dsa.Options{TerritorialScope: []string{"DE"}}.Statements(r)
	if s := statements[0]; s.AutomatedDetection != "Yes" || s.ApplicationDate != "2025-07-15" || !slices.Equal(s.TerritorialScope, []string{"DE"}) {
		t.Errorf("%+v", s)
	}
}

func TestWhatIsNotInForceIsRefused(t *testing.T) {
	for why, change := range map[string]func(*casefile.Record){
		"is not approved":                        func(r *casefile.Record) { r.Proposals[0].Status = "returned" },
		"as many approvals of others":            func(r *casefile.Record) { r.Proposals[0].Needed = 2 },
		"many approvals of others as it needs":   func(r *casefile.Record) { r.Proposals[0].Approvals[0].By = "kim" },
		"approvals of others as it needs":        func(r *casefile.Record) { r.Proposals[0].Approvals[0].Hash = "cc" },
		"what a limit restricts":                 func(r *casefile.Record) { r.Proposals[0].Action = "limit" },
		"restricts no account":                   func(r *casefile.Record) { r.Proposals[0].Action = "warn" },
		"hash of the proposal":                   func(r *casefile.Record) { r.Proposals[0].Hash = "" },
		"text of the policy that":                func(r *casefile.Record) { r.Policies[0].Text = "" },
		"text of the policy that it was decided": func(r *casefile.Record) { r.Policies[0].SHA256 = "dd" },
		"the reason of the decision":             func(r *casefile.Record) { r.Policies[0].Reasons = nil },
		"does not have the account":              func(r *casefile.Record) { r.Accounts = nil },
		"a victim":                               func(r *casefile.Record) { r.Accounts[0].Role = "victim" },
		"carried out":                            func(r *casefile.Record) { r.Batches[0].Results[0].Result = "failed" },
		"carried out and":                        func(r *casefile.Record) { r.Batches[0].Results[0].Result = "pending" },
		"carried out and is":                     func(r *casefile.Record) { r.Proposals[0].Decided[0].State = "failed" },
		"carried out and is in":                  func(r *casefile.Record) { r.Proposals[0].Decided = nil },
		"carried out and is in force":            func(r *casefile.Record) { r.Proposals[0].Decided[0].State = "reinstated" },
		"taken back": func(r *casefile.Record) {
			r.Batches = append(r.Batches, casefile.Batch{ID: 2, Action: "reinstate", Results: r.Batches[0].Results})
		},
		"was taken back": func(r *casefile.Record) {
			r.Appeals = []casefile.Appeal{{Account: "outlook:4711", Proposal: 1, Outcome: "overturn"}}
		},
		"handed to":            func(r *casefile.Record) { r.Batches[0].HandedOff = nil },
		"the account was made": func(r *casefile.Record) { r.Accounts[0].CreatedAt = casefile.Time{Milli: 1} },
		"when the account":     func(r *casefile.Record) { r.Accounts[0].CreatedAt = casefile.Time{} },
	} {
		r := one()
		change(r)
		statements, refused := dsa.Statements(r)
		if len(statements) != 0 || len(refused) != 1 || !strings.Contains(refused[0].Why, why) || !slices.Equal(refused[0].Accounts, []casefile.Text{"outlook:4711"}) {
			t.Errorf("%s: %d statements, refused %+v", why, len(statements), refused)
		}
	}
	if _, refused := (dsa.Options{TerritorialScope: []string{"US"}}).Statements(one()); len(refused) != 1 || !strings.Contains(refused[0].Why, "territorial scope") {
		t.Errorf("a scope of the US: %+v", refused)
	}
	for _, state := range []string{"appealed", "on-hold"} {
		r := one()
		r.Proposals[0].Decided[0].State = state
		if statements, refused := dsa.Statements(r); len(statements) != 1 {
			t.Errorf("%s: %+v", state, refused)
		}
	}
}

// leaks are texts with personal data that a user may have put into a policy.
var leaks = []string{"such as skylark77 did", "SKYLARK77", "like s-k-y-l-a-r-k 77", "e.g. José Skylark", "e.g. JOSE SKYLARK", "Skylark, José", "ｓｋｙｌａｒｋ７７", "ѕkуlаrk77", "sky\u200blark77",
	"j.skylark@mail.example", "j.skylark at mail dot example", "write to j.skylark", "outlook:4711", "outlook 4711", "+1 202 555 0101", "call (202) 555-0101 now", "Amy Wren", "amywren", "Wren Amy",
	"@wrenbird", "wrenbird's work", "김민준 씨", "账号由王芳所有", "Lee Heron wrote this", "by lee",
	"ask anybody@other.example", "anybody (at) other.example", "seen at 192.0.2.17.", "192[.]0[.]2[.]17", "from 2001:db8::17", "tel. 030 1234 5678 9", "see @somebody",
	"GB82 WEST 1234 5698 7654 32", "0x52908400098527886E0F7030069857D2E4169EE7", "device 550e8400-e29b-41d4-a716-446655440000"}

func TestPersonalDataInAPolicyIsRefused(t *testing.T) {
	for _, leak := range leaks {
		for place, change := range map[string]func(*casefile.Record){
			"text":      func(r *casefile.Record) { r.Policies[0].Text = "No made-up accounts, " + leak + ". So it is." },
			"title":     func(r *casefile.Record) { r.Policies[0].Title = leak },
			"reason":    func(r *casefile.Record) { r.Policies[0].Reasons[0].Title = "It is one, " + leak },
			"far below": func(r *casefile.Record) { r.Policies[0].Text = strings.Repeat("Nobody may do that. ", 99) + leak },
		} {
			r := one()
			change(r)
			if statements, refused := dsa.Statements(r); len(statements) != 0 || len(refused) != 1 || !strings.Contains(refused[0].Why, "personal data") {
				t.Errorf("%q in the %s gives %d statements, refused %v", leak, place, len(statements), refused)
			} else if strings.Contains(refused[0].Why, leak) {
				t.Errorf("the refusal repeats %q", leak)
			}
		}
		statements, _ := dsa.Statements(one())
		s := statements[0]
		s.DecisionFacts += " " + leak
		var e *model.Error
		if err := dsa.Check(&s, one()); !errors.As(err, &e) || e.Kind != model.ErrRefused || strings.Contains(err.Error(), leak) {
			t.Errorf("%q in the facts gives %v", leak, err)
		}
	}
}

func TestWordsThatIdentifyNobodyAreLetThrough(t *testing.T) {
	r := one()
	a := &r.Accounts[0]
	a.Username, a.DisplayName, a.NativeID = "account", "The Platform", "1" // names that an adversary may take
	r.Policies[0].Text = "In force since 2025-03-01 under Regulation (EU) 2022/2065, Article 17(3), from 12:30:45 to 23:59. No more than 3 accounts, 1,000 messages or 50 % (see section 4.2.1). Contact: our help pages at https://help.example/rules."
	statements, refused := dsa.Statements(r)
	if len(statements) != 1 {
		t.Fatalf("refused: %v", refused)
	}
	if err := dsa.Check(&statements[0], r); err != nil {
		t.Error(err)
	}
}

func TestLongTextsAreCutAtACharacter(t *testing.T) {
	schema, _ := schematest.DSA(t)
	r := one()
	r.Policies[0].Title = strings.Repeat("ü", 499) + "\U0001f600\U0001f600"
	r.Policies[0].Text = "a\u202eb\x00c\xff " + strings.Repeat("\U0001f600 ä ", 3000)
	statements, refused := dsa.Statements(r)
	if len(statements) != 1 {
		t.Fatalf("refused: %v", refused)
	}
	s := statements[0]
	if g, x := []rune(s.IncompatibleContentGround), []rune(s.IncompatibleContentExplanation); len(g) != 500 || g[499] != '…' || len(x) != 2000 || x[1999] != '…' {
		t.Errorf("%d and %d characters", len(g), len(x))
	}
	if strings.ContainsAny(s.IncompatibleContentExplanation, "\u202e\x00\n") || !utf8.ValidString(s.IncompatibleContentExplanation) {
		t.Error("a hidden character is left")
	}
	text, _ := json.Marshal(s)
	if err := schema.Validate(schematest.Parse(t, text)); err != nil {
		t.Error(err)
	}
}

func TestHostilePoliciesFitTheSchema(t *testing.T) {
	schema, _ := schematest.DSA(t)
	made := 0
	for _, evil := range texts(t) {
		for _, change := range []func(*casefile.Record){func(r *casefile.Record) { r.Policies[0].Text = evil }, func(r *casefile.Record) { r.Policies[0].Title = evil },
			func(r *casefile.Record) { r.Proposals[0].ReasonTitle = evil }} {
			r := one()
			change(r)
			statements, _ := dsa.Statements(r)
			for _, s := range statements {
				made++
				text, err := json.Marshal(s)
				if err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(schematest.Parse(t, text)); err != nil {
					t.Fatalf("%.100q: %v", evil, err)
				}
				for _, v := range []string{s.IncompatibleContentGround, s.IncompatibleContentExplanation, s.DecisionFacts} {
					if strings.ContainsFunc(v, safejson.Hidden) || !utf8.ValidString(v) {
						t.Fatalf("a hidden character is left: %.100q", v)
					}
				}
			}
		}
	}
	if made < 500 {
		t.Errorf("only %d statements were made", made)
	}
}

func TestRedactedRecordsGiveNothingUntrue(t *testing.T) {
	for name, r := range map[string]*casefile.Record{"empty": {}, "no account": casefiletest.Random(1, 0, nil), "no decisions": {Accounts: []casefile.Account{{ID: "a"}}}} {
		if statements, _ := dsa.Statements(r); len(statements) != 0 {
			t.Errorf("%s: %d statements", name, len(statements))
		}
	}
	r := one() // without names, and without logins
	a := &r.Accounts[0]
	a.Username, a.DisplayName, a.Email, a.Identifiers, r.People = "", "", "", nil, nil
	p := &r.Proposals[0]
	p.Made.By, p.Changed.By, p.Approvals[0].By, p.Note, p.Benign, p.Evidence, p.Confidence = "", "", "", "", "", nil, ""
	statements, refused := dsa.Statements(r)
	if len(statements) != 1 || strings.Contains(statements[0].DecisionFacts, ": .") || strings.Contains(statements[0].DecisionFacts, "rests on") {
		t.Errorf("%+v, refused %v", statements, refused)
	}
}

func BenchmarkStatements(b *testing.B) {
	r := settled(casefiletest.Random(1, 3000, nil))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		statements, _ := dsa.Statements(r)
		n = 0
		for _, part := range dsa.Parts(statements) {
			n += len(part)
			if err := dsa.Write(&bytes.Buffer{}, part); err != nil {
				b.Fatal(err)
			}
		}
	}
	if n != 3000 {
		b.Fatalf("%d statements", n)
	}
}
