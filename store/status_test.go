package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// idsOf gives the ids of accounts.
func idsOf(t testing.TB, db *store.DB, ords ...uint32) []model.AccountID {
	t.Helper()
	rows, err := db.Listing(ctx, ords)
	if err != nil {
		t.Fatal(err)
	}
	var ids []model.AccountID
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids
}

// acts makes a change.
func acts(t testing.TB, db *store.DB, actor string, a model.Action) {
	t.Helper()
	if _, err := db.Act(ctx, actor, store.NewKey(), a); err != nil {
		t.Fatalf("%s: %v", a.Verb(), err)
	}
}

// terms are those of a proposal that the rules every investigation begins with let pass.
func terms(action string) workflow.Terms {
	return workflow.Terms{Action: action, Policy: "default", Reason: "fabricated-identity", Note: "one wallet", Benign: "a family; it is none"}
}

// approve has an account proposed, and approved by somebody else.
func approve(t testing.TB, db *store.DB, action string, ids ...model.AccountID) {
	t.Helper()
	acts(t, db, "kim", workflow.NewProposal(ids, terms(action)))
	all := db.Work().Proposals()
	p := all[len(all)-1]
	acts(t, db, "ana", workflow.OpenProposal{ID: p.ID, Hash: p.Hash})
	acts(t, db, "ana", workflow.Approve{ID: p.ID, Hash: p.Hash})
}

// worked is an investigation in which something of everything was done to accounts, from
// the one of an ordinal on.
func worked(t testing.TB) *store.DB {
	db := histogramWorld(t)
	var flagged, known []uint32
	for ord := range uint32(db.Len()) {
		rows, err := db.Listing(ctx, []uint32{ord})
		if err != nil {
			t.Fatal(err)
		}
		if rows[0].State == "flagged" {
			flagged = append(flagged, ord)
		} else {
			known = append(known, ord)
		}
	}
	// Of those nobody flagged some too, and some in two hands.
	ids := func(from int) []model.AccountID { return idsOf(t, db, flagged[from], flagged[from+1], known[from]) }
	acts(t, db, "kim", workflow.NewProposal(ids(0), terms("suspend")))
	approve(t, db, "suspend", ids(2)...)
	acts(t, db, "kim", workflow.Dismiss{On: ids(4), As: "duplicate", Why: "seen before"})
	acts(t, db, "kim", workflow.Hold{On: ids(6), Kind: "legal", Why: "a letter came"})
	acts(t, db, "kim", workflow.Hold{On: ids(7)[:1], Kind: "awaiting-evidence", Why: "asked the owner"})
	acts(t, db, "ana", workflow.ClaimAccounts(append(ids(8), ids(0)...)))
	acts(t, db, "kim", workflow.ClaimAccounts(ids(10)))
	acts(t, db, "kim", workflow.Protect{On: ids(12), Why: "staff"})
	acts(t, db, "kim", workflow.OpenCase{Members: ids(14), Role: "victim", Title: "one"})
	acts(t, db, "kim", workflow.OpenCase{Members: append(ids(15), ids(0)...), Role: "persona", Title: "two"})
	shut := false
	acts(t, db, "kim", workflow.EditCase{ID: 2, Set: workflow.CaseFields{Open: &shut}, Why: "done"})
	for i, id := range ids(16) {
		for n := range i + 1 {
			acts(t, db, "kim", workflow.AddNote{On: workflow.OnAccount(id), Text: model.Untrusted(fmt.Sprint("note ", n))})
		}
	}
	last, _ := db.Work().LastStep("kim")
	acts(t, db, "kim", workflow.Undo{Entry: last.Entry})
	approve(t, db, "no-action", ids(18)...)
	approve(t, db, "suspend", ids(20)...)
	acts(t, db, "kim", workflow.Seal{On: ids(20), Action: "suspend"})
	return db
}

// naiveState says the state of an account from the work and the data, one by one.
func naiveState(db *store.DB, a *store.Account, now model.Time) string {
	if s := db.Work().StatusOf(a.Ord, now); s != "" {
		return string(s)
	}
	if len(a.Account.Flags) > 0 {
		return "flagged"
	}
	return "known"
}

func TestWorkInQueriesListsAndFacets(t *testing.T) {
	db := worked(t)
	now := model.TimeOf(time.Now())
	w := db.Work()
	var all []*store.Account
	for ord := range uint32(db.Len()) {
		a, err := db.Account(ctx, ord)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	states, claims := map[string]int{}, map[string]int{}
	for _, a := range all {
		want := naiveState(db, a, now)
		states[want]++
		rows, err := db.Listing(ctx, []uint32{a.Ord})
		if err != nil {
			t.Fatal(err)
		}
		row := rows[0]
		if a.State != want || row.State != want {
			t.Errorf("account %d is %s, in a list %s, want %s", a.Ord, a.State, row.State, want)
		}
		if row.ClaimedBy != "" {
			claims[row.ClaimedBy]++
		}
		if row.Cases != len(a.Cases) || row.Protected != (w.Protected(a.Ord) != nil) || (row.Hold != "") != (w.Cell(a.Ord).Hold != nil) {
			t.Errorf("row %+v", row)
		}
	}
	for field, want := range map[string]map[string]int{"state": states, "claimed_by": claims} {
		if len(want) < 2 {
			t.Fatalf("the test needs some of each %s: %v", field, want)
		}
		got, err := db.Facets(ctx, query.FullSet(db.Len()), field)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%s: %v, %v, want %v", field, got, err, want)
		}
		for _, f := range got {
			if want[string(f.Value)] != f.Count {
				t.Errorf("%d have %s %s, want %d", f.Count, field, f.Value, want[string(f.Value)])
			}
		}
	}

	state := func(is ...string) func(*store.Account) bool {
		return func(a *store.Account) bool { return slices.Contains(is, naiveState(db, a, now)) }
	}
	inCase := func(ok func(c *workflow.Case, m workflow.Member) bool) func(*store.Account) bool {
		return func(a *store.Account) bool {
			for _, c := range w.Cases() {
				for _, m := range c.Members {
					if m.Ord == a.Ord && ok(c, m) {
						return true
					}
				}
			}
			return false
		}
	}
	not := func(f func(*store.Account) bool) func(*store.Account) bool {
		return func(a *store.Account) bool { return !f(a) }
	}
	claimed := func(by ...string) func(*store.Account) bool {
		return func(a *store.Account) bool { return slices.Contains(by, a.ClaimedBy) }
	}
	hold := func(is ...string) func(*store.Account) bool {
		return func(a *store.Account) bool { return slices.Contains(is, a.Hold) }
	}
	proposal := func(ok func(id uint32) bool) func(*store.Account) bool {
		return func(a *store.Account) bool {
			return slices.ContainsFunc(w.Proposals(), func(p *workflow.Proposal) bool { return ok(p.ID) && slices.Contains(p.Accounts, a.Ord) })
		}
	}
	notes := func(ok func(n int) bool) func(*store.Account) bool {
		return func(a *store.Account) bool { return ok(a.AccountRow.Notes) }
	}
	age := func(ok func(days float64) bool) func(*store.Account) bool {
		return func(a *store.Account) bool {
			return a.AccountRow.CreatedAt.Known() && a.AccountRow.FlaggedAt.Known() && ok(float64(a.AccountRow.FlaggedAt.Unix()-a.AccountRow.CreatedAt.Unix())/86400)
		}
	}
	protected := func(a *store.Account) bool { return w.Protected(a.Ord) != nil }
	every := func(*store.Account) bool { return true }
	anyProposal := proposal(func(uint32) bool { return true })
	queries := map[string]func(*store.Account) bool{
		"state:known,flagged": state("known", "flagged"),
		"state:*":             every,
		"state:o*": func(a *store.Account) bool {
			s := naiveState(db, a, now)
			return s == "on-hold" || s == "overturned" || s == "flagged" || s == "claimed" && len(a.Account.Flags) > 0
		},
		"state:open": func(a *store.Account) bool {
			return len(a.Account.Flags) > 0 && slices.Contains([]string{"flagged", "claimed"}, naiveState(db, a, now))
		},
		"-state:open,proposed": func(a *store.Account) bool {
			s := naiveState(db, a, now)
			return s != "proposed" && !(len(a.Account.Flags) > 0 && (s == "flagged" || s == "claimed"))
		},
		"claimed-by:kim":       claimed("kim"),
		"assignee:ANA,kim":     claimed("ana", "kim"),
		"claimed-by:nobody":    claimed("nobody"),
		"claimed-by:any":       claimed("ana", "kim"),
		"claimed-by:none":      claimed(""),
		"claimed-by:*":         claimed("ana", "kim"),
		"case:1":               inCase(func(c *workflow.Case, _ workflow.Member) bool { return c.ID == 1 }),
		"case:1,2":             inCase(func(c *workflow.Case, _ workflow.Member) bool { return true }),
		"case:any":             inCase(func(c *workflow.Case, _ workflow.Member) bool { return true }),
		"case:none":            not(inCase(func(c *workflow.Case, _ workflow.Member) bool { return true })),
		"case:NONE,2":          func(a *store.Account) bool { return len(a.Cases) == 0 || slices.Contains(a.Cases, 2) },
		"case:99":              not(every),
		"role:victim":          inCase(func(c *workflow.Case, m workflow.Member) bool { return c.Open && m.Role == "victim" }),
		"role:persona":         not(every), // in a closed case alone
		"proposal:1":           proposal(func(id uint32) bool { return id == 1 }),
		"proposal:any":         anyProposal,
		"proposal:none":        not(anyProposal),
		"batch:1":              func(a *store.Account) bool { return w.Cell(a.Ord).Batch == 1 },
		"batch:none":           func(a *store.Account) bool { return w.Cell(a.Ord).Batch == 0 },
		"hold:legal":           hold("legal"),
		"hold:any":             hold("legal", "awaiting-evidence"),
		"hold:none":            hold(""),
		"hold:follow-up":       not(every),
		"protected:yes":        protected,
		"protected:no":         not(protected),
		"protected:no,yes":     every,
		"-protected:yes":       not(protected),
		"notes>=1":             notes(func(n int) bool { return n >= 1 }),
		"noted:0":              notes(func(n int) bool { return n == 0 }),
		"notes!=1":             notes(func(n int) bool { return n != 1 }),
		"notes<=1":             notes(func(n int) bool { return n <= 1 }),
		"notes>5":              not(every),
		"age<30":               age(func(d float64) bool { return d < 30 }),
		"age:0..6":             age(func(d float64) bool { return d >= 0 && d < 7 }),
		"age<0":                age(func(d float64) bool { return d < 0 }),
		"age>=365":             age(func(d float64) bool { return d >= 365 }),
		"age>-999999999999999": age(func(float64) bool { return true }),
		"age<999999999999999 protected:no": func(a *store.Account) bool {
			return age(func(float64) bool { return true })(a) && !protected(a)
		},
	}
	for _, s := range append([]string{"flagged", "known"}, names(workflow.Statuses)...) {
		queries["state:"+s] = state(s)
	}
	for text, ok := range queries {
		var want []uint32
		for _, a := range all {
			if ok(a) {
				want = append(want, a.Ord)
			}
		}
		got := find(t, db, text).Set().Ordinals()
		if !slices.Equal(got, want) {
			t.Errorf("%s: found %v, want %v", text, got, want)
		}
	}
	for _, part := range []string{"state:claimed", "state:batched", "state:decided", "notes>=2", "age<0", "role:victim", "batch:1", "protected:yes"} {
		if part != "age<0" && find(t, db, part).Len() == 0 {
			t.Errorf("%s finds nobody: the test needs some", part)
		}
	}
}

func names(all []workflow.Status) (out []string) {
	for _, s := range all {
		out = append(out, string(s))
	}
	return out
}

// A claim that has run out leaves no trace in queries, facets and lists.
func TestClaimsRunOut(t *testing.T) {
	clock := time.Unix(1_790_000_000, 0)
	db, err := store.Create(ctx, t.TempDir()+"/t.clew", store.Options{Wait: time.Minute, Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	load(t, db, "a", numbered(strangers(3)))
	acts(t, db, "kim", workflow.ClaimAccounts(idsOf(t, db, 1)))
	for _, c := range []struct {
		after  time.Duration
		found  int
		by     string
		states string
	}{{0, 1, "kim", "known 2, claimed 1"}, {workflow.DefaultLease, 0, "", "known 3"}} {
		clock = clock.Add(c.after)
		rows, err := db.Listing(ctx, []uint32{1})
		if err != nil {
			t.Fatal(err)
		}
		facets, err := db.Facets(ctx, query.FullSet(3), "state")
		if err != nil {
			t.Fatal(err)
		}
		var parts []string
		for _, f := range facets {
			parts = append(parts, string(f.Value)+" "+strconv.Itoa(f.Count))
		}
		if n := find(t, db, "claimed-by:kim state:claimed").Len(); n != c.found || rows[0].ClaimedBy != c.by || strings.Join(parts, ", ") != c.states {
			t.Errorf("after %s: %d found, claimed by %q, states %v", c.after, n, rows[0].ClaimedBy, parts)
		}
	}
}

func TestWorkQueriesThatCannotBe(t *testing.T) {
	db := create(t)
	load(t, db, "a", numbered(strangers(3)))
	for text, want := range map[string]string{
		"state:done":     "open, flagged, known, claimed, proposed",
		"hold:forever":   "legal, awaiting-evidence, follow-up, any and none",
		"role:boss":      "unknown, persona, facilitator and victim",
		"case:x":         "case:7",
		"case:-1":        "case:7",
		"proposal:1.5":   "proposal:7",
		"batch:\"any*\"": "batch:7",
		"protected:si":   "yes and no",
	} {
		q, err := query.Parse(text, time.Now())
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		_, err = db.Find(ctx, q, store.Sort{Key: "id"})
		var e *model.Error
		if !errors.As(err, &e) || e.Kind != model.ErrUsage || !strings.Contains(e.Hint, want) {
			t.Errorf("%s: %v, want %q in the hint", text, err, want)
		}
	}
}
