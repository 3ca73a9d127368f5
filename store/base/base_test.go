package base

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

var background = context.Background()

// small makes runs, merges and blocks come often.
func small(b *Builder) {
	b.rows.limit = 64 << 10
	b.pairs = 1000
}

// export is one imported file.
type export struct {
	name model.Untrusted
	rows []model.Row
}

func copyRows(rows []model.Row) []model.Row {
	out := make([]model.Row, len(rows))
	for i, r := range rows {
		a := &r.Account
		a.Facts = append([]model.Fact(nil), a.Facts...)
		a.Identifiers = append([]model.Identifier(nil), a.Identifiers...)
		a.Flags = append([]model.Flag(nil), a.Flags...)
		a.Signals = append([]model.Signal(nil), a.Signals...)
		a.Tags = append([]model.Untrusted(nil), a.Tags...)
		r.Events = append([]model.Event(nil), r.Events...)
		out[i] = r
	}
	return out
}

// offer gives files to a builder, the rows in batches.
func offer(b *Builder, files []export) error {
	for _, f := range files {
		b.StartFile(f.name)
		rows := copyRows(f.rows)
		for i := range rows {
			if err := Prepare(&rows[i]); err != nil {
				return err
			}
		}
		for part := range slices.Chunk(rows, 37) {
			if err := b.Add(part); err != nil {
				return err
			}
		}
		b.EndFile(FileMeta{Name: f.name, SHA256: strings.Repeat("5", 64), Profile: "generic", Read: uint64(len(f.rows)), Accepted: uint64(len(f.rows))})
	}
	return nil
}

// generation is a generation that is open for reading.
type generation struct {
	*Base
	path string // "" in memory
	res  Result
}

// build makes the next generation in memory. Without a change in it the old
// generation is given.
func build(t testing.TB, old *generation, files []export, tune func(*Builder)) *generation {
	t.Helper()
	var m memStore
	res := run(t, &m, old, files, t.TempDir(), tune)
	if !res.Changed {
		return &generation{old.Base, "", res}
	}
	b, err := Open(memory(m.pairs))
	if err != nil {
		t.Fatal(err)
	}
	return &generation{b, "", res}
}

// buildFile is build in a file.
func buildFile(t testing.TB, old *generation, files []export, tune func(*Builder)) *generation {
	t.Helper()
	path := filepath.Join(t.TempDir(), "base.db")
	db, err := bolt.Create(path, bolt.Options{ArrayFreelist: true, AllocSize: 16 << 20})
	if err != nil {
		t.Fatal(err)
	}
	res := run(t, db, old, files, t.TempDir(), tune)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if !res.Changed {
		return &generation{old.Base, "", res}
	}
	return &generation{open(t, path), path, res}
}

func run(t testing.TB, dst kv.Store, old *generation, files []export, dir string, tune func(*Builder)) Result {
	t.Helper()
	var oldBase *Base
	if old != nil {
		oldBase = old.Base
	}
	b, err := NewBuilder(background, dst, oldBase, dir)
	if err != nil {
		t.Fatal(err)
	}
	if tune != nil {
		tune(b)
	}
	if err := offer(b, files); err != nil {
		b.Abort()
		t.Fatal(err)
	}
	res, err := b.Build(nil)
	if err != nil {
		t.Fatal(err)
	}
	noFiles(t, dir)
	return res
}

func open(t testing.TB, path string) *Base {
	t.Helper()
	db, err := bolt.Open(path, bolt.Options{ReadOnly: true, Final: true})
	if err != nil {
		t.Fatal(err)
	}
	r, release, err := db.Snapshot(background)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { release(); db.Close() })
	b, err := Open(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// noLeaks fails the test when it ends with more goroutines than it began with.
func noLeaks(t *testing.T) {
	t.Helper()
	encoder()
	expander()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for range 200 {
			if runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		buf := make([]byte, 1<<16)
		t.Errorf("goroutines leaked:\n%s", buf[:runtime.Stack(buf, true)])
	})
}

func noFiles(t testing.TB, dir string) {
	t.Helper()
	names, err := os.ReadDir(dir)
	if err != nil || len(names) > 0 {
		t.Errorf("left in the directory: %v %v", names, err)
	}
}

// pairs gives all pairs of a generation, copied.
func pairsOf(t testing.TB, b *Base) []kv.Pair {
	t.Helper()
	var out []kv.Pair
	for p, err := range b.r.Scan(nil, nil, 0) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, kv.Pair{K: append([]byte(nil), p.K...), V: append([]byte(nil), p.V...)})
	}
	return out
}
