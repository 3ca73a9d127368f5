package stix

import (
	"bytes"
	"encoding/json"
	"flag"
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
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// every has the schema of a bundle, which tries 36 schemas on each object, see all exports and
// not one in eight.
var every = flag.Bool("every", false, "check every bundle as a whole too; it takes three times as long")

// check validates a bundle, or only the objects of it.
func check(t testing.TB, v *schematest.Bundles, raw []byte, whole bool) error {
	t.Helper()
	if whole {
		return v.Bundle(schematest.Parse(t, raw))
	}
	return v.Objects(schematest.Parse(t, raw))
}

func written(t testing.TB, r *casefile.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func objects(t testing.TB, raw []byte) []map[string]any {
	t.Helper()
	var b struct {
		Type    string
		ID      string
		Objects []map[string]any
	}
	if err := json.Unmarshal(raw, &b); err != nil {
		t.Fatal(err)
	}
	return b.Objects
}

func ofType(all []map[string]any, typ string) (out []map[string]any) {
	for _, o := range all {
		if o["type"] == typ {
			out = append(out, o)
		}
	}
	return out
}

// texts are the hostile texts, and the files and strings of the bundles that attack readers
// of STIX, shortest first and none longer than a screen: length is for the tests of its own.
func texts(t testing.TB) (out []string) {
	for _, s := range hostile.Texts(t) {
		out = append(out, s)
	}
	paths, err := filepath.Glob(filepath.Join(schematest.Folder(t, "hostile/stix-adversarial"), "bundles", "*.json"))
	if err != nil || len(paths) != 38 {
		t.Fatal(len(paths), err)
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(raw[:min(len(raw), 5000)]))
		var doc any
		if json.Unmarshal(raw, &doc) == nil {
			out = append(out, leaves(doc)...)
		}
	}
	for _, s := range hostile.Few {
		out = append(out, s[:min(len(s), 5000)])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func leaves(v any) (out []string) {
	switch v := v.(type) {
	case string:
		out = append(out, v[:min(len(v), 5000)])
	case []any:
		for _, x := range v {
			out = append(out, leaves(x)...)
		}
	case map[string]any:
		for k, x := range v {
			out = append(append(out, k[:min(len(k), 5000)]), leaves(x)...)
		}
	}
	return out
}

var markingNames = []string{"", "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED", "TLP:PUCE"}

// random gives a record for a seed, of 0 to 8 accounts.
func random(seed uint64, hostile []string) *casefile.Record {
	r := casefiletest.Random(seed, int(seed%9), hostile)
	r.Marking, r.Defang = markingNames[seed%7], seed%3 == 0
	return r
}

func TestEveryExportIsValid(t *testing.T) {
	v, words := schematest.STIX(t), texts(t)
	for seed := range uint64(200) {
		raw := written(t, random(seed, words))
		if err := check(t, v, raw, *every || seed%8 == 0); err != nil {
			t.Fatalf("seed %d: %.2000s", seed, err)
		}
		visible(t, raw)
		coherent(t, objects(t, raw))
	}
}

// visible checks that nothing in a file acts or hides.
func visible(t *testing.T, raw []byte) {
	t.Helper()
	if !utf8.Valid(raw) {
		t.Error("no UTF-8")
	}
	for _, r := range string(raw) {
		if r != '\n' && safejson.Hidden(r) {
			t.Fatalf("%U is in the file", r)
		}
	}
}

// coherent checks what no schema says: ids are unique, references lead to objects of the
// bundle and never in a circle, nothing stops before it starts.
func coherent(t *testing.T, all []map[string]any) {
	t.Helper()
	known := map[string]map[string]any{}
	for _, o := range all {
		id := o["id"].(string)
		if known[id] != nil {
			t.Errorf("%s is there twice", id)
		}
		known[id] = o
		if stop, ok := o["stop_time"].(string); ok && stop <= o["start_time"].(string) {
			t.Errorf("%s stops before it starts", id)
		}
	}
	state := map[string]int{}
	var visit func(id string)
	visit = func(id string) {
		if state[id] == 1 {
			t.Fatalf("%s refers to itself in the end", id)
		}
		if state[id] == 2 {
			return
		}
		state[id] = 1
		for key, value := range known[id] {
			for _, ref := range references(key, value) {
				if known[ref] == nil {
					t.Errorf("%s: %s %s is not in the bundle", id, key, ref)
				}
				visit(ref)
			}
		}
		state[id] = 2
	}
	for id := range known {
		visit(id)
	}
}

func references(key string, value any) (out []string) {
	switch {
	case strings.HasSuffix(key, "_ref"):
		out = append(out, value.(string))
	case strings.HasSuffix(key, "_refs"):
		for _, ref := range value.([]any) {
			out = append(out, ref.(string))
		}
	case key == "extensions":
		for ext := range value.(map[string]any) {
			if ext != tlpExtension { // an object that OASIS publishes
				out = append(out, ext)
			}
		}
	}
	return out
}

func TestTheSameRecordGivesTheSameBytes(t *testing.T) {
	words := texts(t)
	for seed := range uint64(20) {
		if !bytes.Equal(written(t, random(seed, words)), written(t, random(seed, words))) {
			t.Errorf("seed %d: two exports differ", seed)
		}
	}
}

func TestALaterExportUpdatesAnEarlierOne(t *testing.T) {
	r := casefiletest.Random(3, 5, nil)
	before := objects(t, written(t, r))
	r.Log.Time.Milli += 90_000_000_000
	r.Log.Entries++
	r.Case.State, r.Links[0].Probability = "closed", .1
	after := map[string]map[string]any{}
	for _, o := range objects(t, written(t, r)) {
		after[o["id"].(string)] = o
	}
	for _, o := range before {
		o2 := after[o["id"].(string)]
		if o2 == nil {
			t.Fatalf("%s has another id now", o["id"])
		}
		if o["type"] == "grouping" && (o2["modified"].(string) <= o["modified"].(string) || o2["created"] != o["created"] || o2["description"] == o["description"]) {
			t.Errorf("the case is not a later version: %v", o2)
		}
	}
}
