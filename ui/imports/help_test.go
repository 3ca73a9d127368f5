package imports

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

var update = flag.Bool("update", false, "write the golden frames anew")

// bench is a page over a new investigation, with a folder of exports.
type bench struct {
	*Page
	t    *testing.T
	db   *store.DB
	env  *page.Env
	dir  string
	over page.Overlay // the last that was shown
	said []page.Say
	went []page.Place
	news int // how often the investigation was said to have changed
	copy string
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
	b := &bench{t: t, dir: t.TempDir()}
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, text := range exports {
		path := filepath.Join(b.dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, p := range []string{path, filepath.Dir(path)} {
			if err := os.Chtimes(p, at, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	db, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "case.clew"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	m, err := keys.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b.db = db
	b.env = &page.Env{Theme: theme.Default(), Keys: m, Now: func() time.Time { return at }, Name: "case", Actor: "kim"}
	if place.Ref == "" {
		place.Ref = untrusted(b.dir)
	}
	b.open(place)
	return b
}

// open makes the page anew, as a second one of the same program.
func (b *bench) open(place page.Place) {
	b.Page = newPage(b.env, b.db, place)
	b.Size(80, 20)
	b.settle(b.Init())
}

// settle runs a command, and what follows from it, until nothing does.
func (b *bench) settle(cmd tea.Cmd) {
	b.t.Helper()
	if cmd == nil {
		return
	}
	b.take(cmd())
}

func (b *bench) take(msg tea.Msg) {
	b.t.Helper()
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			b.settle(c)
		}
	case page.Show:
		b.over = msg.Overlay
	case page.Hide:
		b.over = nil
	case page.Say:
		b.said = append(b.said, msg)
	case page.Go:
		b.went = append(b.went, msg.Place)
	case page.Copy:
		b.copy = string(msg.Text)
	case page.Changed:
		b.news++
		b.settle(b.Refresh())
	default:
		if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
			for i := range v.Len() {
				b.settle(v.Index(i).Interface().(tea.Cmd))
			}
			return
		}
		b.settle(b.Update(msg))
	}
}

func (b *bench) do(actions ...keys.Action) {
	b.t.Helper()
	for _, a := range actions {
		if why := b.Why(a); why != "" {
			b.t.Fatalf("%s cannot be done: %s", a, why)
		}
		b.settle(b.Do(a))
	}
}

// typeIn types a text into the field, and esc.
func (b *bench) typeIn(s string) {
	b.t.Helper()
	b.do(keys.Search)
	for _, r := range s {
		b.settle(b.Type(tea.KeyPressMsg{Code: r, Text: string(r)}))
	}
}

func press(code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code} }

// yes answers the question that is shown.
func (b *bench) yes() {
	b.t.Helper()
	c, ok := b.over.(*overlay.Confirm)
	if !ok {
		b.t.Fatalf("no question is asked, but %T shown", b.over)
	}
	c.Key(press(tea.KeyRight))
	b.settle(c.Key(press(tea.KeyEnter)))
}

// goTo puts the cursor on an entry of the folder.
func (b *bench) goTo(name string) {
	b.t.Helper()
	for i, e := range b.chooser.shown {
		if e.name == name {
			b.chooser.table.Move(i)
			return
		}
	}
	b.t.Fatalf("%q is not listed", name)
}

func (b *bench) text() string { return ansi.Strip(strings.Join(b.View(), "\n")) }

func (b *bench) wantText(parts ...string) {
	b.t.Helper()
	got := b.text()
	for _, p := range parts {
		if !strings.Contains(got, p) {
			b.t.Errorf("the page does not say %q:\n%s", p, got)
		}
	}
}

func (b *bench) lastSaid() string {
	if len(b.said) == 0 {
		return ""
	}
	return b.said[len(b.said)-1].Text
}

// golden holds the frame to the file of its name, at four sizes.
func (b *bench) golden(name string) {
	b.t.Helper()
	// The folder has another name, and another length, each time.
	defer func(dir string) { b.chooser.dir = dir }(b.chooser.dir)
	b.chooser.dir = "/exports"
	for _, f := range b.files {
		if l := f.loaded; l != nil {
			l.RejectedFile = strings.Replace(l.RejectedFile, b.dir, "/exports", 1)
		}
	}
	for _, size := range [][2]int{{60, 13}, {80, 21}, {120, 37}, {200, 57}} {
		b.Size(size[0], size[1])
		b.settle(b.Update(page.Resized{}))
		got := b.text() + "\n"
		path := filepath.Join("testdata", fmt.Sprintf("%s-%dx%d.txt", name, size[0], size[1]))
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				b.t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				b.t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			b.t.Fatal(err)
		}
		if got != string(want) {
			b.t.Errorf("%s is not as it was; look, then run with -update:\n%s", path, got)
		}
	}
	b.Size(80, 20)
}
