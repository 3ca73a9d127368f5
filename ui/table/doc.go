// Package table is the windowed table: it holds the rows around the cursor of a list
// of any length, draws those on the screen, and says which others it is missing.
//
// Rules of this room:
//
//   - It never asks for rows itself. [Table.Missing] names the span that the page has
//     to fetch, and [Table.Put] takes it; until then a row is drawn as a blank one.
//   - The cursor is on a row by its id. Where the list changes under it, the page
//     finds the id's new index and says so in [Table.Reset]; the row stays where it
//     was on the screen.
//   - Drawing and moving cost what is visible, whatever the length of the list.
//   - Cells are clean text with a role; a row is made outside the event loop.
package table
