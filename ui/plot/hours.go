package plot

import (
	"fmt"
	"math"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Zone is a clock to read activity by.
type Zone struct {
	Label         string
	OffsetMinutes int // ahead of UTC
}

// The working day that is underlined on every clock, in minutes after midnight.
const (
	workFrom  = 9 * 60
	workTo    = 17 * 60
	dayLength = 24 * 60
)

// Hours draws activity by the time of day, as even parts of a day of UTC from
// midnight on (24 hours or 48 half-hours), as columns, and under it the hours of
// each clock, so that what stands above an hour happened at that hour of that clock.
// On each clock a line runs from 09 to 17, and at the right stands how much of the
// activity falls in it. At 80 columns a column is half an hour.
//
// The activity has at most 5 lines, and where height is less than it takes at least
// one; then the line that explains goes first, and then the last clocks.
func Hours(t *theme.Theme, counts []float64, zones []Zone, width, height int) draw.Block {
	c := newCanvas(t, width, height)
	if c.w == 0 || c.h == 0 {
		return c.block()
	}
	if len(counts) == 0 {
		c.text(0, 0, theme.Dim, noData)
		return c.block()
	}
	l := clockLayout(len(counts), zones, c.w)
	key := c.h > len(zones)+1
	rows := c.h - len(zones)
	if key {
		rows--
	}
	rows = min(max(rows, 1), 5)
	c.activity(counts, l, rows)
	y := rows
	for _, z := range zones {
		c.clock(y, counts, z, l)
		y++
	}
	if key {
		c.key(y, l)
	}
	return c.block()
}

// key says what the lines on the clocks mean, and the percentages beside them.
func (c *canvas) key(y int, l clocks) {
	s, x := "09-17 on that clock", l.left
	if long := s + ", and its share of the activity"; l.share > 0 && 4+len(long) <= c.w {
		s = long
	}
	if x+4+len(s) > c.w {
		x = 0
	}
	c.run(x, y, theme.Mark, c.t.Glyphs.Horizontal, 3)
	c.text(x+4, y, theme.Dim, s)
}

// clocks is where the parts of the figure are: label, offset, the day, share.
type clocks struct{ label, offset, left, day, share int }

func clockLayout(parts int, zones []Zone, width int) (l clocks) {
	for _, z := range zones {
		l.label = max(l.label, text.Width(z.Label))
	}
	l.label = max(min(l.label, width/4), len("peak 1,234"))
	l.offset = len("+00:00")
	l.share = len(" 100%")
	hour := 0
	for _, n := range []int{4, 3, 2, 1} {
		// Half-hours of one and two columns by turns would be a false rhythm.
		if even := (24*n)%parts == 0 || 24*n < parts; even && width >= 24*n+l.label+1+l.offset+1+l.share {
			hour = n
			break
		}
	}
	if hour == 0 {
		if width < 24+l.label+1+l.share {
			l.share = 0
		}
		l.offset, hour = 0, 1
		l.label = min(l.label, width-24-1-l.share)
		if l.label < 3 {
			l.label = 0
		}
	}
	if l.left = l.label; l.left > 0 {
		l.left++
	}
	if l.offset > 0 {
		l.left += l.offset + 1
	}
	l.day = min(24*hour, width-l.left)
	return l
}

// activity draws the columns.
func (c *canvas) activity(counts []float64, l clocks, rows int) {
	top := greatest(counts)
	c.fit(0, 0, theme.Dim, "peak "+Number(top), l.left-1)
	values := resample(counts, l.day)
	for x := range l.day {
		v := values[x*len(values)/l.day]
		if glyph := odd(c.t, v); glyph != "" && !(v > 0) {
			c.set(l.left+x, rows-1, theme.Series1, glyph)
			continue
		}
		n := steps(v, top, 8*rows)
		for y := rows - 1; n > 0; y-- {
			c.set(l.left+x, y, theme.Series1, c.t.Glyphs.Eighths[min(n, 8)])
			n -= 8
		}
		if v > most {
			c.set(l.left+x, 0, theme.Series1, c.t.Glyphs.Up)
		}
	}
}

// clock draws the hours of one clock.
func (c *canvas) clock(y int, counts []float64, z Zone, l clocks) {
	c.fit(0, y, theme.Plain, z.Label, l.label)
	if l.offset > 0 {
		c.text(l.label+1, y, theme.Dim, offset(z.OffsetMinutes))
	}
	for x := range l.day {
		if m := dayOf(x*dayLength/l.day + z.OffsetMinutes%dayLength); m >= workFrom && m < workTo {
			c.set(l.left+x, y, theme.Mark, c.t.Glyphs.Horizontal)
		}
	}
	for h := 0; h < 24 && l.day >= 24; h += 3 {
		x := (dayOf(h*60-z.OffsetMinutes%dayLength)*l.day + dayLength/2) / dayLength % l.day
		if x+2 > l.day {
			continue // half of an hour's number would be another number
		}
		role := theme.Dim
		if h*60 >= workFrom && h*60 < workTo {
			role = theme.Mark
		}
		c.text(l.left+x, y, role, twoDigits(h))
	}
	if l.share > 0 {
		c.right(l.left+l.day, y, theme.Plain, share(counts, z.OffsetMinutes), l.share)
	}
}

// share is how much of the activity falls between 09 and 17 on a clock.
func share(counts []float64, offset int) string {
	top := greatest(counts)
	if top == 0 {
		return "n/a"
	}
	var in, all float64
	part := float64(dayLength) / float64(len(counts))
	from := float64(dayOf(workFrom - offset%dayLength))
	for i, v := range counts {
		if !(v > 0) || v > most {
			continue
		}
		v /= top // the sum of great numbers is no number
		all += v
		// The working day of UTC's today, and the one that began yesterday.
		for _, from := range []float64{from, from - dayLength} {
			a, b := float64(i)*part, float64(i+1)*part
			in += v * max(min(b, from+workTo-workFrom)-max(a, from), 0) / part
		}
	}
	return percent(in / all)
}

// percent gives a fraction as a whole percentage that is 0 and 100 only where the
// fraction is.
func percent(f float64) string {
	switch n := math.Round(f * 100); {
	case f > 1e-12 && n < 1:
		return "<1%"
	case f < 1-1e-12 && n > 99:
		return "99%"
	default:
		return Number(n) + "%"
	}
}

// dayOf gives the minute of the day, 0 to 1439.
func dayOf(minutes int) int { return ((minutes % dayLength) + dayLength) % dayLength }

// offset gives minutes ahead of UTC as +hh:mm.
func offset(minutes int) string {
	sign := '+'
	if minutes %= dayLength; minutes < 0 {
		sign, minutes = '-', -minutes
	}
	return fmt.Sprintf("%c%02d:%02d", sign, minutes/60, minutes%60)
}
