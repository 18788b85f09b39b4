package ingest

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
)

// home returns the watched folder that a path lies in, the innermost one.
func (s *Service) home(path string) (Folder, bool) {
	var home Folder
	for root, f := range s.folders {
		prefix := strings.TrimSuffix(root, string(filepath.Separator)) + string(filepath.Separator)
		if strings.HasPrefix(path, prefix) && len(root) >= len(home.Root) {
			home = f
		}
	}
	return home, home.Root != ""
}

// forgetStrays forgets the files that lie in no watched folder any more, as if
// they had been deleted, because their folder has been taken out of the
// settings. That may be a slip, so there is time to put it back.
func (s *Service) forgetStrays(ctx context.Context) error {
	if len(s.strays) == 0 {
		return nil
	}
	s.o.Log.WarnContext(ctx, "kept files lie in no folder of the settings; they will be taken out of search",
		slog.Int("files", len(s.strays)), slog.String("one", s.strays[0].Path), slog.Duration("in", s.o.StrayGrace))
	if err := sleep(ctx, s.o.StrayGrace); err != nil {
		return err
	}
	for _, f := range s.strays {
		if err := s.State.DeleteFile(ctx, f.Path); err != nil {
			s.o.Log.WarnContext(ctx, "file not forgotten; the next start does it", slog.String("path", f.Path), slog.Any("error", err))
			continue
		}
		if err := s.lost(ctx, f.ID); err != nil && ctx.Err() == nil {
			s.o.Log.WarnContext(ctx, "file forgotten, its document not yet", slog.String("path", f.Path), slog.Any("error", err))
		}
	}
	return nil
}
