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
	if b.chooser.dir != filepath.Join(b.dir, "sub") || b.chooser.field.Value() != "" {
		t.Errorf("a relative path leads to %s with %q", b.chooser.dir, b.chooser.field.Value())
	}
	b.typeIn("../")
	b.typeIn("/no/such/")
	if b.chooser.dir != "/" || !strings.Contains(b.lastSaid(), "no such folder") {
		t.Errorf("a path to nowhere: %s, said %q", b.chooser.dir, b.lastSaid())
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
	if n := len(b.chooser.marked); n != 5 {
		t.Errorf("%d files are marked", n)
	}
	b.goTo("sub")
	b.Press(keys.Open)
	b.goTo("deeper.csv")
	b.Press(keys.Mark)
	b.Has("6 files marked")
	b.goTo(up)
	b.Press(keys.Open)
	b.goTo("people.csv")
	b.Press(keys.Mark)
	if n := len(b.chooser.marked); n != 5 {
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
