package proc

import (
	"fmt"
	"os"
)

// resident is the resident set of a process in bytes, or zero if it is gone.
func resident(pid int) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	var size, pages int64
	if _, err := fmt.Fscan(f, &size, &pages); err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
