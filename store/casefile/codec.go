package casefile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
)

// detailed is an account as case.json has it.
type detailed struct {
	Account
	Detail Detail `json:"detail,omitzero"`
}

// IsZero reports whether there is no detail.
func (d Detail) IsZero() bool { return len(d.Events) == 0 && len(d.Rows) == 0 }

// Encode writes case.json. It holds the details of one account at a time. Errors are those
// of w and of [Record.Detail].
func Encode(w io.Writer, r *Record) error {
	e := &encoder{w: bufio.NewWriterSize(w, 64<<10)}
	fmt.Fprintf(e.w, "{\n\"format\":%q,\n\"version\":%d", Format, Version)
	v := reflect.ValueOf(r).Elem()
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		if name == "-" || options == "omitempty" && f.IsZero() {
			continue
		}
		fmt.Fprintf(e.w, ",\n%q:", name)
		if f.Kind() != reflect.Slice {
			e.value(f.Interface())
			continue
		}
		e.list(f.Len(), func(i int) (any, error) {
			if name != "accounts" {
				return f.Index(i).Interface(), nil
			}
			d, err := r.Details(i)
			return detailed{r.Accounts[i], d}, err
		})
	}
	e.w.WriteString("\n}\n")
	if e.err != nil {
		return e.err
	}
	return e.w.Flush()
}

type encoder struct {
	w   *bufio.Writer
	err error // the first
}

// value writes a value on one line.
func (e *encoder) value(v any) {
	if e.err != nil {
		return
	}
	line, err := safejson.Encode(v)
	if err != nil {
		e.err = &model.Error{Kind: model.ErrInternal, Message: "the case cannot be encoded", Err: err}
		return
	}
	e.w.Write(line) // its error is kept for Flush
}

// list writes an array with every element on a line of its own.
func (e *encoder) list(n int, at func(int) (any, error)) {
	e.w.WriteByte('[')
	for i := range n {
		if e.err != nil {
			return
		}
		if i > 0 {
			e.w.WriteByte(',')
		}
		e.w.WriteByte('\n')
		v, err := at(i)
		if err != nil {
			e.err = err
			return
		}
		e.value(v)
	}
	if n > 0 {
		e.w.WriteByte('\n')
	}
	e.w.WriteByte(']')
}

// MaxSize is how large a case.json may be that [Decode] takes, in bytes.
const MaxSize = 1 << 30

// Decode reads case.json. What it gives, [Encode] writes with the same bytes: it refuses
// a text that was formatted anew, or that has a key twice or one that is not known. The
// error is of kind input, with the line in Where where it has one, and of kind limit where
// the text is longer than [MaxSize].
func Decode(text []byte) (*Record, error) {
	if len(text) > MaxSize {
		return nil, &model.Error{Kind: model.ErrLimit, Message: "the case file is too large", Hint: "the most is 1 GiB"}
	}
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, unreadable(text, err)
	}
	if head.Format != Format || head.Version < 1 {
		return nil, &model.Error{Kind: model.ErrInput, Message: "this is no case file of Clew's", Where: "format",
			Hint: `it begins with "format": "` + Format + `"; 'clew export case' writes one`}
	}
	if head.Version > Version {
		return nil, &model.Error{Kind: model.ErrInput, Message: fmt.Sprintf("this case file has version %d, and this program reads %d", head.Version, Version), Where: "version",
			Hint: "use a newer Clew"}
	}
	var in struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
		Record
		Accounts []detailed `json:"accounts"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return nil, unreadable(text, err)
	}
	r := in.Record
	details := make([]Detail, len(in.Accounts))
	for i, a := range in.Accounts {
		r.Accounts = append(r.Accounts, a.Account)
		details[i] = a.Detail
	}
	r.Detail = func(i int) (Detail, error) { return details[i], nil }
	c := &comparer{want: text}
	if err := Encode(c, &r); err != nil || c.at < len(text) {
		return nil, unreadable(text, &json.SyntaxError{Offset: int64(c.at)})
	}
	return &r, nil
}

// comparer takes what is written as long as it is what is wanted.
type comparer struct {
	want []byte
	at   int // bytes that were the same
}

func (c *comparer) Write(p []byte) (int, error) {
	for i, b := range p {
		if c.at == len(c.want) || c.want[c.at] != b {
			return i, io.ErrShortWrite
		}
		c.at++
	}
	return len(p), nil
}

// unreadable says where in the text the error is.
func unreadable(text []byte, err error) error {
	out := &model.Error{Kind: model.ErrInput, Message: "the case file is not as Clew writes it", Err: err,
		Hint: "it was cut short, edited or formatted anew; ask for it again"}
	at := int64(-1)
	switch e := err.(type) {
	case *json.SyntaxError:
		at = e.Offset
	case *json.UnmarshalTypeError:
		at = e.Offset
	}
	if at >= 0 && at <= int64(len(text)) {
		out.Where = model.Untrusted(fmt.Sprintf("line %d", 1+bytes.Count(text[:at], []byte{'\n'})))
	}
	return out
}
