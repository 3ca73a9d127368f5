// Package handout gives case files out: it reads the case, leaves out what the profile leaves
// out, writes all formats, and says in the log that it did.
//
//	p, err := handout.Look(ctx, db, request)    // what would be in it
//	m, err := handout.Write(ctx, db, request)   // the folder or zip, and the entry in the log
//
// Where to look: formats.go is the list of formats, handout.go the way of a case.
//
// # Rules of this room
//
//   - The command line and the workbench do the same by way of it, so that a case file does
//     not depend on where it was asked for.
//   - Files first, then the entry: what the log says was given out is on the disk. Where the
//     entry cannot be written the files are there and the error says so.
//   - A case that was received, and that nobody has added to, is given out as it came.
package handout
