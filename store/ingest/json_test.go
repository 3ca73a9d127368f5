package ingest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// dataDir finds a folder of the reference data, which is not part of the
// repository; the test is skipped where it is not there.
func dataDir(t testing.TB, elem ...string) string {
	t.Helper()
	base := os.Getenv("CLEW_DATA")
	if base == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			up := filepath.Dir(root)
			if up == root {
				t.Fatal("no go.mod above the test")
			}
			root = up
		}
		base = filepath.Join(root, "..", "shared", "data")
	}
	p := filepath.Join(append([]string{base}, elem...)...)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("reference data %s is not here", filepath.Join(elem...))
	}
	return p
}

// iCases pins what the scanner does where JSONTestSuite allows both. Numbers of
// any size are accepted as text, bytes that are not UTF-8 and lone surrogates
// are kept; other encodings and a byte order mark are the reader's business, not
// the scanner's.
var iCases = map[string]bool{
	"i_object_key_lone_2nd_surrogate.json":                true,
	"i_string_1st_surrogate_but_2nd_missing.json":         true,
	"i_string_1st_valid_surrogate_2nd_invalid.json":       true,
	"i_string_UTF-16LE_with_BOM.json":                     false,
	"i_string_UTF-8_invalid_sequence.json":                true,
	"i_string_UTF8_surrogate_U+D800.json":                 true,
	"i_string_incomplete_surrogate_and_escape_valid.json": true,
	"i_string_incomplete_surrogate_pair.json":             true,
	"i_string_incomplete_surrogates_escape_valid.json":    true,
	"i_string_invalid_lonely_surrogate.json":              true,
	"i_string_invalid_surrogate.json":                     true,
	"i_string_invalid_utf-8.json":                         true,
	"i_string_inverted_surrogates_U+1D11E.json":           true,
	"i_string_iso_latin_1.json":                           true,
	"i_string_lone_second_surrogate.json":                 true,
	"i_string_lone_utf8_continuation_byte.json":           true,
	"i_string_not_in_unicode_range.json":                  true,
	"i_string_overlong_sequence_2_bytes.json":             true,
	"i_string_overlong_sequence_6_bytes.json":             true,
	"i_string_overlong_sequence_6_bytes_null.json":        true,
	"i_string_truncated-utf-8.json":                       true,
	"i_string_utf16BE_no_BOM.json":                        false,
	"i_string_utf16LE_no_BOM.json":                        false,
	"i_structure_500_nested_arrays.json":                  false,
	"i_structure_UTF-8_BOM_empty_object.json":             false,
	"i_number_double_huge_neg_exp.json":                   true,
	"i_number_huge_exp.json":                              true,
	"i_number_neg_int_huge_exp.json":                      true,
	"i_number_pos_double_huge_exp.json":                   true,
	"i_number_real_neg_overflow.json":                     true,
	"i_number_real_pos_overflow.json":                     true,
	"i_number_real_underflow.json":                        true,
	"i_number_too_big_neg_int.json":                       true,
	"i_number_too_big_pos_int.json":                       true,
	"i_number_very_big_negative_int.json":                 true,
}

func TestJSONTestSuite(t *testing.T) {
	dir := dataDir(t, "hostile", "jsontestsuite", "test_parsing")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[byte]int{}
	var d doc
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		want := f.Name()[0] == 'y'
		if f.Name()[0] == 'i' {
			var ok bool
			if want, ok = iCases[f.Name()]; !ok {
				t.Errorf("%s is not pinned", f.Name())
			}
		}
		if got := d.parse(string(b), defaultLimits.Depth); got != want {
			t.Errorf("%s: accepted = %v (%s at %d)", f.Name(), got, d.errWhy, d.errAt)
		}
		seen[f.Name()[0]]++
	}
	if seen['y'] != 95 || seen['n'] != 188 || seen['i'] != 35 {
		t.Errorf("suite is not the one that was pinned: %v", seen)
	}
}

func TestRepeatedKeys(t *testing.T) {
	many := strings.Repeat(`"k%":1,`, 100)
	for i := range 100 {
		many = strings.Replace(many, "%", strings.Repeat("x", i), 1)
	}
	for _, c := range []struct{ text, dup, folded string }{
		{`{"a":1,"b":2}`, "", ""},
		{`{"a":1,"a":2}`, "a", ""},
		{`{"a":1,"\u0061":2}`, "a", ""},
		{`{"role":1,"ROLE":2,"Role":3}`, "", "Role"},
		{`{"o":{"x":1,"x":2}}`, "x", ""},
		{`{"o":[{"x":1},{"x":2}]}`, "", ""},
		{`{` + many + `"z":1}`, "", ""},
		{`{` + many + `"kxx":1}`, "kxx", ""},
		{`{` + many + `"KXX":1}`, "", "KXX"},
	} {
		var d doc
		if !d.parse(c.text, 10) {
			t.Errorf("%.40s: %s", c.text, d.errWhy)
		}
		if d.dup != (c.dup != "") || d.folded != (c.folded != "") || d.dupKey != c.dup || d.foldedKey != c.folded {
			t.Errorf("%.40s: dup %q folded %q, want %q %q", c.text, d.dupKey, d.foldedKey, c.dup, c.folded)
		}
	}
}

func TestEmptyKeyTwice(t *testing.T) {
	var d doc
	if !d.parse(`{"":1,"":2}`, 10) || !d.dup {
		t.Error("the empty key twice was not seen")
	}
}

const flatRow = `{"platform":"outlook","account_id":"0003BFFD8C2A11EE","username":"lena.park0417","display_name":"Lena Park","email":"lena.park0417@outlook.com","recovery_email":"lpark.dev@example.net","phone":"+1 512 555 0147","created_at":"2024-03-11T08:14:55Z","first_seen":"2024-03-11T08:20:01Z","last_seen":"2024-09-30T23:59:59Z","claimed_country":"US","claimed_timezone":"America/Chicago","claimed_city":"Austin","employer":"Example Software LLC","title":"Senior Full-Stack Engineer","status":"active","user_type":"member","ips":["203.0.113.77","198.51.100.12"],"devices":["c6a1b0c2-55aa-4d0e-9f5b-1d2c3b4a5968"],"flagged_at":"2024-10-01T00:00:00Z","flag_reason":"payout account shared","flag_source":"payments","risk_score":94,"signals":["NET-VPN","TZ-MISMATCH"],"tags":["queue-a"]}`

func BenchmarkJSONScan(b *testing.B) {
	var d doc
	b.SetBytes(int64(len(flatRow)))
	for b.Loop() {
		if !d.parse(flatRow, 100) || d.dup {
			b.Fatal(d.errWhy)
		}
	}
}

// FuzzJSON holds the scanner to encoding/json: the same texts are accepted,
// within the depth limit, and strings read the same where they are valid UTF-8.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{flatRow, `[1,-0.5e+7,"\ud83d\ude00\n"]`, `{"a":{"b":[null,true,false]}}`, `"\ud800"`, `[`, "{\"a\"\n:1}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var d doc
		ok := d.parse(s, 200)
		if want := json.Valid([]byte(s)); ok != want && d.errWhy != "nested too deeply" {
			t.Fatalf("accepted = %v (%s), encoding/json says %v", ok, d.errWhy, want)
		}
		if !ok {
			return
		}
		for i := range d.nodes {
			n := &d.nodes[i]
			if n.end > uint32(len(s)) || n.start > n.end || int(n.next) > len(d.nodes) || int(n.next) <= i {
				t.Fatalf("node %d out of range: %+v", i, *n)
			}
			if n.kind != kString {
				continue
			}
			var want string
			if err := json.Unmarshal([]byte(`"`+d.raw(i)+`"`), &want); err != nil {
				t.Fatal(err)
			}
			if got := d.text(i); got != want && strings.ToValidUTF8(got, "") == got {
				t.Fatalf("%q read as %q, want %q", d.raw(i), got, want)
			}
		}
	})
}
