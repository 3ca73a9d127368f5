package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/ui/keys"
)

var updateReadme = flag.Bool("readme", false, "write the generated parts of the README anew")

// The table of keys in the README is the list that the program goes by.
func TestReadmeKeys(t *testing.T) {
	const file, begin, end = "../../README.md", "<!-- keys: written by 'go test ./cmd/clew -run Readme -readme' -->\n", "<!-- end of keys -->"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the README has no place for the table of keys")
	}
	m, err := keys.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	want := before + begin + "\n" + keyTable(m) + "\n" + end + after
	if want == string(text) {
		return
	}
	if !*updateReadme {
		t.Fatal("the table of keys in the README is out of date: go test ./cmd/clew -run Readme -readme")
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// keyTable is the table of keys in the README.
func keyTable(m *keys.Map) string {
	var b strings.Builder
	b.WriteString("| | key | action | what it does |\n|---|---|---|---|\n")
	group := keys.Group("")
	for _, e := range m.Entries() {
		name := ""
		if e.Group != group {
			group, name = e.Group, string(e.Group)
		}
		list := make([]string, len(e.Keys))
		for i, k := range e.Keys {
			list[i] = "`" + k + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | `%s` | %s |\n", name, strings.Join(list, " "), e.Action, strings.ReplaceAll(e.Help, "|", `\|`))
	}
	return b.String()
}
