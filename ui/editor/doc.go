// Package editor is the box in which a text of several lines is written, such as a
// note in Markdown. It knows nothing of what the text is for: its caller says what
// saving does.
//
// Where to look: buffer.go is the text with its caret and history, move.go where a caret
// can be, rows.go how the text is broken into rows, editor.go the box with its keys,
// keep.go its draft and those of other windows, view.go what it looks
// like, outside.go and command.go the user's own editor.
//
// Rules of this room:
//
//   - What is saved is what was typed and pasted, byte for byte, but for what [Clean]
//     does. Whatever is shown of it went through ui/text, cluster by cluster, so that
//     nothing hides in it; the escapes are not part of the text.
//   - The caret stands between grapheme clusters, always.
//   - No change is on the screen that is not in the draft on disk. That is done within
//     the event loop, because it takes less than a millisecond for all but the longest
//     texts (see BenchmarkSave of package draft), and because then neither esc nor the
//     end of the program has anything left to wait for, or to get out of order.
//   - Nothing typed is given up without being asked for twice: not by esc, by a text
//     that is full, by an editor that fails, or by a save that did not succeed.
//   - What another window has for the same thing is said while both are open, and comes
//     into the text when the user takes it, below what is there, and never by itself.
//   - The user's own editor gets a file in a folder that nobody else can look into, and
//     is told to leave no copies elsewhere, as far as it can be told.
package editor
