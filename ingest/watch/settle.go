package watch

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/ingest"
)

const (
	// emptyFactor is how many windows an empty file must be still: many
	// programs create a file first and fill it when they have the bytes.
	emptyFactor = 5
	// maxRetryDelay bounds the time between two tries to open a file.
	maxRetryDelay = time.Minute
	// heldWindows is after how many windows to ask again whether files are taken.
	heldWindows = 3
)

// sighting is a file that has not settled yet.
type sighting struct {
	file   ingest.FileInfo
	since  time.Time // when it was first seen like this
	due    time.Time // when to look again
	failed int       // how often it could not be opened or sent
}

// emission is an event that the state has not come to know yet.
type emission struct {
	file ingest.FileInfo
	at   time.Time
}

// look takes note of what is at a path and reports whether it is a file of
// ours. It never blocks on the file.
func (f *folder) look(ctx context.Context, path string, info fs.FileInfo, now time.Time) bool {
	if !info.Mode().IsRegular() {
		delete(f.pending, path)
		f.note(ctx, slog.LevelInfo, "not a regular file, ignored", path, slog.String("type", info.Mode().Type().String()))
		return false
	}
	file := f.describe(path, info)
	if f.isSettled(file) {
		delete(f.pending, path)
		return true
	}
	if p := f.pending[path]; p == nil || !p.file.Same(file) {
		f.pending[path] = &sighting{file: file, since: now, due: now.Add(f.windowOf(file))}
		f.dueAt(f.pending[path].due)
	}
	return true
}

// isSettled reports whether the state knows the file as it is, or will as soon
// as it has worked through what was sent.
func (f *folder) isSettled(file ingest.FileInfo) bool {
	if known, ok := f.known.Known(file.Path); ok && known.Same(file) {
		delete(f.emitted, file.Path)
		return true
	}
	sent, ok := f.emitted[file.Path]
	return ok && sent.file.Same(file) && time.Since(sent.at) < f.RescanInterval
}

// remember keeps what was sent until the state knows it. A file that was
// consumed at once, or is known at once, need not be remembered; one that never
// becomes known is sent again after a while.
func (f *folder) remember(file ingest.FileInfo) {
	delete(f.emitted, file.Path)
	if f.isSettled(file) {
		return
	}
	if _, err := os.Lstat(file.Path); errors.Is(err, fs.ErrNotExist) {
		return
	}
	f.emitted[file.Path] = emission{file: file, at: time.Now()}
}

func (f *folder) describe(path string, info fs.FileInfo) ingest.FileInfo {
	file := ingest.FileInfo{Folder: f.spec.Root, Path: path, Size: info.Size(), ModTime: info.ModTime()}
	if f.inodes {
		file.Inode = idOf(info).ino
	}
	return file
}

func (f *folder) windowOf(file ingest.FileInfo) time.Duration {
	if file.Size == 0 {
		return emptyFactor * f.Window
	}
	return f.Window
}

// dueAt sees to it that settle runs at t at the latest.
func (f *folder) dueAt(t time.Time) {
	if f.nextDue.IsZero() || t.Before(f.nextDue) {
		f.nextDue = t
	}
}

// settle looks again at the files whose time has come and sends those that
// have been still.
func (f *folder) settle(ctx context.Context) error {
	now := time.Now()
	due := f.due(now)
	var held time.Time
	for _, path := range due {
		if err := ctx.Err(); err != nil {
			return err
		}
		p := f.pending[path]
		if p == nil {
			continue
		}
		if !held.IsZero() { // what keeps one file keeps all
			p.due = held
			continue
		}
		err := f.settleOne(ctx, path, p)
		switch {
		case errors.Is(err, ingest.ErrNotNow):
			held = p.due
		case err != nil:
			return err
		}
	}
	if len(due) > 0 && f.heirsAwaited() {
		f.scanSoon(time.Now())
	}
	f.nextDue = time.Time{}
	for _, p := range f.pending {
		f.dueAt(p.due)
	}
	// A little late, so that files that came together are looked at together.
	if soonest := now.Add(f.Window / ticks); !f.nextDue.IsZero() && f.nextDue.Before(soonest) {
		f.nextDue = soonest
	}
	return nil
}

// due returns the paths whose time has come, in order.
func (f *folder) due(now time.Time) []string {
	var paths []string
	for path, p := range f.pending {
		if !now.Before(p.due) {
			paths = append(paths, path)
		}
	}
	slices.SortFunc(paths, strings.Compare)
	return paths
}

// settleOne sends one file if it has been still. Its error is one of send.
func (f *folder) settleOne(ctx context.Context, path string, p *sighting) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		delete(f.pending, path)
		return nil
	}
	if err != nil {
		f.postpone(ctx, p, err)
		return nil
	}
	f.look(ctx, path, info, time.Now())
	if f.pending[path] != p {
		return nil // it changed, or the state knows it by now
	}
	if err := opens(path, p.file.Size); err != nil {
		f.postpone(ctx, p, err)
		return nil
	}
	sent, err := f.send(ctx, ingest.Event{Kind: ingest.Present, File: p.file})
	switch {
	case sent:
		delete(f.pending, path)
		delete(f.missing, path)
		f.remember(p.file)
	case err == nil:
		f.delay(p)
	case errors.Is(err, ingest.ErrNotNow): // which is nothing that this file has failed at
		p.due = time.Now().Add(heldWindows * f.Window)
		f.dueAt(p.due)
	}
	return err
}

// send hands an event over and reports whether it was taken. The error is that
// of the context, one of kind Stop or ErrNotNow, of which the taker tells.
func (f *folder) send(ctx context.Context, e ingest.Event) (bool, error) {
	err := f.emit(ctx, e)
	switch {
	case err == nil:
		return true, nil
	case ctx.Err() != nil:
		return false, ctx.Err()
	case ingest.KindOf(err) == ingest.Stop, errors.Is(err, ingest.ErrNotNow):
		return false, err
	}
	f.Logger.WarnContext(ctx, "event was not taken", slog.String("event", e.Kind.String()), slog.String("path", e.File.Path), slog.Any("error", err))
	return ingest.KindOf(err) == ingest.Refuse, nil
}

// postpone tries a file again later that cannot be opened now: it may be
// locked, or still being copied with narrow permissions.
func (f *folder) postpone(ctx context.Context, p *sighting, err error) {
	f.note(ctx, slog.LevelWarn, "file cannot be opened yet, trying again later", p.file.Path, slog.Any("error", err))
	f.delay(p)
}

func (f *folder) delay(p *sighting) {
	wait := min(f.Window<<min(p.failed, 10), max(maxRetryDelay, f.Window))
	p.failed++
	p.due = time.Now().Add(wait)
	f.dueAt(p.due)
}

// opens reports why a file cannot be read. It reads a byte, since some shares
// refuse only then. A FIFO that took the file's place does not block it.
func opens(path string, size int64) error {
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() != size {
		return errors.New("it has changed")
	}
	if _, err := file.Read(make([]byte, 1)); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}
