package work

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-28a39f10/clew/model"
)

// defaultWait is how long to wait for another process by default.
const defaultWait = 10 * time.Second

// holderSize is how many bytes of a lock file name its holder.
const holderSize = 128

// LockFile takes an exclusive lock on the file at path, which it makes with mode
// 0600 where it is missing, and writes into it who holds it. It waits for at most
// wait, 0 being 10 s; the error is then of kind busy and names the holder. Closing
// the file, or the end of the process, gives the lock back.
func LockFile(ctx context.Context, path string, wait time.Duration) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, explain(path, err)
	}
	if wait == 0 {
		wait = defaultWait
	}
	if err := flock(ctx, f, unix.LOCK_EX, wait); err != nil {
		f.Close()
		return nil, err
	}
	host, _ := os.Hostname() // a holder without a host is better than no lock
	setHolder(f, fmt.Sprintf("pid %d on %s since %s", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339)))
	return f, nil
}

// setHolder writes who holds the lock. It is for a sentence to people, so it is
// not synced and an error is no matter.
func setHolder(f *os.File, who string) {
	b := bytes.Repeat([]byte{' '}, holderSize)
	copy(b[:holderSize-1], who)
	b[holderSize-1] = '\n'
	_, _ = f.WriteAt(b, 0)
}

// holder reads who holds the lock; "" where that is not known. What it gives was
// written by another process.
func holder(f *os.File) string {
	b := make([]byte, holderSize)
	n, _ := f.ReadAt(b, 0)
	who := strings.TrimSpace(string(b[:n]))
	var pid int
	var host string
	if _, err := fmt.Sscanf(who, "pid %d on %s since", &pid, &host); err != nil {
		return ""
	}
	here, _ := os.Hostname()
	if host == here && pid > 0 && errors.Is(unix.Kill(pid, 0), unix.ESRCH) {
		return "" // it died; whoever holds the lock now is a reader
	}
	return who
}

// flock takes a lock, LOCK_SH or LOCK_EX, and waits at most wait for it. It asks
// again and again instead of blocking in the kernel, because a blocked thread
// could not be called back when the time is over. Who has waited for long asks
// more often than who comes new, so that in a crowd everybody's turn comes.
func flock(ctx context.Context, f *os.File, how int, wait time.Duration) error {
	start := time.Now()
	deadline := start.Add(wait)
	for {
		err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, unix.EINTR):
			continue
		case !errors.Is(err, unix.EWOULDBLOCK):
			return explain(f.Name(), err)
		}
		left := time.Until(deadline)
		if left <= 0 {
			return &model.Error{
				Kind:    model.ErrBusy,
				Message: fmt.Sprintf("another process has held the investigation for longer than %v", wait),
				Where:   model.Untrusted(holder(f)),
				Hint:    "wait for it to finish and try again",
			}
		}
		pause := time.Millisecond
		if waited := time.Since(start); waited > 5*time.Millisecond && waited < time.Second {
			pause = 200 * time.Microsecond
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(pause, left)):
		}
	}
}

// lockWrite takes the lock for writing, in this process and on the machine.
func (l *Log) lockWrite(ctx context.Context) (unlock func(), err error) {
	timer := time.NewTimer(l.opt.Wait)
	defer timer.Stop()
	select {
	case <-l.writer:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		return nil, &model.Error{Kind: model.ErrBusy, Hint: "try again",
			Message: fmt.Sprintf("another part of this program has held the investigation for longer than %v", l.opt.Wait)}
	}
	f, err := LockFile(ctx, l.file(lockName), l.opt.Wait)
	if err != nil {
		l.writer <- struct{}{}
		return nil, err
	}
	return func() {
		setHolder(f, "")
		f.Close()
		l.writer <- struct{}{}
	}, nil
}

// lockRead takes the lock for reading. In a folder that cannot be written the
// lock file may be missing, and nobody can write either.
func (l *Log) lockRead(ctx context.Context, wait time.Duration) (unlock func(), err error) {
	path := l.file(lockName)
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW, 0)
	if errors.Is(err, os.ErrNotExist) && l.opt.ReadOnly {
		return func() {}, nil
	}
	if err != nil {
		return nil, explain(path, err)
	}
	if err := flock(ctx, f, unix.LOCK_SH, wait); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}
