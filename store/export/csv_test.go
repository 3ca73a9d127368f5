package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"":                "",
		"lena.park0417":   "lena.park0417",
		"김민준":             "김민준",
		"a b, \"c\"":      "a b, \"c\"",
		"-12":             "'-12",
		"+491701234567":   "'+491701234567",
		"@handle":         "'@handle",
		"=1+1":            "'=1+1",
		"'=1+1":           "''=1+1",
		"'":               "''",
		" \u00a0\"'=1":    "' \u00a0\"'=1",
		"\ufeff=1":        "'⟨U+FEFF⟩=1",
		"\x00=1":          "'⟨U+0000⟩=1",
		"\ta":             "'⟨U+0009⟩a",
		"a\r\nb":          "a⟨U+000D⟩⟨U+000A⟩b",
		"\u200b\u2066+1":  "'⟨U+200B⟩⟨U+2066⟩+1",
		"＝1":              "'＝1",
		"\u22121":         "'\u22121",
		"﹣1":              "'﹣1",
		"cv_\u202efdp":    "cv_⟨U+202E⟩fdp",
		"a\xffb":          "a⟨0xFF⟩b",
		"\xff=1":          "'⟨0xFF⟩=1",
		"⟨U+0041⟩":        "⟨U+27E8⟩U+0041⟩",
		"\U000e0041":      "⟨U+E0041⟩",
		"a;=1+1":          "a;⟨U+003D⟩1+1",
		"a; \"'-1; b":     "a; \"'⟨U+002D⟩1; b",
		"a;b=1":           "a;b=1",
		"|calc":           "|calc",
		"1E5":             "1E5",
		"\ufffd":          "\ufffd",
		"x\u0301\ufe0f-1": "x\u0301⟨U+FE0F⟩-1",
	} {
		got := Escape(model.Untrusted(in))
		if got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
		if back := Unescape(got); string(back) != in {
			t.Errorf("Unescape(%q) = %q, want %q", got, back, in)
		}
	}
}

// TestUnescapeOther leaves alone what Escape does not write.
func TestUnescapeOther(t *testing.T) {
	for in, want := range map[string]string{
		"'outlook:1": "outlook:1", "⟨ESC⟩": "⟨ESC⟩", "⟨U+D800⟩": "⟨U+D800⟩", "⟨U+110000⟩": "⟨U+110000⟩", "⟨U+FFFFFFFFF⟩": "⟨U+FFFFFFFFF⟩",
		"⟨0x1FF⟩": "⟨0x1FF⟩", "⟨": "⟨", "⟨⟨U+000A⟩": "⟨\n", "⟨U+⟩": "⟨U+⟩", "⟩a": "⟩a", "⟨0x": "⟨0x", "⟨U+00": "⟨U+00",
	} {
		if got := Unescape(in); string(got) != want {
			t.Errorf("Unescape(%q) = %q, want %q", in, got, want)
		}
	}
}

// live reports whether a spreadsheet may compute a cell: what it shows begins, behind
// anything that some program strips, with a sign. It knows nothing of Escape.
func live(cell string) bool {
	cell = strings.TrimLeftFunc(cell, func(r rune) bool {
		return r != '\t' && r != '\r' && r != '\n' && (!unicode.IsGraphic(r) || unicode.IsSpace(r) || r == '"' || r == '\ufffd')
	})
	first, _ := utf8.DecodeRuneInString(cell)
	return cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠\u2212", first)
}

// inert holds a table to its promises, with the texts that went into its rows of one
// cell between "first" and "last".
func inert(t rapid.TB, written []byte, texts []string) {
	t.Helper()
	if i := bytes.IndexFunc(written, func(r rune) bool { return safejson.Hidden(r) && r != '\r' && r != '\n' }); i >= 0 {
		t.Errorf("a hidden character at %d: %q", i, written[i:min(i+8, len(written))])
	}
	if !utf8.Valid(written) {
		t.Error("not UTF-8")
	}
	if got := bytes.Count(written, []byte("\n")); got != len(texts)+1 || bytes.Count(written, []byte("\r\n")) != got {
		t.Errorf("%d rows are on %d lines", len(texts), got)
	}
	rows, err := csv.NewReader(bytes.NewReader(written)).ReadAll()
	if err != nil || len(rows) != len(texts)+1 {
		t.Fatal(len(rows), err)
	}
	for i, row := range rows[1:] {
		if live(row[1]) {
			t.Errorf("%q is live", row[1])
		}
		if back := Unescape(row[1]); string(back) != texts[i] {
			t.Errorf("%q came back as %q", texts[i], back)
		}
		want := "0"
		if row[1] != texts[i] {
			want = "1"
		}
		if row[0] != "first" || row[2] != "last" || row[3] != want || want == "0" && (strings.HasPrefix(row[1], "'") || strings.Contains(row[1], "⟨")) {
			t.Errorf("%q: %q", texts[i], row)
		}
	}
	// A spreadsheet that cuts at semicolons, or at both, or heeds no quotes.
	for line := range strings.Lines(string(written)) {
		line = strings.TrimRight(line, "\r\n")
		for _, cell := range strings.Split(line, ";") {
			if live(cell) {
				t.Errorf("%q is live where semicolons part cells, in %q", cell, line)
			}
		}
		other := csv.NewReader(strings.NewReader(line))
		other.Comma, other.LazyQuotes = ';', true
		cells, err := other.Read()
		if err != nil || slices.ContainsFunc(cells, live) {
			t.Errorf("%q is read with semicolons as %q, %v", line, cells, err)
		}
	}
}

func writeTexts(texts []string) []byte {
	var b bytes.Buffer
	tab := NewTable(&b, "a", "b", "c")
	for _, s := range texts {
		tab.Row("first", model.Untrusted(s), "last")
	}
	if err := tab.End(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestFormulas(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(hostile.Folder(t), "csv-formula", "payloads.json"))
	if err != nil {
		t.Fatal(err)
	}
	var payloads []string
	if err := json.Unmarshal(text, &payloads); err != nil || len(payloads) != 62 {
		t.Fatal(len(payloads), err)
	}
	inert(t, writeTexts(payloads), payloads)
}

func TestHostileTexts(t *testing.T) {
	texts := slices.Clone(hostile.Few)
	for _, s := range hostile.Texts(t) {
		texts = append(texts, s, "a;"+s, "="+s)
	}
	slices.Sort(texts)
	if len(texts) < 1000 {
		t.Fatal(len(texts))
	}
	inert(t, writeTexts(texts), texts)
}

// TestAnyText writes texts made of what matters.
func TestAnyText(t *testing.T) {
	pieces := []string{"=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "−", "'", "\"", " ", ";", ",", "\ufeff", "\u202e", "⟨", "⟩", "U+003D", "0xFF", "\xff", "\xe2\x9f",
		"\xa8", "a", "1", "\u00a0", "\u3000", "\u0301", "\U000e0041", "|"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 8), func(p []string) string { return strings.Join(p, "") }),
			rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
		texts := rapid.SliceOfN(text, 1, 4).Draw(t, "texts")
		inert(t, writeTexts(texts), texts)
	})
}

func FuzzUnescape(f *testing.F) {
	f.Add("'⟨U+202E⟩⟨0xFF⟩;⟨U+003D⟩")
	f.Fuzz(func(t *testing.T, s string) {
		if back := Unescape(Escape(model.Untrusted(s))); string(back) != s {
			t.Fatalf("%q came back as %q", s, back)
		}
		Unescape(s)
	})
}
