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
