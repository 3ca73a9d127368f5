package identifier

import "strings"

// lookAlikes replaces folded letters of other scripts by the Latin letters that
// they cannot be told from in print: the letters of Cyrillic, Greek and Armenian
// that Unicode's UTS #39 lists as confusable with a lower-case Latin letter or
// its capital, and some of extended Latin.
var lookAlikes = strings.NewReplacer(
	"а", "a", "в", "b", "с", "c", "ԁ", "d", "е", "e", "һ", "h", "і", "i", "ј", "j", "к", "k", "ӏ", "l", "м", "m",
	"н", "h", "о", "o", "р", "p", "ԛ", "q", "г", "r", "ѕ", "s", "т", "t", "ѵ", "v", "ԝ", "w", "х", "x", "у", "y",
	"ү", "y", "ё", "e", "ї", "i", "ь", "b", "п", "n", "з", "3", "б", "6",
	"α", "a", "β", "b", "γ", "y", "ε", "e", "ζ", "z", "η", "n", "ι", "i", "κ", "k", "μ", "m", "ν", "v", "ο", "o",
	"ρ", "p", "σ", "o", "τ", "t", "υ", "u", "χ", "x", "ϲ", "c", "ϳ", "j", "ω", "w",
	"ա", "w", "ց", "g", "հ", "h", "յ", "j", "ո", "n", "ս", "u", "ց", "g", "օ", "o", "զ", "q", "ք", "f", "ֆ", "s",
	"ı", "i", "ɑ", "a", "ɡ", "g", "ɩ", "i", "ʀ", "r", "ʏ", "y", "ⅼ", "l", "ʋ", "u", "ꞌ", "'", "ꭓ", "x", "ƅ", "b",
)

// skeleton gives a folded value with look-alike letters replaced, "" where there
// is none or where that leaves letters of another script, so that nobody would
// take it for Latin.
func skeleton(s string) string {
	if isASCII(s) {
		return ""
	}
	t := lookAlikes.Replace(s)
	if t == s || !isASCII(t) {
		return ""
	}
	return t
}

// Skeleton gives a folded value with the letters of other scripts that look like Latin
// ones replaced by these; where that leaves letters of another script, the value itself.
func Skeleton(folded string) string {
	if t := skeleton(folded); t != "" {
		return t
	}
	return folded
}
