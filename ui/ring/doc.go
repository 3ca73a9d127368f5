// Package ring is the pages on accounts that one hand seems to run: the list of all
// rings, one ring looked at in four ways, and the ways between two accounts.
//
// Where to look: rings.go the list, with rows.go its columns, narrow.go what is left
// out of it and aside.go the pane beside it. one.go is the page of a ring, read.go
// what it is made of, then a file for each way to look at it (matrix.go, members.go,
// picture.go, values.go), facts.go what is said above or beside them, and whatif.go
// the counterfactual. way.go is the page of the ways, waylines.go what it says and
// wayview.go how it is drawn.
//
// Rules of this room:
//
//   - A ring is never shown without its best innocent explanation on the screen.
//   - The account and the value under the cursor are one for all four views.
//   - What a value is taken for here is a question: nothing is ever written.
//   - One question of what would fall out is under way at a time: it may cost as much
//     as computing all links.
package ring
