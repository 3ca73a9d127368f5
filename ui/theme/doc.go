// Package theme says what everything looks like: the roles that a piece of text
// can have on the screen, and for each theme the style of every role.
//
// Rules of this room:
//
//   - Code that draws names a [Role], never a colour. A table's cells keep their
//     role, so that another theme changes a screen that is already there.
//   - Colour is never the only signal: whatever a role says is also said by a
//     glyph or a word. The theme "mono" has no colour at all and must do.
//   - A [Theme] is a value that is passed in; there is no current one. Two programs
//     in one process do not share it.
//   - Styles are written by this package alone, as SGR sequences (ECMA-48, 8.3.117)
//     of colours and attributes. What they enclose comes from ui/text.
package theme
