package synth

import (
	"math"
	"slices"
	"testing"
	"unicode"
)

// scriptOf tells the writing system of a name, "" for one without letters of
// its own or with hostile ones.
func scriptOf(name string) string {
	for _, h := range hostileNames {
		if name == h {
			return "hostile"
		}
	}
	found := "Latin"
	for _, r := range name {
		for _, s := range []string{"Cyrillic", "Arabic", "Hangul", "Han", "Devanagari", "Greek"} {
			if unicode.Is(unicode.Scripts[s], r) {
				return s
			}
		}
		if r > 0x7f && unicode.Is(unicode.Latin, r) {
			found = "accented"
		}
	}
	return found
}

func countryOf(claimed string) string {
	i := slices.IndexFunc(places, func(p place) bool { return p.code == claimed || p.name == claimed })
	return places[i].code
}

// Nothing that an account claims of its origin predicts guilt. With proportions
// that were merely drawn from one distribution, chi-square would be about its
// degrees of freedom; the decks keep it far below.
func TestOriginSaysNothing(t *testing.T) {
	type reader = func(each func(r *record)) *answerKey
	of := func(n int) reader {
		return func(each func(r *record)) *answerKey { return generate(t, Config{Accounts: n, Seed: 11}, each) }
	}
	for _, c := range []struct {
		name      string
		read      reader
		deviation float64 // of a share among the guilty from that among innocents
	}{
		{"demo", func(each func(r *record)) *answerKey { return demo(t, each) }, .025},
		{"3000", of(3000), .025},
		{"100000", of(100_000), .006},
	} {
		if c.name == "100000" && testing.Short() {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			origins := map[string][4]string{}
			key := c.read(func(r *record) {
				country := countryOf(r.text["claimed_country"])
				script := scriptOf(r.text["display_name"])
				both := script + " " + country
				if script == "hostile" { // too few to count by country
					both = script
				}
				origins[r.id] = [4]string{script, country, r.text["claimed_timezone"], both}
			})
			guilty := map[string]bool{}
			for _, r := range key.Rings {
				if r.Guilty {
					for _, m := range r.Members {
						guilty[m] = true
					}
				}
			}
			for i, what := range []string{"script", "country", "zone", "script and country"} {
				count := [2]map[string]float64{{}, {}}
				total := [2]float64{}
				for id, o := range origins {
					side := 0
					if guilty[id] {
						side = 1
					}
					count[side][o[i]]++
					total[side]++
				}
				worst, chi2, cells := 0.0, 0.0, 0
				for _, v := range keysOfBoth(count) {
					worst = max(worst, math.Abs(count[1][v]/total[1]-count[0][v]/total[0]))
					all := count[0][v] + count[1][v]
					for side := range count {
						expected := all * total[side] / (total[0] + total[1])
						chi2 += (count[side][v] - expected) * (count[side][v] - expected) / expected
					}
					cells++
				}
				df := float64(cells - 1)
				t.Logf("%s: chi-square %.2f at %.0f degrees of freedom, largest deviation %.4f, %.0f guilty", what, chi2, df, worst, total[1])
				if chi2 > df/2 || worst > c.deviation {
					t.Errorf("%s predicts guilt: chi-square %.1f at %.0f degrees of freedom, deviation %.4f", what, chi2, df, worst)
				}
				if what != "script and country" && cells < 8 {
					t.Errorf("only %d values of %s", cells, what)
				}
			}
		})
	}
}

func keysOfBoth(count [2]map[string]float64) (keys []string) {
	for v := range count[0] {
		keys = append(keys, v)
	}
	for v := range count[1] {
		if _, ok := count[0][v]; !ok {
			keys = append(keys, v)
		}
	}
	return keys
}

// The score is a reason to look, not the answer.
func TestScoreDoesNotGiveGuiltAway(t *testing.T) {
	for name, o := range map[string]*output{"sample": sample(t), "demo": demoOutput(t)} {
		guilty, agencies := map[string]bool{}, map[string]bool{}
		for _, r := range o.key.Rings {
			for _, m := range r.Members {
				guilty[m] = r.Guilty
				agencies[m] = r.Kind == "agency"
			}
		}
		var above, pairs float64
		var low, highAgency, agency, total int
		hist := [2][101]float64{}
		codes := [2]map[string]int{{}, {}}
		for _, r := range o.records {
			side := 0
			if guilty[r.id] {
				side = 1
			}
			for _, s := range r.signals {
				codes[side][s]++
			}
			if r.score < 0 {
				continue
			}
			hist[side][r.score]++
			if side == 1 {
				if total++; r.score < 45 {
					low++
				}
			} else if agencies[r.id] {
				if agency++; r.score >= 70 {
					highAgency++
				}
			}
		}
		for s1, n1 := range hist[1] {
			for s0, n0 := range hist[0] {
				pairs += n1 * n0
				switch {
				case s1 > s0:
					above += n1 * n0
				case s1 == s0:
					above += n1 * n0 / 2
				}
			}
		}
		if auc := above / pairs; auc < .55 || auc > .75 {
			t.Errorf("%s: the score ranks %.2f of all pairs rightly", name, auc)
		}
		if low*5 < total || highAgency*2 < agency {
			t.Errorf("%s: %d of %d guilty score low, %d of %d in agencies high", name, low, total, highAgency, agency)
		}
		for code, n := range codes[1] {
			if codes[0][code] < n/2 {
				t.Errorf("%s: %s is on %d guilty and %d innocents", name, code, n, codes[0][code])
			}
		}
		if len(codes[0]) < 13 {
			t.Errorf("%s: signals are %v", name, codes)
		}
	}
}
