package persona

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// townFields are the columns of the invented town.
var townFields = []Field{{"given", Name}, {"family", Surname}, {"born", Date}, {"licence", Code}, {"email", Email}, {"address", Address}, {"phone", Phone}}

// town invents people who live together and files them carelessly: families of
// one to four, of which the fourth is the third's twin in one case of three and
// one child in five is named after the father; one to four records a person with
// typing errors, gaps and nicknames; and one mailbox that a tenth of all records
// give. The constants of the package were tried on it.
func town(seed uint64, people int) (recs [][]string, owner []string) {
	r := rand.New(rand.NewPCG(seed, 7))
	pick := func(list []string) string {
		f := r.Float64()
		return list[int(f*f*float64(len(list)))] // the first are the commonest
	}
	given := strings.Fields("robert mary william anna thomas susan edward margaret daniel patricia michael laura peter helen george julia andrew grace joseph irene " +
		"walter edith simon clara felix nora oscar vera hugo alma arthur stella martin lydia victor olga ralph norma otto celia bruno hazel dennis ruby leon pearl")
	var family []string
	for _, a := range strings.Fields("ash birch cole dun elder fair green hart iron kirk lang marsh nor oak park") {
		for _, b := range strings.Fields("ford ton ley wood well by") {
			family = append(family, a+b)
		}
	}
	streets := strings.Fields("mill church station orchard river castle market bridge school garden harbour meadow forest chapel quarry summit")
	date := func(y int) string { return fmt.Sprintf("%04d-%02d-%02d", y, 1+r.IntN(12), 1+r.IntN(28)) }
	person := 0
	for person < people {
		home := fmt.Sprintf("%d %s street, northby %d", 1+r.IntN(180), pick(streets), 10000+r.IntN(40))
		phone, last := fmt.Sprintf("212-555-%04d", r.IntN(10000)), pick(family)
		father, born, taken := "", "", map[string]bool{}
		for k := range 1 + r.IntN(4) {
			first, mark := pick(given), ""
			for taken[first] {
				first = pick(given)
			}
			taken[first] = true
			switch {
			case k == 0:
				father = first
			case k > 1 && r.IntN(5) == 0:
				first, mark = father, " jr"
			}
			if k < 3 || r.IntN(3) > 0 {
				born = date(1940 + 20*min(k, 2) + r.IntN(20))
			}
			licence := fmt.Sprintf("%08d", r.IntN(100_000_000))
			mail := fmt.Sprintf("%s.%s%d@mail%d.example", first, last, r.IntN(90), r.IntN(4))
			person++
			for range 1 + r.IntN(4) {
				rec := []string{careless(r, nick(r, first), .08), careless(r, last, .06) + mark, careless(r, born, .06), careless(r, licence, .03), careless(r, mail, .05), home, phone}
				if r.IntN(10) == 0 {
					rec[4] = "office@town.example"
				}
				if r.IntN(20) == 0 {
					rec[0], rec[1] = rec[1], rec[0]
				}
				for f, gap := range []float64{.03, .03, .35, .6, .5, .35, .6} {
					if r.Float64() < gap {
						rec[f] = ""
					}
				}
				recs = append(recs, rec)
				owner = append(owner, fmt.Sprint(person))
			}
		}
	}
	return recs, owner
}

// careless makes a typing error with probability p.
func careless(r *rand.Rand, s string, p float64) string {
	if r.Float64() >= p || len(s) < 3 {
		return s
	}
	b := []byte(s)
	i := r.IntN(len(b) - 1)
	switch r.IntN(3) {
	case 0:
		b[i], b[i+1] = b[i+1], b[i]
	case 1:
		b = append(b[:i], b[i+1:]...)
	default:
		b[i] = "etaoin1234"[r.IntN(10)]
	}
	return string(b)
}

// nick gives a short form of a name now and then.
func nick(r *rand.Rand, s string) string {
	if forms := strings.Fields(variantForms[s]); len(forms) > 0 && r.IntN(5) == 0 {
		return forms[r.IntN(len(forms))]
	}
	return s
}

func TestTown(t *testing.T) {
	const towns = 5
	for _, c := range []struct {
		people       int
		even, closed float64
		precision    float64 // of the pairs at p=.5
	}{
		{60, .84, .89, .985},
		{400, .835, .88, .97},
	} {
		var even, closed, precision float64
		for seed := range uint64(towns) {
			recs, owner := town(seed, c.people)
			m := fit(t, townFields, recs)
			pairs, err := m.Pairs(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			e, _, _ := edges(m, owner, pairs)
			even += e.f1 / towns
			precision += e.p / towns
			closed += closure(t, m, owner, 0).f1 / towns
		}
		t.Logf("%d people: pairs F1 %.4f, precision %.4f, clusters F1 %.4f", c.people, even, precision, closed)
		if even < c.even || closed < c.closed || precision < c.precision {
			t.Errorf("%d people: pairs F1 %.4f, precision %.4f, clusters F1 %.4f, want %v", c.people, even, precision, closed, c)
		}
	}
}

func fit(t testing.TB, fields []Field, recs [][]string) *Model {
	t.Helper()
	m, err := Fit(t.Context(), fields, recs, Options{Region: "US"})
	if err != nil {
		t.Fatal(err)
	}
	return m
}
