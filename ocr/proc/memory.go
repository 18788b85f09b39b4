package proc

import (
	"fmt"
	"os"
)

// resident is the memory of a process, in bytes, that is its own and resident:
// pages of mapped files can be taken back. It is zero if the process is gone.
func resident(pid int) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	var size, pages, shared int64
	if _, err := fmt.Fscan(f, &size, &pages, &shared); err != nil {
		return 0
	}
	return (pages - shared) * int64(os.Getpagesize())
}
