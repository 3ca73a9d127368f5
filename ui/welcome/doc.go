// Package welcome is the page for somebody who has no investigation yet, or has not
// said which: the demo, a new investigation, or one of those that are there.
//
// Where to look: page.go the page, find.go what it looks for on the disk.
//
// Rules of this room: it runs before anything is open, so it opens and makes nothing
// itself. What is chosen is a [Choice], sent as a message; whoever shows the page acts
// on it. The name of a folder is outside text like any other.
package welcome
