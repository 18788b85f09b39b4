package ingest

import (
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// catalog holds the files that lie in the watched folders, in memory: the
// watcher asks for every file at every rescan.
type catalog struct {
	mu     sync.RWMutex
	byPath map[string]entry
	byID   map[string][]string
}

type entry struct {
	info   FileInfo
	id     string
	stored bool // there is a KnownFile of it
}

func newCatalog() *catalog {
	return &catalog{byPath: map[string]entry{}, byID: map[string][]string{}}
}

func (c *catalog) get(path string) (entry, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	e, ok := c.byPath[path]
	return e, ok
}

// put sets the entry of a path and returns the one that it replaces.
func (c *catalog) put(e entry) (old entry, replaced bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old, replaced = c.byPath[e.info.Path]
	if replaced && old.id != e.id {
		c.unlink(old)
	}
	if !replaced || old.id != e.id {
		c.byID[e.id] = append(c.byID[e.id], e.info.Path)
	}
	c.byPath[e.info.Path] = e
	return old, replaced
}

// remove forgets a path if it still holds the document.
func (c *catalog) remove(path, id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byPath[path]
	if !ok || e.id != id {
		return false
	}
	delete(c.byPath, path)
	c.unlink(e)
	return true
}

func (c *catalog) unlink(e entry) {
	paths := c.byID[e.id]
	if i := slices.Index(paths, e.info.Path); i >= 0 {
		paths = slices.Delete(paths, i, i+1)
	}
	if len(paths) == 0 {
		delete(c.byID, e.id)
		return
	}
	c.byID[e.id] = paths
}

// holding returns the files that hold a document, ordered by path.
func (c *catalog) holding(id string) []entry {
	c.mu.RLock()
	defer c.mu.RUnlock()
	paths := slices.Sorted(slices.Values(c.byID[id]))
	entries := make([]entry, len(paths))
	for i, p := range paths {
		entries[i] = c.byPath[p]
	}
	return entries
}

// holds reports whether any file holds a document.
func (c *catalog) holds(id string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.byID[id]) > 0
}

func (c *catalog) len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.byPath)
}

// Known returns the last known sight of a path.
func (c *catalog) Known(path string) (FileInfo, bool) {
	e, ok := c.get(path)
	return e.info, ok
}

// PathsUnder yields the known paths below a folder. Paths that come or go
// meanwhile may or may not be among them.
func (c *catalog) PathsUnder(root string) iter.Seq[string] {
	prefix := strings.TrimSuffix(root, string(filepath.Separator)) + string(filepath.Separator)
	return func(yield func(string) bool) {
		c.mu.RLock()
		var paths []string
		for p := range c.byPath {
			if strings.HasPrefix(p, prefix) {
				paths = append(paths, p)
			}
		}
		c.mu.RUnlock()
		for _, p := range paths {
			if !yield(p) {
				return
			}
		}
	}
}

// consumed returns the documents that files of consume folders hold.
func (c *catalog) consumed(folders map[string]Folder) map[string]struct{} {
	c.mu.RLock()
	defer c.mu.RUnlock()
	ids := map[string]struct{}{}
	for _, e := range c.byPath {
		if folders[e.info.Folder].Mode == Consume {
			ids[e.id] = struct{}{}
		}
	}
	return ids
}
