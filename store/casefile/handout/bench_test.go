package handout_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/handout"
)

var copyOf = flag.String("investigation", "", "a copy of an investigation, such as 'clew demo' makes; a case of 3,000 of its accounts is made in it")

// BenchmarkWrite writes a case of 3,000 accounts in all formats, and beside it has pandoc make
// a page of the same Markdown.
func BenchmarkWrite(b *testing.B) {
	if *copyOf == "" {
		b.Skip("give a copy of an investigation with -investigation")
	}
	db, err := store.Open(ctx, *copyOf, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	id := everybody(b, db)
	full, err := casefile.BuiltIn().Profile(casefile.Full)
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	out := filepath.Join(dir, "case")
	one := func(b *testing.B, path string, formats ...string) {
		for b.Loop() {
			if err := os.RemoveAll(path); err != nil {
				b.Fatal(err)
			}
			if _, err := handout.Write(ctx, db, handout.Request{Case: id, Profile: full, Path: path, By: "kim", Formats: formats}); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("all", func(b *testing.B) { one(b, out) })
	b.Run("zip", func(b *testing.B) { one(b, filepath.Join(dir, "case.zip")) })
	b.Run("md", func(b *testing.B) { one(b, filepath.Join(dir, "md"), "md") })
	b.Run("pandoc", func(b *testing.B) {
		pandoc, err := exec.LookPath("pandoc")
		if err != nil {
			b.Skip("pandoc is not there")
		}
		for b.Loop() {
			if text, err := exec.Command(pandoc, "-f", "gfm", "-s", "--metadata", "pagetitle=case", "-o", filepath.Join(dir, "p.html"), filepath.Join(out, "case.md")).CombinedOutput(); err != nil {
				b.Fatalf("%v: %s", err, text)
			}
		}
	})
}

// everybody makes a case of up to 3,000 accounts.
func everybody(b *testing.B, db *store.DB) uint32 {
	b.Helper()
	q, err := query.Parse("", time.Now())
	if err != nil {
		b.Fatal(err)
	}
	found, err := db.Find(ctx, q, store.Sort{Key: "id"})
	if err != nil {
		b.Fatal(err)
	}
	ords, err := found.Page(ctx, 0, 3000)
	if err != nil {
		b.Fatal(err)
	}
	ids, err := db.IDs(ctx, ords)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := db.Act(ctx, "kim", store.NewKey(), workflow.OpenCase{Title: "Everybody", Members: ids, Role: "persona"}); err != nil {
		b.Fatal(err)
	}
	if _, err := db.Links(ctx, nil); err != nil {
		b.Fatal(err)
	}
	cases := db.Work().Cases()
	return cases[len(cases)-1].ID
}
