package timing

import "math"

// MaxBits is the most that times alone may say.
const MaxBits = 30

// What is assumed of two accounts' clocks before any is seen: one pair of visits
// in 16 meets by chance, as sure as if that had been seen in 16 pairs.
const priorHits, priorPairs = 1, 16

// lbeta gives the natural logarithm of the beta function.
func lbeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

// againstBinomial gives the bits for "any number of the n days is as likely as
// any other" against "expected of n days, independently", x days having been
// seen; 0 unless x is more than expected.
func againstBinomial(n, x int, expected float64) float64 {
	p := expected / float64(n)
	if !(float64(x) > expected) {
		return 0
	}
	if p <= 0 {
		return MaxBits
	}
	same := float64(x) * math.Log2(p)
	if x < n {
		same += float64(n-x) * math.Log1p(-p) / math.Ln2
	}
	// 1/(n+1) = C(n,x) B(x+1,n-x+1), so that C(n,x) drops out.
	return lbeta(float64(x+1), float64(n-x+1))/math.Ln2 - same
}

// againstBeta is the same where the chance of a day is not known but follows the
// beta distribution of a and b.
func againstBeta(n, x int, a, b float64) float64 {
	if b <= 0 || float64(x)*(a+b) <= float64(n)*a {
		return 0
	}
	return (lbeta(float64(x+1), float64(n-x+1)) - lbeta(float64(x)+a, float64(n-x)+b) + lbeta(a, b)) / math.Ln2
}

// clock gives the two parameters of the chance of a day by the clock.
func (f *Finding) clock() (a, b float64) {
	all := float64(f.ClockPairs + priorPairs)
	a = float64(f.ClockHits+priorHits) * float64(f.Meetings) / float64(f.Joint)
	return a, all - a
}

// Clock gives on how many of the Joint days it was to be expected from both
// accounts' own hours.
func (f *Finding) Clock() float64 {
	if f.Joint == 0 {
		return 0
	}
	a, b := f.clock()
	return float64(f.Joint) * min(1, a/(a+b))
}

// ClockBits gives the evidence against "each keeps its own hours".
func (f *Finding) ClockBits() float64 {
	if f.Joint == 0 {
		return 0
	}
	a, b := f.clock()
	return hundredths(againstBeta(f.Joint, f.Days, a, b))
}

// TrafficBits gives the evidence against "whoever comes is a random visitor of
// the place".
func (f *Finding) TrafficBits() float64 {
	if f.Either == 0 {
		return 0
	}
	return hundredths(againstBinomial(f.Either, f.Days, f.Traffic))
}

// hundredths rounds down, at most to MaxBits; where bits are negative there is
// no evidence.
func hundredths(bits float64) float64 {
	return math.Floor(min(max(bits, 0), MaxBits)*100) / 100
}

// Combine gives the bits of a pair from those of its findings: the larger, less
// one bit for having looked for two things.
func Combine(handovers, together float64) float64 {
	return max(0, math.Round((max(handovers, together)-1)*100)/100)
}
