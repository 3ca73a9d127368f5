package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	"github.com/seed-28a39f10/clew/store/casefile/handout"
	"github.com/seed-28a39f10/clew/store/casefile/receive"
	"github.com/seed-28a39f10/clew/store/casefile/schematest"
	"github.com/seed-28a39f10/clew/store/handover"
)

// decidedDemo is the demo, in which the personas of its case were proposed by one person,
// approved by another, and handed to the platform, which has done what was asked but for one.
func decidedDemo(t *testing.T) *store.DB {
	t.Helper()
	ctx := t.Context()
	db, err := store.Open(ctx, demoInvestigation(t), store.Options{Cache: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	act := func(who string, a model.Action) {
		t.Helper()
		if _, err := db.Act(ctx, who, store.NewKey(), a); err != nil {
			t.Fatalf("%s: %v", a.Verb(), err)
		}
	}
	var ords []uint32
	for _, m := range db.Work().Case(1).Members {
		if m.Role == "persona" {
			ords = append(ords, m.Ord)
		}
	}
	ahead, err := db.Preview(ctx, ords, "suspend", demoActor, 0)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := db.IDs(ctx, ords)
	if err != nil {
		t.Fatal(err)
	}
	act(demoActor, workflow.NewProposal(ids, workflow.Terms{Action: "suspend", Policy: "default", Reason: "coordinated-operation", Case: 1, Confidence: "high",
		Note: "Six are paid into one wallet, under six names.", Benign: "A family may share a wallet; these share no name, no home and no past.", Evidence: ahead.Evidence, Warnings: ahead.Warnings()}))
	all := db.Work().Proposals()
	p := all[len(all)-1]
	act("kim", workflow.OpenProposal{ID: p.ID, Hash: p.Hash})
	act("kim", workflow.Approve{ID: p.ID, Hash: p.Hash, Note: "Read with the wallet in front of me."})
	act(demoActor, workflow.Seal{Action: "suspend"})
	dir := filepath.Join(t.TempDir(), "batch")
	if _, err := handover.Write(ctx, db, 1, dir, demoActor); err != nil {
		t.Fatal(err)
	}
	answer := filepath.Join(t.TempDir(), "answer.csv")
	answered(t, filepath.Join(dir, "suspend.csv"), answer, func(row int) string {
		if row == 0 {
			return "failed"
		}
		return "done"
	})
	if got, err := handover.Confirm(ctx, db, demoActor, 1, answer); err != nil || len(got.Rows) != len(ids) {
		t.Fatalf("%v, %+v", err, got)
	}
	return db
}

func give(t *testing.T, db *store.DB, id uint32, profile, path string) {
	t.Helper()
	p, err := casefile.BuiltIn().Profile(profile)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := handout.Write(t.Context(), db, handout.Request{Case: id, Profile: p, Path: path, By: "kim", To: "counsel"}); err != nil {
		t.Fatal(err)
	}
}

// TestTheCaseOfTheDemoIsGivenOut gives the demo's case out in every profile, takes what it
// gives out into other investigations, and gives it out from there. All of it validates, a
// case file comes back as it was, nothing of a victim's is in what is not the full one, and
// nothing of anybody's in what is public.
func TestTheCaseOfTheDemoIsGivenOut(t *testing.T) {
	h := newHeld(t)
	db, dir := decidedDemo(t), t.TempDir()
	full, back := filepath.Join(dir, "full"), filepath.Join(dir, "full-back")
	give(t, db, 1, casefile.Full, full)
	h.holds(t, full, true)
	there, taken := outAgain(t, full, back)
	h.holds(t, back, true)
	if members := db.Work().Case(1).Members; taken.Accounts != len(members) || taken.Rejected+taken.Left > 0 || taken.Notes == 0 {
		t.Errorf("of %d accounts and the notes were received %+v", len(members), taken)
	}

	in, err := receive.Read(t.Context(), full, nil)
	if err != nil {
		t.Fatal(err)
	}
	victims := valuesOf(t, in.Record, (*casefile.Account).Victim)
	everybody := valuesOf(t, in.Record, func(*casefile.Account) bool { return true })
	var all strings.Builder
	for _, text := range files(t, full) {
		all.WriteString(bare(string(text)))
	}
	for _, v := range everybody {
		if !strings.Contains(all.String(), v) {
			t.Errorf("%q is not in the full one: that it is in no other would show nothing", v)
		}
	}
	for _, name := range casefile.BuiltIn().Names() {
		if name == casefile.Full {
			continue
		}
		values := victims
		if name == "public" {
			values = everybody
		}
		first, received := filepath.Join(dir, name), filepath.Join(dir, name+"-received")
		give(t, db, 1, name, first)
		give(t, there, taken.Case, name, received)
		outAgain(t, first, first+"-back")
		for _, d := range []string{first, received, first + "-back"} {
			h.holds(t, d, false)
			hasNone(t, d, values)
		}
	}
}

// hasNone looks for values in all files of a case file.
func hasNone(t *testing.T, dir string, values []string) {
	t.Helper()
	for name, raw := range files(t, dir) {
		text := bare(string(raw))
		for _, v := range values {
			if i := strings.Index(text, v); i >= 0 {
				t.Errorf("%s: %q is in %s: %q", filepath.Base(dir), v, name, text[max(0, i-80):min(len(text), i+80)])
			}
		}
	}
}

// outAgain takes a case file into an investigation of its own, and gives the case out from
// there: it is the same one, byte by byte.
func outAgain(t *testing.T, path, back string) (*store.DB, receive.Taken) {
	t.Helper()
	in, err := receive.Read(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "there.clew"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	taken, err := receive.Take(t.Context(), db, in, "zoe", nil)
	if err != nil {
		t.Fatal(err)
	}
	give(t, db, taken.Case, casefile.Full, back)
	first, again := files(t, path), files(t, back)
	for _, name := range []string{bundle.CaseName, "log.json", "checkpoint.txt"} {
		if len(first[name]) == 0 || !bytes.Equal(first[name], again[name]) {
			t.Errorf("%s of %s is another one once the case was received", name, filepath.Base(path))
		}
	}
	return db, taken
}

// bare gives a text in the form in which values are looked for: without escapes of Markdown
// and HTML, brackets in addresses, and case.
func bare(s string) string {
	return strings.ToLower(strings.NewReplacer(`\`, "", "[", "", "]", "", "hxxp", "http").Replace(html.UnescapeString(s)))
}

// valuesOf gives what names some accounts of a record, as bare gives it.
func valuesOf(t *testing.T, r *casefile.Record, whose func(*casefile.Account) bool) (out []string) {
	t.Helper()
	for i := range r.Accounts {
		a := &r.Accounts[i]
		if !whose(a) {
			continue
		}
		values := []casefile.Text{a.ID, a.NativeID, a.Username, a.DisplayName, a.Email}
		for _, id := range a.Identifiers {
			values = append(values, id.Value, id.Raw)
		}
		for _, f := range a.Facts {
			if f.Field == "employer" || f.Field == "bio" {
				values = append(values, f.Value)
			}
		}
		d, err := r.Details(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range d.Events {
			values = append(values, e.ID, e.IP, e.DeviceID, e.SessionID)
		}
		for _, v := range values {
			if v != "" {
				out = append(out, bare(string(v)))
			}
		}
	}
	slices.Sort(out)
	if out = slices.Compact(out); len(out) < 20 {
		t.Fatalf("there are only %q", out)
	}
	return out
}

// held is what case files are held to.
type held struct {
	ftm  *schematest.Entities
	json map[string]func(doc any) error // by the name of the file, without -001 and so on
}

func newHeld(t *testing.T) *held {
	t.Helper()
	_, statements := schematest.DSA(t)
	return &held{schematest.FTM(t), map[string]func(any) error{"case.json": schematest.Case(t).Validate, "stix.json": schematest.STIX(t).Bundle, "misp.json": schematest.MISP(t).Event,
		"dsa.json": statements.Validate}}
}

// numbered is what stands in the names of files of which there are several.
var numbered = regexp.MustCompile(`-\d{3}\.`)

// holds refuses a case file that does not hold to its own description, has a file that does
// not validate, a cell that a spreadsheet would compute, or not the files of every format.
func (h *held) holds(t *testing.T, dir string, statements bool) {
	t.Helper()
	r, err := bundle.Check(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		t.Errorf("%s: %s: %s", filepath.Base(dir), p.Where, p.What)
	}
	want := []string{"accounts.csv", "case.html", "case.json", "case.md", "decisions.csv", "dsa.json", "events.csv", "ftm.ndjson", "identifiers.csv", "misp.json", "stix.json"}
	if !statements {
		want = slices.DeleteFunc(want, func(name string) bool { return name == "dsa.json" })
	}
	for name, text := range files(t, dir) {
		var problem any
		kind := numbered.ReplaceAllString(name, ".")
		switch {
		case h.json[kind] != nil:
			if err := h.json[kind](schematest.Parse(t, text)); err != nil {
				problem = err
			}
		case kind == "ftm.ndjson":
			if all, problems := h.ftm.File(text); len(problems) > 0 || len(all) == 0 {
				problem = problems
			}
		case filepath.Ext(kind) == ".csv":
			problem = active(text)
		}
		if problem != nil {
			t.Errorf("%s: %s: %.2000s", filepath.Base(dir), name, problem)
		}
		want = slices.DeleteFunc(want, func(w string) bool { return w == kind })
	}
	if len(want) > 0 {
		t.Errorf("%s has not %q", filepath.Base(dir), want)
	}
}

// active says what of a table is not as it should be; nil where nothing is.
func active(text []byte) any {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return "no heading"
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				return fmt.Sprintf("the cell %q acts", cell)
			}
		}
	}
	return nil
}

// files reads a case file, by the names of its files.
func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, e := range entries {
		if out[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return out
}
