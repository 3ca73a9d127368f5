package work

import "golang.org/x/sys/unix"

// onNetwork reports whether dir is on a network file system.
func onNetwork(dir string) (bool, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return false, err
	}
	return st.Flags&unix.MNT_LOCAL == 0, nil
}
