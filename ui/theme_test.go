package ui_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// One screen in every theme, with its colours: what the cursor, marks, scores and keys
// look like.
func TestThemes(t *testing.T) {
	db := uitest.Demo(t)
	for _, name := range theme.Names() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := startingAt(db, page.Place{Page: page.Queue})
				o.Theme, _ = theme.New(name, false)
				s := uitest.Start(t, ui.New(o), 80, 24)
				s.Press("space", "j")
				got := strings.ReplaceAll(strings.ReplaceAll(s.Styled(), "\r", ""), "\x1b", "^")
				if err := s.Quit(); err != nil {
					t.Error(err)
				}
				uitest.Golden(t, "theme-"+name+".ansi", got)
			})
		})
	}
}

// With ASCII alone the program itself draws nothing else.
func TestASCII(t *testing.T) {
	db := uitest.Demo(t)
	for _, p := range places() {
		synctest.Test(t, func(t *testing.T) {
			o := startingAt(db, p)
			o.Theme, _ = theme.New("mono", true)
			s := uitest.Start(t, ui.New(o), 120, 34)
			lines := s.Lines()
			for _, l := range []string{lines[0], lines[len(lines)-2], lines[len(lines)-1]} {
				for _, r := range l {
					if r > '~' && !strings.ContainsRune("ÁÉáčéěíñøřšūžŁ", r) {
						t.Errorf("%s: %q in %q", p.Page, r, l)
						break
					}
				}
			}
			if strings.ContainsAny(s.Text(), "│─┌┐└┘▸▓░█●·›…") {
				t.Errorf("%s draws more than ASCII:\n%s", p.Page, s.Text())
			}
			if err := s.Quit(); err != nil {
				t.Error(err)
			}
		})
	}
}
