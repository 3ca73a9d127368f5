package report

import (
	"strings"
	"unicode/utf8"
)

const (
	lineWidth  = 104 // characters of a table that fit beside one another on a printed page
	gap        = 3   // that stay free at the end of a column
	mostWeight = 70  // no column asks for more, however long its texts are
	leastShare = 14  // a column that asks for no more than this gets it
	sampleRows = 300 // rows that are measured
)

// widths shares the width of a page out among the columns, in percent: what each needs, and
// where that is too much, the widest give way. A browser that did so itself would measure
// all rows first, and give nearly everything to the longest text.
func (t *table) widths() []int {
	need := make([]int, len(t.heads))
	sum := 0
	for i, h := range t.heads {
		word := longestWord(h)
		if len(h) <= 8 {
			word = len(h)
		}
		need[i] = max(t.measure(i), word+word/6, 3) + gap // heads are set in a wider face
		sum += need[i]
	}
	for sum > lineWidth {
		widest := 0
		for i := range need {
			if need[i] > need[widest] {
				widest = i
			}
		}
		if need[widest] <= leastShare {
			break
		}
		need[widest]--
		sum--
	}
	for i := range need {
		need[i] = max(2, need[i]*100/max(sum, lineWidth/2))
	}
	return need
}

// measure is how many characters a column asks for.
func (t *table) measure(column int) int {
	most, total := 0, 0
	rows := t.rows[:min(len(t.rows), sampleRows)]
	for _, row := range rows {
		n := 0
		for _, r := range row[column] {
			n += utf8.RuneCountInString(r.text[:min(len(r.text), 4*mostWeight)])
			if r.voice == value {
				n++ // its face is wider
			}
		}
		n = min(n, mostWeight)
		most, total = max(most, n), total+n
	}
	if mean := total / len(rows); most > 2*leastShare {
		return max(2*leastShare, (most+mean)/2)
	}
	return most
}

func longestWord(s string) (most int) {
	for _, w := range strings.Fields(s) {
		most = max(most, utf8.RuneCountInString(w))
	}
	return most
}
