package sign

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/seed-28a39f10/clew/model"
)

func TestMain(m *testing.M) {
	scryptWork = 4
	os.Exit(m.Run())
}

func saying(s string) func() (string, error) { return func() (string, error) { return s, nil } }

// saved makes the key kim with the passphrase "four words".
func saved(t *testing.T) (dir string, k *Key) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "clew", "keys")
	k, err := New("kim")
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Save(dir, "four words"); err != nil {
		t.Fatal(err)
	}
	return dir, k
}

func wantKind(t *testing.T, what string, err error, want model.ErrorKind) {
	t.Helper()
	if model.KindOf(err) != want {
		t.Errorf("%s: %v, want an error of kind %s", what, err, want)
	}
}

func TestSaveAndLoad(t *testing.T) {
	dir, k := saved(t)
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "kim.key"): 0o600, filepath.Join(dir, "kim.pub"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}
	again, err := Load(dir, "kim", saying("four words"))
	if err != nil {
		t.Fatal(err)
	}
	if again.private != k.private || !bytes.Equal(again.Sign([]byte("x")), k.Sign([]byte("x"))) {
		t.Error("it is another key")
	}
	if text, err := Public(dir, "kim"); err != nil || text != k.PublicText() {
		t.Errorf("public %q %v", text, err)
	}
	if names, err := List(dir); err != nil || !slices.Equal(names, []string{"kim"}) {
		t.Errorf("list %v %v", names, err)
	}
	if names, err := List(filepath.Join(dir, "none")); err != nil || len(names) != 0 {
		t.Errorf("list of none %v %v", names, err)
	}
	sealed, err := os.ReadFile(filepath.Join(dir, "kim.key"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("PRIVATE")) || bytes.Contains(sealed, []byte(k.private[len(k.private)-20:])) {
		t.Error("the private key is on the disk in clear text")
	}
	// age itself can open it.
	id, err := age.NewScryptIdentity("four words")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := age.Decrypt(bytes.NewReader(sealed), id); err != nil {
		t.Error(err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 2 {
		t.Errorf("something is left over: %v", files)
	}
}

func TestSaveRefuses(t *testing.T) {
	dir, k := saved(t)
	other, err := New("kim")
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, "a second key of the name", other.Save(dir, "x"), model.ErrRefused)
	if text, err := Public(dir, "kim"); err != nil || text != k.PublicText() {
		t.Errorf("the first key is no longer there: %v", err)
	}
	empty := filepath.Join(t.TempDir(), "keys")
	wantKind(t, "an empty passphrase", k.Save(empty, ""), model.ErrUsage)
	if _, err := os.Stat(empty); err == nil {
		t.Error("an empty passphrase leaves a folder")
	}
	if err := os.Chmod(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	lee, err := New("lee")
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, "a folder that others may enter", lee.Save(dir, "x"), model.ErrRefused)
}

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(key string) error
		want   model.ErrorKind
	}{
		"others may read it":   {func(key string) error { return os.Chmod(key, 0o640) }, model.ErrRefused},
		"others may write it":  {func(key string) error { return os.Chmod(key, 0o602) }, model.ErrRefused},
		"others may enter":     {func(key string) error { return os.Chmod(filepath.Dir(key), 0o701) }, model.ErrRefused},
		"others write .pub":    {func(key string) error { return os.Chmod(strings.TrimSuffix(key, "key")+"pub", 0o664) }, model.ErrRefused},
		"it is gone":           {os.Remove, model.ErrNotFound},
		"it is a folder":       {func(key string) error { return errors.Join(os.Remove(key), os.Mkdir(key, 0o700)) }, model.ErrRefused},
		"it is a link":         {func(key string) error { return errors.Join(os.Rename(key, key+"x"), os.Symlink(key+"x", key)) }, model.ErrRefused},
		"it is empty":          {func(key string) error { return os.Truncate(key, 0) }, model.ErrCorrupt},
		"it is cut":            {func(key string) error { return os.Truncate(key, 150) }, model.ErrCorrupt},
		"it is large":          {func(key string) error { return os.Truncate(key, 1<<30) }, model.ErrLimit},
		"it is something else": {func(key string) error { return os.WriteFile(key, []byte("hello\n"), 0o600) }, model.ErrCorrupt},
		"the public part is gone": {func(key string) error {
			return os.Remove(strings.TrimSuffix(key, "key") + "pub")
		}, model.ErrNotFound},
		"the public part is that of another key": {func(key string) error {
			k, err := New("kim")
			return errors.Join(err, os.WriteFile(strings.TrimSuffix(key, "key")+"pub", []byte(k.PublicText()), 0o600))
		}, model.ErrCorrupt},
		"it holds no key": {func(key string) error {
			k := &Key{private: "PRIVATE+KEY+kim+00000000+AAAA"}
			sealed, err := k.seal("four words")
			return errors.Join(err, os.WriteFile(key, sealed, 0o600))
		}, model.ErrCorrupt},
		"it is for a key, not for a passphrase": {func(key string) error {
			id, err := age.GenerateX25519Identity()
			if err != nil {
				return err
			}
			var b bytes.Buffer
			w, err := age.Encrypt(&b, id.Recipient())
			return errors.Join(err, w.Close(), os.WriteFile(key, b.Bytes(), 0o600))
		}, model.ErrCorrupt},
		"it asks for 2^30 rounds": {func(key string) error {
			b, err := os.ReadFile(key)
			return errors.Join(err, os.WriteFile(key, bytes.Replace(b, []byte(" 4\n"), []byte(" 30\n"), 1), 0o600))
		}, model.ErrLimit},
	} {
		dir, _ := saved(t)
		if err := c.change(filepath.Join(dir, "kim.key")); err != nil {
			t.Fatal(err)
		}
		k, err := Load(dir, "kim", saying("four words"))
		if wantKind(t, name, err, c.want); k != nil {
			t.Errorf("%s: there is a key", name)
		}
	}
	dir, _ := saved(t)
	_, err := Load(dir, "kim", saying("five words"))
	wantKind(t, "a wrong passphrase", err, model.ErrRefused)
	_, err = Load(dir, "kim", saying(""))
	wantKind(t, "an empty passphrase", err, model.ErrRefused)
	_, err = Load(dir, "../kim", saying("four words"))
	wantKind(t, "a path for a name", err, model.ErrUsage)
	no := errors.New("no")
	if _, err := Load(dir, "kim", func() (string, error) { return "", no }); err != no {
		t.Errorf("nobody says the passphrase: %v", err)
	}
	if _, err := Load(dir, "lee", func() (string, error) { t.Error("asked for nothing"); return "", nil }); model.KindOf(err) != model.ErrNotFound {
		t.Errorf("no such key: %v", err)
	}
}

// TestDamage flips every bit of a key's file, one at a time: there is the same key
// or none, and never a panic.
func TestDamage(t *testing.T) {
	dir, k := saved(t)
	path := filepath.Join(dir, "kim.key")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := range whole {
		for bit := range 8 {
			b := bytes.Clone(whole)
			b[at] ^= 1 << bit
			text, err := unseal(path, b, "four words")
			if err == nil && text != k.private+"\n" {
				t.Errorf("byte %d, bit %d: another key", at, bit)
			}
			if kind := model.KindOf(err); err != nil && kind != model.ErrCorrupt && kind != model.ErrRefused && kind != model.ErrLimit {
				t.Errorf("byte %d, bit %d: %v", at, bit, err)
			}
		}
	}
}
