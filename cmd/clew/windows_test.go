package main

import (
	"strings"
	"testing"
)

// Two programs over one folder, with a note on the same account: each learns while it is open what
// the other has, says so, and changes nothing of its own until it is asked to.
func TestTerminalTwoWindowsOnOneNote(t *testing.T) {
	db, env := demoInvestigation(t), []string{"XDG_STATE_HOME=" + t.TempDir()}
	windows := []*session{begin(t, 110, 34, env, db), begin(t, 110, 34, env, db)}
	for _, s := range windows {
		s.waitFor("3,000 of 3,000 accounts")
		s.press("/lena.marsh")
		s.waitFor("1 of 3,000 accounts")
		s.press("\r\r")
		s.waitFor("› Lena Marsh", "CLAIMED")
		s.press("n")
		s.waitFor("Write here")
	}
	one, two := windows[0], windows[1]
	one.press("seen by one")
	one.waitFor("seen by one", "draft kept")
	two.waitFor("another window has a draft of this (11 bytes", "takes a copy", "Write here")
	two.press("seen by two")
	two.waitFor("seen by two")
	one.waitFor("another window has a newer draft of this (11 bytes")
	if shown := strings.Join(one.screen(), "\n"); strings.Contains(shown, "seen by two") {
		t.Errorf("it was taken before anybody asked:\n%s", shown)
	}
	one.press("\x14") // ctrl+t
	one.waitFor("seen by one", "seen by two", "this is a copy")
	if shown := strings.Join(one.screen(), "\n"); strings.Contains(shown, "another window has") {
		t.Errorf("what was taken is news still:\n%s", shown)
	}
	two.waitFor("another window has a newer draft of this (24 bytes", "seen by two")
}
