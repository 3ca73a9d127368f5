package casefile_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
)

// theft is a case of two personas, of which one uses the identity of a victim.
func theft() *casefile.Record {
	at := func(day int) casefile.Time {
		return casefile.Time{Milli: 1_700_000_000_000 + int64(day)*86_400_000}
	}
	mark := func(by string, day int) casefile.Mark {
		return casefile.Mark{By: by, Time: at(day), Entry: uint64(day)}
	}
	id := func(kind string, value casefile.Text) casefile.Identifier {
		return casefile.Identifier{Kind: kind, Value: value, Status: "ok"}
	}
	none := casefile.Innocent{Code: "none"}
	r := &casefile.Record{Tool: "clew", Profile: "full", LeftOut: []casefile.LeftOut{},
		Case:   casefile.Case{ID: 4, Title: "The one who is Jane Weiss", State: "open", Owner: "kim", Made: mark("kim", 1)},
		People: []casefile.Person{{Login: "ada", Persons: []string{"ada"}}, {Login: "kim", Persons: []string{"kim l"}, Key: "k"}, {Login: "lee"}},
		Accounts: []casefile.Account{
			{ID: "outlook:1", Platform: "outlook", NativeID: "1", Role: "persona", State: "flagged", Username: "mary.major", Email: "mary@mail.example", Ring: "outlook:9",
				Facts:       []casefile.Fact{{Field: "bio", Value: "I build", Claimed: true}},
				Identifiers: []casefile.Identifier{id("email", "mary@mail.example"), id("ip", "198.51.100.12"), id("wallet", "0x00aa"), {Kind: "ip", Value: "192.0.2.9", Status: "ok", Hub: true}, {Kind: "email", Value: "none", Status: "placeholder"}, id("name", "Mary Major")}},
			{ID: "outlook:12", Platform: "outlook", NativeID: "12", Role: "persona", State: "enforced", Username: "jane.weiss90", Email: "jane@weiss.example", Ring: "outlook:9",
				Identifiers: []casefile.Identifier{id("email", "jane@weiss.example"), id("username", "jane.weiss90"), id("ip", "198.51.100.12"), id("url", "https://example.org/cv/JANE@weiss.example"), id("wallet", "0x00aa")}},
			{ID: "outlook:9", Platform: "outlook", NativeID: "9", Role: "victim", State: "known", Username: "jane.weiss", DisplayName: "Jane Weiss", Email: "jane@weiss.example", Ring: "outlook:9",
				Identifiers: []casefile.Identifier{id("email", "jane@weiss.example"), id("ip", "198.51.100.1")}},
			{ID: "outlook:5", Platform: "outlook", NativeID: "5", Role: "unknown", State: "flagged", Identifiers: []casefile.Identifier{id("wallet", "0x00aa")}},
			{ID: "outlook:6", Platform: "outlook", NativeID: "6", Role: "persona", State: "dismissed", Dismissed: &casefile.Dismissed{Outcome: "no violation"}},
			{ID: "outlook:7", Platform: "outlook", NativeID: "7", Role: "facilitator", State: "known", Protection: &casefile.Protection{Why: "a journalist"}},
			{ID: "github:jane.weiss", Platform: "github", NativeID: "jane.weiss", Role: "persona", State: "flagged"},
		},
		Rings: []casefile.Ring{{ID: "outlook:9", Size: 4, Members: []casefile.Text{"outlook:1", "outlook:12", "outlook:9"}, Innocent: none, Bridges: []casefile.Bridge{{A: "outlook:1", B: "outlook:9", Bits: 3}},
			Values: []casefile.RingValue{{Kind: "email", Value: "jane@weiss.example", Inside: 2, Holders: 2}, {Kind: "wallet", Value: "0x00aa", Inside: 2, Holders: 3}, {Kind: "ip", Value: "192.0.2.9", Inside: 1, Holders: 400}}}},
		Links: []casefile.Link{{A: "outlook:1", B: "outlook:12", Class: "strong", Innocent: none, Evidence: []casefile.Evidence{{Kind: "wallet", Value: "0x00aa", Bits: 9}, {Kind: "ip", Value: "198.51.100.1", Bits: 2}}},
			{A: "outlook:9", B: "outlook:12", Class: "possible", Innocent: none, Evidence: []casefile.Evidence{{Kind: "email", Value: "jane@weiss.example", Bits: 9}}}},
		Notes: []casefile.Note{{Mark: mark("kim", 2), On: "account", Accounts: []casefile.Text{"outlook:9"}, Text: "She wrote to us."},
			{Mark: mark("kim", 3), On: "case", Text: "kim asked Jane\u00a0WEISS, said lee."}, {Mark: mark("lee", 3), On: "case", Text: "lee asked KIM; kimono, lee."},
			{Mark: mark("lee", 3), On: "identifier", Ref: "email:jane@weiss.example", Text: "x"}},
		Proposals: []casefile.Proposal{{ID: 1, Hash: "h1", Status: "decided", Action: "suspend", Accounts: []casefile.Text{"outlook:12", "outlook:9"}, Made: mark("kim", 4), Evidence: []casefile.Ground{{Kind: "email", Value: "jane@weiss.example"}, {Kind: "wallet", Value: "0x00aa"}},
			Approvals: []casefile.Approval{{Mark: mark("lee", 5), Hash: "h1", Signs: "the text"}}, Decided: []casefile.AccountState{{Account: "outlook:12", State: "enforced"}, {Account: "outlook:9", State: "approved"}}, TermsJSON: `{"accounts":["outlook:9"]}`},
			{ID: 2, Action: "warn", Accounts: []casefile.Text{"outlook:9"}, Made: mark("kim", 4), Decided: []casefile.AccountState{{Account: "outlook:9", State: "approved"}}}},
		Batches: []casefile.Batch{{ID: 3, Action: "suspend", Others: 5, Results: []casefile.BatchResult{{Account: "outlook:12", Result: "done"}, {Account: "outlook:9", Result: "done"}}, Proposals: []uint32{1}}},
		Appeals: []casefile.Appeal{{ID: 1, Account: "outlook:9", From: "Jane Weiss"}, {ID: 2, Account: "outlook:12", From: "the owner"}},
		Entries: []casefile.Entry{{Index: 4, Time: at(4), Actor: "kim", Action: "propose", Subject: "outlook:9", Did: "proposed to suspend 2 accounts", Body: []byte(`{"x":1}`), Hash: "aa"},
			{Index: 5, Time: at(5), Actor: "lee", Action: "approve", Subject: "outlook:1", Did: "approved what kim proposed", Hash: "bb"}},
	}
	r.Detail = func(i int) (casefile.Detail, error) {
		return casefile.Detail{Events: []casefile.Event{{ID: "e", IP: "198.51.100.1", UserAgent: "for Jane Weiss"}}, Rows: []casefile.Row{{Line: 1, Raw: "Jane Weiss"}}}, nil
	}
	return r
}

func applied(t *testing.T, name string) *casefile.Record {
	t.Helper()
	for _, p := range testProfiles(t) {
		if p.Name == name {
			return checkRedacted(t, theft(), p)
		}
	}
	t.Fatal(name)
	return nil
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("%s:\n%s\nwant\n%s", what, g, w)
	}
}

func count(r *casefile.Record, what, why string) int {
	for _, l := range r.LeftOut {
		if l.What == what && strings.Contains(l.Why, why) {
			return l.Count
		}
	}
	return 0
}

func idsOf(r *casefile.Record) (ids []casefile.Text) {
	for _, a := range r.Accounts {
		ids = append(ids, a.ID)
	}
	return ids
}

func TestPeersGetIndicators(t *testing.T) {
	r := applied(t, "peers")
	same(t, "accounts", idsOf(r), []casefile.Text{"outlook:1", "outlook:12"})
	for what, n := range map[string]int{"accounts of victims": 1, "accounts of third parties": 1, "accounts that were cleared": 1, "accounts under protection": 1, "accounts whose id is a value of a victim": 1,
		"links of accounts that were left out": 1, "rings.members": 1, "notes": 2, "entries": 2, "people": 3, "accounts.detail.rows": 2, "accounts.detail.events": 2} {
		if got := count(r, what, ""); got != n {
			t.Errorf("%s: %d, want %d", what, got, n)
		}
	}
	for why, n := range map[string]int{"victims": 3, "kinds": 1, "hubs": 1, "statuses": 1} {
		if got := count(r, "accounts.identifiers", why); got != n {
			t.Errorf("identifiers by the rule %s: %d, want %d", why, got, n)
		}
	}
	var values []casefile.Text
	for _, a := range r.Accounts {
		for _, v := range a.Identifiers {
			values = append(values, v.Value)
		}
	}
	same(t, "identifiers", values, []casefile.Text{"mary@mail.example", "198.51.100.12", "0x00aa", "198.51.100.12", "0x00aa"})
	same(t, "fields of the thief", []casefile.Text{r.Accounts[1].Username, r.Accounts[1].Email, r.Accounts[0].Username}, []casefile.Text{"", "", "mary.major"})
	same(t, "ring", []any{r.Rings[0].ID, r.Rings[0].Members, r.Accounts[0].Ring, r.Rings[0].Values[0].Value, r.Rings[0].Values[1].Value, r.Rings[0].Values[2].Value}, []any{"ring-1", "[outlook:1 outlook:12]", "ring-1", "", "0x00aa", ""})
	same(t, "link", r.Links, []casefile.Link{{A: "outlook:1", B: "outlook:12", Class: "strong", Evidence: []casefile.Evidence{}}})
	same(t, "the rest", []any{r.Case.Title, r.Case.Owner, r.Case.Made.By, len(r.People), len(r.Proposals), r.Marking, r.Defang}, []any{"", "", "", 0, 0, "TLP:AMBER", true})
}

func TestThePlatformGetsIdsAndReasons(t *testing.T) {
	r := applied(t, "platform")
	same(t, "accounts", idsOf(r), []casefile.Text{"outlook:1", "outlook:12", "outlook:5", "outlook:6", "outlook:7"})
	same(t, "account", r.Accounts[1], casefile.Account{ID: "outlook:12", Platform: "outlook", NativeID: "12", State: "enforced"})
	p := r.Proposals[0]
	same(t, "proposal", []any{len(r.Proposals), p.ID, p.Hash, p.Accounts, p.Decided, len(p.Approvals), p.Approvals[0].By, p.Approvals[0].Signs, p.TermsJSON, len(p.Evidence)},
		[]any{1, 1, "h1", "[outlook:12]", "[{Account:outlook:12 State:enforced}]", 1, "", "", "", 0})
	same(t, "batch", []any{r.Batches[0].Results, r.Batches[0].Others}, []any{[]casefile.BatchResult{{Account: "outlook:12", Result: "done"}}, 6})
	same(t, "appeals", r.Appeals, []casefile.Appeal{{ID: 2, Account: "outlook:12"}})
	same(t, "entry", []any{r.Entries[0].Index, r.Entries[0].Hash, r.Entries[0].Action, r.Entries[0].Actor, r.Entries[0].Subject, r.Entries[0].Body}, []any{4, "aa", "propose", "", "", "[]"})
}

func TestThePublicGetsNumbersAndDays(t *testing.T) {
	r := applied(t, "public")
	same(t, "accounts", r.Accounts, []casefile.Account{{ID: "account-1", Platform: "outlook", Role: "persona", State: "flagged", Ring: "ring-1"}, {ID: "account-2", Platform: "outlook", Role: "persona", State: "enforced", Ring: "ring-1"}})
	same(t, "ring", []any{r.Rings[0].Members, r.Rings[0].Values}, []any{"[account-1 account-2]", []casefile.RingValue{{Kind: "email", Inside: 2, Holders: 2}, {Kind: "wallet", Inside: 2, Holders: 3}, {Kind: "ip", Inside: 1, Holders: 400}}})
	same(t, "proposal", []any{r.Proposals[0].ID, r.Proposals[0].Accounts, r.Proposals[0].Made.Time.String()}, []any{0, "[account-2]", "2023-11-18T00:00:00Z"})
	text := encode(t, r)
	for _, no := range []string{"outlook:", "198.51", "0x00aa", "example", "kim", "lee", "ada", `"h1"`, "aa\""} {
		if bytes.Contains(text, []byte(no)) {
			t.Errorf("%q is in the public record", no)
		}
	}
}

func TestTextsThatNameNobodyStay(t *testing.T) {
	r := applied(t, "wide")
	same(t, "notes", []any{len(r.Notes), r.Notes[0].Text, r.Notes[0].By, r.Notes[1].Text, r.Notes[1].By}, []any{2, "", "proposer-1", "reviewer-1 asked proposer-1; kimono, reviewer-1.", "reviewer-1"})
	same(t, "title", r.Case.Title, "")
	same(t, "people", r.People, []casefile.Person{{Login: "analyst-1"}, {Login: "proposer-1"}, {Login: "reviewer-1"}})
	same(t, "entries", []any{r.Entries[0].Subject, r.Entries[0].Did, r.Entries[0].Actor, r.Entries[1].Subject, r.Entries[1].Did}, []any{"", "proposed to suspend 2 accounts", "proposer-1", "outlook:1", "approved what proposer-1 proposed"})
	same(t, "evidence", []any{r.Links[0].Evidence[0].Value, r.Links[0].Evidence[1].Value, r.Links[0].Evidence[1].Bits, r.Proposals[0].Evidence[0].Value, r.Proposals[0].Evidence[1].Value}, []any{"0x00aa", "", 2, "", "0x00aa"})
	d, err := r.Details(1)
	same(t, "details", []any{d, err}, []any{casefile.Detail{Events: []casefile.Event{{ID: "e"}}, Rows: []casefile.Row{}}, nil})
	same(t, "facts", len(r.Accounts[0].Facts), 0)
	n := applied(t, "numbered")
	same(t, "subject", []any{n.Entries[1].Subject, n.Entries[1].Did, n.Links[0].A, n.Notes[1].Text}, []any{"", "approved what somebody proposed", "account-1", "somebody asked somebody; kimono, somebody."})
}

func TestNamesAreFoundInTexts(t *testing.T) {
	for text, stays := range map[casefile.Text]bool{
		"Mary Major wrote": true, "her janet weissbier": true, "outlook:91 and outlook:1": true, "from 198.51.100.12 and 198.51.100.100": true, "id 9": true, "": true, "\xff": true,
		"Ask Weiss": false, "ask JANE.": false, "ja\u200bne weiss": false, "\uff2aane": false, "outlook:9": false, "see outlook:9.": false, "from 198.51.100.1/32": false,
		"JANE@WEISS.EXAMPLE": false, "xjane@weiss.example": false, "wei\u00dfe jane.wei\u00df": false, "outlook:5": true, "\xffjane": false,
		"jane[@]weiss[.]example": false, "Jane [at] x": false, "198[.]51[.]100[.]1 again": false, "call (404) 555-0177.": false, "+1 404-555 01 77": false, "404 555 0178": true, "40455501 and 77": true,
	} {
		r := theft()
		r.Accounts[2].Identifiers = append(r.Accounts[2].Identifiers, casefile.Identifier{Kind: "phone", Value: "+14045550177", Status: "ok"})
		r.Notes = []casefile.Note{{On: "case", Text: text}}
		for _, p := range testProfiles(t) {
			if p.Name == "wide" {
				if out := checkRedacted(t, r, p); (out.Notes[0].Text == text) != stays {
					t.Errorf("%q: %q", text, out.Notes[0].Text)
				}
			}
		}
	}
}

func TestAnAccountThatAVictimCallsTheirsIsLeftOut(t *testing.T) {
	r := theft()
	r.Accounts[2].Identifiers = append(r.Accounts[2].Identifiers, casefile.Identifier{Kind: "account", Value: "Outlook:12", Status: "ok"})
	out := checkRedacted(t, r, profile(t, casefile.BuiltIn(), "peers"))
	same(t, "accounts", idsOf(out), []casefile.Text{"outlook:1"})
}

func TestWhatIsAboutAccountsOutsideOfTheRecordIsLeftOut(t *testing.T) {
	for subject, stays := range map[casefile.Text]bool{"outlook:1": true, "outlook:1 and outlook:12": true, "wallet:0x00aa": true, "3 accounts": true, "case 4": true, "rings": true,
		"outlook:77": false, "outlook:1 and outlook:77": false, "email:jane@weiss.example": false} {
		r := theft()
		r.Entries = r.Entries[1:]
		r.Entries[0].Subject = subject
		r.Case.Trails = []casefile.Trail{{Steps: []casefile.TrailStep{{Page: "account", Ref: subject}}}}
		for _, p := range testProfiles(t) {
			if p.Name != "wide" {
				continue
			}
			out := checkRedacted(t, r, p)
			if e := out.Entries[0]; (e.Subject == subject) != stays || (len(out.Case.Trails[0].Steps) == 1) != stays || e.Did == "" && stays {
				t.Errorf("%q: %+v %+v", subject, e, out.Case.Trails)
			}
		}
	}
}

func TestErrorsOfDetailsAreGiven(t *testing.T) {
	r := theft()
	broken := errors.New("broken")
	r.Detail = func(int) (casefile.Detail, error) { return casefile.Detail{}, broken }
	if _, err := profile(t, casefile.BuiltIn(), "peers").Apply(r); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestAnEmptyRecordCanBeRedacted(t *testing.T) {
	for _, p := range testProfiles(t) {
		out := checkRedacted(t, &casefile.Record{}, p)
		if out.Detail = nil; p.Name == "public" {
			same(t, "an empty record", out, &casefile.Record{Profile: p.Name, Marking: p.Marking, Defang: true, LeftOut: []casefile.LeftOut{}})
		}
	}
}

func BenchmarkApply(b *testing.B) {
	r := casefiletest.Random(1, 3000, nil)
	for _, p := range testProfiles(b) {
		b.Run(p.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Apply(r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestValuesOfTheRestOfARingStay in the house: nobody of the case carries them, and so nobody has
// said whose they are, or whether they are common.
func TestValuesOfTheRestOfARingStayInTheHouse(t *testing.T) {
	r := &casefile.Record{
		Case:     casefile.Case{ID: 1, State: "open"},
		Profile:  casefile.Full,
		Accounts: []casefile.Account{{ID: "t:1", Platform: "t", NativeID: "1", Role: "persona", Identifiers: []casefile.Identifier{{Kind: "wallet", Value: "0x00aa", Status: "ok"}}}},
		Rings: []casefile.Ring{{ID: "t:1", Size: 9, Members: []casefile.Text{"t:1"}, Values: []casefile.RingValue{
			{Kind: "wallet", Value: "0x00aa", Inside: 4, Holders: 4}, {Kind: "wallet", Value: "0x00bb", Inside: 3, Holders: 3}, {Kind: "ip", Value: "192.0.2.3", Inside: 2, Holders: 82}}}},
	}
	p, err := casefile.BuiltIn().Profile("peers")
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.Apply(r)
	if err != nil {
		t.Fatal(err)
	}
	v := out.Rings[0].Values
	same(t, "values", []casefile.Text{v[0].Value, v[1].Value, v[2].Value}, []casefile.Text{"0x00aa", "", ""})
	same(t, "counted", count(out, "rings.values.value", "nobody is named"), 2)
}
