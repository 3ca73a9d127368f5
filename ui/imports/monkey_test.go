package imports

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
)

// Whatever is pressed, nothing is imported while no question has been answered, and
// the page draws itself.
func TestMonkey(t *testing.T) {
	for seed := range uint64(3) {
		b := newBench(t, page.Place{})
		r := rand.New(rand.NewPCG(seed, 7))
		actions := slices.DeleteFunc(b.Actions(), func(a keys.Action) bool { return a == keys.Copy })
		typed := []rune("ab./~'\\ 宽\u202e\x1b")
		for range 150 {
			switch r.IntN(8) {
			case 0:
				b.Settle(b.Click(r.IntN(120), r.IntN(30)))
			case 1:
				b.Settle(b.Wheel(r.IntN(120), r.IntN(30), r.IntN(7)-3))
			case 2:
				b.Size(1+r.IntN(200), 1+r.IntN(60))
				b.Settle(b.Update(page.Resized{}))
			case 3:
				if cmd, done := b.Escape(); done {
					b.Settle(cmd)
				}
			case 4:
				if b.Typing() {
					b.Settle(b.Paste(strings.Repeat(string(typed[r.IntN(len(typed))]), r.IntN(5))))
				}
			default:
				if b.Typing() {
					code := []rune{tea.KeyEnter, tea.KeyEscape, tea.KeyTab, tea.KeyUp, tea.KeyDown, 'p'}[r.IntN(6)]
					k := press(code)
					if code == 'p' {
						k.Text = "p"
					}
					b.Settle(b.Type(k))
				} else if a := actions[r.IntN(len(actions))]; b.Why(a) == "" {
					b.Settle(b.Do(a))
				}
			}
			if !strings.HasPrefix(b.chooser.dir, b.dir) { // nowhere else
				b.chooser.typing = false
				b.Settle(b.enter(b.dir))
			}
			if got := b.View(); len(got) != b.height {
				t.Fatalf("%d lines of %d", len(got), b.height)
			}
			_, _, _ = b.Title(), b.Status(), b.Place()
		}
		if b.db.Len() != 0 {
			t.Fatal("something was imported without a question")
		}
	}
}
