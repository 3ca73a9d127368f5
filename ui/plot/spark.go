package plot

import (
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
