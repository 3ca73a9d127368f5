package overlay

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

func env() *page.Env { return &page.Env{Theme: theme.Default()} }

func key(name string) tea.KeyPressMsg {
	codes := map[string]rune{"enter": tea.KeyEnter, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "tab": tea.KeyTab}
	if c, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// run gives the messages of a command, those of a sequence in order.
func run(t *testing.T, cmd tea.Cmd) (out []tea.Msg) {
	t.Helper()
	if cmd == nil {
		return nil
	}
	m := cmd()
	if v, ok := m.(tea.BatchMsg); ok {
		for _, c := range v {
			out = append(out, run(t, c)...)
		}
		return out
	}
	if m != nil {
		out = append(out, m)
	}
	return out
}

type chose string

func menu(search bool) *Menu {
	item := func(s string) Item { return Item{Label: s, Run: func() tea.Msg { return chose(s) }} }
	m := &Menu{Env: env(), Title: "Menu", Search: search, Items: []Item{item("alpha"), item("beta"), item("gamma")}}
	m.Items[1].Why = "not now"
	m.Items[2].Note = "the third of them"
	return m
}

func TestMenuChooses(t *testing.T) {
	m := menu(true)
	for _, k := range []string{"g", "a"} {
		m.Key(key(k))
	}
	view := ansi.Strip(strings.Join(m.View(60, 20), "\n"))
	if !strings.Contains(view, "gamma") || strings.Contains(view, "beta") {
		t.Errorf("typing ga shows\n%s", view)
	}
	if m.Key(key("enter")) == nil {
		t.Error("enter chose nothing")
	}
	// What is only in the explanation is found after what is in a label.
	m = menu(true)
	for _, k := range "third" {
		m.Key(key(string(k)))
	}
	if len(m.found) != 1 || m.all[m.found[0]].Label != "gamma" {
		t.Errorf("third finds %v", m.found)
	}
	// Why something cannot be done is no word for it.
	m = menu(true)
	for _, k := range "not" {
		m.Key(key(string(k)))
	}
	if len(m.found) != 0 {
		t.Errorf("not finds %v", m.found)
	}
}

// What cannot be chosen says why and stays open.
func TestMenuSaysWhyNot(t *testing.T) {
	m := menu(false)
	m.Key(key("j"))
	msgs := run(t, m.Key(key("enter")))
	if len(msgs) != 1 {
		t.Fatalf("messages %v", msgs)
	}
	if s, ok := msgs[0].(page.Say); !ok || !strings.Contains(s.Text, "not now") {
		t.Errorf("said %v", msgs[0])
	}
}

// "No" is under the cursor, and a key that is held down answers nothing.
func TestConfirm(t *testing.T) {
	done := false
	c := &Confirm{Env: env(), Title: "Sure?", Lines: []draw.Line{draw.Plain("It is gone then.")}, Yes: "remove it", Run: func() tea.Msg { done = true; return nil }}
	for _, m := range run(t, c.Key(key("enter"))) {
		if _, ok := m.(page.Hide); !ok {
			t.Errorf("enter gives %v", m)
		}
	}
	c.Key(key("tab"))
	held := key("enter")
	held.IsRepeat = true
	if c.Key(held) != nil || done {
		t.Error("a repeated key answered")
	}
	view := ansi.Strip(strings.Join(c.View(60, 10), "\n"))
	if !strings.Contains(view, "▸remove it") {
		t.Errorf("after tab:\n%s", view)
	}
	if c.Key(key("enter")) == nil {
		t.Error("enter on yes gives nothing")
	}
}

func TestPromptChecks(t *testing.T) {
	p := &Prompt{Env: env(), Title: "Name", Check: func(s string) string {
		if s == "" {
			return "A name is needed."
		}
		return ""
	}, Run: func(s string) tea.Cmd { return func() tea.Msg { return chose(s) } }}
	if p.Key(key("enter")) != nil {
		t.Error("an empty name was taken")
	}
	if view := ansi.Strip(strings.Join(p.View(60, 10), "\n")); !strings.Contains(view, "A name is needed.") {
		t.Errorf("it does not say what is wrong:\n%s", view)
	}
	p.Paste("two\nlines\x1b[2J")
	if p.Field.Value() != "two lines[2J" {
		t.Errorf("pasted %q", p.Field.Value())
	}
}

func TestChecklist(t *testing.T) {
	var got []string
	c := &Checklist{Env: env(), Title: "Columns", Choices: []Choice{{Key: "a", On: true}, {Key: "b"}, {Key: "c", On: true}},
		Run: func(keys []string) tea.Cmd { got = keys; return nil }}
	for _, k := range []string{"j", "space", "J", "enter"} {
		c.Key(key(k))
	}
	if strings.Join(got, " ") != "a c b" {
		t.Errorf("chosen %v", got)
	}
}

// Whatever is typed, the field holds valid text, its caret stands on a boundary of it,
// and it is drawn as wide as asked.
func TestField(t *testing.T) {
	keys := []string{"left", "right", "home", "end", "backspace", "delete", "ctrl+w", "ctrl+u", "ctrl+k", "a", "김", "é", " ", "ctrl+a", "ctrl+e"}
	rapid.Check(t, func(r *rapid.T) {
		var f Field
		f.Prompt = "> "
		r.Repeat(map[string]func(*rapid.T){
			"key":   func(r *rapid.T) { f.Key(key(rapid.SampledFrom(keys).Draw(r, "key"))) },
			"paste": func(r *rapid.T) { f.Insert(rapid.String().Draw(r, "text")) },
			"": func(r *rapid.T) {
				v := f.Value()
				if !utf8.ValidString(v) || f.at < 0 || f.at > len(v) || f.at < len(v) && !utf8.RuneStart(v[f.at]) || len(v) > mostTyped {
					r.Fatalf("value %q, caret %d", v, f.at)
				}
				w := rapid.IntRange(3, 60).Draw(r, "width")
				line := f.View(theme.Default(), w)
				if n := text.Width(line); n != w {
					r.Fatalf("%d columns, want %d: %q", n, w, line)
				}
				if f.Caret() < 0 || f.Caret() > w {
					r.Fatalf("the caret is in column %d of %d", f.Caret(), w)
				}
			},
		})
	})
}

func TestBoxesStayInTheirRoom(t *testing.T) {
	long := strings.Repeat("long ", 60)
	var lines []draw.Line
	var items []Item
	var choices []Choice
	for range 100 {
		lines = append(lines, draw.Plain(long))
		items = append(items, Item{Group: "g", Key: "ctrl+x", Label: long, Note: long, Why: long})
		choices = append(choices, Choice{Key: "k", Label: long, Note: long})
	}
	for _, o := range []page.Overlay{
		&Menu{Env: env(), Title: long, Items: items, Search: true}, &Menu{Env: env(), Title: long},
		&Checklist{Env: env(), Title: long, Choices: choices}, &Reader{Env: env(), Title: long, Lines: lines},
		&Prompt{Env: env(), Title: long, About: draw.Plain("about")}, &Confirm{Env: env(), Title: long, Lines: lines[:1], Yes: "do it"},
	} {
		for _, size := range [][2]int{{56, 12}, {76, 20}, {196, 56}} {
			box := o.View(size[0], size[1])
			if len(box) > size[1] {
				t.Errorf("%T is %d rows high in %d", o, len(box), size[1])
			}
			for _, l := range box {
				if w := text.Width(l); w > size[0] || w != text.Width(box[0]) {
					t.Errorf("%T: a row of %d columns in %d", o, w, size[0])
				}
			}
		}
	}
}

// Of those whose label matches what can be chosen comes first, and of those whose note does.
func TestMenuFindsWhatCanBeChosenFirst(t *testing.T) {
	m := menu(true)
	m.Items[0].Why, m.Items[2].Why = "not for this page", ""
	m.Items = append(m.Items, Item{Label: "not alphabetic", Note: "a plan", Run: func() tea.Msg { return chose("last") }})
	for _, k := range []string{"a", "l", "p"} {
		m.Key(key(k))
	}
	if got := m.all[m.found[0]].Label; got != "not alphabetic" {
		t.Errorf("first stands %q, which is no better than what cannot be chosen", got)
	}
	if last := m.all[m.found[len(m.found)-1]]; last.Why == "" || len(m.found) != 2 {
		t.Errorf("found %v", m.found)
	}
	// One that has the words in its label stays before one that has them in its note.
	m.Items = append(m.Items, Item{Label: "other", Note: "as alpha"}, Item{Label: "another", Note: "alpha too", Why: "no"}, Item{Label: "one more", Note: "an alpha"})
	m.field.Set("alpha")
	m.narrow()
	var labels []string
	for _, i := range m.found {
		labels = append(labels, m.all[i].Label)
	}
	if want := "not alphabetic, alpha, other, one more, another"; strings.Join(labels, ", ") != want {
		t.Errorf("found %q, want %s", labels, want)
	}
}

// A question that says more than the screen has room for scrolls, and keeps its answers.
func TestConfirmScrolls(t *testing.T) {
	var lines []draw.Line
	for i := range 40 {
		lines = append(lines, draw.Plain(fmt.Sprint("line ", i)))
	}
	c := &Confirm{Env: env(), Title: "Sure?", Lines: lines, Yes: "do it"}
	shown := func() string { return ansi.Strip(strings.Join(c.View(50, 12), "\n")) }
	for _, step := range []struct{ key, first, last, at string }{
		{"", "line 0 ", "line 7 ", "8 of 40"}, {"down", "line 1 ", "line 8 ", "9 of 40"}, {"pgdown", "line 9 ", "line 16 ", "17 of 40"}, {"end", "line 32 ", "line 39 ", "40 of 40"},
		{"down", "line 32 ", "line 39 ", "40 of 40"}, {"pgup", "line 24 ", "line 31 ", "32 of 40"}, {"home", "line 0 ", "line 7 ", "8 of 40"}, {"up", "line 0 ", "line 7 ", "8 of 40"},
	} {
		if step.key != "" {
			c.Key(key(step.key))
		}
		s := shown()
		for _, want := range []string{step.first, step.last, step.at, "no", "do it"} {
			if !strings.Contains(s, want) {
				t.Errorf("after %q there is no %q in\n%s", step.key, want, s)
			}
		}
	}
	c.Wheel(3)
	if s := shown(); !strings.Contains(s, "line 3 ") || strings.Contains(s, "line 2 ") {
		t.Errorf("after the wheel\n%s", s)
	}
}
