package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// TestHostileCorpus shows accounts that are named after every string of the
// collections of hostile text, in both forms, and looks at each byte.
func TestHostileCorpus(t *testing.T) {
	texts := append(corpus(t), hostileTexts...)
	ctx := t.Context()
	dir := t.TempDir()
	path := filepath.Join(dir, "evil.jsonl")
	if err := os.WriteFile(path, hostileExport(texts), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.Create(ctx, filepath.Join(dir, "evil.clew"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	bar := startProgress(ctx, terminal{})
	defer bar.stop()
	l := load.Loader{DB: db, Actor: "kim", Stage: bar.load}
	if _, _, err := l.Load(ctx, []load.Export{{Path: path, Name: path}}); err != nil {
		t.Fatal(err)
	}
	if db.Len() < len(texts)*9/10 {
		t.Fatalf("only %d of %d accounts came in", db.Len(), len(texts))
	}
	ords := make([]uint32, db.Len())
	for i := range ords {
		ords[i] = uint32(i)
	}
	rows, err := db.Listing(ctx, ords)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		d, err := readDossier(ctx, db, string(r.ID.String()), 5, true)
		if err != nil {
			t.Fatal(err)
		}
		var page bytes.Buffer
		w := bufio.NewWriter(&page)
		a := &app{out: w, screen: terminal{width: 80}}
		(&dossierPage{w, a.screen, d}).write()
		list := accountList{a: a}
		if err := list.add(rows[:1]); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		if err := safe(page.String()); err != nil {
			t.Errorf("page of %s: %v", r.ID.Native, err)
		}
		for _, l := range strings.Split(page.String(), "\n") {
			if text.Width(l) > 80 && !strings.HasPrefix(l, `{"platform":`) {
				t.Errorf("page of %s: %d columns: %q", r.ID.Native, text.Width(l), l)
			}
		}
		out := safeJSON(d.shape())
		if err := safe(string(out)); err != nil {
			t.Errorf("JSON of %s: %v", r.ID.Native, err)
		}
		var back showShape
		if err := json.Unmarshal(out, &back); err != nil {
			t.Errorf("JSON of %s: %v", r.ID.Native, err)
		}
		if want := model.Untrusted(strings.ToValidUTF8(string(r.DisplayName), "\ufffd")); safejson.Exact(r.DisplayName) == "" && back.DisplayName != want {
			t.Errorf("the name of %s came back as %q, want %q", r.ID.Native, back.DisplayName, want)
		}
	}
}

// corpus reads the collections, and skips the test where they are absent.
func corpus(t *testing.T) (texts []string) {
	t.Helper()
	f, err := os.ReadFile(filepath.Join(hostile.Folder(t), "file-names", "names.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(f, &texts); err != nil {
		t.Fatal(err)
	}
	set := hostile.Texts(t)
	for _, name := range slices.Sorted(maps.Keys(set)) {
		texts = append(texts, set[name])
	}
	for i, s := range texts {
		// What is longer an import rejects; a cut may leave invalid UTF-8 behind.
		texts[i] = s[:min(len(s), 3000)]
	}
	return texts
}
