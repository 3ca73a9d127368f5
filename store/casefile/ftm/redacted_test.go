package ftm_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/casefile/schematest"
)

func redacted(t testing.TB, profile string, r *casefile.Record) *casefile.Record {
	t.Helper()
	p, err := casefile.BuiltIn().Profile(profile)
	if err != nil {
		t.Fatal(err)
	}
	r.Profile = casefile.Full
	if r, err = p.Apply(r); err != nil {
		t.Fatal(err)
	}
	return r
}

// twofold has what a record has one of twice.
func twofold(r *casefile.Record) *casefile.Record {
	r.Proposals, r.Batches, r.Appeals = append(r.Proposals, r.Proposals...), append(r.Batches, r.Batches...), append(r.Appeals, r.Appeals...)
	for i := range r.Proposals {
		r.Proposals[i].ID = uint32(i + 1)
	}
	for i := range r.Batches {
		r.Batches[i].ID = uint32(i + 1)
	}
	for i := range r.Appeals {
		r.Appeals[i].ID = uint32(i + 1)
	}
	return r
}

func TestNothingIsSaidOfWhatIsLeftOut(t *testing.T) {
	m, evil := schematest.FTM(t), texts(t)
	notes := 0
	for _, name := range casefile.BuiltIn().Names() {
		for seed := range uint64(12) {
			file := write(t, redacted(t, name, twofold(casefiletest.Random(seed, int(seed), evil))))
			all, problems := m.File(file)
			if len(problems) > 0 {
				t.Fatalf("%s, seed %d: %d problems, first %s", name, seed, len(problems), problems[0])
			}
			if name == casefile.Full {
				continue
			}
			for _, e := range all {
				if e.Schema == "Note" {
					notes++
				}
			}
			for _, bad := range []string{"case-0", "case 0", "Proposal 0", "Batch 0", "Appeal 0", "ersion 0", "needed: 0", " 0.00 bits", " 0 %", "runs both: 0", "of 0 ", " 0 in all", " 0 of ", "<nil>", "Appeal: open", "ip , ", ": ,", ": ."} {
				if bytes.Contains(file, []byte(bad)) {
					t.Errorf("%s, seed %d: %q is said of what is left out", name, seed, bad)
				}
			}
		}
	}
	if notes < 100 {
		t.Errorf("only %d notes: this shows little", notes)
	}
}

// Whoever puts two exports into one collection has every entity of the same id merged.
func TestNumbersAreOfOneExport(t *testing.T) {
	seen := map[string]string{}
	export := func(name string, change func(*casefile.Record)) {
		t.Helper()
		r := twofold(casefiletest.Random(7, 8, nil))
		for i := range r.Accounts {
			r.Accounts[i].Role, r.Accounts[i].Dismissed, r.Accounts[i].Protection = "persona", nil, nil
		}
		change(r)
		n := 0
		for line := range bytes.Lines(write(t, redacted(t, "public", r))) {
			var e schematest.Entity
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatal(err)
			}
			if before, ok := seen[e.ID]; ok {
				t.Errorf("a %s of %s is taken for one of %s", e.Schema, name, before)
			}
			seen[e.ID] = name
			n++
		}
		if n < 12 {
			t.Errorf("%s has only %d entities", name, n)
		}
	}
	export("the first", func(*casefile.Record) {})
	export("a later one", func(r *casefile.Record) { r.Log.Root = "AAAA" })
	export("another investigation", func(r *casefile.Record) { r.Investigation = "another" })
	export("another case", func(r *casefile.Record) { r.Accounts = r.Accounts[:5] })
}

func TestRingsWithNumbersAreOfOneCase(t *testing.T) {
	ring := func(id casefile.Text, kase uint32) (out []string) {
		r := &casefile.Record{Case: casefile.Case{ID: kase}, Rings: []casefile.Ring{{ID: id}}}
		for line := range bytes.Lines(write(t, r)) {
			var e schematest.Entity
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatal(err)
			}
			if len(e.Properties["name"]) > 0 && e.Properties["name"][0] == "Ring" {
				out = append(out, e.ID)
			}
		}
		return out
	}
	if a, b := ring("ring-1", 1), ring("ring-1", 2); len(a) != 1 || len(b) != 1 || a[0] == b[0] {
		t.Error("two rings are one")
	}
	if a, b := ring("test:1", 1), ring("test:1", 2); len(a) != 1 || len(b) != 1 || a[0] != b[0] {
		t.Error("one ring is two")
	}
}

func TestAnAppealIsOpenOnlyWhereThatIsKnown(t *testing.T) {
	r := &casefile.Record{Appeals: []casefile.Appeal{{ID: 1}}}
	if file := write(t, r); !bytes.Contains(file, []byte("Appeal 1: open")) {
		t.Errorf("%s", file)
	}
	r.LeftOut = []casefile.LeftOut{{What: "appeals.outcome", Count: 1, Why: casefile.NotKept}}
	if file := write(t, r); bytes.Contains(file, []byte("Appeal 1: open")) {
		t.Errorf("%s", file)
	}
}
