package account

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// entry is something that the cursor of a roll can be on, of any number of lines.
type entry struct {
	lines  func(width int) []draw.Line // none wider than width
	values []value
	place  page.Place // what it opens, if its page is set
	tab    string     // the tab that it opens, or ""
	rest   bool       // the cursor passes over it
}

// roll is a list of entries in one column, or where there is room in two.
type roll struct {
	parts  [][]entry // what belongs into each column
	cursor int       // index over all parts

	width, height int
	columns       []column
}

// column is what a roll shows in one column.
type column struct {
	first, n int // entries
	x, width int
	lines    []draw.Line
	at       []int // the entry of each line, over all parts
	begins   []int // the first line of each entry of the column
	offset   int
}

const (
	rollGutter = 2 // cursor and a space
	rollGap    = 2 // between columns
)

// set shows other entries; the cursor stays at its place.
func (r *roll) set(parts ...[]entry) {
	r.parts = parts
	r.layout()
}

func (r *roll) size(width, height int) {
	r.width, r.height = width, height
	r.layout()
}

func (r *roll) len() (n int) {
	for _, p := range r.parts {
		n += len(p)
	}
	return n
}

func (r *roll) entry(i int) *entry {
	for _, p := range r.parts {
		if i < len(p) {
			return &p[i]
		}
		i -= len(p)
	}
	return nil
}

func (r *roll) current() *entry {
	if r.cursor < 0 || r.cursor >= r.len() {
		return nil
	}
	return r.entry(r.cursor)
}

// layout wraps all entries for the width.
func (r *roll) layout() {
	if r.width == 0 {
		return
	}
	n := 1
	if r.width >= sideFrom {
		n = max(len(r.parts), 1)
	}
	offsets := make([]int, n)
	for i := range min(len(r.columns), n) {
		offsets[i] = r.columns[i].offset
	}
	r.columns = make([]column, n)
	width := (r.width - (n-1)*rollGap) / n
	for i := range r.columns {
		r.columns[i] = column{x: i * (width + rollGap), width: width, offset: offsets[i]}
	}
	index := 0
	for i, part := range r.parts {
		c := &r.columns[min(i, n-1)]
		if c.n == 0 {
			c.first = index
		}
		for k := range part {
			c.begins = append(c.begins, len(c.lines))
			for _, l := range part[k].lines(max(c.width-rollGutter-1, 1)) {
				c.lines, c.at = append(c.lines, l), append(c.at, index)
			}
			index++
		}
		c.n += len(part)
	}
	r.cursor = max(min(r.cursor, index-1), 0)
	r.settle(1)
	r.keepInView()
}

// settle moves the cursor off entries that it passes over, in a direction and where
// there is none in that against it.
func (r *roll) settle(step int) {
	for _, step := range []int{step, -step} {
		for i := r.cursor; i >= 0 && i < r.len(); i += step {
			if !r.entry(i).rest {
				r.cursor = i
				return
			}
		}
	}
}

// home gives the column that the cursor is in, and the lines of its entry.
func (r *roll) home() (c *column, from, to int) {
	for i := range r.columns {
		if c = &r.columns[i]; r.cursor >= c.first && r.cursor < c.first+c.n {
			k := r.cursor - c.first
			from, to = c.begins[k], len(c.lines)
			if k+1 < c.n {
				to = c.begins[k+1]
			}
			return c, from, to
		}
	}
	return nil, 0, 0
}

func (r *roll) keepInView() {
	c, from, to := r.home()
	for i := range r.columns {
		r.columns[i].clamp(r.height)
	}
	if c == nil {
		return
	}
	for from > 0 && c.begins[0] < from && r.entry(c.at[from-1]).rest {
		from-- // a heading stays with what it is of
	}
	c.offset = max(c.offset, to-r.height)
	c.offset = min(c.offset, from)
	c.clamp(r.height)
}

func (c *column) clamp(height int) { c.offset = max(min(c.offset, len(c.lines)-height), 0) }

// step goes to the next entry, or first through one that is higher than the screen.
func (r *roll) step(delta int) {
	if c, from, to := r.home(); c != nil && to-from > r.height {
		if next := c.offset + delta; next >= from && next <= to-r.height {
			c.offset = next
			return
		}
	}
	r.to(r.cursor+delta, delta)
}

// to goes to an entry, or the nearest one in a direction.
func (r *roll) to(i, direction int) {
	before := r.cursor
	r.cursor = max(min(i, r.len()-1), 0)
	for r.cursor+direction >= 0 && r.cursor+direction < r.len() && r.entry(r.cursor).rest {
		r.cursor += direction
	}
	if e := r.current(); e != nil && e.rest {
		if r.cursor = before; direction < 0 {
			r.scrollTo(0) // the heading above the first entry
		}
	}
	r.keepInView()
}

func (r *roll) scrollTo(offset int) {
	if c, _, _ := r.home(); c != nil {
		c.offset = offset
		c.clamp(r.height)
	}
}

// byLines moves the cursor by so many lines within its column.
func (r *roll) byLines(delta int) {
	c, from, _ := r.home()
	if c == nil {
		return
	}
	line := max(min(from+delta, len(c.lines)-1), 0)
	direction := 1
	if delta < 0 {
		direction = -1
	}
	r.to(c.at[line], direction)
	if now, _, _ := r.home(); now != c { // the end of a column is its last entry
		r.to(c.first+c.n-1, -1)
	}
}

// across goes to another column, at the height of the cursor.
func (r *roll) across(delta int) bool {
	c, from, _ := r.home()
	for i := range r.columns {
		if &r.columns[i] != c || i+delta < 0 || i+delta >= len(r.columns) {
			continue
		}
		other := &r.columns[i+delta]
		if len(other.lines) == 0 {
			return false
		}
		y := max(from-c.offset, 0) // the wheel may have left the cursor above what is shown
		r.to(other.at[min(other.offset+y, len(other.lines)-1)], 1)
		return true
	}
	return false
}

func (r *roll) do(a keys.Action) (tea.Cmd, bool) {
	switch a {
	case keys.Up:
		r.step(-1)
	case keys.Down:
		r.step(1)
	case keys.HalfUp:
		r.byLines(-max(r.height/2, 1))
	case keys.HalfDown:
		r.byLines(max(r.height/2, 1))
	case keys.PageUp:
		r.byLines(-max(r.height, 1))
	case keys.PageDown:
		r.byLines(max(r.height, 1))
	case keys.Top:
		r.to(0, 1)
		r.scrollTo(0)
	case keys.Bottom:
		r.to(r.len()-1, -1)
	case keys.Left:
		return nil, r.across(-1)
	case keys.Right:
		return nil, r.across(1)
	default:
		return nil, false
	}
	return nil, true
}

func (r *roll) escape() bool { return false }

func (r *roll) values() []value {
	if e := r.current(); e != nil {
		return e.values
	}
	return nil
}

func (r *roll) view(th *theme.Theme) draw.Block {
	out := make(draw.Block, 0, r.height)
	for y := range r.height {
		var b strings.Builder
		x := 0
		for i := range r.columns {
			c := &r.columns[i]
			b.WriteString(strings.Repeat(" ", c.x-x))
			b.WriteString(r.line(th, c, c.offset+y))
			x = c.x + c.width
		}
		b.WriteString(strings.Repeat(" ", max(r.width-x, 0)))
		out = append(out, b.String())
	}
	return out
}

func (r *roll) line(th *theme.Theme, c *column, i int) string {
	if i >= len(c.lines) {
		return strings.Repeat(" ", c.width)
	}
	l, base, glyph := c.lines[i], theme.Plain, " "
	if c.at[i] == r.cursor {
		base = theme.Cursor
		if i == 0 || c.at[i-1] != r.cursor {
			glyph = th.Glyphs.Cursor
		}
	}
	p := draw.NewPainter(th, c.width, base)
	role := func(r theme.Role) theme.Role {
		if base == theme.Cursor {
			return th.OnCursor(r)
		}
		return r
	}
	p.Cell(role(theme.Focus), glyph, rollGutter)
	for _, s := range l {
		p.Text(role(s.Role), s.Text)
	}
	return p.String()
}

// status says how far down the list the cursor is.
func (r *roll) status() draw.Line {
	c, from, _ := r.home()
	if c == nil || len(c.lines) <= r.height {
		return nil
	}
	return draw.T(theme.Dim, "line "+words.Thousands(from+1)+" of "+words.Thousands(len(c.lines)))
}

// hit gives the entry at a place, -1 for none.
func (r *roll) hit(x, y int) int {
	for i := range r.columns {
		c := &r.columns[i]
		if line := c.offset + y; x >= c.x && x < c.x+c.width && line < len(c.lines) {
			return c.at[line]
		}
	}
	return -1
}

func (r *roll) wheel(x, _, delta int) tea.Cmd {
	for i := range r.columns {
		if c := &r.columns[i]; x >= c.x && x < c.x+c.width {
			c.offset += delta
			c.clamp(r.height)
		}
	}
	return nil
}

// wrapped gives lines as an entry's, wrapped; what does not fit in one is indented.
func wrapped(indent int, lines ...draw.Line) func(int) []draw.Line {
	return func(width int) (out []draw.Line) {
		for _, l := range lines {
			out = append(out, draw.Wrap(l, width, indent)...)
		}
		return out
	}
}
