package inspect

import (
	"slices"
	"unicode"
)

// The scripts of characters that belong to all: digits and punctuation, and marks
// that take the script of their letter.
const (
	common    = "Common"
	inherited = "Inherited"
)

// scripts are the names of all scripts, those that most texts are of first, as a
// character is looked up by trying one after the other.
var scripts = func() []string {
	first := []string{common, "Latin", "Han", "Cyrillic", "Hangul", "Arabic", "Hiragana", "Katakana", "Devanagari", "Greek", "Hebrew", "Thai", inherited}
	var rest []string
	for name := range unicode.Scripts {
		if !slices.Contains(first, name) {
			rest = append(rest, name)
		}
	}
	slices.Sort(rest)
	return append(first, rest...)
}()

// scriptOf names the script of a character, "" for one that has none. The script of
// the character before is tried first.
func scriptOf(r rune, before string) string {
	if before != "" && unicode.Is(unicode.Scripts[before], r) {
		return before
	}
	for _, name := range scripts {
		if unicode.Is(unicode.Scripts[name], r) {
			return name
		}
	}
	return ""
}

// together are scripts that one language is written in: UTS #39, 5.1, "augmented
// script sets".
var together = [][]string{
	{"Han", "Hiragana", "Katakana"},
	{"Han", "Hangul"},
	{"Han", "Bopomofo"},
}

// mixed reports whether no one language is written in all of the scripts.
func mixed(list []string) bool {
	if len(list) < 2 {
		return false
	}
	return !slices.ContainsFunc(together, func(set []string) bool {
		return !slices.ContainsFunc(list, func(s string) bool { return !slices.Contains(set, s) })
	})
}

// categories are the general categories of Unicode in words, by their two letters.
var categories = []struct{ code, name string }{
	{"Ll", "small letter"}, {"Lu", "capital letter"}, {"Lo", "letter"}, {"Nd", "digit"}, {"Zs", "space"}, {"Po", "punctuation"},
	{"Pd", "dash"}, {"Pc", "connector"}, {"Ps", "opening bracket"}, {"Pe", "closing bracket"}, {"Pi", "opening quote"}, {"Pf", "closing quote"},
	{"Sm", "mathematical symbol"}, {"Sc", "currency symbol"}, {"Sk", "modifier symbol"}, {"So", "symbol"}, {"Lt", "title-case letter"},
	{"Lm", "modifier letter"}, {"Mn", "combining mark"}, {"Mc", "spacing mark"}, {"Me", "enclosing mark"}, {"Nl", "letter number"},
	{"No", "other number"}, {"Cc", "control"}, {"Cf", "format"}, {"Co", "private use"}, {"Cs", "surrogate"}, {"Zl", "line separator"},
	{"Zp", "paragraph separator"},
}

// categoryOf gives the category of a character in words.
func categoryOf(r rune) string {
	for _, c := range categories {
		if unicode.Is(unicode.Categories[c.code], r) {
			return c.name
		}
	}
	return "not assigned"
}
