package pictures

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Of lists the files of the pictures of a document.
func (c *Cache) Of(id string) ([]string, error) {
	dir := filepath.Dir(filepath.Join(c.folder.dir, Key{ID: id}.path()))
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	var paths []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), id+"-") {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, err
}

// Remove removes the pictures of a document. One that is being drawn now may be
// kept afterwards.
func (c *Cache) Remove(id string) error {
	paths, err := c.Of(id)
	for _, path := range paths {
		if e := os.Remove(path); !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	c.folder.mu.Lock()
	defer c.folder.mu.Unlock()
	c.folder.size = unmeasured
	return err
}
