package workflow

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

// Whatever the body of an entry says, it is refused and named, cannot be read and is said to be
// damaged, or is an action like any other. It never ends the program that reads it.
func TestForgedBodies(t *testing.T) {
	base := full(t)
	verbs := slices.Sorted(maps.Keys(decoders))
	bodies := map[string][]byte{}
	for _, verb := range verbs {
		b, err := os.ReadFile(filepath.Join("testdata", "bodies", verb+".json"))
		if err != nil {
			t.Fatal(err)
		}
		bodies[verb] = b
	}
	texts := []any{"", "a", "suspend", Reinstate, "overturn", "uphold", "legal", "duplicate", "default", "coordinated-operation", "high", "persona",
		"email:a@b.c", "device", "name", "same", "account", "proposal", "case", "sample", base.log, base.log + " 1", manifest,
		base.Proposal(1).Hash, base.Proposal(2).Hash, "AQ==", "/w==", "\u0000", string(make([]byte, 300))}
	numbers := []any{-1, 0, 1, 2, 3, 7, 1 << 31, 1e18, -1e18, 0.5}
	steady(t, 500)
	rapid.Check(t, func(t *rapid.T) {
		s := base.Clone()
		for range rapid.IntRange(1, 6).Draw(t, "entries") {
			verb := rapid.SampledFrom(verbs).Draw(t, "verb")
			var body any
			if err := json.Unmarshal(bodies[verb], &body); err != nil {
				t.Fatal(err)
			}
			body = scramble(t, body, texts, numbers)
			b, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			e := Event{Seq: s.Next(), Time: model.Time{Milli: int64(rapid.IntRange(0, 5).Draw(t, "time"))}, Actor: rapid.SampledFrom(names).Draw(t, "actor"),
				Verb: verb, Body: b, Subjects: slices.Sorted(maps.Keys(rapid.MapOfN(rapid.Uint32Range(0, 10), rapid.Just(true), 0, 4).Draw(t, "subjects")))}
			before, known := dump(s, false), len(s.violations)
			err = s.Apply(e)
			if err != nil && model.KindOf(err) != model.ErrCorrupt {
				t.Fatalf("%s %s: %v", verb, b, err)
			}
			if after := dump(s, false); (err != nil || len(s.violations) > known) && after != before {
				t.Fatalf("%s %s is refused and changed the state\n%s", verb, b, differ(before, after))
			}
		}
	})
}

// scramble puts other values in some places of a body.
func scramble(t *rapid.T, v any, texts, numbers []any) any {
	switch x := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(x)) {
			x[k] = scramble(t, x[k], texts, numbers)
		}
		return x
	case []any:
		for i := range x {
			x[i] = scramble(t, x[i], texts, numbers)
		}
		return x[:rapid.IntRange(0, len(x)).Draw(t, "length")]
	case string:
		return rapid.SampledFrom(append(texts, x)).Draw(t, "text")
	case float64:
		return rapid.SampledFrom(append(numbers, x)).Draw(t, "number")
	case bool:
		return rapid.Bool().Draw(t, "bool")
	}
	return v
}
