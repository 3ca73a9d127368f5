package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

func TestCopied(t *testing.T) {
	for _, c := range []struct {
		name, in, keep, want string
	}{
		{"an id as it is", "google:lena.park+1@example.org", OneLine, "google:lena.park+1@example.org"},
		{"what Display would normalise stays", "Zoe\u0308 \uFB01", OneLine, "Zoe\u0308 \uFB01"},
		{"a line break in a value", "lena\nrm -rf ~\n", OneLine, "lena⟨LF⟩rm -rf ~⟨LF⟩"},
		{"the end of a bracketed paste", "a\x1b[201~\rid\r", OneLine, "a⟨ESC⟩[201~⟨CR⟩id⟨CR⟩"},
		{"controls of eight bits", "a\u009b201~b\x9b", OneLine, "a⟨U+009B⟩201~b⟨0x9B⟩"},
		{"direction", "\u202egnp.exe\u2066", OneLine, "⟨U+202E⟩gnp.exe⟨U+2066⟩"},
		{"an escape that was faked", "⟨ESC⟩", OneLine, "⟨U+27E8⟩ESC⟩"},
		{"lines", "one\r\n\r\n\ttwo\rthree\n\n", ManyLines, "one\n\n⟨HT⟩two⟨CR⟩three"},
		{"cells", "a\tb ⟨ESC⟩\x1b\n", Cleaned, "a\tb ⟨ESC⟩⟨ESC⟩"},
		{"nothing", OneLine, "", ""},
		{"only line breaks", "\n\r\n", ManyLines, ""},
		{"a real replacement character", "\uFFFD", OneLine, "\uFFFD"},
	} {
		if got, taken := Copied(model.Untrusted(c.in), c.keep, 1000); got != c.want || taken != len(c.in) {
			t.Errorf("%s: %q, %d bytes taken, want %q", c.name, got, taken, c.want)
		}
	}
}

// Where a text is too long, no character and no escape of it is cut in two.
func TestCopiedIsCutBetweenCharacters(t *testing.T) {
	for _, c := range []struct {
		in, keep string
		most     int
		want     string
		taken    int
	}{
		{"aé", "", 2, "a", 1},
		{"ae\u0301b", "", 3, "a", 1},
		{"a\x1bb", "", 7, "a", 1},
		{"a\U0001f9d1\U0001f3fdb", "", 8, "a", 1},
		{"one\ntwo", ManyLines, 4, "one", 4},
		{"a" + strings.Repeat("\u0301", 100), "", 10, "a" + strings.Repeat("\u0301", 4), 9},
	} {
		if got, taken := Copied(model.Untrusted(c.in), c.keep, c.most); got != c.want || taken != c.taken {
			t.Errorf("%q: %q, %d bytes taken, want %q and %d", c.in, got, taken, c.want, c.taken)
		}
	}
}

// Whatever the text, what is copied of it is UTF-8 of the size asked for, and holds nothing
// that a terminal or a shell acts on.
func TestCopiedIsInert(t *testing.T) {
	for name, s := range hostile.Texts(t) {
		for _, keep := range []string{OneLine, ManyLines, Cleaned} {
			for _, most := range []int{0, 1, 7, 64, 75000} {
				got, taken := Copied(model.Untrusted(s), keep, most)
				if len(got) > most || taken > len(s) || !utf8.ValidString(got) {
					t.Fatalf("text %s, %d bytes: %d came of it, %d of %d taken", name, most, len(got), taken, len(s))
				}
				for _, r := range got {
					if !strings.ContainsRune(keep, r) && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || hidden(r)) {
						t.Fatalf("text %s: %U is in what was copied", name, r)
					}
				}
				if strings.HasSuffix(got, "\n") {
					t.Fatalf("text %s: it ends in a line break", name)
				}
			}
		}
	}
}
