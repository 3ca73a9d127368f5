package editor

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

var _ page.Looker = (*Editor)(nil)

// look has an editor look once, and gives what it says.
func look(t testing.TB, e *Editor) string {
	t.Helper()
	before := e.buf
	cmd := e.Look()
	if cmd == nil {
		t.Fatal("it does not look")
	}
	says, _ := said(t, e.Update(cmd()))
	if !reflect.DeepEqual(before, e.buf) {
		t.Fatalf("a look changed the text from %q to %q", before.text, e.buf.text)
	}
	return says
}

// hidden fails where something is shown.
func hidden(t testing.TB, e *Editor, not string) {
	t.Helper()
	if shown := uitest.Trimmed(e.View(116, 36)); strings.Contains(shown, not) {
		t.Errorf("%q is shown:\n%s", not, shown)
	}
}

// later are drafts of a window whose clock is ahead.
func later(t testing.TB, state string, by *time.Duration) *draft.Drafts {
	t.Helper()
	d, err := draft.Open(state, "00ff", "ana", func() time.Time { return uitest.Noon.Add(*by) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// A window that has an editor open learns of another's draft while both write, takes it when
// asked, and is told of it again only when there is more.
func TestAnotherWindowBeginsLater(t *testing.T) {
	state := t.TempDir()
	var ahead time.Duration
	e, there := begin(t, drafts(t, state), ""), begin(t, later(t, state, &ahead), "")
	if says := look(t, e); says != "" {
		t.Errorf("of nothing it says %q", says)
	}
	press(there, "from there")
	if says := look(t, e); !strings.Contains(says, "another window writes on this too|ctrl+t takes a copy of its draft") {
		t.Errorf("it says %q", says)
	}
	shows(t, e, "another window has a draft of this (10 bytes, 12:00 UTC): ctrl+t takes a copy")
	press(e, "from here")
	ahead = time.Minute
	press(there, "!")
	if says := look(t, e); says != "" {
		t.Errorf("it says %q at every key of the other window", says)
	}
	shows(t, e, "another window has a newer draft of this (11 bytes, 12:01 UTC): ctrl+t takes a copy")

	stale := e.Look()()
	e.Key(uitest.Key("ctrl+t"))
	if e.buf.text != "from here\n\nfrom there!" {
		t.Errorf("taken it is %q", e.buf.text)
	}
	e.Update(stale)
	hidden(t, e, "another window")
	look(t, e)
	hidden(t, e, "another window")
	press(there, "?")
	look(t, e)
	shows(t, e, "another window has a newer draft of this (12 bytes")

	// What the other gives up, or saves, is there no more; what it leaves can be moved.
	look(t, there)
	shows(t, there, "another window has a draft of this")
	there.Escape()
	look(t, e)
	shows(t, e, "a window that was left has a newer draft of this", "ctrl+t takes")
	if err := there.o.Drafts.Discard(key); err != nil {
		t.Fatal(err)
	}
	look(t, e)
	hidden(t, e, "a window that was left")
}

// The same words are no news.
func TestTheSameTextInAnotherWindow(t *testing.T) {
	state := t.TempDir()
	e, there := begin(t, drafts(t, state), ""), begin(t, drafts(t, state), "")
	press(e, "same")
	press(there, "same")
	if says := look(t, e); says != "" {
		t.Errorf("it says %q", says)
	}
	hidden(t, e, "another window")
}

func TestLookingIsOneAtATime(t *testing.T) {
	e := begin(t, drafts(t, t.TempDir()), "")
	cmd := e.Look()
	if e.Look() != nil {
		t.Error("it looks twice at once")
	}
	e.Update(cmd())
	if e.Look() == nil {
		t.Error("it never looks again")
	}
	e.o.Drafts = nil
	if e.looking = false; e.Look() != nil {
		t.Error("without drafts it looks")
	}
}

// However two windows type, look and take, no word that was typed in one is gone from it, and
// each has its own draft.
func TestTwoWindowsLoseNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		state := t.TempDir()
		both := []*Editor{begin(t, drafts(t, state), ""), begin(t, drafts(t, state), "")}
		typed := [2][]string{}
		for i := range rapid.IntRange(1, 14).Draw(r, "steps") {
			n := rapid.IntRange(0, 1).Draw(r, "window")
			e := both[n]
			switch rapid.IntRange(0, 3).Draw(r, "step") {
			case 0:
				look(t, e)
			case 1:
				e.Key(uitest.Key("ctrl+t"))
			default:
				word := string(rune('a'+i)) + string(rune('0'+n)) + " "
				press(e, word)
				typed[n] = append(typed[n], word)
			}
			for n, e := range both {
				for _, w := range typed[n] {
					if !strings.Contains(e.buf.text+" ", w) {
						r.Fatalf("%q is not in %q any more", w, e.buf.text)
					}
				}
				if len(typed[n]) == 0 {
					continue
				}
				mine := ""
				all, problems := e.o.Drafts.Load(key)
				for _, d := range all {
					if d.Mine {
						mine = d.Text
					}
				}
				if mine != e.buf.text || len(problems) > 0 {
					r.Fatalf("the draft is %q and the text %q: %v", mine, e.buf.text, problems)
				}
			}
		}
	})
}
