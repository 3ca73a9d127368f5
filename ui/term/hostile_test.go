package term

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// hostile gives our own set of hostile pieces by name.
func hostile(t testing.TB) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("testdata/hostile.txt")
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]string{}
	for n, line := range strings.Split(string(raw), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		name, rest, _ := strings.Cut(line, "\t")
		var b strings.Builder
		for rest = strings.TrimLeft(rest, " "); rest != ""; rest = strings.TrimLeft(rest, " ") {
			q, err := strconv.QuotedPrefix(rest)
			if err != nil {
				t.Fatalf("line %d: %v", n+1, err)
			}
			piece, err := strconv.Unquote(q)
			if err != nil {
				t.Fatalf("line %d: %v", n+1, err)
			}
			count := 1
			if rest = rest[len(q):]; strings.HasPrefix(rest, "*") {
				digits, _, _ := strings.Cut(rest[1:], " ")
				if count, err = strconv.Atoi(digits); err != nil {
					t.Fatalf("line %d: %v", n+1, err)
				}
				rest = rest[1+len(digits):]
			}
			b.WriteString(strings.Repeat(piece, count))
		}
		if _, twice := set[name]; twice || b.Len() == 0 {
			t.Fatalf("line %d: %s is there twice, or empty", n+1, name)
		}
		set[name] = b.String()
	}
	if len(set) < 100 {
		t.Fatalf("only %d hostile pieces", len(set))
	}
	return set
}

// dataDir finds the folder of real input; it skips the test where there is none.
func dataDir(t testing.TB, sub string) string {
	t.Helper()
	root := os.Getenv("CLEW_DATA")
	for dir, _ := os.Getwd(); root == ""; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			root = filepath.Join(dir, "..", "shared", "data")
		} else if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
	}
	path := filepath.Join(root, sub)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs the data folder %s (set CLEW_DATA)", sub)
	}
	return path
}

// collected reads the collections of hostile texts and of recorded streams that are
// kept beside the project.
func collected(t testing.TB) map[string]string {
	t.Helper()
	dir := dataDir(t, "hostile")
	read := func(path string) []byte {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	unhex := func(s string) string {
		raw, err := hex.DecodeString(strings.TrimSpace(s))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	set := map[string]string{}
	for _, folder := range []string{"terminal-escapes", "unicode-attacks"} {
		for line := range bytes.Lines(read(filepath.Join(dir, folder, "cases.jsonl"))) {
			var c struct{ ID, Hex, Text string }
			if err := json.Unmarshal(line, &c); err != nil {
				t.Fatal(err)
			}
			set[folder+"/"+c.ID] = unhex(c.Hex) + c.Text
		}
	}
	set["crash"] = unhex(string(read(filepath.Join(dir, "terminal-escapes", "bubbletea-v2.1.1-crash.hex"))))
	var naughty []string
	if err := json.Unmarshal(read(filepath.Join(dir, "blns", "blns.json")), &naughty); err != nil {
		t.Fatal(err)
	}
	for i, s := range naughty {
		set["blns/"+strconv.Itoa(i)] = s
	}
	for _, pattern := range []string{"xtermjs-escape/*.in", "alacritty-recordings/*.recording"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(paths) < 40 {
			t.Fatalf("%d files of %s, %v", len(paths), pattern, err)
		}
		for _, path := range paths {
			set[filepath.ToSlash(path[len(dir)+1:])] = string(read(path))
		}
	}
	return set
}
