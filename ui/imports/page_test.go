package imports

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
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
	b.Has("accounts.jsonl", "people.csv", "sub/", "folder")
	if strings.Contains(b.Text(), ".hidden") {
		t.Error("a hidden file is listed")
	}
	b.golden("choose")
	b.goTo("accounts.jsonl")
	b.Press(keys.Mark)
	b.goTo("people.csv")
	b.Press(keys.Mark)
	b.Has("2 files marked")
	b.goTo("people.csv")
	b.Press(keys.Open)
	b.Has("Nothing is written yet.", "It would bring: 5 new accounts; 1 row rejected.", "accounts.jsonl", "people.csv")
	if b.db.Len() != 0 {
		t.Fatal("the preview has imported")
	}
	b.golden("look")
	b.Press(keys.Down)
	b.Has("delimiter ;", "email", "shoe size", "not used")
	b.Press(keys.NextTab, keys.NextTab)
	b.Has("kim", "email kim@mail.examp")
	b.Press(keys.Left, keys.Up, keys.NextTab, keys.NextTab)
	b.Has("not JSON", "they would go to /")
	if got, want := b.current().rejectsGo(), filepath.Join(b.dir, "accounts.jsonl"+load.RejectSuffix); got != want {
		t.Errorf("rejected rows would go to %s, want %s", got, want)
	}
	b.Press(keys.Inspect)
	if _, ok := b.Over.(*overlay.Reader); !ok {
		t.Errorf("inspect shows %T", b.Over)
	}

	b.Press(keys.Open)
	if b.db.Len() != 0 {
		t.Fatal("it was imported without a question")
	}
	b.yes()
	if b.db.Len() != 5 || b.db.KnownLinks() == nil || b.news() == 0 {
		t.Fatalf("%d accounts, links %v, %d times said", b.db.Len(), b.db.KnownLinks(), b.news())
	}
	b.Has("case now has 5 accounts.", "It brought: 5 new accounts; 1 row rejected.")
	if got := b.lastSaid(); got != "case now has 5 accounts; 1 row could not be used" {
		t.Errorf("said %q", got)
	}
	b.golden("done")
	rejected := filepath.Join(b.dir, "accounts.jsonl"+load.RejectSuffix)
	if text, err := os.ReadFile(rejected); err != nil || !strings.Contains(string(text), `"line":2`) {
		t.Errorf("rejected rows: %s %v", text, err)
	}
	b.Press(keys.Open)
	if got := b.Went(); got.Page != page.Queue || got.Ref != `source:"accounts.jsonl","people.csv"` {
		t.Errorf("went to %+v", got)
	}

	// The same files again change nothing, and say so.
	if _, done := b.Escape(); !done {
		t.Fatal("esc does not go back to choosing")
	}
	b.Settle(b.choose([]marked{{path: filepath.Join(b.dir, "people.csv")}}))
	b.Has("nothing new, all of it is here already")
	news := b.news()
	b.Press(keys.Open)
	b.yes()
	b.Has("Nothing new: case still has 5 accounts.")
	if b.news() != news || b.db.Len() != 5 {
		t.Errorf("said %d times to have changed, %d accounts", b.news()-news, b.db.Len())
	}
}

func TestUnknownFile(t *testing.T) {
	b := newBench(t, page.Place{})
	b.Settle(b.choose([]marked{{path: filepath.Join(b.dir, "unknown.csv")}}))
	b.Has("cannot be read as it is", "of no kind that is known", "[fields]")
	b.golden("unknown")
	if why := b.Why(keys.Open); !strings.Contains(why, "unknown.csv cannot be read") {
		t.Errorf("why not: %q", why)
	}
	b.Press(keys.Copy)
	if got := uitest.Only[page.Copy](b.Driver).Text; !strings.Contains(string(got), "[fields]") {
		t.Errorf("copied %q", got)
	}

	// With a mapping it can be.
	mapping := filepath.Join(b.dir, "m.toml")
	if err := os.WriteFile(mapping, []byte("platform = \"test\"\n[fields]\naccount_id = \"RECORD_ID\"\nname = \"WHO\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Settle(b.askMapping())
	prompt := b.Over.(*overlay.Prompt)
	prompt.Paste("m.toml")
	b.Settle(prompt.Key(press(tea.KeyEnter)))
	b.Size(120, 30)
	b.Has("mapping m.toml", "RECORD_ID", "account_id", "It would bring: 2 new")
	b.Settle(b.askMapping())
	prompt = b.Over.(*overlay.Prompt)
	prompt.Field.Set("nowhere.toml")
	b.Settle(prompt.Key(press(tea.KeyEnter)))
	if !strings.Contains(b.lastSaid(), "mapping cannot be read") {
		t.Errorf("said %q", b.lastSaid())
	}
	b.Settle(b.optionsMenu())
	menu := b.Over.(*overlay.Menu)
	for _, c := range menu.Items {
		if c.Label == "list" {
			b.Settle(c.Run)
		}
	}
	if b.options.profile != "list" || b.options.mapping != nil {
		t.Errorf("options %+v", b.options)
	}
}

func TestOpenedOnFiles(t *testing.T) {
	b := newBench(t, page.Place{})
	refs := []model.Untrusted{untrusted(filepath.Join(b.dir, "people.csv")), untrusted(filepath.Join(b.dir, "accounts.jsonl"))}
	b.open(t, page.Place{Page: page.Import, Refs: refs})
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
	b.Settle(b.Refresh())
	steps := []func(){
		func() {},
		func() { b.Press(keys.Search) },
		func() {
			b.chooser.typing = false
			b.Press(keys.MarkAll)
			b.Settle(b.choose(b.chooser.marked))
		},
		func() { b.Press(keys.NextTab) },
		func() { b.Press(keys.NextTab) },
		func() { b.Press(keys.NextTab) },
		func() {
			b.Settle(b.choose([]marked{{path: filepath.Join(b.dir, huge)}}))
			j, _ := startJob(b.env, b.db, b.files, b.options)
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
			for _, size := range uitest.Sizes {
				b.Exact(fmt.Sprintf("step %d", i), size[0], size[1])
			}
		}
	}
}

// The page draws nothing of its own that is not ASCII where that was asked for.
func TestASCII(t *testing.T) {
	b := newBench(t, page.Place{})
	b.env.Theme, _ = theme.New("mono", true)
	b.ASCII("")
	b.Settle(b.choose([]marked{{path: filepath.Join(b.dir, "accounts.jsonl")}}))
	b.ASCII("")
	j, _ := startJob(b.env, b.db, b.files, b.options)
	b.follow(j)
	b.ASCII("")
}

func TestMouse(t *testing.T) {
	b := newBench(t, page.Place{})
	b.Settle(b.Click(5, 5))
	if b.chooser.table.Cursor() != 2 {
		t.Errorf("the cursor is on %d", b.chooser.table.Cursor())
	}
	b.Settle(b.Click(5, 2))
	if !b.chooser.order.desc {
		t.Error("a click on the title does not turn the order round")
	}
	b.goTo("people.csv")
	b.Settle(b.Click(5, 3+b.chooser.table.Cursor()))
	if b.step != looking {
		t.Fatal("a click on the row under the cursor does not open it")
	}
	line := b.Text()
	y := headLines + b.sheetRows()
	x := strings.Index(strings.Split(line, "\n")[y], "notes")
	b.Settle(b.Click(len([]rune(strings.Split(line, "\n")[y][:x])), y))
	if b.tab != tabNotes {
		t.Errorf("the tab is %d", b.tab)
	}
	b.Settle(b.Wheel(1, 15, 3))
	b.Settle(b.Wheel(1, 3, 3))
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
