package welcome

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Suffix is what the folder of an investigation is called beyond its name, by custom.
const Suffix = ".clew"

// logName is the file that every investigation has.
const logName = "work.db"

// mostFound bounds the entries of the data folder that are looked at.
const mostFound = 10_000

// Recent is an investigation that was opened before.
type Recent struct {
	Path   string
	Opened time.Time
}

// found is an investigation that is there.
type found struct {
	path    string
	opened  time.Time // zero where that is not known
	changed time.Time
}

// find lists the investigations of the data folder and the recent ones that are still
// there, the last used first.
func find(ctx context.Context, folder string, recents []Recent) ([]found, error) {
	var out []found
	for _, r := range recents {
		if at, ok := investigation(r.Path); ok {
			out = append(out, found{filepath.Clean(r.Path), r.Opened, at})
		}
	}
	f, err := os.Open(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return sorted(out), nil
	}
	if err != nil {
		return sorted(out), err
	}
	defer f.Close()
	for seen := 0; seen < mostFound; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		batch, err := f.ReadDir(512)
		seen += len(batch)
		for _, d := range batch {
			path := filepath.Join(folder, d.Name())
			if !strings.HasSuffix(d.Name(), Suffix) || slices.ContainsFunc(out, func(o found) bool { return o.path == path }) {
				continue
			}
			if at, ok := investigation(path); ok {
				out = append(out, found{path: path, changed: at})
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return sorted(out), err
		}
	}
	return sorted(out), nil
}

// investigation reports whether a folder is one, and when somebody last worked on it.
func investigation(path string) (time.Time, bool) {
	info, err := os.Stat(filepath.Join(path, logName))
	if err != nil || !info.Mode().IsRegular() {
		return time.Time{}, false
	}
	return info.ModTime(), true
}

func sorted(list []found) []found {
	used := func(f found) time.Time {
		if f.opened.After(f.changed) {
			return f.opened
		}
		return f.changed
	}
	slices.SortFunc(list, func(a, b found) int {
		return cmp.Or(used(b).Compare(used(a)), cmp.Compare(a.path, b.path))
	})
	return list
}
