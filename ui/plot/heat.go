package plot

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Grid is values in rows and columns. Rows may be of different lengths: what is
// missing is not known.
type Grid struct {
	Cells      [][]float64
	Rows, Cols []string
	// Marks are the columns to point out, with a line under them and Mark as what
	// the line means; nil are none.
	Marks []bool
	Mark  string
}

// WeekHours counts times by weekday, from Monday, and by hour of the clock that is
// offset minutes ahead of UTC. Zero times are left out.
func WeekHours(times []time.Time, offset int) Grid {
	g := Grid{Rows: []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}}
	for range g.Rows {
		g.Cells = append(g.Cells, make([]float64, 24))
	}
	for h := range 24 {
		g.Cols = append(g.Cols, twoDigits(h))
	}
	for _, t := range times {
		if !t.IsZero() {
			local := t.UTC().Add(time.Duration(offset%(7*24*60)) * time.Minute)
			g.Cells[(int(local.Weekday())+6)%7][local.Hour()]++
		}
	}
	return g
}

// Heat draws a grid as cells of the theme's shades, one to three columns wide, with
// the labels of the columns above and a legend below that says which numbers each
// shade stands for. The shades divide the values from zero to the 95th percentile of
// those above zero evenly, and what is above is the strongest too: a few great values
// do not wash out the rest, and where all are alike they look alike.
//
// Rows that have no line are counted in the last one. More columns than fit are
// merged, and the greatest of a merged cell's values is shown. The labels, the legend
// and the marks take a line each; where there are fewer lines than rows and these,
// the marks go first, then the legend, and the labels below 4 lines.
func Heat(t *theme.Theme, g Grid, width, height int) draw.Block {
	c := newCanvas(t, width, height)
	n := 0
	for _, row := range g.Cells {
		n = max(n, len(row))
	}
	if n == 0 || c.w == 0 || c.h == 0 {
		c.text(0, 0, theme.Dim, noData)
		return c.block()
	}
	left := 0
	for _, s := range g.Rows {
		left = max(left, text.Width(s)+1)
	}
	left = min(left, c.w/3)
	if left < 2 {
		left = 0
	}
	pitch := min((c.w-left)/n, 3)
	cols := n
	if pitch < 1 {
		pitch, cols = 1, c.w-left
	}
	at := make([]int, n) // where each column of the grid begins
	for i := range at {
		at[i] = left + i*cols/n*pitch
	}
	spare := c.h - len(g.Cells)
	scale := newShades(g.Cells)
	y := 0
	if spare > 0 || c.h > 3 {
		heads := make([]int, n)
		for i := range heads {
			heads[i] = at[i] + (min(pitch, 2)-1)/2
		}
		c.spread(0, theme.Dim, heads, g.Cols, 1)
		y++
	}
	legend := spare > 1
	if legend {
		c.legend(left, c.h-1, &scale, peak(g, scale.limits[4]))
	}
	marks := spare > 2 && slices.Contains(g.Marks[:min(len(g.Marks), n)], true)
	room := c.h - y
	if legend {
		room--
	}
	if marks {
		room--
	}
	full := make([]float64, n)
	for i, row := range g.Cells {
		if i == room-1 && len(g.Cells) > room {
			c.text(0, y, theme.Dim, "and "+Number(float64(len(g.Cells)-i))+" rows more")
			y++
			break
		}
		if i < len(g.Rows) {
			c.fit(0, y, theme.Plain, g.Rows[i], left-1)
		}
		for j := copy(full, row); j < n; j++ {
			full[j] = math.NaN()
		}
		for j, v := range resample(full, cols) {
			c.shade(left+j*pitch, y, pitch, scale.of(v))
		}
		y++
	}
	if marks {
		c.marks(g, y, at, pitch)
	}
	return c.block()
}

// unknown is the shade of what is not known.
const unknown = -1

// shade draws one cell.
func (c *canvas) shade(x, y, width, level int) {
	switch level {
	case unknown:
		c.set(x+(width-1)/2, y, theme.Dim, notKnown)
	case 0:
		// One dot a cell keeps the hours countable and nothing light.
		c.set(x+(width-1)/2, y, theme.Dim, c.t.Glyphs.Shades[0])
	default:
		c.run(x, y, theme.Heat1+theme.Role(level-1), c.t.Glyphs.Shades[level], width)
	}
}

// shades are the limits of the shades of a grid.
type shades struct {
	limits                  [5]float64 // the greatest value of each shade
	whole                   bool
	missing, below, endless bool // there are NaN, values below zero, values beyond 1e300
}

func newShades(cells [][]float64) shades {
	s := shades{whole: true}
	size := 0
	for _, row := range cells {
		size += len(row)
	}
	above := make([]float64, 0, size)
	for _, row := range cells {
		s.whole = s.whole && whole(row)
		for _, v := range row {
			switch {
			case math.IsNaN(v):
				s.missing = true
			case v < 0:
				s.below = true
			case v > most:
				s.endless = true
			case v > 0:
				above = append(above, v)
			}
		}
	}
	if len(above) == 0 {
		return s
	}
	s.limits[4] = slices.Max(above)
	top := nth(above, (len(above)*95+99)/100-1)
	for level := 1; level < 4; level++ {
		if s.limits[level] = top / 4 * float64(level); s.whole {
			s.limits[level] = math.Floor(s.limits[level])
		}
	}
	return s
}

// nth gives what would stand at index n if the values, which are above zero and are
// reordered, were sorted. Their bits are in the order of the values, and a digit at a
// time takes as long for any values.
func nth(values []float64, n int) float64 {
	for shift := 56; shift >= 0; shift -= 8 {
		var count [256]int
		for _, v := range values {
			count[byte(math.Float64bits(v)>>shift)]++
		}
		digit := 0
		for n >= count[digit] {
			n -= count[digit]
			digit++
		}
		kept := values[:0]
		for _, v := range values {
			if byte(math.Float64bits(v)>>shift) == byte(digit) {
				kept = append(kept, v)
			}
		}
		values = kept
	}
	return values[0]
}

// of gives the shade of a value, from 0 to 4, or unknown.
func (s *shades) of(v float64) int {
	switch {
	case math.IsNaN(v):
		return unknown
	case !(v > 0):
		return 0
	}
	for level := 1; level < 4; level++ {
		if v <= s.limits[level] {
			return level
		}
	}
	return 4
}

// legend says what the shades mean, those that can occur. Where room is short it
// closes up, and says at last only what the strongest means. Where there is room it
// ends with the peak.
func (c *canvas) legend(x, y int, s *shades, peak string) {
	type entry struct {
		level   int
		meaning string
	}
	all := []entry{{0, "0"}}
	if s.below {
		all[0].meaning = "0 or less"
	}
	for level := 1; level <= 4; level++ {
		from, to := s.limits[level-1], s.limits[level]
		switch {
		case level == 4 && s.endless:
			all = append(all, entry{level, "over " + Number(from)})
		case to <= from:
		case !s.whole || to >= 1e15:
			all = append(all, entry{level, "to " + Number(to)})
		case to == from+1:
			all = append(all, entry{level, Number(to)})
		default:
			all = append(all, entry{level, Number(from+1) + "-" + Number(to)})
		}
	}
	strongest := len(all) - 1
	if s.missing {
		all = append(all, entry{unknown, "not known"})
	}
	long := 0
	for _, e := range all {
		long += 1 + len(e.meaning)
	}
	inner, gap := 1, 2
	switch n := len(all); {
	case x+long+n+2*(n-1) <= c.w:
	case long+n+2*(n-1) <= c.w:
		x = 0
	case long+n-1 <= c.w:
		x, inner, gap = 0, 0, 1
	default:
		x, inner, all = 0, 0, all[strongest:strongest+1]
	}
	for _, e := range all {
		c.shade(x, y, 1, e.level)
		c.text(x+1+inner, y, theme.Dim, e.meaning)
		x += 1 + inner + len(e.meaning) + gap
	}
	if x++; x+text.Width(peak) <= c.w {
		c.text(x, y, theme.Dim, peak)
	}
}

// peak says where the first of the greatest values is, which its shade alone does
// not, or "".
func peak(g Grid, top float64) string {
	for i, row := range g.Cells {
		for j, v := range row {
			if v == top && v > 0 && i < len(g.Rows) && j < len(g.Cols) {
				return "peak " + Number(v) + ": " + g.Rows[i] + " " + g.Cols[j]
			}
		}
	}
	return ""
}

// marks underlines the marked columns and says what that means where the most room
// is.
func (c *canvas) marks(g Grid, y int, at []int, pitch int) {
	marked := func(i int) bool { return i >= 0 && i < min(len(at), len(g.Marks)) && g.Marks[i] }
	for i, x := range at {
		if !marked(i) {
			continue
		}
		c.run(x, y, theme.Mark, c.t.Glyphs.Horizontal, pitch)
		if !marked(i - 1) {
			c.set(x, y, theme.Mark, c.t.Glyphs.BottomLeft)
		}
	}
	for i, x := range at {
		if marked(i) && !marked(i+1) {
			glyph := c.t.Glyphs.BottomRight
			if pitch == 1 && !marked(i-1) {
				glyph = c.t.Glyphs.Up
			}
			c.set(x+pitch-1, y, theme.Mark, glyph)
		}
	}
	if g.Mark == "" {
		return
	}
	bestX, best := 0, 0
	for x := 0; x < c.w; {
		n := 0
		for x+n < c.w && c.blank(x+n, y, 1) {
			n++
		}
		if n >= best { // of two alike the right one
			bestX, best = x, n
		}
		x += max(n, 1)
	}
	s := g.Mark
	if bestX > 0 {
		s = " " + s
	}
	if bestX+best < c.w {
		best--
	}
	c.fit(bestX, y, theme.Dim, strings.TrimRight(draw.Fit(c.t, s, best), " "), best)
}

func twoDigits(n int) string { return string([]byte{'0' + byte(n/10%10), '0' + byte(n%10)}) }
