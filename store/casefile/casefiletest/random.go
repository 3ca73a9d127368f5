package casefiletest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// Random gives a record of so many accounts, in which every [casefile.Text] that does not
// have to be of a form is one of the hostile texts. Hostile may be empty.
func Random(seed uint64, accounts int, hostile []string) *casefile.Record {
	g := &generator{rand.New(rand.NewPCG(seed, 28)), hostile}
	r := g.record(accounts)
	g.spoil(reflect.ValueOf(r).Elem())
	g.details(r)
	return r
}

type generator struct {
	*rand.Rand
	hostile []string
}

var kinds = []string{"email", "recovery_email", "phone", "recovery_phone", "ip", "device", "fingerprint", "session", "mfa_device", "wallet", "iban", "card",
	"payment", "name", "username", "handle", "url", "address", "file_hash", "photo", "resume", "document", "commit_email", "paypal"}

func (g *generator) pick(of ...string) string { return of[g.IntN(len(of))] }

func (g *generator) time() casefile.Time {
	return casefile.Time{Milli: 1_700_000_000_000 + g.Int64N(80_000_000)*1000 + int64(g.IntN(2)*g.IntN(1000)), Offset: int16([]int{0, 0, 540, -300}[g.IntN(4)])}
}

func (g *generator) mark() casefile.Mark {
	t := g.time()
	t.Offset = 0
	return casefile.Mark{By: g.pick("kim", "lee", "ada"), Time: t, Entry: 1 + g.Uint64N(500)}
}

// value gives a canonical value of a kind, number n of it.
func value(kind string, n int) casefile.Text {
	v := fmt.Sprintf("%s-%d", kind, n)
	switch kind {
	case "email", "recovery_email", "commit_email", "paypal":
		v = fmt.Sprintf("user%d@mail.example", n)
	case "phone", "recovery_phone":
		v = fmt.Sprintf("+1202555%04d", 100+n%100)
	case "ip":
		v = fmt.Sprintf("198.51.100.%d", n%256)
		if n%5 == 4 {
			v = fmt.Sprintf("2001:db8::%x", n)
		}
	case "wallet":
		v = fmt.Sprintf("0x%040x", n)
	case "url":
		v = fmt.Sprintf("https://example.org/%d", n)
	case "handle":
		v = fmt.Sprintf("github:octo%d", n)
	case "iban":
		v = fmt.Sprintf("GB33BUKB2020155555%04d", n)
	case "file_hash", "photo", "resume":
		sum := sha256.Sum256([]byte(v))
		v = hex.EncodeToString(sum[:])
	}
	return casefile.Text(v)
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

func (g *generator) innocent() casefile.Innocent {
	return casefile.Innocent{Code: g.pick("household", "agency", "kiosk", "exit", "none"), Text: "people who live together share the address", Settle: "ask who pays for the line", Covers: g.Float64()}
}

func (g *generator) record(n int) *casefile.Record {
	root := sha256.Sum256([]byte{byte(n)})
	id := sum(fmt.Sprint("log", g.Uint64()))[:32]
	r := &casefile.Record{Tool: "clew", Investigation: id, Profile: "full", LeftOut: []casefile.LeftOut{},
		Log: casefile.Log{Entries: 512, Root: base64.StdEncoding.EncodeToString(root[:]), Time: g.mark().Time}}
	r.Log.Checkpoint = fmt.Sprintf("clew/%s\n512\n%s\n", id, r.Log.Root)
	r.Case = casefile.Case{ID: 1 + g.Uint32N(9), Title: "The Skylark ring", State: g.pick("open", "closed"), Owner: "kim", Queue: "it-workers", Priority: "high",
		Tags: []string{"it-workers"}, Made: g.mark(), FollowUp: g.time(),
		Steps:  []casefile.Step{{Text: "Who pays them?", Done: g.mark()}, {Text: "Whose names are these?"}},
		Values: []casefile.Value{{Mark: g.mark(), Kind: "wallet", Value: value("wallet", 1), Why: "the pay goes there", Holders: 5}},
		Trails: []casefile.Trail{{Mark: g.mark(), Why: "how the second half was found", Steps: []casefile.TrailStep{{Page: "account", Ref: "outlook:1", Text: "start"}, {Page: "pivot", Ref: "wallet:" + value("wallet", 1)}}}}}
	r.Files = []casefile.SourceFile{{Name: "export.jsonl", SHA256: sum("export"), Profile: "clew-jsonl", Bytes: 4096, Mark: g.mark()}}
	r.People = []casefile.Person{{Login: "kim", Persons: []string{"kim"}}, {Login: "lee"}, {Login: "ada"}}
	for i := range n {
		r.Accounts = append(r.Accounts, g.account(i))
	}
	g.links(r)
	g.decisions(r)
	for i := range 6 {
		note := casefile.Note{Mark: g.mark(), On: g.pick("case", "identifier"), Text: "They share **one** wallet.\n\nSee the trail."}
		if n > 0 {
			note.On, note.Accounts = "account", []casefile.Text{r.Accounts[i%n].ID}
		}
		if i == 2 {
			note.Withdrawn = g.mark()
			note.Attachments = []casefile.Attachment{{Name: "screen.png", SHA256: sum("screen"), Bytes: 17, Media: "image/png"}}
		}
		r.Notes = append(r.Notes, note)
	}
	for i := range 20 {
		m := g.mark()
		r.Entries = append(r.Entries, casefile.Entry{Index: uint64(i), Time: m.Time, Actor: m.By, Action: g.pick("note", "tag", "case", "propose", "approve"), Did: "did something",
			Body: json.RawMessage(`{"id":1}`), Hash: sum(fmt.Sprint("leaf", i))})
	}
	return r
}

func (g *generator) account(i int) casefile.Account {
	id := fmt.Sprintf("%08d", i)
	a := casefile.Account{ID: casefile.Text("outlook:" + id), Platform: "outlook", NativeID: casefile.Text(id), Role: g.pick("unknown", "persona", "persona", "facilitator", "victim", ""),
		Why: "it shares the wallet", Added: g.mark(), Username: casefile.Text(fmt.Sprintf("dev.star%d", i)), DisplayName: casefile.Text(fmt.Sprintf("Dev Star %d", i)),
		Email: casefile.Text(fmt.Sprintf("user%d@mail.example", i)), State: g.pick("flagged", "proposed", "approved", "enforced", "dismissed", "known"), Score: float64(g.IntN(101)),
		ScoreRows: []casefile.ScoreRow{{Label: "flagged by a source", Detail: "abuse desk", Bits: 2.5}}, CreatedAt: g.time(), FlaggedAt: g.time(), FirstSeen: g.time(), LastSeen: g.time(),
		Facts: []casefile.Fact{{Field: "country", Value: "US", Claimed: true}, {Field: "bio", Value: "I build things.", Claimed: true, AsOf: g.time()}, {Field: "platform_status", Value: "active"}},
		Flags: []casefile.Flag{{Source: "abuse desk", Reason: "many accounts, one wallet", Score: 80, Time: g.time()}},
		Signals: []casefile.Signal{{Code: "NET-VPN", Facts: "signs in from a VPN", Counter: "privacy", Severity: 1},
			{Code: "PAY-FREQ", Facts: "the payment account changed 4 times", Counter: "a bank that closed", Severity: 2, Computed: true}},
		Watch:      []casefile.WatchHit{{List: "exits", Stance: "benign", Class: "vpn", Kind: "ip", Value: value("ip", i%7), How: "lies in 198.51.100.0/24", Note: "a VPN"}},
		Tags:       []casefile.Text{"wave-2"},
		OtherCases: g.IntN(3)}
	for _, k := range kinds {
		n := i
		if g.IntN(3) > 0 {
			n = i % 3 // shared
		}
		a.Identifiers = append(a.Identifiers, casefile.Identifier{Kind: k, Value: value(k, n), Status: g.pick("ok", "ok", "ok", "placeholder", "private", "suspect"),
			Holders: 1 + g.IntN(9), Hub: g.IntN(9) == 0, FirstSeen: g.time(), LastSeen: g.time()})
	}
	switch g.IntN(4) {
	case 0:
		a.Hold = &casefile.Hold{Mark: g.mark(), Kind: "legal", Why: "counsel asked"}
	case 1:
		a.Protection = &casefile.Protection{Mark: g.mark(), Why: "a journalist"}
	case 2:
		a.Dismissed = &casefile.Dismissed{Mark: g.mark(), Outcome: "no violation", Why: "a travel agent"}
	}
	return a
}

func (g *generator) links(r *casefile.Record) {
	n := len(r.Accounts)
	for i := 1; i < n; i++ {
		a, b := &r.Accounts[i-1], &r.Accounts[i]
		k := casefile.Link{A: a.ID, B: b.ID, Prior: -12, Class: g.pick("certain", "strong", "possible", "weak"), Innocent: g.innocent()}
		k.Bits = k.Prior
		for _, kind := range []string{"wallet", "mfa_device", "ip"} {
			e := casefile.Evidence{Kind: kind, Value: value(kind, i%3), Family: "money", Holders: 2 + g.IntN(5), Bits: float64(g.IntN(1000)) / 64, Hub: g.IntN(8) == 0, Benign: g.pick("", "exit"), Why: "odds +11.2"}
			k.Bits += e.Bits
			k.Evidence = append(k.Evidence, e)
		}
		k.Probability = .97
		if i%4 == 0 {
			k.Verdict = &casefile.Verdict{Mark: g.mark(), Verdict: g.pick("same", "not-same", "unclear"), Why: "they take turns"}
		}
		r.Links = append(r.Links, k)
	}
	slices.SortStableFunc(r.Links, func(a, b casefile.Link) int { return int(b.Bits*64) - int(a.Bits*64) })
	if n < 3 {
		return
	}
	ring := casefile.Ring{ID: r.Accounts[0].ID, Size: n + 2, Class: "certain", Density: .8, HubShare: .1, FirstSeen: g.time(), LastSeen: g.time(), Innocent: g.innocent(),
		Bridges: []casefile.Bridge{{A: r.Accounts[0].ID, B: r.Accounts[1].ID, Bits: 4.5}}}
	for i := range r.Accounts {
		ring.Members = append(ring.Members, r.Accounts[i].ID)
		r.Accounts[i].Ring = ring.ID
	}
	for _, kind := range []string{"wallet", "mfa_device", "ip"} {
		ring.Values = append(ring.Values, casefile.RingValue{Kind: kind, Value: value(kind, 1), Inside: n/3 + 1, Holders: n/3 + 3, Bits: 40})
	}
	r.Rings = []casefile.Ring{ring}
}

func (g *generator) decisions(r *casefile.Record) {
	r.Policies = []casefile.Policy{{ID: "default", Version: 1, Title: "Fabricated accounts", Text: "An account may not be made under a false identity.\n\nWho does so is suspended.", SHA256: sum("policy"), Approvals: 1,
		Reasons: []casefile.Reason{{Code: "fabricated-identity", Title: "The identity is made up"}}}}
	if len(r.Accounts) == 0 {
		return
	}
	var ids []casefile.Text
	for i := range r.Accounts {
		ids = append(ids, r.Accounts[i].ID)
	}
	for i, action := range []string{"suspend", "terminate", "warn"} {
		terms := fmt.Sprintf(`{"log":%q,"proposal":%d}`, r.Investigation, i+1)
		p := casefile.Proposal{ID: uint32(i + 1), Version: 1, Hash: sum(terms), Status: []string{"decided", "approved", "returned"}[i], Action: action, Policy: "default", PolicyVersion: 1,
			PolicySHA256: sum("policy"), Reason: "fabricated-identity", ReasonTitle: "The identity is made up", Note: "One hand runs them: one wallet, one authenticator.",
			Benign: "A payroll agent could share the wallet; it would not share the authenticator.", Alternatives: "A warning.", Confidence: g.pick("low", "moderate", "high"),
			Evidence: []casefile.Ground{{Kind: "wallet", Value: value("wallet", 1), Holders: 3, All: 4, Bits: 11.5, Benign: "agency"}, {Kind: "note", Note: 7, Text: "see the note"}, {Kind: "NET-VPN"}},
			Warnings: []casefile.Warning{{Code: "protected", Accounts: 1, Text: "1 account is protected"}}, Second: "checked twice", Accounts: ids, AccountsSHA256: sum("accounts"),
			Made: g.mark(), Changed: g.mark(), Opened: []casefile.Mark{g.mark()}, Needed: 1, TermsJSON: casefile.Text(terms)}
		verdict := casefile.Approval{Mark: g.mark(), Note: "agreed", Hash: p.Hash}
		switch i {
		case 0:
			verdict.Signature, verdict.Signs = make([]byte, 64), "clew approval\n"
			p.Approvals = []casefile.Approval{verdict}
		case 1:
			p.Approvals = []casefile.Approval{verdict}
			verdict.Void = "the proposal was changed"
			p.Voided = []casefile.Approval{verdict}
		case 2:
			p.Returned = &verdict
		}
		for _, id := range ids {
			p.Decided = append(p.Decided, casefile.AccountState{Account: id, State: g.pick("approved", "enforced", "failed")})
		}
		r.Proposals = append(r.Proposals, p)
	}
	b := casefile.Batch{ID: 1, Action: "suspend", Sealed: g.mark(), Why: "the wave of Monday", NotBefore: g.time(), Window: 3600, HandedOff: []casefile.HandedOff{{Mark: g.mark(), Manifest: sum("manifest")}}, Others: 2, Proposals: []uint32{1}}
	for _, id := range ids {
		b.Results = append(b.Results, casefile.BatchResult{Account: id, Result: g.pick("pending", "done", "failed", "not-found"), Message: "ok"})
	}
	r.Batches = []casefile.Batch{b}
	r.Appeals = []casefile.Appeal{{ID: 1, Account: ids[0], Filed: g.mark(), Received: g.time(), From: "the owner", Text: "It is my account.", Proposal: 1, Batch: 1, Outcome: g.pick("", "uphold", "overturn"), Decided: g.mark(), Note: "looked at again"}}
}

func (g *generator) details(r *casefile.Record) {
	details := make([]casefile.Detail, len(r.Accounts))
	for i := range details {
		for line := range g.IntN(5) {
			details[i].Events = append(details[i].Events, casefile.Event{ID: casefile.Text(fmt.Sprint("e", i, line)), Time: g.time(), Action: "sign-in", Result: g.pick("success", "failure", ""),
				IP: value("ip", i%7), ASN: 64500, ASOrg: "Example Net", Country: "US", City: "Austin", Latitude: 30.25, Longitude: -97.75, DeviceID: "d1", UserAgent: "Mozilla/5.0", Line: uint64(line + 1)})
		}
		details[i].Rows = []casefile.Row{{File: 0, Line: uint64(i + 1), Raw: casefile.Text(fmt.Sprintf(`{"account_id":"%08d"}`, i))}}
		g.spoil(reflect.ValueOf(&details[i]).Elem())
		r.Accounts[i].EventCount = len(details[i].Events)
	}
	r.Detail = func(i int) (casefile.Detail, error) { return details[i], nil }
}

// formed are fields of type Text whose form the formats rely on: ids of accounts refer to
// one another, and the value of an identifier is one of its kind.
var formed = []string{"ID", "NativeID", "A", "B", "Members", "Ring", "Accounts", "Account", "TermsJSON", "Signs"}

var textType = reflect.TypeFor[casefile.Text]()

// spoil puts hostile texts into every second Text that may have any form. Values of
// identifiers are spoilt now and then: what no canonicaliser would let through stands
// there with status ok.
func (g *generator) spoil(v reflect.Value) {
	if len(g.hostile) == 0 {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if slices.Contains(formed, f.Name) && f.Name != "Accounts" || f.Name == "Detail" && f.Type.Kind() == reflect.Func {
				continue
			}
			if f.Name == "Accounts" && f.Type == reflect.TypeFor[[]casefile.Text]() {
				continue
			}
			if f.Name == "Value" && f.Type == textType && g.IntN(4) > 0 {
				continue
			}
			g.spoil(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			g.spoil(v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			g.spoil(v.Elem())
		}
	case reflect.String:
		if v.Type() == textType && g.IntN(2) == 0 {
			v.SetString(g.hostile[g.IntN(len(g.hostile))])
		}
	}
}
