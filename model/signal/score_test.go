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
		got, rows := Score(&model.Account{Flags: []model.Flag{{Source: "x", Score: uint8(s)}}}, nil)
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
		want float64 // bits
	}{
		{"nothing", flagged(), nil, -6.63},
		{"flag without a score", flagged(0), nil, -2},
		{"flag of 100 is not certainty", flagged(100), nil, 6.63},
		{"second source counts half", flagged(80, 90), nil, 3.17 + 1},
		{"second source does not speak against", flagged(90, 10), nil, 3.17},
		{"sources are limited", flagged(90, 90, 90, 90, 90), nil, 3.17 + 3},
		{"one signal", flagged(50), []model.Signal{vpn}, .5},
		{"the same twice", flagged(50), []model.Signal{vpn, vpn}, .5},
		{"two of a family", flagged(50), []model.Signal{vpn, multi}, .75},
		{"two families", flagged(50), []model.Signal{vpn, {Code: "TZ-HOURS", Severity: 1}}, 1},
		{"severity is the catalogue's at most", flagged(50), []model.Signal{{Code: "TZ-HOURS", Severity: 3}}, .5},
		{"bare word of a source", flagged(50), []model.Signal{{Code: "TZ-HOURS"}}, .25},
		{"unknown codes count nothing", flagged(50), []model.Signal{{Code: "NAME-MOTIF", Severity: 3}}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			score, rows := Score(c.a, c.sigs)
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

func bySource(flags []model.Flag) *model.Account {
	slices.SortStableFunc(flags, func(x, y model.Flag) int {
		return int(slices.Compare([]byte(x.Source), []byte(y.Source)))
	})
	return &model.Account{Flags: flags}
}

// One more flag or signal, or a greater one, never lowers the score; and
// the rows always sum up to it.
func TestMoreEvidenceNeverLowersTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flags := rapid.SliceOfN(genFlag, 0, 6).Draw(t, "flags")
		sigs := rapid.SliceOfN(genSignal, 0, 12).Draw(t, "signals")
		before, rows := Score(bySource(slices.Clone(flags)), sigs)
		base := sum(rows)
		if want := 100 / (1 + math.Exp2(-base)); math.Abs(want-float64(before)) > .5+1e-9 {
			t.Fatalf("rows sum up to %.3f, the score is %d", want, before)
		}
		switch rapid.IntRange(0, 3).Draw(t, "what") {
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
		}
		after, rows2 := Score(bySource(flags), sigs)
		if sum(rows2) < base-1e-9 || after < before {
			t.Fatalf("%d (%.4f bits) fell to %d (%.4f): %+v then %+v", before, base, after, sum(rows2), rows, rows2)
		}
	})
}

// Every signal there is, at any severity, leaves an account below 70 that no
// source has scored.
func TestSignalsAloneNeverReach70(t *testing.T) {
	var all []model.Signal
	for i := range entries {
		all = append(all, model.Signal{Code: entries[i].Code, Severity: 255})
	}
	for _, flags := range [][]model.Flag{nil, {{Source: "a"}}, {{Source: "a"}, {Source: "b"}, {Source: "c"}}} {
		score, rows := Score(&model.Account{Flags: flags}, all)
		t.Logf("%d flags without a score: %d", len(flags), score)
		if score >= 70 {
			t.Errorf("signals alone score %d: %+v", score, rows)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		sigs := rapid.SliceOfN(genSignal, 0, 40).Draw(t, "signals")
		if score, rows := Score(&model.Account{}, sigs); score >= 70 {
			t.Fatalf("%d: %+v", score, rows)
		}
	})
}

// A tie never lowers a score, is worth no more than its own probability, and the surer it is,
// the more it is worth.
func TestBesideTheScore(t *testing.T) {
	row := func(bits float64) []Row { return []Row{{Bits: bits / 2}, {Bits: bits / 2}} }
	for _, c := range []struct {
		own, tie, bits float64
		score          uint8
	}{
		{-6.63, 0, 0, 1},
		{-6.63, .5, 6.64, 50},       // an account that nobody flagged is as likely bad as its tie holds
		{-6.63, .19, 4.61, 20},      // a flag without a score, a certain link
		{0, .5, 1.58, 75},           // even odds twice
		{0, .94, 5.01, 97},          // even odds, and a decision in force
		{6.63, .95, 4.34, 100},      // hardly surer in numbers, though not in bits
		{0, 2, 7.64, 100},           // no probability is certain
		{0, math.NaN(), 0, 50},      // nothing is known
		{0, -1, 0, 50},              // nor here
		{60, .9, 3.32, 100},         // no overflow
		{-60, .9, 63.17, 90},        // nor underflow
		{0, math.Inf(1), 7.64, 100}, // capped
	} {
		bits, score := Beside(row(c.own), c.tie)
		if math.Abs(bits-c.bits) > .02 || score != c.score {
			t.Errorf("%v beside %v: %.2f bits, score %d, want %.2f and %d", c.tie, c.own, bits, score, c.bits, c.score)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		own := rapid.Float64Range(-40, 40).Draw(t, "own")
		tie, surer := rapid.Float64Range(0, .99).Draw(t, "tie"), rapid.Float64Range(0, .99).Draw(t, "surer")
		tie, surer = min(tie, surer), max(tie, surer)
		bits, with := Beside(row(own), tie)
		s := 1 / (1 + math.Exp2(-own))
		if got, want := 1/(1+math.Exp2(-own-bits)), 1-(1-s)*(1-tie); bits < -1e-9 || math.Abs(got-want) > 1e-9 || math.Abs(float64(with)-100*got) > .5+1e-9 {
			t.Fatalf("%v beside %v: %v, want %v; score %d", tie, own, got, want, with)
		}
		if more, _ := Beside(row(own), surer); more < bits-1e-9 {
			t.Fatalf("a surer tie is worth %v, not %v", more, bits)
		}
	})
}

func TestFound(t *testing.T) {
	for _, c := range []struct {
		flag    uint8
		decided bool
		want    float64
	}{{0, false, .2}, {1, false, .01}, {80, false, .8}, {100, false, .99}, {255, false, .99}, {0, true, .95}, {99, true, .99}} {
		if got := Found(c.flag, c.decided); got != c.want {
			t.Errorf("a flag of %d, decided %v: %v, want %v", c.flag, c.decided, got, c.want)
		}
	}
}
