package work

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/seed-28a39f10/clew/model"
)

// explain turns an error of the operating system into one of ours.
func explain(path string, err error) error {
	var known *model.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	e := &model.Error{Kind: model.ErrDisk, Message: "the disk refused", Where: model.Untrusted(path), Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Kind, e.Message, e.Hint = model.ErrNotFound, "there is no such file or folder", "look at the path"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, unix.EROFS):
		e.Kind, e.Message = model.ErrReadOnly, "it may not be opened or written"
		e.Hint = "look at the owner and the mode of the folder, or open the investigation for reading only"
	case errors.Is(err, unix.ENOSPC), errors.Is(err, unix.EDQUOT), errors.Is(err, unix.EFBIG):
		e.Message, e.Hint = "the disk is full", "free some space"
	case errors.Is(err, unix.ELOOP):
		e.Kind, e.Message = model.ErrRefused, "it is a symbolic link"
	}
	return e
}

// CheckPlace says why dir is no place to work in: errors are of the kinds
// not-found, unsupported, refused and disk.
func CheckPlace(dir string) error { return checkPlace(dir) }

// CheckFile says why a file may not be used: because it is no plain file, or others
// than its owner may use it. Errors are of the kinds not-found, refused and disk.
func CheckFile(path string) error { return checkFile(path) }

// checkPlace says why dir is no place to work in.
func checkPlace(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		e := explain(dir, err)
		if model.KindOf(e) == model.ErrNotFound {
			e = missing(dir)
		}
		return e
	}
	if !info.IsDir() {
		return &model.Error{Kind: model.ErrUnsupported, Message: "it is not a folder", Where: model.Untrusted(dir),
			Hint: "name the folder of the investigation"}
	}
	if err := private(dir, info, 0o700); err != nil {
		return err
	}
	network, err := onNetwork(dir)
	if err != nil {
		return explain(dir, err)
	}
	if network {
		return &model.Error{Kind: model.ErrUnsupported, Message: "the folder is on a network file system, where files cannot be locked dependably",
			Where: model.Untrusted(dir), Hint: "move it to a disk of this machine"}
	}
	return nil
}

// checkFile says why a file may not be used.
func checkFile(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return explain(path, err)
	}
	if !info.Mode().IsRegular() {
		return &model.Error{Kind: model.ErrRefused, Message: "it is not a plain file", Where: model.Untrusted(path)}
	}
	return private(path, info, 0o600)
}

// private refuses what others than the owner may use, or another one owns.
func private(path string, info os.FileInfo, most os.FileMode) error {
	if info.Mode().Perm()&^most != 0 {
		return &model.Error{
			Kind:    model.ErrRefused,
			Message: fmt.Sprintf("its mode is %#o, and no one but you may have access", info.Mode().Perm()),
			Where:   model.Untrusted(path),
			Hint:    fmt.Sprintf("run chmod %o on it, after finding out who has read it", most),
		}
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && int(st.Uid) != os.Geteuid() {
		return &model.Error{
			Kind:    model.ErrRefused,
			Message: fmt.Sprintf("it belongs to user %d, and you are %d", st.Uid, os.Geteuid()),
			Where:   model.Untrusted(path),
			Hint:    "work on it as its owner, or restore a backup of it as your own",
		}
	}
	return nil
}

func missing(dir string) error {
	return &model.Error{Kind: model.ErrNotFound, Message: "there is no investigation here", Where: model.Untrusted(dir),
		Hint: "look at the path, or make a new investigation"}
}

// diskFree gives the bytes that are free to us on the disk of path; a variable so that a test can
// fill it.
var diskFree = func(path string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return 0, err
	}
	return st.Bavail * uint64(st.Bsize), nil
}

// checkSpace refuses to begin what the disk has no room to end: a commit that
// fails for want of space would leave the file suspect.
func checkSpace(dir string, need uint64) error {
	free, err := diskFree(dir)
	if err != nil {
		return explain(dir, err)
	}
	if free < need {
		return &model.Error{Kind: model.ErrDisk, Message: fmt.Sprintf("the disk is full: %d KiB are free and %d KiB are needed", free>>10, need>>10),
			Where: model.Untrusted(dir), Hint: "free some space; nothing was written"}
	}
	return nil
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return explain(dir, err)
	}
	defer f.Close()
	return explain(dir, f.Sync())
}

// writeFile writes a small file so that it is there after a power cut.
func writeFile(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return explain(path, err)
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return explain(path, err)
	}
	return syncDir(filepath.Dir(path))
}
