package text

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

// hostile gives our own set of hostile texts by name.
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
	if len(set) < 60 {
		t.Fatalf("only %d hostile texts", len(set))
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

// collected reads the collections of hostile texts that are kept beside the project.
func collected(t testing.TB) map[string]string {
	t.Helper()
	dir := dataDir(t, "hostile")
	set := map[string]string{}
	for _, folder := range []string{"terminal-escapes", "unicode-attacks"} {
		raw, err := os.ReadFile(filepath.Join(dir, folder, "cases.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(raw) {
			var c struct{ ID, Hex, Text string }
			if err := json.Unmarshal(line, &c); err != nil {
				t.Fatal(err)
			}
			decoded, err := hex.DecodeString(c.Hex)
			if err != nil {
				t.Fatal(err)
			}
			set[folder+"/"+c.ID] = string(decoded) + c.Text
		}
	}
	pairs, err := os.ReadFile(filepath.Join(dir, "unicode-attacks", "homoglyph-pairs.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(pairs)) {
		set["homoglyph/"+strconv.Quote(line)] = strings.TrimSuffix(line, "\n")
	}
	crash, err := os.ReadFile(filepath.Join(dir, "terminal-escapes", "bubbletea-v2.1.1-crash.hex"))
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := hex.DecodeString(strings.TrimSpace(string(crash)))
	if err != nil {
		t.Fatal(err)
	}
	set["crash"] = string(decoded)
	raw, err := os.ReadFile(filepath.Join(dir, "blns", "blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var naughty []string
	if err := json.Unmarshal(raw, &naughty); err != nil {
		t.Fatal(err)
	}
	for i, s := range naughty {
		set["blns/"+strconv.Itoa(i)] = s
	}
	return set
}
