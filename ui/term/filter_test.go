package term

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// filtered gives what a filter makes of pieces, and how often it acted.
func filtered(t testing.TB, pieces ...string) (string, uint64) {
	t.Helper()
	var b strings.Builder
	f := NewFilter(&b)
	for _, p := range pieces {
		if n, err := f.Write([]byte(p)); n != len(p) || err != nil {
			t.Fatalf("Write of %d bytes: %d, %v", len(p), n, err)
		}
	}
	return b.String(), f.Dropped()
}

func TestPasses(t *testing.T) {
	for _, c := range []struct{ in, why string }{
		{"Lena Park, 김민준 漢字 Ünïcøde жук e\u0301 │▓⠋→", "text"},
		{"a\r\nb\b\t", "uv moves the cursor by them"},
		{"\x1bM", "reverse index"},
		{"\x1b[A\x1b[12B\x1b[C\x1b[65535D\x1b[7G\x1b[7`\x1b[7d\x1b[2Z", "cursor movement"},
		{"\x1b[H\x1b[24;80H\x1b[1;24r", "position and scroll region"},
		{"\x1b[J\x1b[2J\x1b[K\x1b[1K\x1b[5X", "erase"},
		{"\x1b[3@\x1b[3P\x1b[3L\x1b[3M\x1b[3S\x1b[3T\x1b[79b", "insert, delete, scroll, repeat"},
		{"\x1b[4hx\x1b[4l", "insert mode"},
		{"\x1b[m\x1b[0;1;2;3;4;5;6;7;9m\x1b[22;23;24;25;27;28;29m", "attributes"},
		{"\x1b[31;42;93;104;39;49;59m\x1b[38;5;208;48;2;1;2;255;58;5;8m\x1b[4:3m", "colours, 8 as a colour"},
		{"\x1b[?25l\x1b[?25h\x1b[?7l\x1b[?7h\x1b[?1049h\x1b[?1049l\x1b[?2004h\x1b[?2004l", "modes"},
		{"\x1b[?1002h\x1b[?1003h\x1b[?1006h\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004h\x1b[?1004l", "mouse and focus"},
		{"\x1b[?2026$p\x1b[?2027$p\x1b[?2026h\x1b[?2026l\x1b[?2027h\x1b[?2027l", "synchronised output, clusters"},
		{"\x1b[?u\x1b[>1u\x1b[>31u\x1b[<1u\x1b[=3;1u\x1b[>4;2m\x1b[>4m", "keyboard"},
		{"\x1b[?5W\x1b[3 q\x1b[0 q\x1b[>q", "tab stops, cursor style, version"},
		{"\x1b]2;Clew – 3 accounts\x07\x1b]0;x\x1b\\\x1b]2;\x07", "title"},
		{"\x1b]10;?\x07\x1b]11;?\x07\x1b]12;?\x07\x1b]12;#ff00aa\x07\x1b]110\x07\x1b]111\x07\x1b]112\x07", "colours"},
		{"\x1b]9;4;0\x07\x1b]9;4;1;42\x07\x1b]9;4;2;100\x07\x1b]9;4;3\x07\x1b]9;4;4;0\x07", "progress"},
		{"\x1b]52;c;cHduZWQ=\x07\x1b]52;c;\x07" + ansi.SetSystemClipboard(strings.Repeat("é", MaxClipboard/2)), "clipboard"},
	} {
		if got, acted := filtered(t, c.in); got != c.in || acted != 0 {
			t.Errorf("%s: %.200q became %.200q, %d dropped", c.why, c.in, got, acted)
		}
	}
}

func TestStops(t *testing.T) {
	for _, c := range []struct{ in, want, why string }{
		{"a\x07\x00\x0b\x0c\x0e\x7fb", "ab", "control characters that nobody emits"},
		{"a\u009b2Jb\u0090", "a2Jb", "C1 in UTF-8: the renderer counts no column"},
		{"a\x9b2J\xffb", "a\ufffd2J\ufffdb", "a byte that is no UTF-8"},
		{"a\u202eb\u200f\u2066c\u061c", "abc", "bidirectional controls"},
		{"❤\ufe0f\u200d\u00ad\ufeff\U000e0041", "❤", "default ignorables without width"},
		{"\u3164\uffa0", "\ufffd\ufffd\ufffd", "default ignorables of two columns and one"},
		{"\ue000\u0378\u2028", "\ufffd\ufffd", "private, unassigned, separators"},
		{"\x1b[8mx", "x", "conceal"},
		{"\x1b[1;8;31mx", "\x1b[1;31mx", "conceal among others"},
		{"\x1b[08;51;4mx", "\x1b[4mx", "what is unknown"},
		{"\x1b[38;5;8;8mx", "\x1b[38;5;8mx", "8 as a colour stays"},
		{"\x1b[8;0mx", "\x1b[0mx", "conceal first"},
		{"\x1b[38;5mx\x1b[38;2;1;2mx\x1b[48;5;256mx\x1b[1234mx", "xxxx", "colours that cannot be read"},
		{"\x1b[38:5:1mx\x1b[4:6mx", "xx", "sub-parameters that nobody emits"},
		{"\x1b[" + strings.Repeat(";", 32) + "1mx", "x", "the crash of x/ansi v0.11.9"},
		{"\x1b[" + strings.Repeat("1;", 29) + "1mx", "\x1b[" + strings.Repeat("1;", 29) + "1mx", "30 parameters are no more than xterm takes"},
		{"\x1b[" + strings.Repeat("1;", 30) + "1mx", "x", "31 are"},
		{"\x1b[65536C\x1b[000001Cx\x1b[4097bx\x1b[1;2;3Hx", "xxx", "parameters out of bounds"},
		{"\x1b[3Jx\x1b[2Kx\x1b[5ix\x1b[21tx\x1b[cx\x1b[6nx\x1b[sx\x1b[ux", "xxxxxxxx", "other control sequences"},
		{"\x1b[?1000hx\x1b[?6hx\x1b[?25;7lx\x1b[?2026px\x1b[?25$px", "xxxxx", "other modes"},
		{"\x1b[>1qx\x1b[>cx\x1b[!px\x1b[7 qx\x1b[>32ux\x1b[<2ux\x1b[=1;4ux", "xxxxxxx", "other private ones"},
		{"\x1bcx\x1b7x\x1b(0x\x1b#8x\x1b%Gx\x1b\\x\x1b=x", "xxxxxxx", "other escape sequences"},
		{"\x1b[3\n1mx", "3\n1mx", "a control character breaks a sequence off"},
		{"\x1b[3é", "3é", "so does a character"},
		{"\x1b\x1b[1mx\x1b", "\x1b[1mx", "an ESC that is none"},
		{"\x1b[" + strings.Repeat("1", 300) + "m", strings.Repeat("1", 300) + "m", "a sequence without an end is text"},

		{"\x1b]8;;https://evil.example\x1b\\bank\x1b]8;;\x07", "bank", "links"},
		{"\x1bPq~~\x1b\\x\x1b_G\x1b\\x\x1b^p\x1b\\x\x1bXs\x07\x1b\\x", "xxxx", "whole strings have no columns"},
		{"\x1bPa\x07b\x1b\\x", "x", "BEL ends no string but OSC"},
		{"\x1b]2;a\x7fb\x07x", "x", "DEL in a title"},
		{"\x1b]52;c;?\x07x\x1b]52;p;AAAA\x07x\x1b]52;c;AAA\x07x\x1b]52;c;A=AA\x07x", "xxxx", "other uses of the clipboard"},
		{"\x1b]10;#000000\x07x\x1b]11;#000000\x07x\x1b]12;red\x07x\x1b]4;1;?\x07x", "xxxx", "other uses of colours"},
		{"\x1b]2;a\u202eb\x07x\x1b]2;a\nb\x07x\x1b]2;" + strings.Repeat("a", 201) + "\x07x\x1b]2\x07x", "xxxx", "titles that are not printable, or long"},
		{"\x1b]9;4;1;101\x07x\x1b]9;4;5;1\x07x\x1b]9;hello\x07x\x1b]1337;a\x07x\x1b]7501;?\x07x", "xxxxx", "other commands"},

		// What a string does not end must not vanish with it.
		{"\x1b]2;name│the rest of the row\x1b[2;1Hnext", "2;name│the rest of the row\x1b[2;1Hnext", "the renderer's next sequence"},
		{"\x1bPname\x1b[Kx", "name\x1b[Kx", "the same for DCS"},
		{"\x1b_name\x18rest\x1b_name\x1arest", "namerestnamerest", "CAN and SUB end no string"},
		{"\x1bP" + strings.Repeat("a", 4096) + "b", strings.Repeat("a", 4096) + "b", "4 KiB are no string"},
		{"\x1bP" + strings.Repeat("a", 4095) + "\x1b\\b", "b", "less may be one"},
		{"\x1b]52;c;" + strings.Repeat("A", 128<<10) + "\x07", "52;c;" + strings.Repeat("A", 128<<10), "nor are 128 KiB of clipboard"},
		{"\x1b]8;;x\x9cshown\x1b\\", "8;;x\ufffdshown", "parsers disagree where this ends"},
		{"\x1bP\x1b]2;a\x07\x1b\\x", "\x1b]2;a\x07x", "the ESC inside of a string begins anew"},
		{"\x9d2;a\x07\u009d2;b\u009c", "\ufffd2;a2;b", "8-bit introducers"},
	} {
		got, acted := filtered(t, c.in)
		if got != c.want {
			t.Errorf("%s: %.200q\n got %.200q\nwant %.200q", c.why, c.in, got, c.want)
		}
		if want := c.in != c.want; (acted > 0) != want && c.in[len(c.in)-1] != 0x1b {
			t.Errorf("%s: %.200q: %d dropped", c.why, c.in, acted)
		}
	}
}

func TestHostile(t *testing.T) {
	t.Run("own", func(t *testing.T) { checkSet(t, hostile.Own(t, "term")) })
	t.Run("collected", func(t *testing.T) { checkSet(t, collected(t)) })
}

func checkSet(t *testing.T, set map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		check(t, name, set[name])
		// Inside of a screen nothing that follows may be lost.
		const after = "\x1b[5;1H│the row below│\r\n\x1b[K"
		if got, _ := filtered(t, "\x1b[H│"+set[name]+after); !strings.HasSuffix(got, after) {
			t.Errorf("%s hides what follows: %.300q", name, got)
		}
	}
}

// check holds what the filter makes of a stream to everything that it promises.
func check(t *testing.T, name, in string) {
	t.Helper()
	got, acted := filtered(t, in)
	if what := outside(got, nil); what != "" {
		t.Fatalf("%s: %.200q lets through %s", name, in, what)
	}
	if again, n := filtered(t, got); again != got || n != 0 {
		t.Fatalf("%s: the filter acts on its own output: %.200q became %.200q", name, got, again)
	}
	if got == in && acted != 0 || got != in && acted == 0 && !strings.HasPrefix(in, got) {
		t.Fatalf("%s: %.200q became %.200q with %d dropped", name, in, got, acted)
	}
	step := max(1, len(in)/300)
	if len(in) > 20<<10 {
		step = len(in) / 20
	}
	for at := 0; at <= len(in); at += step {
		if split, n := filtered(t, in[:at], in[at:]); split != got || n != acted {
			t.Fatalf("%s: split at %d: %.200q, %d dropped; whole %.200q, %d", name, at, split, n, got, acted)
		}
	}
	if len(in) > 20<<10 {
		return
	}
	if split, n := filtered(t, strings.Split(in, "")...); split != got || n != acted {
		t.Fatalf("%s: in pieces of a character: %.200q, %d dropped; whole %.200q, %d", name, split, n, got, acted)
	}
	pieces := make([]string, len(in))
	for i := range pieces {
		pieces[i] = in[i : i+1]
	}
	if split, n := filtered(t, pieces...); split != got || n != acted {
		t.Fatalf("%s: byte by byte: %.200q, %d dropped; whole %.200q, %d", name, split, n, got, acted)
	}
}

// TestCommon holds the fast way for frequent characters to the long one, and both to
// the rule that the test's scanner has.
func TestCommon(t *testing.T) {
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		long := unicode.IsGraphic(r) && !unicode.In(r, unseen...)
		if common(r) && !long {
			t.Errorf("U+%04X is common, but not visible", r)
		}
		if 0xd800 <= r && r <= 0xdfff {
			continue
		}
		if s := string(r); long != (character1.MatchString(s) && !ignorable.MatchString(s)) {
			t.Errorf("U+%04X: visible is %v", r, long)
		}
	}
}

func TestHeldIsBounded(t *testing.T) {
	for _, in := range []string{"\x1b[", "\x1b ", "\x1b]2;", "\x1bP", "\x1b]52;c;"} {
		f := NewFilter(io.Discard)
		most := 0
		piece := []byte(in)
		for range 200 {
			if _, err := f.Write(piece); err != nil {
				t.Fatal(err)
			}
			most = max(most, len(f.held))
			piece = bytes.Repeat([]byte("1"), 1000)
			if in == "\x1b " {
				piece = bytes.Repeat([]byte(" "), 1000)
			}
		}
		limit := maxString + 2
		if in == "\x1b]52;c;" {
			limit = maxClipboard + 2
		}
		if most > limit || len(f.held) != 0 {
			t.Errorf("%q keeps back %d bytes, %d at the end", in, most, len(f.held))
		}
	}
}

type failing struct{ n int }

func (w failing) Write(p []byte) (int, error) {
	if w.n < 0 {
		return 0, errors.New("gone")
	}
	return min(w.n, len(p)), nil
}

func TestWriteErrors(t *testing.T) {
	if n, err := NewFilter(failing{-1}).Write([]byte("abc")); n != 0 || err == nil || err.Error() != "gone" {
		t.Errorf("a broken terminal: %d, %v", n, err)
	}
	if n, err := NewFilter(failing{2}).Write([]byte("abc")); n != 0 || err != io.ErrShortWrite {
		t.Errorf("a short write: %d, %v", n, err)
	}
	if n, err := NewFilter(failing{-1}).Write([]byte("\x1b]4;")); n != 4 || err != nil {
		t.Errorf("nothing to write: %d, %v", n, err)
	}
}

func TestConcurrentWrites(t *testing.T) {
	var b bytes.Buffer
	f := NewFilter(&b)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				_, _ = f.Write([]byte("\x1b[1mrow\x1b[8m\x1b[m\n"))
				_ = f.Dropped()
			}
		})
	}
	wg.Wait()
	if b.String() != strings.Repeat("\x1b[1mrow\x1b[m\n", 800) || f.Dropped() != 800 {
		t.Errorf("%d bytes, %d dropped", b.Len(), f.Dropped())
	}
}

func TestFile(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f := NewFile(w)
	if f.Fd() != w.Fd() {
		t.Error("another descriptor")
	}
	if _, ok := any(f).(io.StringWriter); ok {
		t.Error("a way around the filter")
	}
	if _, ok := any(f).(io.ReaderFrom); ok {
		t.Error("a way around the filter")
	}
	if _, err := io.WriteString(f, "a\x1bcb"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(NewFile(r)); string(got) != "ab" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
