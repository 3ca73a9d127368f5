package casefile_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/casefile/schematest"
)

var update = flag.Bool("update", false, "write case.schema.json anew")

// comments gives the comments of the types and of the fields of the record, by "Type" and
// "Type.key".
func comments(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range []string{"record.go", "decision.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				commentsOf(g, out)
			}
		}
	}
	return out
}

func commentsOf(g *ast.GenDecl, out map[string]string) {
	for _, spec := range g.Specs {
		s := spec.(*ast.TypeSpec)
		out[s.Name.Name] = strings.Join(strings.Fields(g.Doc.Text()), " ")
		for _, f := range s.Type.(*ast.StructType).Fields.List {
			if f.Tag == nil {
				continue
			}
			key, _, _ := strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
			out[s.Name.Name+"."+key] = strings.Join(strings.Fields(f.Comment.Text()), " ")
		}
	}
}

// schemaMaker makes the schema of the types.
type schemaMaker struct {
	comments map[string]string
	defs     map[string]any
	missing  []string        // fields without a description
	used     map[string]bool // of schemaWords and schemaLimits
}

func (m *schemaMaker) describe(name string) string {
	words, ok := schemaWords[name]
	m.used[name] = true
	if !ok {
		words = m.comments[name]
	}
	if words == "" {
		m.missing = append(m.missing, name)
		return ""
	}
	return strings.ToUpper(words[:1]) + strings.TrimSuffix(words[1:], ".") + "."
}

func (m *schemaMaker) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	m.fields(t, properties, &required)
	if t == reflect.TypeFor[casefile.Account]() {
		properties["detail"] = m.field("Account.detail", reflect.TypeFor[casefile.Detail](), false)
	}
	return map[string]any{"type": "object", "description": m.comments[t.Name()], "properties": properties, "required": required, "additionalProperties": false}
}

func (m *schemaMaker) fields(t reflect.Type, properties map[string]any, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		key, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous:
			m.fields(f.Type, properties, required)
		case key != "-":
			properties[key] = m.field(t.Name()+"."+key, f.Type, options == "" && t != reflect.TypeFor[casefile.Record]())
			if options == "" {
				*required = append(*required, key)
			}
		}
	}
}

func (m *schemaMaker) field(name string, t reflect.Type, null bool) map[string]any {
	out := m.of(t)
	if out["type"] == "array" && null {
		out["type"] = []string{"array", "null"} // null where there are none
	}
	out["description"] = m.describe(name)
	m.used[name] = true
	if limits, ok := schemaLimits[name]; ok {
		var more map[string]any
		if err := json.Unmarshal([]byte(limits), &more); err != nil {
			panic(name + ": " + err.Error())
		}
		maps.Copy(out, more)
	}
	return out
}

func (m *schemaMaker) of(t reflect.Type) map[string]any {
	switch t {
	case reflect.TypeFor[casefile.Text]():
		return map[string]any{"$ref": "#/$defs/Text"}
	case reflect.TypeFor[casefile.Time]():
		return map[string]any{"$ref": "#/$defs/Time"}
	case reflect.TypeFor[json.RawMessage]():
		return map[string]any{}
	case reflect.TypeFor[[]byte]():
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return m.of(t.Elem())
	case reflect.Slice:
		return map[string]any{"type": "array", "items": m.of(t.Elem())}
	case reflect.Struct:
		if m.defs[t.Name()] == nil {
			m.defs[t.Name()] = true
			m.defs[t.Name()] = m.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Int, reflect.Int64, reflect.Uint8, reflect.Uint32, reflect.Uint64:
		return map[string]any{"type": "integer"}
	}
	panic(t.String())
}

func (m *schemaMaker) make() map[string]any {
	m.defs = map[string]any{
		"Text": map[string]any{"description": "Text that an adversary may have written: a string, or where its bytes are no UTF-8 an object of them in base64.",
			"oneOf": []any{map[string]any{"type": "string"}, map[string]any{"type": "object", "properties": map[string]any{"base64": map[string]any{"type": "string", "contentEncoding": "base64", "description": "The bytes."}},
				"required": []string{"base64"}, "additionalProperties": false}}},
		"Time": map[string]any{"description": "An instant to the millisecond: RFC 3339, in UTC or with the offset that its source wrote it with; milliseconds since 1970 in UTC where its year has not four digits; null where it is unknown.",
			"type": []string{"string", "integer", "null"}, "format": "date-time"},
	}
	root := m.object(reflect.TypeFor[casefile.Record]())
	maps.Copy(root["properties"].(map[string]any), map[string]any{
		"format":  map[string]any{"const": casefile.Format, "description": "The name of the format."},
		"version": map[string]any{"const": casefile.Version, "description": "The version of the format. A new key is a new version."},
	})
	root["required"] = append([]string{"format", "version"}, root["required"].([]string)...)
	root["$schema"], root["$id"], root["title"], root["$defs"] = "https://json-schema.org/draft/2020-12/schema", "urn:clew:case:1", "case.json, a case file of Clew's", m.defs
	return root
}

func TestSchemaIsOfTheTypes(t *testing.T) {
	m := &schemaMaker{comments: comments(t), used: map[string]bool{}}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(m.make()); err != nil {
		t.Fatal(err)
	}
	if len(m.missing) > 0 {
		t.Errorf("without a description: %q", m.missing)
	}
	for _, set := range []map[string]string{schemaWords, schemaLimits} {
		for name := range set {
			if !m.used[name] {
				t.Errorf("%s is no field", name)
			}
		}
	}
	if *update {
		if err := os.WriteFile("case.schema.json", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(b.Bytes(), casefile.Schema()) {
		t.Error("case.schema.json is not of the types; 'go test -run TestSchemaIsOfTheTypes -update' writes it anew")
	}
}

func TestWhatIsEncodedIsOfTheSchema(t *testing.T) {
	s := schematest.Case(t)
	profiles := testProfiles(t)
	for seed := range uint64(200) {
		r := casefiletest.Random(seed, int(seed%4), hostile)
		if err := s.Validate(schematest.Parse(t, encode(t, r))); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		out, err := profiles[seed%uint64(len(profiles))].Apply(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(schematest.Parse(t, encode(t, out))); err != nil {
			t.Fatalf("seed %d, redacted: %v", seed, err)
		}
	}
	for _, r := range []*casefile.Record{{}, {Log: casefile.Log{Time: casefile.Time{Milli: 1 << 52}}}} {
		if err := s.Validate(schematest.Parse(t, encode(t, r))); err != nil {
			t.Error(err)
		}
	}
}

// TestSchemaHasEveryField compares case.json with the schema without a look at the types:
// of every object that is written, each key is in the schema, and described.
func TestSchemaHasEveryField(t *testing.T) {
	var root map[string]any
	if err := json.Unmarshal(casefile.Schema(), &root); err != nil {
		t.Fatal(err)
	}
	defs := root["$defs"].(map[string]any)
	seen := map[string]bool{}
	var walk func(path string, schema map[string]any, v any)
	walk = func(path string, schema map[string]any, v any) {
		if ref, ok := schema["$ref"].(string); ok {
			path = strings.TrimPrefix(ref, "#/$defs/")
			schema = defs[path].(map[string]any)
		}
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(path, schema["items"].(map[string]any), e)
			}
		case map[string]any:
			properties, ok := schema["properties"].(map[string]any)
			if !ok { // a text of bytes, or the body of an entry
				return
			}
			for key, e := range v {
				p, ok := properties[key].(map[string]any)
				if !ok {
					t.Fatalf("%s.%s is not in the schema", path, key)
				}
				seen[path+"."+key] = true
				walk(path+"."+key, p, e)
			}
		}
	}
	var v any
	if err := json.Unmarshal(encode(t, filled()), &v); err != nil {
		t.Fatal(err)
	}
	walk("", root, v)
	for name, d := range defs {
		properties, _ := d.(map[string]any)["properties"].(map[string]any)
		for key, p := range properties {
			words, _ := p.(map[string]any)["description"].(string)
			if len(words) < 4 || !strings.HasSuffix(words, ".") {
				t.Errorf("%s.%s is not described: %q", name, key, words)
			}
			if !seen[name+"."+key] {
				t.Errorf("%s.%s is in the schema and in no case.json", name, key)
			}
		}
	}
}

// filled gives a record in which every field has a value.
func filled() *casefile.Record {
	r := &casefile.Record{}
	fill(reflect.ValueOf(r).Elem())
	d := casefile.Detail{}
	fill(reflect.ValueOf(&d).Elem())
	r.Detail = func(int) (casefile.Detail, error) { return d, nil }
	return r
}

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if t, ok := v.Addr().Interface().(*casefile.Time); ok {
			*t = casefile.Time{Milli: 1_700_000_000_000}
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			v.SetBytes([]byte(`{"x":1}`))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(1)
	case reflect.Int, reflect.Int64, reflect.Int16:
		v.SetInt(1)
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		v.SetUint(1)
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := schematest.Case(t)
	text := encode(t, casefiletest.Random(1, 3, nil))
	if err := s.Validate(schematest.Parse(t, text)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(r map[string]any, account map[string]any){
		"a key more":               func(r, a map[string]any) { r["more"] = 1 },
		"a key more in an account": func(r, a map[string]any) { a["more"] = 1 },
		"a key more in a mark":     func(r, a map[string]any) { a["added"].(map[string]any)["more"] = 1 },
		"a key more in a text":     func(r, a map[string]any) { a["username"] = map[string]any{"base64": "", "more": 1} },
		"no accounts":              func(r, a map[string]any) { delete(r, "accounts") },
		"no format":                func(r, a map[string]any) { delete(r, "format") },
		"no platform":              func(r, a map[string]any) { delete(a, "platform") },
		"another version":          func(r, a map[string]any) { r["version"] = 2 },
		"another format":           func(r, a map[string]any) { r["format"] = "x" },
		"a text that is a number":  func(r, a map[string]any) { a["id"] = 1 },
		"accounts that are none":   func(r, a map[string]any) { r["accounts"] = nil },
		"a score too high":         func(r, a map[string]any) { a["score"] = 101 },
		"a role of another name":   func(r, a map[string]any) { a["role"] = "villain" },
		"a time that is none":      func(r, a map[string]any) { a["created_at"] = "yesterday" },
		"half a case":              func(r, a map[string]any) { r["case"].(map[string]any)["id"] = 1.5 },
		"a marking of a colour":    func(r, a map[string]any) { r["marking"] = "TLP:PINK" },
		"a hash that is none":      func(r, a map[string]any) { r["files"].([]any)[0].(map[string]any)["sha256"] = "00" },
		"an event of another type": func(r, a map[string]any) { a["detail"] = map[string]any{"events": []any{1}, "rows": []any{}} },
	} {
		var r map[string]any
		if err := json.Unmarshal(text, &r); err != nil {
			t.Fatal(err)
		}
		change(r, r["accounts"].([]any)[0].(map[string]any))
		changed, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(schematest.Parse(t, changed)) == nil {
			t.Errorf("%s: is taken", name)
		}
	}
}
