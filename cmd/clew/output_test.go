package main

import (
	"bufio"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

func TestSafeJSON(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain", `"plain"`},
		{"<b>&", `"<b>&"`},
		{"김민준 Zoë", `"김민준 Zoë"`},
		{"\x1b[2J\x7f", `"\u001b[2J\u007f"`},
		{"\u009b31m", `"\u009b31m"`},
		{"a\u202egpj.exe", `"a\u202egpj.exe"`},
		{"\u200b\ufe0f\ufeff", `"\u200b\ufe0f\ufeff"`},
		{"tag \U000e0041", `"tag \udb40\udc41"`},
		{"line\u2028", `"line\u2028"`},
		{"\xff", `"` + "\ufffd" + `"`},
	} {
		if got := string(safeJSON(c.in)); got != strings.ReplaceAll(c.want, "�", `\ufffd`) && got != c.want {
			t.Errorf("safeJSON(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

func FuzzSafeJSON(f *testing.F) {
	for _, s := range []string{"", "a\x1bb", "\u009b", "\U000e0041", "\ud7ff", "é\u0301", `\"`, "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := safeJSON(s)
		for _, r := range string(out) {
			if safejson.Hidden(r) {
				t.Fatalf("%q is in %q", r, out)
			}
		}
		var back string
		if err := json.Unmarshal(out, &back); err != nil {
			t.Fatal(err)
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); utf8.ValidString(s) && back != want {
			t.Fatalf("%q came back as %q", s, back)
		}
	})
}

func TestTableFits(t *testing.T) {
	names := []string{"", "a", "Lena Park", "김민준.dev@outlook.example", strings.Repeat("x", 300), "\x1b[31m\u202eabc", "🧑‍💻"}
	for width := 20; width < 200; width += 7 {
		tab := table{cols: []column{{head: "SCORE", right: true}, {head: "ACCOUNT", least: 12}, {head: "NAME", least: 8, drop: 1}, {head: "TAGS", drop: 2}}}
		var rows [][]cell
		for i, n := range names {
			rows = append(rows, []cell{{text: words.Thousands(i * 999)}, {text: words.Clean(n)}, {text: words.Clean(names[len(names)-1-i])}, {text: words.Clean(n[:len(n)/2])}})
		}
		out := render(&tab, terminal{width: width}, rows)
		lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
		if len(lines) != len(rows)+1 {
			t.Fatalf("width %d: %d lines for %d rows", width, len(lines), len(rows))
		}
		for _, l := range lines {
			if text.Width(l) > width {
				t.Errorf("width %d: %d columns: %q", width, text.Width(l), l)
			}
			if strings.HasSuffix(l, " ") {
				t.Errorf("width %d: spaces at the end of %q", width, l)
			}
		}
	}
}

func TestTableAligns(t *testing.T) {
	tab := table{cols: []column{{head: "N", right: true}, {head: "WHO"}, {head: "GONE"}, {head: "LAST"}}}
	got := render(&tab, terminal{width: 80}, [][]cell{
		{{text: "1,204"}, {text: "김민준"}, {}, {text: "x"}},
		{{text: "7"}, {text: "a"}, {}, {text: "y"}},
	})
	const want = "" +
		"    N  WHO     LAST\n" +
		"1,204  김민준  x\n" +
		"    7  a       y\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// Rows that come after the first ones keep its widths.
func TestTableStreams(t *testing.T) {
	tab := table{cols: []column{{head: "A", least: 3}, {head: "B"}}}
	screen := terminal{width: 40}
	got := render(&tab, screen, [][]cell{{{text: "abc"}, {text: "1"}}}) + render(&tab, screen, [][]cell{{{text: "abcdef"}, {text: "2"}}})
	if want := "A    B\nabc  1\nab…  2\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func render(t *table, screen terminal, rows [][]cell) string {
	var b strings.Builder
	w := bufio.NewWriter(&b)
	t.write(w, screen, rows)
	w.Flush()
	return b.String()
}

func TestPainted(t *testing.T) {
	if got := (terminal{}).bad("x"); got != "x" {
		t.Errorf("without colour: %q", got)
	}
	if got := (terminal{colour: true}).bad("x"); !strings.HasPrefix(got, "\x1b[") || !strings.HasSuffix(got, "m") {
		t.Errorf("with colour: %q", got)
	}
}

func TestCaret(t *testing.T) {
	for _, c := range []struct {
		query          string
		column, length int
		width          int
		want           string
	}{
		{"scor>=70", 1, 4, 80, "  scor>=70\n  ^^^^\n"},
		{"김민준 scor>=70", 5, 4, 80, "  김민준 scor>=70\n         ^^^^\n"},
		{"a\x1b b", 2, 1, 80, "  a⟨ESC⟩ b\n   ^^^^^\n"},
		{"lena (", 7, 1, 80, "  lena (\n        ^\n"},
		{"lena\xff scor:1", 7, 4, 80, "  lena⟨0xFF⟩ scor:1\n             ^^^^\n"},
	} {
		if got := caret(c.query, c.column, c.length, terminal{width: c.width}); got != c.want {
			t.Errorf("caret(%q) =\n%swant\n%s", c.query, got, c.want)
		}
	}
	long := strings.Repeat("lena ", 100) + "scor:1 " + strings.Repeat("lena ", 100)
	got := strings.Split(caret(long, 501, 4, terminal{width: 60}), "\n")
	at := strings.IndexByte(got[1], '^')
	if text.Width(got[0]) > 60 || !strings.HasPrefix(string([]rune(got[0])[at:]), "scor:1") {
		t.Errorf("a long query: %q", got)
	}
}

func TestFooter(t *testing.T) {
	for _, c := range []struct {
		from, to, found, all int
		want                 string
	}{
		{0, 50, 1204, 3000, "1–50 of 1,204 (3,000 accounts)"},
		{50, 100, 3000, 3000, "51–100 of 3,000"},
		{0, 0, 0, 3000, "none of 3,000 accounts"},
		{9, 9, 5, 5, "none left of 5"},
		{0, 0, 0, 0, "no accounts yet; import an export with 'clew import FILE'"},
	} {
		if got := footer(c.from, c.to, c.found, c.all); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestAmounts(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 9949: "9.9 kB", 9999: "10 kB", 999_400: "999 kB",
		999_500: "1.0 MB", 47_800_000: "48 MB", 6_100_000_000: "6.1 GB", 5e15: "5000 TB"} {
		if got := words.Size(n); got != want {
			t.Errorf("words.Size(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "0 entries", 1: "1 entry", 1204: "1,204 entries", 1_000_000: "1,000,000 entries"} {
		if got := words.Count(n, "entry"); got != want {
			t.Errorf("words.Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestProgressLine(t *testing.T) {
	s := stage{name: "reading a.csv", write: words.Size}
	if got, want := s.line(12_300_000, 48_000_000, 2*time.Second), "reading a.csv · 12 MB of 48 MB · 25 % · 6.2 MB/s · 6s left"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.write = nil
	if got, want := s.line(1, 4, 3*time.Second), "reading a.csv · 25 % · 9s left"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.write = words.Size
	if got, want := s.line(0, 0, 0), "reading a.csv · 0 B"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestShellWord(t *testing.T) {
	for in, want := range map[string]string{"/tmp/demo.clew": "/tmp/demo.clew", "a b": "'a b'", "it's": `'it'\''s'`, "$(x)": "'$(x)'", "": "''"} {
		if got := shellWord(in); got != want {
			t.Errorf("shellWord(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestLinesKeepsOneTextALine(t *testing.T) {
	if got, want := lines("a\x1b[2J\nb\r\n"), "a⟨ESC⟩[2J\nb⟨CR⟩"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestExact(t *testing.T) {
	if got := safejson.Exact("김"); got != "" {
		t.Errorf("valid text: %q", got)
	}
	if got := safejson.Exact(model.Untrusted("a\xff")); got != "Yf8=" {
		t.Errorf("invalid text: %q", got)
	}
}
