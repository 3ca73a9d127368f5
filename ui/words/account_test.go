package words

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

func TestHours(t *testing.T) {
	for _, c := range []struct {
		fit  signal.Fit
		want string
	}{
		{signal.Fit{}, ""},
		{signal.Fit{Active: 1, Days: 1, From: -180, To: 780}, "1 active half-hour on 1 day, too few to fit a clock"},
		{signal.Fit{Active: 284, Days: 98, Offset: 570, From: 540, To: 630},
			"hours fit UTC+09:30 best, UTC+09:00 to UTC+10:30 nearly as well; 284 active half-hours on 98 days"},
		// From may lie below the clocks that there are, and To above them.
		{signal.Fit{Active: 30, Days: 9, Offset: 690, From: 600, To: 780},
			"hours fit UTC+11:30 best, UTC+10:00 to UTC-11:00 nearly as well; 30 active half-hours on 9 days"},
	} {
		if got := Hours(&c.fit); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestWho(t *testing.T) {
	row := store.AccountRow{ID: model.AccountID{Platform: "x", Native: "1"}}
	if got := Who(row); got != "x:1" {
		t.Errorf("with an id alone: %q", got)
	}
	row.Email = "lena@example.com"
	if got := Who(row); got != "lena@example.com" {
		t.Errorf("with an e-mail: %q", got)
	}
	row.Username = "lena\x1b[2J"
	if got := Who(row); got != "lena⟨ESC⟩[2J" {
		t.Errorf("with a user name: %q", got)
	}
}

func TestInRing(t *testing.T) {
	r := &store.Ring{Ring: &evidence.Ring{Class: evidence.Certain, Members: []uint32{1, 2, 3, 4}}}
	if got := InRing(r, model.Untrusted("x:1\x1b")); got != "In a certain ring of 4 accounts, named by x:1⟨ESC⟩." {
		t.Errorf("by its id: %q", got)
	}
	if got := InRing(r, Who(store.AccountRow{Username: "lena"})); got != "In a certain ring of 4 accounts, named by lena." {
		t.Errorf("by its name: %q", got)
	}
}

func TestField(t *testing.T) {
	for f, want := range map[model.Field]string{model.FieldStatus: "status", model.FieldUserType: "user type", model.FieldCountry: "country",
		model.FieldCountryRaw: "as written", model.FieldTimezone: "time zone", model.FieldPhoneType: "phone type"} {
		if got := Field(f); got != want {
			t.Errorf("%v is %q, want %q", f, got, want)
		}
	}
}

func TestJudged(t *testing.T) {
	j := &store.Judged{Mark: workflow.Mark{By: "kim"}, Verdict: evidence.NotSame, Why: "met\x1b both"}
	if got, want := Judged(j), "kim says: not the same operator, met⟨ESC⟩ both"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if j.Why = ""; Judged(j) != "kim says: not the same operator" {
		t.Errorf("without a reason: %q", Judged(j))
	}
}

func TestTies(t *testing.T) {
	for _, c := range []struct {
		t    store.Ties
		want string
	}{
		{store.Ties{Found: 1, Link: .99, Bad: .2, Suspect: true, Score: 21},
			"Not in the score: strongly linked to 1 flagged account. By the best alone (lena: 99 % that one hand runs both; flagged, taken as 20 of 100) it would be 21."},
		{store.Ties{Found: 3, Decided: 2, Cleared: 1, Link: .9999, Bad: .95, Score: 95},
			"Not in the score: strongly linked to 3 accounts flagged, or removed by a decision in force (2). By the best alone (lena: over 99.9 % that one hand runs both; " +
				"a decision against it is in force) it would be 95. 1 link to accounts that were cleared would add nothing."},
		{store.Ties{Excused: 4}, "4 links to flagged accounts, which an innocent rule explains, would add nothing."},
	} {
		if got := Ties(&c.t, "lena"); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	for bits, want := range map[float64]string{0: "(+0.0)", 3.26: "(+3.3)", 9.96: "(+10)", 13.3: "(+13)"} {
		if got := BesideBits(bits); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
