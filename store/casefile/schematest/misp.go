package schematest

import (
	"errors"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Events checks events with the lax schema of MISP. It says nothing of objects, whose
// attributes are checked with its schema of an attribute.
type Events struct{ event, attribute *jsonschema.Schema }

// MISP reads the schema of MISP.
func MISP(t testing.TB) *Events {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft4)
	add(t, c, "mem:lax", Read(t, Folder(t, "schemas/misp"), "schema-lax.json"))
	return &Events{compile(t, c, "mem:lax"), compile(t, c, "mem:lax#/defs/attribute")}
}

// Event says what is wrong with an event.
func (v *Events) Event(doc any) error {
	if err := v.event.Validate(doc); err != nil {
		return err
	}
	event := doc.(map[string]any)["Event"].(map[string]any)
	objects, _ := event["Object"].([]any)
	for _, o := range objects {
		o, _ := o.(map[string]any)
		attributes, ok := o["Attribute"].([]any)
		if !ok {
			return errors.New("an object without attributes")
		}
		for _, a := range attributes {
			if err := v.attribute.Validate(a); err != nil {
				return err
			}
		}
	}
	return nil
}
