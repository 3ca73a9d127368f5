package schematest

import (
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// Case gives the schema of case.json, formats included. It is in Clew itself, so no test is
// skipped.
func Case(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	add(t, c, "urn:case", Parse(t, casefile.Schema()))
	return compile(t, c, "urn:case")
}
