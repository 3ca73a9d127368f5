package sign

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"
	"golang.org/x/sys/unix"

	"github.com/seed-28a39f10/clew/model"
)

const (
	privateSuffix = ".key"
	publicSuffix  = ".pub"

	// maxFile is how large a file of this room may be, in bytes; they are smaller.
	maxFile = 16 << 10

	// workFactor is age's own: 2^18 rounds of scrypt take about a second and 256 MiB.
	workFactor = 18
)

// scryptWork is workFactor; a variable so that tests need not wait.
var scryptWork = workFactor

// Save encrypts the key with a passphrase, which may not be empty, and writes it
// and its public part into the folder dir, which is made where it is missing. The
// error is of kind refused where there is a key of that name.
func (k *Key) Save(dir, passphrase string) error {
	sealed, err := k.seal(passphrase)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return explain(dir, err)
	}
	if err := private(dir, 0o700); err != nil {
		return err
	}
	// Whoever makes the public part has the name; the private part makes it a key.
	if err := writeNew(filepath.Join(dir, k.Name()+publicSuffix), []byte(k.PublicText()+"\n")); err != nil {
		return err
	}
	return writeNew(filepath.Join(dir, k.Name()+privateSuffix), sealed)
}

func (k *Key) seal(passphrase string) ([]byte, error) {
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "the passphrase is empty", Hint: "a key without one could be used by whoever finds it"}
	}
	r.SetWorkFactor(scryptWork)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err == nil {
		_, err = io.WriteString(w, k.private+"\n")
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, &model.Error{Kind: model.ErrInternal, Message: "the key cannot be encrypted", Err: err}
	}
	return b.Bytes(), nil
}

// Load reads a key from the folder dir, and asks for its passphrase once it has
// found it. Errors are of these kinds: usage for a name that cannot be, not-found,
// refused where others may read or write the key and for a wrong passphrase, limit
// where the file asks for too much work, and corrupt.
func Load(dir, name string, passphrase func() (string, error)) (*Key, error) {
	path, err := keyPath(dir, name)
	if err != nil {
		return nil, err
	}
	sealed, err := readOwn(path, 0o600)
	if err != nil {
		return nil, err
	}
	public, err := Public(dir, name)
	if err != nil {
		return nil, err
	}
	secret, err := passphrase()
	if err != nil {
		return nil, err
	}
	text, err := unseal(path, sealed, secret)
	if err != nil {
		return nil, err
	}
	k, err := parsePrivate(strings.TrimSuffix(text, "\n"))
	if err != nil {
		return nil, err
	}
	if k.PublicText() != public {
		return nil, &model.Error{Kind: model.ErrCorrupt, Message: "the two parts of the key do not belong together", Where: model.Untrusted(path),
			Hint: "put back the file NAME.pub that was made with it"}
	}
	return k, nil
}

func unseal(path string, sealed []byte, passphrase string) (string, error) {
	fail := func(kind model.ErrorKind, message, hint string, err error) (string, error) {
		return "", &model.Error{Kind: kind, Message: message, Where: model.Untrusted(path), Hint: hint, Err: err}
	}
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return fail(model.ErrRefused, "the passphrase is empty", "", nil)
	}
	id.SetMaxWorkFactor(workFactor)
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong) && bytes.HasPrefix(sealed, []byte("age-encryption.org/v1\n-> scrypt ")):
		return fail(model.ErrRefused, "the passphrase is wrong", "nobody can bring back a lost one: make a new key", nil)
	case err != nil && strings.Contains(err.Error(), "work factor too large"):
		return fail(model.ErrLimit, fmt.Sprintf("the file asks for more than 2^%d rounds of scrypt, and Clew writes no such file", workFactor),
			"put back the file that 'clew key new' made", nil)
	case err != nil:
		return fail(model.ErrCorrupt, "the key's file is damaged", "put back a copy of it", err)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxFile))
	if err != nil {
		return fail(model.ErrCorrupt, "the key's file is damaged", "put back a copy of it", err)
	}
	return string(text), nil
}

// Public gives the public part of a key in the folder dir as its text. Errors are
// those of [Load].
func Public(dir, name string) (string, error) {
	path, err := keyPath(dir, name)
	if err != nil {
		return "", err
	}
	path = strings.TrimSuffix(path, privateSuffix) + publicSuffix
	b, err := readOwn(path, 0o644)
	if err != nil {
		return "", err
	}
	text := strings.TrimSpace(string(b))
	if got, _, err := ParsePublic(text); err != nil || got != name {
		return "", &model.Error{Kind: model.ErrCorrupt, Message: "the file does not hold the public key of that name", Where: model.Untrusted(path)}
	}
	return text, nil
}

// List gives the names of the keys in the folder dir, which need not exist.
func List(dir string) ([]string, error) {
	files, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, explain(dir, err)
	}
	var names []string
	for _, f := range files {
		if name, is := strings.CutSuffix(f.Name(), privateSuffix); is && CheckName(name) == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

func keyPath(dir, name string) (string, error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	if err := private(dir, 0o700); err != nil && model.KindOf(err) != model.ErrNotFound {
		return "", err
	}
	return filepath.Join(dir, name+privateSuffix), nil
}

// private refuses a file or folder that another user owns, or for which others
// have rights beyond those of mode.
func private(path string, mode fs.FileMode) error {
	var st unix.Stat_t
	if err := unix.Lstat(path, &st); err != nil {
		return explain(path, err)
	}
	return owned(path, &st, mode)
}

func owned(path string, st *unix.Stat_t, mode fs.FileMode) error {
	refuse := func(message, hint string) error {
		return &model.Error{Kind: model.ErrRefused, Message: message, Where: model.Untrusted(path), Hint: hint}
	}
	kind := uint32(unix.S_IFREG)
	if mode == 0o700 {
		kind = unix.S_IFDIR
	}
	switch perm := fs.FileMode(st.Mode) & fs.ModePerm; {
	case uint32(st.Mode)&unix.S_IFMT != kind:
		return refuse("it is not a plain file or folder", "")
	case int(st.Uid) != os.Geteuid():
		return refuse(fmt.Sprintf("it belongs to user %d, and you are %d", st.Uid, os.Geteuid()), "")
	case perm&^mode != 0:
		return refuse(fmt.Sprintf("its mode is %#o, and no one but you may have access", perm),
			fmt.Sprintf("run chmod %o on it, after finding out who has read it", mode))
	}
	return nil
}

// readOwn reads a small file for which others have no rights beyond those of mode.
func readOwn(path string, mode fs.FileMode) ([]byte, error) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, explain(path, err)
	}
	f := os.NewFile(uintptr(fd), path)
	defer f.Close()
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return nil, explain(path, err)
	}
	if err := owned(path, &st, mode); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, explain(path, err)
	}
	if len(b) > maxFile {
		return nil, &model.Error{Kind: model.ErrLimit, Message: "the file is too large to be one of Clew's", Where: model.Untrusted(path)}
	}
	return b, nil
}

// writeNew writes a file that does not exist; a crash leaves it whole or not there.
func writeNew(path string, b []byte) error {
	// A link, unlike a rename, never replaces a file.
	return write(path, b, os.Link)
}

// writeOver puts a file in the place of the one before as a whole.
func writeOver(path string, b []byte) error { return write(path, b, os.Rename) }

func write(path string, b []byte, publish func(from, to string) error) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return explain(dir, err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return explain(path, err)
	}
	if err := publish(f.Name(), path); err != nil {
		return explain(path, err)
	}
	d, err := os.Open(dir)
	if err != nil {
		return explain(dir, err)
	}
	return explain(dir, errors.Join(d.Sync(), d.Close()))
}

func explain(path string, err error) error {
	if err == nil {
		return nil
	}
	e := &model.Error{Kind: model.ErrDisk, Message: "it cannot be read or written", Where: model.Untrusted(path), Err: err}
	switch {
	case errors.Is(err, fs.ErrExist):
		e.Kind, e.Message, e.Hint, e.Err = model.ErrRefused, "it is there already, and is never replaced", "choose another name", nil
	case errors.Is(err, fs.ErrNotExist):
		e.Kind, e.Message, e.Hint, e.Err = model.ErrNotFound, "there is no such file", "'clew key list' lists the keys", nil
	case errors.Is(err, unix.ELOOP):
		e.Kind, e.Message, e.Err = model.ErrRefused, "it is a symbolic link", nil
	}
	return e
}
