// Package words says numbers, times and evidence in the words that the command line
// and the workbench share, so that the two never say the same thing differently.
//
// Rules of this room: every result is clean text of one line; nothing here knows of
// colours, of how wide a screen is, or of the store's insides.
package words
