package imports

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// bench is a page over a new investigation, with a folder of exports.
type bench struct {
	*uitest.Driver
	*Page
	db  *store.DB
	env *page.Env
	dir string
}

// exports are the files of the folder.
var exports = map[string]string{
	"accounts.jsonl": `{"platform":"test","account_id":"1","email":"one@mail.example","display_name":"One"}
not JSON
{"platform":"test","account_id":"2","email":"two@mail.example","wallets":["0x29bae46836bcb953fad980acc82e687826bb04c7"]}
{"platform":"test","account_id":"3","display_name":"RLO ` + "\u202e" + ` and ESC ` + "\\u001b" + `[2J"}
`,
	"people.csv":      "login;email;shoe size\nkim;kim@mail.example;44\nlee;lee@mail.example;40\n",
	"unknown.csv":     "RECORD_ID;WHO\n1;a\n2;b\n",
	".hidden.csv":     "login\nx\n",
	"sub/deeper.csv":  "login\nmax\n",
	"evil\x1b[2J.csv": "login\neve\n",
	"bad\xff\u202e":   "login\nbad\n",
}

func newBench(t *testing.T, place page.Place) *bench {
	t.Helper()
	b := &bench{dir: t.TempDir(), env: uitest.Env(t, "terminal", false)}
	b.env.Name, b.env.Actor = "case", "kim"
	for name, text := range exports {
		path := filepath.Join(b.dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, p := range []string{path, filepath.Dir(path)} {
			if err := os.Chtimes(p, uitest.Noon, uitest.Noon); err != nil {
				t.Fatal(err)
			}
		}
	}
	db, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "case.clew"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	b.db = db
	if place.Ref == "" {
		place.Ref = untrusted(b.dir)
	}
	b.open(t, place)
	return b
}

// open makes the page anew, as a second one of the same program.
func (b *bench) open(t *testing.T, place page.Place) {
	b.Page = newPage(b.env, b.db, place)
	b.Driver = uitest.Drive(t, b.Page, 80, 20)
}

// typeIn types a text into the field, and esc.
func (b *bench) typeIn(s string) {
	b.T.Helper()
	b.Press(keys.Search)
	for _, r := range s {
		b.Settle(b.Type(tea.KeyPressMsg{Code: r, Text: string(r)}))
	}
}

func press(code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code} }

// yes answers the question that is shown.
func (b *bench) yes() {
	b.T.Helper()
	c, ok := b.Over.(*overlay.Confirm)
	if !ok {
		b.T.Fatalf("no question is asked, but %T shown", b.Over)
	}
	c.Key(press(tea.KeyRight))
	b.Settle(c.Key(press(tea.KeyEnter)))
}

// goTo puts the cursor on an entry of the folder.
func (b *bench) goTo(name string) {
	b.T.Helper()
	for i, e := range b.chooser.shown {
		if e.name == name {
			b.chooser.table.Move(i)
			return
		}
	}
	b.T.Fatalf("%q is not listed", name)
}

func (b *bench) lastSaid() string {
	said := uitest.All[page.Say](b.Driver)
	if len(said) == 0 {
		return ""
	}
	return said[len(said)-1].Text
}

// news is how often the investigation was said to have changed.
func (b *bench) news() int { return len(uitest.All[page.Changed](b.Driver)) }

// golden holds the frame to the file of its name, at four sizes.
func (b *bench) golden(name string) {
	b.T.Helper()
	// The folder has another name, and another length, each time.
	defer func(dir string) { b.chooser.dir = dir }(b.chooser.dir)
	b.chooser.dir = "/exports"
	for _, f := range b.files {
		if l := f.loaded; l != nil {
			l.RejectedFile = strings.Replace(l.RejectedFile, b.dir, "/exports", 1)
		}
	}
	for _, f := range uitest.Frames {
		b.Size(f.Width, f.Height)
		b.Settle(b.Update(page.Resized{}))
		b.Golden(fmt.Sprintf("%s-%dx%d", name, f.Width, f.Height))
	}
	b.Size(80, 20)
}
