package term

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// unseen are the properties of characters that leave no ink, and of those that
// change the order of others.
var unseen = []*unicode.RangeTable{
	unicode.Cf, unicode.Bidi_Control, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point,
}

// character is the fate of the first character of b, which is not ASCII.
func character(b []byte) (int, fate) {
	if !utf8.FullRune(b) {
		return 0, wait
	}
	r, size := utf8.DecodeRune(b)
	switch {
	case r == utf8.RuneError && size == 1:
		return 1, swap
	case visible(r):
		return size, keep
	}
	return size, swap
}

// visible reports whether r passes, r being no ASCII. It is the rule of wall one,
// without its finer points: graphic, and not unseen.
func visible(r rune) bool {
	return common(r) || unicode.IsGraphic(r) && !unicode.In(r, unseen...)
}

// common only makes frequent characters fast; a test holds it to the long way.
func common(r rune) bool {
	switch {
	case r < 0xa1:
		return false
	case r < 0x378:
		return r != 0xad && r != 0x34f
	}
	return 0x400 <= r && r <= 0x52f || // Cyrillic
		0x2010 <= r && r <= 0x2027 || 0x2030 <= r && r <= 0x205e || // punctuation
		0x2190 <= r && r <= 0x23ff || 0x2500 <= r && r <= 0x28ff || // arrows, borders, blocks, Braille
		0x3041 <= r && r <= 0x3096 || 0x30a1 <= r && r <= 0x30fa || // kana
		0x4e00 <= r && r <= 0x9fff || // Han
		0xac00 <= r && r <= 0xd7a3 // Hangul syllables
}

// columns gives what the renderer counted for a character that does not pass. Its
// two ways of counting differ only for what one of them does not know as a mark
// yet, and a mark has none.
func columns(r rune) int {
	s := string(r)
	_, whole := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	_, single := ansi.FirstGraphemeCluster(s, ansi.WcWidth)
	return min(whole, single)
}

// appendInstead appends what comes in the place of a unit: an SGR with less in it,
// or a mark for each column of a character that is not shown.
func appendInstead(out, unit []byte) []byte {
	if unit[0] == esc {
		return appendRendition(out, unit[2:len(unit)-1])
	}
	n := 1
	if r, size := utf8.DecodeRune(unit); size > 1 {
		n = columns(r)
	}
	for range n {
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	return out
}

// printable reports whether every character of b would pass as it is.
func printable(b []byte) bool {
	for i := 0; i < len(b); {
		c := b[i]
		if c < 0x80 {
			if c < ' ' || c == del {
				return false
			}
			i++
			continue
		}
		size, fate := character(b[i:])
		if fate != keep {
			return false
		}
		i += size
	}
	return true
}
