package persona

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

func TestFitRefuses(t *testing.T) {
	for name, fields := range map[string][]Field{
		"no fields":       nil,
		"no type":         {{"x", 0}},
		"unknown type":    {{"x", Surname + 1}},
		"too many fields": make([]Field, MaxFields+1),
	} {
		if _, err := Fit(t.Context(), fields, nil, Options{}); model.KindOf(err) != model.ErrUsage {
			t.Errorf("%s: %v, want a usage error", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	recs, _ := town(1, 30)
	if _, err := Fit(ctx, townFields, recs, Options{}); err != context.Canceled {
		t.Errorf("a cancelled fit gives %v", err)
	}
}

// TestFewRecords holds degenerate input to finite answers.
func TestFewRecords(t *testing.T) {
	for _, recs := range [][][]string{nil, {{"kim"}}, {{}, {}}, {{"", ""}, {"", ""}}, {{"kim", "lee"}, {"kim", "lee", "2001-02-03", "x", "y", "z", "1", "too many"}}, {{"\xff\xfe", "☃"}, {"☃", "\x00"}}} {
		m := fit(t, townFields, recs)
		pairs, err := m.Pairs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pairs {
			if math.IsNaN(p.Bits) || math.IsInf(p.Bits, 0) {
				t.Errorf("%q: %v bits", recs, p.Bits)
			}
		}
		if rows := m.Explain(0, uint32(len(recs))); rows != nil {
			t.Errorf("%q: an explanation of a record that is not there: %v", recs, rows)
		}
	}
}

// TestOrder relabels the records: the pairs stay the same, bit for bit.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		recs, _ := town(rapid.Uint64Range(0, 1000).Draw(rt, "town"), rapid.IntRange(2, 40).Draw(rt, "people"))
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 1))
		at := r.Perm(len(recs))
		moved := make([][]string, len(recs))
		for i, p := range at {
			moved[p] = recs[i]
		}
		text := func(recs [][]string, p Pair) []string {
			a, b := recs[p.A], recs[p.B]
			if slices.Compare(a, b) > 0 {
				a, b = b, a
			}
			return slices.Concat(a, b)
		}
		type line struct {
			bits float64
			text []string
		}
		list := func(recs [][]string) (out []line) {
			pairs, err := fit(t, townFields, recs).Pairs(t.Context())
			if err != nil {
				rt.Fatal(err)
			}
			for _, p := range pairs {
				out = append(out, line{p.Bits, text(recs, p)})
			}
			slices.SortFunc(out, func(x, y line) int {
				if c := slices.Compare(x.text, y.text); c != 0 {
					return c
				}
				return int(math.Copysign(1, x.bits-y.bits))
			})
			return out
		}
		x, y := list(recs), list(moved)
		if !slices.EqualFunc(x, y, func(x, y line) bool { return x.bits == y.bits && slices.Equal(x.text, y.text) }) {
			rt.Fatalf("%d pairs in one order and %d in another differ", len(x), len(y))
		}
	})
}

// TestExplainSums holds every pair to its rows, and the rows to symmetry.
func TestExplainSums(t *testing.T) {
	kinds := map[RowKind]int{}
	for seed := range uint64(3) {
		recs, _ := town(seed, 80)
		recs[0] = []string{"xenia", "upperby sr", "1950-01-02", "", "xenia@mail.example", "", ""}
		recs[1] = []string{"xenia", "upperby jr", "1950-01-02", "", "xenia@mail.example", "", ""}
		m := fit(t, townFields, recs)
		pairs, err := m.Pairs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(pairs) < 100 {
			t.Fatalf("only %d pairs", len(pairs))
		}
		for _, p := range pairs {
			if p.A >= p.B {
				t.Fatalf("pair %v is not in order", p)
			}
			rows := m.Explain(p.A, p.B)
			sum := 0.0
			for _, r := range rows {
				sum += r.Bits
				kinds[r.Kind]++
			}
			if math.Abs(sum-p.Bits) > .01 {
				t.Errorf("rows of %v sum to %v: %+v", p, sum, rows)
			}
			if !slices.Equal(rows, m.Explain(p.B, p.A)) {
				t.Errorf("pair %v is explained otherwise the other way round", p)
			}
		}
		if !slices.IsSortedFunc(pairs, func(x, y Pair) int { return int(math.Copysign(1, y.Bits-x.Bits)) * btoi(x.Bits != y.Bits) }) {
			t.Error("pairs are not sorted")
		}
	}
	for k := RowField; k <= RowRival; k++ {
		if kinds[k] == 0 {
			t.Errorf("no row of kind %d in any explanation", k)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestClustersPartition: no record is in two sets, no set has one record.
func TestClustersPartition(t *testing.T) {
	recs, _ := town(5, 100)
	m := fit(t, townFields, recs)
	sets, err := m.Clusters(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[uint32]bool{}
	for _, s := range sets {
		if len(s) < 2 || !slices.IsSorted(s) {
			t.Errorf("set %v", s)
		}
		for _, r := range s {
			if seen[r] {
				t.Errorf("record %d is in two sets", r)
			}
			seen[r] = true
		}
	}
}

// TestChain: two families with a record that resembles both stay two.
func TestChain(t *testing.T) {
	fields := []Field{{"given", Name}, {"family", Name}, {"born", Date}, {"code", Code}, {"email", Email}}
	recs := [][]string{
		{"olga", "brandt", "1980-03-04", "55501", "olga.brandt@mail.example"}, {"olga", "brandt", "1980-03-04", "55501", "olga.brandt@mail.example"},
		{"olga", "brandt", "1955-11-27", "98732", "ob55@post.example"}, {"olga", "brandt", "1955-11-27", "98732", "ob55@post.example"},
		{"olga", "brandt", "", "", ""},
	}
	filler, _ := town(9, 60)
	for _, f := range filler {
		recs = append(recs, []string{f[0], f[1], f[2], f[3], f[4]})
	}
	sets, err := fit(t, fields, recs).Clusters(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	of := map[uint32]int{}
	for i, s := range sets {
		for _, r := range s {
			of[r] = i + 1
		}
	}
	if of[0] == 0 || of[0] != of[1] || of[2] == 0 || of[2] != of[3] || of[0] == of[2] {
		t.Errorf("sets %v of the first five records", []int{of[0], of[1], of[2], of[3], of[4]})
	}
}

// TestThirdRecordOfOnePerson: what the two compared share with a third record of
// theirs is no commoner for it, and with a stranger it is.
func TestThirdRecordOfOnePerson(t *testing.T) {
	one := []string{"theodora", "quillfeather", "1971-02-03", "44556677", "", "", ""}
	given := func(third []string) float64 {
		recs, _ := town(2, 150)
		recs = append(recs, one, slices.Clone(one), third)
		n := uint32(len(recs))
		for _, r := range fit(t, townFields, recs).Explain(n-3, n-2) {
			if r.Field == "given" {
				return r.Bits
			}
		}
		t.Fatal("no row for the name")
		return 0
	}
	same := given(slices.Clone(one))
	other := given([]string{"theodora", "oakwood", "1950-11-12", "99887766", "", "", ""})
	alone := given([]string{"", "oakwood", "1950-11-12", "99887766", "", "", ""})
	if math.Abs(same-alone) > .1 || other > same-1.5 {
		t.Errorf("a name shared with a third record of the person %.2f bits, with a stranger %.2f, with nobody %.2f", same, other, alone)
	}
}

func TestExchangedNames(t *testing.T) {
	recs, _ := town(2, 150)
	recs = append(recs, []string{"theodora", "quillfeather", "1971-02-03", "", "", "", ""}, []string{"quillfeather", "theodora", "1971-02-03", "", "", "", ""})
	m := fit(t, townFields, recs)
	n := uint32(len(recs))
	sum, exchanged := 0.0, false
	for _, r := range m.Explain(n-2, n-1) {
		sum += r.Bits
		exchanged = exchanged || r.Kind == RowExchanged && r.Bits < 0
	}
	if !exchanged || sum < 4 {
		t.Errorf("exchanged names: %v bits, row %v", sum, exchanged)
	}
}

// TestNameAlone: however rare a name, and however long, it makes nobody one
// person by itself; anything beside it may.
func TestNameAlone(t *testing.T) {
	alone, beside := 0, 0
	check := func(m *Model, a, b uint32) {
		sum, other, namesakes := 0.0, false, false
		agree := map[string]bool{}
		for _, r := range m.Explain(a, b) {
			sum += r.Bits
			namesakes = namesakes || r.Kind == RowNamesakes
			if r.Kind == RowField && r.Level < Else {
				agree[r.Field] = true
				other = other || r.Field != "given" && r.Field != "family"
			}
		}
		switch {
		case len(agree) == 0:
		case other:
			beside++
			if namesakes {
				t.Errorf("records %d and %d: namesakes, though %v agree", a, b, agree)
			}
		default:
			alone++
			if !namesakes || sum >= 0 {
				t.Errorf("records %d and %d: %v bits for a name alone, namesakes %v", a, b, sum, namesakes)
			}
		}
	}
	for seed := range uint64(3) {
		recs, _ := town(seed, 150)
		long := []string{"theodora wilhelmina anastasia clementine philippa", "quillfeather ravenscroft abernathy", "", "", "", "", ""}
		recs = append(recs, long, slices.Clone(long))
		m := fit(t, townFields, recs)
		n := uint32(len(recs))
		check(m, n-2, n-1)
		for _, p := range m.cand {
			check(m, m.order[p.a], m.order[p.b])
		}
	}
	if alone < 1000 || beside < 1000 {
		t.Errorf("%d pairs of a name alone and %d others tried", alone, beside)
	}
}

// TestSurname: where it is known which name is the family's, two given names at
// one address speak more for a household.
func TestSurname(t *testing.T) {
	recs, _ := town(2, 150)
	recs = append(recs, []string{"theodora", "quillfeather", "", "", "", "7 castle street, northby 10099", "212-555-0199"}, []string{"bruno", "quillfeather", "", "", "", "7 castle street, northby 10099", "212-555-0199"})
	fields := slices.Clone(townFields)
	household := func() (bits float64) {
		n := uint32(len(recs))
		for _, r := range fit(t, fields, recs).Explain(n-2, n-1) {
			if r.Kind == RowHousehold {
				bits = r.Bits
			}
		}
		return bits
	}
	known := household()
	fields[1].Type = Name
	if unknown := household(); known > 2*unknown || unknown >= 0 {
		t.Errorf("a household takes off %.2f bits, and %.2f where no field is known to be the surname", known, unknown)
	}
}

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		t    FieldType
		a, b string
		want Level
	}{
		{Name, "Robert", "ROBERT", Exact},
		{Name, "Robert", "Bob", Near},
		{Name, "Patrick", "Pat", Near},
		{Name, "Jos\u00e9", "Jose", Exact},
		{Name, "O'Hare", "Ohare", Exact},
		{Name, "Thompson", "Tompson", Near},
		{Name, "Marie", "Mark", Far},
		{Name, "Anna", "Annabelle", Else},
		{Name, "Kaylee", "Keeley", Far},
		{Name, "Leigh", "Lea", Far},
		{Surname, "Schaeffer", "Shafer", Far},
		{Name, "Lee", "Liu", Else},
		{Name, "Marsha", "Margot", Else},
		{Name, "Hye-jin", "Ha-jun", Else},
		{Name, "braiden", "braid en", Near},
		{Name, "王杰", "Wang Jie", Exact},
		{Name, "Acme Ltd", "ACME Inc.", Exact},
		{Date, "1978-12-11", "12/11/1978", Exact},
		{Date, "19781211", "Dec 11 1978", Exact},
		{Date, "24-May-11", "5/24/11", Exact},
		{Date, "20/8/1991", "8/20/91", Exact},
		{Date, "1978-12-11", "1978-11-12", Near},
		{Date, "1978-12-11", "1978-12-17", Near},
		{Date, "1978-12-11", "1987-12-11", Near},
		{Date, "1978-12-11", "1979-12-17", Far},
		{Date, "1978-12-11", "1901-04-30", Else},
		{Date, "1990-01-01", "1991-10-10", Else},
		{Place, "London", "Lonon", Near},
		{Place, "London", "Leeds", Else},
		{Address, "123 Main Street, Northby", "123 main st northby", Exact},
		{Address, "Suite 900, 1450 N City Rd", "1450 North City Road, Apt 900", Near},
		{Address, "12 Mill Lane, Northby", "8 Abbey Close, Southby", Else},
		{Email, "Kim Lee <kim.lee@corp.example>", "kim.lee@corp.example", Exact},
		{Email, "kim.lee@corp.example", "kim.lee@crop.example", Near},
		{Email, "quartz77@corp.example", "quartz77@mail.example", Far},
		{Email, "kim.lee@corp.example", "j.park@mail.example", Else},
		{Phone, "(212) 555-0147", "+12125550147", Exact},
		{Phone, "555-0147", "+12125550147", Near},
		{Phone, "+12125550147", "+12125550198", Else},
		{Code, "294-66-9999", "294669999", Exact},
		{Code, "6988048", "6988084", Near},
		{Code, "6", "9", Else},
	} {
		m := fit(t, []Field{{"x", c.t}}, [][]string{{c.a}, {c.b}})
		seen := m.lay(0, 1).seen
		if len(seen) == 0 {
			t.Errorf("%q and %q are not compared", c.a, c.b)
			continue
		}
		got := Exact
		for _, o := range seen {
			got = max(got, o.level)
		}
		if got != c.want {
			t.Errorf("%q and %q: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// TestNotCompared: what says nothing adds no row.
func TestNotCompared(t *testing.T) {
	for _, c := range []struct {
		t    FieldType
		a, b string
	}{
		{Name, "Kim", ""}, {Name, "Kim", "n/a"}, {Name, "Иван", "Ivan"}, {Name, "R", "Robert"}, {Email, "", "kim@corp.example"}, {Email, "info@corp.example", "info@corp.example"}, {Phone, "n/a", "+12125550147"},
	} {
		m := fit(t, []Field{{"x", c.t}}, [][]string{{c.a}, {c.b}})
		if seen := m.lay(0, 1).seen; len(seen) > 0 {
			t.Errorf("%q and %q are compared: %v", c.a, c.b, seen[0].level)
		}
	}
}

// TestSlips compares the banded distance with the plain one.
func TestSlips(t *testing.T) {
	plain := func(a, b []rune) int {
		d := make([][]int, len(a)+1)
		for i := range d {
			d[i] = make([]int, len(b)+1)
			for j := range d[i] {
				switch {
				case i == 0 || j == 0:
					d[i][j] = i + j
				default:
					cost := btoi(a[i-1] != b[j-1])
					d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
					if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
						d[i][j] = min(d[i][j], d[i-2][j-2]+1)
					}
				}
			}
		}
		return d[len(a)][len(b)]
	}
	word := rapid.SliceOfN(rapid.SampledFrom([]rune("abc")), 0, 9)
	rapid.Check(t, func(rt *rapid.T) {
		a, b := word.Draw(rt, "a"), word.Draw(rt, "b")
		limit := rapid.IntRange(1, 3).Draw(rt, "limit")
		if got, want := slips(a, b, limit), min(plain(a, b), limit+1); got != want {
			rt.Fatalf("%q and %q within %d: %d, want %d", string(a), string(b), limit, got, want)
		}
	})
}

// FuzzFit holds any text to finite, explained bits.
func FuzzFit(f *testing.F) {
	f.Add("Ana Li", "Ann Li", "1/2/03", "2003-02-01", "a@b.example", "+1 212 555 0147")
	f.Add("\xff", "王", "", "99999999999999999999", "@", "١٢٣")
	fields := []Field{{"n", Name}, {"s", Name}, {"d", Date}, {"p", Place}, {"a", Address}, {"e", Email}, {"t", Phone}, {"c", Code}}
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g string) {
		recs := [][]string{{a, b, c, d, e, e, g, c}, {b, a, d, c, e, g, g, d}, {a, c, c, c, a, a, a, a}, {g, e, e, d, c, b, a, g}}
		m := fit(t, fields, recs)
		for i := range uint32(4) {
			for j := range i {
				sum := 0.0
				for _, r := range m.Explain(i, j) {
					sum += r.Bits
				}
				if math.IsNaN(sum) || math.IsInf(sum, 0) {
					t.Errorf("records %d and %d: %v bits", i, j, sum)
				}
			}
		}
	})
}

// TestVariants: each form is a canonical name, and none stands for a name twice.
func TestVariants(t *testing.T) {
	for name, full := range variants {
		if id := string(identifier.New(nil, "").Identify(model.KindName, model.Untrusted(name), "").Value); id != name {
			t.Errorf("%q is not canonical", name)
		}
		for i, f := range full {
			if slices.Contains(full[:i], f) {
				t.Errorf("%q is twice a form of %q", name, f)
			}
		}
	}
}
