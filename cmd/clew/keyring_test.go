package main

import (
	"bytes"
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	signing "github.com/seed-28a39f10/clew/store/sign"
)

// The workbench exports with any key on this machine, whoever it is enrolled for.
func TestWorkbenchHasKeys(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	if ring, err := keyring(); err != nil || len(ring.Names) > 0 {
		t.Fatalf("without a key: %v, %v", ring.Names, err)
	}
	dir, err := keysDir()
	if err != nil {
		t.Fatal(err)
	}
	k, err := signing.New("work-2026")
	if err == nil {
		err = k.Save(dir, "QZQ")
	}
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keyring()
	if err != nil || !slices.Equal(ring.Names, []string{"work-2026"}) {
		t.Fatalf("with a key: %v, %v", ring.Names, err)
	}
	if _, err := ring.Load("work-2026", []byte("QZ")); model.KindOf(err) != model.ErrRefused {
		t.Errorf("with a wrong passphrase: %v", err)
	}
	if got, err := ring.Load("work-2026", []byte("QZQ")); err != nil || !bytes.Equal(got.Public(), k.Public()) {
		t.Errorf("it gives another key, %v", err)
	}
}
