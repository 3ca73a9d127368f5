// Package notes puts the notes on a thing on a screen: whole, with what was attached and
// what became of them, and with the accounts, values, cases, proposals, batches and other
// notes that their texts name, so that a reader can go there.
//
// Rules of this room:
//
//   - A note is shown as it was written, Markdown and all. One that was corrected or taken
//     back is shown too, and says so.
//   - A text names something only by a word of its own such as outlook:abc123, device:d-91,
//     case:3 or note:57, and only where there is such a thing. What merely looks like it,
//     such as the address of a web page, is text.
package notes
