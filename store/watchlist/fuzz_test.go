package watchlist

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// FuzzText holds every reader to its promises: no panic, errors of known kinds,
// counts that add up, values that can be stored.
func FuzzText(f *testing.F) {
	for _, s := range []string{mixed, "ip,note\n203.0.113.7,\"a\"\"b\"\n", `{"type":"bundle","objects":[{"type":"indicator","pattern":"[url:value = 'x']"}]}`,
		`{"response":[{"Event":{"Attribute":[{"type":"domain|ip","value":"a.example|203.0.113.1"}],"Object":[{"name":"user-account","Attribute":[]}]}}]}`,
		`["a.example"]`, `{"type":"cidr","list":["203.0.113.0/24"]}`} {
		f.Add(s, "", uint8(0))
	}
	f.Fuzz(func(t *testing.T, text, column string, kind uint8) {
		o := Options{Column: column}
		if k := model.Kind(kind); k.String() != "none" {
			o.Kind = k
		}
		_, err := readText(t, text, o)
		switch model.KindOf(err) {
		case "", model.ErrInput, model.ErrUsage, model.ErrLimit, model.ErrUnsupported:
		default:
			t.Fatal(err)
		}
	})
}

// FuzzPattern reads back what it writes: a pattern made of a list is that list.
func FuzzPattern(f *testing.F) {
	f.Add("[url:value = 'a' OR file:hashes.'SHA-1' IN ('b','c')] OR [x:y = 5]", "v")
	f.Fuzz(func(t *testing.T, text, value string) {
		parsePattern(text)
		value = strings.ToValidUTF8(value, "?")
		quoted := "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
		list, what := parsePattern("[url:value = " + quoted + " OR a:b.'c' IN (" + quoted + ")] OR [d:e=" + quoted + "]")
		want := []comparison{{"url:value", value}, {"a:b.c", value}, {"d:e", value}}
		if what != "" || !slices.Equal(list, want) {
			t.Fatalf("%q: %q %q", value, list, what)
		}
	})
}

// FuzzRecords holds the reader of CSV to encoding/csv where that accepts a text.
func FuzzRecords(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a,\"b\nc\"\"d\"\r\ne,f", "\"a", "a\"b,c\n", "\"\",x\n\n#\n,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := records{lines: lines{text: text, newline: '\n'}, delim: ','}
		var got [][]string
		last, bad := uint64(0), false
		for {
			line, why, ok := c.next()
			if !ok {
				break
			}
			if line <= last || line > uint64(strings.Count(text, "\n"))+1 {
				t.Fatalf("line %d after %d", line, last)
			}
			last, bad = line, bad || why != ""
			got = append(got, slices.Clone(c.fields))
		}
		std := csv.NewReader(strings.NewReader(text))
		std.FieldsPerRecord, std.Comment = -1, '#'
		want, err := std.ReadAll()
		if err != nil || strings.ContainsAny(text, "\r ") || strings.TrimSpace(text) != strings.Trim(text, "\n") || strings.ContainsAny(text, "\t\v\f\u0085\u00a0") {
			return
		}
		if bad {
			t.Fatalf("%q is refused", text)
		}
		for _, rows := range [][][]string{got, want} {
			for i := range rows {
				for j := range rows[i] {
					rows[i][j] = strings.TrimSpace(rows[i][j])
				}
			}
		}
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%q, encoding/csv %q", got, want)
		}
	})
}
