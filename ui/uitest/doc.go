// Package uitest drives the workbench in tests, and holds it to files of testdata and to
// exact sizes, with the investigations and hostile texts for that.
//
// A [Screen] is the whole of it: a Bubble Tea program that writes through the second wall
// into an emulated terminal, on the clock of a testing/synctest bubble. A minute of the
// program's time passes in milliseconds, and what the user would see is read from the
// terminal's cells.
//
//	synctest.Test(t, func(t *testing.T) {
//		s := uitest.Start(t, ui.New(options), 80, 24)
//		s.Press("/"); s.Type("lena"); s.Press("enter")
//		s.Has("1 of 3,000")
//		s.Quit()
//	})
//
// A [Driver] is one page, in the place of the workbench:
//
//	d := uitest.Drive(t, queue.New(uitest.Env(t, "mono", false), uitest.Demo(t), place), 80, 21)
//	d.Press(keys.Down, keys.Open)
//	if got := d.Went(); got.Page != page.Account {
//
// Rules of this room: it knows the workbench only as a user does, by keys and by what is
// on the screen, and a page only by the contract of package page. Only tests import it.
package uitest
