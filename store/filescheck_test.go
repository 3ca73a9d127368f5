package store_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
)

func TestDamagedFileIsFound(t *testing.T) {
	content := strings.Repeat("evidence ", 1000)
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.WriteFile(elsewhere, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(path string) error
		kind   model.ErrorKind
		opens  bool
	}{
		"a byte": {func(path string) error {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteAt([]byte("E"), 4000)
			return errors.Join(err, f.Close())
		}, model.ErrCorrupt, true},
		"cut short":    {func(path string) error { return os.Truncate(path, 100) }, model.ErrCorrupt, true},
		"empty":        {func(path string) error { return os.Truncate(path, 0) }, model.ErrCorrupt, true},
		"longer":       {func(path string) error { return os.Truncate(path, 10_000) }, model.ErrCorrupt, true},
		"too large":    {func(path string) error { return os.Truncate(path, 1<<40) }, model.ErrCorrupt, false},
		"open to all":  {func(path string) error { return os.Chmod(path, 0o644) }, model.ErrRefused, false},
		"open folder":  {func(path string) error { return os.Chmod(filepath.Dir(path), 0o755) }, model.ErrRefused, false},
		"a link":       {func(path string) error { return errors.Join(os.Remove(path), os.Symlink(elsewhere, path)) }, model.ErrRefused, false},
		"a pipe":       {func(path string) error { return errors.Join(os.Remove(path), unix.Mkfifo(path, 0o600)) }, model.ErrRefused, false},
		"a folder":     {func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }, model.ErrRefused, false},
		"another user": {func(path string) error { return os.Chown(path, 12345, -1) }, model.ErrRefused, false},
		"linked folder": {func(path string) error {
			dir := filepath.Dir(path)
			return errors.Join(os.Rename(dir, dir+"2"), os.Symlink(dir+"2", dir))
		}, model.ErrRefused, false},
	} {
		t.Run(name, func(t *testing.T) {
			db := create(t)
			f := attached(t, db, content)
			if err := c.change(filepath.Join(db.Path(), "files", f.SHA256)); err != nil {
				t.Skipf("cannot make such a place: %v", err)
			}
			r, err := db.OpenFile(f.SHA256)
			if c.opens == (err != nil) {
				t.Fatalf("opening gave %v", err)
			}
			if err == nil {
				_, err = io.ReadAll(r)
				r.Close()
			}
			wantFileKind(t, "reading", err, c.kind)
			if r := checked(t, db); len(r.Problems) != 1 || !strings.HasPrefix(r.Problems[0].Where, "files") {
				t.Errorf("%+v", r)
			}
			file := filepath.Join(t.TempDir(), "b.tar")
			_, err = db.Backup(ctx, file)
			wantFileKind(t, "the backup", err, model.ErrCorrupt)
			back := filepath.Join(t.TempDir(), "r.clew")
			wantFileKind(t, "restoring it", store.Restore(ctx, "lee", file, back, store.Options{}), model.ErrCorrupt)
			restored, err := store.Open(ctx, back, store.Options{})
			if err != nil {
				t.Fatal("the rest of it was not restored:", err)
			}
			defer restored.Close()
			if r := checked(t, restored); len(r.Problems) != 1 || r.Problems[0].What != "it is missing" {
				t.Errorf("%+v", r)
			}
		})
	}
}

// TestDamagedFileIsMadeGoodByKeepingItAgain covers the one way in which what is under
// a name may be replaced.
func TestDamagedFileIsMadeGoodByKeepingItAgain(t *testing.T) {
	db := create(t)
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	f := attached(t, db, "evidence")
	path := filepath.Join(db.Path(), "files", f.SHA256)
	for _, damage := range []func() error{
		func() error { return os.WriteFile(path, []byte("EVIDENCE"), 0o600) },
		func() error {
			return errors.Join(os.WriteFile(elsewhere, []byte("mine"), 0o600), os.Remove(path), os.Symlink(elsewhere, path))
		},
	} {
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		if r := checked(t, db); len(r.Problems) != 1 {
			t.Errorf("%+v", r)
		}
		attached(t, db, "evidence")
		if r := checked(t, db); len(r.Problems) != 0 {
			t.Errorf("%+v", r)
		}
	}
	if b, err := os.ReadFile(elsewhere); err != nil || string(b) != "mine" {
		t.Errorf("what a planted link points at became %q, %v", b, err)
	}
}

func TestFolderThatOthersMayEnterIsRefused(t *testing.T) {
	elsewhere := t.TempDir()
	for name, plant := range map[string]func(dir string) error{
		"for all": func(dir string) error { return errors.Join(os.Mkdir(dir, 0o700), os.Chmod(dir, 0o755)) },
		"a link":  func(dir string) error { return os.Symlink(elsewhere, dir) },
	} {
		db := create(t)
		if err := plant(filepath.Join(db.Path(), "files")); err != nil {
			t.Fatal(err)
		}
		_, err := db.KeepFile(ctx, strings.NewReader("x"), "n")
		wantFileKind(t, name, err, model.ErrRefused)
		_, _, err = db.Compact(ctx, false)
		wantFileKind(t, name, err, model.ErrRefused)
		if r := checked(t, db); len(r.Problems) != 1 || r.Problems[0].Where != "files" {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if names := must(os.ReadDir(elsewhere)); len(names) > 0 {
		t.Errorf("written elsewhere: %v", names)
	}
}

func TestLeftovers(t *testing.T) {
	db := create(t)
	named := attached(t, db, "named")
	left, err := db.KeepFile(ctx, strings.NewReader("nobody names me"), "n")
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(db.Path(), "files", ".new-123")
	if err := os.WriteFile(half, []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := checked(t, db); len(r.Problems)+len(r.Remarks) > 0 {
		t.Errorf("young ones: %+v", r)
	}
	if _, _, err := db.Compact(ctx, false); err != nil || len(filesIn(t, db)) != 3 {
		t.Errorf("young ones: %v, %v", filesIn(t, db), err)
	}
	age(t, db)
	if r := checked(t, db); len(r.Problems) > 0 || len(r.Remarks) != 1 || !strings.HasPrefix(r.Remarks[0].What, "2 files") {
		t.Errorf("%+v", r)
	}
	// One of them is kept anew, and its entry is on its way.
	if _, err := db.KeepFile(ctx, strings.NewReader("nobody names me"), "n"); err != nil {
		t.Fatal(err)
	}
	before, after, err := db.Compact(ctx, false)
	if err != nil || before-after != int64(len("half a file")) {
		t.Errorf("from %d to %d, %v", before, after, err)
	}
	want := []string{named.SHA256, left.SHA256}
	slices.Sort(want)
	if names := filesIn(t, db); !slices.Equal(names, want) {
		t.Errorf("the folder has %v", names)
	}
	age(t, db)
	if _, _, err := db.Compact(ctx, false); err != nil || !slices.Equal(filesIn(t, db), []string{named.SHA256}) {
		t.Errorf("%v, %v", filesIn(t, db), err)
	}
	if r := checked(t, db); len(r.Problems)+len(r.Remarks) > 0 {
		t.Errorf("%+v", r)
	}
}

// TestCompactSeesWhatOthersHaveNamed: another process has named it since. A check in
// between has read the log to its end, without that it was folded into the state.
func TestCompactSeesWhatOthersHaveNamed(t *testing.T) {
	db := create(t)
	f, err := db.KeepFile(ctx, strings.NewReader("x"), "n")
	if err != nil {
		t.Fatal(err)
	}
	age(t, db)
	if err := attach(db.Path(), f); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // until the time of the file tells one change from the next
	if r := checked(t, db); len(r.Problems)+len(r.Remarks) > 0 || r.Checked["attached files"] != 1 {
		t.Errorf("%+v", r)
	}
	if _, _, err := db.Compact(ctx, false); err != nil || len(filesIn(t, db)) != 1 {
		t.Errorf("%v, %v", filesIn(t, db), err)
	}
}

func TestForeignFilesAreReportedAndStay(t *testing.T) {
	db := create(t)
	attached(t, db, "x")
	dir := filepath.Join(db.Path(), "files")
	if err := errors.Join(
		os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600),
		os.Symlink("/", filepath.Join(dir, strings.Repeat("a", 64))),
		os.Symlink("/", filepath.Join(dir, ".new-1")),
		os.Mkdir(filepath.Join(dir, "sub"), 0o700),
	); err != nil {
		t.Fatal(err)
	}
	if r := checked(t, db); len(r.Problems) != 4 {
		t.Errorf("%+v", r)
	}
	if _, _, err := db.Compact(ctx, true); err != nil || len(filesIn(t, db)) != 5 {
		t.Errorf("%v, %v", filesIn(t, db), err)
	}
}
