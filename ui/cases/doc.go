// Package cases is the pages of cases: the list of all of them, and one with everything
// that belongs to it.
//
// Where to look: list.go is the list, filter.go what is shown of it, bar.go how; one.go is
// the page of a case, load.go and history.go what it asks for, view.go what it looks like,
// tables.go, rolls.go and roll.go its tabs, do.go what can be done, change.go the boxes
// that change it, copying.go what can be copied; giveout.go gives the case out, preview.go
// says what would be in it, writing.go writes it.
//
// Rules of this room:
//
//   - Beside an account or a value stands in how many other cases it is.
//   - A victim is never proposed from here: a proposal from a case is about its personas.
//   - A case that is due says so in a word, not by a colour alone.
//   - What a case file would hold is shown before it is written. It is written page or no
//     page, and what was given up leaves nothing.
//   - What is shown is one state of the work; a change shows when the next one is read.
package cases
