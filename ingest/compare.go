package ingest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
)

// comparePause is the time between two questions how many documents are in
// search. They cost the search server next to nothing.
const comparePause = 10 * pause

// compare queues the documents that should be in search and are not: at start,
// and later whenever search holds fewer than it should, because its server has
// come back with nothing or with an old state.
func (s *Service) compare(ctx context.Context) error {
	lister, ok := s.Handler.(Lister)
	if !ok {
		return nil
	}
	if err := s.requeueMissing(ctx, lister); err != nil {
		return err
	}
	counter, ok := s.Handler.(Counter)
	if !ok {
		return nil
	}
	for sleep(ctx, min(comparePause, s.o.Sweep)) == nil {
		n, err := counter.Count(ctx)
		if err != nil || n >= s.board.count(Done) {
			continue // a server that is away is asked again
		}
		s.o.Log.WarnContext(ctx, "search has lost documents", slog.Int("in_search", n))
		if err := s.requeueMissing(ctx, lister); err != nil {
			return err
		}
	}
	return nil
}

// requeueMissing compares the documents that should be in search with those
// that are. It waits for a search server that is away.
func (s *Service) requeueMissing(ctx context.Context, lister Lister) error {
	var missing []string
	for {
		expected := s.board.ids(func(st Status) bool { return st == Done })
		var err error
		if missing, err = absent(ctx, lister, expected); err == nil {
			break
		}
		s.o.Log.WarnContext(ctx, "search not compared yet", slog.Any("error", err))
		if err := sleep(ctx, 10*pause); err != nil {
			return err
		}
	}
	for _, id := range missing {
		s.o.Log.InfoContext(ctx, "document missing in search", slog.String("id", id))
		if err := s.Refresh(ctx, id); err != nil && !errors.Is(err, ErrNoRecord) && ctx.Err() == nil {
			s.o.Log.WarnContext(ctx, "missing document not queued", slog.String("id", id), slog.Any("error", err))
		}
	}
	return nil
}

// absent returns those of the expected ids that the lister does not list.
func absent(ctx context.Context, l Lister, expected []string) ([]string, error) {
	listed := make(map[string]struct{}, len(expected))
	for id, err := range l.Indexed(ctx) {
		if err != nil {
			return nil, err
		}
		listed[id] = struct{}{}
	}
	return slices.DeleteFunc(expected, func(id string) bool { _, ok := listed[id]; return ok }), nil
}
