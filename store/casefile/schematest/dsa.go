package schematest

import (
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// DSA gives the schema of one statement of reasons, and that of a file of up to 100 of them,
// which is the body of a call of the Transparency Database.
func DSA(t testing.TB) (statement, file *jsonschema.Schema) {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	add(t, c, "urn:statement", Read(t, Folder(t, "schemas/dsa"), "statement-of-reasons.DERIVED.schema.json"))
	add(t, c, "urn:file", Parse(t, []byte(`{"type":"object","required":["statements"],"additionalProperties":false,
		"properties":{"statements":{"type":"array","maxItems":100,"items":{"$ref":"urn:statement"}}}}`)))
	return compile(t, c, "urn:statement"), compile(t, c, "urn:file")
}
