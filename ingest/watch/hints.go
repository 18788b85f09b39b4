package watch

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// maxHints bounds the paths that wait while emit holds the watcher up. Above
// it a rescan finds them.
const maxHints = 50_000

// hints collects the paths that events named, until the folder takes them.
type hints struct {
	wake chan struct{}

	mu    sync.Mutex
	paths map[string]bool // true: the path itself was removed or renamed
	lost  bool            // events were lost
}

func newHints() *hints {
	return &hints{wake: make(chan struct{}, 1), paths: make(map[string]bool)}
}

func (h *hints) add(path string, removed bool) {
	h.mu.Lock()
	if len(h.paths) < maxHints {
		h.paths[path] = h.paths[path] || removed
	} else {
		h.lost = true
	}
	h.mu.Unlock()
	h.signal()
}

func (h *hints) lose() {
	h.mu.Lock()
	h.lost = true
	h.mu.Unlock()
	h.signal()
}

func (h *hints) signal() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

func (h *hints) take() (paths map[string]bool, lost bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	paths, lost = h.paths, h.lost
	h.paths, h.lost = make(map[string]bool), false
	return paths, lost
}

// notifier listens to the folders of one root and feeds the hints.
type notifier struct {
	events *fsnotify.Watcher
	done   sync.WaitGroup
	dirs   map[string]bool // watched folders, as of the last walk
	stale  bool            // a watched folder has moved: its watch has a wrong path
}

func newNotifier(h *hints) (*notifier, error) {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	n := &notifier{events: events, dirs: make(map[string]bool)}
	n.done.Go(func() { n.pump(h) })
	return n, nil
}

func (n *notifier) pump(h *hints) {
	for {
		select {
		case e, ok := <-n.events.Events:
			if !ok {
				return
			}
			if e.Name != "" {
				h.add(e.Name, e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename))
			}
		case _, ok := <-n.events.Errors:
			if !ok {
				return
			}
			h.lose() // an overflow, or an event that could not be read
		}
	}
}

func (n *notifier) add(dir string) error {
	if err := n.events.Add(dir); err != nil {
		return err
	}
	n.dirs[dir] = true
	return nil
}

func (n *notifier) close() error {
	err := n.events.Close()
	n.done.Wait()
	return err
}

// takeHints looks at every path that an event named.
func (f *folder) takeHints(ctx context.Context, now time.Time) {
	paths, lost := f.hints.take()
	if lost {
		f.Logger.InfoContext(ctx, "events were lost, scanning the folder")
		f.nextScan = now
	}
	for path, removed := range paths {
		if ctx.Err() != nil {
			return
		}
		f.takeHint(ctx, path, removed, now)
	}
}

func (f *folder) takeHint(ctx context.Context, path string, removed bool, now time.Time) {
	if removed && f.notify != nil && f.notify.dirs[path] {
		f.notify.stale = true
		f.scanSoon(now)
	}
	if removed {
		f.forget(path, now)
	}
	relative, ok := f.relative(path)
	if !ok || relative == "" || f.ignore.tree(relative) {
		return
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		f.scanSoon(now)
	case info.IsDir():
		f.walk(ctx, path, nil)
	default:
		f.look(ctx, path, info, now)
	}
}

// forget drops what was seen under a path that was removed or renamed, so that
// a file which comes back there is a new one.
func (f *folder) forget(path string, now time.Time) {
	delete(f.pending, path)
	_, known := f.known.Known(path)
	_, emitted := f.emitted[path]
	if !known && !emitted {
		return
	}
	if _, err := os.Lstat(path); err == nil {
		delete(f.emitted, path)
		return
	}
	if _, noticed := f.missing[path]; !noticed {
		f.missing[path] = absence{since: now}
	}
	f.scanSoon(now)
}

// listen gets a notifier for the coming walk, unless the folder is polled. A
// moved folder makes a new one necessary: inotify ties a watch to the folder,
// not to its path.
func (f *folder) listen(ctx context.Context) {
	if f.notify != nil && f.notify.stale {
		f.closeNotifier()
	}
	if f.polling || f.notify != nil {
		return
	}
	n, err := newNotifier(f.hints)
	if err != nil {
		f.fallBack(ctx, err)
		return
	}
	f.notify = n
}

// attend watches one folder for events.
func (f *folder) attend(ctx context.Context, dir string) {
	if f.notify == nil {
		return
	}
	err := f.notify.add(dir)
	switch {
	case err == nil, errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission):
		// the walk itself sees that the folder is gone or not readable
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENOMEM):
		f.fallBack(ctx, err)
	default:
		f.note(ctx, slog.LevelWarn, "no events from folder, rescans will see it", dir, slog.Any("error", err))
	}
}

// fallBack polls from now on, since the system gives no more watches.
func (f *folder) fallBack(ctx context.Context, err error) {
	f.polling = true
	f.closeNotifier()
	f.Logger.WarnContext(ctx, "too few inotify watches, polling the folder instead; raise fs.inotify.max_user_watches and max_user_instances to avoid it",
		slog.Duration("interval", f.PollInterval), slog.Any("error", err))
}

func (f *folder) closeNotifier() {
	if f.notify == nil {
		return
	}
	if err := f.notify.close(); err != nil {
		f.Logger.Debug("close notifier", slog.Any("error", err))
	}
	f.notify = nil
}
