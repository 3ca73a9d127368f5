package theme

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Role is what a piece of text is on the screen.
type Role uint8

// The roles.
const (
	Plain   Role = iota
	Dim          // of less weight: labels, times, what is not in the way
	Head         // headings, column titles
	Title        // the name of what a page is about
	Key          // a key that can be pressed
	Border       // lines around things
	Focus        // lines around the thing that has the keyboard
	Cursor       // the row or cell that the cursor is on
	Resting      // the same where the keyboard is elsewhere
	Mark         // what the user has marked
	Input        // what the user types
	Match        // what a search found
	Good
	Warn
	Bad
	Info
	Certain // strength of a link, or a score, from the strongest down
	Strong
	Possible
	Weak
	Series1 // lines and bars of a plot
	Series2
	Series3
	Series4
	Heat1 // cells of a heat map, from little to much
	Heat2
	Heat3
	Heat4
	roles
)

// Style is how text is painted. Its zero value leaves text as it is.
type Style struct {
	on    string
	ascii bool // the brackets of escapes are those of ASCII
}

const reset = "\x1b[m"

// brackets are those that text.Display puts around an escape, as an ASCII theme shows them. A text's
// own < looks the same then: what it really is the page that inspects a value says, in words.
var brackets = strings.NewReplacer("⟨", "<", "⟩", ">")

// Paint gives text, which is clean and has no newline, in the style.
func (s Style) Paint(text string) string {
	if s.ascii {
		text = brackets.Replace(text)
	}
	if s.on == "" || text == "" {
		return text
	}
	return s.on + text + reset
}

// Over gives the style that s has on top of another one.
func (s Style) Over(base Style) Style { return Style{base.on + s.on, base.ascii || s.ascii} }

// Theme is one look. It is immutable.
type Theme struct {
	Name   string
	Glyphs *Glyphs
	styles [roles]Style
	solid  bool // the cursor's row is reversed: a colour in it would be a patch
}

// Style gives the style of a role.
func (t *Theme) Style(r Role) Style { return t.styles[r] }

// OnCursor gives the role that a cell of a role has on the cursor's row.
func (t *Theme) OnCursor(r Role) Role {
	if t.solid {
		return Plain
	}
	return r
}

// Names lists the themes in the order in which a menu offers them.
func Names() []string {
	names := make([]string, len(palettes))
	for i, p := range palettes {
		names[i] = p.name
	}
	return names
}

// New gives a theme by its name; ok is false where there is none. With ascii its
// lines and glyphs are of ASCII, for terminals that draw others at another width.
func New(name string, ascii bool) (t *Theme, ok bool) {
	i := slices.IndexFunc(palettes, func(p palette) bool { return strings.EqualFold(p.name, name) })
	if i < 0 {
		return nil, false
	}
	t = &Theme{Name: palettes[i].name, Glyphs: &unicodeGlyphs, solid: palettes[i].cursor == nil}
	if ascii {
		t.Glyphs = &asciiGlyphs
	}
	for r, s := range palettes[i].styles() {
		t.styles[r].ascii = ascii
		if len(s) > 0 {
			t.styles[r].on = s.String()
		}
	}
	return t, true
}

// Default gives the theme that a program starts with: the terminal's own colours.
func Default() *Theme {
	t, _ := New(palettes[0].name, false)
	return t
}

// Of gives the role in which a score of 0 to 100 is shown.
func Of(score float64) Role {
	switch {
	case score >= 90:
		return Certain
	case score >= 70:
		return Strong
	case score >= 40:
		return Possible
	}
	return Weak
}

type attributes = ansi.Style
