package text

import "unicode"

// blank lists the characters that are graphic by their properties but whose
// glyph is empty; no property says so.
var blank = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x2800, Hi: 0x2800, Stride: 1}}, // Braille pattern blank
	R32: []unicode.Range32{
		{Lo: 0x13441, Hi: 0x13442, Stride: 1}, // Egyptian hieroglyph blanks
		{Lo: 0x16FE4, Hi: 0x16FE4, Stride: 1}, // Khitan small script filler
		{Lo: 0x1D159, Hi: 0x1D159, Stride: 1}, // musical symbol null notehead
	},
}

// unseen are the properties of characters that leave no ink. Format characters
// include all bidirectional controls, which are named for safety.
var unseen = []*unicode.RangeTable{
	unicode.Cf, unicode.Bidi_Control, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, blank,
}

// hidden reports whether r must be escaped. Not being graphic covers Cc, Cf, Cs,
// Co, Zl, Zp, noncharacters and what Unicode has not assigned yet.
func hidden(r rune) bool { return !unicode.IsGraphic(r) || unicode.In(r, unseen...) }

// hasGlyph reports whether a character leaves ink on some screen: a name without
// any such character looks empty. Private and newly assigned characters may.
func hasGlyph(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.In(r, unseen...)
}

// plain reports whether r, wherever it stands, is shown as it is, takes part in
// no normalisation with plain neighbours and forms a cluster of its own. It only
// makes common text fast; a test holds it to what the long way does.
func plain(r rune) bool {
	switch {
	case r < 0x80:
		return r >= 0x20 && r != 0x7f
	case r < 0x250:
		return r >= 0xa1 && r != 0xad
	}
	return 0x410 <= r && r <= 0x44f || // Cyrillic
		0x3041 <= r && r <= 0x3096 || 0x30a1 <= r && r <= 0x30fa || // kana
		0x4e00 <= r && r <= 0x9fff || // Han
		0xac00 <= r && r <= 0xd7a3 // Hangul syllables
}

// joins reports whether r at the beginning of a text would become one cluster
// with what stands before it.
func joins(r rune) bool {
	if plain(r) {
		return false
	}
	cluster, _ := FirstCluster("a" + string(r))
	return len(cluster) > 1
}

// joinsNext reports whether r becomes one cluster with whatever stands after it,
// were that an escape or a border.
func joinsNext(r rune) bool {
	if plain(r) {
		return false
	}
	cluster, _ := FirstCluster(string(r) + "a")
	return cluster[len(cluster)-1] == 'a'
}
