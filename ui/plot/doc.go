// Package plot draws figures from plain numbers: bars, columns over time, heat
// maps, clocks, shares, sparklines and gauges.
//
// Rules of this room:
//
//   - A figure follows from its arguments alone and is exactly as wide, and where
//     a height is asked as high, as asked. A size below 1 gives a figure without
//     columns or lines; sizes are those of a screen.
//   - Colour is never the only signal. What a reader must know is a number, a word
//     or a glyph; the scale of a figure is printed with it.
//   - A figure does not flatter. Scales begin at zero; what is more than nothing is
//     never drawn as nothing, and what is less than everything never as everything.
//     What does not fit is counted, not dropped. Where several values share a
//     column it shows the greatest of them: a mean would hide the burst that the
//     reader is looking for, and a sum would break the scale.
//   - Every number can be drawn. NaN is what is not known and is drawn as ?, which is
//     not what zero looks like; a value below zero is drawn as the glyph Down and one
//     beyond 1e300 as Up, at the end of a full column. In bars the number says so.
//   - Labels are clean texts from ui/text and are cut by draw.Fit. With ASCII glyphs
//     nothing else than labels is outside ASCII.
package plot
