package daemon

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"
)

// room is an error where so many more bytes would leave less free than the least.
func room(dir string, bytes, least int64) error {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return fmt.Errorf("free space of %s: %w", dir, err)
	}
	if free := int64(s.Bavail) * s.Bsize; free-least < bytes {
		return fmt.Errorf("磁盘空间不足 %w: %d bytes more would leave less than limits.free_disk on %s", syscall.ENOSPC, bytes, dir)
	}
	return nil
}
