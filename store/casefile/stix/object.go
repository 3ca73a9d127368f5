package stix

import (
	"strconv"
	"time"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/stix/intel"
)

// object is any object of a bundle, with the properties that Clew writes.
type object struct {
	Type        string   `json:"type"`
	SpecVersion string   `json:"spec_version"`
	ID          string   `json:"id"`
	CreatedBy   string   `json:"created_by_ref,omitempty"`
	Created     string   `json:"created,omitempty"`
	Modified    string   `json:"modified,omitempty"`
	Revoked     bool     `json:"revoked,omitempty"`
	Labels      []string `json:"labels,omitempty"`
	Confidence  *int     `json:"confidence,omitempty"`

	Name          string `json:"name,omitempty"`
	Description   string `json:"description,omitempty"`
	IdentityClass string `json:"identity_class,omitempty"`

	Schema         string   `json:"schema,omitempty"`
	Version        string   `json:"version,omitempty"`
	ExtensionTypes []string `json:"extension_types,omitempty"`

	Value          string            `json:"value,omitempty"`
	Hashes         map[string]string `json:"hashes,omitempty"`
	UserID         string            `json:"user_id,omitempty"`
	AccountLogin   string            `json:"account_login,omitempty"`
	AccountType    string            `json:"account_type,omitempty"`
	DisplayName    string            `json:"display_name,omitempty"`
	IsDisabled     bool              `json:"is_disabled,omitempty"`
	AccountCreated string            `json:"account_created,omitempty"`

	IndicatorTypes []string `json:"indicator_types,omitempty"`
	Pattern        string   `json:"pattern,omitempty"`
	PatternType    string   `json:"pattern_type,omitempty"`
	PatternVersion string   `json:"pattern_version,omitempty"`
	ValidFrom      string   `json:"valid_from,omitempty"`

	RelationshipType string `json:"relationship_type,omitempty"`
	SourceRef        string `json:"source_ref,omitempty"`
	TargetRef        string `json:"target_ref,omitempty"`
	StartTime        string `json:"start_time,omitempty"`
	StopTime         string `json:"stop_time,omitempty"`

	Abstract    string   `json:"abstract,omitempty"`
	Content     string   `json:"content,omitempty"`
	Opinion     string   `json:"opinion,omitempty"`
	Explanation string   `json:"explanation,omitempty"`
	Authors     []string `json:"authors,omitempty"`
	Context     string   `json:"context,omitempty"`
	ObjectRefs  []string `json:"object_refs,omitempty"`

	References []reference          `json:"external_references,omitempty"`
	Markings   []string             `json:"object_marking_refs,omitempty"`
	Extensions map[string]extension `json:"extensions,omitempty"`
}

type reference struct {
	SourceName  string            `json:"source_name"`
	Description string            `json:"description"`
	Hashes      map[string]string `json:"hashes,omitempty"`
}

// extension is what an object has beside the standard's properties.
type extension struct {
	Type        string       `json:"extension_type"`
	TLP         string       `json:"tlp_2_0,omitempty"`
	Role        string       `json:"role,omitempty"`
	State       string       `json:"state,omitempty"`
	Score       *float64     `json:"score,omitempty"`
	Email       string       `json:"email,omitempty"`
	Tags        []string     `json:"tags,omitempty"`
	Identifiers []identifier `json:"identifiers,omitempty"`
}

type identifier struct {
	Kind      string `json:"kind"`
	Value     string `json:"value"`
	Status    string `json:"status,omitempty"`
	Holders   int    `json:"holders,omitempty"`
	Hub       bool   `json:"hub,omitempty"`
	FirstSeen string `json:"first_seen,omitempty"`
	LastSeen  string `json:"last_seen,omitempty"`
}

const epoch = "1970-01-01T00:00:00.000Z"

// stamp writes a time; "" for one that is not known or has no year of four digits.
func stamp(t casefile.Time) string {
	if !intel.Writable(t) {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// observableSpace is the namespace of the ids of observables: STIX 2.1, 2.9.
var observableSpace = [16]byte{0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c, 0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7}

// observe gives an observable its id: the UUID of those of its properties that STIX 2.1
// says contribute, as the canonical JSON of RFC 8785.
func observe(o *object) {
	key := []byte{'{'}
	property := func(name, value string) {
		if value == "" {
			return
		}
		if len(key) > 1 {
			key = append(key, ',')
		}
		key = append(append(append(key, '"'), name...), `":`...)
		key = canonical(key, value)
	}
	property("account_login", o.AccountLogin)
	property("account_type", o.AccountType)
	for algorithm, sum := range o.Hashes { // there is only one
		key = append(append(append(key, `"hashes":{"`...), algorithm...), `":`...)
		key = append(canonical(key, sum), '}')
	}
	property("user_id", o.UserID)
	property("value", o.Value)
	o.SpecVersion = "2.1"
	o.ID = o.Type + "--" + intel.UUID(observableSpace, string(append(key, '}')))
}

// canonical adds a string of valid UTF-8 as RFC 8785, 3.2.2.2, writes it.
func canonical(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c >= ' ':
			dst = append(dst, c)
		case c == '\b':
			dst = append(dst, `\b`...)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c == '\f':
			dst = append(dst, `\f`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		default:
			dst = append(dst, `\u00`...)
			dst = append(dst, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		}
	}
	return append(dst, '"')
}

// defined is the time of the objects that are the same in every bundle.
var defined = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Format("2006-01-02T15:04:05.000Z")

var (
	clewID      = "identity--" + intel.UUID(intel.Space, "clew")
	extensionID = "extension-definition--" + intel.UUID(intel.Space, "stix/account/1")
)

const tlpExtension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

// markings are the TLP 2.0 marking definitions of the OASIS common object repository.
var markings = map[string]string{
	"TLP:CLEAR":        "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
	"TLP:GREEN":        "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
	"TLP:AMBER":        "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
	"TLP:AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
	"TLP:RED":          "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}

func itoa[N ~int | ~uint32 | ~uint64](n N) string { return strconv.FormatUint(uint64(n), 10) }
