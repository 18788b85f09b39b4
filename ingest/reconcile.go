package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// reconcile mends at start what the program left behind when it died: originals
// without a record are recorded, and unfinished documents are queued. Documents
// without any file were marked for deletion when they were loaded, and consumed
// files that still lie in their folder will be reported as new by the watcher.
func (s *Service) reconcile(ctx context.Context) error {
	if err := s.recordOriginals(ctx); err != nil {
		return err
	}
	return s.publishUnfinished(ctx)
}

// recordOriginals records spooled contents that have no record. Either the
// program died between the two steps, and then the file is still in its folder
// and will claim the document; or the state was lost, and then the original is
// all there is. So they are never removed.
func (s *Service) recordOriginals(ctx context.Context) error {
	for sha, err := range s.Spool.List(ctx) {
		if err != nil {
			return err
		}
		id := sha[:32]
		if s.board.has(id) {
			continue
		}
		size, err := s.sizeOf(sha)
		if err != nil {
			return err
		}
		s.o.Log.InfoContext(ctx, "original without a record", slog.String("id", id))
		if err := s.adopt(ctx, Content{ID: id, SHA256: sha, Bytes: size}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) sizeOf(sha string) (int64, error) {
	f, err := s.Spool.Open(sha)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, fmt.Errorf("size of original: %w", err)
	}
	return info.Size(), nil
}

// isOrphan reports whether no file holds a document and none was consumed for it.
func (s *Service) isOrphan(r Record) bool {
	return len(r.Taken) == 0 && !r.Restored && !s.files.holds(r.ID)
}

// orphans are the documents to be deleted, and when.
type orphans struct {
	mu  sync.Mutex
	due map[string]time.Time
}

func newOrphans() *orphans { return &orphans{due: map[string]time.Time{}} }

func (o *orphans) add(id string, due time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.due[id] = due
}

// take removes and returns the documents that are due.
func (o *orphans) take(now time.Time) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var ids []string
	for id, due := range o.due {
		if !due.After(now) {
			ids = append(ids, id)
			delete(o.due, id)
		}
	}
	return slices.Sorted(slices.Values(ids))
}

// maxDeletions is how many documents are being deleted at the same time. Each
// waits for the search server, which deletes many at once as fast as one.
const maxDeletions = 128

// deleteOrphans deletes orphans as they fall due. Every one that is due while
// others are being deleted joins them.
func (s *Service) deleteOrphans(ctx context.Context) error {
	var g errgroup.Group
	g.SetLimit(maxDeletions)
	for sleep(ctx, min(pause, s.o.Grace)) == nil && s.gate.pass(ctx, s.board.idle) == nil {
		for _, id := range s.orphans.take(s.o.Now()) {
			g.Go(func() error {
				err := s.deleteOrphan(ctx, id)
				s.halts(err)
				if err != nil && ctx.Err() == nil {
					s.o.Log.WarnContext(ctx, "document not deleted yet", slog.String("id", id), slog.Any("error", err))
					s.orphans.add(id, s.o.Now().Add(s.o.BackoffMin*10))
				}
				return nil
			})
		}
	}
	return g.Wait()
}

// keepHouse sweeps now and then.
func (s *Service) keepHouse(ctx context.Context) error {
	for sleep(ctx, s.o.Sweep) == nil {
		s.sweep(ctx)
	}
	return nil
}

// deleteOrphan takes a document out of search, spool, queue and state, in this
// order, so that dying in between leaves the record, and the next start repeats it.
func (s *Service) deleteOrphan(ctx context.Context, id string) error {
	defer s.locks.lock(id)()
	r, err := s.State.Record(ctx, id)
	if errors.Is(err, ErrNoRecord) {
		return nil
	}
	if err != nil {
		return err
	}
	if !s.isOrphan(r) {
		return nil
	}
	if s.board.isActive(id) {
		return errors.New("document is being worked on")
	}
	if err := s.Handler.Delete(ctx, id); err != nil {
		return err
	}
	s.gate.report(nil)
	if err := s.Spool.Remove(r.SHA256); err != nil {
		return err
	}
	if err := s.Queue.Cancel(ctx, id); err != nil {
		return err
	}
	if err := s.State.Delete(ctx, id); err != nil {
		return err
	}
	s.board.forget(id)
	s.o.Log.InfoContext(ctx, "document deleted", slog.String("id", id))
	return nil
}

// sweep repairs what a failed step left behind while the program ran: consumed
// files that could not be moved, and documents whose publication failed.
func (s *Service) sweep(ctx context.Context) {
	s.board.forgetTroubles()
	_ = s.room() // only to see whether it is over
	for id := range maps.Keys(s.files.consumed(s.folders)) {
		if err := s.settleByID(ctx, id); err != nil && ctx.Err() == nil {
			s.o.Log.WarnContext(ctx, "sweep", slog.String("id", id), slog.Any("error", err))
		}
	}
	if err := s.publishUnfinished(ctx); err != nil && ctx.Err() == nil {
		s.o.Log.WarnContext(ctx, "sweep", slog.Any("error", err))
	}
}

// publishUnfinished queues every document that is not decided. When the queue
// then has nothing to give although it holds them, a crash of the server has
// left jobs in it that it takes for acknowledged; they are queued afresh.
func (s *Service) publishUnfinished(ctx context.Context) error {
	unfinished := s.board.ids(func(st Status) bool { return !st.Final() })
	for _, id := range unfinished {
		if err := s.Queue.Publish(ctx, id); err != nil {
			return err
		}
	}
	depth, err := s.Queue.Depth(ctx)
	if err != nil || depth.Waiting+depth.Given > 0 || !s.board.idle() {
		return err
	}
	for _, id := range unfinished {
		if err := s.requeueUnfinished(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) requeueUnfinished(ctx context.Context, id string) error {
	defer s.locks.lock(id)()
	if s.board.isFinal(id) {
		return nil
	}
	return s.requeue(ctx, id)
}

func (s *Service) settleByID(ctx context.Context, id string) error {
	defer s.locks.lock(id)()
	r, err := s.State.Record(ctx, id)
	if err != nil {
		return err
	}
	return s.settle(ctx, &r)
}
