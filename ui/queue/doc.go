// Package queue is the page that work begins on: the flagged accounts that a query
// finds, in an order, with a preview of the one under the cursor.
//
// Where to look: bar.go the query bar and what it completes, find.go what is asked of
// the store, marks.go marks and what is done with them, rows.go the columns, preview.go
// the pane beside the table.
//
// Rules of this room: the cursor is on an account, not on a place in the list; marks
// are a set of accounts that another query does not change; results come after the
// key, never before it.
package queue
