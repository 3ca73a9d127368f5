// Package draw makes lines of a screen from text with roles: cutting, padding,
// wrapping, boxes and panes.
//
// Rules of this room:
//
//   - A drawn line is exactly as wide as it was asked to be, in columns as
//     ui/text measures them, and holds no newline.
//   - The text of a [Span] is clean: it comes from ui/text, or is the program's
//     own. Nothing here cleans it, and nothing here looks at the terminal.
//   - What is drawn follows from the arguments alone.
package draw
