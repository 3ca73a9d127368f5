package ingest

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// FuzzCSV holds the splitter to its promises: every byte belongs to one record
// or to none, cut however the text arrives; and what encoding/csv accepts is
// read the same.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a,\"b\nc\"\"d\"\r\ne,f", "\"a", "a\"b,c\n", " \"x\" ,y\n\n", ";;\n\"\";\n", "\r\n,\r"} {
		f.Add(s, uint8(3))
	}
	f.Fuzz(func(t *testing.T, text string, cut uint8) {
		b := []byte(text)
		whole := csvSplitter{delim: ',', newline: '\n', limit: 64}
		used, recs, err := whole.split(b, true, nil)
		if err == nil && used != len(b) && len(recs) < maxRecords {
			t.Fatalf("%d of %d bytes", used, len(b))
		}
		at := 0
		for _, r := range recs {
			if r.start < at || r.end < r.start || r.end > len(b) {
				t.Fatalf("record %+v after %d", r, at)
			}
			at = r.end
		}
		// The same text in two pieces.
		parts := csvSplitter{delim: ',', newline: '\n', limit: 64}
		first := min(int(cut), len(b))
		used, got, err1 := parts.split(b[:first], first == len(b), nil)
		rest, more, err2 := parts.split(b[used:], true, nil)
		if err == nil && err1 == nil && err2 == nil && len(b) <= 64 && len(recs) < maxRecords && used+rest == len(b) {
			for _, r := range more {
				r.start, r.end = r.start+used, r.end+used
				got = append(got, r)
			}
			if !slices.Equal(got, recs) {
				t.Fatalf("cut at %d: %+v, whole: %+v", first, got, recs)
			}
		}
		std := csv.NewReader(strings.NewReader(text))
		std.FieldsPerRecord = -1
		rows, stdErr := std.ReadAll()
		if stdErr != nil || err != nil || len(b) > 64 || strings.Contains(text, "\r") || strings.Contains(text, " ") {
			return
		}
		var ours [][]string
		for _, r := range recs {
			if r.bad != "" {
				t.Fatalf("%+v, which encoding/csv reads as %q", r, rows)
			}
			ours = append(ours, csvFields(nil, text[r.start:r.end], ','))
		}
		rows = slices.DeleteFunc(rows, func(r []string) bool { return strings.TrimSpace(strings.Join(r, ",")) == "" && len(r) == 1 })
		ours = slices.DeleteFunc(ours, func(r []string) bool { return strings.TrimSpace(strings.Join(r, ",")) == "" && len(r) == 1 })
		if !slices.EqualFunc(ours, rows, slices.Equal) {
			t.Fatalf("%q, encoding/csv %q", ours, rows)
		}
	})
}

// FuzzElements holds the splitter of JSON documents to the scanner: of an array
// that the scanner accepts, it finds the same elements.
func FuzzElements(f *testing.F) {
	for _, s := range []string{`[{"a":1},2,"x\"]"]`, `[]`, ` [ [1] , {} ] `, `[1 2]`, `[`, `[{"a":"\\"}]`} {
		f.Add(s, uint8(4))
	}
	f.Fuzz(func(t *testing.T, text string, cut uint8) {
		var d doc
		if !d.parse(text, 100) || !d.is(0, kArray) {
			return
		}
		var want []string
		for e := range d.items(0) {
			s := d.raw(e)
			if d.is(e, kString) {
				s = `"` + s + `"`
			}
			want = append(want, s)
		}
		var e elementSplitter
		var got []string
		b, first := []byte(text), min(int(cut), len(text))
		used, recs, err := e.split(b[:first], false, nil)
		for _, r := range recs {
			got = append(got, text[r.start:r.end])
		}
		if err == nil {
			_, recs, err = e.split(b[used:], true, nil)
			for _, r := range recs {
				got = append(got, text[used+r.start:used+r.end])
			}
		}
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q: %q, want %q", err, got, want)
		}
	})
}

// FuzzRead reads anything as a file: it never panics, and every row that it
// reads is accepted, rejected or a duplicate. The helper read checks the counts.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join("testdata", "*"))
	for _, file := range files {
		if b, err := os.ReadFile(file); err == nil && !strings.HasSuffix(file, ".golden") {
			f.Add(b, uint8(0))
			f.Add(b, uint8(1))
		}
	}
	for _, s := range []string{flatRow, `{"value":[{"account_id":"1"}]}`, "account_id\n1\n", "sep=;\na;account_id\n", "[]", "{}", "kim@example.org"} {
		f.Add([]byte(s), uint8(0))
	}
	m, err := ParseMapping(strings.NewReader("[fields]\naccount_id = [\"id\", \"a.b\"]\nname = \"x + y\"\nsignin_time = \"t\"\n"), "m")
	if err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(f.TempDir(), "x")
	f.Fuzz(func(t *testing.T, b []byte, how uint8) {
		o := Options{Workers: 1, Limits: Limits{Line: 1 << 12}}
		switch how % 5 {
		case 1:
			b = gzipped(string(b))
		case 2:
			o.Mapping = m
		case 3:
			o.Profile = profiles[int(how/5)%len(profiles)].Name
		case 4:
			b = utf16le(string(b))
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		one := read(t, path, o)
		if how%7 != 0 {
			return
		}
		o.Workers = 3
		if many := read(t, path, o); many.Read != one.Read || many.Accepted != one.Accepted || (many.err == nil) != (one.err == nil) {
			t.Fatalf("one worker %+v %v, three %+v %v", one.Result, one.err, many.Result, many.err)
		}
	})
}

// FuzzUnescape: what a string is read as, written again and scanned, is the same.
func FuzzUnescape(f *testing.F) {
	f.Add(`a\u00e9\n\ud83d\ude00`)
	f.Fuzz(func(t *testing.T, s string) {
		var d doc
		if !d.parse(`"`+s+`"`, 1) || !d.is(0, kString) {
			return
		}
		text := d.text(0)
		var b bytes.Buffer
		for _, c := range []byte(text) {
			switch {
			case c == '"' || c == '\\':
				b.WriteByte('\\')
				b.WriteByte(c)
			case c < 0x20:
				b.WriteString(`\u00` + string("01"[c>>4]) + string("0123456789abcdef"[c&15]))
			default:
				b.WriteByte(c)
			}
		}
		if !d.parse(`"`+b.String()+`"`, 1) || d.text(0) != text {
			t.Fatalf("%q becomes %q", text, d.text(0))
		}
	})
}
