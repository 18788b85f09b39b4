package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
)

// ErrNotDone is returned for a document that is not, or no longer, done.
var ErrNotDone = errors.New("document is not done")

// Expire removes the original of a document that is done. What was read of it
// stays in search, and is not read again until somebody drops the file again.
// With copies, its files in the archive go too, unless somebody has changed
// them. An unknown document gives ErrNoRecord.
func (s *Service) Expire(ctx context.Context, id string, copies bool) error {
	defer s.locks.lock(id)()
	r, err := s.State.Record(ctx, id)
	if err != nil {
		return err
	}
	if r.Status != Done {
		return fmt.Errorf("%s: %w", id, ErrNotDone)
	}
	if copies {
		if err := s.removeCopies(ctx, &r); err != nil {
			return err
		}
	}
	// The mark comes first: an original too many is removed by the next run, one
	// that is missing would be a fault.
	r.Expired = true
	if err := s.put(ctx, &r); err != nil {
		return err
	}
	return s.Spool.Remove(r.SHA256)
}

// original opens the original of a document.
func (s *Service) original(r Record) (*os.File, error) {
	f, err := s.Spool.Open(r.SHA256)
	if errors.Is(err, fs.ErrNotExist) && r.Expired {
		err = &Error{Kind: Refuse, Stage: "read", Reason: "原件已按保留期限删除，无法重新读取。", Err: err}
	}
	return f, err
}

// removeCopies removes the files of a document that lie in archive and failed
// folders, and takes them off its record, which the caller stores. One that
// holds something else by now is not its file and stays.
func (s *Service) removeCopies(ctx context.Context, r *Record) error {
	var kept []Taken
	for i, t := range r.Taken {
		if t.Moved == "" {
			kept = append(kept, t)
			continue
		}
		holds, err := holdsContent(t.Moved, r.Content())
		if err == nil && holds {
			err = s.Archive.Remove(t.Moved)
		}
		if err != nil {
			r.Taken = append(kept, r.Taken[i:]...)
			return &Error{Kind: Retry, Stage: "remove", Path: t.Moved, Reason: "归档中的文件无法删除，请检查权限。", Err: err}
		}
		if holds {
			s.o.Log.InfoContext(ctx, "copy of a document removed", slog.String("id", r.ID), slog.String("path", t.Moved))
		}
		t.Moved, t.Failed = "", false
		kept = append(kept, t)
	}
	r.Taken = kept
	return nil
}

// Content is what a record is about.
func (r Record) Content() Content { return Content{ID: r.ID, SHA256: r.SHA256, Bytes: r.Bytes} }

// Copies returns where the consumed files of a document lie now.
func (r Record) Copies() []string {
	var paths []string
	for _, t := range r.Taken {
		if t.Moved != "" && !slices.Contains(paths, t.Moved) {
			paths = append(paths, t.Moved)
		}
	}
	return paths
}
