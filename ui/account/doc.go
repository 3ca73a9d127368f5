// Package account is the page about one account: what it claims beside what it does,
// what speaks for and against it, whom one hand may run together with it, and the rows
// that all of this came from.
//
// Where to look: page.go the page, do.go what its keys do, load.go what is asked of the
// store, tabs.go the bar; roll.go and split.go the two ways in which a tab is laid out,
// a list of entries and a table with a box; absent.go what stands there for a name that
// is not that of one account; the other files one tab each.
//
// Rules of this room:
//
//   - What is said of an account never stands without what speaks against it.
//   - A claim and what was seen stand side by side, and neither is coloured by what it
//     is: only whether they agree matters, and that is for the signals to say.
//   - Tabs that were left keep their cursor. Rows are known by what they are about, so
//     that a refresh does not move it.
//   - Links are worked out only where the tab about them is opened; the others show
//     those that are known.
package account
