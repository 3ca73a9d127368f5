// Package audit is the page of the audit log: who did what and when, newest first, and
// whether the log is what was written.
//
// Where to look: page.go the page, list.go which entries are shown and what is asked of
// the store, bar.go the filter as it is typed, narrow.go the filter as it is chosen,
// entry.go one entry whole, open.go what it is about, proof.go whether the log verifies.
//
// Rules of this room:
//
//   - The cursor is on an entry, by its number in the log. What is appended while
//     somebody reads moves nothing from under the cursor.
//   - A filter that matches rarely shows what it has found so far and how much of the
//     log was looked at, and goes on by itself until the next filter takes its place.
//   - The page never says "verified" of more entries than were read for it.
//   - What changes is said in the words of package words, which the command line uses
//     as well; an action that those do not know is shown all the same.
package audit
