package overlay_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// folder makes a folder of such entries, those that end with a slash as folders, and
// goes there.
func folder(t *testing.T, names ...string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		path := filepath.Join(dir, n)
		if strings.HasSuffix(n, "/") {
			err = os.Mkdir(path, 0o700)
		} else {
			err = os.WriteFile(path, nil, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	return dir
}

func prompt(t *testing.T, typed string, paths *overlay.Paths) *overlay.Prompt {
	p := &overlay.Prompt{Env: uitest.Env(t, "mono", false), Title: "Which file?", Path: paths}
	p.Field.Set(typed)
	return p
}

// asks presses a key and lets what it asks be answered.
func asks(t *testing.T, o page.Overlay, key string) {
	t.Helper()
	cmd := o.Key(uitest.Key(key))
	if cmd == nil {
		t.Fatalf("%s asks nothing", key)
	}
	o.Update(cmd())
}

func TestPathsComplete(t *testing.T) {
	dir := folder(t, "alpha-1.csv", "alpha-2.csv", "beta/", "beta/one", "~/", "~/in", "' q'", " led/", "ö1", "õ2", ".hidden", ".hush")
	t.Setenv("HOME", dir)
	folders := &overlay.Paths{Folders: true}
	for _, c := range []struct {
		typed string
		paths *overlay.Paths
		want  string
		shows string
	}{
		{"al", nil, "alpha-", "alpha-1.csv alpha-2.csv"},
		{"alpha-1", nil, "alpha-1.csv", ""},
		{"b", nil, "beta/", ""},
		{"beta/", nil, "beta/one", ""},
		{"./b", nil, "./beta/", ""},
		{dir + "/b", nil, dir + "/beta/", ""},
		{"  be", nil, "beta/", ""},
		{"'be'", nil, "beta/", ""},
		{`"be`, nil, "beta/", ""},
		{"~", nil, "~/", "and 3 more"},
		{"~/b", nil, "~/beta/", ""},
		{"./~", nil, "./~/", ""},
		{"./ ", nil, "./ led/", ""},
		{"./'", nil, "./' q'", ""},
		{".h", nil, ".h", ".hidden .hush"},
		{"./.h", nil, "./.h", ".hidden .hush"},
		{"./\u00f6", nil, "./\u00f61", ""},
		{"alpha", folders, "alpha", "nothing there begins so"},
		{"", folders, "", "beta/"},
		{"none", nil, "none", "nothing there begins so"},
		{"none/x", nil, "none/x", "cannot be read, no such file or directory: /"},
		{"alpha-1.csv/", nil, "alpha-1.csv/", "cannot be read, not a directory: /"},
		{"~/~/", folders, "~/~/", "nothing is in that folder"},
	} {
		if c.paths == nil {
			c.paths = &overlay.Paths{}
		}
		p := prompt(t, c.typed, c.paths)
		asks(t, p, "tab")
		if got := p.Field.Value(); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.typed, got, c.want)
		}
		if view := uitest.Trimmed(p.View(200, 30)); !inOrder(view, strings.Fields(c.shows)) {
			t.Errorf("%q: %q is not in\n%s", c.typed, c.shows, view)
		}
	}
}

// inOrder reports whether words stand in a text one after the other.
func inOrder(s string, words []string) bool {
	for _, w := range words {
		_, after, ok := strings.Cut(s, w)
		if !ok {
			return false
		}
		s = after
	}
	return true
}

// Whatever a file is called, its name does nothing to the terminal, and what is completed is
// read as its path.
func TestPathsOfHostileNames(t *testing.T) {
	tried := 0
	for _, s := range append(uitest.Hostile(t, true), "\x1b[2J", " before", "behind ", "'quoted'", "~", "\xff\xfe", "a\nb", "\u202etxt.exe", "-rf") {
		name := strings.Map(func(r rune) rune {
			if r == '/' || r == 0 {
				return '_'
			}
			return r
		}, s)
		if !utf8.ValidString(s) {
			name = strings.NewReplacer("/", "_", "\x00", "_").Replace(s)
		}
		name = name[:min(len(name), 200)]
		if name == "" || name == "." || name == ".." {
			continue
		}
		dir := t.TempDir()
		for _, n := range []string{name, name + "2"} {
			if os.WriteFile(filepath.Join(dir, n), nil, 0o600) != nil {
				t.Logf("no file can be called %q here", n)
			}
		}
		t.Chdir(dir)
		typed := ""
		if name[0] == '.' {
			typed = "."
		}
		p := prompt(t, typed, &overlay.Paths{})
		asks(t, p, "tab")
		for _, line := range p.View(80, 24) {
			uitest.Harmless(t, name, line)
		}
		os.Remove(filepath.Join(dir, name+"2"))
		p = prompt(t, typed, &overlay.Paths{})
		asks(t, p, "ctrl+space")
		for _, line := range p.View(80, 24) {
			uitest.Harmless(t, name, line)
		}
		got, err := page.FilePath(p.Field.Value())
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(got); err != nil || info.IsDir() || filepath.Base(got) != name {
			t.Errorf("%q was completed to %q, which is read as %q", name, p.Field.Value(), got)
		}
		tried++
	}
	if tried < 20 {
		t.Errorf("only %d names were tried", tried)
	}
}

// In a form tab goes to the next field, so another key completes; what is found of another
// text, or for another field, is not taken.
func TestFormsCompletePaths(t *testing.T) {
	folder(t, "case-1/", "case-2/", "note.txt")
	f, _ := form(t)
	first, second := &overlay.FormField{Label: "folder", Path: &overlay.Paths{Folders: true}}, &overlay.FormField{Label: "file", Path: &overlay.Paths{}}
	f.Fields = []*overlay.FormField{first, second}
	shows(t, f, "ctrl+space complete")
	press(f, "c")
	asks(t, f, "ctrl+space")
	if first.Value() != "case-" || second.Value() != "" {
		t.Errorf("the fields are %q and %q", first.Value(), second.Value())
	}
	shows(t, f, "case-1/")
	shows(t, f, "case-2/")
	press(f, "left")
	if cmd := f.Key(uitest.Key("right")); cmd != nil {
		t.Error("to the right within the text completes it")
	}
	late := f.Key(uitest.Key("right"))
	press(f, "2")
	if s := uitest.Trimmed(f.View(80, 24)); strings.Contains(s, "case-1/") {
		t.Errorf("names that do not fit any more are shown\n%s", s)
	}
	f.Update(late())
	if first.Value() != "case-2" {
		t.Errorf("an answer about another text made it %q", first.Value())
	}
	asks(t, f, "right")
	if first.Value() != "case-2/" {
		t.Errorf("the folder is %q", first.Value())
	}
	press(f, "tab", "n")
	asks(t, f, "ctrl+space")
	if first.Value() != "case-2/" || second.Value() != "note.txt" {
		t.Errorf("the fields are %q and %q", first.Value(), second.Value())
	}
}

// However many names there are, and however small the window is, the box fits.
func TestNamesStayInTheirRoom(t *testing.T) {
	var names []string
	for i := range 40 {
		names = append(names, strings.Repeat("n", 100)+string(rune('a'+i%26))+string(rune('a'+i/26)))
	}
	folder(t, names...)
	f, _ := form(t)
	f.Fields[1].Path = &overlay.Paths{}
	press(f, "tab")
	asks(t, f, "ctrl+space")
	shows(t, f, "and 35 more")
	shows(t, f, "hold it")
	p := prompt(t, "", &overlay.Paths{})
	asks(t, p, "tab")
	for _, o := range []page.Overlay{f, p} {
		for _, size := range [][2]int{{56, 12}, {76, 20}, {196, 56}} {
			b := o.View(size[0], size[1])
			if len(b) > size[1] {
				t.Errorf("%T is %d rows high in %d", o, len(b), size[1])
			}
			if s := uitest.Trimmed(b); o == page.Overlay(f) && !strings.Contains(s, "hold it") || !strings.Contains(s, "more") {
				t.Errorf("%T in %v lacks its button, or does not say that there are more\n%s", o, size, s)
			}
			uitest.Exact(t, "box", b, min(size[0], map[bool]int{true: 96, false: 76}[o == page.Overlay(f)]), len(b))
		}
	}
}
