package compare

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/theme"
)

func keyed(keys ...string) []cell {
	out := make([]cell, len(keys))
	for i, k := range keys {
		out[i].key = k
	}
	return out
}

func TestMarks(t *testing.T) {
	for _, c := range []struct {
		cells []cell
		mark  mark
		who   string
	}{
		{keyed("", ""), none, ""},
		{keyed("x", "x"), same, ""},
		{keyed("x", "y"), different, ""},
		{keyed("x", ""), missing, "A"},
		{keyed("", "", "x"), missing, "C"},
		{keyed("x", "x", "x", "x"), same, ""},
		{keyed("x", "", "x", ""), same, "A C"},
		{keyed("x", "", "y", ""), different, ""},
		{keyed("x", "y", "x", "z"), different, "A C"},
		{keyed("x", "y", "x", "y"), different, "A C, B D"},
	} {
		if m, who := marked(c.cells); m != c.mark || who != c.who {
			t.Errorf("%v is %v of %q, not %v of %q", c.cells, m, who, c.mark, c.who)
		}
	}
}

// One code is no one thing: what the signal saw is compared.
func TestSignalMarks(t *testing.T) {
	said := func(facts ...model.Untrusted) *row {
		c := comparison{}
		for _, f := range facts {
			a := &account{Account: &store.Account{}}
			if f != "-" {
				a.Account.Account.Signals = []model.Signal{{Code: "DEV-MFA", Facts: f}}
				a.AccountRow.Signals = []string{"DEV-MFA"}
			}
			c.accounts = append(c.accounts, a)
		}
		c.score()
		return &c.rows[len(c.rows)-1]
	}
	th := theme.Default()
	for _, c := range []struct {
		facts []model.Untrusted
		mark  mark
		shown string
	}{
		{[]model.Untrusted{"device a", "device a"}, same, "= same"},
		{[]model.Untrusted{"device a", "device b"}, shown, "& both"},
		{[]model.Untrusted{"", ""}, shown, "& both"},
		{[]model.Untrusted{"device a", ""}, shown, "& both"},
		{[]model.Untrusted{"device a", "-"}, missing, "· only A"},
		{[]model.Untrusted{"device a", "-", "device b"}, shown, "& both|  A C"},
		{[]model.Untrusted{"device a", "-", "device a"}, same, "= same|  A C"},
		{[]model.Untrusted{"device a", "device c", "device b"}, shown, "& each"},
		{[]model.Untrusted{"device a", "device c", "-", "device b"}, shown, "& each|  A B D"},
	} {
		r := said(c.facts...)
		if _, words := r.said(th); r.mark != c.mark || strings.Join(words, "|") != c.shown {
			t.Errorf("%q are %v, %q", c.facts, r.mark, words)
		}
	}
}

func TestAligned(t *testing.T) {
	common, others := aligned([][]cell{keyed("a", "b", "d", "x"), keyed("b", "c", "x"), keyed("b", "e", "f", "g")})
	show := func(rows [][]cell) (s string) {
		for _, r := range rows {
			for _, c := range r {
				if c.key == "" {
					c.key = "-"
				}
				s += c.key
			}
			s += " "
		}
		return s
	}
	if got := show(common); got != "bbb xx- " {
		t.Errorf("in common %s", got)
	}
	if got := show(others); got != "ace d-f --g " {
		t.Errorf("others %s", got)
	}
	if common, others := aligned([][]cell{keyed("a", "a"), nil}); len(common) != 0 || len(others) != 1 {
		t.Errorf("a value that one account has twice is in common: %v %v", common, others)
	}
}

func TestApart(t *testing.T) {
	const minute = 60_000
	for ms, want := range map[int64]string{0: "", 1_000: "1 s apart", 119_000: "119 s apart", 13 * minute: "13 min apart", 125 * minute: "2 hours apart",
		47 * 60 * minute: "47 hours apart", 48 * 60 * minute: "2 days apart", 4000 * 24 * 60 * minute: "4,000 days apart"} {
		if got := apart([]model.Time{{Milli: 1e12 + ms}, {Milli: 1e12}, {Milli: 1e12}}); got != want {
			t.Errorf("%d ms are %q, not %q", ms, got, want)
		}
	}
}
