package safejson

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// Encode gives v on one line of characters that can be seen.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return escapeHidden(bytes.TrimSuffix(b.Bytes(), []byte{'\n'})), nil
}

// escapeHidden rewrites the hidden characters of encoded JSON as \u escapes. All
// syntax of JSON is ASCII, so such characters only stand inside strings.
func escapeHidden(src []byte) []byte {
	clean := true
	for _, c := range src {
		if c >= 0x7f {
			clean = false
			break
		}
	}
	if clean {
		return src
	}
	dst := make([]byte, 0, len(src)+len(src)/8)
	for len(src) > 0 {
		r, size := utf8.DecodeRune(src)
		switch {
		case !Hidden(r):
			dst = append(dst, src[:size]...)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			dst = fmt.Appendf(dst, `\u%04x\u%04x`, hi, lo)
		default:
			dst = fmt.Appendf(dst, `\u%04x`, r)
		}
		src = src[size:]
	}
	return dst
}

// Hidden reports whether a character is none that a reader can see.
func Hidden(r rune) bool {
	if r >= 0 && r < utf8.RuneSelf { // most of them are, and the tables take their time
		return r < ' ' || r == 0x7f
	}
	return !unicode.IsGraphic(r) || unicode.In(r, unicode.Cf, unicode.Bidi_Control, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}

// Exact gives the bytes of a text in Base64 where JSON cannot carry them, else "".
func Exact(u model.Untrusted) string {
	if utf8.ValidString(string(u)) {
		return ""
	}
	return base64.StdEncoding.EncodeToString([]byte(u))
}
