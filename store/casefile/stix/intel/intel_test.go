package intel

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// Of Python's uuid module.
func TestUUIDsAreThoseOfTheStandard(t *testing.T) {
	dns := [16]byte{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	if got := UUID(dns, "www.example.com"); got != "2ed6657d-e927-568b-95e1-2665a8aea6a2" {
		t.Error(got)
	}
}

func TestIDsTellPartsApart(t *testing.T) {
	r := &casefile.Record{Investigation: "ab", Case: casefile.Case{ID: 1}}
	if ID(r, "a", "bc") == ID(r, "ab", "c") || ID(r, "a", "") == ID(r, "a") {
		t.Error("two lists of parts have one id")
	}
	if ID(r, "a") != ID(&casefile.Record{Investigation: "ab", Case: casefile.Case{ID: 1}, Profile: "peers"}, "a") {
		t.Error("an id depends on the profile")
	}
	x, y := &casefile.Record{Investigation: "ab", Log: casefile.Log{Root: "x"}}, &casefile.Record{Investigation: "ab", Log: casefile.Log{Root: "y"}}
	z := &casefile.Record{Investigation: "ab", Log: casefile.Log{Root: "x"}, Accounts: []casefile.Account{{ID: "x:1"}}}
	if ID(x, "a") == ID(y, "a") || ID(x, "a") == ID(z, "a") {
		t.Error("two cases without a number have one id")
	}
}

func TestTextsAreVisible(t *testing.T) {
	for in, want := range map[string]string{"": "", "a⟨b\x00": "a⟨b\x00", "a\xff⟨": "a⟨0xFF⟩⟨U+27E8⟩", "\xed\xa0\x80x": "⟨0xED⟩⟨0xA0⟩⟨0x80⟩x"} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
		if !utf8.ValidString(Visible(casefile.Text(in))) {
			t.Errorf("Visible(%q) is no UTF-8", in)
		}
	}
	for in, want := range map[string]bool{"": true, " \t\n\x00\u200b\u202e\u3000": true, "a": false, "\u200ba": false, "\xff": false} {
		if Blank(Visible(in)) != want {
			t.Errorf("Blank(%q) is not %v", in, want)
		}
	}
}

func TestValuesHaveTheirForm(t *testing.T) {
	for name, c := range map[string]struct {
		ok        func(string) bool
		good, bad string
	}{
		"email": {Email, "kim@mail.example o'neil+x@a-b.example a@localhost", "@a.example kim@ kim@@a.example a..b@c.example .a@b.example kim@-a.example kim@a..b kïm@a.example kim@[198.51.100.7] " + strings.Repeat("a", 65) + "@b.example"},
		"url":   {URL, "https://example.org http://example.org:81/a?b=c#d https://[2001:db8::1]/x https://example.org/%41", "ftp://example.org https:// https:/// example.org https://a@example.org https://example.org/%zz https://example.org/[ https://example.org/\" https://ex_ample.org javascript:alert(1) https://example.org/ü https://example.org/#a#b https://[198.51.100.7]x/ " + "https://example.org/" + strings.Repeat("a", 2049)},
		"ipv4":  {func(s string) bool { v6, ok := IP(s); return ok && !v6 }, "198.51.100.7 0.0.0.0", "198.51.100.07 198.51.100 198.51.100.7/24 ::1"},
		"ipv6":  {func(s string) bool { v6, ok := IP(s); return ok && v6 }, "2001:db8::1 ::", "2001:DB8::1 fe80::1%eth0 ::ffff:198.51.100.7 2001:db8:0:0::1"},
		"mac":   {MAC, "d2:fb:49:24:37:18", "D2:fb:49:24:37:18 d2-fb-49-24-37-18 d2:fb:49:24:37 d2:fb:49:24:37:1g"},
		"hash":  {func(s string) bool { return Hash(s) != "" }, strings.Repeat("a", 32) + " " + strings.Repeat("0", 40) + " " + strings.Repeat("f", 64), "a " + strings.Repeat("A", 32) + " " + strings.Repeat("g", 32)},
	} {
		for _, s := range strings.Fields(c.good) {
			if !c.ok(s) {
				t.Errorf("%s: %q is refused", name, s)
			}
		}
		for _, s := range append(strings.Fields(c.bad), "", " ", "\n", "a b") {
			if c.ok(s) {
				t.Errorf("%s: %q is taken", name, s)
			}
		}
	}
}

func value(kind string, v casefile.Text, more ...func(*casefile.Identifier)) casefile.Identifier {
	id := casefile.Identifier{Kind: kind, Value: v, Status: "ok"}
	for _, f := range more {
		f(&id)
	}
	return id
}

func TestOnlyFitValuesAreLookedFor(t *testing.T) {
	const mail = "kim@mail.example"
	persona := func(ids ...casefile.Identifier) casefile.Account {
		return casefile.Account{ID: "outlook:1", Role: "persona", Identifiers: ids}
	}
	other := func(role string, change func(*casefile.Account)) casefile.Account {
		a := casefile.Account{ID: "outlook:2", Role: role, Identifiers: []casefile.Identifier{value("recovery_email", mail)}}
		change(&a)
		return a
	}
	same := func(*casefile.Account) {}
	for name, c := range map[string]struct {
		accounts []casefile.Account
		links    []casefile.Link
		want     bool
	}{
		"a persona":             {[]casefile.Account{persona(value("email", mail))}, nil, true},
		"and an unknown":        {[]casefile.Account{persona(value("email", mail)), other("unknown", same)}, nil, true},
		"and a victim":          {[]casefile.Account{persona(value("email", mail)), other("victim", same)}, nil, false},
		"shown by a victim":     {[]casefile.Account{persona(value("email", mail)), {Role: "victim", Email: mail}}, nil, false},
		"and a cleared one":     {[]casefile.Account{persona(value("email", mail)), other("persona", func(a *casefile.Account) { a.Dismissed = &casefile.Dismissed{} })}, nil, false},
		"and a protected one":   {[]casefile.Account{persona(value("email", mail)), other("persona", func(a *casefile.Account) { a.Protection = &casefile.Protection{} })}, nil, false},
		"and a reinstated one":  {[]casefile.Account{persona(value("email", mail)), other("persona", func(a *casefile.Account) { a.State = "reinstated" })}, nil, false},
		"an unknown alone":      {[]casefile.Account{other("unknown", same)}, nil, false},
		"a hub":                 {[]casefile.Account{persona(value("email", mail, func(id *casefile.Identifier) { id.Hub = true }))}, nil, false},
		"suspect":               {[]casefile.Account{persona(value("email", mail, func(id *casefile.Identifier) { id.Status = "suspect" }))}, nil, false},
		"a benign watch list":   {[]casefile.Account{persona(value("email", mail)), {Watch: []casefile.WatchHit{{Stance: "benign", Kind: "email", Value: mail}}}}, nil, false},
		"a bad watch list":      {[]casefile.Account{persona(value("email", mail)), {Watch: []casefile.WatchHit{{Stance: "bad", Kind: "email", Value: mail}}}}, nil, true},
		"ignored by an analyst": {[]casefile.Account{persona(value("email", mail))}, []casefile.Link{{Evidence: []casefile.Evidence{{Kind: "email", Value: mail, Ignored: true}}}}, false},
	} {
		c := c
		got := Read(&casefile.Record{Accounts: c.accounts, Links: c.links})
		if got.Fit("email", mail) != c.want {
			t.Errorf("%s: fit is not %v", name, c.want)
		}
		if got.Fit("phone", mail) || got.Fit("email", "") {
			t.Errorf("%s: something else is fit", name)
		}
	}
}

func TestPersonasAreCountedOnce(t *testing.T) {
	twice := casefile.Account{Role: "persona", Identifiers: []casefile.Identifier{value("email", "a@b.example"), value("recovery_email", "a@b.example")}}
	if n := Read(&casefile.Record{Accounts: []casefile.Account{twice, twice}}).Personas("email", "a@b.example"); n != 2 {
		t.Error(n)
	}
}

func TestOnlyConfirmedSuspensionsDisable(t *testing.T) {
	batch := func(id uint32, action, result string) casefile.Batch {
		return casefile.Batch{ID: id, Action: action, Results: []casefile.BatchResult{{Account: "x:1", Result: result}}}
	}
	proposal := func(action, state string) []casefile.Proposal {
		return []casefile.Proposal{{Action: action, Decided: []casefile.AccountState{{Account: "x:1", State: state}}}}
	}
	for name, c := range map[string]struct {
		state     string
		batches   []casefile.Batch
		proposals []casefile.Proposal
		want      bool
	}{
		"proposed":                   {"proposed", nil, proposal("suspend", "proposed"), false},
		"approved":                   {"approved", []casefile.Batch{batch(1, "suspend", "pending")}, proposal("suspend", "approved"), false},
		"the state says otherwise":   {"appealed", []casefile.Batch{batch(1, "suspend", "done")}, nil, false},
		"done":                       {"enforced", []casefile.Batch{batch(1, "suspend", "done")}, nil, true},
		"terminated":                 {"enforced", []casefile.Batch{batch(1, "terminate", "done")}, nil, true},
		"only warned":                {"enforced", []casefile.Batch{batch(1, "warn", "done")}, proposal("warn", "enforced"), false},
		"failed":                     {"enforced", []casefile.Batch{batch(1, "suspend", "failed")}, nil, false},
		"suspended, then warned":     {"enforced", []casefile.Batch{batch(1, "suspend", "done"), batch(2, "warn", "done")}, nil, true},
		"taken back, then warned":    {"enforced", []casefile.Batch{batch(3, "warn", "done"), batch(1, "suspend", "done"), batch(2, "reinstate", "done")}, proposal("suspend", "enforced"), false},
		"batches are not in there":   {"enforced", nil, proposal("suspend", "enforced"), true},
		"nothing says what was done": {"enforced", nil, nil, false},
	} {
		r := &casefile.Record{Accounts: []casefile.Account{{ID: "x:1", State: c.state}}, Batches: c.batches, Proposals: c.proposals}
		if got := Read(r).Disabled(0); got != c.want {
			t.Errorf("%s: disabled is %v", name, got)
		}
	}
}

func TestNumbersAreInTheirRange(t *testing.T) {
	for in, want := range map[float64]int{-1: 0, 0: 0, .97: 97, .999: 100, 1: 100, 7: 100, math.Inf(1): 100, math.Inf(-1): 0} {
		if got := Percent(in); got != want {
			t.Errorf("Percent(%v) = %d", in, got)
		}
	}
	if Percent(math.NaN()) != 0 || !strings.Contains(Bits(math.NaN()), "no number") {
		t.Error("NaN is a number")
	}
}

func TestWhatPeopleReadIsDefangedWhereTheRecordWantsIt(t *testing.T) {
	r := &casefile.Record{Links: []casefile.Link{{Evidence: []casefile.Evidence{{Kind: "url", Value: "https://evil.example/x"}}}}}
	if s := Read(r).Link(&r.Links[0]); !strings.Contains(s, "https://evil.example/x") {
		t.Error(s)
	}
	r.Defang = true
	if s := Read(r).Link(&r.Links[0]); strings.Contains(s, "https://") || !strings.Contains(s, "hxxps://evil[.]example") {
		t.Error(s)
	}
}

func TestAReceivedNoteIsByItsAuthor(t *testing.T) {
	n := &casefile.Note{Mark: casefile.Mark{By: "kim", Entry: 3}}
	if Wrote(n).By != "kim" {
		t.Error(Wrote(n))
	}
	n.Written = &casefile.Written{By: "lee"}
	if Wrote(n).By != "lee" {
		t.Error(Wrote(n))
	}
}

func TestWhatIsEmptyIsNotSaid(t *testing.T) {
	c := Read(&casefile.Record{})
	for _, s := range []string{c.Link(&casefile.Link{Evidence: []casefile.Evidence{{Kind: "wallet"}}}), c.Proposal(&casefile.Proposal{}), c.Batch(&casefile.Batch{}),
		c.Appeal(&casefile.Appeal{}), c.Cleared(&casefile.Dismissed{}), c.Ring(&casefile.Ring{}), c.Title(), c.Summary()} {
		for line := range strings.Lines(s) {
			if line = strings.TrimSpace(line); strings.HasSuffix(line, ":") || strings.Contains(line, "  ") || strings.Contains(line, "nil") {
				t.Errorf("%q", line)
			}
		}
	}
	if c.Note(&casefile.Note{Withdrawn: casefile.Mark{By: "kim"}}) != "" {
		t.Error("an empty note says something")
	}
}

func TestAnAppealIsUndecidedOnlyWhereThatIsKnown(t *testing.T) {
	r := &casefile.Record{}
	if s := Read(r).Appeal(&casefile.Appeal{ID: 1}); !strings.Contains(s, "not decided") {
		t.Error(s)
	}
	r.LeftOut = []casefile.LeftOut{{What: "appeals.outcome", Count: 1, Why: casefile.NotKept}}
	if s := Read(r).Appeal(&casefile.Appeal{ID: 1}); strings.Contains(s, "decided") {
		t.Error(s)
	}
}
