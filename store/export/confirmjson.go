package export

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// json reads a confirmation in JSON, in whichever shape it has.
func (c *confirmer) json(text string) error {
	dec := json.NewDecoder(strings.NewReader(text))
	var first json.RawMessage
	err := dec.Decode(&first)
	switch {
	case err != nil && !looksLikeLines(text):
		return c.broken(text, err)
	case err != nil || first[0] == '{' && !bytes.ContainsRune(first, '\n') && wrapped(first) == nil:
		return c.jsonLines(text)
	}
	c.unit = "element"
	list := first
	if first[0] == '{' {
		list = wrapped(first)
	}
	if list == nil { // objects one after another, each on several lines
		return c.elements(text, json.NewDecoder(strings.NewReader(text)))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return c.fail(model.ErrInput, "there is something behind the end of the JSON", "write one array, or JSON Lines")
	}
	dec = json.NewDecoder(bytes.NewReader(list))
	if _, err := dec.Token(); err != nil {
		return c.broken(text, err)
	}
	return c.elements(text, dec)
}

// looksLikeLines reports whether one of the first two lines is an object by itself, so
// that a bad line costs no more than itself.
func looksLikeLines(text string) bool {
	for range 2 {
		var line string
		line, text, _ = strings.Cut(strings.TrimSpace(text), "\n")
		if strings.HasPrefix(line, "{") && json.Valid([]byte(line)) {
			return true
		}
	}
	return false
}

func (c *confirmer) broken(text string, err error) error {
	where := ""
	if at := (*json.SyntaxError)(nil); errors.As(err, &at) {
		where = fmt.Sprintf(" near line %d", 1+strings.Count(text[:min(len(text), int(at.Offset))], "\n"))
	}
	return c.fail(model.ErrInput, "the file is not whole JSON"+where, "it may be cut short: ask for it again")
}

// wrapped gives the array of rows that an object holds, nil where it holds none and is
// a row itself.
func wrapped(object json.RawMessage) (rows json.RawMessage) {
	names, values, ok := members(object)
	if !ok {
		return nil
	}
	if at, _ := columnsOf(names); at.enough() {
		return nil
	}
	for i, v := range values {
		switch foldWord(names[i]) {
		case "rows", "results", "accounts", "items", "records", "value":
			if v[0] == '[' {
				return v
			}
		}
	}
	return nil
}

func (c *confirmer) jsonLines(text string) error {
	for n := 1; text != ""; n++ {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if err := c.object([]byte(line), n); err != nil {
			return err
		}
	}
	return nil
}

// elements reads values to the end of the array that dec is in, or of the text.
func (c *confirmer) elements(text string, dec *json.Decoder) error {
	for n := 1; dec.More(); n++ {
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return c.broken(text, err)
		}
		if err := c.object(v, n); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil && !errors.Is(err, io.EOF) {
		return c.broken(text, err)
	}
	return nil
}

// object reads one row.
func (c *confirmer) object(v []byte, n int) error {
	lost := func(reason, hint string) error {
		return c.lost(RowError{Line: n, Reason: reason, Hint: hint, Raw: shorten(string(v), maxRaw)})
	}
	if len(v) > maxRecord {
		return lost(fmt.Sprintf("more than %d MiB", maxRecord>>20), "leave out what is not asked for")
	}
	var names []string
	var values []json.RawMessage
	ok := json.Valid(v)
	if ok {
		names, values, ok = members(v)
	}
	if !ok {
		return lost("it is not an object of JSON", `write {"account":"platform:id","status":"done"}`)
	}
	at, twice := columnsOf(names)
	if twice >= 0 {
		return lost("it has the "+fieldNames[twice][0]+" twice", "leave one of them")
	}
	a := answer{line: n}
	for field, i := range at {
		if i < 0 {
			continue
		}
		text, ok := scalar(values[i])
		if !ok {
			return lost("its "+fieldNames[field][0]+" is a list or an object", "write it as a text")
		}
		a.fields[field] = text
	}
	// A batch's own file has the bytes of an id that JSON cannot carry beside it.
	if i := slices.Index(names, "native_id_base64"); i >= 0 {
		text, _ := scalar(values[i])
		if exact, err := base64.StdEncoding.DecodeString(text); err == nil && len(exact) > 0 && a.fields[fieldPlatform] != "" {
			a.fields[fieldAccount], a.fields[fieldNative] = "", string(exact)
		}
	}
	return c.add(a)
}

// maxMembers bounds the members of an object that is looked at.
const maxMembers = 1000

// members gives the names and values of an object in their order, each name as often as
// it is there; ok is false for JSON that is no object, or one with too many. The JSON
// must be valid.
func members(object []byte) (names []string, values []json.RawMessage, ok bool) {
	i := skip(object, 0, space)
	if object[i] != '{' {
		return nil, nil, false
	}
	for i = skip(object, i+1, space); object[i] != '}'; {
		end := valueEnd(object, i)
		names = append(names, textOf(object[i:end]))
		i = skip(object, end, space+":")
		end = valueEnd(object, i)
		values = append(values, object[i:end])
		i = skip(object, end, space+",")
		if len(names) > maxMembers {
			return nil, nil, false
		}
	}
	return names, values, true
}

const space = " \t\r\n"

// skip gives the offset of the first byte from i on that is none of these.
func skip(b []byte, i int, these string) int {
	for strings.IndexByte(these, b[i]) >= 0 {
		i++
	}
	return i
}

// valueEnd gives the offset after the value at i of an object that is valid JSON, which
// therefore goes on behind it.
func valueEnd(b []byte, i int) int {
	for depth := 0; ; i++ {
		switch b[i] {
		case '"':
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
	}
}

// textOf gives the text of a string of JSON.
func textOf(v []byte) (text string) {
	if bytes.IndexByte(v, '\\') < 0 && utf8.Valid(v) {
		return string(v[1 : len(v)-1])
	}
	if err := json.Unmarshal(v, &text); err != nil {
		return "" // cannot be: it is valid
	}
	return text
}

// scalar gives a text, a number as it is written, true or false, and "" for null.
func scalar(v json.RawMessage) (text string, ok bool) {
	switch v[0] {
	case '{', '[':
		return "", false
	case 'n':
		return "", true
	case '"':
		return strings.TrimSpace(textOf(v)), true
	}
	return string(v), true
}
