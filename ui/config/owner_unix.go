//go:build unix

package config

import (
	"io/fs"
	"os"
	"syscall"
)

// noWait has a named pipe opened at once instead of waiting for who writes to it.
const noWait = syscall.O_NONBLOCK

// ours reports whether a file belongs to the user or to root.
func ours(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && (stat.Uid == 0 || int(stat.Uid) == os.Geteuid())
}
