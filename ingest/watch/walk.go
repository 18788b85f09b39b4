package watch

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/ingest"
)

const readBatch = 1024

// fileID tells two folders apart whatever their paths are.
type fileID struct{ dev, ino uint64 }

// census is what one walk over the whole root has seen.
type census struct {
	root   fileID
	seen   map[string]struct{} // files
	held   map[string]bool     // folders and files that could not be read
	mounts map[string]uint64   // folders on another device than the root
}

func newCensus(expected int) *census {
	return &census{
		seen:   make(map[string]struct{}, expected),
		held:   make(map[string]bool),
		mounts: make(map[string]uint64),
	}
}

// holds reports whether a path lies where the walk could not look.
func (c *census) holds(path, root string) bool {
	for within(path, root) {
		if c.held[path] {
			return true
		}
		if path == root {
			return false
		}
		path = filepath.Dir(path)
	}
	return false
}

// walk looks at every file below start. The census is nil when start is not
// the whole root: then nothing can be said about what is missing.
func (f *folder) walk(ctx context.Context, start string, c *census) {
	left := []string{start}
	for len(left) > 0 && ctx.Err() == nil {
		dir := left[len(left)-1]
		left = left[:len(left)-1]
		d, err := f.openDir(ctx, dir, c)
		if err == nil && d != nil {
			f.attend(ctx, dir) // before it is read, so that nothing slips through
			left, err = f.readDir(ctx, d, dir, left, c)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			f.note(ctx, slog.LevelWarn, "folder cannot be read, its files are kept as they were", dir, slog.Any("error", err))
			if c != nil {
				c.held[dir] = true
			}
		}
	}
}

// openDir opens a folder, and returns nil if it is none or none of ours.
func (f *folder) openDir(ctx context.Context, dir string, c *census) (*os.File, error) {
	flags := os.O_RDONLY | unix.O_DIRECTORY
	if dir != f.root {
		flags |= unix.O_NOFOLLOW
	}
	d, err := os.OpenFile(dir, flags, 0)
	if errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ELOOP) {
		return nil, nil // it was replaced since its parent was read
	}
	if err != nil {
		return nil, err
	}
	info, err := d.Stat()
	if err != nil {
		d.Close()
		return nil, err
	}
	if dir != f.root && f.isExcluded(dir, info) {
		d.Close()
		return nil, nil
	}
	if c != nil {
		f.crossDevice(ctx, dir, idOf(info), c)
	}
	return d, nil
}

// isExcluded also knows an excluded folder under another path, say that of a
// bind mount: reading one's own archive would never end.
func (f *folder) isExcluded(dir string, info fs.FileInfo) bool {
	for _, x := range f.excluded {
		if x == dir {
			return true
		}
		if other, err := os.Stat(x); err == nil && os.SameFile(info, other) {
			return true
		}
	}
	return false
}

// crossDevice keeps account of what is mounted below the root, and polls as
// soon as one of it is a network file system.
func (f *folder) crossDevice(ctx context.Context, dir string, id fileID, c *census) {
	if dir == f.root {
		c.root = id
		return
	}
	if id.dev == c.root.dev {
		return
	}
	c.mounts[dir] = id.dev
	if f.spec.Poll != ingest.PollAuto && f.spec.Poll != "" {
		return
	}
	if fstype, network, err := Network(dir); err == nil && network && !f.polling {
		f.Logger.InfoContext(ctx, "network file system below the folder, polling", slog.String("path", dir), slog.String("type", fstype))
		f.polling, f.inodes = true, false
		f.closeNotifier()
	}
}

// readDir looks at the files of one folder and appends its sub-folders.
func (f *folder) readDir(ctx context.Context, d *os.File, dir string, left []string, c *census) ([]string, error) {
	defer d.Close()
	for ctx.Err() == nil {
		entries, err := d.ReadDir(readBatch)
		for _, entry := range entries {
			path := join(dir, entry.Name())
			relative, _ := f.relative(path)
			switch {
			case f.ignore.entry(entry.Name(), relative):
			case entry.IsDir():
				left = append(left, path)
			default:
				f.enter(ctx, path, entry, c)
			}
		}
		if errors.Is(err, io.EOF) {
			return left, nil
		}
		if err != nil {
			return left, err
		}
	}
	return left, nil
}

// enter looks at one entry that is no folder.
func (f *folder) enter(ctx context.Context, path string, entry fs.DirEntry, c *census) {
	info, err := entry.Info()
	switch {
	case errors.Is(err, fs.ErrNotExist): // it vanished since its folder was read
	case err != nil:
		f.note(ctx, slog.LevelWarn, "file cannot be looked at", path, slog.Any("error", err))
		if c != nil {
			c.held[path] = true
		}
	default:
		if f.look(ctx, path, info, time.Now()) && c != nil {
			c.seen[path] = struct{}{}
		}
	}
}

// relative returns the path below the root, and whether it lies there.
func (f *folder) relative(path string) (string, bool) {
	if path == f.root {
		return "", true
	}
	if f.root == "/" {
		return strings.TrimPrefix(path, "/"), true
	}
	return strings.CutPrefix(path, f.root+"/")
}

// join is filepath.Join for a clean folder and a name, at a tenth of its cost.
func join(dir, name string) string {
	if dir == "/" {
		return dir + name
	}
	return dir + "/" + name
}

func idOf(info fs.FileInfo) fileID {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fileID{}
	}
	return fileID{dev: st.Dev, ino: st.Ino}
}
