package identifier

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

var testKey = []byte("0123456789abcdef0123456789abcdef")

const (
	ok        = model.StatusOK
	placeheld = model.StatusPlaceholder
	private   = model.StatusPrivate
	suspect   = model.StatusSuspect
	invalid   = model.StatusInvalid
	kept      = "\x00kept" // the value is the raw one
)

type identifyCase struct {
	raw    string
	value  string
	status model.Status
}

// run identifies every case as a value of kind, and its result once more.
func run(t *testing.T, kind model.Kind, region string, cases []identifyCase) {
	t.Helper()
	c := New(testKey, region)
	for _, tc := range cases {
		id := c.Identify(kind, model.Untrusted(tc.raw), "")
		want := tc.value
		if want == kept {
			want = tc.raw
		}
		if string(id.Value) != want || id.Status != tc.status {
			t.Errorf("%s %q: %q %s, want %q %s", kind, tc.raw, id.Value, id.Status, want, tc.status)
		}
		checkPromises(t, c, kind, tc.raw, id)
	}
}

// checkPromises holds a result to the promises of the package comment.
func checkPromises(t *testing.T, c *Canonicaliser, kind model.Kind, raw string, id model.Identifier) {
	t.Helper()
	v := string(id.Value)
	if len(v) > maxValue || !utf8.ValidString(v) || strings.ContainsFunc(v, unicode.IsControl) {
		t.Fatalf("%s %q: unclean value %q", kind, raw, v)
	}
	if (id.Raw == "") != (v == raw) && kind != model.KindCard && kind != model.KindPayment {
		t.Fatalf("%s %q: value %q with raw %q", kind, raw, v, id.Raw)
	}
	if id.FirstSeen.Known() || id.LastSeen.Known() {
		t.Fatalf("%s %q: has a time", kind, raw)
	}
	again := c.Identify(id.Kind, id.Value, "")
	if again.Kind != id.Kind || again.Value != id.Value || again.Status != id.Status {
		t.Fatalf("%s %q: %s %q %s, and again %s %q %s", kind, raw, id.Kind, v, id.Status, again.Kind, again.Value, again.Status)
	}
	for _, tok := range Tokens(id) {
		if tok.Name == "" || tok.Value == "" || strings.ContainsFunc(string(tok.Value), unicode.IsControl) {
			t.Fatalf("%s %q: token %q", kind, raw, tok)
		}
	}
}

func TestPlaceholdersOfEveryKind(t *testing.T) {
	c := New(testKey, "")
	for _, kind := range model.Kinds() {
		for _, raw := range []string{
			"", " ", "null", "NULL", "\"null\"", "N/A", "n/a", "None", "unknown", "undefined", "-", "--", "0",
			"(none)", "[null]", "???", "\t", "Not Available", "\u200b",
		} {
			id := c.Identify(kind, model.Untrusted(raw), "")
			if id.Status != placeheld {
				t.Errorf("%s %q is %s", kind, raw, id.Status)
			}
			checkPromises(t, c, kind, raw, id)
		}
	}
}

func TestUnknownKind(t *testing.T) {
	id := New(nil, "").Identify(model.Kind(63), "x", "")
	if id.Status != invalid || id.Value != "x" {
		t.Error(id)
	}
}

func TestLongValues(t *testing.T) {
	c := New(testKey, "")
	for _, kind := range model.Kinds() {
		for _, unit := range []string{"a", "X", "0", "é", "한", "𝒜", "\u0301", "\u0301\u0316", "ﷺ", "a/b ", "4111111111111111 ", "1.2.3. 5"} {
			raw := strings.Repeat(unit, 3000/len(unit))
			checkPromises(t, c, kind, raw, c.Identify(kind, model.Untrusted(raw), ""))
			raw = "p:" + raw
			checkPromises(t, c, kind, raw, c.Identify(kind, model.Untrusted(raw), ""))
		}
	}
	a := c.Identify(model.KindSession, model.Untrusted(strings.Repeat("s", 1024)+"a"), "")
	b := c.Identify(model.KindSession, model.Untrusted(strings.Repeat("s", 1024)+"b"), "")
	if a.Value == b.Value || a.Status != ok || len(a.Value) != maxValue {
		t.Errorf("cut values: %d bytes, %s, equal %v", len(a.Value), a.Status, a.Value == b.Value)
	}
}

func TestCleaning(t *testing.T) {
	run(t, model.KindUsername, "", []identifyCase{
		{" octo\tcat\n", "octo cat", ok},
		{"octo\u200bcat", "octocat", ok},
		{"\u202eoctocat\x00", "octocat", ok},
		{"octo\xffcat", "octo\ufffdcat", invalid},
		{"octo\x1bcat", "octo\ufffdcat", invalid},
		{"@OctoCat", "octocat", ok},
		{"ｏｃｔｏｃａｔ", "octocat", ok},
		{"раураl", "раураl", ok}, // look-alikes are a token, never merged
	})
	run(t, model.KindAccount, "", []identifyCase{
		{"GitHub:583231", "github:583231", ok},
		{"okta:00uABC", "okta:00uABC", ok},
		{"okta:a:b", "okta:a:b", ok},
		{"583231", kept, invalid},
	})
}

func repoRoot(t testing.TB) string {
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

// realData gives a folder of real input and skips the test where it is absent.
func realData(t testing.TB, folder string) string {
	t.Helper()
	data := os.Getenv("CLEW_DATA")
	if data == "" {
		data = filepath.Join(repoRoot(t), "..", "shared", "data")
	}
	data = filepath.Join(data, folder)
	if _, err := os.Stat(data); err != nil {
		t.Skipf("real input is absent: %v (set CLEW_DATA)", err)
	}
	return data
}
