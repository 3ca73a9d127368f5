package text

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// ignorable are the code points with the property Default_Ignorable_Code_Point,
// written out from Unicode's DerivedCoreProperties.txt so that the scanner does
// not depend on the tables which Display uses.
var ignorable = [][2]rune{
	{0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c}, {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f},
	{0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
	{0xffa0, 0xffa0}, {0xfff0, 0xfff8}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
}

// mustNotShow are other characters that must not get out: interlinear annotation,
// Arabic and other format characters, separators, surrogates, private use,
// noncharacters and blanks.
var mustNotShow = [][2]rune{
	{0x600, 0x605}, {0x6dd, 0x6dd}, {0x70f, 0x70f}, {0x890, 0x891}, {0x8e2, 0x8e2}, {0x2028, 0x2029},
	{0x2800, 0x2800}, {0xd800, 0xf8ff}, {0xfdd0, 0xfdef}, {0xfff9, 0xfffb}, {0xfffe, 0xffff},
	{0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1fffe, 0x1ffff}, {0xf0000, 0x10ffff},
}

func within(r rune, ranges [][2]rune) bool {
	for _, x := range ranges {
		if x[0] <= r && r <= x[1] {
			return true
		}
	}
	return false
}

// scan reads bytes as a terminal would, and says what it must not be given.
func scan(s string) string {
	for i := 0; i < len(s); {
		b := s[i]
		var r rune
		var size int
		switch {
		case b < 0x20 || b == 0x7f:
			return fmt.Sprintf("control byte %02x at %d", b, i)
		case b < 0x80:
			i++
			continue
		case b&0xe0 == 0xc0:
			r, size = rune(b&0x1f), 2
		case b&0xf0 == 0xe0:
			r, size = rune(b&0x0f), 3
		case b&0xf8 == 0xf0:
			r, size = rune(b&0x07), 4
		default:
			return fmt.Sprintf("byte %02x at %d begins nothing", b, i)
		}
		if i+size > len(s) {
			return fmt.Sprintf("character cut short at %d", i)
		}
		for _, c := range []byte(s[i+1 : i+size]) {
			if c&0xc0 != 0x80 {
				return fmt.Sprintf("broken character at %d", i)
			}
			r = r<<6 | rune(c&0x3f)
		}
		if r < [...]rune{2: 0x80, 3: 0x800, 4: 0x10000}[size] {
			return fmt.Sprintf("overlong U+%04X at %d", r, i)
		}
		if r <= 0x9f {
			return fmt.Sprintf("C1 control U+%04X at %d", r, i)
		}
		if within(r, ignorable) || within(r, mustNotShow) {
			return fmt.Sprintf("hidden U+%04X at %d", r, i)
		}
		i += size
	}
	return ""
}

// TestScannerSeesThings makes sure that a silent scanner means a clean text.
func TestScannerSeesThings(t *testing.T) {
	for _, s := range []string{"\x1b", "\x7f", "\u009b", "\x9b", "\u202e", "\u200b", "\U000e0041", "\u3164", "\xc0\x80", "\xed\xa0\x80", "a\xe2\x82", "\ue000"} {
		if scan(s) == "" {
			t.Errorf("%q passed", s)
		}
	}
	if s := "plain, 김민준, ⟨ESC⟩ 👍"; scan(s) != "" {
		t.Errorf("%q: %s", s, scan(s))
	}
}

// TestScannerAgainstUnicode compares the scanner's list with Unicode's own file.
func TestScannerAgainstUnicode(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(hostile.Folder(t), "unicode", "DerivedCoreProperties.txt"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(raw)) {
		codes, property, ok := strings.Cut(line, ";")
		if !ok || !strings.HasPrefix(strings.TrimSpace(property), "Default_Ignorable_Code_Point ") {
			continue
		}
		from, to, isRange := strings.Cut(strings.TrimSpace(codes), "..")
		if !isRange {
			to = from
		}
		low, err1 := strconv.ParseUint(from, 16, 32)
		high, err2 := strconv.ParseUint(to, 16, 32)
		if err1 != nil || err2 != nil {
			t.Fatal(line)
		}
		for r := rune(low); r <= rune(high); r++ {
			n++
			if !within(r, ignorable) {
				t.Errorf("U+%04X is missing", r)
			}
		}
	}
	total := 0
	for _, x := range ignorable {
		total += int(x[1]-x[0]) + 1
	}
	if n == 0 || n != total {
		t.Errorf("Unicode lists %d default ignorables, the scanner %d", n, total)
	}
}
