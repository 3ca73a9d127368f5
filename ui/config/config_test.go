package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoad(t *testing.T) {
	c, err := Load(filepath.Join(t.TempDir(), "none.toml"))
	if err != nil || c.Theme != "terminal" || c.ASCII || !c.Mouse || c.Keys.Key(keys.Pivot) != "p" {
		t.Errorf("nothing set: %+v %v", c, err)
	}
	c, err = Load(write(t, "# mine\ntheme = \"colour-blind\"\nascii = true\nmouse = false\n\n[keys]\npivot = [\"ctrl+o\", \"p\"]\ncompare = []\n"))
	if err != nil || c.Theme != "colour-blind" || !c.ASCII || c.Mouse || c.Keys.Key(keys.Pivot) != "ctrl+o" || c.Keys.Key(keys.Compare) != "" {
		t.Errorf("all set: %+v %v", c, err)
	}
	if th, ok := c.MakeTheme("dark"); !ok || !th.Glyphs.ASCII {
		t.Errorf("a theme of it: %+v %v", th, ok)
	}
	if c, err = Load(write(t, "")); err != nil || c.Theme != "terminal" {
		t.Errorf("an empty file: %+v %v", c, err)
	}
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct{ text, where, message, hint string }{
		{"theme = \"terminal\"\ncolour = 1\n", ":2:1", `"colour"`, "theme, ascii, mouse"},
		{"[window]\nwidth = 80\n", ":1:", `"window`, "theme, ascii, mouse"},
		{"theme = \"plaid\"\n", ":1:1", `"plaid"`, "colour-blind"},
		{"theme = 3\n", ":1:", "theme", "colour-blind"},
		{"\nmouse = \"no\"\n", ":2:", "mouse", "mouse = true or mouse = false"},
		{"ascii = 1\n", ":1:", "ascii", "ascii = true"},
		{"[keys]\npivot = \"p\"\n", ":2:", "pivot", `pivot = ["p"`},
		{"[keys]\npivot = [1]\n", ":2:", "pivot", `pivot = ["p"`},
		{"keys = true\n", ":1:", "keys", "[keys]"},
		{"[keys]\n\n  fly = [\"x\"]\n", ":3:3", "fly", ""},
		{"[keys]\nup = [\"hyper+banana\"]\n", ":2:1", "banana", ""},
		{"theme = \"dark\"\ntheme = \"light\"\n", ":2:", "TOML", ""},
		{"theme = dark\n", ":1:", "TOML", "quotes"},
		{"theme = \"\x1b[2J\"\n", ":1:", "", ""},
		{"[keys.pivot]\na = 1\n", ":1:", "", ""},
		{"[[keys]]\n", ":1:", "", ""},
		{"\xff\xfe", ":1:", "", ""},
	} {
		path := write(t, c.text)
		got, err := Load(path)
		var e *model.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: %+v %v, want an error", c.text, got, err)
			continue
		}
		if e.Kind != model.ErrUsage || !strings.HasPrefix(string(e.Where), path+c.where) || !strings.Contains(e.Message, c.message) || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%q:\n got %s | %s | %s (%s)\nwant %s | %s | %s", c.text, e.Where, e.Message, e.Hint, e.Kind, c.where, c.message, c.hint)
		}
	}
}

func TestPaths(t *testing.T) {
	t.Setenv("HOME", "/home/kim")
	for _, c := range []struct{ config, state, wantConfig, wantState string }{
		{"", "", "/home/kim/.config/clew/config.toml", "/home/kim/.local/state/clew/workbench.json"},
		{"/c", "/s", "/c/clew/config.toml", "/s/clew/workbench.json"},
		{"relative", "./s", "/home/kim/.config/clew/config.toml", "/home/kim/.local/state/clew/workbench.json"},
	} {
		t.Setenv("XDG_CONFIG_HOME", c.config)
		t.Setenv("XDG_STATE_HOME", c.state)
		if got, err := Path(); err != nil || got != c.wantConfig {
			t.Errorf("settings at %s %v, want %s", got, err, c.wantConfig)
		}
		if got, err := StatePath(); err != nil || got != c.wantState {
			t.Errorf("state at %s %v, want %s", got, err, c.wantState)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("theme = \"dark\"\n[keys]\npivot = [\"p\"]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := parse("config.toml", text)
		if (c == nil) == (err == nil) {
			t.Fatal(c, err)
		}
	})
}
