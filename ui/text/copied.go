package text

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// What stays in a text that is copied, of what is hidden.
const (
	OneLine   = ""
	ManyLines = "\n"
	Cleaned   = "\n\t⟨" // of texts from [Display] with tabs and line breaks between
)

// Copied gives what of a text goes on a clipboard: what it is pasted into may be a shell.
// Hidden characters, line breaks too, stand in it as [Display] shows them, but for those in
// keep, which is one of the constants; everything else stays as it is, byte for byte. At most so many bytes come of it, and
// no character or escape is cut in two: taken is how many bytes of the text are in it.
//
// It does not end in a line break, so that a shell waits for its last line.
func Copied(u model.Untrusted, keep string, most int) (copied string, taken int) {
	s := string(u)
	lines := strings.Contains(keep, "\n")
	end := len(s)
	if lines {
		end = len(strings.TrimRight(s, "\r\n"))
	}
	var b strings.Builder
	for taken < end {
		cluster, _ := FirstCluster(s[taken:end])
		if len(cluster) == 0 || len(cluster) > maxCluster {
			_, size := utf8.DecodeRuneInString(s[taken:end])
			cluster = s[taken : taken+size]
		}
		piece := cluster
		if lines && piece == "\r\n" {
			piece = "\n"
		}
		piece = disarm(piece, keep)
		if b.Len()+len(piece) > most {
			return strings.TrimRight(b.String(), "\n"), taken
		}
		b.WriteString(piece)
		taken += len(cluster)
	}
	return b.String(), len(s)
}

// disarm escapes what is hidden in a cluster.
func disarm(cluster, keep string) string {
	var b strings.Builder
	for i, r := range cluster {
		switch {
		case strings.ContainsRune(keep, r) && r != utf8.RuneError:
			b.WriteRune(r)
		case r == utf8.RuneError && !strings.HasPrefix(cluster[i:], "\uFFFD"):
			fmt.Fprintf(&b, "⟨0x%02X⟩", cluster[i])
		case hidden(r) || r == '⟨':
			b.WriteString(escapeOf(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
