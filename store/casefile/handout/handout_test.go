package handout_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	"github.com/seed-28a39f10/clew/store/casefile/casefiletest"
	"github.com/seed-28a39f10/clew/store/casefile/handout"
	"github.com/seed-28a39f10/clew/store/casefile/receive"
	"github.com/seed-28a39f10/clew/store/sign"
)

var ctx = context.Background()

func profile(t *testing.T, name string) casefile.Profile {
	t.Helper()
	p, err := casefile.BuiltIn().Profile(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func write(t *testing.T, db *store.DB, q handout.Request) bundle.Manifest {
	t.Helper()
	if q.By == "" {
		q.By = "kim"
	}
	m, err := handout.Write(ctx, db, q)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// holds refuses a case file that does not hold to its own description.
func holds(t *testing.T, path string, keys ...string) *bundle.Report {
	t.Helper()
	r, err := bundle.Check(ctx, path, keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		t.Errorf("%s: %s: %s", filepath.Base(path), p.Where, p.What)
	}
	return r
}

func read(t *testing.T, parts ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestACaseIsGivenOut(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Worked(t, db)
	key, err := sign.New("kim")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range casefile.BuiltIn().Names() {
		for _, path := range []string{filepath.Join(dir, name), filepath.Join(dir, name+".zip")} {
			m := write(t, db, handout.Request{Case: 1, Profile: profile(t, name), Path: path, Key: key, To: "counsel"})
			r := holds(t, path, key.PublicText())
			if r.Checked["signatures"] == 0 || r.Manifest.Profile != name {
				t.Errorf("%s: %v, profile %q", path, r.Checked, r.Manifest.Profile)
			}
			given := db.Work().GivenOut(1)
			if g := given[len(given)-1]; g.Manifest != m.SHA256 || g.Profile != name || g.SignedBy != "kim" || g.To != "counsel" || g.Entries == 0 {
				t.Errorf("the log says %+v", g)
			}
		}
	}
	var names []string
	for _, e := range must(os.ReadDir(filepath.Join(dir, "full")))(t) {
		names = append(names, e.Name())
	}
	for _, want := range []string{"MANIFEST.json", "MANIFEST.json.sig", "README.txt", "SHA256SUMS", "accounts.csv", "case.html", "case.json", "case.md", "case.schema.json", "checkpoint.txt", "decisions.csv",
		"dsa.json", "events.csv", "ftm.ndjson", "identifiers.csv", "log.json", "misp.json", "stix.json"} {
		if !slices.Contains(names, want) {
			t.Errorf("there is no %s among %q", want, names)
		}
	}
	for _, secret := range []string{casefiletest.Wallet, "u1@example.com", "One hand."} {
		for _, e := range must(os.ReadDir(filepath.Join(dir, "public")))(t) {
			if bytes.Contains(read(t, dir, "public", e.Name()), []byte(secret)) {
				t.Errorf("%s of the public profile has %q", e.Name(), secret)
			}
		}
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestSomeFormats(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Worked(t, db)
	path := filepath.Join(t.TempDir(), "x")
	m := write(t, db, handout.Request{Case: 1, Profile: profile(t, "full"), Path: path, Formats: []string{"stix"}})
	var names []string
	for _, f := range m.Formats {
		names = append(names, f.Name)
	}
	if !slices.Equal(names, []string{"json", "stix"}) {
		t.Errorf("the formats are %q", names)
	}
	holds(t, path)
	for name, q := range map[string]handout.Request{
		"a format":       {Case: 1, Profile: profile(t, "full"), Path: path + "2", Formats: []string{"pdf"}},
		"a taken folder": {Case: 1, Profile: profile(t, "full"), Path: path},
		"no parent":      {Case: 1, Profile: profile(t, "full"), Path: filepath.Join(path, "no", "where")},
		"no case":        {Case: 9, Profile: profile(t, "full"), Path: path + "2"},
	} {
		q.By = "kim"
		if _, err := handout.Write(ctx, db, q); err == nil {
			t.Errorf("%s: written", name)
		}
	}
	if n := len(db.Work().GivenOut(1)); n != 1 {
		t.Errorf("the log says %d times", n)
	}
}

// other is an investigation in which the case is received.
func other(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Create(ctx, filepath.Join(t.TempDir(), "o.clew"), store.Options{Wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func take(t *testing.T, db *store.DB, path string, keys ...string) receive.Taken {
	t.Helper()
	in, err := receive.Read(ctx, path, keys)
	if err != nil {
		t.Fatal(err)
	}
	got, err := receive.Take(ctx, db, in, "zoe", nil)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestOutInAndOutAgain(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Worked(t, db)
	dir := t.TempDir()
	for _, form := range []string{"folder", "file.zip"} {
		out := filepath.Join(dir, form)
		write(t, db, handout.Request{Case: 1, Profile: profile(t, "full"), Path: out})
		there := other(t)
		got := take(t, there, out)
		if got.Accounts != 2 || got.Notes != 2 || got.Rejected+got.Left != 0 || got.Already {
			t.Errorf("%s: taken were %+v", form, got)
		}
		if again := take(t, there, out); !again.Already || again.Case != got.Case || again.Notes != 2 || len(there.Work().Cases()) != 1 || there.Work().NoteCount() != 2 {
			t.Errorf("%s: taken again were %+v", form, again)
		}
		back := filepath.Join(dir, form+"-back")
		write(t, there, handout.Request{Case: got.Case, Profile: profile(t, "full"), Path: back})
		holds(t, back)
		first := filepath.Join(dir, form+"-first")
		if form == "folder" {
			first = out
		} else {
			write(t, db, handout.Request{Case: 1, Profile: profile(t, "full"), Path: first})
			continue // the log has gone on
		}
		for _, name := range []string{"case.json", "log.json", "case.md", "case.html", "stix.json", "events.csv"} {
			if !bytes.Equal(read(t, first, name), read(t, back, name)) {
				t.Errorf("%s is another one", name)
			}
		}
		// What is said of an account of it is an addition too.
		tag := casefiletest.Do(t, there, "zoe", workflow.SetTag{On: casefiletest.Accounts(1), Tag: "seen"})
		tagged := filepath.Join(dir, form+"-tagged")
		write(t, there, handout.Request{Case: got.Case, Profile: profile(t, "full"), Path: tagged})
		if bytes.Equal(read(t, tagged, "case.json"), read(t, back, "case.json")) {
			t.Errorf("what entry %d says is lost", tag.Entry)
		}
		// What is added is not lost, and the case is no longer the one that came.
		casefiletest.Do(t, there, "zoe", workflow.AddNote{On: workflow.On{Kind: workflow.InCase, ID: got.Case}, Text: "And this."})
		more := filepath.Join(dir, form+"-more")
		write(t, there, handout.Request{Case: got.Case, Profile: profile(t, "full"), Path: more})
		holds(t, more)
		text := string(read(t, more, "case.json"))
		if !strings.Contains(text, "And this.") || !strings.Contains(text, `"received":{"investigation":"`+db.Work().Log()) || !strings.Contains(text, "Both are *paid* there.") {
			t.Error("what came, or what was added, is not in the later file")
		}
	}
}

func TestARecordAloneComesBackTheSame(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Worked(t, db)
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	write(t, db, handout.Request{Case: 1, Profile: profile(t, "full"), Path: out})
	there := other(t)
	take(t, there, filepath.Join(out, "case.json"))
	back := filepath.Join(dir, "back")
	write(t, there, handout.Request{Case: 1, Profile: profile(t, "full"), Path: back})
	holds(t, back)
	if !bytes.Equal(read(t, out, "case.json"), read(t, back, "case.json")) {
		t.Error("case.json is another one")
	}
}

func TestWhatIsReceivedCanBeWorkedWith(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Worked(t, db)
	dir := filepath.Join(t.TempDir(), "x")
	write(t, db, handout.Request{Case: 1, Profile: profile(t, "full"), Path: dir})
	there := other(t)
	got := take(t, there, dir)
	c := there.Work().Case(got.Case)
	if c.Title != "One wallet" || c.Members[0].Role != "persona" || c.Priority != "high" || len(c.Values) != 1 || c.Received.Case != 1 || len(c.Files) < 2 {
		t.Errorf("the case is %+v", c)
	}
	p, err := there.Pivot(ctx, "wallet:"+casefiletest.Wallet)
	if err != nil || len(p.Accounts) != 2 {
		t.Errorf("the wallet is of %v, %v", p, err)
	}
	a, err := there.Account(ctx, c.Members[0].Ord)
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := there.RawRow(ctx, a.Sources[0]); err != nil || !strings.Contains(string(raw), `"id":"`+string(a.AccountRow.ID.String())+`"`) {
		t.Errorf("its row is %.80q, %v", raw, err)
	}
	if files := there.Files(); len(files) != 1 || files[0].Profile != receive.Profile || files[0].SHA256 != c.Received.SHA256 {
		t.Errorf("the files are %+v", files)
	}
	notes := there.Work().Notes(workflow.CaseKey(got.Case))
	if len(notes) != 1 || notes[0].By != "zoe" || notes[0].Written == nil || notes[0].Written.By != "kim" || len(notes[0].Files) != 1 {
		t.Errorf("the notes are %+v", notes)
	}
	if len(there.Work().Proposals()) != 0 {
		t.Error("what was decided there is decided here")
	}
	report, err := there.Check(ctx)
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("%v, %v", report, err)
	}
}

func TestARedactedCaseIsReceivedAndComesBackTheSame(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Worked(t, db)
	for name, title := range map[string]model.Untrusted{"platform": "Case 1 of another investigation", "public": "A case of another investigation"} {
		dir := t.TempDir()
		out, back := filepath.Join(dir, "out"), filepath.Join(dir, "back")
		write(t, db, handout.Request{Case: 1, Profile: profile(t, name), Path: out})
		there := other(t)
		got := take(t, there, out)
		if c := there.Work().Case(got.Case); c.Title != title {
			t.Errorf("%s: the title is %q", name, c.Title)
		}
		write(t, there, handout.Request{Case: got.Case, Profile: profile(t, "full"), Path: back})
		holds(t, back)
		if !bytes.Equal(read(t, out, "case.json"), read(t, back, "case.json")) {
			t.Errorf("%s: case.json is another one", name)
		}
	}
}

func TestWhatIsNotReceived(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Worked(t, db)
	dir := filepath.Join(t.TempDir(), "x")
	write(t, db, handout.Request{Case: 1, Profile: profile(t, "full"), Path: dir})
	in, err := receive.Read(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := receive.Take(ctx, db, in, "zoe", nil); model.KindOf(err) != model.ErrRefused {
		t.Errorf("into the investigation that it is of: %v", err)
	}
	if _, err := receive.Read(ctx, filepath.Join(dir, "none"), nil); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("none: %v", err)
	}
	stranger, err := sign.New("lee")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := receive.Read(ctx, dir, []string{stranger.PublicText()}); model.KindOf(err) != model.ErrRefused {
		t.Errorf("not signed by the key: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "case.json"), append(read(t, dir, "case.json"), '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := receive.Read(ctx, dir, nil); model.KindOf(err) != model.ErrRefused {
		t.Errorf("changed: %v", err)
	}
}

func TestMaskedDataStaysInTheHouse(t *testing.T) {
	db := casefiletest.Investigation(t)
	casefiletest.Worked(t, db)
	casefiletest.Do(t, db, "kim", workflow.SetMasking{Kinds: []string{"email"}, Why: "policy"})
	dir := filepath.Join(t.TempDir(), "x")
	m := write(t, db, handout.Request{Case: 1, Profile: profile(t, "full"), Path: dir})
	holds(t, dir)
	if m.Profile != casefile.Masked || m.Marking != "TLP:AMBER+STRICT" || len(m.LeftOut) != 1 {
		t.Errorf("the profile is %q, marked %q, and left out is %+v", m.Profile, m.Marking, m.LeftOut)
	}
	for _, e := range must(os.ReadDir(dir))(t) {
		if bytes.Contains(read(t, dir, e.Name()), []byte("u1@example.com")) {
			t.Errorf("%s has a masked address", e.Name())
		}
	}
}
