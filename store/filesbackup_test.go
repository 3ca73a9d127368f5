package store_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

func TestBackupHasAttachedFiles(t *testing.T) {
	db := create(t)
	load(t, db, "a", table(1, 50))
	var want []workflow.File
	for i := range 5 {
		want = append(want, attached(t, db, strings.Repeat(strconv.Itoa(i), i*100_000)))
	}
	left, err := db.KeepFile(ctx, strings.NewReader("nobody names me"), "n")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "b.tar")
	size, err := db.Backup(ctx, file)
	if err != nil || size < 1_000_000 {
		t.Fatalf("%d, %v", size, err)
	}
	path := filepath.Join(t.TempDir(), "r.clew")
	if err := store.Restore(ctx, "lee", file, path, store.Options{}); err != nil {
		t.Fatal(err)
	}
	back, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	for i, f := range want {
		if got, err := contentOf(back, f.SHA256); err != nil || got != strings.Repeat(strconv.Itoa(i), i*100_000) {
			t.Errorf("%d: %d bytes, %v", i, len(got), err)
		}
	}
	if _, err := back.OpenFile(left.SHA256); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("what no entry names: %v", err)
	}
	if r := checked(t, back); len(r.Problems) > 0 || r.Checked["attached files"] != 5 {
		t.Errorf("%+v", r)
	}
}

// part is one file of a tar.
type part struct {
	header  tar.Header
	content []byte
}

func partsOf(t *testing.T, file string) []part {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var parts []part
	for r := tar.NewReader(f); ; {
		h, err := r.Next()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part{*h, must(io.ReadAll(r))})
	}
}

// tarOf makes a backup of parts, with a list of files that agrees with them.
func tarOf(t *testing.T, parts []part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	sums := map[string]string{}
	for _, p := range parts {
		if p.header.Name == "backup.json" {
			var m map[string]any
			if err := json.Unmarshal(p.content, &m); err != nil {
				t.Fatal(err)
			}
			m["sha256"] = sums
			p.content = must(json.Marshal(m))
		}
		sums[p.header.Name] = fmt.Sprintf("%x", sha256.Sum256(p.content))
		if p.header.Typeflag == tar.TypeReg {
			p.header.Size = int64(len(p.content))
		}
		if err := w.WriteHeader(&p.header); err != nil {
			t.Fatal(err)
		}
		if p.header.Typeflag == tar.TypeReg {
			must(w.Write(p.content))
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRestoreIsNotFooled(t *testing.T) {
	db := create(t)
	attached(t, db, "evidence")
	file := filepath.Join(t.TempDir(), "b.tar")
	if _, err := db.Backup(ctx, file); err != nil {
		t.Fatal(err)
	}
	good := partsOf(t, file)
	if len(good) != 3 {
		t.Fatalf("the backup has %d files", len(good))
	}
	sum, none := fmt.Sprintf("%x", sha256.Sum256([]byte("more"))), fmt.Sprintf("%x", sha256.Sum256(nil))
	more := func(name string, kind byte) func([]part) []part {
		p := part{tar.Header{Name: name, Typeflag: kind, Mode: 0o600, Format: tar.FormatPAX}, []byte("more")}
		if kind != tar.TypeReg {
			p.header.Linkname, p.content = "work.db", nil
		}
		return func(good []part) []part { return slices.Insert(slices.Clone(good), 1, p) }
	}
	try := func(backup []byte) (string, error) {
		damaged, to := filepath.Join(t.TempDir(), "d.tar"), filepath.Join(t.TempDir(), "x.clew")
		if err := os.WriteFile(damaged, backup, 0o600); err != nil {
			t.Fatal(err)
		}
		err := store.Restore(ctx, "lee", damaged, to, store.Options{})
		return to, err
	}
	for name, change := range map[string]func([]part) []part{
		"nothing":          func(good []part) []part { return good },
		"one more":         more("files/"+sum, tar.TypeReg),
		"upper case":       more("files/"+strings.ToUpper(sum), tar.TypeReg),
		"wrong name":       more("files/"+strings.Repeat("0", 64), tar.TypeReg),
		"short name":       more("files/"+sum[:63], tar.TypeReg),
		"a way out":        more("files/../../"+sum, tar.TypeReg),
		"a folder in it":   more("files/"+sum+"/x", tar.TypeReg),
		"twice the folder": more("files/files/"+sum, tar.TypeReg),
		"an absolute name": more("/files/"+sum, tar.TypeReg),
		"a link":           more("files/"+none, tar.TypeSymlink),
		"a hard link":      more("files/"+none, tar.TypeLink),
		"a device":         more("files/"+none, tar.TypeChar),
		"a pipe":           more("files/"+none, tar.TypeFifo),
		"a folder":         more("files/", tar.TypeDir),
		"files as a link":  more("files", tar.TypeSymlink),
		"files as a file":  more("files", tar.TypeReg),
		"the same twice":   func(good []part) []part { return slices.Insert(slices.Clone(good), 1, good[1]) },
		"other contents": func(good []part) []part {
			bad := slices.Clone(good)
			bad[1].content = []byte("EVIDENCE")
			return bad
		},
	} {
		t.Run(name, func(t *testing.T) {
			to, err := try(tarOf(t, change(good)))
			if name == "nothing" || name == "one more" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil {
				t.Error("it was restored")
			}
			if left := must(os.ReadDir(filepath.Dir(to))); len(left) > 0 {
				t.Errorf("a refused backup left %v behind", left)
			}
		})
	}
	t.Run("a file left out", func(t *testing.T) {
		to, err := try(tarOf(t, slices.Delete(slices.Clone(good), 1, 2)))
		wantFileKind(t, "restoring", err, model.ErrCorrupt)
		back, err := store.Open(ctx, to, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer back.Close()
		if r := checked(t, back); len(r.Problems) != 1 {
			t.Errorf("%+v", r)
		}
	})
	t.Run("holes", func(t *testing.T) {
		// A record of the sparse format of GNU tar makes 16 MiB of a block that says
		// that there is nothing but a hole. The writer here would refuse it.
		h := tar.Header{Name: "GNUSparseFile.0/work.db", Typeflag: tar.TypeReg, Mode: 0o600, Format: tar.FormatPAX, PAXRecords: map[string]string{
			"XNU.sparse.major": "1", "XNU.sparse.minor": "0", "XNU.sparse.name": "work.db", "XNU.sparse.realsize": strconv.Itoa(16 << 20)}}
		holes := part{h, append([]byte("0\n"), make([]byte, 510)...)}
		backup := bytes.ReplaceAll(tarOf(t, []part{holes, good[2]}), []byte("XNU.sparse."), []byte("GNU.sparse."))
		if read, err := tar.NewReader(bytes.NewReader(backup)).Next(); err != nil || read.Size != 16<<20 || read.Name != "work.db" {
			t.Fatalf("the test makes no such file: %+v, %v", read, err)
		}
		_, err := try(backup)
		if err == nil || !strings.Contains(err.Error(), "not part of a backup") {
			t.Errorf("%v", err)
		}
	})
}
