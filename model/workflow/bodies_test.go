package workflow

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

var update = flag.Bool("update", false, "write the bodies in testdata")

// The bodies in testdata are what is in files on other people's disks. Each has every field that
// its action has, so that none is renamed, and none is added without being put down there.
func TestBodiesOfAllVerbs(t *testing.T) {
	for _, verb := range slices.Sorted(maps.Keys(decoders)) {
		t.Run(verb, func(t *testing.T) {
			file := filepath.Join("testdata", "bodies", verb+".json")
			if *update {
				a, err := decoders[verb]([]byte("{}"))
				if err != nil {
					t.Fatal(err)
				}
				v := reflect.New(reflect.TypeOf(a)).Elem()
				fill(v)
				if err := os.WriteFile(file, append(indent(t, v.Interface()), '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, err := decoders[verb](body)
			if err != nil {
				t.Fatal(err)
			}
			if got := indent(t, a); !bytes.Equal(got, bytes.TrimSpace(body)) {
				t.Errorf("read and written again the body is\n%s\nand was\n%s", got, body)
			}
			for _, f := range empty(reflect.ValueOf(a), "") {
				t.Errorf("%s has nothing in %s: a new field?", file, f)
			}
			if p, ok := a.(Propose); ok {
				var terms Terms
				if err := json.Unmarshal(p.Terms, &terms); err != nil {
					t.Fatal(err)
				}
				for _, f := range empty(reflect.ValueOf(terms), "terms") {
					t.Errorf("%s has nothing in %s: a new field?", file, f)
				}
				if got, want := indent(t, terms), indent(t, p.Terms); !bytes.Equal(got, want) {
					t.Errorf("read and written again the terms are\n%s\nand were\n%s", got, want)
				}
			}
		})
	}
}

func indent(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fill puts something into every field that is written.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); written(f) {
				fill(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			var terms Terms
			fill(reflect.ValueOf(&terms).Elem())
			b, _ := json.Marshal(terms)
			v.SetBytes(b)
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0))
		fill(v.Index(1))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key)
		fill(value)
		v.SetMapIndex(key, value)
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Int, reflect.Int64:
		v.SetInt(2)
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		v.SetUint(2)
	}
}

func written(f reflect.StructField) bool {
	return (f.Anonymous || f.IsExported()) && f.Tag.Get("json") != "-"
}

// empty names the fields that are written and have nothing in them.
func empty(v reflect.Value, at string) (out []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return []string{at}
		}
		return empty(v.Elem(), at)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); written(f) {
				out = append(out, empty(v.Field(i), at+"."+f.Name)...)
			}
		}
		return out
	case reflect.Slice:
		if v.Len() == 0 {
			return []string{at}
		}
		if v.Index(0).Kind() == reflect.Struct {
			return empty(v.Index(0), at)
		}
		return nil
	case reflect.Map:
		if v.Len() == 0 {
			return []string{at}
		}
		return nil
	}
	if v.IsZero() {
		return []string{at}
	}
	return nil
}

// What earlier versions wrote is read as what it was.
func TestBodiesOfEarlierVersions(t *testing.T) {
	d := start(t)
	for _, e := range []struct{ verb, body string }{
		{"note", `{"text":"x"}`},
		{"tag", `{"tag":"seen"}`},
		{"note", `{"text":"y","of a later version":{"a":[1]}}`},
	} {
		if err := d.s.Apply(Event{Seq: d.s.Next(), Actor: "mara", Verb: e.verb, Subjects: []uint32{7}, Body: []byte(e.body)}); err != nil {
			t.Fatal(err)
		}
	}
	if v := d.s.Violations(); len(v) > 0 {
		t.Fatal(v)
	}
	if n := d.s.Notes(AccountKey(7)); len(n) != 2 || n[0].Text != "x" || n[0].On.Kind != Account || n[1].Text != "y" {
		t.Errorf("notes %+v", n)
	}
	if got := d.s.Tags(7); len(got) != 1 || got[0] != "seen" {
		t.Errorf("tags %v", got)
	}
}

// An action of a later version is left alone; one of ours that cannot be read is named.
func TestBodiesThatCannotBeRead(t *testing.T) {
	d := start(t)
	before := dump(d.s, false)
	if err := d.s.Apply(Event{Seq: d.s.Next(), Verb: "teleport", Body: []byte("{")}); err != nil {
		t.Fatal(err)
	}
	next := d.s.Next()
	for _, verb := range slices.Sorted(maps.Keys(decoders)) {
		for _, body := range []string{"", "{", "[]", "7", `{"id":"x","text":1,"tag":1,"verdict":1,"entry":"x","why":1,"toml":1,"login":1,"kinds":1,"value":1,"steps":1,"count":"x","job":1}`} {
			if verb == "round" && len(body) > 2 {
				continue // it has no fields
			}
			if err := d.s.Apply(Event{Seq: next, Actor: "mara", Verb: verb, Body: []byte(body)}); model.KindOf(err) != model.ErrCorrupt {
				t.Errorf("%s %q: no error", verb, body)
			}
		}
	}
	if dump(d.s, false) != before {
		t.Error("what cannot be read changed the state")
	}
}
