package plot

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Part is one part of a whole.
type Part struct {
	Label string
	Value float64
	Role  theme.Role
	Glyph string // of one column; "" is one of the figure's own by the part's place
}

// Neighbours differ in texture, not only in darkness.
var (
	partGlyphs = [...]string{"█", "░", "▚", "▒", "=", "▓", "·"}
	partASCII  = [...]string{"#", ".", "=", "o", "-", "x", "+"}
)

// Share draws parts of a whole as one bar, each with a glyph of its own, and below it
// what each glyph stands for, with value and percentage. Percentages are whole and
// come to 100. Parts beyond the seventh are summed up in it. A part that is not
// above zero, or no number, has no place in the bar. The figure is as many lines
// high as it takes, none where width is below 1.
func Share(t *theme.Theme, parts []Part, width int) draw.Block {
	if width < 1 {
		return draw.Block{}
	}
	if len(parts) == 0 {
		c := newCanvas(t, width, 1)
		c.text(0, 0, theme.Dim, noData)
		return c.block()
	}
	parts = named(t, parts)
	values := make([]float64, len(parts))
	for i, p := range parts {
		values[i] = p.Value
	}
	columns, percents := apportion(values, width, true), apportion(values, 100, false)

	widths, widest, total := make([]int, len(parts)), 0, 0
	tails := make([]string, len(parts))
	for i, p := range parts {
		tails[i] = Number(p.Value)
		switch {
		case percents[i] > 0:
			tails[i] += fmt.Sprintf(" (%d%%)", percents[i])
		case placed(p.Value):
			tails[i] += " (<1%)"
		}
		widths[i] = 2 + text.Width(p.Label) + 1 + len(tails[i])
		widest = max(widest, widths[i])
		total += widths[i] + 3
	}
	// One line where they fit, and otherwise columns, so that they can be compared.
	perLine := len(parts)
	if total-3 > width {
		perLine = max((width+3)/(widest+3), 1)
	}
	c := newCanvas(t, width, 1+(len(parts)+perLine-1)/perLine)
	x := 0
	for i, p := range parts {
		c.run(x, 0, p.Role, p.Glyph, columns[i])
		x += columns[i]
	}
	x = 0
	for i, p := range parts {
		y := 1 + i/perLine
		if i%perLine == 0 {
			x = 0
		}
		c.set(x, y, p.Role, p.Glyph)
		room := width - x - 2 - len(tails[i]) - 1
		label := min(text.Width(p.Label), max(room, 0))
		c.fit(x+2, y, theme.Plain, p.Label, label)
		if label > 0 {
			label++
		}
		c.text(x+2+label, y, theme.Plain, tails[i])
		if x += widths[i] + 3; perLine < len(parts) {
			x += widest - widths[i]
		}
	}
	return c.block()
}

// named gives each part a glyph, and sums up those that there is none for.
func named(t *theme.Theme, parts []Part) []Part {
	glyphs := partGlyphs
	if t.Glyphs.ASCII {
		glyphs = partASCII
	}
	out := slices.Clone(parts[:min(len(parts), len(glyphs))])
	if n := len(parts) - len(out) + 1; n > 1 {
		sum := 0.0
		for _, p := range parts[len(parts)-n:] {
			if !math.IsNaN(p.Value) {
				sum += p.Value
			}
		}
		out[len(out)-1] = Part{Label: fmt.Sprintf("%d more", n), Value: sum, Role: theme.Dim}
	}
	for i := range out {
		if text.Width(out[i].Glyph) != 1 {
			out[i].Glyph = glyphs[i]
		}
	}
	return out
}

// placed reports whether a value has a place among shares.
func placed(v float64) bool { return v > 0 && v <= most }

// apportion divides whole things by values, by largest remainders. With each, every
// value above zero has one as far as there are enough.
func apportion(values []float64, things int, each bool) []int {
	out := make([]int, len(values))
	top, sum, placedOnes := greatest(values), 0.0, 0
	for _, v := range values {
		if placed(v) {
			sum += v / top
			placedOnes++
		}
	}
	if placedOnes == 0 {
		return out
	}
	type remainder struct {
		i int
		r float64
	}
	var rest []remainder
	left := things
	for i, v := range values {
		if !placed(v) {
			continue
		}
		quota := v / top / sum * float64(things)
		out[i] = min(int(quota+1e-9), left)
		left -= out[i]
		rest = append(rest, remainder{i, quota - float64(out[i])})
	}
	slices.SortStableFunc(rest, func(a, b remainder) int { return cmp.Compare(b.r, a.r) })
	for i := 0; left > 0; i++ {
		out[rest[i%len(rest)].i]++
		left--
	}
	if !each || placedOnes > things {
		return out
	}
	for _, r := range rest {
		if out[r.i] == 0 {
			most := 0
			for j := range out {
				if out[j] > out[most] {
					most = j
				}
			}
			out[most]--
			out[r.i]++
		}
	}
	return out
}
