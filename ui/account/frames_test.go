package account

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

var update = flag.Bool("update", false, "write the frames in testdata anew")

var tabNames = []string{"overview", "signals", "identifiers", "events", "links", "notes", "sources"}

func TestFrames(t *testing.T) {
	for _, size := range [][2]int{{60, 13}, {80, 21}, {120, 37}, {200, 57}} {
		for _, tab := range tabNames {
			name := fmt.Sprintf("%s-%dx%d.txt", tab, size[0], size[1]+3)
			t.Run(name, func(t *testing.T) {
				got := lenaOn(t, tab, size[0], size[1]).screen() + "\n"
				file := filepath.Join("testdata", name)
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
					t.Errorf("the frame is another one; go test -update writes it anew\n%s", got)
				}
			})
		}
	}
}

// Whatever the data, a page is as large as it was asked to be.
func TestExactSize(t *testing.T) {
	db, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	ascii, _ := theme.New("terminal", true)
	refs := []page.Place{{Ref: "p:lena"}, {Ref: "p:mallory\x1b[31m"}, {Ref: "p:nobody"}, {Ref: "p:absent\x1b[2J"}}
	for _, place := range refs {
		d := open(t, db, place, 80, 24)
		for _, size := range [][2]int{{1, 1}, {20, 5}, {60, 16}, {80, 24}, {121, 41}, {200, 60}} {
			d.Size(size[0], size[1])
			for i := range tabNames {
				d.settle(d.turn(i))
				for _, th := range []*theme.Theme{d.env.Theme, ascii} {
					was := d.env.Theme
					d.env.Theme = th
					check(t, d, size, tabNames[i])
					d.do(keys.Bottom, keys.Right, keys.PageDown)
					check(t, d, size, tabNames[i])
					d.do(keys.Switch, keys.Up, keys.Top)
					check(t, d, size, tabNames[i])
					d.Escape()
					d.env.Theme = was
				}
			}
		}
	}
}

// With glyphs of ASCII, what is not ASCII comes from the data, or is an escape of it.
func TestASCII(t *testing.T) {
	db, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	ascii, _ := theme.New("mono", true)
	for _, tab := range tabNames {
		for _, width := range []int{60, 80, 120} {
			s := openIn(t, ascii, db, page.Place{Ref: "p:lena", Tab: tab}, width, 40).screen()
			if i := strings.IndexFunc(s, func(r rune) bool { return r > '~' && r != '⟨' && r != '⟩' }); i >= 0 {
				t.Errorf("%s at %d: %q", tab, width, s[max(i-20, 0):min(i+20, len(s))])
			}
		}
	}
}

func check(t *testing.T, d *driver, size [2]int, tab string) {
	t.Helper()
	view := d.View()
	if len(view) != size[1] {
		t.Fatalf("%s of %q at %v: %d lines", tab, d.ref, size, len(view))
	}
	for y, l := range view {
		if w := ansi.StringWidth(l); w != size[0] {
			t.Fatalf("%s of %q at %v: line %d is %d wide: %q", tab, d.ref, size, y, w, l)
		}
	}
}
