package uitest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/ingest"
)

// folder holds the investigations that a test binary makes; [Main] removes it.
var folder = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "clew-ui-*") })

// Main runs the tests of a package that uses [Demo] or [Made], for its TestMain.
func Main(m *testing.M) {
	code := m.Run()
	if dir, err := folder(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// Once gives an investigation that is made where it is first asked for, for all tests
// of a package. Tests must not change it.
func Once(create func(dir string) (*store.DB, error)) func(testing.TB) *store.DB {
	once := sync.OnceValues(func() (*store.DB, error) {
		dir, err := folder()
		if err == nil {
			dir, err = os.MkdirTemp(dir, "once-*")
		}
		if err != nil {
			return nil, err
		}
		return create(dir)
	})
	return func(t testing.TB) *store.DB {
		t.Helper()
		db, err := once()
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
}

// Demo is the investigation of 'clew demo', with its links, made once for all tests
// of a package. Tests must not change it.
func Demo(t testing.TB) *store.DB {
	t.Helper()
	return demo(t)
}

var demo = Once(func(dir string) (*store.DB, error) {
	file := filepath.Join(dir, "demo.jsonl")
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(synth.Demo(context.Background(), f, nil), f.Close()); err != nil {
		return nil, err
	}
	return load(dir, "demo.clew", file)
})

// Made is an investigation with rows of its own. Tests may change it.
func Made(t testing.TB, rows []model.Row) *store.DB {
	t.Helper()
	dir, err := folder()
	if err != nil {
		t.Fatal(err)
	}
	dir, err = os.MkdirTemp(dir, "made-*")
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	db, err := store.Create(ctx, filepath.Join(dir, "made.clew"), store.Options{Wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if len(rows) == 0 {
		return db
	}
	Add(t, db, "made.jsonl", rows)
	if err := warm(ctx, db); err != nil {
		t.Fatal(err)
	}
	return db
}

// warm has everything computed and every decoder made that reading needs: what is
// made inside a bubble cannot be used outside of it.
func warm(ctx context.Context, db *store.DB) error {
	if err := db.Derive(ctx, nil); err != nil {
		return err
	}
	if _, err := db.Links(ctx, nil); err != nil {
		return err
	}
	a, err := db.Account(ctx, 0)
	if err != nil {
		return err
	}
	if _, err := db.Events(ctx, 0, 0, 1); err != nil {
		return err
	}
	for _, src := range a.Account.Sources {
		if _, err := db.RawRow(ctx, src); err != nil {
			return err
		}
	}
	return nil
}

// Add imports rows into an investigation.
func Add(t testing.TB, db *store.DB, name string, rows []model.Row) {
	t.Helper()
	file := base.FileMeta{Name: model.Untrusted(name), SHA256: fmt.Sprintf("%064d", len(rows))}
	if err := Import(context.Background(), db, file, rows); err != nil {
		t.Fatal(err)
	}
}

// Import imports rows as those of a file, of which they are the lines.
func Import(ctx context.Context, db *store.DB, file base.FileMeta, rows []model.Row) error {
	imp, err := db.BeginImport(ctx, "kim")
	if err != nil {
		return err
	}
	defer imp.Abort()
	imp.StartFile(file.Name)
	for i := range rows {
		if rows[i].Line == 0 {
			rows[i].Line = uint64(i + 1)
		}
		if err := imp.Prepare(&rows[i]); err != nil {
			return err
		}
	}
	if err := imp.Add(rows); err != nil {
		return err
	}
	file.Read, file.Accepted = uint64(len(rows)), uint64(len(rows))
	imp.EndFile(file)
	_, _, err = imp.Commit(ctx, nil)
	return err
}

// Person is a row of an account "p:NAME" that carries "kind:value" identifiers.
func Person(name string, carries ...string) model.Row {
	row := model.Row{Raw: model.Untrusted(`{"id":"` + name + `"}`), Account: model.Account{ID: model.AccountID{Platform: "p", Native: model.Untrusted(name)}}}
	for _, c := range carries {
		kind, value, _ := strings.Cut(c, ":")
		k, ok := model.KindByName(kind)
		if !ok {
			panic(kind)
		}
		row.Account.Identifiers = append(row.Account.Identifiers, model.Identifier{Kind: k, Value: model.Untrusted(value)})
	}
	return row
}

// load makes an investigation of an export.
func load(dir, name, file string) (*store.DB, error) {
	ctx := context.Background()
	db, err := store.Create(ctx, filepath.Join(dir, name), store.Options{Wait: time.Minute})
	if err != nil {
		return nil, err
	}
	imp, err := db.BeginImport(ctx, "demo")
	if err != nil {
		return nil, err
	}
	defer imp.Abort()
	f, err := ingest.Open(file, ingest.Options{Key: db.CardKey(), Prepare: imp.Prepare})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	called := model.Untrusted(filepath.Base(file))
	imp.StartFile(called)
	for rows, err := range f.Rows(ctx) {
		if err == nil {
			err = imp.Add(rows)
		}
		if err != nil {
			return nil, err
		}
	}
	r := f.Result()
	imp.EndFile(base.FileMeta{Name: called, SHA256: r.SHA256, Profile: r.Profile, Read: r.Read, Accepted: r.Accepted, Rejected: r.Rejected})
	if _, _, err := imp.Commit(ctx, nil); err != nil {
		return nil, err
	}
	return db, warm(ctx, db)
}
