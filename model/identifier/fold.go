package identifier

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
)

// asciiFold lower-cases letters and turns control characters into spaces.
var asciiFold = func() (t [utf8.RuneSelf]byte) {
	for i := range t {
		c := byte(i)
		switch {
		case c < ' ', c == 0x7F:
			c = ' '
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		t[i] = c
	}
	return t
}()

// Fold appends the text-search form of s to dst: NFC with full case folding,
// each control character turned into a space and each broken byte into U+FFFD.
// The form holds no byte below 0x20, and folding it again changes nothing.
func Fold(dst []byte, s model.Untrusted) []byte {
	start := len(dst)
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return append(dst[:start], settle(string(s), foldOnce)...)
		}
		dst = append(dst, asciiFold[s[i]])
	}
	return dst
}

func foldOnce(s string) string {
	b := make([]byte, 0, len(s)+8)
	for _, r := range s {
		if unicode.IsControl(r) {
			r = ' '
		}
		b = utf8.AppendRune(b, r)
	}
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(string(b))))
}

// foldKey is the form in which canonical values are written: NFKC with full
// case folding, cleaned. Lower-case ASCII comes back as it is.
func foldKey(s string) string {
	if isClean(s) {
		return lower(s)
	}
	return settle(s, func(s string) string {
		return clean(norm.NFKC.String(cases.Fold().String(norm.NFKC.String(clean(s)))))
	})
}

// settle applies f until nothing changes, which the closure properties of
// Unicode promise after few steps; the bound is against a table we don't know.
func settle(s string, f func(string) string) string {
	for range 6 {
		t := f(s)
		if t == s {
			break
		}
		s = t
	}
	return s
}
