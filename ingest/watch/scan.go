package watch

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/ingest"
)

// manyKnown is how many known files must have vanished together from a folder
// in keep mode, at start, before that looks like a share that is not mounted.
// In a folder without any file, one is enough.
const manyKnown = 10

var errRootReplaced = errors.New("the folder was unmounted or replaced during the scan")

// scan walks the whole root, sends what has settled and then what is gone.
func (f *folder) scan(ctx context.Context) error {
	start := time.Now()
	c, err := f.takeCensus(ctx)
	f.lastScan = time.Now()
	f.lastWalk = f.lastScan.Sub(start)
	f.nextScan = f.lastScan.Add(f.interval())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !f.rootIsThere(ctx, err) {
		return nil
	}
	if err := f.settle(ctx); err != nil {
		return err
	}
	if err := f.sendGone(ctx, c); err != nil {
		return err
	}
	f.mounts, f.lastSeen = c.mounts, len(c.seen)
	f.forgetNotes()
	return nil
}

// takeCensus walks the root and looks at every file. The error says why the root cannot be trusted.
func (f *folder) takeCensus(ctx context.Context) (*census, error) {
	before, err := f.inspectRoot(ctx)
	if err != nil {
		return nil, err
	}
	f.listen(ctx)
	if f.notify != nil {
		f.notify.dirs = make(map[string]bool, len(f.notify.dirs))
	}
	c := newCensus(f.lastSeen)
	f.walk(ctx, f.root, c)
	if c.held[f.root] {
		return nil, errors.New("the folder cannot be read")
	}
	after, err := f.inspectRoot(ctx)
	if err != nil {
		return nil, err
	}
	if before != after || c.root != before {
		return nil, errRootReplaced
	}
	f.holdMounts(ctx, c)
	return c, nil
}

// inspectRoot identifies the root and chooses between listening and polling,
// which may change when a share is mounted there.
func (f *folder) inspectRoot(ctx context.Context) (fileID, error) {
	info, err := os.Stat(f.root)
	if err != nil {
		return fileID{}, err
	}
	if !info.IsDir() {
		return fileID{}, &os.PathError{Op: "watch", Path: f.root, Err: unix.ENOTDIR}
	}
	var st unix.Statfs_t
	if err := unix.Statfs(f.root, &st); err != nil {
		return fileID{}, &os.PathError{Op: "statfs", Path: f.root, Err: err}
	}
	f.choose(ctx, describe(&st))
	return idOf(info), nil
}

func (f *folder) choose(ctx context.Context, fs filesystem) {
	poll := fs.network
	switch f.spec.Poll {
	case ingest.PollAlways:
		poll = true
	case ingest.PollNever:
		poll = false
	}
	f.inodes = f.inodes && fs.inodes
	if poll && !f.polling {
		f.Logger.InfoContext(ctx, "polling the folder", slog.String("type", fs.name), slog.Duration("interval", f.PollInterval))
		f.polling = true
		f.closeNotifier()
	}
}

// interval returns the pause before the next rescan by itself: never shorter
// than the walk took.
func (f *folder) interval() time.Duration {
	if f.polling || f.rootGone {
		return max(f.PollInterval, f.lastWalk)
	}
	return max(f.RescanInterval, f.lastWalk)
}

// rootIsThere logs once that the root went away and once that it came back.
func (f *folder) rootIsThere(ctx context.Context, err error) bool {
	if err == nil {
		if f.rootGone {
			f.Logger.InfoContext(ctx, "folder is back")
		}
		f.rootGone = false
		return true
	}
	if !f.rootGone {
		f.Logger.WarnContext(ctx, "folder is missing or cannot be read, its files are kept as they were", slog.Any("error", err))
	}
	f.rootGone = true
	clear(f.missing)
	f.nextScan = f.lastScan.Add(f.interval())
	return false
}

// holdMounts holds what lay on a share below the root that is not there any
// more.
func (f *folder) holdMounts(ctx context.Context, c *census) {
	for dir, dev := range f.mounts {
		if now, ok := c.mounts[dir]; ok && now == dev {
			continue
		}
		if !c.holds(dir, f.root) {
			f.note(ctx, slog.LevelWarn, "a share below the folder is no longer mounted, its files are kept as they were", dir)
		}
		c.held[dir] = true
		if _, remounted := c.mounts[dir]; !remounted {
			c.mounts[dir] = dev
		}
	}
}
