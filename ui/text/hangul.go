package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Letters of Hangul that join: terminals agree on how wide a composed syllable is, and
// a leading consonant alone, and on no other run of them.
var (
	leading  = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0xa960, Hi: 0xa97c, Stride: 1}}}
	inner    = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x1160, Hi: 0x11ff, Stride: 1}, {Lo: 0xd7b0, Hi: 0xd7fb, Stride: 1}}} // vowels and trailing consonants
	syllable = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}}}
)

// stacks reports whether a cluster of a text in NFC holds more of Hangul than one
// syllable or one leading consonant.
func stacks(cluster string) bool {
	first, size := utf8.DecodeRuneInString(cluster)
	if unicode.Is(inner, first) {
		return true
	}
	return unicode.In(first, leading, syllable) && strings.ContainsFunc(cluster[size:], hangul)
}

func hangul(r rune) bool { return unicode.In(r, leading, inner, syllable) }

// unstack writes a cluster that stacks: its first letter where that stands for itself,
// how many more there are, and the marks as escapes.
func unstack(b *strings.Builder, cluster string) {
	more := 0
	var marks []rune
	for i, r := range cluster {
		switch {
		case i == 0 && unicode.Is(inner, r):
			b.WriteString(escapeOf(r))
		case i == 0:
			b.WriteRune(r)
		case hangul(r):
			more++
		default:
			marks = append(marks, r)
		}
	}
	if more > 0 {
		b.WriteString("⟨+" + strconv.Itoa(more) + " jamo⟩")
	}
	for _, r := range marks {
		b.WriteString(escapeOf(r))
	}
}
