// Package hostile reads the texts that attack whoever shows them: the project's own
// sets, and the collections in the data folder beside the project.
//
// Rules of this room: it imports nothing of the project, so that every room can be
// tested with it.
package hostile

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

// Few are texts of each kind, for where all would take too long. The first holds
// sequences, the second turns the direction round, and the fourth is longer than any
// screen.
var Few = []string{
	"\x1b[2J\x1b]0;owned\a", "\u202egnp.exe", "a" + strings.Repeat("\u0301", 300), strings.Repeat("W", 200_000), "\uae40\ubbfc\uc900\U0001f3f3\ufe0f\u200d\U0001f308",
	"\u009b31mred", "\r\n\t\x00", "\u115f\u1160\u3164", "\x1b_Ga=T\x1b\\", "plain", strings.Repeat("Z\u0335\u0321\u0318", 40),
	strings.Repeat("\u9577\u3044", 1<<16), "a\x00b\u200b\u200d\u2066c", "\U0001f9d1\U0001f3fd\u200d\U0001f4bb\U0001f3f4\U000e0067",
}

// Own reads the project's own set of a room of ui, by name. A line of it is a name, a
// tab and quoted pieces, of which each may be repeated with *COUNT.
func Own(t testing.TB, room string) map[string]string {
	t.Helper()
	file := filepath.Join(Root(t), "ui", room, "testdata", "hostile.txt")
	set := map[string]string{}
	n := 0
	for line := range strings.Lines(string(read(t, file))) {
		n++
		if line = strings.TrimSuffix(line, "\n"); line == "" || line[0] == '#' {
			continue
		}
		name, rest, _ := strings.Cut(line, "\t")
		text, err := joined(rest)
		if err != nil {
			t.Fatalf("%s, line %d: %v", file, n, err)
		}
		if _, twice := set[name]; twice || text == "" {
			t.Fatalf("%s, line %d: %s is there twice, or empty", file, n, name)
		}
		set[name] = text
	}
	if len(set) < 100 {
		t.Fatalf("%s: only %d hostile texts", file, len(set))
	}
	return set
}

// joined puts the pieces of a line together.
func joined(rest string) (string, error) {
	var b strings.Builder
	for rest = strings.TrimLeft(rest, " "); rest != ""; rest = strings.TrimLeft(rest, " ") {
		q, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return "", err
		}
		piece, err := strconv.Unquote(q)
		if err != nil {
			return "", err
		}
		count := 1
		if rest = rest[len(q):]; strings.HasPrefix(rest, "*") {
			digits, _, _ := strings.Cut(rest[1:], " ")
			if count, err = strconv.Atoi(digits); err != nil {
				return "", err
			}
			rest = rest[1+len(digits):]
		}
		b.WriteString(strings.Repeat(piece, count))
	}
	return b.String(), nil
}

// Root is the folder of the module that is tested.
func Root(t testing.TB) string {
	t.Helper()
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

// Data is a folder of the data folder, which CLEW_DATA names where it is not beside
// the project; ok is false where there is none.
func Data(t testing.TB, sub string) (path string, ok bool) {
	t.Helper()
	data := os.Getenv("CLEW_DATA")
	if data == "" {
		data = filepath.Join(Root(t), "..", "shared", "data")
	}
	path = filepath.Join(data, sub)
	_, err := os.Stat(path)
	return path, err == nil
}

// Folder is where the collections are. It skips the test where they are not.
func Folder(t testing.TB) string {
	t.Helper()
	path, ok := Data(t, "hostile")
	if !ok {
		t.Skip("needs the collections of hostile texts in the data folder (set CLEW_DATA)")
	}
	return path
}

// Texts reads the collections of texts; like [Folder] it may skip the test.
func Texts(t testing.TB) map[string]string {
	t.Helper()
	dir := Folder(t)
	set := map[string]string{}
	for _, folder := range []string{"terminal-escapes", "unicode-attacks"} {
		for line := range bytes.Lines(read(t, filepath.Join(dir, folder, "cases.jsonl"))) {
			var c struct{ ID, Hex, Text string }
			if err := json.Unmarshal(line, &c); err != nil {
				t.Fatal(err)
			}
			set[folder+"/"+c.ID] = unhex(t, c.Hex) + c.Text
		}
	}
	set["crash"] = unhex(t, string(read(t, filepath.Join(dir, "terminal-escapes", "bubbletea-v2.1.1-crash.hex"))))
	var naughty []string
	if err := json.Unmarshal(read(t, filepath.Join(dir, "blns", "blns.json")), &naughty); err != nil {
		t.Fatal(err)
	}
	for i, s := range naughty {
		set["blns/"+strconv.Itoa(i)] = s
	}
	return set
}

// Streams reads the recordings of what programs sent to terminals; like [Folder] it
// may skip the test.
func Streams(t testing.TB) map[string]string {
	t.Helper()
	dir := Folder(t)
	set := map[string]string{}
	for _, pattern := range []string{"xtermjs-escape/*.in", "alacritty-recordings/*.recording"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(paths) < 40 {
			t.Fatalf("%d files of %s, %v", len(paths), pattern, err)
		}
		for _, path := range paths {
			set[filepath.ToSlash(path[len(dir)+1:])] = string(read(t, path))
		}
	}
	return set
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func unhex(t testing.TB, s string) string {
	t.Helper()
	raw, err := hex.DecodeString(strings.TrimSpace(s))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
