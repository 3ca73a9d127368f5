package text

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// collected reads the collections of hostile texts that are kept beside the project.
func collected(t testing.TB) map[string]string {
	t.Helper()
	set := hostile.Texts(t)
	pairs, err := os.ReadFile(filepath.Join(hostile.Folder(t), "unicode-attacks", "homoglyph-pairs.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(pairs)) {
		set["homoglyph/"+strconv.Quote(line)] = strings.TrimSuffix(line, "\n")
	}
	return set
}
