package overlay_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func form(t *testing.T) (*overlay.Form, *[]string) {
	var got []string
	f := &overlay.Form{Env: uitest.Env(t, "mono", false), Title: "Hold", Yes: "hold it", Lines: []draw.Line{draw.Plain("12 accounts")},
		Fields: []*overlay.FormField{
			{Label: "kind", Options: []overlay.Option{{Value: "legal"}, {Value: "follow-up", Note: "on a date"}, {Value: "awaiting"}}},
			{Label: "until", Check: func(s string) string {
				if s == "never" {
					return "write a date"
				}
				return ""
			}},
			{Label: "why", Needed: true, Text: overlay.Field{Hint: "others read it"}},
		}}
	f.Run = func(v []string) tea.Cmd {
		got = v
		return page.Tell(page.Say{Text: "run"})
	}
	return f, &got
}

func press(f *overlay.Form, names ...string) (last tea.Cmd) {
	for _, n := range names {
		last = f.Key(uitest.Key(n))
	}
	return last
}

func shows(t *testing.T, f *overlay.Form, want string) {
	t.Helper()
	if s := uitest.Trimmed(f.View(80, 24)); !strings.Contains(s, want) {
		t.Errorf("%q is not in\n%s", want, s)
	}
}

func TestForm(t *testing.T) {
	f, got := form(t)
	shows(t, f, "< legal >")
	press(f, "right")
	shows(t, f, "on a date")
	press(f, "a", "left", "f") // by the first letter, back, and by another
	press(f, "enter", "n", "e", "v", "e", "r", "down")
	if cmd := f.Key(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}); cmd != nil || *got != nil {
		t.Fatal("it ran with a date that is none")
	}
	shows(t, f, "write a date")
	press(f, "backspace", "backspace", "backspace", "backspace", "backspace")
	f.Key(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl})
	shows(t, f, "why is needed")
	f.Paste("two\nlines\x1b[2J")
	press(f, "enter")
	// The button: a key that is held, or that came with a paste, presses nothing.
	if cmd := f.Key(tea.KeyPressMsg{Code: tea.KeyEnter, IsRepeat: true}); cmd != nil {
		t.Error("a key that is held down has run it")
	}
	if cmd := press(f, "enter"); cmd != nil {
		t.Error("a key right after a paste has run it")
	}
	later := uitest.Noon.Add(time.Second)
	f.Env.Now = func() time.Time { return later }
	if cmd := press(f, "enter"); cmd == nil || !slices.Equal(*got, []string{"follow-up", "", "two lines[2J"}) {
		t.Fatalf("ran with %q", *got)
	}
	// What is refused stays, with why.
	if cmd := press(f, "enter"); cmd != nil {
		t.Error("it ran twice")
	}
	f.Update(page.Acted{Err: &model.Error{Kind: model.ErrRefused, Message: "no\x1b", Hint: "try"}})
	shows(t, f, "no⟨ESC⟩; try")
	shows(t, f, "two lines[2J")
	if cmd := press(f, "enter"); cmd == nil {
		t.Fatal("it cannot be tried again")
	}
	if cmd := f.Update(page.Acted{Err: nil}); cmd == nil {
		t.Fatal("it stays after it was done")
	} else if _, hides := cmd().(page.Hide); !hides {
		t.Error("it does not close")
	}
	if f.Update(page.Acted{Err: errors.New("another's")}) != nil {
		t.Error("it takes what is not its own")
	}
}

func TestFormSizes(t *testing.T) {
	for _, size := range uitest.Sizes {
		f, _ := form(t)
		f.Lines = append(f.Lines, draw.Plain(strings.Repeat("long ", 200)))
		f.Fields[2].Text.Set(strings.Repeat("宽", 300))
		for range 4 {
			b := f.View(size[0], size[1])
			if len(b) > max(size[1], 3) {
				t.Errorf("%v: %d lines", size, len(b))
			}
			press(f, "tab")
		}
	}
}

// A field that the disk has to be asked about is looked at when it is left, and not before.
func TestFormProbes(t *testing.T) {
	f, _ := form(t)
	var asked []string
	f.Fields[2].Probe = func(s string) error {
		asked = append(asked, s)
		if s == "taken" {
			return &model.Error{Kind: model.ErrRefused, Message: "it is taken", Hint: "another"}
		}
		return nil
	}
	settle := func(cmd tea.Cmd) {
		if cmd != nil {
			f.Update(cmd())
		}
	}
	settle(press(f, "down", "down", "down")) // it is empty
	f.Fields[2].Text.Set("taken")
	settle(press(f, "up", "up")) // to it, and past it
	shows(t, f, "it is taken; another")
	if !slices.Equal(asked, []string{"taken"}) {
		t.Errorf("asked %q", asked)
	}
	press(f, "x")
	settle(press(f, "down"))
	if s := uitest.Trimmed(f.View(80, 24)); strings.Contains(s, "taken;") {
		t.Errorf("it still says so:\n%s", s)
	}
	// An answer about what is there no more is none.
	late := press(f, "down")
	f.Fields[2].Text.Set("free")
	settle(late)
	if s := uitest.Trimmed(f.View(80, 24)); strings.Contains(s, "it is taken") {
		t.Errorf("it speaks of another text:\n%s", s)
	}
	f.Fields[2].Text.Set("taken")
	settle(press(f, "up"))
	settle(f.Click(1, 2)) // it is left by the mouse too
	shows(t, f, "it is taken; another")
}

// A note that does not fit beside what is chosen stands whole below it, in a form and in a menu.
func TestLongNotesAreWhole(t *testing.T) {
	const long = "keeps others going: devices, addresses, payments, and whatever else an operator needs to be somewhere else"
	whole := func(view draw.Block) bool {
		return strings.Contains(strings.Join(strings.Fields(strings.ReplaceAll(uitest.Trimmed(view), "│", " ")), " "), long)
	}
	f, _ := form(t)
	f.Fields[0].Options[1].Note = long
	press(f, "right")
	if view := f.View(80, 20); !whole(view) || len(view) > 20 {
		t.Errorf("it is cut:\n%s", uitest.Trimmed(view))
	}
	shows(t, f, "hold it")
	m := &overlay.Menu{Env: uitest.Env(t, "mono", false), Title: "Role", Items: []overlay.Item{{Label: "unknown", Note: "not said"}, {Label: "facilitator", Note: long}}}
	high := len(m.View(80, 20))
	m.Key(uitest.Key("down"))
	if view := m.View(80, 20); !whole(view) || len(view) != high {
		t.Errorf("it is cut, or has another height than %d:\n%s", high, uitest.Trimmed(view))
	}
	uitest.Exact(t, "the menu", m.View(80, 20), 80, high)
	if view := m.View(200, 20); strings.Count(uitest.Trimmed(view), "keeps others") > 2 {
		t.Errorf("it is said twice where there is room:\n%s", uitest.Trimmed(view))
	}
}
