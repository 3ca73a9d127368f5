package watch

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// dataDir finds reference data beside the module, or skips the test.
func dataDir(t testing.TB, elem ...string) string {
	t.Helper()
	base := os.Getenv("CLEW_DATA")
	if base == "" {
		base = filepath.Join("..", "..", "..", "shared", "data")
	}
	p := filepath.Join(append([]string{base}, elem...)...)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("reference data %s is not here", filepath.Join(elem...))
	}
	return p
}

// readRanges reads a file with a prefix a line.
func readRanges(t testing.TB, path string) []Value {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []Value
	for sc := bufio.NewScanner(f); sc.Scan(); {
		line := strings.TrimSpace(sc.Text())
		if line == "" {
			continue
		}
		v := Value{Form: FormRange, Value: model.Untrusted(line)}
		if a, ok := strings.CutSuffix(line, "/32"); ok {
			v = Value{Form: FormExact, Kind: model.KindIP, Value: model.Untrusted(a)}
		}
		if !v.valid() {
			t.Fatalf("%s is not canonical", line)
		}
		out = append(out, v)
	}
	return out
}

func exact(k model.Kind, v string) Value {
	return Value{Form: FormExact, Kind: k, Value: model.Untrusted(v)}
}

func rangeOf(v string) Value { return Value{Form: FormRange, Value: model.Untrusted(v)} }

func domain(v string) Value { return Value{Form: FormDomain, Value: model.Untrusted(v)} }

func identify(k model.Kind, raw string) model.Identifier {
	return identifier.New(nil, "US").Identify(k, model.Untrusted(raw), "")
}
