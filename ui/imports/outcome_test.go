package imports

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
)

// asked is the question that is shown, as one line of words.
func (b *bench) asked() string {
	b.T.Helper()
	c, ok := b.Over.(*overlay.Confirm)
	if !ok {
		b.T.Fatalf("no question is asked, but %T shown", b.Over)
	}
	text := ansi.Strip(strings.Join(c.View(80, 20), "\n"))
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "\n", " ").Replace(text)), " ")
}

func (b *bench) write(name, text string) string {
	b.T.Helper()
	path := filepath.Join(b.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.T.Fatal(err)
	}
	return path
}

// One file that cannot be read does not keep the others from being tried, nor, once it
// is left out, from being imported.
func TestWithoutTheUnreadable(t *testing.T) {
	b := newBench(t, page.Place{})
	var list []marked
	for _, name := range []string{"unknown.csv", "people.csv", "accounts.jsonl"} {
		list = append(list, marked{path: filepath.Join(b.dir, name)})
	}
	b.Settle(b.choose(list))
	b.Has("unknown.csv cannot be read", "x leave out the unreadable (1)", "It would bring: 5 new accounts; 1 row rejected.")
	if why := b.Why(keys.Open); !strings.Contains(why, "x leaves it out") {
		t.Errorf("why not: %q", why)
	}
	b.Press(keys.Toggle)
	b.Has("Nothing is written yet.", "1 left out")
	b.Press(keys.Toggle)
	b.Has("cannot be read")
	b.Press(keys.Toggle, keys.Open)
	if got := b.asked(); !strings.Contains(got, "Load 2 files") || !strings.Contains(got, "1 file left out") {
		t.Errorf("asked %q", got)
	}
	b.yes()
	b.Has("case now has 5 accounts.", "people.csv")
	if l := b.files[0].loaded; b.db.Len() != 5 || len(b.files) != 2 || l == nil || l.Name != "people.csv" {
		t.Errorf("%d accounts of %d files, the first %+v", b.db.Len(), len(b.files), b.files[0])
	}

	cmd, _ := b.Escape()
	b.Settle(cmd)
	b.Settle(b.choose(list[:1]))
	if why := b.Why(keys.Toggle); !strings.Contains(why, "none of the files") {
		t.Errorf("why not: %q", why)
	}
}

// A file that turns out to be damaged only when it is read to its end is one of those
// that can be left out.
func TestDamagedAtTheEnd(t *testing.T) {
	b := newBench(t, page.Place{})
	path := b.write("broken.json", `[`+strings.Repeat(`{"login":"kim"},`, 2*lookRows)+`{"login":`)
	b.Settle(b.choose([]marked{{path: path}, {path: filepath.Join(b.dir, "people.csv")}}))
	b.Has("It would bring: 2 new accounts")
	if b.files[0].err == nil || b.files[0].glance == nil || b.files[1].loaded == nil {
		t.Errorf("%+v", b.files)
	}
}

// Where the rows go that cannot be used is said before, and it is where they are after.
func TestWhereRejectedRowsGo(t *testing.T) {
	b := newBench(t, page.Place{})
	here := t.TempDir()
	t.Chdir(here)
	sealed := filepath.Join(b.dir, "sub")
	first := b.write("sub/first.jsonl", exports["accounts.jsonl"])
	second := b.write("sub/second.jsonl", exports["accounts.jsonl"])
	if err := os.Chmod(sealed, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(sealed, 0o700) })
	for _, c := range []struct {
		dir  string
		list []marked
		want string
	}{
		{b.dir, []marked{{path: filepath.Join(b.dir, "accounts.jsonl")}}, "go to " + filepath.Join(b.dir, "accounts.jsonl"+load.RejectSuffix) + "."},
		{here, []marked{{path: first}, {path: second}}, "in " + here + ", as the folder of the files cannot be written to."},
	} {
		if os.Chmod(sealed, 0o555) != nil {
			t.Fatal("no mode")
		}
		b.Settle(b.choose(c.list))
		b.Press(keys.Open)
		// The question is wrapped, in long paths too.
		if got := strings.ReplaceAll(b.asked(), " ", ""); !strings.Contains(got, strings.ReplaceAll(c.want, " ", "")) {
			t.Errorf("asked %q, want %q", got, c.want)
		}
		b.yes()
		b.Size(200, 30)
		b.Has("written to " + c.dir)
		for _, m := range c.list {
			if _, err := os.Stat(filepath.Join(c.dir, filepath.Base(m.path)+load.RejectSuffix)); err != nil {
				t.Error(err)
			}
		}
		cmd, _ := b.Escape()
		b.Settle(cmd)
	}
}

// What a file was taken for by guessing, and which of its rows come twice, is remarked.
func TestRemarks(t *testing.T) {
	b := newBench(t, page.Place{})
	path := b.write("events.jsonl", `{"_rule":1,"_test":2,"log":{"username":"kim","ip":"192.0.2.1","what":"in"}}`+"\n"+
		`{"_rule":1,"_test":2,"log":{"username":"kim","ip":"192.0.2.2","what":"in"}}`+"\n")
	b.Settle(b.choose([]marked{{path: path}}))
	b.tab = tabNotes
	b.Has("a guess: the rows were taken for accounts")
	b.Settle(b.Update(optionMsg{b.Page, func(o *options) { o.profile = "accounts" }}))
	if strings.Contains(strings.Join(b.files[0].notes(), " "), "guess") {
		t.Error("what was asked for is called a guess")
	}
	b.Has("It would bring: 1 new account; 1 further row about it.")
}

// There is one cursor, in the part that has the keyboard, and the key to the other part
// stands beside it.
func TestOneCursor(t *testing.T) {
	b := newBench(t, page.Place{})
	b.Settle(b.choose([]marked{{path: filepath.Join(b.dir, "people.csv")}, {path: filepath.Join(b.dir, "accounts.jsonl")}}))
	cursor := b.env.Theme.Glyphs.Cursor
	one := func(hint string, before bool) {
		t.Helper()
		b.Has(hint)
		text := b.Text()
		at := strings.Index(text, cursor)
		if strings.Count(text, cursor) != 1 || at < strings.Index(text, "first rows") != before {
			t.Errorf("the cursor is in the wrong part:\n%s", text)
		}
	}
	one("tab into the file", true)
	b.Press(keys.NextTab)
	one("tab next  h files", false)
	if b.tab != tabFields {
		t.Error("the key that goes into the file shows another tab as well")
	}
	b.Press(keys.NextTab)
	if b.tab != tabRows {
		t.Error("the key does not go on to the next tab")
	}
}
