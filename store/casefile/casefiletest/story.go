package casefiletest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// Story gives the case of a small ring, as an investigation would have it: six personas
// that one hand runs, the facilitator who keeps their laptops, somebody whose name was
// used, and a travel agent who turned out to be one. It has a decision that was approved,
// enforced and appealed against, and one that was returned.
func Story() *casefile.Record {
	s := &story{}
	r := &casefile.Record{Tool: "clew 1.0.0", Investigation: "9d2c41f07be84a5c8a1f6be2d3907c55", Profile: casefile.Full, Marking: "TLP:AMBER", LeftOut: []casefile.LeftOut{}}
	s.r = r
	s.accounts()
	s.identifiers()
	s.links()
	s.ring()
	s.people()
	s.decisions()
	s.notes()
	s.entries()
	s.events()
	return r
}

type story struct {
	r *casefile.Record
}

// when gives a time of the spring of 2026, in UTC.
func when(month time.Month, day, hour, minute int) casefile.Time {
	return casefile.Time{Milli: time.Date(2026, month, day, hour, minute, 0, 0, time.UTC).UnixMilli()}
}

func by(login string, entry uint64, month time.Month, day, hour, minute int) casefile.Mark {
	return casefile.Mark{By: login, Entry: entry, Time: when(month, day, hour, minute)}
}

const (
	payout    = "0x5afe1e51c0ffee00d15ea5e00ddba11000000042"
	token     = "mfa-7f3c91aa2e"
	farm      = "203.0.113.44"
	exit      = "198.51.100.23"
	telephone = "+12025550143"
	letterbox = "41 Juniper Court, Unit 3, Example Falls, OR 97000"
)

func (s *story) accounts() {
	for _, p := range []struct {
		id, username, name, role, why, country, zone, city, title, bio string
		score                                                          float64
		state                                                          string
	}{
		{"7740112", "lena.park0417", "Lena Park", "persona", "flagged: payout wallet of five others", "US", "America/Chicago", "Austin", "Senior React developer", "I ship clean interfaces. Ten years of React and Node, US citizen, no sponsorship needed.", 94, "enforced"},
		{"7740388", "devstar.ken", "Ken Osborne", "persona", "same wallet and authenticator as lena.park0417", "US", "America/Denver", "Boulder", "Full-stack engineer", "Full-stack engineer. Fast, quiet, reliable.", 93, "enforced"},
		{"7741950", "dana.whitfield.dev", "Dana Whitfield", "persona", "same wallet; uses the name of a real person", "US", "America/Los_Angeles", "Portland", "Mobile developer", "", 88, "enforced"},
		{"7742203", "m.tanaka.code", "Mika Tanaka", "persona", "same wallet and authenticator", "JP", "Asia/Tokyo", "Osaka", "Blockchain engineer", "Solidity, Rust, audits. Remote only.", 91, "failed"},
		{"7743117", "ivan.r.builds", "Ivan Rusev", "persona", "same wallet, authenticator and résumé", "BG", "Europe/Sofia", "Varna", "Senior React developer", "I ship clean interfaces. Ten years of React and Node.", 86, "enforced"},
		{"7745021", "sol.reyes.eng", "Sol Reyes", "unknown", "same wallet; taken for a persona until appeal 2", "US", "America/New_York", "Tampa", "Data engineer", "", 71, "reinstated"},
		{"7729904", "harmon.it.services", "Harmon IT Services", "facilitator", "keeps the laptops at the address where five of them sign in", "US", "America/Los_Angeles", "Example Falls", "Managed IT", "We host your equipment. Any brand.", 64, "proposed"},
		{"5518230", "dana.whitfield", "Dana Whitfield", "victim", "dana.whitfield.dev uses her name and her document", "US", "America/Los_Angeles", "Portland", "Nurse", "", 12, "known"},
		{"6650047", "skylark.tours", "Skylark Travel", "unknown", "shares a telephone number with lena.park0417", "US", "America/New_York", "Hartford", "Travel agency", "Tickets and visas for students from everywhere.", 38, "dismissed"},
	} {
		a := casefile.Account{ID: casefile.Text("outlook:" + p.id), Platform: "outlook", NativeID: casefile.Text(p.id), Role: p.role, Why: casefile.Text(p.why), Username: casefile.Text(p.username),
			DisplayName: casefile.Text(p.name), Email: casefile.Text(p.username + "@mail.example"), State: p.state, Score: p.score, Added: by("kim", 31, 4, 13, 9, 12)}
		n := len(s.r.Accounts)
		a.CreatedAt = when(1, 8+n, 3, 10*n%60)
		if p.role == "victim" || p.role == "unknown" {
			a.CreatedAt = casefile.Time{Milli: time.Date(2017+n%2, 6, 3, 15, 0, 0, 0, time.UTC).UnixMilli()}
		}
		a.Facts = []casefile.Fact{{Field: "platform_status", Value: "active", AsOf: when(4, 10, 0, 0)}, {Field: "country", Value: casefile.Text(p.country), Claimed: true},
			{Field: "city", Value: casefile.Text(p.city), Claimed: true}, {Field: "timezone", Value: casefile.Text(p.zone), Claimed: true}, {Field: "title", Value: casefile.Text(p.title), Claimed: true}}
		if p.bio != "" {
			a.Facts = append(a.Facts, casefile.Fact{Field: "bio", Value: casefile.Text(p.bio), Claimed: true})
		}
		s.r.Accounts = append(s.r.Accounts, a)
	}
	s.signals()
	agent := &s.r.Accounts[8]
	agent.Dismissed = &casefile.Dismissed{Mark: by("kim", 44, 4, 15, 10, 2), Outcome: "no-violation", Why: "A licensed travel agency. It lends its telephone to customers who have none yet; lena.park0417 wrote the number into a form once."}
	s.r.Accounts[7].Protection = &casefile.Protection{Mark: by("kim", 43, 4, 15, 9, 40), Why: "The owner is a victim. Nothing is to be done to her account."}
	s.r.Accounts[6].Hold = &casefile.Hold{Mark: by("lee", 63, 4, 17, 16, 30), Kind: "legal", Why: "Counsel is asked whether the laptops must be preserved first.", Until: when(6, 1, 0, 0)}
}

func (s *story) signals() {
	flag := func(i int, source, reason string, score uint8) {
		a := &s.r.Accounts[i]
		a.FlaggedAt = when(4, 10, 6, i)
		a.Flags = append(a.Flags, casefile.Flag{Source: casefile.Text(source), Reason: casefile.Text(reason), Score: score, Time: a.FlaggedAt})
		a.ScoreRows = append(a.ScoreRows, casefile.ScoreRow{Label: "flagged", Detail: casefile.Text(source), Bits: float64(score) / 32})
	}
	flag(0, "payments team", "Five accounts are paid into one wallet", 90)
	flag(1, "payments team", "Five accounts are paid into one wallet", 90)
	flag(4, "recruiter at Example Robotics", "Résumé is word for word that of another applicant", 60)
	flag(8, "payments team", "Telephone number of a flagged account", 30)
	signal := func(i int, code, facts, counter string, severity uint8) {
		a := &s.r.Accounts[i]
		a.Signals = append(a.Signals, casefile.Signal{Code: code, Facts: casefile.Text(facts), Counter: casefile.Text(counter), Severity: severity, Computed: true})
		a.ScoreRows = append(a.ScoreRows, casefile.ScoreRow{Label: code, Bits: float64(severity) * 1.5})
	}
	const (
		vpn   = "Travellers, people whose network is censored or watched, company VPNs and everybody who likes privacy use these networks; lists are out of date somewhere."
		hours = "Night and shift workers, carers, people who work for clients elsewhere."
		mfa   = "A shared telephone in a family, a helper or an IT desk that sets accounts up, a shared kiosk, one person with several accounts of their own."
	)
	for i := range 6 {
		signal(i, "NET-VPN", "Signed in from "+exit+", a VPN, on 9 days", vpn, 1)
	}
	for _, i := range []int{0, 1, 3, 4} {
		signal(i, "DEV-MFA", "The authenticator "+token+" also serves 3 other accounts", mfa, 3)
	}
	signal(0, "TZ-HOURS", "Active from 00:00 to 09:00 UTC; says it lives in America/Chicago", hours, 1)
	signal(2, "ID-MISMATCH", "Says it lives in Portland, and has a telephone number that was sold in Virginia", "People keep the telephone number of the place that they left.", 1)
}

func (s *story) identifiers() {
	carry := func(kind, value string, holders int, accounts ...int) {
		for _, i := range accounts {
			a := &s.r.Accounts[i]
			a.Identifiers = append(a.Identifiers, casefile.Identifier{Kind: kind, Value: casefile.Text(value), Status: "ok", Holders: holders, Hub: holders > 50, FirstSeen: when(1, 12+i, 8, 0), LastSeen: when(4, 9, 20-i, 0)})
		}
	}
	for i := range s.r.Accounts {
		carry("email", string(s.r.Accounts[i].Email), 1, i)
	}
	carry("phone", "+12025550119", 2, 0, 8)
	carry("recovery_phone", telephone, 2, 2, 5)
	carry("ip", farm, 6, 0, 1, 2, 3, 4, 6)
	carry("ip", exit, 214, 0, 1, 2, 3, 4, 5, 8)
	carry("mfa_device", token, 4, 0, 1, 3, 4)
	carry("wallet", payout, 6, 0, 1, 2, 3, 4, 5)
	carry("name", "dana whitfield", 2, 2, 7)
	carry("address", letterbox, 2, 2, 6)
	carry("resume", sum("résumé of the React developer"), 2, 0, 4)
	carry("document", "DL-WHITFIELD-0093", 2, 2, 7)
	for _, i := range []int{0, 1, 2, 3, 4, 5, 8} {
		s.r.Accounts[i].Watch = []casefile.WatchHit{{List: "vpn-exits", Stance: "benign", Class: "vpn", Kind: "ip", Value: exit, How: "lies in 198.51.100.0/24", Note: "an exit of a VPN that anybody can rent"}}
	}
}

// link adds a link; with the prior, the bits of its rows are its strength.
func (s *story) link(a, b int, in casefile.Innocent, rows ...casefile.Evidence) {
	k := casefile.Link{A: s.r.Accounts[a].ID, B: s.r.Accounts[b].ID, Prior: -12, Bits: -12, Innocent: in, Evidence: rows}
	for _, e := range rows {
		k.Bits += e.Bits
	}
	k.Probability = 1 / (1 + math.Exp2(-k.Bits))
	k.Class = "weak"
	for _, c := range []struct {
		from  float64
		class string
	}{{0, "possible"}, {4, "strong"}, {9, "certain"}} {
		if k.Bits >= c.from {
			k.Class = c.class
		}
	}
	s.r.Links = append(s.r.Links, k)
}

func (s *story) links() {
	row := func(kind, value, family string, holders int, bits float64, why string) casefile.Evidence {
		return casefile.Evidence{Kind: kind, Value: casefile.Text(value), Family: family, Holders: holders, Bits: bits, Why: casefile.Text(why)}
	}
	wallet := row("wallet", payout, "money", 6, 11.25, "all 15 pairs tied by other values too, odds +11.3")
	device := row("mfa_device", token, "device", 4, 9.5, "all 6 pairs tied by other values too, odds +9.5")
	place := row("ip", farm, "network", 6, 3.75, "one place of 6, odds +3.8")
	place.Benign = "household"
	vpn := row("ip", exit, "network", 214, 0.25, "hub, odds -3.1")
	vpn.Hub, vpn.Benign = true, "exit"
	turns := casefile.Evidence{Kind: "turns", Family: "time", Bits: 4.5, Why: "29 hand-overs within 5 minutes, 1.8 expected", Benign: "shifts"}
	household := casefile.Innocent{Code: "household", Text: "6 people may live together and share what a home shares", Settle: "whether each is paid to an account of its own, uses an authenticator of its own and keeps its own hours", Covers: .13}
	none := casefile.Innocent{Code: "none", Text: "no rule explains what they share", Settle: "ask the owner of each account"}
	shifts := casefile.Innocent{Code: "shifts", Text: "they may be people who take turns at one place, or customers whom an agent serves one after the other",
		Settle: "whether the two are ever active at the same time, and who else uses the place", Covers: .29}
	stolen := casefile.Innocent{Code: "stolen-name", Text: "one account may use a name, picture or document that belongs to the owner of the other, who is then a victim",
		Settle: "which of the two is older and can prove the identity; ask before acting on it", Covers: 1}
	agency := casefile.Innocent{Code: "agency", Text: "2 customers may have been signed up by one agent, who used the agent's own device, address or telephone",
		Settle: "whether they share anything but the agent's, and whether the agent can name the customers", Covers: .96}
	for _, pair := range [][2]int{{0, 1}, {0, 3}, {0, 4}, {1, 3}, {1, 4}, {3, 4}} {
		rows := []casefile.Evidence{wallet, device}
		if pair == [2]int{0, 1} {
			rows = append(rows, turns)
		}
		if pair == [2]int{0, 4} {
			rows = append(rows, row("resume", sum("résumé of the React developer"), "content", 2, 6.25, "odds +6.3"))
		}
		s.link(pair[0], pair[1], household, append(rows, place, vpn)...)
	}
	for _, i := range []int{0, 1, 3, 4} {
		s.link(i, 2, household, wallet, place, vpn)
		s.link(i, 5, none, wallet, vpn)
	}
	s.link(2, 5, none, wallet, row("recovery_phone", telephone, "contact", 2, 7.5, "odds +7.5"), vpn)
	s.link(2, 6, household, row("address", letterbox, "place", 2, 9.75, "odds +9.8"), place)
	for _, i := range []int{0, 1, 3, 4} {
		s.link(i, 6, shifts, place, turns)
	}
	s.link(2, 7, stolen, row("document", "DL-WHITFIELD-0093", "place", 2, 10.5, "odds +10.5"), row("name", "dana whitfield", "persona", 2, 3.25, "odds +3.3"))
	agent := row("phone", "+12025550119", "contact", 2, 8.25, "odds +8.3")
	agent.Benign = "agency"
	s.link(0, 8, agency, agent, vpn)
	slices.SortStableFunc(s.r.Links, func(a, b casefile.Link) int { return int(4*b.Bits) - int(4*a.Bits) })
	for i := range s.r.Links {
		k := &s.r.Links[i]
		switch {
		case k.A == s.r.Accounts[0].ID && k.B == s.r.Accounts[1].ID:
			k.Verdict = &casefile.Verdict{Mark: by("kim", 36, 4, 13, 14, 20), Verdict: "same", Why: "They hand over to one another within five minutes, on 29 evenings, and are never active at the same time."}
		case k.B == s.r.Accounts[6].ID && k.A == s.r.Accounts[2].ID:
			k.Verdict = &casefile.Verdict{Mark: by("kim", 37, 4, 13, 15, 5), Verdict: "facilitator", Why: "The parcels go to his letter box."}
		case k.B == s.r.Accounts[8].ID:
			k.Verdict = &casefile.Verdict{Mark: by("kim", 42, 4, 15, 9, 31), Verdict: "not-same", Why: "The agency could show its licence and its customers."}
		}
	}
}

func (s *story) ring() {
	id := s.r.Accounts[0].ID
	ring := casefile.Ring{ID: id, Size: 7, Class: "certain", Density: 20. / 21, HubShare: .01, FirstSeen: when(1, 12, 8, 0), LastSeen: when(4, 9, 20, 0),
		Innocent: casefile.Innocent{Code: "household", Text: "6 people may live together and share what a home shares", Settle: "whether each is paid to an account of its own, uses an authenticator of its own and keeps its own hours", Covers: .16},
		Values: []casefile.RingValue{{Kind: "wallet", Value: payout, Inside: 6, Holders: 6, Bits: 168.75}, {Kind: "mfa_device", Value: token, Inside: 4, Holders: 4, Bits: 57},
			{Kind: "ip", Value: farm, Inside: 6, Holders: 6, Bits: 56.25}, {Kind: "address", Value: letterbox, Inside: 2, Holders: 2, Bits: 9.75}, {Kind: "recovery_phone", Value: telephone, Inside: 2, Holders: 2, Bits: 7.5},
			{Kind: "resume", Value: casefile.Text(sum("résumé of the React developer")), Inside: 2, Holders: 2, Bits: 6.25}, {Kind: "ip", Value: exit, Inside: 6, Holders: 214, Bits: 3.75}}}
	for i := range s.r.Accounts[:7] {
		s.r.Accounts[i].Ring = id
		ring.Members = append(ring.Members, s.r.Accounts[i].ID)
	}
	s.r.Rings = []casefile.Ring{ring}
}

func (s *story) people() {
	s.r.People = []casefile.Person{{Login: "kim", Persons: []string{"Kim Aldous"}, Key: "kim+a1b2c3d4+AQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygp", Vouched: by("ada", 6, 4, 10, 8, 3)},
		{Login: "lee", Persons: []string{"Lee Marchetti"}, Key: "lee+e5f60718+AS0uLzAxMjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktM", Vouched: by("ada", 7, 4, 10, 8, 4)}, {Login: "ada", Persons: []string{"Ada Nwosu"}}}
	s.r.Files = []casefile.SourceFile{{Name: "accounts-2026-04-10.jsonl", SHA256: sum("accounts"), Profile: "clew-jsonl", Bytes: 1_482_113, Mark: by("kim", 2, 4, 10, 7, 41)},
		{Name: "sign-ins-2026-q1.csv", SHA256: sum("sign-ins"), Profile: "entra-signins", Bytes: 48_220_904, Mark: by("kim", 3, 4, 10, 7, 44)}}
	root := sha256.Sum256([]byte("root of the story"))
	s.r.Of = 3124
	s.r.Log = casefile.Log{Entries: 112, Root: base64.StdEncoding.EncodeToString(root[:]), Time: when(5, 18, 9, 30)}
	s.r.Log.Checkpoint = fmt.Sprintf("clew/%s\n%d\n%s\n", s.r.Investigation, s.r.Log.Entries, s.r.Log.Root)
	s.r.Case = casefile.Case{ID: 3, Title: "Juniper Court ring", State: "open", Owner: "kim", Queue: "rings", Priority: "high", Tags: []string{"ring", "it-workers"}, FollowUp: when(6, 1, 9, 0), Template: "ring", Made: by("kim", 30, 4, 13, 9, 10),
		Steps: []casefile.Step{{Text: "What holds the ring together, and what would fall out if one value were wrong?", Done: by("kim", 47, 4, 15, 11, 30)},
			{Text: "Who could be innocent: household, agency, kiosk, helper, victim?", Done: by("kim", 48, 4, 15, 11, 31)}, {Text: "Who facilitates: devices, addresses, payouts?", Done: by("kim", 49, 4, 15, 11, 33)},
			{Text: "What else do the members touch outside this data?"}, {Text: "Preserve: sign-ins, payouts, documents, messages.", Done: by("lee", 64, 4, 17, 16, 41)}},
		Values: []casefile.Value{{Mark: by("kim", 33, 4, 13, 9, 20), Kind: "wallet", Value: payout, Why: "All six personas are paid into it.", Holders: 6}},
		Trails: []casefile.Trail{{Mark: by("kim", 38, 4, 13, 15, 40), Why: "From the two flagged accounts to the letter box, so that anybody can walk it again.", Steps: []casefile.TrailStep{
			{Page: "account", Ref: "outlook:7740112", Text: "flagged by the payments team"}, {Page: "pivot", Ref: "wallet:" + payout, Text: "six accounts, no hub"},
			{Page: "pivot", Ref: "ip:" + farm, Text: "five of the six, and one that is not paid"}, {Page: "account", Ref: "outlook:7729904", Text: "the one that is not paid: IT services"},
			{Page: "pivot", Ref: "address:" + letterbox, Text: "its letter box is where the laptop of dana.whitfield.dev went"}}}}}
}

func (s *story) ids(of ...int) (ids []casefile.Text) {
	for _, i := range of {
		ids = append(ids, s.r.Accounts[i].ID)
	}
	return ids
}

func (s *story) decisions() {
	const text = "An account is suspended when evidence that is independent of nationality, ethnicity,\ngender and age shows that the person behind it is not who the account says, or that the\n" +
		"account is one of several that one operator runs to hide that. The evidence is of two\nkinds at least, the best innocent explanation has been looked into and answered, and\nwhoever owns a stolen or rented identity is treated as a victim."
	s.r.Policies = []casefile.Policy{{ID: "default", Version: 2, Title: "Fabricated or misused accounts", Text: text, SHA256: sum(text), Approvals: 1, Reasons: []casefile.Reason{
		{Code: "coordinated-operation", Title: "One hand runs several accounts that pretend to be unrelated"}, {Code: "facilitation", Title: "The account keeps others going: devices, addresses, payments"}}}}
	p := casefile.Proposal{ID: 1, Version: 2, Status: "enforced", Action: "suspend", Policy: "default", PolicyVersion: 2, PolicySHA256: sum(text), Reason: "coordinated-operation",
		ReasonTitle: "One hand runs several accounts that pretend to be unrelated", Confidence: "high", Accounts: s.ids(0, 1, 2, 3, 4, 5), Needed: 1, Signed: true,
		Note: "All six are paid into one wallet that nobody else in the data uses. Four of them complete their second factor with one authenticator. lena.park0417 and devstar.ken hand over to one another within five minutes on 29 evenings and are never active together. " +
			"They claim to live in five places in three countries.\n\nThe wallet alone would carry the decision for sol.reyes.eng; the recovery telephone that it shares with dana.whitfield.dev is the second kind of evidence.",
		Benign: "A household of six could share the address 203.0.113.44. A household does not share a wallet, and its members do not keep one authenticator between four of them while claiming to live in Austin, Boulder, Osaka and Varna.\n\n" +
			"An employer of record could pay six people through one wallet. We asked whether one exists: none is registered at the address, and the contracts name none.",
		Alternatives: "Limiting payouts only. It would warn the operator and leave the personas in place.",
		Evidence: []casefile.Ground{{Kind: "wallet", Value: payout, Holders: 6, All: 6, Bits: 11.25}, {Kind: "mfa_device", Value: token, Holders: 4, All: 4, Bits: 9.5}, {Kind: "ip", Value: farm, Holders: 5, All: 6, Bits: 3.75, Benign: "household"},
			{Kind: "recovery_phone", Value: telephone, Holders: 2, All: 2, Bits: 7.5}, {Kind: "note", Note: 35, Text: "hand-overs of lena.park0417 and devstar.ken, counted"}, {Kind: "signal", Value: "DEV-MFA", Holders: 4, All: 4}},
		Warnings: []casefile.Warning{{Code: "victim", Accounts: 1, Text: "1 account uses an identity whose owner has an account of her own"}, {Code: "one-kind", Accounts: 1, Text: "1 account is tied by evidence of few kinds"}},
		Made:     by("kim", 50, 4, 15, 13, 2), Changed: by("kim", 54, 4, 16, 8, 50), Opened: []casefile.Mark{by("lee", 55, 4, 16, 9, 58)}}
	terms := `{"proposal":1,"version":2,"action":"suspend"}`
	p.TermsJSON, p.Hash, p.AccountsSHA256 = casefile.Text(terms), sum(terms), sum("accounts of proposal 1")
	signature := sha256.Sum256([]byte("signature"))
	p.Approvals = []casefile.Approval{{Mark: by("lee", 56, 4, 16, 10, 41), Hash: p.Hash, Signature: append(signature[:], signature[:]...), Signs: "clew approval\n",
		Note: "Version 1 left open whether an employer of record exists; version 2 answers it. I walked the trail myself and came out at the same six."}}
	p.Voided = []casefile.Approval{{Mark: by("lee", 52, 4, 15, 16, 20), Hash: sum("version 1"), Void: "the proposal was changed after it"}}
	for i, state := range []string{"enforced", "enforced", "enforced", "failed", "enforced", "reinstated"} {
		p.Decided = append(p.Decided, casefile.AccountState{Account: s.r.Accounts[i].ID, State: state})
	}
	q := casefile.Proposal{ID: 2, Version: 1, Hash: sum("proposal 2"), Status: "returned", Action: "terminate", Policy: "default", PolicyVersion: 2, PolicySHA256: sum(text), Reason: "facilitation", ReasonTitle: "The account keeps others going: devices, addresses, payments",
		Note: "Five of the six sign in from his address, and the laptop of dana.whitfield.dev was sent to his letter box.", Benign: "He may host equipment for customers without knowing what they do with it. We have not asked him.", Confidence: "moderate", Accounts: s.ids(6), Needed: 1, Signed: true,
		Evidence: []casefile.Ground{{Kind: "ip", Value: farm, Holders: 1, All: 6, Bits: 3.75, Benign: "household"}, {Kind: "address", Value: letterbox, Holders: 1, All: 2, Bits: 9.75}},
		Made:     by("kim", 60, 4, 17, 14, 12), Changed: by("kim", 60, 4, 17, 14, 12), Opened: []casefile.Mark{by("lee", 61, 4, 17, 15, 50)}, AccountsSHA256: sum("accounts of proposal 2")}
	q.Returned = &casefile.Approval{Mark: by("lee", 62, 4, 17, 16, 22), Hash: q.Hash, Note: "Ask him first. And counsel wants the laptops preserved before he is warned."}
	s.r.Proposals = []casefile.Proposal{p, q}
	batch := casefile.Batch{ID: 1, Action: "suspend", Sealed: by("kim", 57, 4, 16, 11, 5), Why: "The ring goes down at once.", NotBefore: when(4, 16, 20, 0), Window: 7200, Proposals: []uint32{1},
		HandedOff: []casefile.HandedOff{{Mark: by("kim", 58, 4, 16, 11, 6), Manifest: sum("manifest of batch 1")}}}
	for i, result := range []string{"done", "done", "done", "failed", "done", "done"} {
		x := casefile.BatchResult{Account: s.r.Accounts[i].ID, Result: result}
		if result == "failed" {
			x.Message = "account is under another action; retry after 24 h"
		}
		batch.Results = append(batch.Results, x)
	}
	s.r.Batches = []casefile.Batch{batch, {ID: 2, Action: "reinstate", Sealed: by("lee", 92, 5, 6, 9, 15), Why: "Appeal 2 was decided for the owner.", Reverses: 1, HandedOff: []casefile.HandedOff{{Mark: by("lee", 93, 5, 6, 9, 16), Manifest: sum("manifest of batch 2")}},
		Results: []casefile.BatchResult{{Account: s.r.Accounts[5].ID, Result: "done"}}}}
	s.r.Appeals = []casefile.Appeal{
		{ID: 1, Account: s.r.Accounts[1].ID, Filed: by("ada", 71, 4, 21, 8, 15), Received: when(4, 20, 22, 41), From: "devstar.ken@mail.example", Proposal: 1, Batch: 1, Outcome: "uphold", Decided: by("ada", 80, 4, 28, 10, 0),
			Text: "This is my only account and my only income. I do not know these other people. I use a shared phone for the codes because mine is broken.", Note: "He was asked for a video call and for a payout account in his own name. He declined both. A broken telephone does not explain the wallet."},
		{ID: 2, Account: s.r.Accounts[5].ID, Filed: by("ada", 74, 4, 22, 9, 5), Received: when(4, 22, 3, 12), From: "sol.reyes.eng@mail.example", Proposal: 1, Batch: 1, Outcome: "overturn", Decided: by("ada", 91, 5, 6, 9, 0),
			Text: "I answered an advert for remote work and was told to put their wallet into my profile. I can show you who I am.", Note: "She showed her passport in a call and the messages of the recruiter. The wallet was set eleven minutes after one of them. She is a victim of the operator, not one of its personas."}}
}

func (s *story) notes() {
	s.r.Notes = []casefile.Note{
		{Mark: by("kim", 35, 4, 13, 13, 55), On: "link", Accounts: s.ids(0, 1), CorrectedBy: []uint64{39}, Text: "Counted the hand-overs of the two between 2 March and 9 April:\n\n- 31 evenings on which one signs out and the other in\n- within five minutes on all of them\n- never both at once\n\nBy chance I would expect two."},
		{Mark: by("kim", 39, 4, 13, 16, 2), On: "link", Accounts: s.ids(0, 1), Corrects: 35, Text: "29 evenings, not 31: two of them were a day on which the log has gaps."},
		{Mark: by("kim", 41, 4, 14, 17, 20), On: "account", Accounts: s.ids(8), Text: "Spoke to the agency by telephone (number from its licence, not from the profile). It lends its line to students.", Attachments: []casefile.Attachment{{Name: "licence-skylark.pdf", SHA256: sum("licence"), Bytes: 88_412, Media: "application/pdf", Kept: true}}},
		{Mark: by("kim", 45, 4, 15, 10, 30), On: "identifier", Ref: "wallet:" + payout, Text: "No mixer, no exchange. Pays out to one address every Friday.", Withdrawn: by("kim", 46, 4, 15, 10, 48)},
		{Mark: by("lee", 59, 4, 16, 12, 0), On: "case", Text: "Approved in the presence of nobody else. The trail reproduces."},
	}
	for i := range s.r.Accounts {
		s.r.Accounts[i].FirstSeen, s.r.Accounts[i].LastSeen = when(3, 2, 0, 10), when(4, 9, 8, 40)
	}
}

func (s *story) entries() {
	add := func(m casefile.Mark, action, subject, did string) {
		body, _ := json.Marshal(map[string]string{"did": did})
		s.r.Entries = append(s.r.Entries, casefile.Entry{Index: m.Entry, Time: m.Time, Actor: m.By, Action: action, Subject: casefile.Text(subject), Did: casefile.Text(did), Body: body, Hash: sum(fmt.Sprint("entry ", m.Entry))})
	}
	add(by("ada", 0, 4, 10, 7, 30), "create", "", "created the investigation")
	add(by("kim", 2, 4, 10, 7, 41), "import", "", "imported accounts-2026-04-10.jsonl: 3,120 new accounts")
	add(by("kim", 3, 4, 10, 7, 44), "import", "", "imported sign-ins-2026-q1.csv: 214,903 rows with more about known ones, 12 rows rejected")
	add(by("ada", 6, 4, 10, 8, 3), "vouch", "kim", "vouched for the key of kim")
	add(by("ada", 7, 4, 10, 8, 4), "vouch", "lee", "vouched for the key of lee")
	add(by("kim", 30, 4, 13, 9, 10), "case", "case 3", "opened case 3, Juniper Court ring")
	add(by("kim", 31, 4, 13, 9, 12), "members", "9 accounts", "put 9 accounts into case 3")
	add(by("kim", 33, 4, 13, 9, 20), "carry", "wallet:"+payout, "put the wallet "+payout+" into case 3: All six personas are paid into it.")
	add(by("kim", 35, 4, 13, 13, 55), "note", "outlook:7740112 and outlook:7740388", "noted on lena.park0417 and devstar.ken: Counted the hand-overs of the two ... (7 lines, 189 characters)")
	add(by("kim", 36, 4, 13, 14, 20), "judge", "outlook:7740112 and outlook:7740388", "judged lena.park0417 and devstar.ken the same operator")
	add(by("kim", 37, 4, 13, 15, 5), "judge", "outlook:7741950 and outlook:7729904", "judged that one of dana.whitfield.dev and harmon.it.services helps the other")
	add(by("kim", 38, 4, 13, 15, 40), "trail", "case 3", "kept a trail of 5 steps in case 3")
	add(by("kim", 39, 4, 13, 16, 2), "note", "outlook:7740112 and outlook:7740388", "corrected note 35 on lena.park0417 and devstar.ken")
	add(by("kim", 41, 4, 14, 17, 20), "note", "outlook:6650047", "noted on skylark.tours, with 1 file")
	add(by("kim", 42, 4, 15, 9, 31), "judge", "outlook:7740112 and outlook:6650047", "judged lena.park0417 and skylark.tours not the same operator")
	add(by("kim", 43, 4, 15, 9, 40), "protect", "outlook:5518230", "protected dana.whitfield")
	add(by("kim", 44, 4, 15, 10, 2), "dismiss", "outlook:6650047", "dismissed skylark.tours (no violation)")
	add(by("kim", 45, 4, 15, 10, 30), "note", "wallet:"+payout, "noted on the wallet "+payout)
	add(by("kim", 46, 4, 15, 10, 48), "withdraw-note", "45", "withdrew note 45: that was another wallet")
	add(by("kim", 50, 4, 15, 13, 2), "propose", "6 accounts", "proposed to suspend 6 accounts under default, coordinated-operation (proposal 1, version 1)")
	add(by("lee", 52, 4, 15, 16, 20), "approve", "proposal 1", "approved proposal 1, version 1")
	add(by("kim", 54, 4, 16, 8, 50), "propose", "6 accounts", "changed proposal 1 (version 2): an employer of record was looked for")
	add(by("lee", 55, 4, 16, 9, 58), "open", "proposal 1", "had proposal 1, version 2 on screen")
	add(by("lee", 56, 4, 16, 10, 41), "approve", "proposal 1", "approved proposal 1, signed")
	add(by("kim", 57, 4, 16, 11, 5), "seal", "6 accounts", "sealed 6 accounts into batch 1, to suspend not before 2026-04-16 20:00")
	add(by("kim", 58, 4, 16, 11, 6), "hand-off", "batch 1", "wrote the files of batch 1")
	add(by("lee", 59, 4, 16, 12, 0), "note", "case 3", "noted on case 3")
	add(by("kim", 60, 4, 17, 14, 12), "propose", "1 account", "proposed to terminate 1 account under default, facilitation (proposal 2, version 1)")
	add(by("lee", 62, 4, 17, 16, 22), "return", "proposal 2", "returned proposal 2: Ask him first.")
	add(by("lee", 63, 4, 17, 16, 30), "hold", "outlook:7729904", "put harmon.it.services on hold (legal)")
	add(by("kim", 66, 4, 18, 7, 50), "confirm", "6 accounts", "entered what became of 6 accounts of batch 1")
	add(by("ada", 71, 4, 21, 8, 15), "appeal", "outlook:7740388", "took down appeal 1 of devstar.ken")
	add(by("ada", 74, 4, 22, 9, 5), "appeal", "outlook:7745021", "took down appeal 2 of sol.reyes.eng")
	add(by("ada", 80, 4, 28, 10, 0), "decide", "appeal 1", "decided appeal 1: upheld")
	add(by("ada", 91, 5, 6, 9, 0), "decide", "appeal 2", "decided appeal 2: overturned")
	add(by("lee", 92, 5, 6, 9, 15), "seal", "1 account", "sealed 1 account into batch 2, to reinstate")
	add(by("lee", 93, 5, 6, 9, 16), "hand-off", "batch 2", "wrote the files of batch 2")
	add(by("lee", 95, 5, 7, 8, 0), "confirm", "1 account", "entered what became of 1 account of batch 2")
}

// events has the sign-ins: the personas take their turns from midnight to nine in UTC, on
// working days; the others live where they say.
func (s *story) events() {
	details := make([]casefile.Detail, len(s.r.Accounts))
	line := uint64(1)
	for day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC); day.Before(time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
		n := day.YearDay()
		for i := range s.r.Accounts {
			at, ip, device := time.Duration(10+85*i+n%4)*time.Minute, farm, "laptop-0"+fmt.Sprint(i+1)
			switch {
			case i < 6 && (day.Weekday() == time.Saturday || day.Weekday() == time.Sunday || (n+i)%7 == 0):
				continue
			case i == 5 || i < 5 && (n+i)%4 == 0:
				ip = exit
			case i == 6:
				at = 17*time.Hour + time.Duration(n%50)*time.Minute
			case i > 6:
				if (n+i)%3 != 0 {
					continue
				}
				at, ip, device = time.Duration(15+i)*time.Hour, fmt.Sprintf("192.0.2.%d", 10+i), "phone-"+fmt.Sprint(i)
			}
			e := casefile.Event{ID: casefile.Text(fmt.Sprintf("s-%d", line)), Time: casefile.Time{Milli: day.Add(at).UnixMilli()}, Action: "sign-in", Result: "success", IP: casefile.Text(ip), ASN: 64500, ASOrg: "Example Net",
				Country: "US", DeviceID: casefile.Text(device), UserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", File: 1, Line: line}
			line++
			details[i].Events = append(details[i].Events, e)
		}
	}
	for i := range details {
		a := &s.r.Accounts[i]
		details[i].Rows = []casefile.Row{{File: 0, Line: uint64(i + 2), Raw: casefile.Text(fmt.Sprintf(`{"account_id":%q,"login":%q}`, a.NativeID, a.Username))}}
		a.EventCount = len(details[i].Events)
	}
	s.r.Detail = func(i int) (casefile.Detail, error) { return details[i], nil }
}
