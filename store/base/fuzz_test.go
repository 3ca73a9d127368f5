package base

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

// The decoders read bytes that passed a checksum, so what they are given here
// takes an adversary with a disk editor, or a bug. They must end without a
// panic; and what they accept they must be able to write again.

func FuzzStaged(f *testing.F) {
	w := newWorld(41, 20)
	for _, row := range w.rows(20) {
		f.Add(appendAccount(nil, &row.Account))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var rec, again record
		if rec.parseStaged(b) != nil {
			return
		}
		a := rec.account()
		if err := again.parseStaged(appendAccount(nil, &a)); err != nil {
			t.Fatal(err)
		}
		if got := again.account(); !reflect.DeepEqual(got, a) {
			t.Errorf("%+v became %+v", a, got)
		}
	})
}

// pack encodes an account as a record, and gives the words that it was given codes for.
func pack(tb testing.TB, book wordBook, a *model.Account) []byte {
	var rec record
	if err := rec.parseStaged(appendAccount(nil, a)); err != nil {
		tb.Fatal(err)
	}
	rec.sources = a.Sources
	return rec.pack(nil, book)
}

func (w wordBook) list() (words [][]byte) {
	for _, s := range w.dict.names {
		words = append(words, []byte(s))
	}
	return words
}

func FuzzRecord(f *testing.F) {
	w := newWorld(41, 20)
	known := newWordBook(&dictionary{})
	for _, row := range w.rows(20) {
		row.Account.Sources = []model.Source{{File: 1, Line: 2}}
		f.Add(pack(f, known, &row.Account))
	}
	words := known.list()
	f.Fuzz(func(t *testing.T, b []byte) {
		var rec, again record
		if rec.parse(b, words, false) != nil {
			return
		}
		a := rec.account()
		book := newWordBook(&dictionary{})
		pack(t, book, &a) // words are given codes when they are seen again
		body := pack(t, book, &a)
		if err := again.parse(body, book.list(), false); err != nil {
			t.Fatal(err)
		}
		if got := again.account(); !reflect.DeepEqual(got, a) {
			t.Errorf("%+v became %+v", a, got)
		}
	})
}

func FuzzEvent(f *testing.F) {
	w := newWorld(42, 20)
	for range 20 {
		e := w.event(1)
		f.Add(appendEvent(nil, &e))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		eventKey(b)
		var e, got model.Event
		if err := (&staged{body: b}).decode(&e, nil); err != nil {
			return
		}
		body := appendEvent(nil, &e)
		err := (&staged{body: body}).decode(&got, &texts{})
		if err != nil || !bytes.Equal(appendEvent(nil, &got), body) {
			t.Errorf("%+v became %+v, %v", e, got, err)
		}
	})
}

func FuzzEventGroup(f *testing.F) {
	w := newWorld(43, 20)
	var b []byte
	for i := range uint32(20) {
		e := w.event(1)
		b = appendGroup(b, i, 0, []staged{{model.Source{File: i, Line: 7}, appendEvent(nil, &e)}})
		f.Add(bytes.Clone(b))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var g eventGroup
		for d := (decoder{b: b}); len(d.b) > 0; {
			before := len(d.b)
			if d.group(&g); d.err == nil && len(d.b) >= before {
				t.Fatal("a group took no bytes")
			}
		}
	})
}

func FuzzPostings(f *testing.F) {
	f.Add([]byte("\x00\x00\x03\x04abc\x02\x01\x05"), []byte("\x04abc"), []byte{postingMore, 1, 9})
	f.Add([]byte("\x01\x03\x02\x01\x01"), []byte("\x04abc"), []byte{postingMore, 1, 9})
	f.Add([]byte("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00\x01"), []byte("x"), []byte{7})
	f.Fuzz(func(t *testing.T, body, key, more []byte) {
		key = append([]byte{tabPosting}, key...)
		next := append(bytes.Clone(key), 0, 0, 0, 0, 1)
		pairs := []kv.Pair{{K: key, V: seal(key, bytes.Clone(body))}, {K: next, V: seal(next, bytes.Clone(more))}}
		b := &Base{r: memory(pairs), stats: Stats{Accounts: 1000}}
		c := b.postings(nil)
		for range len(body) + len(more) + 2 {
			p, err := c.next()
			if err != nil {
				return
			}
			for _, ord := range p.ords {
				if ord >= 1000 {
					t.Fatalf("ordinal %d", ord)
				}
			}
		}
		t.Error("the postings do not end")
	})
}

// FuzzValue: escaping keeps values apart and in order, and can be undone.
func FuzzValue(f *testing.F) {
	for _, v := range nasty {
		f.Add([]byte(v), []byte("x"))
		f.Add([]byte(v), []byte(v+"\x00"))
	}
	f.Fuzz(func(t *testing.T, x, y []byte) {
		ex, ey := escape(nil, x), escape(nil, y)
		if bytes.IndexByte(ex, 0) >= 0 || !bytes.Equal(unescape(nil, ex), x) || bytes.Compare(ex, ey) != bytes.Compare(x, y) {
			t.Errorf("%q became %q; %q became %q", x, ex, y, ey)
		}
		if bytes.HasPrefix(x, y) != bytes.HasPrefix(ex, ey) {
			t.Errorf("prefixes: %q %q", x, y)
		}
		if !bytes.Equal(x, y) && bytes.Equal(termKey(nil, x), termKey(nil, y)) {
			t.Errorf("two values have one key: %q %q", x, y)
		}
	})
}
