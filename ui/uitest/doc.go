// Package uitest drives the whole workbench in a test: a Bubble Tea program that
// writes through the second wall into an emulated terminal, on the clock of a
// testing/synctest bubble. A minute of the program's time passes in milliseconds, and
// what the user would see is read from the terminal's cells.
//
//	synctest.Test(t, func(t *testing.T) {
//		s := uitest.Start(t, options, 80, 24)
//		s.Press("/"); s.Type("lena"); s.Press("enter")
//		s.Has("1 of 3,000")
//		s.Quit()
//	})
//
// Rules of this room: it knows the workbench only as a user does, by keys and by what
// is on the screen.
package uitest
