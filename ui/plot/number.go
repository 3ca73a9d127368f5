package plot

import (
	"math"
	"strconv"
	"strings"
)

// Beyond these a power of ten, or the top of an axis, is no number any more.
const (
	most  = 1e300
	least = 1e-300
)

// noData is what a figure without values says.
const noData = "no data"

// Number gives a number as figures print it: whole numbers below 1e15 exactly and
// with commas (12,300), others to three significant digits or to the unit, NaN
// as n/a. The result is ASCII.
func Number(v float64) string {
	a := math.Abs(v)
	switch {
	case math.IsNaN(v):
		return "n/a"
	case math.IsInf(v, 1):
		return "inf"
	case math.IsInf(v, -1):
		return "-inf"
	case a == 0:
		return "0" // never "-0"
	case a >= 1e15 || a < 1e-4:
		return strconv.FormatFloat(v, 'g', 3, 64)
	case a == math.Trunc(a):
		return group(strconv.FormatFloat(v, 'f', 0, 64))
	}
	decimals := 2 - int(math.Floor(math.Log10(a)))
	s := strconv.FormatFloat(v, 'f', max(decimals, 0), 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return group(s)
}

// group sets commas between thousands.
func group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, fraction, found := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if found {
		whole += "." + fraction
	}
	return sign + whole
}

// greatest is the greatest value that has a place on a scale, or 0.
func greatest(values []float64) (top float64) {
	for _, v := range values {
		if v > top && v <= most {
			top = v
		}
	}
	return top
}

// whole reports whether all the values are whole numbers, so that a tick between
// two of them would mean nothing.
func whole(values []float64) bool {
	for _, v := range values {
		if v != math.Trunc(v) && !math.IsNaN(v) {
			return false
		}
	}
	return true
}

// resample gives n values for n columns: the greatest of each column's values. NaN
// counts only where a column has nothing else.
func resample(values []float64, n int) []float64 {
	if len(values) <= n {
		return values
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
		for _, v := range values[i*len(values)/n : (i+1)*len(values)/n] {
			if v > out[i] || math.IsNaN(out[i]) {
				out[i] = v
			}
		}
	}
	return out
}

// steps gives how many of so many steps a value of a scale from 0 to top takes:
// none at zero and below, at least one above, all of them at the top and beyond.
func steps(v, top float64, of int) int {
	if !(v > 0) || of < 1 {
		return 0
	}
	if v >= top {
		return of
	}
	return min(max(int(math.Round(v/top*float64(of))), 1), of)
}

// axis is a scale from zero to top over rows, with round numbers on whole rows: the
// row of a tick is full where a column reaches the tick's value.
type axis struct {
	power int     // a unit is this power of ten
	top   float64 // in units, as is step
	step  float64 // from one tick to the next
	every int     // rows from one tick to the next
	rows  int
}

// newAxis chooses the axis that wastes little of the height and has few, round
// ticks; rows is at least 1.
func newAxis(top float64, rows int, whole bool) axis {
	if !(top >= least) {
		top = 1
	}
	power := int(math.Floor(math.Log10(top)))
	unit := math.Pow10(power)
	m := top / unit
	best, cost := axis{power, 20, 20, rows, rows}, math.Inf(1)
	for _, step := range [...]float64{.1, .2, .25, .5, 1, 2, 2.5, 5, 10, 20} {
		if whole && power < 2 && step*unit != math.Trunc(step*unit) {
			continue
		}
		for every := 1; every <= rows; every++ {
			top := step * float64(rows) / float64(every)
			if top < m*(1-1e-9) {
				break
			}
			c, ticks := top/m, rows/every
			if ticks < 2 && rows > 3 {
				c += 0.4 // one tick alone shows no scale
			}
			if ticks < 3 && rows > 9 {
				c += 0.15
			}
			if every == 1 && rows > 3 {
				c += 0.3 // a wall of numbers
			}
			if ticks > 5 {
				c += 0.1 * float64(ticks-5)
			}
			if rows%every != 0 {
				c += 0.05 // the top would have no number
			}
			if c < cost-1e-9 {
				best, cost = axis{power, top, step, every, rows}, c
			}
		}
	}
	return best
}

// ticks are the printed numbers from the lowest, above zero, to the highest; the
// i-th stands (i+1)*every rows above zero.
func (a axis) ticks() []string {
	out := make([]string, a.rows/a.every)
	for i := range out {
		// Hundredths are whole numbers, and only one operation on them is rounded:
		// 0.3 and not 0.30000000000000004.
		hundredths := math.Round(float64(i+1) * a.step * 100)
		if a.power > 1 {
			out[i] = Number(hundredths * math.Pow10(a.power-2))
		} else {
			out[i] = Number(hundredths / math.Pow10(2-a.power))
		}
	}
	return out
}

// eighths is the height of a value in eighths of a row.
func (a axis) eighths(v float64) int { return steps(v/math.Pow10(a.power), a.top, 8*a.rows) }
