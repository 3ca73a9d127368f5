package misp

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/casefile/schematest"
	"github.com/seed-28a39f10/clew/store/casefile/stix/intel"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// document is what the tests read of an event.
type document struct {
	Event struct {
		UUID, Info, Date, Distribution, Analysis, Timestamp string
		Published                                           bool
		Tag                                                 []tag
		Attribute                                           []attribute
		Object                                              []object
		EventReport                                         []report
	}
}

func written(t testing.TB, r *casefile.Record) ([]byte, document) {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	var d document
	if err := json.Unmarshal(b.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), d
}

// describe is what MISP says of its types and categories.
func describe(t testing.TB) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(schematest.Folder(t, "schemas/misp"), "describeTypes.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Result struct {
			Mappings map[string][]string `json:"category_type_mappings"`
		}
	}
	if err := json.Unmarshal(raw, &d); err != nil || len(d.Result.Mappings) < 10 {
		t.Fatal(err, len(d.Result.Mappings))
	}
	return d.Result.Mappings
}

func texts(t testing.TB) (out []string) {
	for _, s := range hostile.Texts(t) {
		out = append(out, s)
	}
	out = append(out, hostile.Few...)
	slices.Sort(out)
	return slices.Compact(out)
}

var markings = []string{"", "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"}

func random(seed uint64, hostile []string) *casefile.Record {
	r := casefiletest.Random(seed, int(seed%9), hostile)
	r.Marking, r.Defang = markings[seed%6], seed%3 == 0
	return r
}

func TestEveryExportIsValid(t *testing.T) {
	v, words, types := schematest.MISP(t), texts(t), describe(t)
	for seed := range uint64(200) {
		raw, d := written(t, random(seed, words))
		if err := v.Event(schematest.Parse(t, raw)); err != nil {
			t.Fatalf("seed %d: %.2000s", seed, err)
		}
		if !utf8.Valid(raw) {
			t.Error("no UTF-8")
		}
		for _, r := range string(raw) {
			if r != '\n' && safejson.Hidden(r) {
				t.Fatalf("%U is in the file", r)
			}
		}
		coherent(t, d, types)
	}
}

// coherent checks what no schema says: UUIDs are unique, references lead to what is in the
// event, types are of their category, objects have what their template wants, and no value is
// one that MISP refuses.
func coherent(t *testing.T, d document, types map[string][]string) {
	t.Helper()
	known := map[string]bool{}
	add := func(uuid string) {
		if known[uuid] || len(uuid) != 36 || uuid[14] != '5' {
			t.Errorf("%q is there twice, or no UUID of version 5", uuid)
		}
		known[uuid] = true
	}
	values := map[string]bool{}
	check := func(a attribute) {
		add(a.UUID)
		if !slices.Contains(types[a.Category], a.Type) {
			t.Errorf("%s has no type %s", a.Category, a.Type)
		}
		if intel.Blank(a.Value) || len(a.Value) > maxText || len(a.Comment) > maxText {
			t.Errorf("%q is empty or too long", a.Value[:min(len(a.Value), 50)])
		}
		if a.FirstSeen != "" && a.LastSeen != "" && a.LastSeen < a.FirstSeen {
			t.Errorf("%s is seen last before it is seen first", a.UUID)
		}
	}
	add(d.Event.UUID)
	for _, a := range d.Event.Attribute {
		check(a)
		if key := a.Type + a.Category + a.Value; values[key] {
			t.Errorf("%s %q is there twice", a.Type, a.Value)
		} else {
			values[key] = true
		}
	}
	relations := []string{"user-id", "username", "account-type", "display-name", "created", "disabled"}
	for _, o := range d.Event.Object {
		add(o.UUID)
		named := false
		for _, a := range o.Attribute {
			check(a)
			named = named || a.ObjectRelation == "user-id" || a.ObjectRelation == "username"
			if a.ToIDs || !slices.Contains(relations, a.ObjectRelation) {
				t.Errorf("%+v", a)
			}
		}
		if !named || o.Name != "user-account" || o.TemplateVersion != "6" {
			t.Errorf("%s has not what its template wants", o.UUID)
		}
		if o.LastSeen != "" && o.LastSeen < o.FirstSeen {
			t.Errorf("%s is seen last before it is seen first", o.UUID)
		}
	}
	for _, r := range d.Event.EventReport {
		add(r.UUID)
		if len(r.Content) > maxText {
			t.Errorf("%s is too long", r.Name)
		}
		for _, line := range strings.FieldsFunc(r.Content, func(r rune) bool { return r == '\n' || r == '\r' }) {
			if !strings.HasPrefix(line, "    ") && !strings.Contains(line, "(cut,") {
				t.Fatalf("%q is no code", line)
			}
		}
	}
	for _, o := range d.Event.Object {
		for _, ref := range o.ObjectReference {
			if !known[ref.ReferencedUUID] || ref.ObjectUUID != o.UUID || len(ref.Comment) > maxText {
				t.Errorf("%+v leads nowhere", ref)
			}
			add(ref.UUID)
		}
	}
}

func TestTheSameRecordGivesTheSameBytes(t *testing.T) {
	words := texts(t)
	for seed := range uint64(20) {
		a, _ := written(t, random(seed, words))
		b, _ := written(t, random(seed, words))
		if !bytes.Equal(a, b) {
			t.Errorf("seed %d: two exports differ", seed)
		}
	}
}

func TestALaterExportUpdatesAnEarlierOne(t *testing.T) {
	r := casefiletest.Random(3, 5, nil)
	_, before := written(t, r)
	r.Log.Time.Milli += 90_000
	r.Log.Entries++
	r.Case.State = "closed"
	_, after := written(t, r)
	if before.Event.UUID != after.Event.UUID || after.Event.Timestamp <= before.Event.Timestamp {
		t.Error(before.Event.Timestamp, after.Event.Timestamp)
	}
	for i, a := range before.Event.Attribute {
		if b := after.Event.Attribute[i]; a.UUID != b.UUID || b.Timestamp <= a.Timestamp {
			t.Error(a, b)
		}
	}
	for i, a := range before.Event.EventReport {
		if after.Event.EventReport[i].UUID != a.UUID {
			t.Error(a.Name)
		}
	}
}
