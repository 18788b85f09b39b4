package watch

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/ingest"
)

// absence is a known file that the last scan did not see.
type absence struct {
	since time.Time
	heir  sameBytes // the pending file that it has become, if any
	sent  bool      // as gone; the state still has it
}

// sendGone sends the known files that were missing in two scans, the window
// apart. The first absence only leads to the second scan: by then a file that
// was moved has settled under its new path and has been sent.
func (f *folder) sendGone(ctx context.Context, c *census) error {
	paths, ok := f.unseen(ctx, c)
	if !ok {
		clear(f.missing)
		return nil
	}
	now := time.Now()
	moving := f.moving()
	missing := make(map[string]absence, len(paths))
	for _, path := range paths {
		a, noticed := f.missing[path]
		if !noticed {
			a.since = now
		}
		a, err := f.sendOneGone(ctx, path, a, now, moving)
		if err != nil {
			return err
		}
		missing[path] = a
	}
	f.missing = missing
	return nil
}

func (f *folder) sendOneGone(ctx context.Context, path string, a absence, now time.Time, moving map[sameBytes]bool) (absence, error) {
	if a.sent {
		return a, nil
	}
	file := f.lastSight(path)
	a.heir = sameBytes{}
	if id := identity(file); moving[id] {
		a.heir = id
		return a, nil
	}
	if now.Sub(a.since) < f.Window {
		f.scanSoon(now)
		return a, nil
	}
	sent, err := f.send(ctx, ingest.Event{Kind: ingest.Gone, File: file})
	if sent {
		a.sent = true
		delete(f.emitted, path)
	} else {
		f.scanSoon(now)
	}
	return a, err
}

// heirsAwaited reports whether a missing file waits for another to be sent.
func (f *folder) heirsAwaited() bool {
	for _, a := range f.missing {
		if a.heir != (sameBytes{}) {
			return true
		}
	}
	return false
}

// unseen returns the files that ought to be there and were not seen, in order,
// and whether their absence can be believed.
func (f *folder) unseen(ctx context.Context, c *census) ([]string, bool) {
	var paths []string
	seen := 0
	for path := range f.known.PathsUnder(f.root) {
		if !f.owns(path) {
			continue
		}
		if _, ok := c.seen[path]; ok {
			seen++
		} else if !c.holds(path, f.root) {
			paths = append(paths, path)
		}
	}
	if !f.credible(ctx, c, paths, seen) {
		return nil, false
	}
	for path := range f.emitted {
		if _, ok := c.seen[path]; !ok && !c.holds(path, f.root) {
			paths = append(paths, path)
		}
	}
	slices.SortFunc(paths, strings.Compare)
	return slices.Compact(paths), true
}

// owns reports whether a path below the root belongs to this folder and not to
// another one inside it.
func (f *folder) owns(path string) bool {
	if !within(path, f.root) {
		return false
	}
	for _, x := range f.excluded {
		if len(x) > len(f.root) && within(path, x) {
			return false
		}
	}
	return true
}

// credible decides whether files that were not seen are gone, or whether this
// is not the folder in which they were seen: an empty mount point looks just
// like a folder from which everything was deleted. A folder is believed while
// it is the very one in which known files were seen before. Once in doubt,
// only the return of one of the doubted files ends it, so that a stray file on
// the bare mount point does not.
func (f *folder) credible(ctx context.Context, c *census, unseen []string, seen int) bool {
	if f.doubted != nil {
		return !f.stillDoubted(ctx, c)
	}
	if len(unseen) == 0 || seen > 0 || f.home == c.root {
		f.home = c.root
		return true
	}
	fresh := f.home == (fileID{})
	if fresh && (f.spec.Mode != ingest.Keep || len(unseen) < manyKnown && len(c.seen) > 0) {
		return true
	}
	f.doubted = make(map[string]struct{}, len(unseen))
	for _, path := range unseen {
		f.doubted[path] = struct{}{}
	}
	f.noteDoubt(ctx)
	return false
}

func (f *folder) stillDoubted(ctx context.Context, c *census) bool {
	for path := range f.doubted {
		if _, back := c.seen[path]; back {
			f.doubted, f.home = nil, c.root
			return false
		}
		if _, known := f.known.Known(path); !known {
			delete(f.doubted, path)
		}
	}
	if len(f.doubted) == 0 {
		f.doubted = nil
		return false
	}
	f.noteDoubt(ctx)
	return true
}

func (f *folder) noteDoubt(ctx context.Context) {
	f.note(ctx, slog.LevelWarn, "no known file is in the folder, as if a share were not mounted; they are kept as they were", f.root)
}

// lastSight returns what was last known of a file.
func (f *folder) lastSight(path string) ingest.FileInfo {
	if file, ok := f.known.Known(path); ok {
		return file
	}
	if sent, ok := f.emitted[path]; ok {
		return sent.file
	}
	return ingest.FileInfo{Folder: f.spec.Root, Path: path}
}

// sameBytes identifies a file that keeps its bytes under another path.
type sameBytes struct {
	inode uint64
	size  int64
	mtime int64
}

func identity(file ingest.FileInfo) sameBytes {
	return sameBytes{file.Inode, file.Size, file.ModTime.UnixNano()}
}

// moving returns the files that have not settled under their new path: their
// old path must not go before the new one has been sent.
func (f *folder) moving() map[sameBytes]bool {
	files := make(map[sameBytes]bool, len(f.pending))
	for _, p := range f.pending {
		files[identity(p.file)] = true
	}
	return files
}
