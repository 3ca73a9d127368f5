package store_test

import (
	"bytes"
	"fmt"
	"slices"
)

// measured holds what the benchmarks of one process measured, by name: ours and
// theirs, once for each run.
type measured map[string][][2]float64

func (m *measured) add(name string, ours, theirs float64) {
	if *m == nil {
		*m = measured{}
	}
	(*m)[name] = append((*m)[name], [2]float64{ours, theirs})
}

// goal is what one measurement should come to.
type goal struct {
	name  string // in measured
	title string
	unit  string
	is    aim
	limit float64
}

type aim uint8

const (
	noGoal      aim = iota // shown, without a goal
	timesMore              // ours is at least limit times theirs
	timesLess              // theirs is at least limit times ours
	shareAtMost            // ours is at most limit times theirs
	atMost                 // ours is at most limit
)

var goals = []goal{
	{"import", "import with all indexes", "accounts/s", timesMore, 5},
	{"import-peak", "import, peak memory", "MB", atMost, 1000},
	{"file", "size on disk", "MB", shareAtMost, 0.6},
	{"open-cold", "new process, first 50 by score, files not cached", "ms", shareAtMost, 0.5},
	{"open-cold", "the same", "ms", atMost, 50},
	{"open-warm", "the same, files cached", "ms", noGoal, 0},
	{"page", "50 accounts at 90 % of the order by score", "ms", timesLess, 50},
	{"pivot", "who carries a value of about 10 holders", "ms", timesLess, 4},
	{"facets-80", "facets of three fields over score >= 80, 1 account in 18", "ms", timesLess, 4},
	{"facets-60", "the same over score >= 60, 1 account in 3", "ms", timesLess, 4},
	{"substring-p99-rare", "substring, a rare word, p99", "ms", atMost, 16},
	{"substring-p99-common", "substring, three common letters, p99", "ms", atMost, 16},
	{"substring-p99-hangul", "substring, two Hangul syllables, p99", "ms", atMost, 16},
	{"substring-rare", "substring, rare, p50 against LIKE", "ms", noGoal, 0},
	{"substring-common", "substring, common, p50 against LIKE", "ms", noGoal, 0},
	{"substring-hangul", "substring, Hangul, p50 against LIKE", "ms", noGoal, 0},
	{"substring-fts5-rare", "substring, rare, p50 against FTS5 trigrams", "ms", noGoal, 0},
	{"substring-fts5-common", "substring, common, p50 against FTS5 trigrams", "ms", noGoal, 0},
	{"action", "one action, durable, p50", "ms", atMost, 2},
}

// markdown gives the goals that were measured as a table, medians of all runs.
func (m measured) markdown(head string) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s Medians", head)
	if n := len(m["import"]); n > 1 {
		fmt.Fprintf(&out, " of %d runs, ratios with the least and the greatest", n)
	}
	fmt.Fprint(&out, ".\n\n| | Clew | SQLite | ratio | goal | |\n|---|---|---|---|---|---|\n")
	for _, g := range goals {
		runs := m[g.name]
		if len(runs) == 0 {
			continue
		}
		var ours, theirs, ratios []float64
		for _, r := range runs {
			ours, theirs = append(ours, r[0]), append(theirs, r[1])
			if r[1] > 0 && g.is != atMost {
				ratios = append(ratios, g.ratio(r[0], r[1]))
			}
		}
		sqlite, ratio := "", ""
		if theirs[0] > 0 {
			sqlite = number(median(theirs)) + " " + g.unit
		}
		if len(ratios) > 0 {
			ratio = number(median(ratios)) + "x"
		}
		if len(ratios) > 1 {
			ratio += fmt.Sprintf(" (%s-%s)", number(slices.Min(ratios)), number(slices.Max(ratios)))
		}
		limit, verdict := g.judge(median(ours), median(ratios))
		fmt.Fprintf(&out, "| %s | %s %s | %s | %s | %s | %s |\n", g.title, number(median(ours)), g.unit, sqlite, ratio, limit, verdict)
	}
	return out.Bytes()
}

// ratio gives how many times as good ours is, or for sizes its share of theirs.
func (g goal) ratio(ours, theirs float64) float64 {
	if g.is == timesMore || g.is == shareAtMost {
		return ours / theirs
	}
	return theirs / ours
}

// judge says in words what the goal is and by how much it was met or missed.
func (g goal) judge(ours, ratio float64) (limit, verdict string) {
	var short float64 // above 1: missed
	switch g.is {
	case timesMore, timesLess:
		limit, short = "at least "+number(g.limit)+"x", g.limit/ratio
	case shareAtMost:
		limit, short = "at most "+number(g.limit)+"x", ratio/g.limit
	case atMost:
		limit, short = fmt.Sprintf("at most %s %s", number(g.limit), g.unit), ours/g.limit
	default:
		return "", ""
	}
	if short <= 1 {
		return limit, "met"
	}
	return limit, fmt.Sprintf("missed by a factor of %.2f", short)
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

// number writes three significant digits.
func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	case v >= 1:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.3f", v)
}
