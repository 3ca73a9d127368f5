package timing

import (
	"math"
	"testing"
)

// The expected values are worked out with fractions.
func TestOddsByHand(t *testing.T) {
	for _, test := range []struct {
		name string
		got  float64
		want float64 // odds
	}{
		{"3 of 3 at 1/10", againstBinomial(3, 3, .3), 1000. / 4},
		{"2 of 3 at 1/10", againstBinomial(3, 2, .3), 1 / (4 * 3 * .01 * .9)},
		{"5 of 10 at 1/4", againstBinomial(10, 5, 2.5), 1 / (11 * 252 * math.Pow(.25, 5) * math.Pow(.75, 5))},
		// B(1+3, 15+0)/B(1, 15) = 3!/(16*17*18)
		{"3 of 3, nothing known", againstBeta(3, 3, 1, 15), 16. * 17 * 18 / 6 / 4},
		// Rising factorials: 2*3 * 30 / (32*33*34), times C(3,2)
		{"2 of 3, one hit of 16", againstBeta(3, 2, 2, 30), 32. * 33 * 34 / (2 * 3 * 30) / 3 / 4},
	} {
		if want := math.Log2(test.want); math.Abs(test.got-want) > 1e-9 {
			t.Errorf("%s: %.12f bits, want %.12f", test.name, test.got, want)
		}
	}
}

func TestNoEvidence(t *testing.T) {
	for name, got := range map[string]float64{
		"as expected":             againstBinomial(10, 3, 3),
		"less than expected":      againstBinomial(10, 1, 3),
		"expected every day":      againstBinomial(10, 10, 10),
		"expected more than that": againstBinomial(10, 10, 25),
		"beta, as expected":       againstBeta(10, 2, 2, 8),
		"beta, sure":              againstBeta(10, 10, 20, 0),
		"nothing at all":          (&Finding{}).ClockBits() + (&Finding{}).TrafficBits() + (&Finding{}).Clock() + (&Finding{}).Jaccard(),
	} {
		if got != 0 {
			t.Errorf("%s: %v bits", name, got)
		}
	}
	if got := hundredths(againstBinomial(10, 10, 0)); got != MaxBits {
		t.Errorf("what cannot be: %v bits, want %d", got, MaxBits)
	}
}

// The odds are honest if their mean is at most 1 where there is nothing to find:
// then odds of k come up by chance at most once in k times.
func TestOddsAreHonest(t *testing.T) {
	for _, n := range []int{1, 2, 5, 12, 60, 300} {
		for _, p := range []float64{.003, .04, .25, .7} {
			mean := 0.0
			for x := range n + 1 {
				prior := logChoose(n, x) + float64(x)*math.Log(p) + float64(n-x)*math.Log1p(-p)
				if bits := againstBinomial(n, x, p*float64(n)); bits > 0 {
					mean += math.Exp(prior + bits*math.Ln2)
				}
			}
			if mean > 1+1e-9 {
				t.Errorf("n %d, p %v: the odds have mean %v", n, p, mean)
			}
		}
	}
}

func logChoose(n, k int) float64 {
	return -math.Log(float64(n+1)) - lbeta(float64(k+1), float64(n-k+1))
}

func TestApart(t *testing.T) {
	for _, test := range []struct {
		clocks []int32
		want   int
	}{
		{nil, 0},
		{[]int32{500}, 1},
		{[]int32{500, 1699}, 1},
		{[]int32{1700, 500}, 2},
		{[]int32{86000, 100, 43200}, 2}, // around midnight is one
		{[]int32{0, 700, 1400, 2100, 2800}, 3},
	} {
		if got := apart(test.clocks); got != test.want {
			t.Errorf("%v: %d, want %d", test.clocks, got, test.want)
		}
	}
}

func TestBetween(t *testing.T) {
	clocks := []int32{0, 10, 86390}
	for _, test := range []struct {
		low, high int32
		want      int
	}{{0, 10, 2}, {1, 9, 0}, {-20, 5, 2}, {86380, 86410, 3}, {86401, 86410, 1}, {-5, -1, 0}} {
		if got := between(clocks, test.low, test.high); got != test.want {
			t.Errorf("%d to %d: %d, want %d", test.low, test.high, got, test.want)
		}
	}
}
