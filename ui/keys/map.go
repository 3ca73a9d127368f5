package keys

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
)

// Map is the list with the user's keys in it. It is immutable.
type Map struct {
	entries []Entry
	index   map[Action]int
	byKey   map[string][]Action
}

// fixed are the actions whose keys cannot be taken away: without them nobody
// finds the way out.
var fixed = []Action{Back, Help}

// New makes a map with other keys for some actions, by the action's name; nil is
// the list as it is. An action without keys is reached from the palette alone.
//
// The error is of kind usage and names the action.
func New(rebind map[string][]string) (*Map, error) {
	m := &Map{entries: All(), index: map[Action]int{}, byKey: map[string][]Action{}}
	for i, e := range m.entries {
		m.index[e.Action] = i
	}
	for _, name := range slices.Sorted(maps.Keys(rebind)) {
		i, ok := m.index[Action(name)]
		if !ok {
			return nil, bad(name, "there is no such action", "'clew keys' lists them")
		}
		keys := slices.Clone(rebind[name])
		for j, k := range keys {
			if keys[j] = canonical(k); !known(keys[j]) {
				return nil, bad(name, fmt.Sprintf("%q is no key", printable(k)), `write keys as "x", "X", "ctrl+x", "alt+x", "enter", "f5", "pgdown"`)
			}
			if keys[j] == "ctrl+c" {
				return nil, bad(name, "ctrl+c always leaves the program", "choose another key")
			}
		}
		if slices.Contains(fixed, Action(name)) {
			// The first key of the list stays, so that there is always a way.
			if keep := m.entries[i].Keys[0]; !slices.Contains(keys, keep) {
				keys = append(keys, keep)
			}
		}
		m.entries[i].Keys = keys
	}
	for _, e := range m.entries {
		for _, k := range e.Keys {
			m.byKey[k] = append(m.byKey[k], e.Action)
		}
	}
	for k, actions := range m.byKey {
		if i := slices.IndexFunc(actions, func(a Action) bool { return slices.Contains(fixed, a) }); i >= 0 && len(actions) > 1 {
			other := actions[(i+1)%len(actions)]
			return nil, bad(string(other), fmt.Sprintf("%q is the key for %q", k, actions[i]), "choose another key")
		}
	}
	return m, nil
}

func bad(action, message, hint string) error {
	return &model.Error{Kind: model.ErrUsage, Where: model.Untrusted(action), Message: message, Hint: hint}
}

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}

// canonical writes a key as Bubble Tea does.
func canonical(k string) string {
	parts := strings.Split(k, "+")
	if k == "+" || strings.HasSuffix(k, "++") {
		return k
	}
	for i, p := range parts[:len(parts)-1] {
		parts[i] = strings.ToLower(p)
	}
	last := &parts[len(parts)-1]
	if utf8.RuneCountInString(*last) > 1 || len(parts) > 1 {
		*last = strings.ToLower(*last)
	}
	switch *last {
	case " ":
		*last = "space"
	case "escape":
		*last = "esc"
	case "return":
		*last = "enter"
	case "pageup":
		*last = "pgup"
	case "pagedown", "pgdn":
		*last = "pgdown"
	}
	return strings.Join(parts, "+")
}

var named = []string{"space", "enter", "esc", "tab", "backspace", "delete", "insert", "up", "down", "left", "right", "home", "end", "pgup", "pgdown",
	"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12"}

func known(k string) bool {
	for {
		cut := false
		for _, mod := range []string{"ctrl+", "alt+", "shift+", "super+"} {
			if rest, ok := strings.CutPrefix(k, mod); ok && rest != "" {
				k, cut = rest, true
			}
		}
		if !cut {
			break
		}
	}
	r, n := utf8.DecodeRuneInString(k)
	return slices.Contains(named, k) || n == len(k) && n > 0 && unicode.IsGraphic(r) && r != ' '
}

// Entry gives what the map says of an action.
func (m *Map) Entry(a Action) Entry { return m.entries[m.index[a]] }

// Entries lists the actions with the keys of this map, in the order of the help.
func (m *Map) Entries() []Entry { return slices.Clone(m.entries) }

// Key gives the key of an action as it is shown, "" where it has none.
func (m *Map) Key(a Action) string {
	if keys := m.Entry(a).Keys; len(keys) > 0 {
		return keys[0]
	}
	return ""
}

// Find gives the first of some actions that a key press stands for.
func (m *Map) Find(k tea.Key, among func(Action) bool) (Action, bool) {
	for _, name := range Names(k) {
		for _, a := range m.byKey[name] {
			if among(a) {
				return a, true
			}
		}
	}
	return "", false
}

// Names lists what a key press may be bound as, the most exact first: what it
// types, the keystroke, and the key at its place on a US keyboard.
func Names(k tea.Key) []string {
	names := []string{k.String()}
	add := func(s string) {
		if s != "" && !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	add(k.Keystroke())
	base := k.BaseCode
	if base == 0 {
		base = usKey[k.Code]
	}
	if base == 0 {
		return names
	}
	us := tea.Key{Code: base, Mod: k.Mod}
	shift := k.Mod.Contains(tea.ModShift) || unicode.IsUpper(k.Code) || shifted[k.Code]
	if k.Mod&^(tea.ModShift|tea.ModCapsLock|tea.ModNumLock) == 0 {
		us.Text = string(base)
		if shift {
			us.Text = strings.ToUpper(us.Text)
			if i := strings.IndexRune("`1234567890-=[]\\;',./", base); i >= 0 {
				us.Text = string([]rune("~!@#$%^&*()_+{}|:\"<>?")[i])
			}
		}
	}
	add(us.String())
	return names
}

// usKey gives for a letter of another layout the key at its place on a US keyboard.
// Korean is 두벌식 (KS X 5002), where the doubled letters are those with shift;
// Russian is ЙЦУКЕН.
var usKey, shifted = func() (map[rune]rune, map[rune]bool) {
	us, up := map[rune]rune{}, map[rune]bool{}
	put := func(theirs, ours string) {
		o := []rune(ours)
		for i, r := range []rune(theirs) {
			us[r] = o[i]
		}
	}
	put("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm")
	put("ㅃㅉㄸㄲㅆㅒㅖ", "qwertop")
	for _, r := range "ㅃㅉㄸㄲㅆㅒㅖ" {
		up[r] = true
	}
	put("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
	for lower, key := range maps.Clone(us) {
		if upper := unicode.ToUpper(lower); upper != lower {
			us[upper] = key
		}
	}
	return us, up
}()
