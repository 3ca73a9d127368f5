package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"runtime/debug"
	"syscall"

	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/seed-28a39f10/clew/model"
)

const hintDamaged = "restore a backup, or run clew check to see what is damaged"

// Guard runs fn, and where fn faults on memory that is mapped from a file (the
// file was cut short, or the disk cannot read it) it gives an error of kind
// corrupt instead of ending the process. Any other panic goes through. It works
// for the calling goroutine only.
func Guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch r := recover().(type) {
		case nil:
		case interface {
			runtime.Error
			Addr() uintptr
		}:
			err = &model.Error{
				Kind:    model.ErrCorrupt,
				Message: "a file became unreadable while it was in use",
				Hint:    hintDamaged,
				Err:     r,
			}
		default:
			panic(r)
		}
	}()
	return fn()
}

// errPanic marks an error that was a panic of bbolt, after which bbolt may still
// hold its own locks.
type errPanic struct{ value any }

func (e *errPanic) Error() string { return fmt.Sprint(e.value) }

// engine runs a call into bbolt, and nothing else, and turns whatever it panics
// with into an error.
func engine(path string, fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = corrupt(path, "the file is damaged", &errPanic{r})
		}
	}()
	return fn()
}

func corrupt(path, message string, cause error) *model.Error {
	return &model.Error{
		Kind:    model.ErrCorrupt,
		Message: message,
		Where:   model.Untrusted(path),
		Hint:    hintDamaged,
		Err:     cause,
	}
}

// explain turns an error of bbolt or of the operating system into one of ours.
func explain(path string, err error) error {
	if err == nil {
		return nil
	}
	var known *model.Error
	if errors.As(err, &known) {
		return err
	}
	e := &model.Error{
		Kind:    model.ErrDisk,
		Message: "the file could not be used",
		Where:   model.Untrusted(path),
		Err:     err,
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Kind, e.Message = model.ErrNotFound, "there is no such file"
	case errors.Is(err, fs.ErrExist):
		e.Kind, e.Message = model.ErrRefused, "the file is there already"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.EBADF):
		e.Kind, e.Message = model.ErrReadOnly, "the file may not be opened or written"
		e.Hint = "look at the owner and the mode of the file and of its folder"
	case errors.Is(err, bolterrors.ErrDatabaseReadOnly):
		e.Kind, e.Message = model.ErrReadOnly, "the file is open for reading only"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG),
		errors.Is(err, bolterrors.ErrMaxSizeReached):
		e.Message, e.Hint = "there is no room for the file to grow", "free some space on its disk"
	case errors.Is(err, bolterrors.ErrTimeout), errors.Is(err, syscall.EWOULDBLOCK):
		e.Kind, e.Message = model.ErrBusy, "another process has the file open"
		e.Hint = "wait for it to end and try again"
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum),
		errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrInvalidMapping):
		e.Kind, e.Message, e.Hint = model.ErrCorrupt, "the file is damaged", hintDamaged
	case errors.Is(err, bolterrors.ErrDatabaseNotOpen), errors.Is(err, bolterrors.ErrTxClosed):
		e.Kind, e.Message = model.ErrInternal, "the file is closed already"
	case errors.Is(err, bolterrors.ErrKeyTooLarge), errors.Is(err, bolterrors.ErrKeyRequired),
		errors.Is(err, bolterrors.ErrValueTooLarge):
		e.Kind, e.Message = model.ErrLimit, "a key or value is empty or too large to be stored"
	}
	return e
}
