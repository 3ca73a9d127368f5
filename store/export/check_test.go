package export

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// TestCheckFindsEverything changes a folder in four hundred ways, each of which is found.
func TestCheckFindsEverything(t *testing.T) {
	dir, m := writeBatch(t, madeUp(20))
	whole := map[string][]byte{}
	list := names(t, dir)
	for _, name := range list {
		whole[name] = []byte(readFile(t, dir, name))
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for n := range 400 {
		name := list[rng.IntN(len(list))]
		path := filepath.Join(dir, name)
		old, b := whole[name], bytes.Clone(whole[name])
		extra := ""
		what := []string{"byte", "cut", "grown", "line", "gone", "swapped", "added", "folder", "link", "hidden"}[n%10]
		switch what {
		case "byte":
			b[rng.IntN(len(b))] ^= byte(1 + rng.IntN(255))
		case "cut":
			b = b[:rng.IntN(len(b))]
		case "grown":
			b = append(b, "\n"...)
		case "line":
			lines := bytes.SplitAfter(b, []byte("\n"))
			i := rng.IntN(len(lines))
			b = bytes.Join(append(lines[:i:i], lines[min(i+1, len(lines)):]...), nil)
			if bytes.Equal(b, old) {
				b = nil
			}
		case "gone":
			b = nil
		case "swapped":
			for other := name; bytes.Equal(b, old); {
				other = list[rng.IntN(len(list))]
				b = whole[other]
			}
		case "added":
			extra = filepath.Join(dir, "more.csv")
			err := os.WriteFile(extra, nil, 0o600)
			if err != nil {
				t.Fatal(err)
			}
		case "hidden":
			extra = filepath.Join(dir, "."+name)
			if err := os.WriteFile(extra, old, 0o600); err != nil {
				t.Fatal(err)
			}
		case "folder":
			extra = filepath.Join(dir, "more")
			if err := os.Mkdir(extra, 0o700); err != nil {
				t.Fatal(err)
			}
		case "link":
			extra = filepath.Join(t.TempDir(), "elsewhere")
			if err := os.Rename(path, extra); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(extra, path); err != nil {
				t.Fatal(err)
			}
		}
		if what == "gone" {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		} else if !bytes.Equal(b, old) || b == nil {
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p, sum, err := CheckBatch(dir)
		if err != nil || len(p) == 0 || sum == m.SHA256 && name == ManifestName && extra == "" {
			t.Fatalf("%s of %s: %v, %v", what, name, p, err)
		}
		if extra != "" {
			os.Remove(extra)
		}
		os.Remove(path)
		if err := os.WriteFile(path, old, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if p, _, err := CheckBatch(dir); len(p) != 0 || err != nil {
		t.Error(p, err)
	}
}

// TestDescribedAnew is whole to look at, and has another manifest.
func TestDescribedAnew(t *testing.T) {
	dir, m := writeBatch(t, madeUp(20))
	b := madeUp(20)
	b.Rows = b.Rows[1:]
	forged, _ := writeBatch(t, b)
	if p, sum, err := CheckBatch(forged); len(p) != 0 || sum == m.SHA256 || err != nil {
		t.Error(p, sum, err)
	}
	// A mixture is found even where every sum is right.
	for _, name := range []string{"suspend.csv", "README.txt", "checkpoint.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("forged"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	resum(t, dir)
	p, _, err := CheckBatch(dir)
	if err != nil || len(p) < 6 {
		t.Error(p, err)
	}
}

// TestSumsForged finds a file that only SHA256SUMS lists, and lines that were swapped.
func TestSumsForged(t *testing.T) {
	dir, _ := writeBatch(t, madeUp(20))
	whole := readFile(t, dir, SumsName)
	lines := strings.SplitAfter(whole, "\n")
	lines[0], lines[1] = lines[1], lines[0]
	if err := os.WriteFile(filepath.Join(dir, SumsName), []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, _, err := CheckBatch(dir); len(p) == 0 || err != nil {
		t.Error("swapped lines:", p, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "more.csv"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	resum(t, dir)
	if p, _, err := CheckBatch(dir); len(p) != 1 || p[0].Where != "more.csv" || err != nil {
		t.Error("a file more:", p, err)
	}
}

// resum writes SHA256SUMS for what is there.
func resum(t testing.TB, dir string) {
	t.Helper()
	f := &Folder{target: dir, temp: t.TempDir()}
	for _, name := range names(t, dir) {
		if name != SumsName {
			if err := f.AddText(name, []byte(readFile(t, dir, name))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(dir, SumsName), Sums(f.files), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestManifestForged finds manifests that do not say what a batch's has to.
func TestManifestForged(t *testing.T) {
	for what, change := range map[string]func(*Manifest){
		"newer version":     func(m *Manifest) { m.Version = 2 },
		"not the manifest":  func(m *Manifest) { m.Format = "clew-case" },
		"the manifest of":   func(m *Manifest) { m.Action = "../x" },
		"does not list":     func(m *Manifest) { m.Files = m.Files[1:] },
		"one twice":         func(m *Manifest) { m.Files = append(m.Files, m.Files[0]) },
		"another sum":       func(m *Manifest) { m.Files[2].SHA256 = m.Files[1].SHA256 },
		"content is not":    func(m *Manifest) { m.Files[2].Bytes++ },
		"not the check":     func(m *Manifest) { m.Checkpoint += "x" },
		"does not have, or": func(m *Manifest) { m.Files[0].Name = "../../etc/passwd" },
	} {
		dir, m := writeBatch(t, madeUp(3))
		change(&m)
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, ManifestName), text, 0o600); err != nil {
			t.Fatal(err)
		}
		resum(t, dir)
		p, _, err := CheckBatch(dir)
		found := false
		for _, x := range p {
			found = found || strings.Contains(x.What, what)
		}
		if !found || err != nil {
			t.Errorf("%s: %v %v", what, p, err)
		}
	}
}

func TestCheckNothing(t *testing.T) {
	if _, _, err := CheckBatch(filepath.Join(t.TempDir(), "none")); model.KindOf(err) != model.ErrNotFound {
		t.Error(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := CheckBatch(file); model.KindOf(err) != model.ErrInput {
		t.Error(err)
	}
	p, sum, err := CheckBatch(t.TempDir())
	if len(p) != 2 || sum != "" || err != nil {
		t.Error(p, sum, err)
	}
	dir, _ := writeBatch(t, madeUp(3))
	hostile := strings.Repeat("x\n", 5000) + strings.Repeat("0", 64) + "  ../../../etc/passwd\n" + strings.Repeat("0", 64) + "  SHA256SUMS\n"
	if err := os.WriteFile(filepath.Join(dir, SumsName), []byte(hostile), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, _, err := CheckBatch(dir); len(p) != maxProblems || err != nil {
		t.Error(len(p), err)
	}
}
