package ingest

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// dispose moves the consumed files of a decided document out of the watched
// folders, and those that failed before on to where they belong now. It reports
// whether it has changed the record. A file that cannot be moved stays where it
// is; the next sweep tries again.
func (s *Service) dispose(ctx context.Context, r *Record) (changed bool) {
	for i, t := range r.Taken {
		if t.Failed {
			changed = s.moveOn(ctx, r, i) || changed
		}
	}
	for _, e := range s.files.holding(r.ID) {
		if s.folders[e.info.Folder].Mode == Consume {
			changed = s.moveOut(ctx, r, e.info) || changed
		}
	}
	return changed
}

// moveOut moves one file out of its watched folder.
func (s *Service) moveOut(ctx context.Context, r *Record, f FileInfo) (changed bool) {
	folder := s.folders[f.Folder]
	now, err := os.Lstat(f.Path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !isStill(f, now) {
		s.files.remove(f.Path, r.ID) // the watcher reports what has come instead
		return false
	}
	moved, err := s.move(ctx, folder, r, f.Path)
	if err != nil {
		return false
	}
	s.files.remove(f.Path, r.ID)
	if moved == "" {
		return false
	}
	for i := range r.Taken {
		if r.Taken[i].Path == f.Path {
			r.Taken[i].Moved, r.Taken[i].Failed = moved, r.Status != Done
			changed = true
		}
	}
	if err := s.rescue(ctx, folder, f, moved); err != nil {
		s.o.Log.ErrorContext(ctx, "file in the archive was never read", slog.String(LogID, r.ID),
			slog.String(LogStage, StageMove), slog.String(LogPath, moved), slog.Any(LogError, err))
	}
	return changed
}

// moveOn moves a file in the failed folder to the archive if its document is
// done by now, or has the new reason written beside it.
func (s *Service) moveOn(ctx context.Context, r *Record, i int) (changed bool) {
	folder, ok := s.folders[r.Taken[i].Folder]
	if !ok {
		return false
	}
	moved, err := s.move(ctx, folder, r, r.Taken[i].Moved)
	if err != nil {
		return false
	}
	r.Taken[i].Moved, r.Taken[i].Failed = moved, moved != "" && r.Status != Done
	return true
}

// move moves one file to where its document's status sends it and returns
// where it lies then, or "" if it has vanished.
func (s *Service) move(ctx context.Context, folder Folder, r *Record, path string) (moved string, err error) {
	if r.Status == Done {
		moved, err = s.Archive.Done(ctx, folder, path, s.o.Now())
	} else {
		moved, err = s.Archive.Failed(ctx, folder, path, r.Reason)
	}
	if errors.Is(err, fs.ErrNotExist) {
		moved, err = "", nil
	}
	s.board.trouble(cause{"move", path}, err)
	if err != nil {
		s.o.Log.WarnContext(ctx, "file not moved", slog.String(LogID, r.ID), slog.String(LogStage, StageMove), slog.String(LogPath, path), slog.Any(LogError, err))
	} else if moved != "" {
		s.o.Log.InfoContext(ctx, "file moved", slog.String(LogID, r.ID), slog.String(LogName, filepath.Base(path)),
			slog.String(LogStage, StageMove), slog.String(LogPath, path), slog.String(LogTo, moved))
	}
	return moved, err
}

// rescue takes in a file that somebody has written in the moment between the
// look at the old one and the move: its bytes are in the archive by now, and
// nobody would ever read them.
func (s *Service) rescue(ctx context.Context, folder Folder, f FileInfo, moved string) error {
	now, err := os.Lstat(moved)
	if err != nil || isStill(f, now) {
		return nil //nolint:nilerr // a file that vanished from the archive is not ours to find
	}
	s.o.Log.WarnContext(ctx, "file changed while it was moved", slog.String(LogStage, StageMove), slog.String(LogPath, moved))
	file, err := openBelow(filepath.Dir(moved), moved)
	if err != nil {
		return err
	}
	defer file.Close()
	c, err := s.Spool.Put(ctx, file)
	if err != nil {
		return err
	}
	return s.adopt(ctx, c, Taken{Folder: folder.Root, Path: f.Path, Moved: moved})
}

// adopt records and queues a content that no file of a watched folder holds.
func (s *Service) adopt(ctx context.Context, c Content, taken ...Taken) error {
	if s.board.has(c.ID) {
		return nil
	}
	r, err := s.recordOf(ctx, c)
	if err != nil {
		return err
	}
	r.Taken = append(r.Taken, taken...)
	r.Restored = len(taken) == 0
	again(&r)
	if err := s.put(ctx, &r); err != nil {
		return err
	}
	return s.Queue.Publish(ctx, c.ID)
}
