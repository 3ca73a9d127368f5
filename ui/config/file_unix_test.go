//go:build unix

package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestFilesThatAreNotTrusted(t *testing.T) {
	wantKind := func(what, path string, kind model.ErrorKind, says string) {
		t.Helper()
		_, err := Load(path)
		var e *model.Error
		if !errors.As(err, &e) || e.Kind != kind || !strings.Contains(e.Message, says) {
			t.Errorf("%s: %v, want %s and %q", what, err, kind, says)
		}
	}
	for _, mode := range []os.FileMode{0o620, 0o602} {
		path := write(t, "")
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		wantKind(mode.String(), path, model.ErrRefused, "written by other users")
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Symlink(path, link); err != nil {
			t.Fatal(err)
		}
		wantKind("a link to it", link, model.ErrRefused, "what it points to")
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(write(t, "mouse = false\n"), link); err != nil {
		t.Fatal(err)
	}
	if c, err := Load(link); err != nil || c.Mouse {
		t.Errorf("a link to a file of one's own: %+v %v", c, err)
	}
	nowhere := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(nowhere+"-gone", nowhere); err != nil {
		t.Fatal(err)
	}
	wantKind("a link to nowhere", nowhere, model.ErrInput, "cannot be read")
	wantKind("a folder", t.TempDir(), model.ErrInput, "no file")
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	wantKind("a pipe", pipe, model.ErrInput, "no file")
	wantKind("too large", write(t, strings.Repeat("# much\n", 10000)), model.ErrLimit, "64 KiB")

	theirs := write(t, "mouse = false\n")
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	if err := os.Chown(theirs, 1, 1); err != nil {
		t.Fatal(err)
	}
	wantKind("another's", theirs, model.ErrRefused, "belongs to another user")
}
