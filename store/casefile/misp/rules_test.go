package misp

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/casefile/schematest"
)

func account(id, role string, ids ...casefile.Identifier) casefile.Account {
	return casefile.Account{ID: casefile.Text("x:" + id), Platform: "x", NativeID: casefile.Text(id), Role: role, State: "known", Identifiers: ids}
}

func ok(kind string, value casefile.Text) casefile.Identifier {
	return casefile.Identifier{Kind: kind, Value: value, Status: "ok"}
}

func TestValuesHaveTheTypesOfMISP(t *testing.T) {
	mappings := describe(t)
	sum := func(n int) string { return strings.Repeat("ab", n) }
	for _, c := range []struct{ kind, status, value, typ, category, as string }{
		{"email", "ok", "kim@mail.example", "email", "Social network", ""}, {"commit_email", "ok", "kim@mail.example", "email", "Social network", ""},
		{"email", "ok", "kim", "other", "Social network", ""}, {"email", "placeholder", "kim@mail.example", "other", "Social network", ""},
		{"phone", "ok", "+12025550101", "phone-number", "Person", ""}, {"phone", "ok", "call me", "other", "Person", ""},
		{"ip", "ok", "198.51.100.7", "ip-src", "Network activity", ""}, {"ip", "private", "10.0.0.1", "ip-src", "Network activity", ""}, {"ip", "ok", "2001:db8::1", "ip-src", "Network activity", ""},
		{"url", "ok", "https://example.org/a", "url", "Network activity", ""}, {"url", "ok", "javascript:alert(1)", "other", "Network activity", ""},
		{"photo", "ok", sum(32), "sha256", "External analysis", ""}, {"file_hash", "ok", sum(20), "sha1", "External analysis", ""}, {"resume", "ok", sum(16), "md5", "External analysis", ""},
		{"device", "ok", "d2:fb:49:24:37:18", "mac-address", "Network activity", ""}, {"device", "ok", "serial-1", "other", "Other", ""},
		{"wallet", "ok", "12D2adLM3UKy4Z4giRbReR6gjWuvHUqB", "btc", "Financial fraud", ""}, {"wallet", "ok", "12D2adLM3UKy4Z4giRbReR6gjWuvHUqa", "other", "Financial fraud", ""},
		{"wallet", "ok", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "btc", "Financial fraud", ""}, {"wallet", "ok", "0x" + sum(20), "other", "Financial fraud", ""},
		{"wallet", "ok", "4" + strings.Repeat("A", 94), "xmr", "Financial fraud", ""}, {"wallet", "suspect", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "other", "Financial fraud", ""},
		{"iban", "ok", "GB33BUKB20201555555555", "iban", "Financial fraud", ""}, {"card", "ok", "411111******1111", "other", "Financial fraud", ""}, {"payment", "ok", "p", "other", "Financial fraud", ""},
		{"name", "ok", "Kim Park", "full-name", "Person", ""}, {"username", "ok", "kim", "other", "Social network", ""}, {"address", "ok", "1 Main Street", "other", "Person", ""}, {"document", "ok", "AB12", "other", "Person", ""},
		{"handle", "ok", "github:octo1", "github-username", "Social network", "octo1"}, {"handle", "ok", "x:octo1", "twitter-id", "Social network", "octo1"}, {"handle", "ok", "gitlab:octo1", "other", "Social network", ""},
		{"a new kind", "ok", "v", "other", "Other", ""},
	} {
		got, as := typeOf(c.kind, c.value, c.status)
		if c.as == "" {
			c.as = c.value
		}
		if got.typ != c.typ || got.category != c.category || as != c.as {
			t.Errorf("%s %q (%s): %v %q", c.kind, c.value, c.status, got, as)
		}
		if !slices.Contains(mappings[got.category], got.typ) {
			t.Errorf("%s has no type %s", got.category, got.typ)
		}
	}
	for _, k := range model.Kinds() {
		for _, status := range []string{"ok", "invalid"} {
			if got, _ := typeOf(k.String(), "v", status); !slices.Contains(mappings[got.category], got.typ) {
				t.Errorf("%s has no type %s", got.category, got.typ)
			}
		}
	}
}

func TestOnlyFitValuesOfPersonasAct(t *testing.T) {
	hub, private := ok("email", "hub@mail.example"), casefile.Identifier{Kind: "ip", Value: "10.0.0.1", Status: "private"}
	hub.Hub = true
	r := &casefile.Record{Accounts: []casefile.Account{
		account("1", "persona", ok("email", "persona@mail.example"), ok("email", "shared@mail.example"), ok("name", "Kim Park"), ok("username", "kim"), hub, private),
		account("2", "victim", ok("recovery_email", "shared@mail.example"), ok("email", "victim@mail.example")),
		account("3", "unknown", ok("email", "unknown@mail.example"))}}
	_, d := written(t, r)
	got := map[string]attribute{}
	for _, a := range d.Event.Attribute {
		got[a.Value] = a
	}
	for value, want := range map[string]struct{ acts, silent, victim bool }{
		"persona@mail.example": {true, false, false}, "shared@mail.example": {false, false, true}, "victim@mail.example": {false, false, true}, "unknown@mail.example": {false, false, false},
		"Kim Park": {false, false, false}, "kim": {false, false, false}, "hub@mail.example": {false, true, false}, "10.0.0.1": {false, true, false},
	} {
		a, there := got[value]
		if !there || a.ToIDs != want.acts || a.DisableCorrelation != want.silent || strings.Contains(a.Comment, "victim") != want.victim {
			t.Errorf("%s: %+v", value, a)
		}
	}
	for _, o := range d.Event.Object {
		victim := o.Attribute[0].Value == "2"
		if strings.Contains(o.Comment, "victim") != victim {
			t.Error(o.Comment)
		}
		for _, a := range o.Attribute {
			if a.ToIDs || strings.Contains(a.Comment, "victim") != victim {
				t.Error(a)
			}
		}
	}
}

func TestValuesAreThereOnce(t *testing.T) {
	shared := ok("email", "kim@mail.example")
	shared.FirstSeen, shared.LastSeen = casefile.Time{Milli: 1_700_000_000_000}, casefile.Time{Milli: 1_700_000_001_000}
	later := ok("recovery_email", "kim@mail.example")
	later.LastSeen = casefile.Time{Milli: 1_700_000_009_000}
	_, d := written(t, &casefile.Record{Accounts: []casefile.Account{account("1", "persona", shared), account("2", "persona", later)}})
	if len(d.Event.Attribute) != 1 {
		t.Fatal(d.Event.Attribute)
	}
	if a := d.Event.Attribute[0]; a.FirstSeen != "2023-11-14T22:13:20.000000+00:00" || a.LastSeen != "2023-11-14T22:13:29.000000+00:00" || !strings.Contains(a.Comment, "email, recovery email") {
		t.Errorf("%+v", a)
	}
	for _, o := range d.Event.Object {
		if len(o.ObjectReference) != 1 || o.ObjectReference[0].ReferencedUUID != d.Event.Attribute[0].UUID {
			t.Error(o.ObjectReference)
		}
	}
}

func TestOnlyConfirmedEnforcementDisables(t *testing.T) {
	n := 0
	for seed := range uint64(100) {
		r := random(seed, nil)
		_, d := written(t, r)
		for i, o := range d.Event.Object {
			for _, a := range o.Attribute {
				if a.ObjectRelation == "disabled" {
					n++
					if a.Value != "True" || r.Accounts[i].State != "enforced" {
						t.Errorf("seed %d: account %d is disabled", seed, i)
					}
				}
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d accounts are disabled: this shows nothing", n)
	}
}

func TestTheEventIsTheCase(t *testing.T) {
	r := casefiletest.Random(1, 2, nil)
	r.Marking, r.Case.State, r.Case.Made.Time = "TLP:AMBER+STRICT", "closed", casefile.Time{Milli: 1_700_000_000_000, Offset: 540}
	_, d := written(t, r)
	e := d.Event
	if e.Info != "The Skylark ring" || e.Date != "2023-11-14" || e.Distribution != "0" || e.Published || e.Analysis != "2" || !slices.Equal(e.Tag, []tag{{`workflow:state="complete"`}, {"tlp:amber+strict"}}) {
		t.Errorf("%+v", e.Tag)
	}
	if got := e.Object[0].Attribute[0].Tag; len(got) != 1 || got[0].Name != `clew:state="`+r.Accounts[0].State+`"` {
		t.Error(got)
	}
	r.Marking, r.Case.State = "", "open"
	if _, d := written(t, r); d.Event.Analysis != "1" || !slices.Equal(d.Event.Tag, []tag{{`workflow:state="ongoing"`}}) {
		t.Error(d.Event.Tag)
	}
}

func TestLinksAreReferencesWithTheirEvidence(t *testing.T) {
	r := &casefile.Record{Accounts: []casefile.Account{account("1", "persona"), account("2", "persona")}, Links: []casefile.Link{
		{A: "x:1", B: "x:2", Probability: .97, Evidence: []casefile.Evidence{{Kind: "wallet", Value: "0xabc", Bits: 11.25}}, Verdict: &casefile.Verdict{Verdict: "same", Why: "one hand"}},
		{A: "x:1", B: "x:2"}, {A: "x:1", B: "x:9"}, {A: "x:1", B: "x:1"}}}
	_, d := written(t, r)
	refs := d.Event.Object[0].ObjectReference
	if len(refs) != 1 || refs[0].ReferencedUUID != d.Event.Object[1].UUID || !strings.Contains(refs[0].Comment, "wallet 0xabc") || !strings.Contains(refs[0].Comment, "verdict: same. one hand") {
		t.Error(refs)
	}
}

func TestReportsAreInert(t *testing.T) {
	for _, s := range []casefile.Text{"![x](https://evil.example/p.png)", "```\n# out\n```", "a\r# b\r\n@[tag](x)\n\n\n<img src=x>", "\t\n    x"} {
		r := &casefile.Record{Notes: []casefile.Note{{On: "case", Text: s}}}
		_, d := written(t, r)
		if len(d.Event.EventReport) != 2 {
			t.Fatal(d.Event.EventReport)
		}
		coherent(t, d, describe(t))
		plain := strings.ReplaceAll("\n"+d.Event.EventReport[1].Content, "\n    ", "\n")
		if want := strings.ReplaceAll(strings.ReplaceAll(string(s), "\r\n", "\n"), "\r", "\n"); strings.Trim(plain, "\n") != strings.Trim(want, "\n") {
			t.Errorf("%q is now %q", want, plain)
		}
	}
}

func TestLongTextsAreCut(t *testing.T) {
	for _, s := range []string{strings.Repeat("a", maxText), strings.Repeat("長", maxText), strings.Repeat("a", maxText+1)} {
		got := cut(s)
		if len(got) > maxText || !utf8.ValidString(got) || (len(s) > maxText) != strings.Contains(got, "(cut, ") {
			t.Error(len(s), len(got))
		}
	}
}

func TestAnEmptyRecordIsAnEvent(t *testing.T) {
	v, types := schematest.MISP(t), describe(t)
	for name, r := range map[string]*casefile.Record{
		"nothing":   {},
		"no names":  {Accounts: []casefile.Account{{}, {}, {ID: "x:1"}, {ID: "x:\xff", NativeID: "\xff"}, {ID: "x:⟨0xFF⟩", NativeID: "⟨0xFF⟩"}, {ID: "\t", NativeID: "\u200b"}}, Notes: []casefile.Note{{}}, Links: []casefile.Link{{}}},
		"far times": {Case: casefile.Case{Made: casefile.Mark{Time: casefile.Time{Milli: 1 << 62}}}, Log: casefile.Log{Time: casefile.Time{Milli: -1 << 62}}},
	} {
		raw, d := written(t, r)
		if err := v.Event(schematest.Parse(t, raw)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := time.Parse("2006-01-02", d.Event.Date); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		coherent(t, d, types)
		if strings.Contains(string(raw), "nil") {
			t.Errorf("%s: %s", name, raw)
		}
	}
}

func TestRedactedRecordsAreValid(t *testing.T) {
	v, types, words := schematest.MISP(t), describe(t), texts(t)
	for _, name := range casefile.BuiltIn().Names() {
		p, err := casefile.BuiltIn().Profile(name)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(10) {
			r := random(seed, words)
			r.Profile = casefile.Full
			r, err := p.Apply(r)
			if err != nil {
				t.Fatal(err)
			}
			raw, d := written(t, r)
			if err := v.Event(schematest.Parse(t, raw)); err != nil {
				t.Fatal(name, err)
			}
			coherent(t, d, types)
			if name == casefile.Full {
				continue
			}
			for _, s := range []string{`"value":""`, `"content":""`, `"name":""`, " 0 %", " 0 accounts in all", "+0.0", " 0.0 bits", `"Batch 0`, `entry 0"`} {
				if strings.Contains(string(raw), s) {
					t.Errorf("%s: %q is said of what is left out", name, s)
				}
			}
			for _, o := range d.Event.Object {
				if a := o.Attribute[0]; strings.HasPrefix(a.Value, "account-") && !a.DisableCorrelation {
					t.Errorf("%s: MISP takes %s for the one of another case", name, a.Value)
				}
			}
		}
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
