package watch

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// filesystem is what statfs tells about a file system.
type filesystem struct {
	name    string
	network bool // changes made elsewhere cause no events here
	inodes  bool // inode numbers last as long as the file
}

// filesystems are keyed by the magic numbers of statfs(2) and linux/magic.h.
// FUSE counts as network: sshfs, rclone, GlusterFS, the shared folders of
// desktop hypervisors and NTFS disks all look alike there.
var filesystems = map[uint32]filesystem{
	unix.NFS_SUPER_MAGIC:       {"nfs", true, true},
	unix.SMB_SUPER_MAGIC:       {"smb", true, false},
	unix.CIFS_SUPER_MAGIC:      {"cifs", true, false},
	unix.SMB2_SUPER_MAGIC:      {"smb2", true, false},
	unix.FUSE_SUPER_MAGIC:      {"fuse", true, false},
	unix.V9FS_MAGIC:            {"9p", true, false},
	unix.AFS_SUPER_MAGIC:       {"afs", true, false},
	unix.AFS_FS_MAGIC:          {"afs", true, false},
	unix.CODA_SUPER_MAGIC:      {"coda", true, false},
	unix.CEPH_SUPER_MAGIC:      {"ceph", true, true},
	unix.NCP_SUPER_MAGIC:       {"ncp", true, false},
	unix.OCFS2_SUPER_MAGIC:     {"ocfs2", true, true},
	0x01161970:                 {"gfs2", true, true},
	0x0BD00BD0:                 {"lustre", true, true},
	0x19830326:                 {"fhgfs", true, false},
	0x47504653:                 {"gpfs", true, true},
	0x786F4256:                 {"vboxsf", true, false},
	0xBACBACBC:                 {"vmhgfs", true, false},
	0x7C7C6673:                 {"prl_fs", true, false},
	unix.EXT4_SUPER_MAGIC:      {"ext4", false, true},
	unix.XFS_SUPER_MAGIC:       {"xfs", false, true},
	unix.BTRFS_SUPER_MAGIC:     {"btrfs", false, true},
	unix.F2FS_SUPER_MAGIC:      {"f2fs", false, true},
	unix.TMPFS_MAGIC:           {"tmpfs", false, true},
	unix.OVERLAYFS_SUPER_MAGIC: {"overlay", false, true},
	0x2FC12FC1:                 {"zfs", false, true},
	unix.MSDOS_SUPER_MAGIC:     {"vfat", false, false},
	unix.EXFAT_SUPER_MAGIC:     {"exfat", false, false},
	0x5346544E:                 {"ntfs", false, true},
	0x7366746E:                 {"ntfs3", false, true},
}

// Network returns the type of the file system that a path lies on and whether
// it is one on which changes go unnoticed, so that the folder is polled.
func Network(path string) (fstype string, network bool, err error) {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return "", false, &os.PathError{Op: "statfs", Path: path, Err: err}
	}
	fs := describe(&st)
	return fs.name, fs.network, nil
}

func describe(st *unix.Statfs_t) filesystem {
	magic := uint32(st.Type)
	if fs, ok := filesystems[magic]; ok {
		return fs
	}
	return filesystem{name: fmt.Sprintf("0x%08x", magic), inodes: true}
}
