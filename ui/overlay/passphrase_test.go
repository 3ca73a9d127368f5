package overlay

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/ui/page"

	"github.com/seed-28a39f10/clew/ui/text"
)

// asking is a box whose clock a test sets, and what its passphrases were used for.
type asking struct {
	*Passphrase
	now  time.Time
	got  []string
	kept []byte // what no user of it may keep
	err  error

	signature string
}

func newAsking() *asking {
	a := &asking{now: time.Unix(1e9, 0)}
	e := env()
	e.Now = func() time.Time { return a.now }
	a.Passphrase = &Passphrase{Env: e, Title: "Sign", Sign: func(p []byte) ([]byte, error) {
		a.got, a.kept = append(a.got, string(p)), p
		return []byte("signature"), a.err
	}, Run: func(s []byte) tea.Cmd {
		a.signature = string(s)
		return page.Tell(chose("signed"))
	}}
	return a
}

func (a *asking) view(width int) string {
	return ansi.Strip(strings.Join(a.View(width, 10), "\n"))
}

func (a *asking) keys(text string) {
	for _, c := range text {
		a.Key(key(string(c)))
	}
}

// Whatever is typed or pasted, there are as many stars, and nothing of it is seen.
func TestPassphraseIsNotShown(t *testing.T) {
	a := newAsking()
	empty := a.view(60)
	a.keys("QZQ")
	a.Paste("Ж김\x1b[2J\n")
	if n := strings.Count(a.view(60), "*"); n != 9 {
		t.Errorf("%d stars for 9 characters:\n%q", n, a.view(60))
	}
	if strings.ReplaceAll(a.view(60), "*", " ") != empty {
		t.Errorf("more than stars are seen:\n%s", a.view(60))
	}
	for range 6 {
		a.Key(key("backspace"))
	}
	if n := strings.Count(a.view(60), "*"); n != 3 {
		t.Errorf("%d stars after 6 of 9 were deleted", n)
	}
	a.Paste(strings.Repeat("x", 500))
	for _, w := range []int{8, 20, 72, 200} {
		for _, l := range a.View(w, 10) {
			if got := text.Width(l); got != min(w, 72) {
				t.Errorf("a row of %d columns in %d: %q", got, w, l)
			}
		}
	}
	a.Key(key("ctrl+u"))
	if a.view(60) != empty {
		t.Errorf("ctrl+u left\n%s", a.view(60))
	}
}

func TestPassphraseIsUsed(t *testing.T) {
	a := newAsking()
	if a.Key(key("enter")) != nil || !strings.Contains(a.view(60), "the passphrase is empty") {
		t.Error("an empty one was taken")
	}
	a.keys("QZQ")
	a.err = errors.New("the passphrase is wrong")
	cmd := a.Key(key("enter"))
	if v := a.view(60); !strings.Contains(v, "signing") || strings.Contains(v, "*") {
		t.Errorf("while it is used:\n%s", v)
	}
	a.keys("more") // meanwhile nothing is taken
	if a.Key(key("enter")) != nil || a.Paste("more") != nil {
		t.Error("it is used twice")
	}
	msg := cmd()
	if strings.Contains(fmt.Sprintf("%+v", msg), "QZQ") {
		t.Errorf("the message tells it: %+v", msg)
	}
	if !bytes.Equal(a.kept[:cap(a.kept)], make([]byte, cap(a.kept))) {
		t.Errorf("it is still there: %q", a.kept[:cap(a.kept)])
	}
	if newAsking().Update(msg) != nil || a.signature != "" {
		t.Error("another box takes the answer")
	}
	if a.Update(msg) != nil || !strings.Contains(a.view(60), "the passphrase is wrong") || strings.Contains(a.view(60), "*") {
		t.Errorf("after a wrong one:\n%s", a.view(60))
	}

	a.err = nil
	a.Paste("QZQ")
	if a.Key(key("enter")) != nil {
		t.Error("a pasted enter answered")
	}
	a.now = a.now.Add(time.Second)
	if cmd = a.Key(key("enter")); cmd == nil || a.Update(cmd()) == nil {
		t.Fatal("the right one does nothing")
	}
	if strings.Join(a.got, " ") != "QZQ QZQ" || a.signature != "signature" {
		t.Errorf("used %q for %q", a.got, a.signature)
	}
}

// What is left is forgotten; the key that brought the box is no part of what is typed; and
// what is too long is refused whole, for a part of it would be wrong.
func TestPassphraseIsForgotten(t *testing.T) {
	a := newAsking()
	held := key("g")
	held.IsRepeat = true
	a.Key(held)
	if strings.Contains(a.view(60), "*") {
		t.Error("a key that is held down since before was taken")
	}
	a.keys("QZQ")
	a.Key(key("backspace"))
	before := a.typed[:3]
	a.Paste(strings.Repeat("x", mostPassphrase))
	if v := a.view(60); strings.Count(v, "*") != 2 || !strings.Contains(v, "not taken") {
		t.Errorf("what is too long:\n%s", v)
	}
	if _, stays := a.Escape(); stays || string(before) != "\x00\x00\x00" {
		t.Errorf("esc leaves %q", before)
	}
}
