package imports

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

func TestChooser(t *testing.T) {
	b := newBench(t, page.Place{})
	first := func() string { return b.chooser.shown[0].name }

	b.typeIn("PEOP")
	if len(b.chooser.shown) != 1 || first() != "people.csv" {
		t.Errorf("narrowed to %v", b.chooser.shown)
	}
	b.Settle(b.Type(press(tea.KeyEscape)))
	if cmd, done := b.Escape(); !done {
		t.Error("esc does not clear")
	} else {
		b.Settle(cmd)
	}
	b.typeIn(".hid")
	if first() != ".hidden.csv" {
		t.Error("a hidden file is not found by its name")
	}
	b.chooser.field.Set("")
	b.Settle(b.typed())

	// Paths, whole, relative and completed.
	b.Settle(b.Paste(filepath.Join(b.dir, "sub", "dee")))
	if b.chooser.dir != filepath.Join(b.dir, "sub") || first() != "deeper.csv" {
		t.Errorf("a pasted path leads to %s %v", b.chooser.dir, b.chooser.shown)
	}
	b.Settle(b.Type(press(tea.KeyTab)))
	if got := b.chooser.field.Value(); got != filepath.Join(b.dir, "sub", "deeper.csv") {
		t.Errorf("completed to %q", got)
	}
	b.Settle(b.Type(press(tea.KeyEnter)))
	if b.step != looking || b.files[0].name != "deeper.csv" {
		t.Errorf("enter on a path: step %d", b.step)
	}
	cmd, _ := b.Escape()
	b.Settle(cmd)
	b.Press(keys.Left)
	if b.chooser.dir != b.dir {
		t.Errorf("left leads to %s", b.chooser.dir)
	}
	b.typeIn("sub/")
	if b.chooser.dir != filepath.Join(b.dir, "sub") || b.chooser.field.Value() != "sub/" {
		t.Errorf("a relative path leads to %s with %q", b.chooser.dir, b.chooser.field.Value())
	}
	b.typeIn("../no/such/")
	if b.chooser.dir != b.dir || b.chooser.field.Value() != "sub/../no/such/" {
		t.Errorf("a path to nowhere leads to %s and leaves %q", b.chooser.dir, b.chooser.field.Value())
	}
	b.Has("no such folder", "sub/../no/such/")
	b.Settle(b.Type(press(tea.KeyEnter)))
	if !b.Typing() || !strings.Contains(b.lastSaid(), "no such folder") {
		t.Errorf("enter on a path to nowhere says %q", b.lastSaid())
	}
	b.Settle(b.Type(press(tea.KeyEscape)))
	if b.chooser.dir != b.dir || b.chooser.field.Value() != "" {
		t.Errorf("esc from a path leads to %s with %q", b.chooser.dir, b.chooser.field.Value())
	}

	// Order, and marks that another folder does not lose.
	b.Settle(b.sortBy("size"))
	b.Press(keys.Reverse)
	var sizes []int64
	for _, e := range b.chooser.shown {
		if !e.folder {
			sizes = append(sizes, e.size)
		}
	}
	if !slices.IsSortedFunc(sizes, func(a, b int64) int { return int(b - a) }) {
		t.Errorf("sizes %v", sizes)
	}
	b.Press(keys.MarkAll)
	if n := len(b.chooser.marked); n != 4 {
		t.Errorf("%d files are marked", n)
	}
	b.goTo("sub")
	b.Press(keys.Right)
	b.goTo("deeper.csv")
	b.Press(keys.Mark)
	b.Has("5 files marked")
	b.goTo(up)
	b.Press(keys.Right)
	b.goTo("people.csv")
	b.Press(keys.Mark)
	if n := len(b.chooser.marked); n != 4 {
		t.Errorf("%d files are marked after one was taken back", n)
	}
	b.Press(keys.Copy)
	if got := uitest.Only[page.Copy](b.Driver).Text; !strings.HasPrefix(string(got), b.dir) {
		t.Errorf("copied %q", got)
	}
}

func TestDroppedFiles(t *testing.T) {
	b := newBench(t, page.Place{})
	b.Press(keys.Search)
	b.Settle(b.Paste("'" + filepath.Join(b.dir, "people.csv") + "' " + strings.ReplaceAll(filepath.Join(b.dir, "accounts.jsonl"), ".", `\.`) + "\n"))
	if b.step != looking || len(b.files) != 2 || b.files[1].size == 0 {
		t.Errorf("step %d, files %+v", b.step, b.files)
	}
	for in, want := range map[string][]string{
		"file:///a%20b":          {"/a b"},
		"file://host/a\n/b":      {"/a", "/b"},
		`"/a b" /c\ d '/e"f'`:    {"/a b", "/c d", `/e"f`},
		"":                       nil,
		`'unended`:               {"unended"},
		"/x\r\nfile:///%zz\r\n":  {"/x", "file:///%zz"},
		"  /lots   /of /spaces ": {"/lots", "/of", "/spaces"},
	} {
		if got := pasted(in); !slices.Equal(got, want) {
			t.Errorf("pasted(%q) = %q, want %q", in, got, want)
		}
	}
}

func BenchmarkList(b *testing.B) {
	f := &folder{path: "/x"}
	for i := range 20_000 {
		f.entries = append(f.entries, entry{name: strings.Repeat("n", i%30) + ".csv", shown: strings.Repeat("n", i%30) + ".csv"})
	}
	for b.Loop() {
		list(f, "nn", order{key: "name"})
	}
}

// The cursor begins on the first entry that leads somewhere, and, above a folder that
// was left, on that folder.
func TestLanding(t *testing.T) {
	b := newBench(t, page.Place{})
	at := func() string {
		e, _ := b.chooser.current()
		return e.name
	}
	if at() != "sub" {
		t.Errorf("begins on %q", at())
	}
	b.Press(keys.Open)
	if b.chooser.dir != filepath.Join(b.dir, "sub") || at() != "deeper.csv" {
		t.Errorf("in %s on %q", b.chooser.dir, at())
	}
	b.Press(keys.Left)
	if at() != "sub" {
		t.Errorf("back on %q", at())
	}
}

// Enter looks at what is marked wherever the cursor is; the way into folders is another
// key then.
func TestMarkedComeFirst(t *testing.T) {
	b := newBench(t, page.Place{})
	b.write("ORIGIN.md", "no export\n")
	b.write("old.csv.rejected.jsonl", "{}\n")
	b.write("log.gz", "x")
	b.write("all.tar.gz", "x")
	b.Settle(b.Refresh())
	b.Press(keys.MarkAll)
	if n := len(b.chooser.marked); n != 5 {
		t.Errorf("marked %v", b.chooser.marked)
	}
	b.Has("5 files marked", "enter looks at them")
	status := ""
	for _, s := range b.Status() {
		status += s.Text
	}
	if !strings.Contains(status, "enter looks at the 5 marked files") {
		t.Errorf("the status is %q", status)
	}
	b.goTo("sub")
	b.Press(keys.Right)
	if b.step != choosing || b.chooser.dir != filepath.Join(b.dir, "sub") {
		t.Errorf("right leads to %s", b.chooser.dir)
	}
	b.goTo(up)
	b.Press(keys.Open)
	if b.step != looking || len(b.files) != 5 {
		t.Errorf("step %d, %d files", b.step, len(b.files))
	}
	b.open(t, page.Place{Ref: untrusted(t.TempDir())})
	if why := b.Why(keys.MarkAll); !strings.Contains(why, "called as exports are") {
		t.Errorf("why not: %q", why)
	}
}

// A typed path that ends in a folder opens that folder, with a space at its end too,
// and however fast enter comes.
func TestTypedFolder(t *testing.T) {
	b := newBench(t, page.Place{})
	sub := filepath.Join(b.dir, "sub")
	for _, typed := range []string{sub + "/", sub, sub + "/ ", "sub/", "sub"} {
		b.Settle(b.enter(b.dir))
		b.typeIn(typed)
		if b.chooser.table.Len() == 0 {
			t.Errorf("%q finds nothing", typed)
		}
		b.Settle(b.Type(press(tea.KeyEnter)))
		if b.chooser.dir != sub || b.Typing() || b.chooser.field.Value() != "" {
			t.Errorf("%q leads to %s, still typing: %v", typed, b.chooser.dir, b.Typing())
		}
	}
	b.Settle(b.enter(b.dir))
	b.Press(keys.Search)
	paste, enter := b.Paste(sub+"/"), b.Type(press(tea.KeyEnter))
	b.Settle(paste)
	b.Settle(enter)
	if b.chooser.dir != sub || b.Typing() {
		t.Errorf("a quick enter leads to %s", b.chooser.dir)
	}

	// What is typed on while a folder is looked for does not narrow another one.
	b.Press(keys.Search)
	before := b.chooser.table.Len()
	wrong := b.Paste(filepath.Join(b.dir, "nowhere") + "/")
	more := b.Type(tea.KeyPressMsg{Code: 'x', Text: "x"})
	b.Settle(more)
	b.Settle(wrong)
	if b.chooser.wrong == nil || b.chooser.table.Len() != before {
		t.Errorf("%v, %d listed of %d", b.chooser.wrong, b.chooser.table.Len(), before)
	}
}

// Who comes back finds the folder again; another workbench knows nothing of it.
func TestFolderIsRemembered(t *testing.T) {
	b := newBench(t, page.Place{})
	b.goTo("sub")
	b.Press(keys.Open)
	if p := newPage(b.env, b.db, page.Place{}); p.chooser.dir != filepath.Join(b.dir, "sub") {
		t.Errorf("begins in %s", p.chooser.dir)
	}
	if p := newPage(uitest.Env(t, "terminal", false), b.db, page.Place{}); p.chooser.dir != "." {
		t.Errorf("another one begins in %s", p.chooser.dir)
	}
}
