package imports

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

var (
	_ page.Page      = (*Page)(nil)
	_ page.Typer     = (*Page)(nil)
	_ page.Clicker   = (*Page)(nil)
	_ page.Escaper   = (*Page)(nil)
	_ page.Refresher = (*Page)(nil)
	_ page.Job       = (*job)(nil)
	_ Store          = (*store.DB)(nil)
)

func untrusted(s string) model.Untrusted { return model.Untrusted(s) }

func TestFromChoosingToTheQueue(t *testing.T) {
	b := newBench(t, page.Place{})
	b.wantText("accounts.jsonl", "people.csv", "sub/", "folder")
	if strings.Contains(b.text(), ".hidden") {
		t.Error("a hidden file is listed")
	}
	b.golden("choose")
	b.goTo("accounts.jsonl")
	b.do(keys.Mark)
	b.goTo("people.csv")
	b.do(keys.Mark)
	b.wantText("2 files marked")
	b.goTo("people.csv")
	b.do(keys.Open)
	b.wantText("Nothing is written yet.", "It would bring: 5 new, 0 changed, 0 unchanged; 1 row rejected.", "accounts.jsonl", "people.csv")
	if b.db.Len() != 0 {
		t.Fatal("the preview has imported")
	}
	b.golden("look")
	b.do(keys.Down)
	b.wantText("delimiter ;", "email", "shoe size", "not used")
	b.do(keys.NextTab)
	b.wantText("kim", "email kim@mail.examp")
	b.do(keys.Left, keys.Up, keys.NextTab)
	b.wantText("not JSON", "would go to accounts.jsonl.rejected.jsonl")
	b.do(keys.Inspect)
	if _, ok := b.over.(*overlay.Reader); !ok {
		t.Errorf("inspect shows %T", b.over)
	}

	b.do(keys.Open)
	if b.db.Len() != 0 {
		t.Fatal("it was imported without a question")
	}
	b.yes()
	if b.db.Len() != 5 || b.db.KnownLinks() == nil || b.news == 0 {
		t.Fatalf("%d accounts, links %v, %d times said", b.db.Len(), b.db.KnownLinks(), b.news)
	}
	b.wantText("case now has 5 accounts.", "5 new, 0 changed, 0 unchanged; 1 row rejected.")
	if got := b.lastSaid(); got != "case now has 5 accounts; 1 row could not be used" {
		t.Errorf("said %q", got)
	}
	b.golden("done")
	rejected := filepath.Join(b.dir, "accounts.jsonl"+load.RejectSuffix)
	if text, err := os.ReadFile(rejected); err != nil || !strings.Contains(string(text), `"line":2`) {
		t.Errorf("rejected rows: %s %v", text, err)
	}
	b.do(keys.Open)
	if len(b.went) != 1 || b.went[0].Page != page.Queue || b.went[0].Ref != `source:"accounts.jsonl","people.csv"` {
		t.Errorf("went to %+v", b.went)
	}

	// The same files again change nothing, and say so.
	if _, done := b.Escape(); !done {
		t.Fatal("esc does not go back to choosing")
	}
	b.settle(b.choose([]marked{{path: filepath.Join(b.dir, "people.csv")}}))
	b.wantText("nothing new, all of it is here already")
	b.news = 0
	b.do(keys.Open)
	b.yes()
	b.wantText("Nothing new: case still has 5 accounts.")
	if b.news != 0 || b.db.Len() != 5 {
		t.Errorf("said %d times to have changed, %d accounts", b.news, b.db.Len())
	}
}

func TestUnknownFile(t *testing.T) {
	b := newBench(t, page.Place{})
	b.settle(b.choose([]marked{{path: filepath.Join(b.dir, "unknown.csv")}}))
	b.wantText("cannot be read as it is", "of no kind that is known", "[fields]")
	b.golden("unknown")
	if why := b.Why(keys.Open); !strings.Contains(why, "unknown.csv cannot be read") {
		t.Errorf("why not: %q", why)
	}
	b.do(keys.Copy)
	if !strings.Contains(b.copy, "[fields]") {
		t.Errorf("copied %q", b.copy)
	}

	// With a mapping it can be.
	mapping := filepath.Join(b.dir, "m.toml")
	if err := os.WriteFile(mapping, []byte("platform = \"test\"\n[fields]\naccount_id = \"RECORD_ID\"\nname = \"WHO\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.settle(b.askMapping())
	prompt := b.over.(*overlay.Prompt)
	prompt.Paste("m.toml")
	b.settle(prompt.Key(press(tea.KeyEnter)))
	b.Size(120, 30)
	b.wantText("mapping m.toml", "RECORD_ID", "account_id", "It would bring: 2 new")
	b.settle(b.askMapping())
	prompt = b.over.(*overlay.Prompt)
	prompt.Field.Set("nowhere.toml")
	b.settle(prompt.Key(press(tea.KeyEnter)))
	if !strings.Contains(b.lastSaid(), "mapping cannot be read") {
		t.Errorf("said %q", b.lastSaid())
	}
	b.settle(b.optionsMenu())
	menu := b.over.(*overlay.Menu)
	for _, c := range menu.Items {
		if c.Label == "list" {
			b.settle(c.Run)
		}
	}
	if b.options.profile != "list" || b.options.mapping != nil {
		t.Errorf("options %+v", b.options)
	}
}

func TestOpenedOnFiles(t *testing.T) {
	b := newBench(t, page.Place{})
	refs := []model.Untrusted{untrusted(filepath.Join(b.dir, "people.csv")), untrusted(filepath.Join(b.dir, "accounts.jsonl"))}
	b.open(page.Place{Page: page.Import, Refs: refs})
	if b.step != looking || b.Title() != "Import: 2 files" || !slices.Equal(b.Place().Refs, refs) {
		t.Errorf("step %d, %q, %v", b.step, b.Title(), b.Place())
	}
	if b.chooser.dir != b.dir {
		t.Errorf("the folder is %s", b.chooser.dir)
	}
}

// Whatever files are called, a page is exactly as large as it is told to be, with no
// control character in it.
func TestSizes(t *testing.T) {
	b := newBench(t, page.Place{})
	huge := strings.Repeat("Z\u0301\u0302", 30)
	for _, name := range []string{huge, "\u202egpj.exe", "a\nb", strings.Repeat("宽", 60), "-rf", "\x1b]0;title\x07"} {
		if err := os.WriteFile(filepath.Join(b.dir, name), []byte(`{"platform":"t","account_id":"`+strings.Repeat("é", 100_000)+`"}`+"\n"+strings.Repeat("\x1b[2J", 50_000)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.settle(b.Refresh())
	steps := []func(){
		func() {},
		func() { b.do(keys.Search) },
		func() {
			b.chooser.typing = false
			b.do(keys.MarkAll)
			b.settle(b.choose(b.chooser.marked))
		},
		func() { b.do(keys.NextTab) },
		func() { b.do(keys.NextTab) },
		func() { b.do(keys.NextTab) },
		func() {
			b.settle(b.choose([]marked{{path: filepath.Join(b.dir, huge)}}))
			j, _ := startJob(b.env, b.db, b.files, b.exports(), b.options)
			b.follow(j)
		},
	}
	for i, step := range steps {
		step()
		for _, look := range []struct {
			theme string
			ascii bool
		}{{"terminal", false}, {"mono", true}} {
			b.env.Theme, _ = theme.New(look.theme, look.ascii)
			for _, size := range [][2]int{{1, 1}, {20, 5}, {60, 16}, {80, 24}, {121, 41}, {200, 60}} {
				b.Size(size[0], size[1])
				view := b.View()
				if len(view) != size[1] {
					t.Fatalf("step %d at %v: %d lines", i, size, len(view))
				}
				for n, l := range view {
					plain := ansi.Strip(l)
					if w := ansi.StringWidth(l); w != size[0] {
						t.Fatalf("step %d at %v, line %d is %d wide: %q", i, size, n, w, plain)
					}
					if strings.ContainsFunc(plain, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\u202e' }) {
						t.Fatalf("step %d at %v, line %d: %q", i, size, n, plain)
					}
				}
			}
		}
	}
}

// The page draws nothing of its own that is not ASCII where that was asked for.
func TestASCII(t *testing.T) {
	b := newBench(t, page.Place{})
	b.env.Theme, _ = theme.New("mono", true)
	check := func() {
		t.Helper()
		for _, l := range b.View() {
			if i := strings.IndexFunc(ansi.Strip(l), func(r rune) bool { return r > '~' && r != '⟨' && r != '⟩' }); i >= 0 {
				t.Errorf("%q", ansi.Strip(l))
			}
		}
	}
	check()
	b.settle(b.choose([]marked{{path: filepath.Join(b.dir, "accounts.jsonl")}}))
	check()
	j, _ := startJob(b.env, b.db, b.files, b.exports(), b.options)
	b.follow(j)
	check()
}

func TestMouse(t *testing.T) {
	b := newBench(t, page.Place{})
	b.settle(b.Click(5, 4))
	if b.chooser.table.Cursor() != 1 {
		t.Errorf("the cursor is on %d", b.chooser.table.Cursor())
	}
	b.settle(b.Click(5, 2))
	if !b.chooser.order.desc {
		t.Error("a click on the title does not turn the order round")
	}
	b.goTo("people.csv")
	b.settle(b.Click(5, 3+b.chooser.table.Cursor()))
	if b.step != looking {
		t.Fatal("a click on the row under the cursor does not open it")
	}
	line := b.text()
	y := headLines + b.sheetRows()
	x := strings.Index(strings.Split(line, "\n")[y], "notes")
	b.settle(b.Click(len([]rune(strings.Split(line, "\n")[y][:x])), y))
	if b.tab != tabNotes {
		t.Errorf("the tab is %d", b.tab)
	}
	b.settle(b.Wheel(1, 15, 3))
	b.settle(b.Wheel(1, 3, 3))
}

// No key stands for two actions of the page, and the list of actions never changes.
func TestActions(t *testing.T) {
	b := newBench(t, page.Place{})
	seen := map[string]keys.Action{}
	for _, a := range b.Actions() {
		for _, k := range b.env.Keys.Entry(a).Keys {
			if other, ok := seen[k]; ok {
				t.Errorf("%s is the key for %s and %s", k, a, other)
			}
			seen[k] = a
		}
	}
}
