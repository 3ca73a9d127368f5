package signal

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

func sum(rows []Row) (s float64) {
	for _, r := range rows {
		s += r.Bits
	}
	return s
}

func TestScoreOfOneFlag(t *testing.T) {
	for s := 1; s <= 99; s++ {
		got, rows := Score(&model.Account{Flags: []model.Flag{{Source: "x", Score: uint8(s)}}}, nil, Ties{})
		if int(got) != s {
			t.Errorf("a flag of %d scores %d: %+v", s, got, rows)
		}
	}
}

func TestScoreExamples(t *testing.T) {
	flagged := func(scores ...uint8) *model.Account {
		a := &model.Account{}
		for i, s := range scores {
			a.Flags = append(a.Flags, model.Flag{Source: model.Untrusted('a' + rune(i)), Score: s})
		}
		return a
	}
	vpn := model.Signal{Code: "NET-VPN", Severity: 1}
	multi := model.Signal{Code: "NET-MULTI", Severity: 1}
	for _, c := range []struct {
		name string
		a    *model.Account
		sigs []model.Signal
		ties Ties
		want float64 // bits
	}{
		{"nothing", flagged(), nil, Ties{}, -6.63},
		{"flag without a score", flagged(0), nil, Ties{}, -2},
		{"flag of 100 is not certainty", flagged(100), nil, Ties{}, 6.63},
		{"second source counts half", flagged(80, 90), nil, Ties{}, 3.17 + 1},
		{"second source does not speak against", flagged(90, 10), nil, Ties{}, 3.17},
		{"sources are limited", flagged(90, 90, 90, 90, 90), nil, Ties{}, 3.17 + 3},
		{"one signal", flagged(50), []model.Signal{vpn}, Ties{}, .5},
		{"the same twice", flagged(50), []model.Signal{vpn, vpn}, Ties{}, .5},
		{"two of a family", flagged(50), []model.Signal{vpn, multi}, Ties{}, .75},
		{"two families", flagged(50), []model.Signal{vpn, {Code: "TZ-HOURS", Severity: 1}}, Ties{}, 1},
		{"severity is the catalogue's at most", flagged(50), []model.Signal{{Code: "TZ-HOURS", Severity: 3}}, Ties{}, .5},
		{"bare word of a source", flagged(50), []model.Signal{{Code: "TZ-HOURS"}}, Ties{}, .25},
		{"unknown codes count nothing", flagged(50), []model.Signal{{Code: "NAME-MOTIF", Severity: 3}}, Ties{}, 0},
		{"ties to nobody flagged", flagged(50), nil, Ties{Certain: 40, RingSize: 41, Best: 20}, 0},
		{"one certain tie", flagged(50), nil, Ties{Certain: 1, Flagged: 1, Best: 30, RingSize: 2}, .5},
		{"unflagged with one certain tie", flagged(), nil, Ties{Certain: 1, Flagged: 1, Best: 30, RingSize: 2}, -1.22 + .5},
		{"ties and ring are limited", flagged(50), nil, Ties{Certain: 9999, Flagged: 9999, Best: 30, RingSize: 9999}, 2.5 + 1.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			score, rows := Score(c.a, c.sigs, c.ties)
			if s := sum(rows); math.Abs(s-c.want) > .01 {
				t.Errorf("%.3f bits, want %.2f: %+v", s, c.want, rows)
			}
			if want := math.Round(100 / (1 + math.Exp2(-sum(rows)))); float64(score) != want {
				t.Errorf("score %d, want %.0f", score, want)
			}
		})
	}
}

var genSignal = rapid.Custom(func(t *rapid.T) model.Signal {
	codes := []string{"NAME-MOTIF", "X-1"}
	for i := range entries {
		codes = append(codes, entries[i].Code)
	}
	return model.Signal{Code: rapid.SampledFrom(codes).Draw(t, "code"), Severity: rapid.Uint8Range(0, 4).Draw(t, "severity")}
})

var genFlag = rapid.Custom(func(t *rapid.T) model.Flag {
	return model.Flag{Source: model.Untrusted(rapid.SampledFrom([]string{"", "a", "b", "c", "d"}).Draw(t, "source")),
		Score: rapid.Uint8Range(0, 110).Draw(t, "score")}
})

var genTies = rapid.Custom(func(t *rapid.T) Ties {
	n := rapid.IntRange(0, 300)
	return Ties{Certain: n.Draw(t, "certain"), Strong: n.Draw(t, "strong"), Flagged: n.Draw(t, "flagged"),
		RingSize: n.Draw(t, "ring"), Best: rapid.Float64Range(0, 60).Draw(t, "best")}
})

func bySource(flags []model.Flag) *model.Account {
	slices.SortStableFunc(flags, func(x, y model.Flag) int {
		return int(slices.Compare([]byte(x.Source), []byte(y.Source)))
	})
	return &model.Account{Flags: flags}
}

// One more flag, signal or tie, or a greater one, never lowers the score; and
// the rows always sum up to it.
func TestMoreEvidenceNeverLowersTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flags := rapid.SliceOfN(genFlag, 0, 6).Draw(t, "flags")
		sigs := rapid.SliceOfN(genSignal, 0, 12).Draw(t, "signals")
		ties := genTies.Draw(t, "ties")
		before, rows := Score(bySource(slices.Clone(flags)), sigs, ties)
		base := sum(rows)
		if want := 100 / (1 + math.Exp2(-base)); math.Abs(want-float64(before)) > .5+1e-9 {
			t.Fatalf("rows sum up to %.3f, the score is %d", want, before)
		}
		moreTies := ties
		switch rapid.IntRange(0, 8).Draw(t, "what") {
		case 0:
			flags = append(flags, genFlag.Draw(t, "flag"))
		case 1:
			sigs = append(slices.Clone(sigs), genSignal.Draw(t, "signal"))
		case 2:
			if len(sigs) > 0 {
				sigs = slices.Clone(sigs)
				sigs[0].Severity++
			}
		case 3:
			if len(flags) > 0 && flags[0].Score > 0 {
				flags = slices.Clone(flags)
				flags[0].Score++
			}
		case 4:
			moreTies.Certain++
		case 5:
			moreTies.Strong++
		case 6:
			moreTies.Flagged++
		case 7:
			moreTies.RingSize++
		case 8:
			moreTies.Best += rapid.Float64Range(0, 10).Draw(t, "more")
		}
		after, rows2 := Score(bySource(flags), sigs, moreTies)
		if sum(rows2) < base-1e-9 || after < before {
			t.Fatalf("%d (%.4f bits) fell to %d (%.4f): %+v then %+v", before, base, after, sum(rows2), rows, rows2)
		}
	})
}

// Every signal there is, at any severity, leaves an account below 70 that no
// source has scored and nothing ties to a flagged one.
func TestSignalsAloneNeverReach70(t *testing.T) {
	var all []model.Signal
	for i := range entries {
		all = append(all, model.Signal{Code: entries[i].Code, Severity: 255})
	}
	alone := Ties{Certain: 50, Strong: 50, RingSize: 101, Best: 50}
	for _, flags := range [][]model.Flag{nil, {{Source: "a"}}, {{Source: "a"}, {Source: "b"}, {Source: "c"}}} {
		score, rows := Score(&model.Account{Flags: flags}, all, alone)
		t.Logf("%d flags without a score: %d", len(flags), score)
		if score >= 70 {
			t.Errorf("signals alone score %d: %+v", score, rows)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		sigs := rapid.SliceOfN(genSignal, 0, 40).Draw(t, "signals")
		if score, rows := Score(&model.Account{}, sigs, alone); score >= 70 {
			t.Fatalf("%d: %+v", score, rows)
		}
	})
}

func TestScoreIgnoresBadTies(t *testing.T) {
	for _, best := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -5} {
		score, rows := Score(&model.Account{}, nil, Ties{Flagged: 3, Best: best, RingSize: math.MaxInt})
		if s := sum(rows); math.IsNaN(s) || math.IsInf(s, 0) || score > 100 {
			t.Errorf("%v gives %d from %+v", best, score, rows)
		}
	}
	if score, _ := Score(&model.Account{}, nil, Ties{Certain: -1, Strong: -1, Flagged: -4, RingSize: -7}); score != 1 {
		t.Errorf("negative counts give %d", score)
	}
}
