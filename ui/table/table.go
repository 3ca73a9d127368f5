package table

import (
	"strings"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
)

// Row is one row: a cell for each of the table's columns, shown or not.
type Row struct {
	ID    uint64
	Cells []draw.Span
}

const (
	// PageRows is the number of rows that are fetched and kept together; spans begin at
	// a multiple of it.
	PageRows = 128
	mostHeld = 64 // fetches that are kept
)

// Table is a windowed table; see the package comment. Use [New].
type Table struct {
	Focused bool
	Dimmed  bool                 // what is shown is not what was asked for
	Marked  func(id uint64) bool // may be nil
	SortKey string               // of the column that the list is sorted by, for the arrow
	Desc    bool
	Empty   string // what an empty list says

	columns []Column
	shown   []int // of columns, in order
	width   int
	height  int
	laid    []laid

	total  int
	cursor int
	offset int
	pages  map[int][]Row // by index / PageRows
	recent []int         // numbers of pages, the last used last
	stale  bool          // rows are of the list before
}

// New makes a table of columns, all shown.
func New(columns ...Column) *Table {
	t := &Table{columns: columns, pages: map[int][]Row{}, width: 1, height: 2}
	for i := range columns {
		t.shown = append(t.shown, i)
	}
	return t
}

// Size sets the size in cells, the row of titles included.
func (t *Table) Size(width, height int) {
	t.width, t.height = width, height
	t.layout()
	t.keepInView()
}

// Rows is how many rows are on the screen.
func (t *Table) Rows() int { return max(t.height-1, 0) }

// Len is the length of the list.
func (t *Table) Len() int { return t.total }

// Cursor is the index of the row that the cursor is on.
func (t *Table) Cursor() int { return t.cursor }

// Current gives the row that the cursor is on; ok is false where there is none or it
// is not fetched yet.
func (t *Table) Current() (Row, bool) { return t.At(t.cursor) }

// At gives the row at an index, if it is there.
func (t *Table) At(index int) (Row, bool) {
	if index < 0 || index >= t.total {
		return Row{}, false
	}
	if p := t.pages[index/PageRows]; index%PageRows < len(p) {
		return p[index%PageRows], true
	}
	return Row{}, false
}

// Set shows a list that is wholly here, and keeps the cursor on its id.
func (t *Table) Set(rows []Row) {
	at := -1
	if old, ok := t.Current(); ok {
		for i, r := range rows {
			if r.ID == old.ID {
				at = i
				break
			}
		}
	}
	if at < 0 {
		at = min(t.cursor, len(rows)-1)
	}
	t.Reset(len(rows), at)
	t.clear()
	for from := 0; from < len(rows); from += PageRows {
		t.pages[from/PageRows] = rows[from:min(from+PageRows, len(rows))]
	}
}

// Reset says that the list is another one now, of total rows, with the cursor at an
// index. The row stays where it is on the screen. Rows of the list before are shown
// until others come.
func (t *Table) Reset(total, cursor int) {
	onScreen := t.cursor - t.offset
	t.total = max(total, 0)
	t.cursor = max(min(cursor, t.total-1), 0)
	t.offset = t.cursor - onScreen
	t.stale = true
	t.recent = nil
	t.keepInView()
}

func (t *Table) clear() {
	t.pages, t.recent, t.stale = map[int][]Row{}, nil, false
}

// Put takes rows from an index on, which must be one that Missing gave.
func (t *Table) Put(from int, rows []Row) {
	if t.stale {
		t.clear()
	}
	for i := 0; i < len(rows); i += PageRows {
		n := (from + i) / PageRows
		t.pages[n] = rows[i:min(i+PageRows, len(rows))]
		t.recent = append(t.recent, n)
	}
	for len(t.recent) > mostHeld {
		oldest := t.recent[0]
		t.recent = t.recent[1:]
		first, last := t.offset/PageRows, (t.offset+t.Rows())/PageRows
		if oldest < first || oldest > last {
			delete(t.pages, oldest)
		} else {
			t.recent = append(t.recent, oldest)
			break
		}
	}
}

// Missing gives the span of rows that the screen needs, and one screen to either
// side of it, as far as it is not here; ok is false where nothing is missing.
func (t *Table) Missing() (from, n int, ok bool) {
	if t.total == 0 || t.Rows() == 0 {
		return 0, 0, false
	}
	lack := func(low, high int) bool {
		low, high = max(low, 0), min(high, t.total)
		first, last := -1, -1
		for p := low / PageRows; p*PageRows < high; p++ {
			if _, ok := t.pages[p]; ok && !t.stale {
				continue
			}
			if first < 0 {
				first = p
			}
			last = p
		}
		if first >= 0 {
			from = first * PageRows
			n = min((last+1)*PageRows, t.total) - from
		}
		return first >= 0
	}
	ok = lack(t.offset, t.offset+t.Rows()) || lack(t.offset-t.Rows(), t.offset+2*t.Rows())
	return from, n, ok
}

// Move takes the cursor to an index, or as near as there is one.
func (t *Table) Move(index int) {
	t.cursor = max(min(index, t.total-1), 0)
	t.keepInView()
}

// Scroll moves the window by so many rows, and the cursor only where it would leave it.
func (t *Table) Scroll(delta int) {
	t.offset = max(min(t.offset+delta, t.total-t.Rows()), 0)
	t.cursor = min(max(t.cursor, t.offset), t.offset+t.Rows()-1)
	t.Move(t.cursor)
}

// Do moves the cursor by an action; done is false for one that is no movement.
func (t *Table) Do(a keys.Action) (done bool) {
	switch a {
	case keys.Up:
		t.Move(t.cursor - 1)
	case keys.Down:
		t.Move(t.cursor + 1)
	case keys.HalfUp:
		t.Move(t.cursor - max(t.Rows()/2, 1))
	case keys.HalfDown:
		t.Move(t.cursor + max(t.Rows()/2, 1))
	case keys.PageUp:
		t.Move(t.cursor - max(t.Rows(), 1))
	case keys.PageDown:
		t.Move(t.cursor + max(t.Rows(), 1))
	case keys.Top:
		t.Move(0)
	case keys.Bottom:
		t.Move(t.total - 1)
	default:
		return false
	}
	return true
}

// Moves are the actions that Do takes.
func Moves() []keys.Action {
	return []keys.Action{keys.Up, keys.Down, keys.HalfUp, keys.HalfDown, keys.PageUp, keys.PageDown, keys.Top, keys.Bottom}
}

func (t *Table) keepInView() {
	rows := t.Rows()
	t.offset = min(t.offset, t.cursor)
	t.offset = max(t.offset, t.cursor-rows+1, 0)
	t.offset = max(min(t.offset, t.total-rows), 0)
}

// Line gives the cells of the row that the cursor is on, of the columns that were chosen, in
// their order, meters as their numbers; nil where there is none.
func (t *Table) Line() []string {
	row, ok := t.Current()
	if !ok {
		return nil
	}
	var out []string
	for _, i := range t.shown {
		if i < len(row.Cells) {
			cell := strings.TrimSpace(row.Cells[i].Text)
			if t.columns[i].Meter {
				cell = cell[strings.LastIndexByte(cell, ' ')+1:]
			}
			out = append(out, cell)
		}
	}
	return out
}
