package uitest

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the files of testdata anew")

// mostShown is how much of what differs a failing test prints, in bytes.
const mostShown = 20_000

// Golden holds what a test got to a file of testdata, which -update writes.
func Golden(t testing.TB, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(file, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		if len(got) > mostShown {
			got = got[:mostShown] + "\n[...]"
		}
		t.Errorf("%s is not as it was; look, then run with -update:\n%s", file, got)
	}
}
