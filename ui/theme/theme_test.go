package theme

import (
	"reflect"
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

var colour = regexp.MustCompile(`\x1b\[[0-9;]*\b(3[0-8]|4[0-8]|9[0-7]|10[0-7])\b`)

// Mono says nothing by colour, and still tells the cursor, marks and headings apart.
func TestMono(t *testing.T) {
	m, ok := New("mono", false)
	if !ok {
		t.Fatal("there is no theme mono")
	}
	for r := range roles {
		if s := m.Style(r).Paint("x"); colour.MatchString(s) {
			t.Errorf("role %d is coloured: %q", r, s)
		}
	}
	for _, r := range []Role{Cursor, Mark, Head, Resting, Dim} {
		if m.Style(r).Paint("x") == "x" {
			t.Errorf("role %d looks like plain text", r)
		}
	}
}

// The default keeps to the terminal's own 16 colours.
func TestTerminalUsesItsOwnColours(t *testing.T) {
	d := Default()
	if d.Name != "terminal" || Names()[0] != d.Name {
		t.Errorf("the default is %q", d.Name)
	}
	direct := regexp.MustCompile(`[34]8;`)
	for r := range roles {
		if s := d.Style(r).Paint("x"); direct.MatchString(s) {
			t.Errorf("role %d has a colour of its own: %q", r, s)
		}
	}
}

func TestEveryThemePaints(t *testing.T) {
	for _, name := range Names() {
		th, ok := New(name, false)
		if !ok {
			t.Fatalf("%s is listed and is no theme", name)
		}
		for r := range roles {
			if got := ansi.Strip(th.Style(r).Over(th.Style(Cursor)).Paint("text")); got != "text" {
				t.Errorf("%s: role %d paints %q", name, r, got)
			}
		}
	}
	if _, ok := New("neon", false); ok {
		t.Error("neon is a theme")
	}
}

// Every glyph is one column, and with ASCII one byte.
func TestGlyphs(t *testing.T) {
	check := func(g *Glyphs) {
		v := reflect.ValueOf(*g)
		var each func(v reflect.Value, name string)
		each = func(v reflect.Value, name string) {
			switch v.Kind() {
			case reflect.String:
				s := v.String()
				if ansi.StringWidth(s) != 1 || g.ASCII && (len(s) != 1 || s[0] >= utf8.RuneSelf) {
					t.Errorf("%s is %q (ASCII %v)", name, s, g.ASCII)
				}
			case reflect.Array, reflect.Slice:
				for i := range v.Len() {
					each(v.Index(i), name)
				}
			}
		}
		for i := range v.NumField() {
			each(v.Field(i), v.Type().Field(i).Name)
		}
	}
	check(&unicodeGlyphs)
	check(&asciiGlyphs)
}

// The brackets of an escape are ASCII where the rest is; the text around them is not touched.
func TestBracketsOfEscapes(t *testing.T) {
	const text = "é⟨ESC⟩[2J <b> ⟨U+202E⟩"
	for _, name := range Names() {
		for ascii, want := range map[bool]string{false: text, true: "é<ESC>[2J <b> <U+202E>"} {
			th, _ := New(name, ascii)
			for r := range roles {
				for _, s := range []Style{th.Style(r), th.Style(r).Over(th.Style(Cursor)), th.Style(Cursor).Over(th.Style(r))} {
					if got := ansi.Strip(s.Paint(text)); got != want {
						t.Errorf("%s: role %d paints %q", name, r, got)
					}
				}
			}
		}
	}
}
