package ingest

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
)

// dispose moves the consumed files of a decided document out of the watched
// folders, and reports whether it has changed the record. A file that cannot
// be moved stays where it is; the next sweep tries again.
func (s *Service) dispose(ctx context.Context, r *Record) (changed bool) {
	for _, e := range s.files.holding(r.ID) {
		folder := s.folders[e.info.Folder]
		if folder.Mode != Consume {
			continue
		}
		moved, err := s.move(ctx, folder, e.info, r)
		if err != nil {
			s.o.Log.WarnContext(ctx, "file not moved", slog.String("path", e.info.Path), slog.Any("error", err))
			s.board.setTrouble(ReasonOf(err))
			continue
		}
		s.files.remove(e.info.Path, r.ID)
		for i := range r.Taken {
			if r.Taken[i].Path == e.info.Path && moved != "" {
				r.Taken[i].Moved, r.Taken[i].Failed = moved, r.Status != Done
				changed = true
			}
		}
	}
	return changed
}

// move moves one file and returns where it lies then, or "" if it has gone or
// is another file by now, which the watcher will report.
func (s *Service) move(ctx context.Context, folder Folder, f FileInfo, r *Record) (string, error) {
	now, err := os.Stat(f.Path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !isStill(f, now) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var moved string
	if r.Status == Done {
		moved, err = s.Archive.Done(ctx, folder, f.Path, s.o.Now())
	} else {
		moved, err = s.Archive.Failed(ctx, folder, f.Path, r.Reason)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return moved, s.rescue(ctx, folder, f, moved)
}

func isStill(f FileInfo, now fs.FileInfo) bool {
	return now.Size() == f.Size && now.ModTime().Equal(f.ModTime)
}

// rescue takes in a file that somebody has written in the moment between the
// look at the old one and the move: its bytes are in the archive by now, and
// nobody would ever read them.
func (s *Service) rescue(ctx context.Context, folder Folder, f FileInfo, moved string) error {
	now, err := os.Stat(moved)
	if err != nil || isStill(f, now) {
		return nil //nolint:nilerr // a file that vanished from the archive is not ours to find
	}
	s.o.Log.WarnContext(ctx, "file changed while it was moved", slog.String("path", moved))
	file, err := os.Open(moved)
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
