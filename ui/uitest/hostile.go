package uitest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// Hostile gives hostile texts: the project's own set, and with all the collections in
// the data folder beside the project, where it is there.
func Hostile(t testing.TB, all bool) []string {
	t.Helper()
	texts := sorted(hostile.Own(t, "text"))
	if !all {
		return texts
	}
	if _, ok := hostile.Data(t, "hostile"); !ok {
		t.Log("the data folder is not there (set CLEW_DATA): only the project's own hostile set is tried")
		return texts
	}
	texts = append(texts, sorted(hostile.Texts(t))...)
	for _, s := range sorted(hostile.Streams(t)) {
		texts = append(texts, s[:min(len(s), 4096)])
	}
	return texts
}

// sorted gives the texts of a set in the order of their names.
func sorted(set map[string]string) []string {
	texts := make([]string, 0, len(set))
	for _, name := range slices.Sorted(maps.Keys(set)) {
		texts = append(texts, set[name])
	}
	return texts
}

// allowed are the sequences that a terminal may get: cursor movement, erasing,
// scrolling, colours and attributes but not concealment, the modes and queries of
// Bubble Tea, the window's title and the writing of the clipboard.
var allowed = regexp.MustCompile(`\x1b(?:M` +
	`|\[[0-9;]*[ABCDGHIJKLMPSTXZ@bdfr` + "`" + `]` +
	`|\[(?:[0-79]|[1-9][0-9]|[1-9][0-9]{2}|[:;])*m` +
	`|\[\?(?:7|25|1000|1002|1003|1004|1006|1049|2004|2026|2027)[hl]` +
	`|\[\?202[67]\$p|\[\?5W|\[[0-6]? q|\[>4(?:;[0-9])?m|\[4[hl]` +
	`|\[[<>=]?[0-9;]*u|\[\?u|\[>0?q|\[c` +
	`|\][02];[^\x00-\x1f\x7f]*(?:\x07|\x1b\\)` +
	`|\]1[012];\?(?:\x07|\x1b\\)|\]11[012](?:\x07|\x1b\\)` +
	`|\]52;c;[A-Za-z0-9+/=]*(?:\x07|\x1b\\))`)

// Scan reports the first thing in a stream to a terminal that it must not get: a
// sequence that is not allowed, a control character, or one that is hidden.
func Scan(stream []byte) error {
	return visible(string(allowed.ReplaceAll(stream, nil)), "\r\n\b\t")
}

// visible reports the first character of a text that shows nothing or acts on the
// terminal, but for some that may.
func visible(s, but string) error {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		around := s[max(i-40, 0):min(i+60, len(s))]
		switch {
		case r >= ' ' && r <= '~' || strings.ContainsRune(but, r):
		case r == utf8.RuneError && n == 1:
			return fmt.Errorf("a byte %#x that is no UTF-8 in %q", s[i], around)
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
			return fmt.Errorf("%U in %q", r, around)
		}
		i += n
	}
	return nil
}
