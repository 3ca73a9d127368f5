package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/text"
)

// Clean makes text of a string that may quote what came from outside.
func Clean[S ~string](s S) string { return text.Display(model.Untrusted(s)) }

// Thousands writes a number as 1,204.
func Thousands[N int | int64 | uint32 | uint64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count writes a number of things, such as "1 account" or "3,000 accounts".
func Count[N int | int64 | uint32 | uint64](n N, thing string) string {
	if n != 1 {
		thing = plural(thing)
	}
	return Thousands(n) + " " + thing
}

func plural(thing string) string {
	if stem, ok := strings.CutSuffix(thing, "y"); ok && !strings.ContainsAny(stem[max(len(stem)-1, 0):], "aeou") {
		return stem + "ies"
	}
	return thing + "s"
}

// Day and Minute write a time in UTC, "" where it is unknown.
func Day(t model.Time) string    { return stamp(t, time.DateOnly) }
func Minute(t model.Time) string { return stamp(t, "2006-01-02 15:04") }

func stamp(t model.Time, layout string) string {
	if !t.Known() {
		return ""
	}
	return t.UTC().Format(layout)
}

// Score writes a score as a whole number; nothing was scored 0 by anyone.
func Score(score float64) string {
	if score == 0 {
		return "-"
	}
	return ScoreNumber(score)
}

// ScoreNumber writes a score where there is room for a 0.
func ScoreNumber(score float64) string { return Thousands(int(score + 0.5)) }

// ScoreSum says beside the sum of these rows how the score comes from it.
func ScoreSum(score float64) string { return "sum; 100/(1+2^-sum) is " + ScoreNumber(score) }

// Bits writes a number of bits with its sign, in six columns. Odd eighths, which half of a
// signal comes to, are written whole: several rounded ones would not sum to their sum.
func Bits(bits float64) string {
	if odd := math.Abs(math.Mod(bits*8, 2)); odd == 1 && math.Abs(bits) < 10 {
		return fmt.Sprintf("%+6.3f", bits)
	}
	return fmt.Sprintf("%+6.2f", bits+0)
}

// Odds writes log2 odds, or the strength of a link in bits, in few columns.
func Odds(bits float64) string { return fmt.Sprintf("%+.1f", bits) }

// Percent writes a share of the whole, from 0 to 1.
func Percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// Sentence makes a sentence of a fragment of Clew's own.
func Sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }

// Names joins texts with spaces.
func Names[S ~string](list []S) string {
	all := make([]string, len(list))
	for i, s := range list {
		all[i] = Clean(s)
	}
	return strings.Join(all, " ")
}
