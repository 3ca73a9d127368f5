package schematest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// Folder gives a folder of the data folder. It skips the test where that is absent.
func Folder(t testing.TB, sub string) string {
	t.Helper()
	dir, ok := hostile.Data(t, sub)
	if !ok {
		t.Skipf("needs %s in the data folder (set CLEW_DATA)", sub)
	}
	return dir
}

// Parse reads a JSON text in the form that the validators take, and ends the test where it is
// none. A key that is there twice passes.
func Parse(t testing.TB, text []byte) any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// Read parses a file.
func Read(t testing.TB, parts ...string) any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return Parse(t, text)
}

// compile gives a schema whose parts are all in the compiler.
func compile(t testing.TB, c *jsonschema.Compiler, url string) *jsonschema.Schema {
	t.Helper()
	s, err := c.Compile(url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func add(t testing.TB, c *jsonschema.Compiler, url string, doc any) {
	t.Helper()
	if err := c.AddResource(url, doc); err != nil {
		t.Fatal(err)
	}
}
