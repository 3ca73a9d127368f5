package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/seed-28a39f10/clew/model"
)

// Path is where the settings are, which need not exist:
// $XDG_CONFIG_HOME/clew/config.toml.
func Path() (string, error) { return place("XDG_CONFIG_HOME", ".config", "config.toml") }

// StatePath is where the state is, which need not exist:
// $XDG_STATE_HOME/clew/workbench.json.
func StatePath() (string, error) {
	return place("XDG_STATE_HOME", filepath.Join(".local", "state"), "workbench.json")
}

// place gives a file in one of the folders of the XDG specification, which has
// relative paths ignored.
func place(variable, below, name string) (string, error) {
	dir := os.Getenv(variable)
	if !filepath.IsAbs(dir) && runtime.GOOS == "windows" {
		dir = os.Getenv("LocalAppData")
	}
	if !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", &model.Error{Kind: model.ErrUsage, Message: "there is no home directory to look for " + name + " in",
				Hint: "set HOME or " + variable, Err: err}
		}
		dir = filepath.Join(home, below)
	}
	return filepath.Join(dir, "clew", name), nil
}

// errMissing says that there is no such file.
var errMissing = errors.New("no such file")

// readOwn reads a file of at most so many bytes that nobody but the user or the
// administrator can have written. The error is errMissing or a *model.Error.
func readOwn(path string, most int) ([]byte, error) {
	refuse := func(kind model.ErrorKind, message, hint string, err error) error {
		return &model.Error{Kind: kind, Where: model.Untrusted(path), Message: message, Hint: hint, Err: err}
	}
	link, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errMissing
	}
	if err != nil {
		return nil, refuse(model.ErrInput, "the file cannot be read", "look at its permissions", err)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, refuse(model.ErrInput, "the file cannot be read", "look at its permissions, and where it points to if it is a link", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, refuse(model.ErrInput, "the file cannot be read", "", err)
	}
	what := "it"
	if link.Mode()&fs.ModeSymlink != 0 {
		what = "what it points to"
	}
	switch {
	case !info.Mode().IsRegular():
		return nil, refuse(model.ErrInput, what+" is no file", "put a regular file there", nil)
	case !ours(info):
		return nil, refuse(model.ErrRefused, what+" belongs to another user, who could change what your keys do",
			"copy it into a file of your own", nil)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0:
		return nil, refuse(model.ErrRefused, what+" can be written by other users, who could change what your keys do",
			"run chmod go-w on it", nil)
	}
	text, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	if err != nil {
		return nil, refuse(model.ErrInput, "the file cannot be read", "", err)
	}
	if len(text) > most {
		return nil, refuse(model.ErrLimit, fmt.Sprintf("the file is larger than %d KiB", most>>10), "is it the right file?", nil)
	}
	return text, nil
}

// writeOwn puts a file in place of the one before as a whole, for the user alone.
func writeOwn(path string, text []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".workbench-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
