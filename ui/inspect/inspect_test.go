package inspect

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

var update = flag.Bool("update", false, "write the frames in testdata anew")

func env(t testing.TB, ascii bool) *page.Env {
	t.Helper()
	m, err := keys.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	th, _ := theme.New("terminal", ascii)
	return &page.Env{Theme: th, Keys: m, Now: time.Now}
}

func plain(b draw.Block) string {
	lines := make([]string, len(b))
	for i, l := range b {
		lines[i] = strings.TrimRight(ansi.Strip(l), " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestTakeApart(t *testing.T) {
	for _, c := range []struct {
		in                      model.Untrusted
		points, hidden, marks   int
		broken, words           int
		scripts                 []string
		mixture, composed, like bool
	}{
		{in: "Lena Marsh", points: 10, scripts: []string{"Latin"}, composed: true},
		{in: "раураl", points: 6, words: 1, scripts: []string{"Cyrillic", "Latin"}, mixture: true, composed: true, like: true},
		{in: "сосо", points: 4, scripts: []string{"Cyrillic"}, composed: true, like: true},
		{in: "Кен Reed", points: 8, scripts: []string{"Cyrillic", "Latin"}, mixture: true, composed: true},
		{in: "田中さん", points: 4, scripts: []string{"Han", "Hiragana"}, composed: true},
		{in: "金 민준", points: 4, scripts: []string{"Han", "Hangul"}, composed: true},
		{in: "kim_민준", points: 6, scripts: []string{"Latin", "Hangul"}, mixture: true, composed: true},
		{in: "kim민준", points: 5, words: 1, scripts: []string{"Latin", "Hangul"}, mixture: true, composed: true},
		{in: "p\u200bа\u200by", points: 5, hidden: 2, words: 1, scripts: []string{"Latin", "Cyrillic"}, mixture: true, composed: true, like: true},
		{in: "gpj\u202eexe\x1b[2J", points: 11, hidden: 2, scripts: []string{"Latin"}, composed: true},
		{in: "e\u0301\u0316", points: 3, marks: 2, scripts: []string{"Latin"}},
		{in: "a\xff\xfeb", points: 2, broken: 2, scripts: []string{"Latin"}, composed: true},
		{in: "\U000E0041\uFE0F\uFEFF", points: 3, hidden: 3, composed: true},
		{in: "12 + 3", points: 6, composed: true},
		{in: "", composed: true},
	} {
		a := takeApart(c.in)
		if a.bytes != len(c.in) || a.points != c.points || a.hidden != c.hidden || a.marks != c.marks || a.broken != c.broken || a.words != c.words ||
			!slices.Equal(a.scripts, c.scripts) || a.mixture != c.mixture || a.composed != c.composed || (a.alike != "") != c.like {
			t.Errorf("%q: %+v", c.in, *a)
		}
	}
	if a := takeApart("раураl"); a.alike != "paypal" || a.parts[5].odd == "" || a.parts[0].odd != "" {
		t.Errorf("%+v", a)
	}
}

func TestFrames(t *testing.T) {
	for name, in := range map[string]model.Untrusted{
		"name":     "Lena Marsh",
		"mixed":    "раураl",
		"hostile":  "a\u202e\u200bgpj.exe\x1b[2J\xff",
		"zalgo":    "e\u0301" + model.Untrusted(strings.Repeat("\u0301\u0316", 40)),
		"variants": "ﬁne\u00a0Ⅱ김",
	} {
		for _, ascii := range []bool{false, true} {
			if ascii {
				name += "-ascii"
			}
			got := plain(Inspect(env(t, ascii), "display name", in).View(76, 20))
			file := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s is another one; go test -update writes it anew\n%s", name, got)
			}
		}
	}
}

var painted = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// The box is never larger than its room, every line of it is as wide as the others,
// and nothing in it acts on a terminal.
func TestRoom(t *testing.T) {
	for _, in := range []model.Untrusted{"", "x", model.Untrusted(strings.Repeat("\u202e\x1b[2J", 50_000)), model.Untrusted(strings.Repeat("z\u0301\u0316\u0317\xff日", 20_000))} {
		b := Inspect(env(t, false), "note", in)
		for _, size := range [][2]int{{1, 1}, {2, 2}, {5, 3}, {20, 5}, {56, 12}, {76, 20}, {196, 56}} {
			for _, k := range []string{"G", "n", "N", "g", "pgdown"} {
				b.Key(press(k))
				view := b.View(size[0], size[1])
				if len(view) > size[1] {
					t.Fatalf("%d lines in %v", len(view), size)
				}
				for _, l := range view {
					if w := ansi.StringWidth(l); w > size[0] || w != ansi.StringWidth(view[0]) {
						t.Fatalf("%d columns in %v: %q", w, size, l)
					}
					for _, r := range painted.ReplaceAllString(l, "") {
						if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
							t.Fatalf("U+%04X in %q", r, l)
						}
					}
				}
			}
		}
	}
}

func press(key string) tea.KeyPressMsg {
	switch key {
	case "pgdown":
		return tea.KeyPressMsg{Code: tea.KeyPgDown}
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	}
	return tea.KeyPressMsg{Code: rune(key[0]), Text: key}
}

func TestKeys(t *testing.T) {
	in := model.Untrusted(strings.Repeat("a", 50) + "\u200b" + strings.Repeat("b", 50) + "\u202e" + strings.Repeat("c", 50))
	b := Inspect(env(t, false), "note", in).(*box)
	b.View(76, 20)
	b.Key(press("n"))
	if b.top != 50 {
		t.Errorf("the next that is pointed out is at %d", b.top)
	}
	b.Key(press("n"))
	b.Key(press("n"))
	if b.top != 101 {
		t.Errorf("the last that is pointed out is at %d", b.top)
	}
	b.Key(press("N"))
	if b.top != 50 {
		t.Errorf("the one before is at %d", b.top)
	}
	if got := b.Key(press("y"))(); got != (page.Copy{Text: in}) {
		t.Errorf("%#v", got)
	}
	if got := b.Key(press("enter"))(); got != (page.Hide{}) {
		t.Errorf("%#v", got)
	}
}
