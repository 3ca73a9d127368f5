package plot

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Spark gives values as one row of columns, scaled from zero to the greatest of
// them, in exactly width columns. More values than columns share them, and the
// greatest of a column's values is shown; of fewer, each is as many whole columns
// wide as there is room for, and the rest is blank. The height says nothing by
// itself: print the greatest value beside it.
func Spark(t *theme.Theme, values []float64, width int) draw.Span {
	var b strings.Builder
	if width < 1 {
		return draw.Span{Role: theme.Series1}
	}
	values = resample(values, width)
	top, used := greatest(values), 0
	for _, v := range values {
		glyph := odd(t, v)
		if glyph == "" {
			glyph = t.Glyphs.Eighths[steps(v, top, 8)]
		}
		n := width / len(values)
		b.WriteString(strings.Repeat(glyph, n))
		used += n
	}
	b.WriteString(strings.Repeat(" ", width-used))
	return draw.Span{Role: theme.Series1, Text: b.String()}
}

// notKnown stands for NaN: a dot would be a low column in ASCII, and zero in a heat
// map.
const notKnown = "?"

// odd gives the glyph of a value that has no height, or "".
func odd(t *theme.Theme, v float64) string {
	switch {
	case math.IsNaN(v):
		return notKnown
	case v < 0:
		return t.Glyphs.Down
	case v > most:
		return t.Glyphs.Up
	}
	return ""
}

// Gauge gives a fraction from 0 to 1 as a bar with its percentage, in exactly width
// columns: without the bar below 9 columns, and without the percentage below 4. The
// bar is full and the percentage 100 only where everything is done, and neither is
// empty where something is. NaN is not known.
func Gauge(t *theme.Theme, fraction float64, width int) draw.Line {
	if width < 1 {
		return nil
	}
	number := "n/a"
	if !math.IsNaN(fraction) {
		number = percent(min(max(fraction, 0), 1))
	}
	bar := width
	switch {
	case width >= 9:
		bar = width - 5
		number = fmt.Sprintf("%5s", number)
	case width >= 4:
		bar = 0
		number = fmt.Sprintf("%*s", width, number)
	default:
		number = ""
	}
	full := steps(fraction, 1, bar)
	if full == bar && fraction < 1 && bar > 1 {
		full--
	}
	var out draw.Line
	for _, s := range []draw.Span{
		{Role: theme.Series1, Text: strings.Repeat(t.Glyphs.Full, full)},
		{Role: theme.Dim, Text: strings.Repeat(t.Glyphs.Empty, bar-full)},
		{Role: theme.Plain, Text: number},
	} {
		if s.Text != "" {
			out = append(out, s)
		}
	}
	return out
}
