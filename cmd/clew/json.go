package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// safeJSON encodes v on one line of printable characters. It panics where v
// cannot be encoded, which is a mistake in this package.
func safeJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	must(e.Encode(v))
	return escapeHidden(bytes.TrimSuffix(b.Bytes(), []byte{'\n'}))
}

// escapeHidden rewrites the characters of encoded JSON that could act on a
// terminal or cannot be seen as \u escapes. All syntax of JSON is ASCII, so
// such characters only stand inside strings.
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
		case !hidden(r):
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

// hidden reports whether a character is none that a reader can see.
func hidden(r rune) bool {
	return !unicode.IsGraphic(r) || unicode.In(r, unicode.Cf, unicode.Bidi_Control, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}

// object prints one value as JSON, indented.
func (a *app) object(v any) error {
	var b bytes.Buffer
	must(json.Indent(&b, safeJSON(v), "", "  "))
	b.WriteByte('\n')
	_, err := a.out.Write(b.Bytes())
	return err
}

// list prints an array as JSON, one element a line, as the elements come.
type list struct {
	w *bufio.Writer
	n int
}

func (l *list) add(v any) error {
	sep := ",\n "
	if l.n == 0 {
		sep = "[\n "
	}
	l.n++
	l.w.WriteString(sep)
	_, err := l.w.Write(safeJSON(v))
	return err
}

func (l *list) end() error {
	last := "\n]\n"
	if l.n == 0 {
		last = "[]\n"
	}
	_, err := l.w.WriteString(last)
	return err
}

// array prints a whole slice as JSON.
func array[T any](a *app, items []T) error {
	l := list{w: a.out}
	for _, it := range items {
		if err := l.add(it); err != nil {
			return err
		}
	}
	return l.end()
}

// orEmpty gives a list that is encoded as [] where there is none.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// exact gives the bytes of a text in Base64 where JSON cannot carry them.
func exact(u model.Untrusted) string {
	if utf8.ValidString(string(u)) {
		return ""
	}
	return base64.StdEncoding.EncodeToString([]byte(u))
}
