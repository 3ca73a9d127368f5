package workflow

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// dump writes out a state, so that two can be compared. All of it is there but, unless whole,
// what undoing leaves: the counters, the steps, the violations and where the log has got to.
func dump(s *State, whole bool) string {
	all := map[string]any{
		"log": s.log, "rules": s.rules, "notes written": s.notesWritten, "current": s.current,
		"cells": rows(&s.cells), "holds": rows(&s.holds), "protections": rows(&s.protections), "proposals": rows(&s.proposals),
		"batches": rows(&s.batches), "appeals": rows(&s.appeals), "cases": rows(&s.cases), "claims": rows(&s.claims),
		"skips": rows(&s.skips), "snoozes": rows(&s.snoozes), "notes": rows(&s.notes), "logins": rows(&s.logins),
		"samples": rows(&s.samples), "reveals": rows(&s.reveals), "settings": rows(&s.settings), "policies": rows(&s.policies),
		"judged": rows(&s.judged), "ignored": rows(&s.ignored),
		"memberships": lists(&s.memberships, func(l *caseList) any { return l.ids }),
		"carries":     lists(&s.carries, func(l *caseList) any { return l.ids }),
		"noted":       lists(&s.noted, func(l *entryList) any { return l.entries }),
		"exports":     lists(&s.exports, func(l *givenList) any { return l.all }),
		"tags":        lists(&s.tags, func(l *tagList) any { return l.tags }),
	}
	if whole {
		var steps []string
		for _, t := range s.steps {
			steps = append(steps, fmt.Sprint(t.Mark, t.verb, t.value, t.subjects, len(t.changes), t.undone, t.given))
		}
		all["next"], all["given"], all["steps"], all["violations"] = s.next, fmt.Sprint(s.given), steps, s.violations
	}
	b, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func rows[K comparable, V comparable](t *table[K, V]) map[string]any {
	return lists(t, func(v V) any { return v })
}

func lists[K comparable, V comparable](t *table[K, V], as func(V) any) map[string]any {
	out := map[string]any{}
	for k, v := range t.each {
		out[fmt.Sprint(k)] = as(v)
	}
	return out
}

// differ says where two dumps part.
func differ(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	around := func(s string) string { return s[max(0, i-200):min(len(s), i+200)] }
	return "one:   " + around(a) + "\nother: " + around(b)
}

// A table must be in the dump, or the tests that compare dumps would not see it.
func TestTheDumpHasEveryTable(t *testing.T) {
	s := full(t)
	var dumped map[string]json.RawMessage
	if err := json.Unmarshal([]byte(dump(s, true)), &dumped); err != nil {
		t.Fatal(err)
	}
	for name, rows := range dumped {
		if string(rows) == "{}" || string(rows) == "null" {
			t.Errorf("nothing in the dump of %s", name)
		}
	}
	has := 0
	for f := range reflect.TypeFor[State]().Fields() {
		if strings.HasPrefix(f.Type.Name(), "table[") {
			has++
		}
	}
	if others := 8; len(dumped) != has+others { // log, rules, notes written, current, next, given, steps, violations
		t.Errorf("the dump has %d parts, and the state %d tables", len(dumped), has)
	}
}
