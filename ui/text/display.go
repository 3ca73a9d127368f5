package text

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/seed-28a39f10/clew/model"
	"golang.org/x/text/unicode/norm"
)

const (
	maxInput   = 4096 // bytes of a text that are looked at
	maxMarks   = 4    // combining marks on one character
	maxCluster = 64   // bytes of one grapheme cluster
	maxColumns = 8    // of one grapheme cluster; the longest conjuncts that are written have five letters
)

// Display gives the text as one line that is safe on any terminal; the package
// comment lists what it shows for hidden characters. The result holds no control
// character, bidirectional control or default ignorable, and is bounded: at most
// 4 KiB of the text are shown, and take up at most 32 Ki columns. Text of
// printable ASCII comes back as it is, without allocating.
func Display(u model.Untrusted) string {
	s := string(u)
	if s == "" {
		return ""
	}
	shown, ink := display(s)
	if !ink {
		return emptyLooking(len(s))
	}
	return shown
}

// Lines gives a text of several lines as at most max lines that are safe on any
// terminal, each as from [Display]; lines end with LF or CR LF, and a blank line
// stays blank. Where there are more, the last line given says how many are left
// out. A text that shows nothing at all is one line saying so, and the empty
// text, or a max below 1, none.
func Lines(u model.Untrusted, max int) []string {
	s := string(u)
	if s == "" || max < 1 {
		return nil
	}
	total := strings.Count(s, "\n") + 1
	if strings.HasSuffix(s, "\n") {
		total-- // the end of the last line, not the beginning of another
	}
	var lines []string
	anyInk := false
	for rest := s; len(lines) < min(total, max); {
		if len(lines) == max-1 && total > max {
			lines = append(lines, fmt.Sprintf("⟨+%d lines⟩", total-len(lines)))
			anyInk = true
			break
		}
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		shown, ink := display(strings.TrimSuffix(line, "\r"))
		lines = append(lines, shown)
		anyInk = anyInk || ink
	}
	if !anyInk {
		return []string{emptyLooking(len(s))}
	}
	return lines
}

func emptyLooking(bytes int) string { return fmt.Sprintf("(empty-looking, %d bytes)", bytes) }

// display does the work of Display; ink is false where a reader would see
// nothing of the original text.
func display(s string) (shown string, ink bool) {
	all := len(s)
	s = cut(s)
	easy := len(s) == all
	if easy {
		for _, r := range s {
			if !plain(r) {
				easy = false
				break
			}
			ink = ink || r > ' '
		}
		if easy {
			return s, ink
		}
	}
	e := escaper{atEdge: true}
	e.Grow(len(s) + 32)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			e.flush()
			e.escape(fmt.Sprintf("⟨0x%02X⟩", s[i]))
			e.ink = true
		case plain(r) || norm.NFC.PropertiesString(s[i:]).Decomposition() == nil:
			e.add(r)
		default: // normalisation may turn it into several characters
			for _, part := range norm.NFC.String(s[i : i+size]) {
				e.add(part)
			}
		}
		i += size
	}
	e.flush()
	shown = norm.NFC.String(e.String())
	// The normaliser breaks long runs with U+034F; those of the text are escaped.
	shown = clusters(strings.ReplaceAll(shown, "\u034f", ""))
	if n := all - len(s); n > 0 {
		shown += fmt.Sprintf("⟨+%d bytes⟩", n)
	}
	return shown, e.ink
}

// cut shortens s to what is looked at, without cutting through a character.
func cut(s string) string {
	if len(s) <= maxInput {
		return s
	}
	end := maxInput
	for end > maxInput-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	if _, size := utf8.DecodeRuneInString(s[end:]); end+size <= maxInput {
		end = maxInput // the bytes before the limit are no whole character anyway
	}
	return s[:end]
}

// escaper writes characters, with escapes for those that are hidden or stand
// where they would change something else.
type escaper struct {
	strings.Builder
	marks  int  // combining marks since the last other character
	atEdge bool // at the beginning, or just after an escape
	ink    bool
}

func (e *escaper) add(r rune) {
	if unicode.Is(unicode.M, r) && !hidden(r) {
		if e.marks++; e.marks > maxMarks {
			return
		}
	} else {
		e.flush()
	}
	e.ink = e.ink || hasGlyph(r)
	if hidden(r) || r == '⟨' || joinsNext(r) || e.atEdge && joins(r) {
		e.escape(escapeOf(r))
		return
	}
	e.WriteRune(r)
	e.atEdge = false
}

// flush says how many marks were left out.
func (e *escaper) flush() {
	if n := e.marks - maxMarks; n > 0 {
		e.WriteString("⟨+" + strconv.Itoa(n) + " marks⟩")
		e.atEdge = true
	}
	e.marks = 0
}

// escape writes an escape; marks that follow one still count as one run.
func (e *escaper) escape(s string) {
	e.WriteString(s)
	e.atEdge = true
}

// controls are the usual abbreviations of ASCII's control characters.
var controls = [0x20]string{
	"NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
	"DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
}

func escapeOf(r rune) string {
	switch {
	case r < 0x20:
		return "⟨" + controls[r] + "⟩"
	case r == 0x7f:
		return "⟨DEL⟩"
	}
	return fmt.Sprintf("⟨U+%04X⟩", r)
}

// clusters bounds the grapheme clusters of a text in NFC: none is invisible, none is
// longer than 64 bytes, and none has several letters of Hangul.
func clusters(s string) string {
	var b strings.Builder
	done := 0 // bytes of s that are in b
	for at := 0; at < len(s); {
		cluster, width := FirstCluster(s[at:])
		end := at + len(cluster)
		switch {
		case stacks(cluster):
			b.WriteString(s[done:at])
			unstack(&b, cluster)
			done = end
		case width == 0:
			b.WriteString(s[done:at])
			for _, r := range cluster {
				b.WriteString(escapeOf(r))
			}
			done = end
		case len(cluster) > maxCluster || width > maxColumns:
			keep := most(cluster)
			b.WriteString(s[done : at+keep])
			fmt.Fprintf(&b, "⟨+%d bytes⟩", len(cluster)-keep)
			done = end
		}
		at = end
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// most is how many bytes of a cluster are shown.
func most(cluster string) int {
	columns := 0
	for i, r := range cluster {
		if columns += ansi.StringWidthWc(string(r)); columns > maxColumns || i+utf8.RuneLen(r) > maxCluster {
			return i
		}
	}
	return len(cluster)
}
