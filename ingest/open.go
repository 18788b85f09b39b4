package ingest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// openBelow opens a regular file of a folder that somebody else can write to.
// Whatever has taken the place of the file, or of a folder above it, since it
// was looked at: a link that leads out of the folder is not followed, and a
// FIFO is not waited for. What is no file is errUnsettled.
func openBelow(folder, path string) (*os.File, error) {
	below, err := filepath.Rel(folder, path)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // nothing was written
	file, err := root.OpenFile(below, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, fmt.Errorf("%w: %s is no regular file", errUnsettled, path)
	}
	return file, nil
}

// isStill reports whether what is at the path of a file is the file as it was,
// and no link to one.
func isStill(f FileInfo, now fs.FileInfo) bool {
	return now.Mode().IsRegular() && now.Size() == f.Size && now.ModTime().Equal(f.ModTime)
}
