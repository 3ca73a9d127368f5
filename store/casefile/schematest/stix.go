package schematest

import (
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Bundles checks bundles of STIX with the JSON schemas of OASIS, formats included.
type Bundles struct {
	schemas map[string]*jsonschema.Schema // by type of object

	// Schema is that of a bundle. Its second branch is for types that it does not list,
	// wants exactly one of two schemas, and all objects match both: it refuses valid ones of
	// the types of unlisted.
	Schema *jsonschema.Schema
}

var unlisted = []string{"note", "opinion", "grouping", "extension-definition"}

// STIX reads the schemas of STIX 2.1.
func STIX(t testing.TB) *Bundles {
	t.Helper()
	root := Folder(t, "schemas/stix21")
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseLoader(nothing{})
	ids := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		doc := Read(t, path)
		id := doc.(map[string]any)["$id"].(string)
		ids[strings.TrimSuffix(d.Name(), ".json")] = id
		return c.AddResource(id, doc)
	})
	if err != nil || len(ids) != 57 {
		t.Fatalf("%d schemas, %v", len(ids), err)
	}
	v := &Bundles{schemas: map[string]*jsonschema.Schema{}}
	for name, id := range ids {
		v.schemas[name] = compile(t, c, id)
	}
	v.Schema = v.schemas["bundle"]
	return v
}

// nothing loads nothing: all schemas are there.
type nothing struct{}

func (nothing) Load(url string) (any, error) { return nil, errors.New("not in the folder: " + url) }

// Object validates an object by its type. That nothing is modified before it was created the
// standard says, and no schema.
func (v *Bundles) Object(doc any) error {
	o, _ := doc.(map[string]any)
	typ, _ := o["type"].(string)
	schema := v.schemas[typ]
	if schema == nil || typ == "core" {
		return errors.New("no schema for type " + typ)
	}
	created, _ := o["created"].(string)
	if modified, ok := o["modified"].(string); ok && modified < created {
		return errors.New("modified before it was created")
	}
	return schema.Validate(doc)
}

// Objects validates every object of a bundle, and not the bundle around them.
func (v *Bundles) Objects(doc any) error {
	b, ok := doc.(map[string]any)
	if !ok {
		return errors.New("no object")
	}
	objects, _ := b["objects"].([]any)
	for _, o := range objects {
		if err := v.Object(o); err != nil {
			return err
		}
	}
	return nil
}

// Bundle validates every object of a bundle, and the bundle with those that its schema lists.
// It tries 36 schemas on each, so it takes three times as long as Objects.
func (v *Bundles) Bundle(doc any) error {
	if err := v.Objects(doc); err != nil {
		return err
	}
	b := maps.Clone(doc.(map[string]any))
	if objects, ok := b["objects"].([]any); ok {
		b["objects"] = slices.DeleteFunc(slices.Clone(objects), func(o any) bool { return slices.Contains(unlisted, o.(map[string]any)["type"].(string)) })
	}
	return v.Schema.Validate(b)
}
