package table

import (
	"slices"

	"github.com/seed-28a39f10/clew/ui/text"
)

// Column is one column of a table.
type Column struct {
	Key   string // its name in a user's choice of columns
	Title string
	About string // what it shows, for the chooser
	Least int    // columns that it needs, at least its title's
	Most  int    // columns that it can use; 0: as many as there are
	Right bool
	Sort  string // the key to sort by; "" where it cannot be
	Drop  int    // where there is no room, the greatest goes first; 0 stays
	Off   bool   // not shown until somebody chooses it
	Meter bool   // its cells are numbers with a picture before them
}

type laid struct{ column, x, width int }

const (
	textFrom = 24 // columns that can use so much hold texts of any length
	gutter   = 3  // cursor, mark and a space
	gap      = 2  // between columns
)

// Columns lists all columns, shown or not.
func (t *Table) Columns() []Column { return t.columns }

// Shown lists the keys of the columns that are chosen, in order. Some of them may
// have no room.
func (t *Table) Shown() []string {
	out := make([]string, len(t.shown))
	for i, c := range t.shown {
		out[i] = t.columns[c].Key
	}
	return out
}

// Show chooses columns by their keys, in order; keys that are no column's are left
// out. Without any it is those that are not Off.
func (t *Table) Show(keys []string) {
	t.shown = nil
	for _, k := range keys {
		i := slices.IndexFunc(t.columns, func(c Column) bool { return c.Key == k })
		if i >= 0 && !slices.Contains(t.shown, i) {
			t.shown = append(t.shown, i)
		}
	}
	if t.shown == nil {
		for i, c := range t.columns {
			if !c.Off {
				t.shown = append(t.shown, i)
			}
		}
	}
	t.layout()
}

// layout gives each chosen column its place: those without room are dropped, and
// what room is left goes to those that can use it, evenly.
func (t *Table) layout() {
	room := t.width - gutter - 1 // the last column is the scroll bar's
	use := slices.Clone(t.shown)
	need := func() (n int) {
		for i, c := range use {
			if n += t.least(c); i > 0 {
				n += gap
			}
		}
		return n
	}
	for len(use) > 1 && need() > room {
		worst, drop := len(use)-1, 0
		for i, c := range use {
			if d := t.columns[c].Drop; d > drop {
				worst, drop = i, d
			}
		}
		use = slices.Delete(use, worst, worst+1)
	}
	t.laid = t.laid[:0]
	for _, c := range use {
		t.laid = append(t.laid, laid{column: c, width: t.least(c)})
	}
	// First to the columns of texts, which are cut, and then to what has a bound anyway.
	spare := room - need()
	for _, texts := range []bool{true, false} {
		for given := true; given && spare > 0; {
			given = false
			for i := range t.laid {
				l := &t.laid[i]
				most := t.columns[l.column].Most
				if (most == 0 || most >= textFrom) == texts && spare > 0 && (most == 0 || l.width < most) {
					l.width++
					spare--
					given = true
				}
			}
		}
	}
	x := gutter
	for i := range t.laid {
		t.laid[i].x = x
		t.laid[i].width = min(t.laid[i].width, max(t.width-1-x, 0))
		x += t.laid[i].width + gap
	}
}

func (t *Table) least(c int) int {
	col := t.columns[c]
	w := text.Width(col.Title)
	if col.Sort != "" {
		w += 2 // for the arrow
	}
	if col.Most > 0 {
		w = min(w, max(col.Most, text.Width(col.Title)))
	}
	return max(col.Least, w)
}

// Hit says what is at a place of the table.
type Hit struct {
	Row    int     // index of the row, -1 for none
	Column *Column // where the titles are hit, or nil
}

// Hit gives what is at column x and row y of the table.
func (t *Table) Hit(x, y int) Hit {
	if y == 0 {
		for _, l := range t.laid {
			if x >= l.x && x < l.x+l.width {
				return Hit{-1, &t.columns[l.column]}
			}
		}
		return Hit{Row: -1}
	}
	if i := t.offset + y - 1; y > 0 && y < t.height && i < t.total {
		return Hit{Row: i}
	}
	return Hit{Row: -1}
}
