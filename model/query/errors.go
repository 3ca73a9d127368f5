package query

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// SyntaxError says what is wrong with a query, and where. It comes wrapped in a
// [model.Error] of kind usage; find it with errors.As. Message and Hint hold only
// printable characters.
type SyntaxError struct {
	Column  int    // of the first character at fault, from 1, in code points; an invalid byte counts as one
	Length  int    // characters at fault, at least 1
	Message string // one sentence without a final stop
	Hint    string // what to do about it; may be empty
}

// Error implements error: "column N: message". The hint is not part of it.
func (e *SyntaxError) Error() string {
	return "column " + strconv.Itoa(e.Column) + ": " + e.Message
}

func syntaxErr(pos, length int, hint, format string, a ...any) *SyntaxError {
	return &SyntaxError{pos + 1, max(length, 1), fmt.Sprintf(format, a...), hint}
}

func (e *SyntaxError) wrap() error {
	return &model.Error{Kind: model.ErrUsage, Message: "the query cannot be read", Hint: e.Hint, Err: e}
}

// locate gives a usage error that a [Source] reported the place of its term.
// Other errors pass unchanged.
func locate(err error, at place) error {
	var m *model.Error
	var s *SyntaxError
	if !errors.As(err, &m) || m.Kind != model.ErrUsage || errors.As(err, &s) {
		return err
	}
	return syntaxErr(at.pos, at.length, m.Hint, "%s", m.Message).wrap()
}

// caretWindow is how many characters of a long query are shown around a fault.
const caretWindow = 72

// Caret gives two lines: the query, or the part of a long one around the fault,
// and ^ under the characters at fault. White space is shown as one space and any
// other character that cannot be printed as U+FFFD, so that the result is safe on
// a screen and each character keeps its column. One column a character is
// assumed: where wide or combining characters may come before the fault, the
// user interface measures the query up to Column itself.
func (e *SyntaxError) Caret(query string) string {
	from := max(0, e.Column-1-caretWindow/2)
	var line []rune
	i := 0
	for len(query) > 0 && i < from+caretWindow {
		r, size := utf8.DecodeRuneInString(query)
		query = query[size:]
		if i >= from {
			switch {
			case unicode.IsSpace(r):
				r = ' '
			case !unicode.IsPrint(r):
				r = utf8.RuneError
			}
			line = append(line, r)
		}
		i++
	}
	at := e.Column - 1 - from
	length := max(1, min(e.Length, len(line)-at))
	prefix, suffix := "", ""
	if from > 0 {
		prefix = "…"
	}
	if query != "" {
		suffix = "…"
	}
	return prefix + string(line) + suffix + "\n" +
		strings.Repeat(" ", utf8.RuneCountInString(prefix)+at) + strings.Repeat("^", length)
}

// quote writes text as a quoted value of the language, with printable
// characters only.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u{%x}`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// excerpt is quote for messages, which must stay short.
func excerpt(text string) string {
	const most = 40
	i := 0
	for at := range text {
		if i++; i > most {
			return quote(text[:at] + "…")
		}
	}
	return quote(text)
}
