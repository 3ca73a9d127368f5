// Package batches is the pages of what goes outside and what comes back: what is approved
// and waits for a batch, the batches with what enforcement says of them, and the appeals of
// owners.
//
// Where to look: list.go the page of all three and pane.go what it says of the row under
// the cursor; ready.go the form of a new batch; errand.go how a batch is sealed or reversed
// and its files come to be, writing.go the writing itself; batch.go one batch, do.go what can
// be done there, head.go what stands above its accounts, answer.go what enforcement says;
// appeal.go one appeal, file.go how it is filed.
//
// Rules of this room:
//
//   - What was confirmed is what is sealed: the accounts are named, not looked for again,
//     and where one of them is not ready any more nothing is sealed.
//   - A batch is sealed first and written then. Where the writing fails the batch says so
//     until it was written, and can be written again.
//   - The writing goes on whatever page is shown, and whoever closes the investigation
//     waits for it.
//   - An answer is shown whole before it counts, what cannot be used of it first, and what
//     was shown is what is taken, whatever becomes of the file.
//   - Nothing outside is undone, only reversed by another batch; the words say so.
//   - Who had a part in a decision is told so before writing down why an appeal fails.
package batches
