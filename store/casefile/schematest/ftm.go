package schematest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Entities checks entities with FollowTheMoney's own description of itself.
type Entities struct {
	Schemata map[string]struct {
		Abstract   bool
		Schemata   []string // itself and its ancestors
		Required   []string
		Properties map[string]property
	}
	Types map[string]struct{ Values map[string]string }
}

type property struct {
	Type      string
	Range     string
	Stub      bool
	MaxLength int
}

// Entity is an entity of FollowTheMoney.
type Entity struct {
	ID         string
	Schema     string
	Properties map[string][]string
}

// FTM reads the model of FollowTheMoney.
func FTM(t testing.TB) *Entities {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(Folder(t, "schemas/ftm"), "defaultModel.json"))
	if err != nil {
		t.Fatal(err)
	}
	m := &Entities{}
	if err := json.Unmarshal(text, m); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m *Entities) property(schema, name string) (property, bool) {
	for _, s := range m.Schemata[schema].Schemata {
		if p, ok := m.Schemata[s].Properties[name]; ok {
			return p, true
		}
	}
	return property{}, false
}

var (
	idForm   = regexp.MustCompile(`^[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?$`)
	mailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[\pL\pN_]+$`)
	e164     = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

// value says what is wrong with a value of a type. It shares no rule with the package ftm.
func (m *Entities) value(p property, v string) string {
	ok := true
	switch p.Type {
	case "email":
		ok = mailForm.MatchString(v)
	case "phone":
		ok = e164.MatchString(v)
	case "ip":
		_, err := netip.ParseAddr(v)
		ok = err == nil
	case "date":
		ok = false
		for _, layout := range []string{"2006", "2006-01", "2006-01-02", "2006-01-02T15", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
			_, err := time.Parse(layout, v)
			ok = ok || err == nil && len(v) == len(layout)
		}
	case "country", "topic", "language":
		_, ok = m.Types[p.Type].Values[v]
	case "number":
		ok = regexp.MustCompile(`^-?[0-9.,]+$`).MatchString(v)
	case "iban":
		ok = checkedIBAN(v)
	case "identifier":
		ok = regexp.MustCompile(`^\S+$`).MatchString(v)
	case "string", "text", "name", "address", "entity":
	default:
		return "no rule for the type " + p.Type
	}
	switch {
	case !ok:
		return "is no " + p.Type
	case strings.TrimSpace(v) == "":
		return "is blank"
	case utf8.RuneCountInString(v) > p.MaxLength:
		return fmt.Sprintf("is longer than %d", p.MaxLength)
	}
	return ""
}

func checkedIBAN(v string) bool {
	if len(v) < 15 || len(v) > 34 {
		return false
	}
	digits := ""
	for _, r := range v[4:] + v[:4] {
		switch {
		case r >= '0' && r <= '9':
			digits += string(r)
		case r >= 'A' && r <= 'Z':
			digits += fmt.Sprint(int(r-'A') + 10)
		default:
			return false
		}
	}
	rest := 0
	for _, d := range digits {
		rest = (rest*10 + int(d-'0')) % 97
	}
	return rest == 1
}

// File gives the entities of a file, one a line, and what is wrong with them.
func (m *Entities) File(file []byte) (all []Entity, problems []string) {
	schema := map[string]string{}
	for n, line := range bytes.Split(bytes.TrimSuffix(file, []byte("\n")), []byte("\n")) {
		var e Entity
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&e); err != nil || d.More() {
			problems = append(problems, fmt.Sprintf("line %d: %v", n+1, err))
			continue
		}
		if !idForm.MatchString(e.ID) || schema[e.ID] != "" {
			problems = append(problems, fmt.Sprintf("line %d: the id %q is no id, or there twice", n+1, e.ID))
		}
		schema[e.ID] = e.Schema
		all = append(all, e)
	}
	for _, e := range all {
		bad := func(format string, args ...any) {
			problems = append(problems, e.Schema+" "+e.ID+": "+fmt.Sprintf(format, args...))
		}
		s, ok := m.Schemata[e.Schema]
		if !ok || s.Abstract {
			bad("no such schema, or it is abstract")
			continue
		}
		for _, name := range s.Required {
			if len(e.Properties[name]) == 0 {
				bad("%s is required", name)
			}
		}
		for name, values := range e.Properties {
			p, ok := m.property(e.Schema, name)
			if !ok || p.Stub {
				bad("there is no property %s", name)
				continue
			}
			if len(values) == 0 {
				bad("%s is an empty list", name)
			}
			for i, v := range values {
				if slices.Contains(values[:i], v) {
					bad("%s has %q twice", name, v)
				}
				if why := m.value(p, v); why != "" {
					bad("%s: %.60q %s", name, v, why)
				}
				if p.Type == "entity" && !slices.Contains(m.Schemata[schema[v]].Schemata, p.Range) {
					bad("%s refers to nothing of %s", name, p.Range)
				}
			}
		}
	}
	return all, problems
}
