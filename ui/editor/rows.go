package editor

import (
	"sort"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/text"
)

// row is what one row of the screen shows of a text: the bytes from one index to
// another. The next row begins where it ends, or behind the end of the line there.
type row struct{ from, to int }

// layout is a text broken into rows. Its zero value is ready.
type layout struct {
	text  string
	width int
	rows  []row
	lines map[string][]int // by line: where its rows begin, from its own beginning
}

// leastWidth is one column for a character and one for what the last column is for.
const leastWidth = 2

// set breaks a text into rows of a width, in columns; of lines that were there before
// it knows how.
func (l *layout) set(s string, width int) {
	width = max(width, leastWidth)
	if l.rows != nil && l.text == s && l.width == width {
		return
	}
	before := l.lines
	if l.width != width {
		before = nil
	}
	l.text, l.width, l.rows, l.lines = s, width, l.rows[:0], map[string][]int{}
	at := 0
	for line := range strings.SplitSeq(s, "\n") {
		starts, ok := l.lines[line]
		if !ok {
			if starts, ok = before[line]; !ok {
				starts = breaks(line, width)
			}
			l.lines[strings.Clone(line)] = starts // a piece of the text would hold all of it in memory
		}
		for i, start := range starts {
			end := len(line)
			if i+1 < len(starts) {
				end = starts[i+1]
			}
			l.rows = append(l.rows, row{at + start, at + end})
		}
		at += len(line) + 1
	}
}

// breaks gives where the rows of a line begin: behind spaces where there are any. The
// last column is for the caret behind a full row, or for the space that it is broken
// at.
func breaks(line string, width int) []int {
	most := width - 1
	starts := []int{0}
	from, used := 0, 0        // of the row
	behind, usedThen := -1, 0 // the last space in it
	for at := 0; at < len(line); {
		c := first(line[at:])
		w := text.Width(shown(c))
		if used+w > most && at > from && !(c == " " && used == most) {
			cut := at
			if behind > from {
				cut, used = behind, used-usedThen
			} else {
				used = 0
			}
			starts = append(starts, cut)
			from, behind = cut, -1
			continue
		}
		at, used = at+len(c), used+w
		if c == " " {
			behind, usedThen = at, used
		}
	}
	if used > most && from < len(line) {
		starts = append(starts, len(line))
	}
	return starts
}

// shown is what stands on the screen for a cluster.
func shown(c string) string {
	if len(c) == 1 && c[0] >= ' ' && c[0] <= '~' {
		return c
	}
	s := text.Display(model.Untrusted(c))
	if strings.HasPrefix(s, "(empty-looking") {
		// It is only empty-looking alone.
		return text.Display(model.Untrusted("x" + c))[1:]
	}
	return s
}

// show is what stands on the screen for a piece of a line.
func show(s string) string {
	var b strings.Builder
	for s != "" {
		c := first(s)
		b.WriteString(shown(c))
		s = s[len(c):]
	}
	return b.String()
}

// row gives the row that a caret is in.
func (l *layout) row(at int) int {
	return max(sort.Search(len(l.rows), func(i int) bool { return l.rows[i].from > at })-1, 0)
}

// column gives the column of a caret in its row.
func (l *layout) column(at int) int {
	return min(text.Width(show(l.text[l.rows[l.row(at)].from:at])), l.width-1)
}

// end gives the last place for a caret in a row: where its line goes on in the next one
// that is before its last cluster.
func (l *layout) end(i int) int {
	r := l.rows[i]
	if i+1 == len(l.rows) || l.rows[i+1].from > r.to {
		return r.to
	}
	b := buffer{text: l.text}
	return max(b.before(r.to), r.from)
}

// place gives where a caret is put that is wanted in a row and a column.
func (l *layout) place(i, column int) int {
	i = min(max(i, 0), len(l.rows)-1)
	at, used, end := l.rows[i].from, 0, l.end(i)
	for at < end {
		c := first(l.text[at:])
		if used += text.Width(shown(c)); used > column {
			break
		}
		at += len(c)
	}
	return at
}
