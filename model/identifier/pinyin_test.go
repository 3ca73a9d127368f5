package identifier

import (
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"
)

var update = flag.Bool("update", false, "write pinyin.bin and pinyintable.go anew")

// TestPinyinTable holds the embedded table to the module it was made from.
func TestPinyinTable(t *testing.T) {
	args := pinyin.NewArgs()
	want := make([]string, hanLast-hanFirst+1)
	for i := range want {
		if p := pinyin.SinglePinyin(rune(hanFirst+i), args); len(p) > 0 {
			want[i] = strings.ReplaceAll(plainLatin(p[0]), "ü", "v")
		}
	}
	if *update {
		writePinyin(t, want)
		return
	}
	for i, w := range want {
		if got := reading(rune(hanFirst + i)); got != w {
			t.Fatalf("U+%04X: %q, the module says %q", hanFirst+i, got, w)
		}
	}
}

func writePinyin(t *testing.T, readings []string) {
	list := slices.Compact(slices.Sorted(slices.Values(readings)))
	if list[0] != "" {
		t.Fatal("every character has a reading: index 0 is not free")
	}
	table := make([]byte, 0, 2*len(readings))
	for _, r := range readings {
		i, _ := slices.BinarySearch(list, r)
		table = binary.LittleEndian.AppendUint16(table, uint16(i))
	}
	var b strings.Builder
	b.WriteString("package identifier\n\n// pinyinSyllables holds the readings that pinyin.bin points into, from 0, with a\n// space between them. Made by TestPinyinTable -update.\nconst pinyinSyllables = \"\" +\n")
	line := ""
	for i, s := range list {
		if i > 0 {
			s = " " + s
		}
		if len(line)+len(s) > 100 {
			fmt.Fprintf(&b, "\t%q +\n", line)
			line = ""
		}
		line += s
	}
	fmt.Fprintf(&b, "\t%q\n", line)
	for name, data := range map[string]string{"pinyin.bin": string(table), "pinyintable.go": b.String()} {
		if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
