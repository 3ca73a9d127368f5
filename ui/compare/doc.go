// Package compare is the page that puts two to four accounts side by side: what links
// each pair at the top, below it one row for each fact, and the values that they
// carry in common on one row each.
//
// Where to look: load.go what is asked of the store, rows.go and identifiers.go what
// becomes of it, mark.go when rows are the same, layout.go how rows take their place,
// view.go the drawing, act.go what keys do.
//
// Rules of this room:
//
//   - A row says whether it is the same with a glyph and a word, and of whom by the
//     letters of the columns; colour adds nothing to that.
//   - Two values are the same when they are the same canonical value, byte for byte,
//     and never because they look alike. Two signals are where what they saw is; one
//     code for different reasons is shown by both, which is neither.
//   - A link is shown with its best innocent explanation. A name, a photo or a
//     document in common comes with a caution: a victim shares those with a thief.
//   - Nothing is ranked or coloured by what a persona claims to be.
package compare
