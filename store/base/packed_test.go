package base

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

// TestPacked: strings come back as they were, from the bytes they should take.
func TestPacked(t *testing.T) {
	facts := []factView{{value: []byte("kim")}, {value: []byte("lena-park")}}
	book := newWordBook(&dictionary{})
	for _, w := range []string{"example.com", "Springfield", "Street"} {
		code(book.dict, w)
	}
	for _, c := range []struct {
		s    string
		as   packing
		size int
	}{
		{"", 0, 1},
		{"a", asWord | asList, 2},
		{"kim", asFact, 1},
		{"kim", 0, 4},
		{"example.com", asWord, 1},
		{"example.com", 0, 1 + 8},
		{"00ff", 0, 1 + 2},
		{"00fff", 0, 1 + 3},
		{"00FF", 0, 1 + 4},
		{"0123456789abcdef0123456789abcdef", 0, 2 + 16},
		{"6f9619ff-8b86-d011-b42d-00c04fc964ff", 0, 2 + 16},
		{"d011-b42d-00c04fc964ff", 0, 2 + 10},
		{"6f9619ff-8b86-d011-b42d_00c04fc964ff", 0, 2 + 24},
		{"6F9619FF-8B86-D011-B42D-00C04FC964FF", 0, 2 + 36},
		{"lena.park_2:x", 0, 1 + 9},
		{"+12125550123", 0, 2 + 6},
		{"+1 212 5550123", 0, 1 + 14},
		{"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", 0, 2 + 20},
		{"192.0.2.1", asIP, 1 + 4},
		{"192.0.2.01", asIP, 1 + 7},
		{"2001:db8:85a3::8a2e:370:7334", asIP, 1 + 16},
		{"2001:DB8::1", asIP, 1 + 11},
		{"fe80::1%eth0", asIP, 1 + 12},
		{"::ffff:192.0.2.1", asIP, 1 + 16},
		{"kim@example.com", asMail, 3},
		{"@", asMail, 2},
		{"a@b@example.com", asMail, 1 + (1 + 3) + 1},
		{"15 Springfield Street", asList, 1 + 3 + 1 + 1},
		{"Springfield", asList, 1 + 1},
		{" Springfield  Street", asList, 1 + 1 + 1 + 1 + 1},
		{strings.Repeat("Street ", 63) + "Street", asList, 2 + 64},
		{strings.Repeat("Street ", 64) + "Street", asList, 2 + 7*65 - 1},
		{"김 민준", asList, 1 + 10},
	} {
		p := packer{words: wordBook{dict: book.dict}, facts: facts}
		b := p.add([]byte("before"), []byte(c.s), c.as)
		if len(b)-6 != c.size {
			t.Errorf("%q takes %d bytes, want %d", c.s, len(b)-6, c.size)
		}
		u := unpacker{words: book.list(), facts: facts}
		d := decoder{b: append(b[6:], "after"...)}
		over := d
		if over.skipPacked(true); over.err != nil || string(over.b) != "after" {
			t.Errorf("%q: passing over it gives %v, before %q", c.s, over.err, over.b)
		}
		if got := u.next(&d); string(got) != c.s || d.err != nil || string(d.b) != "after" {
			t.Errorf("%q came back as %q, %v, before %q", c.s, got, d.err, d.b)
		}
	}
}

func TestPackedProperty(t *testing.T) {
	alphabets := []string{"0123456789abcdef", packAlphabet, "0123456789abcdef-", "kim @.", "\x00\x01@ é"}
	rapid.Check(t, func(t *rapid.T) {
		book := newWordBook(&dictionary{})
		facts := []factView{{value: []byte("ki")}}
		var want []string
		var b []byte
		p := packer{words: book, facts: facts}
		for range rapid.IntRange(1, 12).Draw(t, "n") {
			s := string(rapid.SliceOfN(rapid.SampledFrom([]byte(rapid.SampledFrom(alphabets).Draw(t, "alphabet"))), 0, 40).Draw(t, "s"))
			want = append(want, s)
			b = p.add(b, []byte(s), packing(rapid.IntRange(0, 31).Draw(t, "as")))
		}
		u := unpacker{words: book.list(), facts: facts}
		d := decoder{b: b}
		for _, s := range want {
			if got := u.next(&d); string(got) != s {
				t.Fatalf("%q came back as %q", s, got)
			}
		}
		if d.err != nil || len(d.b) != 0 {
			t.Fatalf("%v, %d bytes left", d.err, len(d.b))
		}
	})
}

// TestWordBook: a word needs to be seen twice, and there is room for so many.
func TestWordBook(t *testing.T) {
	book := newWordBook(&dictionary{})
	find := func(s string) (uint32, bool) { return book.find([]byte(s)) }
	if _, ok := find("once"); ok {
		t.Error("a word has a code when it is first seen")
	}
	for want, s := range []string{"twice", "again"} {
		find(s)
		if c, ok := find(s); !ok || c != uint32(want) {
			t.Errorf("%s has the code %d, %v", s, c, ok)
		}
	}
	for _, s := range []string{"x", strings.Repeat("x", maxWord+1)} {
		find(s)
		if _, ok := find(s); ok {
			t.Errorf("%.10q is no word for its length", s)
		}
	}
	for i := range 2 * maxWords {
		find(fmt.Sprint("word", i))
		find(fmt.Sprint("word", i))
	}
	if n := len(book.dict.names); n != maxWords {
		t.Errorf("there are %d words", n)
	}
}

// FuzzPacked: whatever the bytes, taking them apart ends, passing over them takes
// as many, and what comes out can be packed again.
func FuzzPacked(f *testing.F) {
	for _, s := range []string{"\x00", "\x0e\x01\x01", "\x07\x08a\x08b", "\x15\x05\x12\x34\x50", "\x25\x12", "\x33\x12\x34\x50", "\x2c\x00\x00\x00\x01", "\xa5\x02", "\x05\x01\x02\x03\x04"} {
		f.Add([]byte(s))
	}
	words, facts := [][]byte{[]byte("word"), []byte("another")}, []factView{{value: []byte("fact")}}
	f.Fuzz(func(t *testing.T, b []byte) {
		u := unpacker{words: words, facts: facts}
		d := decoder{b: b}
		s := bytes.Clone(u.next(&d))
		if d.err != nil {
			return
		}
		if over := (decoder{b: b}); true {
			if over.skipPacked(true); over.err != nil || len(over.b) != len(d.b) {
				t.Errorf("passing over leaves %d bytes, reading %d", len(over.b), len(d.b))
			}
		}
		p := packer{words: wordBook{dict: &dictionary{}}}
		again := decoder{b: p.add(nil, s, asMail|asList|asIP)}
		if got := (&unpacker{}).next(&again); !bytes.Equal(got, s) {
			t.Errorf("%q became %q", s, got)
		}
	})
}

// TestRecord: a record says of an account what its rows said, at any times.
func TestRecord(t *testing.T) {
	w := newWorld(44, 200)
	book := newWordBook(&dictionary{})
	for _, row := range w.rows(300) {
		a := row.Account
		sortAccount(&a)
		for i := range a.Flags {
			if !a.Flags[i].Time.Known() {
				a.Flags[i].Time = model.Time{}
			}
		}
		a.Sources = []model.Source{{File: 3, Line: 1 << 40}}
		body := pack(t, book, &a)
		var rec, listed record
		if err := rec.parse(body, book.list(), false); err != nil {
			t.Fatal(err)
		}
		got := rec.account()
		var plain record
		if err := plain.parseStaged(appendAccount(nil, &a)); err != nil {
			t.Fatal(err)
		}
		want := plain.account()
		want.Sources = a.Sources
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v became %+v", want, got)
		}
		if err := listed.parse(body, book.list(), true); err != nil {
			t.Fatal(err)
		}
		if got.Identifiers = nil; !reflect.DeepEqual(listed.account(), got) {
			t.Fatalf("listed: %+v, want %+v", listed.account(), got)
		}
	}
}
