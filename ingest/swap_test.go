package ingest_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/gouji/gouji/ingest"
)

// TestSwappedBeforeTaken puts something else in the place of a file, or of its
// folder, after the watcher has looked at it: what it leads to must neither be
// read nor moved, and nothing may wait for it.
func TestSwappedBeforeTaken(t *testing.T) {
	const secret = "not for the search page"
	for name, swap := range map[string]func(path, outside string) error{
		"link":           func(path, outside string) error { return os.Symlink(outside, path) },
		"dangling link":  func(path, outside string) error { return os.Symlink(outside+".none", path) },
		"FIFO":           func(path, _ string) error { return syscall.Mkfifo(path, 0o644) },
		"folder":         func(path, _ string) error { return os.Mkdir(path, 0o755) },
		"link in a link": linkFolder,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.start()
			path := w.write(w.inbox, filepath.Join("sub", "report.txt"), secret)
			f := sight(t, w.inbox, path)
			outside := filepath.Join(t.TempDir(), "report.txt")
			w.must(os.Rename(path, outside)) // so that even its times are the same
			w.must(swap(path, outside))
			_ = w.service.Take(t.Context(), ingest.Event{Kind: ingest.Present, File: f}) // it may say so, or not
			w.awaitCalm()
			if found := files(t, w.data); found[filepath.Join("spool", "originals", shaOf(secret)[:2], shaOf(secret))] != "" {
				t.Error("it was taken")
			}
			if b, err := os.ReadFile(outside); err != nil || string(b) != secret {
				t.Errorf("outside: %q, %v", b, err)
			}
		})
	}
}

// linkFolder puts a link in the place of the folder that holds the file.
func linkFolder(path, outside string) error {
	if err := os.Remove(filepath.Dir(path)); err != nil {
		return err
	}
	return os.Symlink(filepath.Dir(outside), filepath.Dir(path))
}
