package uitest

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Hostile gives hostile texts: the project's own set, and with all the collections in
// the data folder beside the project, where it is there.
func Hostile(t testing.TB, all bool) []string {
	t.Helper()
	root := moduleRoot(t)
	texts := own(t, filepath.Join(root, "ui", "text", "testdata", "hostile.txt"))
	data := os.Getenv("CLEW_DATA")
	if data == "" {
		data = filepath.Join(root, "..", "shared", "data")
	}
	if _, err := os.Stat(filepath.Join(data, "hostile")); err != nil || !all {
		if all {
			t.Log("the data folder is not there (set CLEW_DATA): only the project's own hostile set is tried")
		}
		return texts
	}
	dir := filepath.Join(data, "hostile")
	for _, name := range []string{"terminal-escapes", "unicode-attacks"} {
		texts = append(texts, cases(t, filepath.Join(dir, name, "cases.jsonl"))...)
	}
	var blns []string
	if err := json.Unmarshal(read(t, filepath.Join(dir, "blns", "blns.json")), &blns); err != nil {
		t.Fatal(err)
	}
	texts = append(texts, blns...)
	crash, err := hex.DecodeString(strings.TrimSpace(string(read(t, filepath.Join(dir, "terminal-escapes", "bubbletea-v2.1.1-crash.hex")))))
	if err != nil {
		t.Fatal(err)
	}
	texts = append(texts, string(crash))
	for _, pattern := range []string{"xtermjs-escape/*.in", "alacritty-recordings/*.recording"} {
		files, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, f := range files {
			b := read(t, f)
			texts = append(texts, string(b[:min(len(b), 4096)]))
		}
	}
	return texts
}

func moduleRoot(t testing.TB) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

func read(t testing.TB, file string) []byte {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// own reads the project's set: a name, a tab, and quoted pieces of which each may be
// repeated with *n.
func own(t testing.TB, file string) (texts []string) {
	for _, line := range strings.Split(string(read(t, file)), "\n") {
		_, rest, ok := strings.Cut(line, "\t")
		if !ok || line[0] == '#' {
			continue
		}
		var b strings.Builder
		for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
			q, err := strconv.QuotedPrefix(rest)
			if err != nil {
				t.Fatal(err)
			}
			piece, _ := strconv.Unquote(q)
			n := 1
			if rest = rest[len(q):]; strings.HasPrefix(rest, "*") {
				digits, _, _ := strings.Cut(rest[1:], " ")
				n, _ = strconv.Atoi(digits)
				rest = rest[1+len(digits):]
			}
			b.WriteString(strings.Repeat(piece, n))
		}
		texts = append(texts, b.String())
	}
	return texts
}

func cases(t testing.TB, file string) (texts []string) {
	in := bufio.NewScanner(bytes.NewReader(read(t, file)))
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var c struct{ Hex string }
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		b, err := hex.DecodeString(c.Hex)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(b))
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
	rest := allowed.ReplaceAll(stream, nil)
	for i := 0; i < len(rest); {
		r, n := utf8.DecodeRune(rest[i:])
		around := rest[max(i-40, 0):min(i+60, len(rest))]
		switch {
		case r == '\r' || r == '\n' || r == '\b' || r == '\t':
		case r == utf8.RuneError && n == 1:
			return fmt.Errorf("a byte %#x that is no UTF-8 in %q", rest[i], around)
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r),
			unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			return fmt.Errorf("%U in %q", r, around)
		}
		i += n
	}
	return nil
}
