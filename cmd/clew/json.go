package main

import (
	"bufio"
	"bytes"
	"encoding/json"

	"github.com/seed-28a39f10/clew/model/safejson"
)

// safeJSON encodes v on one line of characters that can be seen. It panics where v
// cannot be encoded, which is a mistake in this package.
func safeJSON(v any) []byte {
	b, err := safejson.Encode(v)
	must(err)
	return b
}

// object prints one value as JSON, indented.
func (a *app) object(v any) error {
	var b bytes.Buffer
	must(json.Indent(&b, safeJSON(v), "", "  "))
	b.WriteByte('\n')
	_, err := a.out.Write(b.Bytes())
	return err
}

// list prints an array as JSON, one element a line, as the elements come.
type list struct {
	w *bufio.Writer
	n int
}

func (l *list) add(v any) error {
	sep := ",\n "
	if l.n == 0 {
		sep = "[\n "
	}
	l.n++
	l.w.WriteString(sep)
	_, err := l.w.Write(safeJSON(v))
	return err
}

func (l *list) end() error {
	last := "\n]\n"
	if l.n == 0 {
		last = "[]\n"
	}
	_, err := l.w.WriteString(last)
	return err
}

// array prints a whole slice as JSON.
func array[T any](a *app, items []T) error {
	l := list{w: a.out}
	for _, it := range items {
		if err := l.add(it); err != nil {
			return err
		}
	}
	return l.end()
}

// orEmpty gives a list that is encoded as [] where there is none.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
