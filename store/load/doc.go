// Package load takes exports from files into an investigation, and says what would
// come of it: the one way in, for the command line and the workbench alike.
//
//	l := load.Loader{DB: db, Actor: who}
//	out, err := l.Import(ctx, exports)
//
// Where to look: load.go reads files into an import, look.go reads the beginning of
// one, remarks.go what is said of a file besides, rejects.go writes the rows that could
// not be used.
//
// Rules of this room:
//
//   - All files become part of the investigation, or none. Who gives up leaves no
//     temporary file and no file of rejected rows.
//   - A dry run takes the same way as an import and turns round at its end.
//   - Signals, scores and links follow from what was imported. An import whose links
//     could not be computed is whole; they are computed when first asked for.
package load
