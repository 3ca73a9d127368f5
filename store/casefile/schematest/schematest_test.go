package schematest_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seed-28a39f10/clew/store/casefile/schematest"
)

func TestTheExamplesAreBundles(t *testing.T) {
	v := schematest.STIX(t)
	dir := schematest.Folder(t, "stix21-examples")
	bundles := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" || strings.HasPrefix(d.Name(), "invalid_") || filepath.Base(filepath.Dir(path)) == "interop" {
			return err
		}
		doc := schematest.Read(t, path)
		if doc.(map[string]any)["type"] == "bundle" {
			bundles++
			if err := v.Bundle(doc); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			return v.Schema.Validate(doc)
		}
		if err := v.Object(doc); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	if err != nil || bundles != 9 {
		t.Errorf("%d bundles, %v", bundles, err)
	}
}

func TestWhatIsNoSTIXIsRefused(t *testing.T) {
	v := schematest.STIX(t)
	for _, name := range []string{"invalid_identity", "invalid_timestamp", "invalid_braces", "invalid_comma"} {
		raw, err := os.ReadFile(filepath.Join(schematest.Folder(t, "stix21-examples"), "validator-tests", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw)); err == nil && v.Object(doc) == nil {
			t.Errorf("%s passes", name)
		}
	}
	const id = `"type":"user-account","spec_version":"2.1","id":"user-account--28bb3599-77cd-5a82-a950-b5bc3caf07c4"`
	for name, text := range map[string]string{
		"disabled in words":  `{` + id + `,"user_id":"1","is_disabled":"yes"}`,
		"nothing in it":      `{` + id + `}`,
		"a malformed id":     `{"type":"user-account","spec_version":"2.1","id":"user-account--1","user_id":"1"}`,
		"an id of another":   `{"type":"user-account","spec_version":"2.1","id":"url--28bb3599-77cd-5a82-a950-b5bc3caf07c4","user_id":"1"}`,
		"a created of words": `{` + id + `,"user_id":"1","account_created":"yesterday"}`,
		"a bad extension":    `{` + id + `,"user_id":"1","extensions":{"extension-definition--28bb3599-77cd-5a82-a950-b5bc3caf07c4":{"extension_type":"any"}}}`,
		"a bad address":      `{"type":"email-addr","spec_version":"2.1","id":"email-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4","value":"kim"}`,
		"a bad URL":          `{"type":"url","spec_version":"2.1","id":"url--28bb3599-77cd-5a82-a950-b5bc3caf07c4","value":"not a url"}`,
		"a strong opinion":   `{"type":"opinion","spec_version":"2.1","id":"opinion--28bb3599-77cd-5a82-a950-b5bc3caf07c4","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","object_refs":["url--28bb3599-77cd-5a82-a950-b5bc3caf07c4"],"opinion":"same"}`,
		"a made-up TLP":      `{"type":"marking-definition","spec_version":"2.1","id":"marking-definition--28bb3599-77cd-5a82-a950-b5bc3caf07c4","created":"2026-01-01T00:00:00.000Z","definition_type":"tlp","definition":{"tlp":"clear"}}`,
		"no name":            `{"type":"identity","spec_version":"2.1","id":"identity--28bb3599-77cd-5a82-a950-b5bc3caf07c4","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z"}`,
	} {
		var doc any
		if err := json.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		if v.Object(doc) == nil {
			t.Errorf("%s passes", name)
		}
		if v.Bundle(map[string]any{"type": "bundle", "id": "bundle--28bb3599-77cd-5a82-a950-b5bc3caf07c4", "objects": []any{doc}}) == nil {
			t.Errorf("a bundle with %s passes", name)
		}
	}
}

// That the schema of a bundle refuses a valid note is why Bundle leaves some types out.
func TestTheSchemaOfABundleRefusesNotes(t *testing.T) {
	v := schematest.STIX(t)
	var note any
	if err := json.Unmarshal([]byte(`{"type":"note","spec_version":"2.1","id":"note--28bb3599-77cd-5a82-a950-b5bc3caf07c4","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","content":"x","object_refs":["identity--28bb3599-77cd-5a82-a950-b5bc3caf07c4"]}`), &note); err != nil {
		t.Fatal(err)
	}
	if err := v.Object(note); err != nil {
		t.Fatal(err)
	}
	if v.Schema.Validate(map[string]any{"type": "bundle", "id": "bundle--28bb3599-77cd-5a82-a950-b5bc3caf07c4", "objects": []any{note}}) == nil {
		t.Error("it takes a note: unlisted is not needed any more")
	}
}

func TestWhatIsNoEventIsRefused(t *testing.T) {
	v := schematest.MISP(t)
	for name, text := range map[string]string{
		"no event": `{}`, "a number for a date": `{"Event":{"date":20260101}}`, "to_ids in words": `{"Event":{"Attribute":[{"to_ids":"yes"}]}}`,
		"published in words": `{"Event":{"published":"no"}}`, "a tag that is a string": `{"Event":{"Tag":["tlp:red"]}}`, "two attributes that are one": `{"Event":{"Attribute":[{"value":"a"},{"value":"a"}]}}`,
		"an object's attribute with a number": `{"Event":{"Object":[{"Attribute":[{"value":1}]}]}}`, "an object without attributes": `{"Event":{"Object":[{}]}}`, "correlation in words": `{"Event":{"Attribute":[{"disable_correlation":"0"}]}}`,
	} {
		if v.Event(schematest.Parse(t, []byte(text))) == nil {
			t.Errorf("%s passes", name)
		}
	}
	if err := v.Event(schematest.Read(t, schematest.Folder(t, "misp-events"), "very_long_event.json")); err != nil {
		t.Errorf("a real event: %.500s", err)
	}
}

func TestTheExamplesOfTheDatabaseAreStatements(t *testing.T) {
	statement, file := schematest.DSA(t)
	dir := schematest.Folder(t, "schemas/dsa")
	if err := statement.Validate(schematest.Read(t, dir, "example_statement.json")); err != nil {
		t.Error(err)
	}
	if err := file.Validate(schematest.Read(t, dir, "example_multi_statements.json")); err != nil {
		t.Error(err)
	}
}
