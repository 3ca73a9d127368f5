package bundle

import (
	"bytes"
	"context"
	"flag"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/store/sign"
)

var (
	changes = flag.Int("changes", 150, "random changes of every kind of case file that have to be found")
	seed    = flag.Uint64("seed", 28, "of the random changes")
)

// fileChanges are the ways in which files of a folder are changed.
var fileChanges = []string{"byte changed", "byte removed", "byte inserted", "cut short", "file removed", "file added", "file renamed", "file emptied", "files swapped",
	"line removed", "line duplicated", "lines swapped", "line changed"}

// changeFiles gives files of which something is other than in all.
func changeFiles(rng *rand.Rand, all map[string][]byte) (changed map[string][]byte, what string) {
	list := slices.Sorted(maps.Keys(all))
	for {
		changed = maps.Clone(all)
		name := list[rng.IntN(len(list))]
		what = fileChanges[rng.IntN(len(fileChanges))]
		b := bytes.Clone(all[name])
		lines := bytes.SplitAfter(b, []byte("\n"))
		at, line := rng.IntN(len(b)+1), rng.IntN(len(lines))
		switch what {
		case "file removed":
			delete(changed, name)
		case "file added":
			changed["x-"+name] = b
		case "file renamed":
			delete(changed, name)
			changed["x-"+name] = b
		case "files swapped":
			other := list[rng.IntN(len(list))]
			changed[name], changed[other] = all[other], all[name]
		case "file emptied":
			changed[name] = nil
		case "line removed":
			changed[name] = bytes.Join(slices.Delete(lines, line, line+1), nil)
		case "line duplicated":
			changed[name] = bytes.Join(slices.Insert(lines, line, lines[line]), nil)
		case "lines swapped":
			other := rng.IntN(len(lines))
			lines[line], lines[other] = lines[other], lines[line]
			changed[name] = bytes.Join(lines, nil)
		case "line changed":
			lines[line] = append([]byte("x"), lines[line]...)
			changed[name] = bytes.Join(lines, nil)
		default:
			changed[name] = changeBytes(rng, what, b, at)
		}
		what += " in " + name
		if !maps.EqualFunc(changed, all, bytes.Equal) {
			return changed, what
		}
	}
}

// changeBytes changes bytes at a place.
func changeBytes(rng *rand.Rand, what string, b []byte, at int) []byte {
	switch {
	case what == "byte inserted":
		return slices.Insert(b, at, byte(rng.IntN(256)))
	case at == len(b): // there is no byte
	case what == "byte changed":
		b[at] ^= byte(1 + rng.IntN(255))
	case what == "byte removed":
		return slices.Delete(b, at, at+1)
	case what == "cut short":
		return b[:at]
	}
	return b
}

// zipChanges are the ways in which a zip is changed as a file.
var zipChanges = []string{"byte changed", "byte removed", "byte inserted", "cut short", "piece removed", "piece duplicated", "pieces swapped", "more at the end", "more at the beginning"}

// changeZip changes a zip, in one half of the cases as a file, in the other the files in it.
func changeZip(t *testing.T, rng *rand.Rand, whole []byte, all map[string][]byte) (changed []byte, what string) {
	if rng.IntN(2) == 0 {
		files, what := changeFiles(rng, all)
		return zipOf(t, files), what
	}
	for {
		b := bytes.Clone(whole)
		// One half of the places is in headers and the directory, where few bytes are.
		at := rng.IntN(len(b))
		if rng.IntN(2) == 0 {
			heads := [][]byte{[]byte("PK\x03\x04"), []byte("PK\x01\x02"), []byte("PK\x05\x06")}
			at = min(len(b)-1, max(0, bytes.LastIndex(b[:at], heads[rng.IntN(2)])+rng.IntN(100)))
			if rng.IntN(4) == 0 {
				at = len(b) - 1 - rng.IntN(1000)
			}
		}
		n := min(1+rng.IntN(300), len(b)-at)
		what = zipChanges[rng.IntN(len(zipChanges))]
		switch what {
		case "piece removed":
			b = slices.Delete(b, at, at+n)
		case "piece duplicated":
			b = slices.Insert(b, at, b[at:at+n]...)
		case "pieces swapped":
			other := rng.IntN(len(b) - n)
			for i := range n {
				b[at+i], b[other+i] = b[other+i], b[at+i]
			}
		case "more at the end":
			b = append(b, whole[:n]...)
		case "more at the beginning":
			b = append(bytes.Clone(whole[at:at+n]), b...)
		default:
			b = changeBytes(rng, what, b, at)
		}
		if !bytes.Equal(b, whole) {
			return b, what
		}
	}
}

func zipOf(t testing.TB, all map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	err := writeZip(&b, slices.Collect(maps.Keys(all)), func(name string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(all[name])), nil })
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// replace makes a folder that has one set of files have another.
func replace(t *testing.T, dir string, from, to map[string][]byte) {
	t.Helper()
	for name := range from {
		if _, stays := to[name]; !stays {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, b := range to {
		if old, was := from[name]; !was || !bytes.Equal(old, b) {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// found fails where a change was not found. An error does not count: nothing was in the way.
func found(t *testing.T, path, what string) {
	t.Helper()
	report, err := Check(context.Background(), path, nil)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if len(report.Problems) == 0 {
		t.Errorf("%s is not found", what)
	}
}

// TestEveryChangeIsFound changes a case file in so many ways, of which each is found.
func TestEveryChangeIsFound(t *testing.T) {
	for name, key := range map[string]*sign.Key{"unsigned": nil, "signed": newKey(t, "kim")} {
		t.Run("folder "+name, func(t *testing.T) {
			dir, _ := full(t, key, "")
			all, rng := contents(t, dir), rand.New(rand.NewPCG(*seed, 1))
			kinds := map[string]int{}
			for range *changes {
				changed, what := changeFiles(rng, all)
				replace(t, dir, all, changed)
				found(t, dir, what)
				replace(t, dir, changed, all)
				kinds[what]++
			}
			sound(t, dir)
			t.Logf("%d changes, %d different", *changes, len(kinds))
		})
		t.Run("zip "+name, func(t *testing.T) {
			path, _ := full(t, key, ".zip")
			folder, _ := full(t, key, "")
			all, rng := contents(t, folder), rand.New(rand.NewPCG(*seed, 2))
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for range *changes {
				changed, what := changeZip(t, rng, whole, all)
				if err := os.WriteFile(path, changed, 0o600); err != nil {
					t.Fatal(err)
				}
				found(t, path, what)
			}
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			sound(t, path)
		})
	}
}

// TestEveryByteOfTheZipIsHeld changes each byte of the headers and of the directory.
func TestEveryByteOfTheZipIsHeld(t *testing.T) {
	all := map[string][]byte{"a": []byte("abc"), "b.txt": nil, "c": bytes.Repeat([]byte("c"), 30_000)}
	whole := zipOf(t, all)
	look := func(b []byte) []string {
		_, wrong, whole, err := openZip(context.Background(), bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		if !whole && len(wrong) == 0 {
			t.Fatal("it is not whole, and nothing is wrong")
		}
		return wrong
	}
	if wrong := look(whole); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	for at := range whole {
		if at > 500 && at < len(whole)-500 && at%997 != 0 {
			continue // inside of c
		}
		for _, flip := range []byte{1, 0x80, 0xff} {
			b := bytes.Clone(whole)
			b[at] ^= flip
			if len(look(b)) == 0 {
				t.Errorf("byte %d: not found", at)
			}
		}
		if len(look(whole[:at])) == 0 {
			t.Errorf("cut at %d: not found", at)
		}
	}
}

// TestFolderWithMore finds what is no file.
func TestFolderWithMore(t *testing.T) {
	dir, _ := full(t, nil, "")
	elsewhere := t.TempDir()
	for what, add := range map[string]func(path string) error{
		"a folder":      func(path string) error { return os.Mkdir(path, 0o700) },
		"a link":        func(path string) error { return os.Symlink(elsewhere, path) },
		"a broken link": func(path string) error { return os.Symlink("none", path) },
		"a hidden file": func(path string) error { return os.WriteFile(path, nil, 0o600) },
	} {
		path := filepath.Join(dir, ".more")
		if err := add(path); err != nil {
			t.Fatal(err)
		}
		found(t, dir, what)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	for name := range contents(t, dir) {
		path, away := filepath.Join(dir, name), filepath.Join(elsewhere, name)
		if err := os.Rename(path, away); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(away, path); err != nil {
			t.Fatal(err)
		}
		found(t, dir, "a link in place of "+name)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		found(t, dir, "a folder in place of "+name)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(away, path); err != nil {
			t.Fatal(err)
		}
	}
	sound(t, dir)
}
