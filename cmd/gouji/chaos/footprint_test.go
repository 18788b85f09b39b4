package chaos

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// footprint is what a running daemon takes of the machine.
type footprint struct {
	memory, workers, search int64 // bytes that are its own: of gouji, of all page workers, of the search server
	descriptors             int   // of gouji
	children                int
	temporary               int // files in scratch folders and half-written ones
}

// footprint looks at the running daemon.
func (d *daemon) footprint() footprint {
	pid := d.cmd.Process.Pid
	f := footprint{memory: anonymous(pid), descriptors: descriptors(pid), temporary: len(d.temporaryFiles())}
	for _, child := range childrenOf(pid) {
		f.children++
		if addressOf(child) != "" {
			f.search += anonymous(child)
		} else {
			f.workers += anonymous(child)
		}
	}
	return f
}

// leaner waits until the daemon takes no more than before, but for what a
// connection or two take.
func (d *daemon) leaner(before footprint) {
	d.t.Helper()
	const slack = 8
	d.await("no descriptor, child or temporary file is left", func() string {
		now := d.footprint()
		if now.descriptors <= before.descriptors+slack && now.children <= before.children && now.temporary == 0 {
			return ""
		}
		return fmt.Sprintf("%+v, before: %+v, temporary: %q", now, before, d.temporaryFiles())
	})
}

// temporaryFiles are those that must not outlive the work on a file.
func (d *daemon) temporaryFiles() (found []string) {
	for _, dir := range []string{d.path("data", "scratch"), d.path("data", "spool", "tmp"), d.path("archive"), d.path("failed")} {
		_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return nil //nolint:nilerr // it is not there, or not any more
			}
			ours := !strings.HasSuffix(dir, "archive") && !strings.HasSuffix(dir, "failed") || strings.HasPrefix(entry.Name(), ".gouji-")
			if entry.Type().IsRegular() && ours {
				found = append(found, path)
			}
			return nil
		})
	}
	return found
}

// nothingHalfMade asserts that a stopped daemon has left no temporary file.
func (d *daemon) nothingHalfMade() {
	d.t.Helper()
	if left := d.temporaryFiles(); len(left) > 0 {
		d.t.Errorf("temporary files are left: %q", left)
	}
}

// anonymous is the memory of a process that is no file's, in bytes; 0 when it
// has ended.
func anonymous(pid int) int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, after, _ := bytes.Cut(status, []byte("RssAnon:"))
	fields := strings.Fields(string(after))
	if len(fields) == 0 {
		return 0
	}
	kib, _ := strconv.ParseInt(fields[0], 10, 64)
	return kib << 10
}

func descriptors(pid int) int {
	entries, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid)) // it may have ended
	return len(entries)
}
