package main

import (
	"context"
	"crypto/ed25519"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	signing "github.com/seed-28a39f10/clew/store/sign"
)

// The workbench signs with the key that is enrolled, whatever its name, and with no other.
func TestWorkbenchSigns(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	db, err := store.Create(context.Background(), filepath.Join(t.TempDir(), "sign.clew"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if sign, err := signer(db, "lee"); sign != nil || err != nil {
		t.Fatalf("without a key: %t, %v", sign != nil, err)
	}
	dir, err := keysDir()
	if err != nil {
		t.Fatal(err)
	}
	k, err := signing.New("work-2026")
	if err == nil {
		err = k.Save(dir, "QZQ")
	}
	// A damaged key beside it keeps nobody from signing.
	for _, name := range []string{"broken.key", "broken.pub"} {
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), []byte("no key"), 0o600)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	sign, err := signer(db, "lee")
	if sign == nil || err != nil {
		t.Fatalf("with a key: %t, %v", sign != nil, err)
	}
	message := []byte("clew approval v1\n")
	if _, err := sign([]byte("QZQ"), message); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("before it is enrolled: %v", err)
	}
	if _, err := db.Act(context.Background(), "lee", store.NewKey(), workflow.EnrolKey{Login: "lee", Key: k.Public()}); err != nil {
		t.Fatal(err)
	}
	if _, err := sign([]byte("QZ"), message); model.KindOf(err) != model.ErrRefused {
		t.Errorf("with a wrong passphrase: %v", err)
	}
	if got, err := sign([]byte("QZQ"), message); err != nil || !ed25519.Verify(k.Public(), message, got) {
		t.Errorf("it signs %x, %v", got, err)
	}
}
