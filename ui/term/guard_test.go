package term

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

func TestGuard(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"Lena │ 漢字\nnext\n", "Lena │ 漢字\nnext\n"},
		{"\x1b[1;38;2;125;207;255mhead\x1b[m \x1b[4:3mx\x1b[0m", "\x1b[1;38;2;125;207;255mhead\x1b[m \x1b[4:3mx\x1b[0m"},
		{"\x1b[" + strings.Repeat(";", 32) + "1mx", "x"},
		{"\x1b[1;8mx", "\x1b[1mx"},
		{"a\r\n\tb\x07\x00", "a\nb"},
		{"a\x1b[2Jb\x1b[Hc\x1bMd\x1b]2;t\x07e\x1b[?25lf", "abcdef"},
		{"\x1b]8;;https://evil.example\x1b\\bank\x1b]8;;\x1b\\", "bank"},
		{"\x1bPq\x1b\\x\x1b_G\x1b\\x\u0090x\x9bx", "xxx\ufffdx"},
		{"name\x1bP│the rest", "name│the rest"},
		{"name\x1b", "name"},
		{"name\x1b]8;;x\x1b", "name8;;x"},
		{"name\x1b[12", "name12"},
		{"name\xe6\xbc", "name\ufffd\ufffd"},
		{"a\u202eb\u200d\u3164", "ab\ufffd\ufffd"},
		{"\x1b]52;c;AAAA\x07x\x1b]52;c;" + strings.Repeat("A", 5000), "x52;c;" + strings.Repeat("A", 5000)},
		{"\x1b]52;c;" + strings.Repeat("A", 5000) + "\x07x", "52;c;" + strings.Repeat("A", 5000) + "x"},
	} {
		if got := Guard(c.in); got != c.want {
			t.Errorf("%.200q:\n got %.200q\nwant %.200q", c.in, got, c.want)
		}
	}
}

func TestTitle(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"Clew – Lena 漢字", "Clew – Lena 漢字"},
		{"\x1b[1mClew\x1b[m: a\nb\tc\x07\u202e", "Clew: a bc"},
		{"a\x1b]2;b\x07c", "ac"},
		{strings.Repeat("a", 201), strings.Repeat("a", 200)},
		{strings.Repeat("漢", 70), strings.Repeat("漢", 66)},
		{strings.Repeat("\x1b[1m", 9999), ""},
	} {
		got := Title(c.in)
		if got != c.want {
			t.Errorf("%.200q: %q, want %q", c.in, got, c.want)
		}
		if set := ansi.SetWindowTitle(got); len(got) > 200 {
			t.Errorf("%.200q: %d bytes", c.in, len(got))
		} else if out, acted := filtered(t, set); out != set || acted != 0 {
			t.Errorf("%.200q: the filter does not pass %q", c.in, set)
		}
	}
}

func TestGuardDoesNotAllocate(t *testing.T) {
	screen := strings.Repeat("\x1b[1;38;5;12m│ Lena Park\x1b[m 김민준 ──▓░ жук\n", 50)
	if n := testing.AllocsPerRun(100, func() {
		if len(Guard(screen)) != len(screen) || len(Title("Clew")) != 4 {
			t.Fatal("changed")
		}
	}); n != 0 {
		t.Errorf("%v allocations for what is clean", n)
	}
}

// drawn hands a View's content to the renderer, as Bubble Tea does, and gives what
// it writes for it.
func drawn(content string, method ansi.Method, term string) string {
	const width, height = 60, 20
	var b strings.Builder
	r := uv.NewTerminalRenderer(&b, []string{"TERM=" + term})
	r.SetFullscreen(true)
	r.SetScrollOptim(true)
	buf := uv.NewScreenBuffer(width, height)
	buf.Method = method
	for _, s := range []string{content, "", content + "\n" + content} {
		buf.Clear()
		uv.NewStyledString(s).Draw(buf, buf.Bounds())
		r.Render(buf.RenderBuffer)
		if err := r.Flush(); err != nil {
			panic(err)
		}
	}
	return b.String()
}

// checkGuard holds Guard to what it promises for a content: the renderer takes it,
// and the filter has nothing to do behind it.
func checkGuard(t *testing.T, name, in string) {
	t.Helper()
	got := Guard(in)
	if what := outsideView(got); what != "" {
		t.Fatalf("%s: %.200q has %s", name, in, what)
	}
	if again := Guard(got); again != got {
		t.Fatalf("%s: %.200q becomes %.200q again", name, got, again)
	}
	if strings.Count(got, "\n") > strings.Count(in, "\n") {
		t.Fatalf("%s: %.200q has more lines than %.200q", name, got, in)
	}
	for _, method := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
		out := drawn(got, method, "xterm-kitty")
		if pass, acted := filtered(t, out); pass != out || acted != 0 {
			t.Fatalf("%s: behind Guard the filter acts on %.300q:\n%.300q", name, out, pass)
		}
	}
	title := Title(in)
	if !utf8.ValidString(title) || !printable([]byte(title)) || len(title) > maxTitle {
		t.Fatalf("%s: title %q", name, title)
	}
}

func TestGuardHostile(t *testing.T) {
	for set, load := range map[string]func(testing.TB) map[string]string{
		"own":       func(t testing.TB) map[string]string { return hostile.Own(t, "term") },
		"collected": collected,
	} {
		t.Run(set, func(t *testing.T) {
			pieces := load(t)
			for _, name := range slices.Sorted(maps.Keys(pieces)) {
				checkGuard(t, name, pieces[name])
				checkGuard(t, name+" in a row", "│"+pieces[name]+"│\x1b[1mnext\x1b[m│\n│below│")
			}
		})
	}
}

// TestCrash shows what Guard is for. Should a later x/ansi not panic any more, then
// only the package comment needs a change.
func TestCrash(t *testing.T) {
	crash := hostile.Own(t, "term")["csi-crash"]
	func() {
		defer func() { t.Logf("without Guard: %v", recover()) }()
		drawn(crash, ansi.WcWidth, "xterm")
	}()
	drawn(Guard(crash), ansi.WcWidth, "xterm")
}
