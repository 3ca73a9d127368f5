package draw

import (
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Class is a class of links as its glyph and its word, which say it without colour.
func Class(t *theme.Theme, c evidence.Class) Span {
	return Span{ClassRole(c), t.Glyphs.Strength[c+1] + " " + c.String()}
}

// ClassRole gives the role in which what belongs to a class of links is shown.
func ClassRole(c evidence.Class) theme.Role {
	return [...]theme.Role{evidence.Weak: theme.Weak, evidence.Possible: theme.Possible, evidence.Strong: theme.Strong, evidence.Certain: theme.Certain}[c]
}

// BitsRole gives the role of one row of a sum of bits: what speaks for, what speaks
// against, and what says little.
func BitsRole(bits float64) theme.Role {
	switch {
	case bits >= 1:
		return theme.Strong
	case bits < 0:
		return theme.Good
	}
	return theme.Plain
}
