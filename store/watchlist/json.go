package watchlist

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// looksLikeJSON tells JSON from text that merely starts with a bracket, such as
// a list of IPv6 addresses with ports.
func looksLikeJSON(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n")
	if s == "" || s[0] != '[' {
		return s != "" && s[0] == '{'
	}
	s = strings.TrimLeft(s[1:], " \t\r\n")
	return s == "" || strings.IndexByte(`{["]`, s[0]) >= 0
}

// node is a JSON value as a tree. An object has as many keys as kids.
type node struct {
	kind byte // '{', '[', '"' for text, '0' for numbers and booleans, 'n' for null
	text string
	keys []string
	kids []*node
}

// get gives the value under a key, an empty node where there is none.
func (n *node) get(key string) *node {
	for i, k := range n.keys {
		if k == key {
			return n.kids[i]
		}
	}
	return &node{kind: 'n'}
}

// items gives the elements of an array, or of anything else itself: exporters
// write a list of one as either.
func (n *node) items() []*node {
	switch n.kind {
	case '[':
		return n.kids
	case 'n':
		return nil
	}
	return []*node{n}
}

// walker reads JSON token by token. Of the tokens' order the decoder takes care.
type walker struct {
	in  io.Reader
	dec *json.Decoder
}

func newWalker(in io.Reader) *walker {
	d := json.NewDecoder(filling{in})
	d.UseNumber()
	return &walker{in, d}
}

// filling fills whatever it is given to the end. The decoder looks at white space anew after every
// read, and makes more room before each: read by small pieces, a megabyte of spaces takes seconds.
type filling struct{ in io.Reader }

func (f filling) Read(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var m int
		m, err = f.in.Read(p[n:])
		n += m
	}
	return n, err
}

// skip passes over what follows an opening bracket, to its closing one.
func (w *walker) skip() error {
	for depth := 1; depth > 0; {
		t, err := w.dec.Token()
		if err != nil {
			return err
		}
		if d, ok := t.(json.Delim); ok {
			if d == '{' || d == '[' {
				depth++
			} else {
				depth--
			}
		}
	}
	return nil
}

// skipValue passes over one value.
func (w *walker) skipValue() error {
	t, err := w.dec.Token()
	if _, opens := t.(json.Delim); opens && err == nil {
		return w.skip()
	}
	return err
}

// Flaws of an element that cost the element alone.
var (
	errDeep = fmt.Errorf("nested more than %d levels deep", maxDepth)
	errTwin = errors.New("has the same key twice")
)

// tree reads the value that begins with t. A flaw is told after all of the value
// has been read, so that the walk can go on behind it; err ends the walk.
func (w *walker) tree(t json.Token, depth int) (n *node, flaw, err error) {
	switch t := t.(type) {
	case nil:
		return &node{kind: 'n'}, nil, nil
	case string:
		return &node{kind: '"', text: t}, nil, nil
	case json.Number:
		return &node{kind: '0', text: t.String()}, nil, nil
	case bool:
		return &node{kind: '0', text: strconv.FormatBool(t)}, nil, nil
	}
	if depth >= maxDepth {
		return &node{kind: 'n'}, errDeep, w.skip()
	}
	n = &node{kind: byte(t.(json.Delim))}
	seen := map[string]bool{}
	for w.dec.More() {
		t, err := w.dec.Token()
		if err != nil {
			return nil, nil, err
		}
		if n.kind == '{' {
			key := t.(string)
			if seen[key] {
				flaw = errors.Join(flaw, errTwin)
			}
			seen[key] = true
			n.keys = append(n.keys, key)
			if t, err = w.dec.Token(); err != nil {
				return nil, nil, err
			}
		}
		kid, bad, err := w.tree(t, depth+1)
		if err != nil {
			return nil, nil, err
		}
		if flaw == nil {
			flaw = bad
		}
		n.kids = append(n.kids, kid)
	}
	_, err = w.dec.Token()
	return n, flaw, err
}

// object goes through the members of an object whose bracket has been read;
// member must read the value.
func (w *walker) object(member func(key string) error) error {
	for w.dec.More() {
		t, err := w.dec.Token()
		if err != nil {
			return err
		}
		if err := member(t.(string)); err != nil {
			return err
		}
	}
	_, err := w.dec.Token()
	return err
}

// elements goes through an array, or through the one value that is in its place.
func (w *walker) elements(each func(t json.Token) error) error {
	t, err := w.dec.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('[') {
		return each(t)
	}
	for w.dec.More() {
		if t, err = w.dec.Token(); err != nil {
			return err
		}
		if err := each(t); err != nil {
			return err
		}
	}
	_, err = w.dec.Token()
	return err
}

// document is JSON that can be read again from its beginning.
type document struct {
	again func() (io.Reader, error)
	done  func() error // what was wrong with what is behind the reader, such as a file that is damaged
}

func inMemory(text string) document {
	return document{func() (io.Reader, error) { return strings.NewReader(text), nil }, func() error { return nil }}
}

// document is a source as one; first is a reading of it that nothing was taken from.
func (s *source) document(first *stream) document {
	now, opened := first, false
	return document{func() (io.Reader, error) {
		if !opened {
			opened = true
			return now, nil
		}
		var err error
		now, err = s.open()
		return now, err
	}, func() error {
		err := now.end()
		if now != first { // which is closed by who opened it
			now.close()
		}
		return err
	}}
}

// read has a document read from its beginning to its end.
func (d document) read(fn func(w *walker) error) error {
	in, err := d.again()
	if err != nil {
		return err
	}
	err = fn(newWalker(in))
	if wrong := d.done(); wrong != nil {
		return wrong
	}
	return err
}

// shape is what the top of a document looks like: the keys of its object, or of
// the first object in its array.
type shape struct {
	array   bool
	strings bool // the array's first element is a string
	keys    map[string]int
	typ     string // of an object, its "type"
}

// survey walks the whole document, so that a document that is not whole is found
// before anything of it is used.
func survey(w *walker) (s shape, at int64, err error) {
	s.keys = map[string]int{}
	top := func() error {
		return w.object(func(key string) error {
			s.keys[key]++
			t, err := w.dec.Token()
			if v, ok := t.(string); ok && key == "type" {
				s.typ = v
			}
			if _, opens := t.(json.Delim); opens && err == nil {
				return w.skip()
			}
			return err
		})
	}
	t, err := w.dec.Token()
	switch {
	case err != nil:
	case t == json.Delim('{'):
		err = top()
	default:
		s.array = true
		first := true
		for err == nil && w.dec.More() {
			if t, err = w.dec.Token(); err != nil {
				break
			}
			_, text := t.(string)
			s.strings = s.strings || first && text
			switch {
			case first && t == json.Delim('{'):
				err = top()
			case t == json.Delim('{') || t == json.Delim('['):
				err = w.skip()
			}
			first = false
		}
		if err == nil {
			_, err = w.dec.Token()
		}
	}
	if err == nil {
		if _, err = w.dec.Token(); err == io.EOF {
			return s, 0, nil
		} else if err == nil {
			err = errors.New("text after the end of the document")
		}
	}
	return s, w.dec.InputOffset(), err
}

// json reads a document of JSON.
func (r *reader) json(d document) error {
	var s shape
	var at int64
	var flaw error
	if err := d.read(func(w *walker) error { s, at, flaw = survey(w); return nil }); err != nil {
		return err
	}
	if err := flaw; err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			at = syntax.Offset
		}
		var lines lineCounter
		d.read(func(w *walker) error { io.Copy(&lines, io.LimitReader(w.in, at)); return nil })
		return &model.Error{Kind: model.ErrInput, Message: fmt.Sprintf("not whole JSON, near line %d", 1+lines),
			Where: model.Untrusted(r.name), Hint: "fetch the file again", Err: err}
	}
	for _, key := range []string{"objects", "Event", "response", "Attribute", "Object", "list"} {
		if s.keys[key] > 1 {
			return r.fail(model.ErrInput, "the document has the key \""+key+"\" twice", "ask for it again: two readers would read it differently")
		}
	}
	has := func(key string) bool { return s.keys[key] > 0 }
	switch {
	case s.strings, !s.array && has("list"):
		return d.read(func(w *walker) error { return r.jsonList(w, s) })
	case has("Event"), has("response"), has("Attribute"), has("Object"):
		return d.read(r.misp)
	case has("objects"), has("type"), s.typ == "bundle":
		return d.read(func(w *walker) error { return r.stix(w, s) })
	}
	return r.fail(model.ErrInput, "the document is neither STIX nor MISP nor a list of values",
		"put the values into a text file, one a line")
}

// lineCounter counts the lines that end in what is written to it.
type lineCounter int

func (c *lineCounter) Write(p []byte) (int, error) {
	*c += lineCounter(bytes.Count(p, []byte{'\n'}))
	return len(p), nil
}

// jsonList reads an array of strings, or the "list" of a warning list.
func (r *reader) jsonList(w *walker, s shape) error {
	r.res.Format = FormatJSON
	as := r.o.given()
	if !s.array {
		switch s.typ {
		case "regex", "substring":
			return r.fail(model.ErrUnsupported, "the list holds patterns or parts of text, not values", "no value can be told from them")
		case "cidr":
			as = aNetwork
		case "hostname":
			as = aDomain
		}
	}
	n := uint64(0)
	each := func(t json.Token) error {
		n++
		value, flaw, err := w.tree(t, 0)
		if err != nil {
			return err
		}
		if flaw != nil || value.kind != '"' && value.kind != '0' {
			r.lost(place{line: n}, "", "not a plain value")
			return nil
		}
		return r.add(place{line: n}, as, value.text, "")
	}
	if s.array {
		return w.elements(each)
	}
	if _, err := w.dec.Token(); err != nil {
		return err
	}
	return w.object(func(key string) error {
		if key == "list" {
			return w.elements(each)
		}
		return w.skipValue()
	})
}
