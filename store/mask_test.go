package store_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// canaries are texts that occur in the personal data of some accounts of a desk and nowhere else.
type canaries map[string][]int

// canaryDesk makes an investigation of four accounts, of which three are a ring, whose personal
// data are canaries, with work about them that was done before anything was masked.
func canaryDesk(t *testing.T) (*store.DB, canaries) {
	t.Helper()
	db, live := create(t), canaries{}
	own := func(i int, s string) model.Untrusted {
		live[s] = append(live[s], i)
		return model.Untrusted(s)
	}
	var rows []model.Row
	for i := range 4 {
		c := func(s string) model.Untrusted { return own(i, fmt.Sprintf("qz%d%s", i, s)) }
		name, phone := c("name")+" of some length, and one that a signal would have to cut to quote it", own(i, fmt.Sprintf("79460%d5", i))
		a := model.Account{ID: model.AccountID{Platform: "p", Native: model.Untrusted(fmt.Sprint("a", i))},
			Facts: []model.Fact{{Field: model.FieldUsername, Value: c("user") + "@example.org"}, {Field: model.FieldDisplayName, Value: name},
				{Field: model.FieldEmail, Value: c("mail") + "@example.org"}, {Field: model.FieldBio, Value: "I am " + name + ", call +442" + phone + "."}},
			Identifiers: []model.Identifier{
				{Kind: model.KindUsername, Value: c("user") + "@example.org"}, {Kind: model.KindName, Value: name}, {Kind: model.KindEmail, Value: c("mail") + "@example.org"},
				{Kind: model.KindRecoveryEmail, Value: c("recovery") + "@example.org"}, {Kind: model.KindCommitEmail, Value: c("commit") + "@example.org"},
				{Kind: model.KindPhone, Value: "+442" + phone, Raw: "0044 2 " + phone}, {Kind: model.KindAddress, Value: c("street") + " 5 and 6, springfield"},
				{Kind: model.KindDocument, Value: c("document")}, {Kind: model.KindPayment, Value: c("payment") + "xx"}, {Kind: model.KindPayPal, Value: c("paypal") + "@example.org"},
				{Kind: model.KindWallet, Value: own(i, fmt.Sprintf("0x%d9acff846f702d99a9ad4a506c9941b1", i)) + "4722abcd"}, {Kind: model.KindIBAN, Value: "GB29NWBK" + c("iban") + "60161331926819"},
			},
			Flags:   []model.Flag{{Source: "vendor", Reason: "known as " + name, Score: 90}},
			Signals: []model.Signal{{Code: "ID-X", Facts: `its name "` + name + `" is odd`, Counter: "or " + name + " is not"}}}
		if i < 3 {
			a.Identifiers = append(a.Identifiers, model.Identifier{Kind: model.KindMFADevice, Value: "phone-4711"},
				model.Identifier{Kind: model.KindRecoveryEmail, Value: own(i, "qzshared") + "@example.org"}, model.Identifier{Kind: model.KindAddress, Value: own(i, "qzhouse") + " and 9 alone, of which"},
				model.Identifier{Kind: model.KindDocument, Value: own(i, "qzpassport")})
		}
		canon := identifier.New([]byte("a key that is thirty-two bytes.."), "")
		for k, id := range a.Identifiers {
			a.Identifiers[k] = canon.Identify(id.Kind, id.Value, "")
			a.Identifiers[k].Raw = id.Raw
		}
		rows = append(rows, model.Row{Line: uint64(i + 1), Account: a, Raw: c("raw"),
			Events: []model.Event{{ID: model.Untrusted(fmt.Sprint(i)), Time: model.Time{Milli: 1_700_000_000_000}, IP: "198.51.100.7", Result: model.ResultSuccess}}})
	}
	load(t, db, "x", rows)
	addTo(t, db, "bad", watch.Bad, "", listed("email:qz0mail@example.org", "document:qz3document", ".example.org"))
	shared, house := model.Untrusted("qzshared@example.org"), model.Untrusted("qzhouse and 9 alone, of which")
	ids := []model.AccountID{rows[0].Account.ID, rows[1].Account.ID, rows[2].Account.ID}
	for _, a := range []model.Action{
		workflow.AddNote{On: workflow.On{Kind: workflow.Identifier, Value: "recovery_email:" + shared}, Text: "theirs"},
		workflow.OpenCase{Title: "one", Members: ids},
		workflow.SetValues{ID: 1, Values: []model.Untrusted{"recovery_email:" + shared, "mailbox:" + shared, "address:" + house}},
		workflow.RecordTrail{ID: 1, Steps: []workflow.TrailStep{{Page: "pivot", Ref: "recovery_email:" + shared, Text: "recovery e-mail " + shared}, {Page: "account", Ref: "p:a0", Text: "p:a0"}}},
		workflow.IgnoreValue{Kind: "address", Value: house, Why: "a hostel"},
		workflow.NewProposal(ids, workflow.Terms{Action: "suspend", Policy: "default", Reason: "fabricated-identity", Note: "One hand.", Benign: "None.",
			Evidence: []workflow.Evidence{{Kind: "recovery_email", Value: shared, Holders: 3, All: 3}, {Kind: "signal", Value: "ID-X"}},
			Warnings: []workflow.Warning{{Code: store.OutlierSingle, Accounts: 3, Text: "2 of 3 accounts rest on address:" + string(house) + " and recovery_email:" + string(shared) + ", of which each is needed to tie them to the others"}}}),
	} {
		if _, err := db.Act(ctx, "kim", store.NewKey(), a); err != nil {
			t.Fatalf("%s: %v", a.Verb(), err)
		}
	}
	if _, err := db.Links(ctx, nil); err != nil {
		t.Fatal(err)
	}
	return db, live
}

// viewed opens the investigation again as somebody sees it.
func viewed(t *testing.T, db *store.DB, viewer string) *store.DB {
	t.Helper()
	v, err := store.Open(ctx, db.Path(), store.Options{Wait: time.Minute, Viewer: viewer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// reading calls a method and gives all that it gives, errors too.
type reading func() []any

// given makes a reading of what a method gives.
func given(out ...any) []any { return out }

// reads has a line for each method of a type: how it is read, or why it gives no personal data.
type reads struct {
	of     any
	calls  map[string]reading
	silent map[string]string
}

// dbReads reads all of an investigation.
func dbReads(t *testing.T, db *store.DB) []reads {
	t.Helper()
	links, err := db.Links(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	q, err := query.Parse("score>=0", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	all := []uint32{0, 1, 2, 3}
	found, err := db.Find(ctx, q, store.Sort{Key: "name"})
	if err != nil {
		t.Fatal(err)
	}
	refs := []string{"email:qz3mail@example.org", "recovery_email:qzshared@example.org", "address:qzhouse and 9 alone, of which",
		"phone:+44279460" + "35", "document:qz3document", "document:qzpassport"}
	derived := []string{"mailbox:qzshared@example.org", "mailbox:qz3commit@example.org", "building:qz3street 5 and 6, springfield"}
	each := func(call func(ord uint32) []any) reading {
		return func() (out []any) {
			for _, ord := range all {
				out = append(out, call(ord)...)
			}
			return out
		}
	}
	eachDerived := func(call func(ref string) []any) reading {
		return func() (out []any) {
			for _, ref := range derived {
				out = append(out, call(ref)...)
			}
			return out
		}
	}
	eachRef := func(call func(ref string) []any) reading {
		return func() (out []any) {
			for _, ref := range refs {
				out = append(out, call(ref)...)
			}
			return out
		}
	}
	w, now := db.Work(), model.TimeOf(time.Now())
	return []reads{{db, map[string]reading{
		"Listing":     func() []any { return given(db.Listing(ctx, all)) },
		"IDs":         func() []any { return given(db.IDs(ctx, all)) },
		"Ords":        func() []any { return given(db.Ords(ctx, []model.Untrusted{"p:a1"})) },
		"Account":     each(func(ord uint32) []any { return given(db.Account(ctx, ord)) }),
		"Events":      each(func(ord uint32) []any { return given(db.Events(ctx, ord, 0, 0)) }),
		"RawRow":      each(func(ord uint32) []any { return given(db.RawRow(ctx, model.Source{File: 0, Line: uint64(ord + 1)})) }),
		"Resolve":     func() []any { return given(db.Resolve(ctx, "p:a1")) },
		"Audit":       func() []any { return given(db.Audit(ctx, 0, 0)) },
		"AuditFind":   func() []any { return given(db.AuditFind(ctx, store.AuditFilter{}, math.MaxUint64, 0)) },
		"AuditFindIn": func() []any { return given(db.AuditFindIn(ctx, store.AuditFilter{}, math.MaxUint64, 0, 9)) },
		"AuditEntries": func() []any {
			f, err := db.AuditFind(ctx, store.AuditFilter{}, math.MaxUint64, 0)
			if err != nil {
				return given(err)
			}
			return given(db.AuditEntries(ctx, f.Numbers))
		},
		"AuditTally":   func() []any { return given(db.AuditTally(ctx, nil)) },
		"AuditProof":   func() []any { return given(db.AuditProof(ctx)) },
		"AuditHead":    func() []any { return given(db.AuditHead(ctx)) },
		"Check":        func() []any { return given(db.Check(ctx)) },
		"Checkpoint":   func() []any { return given(db.Checkpoint(ctx)) },
		"CheckpointAt": func() []any { return given(db.CheckpointAt(ctx, 2)) },
		"Prove":        func() []any { return given(db.Prove(ctx, 2, []uint64{0, 1})) },
		"Body":         func() []any { return given(db.Body(ctx, 1)) },
		"AuditAbout": func() []any {
			return given(db.AuditAbout(ctx, math.MaxUint64, func(string, string, []uint32) bool { return true }))
		},
		"Len":   func() []any { return given(db.Len()) },
		"Files": func() []any { return given(db.Files()) },
		"Facets": func() (out []any) {
			for _, f := range store.FacetFields {
				out = append(out, given(db.Facets(ctx, found.Set(), f))...)
			}
			return out
		},
		"Find":           func() []any { return given(found.Page(ctx, 0, 9)) },
		"Among":          func() []any { return given(db.Among(found.Set(), store.Sort{Key: "email"}).Page(ctx, 0, 9)) },
		"Histogram":      func() []any { return given(db.Histogram(ctx, found.Set(), "score", []int64{0, 50, 100})) },
		"Info":           func() []any { return given(db.Info(ctx)) },
		"Links":          func() []any { return given(links.Of(ctx, 0)) },
		"KnownLinks":     func() []any { return given(db.KnownLinks().Of(ctx, 0)) },
		"Ignored":        func() []any { return given(db.Ignored()) },
		"Weights":        func() []any { return given(db.Weights()) },
		"Pivot":          eachRef(func(ref string) []any { return given(db.Pivot(ctx, ref)) }),
		"EvidenceValue":  eachRef(func(ref string) []any { return given(db.EvidenceValue(ref)) }),
		"Shown":          eachRef(func(ref string) []any { return given(db.Shown(model.Untrusted(ref))) }),
		"LeastConnected": func() []any { return given(db.LeastConnected(ctx, all)) },
		"Preview":        func() []any { return given(db.Preview(ctx, all, "suspend", "kim", 0)) },
		"Relink":         func() []any { return given(db.Relink(ctx, "kim", nil, nil)) },
		"Stamp":          func() []any { return given(db.Stamp()) },
		"WatchLists":     func() []any { return given(db.WatchLists(ctx)) },
		"WatchNames":     func() []any { return given(db.WatchNames()) },
		"WatchMatches":   func() []any { return given(db.WatchMatches(ctx, "bad", 0, 0)) },
	}, map[string]string{"Act": "a receipt", "ActAndClaim": "receipts", "Close": "", "Path": "where it is", "CardKey": "the secret", "Backup": "a copy of the folder", "Refresh": "", "Remember": "checkpoints",
		"Derive": "", "KeepFile": "what is given", "KeepAtMost": "what is given", "OpenFile": "what people attached, as it came", "BeginImport": "what is imported", "Compact": "sizes", "Work": "read below"},
	}, {links, map[string]reading{
		"Of":      each(func(ord uint32) []any { return given(links.Of(ctx, ord)) }),
		"Between": func() []any { return given(links.Between(ctx, 0, 1)) },
		"Among":   func() []any { return given(links.Among(ctx, all)) },
		"Rings":   func() []any { return given(links.Rings(ctx, 2)) },
		"Ties": each(func(ord uint32) []any {
			a, err := db.Account(ctx, ord)
			if err != nil {
				return given(err)
			}
			return given(links.Ties(ctx, a))
		}),
		"Ring": func() []any { return given(links.Ring(ctx, 0)) },
		"Values": func() (all []any) {
			rings, err := links.Rings(ctx, 2)
			for _, r := range rings {
				all = append(all, given(links.Values(ctx, r, 100))...)
			}
			return append(all, err)
		},
		"Path": func() []any { return given(links.Path(ctx, 0, 2)) },
		"Without": func() []any {
			return given(links.Without(ctx, 0, []string{"document:QZPASSPORT"}, nil))
		},
		"Standing": func() []any {
			one := func(ref string) []any { return given(links.Standing(ctx, ref)) }
			return append(eachRef(one)(), eachDerived(one)()...)
		},
	}, map[string]string{"Len": "a number", "View": "numbers and hashes", "Strengths": "numbers", "ByStrength": "numbers"}},
		{w, map[string]reading{
			"Notes":         eachRef(func(ref string) []any { return given(w.Notes(workflow.ValueKey(model.Untrusted(ref)))) }),
			"NotesIn":       func() []any { return given(w.NotesIn()) },
			"Note":          func() []any { return given(w.Note(w.NotesIn()[0].Entry)) },
			"Case":          func() []any { return given(w.Case(1)) },
			"GivenOut":      func() []any { return given(w.GivenOut(1)) },
			"Cases":         func() []any { return given(w.Cases()) },
			"Proposal":      func() []any { return given(w.Proposal(1)) },
			"Proposals":     func() []any { return given(w.Proposals()) },
			"Reviews":       func() []any { return given(w.Reviews("lee", now)) },
			"IgnoredValues": func() []any { return given(w.IgnoredValues(now)) },
			"LastStep":      func() []any { return given(w.LastStep("kim")) },
			"LastUndone":    func() []any { return given(w.LastUndone("kim")) },
			"Stats":         func() []any { return given(w.Stats(now)) },
			"Violations":    func() []any { return given(w.Violations()) },
		}, map[string]string{"Clone": "for the rules: it has no lens", "Named": "", "Through": "", "Apply": "", "Draft": "for the log", "Blind": "as Proposal", "IgnoredValue": "as IgnoredValues",
			"Appeal": "ids and texts of people", "Appeals": "", "Batch": "ids", "Batches": "", "Before": "", "CasesOf": "numbers", "CasesWith": "numbers", "Cited": "texts of people", "Counted": "logins", "Cell": "", "Claims": "", "ClaimOf": "", "JudgedLink": "ids", "JudgedLinks": "",
			"Easings": "", "Log": "", "Login": "", "Logins": "", "Masking": "", "MayApprove": "", "MayAssess": "", "MayDecide": "", "MayHandOff": "logins", "Next": "", "NoteCount": "", "Proposable": "", "Protected": "texts of people", "Protections": "",
			"PendingRules": "", "Revealed": "", "RevealedTo": "numbers", "Reversal": "", "Reversible": "", "Rules": "", "SamePerson": "", "Sample": "", "Samples": "", "Sealable": "", "SigningKey": "", "SnoozeOf": "", "StatusOf": "",
			"Tagged": "", "Tags": "", "Undrawn": "", "Weights": "", "Worked": ""}},
	}
}

// seenBy gives the canaries that somebody gets to see, with the methods that show them, and fails
// for a method that nobody has said anything of.
func seenBy(t *testing.T, db *store.DB, live canaries) map[string][]string {
	t.Helper()
	seen := map[string][]string{}
	for _, r := range dbReads(t, db) {
		typ := reflect.TypeOf(r.of)
		for i := range typ.NumMethod() {
			name := typ.Method(i).Name
			call := r.calls[name]
			if _, silent := r.silent[name]; call == nil && !silent {
				t.Errorf("%v.%s gives nobody knows what: add a line to dbReads", typ, name)
				continue
			}
			if call == nil {
				continue
			}
			out := call()
			for _, v := range out {
				if err, is := v.(error); is && err != nil {
					t.Errorf("%v.%s: %v", typ, name, err)
				}
			}
			text, err := json.Marshal(out)
			if err != nil {
				t.Fatalf("%v.%s: %v", typ, name, err)
			}
			for c := range live {
				if strings.Contains(strings.ToLower(string(text)), c) {
					seen[c] = append(seen[c], name)
				}
			}
		}
	}
	return seen
}

func maskAll(t *testing.T, db *store.DB) {
	t.Helper()
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.SetMasking{Kinds: workflow.Masked, Why: "policy"}); err != nil {
		t.Fatal(err)
	}
}

func TestMaskedDataIsNowhere(t *testing.T) {
	db, live := canaryDesk(t)
	seen := seenBy(t, viewed(t, db, "lee"), live)
	for c := range live {
		if len(seen[c]) == 0 {
			t.Errorf("without a mask nobody sees %s: the test looks in the wrong places", c)
		}
	}
	maskAll(t, db)
	for _, viewer := range []string{"", "kim", "lee"} {
		for c, by := range seenBy(t, viewed(t, db, viewer), live) {
			t.Errorf("%q sees %s by %v", viewer, c, by)
		}
	}

	lee := viewed(t, db, "lee")
	if _, err := lee.Act(ctx, "lee", store.NewKey(), workflow.Reveal{On: []model.AccountID{{Platform: "p", Native: "a0"}}, Why: "to call the owner"}); err != nil {
		t.Fatal(err)
	}
	seen = seenBy(t, lee, live)
	for c, of := range live {
		if slices.Contains(of, 0) != (len(seen[c]) > 0) {
			t.Errorf("lee, to whom account 0 is revealed, sees %s of %v by %v", c, of, seen[c])
		}
	}
	for c, by := range seenBy(t, viewed(t, db, "kim"), live) {
		t.Errorf("kim, to whom nothing was revealed, sees %s by %v", c, by)
	}
	entries, err := db.Audit(ctx, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	last := entries[slices.IndexFunc(entries, func(e store.AuditEntry) bool { return e.Action == "reveal" })]
	if why := last.After.(map[string]any)["why"]; last.Actor != "lee" || last.Subject != "p:a0" || why != "to call the owner" {
		t.Errorf("the log has the reveal as %+v", last)
	}
}

// A masked value says what sort of value it is, and can be opened, noted on, ignored and put
// into a case: what is recorded is the value.
func TestMaskedValuesCanBeWorkedOn(t *testing.T) {
	db, _ := canaryDesk(t)
	maskAll(t, db)
	lee := viewed(t, db, "lee")
	if err := db.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	a, err := lee.Account(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	form := map[model.Kind]string{}
	for _, h := range a.Held {
		form[h.Kind] = string(h.Value)
		if h.Kind != model.KindMFADevice && h.Raw != "" {
			t.Errorf("%s shows how it came: %q", h.Kind, h.Raw)
		}
	}
	for kind, want := range map[model.Kind]string{model.KindName: "a***#", model.KindEmail: "q***@example.org#", model.KindPhone: "+44***#",
		model.KindPayment: "***xx#", model.KindDocument: "Q***#", model.KindMFADevice: "phone-4711"} {
		if !strings.HasPrefix(form[kind], want) {
			t.Errorf("%s is shown as %q", kind, form[kind])
		}
	}
	if a.DisplayName != model.Untrusted(form[model.KindName]) || a.AccountRow.Email != model.Untrusted(form[model.KindEmail]) || !a.Masked {
		t.Errorf("the name %q and the e-mail %q are not those of the identifiers", a.DisplayName, a.AccountRow.Email)
	}

	// Another process, which has masked nothing yet, finds each of them again.
	for _, h := range a.Held {
		if h.Status != model.StatusOK {
			continue
		}
		fresh := viewed(t, db, "sam")
		p, err := fresh.Pivot(ctx, h.Kind.String()+":"+string(h.Value))
		if err != nil || !slices.Contains(p.Accounts, 0) || p.Identifier.Value != h.Value {
			t.Errorf("%s:%s: %+v, %v", h.Kind, h.Value, p, err)
		}
		for _, kind := range map[model.Kind][]string{model.KindRecoveryEmail: {"mailbox"}, model.KindPhone: {"number"}}[h.Kind] {
			real, err := db.Pivot(ctx, h.Kind.String()+":"+string(h.Value))
			if k, v, err2 := fresh.EvidenceValue(kind + ":" + string(h.Value)); err != nil || err2 != nil || k.String() != kind || v != real.Identifier.Value {
				t.Errorf("%s of %s: %s, %v", kind, h.Value, v, err2)
			}
		}
	}
	if ord, err := viewed(t, db, "").Resolve(ctx, form[model.KindEmail]); err != nil || ord != 0 {
		t.Errorf("by its masked e-mail it is %d, %v", ord, err)
	}
	q, err := query.Parse("identifier:\"payment:"+form[model.KindPayment]+"\"", time.Now())
	if err == nil {
		if f, err := lee.Find(ctx, q, store.Sort{Key: "id"}); err != nil || f.Len() != 1 {
			t.Errorf("a query for a masked value: %v", err)
		}
	}

	ref := model.Untrusted("payment:" + form[model.KindPayment])
	for _, act := range []model.Action{
		workflow.AddNote{On: workflow.On{Kind: workflow.Identifier, Value: ref}, Text: "seen before"},
		workflow.SetValues{ID: 1, Values: []model.Untrusted{ref}},
		workflow.IgnoreValue{Kind: "payment", Value: model.Untrusted(form[model.KindPayment]), Why: "a shop's"},
		workflow.RecordTrail{ID: 1, Steps: []workflow.TrailStep{{Page: "pivot", Ref: ref, Text: ref}}},
	} {
		if _, err := viewed(t, db, "lee").Act(ctx, "lee", store.NewKey(), act); err != nil {
			t.Fatalf("%s: %v", act.Verb(), err)
		}
	}
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.SetMasking{Why: "over"}); err != nil {
		t.Fatal(err)
	}
	const real = "payment:qz0paymentxx"
	w := db.Work()
	if n := w.Notes(workflow.ValueKey(real)); len(n) != 1 || !slices.Equal(w.CasesWith(real), []uint32{1}) || w.Case(1).Trails[1].Steps[0].Ref != real ||
		!slices.ContainsFunc(db.Ignored(), func(i store.Ignored) bool { return i.Value == "qz0paymentxx" }) {
		t.Errorf("the log does not have the value: %v, %v, %+v", n, w.CasesWith(real), w.Case(1).Trails)
	}
	if err := lee.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	maskAll(t, lee)
	if w := lee.Work(); len(w.Notes(workflow.ValueKey(ref))) != 1 || len(w.CasesWith(ref)) != 1 {
		t.Error("a masked value does not have its notes and cases")
	}
}

// Undoing goes by the records as they are, whoever looks.
func TestMaskedWorkCanBeUndone(t *testing.T) {
	db, _ := canaryDesk(t)
	maskAll(t, db)
	lee := viewed(t, db, "lee")
	if _, err := lee.Act(ctx, "lee", store.NewKey(), workflow.SetValues{ID: 1, Values: []model.Untrusted{"document:qz3document"}}); err != nil {
		t.Fatal(err)
	}
	step, ok := lee.Work().LastStep("lee")
	if !ok || step.Verb != "values" {
		t.Fatalf("the last step is %+v", step)
	}
	if _, err := lee.Act(ctx, "lee", store.NewKey(), lee.Work().Reversal(step)); err != nil {
		t.Fatal(err)
	}
	if n := len(lee.Work().Case(1).Values); n != 3 {
		t.Errorf("the case has %d values", n)
	}
}

// One kind alone is masked alone.
func TestMaskingOfOneKind(t *testing.T) {
	db, live := canaryDesk(t)
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.SetMasking{Kinds: []string{"payment"}, Why: "policy"}); err != nil {
		t.Fatal(err)
	}
	seen := seenBy(t, db, live)
	for _, c := range slices.Sorted(maps.Keys(live)) {
		hidden := strings.HasSuffix(c, "payment") || strings.HasSuffix(c, "paypal") || strings.HasPrefix(c, "0x") || strings.HasSuffix(c, "iban") || strings.HasSuffix(c, "raw")
		if hidden == (len(seen[c]) > 0) {
			t.Errorf("%s is seen by %v", c, seen[c])
		}
	}
}
