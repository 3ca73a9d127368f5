// Package inspect is the box that takes a value apart: code point by code point, with
// what each is, how it is shown elsewhere, and what a reader would not have seen.
//
// Where to look: anatomy.go what is found out of a value, script.go which script a
// character is of, overlay.go the box.
//
// Rules of this room:
//
//   - A value is described, never judged: that a text has letters of two scripts is
//     said of every script alike, and those that are written together are no mixture.
//   - Everything follows from the tables of Unicode in the standard library.
//   - The cost is bounded whatever the value: what lies beyond [MostBytes] is counted
//     and not looked at.
package inspect
