package report

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/store/casefile"
)

const (
	mostInline = 300    // characters of a text in a sentence or a cell
	mostOwn    = 5_000  // characters of Clew's own words
	mostBlock  = 60_000 // characters of a verbatim text
)

// inline gives a text as one line of characters that can be seen; see the package comment.
// A text of nothing but spaces says so.
func inline(s string) string {
	if strings.TrimFunc(s, unicode.IsSpace) == "" && s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && safejson.Hidden(r) }) {
		return fmt.Sprintf("⟨blank, %s⟩", count(len(s), "byte"))
	}
	return casefile.Visible(s, mostInline, false)
}

// ownLine is [inline] for Clew's own words, which may be a paragraph.
func ownLine(s string) string { return casefile.Visible(s, mostOwn, false) }

// lines gives a text of several lines as [inline] gives one of one line. Its lines end with
// \n alone; tabs are kept.
func lines(s string) string {
	return casefile.Visible(strings.ReplaceAll(s, "\r\n", "\n"), mostBlock, true)
}
