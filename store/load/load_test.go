package load

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/ingest"
)

const rows = `{"platform":"test","account_id":"1","email":"one@mail.example"}
not JSON
{"platform":"test","account_id":"2","email":"two@mail.example"}
`

func setUp(t *testing.T) (db *store.DB, path string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "accounts.jsonl")
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.Create(t.Context(), filepath.Join(dir, "x.clew"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, path
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

func TestImport(t *testing.T) {
	db, path := setUp(t)
	var doing []string
	l := Loader{DB: db, Actor: "kim", Keep: 5, Stage: func(s Stage) { doing = append(doing, s.Doing) }}
	exports := []Export{{path, path}}

	dry := l
	dry.DryRun = true
	out, err := dry.Import(t.Context(), exports)
	if err != nil || out.Changed || out.Files[0].New != 2 || out.Files[0].RejectedFile != "" || len(out.Files[0].Rejects.Rows()) != 1 {
		t.Fatalf("dry run: %+v %v", out, err)
	}
	if got := names(t, filepath.Dir(path)); got != "accounts.jsonl x.clew" || db.Len() != 0 {
		t.Fatalf("a dry run left %s and %d accounts", got, db.Len())
	}

	out, err = l.Import(t.Context(), exports)
	if err != nil || out.Unlinked != nil || !out.Changed || db.Len() != 2 {
		t.Fatalf("import: %+v %v", out, err)
	}
	if f := out.Files[0]; f.RejectedFile != path+RejectSuffix || f.Rejects.Total() != 1 || f.Rejects.Rows()[0].Line != 2 {
		t.Errorf("rejected: %+v", f)
	}
	if db.KnownLinks() == nil {
		t.Error("the links are not known after an import")
	}
	if got := strings.Join(doing, "; "); !strings.HasPrefix(got, "reading; writing the investigation; ") || !strings.Contains(got, Deriving) {
		t.Errorf("stages: %s", got)
	}

	if out, err = l.Import(t.Context(), exports); err != nil || out.Changed || out.Files[0].Unchanged != 2 {
		t.Errorf("again: %+v %v", out, err)
	}
}

// Whoever gives up leaves nothing: not the accounts, not a temporary file.
func TestGivenUp(t *testing.T) {
	db, path := setUp(t)
	before := names(t, db.Path())
	ctx, cancel := context.WithCancel(t.Context())
	l := Loader{DB: db, Actor: "kim", Stage: func(s Stage) {
		if s.Doing == Writing {
			cancel()
		}
	}}
	if _, err := l.Import(ctx, []Export{{path, path}}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if got := names(t, filepath.Dir(path)); got != "accounts.jsonl x.clew" || db.Len() != 0 {
		t.Errorf("left %s and %d accounts", got, db.Len())
	}
	if got := names(t, db.Path()); strings.Contains(got, "import-") {
		t.Errorf("the investigation has %s, before %s", got, before)
	}
}

func TestOneUnreadableFileStopsAll(t *testing.T) {
	db, path := setUp(t)
	l := Loader{DB: db, Actor: "kim"}
	_, err := l.Import(t.Context(), []Export{{path, path}, {path + ".gone", path + ".gone"}})
	var e *model.Error
	if !errors.As(err, &e) || !strings.Contains(string(e.Where), ".gone") || db.Len() != 0 {
		t.Errorf("%v, %d accounts", err, db.Len())
	}
}

func TestLook(t *testing.T) {
	_, path := setUp(t)
	g, err := Look(t.Context(), path, ingest.Options{}, 10)
	if err != nil || !g.Whole || len(g.Rows) != 2 || len(g.Rejects) != 1 || g.Profile != "accounts" || g.Bytes != int64(len(rows)) {
		t.Fatalf("%+v %v", g, err)
	}
	if g, err = Look(t.Context(), path, ingest.Options{}, 1); err != nil || g.Whole || len(g.Rows) != 1 {
		t.Errorf("one row: %+v %v", g, err)
	}
}
