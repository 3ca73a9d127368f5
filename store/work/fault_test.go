package work

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// TestFullDisk lets the file hit a limit of the system in the middle of a commit.
// The child sees that the outcome is unknown and that nobody writes any more; here
// the log is rewritten, and everything acknowledged is there.
func TestFullDisk(t *testing.T) {
	dir := create(t)
	cmd, lines := start(t, "full", dir)
	acked := 0
	var failures []string
	for lines.Scan() {
		switch f := strings.Fields(lines.Text()); f[0] {
		case "ack":
			acked++
		case "error":
			failures = append(failures, f[1])
		case "skip":
			t.Skip(lines.Text())
		}
	}
	cmd.Wait()
	if acked == 0 || !reflect.DeepEqual(failures, []string{"read-only", "read-only"}) {
		t.Fatalf("%d acknowledged, then %q", acked, failures)
	}
	recoverLog(t, dir, acked)
}

// recoverLog looks at a log that is suspect and has at least acked entries beside
// the first, and makes it writable again.
func recoverLog(t *testing.T, dir string, acked int) {
	t.Helper()
	l := open(t, dir, Options{})
	if !l.Suspect() {
		t.Error("not suspect")
	}
	called := false
	_, _, err := l.Append(background, nonceOf(1), 0, func([]Entry, Head) (Draft, error) {
		called = true
		return Draft{Action: "note"}, nil
	})
	wantKind(t, "append", err, model.ErrReadOnly)
	if called {
		t.Error("asked for a decision that cannot be written")
	}
	before := readAll(t, l, 0) // it can be read
	if len(before) < 1+acked {
		t.Errorf("%d entries, %d acknowledged", len(before), acked)
	}
	other := open(t, dir, Options{})
	if err := l.Compact(background, false); err != nil {
		t.Fatal(err)
	}
	if l.Suspect() || other.Suspect() {
		t.Error("still suspect")
	}
	if after := readAll(t, other, 0); !reflect.DeepEqual(after, before) {
		t.Errorf("%d entries, and %d before", len(after), len(before))
	}
	add(t, other, 1000, 1)
	add(t, l, 1001, 1)
	verified(t, l)
}

// TestWriteFails hands out a file that cannot be written.
func TestWriteFails(t *testing.T) {
	dir := create(t)
	add(t, open(t, dir, Options{}), 0, 3)
	l := open(t, dir, Options{openFile: func(name string, flag int, perm os.FileMode) (*os.File, error) {
		return os.OpenFile(name, flag&^(os.O_RDWR|os.O_WRONLY), perm)
	}})
	_, _, err := l.Append(background, nonceOf(50), 0, draft(Draft{Action: "note"}))
	wantKind(t, "append", err, model.ErrReadOnly)
	recoverLog(t, dir, 3)
}

// TestNoSpace finds the disk full before it begins: nothing is suspect then.
func TestNoSpace(t *testing.T) {
	l := open(t, create(t), Options{})
	defer func(f func(string) (uint64, error)) { diskFree = f }(diskFree)
	diskFree = func(string) (uint64, error) { return 100_000, nil }
	_, _, err := l.Append(background, nonceOf(0), 0, draft(Draft{Action: "note"}))
	wantKind(t, "append", err, model.ErrDisk)
	if l.Suspect() {
		t.Error("suspect, although nothing was written")
	}
	diskFree = func(string) (uint64, error) { return 1 << 30, nil }
	add(t, l, 0, 1)
	verified(t, l)
}

// TestReplaced puts another file in the place of work.db.
func TestReplaced(t *testing.T) {
	swap := func(t *testing.T, dir string, old []byte) {
		path := filepath.Join(dir, dataName)
		if err := errors.Join(os.WriteFile(path+"2", old, 0o600), os.Rename(path+"2", path)); err != nil {
			t.Fatal(err)
		}
	}
	content := func(t *testing.T, dir string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, dataName))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	t.Run("during a write", func(t *testing.T) {
		dir := create(t)
		l := open(t, dir, Options{})
		b := content(t, dir)
		_, _, err := l.Append(background, nonceOf(0), 0, func([]Entry, Head) (Draft, error) {
			swap(t, dir, b)
			return Draft{Action: "note"}, nil
		})
		wantKind(t, "append", err, model.ErrRefused)
		if l.Suspect() {
			t.Error("suspect, although nothing was written")
		}
		add(t, l, 0, 1)
	})
	t.Run("by an older copy", func(t *testing.T) {
		dir := create(t)
		l := open(t, dir, Options{})
		b := content(t, dir)
		add(t, l, 0, 2)
		swap(t, dir, b)
		_, err := l.Head(background)
		wantKind(t, "head", err, model.ErrCorrupt)
		_, _, err = l.Append(background, nonceOf(9), 0, draft(Draft{Action: "note"}))
		wantKind(t, "append", err, model.ErrCorrupt)
		if rep, err := l.Verify(background); err != nil || rep.OK() {
			t.Errorf("%+v, %v", rep, err)
		}
	})
	t.Run("by another history", func(t *testing.T) {
		dir := create(t)
		b := content(t, dir)
		l := open(t, dir, Options{})
		add(t, l, 0, 2)
		swap(t, dir, b)
		add(t, open(t, dir, Options{}), 5, 4)
		_, err := l.Head(background)
		wantKind(t, "head", err, model.ErrCorrupt)
	})
	t.Run("by another investigation", func(t *testing.T) {
		dir := create(t)
		l := open(t, dir, Options{})
		other := create(t)
		add(t, open(t, other, Options{}), 0, 2)
		swap(t, dir, content(t, other))
		_, err := l.Head(background)
		wantKind(t, "head", err, model.ErrCorrupt)
	})
}

func TestPlace(t *testing.T) {
	for name, c := range map[string]struct {
		change func(dir string) error
		want   model.ErrorKind
	}{
		"as it is":            {func(string) error { return nil }, ""},
		"folder for all":      {func(dir string) error { return os.Chmod(dir, 0o755) }, model.ErrRefused},
		"file for the group":  {func(dir string) error { return os.Chmod(filepath.Join(dir, dataName), 0o640) }, model.ErrRefused},
		"lock for all":        {func(dir string) error { return os.Chmod(filepath.Join(dir, lockName), 0o666) }, model.ErrRefused},
		"no log":              {func(dir string) error { return os.Remove(filepath.Join(dir, dataName)) }, model.ErrNotFound},
		"no folder":           {os.RemoveAll, model.ErrNotFound},
		"no lock":             {func(dir string) error { return os.Remove(filepath.Join(dir, lockName)) }, ""},
		"empty log":           {func(dir string) error { return os.Truncate(filepath.Join(dir, dataName), 0) }, model.ErrCorrupt},
		"folder is a file":    {func(dir string) error { return errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600)) }, model.ErrUnsupported},
		"owner of the folder": {func(dir string) error { return os.Chown(dir, 12345, -1) }, model.ErrRefused},
		"owner of the log":    {func(dir string) error { return os.Chown(filepath.Join(dir, dataName), 12345, -1) }, model.ErrRefused},
		"log is a link": {func(dir string) error {
			path := filepath.Join(dir, dataName)
			return errors.Join(os.Rename(path, path+"2"), os.Symlink(path+"2", path))
		}, model.ErrRefused},
	} {
		t.Run(name, func(t *testing.T) {
			dir := create(t)
			if err := c.change(dir); err != nil {
				t.Skipf("cannot make such a place: %v", err)
			}
			_, err := Open(dir, Options{})
			if model.KindOf(err) != c.want {
				t.Errorf("%v; want an error of kind %q", err, c.want)
			}
		})
	}
	wantKind(t, "no parent", Create(filepath.Join(t.TempDir(), "a", "b"), CreateOptions{}), model.ErrNotFound)
}

// TestReadOnlyPlace opens a log in a folder that cannot be written.
func TestReadOnlyPlace(t *testing.T) {
	dir := create(t)
	l := open(t, dir, Options{})
	add(t, l, 0, 2)
	if err := errors.Join(os.Remove(filepath.Join(dir, lockName)), os.Chmod(filepath.Join(dir, dataName), 0o400), os.Chmod(dir, 0o500)); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	if os.Geteuid() != 0 { // root may write anywhere
		_, err := Open(dir, Options{})
		wantKind(t, "open for writing", err, model.ErrReadOnly)
	}
	r := open(t, dir, Options{ReadOnly: true})
	if es := readAll(t, r, 0); len(es) != 3 {
		t.Errorf("%d entries", len(es))
	}
	verified(t, r)
	if _, err := r.Backup(background, io.Discard); err != nil {
		t.Error(err)
	}
	_, _, err := r.Append(background, nonceOf(9), 0, draft(Draft{Action: "note"}))
	if model.KindOf(err) != model.ErrReadOnly {
		t.Errorf("append: %v", err)
	}
	if err := r.Rewrite(background); model.KindOf(err) != model.ErrReadOnly {
		t.Errorf("rewrite: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("reading made files: %v", left)
	}
}
