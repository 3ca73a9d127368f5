// Package imports is the page that brings exports into the investigation: which files,
// what is understood of them, and what came of it.
//
// Where to look: chooser.go the list of files, typing.go the field above it, peek.go the
// pane beside it, folder.go what is read from the disk; look.go what is understood
// before anything is written, job.go the import itself; sheet.go and detail.go what is
// shown of each file; act.go keys and mouse; desk.go what the page leaves for the next.
//
// Rules of this room:
//
//   - Nothing is written before a question was answered with yes. What is shown
//     until then is by the same code that imports, told to turn round at the end.
//   - The import belongs to the workbench, not to the page: whoever leaves the page, or
//     opens another one like it, finds it going on.
//   - An import is whole or it is not there. Giving it up leaves nothing.
//   - The name of a file is outside text like any other.
package imports
