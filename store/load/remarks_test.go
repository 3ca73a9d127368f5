package load

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/store/ingest"
)

func TestRemarks(t *testing.T) {
	used, unused := ingest.Column{Name: "login", Field: "username"}, ingest.Column{Name: "x"}
	list := ingest.Description{Profile: general, Columns: []ingest.Column{used, unused}}
	inside, mostly := list, list
	inside.Envelope = "log"
	mostly.Columns = []ingest.Column{used, unused, unused}
	for i, c := range []struct {
		d    ingest.Description
		o    ingest.Options
		rows uint64
		want int
	}{
		{list, ingest.Options{}, 0, 0},
		{inside, ingest.Options{}, 0, 1},
		{inside, ingest.Options{Profile: "auto"}, 1, 2},
		{mostly, ingest.Options{}, 0, 1},
		{mostly, ingest.Options{Profile: general}, 0, 0},
		{mostly, ingest.Options{Mapping: &ingest.Mapping{}}, 0, 0},
		{ingest.Description{Profile: "okta"}, ingest.Options{}, 382, 1},
	} {
		if got := remarks(c.d, c.o, ingest.Result{Duplicates: c.rows}); len(got) != c.want {
			t.Errorf("%d: %q", i, got)
		}
	}
	got := remarks(list, ingest.Options{}, ingest.Result{Duplicates: 382})
	if !slices.Equal(got, []string{"382 rows repeat another row of the file and were left out"}) {
		t.Errorf("%q", got)
	}
}

// What is said beforehand of where rejected rows go is where they are written, and it
// can be found from anywhere.
func TestRejectFile(t *testing.T) {
	db, path := setUp(t)
	here := t.TempDir()
	t.Chdir(here)
	if got := RejectFile(path); got != path+RejectSuffix {
		t.Errorf("beside: %s", got)
	}
	dir := filepath.Dir(path)
	sealed := filepath.Join(dir, "sealed")
	if err := os.Mkdir(sealed, 0o700); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(sealed, "accounts.jsonl")
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(sealed, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(sealed, 0o700) })
	want := RejectFile(path)
	if filepath.Base(want) != "accounts.jsonl"+RejectSuffix || !filepath.IsAbs(want) || filepath.Dir(want) == sealed {
		t.Errorf("from a sealed folder: %s", want)
	}
	l := Loader{DB: db, Actor: "kim"}
	out, err := l.Import(t.Context(), []Export{{path, path}})
	if err != nil || out.Files[0].RejectedFile != want {
		t.Fatalf("%+v %v", out, err)
	}
	if _, err := os.Stat(want); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(here, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(here, 0o700) })
	if got := RejectFile(path); got != "" {
		t.Errorf("nowhere is %s", got)
	}
}
