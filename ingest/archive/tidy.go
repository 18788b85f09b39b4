package archive

import (
	"os"
	"path/filepath"
	"time"
)

const (
	// quiet is how long an emptied sub-folder must be left alone before it is
	// removed: somebody may still be copying into it.
	quiet = 10 * time.Minute
	// tidyInterval is the time between two looks at the emptied sub-folders.
	tidyInterval = time.Minute
)

// leave remembers a sub-folder that a file was moved out of, and removes those
// that were emptied a while ago. Only folders that held consumed files are ever
// removed: an empty folder may mean something to another program.
func (a *Archive) leave(dir string, from origin) {
	if dir != from.root && !from.failed {
		a.left[dir] = from.root
	}
	now := a.now()
	if now.Sub(a.lastTidy) < tidyInterval {
		return
	}
	a.lastTidy = now
	for dir, root := range a.left {
		info, err := os.Lstat(dir)
		if err == nil && now.Sub(info.ModTime()) < quiet {
			continue
		}
		delete(a.left, dir)
		if err == nil && os.Remove(dir) == nil {
			if parent := filepath.Dir(dir); parent != root {
				a.left[parent] = root
			}
		}
	}
}

// removeEmpty removes dir and its parents below root, as long as they are
// empty. Nobody copies into the failed folder, so there is no need to wait.
func removeEmpty(dir, root string) {
	root = filepath.Clean(root)
	for within(dir, root) && os.Remove(dir) == nil {
		dir = filepath.Dir(dir)
	}
}
