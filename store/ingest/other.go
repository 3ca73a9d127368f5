package ingest

import (
	"bytes"
	"encoding/json"
	"strings"
)

// otherwise says that a JSON document is of a kind that another command reads, and which,
// where its beginning shows it: an event of threat intelligence has an id as an account has,
// and would become one.
func otherwise(head []byte) (what, hint string, ok bool) {
	const watch = "it names what to look for, and no accounts; 'clew watch add FILE' holds its values against every account"
	top := topLevel(head)
	has := func(keys ...string) bool {
		for _, k := range keys {
			if _, there := top[k]; !there {
				return false
			}
		}
		return true
	}
	switch {
	case top["type"] == "bundle" && has("objects"), top["type"] != "" && strings.HasPrefix(top["id"], top["type"]+"--"):
		return "the file is STIX", watch, true
	case has("Event") && misp(head), has("Attribute", "uuid"), has("Attribute", "info"):
		return "the file is a MISP event", watch, true
	case top["format"] == "clew-case":
		return "the file is a case file of Clew's", "'clew case receive FILE' takes it in", true
	}
	return "", "", false
}

// misp tells an event of MISP's from others that stand under the same key, such as those of
// Windows.
func misp(head []byte) bool {
	for _, key := range []string{`"Attribute"`, `"Orgc"`, `"threat_level_id"`} {
		if bytes.Contains(head, []byte(key)) {
			return true
		}
	}
	return false
}

// topLevel gives the keys of the object, or of the first object of the array, that head
// begins with, as far as head goes, and the values of those that are texts.
func topLevel(head []byte) map[string]string {
	top := map[string]string{}
	d := json.NewDecoder(bytes.NewReader(head))
	depth, array := 0, false
	for key, isKey := "", true; ; {
		t, err := d.Token()
		if err != nil {
			return top // head is cut, or no JSON: what is known is known
		}
		switch t {
		case json.Delim('['):
			array = array || depth == 0
			depth++
			continue
		case json.Delim('{'):
			depth++
			continue
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
		of := 1
		if array {
			of = 2
		}
		switch {
		case depth < of:
			return top
		case depth > of:
			continue
		case isKey:
			key, _ = t.(string)
			top[key] = ""
		default:
			top[key], _ = t.(string)
		}
		isKey = !isKey
	}
}
