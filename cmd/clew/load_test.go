package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/load"
)

// An import that is given up leaves nothing behind: not the investigation that
// it made, no rejected rows, no temporary file.
func TestInterruptedImport(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Chdir(dir)
	export := "accounts.jsonl"
	rows := "{\"platform\":\"test\",\"account_id\":\"1\"}\nnot JSON\n"
	if err := os.WriteFile(export, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &app{db: filepath.Join(dir, "new.clew"), actor: "kim", out: bufio.NewWriter(io.Discard)}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, dry := range []bool{false, true} {
		if err := importFiles(ctx, a, []string{export}, importFlags{dryRun: dry}); !errors.Is(err, context.Canceled) {
			t.Fatalf("dry run %v: %v", dry, err)
		}
	}
	wantFiles(t, dir, export)

	// One that was there before stays.
	if err := importFiles(t.Context(), a, []string{export}, importFlags{}); !errors.Is(err, errPartly) {
		t.Fatal(err)
	}
	if err := importFiles(ctx, a, []string{export}, importFlags{}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	wantFiles(t, dir, export, export+load.RejectSuffix, "new.clew")
	db, err := store.Open(t.Context(), a.db, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if db.Len() != 1 {
		t.Errorf("%d accounts, want 1", db.Len())
	}
}

func wantFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if len(got) != len(want) {
		t.Fatalf("the folder has %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("the folder has %q, want %q", got, want)
		}
	}
}
