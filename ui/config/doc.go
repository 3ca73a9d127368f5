// Package config is what a user has set and chosen, on disk: the settings, which only
// people write, and the state of the workbench, which only the program writes.
//
// Where to look: config.go reads the settings, state.go keeps the state, prefs.go is
// the part of the state that pages see, file.go decides which files are trusted.
//
// Rules of this room:
//
//   - A setting that is not understood is an error with its file, line and column and
//     with what would be allowed. Nothing is guessed and nothing passed over.
//   - The state is never worth a failed start: what cannot be read is put aside, said,
//     and begun anew.
//   - A file that somebody else could have written is not read: keys and queries in it
//     would be theirs.
//   - Both are small, and held to that.
package config
