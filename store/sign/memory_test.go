package sign

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestMemory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "clew", "checkpoints")
	look := func(path, id, checkpoint, other string) {
		t.Helper()
		m, err := Remembered(dir, path, id)
		if err != nil || m.Checkpoint != checkpoint || m.OtherID != other || m.File != filepath.Join(dir, id) || other != "" != (m.OtherFile != "") {
			t.Errorf("%s at %s: %+v %v, want %q and %q", id, path, m, err, checkpoint, other)
		}
	}
	keep := func(path, id, checkpoint string) {
		t.Helper()
		if err := Remember(dir, path, id, checkpoint); err != nil {
			t.Fatal(err)
		}
	}
	look("/x/a.clew", "aa", "", "")
	keep("/x/a.clew", "aa", "one\n")
	look("/x/a.clew", "aa", "one\n", "")
	look("/x/../x/a.clew/", "aa", "one\n", "")
	look("/y/a.clew", "aa", "one\n", "") // it was moved
	look("/x/a.clew", "bb", "", "aa")    // it was replaced
	keep("/x/a.clew", "aa", "two\n")
	keep("/x/a.clew", "aa", "two\n")
	look("/x/a.clew", "aa", "two\n", "")
	keep("/x/a.clew", "bb", "other\n")
	look("/x/a.clew", "bb", "other\n", "")
	look("/x/a.clew", "aa", "two\n", "bb")
	for path, want := range map[string]string{"/x/a.clew": "bb", "/y/a.clew": ""} {
		if id, err := SeenAt(dir, path); id != want || err != nil {
			t.Errorf("at %s: %q %v, want %q", path, id, err, want)
		}
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "aa"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 3 {
		t.Errorf("something is left over: %v %v", files, err)
	}
}

func TestMemoryRefuses(t *testing.T) {
	dir := t.TempDir()
	if err := Remember(dir, "/x", "aa", "one\n"); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "aa"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := Remembered(dir, "/x", "aa")
	wantKind(t, "what others may write", err, model.ErrRefused)
	for _, id := range []string{"", "../aa", "a/b"} {
		_, err := Remembered(dir, "/x", id)
		wantKind(t, "no id", err, model.ErrInternal)
		wantKind(t, "no id", Remember(dir, "/x", id, "x"), model.ErrInternal)
	}
}
