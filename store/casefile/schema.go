package casefile

import (
	"bytes"
	_ "embed"
)

//go:embed case.schema.json
var schema []byte

// Schema gives the JSON schema of case.json, draft 2020-12, with a description of every
// field. It is made from record.go and decision.go by a test: "go test -run TestSchemaIsOfTheTypes -update".
// A case.json that it takes may still be one that [Decode] refuses, which is stricter on
// form, and on keys that are there twice.
func Schema() []byte { return bytes.Clone(schema) }
