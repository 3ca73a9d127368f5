package work

import "golang.org/x/sys/unix"

// networkTypes are the statfs(2) types of file systems that live on another
// machine. They are compared as 32 bits: the field is signed on some machines.
var networkTypes = map[uint32]bool{
	unix.NFS_SUPER_MAGIC:  true,
	unix.SMB_SUPER_MAGIC:  true,
	unix.CIFS_SUPER_MAGIC: true,
	unix.SMB2_SUPER_MAGIC: true,
	unix.AFS_SUPER_MAGIC:  true,
	unix.AFS_FS_MAGIC:     true,
	unix.CEPH_SUPER_MAGIC: true,
	unix.CODA_SUPER_MAGIC: true,
	unix.V9FS_MAGIC:       true,
	unix.NCP_SUPER_MAGIC:  true,
	0x7461636f:            true, // ocfs2
	0x0bd00bd0:            true, // lustre
	0x01161970:            true, // gfs2
}

// onNetwork reports whether dir is on a network file system.
func onNetwork(dir string) (bool, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return false, err
	}
	return networkTypes[uint32(st.Type)], nil
}
