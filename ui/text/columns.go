package text

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// FirstCluster gives the first grapheme cluster of s and the columns that are reserved
// for it: as many as it takes up on a terminal that counts clusters, or on one that
// counts code points, whichever are more.
func FirstCluster(s string) (string, int) {
	cluster, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if _, first := utf8.DecodeRuneInString(cluster); first < len(cluster) {
		w = max(w, ansi.StringWidthWc(cluster))
	}
	return cluster, w
}

// Width is the number of columns that s takes up, a text from [Display] or a line that
// was drawn of such, with its colours.
func Width(s string) (columns int) {
	if isASCII(s) {
		return len(s)
	}
	for _, w := range pieces(s) {
		columns += w
	}
	return columns
}

// pieces gives what a drawn line is made of, with the columns of each: clusters, and
// control sequences, which have none.
func pieces(s string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for s != "" {
			n, w := 1, 1
			switch {
			case s[0] == '\x1b':
				var seq string
				seq, _, n, _ = ansi.DecodeSequence(s, ansi.NormalState, nil)
				n, w = max(n, len(seq), 1), 0
			case s[0] < ' ' || s[0] == 0x7f:
				w = 0
			case s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf):
				// What follows may join an ASCII letter, but no ASCII letter does.
			default:
				var cluster string
				cluster, w = FirstCluster(s)
				n = len(cluster)
			}
			if !yield(s[:n], w) {
				return
			}
			s = s[n:]
		}
	}
}

// Columns gives the columns of a drawn line from one to before another, exactly: of a
// character that lies over an end there is blank space, and behind the line as well. All
// colours of the line are in it.
func Columns(line string, from, to int) string {
	var b strings.Builder
	at := 0
	for piece, w := range pieces(line) {
		switch {
		case w == 0 || at >= from && at+w <= to:
			b.WriteString(piece)
		default:
			b.WriteString(strings.Repeat(" ", max(min(at+w, to)-max(at, from), 0)))
		}
		at += w
	}
	b.WriteString(strings.Repeat(" ", max(to-max(at, from), 0)))
	return b.String()
}

// Laid gives drawn lines as a terminal needs them: behind a word for which it goes on by
// fewer columns than are reserved comes blank space, so that what follows is in its column.
// Whether it counts clusters is what it says of mode 2027; else it counts code points, as
// wcwidth(3) does.
func Laid(lines string, clusters bool) string {
	if !strings.ContainsFunc(lines, disputable) {
		return lines
	}
	var b strings.Builder
	owed := 0
	for piece, w := range pieces(lines) {
		if owed > 0 && !inWord(piece) {
			b.WriteString(strings.Repeat(" ", owed))
			owed = 0
		}
		b.WriteString(piece)
		owed += w - taken(piece, w, clusters)
	}
	b.WriteString(strings.Repeat(" ", owed))
	return b.String()
}

// Landed is the column in which a line that was laid has what is in column x of the line
// as it was drawn, such as the caret.
func Landed(line string, x int, clusters bool) int {
	at, landed := 0, 0
	for piece, w := range pieces(line) {
		if at >= x {
			return landed
		}
		if !inWord(piece) {
			landed = at
		}
		at += w
		landed += taken(piece, w, clusters)
	}
	return x
}

// taken is by how many columns a terminal goes on for a piece that w are reserved for.
func taken(piece string, w int, clusters bool) int {
	switch {
	case w == 0 || len(piece) == 1:
		return w
	case clusters:
		return min(ansi.StringWidth(piece), w)
	}
	return min(ansi.StringWidthWc(piece), w)
}

// inWord reports whether a piece goes on with a word. Blank space in a word would look as if
// its owner had written two.
func inWord(piece string) bool {
	r, _ := utf8.DecodeRuneInString(piece)
	return unicode.In(r, unicode.L, unicode.M)
}

// disputable reports whether r may be in a cluster that terminals count differently. It
// only makes lines without one fast; a test holds it to the long way.
func disputable(r rune) bool {
	switch {
	case r < 0x900, 0x2000 <= r && r <= 0x2e7f, 0x3041 <= r && r <= 0x3096, 0x30a1 <= r && r <= 0x30fa, 0x4e00 <= r && r <= 0x9fff, 0xac00 <= r && r <= 0xd7a3:
		return false
	}
	return true
}
