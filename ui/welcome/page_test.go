package welcome

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

var (
	_ page.Page      = (*Page)(nil)
	_ page.Clicker   = (*Page)(nil)
	_ page.Refresher = (*Page)(nil)
)

// makeOne makes what looks like an investigation from outside.
func makeOne(t *testing.T, path string, changed time.Time) {
	t.Helper()
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(path, logName)
	if err := os.WriteFile(log, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(log, changed, changed); err != nil {
		t.Fatal(err)
	}
}

// homeFolder makes a home with a data folder in it.
func homeFolder(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	folder := filepath.Join(home, "data", "clew")
	makeOne(t, filepath.Join(folder, "jasper.clew"), uitest.Noon.Add(-3*time.Hour))
	makeOne(t, filepath.Join(folder, "a\x1b[2J\u202e.clew"), uitest.Noon.Add(-100*24*time.Hour))
	makeOne(t, filepath.Join(folder, "not-one"), uitest.Noon)
	if err := os.MkdirAll(filepath.Join(folder, "empty.clew"), 0o700); err != nil {
		t.Fatal(err)
	}
	makeOne(t, filepath.Join(home, "cases", "old.clew"), uitest.Noon.Add(-30*24*time.Hour))
	return folder
}

type driver struct {
	*uitest.Driver
	*Page
}

func open(t *testing.T, o Options) *driver {
	t.Helper()
	p := New(uitest.Env(t, "terminal", false), o)
	return &driver{uitest.Drive(t, p, 80, 20), p}
}

func TestChoices(t *testing.T) {
	folder := homeFolder(t)
	o := Options{Folder: folder, Recents: []Recent{{filepath.Join(filepath.Dir(filepath.Dir(folder)), "cases", "old.clew"), uitest.Noon.Add(-30 * time.Minute)},
		{filepath.Join(folder, "jasper.clew"), uitest.Noon.Add(-5 * time.Hour)}, {"/gone/away.clew", uitest.Noon}}}
	p := open(t, o)
	if got := p.Text(); !strings.Contains(got, "old   ") || strings.Contains(got, "not-one") || strings.Contains(got, "empty") || strings.Contains(got, "away") {
		t.Errorf("listed:\n%s", got)
	}
	if p.table.Cursor() != fixedRows {
		t.Errorf("the cursor is on %d, not on what was used last", p.table.Cursor())
	}
	for _, f := range uitest.Frames {
		p.Size(f.Width, f.Height)
		p.Golden(fmt.Sprintf("welcome-%dx%d", f.Width, f.Height))
	}
	choose := func(row int) tea.Msg {
		p.table.Move(row)
		return p.Do(keys.Open)()
	}
	if got := choose(fixedRows); got != (Choice{Open, o.Recents[0].Path}) {
		t.Errorf("the last one: %+v", got)
	}
	if got := choose(fixedRows + 1); got != (Choice{Open, filepath.Join(folder, "jasper.clew")}) {
		t.Errorf("the next: %+v", got)
	}
	if got := choose(rowDemo); got != (Choice{Demo, filepath.Join(folder, "demo.clew")}) {
		t.Errorf("the demo: %+v", got)
	}
	prompt := choose(rowNew).(page.Show).Overlay.(*overlay.Prompt)
	for name, ok := range map[string]bool{"": false, " ": false, "jasper": false, "jasper.clew": false, "../x": false, "a/b": false, ".x": false, "-x": false,
		"a\x1b": false, strings.Repeat("x", 101): false, "opal": true, "김 수사": true, "opal-2.clew": true} {
		if wrong := prompt.Check(name); (wrong == "") != ok {
			t.Errorf("the name %q: %q", name, wrong)
		}
	}
	if got := prompt.Run("opal")(); got != (Choice{Create, filepath.Join(folder, "opal.clew")}) {
		t.Errorf("a new one: %+v", got)
	}
	prompt = choose(rowPath).(page.Show).Overlay.(*overlay.Prompt)
	if got := prompt.Run(" ~/cases/old.clew ")(); got != (Choice{Open, o.Recents[0].Path}) {
		t.Errorf("by its path: %+v", got)
	}
	if p.Why(keys.Copy) == "" {
		t.Error("a row without a path can be copied")
	}
	p.table.Move(rowDemo)
	if p.Click(5, p.headLines()+1) == nil {
		t.Error("a click on the row under the cursor opens nothing")
	}
}

func TestNothingThere(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "none")
	p := open(t, Options{Folder: folder})
	if len(p.found) != 0 || p.table.Len() != fixedRows || p.table.Cursor() != rowDemo {
		t.Errorf("found %v, %d rows, the cursor on %d", p.found, p.table.Len(), p.table.Cursor())
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("the folder was made")
	}
}

func TestFolderThatCannotBeRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if said := uitest.Only[page.Say](open(t, Options{Folder: file}).Driver); said.Level != page.Failure {
		t.Errorf("said %+v", said)
	}
}

func TestSizes(t *testing.T) {
	folder := homeFolder(t)
	for i := range 40 {
		makeOne(t, filepath.Join(folder, fmt.Sprintf("%d-%s.clew", i, strings.Repeat("宽\u0301", 20))), uitest.Noon)
	}
	p := open(t, Options{Folder: folder})
	for _, ascii := range []bool{false, true} {
		p.env.Theme, _ = theme.New("mono", ascii)
		for _, size := range uitest.Sizes {
			p.Exact("the page", size[0], size[1])
		}
	}
}

func TestSince(t *testing.T) {
	p := open(t, Options{Folder: t.TempDir()})
	for ago, want := range map[time.Duration]string{0: "just now", 90 * time.Second: "1 minute ago", 5 * time.Hour: "5 hours ago",
		72 * time.Hour: "3 days ago", 24 * 365 * time.Hour: "on 2025-03-01", -time.Hour: "just now"} {
		if got := p.since(uitest.Noon.Add(-ago)); got != want {
			t.Errorf("%v ago: %q, want %q", ago, got, want)
		}
	}
}
