package keys

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func press(code rune, text string, mod tea.KeyMod) tea.Key {
	return tea.Key{Code: code, Text: text, Mod: mod}
}

func TestListIsWhole(t *testing.T) {
	seen := map[Action]bool{}
	for _, e := range All() {
		if seen[e.Action] {
			t.Errorf("%s is there twice", e.Action)
		}
		seen[e.Action] = true
		if e.Title == "" || e.Help == "" || e.Group == "" {
			t.Errorf("%s has no title, help or group", e.Action)
		}
		if strings.HasSuffix(e.Help, ".") || strings.ToLower(e.Action.first()) != e.Action.first() {
			t.Errorf("%s: help is a clause, and names are lower case", e.Action)
		}
		for _, k := range e.Keys {
			if canonical(k) != k || !known(k) {
				t.Errorf("%s: %q is no key as Bubble Tea names it", e.Action, k)
			}
		}
	}
}

func (a Action) first() string { return string(a[:1]) }

// No key may stand for two actions that every page offers.
func TestGlobalKeysAreUnique(t *testing.T) {
	seen := map[string]Action{}
	for _, e := range All() {
		if !e.Global {
			continue
		}
		for _, k := range e.Keys {
			if other, ok := seen[k]; ok {
				t.Errorf("%q is %s and %s", k, other, e.Action)
			}
			seen[k] = e.Action
		}
	}
}

func TestFind(t *testing.T) {
	m, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	any := func(Action) bool { return true }
	for _, c := range []struct {
		key  tea.Key
		want Action
	}{
		{press('j', "j", 0), Down},
		{press('g', "G", tea.ModShift), Bottom},
		{tea.Key{Code: 'g', ShiftedCode: 'G', Text: "G", Mod: tea.ModShift}, Bottom},
		{press('u', "", tea.ModCtrl), HalfUp},
		{press(tea.KeyLeft, "", tea.ModAlt), Backward},
		{press('/', "?", tea.ModShift), Help},
		{press(tea.KeySpace, " ", 0), Mark},
		// By the place of the key, as the terminal reports it.
		{tea.Key{Code: 'ㅓ', Text: "ㅓ", BaseCode: 'j'}, Down},
		{tea.Key{Code: 'ξ', Text: "ξ", BaseCode: 'j'}, Down},
		{tea.Key{Code: 'ㅔ', BaseCode: 'p', Mod: tea.ModCtrl}, Palette},
		// By the tables, where it reports nothing.
		{press('ㅂ', "ㅂ", 0), Quit},
		{press('ㅓ', "ㅓ", 0), Down},
		{press('ㄲ', "ㄲ", 0), Refresh},
		{press('о', "о", 0), Down},
		{press('о', "О", tea.ModShift), NextItem},
		{press('Й', "Й", 0), ""},
	} {
		got, ok := m.Find(c.key, any)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%v (%q) finds %q, want %q", c.key, c.key.String(), got, c.want)
		}
	}
	only := func(a Action) bool { return a == Quit }
	if _, ok := m.Find(press('j', "j", 0), only); ok {
		t.Error("an action that is not offered was found")
	}
}

func TestRebind(t *testing.T) {
	m, err := New(map[string][]string{"quit": {"Ctrl+Q"}, "mark": {"x", "SPACE"}, "back": {"f9"}})
	if err != nil {
		t.Fatal(err)
	}
	all := func(Action) bool { return true }
	if a, _ := m.Find(press('q', "", tea.ModCtrl), all); a != Quit {
		t.Errorf("ctrl+q is %q", a)
	}
	if a, ok := m.Find(press('q', "q", 0), all); ok {
		t.Errorf("q is still %q", a)
	}
	if got := m.Entry(Mark).Keys; !slices.Equal(got, []string{"x", "space"}) {
		t.Errorf("mark is on %q", got)
	}
	if got := m.Entry(Back).Keys; !slices.Contains(got, "esc") {
		t.Errorf("esc was taken from back: %q", got)
	}
	for _, c := range []struct {
		rebind map[string][]string
		want   string
	}{
		{map[string][]string{"fly": {"x"}}, "fly: there is no such action"},
		{map[string][]string{"mark": {"ctrl+"}}, "is no key"},
		{map[string][]string{"mark": {"ctrl+c"}}, "always leaves"},
		{map[string][]string{"mark": {"esc"}}, `"esc" is the key for "back"`},
		{map[string][]string{"mark": {"\x1b[2J"}}, "is no key"},
	} {
		if _, err := New(c.rebind); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%v: %v, want %q", c.rebind, err, c.want)
		}
	}
}
