//go:build unix

package load

import "syscall"

// access reports why files cannot be made in a folder, without making one.
func access(dir string) error {
	const write, search = 2, 1
	return syscall.Access(dir, write|search)
}
