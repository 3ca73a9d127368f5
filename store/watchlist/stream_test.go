package watchlist

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/seed-28a39f10/clew/model"
)

func wide(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func packed(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(text)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// However a document of JSON is packed and written, it is read the same as from memory; and what
// is wrong with the file is said before what is wrong with the document.
func TestJSONFromAFile(t *testing.T) {
	dir := t.TempDir()
	doc := `{"type":"bundle","objects":[{"type":"domain-name","value":"bad.example"},` + "\n" + `{"type":"ipv4-addr","value":"192.0.2.7"}]}`
	read := func(data []byte) (*Result, error) {
		path := filepath.Join(dir, "list")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return Read(context.Background(), path, Options{})
	}
	long := strings.Repeat(" ", 10_000) + doc
	for i, data := range [][]byte{[]byte(doc), packed(t, []byte(doc)), wide(doc), packed(t, wide(doc)), []byte("\xef\xbb\xbf" + doc), []byte(long), packed(t, []byte(long))} {
		r, err := read(data)
		if err != nil || r.Format != FormatSTIX || len(r.Values) != 2 || r.Size != int64(len(data)) {
			t.Errorf("%d: %+v, %v", i, r, err)
		}
	}
	whole := packed(t, []byte(doc+strings.Repeat(" ", 100_000)))
	for _, c := range []struct {
		data []byte
		said string
	}{
		{whole[:len(whole)-9], "damaged or cut short"},
		{whole[:30], "damaged or cut short"},
		{append(wide(doc), 'x'), "binary data"},
		{packed(t, []byte(doc[:len(doc)-5])), "not whole JSON, near line 2"},
		{[]byte(doc + "\n\n}"), "not whole JSON, near line 4"},
		{packed(t, []byte(doc+strings.Repeat(" ", maxSize))), "when decompressed"},
	} {
		if r, err := read(c.data); model.KindOf(err) == model.ErrInternal || err == nil || !strings.Contains(err.Error(), c.said) {
			t.Errorf("%+v, %v, want %q", r, err, c.said)
		}
	}
}

// A file that is another one when it is read again is refused.
func TestFileThatChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.json")
	write := func(value string) {
		if err := os.WriteFile(path, []byte(`["`+value+`"]`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.example")
	src := &source{path: path, limit: maxSize}
	in, err := src.open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	d := src.document(in)
	pass := func(w *walker) error { _, _, err := survey(w); return err }
	if err := d.read(pass); err != nil {
		t.Fatal(err)
	}
	write("b.example")
	if err := d.read(pass); err == nil || !strings.Contains(err.Error(), "was changed while it was read") {
		t.Error(err)
	}
}

// A document is not kept in memory: of 16 MB with little in it little is allocated at any time.
func TestDocumentIsNotKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.json")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	note, _ := json.Marshal(strings.Repeat("n", 10_000))
	fmt.Fprint(out, `{"type":"bundle","objects":[`)
	for i := range 1600 {
		fmt.Fprintf(out, `{"type":"domain-name","value":"h%d.example","x":%s},`, i, note)
	}
	fmt.Fprint(out, `{"type":"domain-name","value":"last.example"}]}`)
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := Read(context.Background(), path, Options{})
	runtime.ReadMemStats(&after)
	if err != nil || len(r.Values) != 1601 {
		t.Fatalf("%d values, %v", len(r.Values), err)
	}
	// What the system was asked for beyond what was there: garbage is collected from 4 MB on.
	if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 12<<20 {
		t.Errorf("the heap grew by %d bytes for a file of %d", grown, r.Size)
	}
	runtime.KeepAlive(r)
}
